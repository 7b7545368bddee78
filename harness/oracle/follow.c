/* How each call that is neither an offer nor a reclaim changes the oracle's world. */
#include <string.h>

#include "abi/control.h"
#include "oracle/world.h"

#define RESIDENCY_ARG_LIST 2u /* of MakeResident and of Evict */

#define FIELD(record, structure, field, after)                                                                         \
  record_field(record, offsetof(structure, field), sizeof(((structure *)0)->field), after)

static uint32_t live(struct world *world, const struct call_record *record, enum object_type type, uint64_t handle)
{
  uint32_t index = world_find(world, record->process, type == OBJECT_ADAPTER, (uint32_t)handle);

  if (index != WORLD_NONE)
    return world->objects[index].alive != TRUTH_NO && world->objects[index].type == type ? index : WORLD_NONE;
  index = world_find_instance(world, record->process, type, (uint32_t)handle, WORLD_NONE);
  if (index != WORLD_NONE && world_find_instance(world, record->process, type, (uint32_t)handle, index) != WORLD_NONE) {
    world->lost = true; /* whose it is, only the target knows */
    return WORLD_NONE;
  }
  return index;
}

static uint32_t add(struct world *world, const struct call_record *record, enum object_type type, uint64_t handle,
                    uint32_t parent)
{
  return handle != 0 ? world_add(world, record->process, type, (uint32_t)handle, parent) : WORLD_NONE;
}

static void add_adapter(struct world *world, const struct call_record *record, uint64_t handle, uint64_t luid)
{
  uint32_t index = add(world, record, OBJECT_ADAPTER, handle, WORLD_NONE);

  if (index != WORLD_NONE)
    world->objects[index].luid = luid;
}

static uint64_t luid_of(LUID luid)
{
  return (uint64_t)(uint32_t)luid.HighPart << 32 | luid.LowPart;
}

static void follow_enumeration(struct world *world, const struct call_record *record, uint64_t count)
{
  const struct memory_record *memory = &record->memory[ENUM_ARG_ADAPTERS];

  for (uint64_t i = 0; i < count && (i + 1) * sizeof(D3DKMT_ADAPTERINFO) <= memory->readable; i++) {
    D3DKMT_ADAPTERINFO info;

    memcpy(&info, memory->after + i * sizeof info, sizeof info);
    add_adapter(world, record, info.hAdapter, luid_of(info.AdapterLuid));
  }
}

static void follow_open(struct world *world, const struct call_record *record)
{
  uint64_t low = FIELD(record, D3DKMT_OPENADAPTERFROMLUID, AdapterLuid.LowPart, false);
  uint64_t high = FIELD(record, D3DKMT_OPENADAPTERFROMLUID, AdapterLuid.HighPart, false);

  add_adapter(world, record, FIELD(record, D3DKMT_OPENADAPTERFROMLUID, hAdapter, true), high << 32 | low);
}

static void follow_device(struct world *world, const struct call_record *record)
{
  uint32_t adapter = live(world, record, OBJECT_ADAPTER, FIELD(record, D3DKMT_CREATEDEVICE, hAdapter, false));

  add(world, record, OBJECT_DEVICE, FIELD(record, D3DKMT_CREATEDEVICE, hDevice, true), adapter);
}

static void follow_queue(struct world *world, const struct call_record *record)
{
  uint32_t device = live(world, record, OBJECT_DEVICE, FIELD(record, D3DKMT_CREATEPAGINGQUEUE, hDevice, false));
  uint32_t queue =
      add(world, record, OBJECT_PAGING_QUEUE, FIELD(record, D3DKMT_CREATEPAGINGQUEUE, hPagingQueue, true), device);

  add(world, record, OBJECT_SYNC, FIELD(record, D3DKMT_CREATEPAGINGQUEUE, hSyncObject, true), queue);
}

static D3DKMT_CREATEALLOCATIONFLAGS allocation_flags(const struct call_record *record)
{
  D3DKMT_CREATEALLOCATIONFLAGS flags;
  uint32_t bits = (uint32_t)record_field(record, offsetof(D3DKMT_CREATEALLOCATION, Flags), sizeof flags, false);

  memcpy(&flags, &bits, sizeof flags);
  return flags;
}

uint64_t world_allocation_size(const struct call_record *record)
{
  const struct memory_record *memory = &record->memory[CREATE_ALLOCATION_ARG_SIZE];
  D3DKMT_CREATESTANDARDALLOCATION standard;
  struct mock_allocation_data data;

  if (allocation_flags(record).StandardAllocation) {
    if (memory->readable < sizeof standard)
      return 0;
    memcpy(&standard, memory->before, sizeof standard);
    return standard.ExistingHeapData.Size;
  }
  if (memory->readable < sizeof data)
    return 0;
  memcpy(&data, memory->before, sizeof data);
  return data.magic == MOCK_ALLOCATION_MAGIC ? data.size : 0;
}

