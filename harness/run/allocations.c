/* Building a create-allocation call: the ways to get an allocation are the harness's to choose. */
#include <string.h>

#include "run/marshal.h"
#include "run/platform.h"
#include "run/provision.h"

static const struct placement guarded = {PLACE_GUARDED, 0};

static uint64_t setting(const struct marshalled *m, uint8_t argument)
{
  return m->call->arguments[argument].number;
}

static uint32_t wanted(const struct marshalled *m)
{
  const struct argument *count = &m->call->arguments[CREATE_ALLOCATION_ARG_COUNT];
  uint64_t number = count->given ? count->number : m->call->arguments[CREATE_ALLOCATION_ARG_CREATED].created.count;

  /* A count may be anything; memory is laid for no more than a call can name, and one. */
  return number <= D3DKMT_MAX_ALLOCATIONS_PER_CREATE ? (uint32_t)number : D3DKMT_MAX_ALLOCATIONS_PER_CREATE + 1;
}

static size_t stride_of(uint64_t size)
{
  return (size_t)((size + PLATFORM_PAGE - 1) / PLATFORM_PAGE * PLATFORM_PAGE);
}

/* A standard allocation over memory of the harness's own. */
static bool place_existing_heap(struct execution *execution, struct marshalled *m, uint8_t **ret_heap)
{
  uint64_t size = setting(m, CREATE_ALLOCATION_ARG_SIZE);
  D3DKMT_CREATESTANDARDALLOCATION standard;
  D3DKMT_CREATEALLOCATIONFLAGS flags;

  memset(&standard, 0, sizeof standard);
  standard.Type = D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP;
  standard.ExistingHeapData.Size = size;
  memcpy(&flags, m->structure + offsetof(D3DKMT_CREATEALLOCATION, Flags), sizeof flags);
  flags.StandardAllocation = 1;
  flags.ExistingSysMem = 1;
  memcpy(m->structure + offsetof(D3DKMT_CREATEALLOCATION, Flags), &flags, sizeof flags);
  *ret_heap = size < HEAP_BYTES ? arena_heap(&execution->arena, stride_of(size) * wanted(m)) : NULL;
  return marshal_place(execution, m, CREATE_ALLOCATION_ARG_SIZE, guarded,
                       offsetof(D3DKMT_CREATEALLOCATION, pStandardAllocation), &standard, sizeof standard);
}

static bool place_mock_data(struct execution *execution, struct marshalled *m)
{
  struct mock_allocation_data data = {MOCK_ALLOCATION_MAGIC, 0, setting(m, CREATE_ALLOCATION_ARG_SIZE)};

  return marshal_place(execution, m, CREATE_ALLOCATION_ARG_SIZE, guarded, NO_OFFSET, &data, sizeof data);
}

static bool place_piece(struct execution *execution, struct marshalled *m, uint8_t argument, size_t offset,
                        size_t size_offset, const struct provision_data *data)
{
  if (data->size == 0)
    return true;
  marshal_store(m, size_offset, 4, data->size);
  return marshal_place(execution, m, argument, guarded, offset, data->bytes, data->size);
}

/* What the vendor's file says. All allocations of a call are asked for alike. */
static bool place_provisioned(struct execution *execution, struct marshalled *m, uint8_t **ret_heap)
{
  const struct provision *provision = execution->target->provision;
  uint64_t size = setting(m, CREATE_ALLOCATION_ARG_SIZE);
  uint8_t data[PROVISION_MAX_DATA];

  provision_fill(provision, size, data);
  if (provision->over_caller && size < HEAP_BYTES)
    *ret_heap = arena_heap(&execution->arena, stride_of(size) * wanted(m));
  return marshal_place(execution, m, CREATE_ALLOCATION_ARG_SIZE, guarded, NO_OFFSET, data,
                       provision->allocation.size) &&
         place_piece(execution, m, CREATE_ALLOCATION_ARG_BACKING, offsetof(D3DKMT_CREATEALLOCATION, pPrivateDriverData),
                     offsetof(D3DKMT_CREATEALLOCATION, PrivateDriverDataSize), &provision->resource) &&
         place_piece(execution, m, CREATE_ALLOCATION_ARG_PRIORITY,
                     offsetof(D3DKMT_CREATEALLOCATION, pPrivateRuntimeData),
                     offsetof(D3DKMT_CREATEALLOCATION, PrivateRuntimeDataSize), &provision->runtime);
}

