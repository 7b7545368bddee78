/* One call on the interface. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "program/emit_parts.h"

#define SHORT_LIST 16u    /* items that stand in one line or two */
#define ROOM_MAX 65536u   /* items of an output */
#define PIECE_MAX 262144u /* bytes of one */
#define UNWRITTEN "0xCC"  /* nothing that a callee writes looks like this */

/* What an output's items are. */
static const struct {
  const char *field, *type;
} output_types[] = {
    {"pDiscarded", "BOOL"},
    {"pResults", "D3DDDI_RECLAIM_RESULT"},
    {"pResidencyStatus", "D3DKMT_ALLOCATIONRESIDENCYSTATUS"},
    {"pPriorities", "UINT"},
    {"pAdapters", "D3DKMT_ADAPTERINFO"},
    {"pPrivateDriverData", "unsigned char"},
};

bool emit_is_judged(uint8_t op)
{
  return op == OP_OFFER_ALLOCATIONS || op == OP_RECLAIM_ALLOCATIONS || op == OP_RECLAIM_ALLOCATIONS2;
}

/* Memory is guarded where it matters: in the calls under test, and where the program says how it lies. */
static bool is_guarded(const struct emitter *emitter, size_t index)
{
  const struct call *call = &emitter->program->calls[index];

  return emit_is_judged(call->op) || call->place.kind != PLACE_GUARDED || emitter->facts->calls[index].fault_count > 0;
}

/* ---- counts ---- */

static uint32_t counted_items(const struct program *program, const struct call *call, uint8_t counter)
{
  const struct op_info *op = &program_ops[call->op];

  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].counted_by == counter &&
        (op->arguments[i].kind == ARG_HANDLES || op->arguments[i].kind == ARG_VALUES) &&
        call->arguments[i].place.kind != PLACE_NULL)
      return program_list_length(program, call, i);
  return 0;
}

static uint64_t count_of(const struct program *program, const struct call *call, uint8_t argument)
{
  bool in_bytes = call->op == OP_ESCAPE || call->op == OP_CREATE_CONTEXT_VIRTUAL;

  if (call->arguments[argument].given)
    return call->arguments[argument].number;
  if (call->op == OP_CREATE_ALLOCATION || call->op == OP_CREATE_ALLOCATION2)
    return call->arguments[CREATE_ALLOCATION_ARG_CREATED].created.count;
  return (uint64_t)counted_items(program, call, argument) * (in_bytes ? 4 : 1);
}

uint32_t emit_room(const struct program *program, const struct call *call, uint8_t argument)
{
  const struct argument_info *row = &program_ops[call->op].arguments[argument];
  const struct argument *output = &call->arguments[argument];
  uint64_t items = output->number;

  if (!output->given && program_ops[call->op].arguments[row->counted_by].kind == ARG_COUNT)
    items = counted_items(program, call, row->counted_by);
  else if (!output->given)
    items = call->arguments[row->counted_by].number;
  if (items > ROOM_MAX)
    items = ROOM_MAX;
  return (uint32_t)(items * row->item_size > PIECE_MAX ? PIECE_MAX / row->item_size : items);
}

/* ---- lists ---- */

static void short_list(struct emitter *emitter, const struct argument_info *row, const struct argument *argument,
                       const char *name)
{
  const struct program *program = emitter->program;
  const char *separator = "";
  char symbol[96];

  buffer_printf(emitter->text, "    %s %s[] = {", row->kind == ARG_HANDLES ? "const D3DKMT_HANDLE" : "UINT", name);
  for (uint32_t k = argument->list.first; k < argument->list.first + argument->list.count; k++)
    for (uint32_t n = 0; n < (row->kind == ARG_HANDLES ? program->handles[k].count : program->values[k].count); n++) {
      buffer_string(emitter->text, separator);
      separator = ", ";
      if (row->kind == ARG_HANDLES) {
        struct handle_ref handle = program->handles[k];

        handle.slot = (uint16_t)((handle.slot + n * handle.stride) & (object_types[handle.type].slots - 1));
        emit_handle(emitter, handle, emitter->text);
      } else if (row->symbols != NULL && emit_symbol(row->symbols, program->values[k].value, symbol) != NULL) {
        buffer_string(emitter->text, symbol);
      } else {
        emit_number(program->values[k].value, emitter->text);
      }
    }
  buffer_string(emitter->text, "};\n");
}

/* A long list is filled run by run. */
static void long_list(struct emitter *emitter, const struct argument_info *row, const struct argument *argument,
                      uint32_t length, const char *name)
{
  const struct program *program = emitter->program;

  buffer_printf(emitter->text, "    static %s %s[%" PRIu32 "];\n    size_t count = 0;\n\n",
                row->kind == ARG_HANDLES ? "D3DKMT_HANDLE" : "UINT", name, length);
  for (uint32_t k = argument->list.first; k < argument->list.first + argument->list.count; k++) {
    uint32_t run = row->kind == ARG_HANDLES ? program->handles[k].count : program->values[k].count;

    if (run > 1)
      buffer_printf(emitter->text, "    for (size_t i = 0; i < %" PRIu32 "; i++)\n  ", run);
    buffer_printf(emitter->text, "    %s[count++] = ", name);
    if (row->kind == ARG_HANDLES)
      emit_run_item(emitter, program->handles[k], emitter->text);
    else
      emit_number(program->values[k].value, emitter->text);
    buffer_string(emitter->text, ";\n");
  }
}

