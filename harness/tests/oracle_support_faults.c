/* Each class of fault, told apart from how the oracle finds it: what is done to a good call, and what it is worth. */
#include "oracle_support.h"

static uint32_t list_of(const struct scene *scene)
{
  switch (scene->record.op) {
  case OP_OFFER_ALLOCATIONS:
    return OFFER_ARG_HANDLES;
  case OP_RECLAIM_ALLOCATIONS:
    return RECLAIM_ARG_HANDLES;
  default:
    return RECLAIM2_ARG_HANDLES;
  }
}

static struct memory_record *list(struct scene *scene)
{
  return &scene->record.memory[list_of(scene)];
}

static struct memory_record *output(struct scene *scene)
{
  return &scene->record.memory[scene->record.op == OP_RECLAIM_ALLOCATIONS ? (int)RECLAIM_ARG_DISCARDED
                                                                          : (int)RECLAIM2_ARG_RESULTS];
}

static void unmap(struct memory_record *memory)
{
  memory->readable = 0;
  memory->writable = false;
  memory->place = PLACE_UNMAPPED;
}

static void cut(struct memory_record *memory)
{
  memory->readable = 4;
  memory->place = PLACE_CUT;
}

static void to_kernel(struct memory_record *memory)
{
  unmap(memory);
  memory->place = PLACE_KERNEL;
  memory->address = 0xFFFF800000001000u;
}

static void misalign(struct memory_record *memory)
{
  memory->address += 1;
  memory->place = PLACE_MISALIGNED;
}

#define ON(name, action, memory)                                                                                       \
  static void name(struct scene *scene)                                                                                \
  {                                                                                                                    \
    if ((memory)->address != 0)                                                                                        \
      action(memory);                                                                                                  \
  }
ON(structure_unmapped, unmap, &scene->record.argument)
ON(structure_cut, cut, &scene->record.argument)
ON(structure_kernel, to_kernel, &scene->record.argument)
ON(structure_misaligned, misalign, &scene->record.argument)
ON(list_unmapped, unmap, list(scene))
ON(list_cut, cut, list(scene))
ON(list_kernel, to_kernel, list(scene))
ON(list_misaligned, misalign, list(scene))
ON(output_unmapped, unmap, output(scene))
ON(output_cut, cut, output(scene))
ON(output_kernel, to_kernel, output(scene))
ON(output_misaligned, misalign, output(scene))

static void structure_null(struct scene *scene)
{
  unmap(&scene->record.argument);
  scene->record.argument.address = 0;
}

static void output_read_only(struct scene *scene)
{
  output(scene)->writable = false;
}

static void structure_read_only(struct scene *scene)
{
  scene->record.argument.writable = false;
}

static void output_null(struct request *request)
{
  request->no_output = true;
}

/* Handles of the other kind than a device where the call goes through a queue. */
#define THROUGH(name, device, queue)                                                                                   \
  static void name(struct request *request)                                                                            \
  {                                                                                                                    \
    request->through = request->op == OP_RECLAIM_ALLOCATIONS2 ? (uint32_t)(queue) : (uint32_t)(device);                \
  }
THROUGH(device_zero, 0, 0)
THROUGH(device_unknown, NEVER, NEVER)
THROUGH(device_unique, D ^ 0x80000000u, Q ^ 0x80000000u)
THROUGH(device_destroyed, Z, QZ)
THROUGH(device_type, X3, D)
THROUGH(device_adapter, ADAPTER_A, ADAPTER_A)
THROUGH(device_process, PD, PQ)
THROUGH(device_foreign, E, QE)
THROUGH(device_instance, D ^ 1u, Q ^ 1u)

static void queue_unsure(struct request *request)
{
  request->through = UQ;
}

static void device_unsure(struct scene *scene)
{
  destroy(scene, OP_DESTROY_DEVICE, D, STATUS_UNSUCCESSFUL);
}

static void allocation_unsure(struct scene *scene)
{
  destroy_allocation(scene, X0, STATUS_UNSUCCESSFUL);
}

static void two(struct request *request)
{
  request->items = 2;
  request->count = request->count > 2 ? 2 : request->count;
}

/* The second item is replaced. */
#define ITEM(name, handle)                                                                                             \
  static void name(struct request *request)                                                                            \
  {                                                                                                                    \
    static const uint32_t items[] = {X0, handle};                                                                      \
    request->handles = items;                                                                                          \
    two(request);                                                                                                      \
  }
ITEM(item_zero, 0)
ITEM(item_unknown, NEVER)
ITEM(item_destroyed, G)
ITEM(item_queue, Q)
ITEM(item_resource, R)
ITEM(item_process, PX)
ITEM(item_index, X1 ^ 0x20000000u)
ITEM(item_unique, X1 ^ 0xC0000000u)
ITEM(item_instance, X1 ^ 0x3Fu)
ITEM(item_foreign, Y)
ITEM(item_twice, X0)

