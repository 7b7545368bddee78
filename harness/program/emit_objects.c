/* Allocations, and taking the handles of what a call made. */
#include <inttypes.h>

#include "program/emit_parts.h"

#define HEAP_BYTES (64u << 20) /* of all existing-heap allocations of a program */
#define PAGE 4096u

uint32_t emit_wanted(const struct call *call)
{
  const struct argument *count = &call->arguments[CREATE_ALLOCATION_ARG_COUNT];
  uint64_t number = count->given ? count->number : call->arguments[CREATE_ALLOCATION_ARG_CREATED].created.count;

  return number <= D3DKMT_MAX_ALLOCATIONS_PER_CREATE ? (uint32_t)number : D3DKMT_MAX_ALLOCATIONS_PER_CREATE + 1;
}

static uint64_t stride_of(const struct call *call)
{
  return (call->arguments[CREATE_ALLOCATION_ARG_SIZE].number + PAGE - 1) / PAGE * PAGE;
}

/* Whether there is memory for them: what the program may have is limited. */
static bool take_heap(struct emitter *emitter, const struct call *call)
{
  uint64_t bytes = stride_of(call) * emit_wanted(call);

  if (call->arguments[CREATE_ALLOCATION_ARG_SIZE].number >= HEAP_BYTES || bytes > HEAP_BYTES - emitter->heap_used)
    return false;
  emitter->heap_used += bytes;
  return true;
}

static void standard_allocation(struct emitter *emitter, const struct call *call, struct emit_fields *fields,
                                bool guard)
{
  uint64_t size = call->arguments[CREATE_ALLOCATION_ARG_SIZE].number;

  buffer_string(emitter->text, "    D3DKMT_CREATESTANDARDALLOCATION standard = {\n"
                               "        .Type = D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP,\n"
                               "        .ExistingHeapData = {.Size = ");
  emit_number(size, emitter->text);
  buffer_string(emitter->text, "},\n    };\n");
  emit_field(fields, "pStandardAllocation", guard ? "guarded(&standard, sizeof standard)" : "&standard");
}

static void describe_each(struct emitter *emitter, const struct call *call, bool heap, bool guard)
{
  bool is_private = call->arguments[CREATE_ALLOCATION_ARG_BACKING].number == BACKING_PRIVATE_DATA;
  uint64_t priority = call->arguments[CREATE_ALLOCATION_ARG_PRIORITY].number;
  bool prioritized = call->op == OP_CREATE_ALLOCATION2 && priority != D3DDDI_ALLOCATIONPRIORITY_NORMAL;
  char name[96];

  if (emit_wanted(call) == 0 || (!heap && !is_private && !prioritized))
    return;
  if (heap)
    buffer_printf(emitter->text, "    char *heap = pages(%" PRIu64 ");\n", stride_of(call) * emit_wanted(call));
  if (is_private && guard)
    buffer_string(emitter->text, "    void *data_at = guarded(&allocation_data, sizeof allocation_data);\n");
  buffer_printf(emitter->text, "\n    for (size_t i = 0; i < %" PRIu32 "; i++) {\n", emit_wanted(call));
  if (heap)
    buffer_printf(emitter->text, "      allocation_info[i].pSystemMem = heap + i * %" PRIu64 ";\n", stride_of(call));
  if (is_private)
    buffer_printf(emitter->text,
                  "      allocation_info[i].pPrivateDriverData = %s;\n"
                  "      allocation_info[i].PrivateDriverDataSize = sizeof allocation_data;\n",
                  guard ? "data_at" : "&allocation_data");
  if (prioritized) {
    const struct symbols *symbols = program_ops[call->op].arguments[CREATE_ALLOCATION_ARG_PRIORITY].symbols;
    const char *symbol = emit_symbol(symbols, priority, name);

    buffer_string(emitter->text, "      allocation_info[i].Flags.OverridePriority = 1;\n"
                                 "      allocation_info[i].Priority = ");
    if (symbol != NULL)
      buffer_string(emitter->text, symbol);
    else
      emit_number((uint32_t)priority, emitter->text);
    buffer_string(emitter->text, ";\n");
  }
  buffer_string(emitter->text, "    }\n");
}

