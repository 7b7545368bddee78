/* Taking an offer or a reclaim apart: which faults does it have? */
#include <stdlib.h>
#include <string.h>

#include "oracle/handles.h"
#include "oracle/law.h"

#define WRAPPING_COUNT 0x40000000u /* times 4 bytes is 0 in 32 bits */
#define FIRST_KERNEL_ADDRESS 0x0000800000000000u

_Static_assert(FAULT_COUNT <= 64, "a bit for each class");

static void add_fault(const struct oracle *oracle, struct call_view *view, enum fault_class class, uint32_t item,
                      uint32_t value)
{
  const uint64_t bit = (uint64_t)1 << class;

  if (oracle->faults[view->family][class].requirement == NULL || (view->classes & bit) != 0)
    return;
  view->classes |= bit;
  view->faults[view->fault_count++] = (struct fault){(uint8_t) class, item, value};
}

static bool is_kernel(const struct memory_record *memory)
{
  return memory->place == PLACE_KERNEL || memory->place == PLACE_NONCANONICAL ||
         memory->address >= FIRST_KERNEL_ADDRESS;
}

static void view_structure(const struct oracle *oracle, struct call_view *view)
{
  const struct memory_record *memory = &view->record->argument;
  bool written = view->record->op == OP_RECLAIM_ALLOCATIONS2;

  if (memory->address == 0)
    add_fault(oracle, view, FAULT_STRUCTURE_NULL, 0, 0);
  else if (memory->readable == 0)
    add_fault(oracle, view, is_kernel(memory) ? FAULT_STRUCTURE_KERNEL : FAULT_STRUCTURE_UNMAPPED, 0, 0);
  else if (memory->readable < program_ops[view->record->op].size)
    add_fault(oracle, view, FAULT_STRUCTURE_CUT, 0, memory->readable);
  else
    view->read_whole = true;
  if (memory->address % 8 != 0)
    add_fault(oracle, view, FAULT_STRUCTURE_MISALIGNED, 0, 0);
  if (view->read_whole && written && !memory->writable)
    add_fault(oracle, view, FAULT_OUTPUT_READ_ONLY, 0, 0);
}

static uint32_t field(const struct call_view *view, uint8_t argument)
{
  const struct argument_info *row = &program_ops[view->record->op].arguments[argument];

  return (uint32_t)record_field(view->record, row->offset, 4, false);
}

static void view_fields(struct call_view *view)
{
  const struct call_record *record = view->record;

  switch (record->op) {
  case OP_OFFER_ALLOCATIONS:
    view->handle = field(view, OFFER_ARG_DEVICE);
    view->count = field(view, OFFER_ARG_COUNT);
    view->priority = field(view, OFFER_ARG_PRIORITY);
    view->flags = field(view, OFFER_ARG_FLAGS);
    view->lists[0] = &record->memory[OFFER_ARG_RESOURCES];
    view->lists[1] = &record->memory[OFFER_ARG_HANDLES];
    break;
  case OP_RECLAIM_ALLOCATIONS:
    view->handle = field(view, RECLAIM_ARG_DEVICE);
    view->count = field(view, RECLAIM_ARG_COUNT);
    view->lists[0] = &record->memory[RECLAIM_ARG_RESOURCES];
    view->lists[1] = &record->memory[RECLAIM_ARG_HANDLES];
    view->output = &record->memory[RECLAIM_ARG_DISCARDED];
    break;
  default:
    view->through = OBJECT_PAGING_QUEUE;
    view->handle = field(view, RECLAIM2_ARG_QUEUE);
    view->count = field(view, RECLAIM2_ARG_COUNT);
    view->lists[0] = &record->memory[RECLAIM2_ARG_RESOURCES];
    view->lists[1] = &record->memory[RECLAIM2_ARG_HANDLES];
    view->output = &record->memory[RECLAIM2_ARG_RESULTS];
    break;
  }
}

/* A device that may be one of several may be a removed one. */
static void view_several_devices(const struct oracle *oracle, struct call_view *view)
{
  const struct world *world = &oracle->world;
  uint32_t each = WORLD_NONE;

  view->several = true;
  while ((each = world_find_instance(world, view->record->process, view->through, view->handle, each)) != WORLD_NONE)
    view->removable = view->removable || world->objects[world_device(world, each)].removal != REMOVAL_NONE;
}