#define RESOURCES(name, handle)                                                                                        \
  static void name(struct request *request)                                                                            \
  {                                                                                                                    \
    static const uint32_t items[] = {R, handle};                                                                       \
    request->handles = NULL;                                                                                           \
    request->resources = items;                                                                                        \
    two(request);                                                                                                      \
  }
RESOURCES(resource_destroyed, RG)
RESOURCES(resource_foreign, RY)
RESOURCES(resource_allocation, X1)
RESOURCES(resource_process, PR)
RESOURCES(resource_twice, R)
RESOURCES(resource_empty, RE)
RESOURCES(resource_unsure, UR)

static void both_lists(struct request *request)
{
  static const uint32_t items[] = {R, R1}, handles[] = {X0, X1};

  request->resources = items;
  request->handles = handles;
  two(request);
}

static void no_list(struct request *request)
{
  request->handles = request->resources = NULL;
}

#define COUNT(name, number)                                                                                            \
  static void name(struct request *request)                                                                            \
  {                                                                                                                    \
    request->count = number;                                                                                           \
  }
COUNT(count_zero, 0)
COUNT(count_wraps, 0x40000001u)

static void count_beyond(struct scene *scene)
{
  const struct op_info *op = &program_ops[scene->record.op];
  uint8_t count = op->arguments[list_of(scene)].counted_by;

  scene_set(scene, op->arguments[count].offset, 4, 3);
  if (scene->record.op != OP_OFFER_ALLOCATIONS && output(scene)->address != 0)
    output(scene)->readable = 12;
}

static void count_limit(struct request *request)
{
  static uint32_t items[D3DKMT_MAX_HANDLES_PER_CALL + 1];

  /* No handle twice, which would be a fault of its own. */
  for (uint32_t i = 0; i < COUNT_OF(items); i++)
    items[i] = OBJECT(0x10000 + i);
  request->handles = items;
  request->resources = NULL;
  request->items = request->count = COUNT_OF(items);
}

static void count_large(struct request *request)
{
  count_limit(request);
  request->items = request->count = 1025;
}

static void many_allocations(struct scene *scene)
{
  uint32_t handles[1024];

  for (uint32_t first = 0; first <= D3DKMT_MAX_HANDLES_PER_CALL; first += COUNT_OF(handles)) {
    for (uint32_t i = 0; i < COUNT_OF(handles); i++)
      handles[i] = OBJECT(0x10000 + first + i);
    create_allocations(scene, D, handles, COUNT_OF(handles));
  }
}

static void priority_zero(struct request *request)
{
  request->priority = 0;
}

static void priority_wide(struct request *request)
{
  request->priority = 0x101;
}

static void reserved_flag(struct request *request)
{
  request->flags = 4;
}

#define CONTROL(name, ...)                                                                                             \
  static void name(struct scene *scene)                                                                                \
  {                                                                                                                    \
    __VA_ARGS__;                                                                                                       \
  }
CONTROL(stop, control(scene, OP_STOP_ADAPTER, ADAPTER_A, 0))
CONTROL(reset, control(scene, OP_RESET_ADAPTER, ADAPTER_A, 0))
CONTROL(mark, destroy(scene, OP_MARK_DEVICE_AS_ERROR, D, STATUS_SUCCESS))
CONTROL(restart, control(scene, OP_STOP_ADAPTER, ADAPTER_A, 0); control(scene, OP_START_ADAPTER, ADAPTER_A, 0))
CONTROL(offer_before, offer(scene, X0, 1, 0, STATUS_SUCCESS))
CONTROL(lock_before, lock(scene, D, X0, STATUS_SUCCESS))
CONTROL(exhaust, control(scene, OP_FAIL_ALLOCATION, 0, 1))

#define INVALID STATUS_INVALID_PARAMETER
#define REMOVED STATUS_DEVICE_REMOVED
#define ANY OP_OFFER_ALLOCATIONS

#define UNMAPPED STATUS_UNSUCCESSFUL /* newer drivers' answer to a bad pointer */

#define BOTH(name, id, strengths, admitted, before, change, spoil)                                                     \
  {                                                                                                                    \
    name, {"OFR-" id, "RCL-" id}, {strengths, strengths}, INVALID, admitted, before, change, spoil, ANY                \
  }
#define OFFER(name, id, strengths, admitted, before, change, spoil)                                                    \
  {                                                                                                                    \
    name, {id, NULL}, {strengths, NULL}, INVALID, admitted, before, change, spoil, ANY                                 \
  }