static void follow_allocations(struct world *world, const struct call_record *record)
{
  const struct memory_record *memory = &record->memory[CREATE_ALLOCATION_ARG_INFO];
  size_t item = program_ops[record->op].arguments[CREATE_ALLOCATION_ARG_INFO].item_size;
  uint32_t device = live(world, record, OBJECT_DEVICE, FIELD(record, D3DKMT_CREATEALLOCATION, hDevice, false));
  uint64_t count = FIELD(record, D3DKMT_CREATEALLOCATION, NumAllocations, false);
  uint64_t handle = FIELD(record, D3DKMT_CREATEALLOCATION, hResource, false);
  uint32_t made = (uint32_t)FIELD(record, D3DKMT_CREATEALLOCATION, hResource, true);
  uint32_t resource = live(world, record, OBJECT_RESOURCE, handle);

  /* Asked for a new one and given another handle back, or one that none had, it is new, whatever stood in the field before. */
  if (allocation_flags(record).CreateResource && (resource == WORLD_NONE || made != handle))
    resource = add(world, record, OBJECT_RESOURCE, made, device);
  for (uint64_t i = 0; i < count && (i + 1) * item <= memory->readable; i++) {
    uint32_t allocation, index;

    memcpy(&allocation, memory->after + i * item, sizeof allocation);
    index = add(world, record, OBJECT_ALLOCATION, allocation, device);
    if (index == WORLD_NONE)
      continue;
    world->objects[index].resource = resource;
    world->objects[index].made_flags = (uint32_t)FIELD(record, D3DKMT_CREATEALLOCATION, Flags, false);
    world->objects[index].size = world_allocation_size(record);
    if (resource != WORLD_NONE)
      world->objects[resource].members++;
  }
}

/* A destruction that failed may have destroyed a part of its list. */
static void follow_destruction(struct world *world, const struct call_record *record)
{
  const struct memory_record *list = &record->memory[DESTROY_ALLOCATION_ARG_LIST];
  enum truth alive = record->status == STATUS_SUCCESS ? TRUTH_NO : TRUTH_MAYBE;
  uint64_t count = FIELD(record, D3DKMT_DESTROYALLOCATION2, AllocationCount, false);
  uint32_t resource = live(world, record, OBJECT_RESOURCE, FIELD(record, D3DKMT_DESTROYALLOCATION2, hResource, false));

  if (resource != WORLD_NONE)
    world_destroy(world, resource, alive);
  for (uint64_t i = 0; i < count && (i + 1) * sizeof(uint32_t) <= list->readable; i++) {
    uint32_t handle, allocation;

    memcpy(&handle, list->before + i * sizeof handle, sizeof handle);
    allocation = live(world, record, OBJECT_ALLOCATION, handle);
    if (allocation != WORLD_NONE)
      world_destroy(world, allocation, alive);
  }
}

static void follow_destroy(struct world *world, const struct call_record *record, enum object_type type)
{
  uint32_t object = live(world, record, type, record_field(record, 0, sizeof(D3DKMT_HANDLE), false));

  if (object != WORLD_NONE)
    world_destroy(world, object, record->status == STATUS_SUCCESS ? TRUTH_NO : TRUTH_MAYBE);
}

/* An adapter's last handle may take the devices that were made through it along. */
static void follow_close(struct world *world, const struct call_record *record)
{
  uint32_t adapter = live(world, record, OBJECT_ADAPTER, record_field(record, 0, sizeof(D3DKMT_HANDLE), false));

  follow_destroy(world, record, OBJECT_ADAPTER);
  for (uint32_t i = 1; adapter != WORLD_NONE && i < world->count; i++)
    if (world->objects[i].type == OBJECT_DEVICE && world->objects[i].parent == adapter)
      world_destroy(world, i, TRUTH_MAYBE);
}

static void remove_devices(struct world *world, uint64_t luid, enum removal from, enum removal to)
{
  for (uint32_t i = 1; i < world->count; i++) {
    struct object *object = &world->objects[i];

    if (object->type == OBJECT_DEVICE && object->alive != TRUTH_NO && world_luid(world, i) == luid &&
        (from == REMOVAL_UNKNOWN || object->removal == from))
      object->removal = (uint8_t)to;
  }
}