void emit_allocations(struct emitter *emitter, const struct call *call, struct emit_fields *fields, bool guard)
{
  const struct argument_info *rows = program_ops[call->op].arguments;
  const struct argument *info = &call->arguments[CREATE_ALLOCATION_ARG_INFO];
  bool is_private = call->arguments[CREATE_ALLOCATION_ARG_BACKING].number == BACKING_PRIVATE_DATA;
  bool heap = !is_private && take_heap(emitter, call);
  bool laid = emit_is_laid(info->place.kind) && emit_wanted(call) > 0;
  struct buffer place = {NULL, 0, 0, false};

  if (laid)
    buffer_printf(emitter->text, "    static %s allocation_info[%" PRIu32 "];\n",
                  call->op == OP_CREATE_ALLOCATION ? "D3DDDI_ALLOCATIONINFO" : "D3DDDI_ALLOCATIONINFO2",
                  emit_wanted(call));
  if (is_private && laid) {
    buffer_string(emitter->text, "    struct mock_allocation_data allocation_data = {.magic = MOCK_ALLOCATION_MAGIC, "
                                 ".size = ");
    emit_number(call->arguments[CREATE_ALLOCATION_ARG_SIZE].number, emitter->text);
    buffer_string(emitter->text, "};\n");
  } else if (!is_private) {
    standard_allocation(emitter, call, fields, guard);
  }
  if (laid)
    describe_each(emitter, call, heap, guard);
  emit_place(info->place, "", laid ? "allocation_info" : NULL, &place);
  if (laid && !guard && info->place.kind == PLACE_GUARDED) {
    emit_field(fields, rows[CREATE_ALLOCATION_ARG_INFO].name, "allocation_info");
  } else if (laid) {
    buffer_printf(emitter->text, "    void *allocation_info_at = %s;\n", buffer_text(&place));
    emit_field(fields, rows[CREATE_ALLOCATION_ARG_INFO].name, "allocation_info_at");
  } else if (info->place.kind != PLACE_NULL) {
    emit_field(fields, rows[CREATE_ALLOCATION_ARG_INFO].name, buffer_text(&place));
  }
  emitter->failed = emitter->failed || place.failed;
  buffer_free(&place);
}

/* ---- what was made ---- */

static void take_handle(struct emitter *emitter, const struct argument_info *row, const struct argument *argument,
                        const char *variable, struct buffer *text)
{
  const struct emit_variable *object = emit_variable(emitter, (uint8_t)row->type, argument->created.slot);

  if (argument->created.count > 0 && object != NULL && object->read) {
    buffer_string(text, "      ");
    emit_slot(object, argument->created.slot, text);
    buffer_printf(text, " = %s.%s;\n", variable, row->name);
  }
  if (argument->created.count > 0 && row->type == OBJECT_ADAPTER && object != NULL && object->luid_read) {
    buffer_string(text, "      ");
    emit_luid_slot(object, argument->created.slot, text);
    buffer_printf(text, " = %s.AdapterLuid;\n", variable);
  }
  if (emitter->teardown && (row->type == OBJECT_ADAPTER || row->type == OBJECT_DEVICE))
    buffer_printf(text, "      made(%s.%s, %d);\n", variable, row->name, row->type == OBJECT_ADAPTER);
}

/* Handles that came in an array: the first `count` of `items`. */
static void take_array(struct emitter *emitter, const struct call *call, uint8_t created, uint32_t count,
                       const char *field, struct buffer *text)
{
  const struct argument_info *row = &program_ops[call->op].arguments[created];
  uint16_t slot = call->arguments[created].created.slot;
  const struct emit_variable *object = emit_variable(emitter, (uint8_t)row->type, slot);
  struct handle_ref run = {.type = (uint8_t)row->type, .stride = 1, .slot = slot, .count = count};
  const char *items = row->type == OBJECT_ADAPTER ? "adapters" : "allocation_info";

  if (object == NULL || count == 0 || !(object->read || object->luid_read))
    return;
  if (count == 1) {
    if (object->read) {
      buffer_string(text, "      ");
      emit_slot(object, slot, text);
      buffer_printf(text, " = %s[0].%s;\n", items, field);
    }
    if (object->luid_read) {
      buffer_string(text, "      ");
      emit_luid_slot(object, slot, text);
      buffer_printf(text, " = %s[0].AdapterLuid;\n", items);
    }
    return;
  }
  buffer_printf(text, "      for (size_t i = 0; i < %" PRIu32 "; i++)%s\n", count,
                object->read && object->luid_read ? " {" : "");
  if (object->read) {
    buffer_string(text, "        ");
    emit_run_item(emitter, run, text);
    buffer_printf(text, " = %s[i].%s;\n", items, field);
  }
  if (object->luid_read)
    buffer_printf(text, "        %s_luid[%d + i] = %s[i].AdapterLuid;\n%s", object->name, (int)(slot - object->slot),
                  items, object->read ? "      }\n" : "");
}

