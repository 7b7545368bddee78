#include "program/program.h"

#include <stdlib.h>
#include <string.h>

#include "program/buffer.h"

const char *const placement_names[PLACE_COUNT] = {
    [PLACE_GUARDED] = "guarded",
    [PLACE_NULL] = "null",
    [PLACE_UNMAPPED] = "unmapped",
    [PLACE_KERNEL] = "kernel",
    [PLACE_NONCANONICAL] = "noncanonical",
    [PLACE_CUT] = "cut",
    [PLACE_MISALIGNED] = "misaligned",
    [PLACE_READ_ONLY] = "readonly",
    [PLACE_ACROSS] = "across",
    [PLACE_ADDRESS] = "address",
};

/* Places in program->capacity. */
enum { CALLS, HANDLES, VALUES, EXPECTATIONS, NAMES, REQUIREMENTS, NEEDS };

bool placement_has_argument(enum placement_kind kind)
{
  return kind == PLACE_CUT || kind == PLACE_MISALIGNED || kind == PLACE_ADDRESS;
}

void program_init(struct program *program)
{
  *program = (struct program){0};
}

static void free_strings(char **strings, size_t count)
{
  for (size_t i = 0; i < count; i++)
    free(strings[i]);
}

bool program_has_notes(const struct program *program)
{
  return program->name != NULL || program->sentence != NULL || program->requirement_count != 0 ||
         program->need_count != 0 || program->name_count != 0 || program->expectation_count != 0;
}

static void clear_notes(struct program *program)
{
  for (size_t i = 0; i < program->name_count; i++)
    free(program->names[i].name);
  free_strings(program->requirements, program->requirement_count);
  free_strings(program->needs, program->need_count);
  free(program->name);
  free(program->sentence);
  program->name = NULL;
  program->sentence = NULL;
  program->expectation_count = 0;
  program->name_count = 0;
  program->requirement_count = 0;
  program->need_count = 0;
}

void program_clear(struct program *program)
{
  if (program_has_notes(program))
    clear_notes(program);
  program->file = NULL;
  program->line = 0;
  program->call_count = 0;
  program->handle_count = 0;
  program->value_count = 0;
}

void program_free(struct program *program)
{
  program_clear(program);
  free(program->calls);
  free(program->handles);
  free(program->values);
  free(program->expectations);
  free(program->names);
  free(program->requirements);
  free(program->needs);
  program_init(program);
}

/* The array with room for one item more, or NULL. What came back replaces the old pointer: it may have moved. */
static void *grown(void *array, size_t count, size_t item_size, size_t *capacity)
{
  const size_t wanted = *capacity == 0 ? 8 : *capacity * 2;
  void *larger;

  if (count < *capacity)
    return array;
  if (wanted > SIZE_MAX / 2 / item_size)
    return NULL;
  larger = realloc(array, wanted * item_size);
  if (larger != NULL)
    *capacity = wanted;
  return larger;
}

static void set_default(const struct argument_info *row, struct argument *ret_argument)
{
  *ret_argument = (struct argument){.number = row->value};
  if (row->kind == ARG_HANDLE || row->kind == ARG_LUID)
    ret_argument->handle.count = 1;
  else if (row->kind == ARG_HANDLES || row->kind == ARG_VALUES)
    ret_argument->place.kind = PLACE_NULL;
}

struct call *program_add_call(struct program *program, enum program_op op)
{
  struct call *calls, *call;

  if (program->call_count >= PROGRAM_MAX_CALLS)
    return NULL;
  calls = grown(program->calls, program->call_count, sizeof *calls, &program->capacity[CALLS]);
  if (calls == NULL)
    return NULL;
  program->calls = calls;
  call = &calls[program->call_count++];
  call->op = (uint8_t)op;
  call->padding = 0;
  call->place = (struct placement){PLACE_GUARDED, 0};
  for (uint8_t i = 0; i < program_ops[op].argument_count; i++)
    set_default(&program_ops[op].arguments[i], &call->arguments[i]);
  return call;
}