static void fill_info(const struct marshalled *m, enum allocation_way way, D3DDDI_ALLOCATIONINFO *info,
                      const uint8_t *heap)
{
  const struct piece *data = &m->pieces[CREATE_ALLOCATION_ARG_SIZE];

  if (heap != NULL)
    info->pSystemMem = heap;
  if (way == ALLOCATION_HEAP)
    return;
  info->pPrivateDriverData = data->size > 0 ? (void *)(uintptr_t)data->address : NULL;
  info->PrivateDriverDataSize = data->size;
}

static void fill_info2(const struct marshalled *m, D3DDDI_ALLOCATIONINFO2 *info)
{
  uint64_t priority = setting(m, CREATE_ALLOCATION_ARG_PRIORITY);

  if (priority == D3DDDI_ALLOCATIONPRIORITY_NORMAL)
    return;
  info->Flags.OverridePriority = 1;
  info->Priority = (UINT)priority;
}

/* Flags and what else the vendor's file sets are the same for every allocation. */
static void apply_provision(const struct execution *execution, struct marshalled *m, D3DDDI_ALLOCATIONINFO2 *info)
{
  D3DKMT_CREATEALLOCATIONFLAGS flags;

  memcpy(&flags, m->structure + offsetof(D3DKMT_CREATEALLOCATION, Flags), sizeof flags);
  provision_apply(execution->target->provision, &flags, info);
  memcpy(m->structure + offsetof(D3DKMT_CREATEALLOCATION, Flags), &flags, sizeof flags);
}

static enum allocation_way way_of(const struct execution *execution, const struct call *call)
{
  uint64_t backing = call->arguments[CREATE_ALLOCATION_ARG_BACKING].number;
  enum allocation_way way = target_allocation_way(execution->target, backing);

  if (way != ALLOCATION_WAYS)
    return way;
  /* None works: what would, on the mock, shows no driver bytes that are not meant for it. */
  return backing == BACKING_PRIVATE_DATA && execution->target->is_mock ? ALLOCATION_MOCK : ALLOCATION_HEAP;
}

uint64_t marshal_allocation_size(const struct execution *execution, const struct call *call)
{
  uint64_t size = call->arguments[CREATE_ALLOCATION_ARG_SIZE].number;

  return way_of(execution, call) == ALLOCATION_PROVISIONED ? provision_size(execution->target->provision, size) : size;
}

bool marshal_allocations(struct execution *execution, struct marshalled *m)
{
  static uint8_t infos[(D3DKMT_MAX_ALLOCATIONS_PER_CREATE + 1) * sizeof(D3DDDI_ALLOCATIONINFO2)];
  const struct argument_info *row = &program_ops[m->call->op].arguments[CREATE_ALLOCATION_ARG_INFO];
  const enum allocation_way way = way_of(execution, m->call);
  size_t stride = stride_of(setting(m, CREATE_ALLOCATION_ARG_SIZE));
  uint8_t *heap = NULL;
  uint32_t count = wanted(m);
  bool good = way == ALLOCATION_HEAP          ? place_existing_heap(execution, m, &heap)
              : way == ALLOCATION_PROVISIONED ? place_provisioned(execution, m, &heap)
                                              : place_mock_data(execution, m);

  memset(infos, 0, (size_t)count * row->item_size);
  for (uint32_t i = 0; i < count; i++) {
    D3DDDI_ALLOCATIONINFO2 info;

    /* The first call's structure is the beginning of the second's. */
    memset(&info, 0, sizeof info);
    fill_info(m, way, (D3DDDI_ALLOCATIONINFO *)&info, heap != NULL ? heap + i * stride : NULL);
    if (way == ALLOCATION_PROVISIONED)
      apply_provision(execution, m, &info);
    if (m->call->op == OP_CREATE_ALLOCATION2)
      fill_info2(m, &info);
    memcpy(infos + (size_t)i * row->item_size, &info, row->item_size);
  }
  return good &&
         marshal_place(execution, m, CREATE_ALLOCATION_ARG_INFO, m->call->arguments[CREATE_ALLOCATION_ARG_INFO].place,
                       row->offset, infos, (size_t)count * row->item_size);
}
