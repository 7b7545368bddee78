#include "program/text_format.h"

/* Numbers above are addresses, sizes and patterns, which read better in hexadecimal. */
#define LARGEST_DECIMAL 99999u

struct formatter {
  const struct program *program;
  size_t limit; /* names that may be used */
  struct buffer *text;
};

static void format_number(struct buffer *text, uint64_t number)
{
  buffer_printf(text, number <= LARGEST_DECIMAL ? "%llu" : "0x%llX", (unsigned long long)number);
}

static void format_flags(struct buffer *text, const struct symbols *symbols, uint64_t flags)
{
  const char *separator = "";

  for (const struct symbol *row = symbols->rows; row->name != NULL; row++) {
    if ((flags & row->value) != row->value)
      continue;
    buffer_printf(text, "%s%s", separator, row->name);
    separator = "|";
    flags &= ~row->value;
  }
  if (flags != 0 || *separator == '\0')
    buffer_printf(text, flags == 0 ? "%s%llu" : "%s0x%llX", separator, (unsigned long long)flags);
}

static void format_value(struct buffer *text, const struct symbols *symbols, uint64_t value)
{
  if (symbols != NULL && symbols->flags) {
    format_flags(text, symbols, value);
    return;
  }
  for (const struct symbol *row = symbols == NULL ? NULL : symbols->rows; row != NULL && row->name != NULL; row++)
    if (row->value == value) {
      buffer_string(text, row->name);
      return;
    }
  format_number(text, value);
}

static void format_placement(struct buffer *text, struct placement place)
{
  if (place.kind == PLACE_GUARDED)
    return;
  buffer_printf(text, "@%s", placement_names[place.kind]);
  if (!placement_has_argument((enum placement_kind)place.kind))
    return;
  buffer_byte(text, ':');
  format_number(text, place.argument);
}

/* ---- handles ---- */

size_t format_find_name(const struct program *program, size_t limit, uint8_t type, uint32_t slot, uint32_t count)
{
  for (size_t i = 0; i < limit; i++) {
    const struct object_name *name = &program->names[i];

    if (name->type == type && name->slot <= slot && slot + count <= (uint32_t)name->slot + name->count)
      return i;
  }
  return NAME_NOT_FOUND;
}

size_t format_find_created(const struct program *program, size_t limit, uint8_t type, uint32_t slot, uint32_t count)
{
  for (size_t i = 0; i < limit; i++) {
    const struct object_name *name = &program->names[i];

    if (name->type == type && name->slot == slot && count <= name->count)
      return i;
  }
  return NAME_NOT_FOUND;
}

static void format_slots(const struct formatter *formatter, const struct handle_ref *handle)
{
  const uint32_t count = handle->stride != 0 ? handle->count : 1;
  const size_t index = format_find_name(formatter->program, formatter->limit, handle->type, handle->slot, count);
  const struct object_name *name = index == NAME_NOT_FOUND ? NULL : &formatter->program->names[index];
  const uint32_t first = name == NULL ? 0 : (uint32_t)handle->slot - name->slot;

  if (name == NULL)
    buffer_printf(formatter->text, "%s%u", object_types[handle->type].name, handle->slot);
  else
    buffer_string(formatter->text, name->name);
  if (name != NULL && count == name->count)
    return;
  if (count > 1)
    buffer_printf(formatter->text, "[%u..%u]", first, first + count - 1);
  else if (name != NULL)
    buffer_printf(formatter->text, "[%u]", first);
}

static void format_handle(const struct formatter *formatter, const struct handle_ref *handle)
{
  if (handle->type == OBJECT_VALUE) {
    buffer_printf(formatter->text, handle->flip == 0 ? "%u" : "0x%X", (unsigned)handle->flip);
  } else {
    format_slots(formatter, handle);
    if (handle->flip != 0)
      buffer_printf(formatter->text, "^0x%X", (unsigned)handle->flip);
  }
  if (handle->stride == 0 && handle->count > 1)
    buffer_printf(formatter->text, "*%u", (unsigned)handle->count);
}