static void follow_adapter(struct world *world, const struct call_record *record)
{
  uint32_t adapter =
      live(world, record, OBJECT_ADAPTER, record_field(record, offsetof(struct harness_argument, handle), 4, false));
  uint64_t luid = world->objects[adapter].luid;

  if (adapter == WORLD_NONE)
    return;
  world->removed_elsewhere = true;
  if (record->op == OP_START_ADAPTER)
    remove_devices(world, luid, REMOVAL_STOPPED, REMOVAL_RESTARTED);
  else
    remove_devices(world, luid, REMOVAL_UNKNOWN, record->op == OP_STOP_ADAPTER ? REMOVAL_STOPPED : REMOVAL_RESET);
}

static uint32_t word(const struct memory_record *memory, size_t at)
{
  uint32_t value = 0;

  if (memory->readable >= (at + 1) * sizeof value)
    memcpy(&value, memory->before + at * sizeof value, sizeof value);
  return value;
}

/* The adapter's state, to be changed. NULL: there are too many, and the world is lost. */
static struct adapter_state *change_adapter(struct world *world, uint32_t adapter)
{
  uint64_t luid = world->objects[adapter].luid;

  for (uint32_t i = 0; i < world->adapter_count; i++)
    if (world->adapters[i].luid == luid)
      return &world->adapters[i];
  if (world->adapter_count == WORLD_MAX_ADAPTERS) {
    world->lost = true;
    return NULL;
  }
  world->adapters[world->adapter_count] = (struct adapter_state){luid, 0, DISCARD_ON_PRESSURE, 0};
  return &world->adapters[world->adapter_count++];
}

static void follow_policy(struct world *world, uint32_t adapter, uint64_t policy)
{
  struct adapter_state *state = change_adapter(world, adapter);

  if (state == NULL)
    return;
  state->policy = (uint8_t)(policy <= DISCARD_NEVER ? policy : DISCARD_UNKNOWN);
  state->policy_time = world->time;
}

static void follow_budget(struct world *world, uint32_t adapter, uint64_t bytes)
{
  struct adapter_state *state = change_adapter(world, adapter);

  if (state != NULL)
    state->budget = bytes;
}

static void follow_escape(struct world *world, const struct call_record *record)
{
  const struct memory_record *data = &record->memory[4];
  uint32_t adapter = live(world, record, OBJECT_ADAPTER, FIELD(record, D3DKMT_ESCAPE, hAdapter, false));
  uint64_t type = FIELD(record, D3DKMT_ESCAPE, Type, false);

  if (type == D3DKMT_ESCAPE_TDRDBGCTRL && word(data, 0) == D3DKMT_TDRDBGCTRLTYPE_FORCETDR && adapter != WORLD_NONE) {
    world->removed_elsewhere = true;
    remove_devices(world, world->objects[adapter].luid, REMOVAL_UNKNOWN, REMOVAL_RESET);
  } else if (type == D3DKMT_ESCAPE_VIDMM && word(data, 0) == D3DKMT_VIDMMESCAPETYPE_SETFAULT) {
    bool never = word(data, 2) >> 13 & 1, always = word(data, 2) >> 14 & 1;

    follow_policy(world, adapter,
                  never == always ? (never ? DISCARD_UNKNOWN : DISCARD_ON_PRESSURE)
                                  : (never ? DISCARD_NEVER : DISCARD_ALWAYS));
  } else {
    world->lost = true;
  }
}

static void follow_lock(struct world *world, const struct call_record *record)
{
  uint32_t index = live(world, record, OBJECT_ALLOCATION,
                        record_field(record, offsetof(D3DKMT_LOCK2, hAllocation), sizeof(D3DKMT_HANDLE), false));
  struct object *allocation = &world->objects[index];

  if (index == WORLD_NONE)
    return;
  if (record->op == OP_UNLOCK2) {
    if (allocation->locks > 0)
      allocation->locks--;
    return;
  }
  /* What is offered must not be locked. A target that allows it may have reclaimed it, or pinned it. */
  if (allocation->offered != TRUTH_NO) {
    allocation->offered = TRUTH_MAYBE;
    allocation->priority = 0;
  }
  allocation->lockable = true;
  if (allocation->locks < UINT16_MAX)
    allocation->locks++;
}

static void follow_fill(struct world *world, const struct call_record *record)
{
  uint32_t index =
      live(world, record, OBJECT_ALLOCATION, record_field(record, offsetof(struct harness_argument, object), 4, false));
  struct object *object;

  if (index == WORLD_NONE)
    return;
  object = &world->objects[index];
  object->written = object->offered == TRUTH_NO;
  object->reclaimed = false; /* this is not the content that was reclaimed */
  object->seed = record_field(record, offsetof(struct harness_argument, value), 8, false);
  object->filled = record_field(record, offsetof(struct harness_argument, results) + CHECK_SIZE * 8, 8, true);
}

