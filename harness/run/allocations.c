/* Building a create-allocation call: the ways to get an allocation are the harness's to choose. */
#include <string.h>

#include "run/marshal.h"
#include "run/platform.h"

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

/* A standard allocation over memory of the harness's own. */
static bool place_existing_heap(struct execution *execution, struct marshalled *m, uint8_t **ret_heap)
{
  uint64_t size = setting(m, CREATE_ALLOCATION_ARG_SIZE);
  size_t stride = (size_t)((size + PLATFORM_PAGE - 1) / PLATFORM_PAGE * PLATFORM_PAGE);
  D3DKMT_CREATESTANDARDALLOCATION standard;
  D3DKMT_CREATEALLOCATIONFLAGS flags;

  memset(&standard, 0, sizeof standard);
  standard.Type = D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP;
  standard.ExistingHeapData.Size = size;
  memcpy(&flags, m->structure + offsetof(D3DKMT_CREATEALLOCATION, Flags), sizeof flags);
  flags.StandardAllocation = 1;
  flags.ExistingSysMem = 1;
  memcpy(m->structure + offsetof(D3DKMT_CREATEALLOCATION, Flags), &flags, sizeof flags);
  *ret_heap = size < HEAP_BYTES ? arena_heap(&execution->arena, stride * wanted(m)) : NULL;
  return marshal_place(execution, m, CREATE_ALLOCATION_ARG_SIZE, guarded,
                       offsetof(D3DKMT_CREATEALLOCATION, pStandardAllocation), &standard, sizeof standard);
}

static bool place_private_data(struct execution *execution, struct marshalled *m)
{
  struct mock_allocation_data data = {MOCK_ALLOCATION_MAGIC, 0, setting(m, CREATE_ALLOCATION_ARG_SIZE)};

  return marshal_place(execution, m, CREATE_ALLOCATION_ARG_SIZE, guarded, NO_OFFSET, &data, sizeof data);
}

static void fill_info(const struct marshalled *m, D3DDDI_ALLOCATIONINFO *info, const uint8_t *heap)
{
  if (heap != NULL)
    info->pSystemMem = heap;
  else if (m->pieces[CREATE_ALLOCATION_ARG_SIZE].size == sizeof(struct mock_allocation_data)) {
    info->pPrivateDriverData = (void *)(uintptr_t)m->pieces[CREATE_ALLOCATION_ARG_SIZE].address;
    info->PrivateDriverDataSize = sizeof(struct mock_allocation_data);
  }
}

static void fill_info2(const struct marshalled *m, D3DDDI_ALLOCATIONINFO2 *info)
{
  uint64_t priority = setting(m, CREATE_ALLOCATION_ARG_PRIORITY);

  if (priority == D3DDDI_ALLOCATIONPRIORITY_NORMAL)
    return;
  info->Flags.OverridePriority = 1;
  info->Priority = (UINT)priority;
}

bool marshal_allocations(struct execution *execution, struct marshalled *m)
{
  static uint8_t infos[(D3DKMT_MAX_ALLOCATIONS_PER_CREATE + 1) * sizeof(D3DDDI_ALLOCATIONINFO2)];
  const struct argument_info *row = &program_ops[m->call->op].arguments[CREATE_ALLOCATION_ARG_INFO];
  uint64_t size = setting(m, CREATE_ALLOCATION_ARG_SIZE);
  size_t stride = (size_t)((size + PLATFORM_PAGE - 1) / PLATFORM_PAGE * PLATFORM_PAGE);
  uint8_t *heap = NULL;
  uint32_t count = wanted(m);
  bool good = setting(m, CREATE_ALLOCATION_ARG_BACKING) == BACKING_PRIVATE_DATA
                  ? place_private_data(execution, m)
                  : place_existing_heap(execution, m, &heap);

  memset(infos, 0, (size_t)count * row->item_size);
  for (uint32_t i = 0; i < count; i++) {
    D3DDDI_ALLOCATIONINFO2 info;

    /* The first call's structure is the beginning of the second's. */
    memset(&info, 0, sizeof info);
    fill_info(m, (D3DDDI_ALLOCATIONINFO *)&info, heap != NULL ? heap + i * stride : NULL);
    if (m->call->op == OP_CREATE_ALLOCATION2)
      fill_info2(m, &info);
    memcpy(infos + (size_t)i * row->item_size, &info, row->item_size);
  }
  return good &&
         marshal_place(execution, m, CREATE_ALLOCATION_ARG_INFO, m->call->arguments[CREATE_ALLOCATION_ARG_INFO].place,
                       row->offset, infos, (size_t)count * row->item_size);
}