#define RECLAIM(name, id, strengths, admitted, before, change, spoil, only)                                            \
  {                                                                                                                    \
    name, {NULL, id}, {NULL, strengths}, INVALID, admitted, before, change, spoil, only                                \
  }

const struct fault_row fault_rows[] = {
    BOTH("structure unmapped", "PTR-01", "RRR", UNMAPPED, NULL, NULL, structure_unmapped),
    BOTH("structure cut", "PTR-02", "RRR", UNMAPPED, NULL, NULL, structure_cut),
    BOTH("structure kernel", "PTR-03", "RRR", UNMAPPED, NULL, NULL, structure_kernel),
    BOTH("structure misaligned", "PTR-04", "OOA", 0, NULL, NULL, structure_misaligned),
    BOTH("structure NULL", "PTR-05", "OOR", UNMAPPED, NULL, NULL, structure_null),
    RECLAIM("structure read-only", "RCL-PTR-07", "OOR", UNMAPPED, NULL, NULL, structure_read_only,
            OP_RECLAIM_ALLOCATIONS2),
    BOTH("list unmapped", "PTR-01", "RRR", UNMAPPED, NULL, NULL, list_unmapped),
    BOTH("list cut", "PTR-02", "RRR", UNMAPPED, NULL, NULL, list_cut),
    BOTH("list kernel", "PTR-03", "RRR", UNMAPPED, NULL, NULL, list_kernel),
    BOTH("list misaligned", "PTR-04", "OOA", 0, NULL, NULL, list_misaligned),
    RECLAIM("output unmapped", "RCL-PTR-01", "RRR", UNMAPPED, NULL, NULL, output_unmapped, ANY),
    RECLAIM("output cut", "RCL-PTR-02", "RRR", UNMAPPED, NULL, NULL, output_cut, ANY),
    RECLAIM("output kernel", "RCL-PTR-03", "RRR", UNMAPPED, NULL, NULL, output_kernel, ANY),
    RECLAIM("output misaligned", "RCL-PTR-04", "OOA", 0, NULL, NULL, output_misaligned, ANY),
    RECLAIM("output read-only", "RCL-PTR-07", "OOR", UNMAPPED, NULL, NULL, output_read_only, ANY),
    RECLAIM("output NULL", "RCL-OK-06", "OOA", 0, NULL, output_null, NULL, OP_RECLAIM_ALLOCATIONS2),
    BOTH("device zero", "DEV-01", "RRR", 0, NULL, device_zero, NULL),
    BOTH("device unknown", "DEV-02", "RRR", 0, NULL, device_unknown, NULL),
    BOTH("device unique", "DEV-02", "RRR", 0, NULL, device_unique, NULL),
    BOTH("device destroyed", "DEV-03", "RRR", 0, NULL, device_destroyed, NULL),
    BOTH("device type", "DEV-04", "RRR", 0, NULL, device_type, NULL),
    BOTH("device adapter", "DEV-04", "RRR", 0, NULL, device_adapter, NULL),
    BOTH("device process", "DEV-05", "RRR", 0, NULL, device_process, NULL),
    BOTH("device foreign", "DEV-06", "RRR", 0, NULL, device_foreign, NULL),
    BOTH("device instance", "DEV-07", "OOA", 0, NULL, device_instance, NULL),
    RECLAIM("queue unsure", "RCL-DEV-08", "OOA", 0, NULL, queue_unsure, NULL, OP_RECLAIM_ALLOCATIONS2),
    BOTH("item zero", "HND-01", "RRR", 0, NULL, item_zero, NULL),
    BOTH("item unknown", "HND-02", "RRR", 0, NULL, item_unknown, NULL),
    BOTH("item destroyed", "HND-03", "RRR", 0, NULL, item_destroyed, NULL),
    BOTH("item queue", "HND-04", "RRR", 0, NULL, item_queue, NULL),
    BOTH("item resource", "HND-04", "RRR", 0, NULL, item_resource, NULL),
    BOTH("item process", "HND-05", "RRR", 0, NULL, item_process, NULL),
    BOTH("item index", "HND-06", "RRR", 0, NULL, item_index, NULL),
    BOTH("item unique", "HND-06", "RRR", 0, NULL, item_unique, NULL),
    BOTH("item instance", "HND-07", "OOR", 0, NULL, item_instance, NULL),
    BOTH("item unsure", "HND-08", "OOA", 0, allocation_unsure, NULL, NULL),
    BOTH("item foreign", "DEV-06", "RRR", 0, NULL, item_foreign, NULL),
    BOTH("item twice", "STA-05", "OOA", 0, NULL, item_twice, NULL),
    BOTH("resource destroyed", "HND-03", "RRR", 0, NULL, resource_destroyed, NULL),
    BOTH("resource foreign", "DEV-06", "RRR", 0, NULL, resource_foreign, NULL),
    BOTH("resource allocation", "HND-04", "RRR", 0, NULL, resource_allocation, NULL),
    BOTH("resource process", "HND-05", "RRR", 0, NULL, resource_process, NULL),
    BOTH("resource twice", "STA-05", "OOA", 0, NULL, resource_twice, NULL),
    BOTH("resource empty", "STA-07", "OOA", 0, NULL, resource_empty, NULL),
    BOTH("resource unsure", "HND-08", "OOA", 0, NULL, resource_unsure, NULL),
    BOTH("both lists", "LST-01", "RRR", 0, NULL, both_lists, NULL),
    BOTH("no list", "LST-02", "RRR", 0, NULL, no_list, NULL),
    {"count zero", {"OFR-CNT-01", "RCL-NUM-01"}, {"WRR", "WRR"}, INVALID, 0, NULL, count_zero, NULL, ANY},
    {"count beyond", {"OFR-CNT-02", "RCL-NUM-02"}, {"RRR", "RRR"}, INVALID, UNMAPPED, NULL, NULL, count_beyond, ANY},
    {"count limit", {"OFR-CNT-04", "RCL-NUM-04"}, {"WRR", "WRR"}, INVALID, 0, many_allocations, count_limit, NULL, ANY},
    {"count large", {"OFR-CNT-05", "RCL-NUM-05"}, {"OAA", "OAA"}, INVALID, 0, many_allocations, count_large, NULL, ANY},
    OFFER("priority zero", "OFR-PRI-01", "RRR", 0, NULL, priority_zero, NULL),
    OFFER("priority wide", "OFR-PRI-01", "RRR", 0, NULL, priority_wide, NULL),
    OFFER("reserved flag", "OFR-FLG-01", "OOR", 0, NULL, reserved_flag, NULL),
    {"adapter stopped", {"OFR-RMV-01", "RCL-RMV-01"}, {"RRR", "RRR"}, REMOVED, 0, stop, NULL, NULL, ANY},
    {"device reset", {"OFR-RMV-02", "RCL-RMV-02"}, {"RRR", "RRR"}, REMOVED, 0, reset, NULL, NULL, ANY},
    {"device in error", {"OFR-RMV-03", "RCL-RMV-03"}, {"OOR", "OOR"}, REMOVED, 0, mark, NULL, NULL, ANY},
    {"adapter restarted", {"OFR-RMV-05", "RCL-RMV-05"}, {"OOR", "OOR"}, REMOVED, 0, restart, NULL, NULL, ANY},
    OFFER("offered twice", "OFR-STA-02", "OOA", 0, offer_before, NULL, NULL),
    OFFER("locked", "OFR-STA-06", "OOR", 0, lock_before, NULL, NULL),
    BOTH("memory exhausted", "MEM-01", "OOA", STATUS_NO_MEMORY, exhaust, NULL, NULL),
};
const size_t fault_row_count = COUNT_OF(fault_rows);