static void view_device(const struct oracle *oracle, struct call_view *view)
{
  static const enum fault_class removals[] = {
      [REMOVAL_NONE] = FAULT_COUNT,
      [REMOVAL_STOPPED] = FAULT_ADAPTER_STOPPED,
      [REMOVAL_RESET] = FAULT_DEVICE_RESET,
      [REMOVAL_ERROR] = FAULT_DEVICE_ERROR,
      [REMOVAL_RESTARTED] = FAULT_ADAPTER_RESTARTED,
      [REMOVAL_UNKNOWN] = FAULT_ADAPTER_RESTARTED,
  };
  const struct world *world = &oracle->world;
  uint32_t object;
  enum fault_class class =
      handles_classify(world, view->record->process, view->through, view->handle, &handles_device, &object);

  if (class != FAULT_COUNT)
    add_fault(oracle, view, class, 0, view->handle);
  if (object == WORLD_NONE && class == FAULT_DEVICE_INSTANCE)
    view_several_devices(oracle, view);
  if (object == WORLD_NONE)
    return;
  view->device = world_device(world, object);
  view->queue = view->through == OBJECT_PAGING_QUEUE ? object : WORLD_NONE;
  class = removals[world->objects[view->device].removal];
  if (class != FAULT_COUNT)
    add_fault(oracle, view, class, 0, view->handle);
}

/* Memory behind a pointer that is not NULL and should hold `bytes`; true if it does. */
static bool view_memory(const struct oracle *oracle, struct call_view *view, const struct memory_record *memory,
                        uint64_t bytes, bool is_output)
{
  if (memory->address % 4 != 0)
    add_fault(oracle, view, is_output ? FAULT_OUTPUT_MISALIGNED : FAULT_LIST_MISALIGNED, 0, 0);
  if (bytes == 0)
    return true;
  if (memory->readable == 0 && is_kernel(memory))
    add_fault(oracle, view, is_output ? FAULT_OUTPUT_KERNEL : FAULT_LIST_KERNEL, 0, 0);
  else if (memory->readable == 0)
    add_fault(oracle, view, is_output ? FAULT_OUTPUT_UNMAPPED : FAULT_LIST_UNMAPPED, 0, 0);
  else if (memory->readable < bytes && memory->place == PLACE_CUT)
    add_fault(oracle, view, is_output ? FAULT_OUTPUT_CUT : FAULT_LIST_CUT, 0, memory->readable);
  else if (memory->readable < bytes)
    add_fault(oracle, view, is_output ? FAULT_OUTPUT_CUT : FAULT_COUNT_BEYOND, 0, view->count);
  else if (is_output && !memory->writable)
    add_fault(oracle, view, FAULT_OUTPUT_READ_ONLY, 0, 0);
  return memory->readable >= bytes;
}

static void view_lists(const struct oracle *oracle, struct call_view *view)
{
  bool resources = view->lists[0]->address != 0, handles = view->lists[1]->address != 0;
  const struct memory_record *list = resources ? view->lists[0] : view->lists[1];
  uint64_t bytes = (uint64_t)view->count * 4;

  if (view->count == 0)
    add_fault(oracle, view, FAULT_COUNT_ZERO, 0, 0);
  if (view->count > D3DKMT_MAX_HANDLES_PER_CALL)
    add_fault(oracle, view, FAULT_COUNT_LIMIT, 0, view->count);
  else if (view->count > D3DKMT_MAX_ALLOCATIONS_PER_CREATE)
    add_fault(oracle, view, FAULT_COUNT_LARGE, 0, view->count);
  if (resources == handles) {
    add_fault(oracle, view, resources ? FAULT_LISTS_BOTH : FAULT_LISTS_NONE, 0, 0);
    return;
  }
  view->listed = resources ? OBJECT_RESOURCE : OBJECT_ALLOCATION;
  if (view->count >= WRAPPING_COUNT && list->readable > 0)
    add_fault(oracle, view, FAULT_COUNT_WRAPS, 0, view->count);
  else if (view_memory(oracle, view, list, bytes, false))
    view->list = list;
  if (view->output == NULL)
    return;
  if (view->output->address != 0)
    view_memory(oracle, view, view->output, bytes, true);
  else if (view->record->op == OP_RECLAIM_ALLOCATIONS2)
    add_fault(oracle, view, FAULT_OUTPUT_NULL, 0, 0);
}