static void format_created(const struct formatter *formatter, const struct argument_info *row,
                           const struct argument *argument)
{
  const uint32_t count = argument->created.count;
  const size_t index =
      format_find_created(formatter->program, formatter->limit, (uint8_t)row->type, argument->created.slot, count);

  if (index == NAME_NOT_FOUND)
    buffer_printf(formatter->text, "%s%u", object_types[row->type].name, argument->created.slot);
  else
    buffer_string(formatter->text, formatter->program->names[index].name);
  if (count > 1 || (index != NAME_NOT_FOUND && formatter->program->names[index].count > 1))
    buffer_printf(formatter->text, "[%u]", count);
}

/* ---- arguments ---- */

static void format_list(const struct formatter *formatter, const struct argument_info *row,
                        const struct argument *argument)
{
  const struct program *program = formatter->program;

  buffer_byte(formatter->text, '[');
  for (uint32_t i = 0; i < argument->list.count; i++) {
    if (i != 0)
      buffer_byte(formatter->text, ' ');
    if (row->kind == ARG_HANDLES) {
      format_handle(formatter, &program->handles[argument->list.first + i]);
    } else {
      const struct value_run *run = &program->values[argument->list.first + i];

      format_value(formatter->text, row->symbols, run->value);
      if (run->count > 1)
        buffer_printf(formatter->text, "*%u", (unsigned)run->count);
    }
  }
  buffer_byte(formatter->text, ']');
  format_placement(formatter->text, argument->place);
}

static void format_output(struct buffer *text, const struct argument *argument)
{
  if (argument->place.kind == PLACE_NULL && !argument->given) {
    buffer_string(text, "null");
    return;
  }
  buffer_string(text, "out");
  if (argument->given) {
    buffer_byte(text, ':');
    format_number(text, argument->number);
  }
  format_placement(text, argument->place);
}

static void format_argument(const struct formatter *formatter, const struct argument_info *row,
                            const struct argument *argument)
{
  buffer_printf(formatter->text, " %s%s", row->name, row->kind == ARG_CREATED ? "->" : "=");
  switch (row->kind) {
  case ARG_HANDLE:
    format_handle(formatter, &argument->handle);
    break;
  case ARG_LUID:
    if (argument->handle.type == OBJECT_VALUE)
      format_number(formatter->text, argument->number);
    else
      format_handle(formatter, &argument->handle);
    break;
  case ARG_CREATED:
    format_created(formatter, row, argument);
    break;
  case ARG_HANDLES:
  case ARG_VALUES:
    format_list(formatter, row, argument);
    break;
  case ARG_OUTPUT:
    format_output(formatter->text, argument);
    break;
  case ARG_COUNT:
  case ARG_U32:
  case ARG_U64:
  case ARG_SETTING:
    format_value(formatter->text, row->symbols, argument->number);
    break;
  }
}

void format_call(const struct program *program, size_t limit, const struct call *call, struct buffer *ret_text)
{
  const struct formatter formatter = {program, limit, ret_text};
  const struct op_info *op = &program_ops[call->op];

  buffer_string(ret_text, op->name);
  format_placement(ret_text, call->place);
  if (call->padding != 0)
    buffer_printf(ret_text, " padding=0x%02X", call->padding);
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (!program_argument_is_default(&op->arguments[i], &call->arguments[i]))
      format_argument(&formatter, &op->arguments[i], &call->arguments[i]);
}

void program_format_call(const struct program *program, const struct call *call, struct buffer *ret_text)
{
  format_call(program, program->name_count, call, ret_text);
}

void program_format_handle(const struct program *program, struct handle_ref handle, struct buffer *ret_text)
{
  const struct formatter formatter = {program, program->name_count, ret_text};

  format_handle(&formatter, &handle);
}