/* One spelling for one meaning: slots in range, runs that end with the slots, nothing said that has no effect. */
static struct handle_ref canonical(struct handle_ref handle)
{
  const uint32_t slots = object_types[handle.type].slots;

  handle.slot = handle.type == OBJECT_VALUE ? 0 : (uint16_t)(handle.slot & (slots - 1));
  if (handle.count == 0)
    handle.count = 1;
  if (handle.type == OBJECT_VALUE)
    handle.stride = 0;
  if (handle.stride != 0 && handle.count > slots - handle.slot)
    handle.count = slots - handle.slot;
  handle.stride = handle.stride != 0 && handle.count > 1;
  return handle;
}

bool program_add_handle(struct program *program, struct argument *list, struct handle_ref handle)
{
  struct handle_ref *handles =
      grown(program->handles, program->handle_count, sizeof *handles, &program->capacity[HANDLES]);

  if (handles == NULL)
    return false;
  program->handles = handles;
  if (list->list.count == 0)
    list->list.first = (uint32_t)program->handle_count;
  handles[program->handle_count++] = canonical(handle);
  list->list.count++;
  return true;
}

bool program_add_value(struct program *program, struct argument *list, struct value_run value)
{
  struct value_run *values = grown(program->values, program->value_count, sizeof *values, &program->capacity[VALUES]);

  if (values == NULL)
    return false;
  program->values = values;
  if (list->list.count == 0)
    list->list.first = (uint32_t)program->value_count;
  value.count = value.count == 0 ? 1 : value.count;
  values[program->value_count++] = value;
  list->list.count++;
  return true;
}

bool program_add_expectation(struct program *program, const struct expectation *expectation)
{
  struct expectation *expectations =
      grown(program->expectations, program->expectation_count, sizeof *expectations, &program->capacity[EXPECTATIONS]);

  if (expectations == NULL)
    return false;
  program->expectations = expectations;
  expectations[program->expectation_count++] = *expectation;
  return true;
}

bool program_add_name(struct program *program, enum object_type type, uint16_t slot, uint16_t count, const char *name)
{
  struct object_name *names = grown(program->names, program->name_count, sizeof *names, &program->capacity[NAMES]);
  char *copy;

  if (names == NULL)
    return false;
  program->names = names;
  copy = buffer_copy_string(name);
  if (copy == NULL)
    return false;
  names[program->name_count++] = (struct object_name){(uint8_t)type, slot, count, copy};
  return true;
}

static bool add_string(char ***strings, size_t *count, size_t *capacity, const char *text)
{
  char **larger = grown(*strings, *count, sizeof *larger, capacity);

  if (larger == NULL)
    return false;
  *strings = larger;
  larger[*count] = buffer_copy_string(text);
  if (larger[*count] == NULL)
    return false;
  ++*count;
  return true;
}

bool program_add_requirement(struct program *program, const char *id)
{
  return add_string(&program->requirements, &program->requirement_count, &program->capacity[REQUIREMENTS], id);
}

bool program_add_need(struct program *program, const char *capability)
{
  return add_string(&program->needs, &program->need_count, &program->capacity[NEEDS], capability);
}

/* Puts a copy of `text` into *string; a string that stays itself stays where it is. */
static bool replace_string(char **string, const char *text)
{
  char *copy;

  if (text == *string)
    return true;
  copy = text == NULL ? NULL : buffer_copy_string(text);
  if (text != NULL && copy == NULL)
    return false;
  free(*string);
  *string = copy;
  return true;
}

bool program_set_title(struct program *program, const char *name, const char *sentence)
{
  return replace_string(&program->name, name) && replace_string(&program->sentence, sentence);
}

/* An array's copy, or NULL; *ret_capacity tells an empty array from exhaustion. */
static bool copy_array(const void *source, size_t count, size_t item_size, void **ret_copy, size_t *ret_capacity)
{
  if (count == 0)
    return true;
  *ret_copy = malloc(count * item_size);
  if (*ret_copy == NULL)
    return false;
  memcpy(*ret_copy, source, count * item_size);
  *ret_capacity = count;
  return true;
}