static void view_allocation(struct oracle *oracle, struct call_view *view, uint32_t item, uint32_t handle,
                            uint32_t index)
{
  struct object *object = &oracle->world.objects[index];

  if (object->mark == oracle->world.time)
    add_fault(oracle, view, FAULT_LISTED_TWICE, item, handle);
  object->mark = oracle->world.time;
  if (object->locks > 0)
    add_fault(oracle, view, FAULT_LOCKED, item, handle);
  if (object->offered != TRUTH_NO)
    add_fault(oracle, view, FAULT_OFFERED_TWICE, item, handle);
}

static void view_resource(struct oracle *oracle, struct call_view *view, uint32_t item, uint32_t handle, uint32_t index)
{
  struct world *world = &oracle->world;

  if (world->objects[index].mark == world->time)
    add_fault(oracle, view, FAULT_LISTED_TWICE, item, handle);
  world->objects[index].mark = world->time;
  if (world->objects[index].members == 0)
    add_fault(oracle, view, FAULT_RESOURCE_EMPTY, item, handle);
  for (uint32_t i = 1; i < world->count; i++)
    if (world->objects[i].type == OBJECT_ALLOCATION && world->objects[i].resource == index &&
        world->objects[i].alive != TRUTH_NO)
      view_allocation(oracle, view, item, handle, i);
}

/* Memory for the objects of a list. NULL: there is none, and they are looked up when they are asked for. */
static uint32_t *objects_of(struct oracle *oracle, uint32_t count)
{
  uint32_t *grown;

  if (count <= oracle->listed_capacity)
    return oracle->listed;
  grown = realloc(oracle->listed, (size_t)count * 2 * sizeof *grown);
  if (grown == NULL)
    return NULL;
  oracle->listed = grown;
  oracle->listed_capacity = count * 2;
  return grown;
}

static void view_items(struct oracle *oracle, struct call_view *view)
{
  uint32_t *objects = objects_of(oracle, view->count), next;

  view->objects = objects;
  for (uint32_t i = 0; i < view->count; i = next) {
    uint32_t handle = law_item(view->list, i), object;
    enum fault_class class =
        handles_classify(&oracle->world, view->record->process, view->listed, handle, &handles_listed, &object);

    next = law_next_item(view->list, i, view->count);
    for (uint32_t k = i; objects != NULL && k < next; k++)
      objects[k] = object;
    if (class != FAULT_COUNT)
      add_fault(oracle, view, class, i, handle);
    view->several = view->several || (object == WORLD_NONE && class == FAULT_HANDLE_INSTANCE);
    if (object == WORLD_NONE)
      continue;
    if (oracle->world.objects[object].parent == WORLD_NONE)
      add_fault(oracle, view, FAULT_HANDLE_UNSURE, i, handle); /* made through a device that is not known */
    else if (view->device != WORLD_NONE && oracle->world.objects[object].parent != view->device)
      add_fault(oracle, view, FAULT_DEVICE_FOREIGN, i, handle);
    if (view->listed == OBJECT_ALLOCATION)
      view_allocation(oracle, view, i, handle, object);
    else
      view_resource(oracle, view, i, handle, object);
  }
}

void law_view(struct oracle *oracle, const struct call_record *record, struct call_view *ret_view)
{
  struct call_view *view = ret_view;

  memset(view, 0, offsetof(struct call_view, faults));
  view->record = record;
  view->family = record->op == OP_OFFER_ALLOCATIONS ? FAMILY_OFFER : FAMILY_RECLAIM;
  view->through = OBJECT_DEVICE;
  if (oracle->world.exhaustion)
    add_fault(oracle, view, FAULT_MEMORY_EXHAUSTED, 0, 0);
  view_structure(oracle, view);
  if (!view->read_whole)
    return;
  view_fields(view);
  view_device(oracle, view);
  view_lists(oracle, view);
  if (view->list != NULL)
    view_items(oracle, view);
  if (view->family == FAMILY_OFFER) {
    if (view->priority < D3DKMT_OFFER_PRIORITY_LOW || view->priority > D3DKMT_OFFER_PRIORITY_AUTO)
      add_fault(oracle, view, FAULT_PRIORITY, 0, view->priority);
    if ((view->flags & ~3u) != 0)
      add_fault(oracle, view, FAULT_FLAGS, 0, view->flags);
  }
}

uint64_t law_bytes_read(const struct call_view *view)
{
  return program_ops[view->record->op].size + (view->list != NULL ? (uint64_t)view->count * 4 : 0);
}