/* Allocations are in the place that the last call put them in, as far as there was but one kind of call. */
static void follow_residency(struct world *world, const struct call_record *record)
{
  const struct memory_record *list = &record->memory[RESIDENCY_ARG_LIST];
  size_t offset =
      record->op == OP_EVICT ? offsetof(D3DKMT_EVICT, NumAllocations) : offsetof(D3DDDI_MAKERESIDENT, NumAllocations);
  uint64_t count = record_field(record, offset, 4, false);
  uint8_t asked = record->status != STATUS_SUCCESS && record->status != STATUS_PENDING ? RESIDENCY_UNKNOWN
                  : record->op == OP_EVICT                                             ? RESIDENCY_EVICTED
                                                                                       : RESIDENCY_RESIDENT;

  for (uint64_t i = 0; i < count && (i + 1) * sizeof(uint32_t) <= list->readable; i++) {
    uint32_t handle, allocation;

    memcpy(&handle, list->before + i * sizeof handle, sizeof handle);
    allocation = live(world, record, OBJECT_ALLOCATION, handle);
    if (allocation != WORLD_NONE && world->objects[allocation].residency != asked)
      world->objects[allocation].residency =
          world->objects[allocation].residency == RESIDENCY_UNTOUCHED ? asked : RESIDENCY_UNKNOWN;
  }
}

static void follow_success(struct world *world, const struct call_record *record)
{
  uint64_t value = record_field(record, offsetof(struct harness_argument, value), 8, false);

  switch (record->op) {
  case OP_ENUM_ADAPTERS2:
    follow_enumeration(world, record, FIELD(record, D3DKMT_ENUMADAPTERS2, NumAdapters, true));
    break;
  case OP_ENUM_ADAPTERS3:
    follow_enumeration(world, record, FIELD(record, D3DKMT_ENUMADAPTERS3, NumAdapters, true));
    break;
  case OP_OPEN_ADAPTER_FROM_LUID:
    follow_open(world, record);
    break;
  case OP_CREATE_DEVICE:
    follow_device(world, record);
    break;
  case OP_CREATE_CONTEXT_VIRTUAL:
    add(world, record, OBJECT_CONTEXT, FIELD(record, D3DKMT_CREATECONTEXTVIRTUAL, hContext, true),
        live(world, record, OBJECT_DEVICE, FIELD(record, D3DKMT_CREATECONTEXTVIRTUAL, hDevice, false)));
    break;
  case OP_CREATE_PAGING_QUEUE:
    follow_queue(world, record);
    break;
  case OP_CREATE_ALLOCATION:
  case OP_CREATE_ALLOCATION2:
    follow_allocations(world, record);
    break;
  case OP_MARK_DEVICE_AS_ERROR: {
    uint32_t device = live(world, record, OBJECT_DEVICE, FIELD(record, D3DKMT_MARKDEVICEASERROR, hDevice, false));

    world->removed_elsewhere = true;
    if (device != WORLD_NONE && world->objects[device].removal == REMOVAL_NONE)
      world->objects[device].removal = REMOVAL_ERROR;
    break;
  }
  case OP_LOCK2:
  case OP_UNLOCK2:
    follow_lock(world, record);
    break;
  case OP_STOP_ADAPTER:
  case OP_START_ADAPTER:
  case OP_RESET_ADAPTER:
    follow_adapter(world, record);
    break;
  case OP_SET_BUDGET:
    follow_budget(world, live(world, record, OBJECT_ADAPTER, record_field(record, 0, 4, false)), value);
    break;
  case OP_SET_DISCARD:
    follow_policy(world, live(world, record, OBJECT_ADAPTER, record_field(record, 0, 4, false)), value);
    break;
  case OP_FAIL_ALLOCATION:
    world->exhaustion = value != 0;
    break;
  case OP_ESCAPE:
    follow_escape(world, record);
    break;
  case OP_FILL:
    follow_fill(world, record);
    break;
  default:
    break;
  }
}

void world_follow(struct world *world, const struct call_record *record)
{
  if (record->outcome != RECORD_RETURNED)
    return;
  switch (record->op) {
  case OP_CLOSE_ADAPTER:
    follow_close(world, record);
    return;
  case OP_DESTROY_DEVICE:
    follow_destroy(world, record, OBJECT_DEVICE);
    return;
  case OP_DESTROY_CONTEXT:
    follow_destroy(world, record, OBJECT_CONTEXT);
    return;
  case OP_DESTROY_PAGING_QUEUE:
    follow_destroy(world, record, OBJECT_PAGING_QUEUE);
    return;
  case OP_DESTROY_ALLOCATION:
  case OP_DESTROY_ALLOCATION2:
    follow_destruction(world, record);
    return;
  case OP_MAKE_RESIDENT:
  case OP_EVICT:
    follow_residency(world, record);
    return;
  default:
    if (record->status == STATUS_SUCCESS)
      follow_success(world, record);
  }
}
