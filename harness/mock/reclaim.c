#include "mock/batch.h"
#include "mock/defects.h"
#include "mock/defects_batch.h"
#include "mock/paging_queue.h"
#include "mock/scratch.h"
#include "mock/user_memory.h"
#include "mock/vidmm.h"

/* A BOOL and a D3DDDI_RECLAIM_RESULT have the same 32 bits, and both calls write one an item. */
_Static_assert(sizeof(BOOL) == sizeof(UINT) && sizeof(D3DDDI_RECLAIM_RESULT) == sizeof(UINT), "result size");

struct reclaim {
  struct mock_batch batch;
  uintptr_t results; /* address of the caller's array; 0: not asked for */
  bool as_bool;      /* pDiscarded's BOOLs, where NOT_COMMITTED reads as TRUE */
  UINT *answers;     /* the kernel's, one an item */
};

static size_t results_size(const struct reclaim *reclaim)
{
  return (size_t)reclaim->batch.count * sizeof(UINT);
}

/* Known beforehand, so that answers which cannot be delivered reclaim nothing. */
static NTSTATUS check_results(const struct reclaim *reclaim)
{
  MOCK_BROKEN(if (mock_defect_refuses_reclaim(&reclaim->batch, reclaim->results)) return STATUS_INVALID_PARAMETER);
  MOCK_BROKEN(if (MOCK_HAS_DEFECT(reclaim_results_unprobed)) return STATUS_SUCCESS);
  if (reclaim->results != 0 && !mock_probe_write(reclaim->results, results_size(reclaim)))
    return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

static void withdraw(struct mock_allocation *allocation, void *context)
{
  (void)context;
  mock_vidmm_withdraw(allocation);
}

/* An allocation that a call names twice gets the same answer twice. */
static void restore(struct mock_allocation *allocation, void *context)
{
  UINT *worst = context;

  if (allocation->reclaim_call != mock_kernel.reclaim_calls) {
    allocation->reclaim_call = mock_kernel.reclaim_calls;
    allocation->reclaim_result = MOCK_VALUE(mock_vidmm_restore(allocation), mock_defect_restore(allocation));
  }
  if (allocation->reclaim_result > *worst)
    *worst = allocation->reclaim_result;
}

/* A resource's answer is the worst of its allocations'. */
static void commit(struct reclaim *reclaim)
{
  const struct mock_batch *batch = &reclaim->batch;

  mock_kernel.reclaim_calls++;
  for (UINT i = 0; i < batch->count; i++)
    mock_item_visit(batch->items[i], withdraw, NULL);
  for (UINT i = 0; i < batch->count; i++) {
    mock_item_visit(batch->items[i], restore, &reclaim->answers[i]);
    MOCK_BROKEN(if (MOCK_HAS_DEFECT(reclaim_first_item_only)) break);
  }
}

/* The array was probed: a caller that has taken it away since is told nothing, as one that asked for nothing. */
static void write_results(struct reclaim *reclaim)
{
  for (UINT i = 0; reclaim->as_bool && i < reclaim->batch.count; i++)
    reclaim->answers[i] = reclaim->answers[i] != D3DDDI_RECLAIM_RESULT_OK;
  MOCK_BROKEN(mock_defect_results(&reclaim->batch, reclaim->answers, reclaim->as_bool));
  MOCK_BROKEN(if (mock_defect_write_results(&reclaim->batch, reclaim->results, reclaim->answers)) return );
  if (reclaim->results != 0)
    (void)mock_copy_out(reclaim->results, reclaim->answers, results_size(reclaim));
}

/* Reclaims, where all checks have passed. */
static NTSTATUS finish(struct reclaim *reclaim)
{
  reclaim->answers = mock_scratch_take(MOCK_SCRATCH_ANSWERS, results_size(reclaim));
  MOCK_BROKEN(if (reclaim->answers == NULL) return STATUS_NO_MEMORY);
  commit(reclaim);
  write_results(reclaim);
  mock_scratch_give(reclaim->answers, results_size(reclaim));
  return STATUS_SUCCESS;
}

static NTSTATUS check(struct reclaim *reclaim)
{
  NTSTATUS status = mock_batch_open(&reclaim->batch);

  if (status == STATUS_SUCCESS)
    status = mock_batch_resolve(&reclaim->batch);
  if (status == STATUS_SUCCESS)
    status = check_results(reclaim);
  return status;
}

/* After the checks of batch.h: results that cannot be written are STATUS_INVALID_PARAMETER, and nothing is reclaimed. */
NTSTATUS mock_D3DKMTReclaimAllocations(const struct mock_call *call, D3DKMT_RECLAIMALLOCATIONS *arguments)
{
  struct reclaim reclaim = {
      .batch = {.call = call,
                .is_reclaim = true,
                .parent_kind = MOCK_KIND_DEVICE,
                .parent = arguments->hDevice,
                .resources = (uintptr_t)arguments->pResources,
                .handles = (uintptr_t)arguments->HandleList,
                .count = arguments->NumAllocations},
      .results = (uintptr_t)arguments->pDiscarded,
      .as_bool = true,
  };
  NTSTATUS status = check(&reclaim);

  if (status == STATUS_SUCCESS)
    status = finish(&reclaim);
  return mock_batch_close(&reclaim.batch, status);
}

/* As above with a paging queue; a structure that PagingFenceValue cannot be written to is refused as such results are. */
NTSTATUS mock_D3DKMTReclaimAllocations2(const struct mock_call *call, D3DKMT_RECLAIMALLOCATIONS2 *arguments)
{
  const size_t fence_offset = offsetof(D3DKMT_RECLAIMALLOCATIONS2, PagingFenceValue);
  struct reclaim reclaim = {
      .batch = {.call = call,
                .is_reclaim = true,
                .parent_kind = MOCK_KIND_PAGING_QUEUE,
                .parent = arguments->hPagingQueue,
                .resources = (uintptr_t)arguments->pResources,
                .handles = (uintptr_t)arguments->HandleList,
                .count = arguments->NumAllocations},
      .results = (uintptr_t)arguments->pResults,
  };
  NTSTATUS status = check(&reclaim);

  if (status == STATUS_SUCCESS && !mock_probe_write(call->user + fence_offset, sizeof(UINT64)))
    status = STATUS_INVALID_PARAMETER;
  if (status == STATUS_SUCCESS)
    status = finish(&reclaim);
  if (status == STATUS_SUCCESS) {
    MOCK_BROKEN(if (reclaim.batch.queue == NULL) return mock_batch_close(&reclaim.batch, status));
    arguments->PagingFenceValue = mock_paging_queue_signal(reclaim.batch.queue);
    (void)mock_call_write(call, fence_offset, &arguments->PagingFenceValue, sizeof(UINT64));
  }
  return mock_batch_close(&reclaim.batch, status);
}