/* What more than one fault may come with, and is looked at on its own. */
const struct fault_row fault_device_unsure = {
    "device unsure", {"OFR-DEV-08", NULL}, {"OOA", NULL}, INVALID, 0, device_unsure, NULL, NULL, ANY};
const struct fault_row fault_count_wraps = {
    "count wraps", {"OFR-CNT-03", "RCL-NUM-03"}, {"RRR", "RRR"}, INVALID, 0, NULL, count_wraps, NULL, ANY};

static bool applies(const struct fault_row *row, enum program_op op)
{
  return row->requirements[op != OP_OFFER_ALLOCATIONS] != NULL && (row->only == ANY || row->only == op);
}

bool fault_prepare_two(struct scene *scene, const struct fault_row *first, const struct fault_row *second,
                       enum program_op op)
{
  static const uint32_t handles[] = {X0, X1};
  const struct fault_row *rows[] = {first, second};
  struct request request = request_for(op, handles, COUNT_OF(handles));

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    if (rows[i] == NULL)
      continue;
    if (!applies(rows[i], op))
      return false;
    if (rows[i]->before != NULL)
      rows[i]->before(scene);
    if (rows[i]->change != NULL)
      rows[i]->change(&request);
  }
  scene_prepare(scene, &request);
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    if (rows[i] != NULL && rows[i]->spoil != NULL)
      rows[i]->spoil(scene);
  return true;
}

bool fault_prepare(struct scene *scene, const struct fault_row *row, enum program_op op)
{
  return fault_prepare_two(scene, row, NULL, op);
}