/* The field's value: the variable itself, or a copy of it that is placed. `at`: the copy is looked at later. */
static void place_field(struct emitter *emitter, struct emit_fields *fields, const struct argument_info *row,
                        struct placement place, const char *variable, const char *type, bool at)
{
  struct buffer value = {NULL, 0, 0, false};
  char name[80];

  emit_place(place, "", variable, &value);
  if (at) {
    emit_snake(row->name, name);
    buffer_printf(emitter->text, "    %s *%s_at = %s;\n", type, name, buffer_text(&value));
    snprintf(name + strlen(name), sizeof name - strlen(name), "_at");
    emit_field(fields, row->name, name);
  } else {
    emit_field(fields, row->name, buffer_text(&value));
  }
  emitter->failed = emitter->failed || value.failed;
  buffer_free(&value);
}

static void emit_list(struct emitter *emitter, size_t index, uint8_t i, struct emit_fields *fields, bool guard)
{
  const struct call *call = &emitter->program->calls[index];
  const struct argument_info *row = &program_ops[call->op].arguments[i];
  const struct argument *argument = &call->arguments[i];
  uint32_t length = program_list_length(emitter->program, call, i);
  bool laid = emit_is_laid(argument->place.kind) && length > 0;
  bool looked_at = row->kind == ARG_HANDLES && laid && emit_is_whole(argument->place, (uint64_t)length * 4) &&
                   emit_find_fault(&emitter->facts->calls[index], EMIT_INPUTS) != NULL;
  char name[64];

  if (argument->place.kind == PLACE_NULL)
    return;
  emit_snake(row->name, name);
  if (laid && length <= SHORT_LIST)
    short_list(emitter, row, argument, name);
  else if (laid)
    long_list(emitter, row, argument, length, name);
  if (laid && !guard && argument->place.kind == PLACE_GUARDED)
    emit_field(fields, row->name, name);
  else
    place_field(emitter, fields, row, argument->place, laid ? name : NULL, "D3DKMT_HANDLE", looked_at);
}

/* Whether the results are looked at after the call. */
static bool has_result_fault(const struct emit_call *came)
{
  return emit_find_fault(came, EMIT_RESULT) != NULL || emit_find_fault(came, EMIT_ORDER) != NULL ||
         emit_find_fault(came, EMIT_OVERRUN) != NULL;
}

static void emit_output(struct emitter *emitter, size_t index, uint8_t i, struct emit_fields *fields, bool guard)
{
  const struct call *call = &emitter->program->calls[index];
  const struct argument_info *row = &program_ops[call->op].arguments[i];
  const struct argument *argument = &call->arguments[i];
  uint32_t room = emit_room(emitter->program, call, i);
  bool laid = emit_is_laid(argument->place.kind) && room > 0;
  const char *type = "UINT";
  char name[64];

  if (argument->place.kind == PLACE_NULL)
    return;
  for (size_t k = 0; k < sizeof output_types / sizeof output_types[0]; k++)
    if (strcmp(output_types[k].field, row->name) == 0)
      type = output_types[k].type;
  emit_snake(row->name, name);
  if (laid)
    buffer_printf(emitter->text, "    static %s %s[%" PRIu32 "];\n", type, name, room);
  if (laid && row->item_size == 4 && guard)
    buffer_printf(emitter->text, "\n    memset(%s, " UNWRITTEN ", sizeof %s); /* what is not written shows */\n", name,
                  name);
  if (laid && !guard && argument->place.kind == PLACE_GUARDED)
    emit_field(fields, row->name, name);
  else
    place_field(emitter, fields, row, argument->place, laid ? name : NULL, type,
                laid && (row->item_size > 4 || has_result_fault(&emitter->facts->calls[index]) ||
                         emit_has_intact(emitter, index)));
}

/* ---- the structure ---- */

/* Allocations over the program's own memory need flags that the program does not name. */
static uint64_t number_of(const struct call *call, uint8_t i)
{
  const uint32_t own_memory = 1u << 5 | 1u << 16; /* ExistingSysMem, StandardAllocation */
  bool flags =
      (call->op == OP_CREATE_ALLOCATION || call->op == OP_CREATE_ALLOCATION2) && i == CREATE_ALLOCATION_ARG_FLAGS;

  if (flags && call->arguments[CREATE_ALLOCATION_ARG_BACKING].number != BACKING_PRIVATE_DATA)
    return call->arguments[i].number | own_memory;
  return call->arguments[i].number;
}