static bool copy_calls(const struct program *source, struct program *ret_copy)
{
  void *calls = NULL, *handles = NULL, *values = NULL, *expectations = NULL;
  const bool copied =
      copy_array(source->calls, source->call_count, sizeof *source->calls, &calls, &ret_copy->capacity[CALLS]) &&
      copy_array(source->handles, source->handle_count, sizeof *source->handles, &handles,
                 &ret_copy->capacity[HANDLES]) &&
      copy_array(source->values, source->value_count, sizeof *source->values, &values, &ret_copy->capacity[VALUES]) &&
      copy_array(source->expectations, source->expectation_count, sizeof *source->expectations, &expectations,
                 &ret_copy->capacity[EXPECTATIONS]);

  ret_copy->calls = calls;
  ret_copy->handles = handles;
  ret_copy->values = values;
  ret_copy->expectations = expectations;
  if (!copied)
    return false;
  ret_copy->call_count = source->call_count;
  ret_copy->handle_count = source->handle_count;
  ret_copy->value_count = source->value_count;
  ret_copy->expectation_count = source->expectation_count;
  return true;
}

static bool copy_notes(const struct program *source, struct program *ret_copy)
{
  for (size_t i = 0; i < source->name_count; i++) {
    const struct object_name *name = &source->names[i];

    if (!program_add_name(ret_copy, (enum object_type)name->type, name->slot, name->count, name->name))
      return false;
  }
  for (size_t i = 0; i < source->requirement_count; i++)
    if (!program_add_requirement(ret_copy, source->requirements[i]))
      return false;
  for (size_t i = 0; i < source->need_count; i++)
    if (!program_add_need(ret_copy, source->needs[i]))
      return false;
  return program_set_title(ret_copy, source->name, source->sentence);
}

bool program_copy(const struct program *source, struct program *ret_copy)
{
  program_init(ret_copy);
  if (copy_calls(source, ret_copy) && copy_notes(source, ret_copy))
    return true;
  program_free(ret_copy);
  return false;
}

/* The list of an argument that came with its call from another program: into this one's pools. */
static bool append_list(struct program *program, const struct program *source, enum argument_kind kind,
                        struct argument *list)
{
  const uint32_t first = list->list.first, count = list->list.count;

  list->list.count = 0;
  for (uint32_t i = 0; i < count; i++)
    if (kind == ARG_HANDLES ? !program_add_handle(program, list, source->handles[first + i])
                            : !program_add_value(program, list, source->values[first + i]))
      return false;
  return true;
}

bool program_append(struct program *program, const struct program *source, size_t first)
{
  for (size_t i = first; i < source->call_count; i++) {
    struct call *call = program_add_call(program, (enum program_op)source->calls[i].op);

    if (call == NULL)
      return false;
    *call = source->calls[i];
    for (uint8_t k = 0; k < program_ops[call->op].argument_count; k++) {
      const enum argument_kind kind = program_ops[call->op].arguments[k].kind;

      if ((kind == ARG_HANDLES || kind == ARG_VALUES) && !append_list(program, source, kind, &call->arguments[k]))
        return false;
    }
  }
  return true;
}

uint32_t program_list_length(const struct program *program, const struct call *call, uint8_t argument)
{
  const struct argument *list = &call->arguments[argument];
  const enum argument_kind kind = program_ops[call->op].arguments[argument].kind;
  uint32_t length = 0;

  for (uint32_t i = 0; i < list->list.count; i++)
    length += kind == ARG_HANDLES ? program->handles[list->list.first + i].count
                                  : program->values[list->list.first + i].count;
  return length;
}

struct handle_ref program_list_handle(const struct program *program, const struct argument *list, uint32_t index)
{
  const struct handle_ref *run = &program->handles[list->list.first];
  struct handle_ref handle;

  while (index >= run->count)
    index -= run++->count;
  handle = *run;
  handle.slot = (uint16_t)(handle.slot + (handle.stride != 0 ? index : 0));
  handle.stride = 0;
  handle.count = 1;
  return handle;
}