static void take_adapters(struct emitter *emitter, const struct call *call, const char *variable, struct buffer *text)
{
  const struct argument *argument = &call->arguments[ENUM_ARG_CREATED], *array = &call->arguments[ENUM_ARG_ADAPTERS];
  uint32_t room = emit_room(emitter->program, call, ENUM_ARG_ADAPTERS);
  uint32_t fit =
      (uint32_t)(emit_mapped(array->place, (uint64_t)room * sizeof(D3DKMT_ADAPTERINFO)) / sizeof(D3DKMT_ADAPTERINFO));
  uint32_t count = argument->created.count < fit ? argument->created.count : fit;

  if (fit == 0)
    return;
  take_array(emitter, call, ENUM_ARG_CREATED, count, "hAdapter", text);
  if (emitter->teardown)
    buffer_printf(text,
                  "      for (size_t i = 0; i < %s.NumAdapters && i < %" PRIu32 "; i++)\n"
                  "        made(adapters[i].hAdapter, 1);\n",
                  variable, fit);
}

static void take_allocations(struct emitter *emitter, const struct call *call, struct buffer *text)
{
  const struct argument *argument = &call->arguments[CREATE_ALLOCATION_ARG_CREATED];
  const struct argument *array = &call->arguments[CREATE_ALLOCATION_ARG_INFO];
  size_t item = program_ops[call->op].arguments[CREATE_ALLOCATION_ARG_INFO].item_size;
  uint32_t fit = (uint32_t)(emit_mapped(array->place, emit_wanted(call) * item) / item);

  take_array(emitter, call, CREATE_ALLOCATION_ARG_CREATED,
             argument->created.count < fit ? argument->created.count : fit, "hAllocation", text);
}

/* Arrays that were placed are copied back, as far as they are mapped. */
static void copy_back(const struct call *call, uint8_t argument, const char *name, bool guard, uint64_t size,
                      struct buffer *text)
{
  struct placement place = call->arguments[argument].place;

  if ((!guard && place.kind == PLACE_GUARDED) || !emit_is_laid(place.kind) || size == 0)
    return;
  if (emit_is_whole(place, size))
    buffer_printf(text, "      memcpy(%s, %s_at, sizeof %s);\n", name, name, name);
  else
    buffer_printf(text, "      memcpy(%s, %s_at, %" PRIu64 ");\n", name, name, emit_mapped(place, size));
}

static void take_destroyed(struct emitter *emitter, const struct call *call, const char *variable, struct buffer *text)
{
  if (emitter->teardown && call->op == OP_DESTROY_DEVICE)
    buffer_printf(text, "      destroyed(%s.hDevice);\n", variable);
  if (emitter->teardown && call->op == OP_CLOSE_ADAPTER)
    buffer_printf(text, "      destroyed(%s.hAdapter);\n", variable);
}

static void write_indented(struct emitter *emitter, const char *text, size_t outdent)
{
  while (*text != '\0') {
    size_t length = 0;

    while (text[length] != '\n' && text[length] != '\0')
      length++;
    buffer_printf(emitter->text, "%.*s\n", (int)(length - outdent), text + outdent);
    text += length + (text[length] == '\n');
  }
}

void emit_created(struct emitter *emitter, const struct call *call, const char *variable, bool sure, bool guard)
{
  const struct op_info *op = &program_ops[call->op];
  struct buffer text = {NULL, 0, 0, false}, copies = {NULL, 0, 0, false};
  size_t item;

  if (!emit_is_laid(call->place.kind))
    return;
  if (call->op == OP_ENUM_ADAPTERS2 || call->op == OP_ENUM_ADAPTERS3) {
    take_adapters(emitter, call, variable, &text);
    copy_back(call, ENUM_ARG_ADAPTERS, "adapters", guard,
              (uint64_t)emit_room(emitter->program, call, ENUM_ARG_ADAPTERS) * sizeof(D3DKMT_ADAPTERINFO), &copies);
  } else if (call->op == OP_CREATE_ALLOCATION || call->op == OP_CREATE_ALLOCATION2) {
    item = op->arguments[CREATE_ALLOCATION_ARG_INFO].item_size;
    take_allocations(emitter, call, &text);
    copy_back(call, CREATE_ALLOCATION_ARG_INFO, "allocation_info", guard, emit_wanted(call) * item, &copies);
  }
  for (uint8_t i = 0; emit_is_whole(call->place, op->size) && i < op->argument_count; i++)
    if (op->arguments[i].kind == ARG_CREATED && op->arguments[i].offset != NO_OFFSET)
      take_handle(emitter, &op->arguments[i], &call->arguments[i], variable, &text);
  take_destroyed(emitter, call, variable, &text);
  if (text.size > 0) {
    if (!sure)
      buffer_string(emitter->text, "    if (status == STATUS_SUCCESS) {\n");
    write_indented(emitter, buffer_text(&copies), sure ? 2 : 0);
    write_indented(emitter, buffer_text(&text), sure ? 2 : 0);
    if (!sure)
      buffer_string(emitter->text, "    }\n");
  }
  emitter->failed = emitter->failed || text.failed || copies.failed;
  buffer_free(&copies);
  buffer_free(&text);
}