static void emit_luid(struct emitter *emitter, const struct argument *argument, struct emit_fields *fields)
{
  const struct emit_variable *variable = emit_variable(emitter, OBJECT_ADAPTER, argument->handle.slot);
  struct buffer value = {NULL, 0, 0, false};

  if (argument->handle.type == OBJECT_ADAPTER && variable != NULL)
    emit_luid_slot(variable, argument->handle.slot, &value);
  else
    buffer_printf(&value, "{.LowPart = 0x%" PRIX32 "u, .HighPart = %" PRId32 "}", (uint32_t)argument->number,
                  (int32_t)(argument->number >> 32));
  emit_field(fields, "AdapterLuid", buffer_text(&value));
  emitter->failed = emitter->failed || value.failed;
  buffer_free(&value);
}

static void emit_argument(struct emitter *emitter, size_t index, uint8_t i, struct emit_fields *fields, bool guard)
{
  const struct call *call = &emitter->program->calls[index];
  const struct argument_info *row = &program_ops[call->op].arguments[i];
  const struct argument *argument = &call->arguments[i];
  struct buffer value = {NULL, 0, 0, false};

  switch (row->kind) {
  case ARG_HANDLE:
    if (argument->handle.type == OBJECT_VALUE && argument->handle.flip == 0)
      break;
    emit_handle(emitter, argument->handle, &value);
    emit_field(fields, row->name, buffer_text(&value));
    break;
  case ARG_U32:
  case ARG_U64:
    emit_number_field(fields, row, number_of(call, i));
    break;
  case ARG_COUNT:
    emit_number_field(fields, row, count_of(emitter->program, call, i));
    break;
  case ARG_HANDLES:
  case ARG_VALUES:
    emit_list(emitter, index, i, fields, guard);
    break;
  case ARG_OUTPUT:
    if (call->op != OP_CREATE_ALLOCATION && call->op != OP_CREATE_ALLOCATION2)
      emit_output(emitter, index, i, fields, guard);
    break;
  case ARG_LUID:
    emit_luid(emitter, argument, fields);
    break;
  case ARG_CREATED:
  case ARG_SETTING:
    break;
  }
  emitter->failed = emitter->failed || value.failed;
  buffer_free(&value);
}

/* Whether the structure is looked at after the call, beyond its status. */
static bool is_looked_at(const struct emitter *emitter, size_t index)
{
  const struct call *call = &emitter->program->calls[index];
  const struct op_info *op = &program_ops[call->op];

  if (!emit_is_whole(call->place, op->size))
    return false;
  if (emit_find_fault(&emitter->facts->calls[index], EMIT_INPUTS) != NULL ||
      (emitter->fence && call->op == OP_RECLAIM_ALLOCATIONS2))
    return true;
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].kind == ARG_CREATED)
      return true;
  return false;
}

static void make_call(struct emitter *emitter, size_t index, const struct emit_fields *fields, bool guard)
{
  const struct call *call = &emitter->program->calls[index];
  const char *name = abi_entries[program_ops[call->op].entry].name;
  bool laid = emit_is_laid(call->place.kind);
  struct buffer place = {NULL, 0, 0, false};

  emit_place(call->place, "&", laid ? fields->variable : NULL, &place);
  if (guard && is_looked_at(emitter, index))
    buffer_printf(emitter->text, "    %s *%s_at = %s;\n", fields->structure, fields->variable, buffer_text(&place));
  buffer_byte(emitter->text, '\n');
  if (emit_find_fault(&emitter->facts->calls[index], EMIT_NO_RETURN) != NULL)
    buffer_printf(emitter->text, "    about_to(\"%s\"); /* which does not return */\n", name);
  if (guard && is_looked_at(emitter, index))
    buffer_printf(emitter->text, "    status = %s(%s_at);\n", name, fields->variable);
  else if (guard)
    buffer_printf(emitter->text, "    status = %s(%s);\n", name, buffer_text(&place));
  else
    buffer_printf(emitter->text, "    status = %s(&%s);\n", name, fields->variable);
  emitter->failed = emitter->failed || place.failed;
  buffer_free(&place);
}

void emit_interface_call(struct emitter *emitter, size_t index)
{
  const struct call *call = &emitter->program->calls[index];
  const struct op_info *op = &program_ops[call->op];
  struct emit_fields fields = {.structure = abi_entries[op->entry].structure};
  bool guard = is_guarded(emitter, index), sure;
  char variable[64];

  emit_snake(op->name, variable);
  fields.variable = variable;
  for (uint8_t i = 0; emit_is_laid(call->place.kind) && i < op->argument_count; i++)
    emit_argument(emitter, index, i, &fields, guard);
  if (emit_is_laid(call->place.kind) && (call->op == OP_CREATE_ALLOCATION || call->op == OP_CREATE_ALLOCATION2))
    emit_allocations(emitter, call, &fields, guard);
  if (emit_is_laid(call->place.kind))
    emit_define(emitter, &fields, call->padding);
  make_call(emitter, index, &fields, guard);
  sure = emit_returned(emitter, index, abi_entries[op->entry].name);
  emit_faults(emitter, index, variable);
  emit_intacts(emitter, index);
  if (guard && emit_is_whole(call->place, op->size) && is_looked_at(emitter, index) && !emit_is_judged(call->op))
    buffer_printf(emitter->text, "    memcpy(&%s, %s_at, sizeof %s);\n", variable, variable, variable);
  emit_created(emitter, call, variable, sure, guard);
  emit_fields_free(&fields);
}
