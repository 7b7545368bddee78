/* Objects that calls return: into their slots, and onto the list of what has to be destroyed. */
#include <stdlib.h>
#include <string.h>

#include "run/marshal.h"

bool execution_made(struct execution *execution, enum object_type type, uint32_t handle)
{
  if (execution->made_count == execution->made_capacity) {
    size_t capacity = execution->made_capacity > 0 ? execution->made_capacity * 2 : 64;
    struct made_object *grown = realloc(execution->made, capacity * sizeof *grown);

    if (grown == NULL) {
      execution->failed = true;
      return false;
    }
    execution->made = grown;
    execution->made_capacity = capacity;
  }
  execution->made[execution->made_count++] =
      (struct made_object){(uint8_t)type, execution->process, handle != 0, handle};
  return true;
}

static bool create(struct execution *execution, enum object_type type, const struct argument *argument, uint32_t index,
                   uint32_t handle)
{
  uint32_t slot = (argument->created.slot + index) & (object_types[type].slots - 1);

  if (index < argument->created.count) {
    execution->handles[type][slot] = handle;
    if (slot >= execution->used[type])
      execution->used[type] = slot + 1;
  }
  return (type != OBJECT_ADAPTER && type != OBJECT_DEVICE) || execution_made(execution, type, handle);
}

static LUID luid_at(const struct piece *piece, uint32_t index)
{
  D3DKMT_ADAPTERINFO info;

  memcpy(&info, piece->memory + index * sizeof info, sizeof info);
  return info.AdapterLuid;
}

/* The place in the program's array of each adapter: the one that the run is about comes first, the others as listed. */
static uint32_t place_of(const struct execution *execution, const struct piece *piece, uint32_t count, uint32_t index)
{
  for (uint32_t i = 0; execution->target->luid != 0 && i < count; i++) {
    LUID luid = luid_at(piece, i);

    if (((uint64_t)(uint32_t)luid.HighPart << 32 | luid.LowPart) == execution->target->luid)
      return index == i ? 0 : index < i ? index + 1 : index;
  }
  return index;
}

/* Adapters come in an array, all of them open, whether or not the program asked for so many. */
static bool create_adapters(struct execution *execution, const struct marshalled *m)
{
  const struct piece *piece = &m->pieces[ENUM_ARG_ADAPTERS];
  const struct argument *argument = &m->call->arguments[ENUM_ARG_CREATED];
  uint64_t count = record_field(&m->record, program_ops[m->call->op].arguments[ENUM_ARG_COUNT].offset, 4, true);

  if (piece->memory == NULL)
    return true;
  if (count > piece->mapped / sizeof(D3DKMT_ADAPTERINFO))
    count = piece->mapped / sizeof(D3DKMT_ADAPTERINFO);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t place = place_of(execution, piece, (uint32_t)count, i);
    D3DKMT_ADAPTERINFO info;

    memcpy(&info, piece->memory + i * sizeof info, sizeof info);
    if (place < argument->created.count)
      memcpy(&execution->luids[(argument->created.slot + place) & (object_types[OBJECT_ADAPTER].slots - 1)],
             &info.AdapterLuid, sizeof info.AdapterLuid);
    if (!create(execution, OBJECT_ADAPTER, argument, place, info.hAdapter))
      return false;
  }
  return true;
}

static bool create_allocations(struct execution *execution, const struct marshalled *m)
{
  const struct piece *piece = &m->pieces[CREATE_ALLOCATION_ARG_INFO];
  const struct argument *argument = &m->call->arguments[CREATE_ALLOCATION_ARG_CREATED];
  size_t item = program_ops[m->call->op].arguments[CREATE_ALLOCATION_ARG_INFO].item_size;
  uint64_t size = marshal_allocation_size(execution, m->call);

  for (uint32_t i = 0; piece->memory != NULL && i < argument->created.count && (i + 1) * item <= piece->mapped; i++) {
    uint32_t slot = (argument->created.slot + i) & (object_types[OBJECT_ALLOCATION].slots - 1);
    uint32_t handle;

    memcpy(&handle, piece->memory + i * item, sizeof handle);
    execution->owners[slot] = execution->process;
    execution->seeds[slot] = 0;
    execution->births[slot] = ++*execution->born;
    execution->sizes[slot] = size;
    create(execution, OBJECT_ALLOCATION, argument, i, handle);
  }
  return true;
}

/* What was destroyed needs no teardown. */
static void destroyed(struct execution *execution, const struct marshalled *m, enum object_type type)
{
  uint32_t handle = (uint32_t)record_field(&m->record, 0, 4, false);

  for (size_t i = 0; i < execution->made_count; i++)
    if (execution->made[i].type == type && execution->made[i].handle == handle &&
        execution->made[i].process == execution->process)
      execution->made[i].alive = false;
}

bool marshal_created(struct execution *execution, const struct marshalled *m)
{
  const struct op_info *op = &program_ops[m->call->op];

  if (m->record.outcome != RECORD_RETURNED || m->record.status != STATUS_SUCCESS)
    return true;
  if (m->call->op == OP_DESTROY_DEVICE)
    destroyed(execution, m, OBJECT_DEVICE);
  else if (m->call->op == OP_CLOSE_ADAPTER)
    destroyed(execution, m, OBJECT_ADAPTER);
  else if (m->call->op == OP_ENUM_ADAPTERS2 || m->call->op == OP_ENUM_ADAPTERS3)
    return create_adapters(execution, m);
  if (m->call->op == OP_CREATE_ALLOCATION || m->call->op == OP_CREATE_ALLOCATION2)
    create_allocations(execution, m);
  for (uint8_t i = 0; i < op->argument_count; i++) {
    const struct argument_info *row = &op->arguments[i];
    uint32_t handle;

    if (row->kind != ARG_CREATED || row->offset == NO_OFFSET)
      continue;
    handle = (uint32_t)record_field(&m->record, row->offset, 4, true);
    if (row->type == OBJECT_ADAPTER)
      memcpy(&execution->luids[m->call->arguments[i].created.slot], m->structure, sizeof(LUID));
    if (!create(execution, row->type, &m->call->arguments[i], 0, handle))
      return false;
  }
  return true;
}
