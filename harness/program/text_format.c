#include "program/text_format.h"

#include "abi/status_names.h"

/*
 * Parsing gives a new name the lowest unused slots. So the printer follows
 * which slots the reader will have seen, and where that would not give a name
 * its slots, or would give names in another order, it prints a slot line.
 */
struct naming {
  const struct program *program;
  size_t defined; /* names that the reader knows */
  struct slot_use slots;
  struct buffer *text;
};

/* Prints slot lines for all names up to this one. */
static void define_up_to(struct naming *naming, size_t index)
{
  for (; naming->defined <= index; naming->defined++) {
    const struct object_name *name = &naming->program->names[naming->defined];

    buffer_printf(naming->text, "slot %s", name->name);
    if (name->count > 1)
      buffer_printf(naming->text, "[%u]", name->count);
    buffer_printf(naming->text, " = %s%u\n", object_types[name->type].name, name->slot);
    slot_use_mark(&naming->slots, name->type, name->slot, name->count);
  }
}

/* What printing a call does to the naming, tried out. `missing` is a name that must be defined before. */
struct trial {
  size_t defined;
  struct slot_use slots;
  size_t missing;
};

static void try_handle(const struct program *program, struct trial *trial, const struct handle_ref *handle)
{
  const uint32_t count = handle->stride != 0 ? handle->count : 1;
  size_t index;

  if (handle->type == OBJECT_VALUE)
    return;
  index = format_find_name(program, program->name_count, handle->type, handle->slot, count);
  if (index == NAME_NOT_FOUND)
    slot_use_mark(&trial->slots, handle->type, handle->slot, count);
  else if (index >= trial->defined)
    trial->missing = index;
}

static void try_created(const struct program *program, struct trial *trial, uint8_t type,
                        const struct argument *argument)
{
  const uint32_t slot = argument->created.slot, count = argument->created.count;
  size_t index;
  uint16_t found;

  if (count == 0)
    return;
  index = format_find_created(program, program->name_count, type, slot, count);
  if (index == NAME_NOT_FOUND) {
    slot_use_mark(&trial->slots, type, slot, count);
  } else if (index == trial->defined && program->names[index].count == count &&
             slot_use_find(&trial->slots, type, count, &found) && found == slot) {
    slot_use_mark(&trial->slots, type, slot, count);
    trial->defined++;
  } else if (index >= trial->defined) {
    trial->missing = index;
  }
}

static void try_call(const struct program *program, const struct call *call, struct trial *trial)
{
  const struct op_info *op = &program_ops[call->op];

  for (uint8_t i = 0; i < op->argument_count && trial->missing == NAME_NOT_FOUND; i++) {
    const struct argument *argument = &call->arguments[i];

    if (op->arguments[i].kind == ARG_HANDLE || op->arguments[i].kind == ARG_LUID)
      try_handle(program, trial, &argument->handle);
    else if (op->arguments[i].kind == ARG_CREATED)
      try_created(program, trial, (uint8_t)op->arguments[i].type, argument);
    else if (op->arguments[i].kind == ARG_HANDLES)
      for (uint32_t k = 0; k < argument->list.count && trial->missing == NAME_NOT_FOUND; k++)
        try_handle(program, trial, &program->handles[argument->list.first + k]);
  }
}

/* Defines the names that the call needs and does not define itself. */
static void prepare_call(struct naming *naming, const struct call *call)
{
  struct trial trial = {.missing = NAME_NOT_FOUND};

  while (naming->defined < naming->program->name_count) {
    trial.defined = naming->defined;
    trial.slots = naming->slots;
    trial.missing = NAME_NOT_FOUND;
    try_call(naming->program, call, &trial);
    if (trial.missing == NAME_NOT_FOUND) {
      naming->defined = trial.defined;
      naming->slots = trial.slots;
      return;
    }
    define_up_to(naming, trial.missing);
  }
}

/* ---- notes ---- */

/* A dollar starts a variable and a number sign behind a blank a comment, unless a dollar stands before it. */
static void format_escaped(struct buffer *text, const char *note)
{
  for (size_t i = 0; note[i] != '\0'; i++) {
    if (note[i] == '$' || (note[i] == '#' && (i == 0 || note[i - 1] == ' ')))
      buffer_byte(text, '$');
    buffer_byte(text, (uint8_t)note[i]);
  }
}

static void format_words(struct buffer *text, const char *keyword, char *const *words, size_t count)
{
  if (count == 0)
    return;
  buffer_string(text, keyword);
  for (size_t i = 0; i < count; i++) {
    buffer_byte(text, ' ');
    format_escaped(text, words[i]);
  }
  buffer_byte(text, '\n');
}

static void format_titles(const struct program *program, struct buffer *text)
{
  format_words(text, "case", &program->name, program->name != NULL);
  format_words(text, "property", &program->sentence, program->sentence != NULL);
  format_words(text, "shows", program->requirements, program->requirement_count);
  format_words(text, "needs", program->needs, program->need_count);
}

static void format_expectation(struct buffer *text, const struct expectation *expectation)
{
  static const char prefix[] = "STATUS_";

  if (expectation->count == 0)
    return;
  buffer_string(text, "  expect");
  for (uint8_t i = 0; i < expectation->count; i++) {
    const char *name = abi_status_name(expectation->statuses[i]);

    if (name != NULL)
      buffer_printf(text, " %s", name + sizeof prefix - 1);
    else
      buffer_printf(text, " 0x%08X", (unsigned)expectation->statuses[i]);
  }
  buffer_byte(text, '\n');
}

void program_format(const struct program *program, struct buffer *ret_text)
{
  struct naming naming = {.program = program, .text = ret_text};
  size_t expectation = 0;

  format_titles(program, ret_text);
  for (size_t i = 0; i < program->call_count; i++) {
    prepare_call(&naming, &program->calls[i]);
    format_call(program, naming.defined, &program->calls[i], ret_text);
    buffer_byte(ret_text, '\n');
    for (; expectation < program->expectation_count && program->expectations[expectation].call <= i; expectation++)
      format_expectation(ret_text, &program->expectations[expectation]);
  }
  if (program->name_count != 0)
    define_up_to(&naming, program->name_count - 1);
}
