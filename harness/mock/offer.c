#include "mock/batch.h"
#include "mock/defects.h"
#include "mock/defects_batch.h"
#include "mock/vidmm.h"

/* The field is compared as the 32 bits it has: an enumeration's type need not hold every value a caller may pass. */
static NTSTATUS check_priority(const D3DKMT_OFFERALLOCATIONS *arguments)
{
  UINT priority = (UINT)arguments->Priority;

  MOCK_BROKEN(priority = mock_defect_priority(priority));
  if (priority < D3DKMT_OFFER_PRIORITY_LOW || priority > D3DKMT_OFFER_PRIORITY_AUTO)
    return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

static NTSTATUS check_flags(const D3DKMT_OFFERALLOCATIONS *arguments)
{
  MOCK_BROKEN(if (mock_defect_refuses_flags(arguments->Flags)) return STATUS_INVALID_PARAMETER);
  if (arguments->Flags.Reserved !=
      MOCK_VALUE(0, MOCK_HAS_DEFECT(offer_reserved_flags_accepted) ? arguments->Flags.Reserved : 0))
    return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

static void find_locked(struct mock_allocation *allocation, void *context)
{
  bool *is_locked = context;

  *is_locked = *is_locked || allocation->lock_count != 0;
}

/* Memory that somebody has mapped cannot be given away (X). */
static NTSTATUS check_state(const struct mock_batch *batch)
{
  bool is_locked = false;

  for (UINT i = 0; i < batch->count; i++)
    mock_item_visit(batch->items[i], find_locked, &is_locked);
  MOCK_BROKEN(if (mock_defect_refuses_offer(batch)) return STATUS_INVALID_PARAMETER);
  return is_locked ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

static void offer(struct mock_allocation *allocation, void *context)
{
  const D3DKMT_OFFERALLOCATIONS *arguments = context;

  MOCK_BROKEN(if (mock_defect_skips_offer(allocation)) return );
  mock_vidmm_offer(allocation, arguments->Priority, arguments->Flags);
}

static void commit(const struct mock_batch *batch, D3DKMT_OFFERALLOCATIONS *arguments)
{
  for (UINT i = MOCK_VALUE(0, mock_defect_first_offered(batch)); i < batch->count; i++) {
    mock_item_visit(batch->items[i], offer, arguments);
    MOCK_BROKEN(if (MOCK_HAS_DEFECT(offer_second_resource_ignored) && batch->resources != 0) break);
  }
}

/*
 * All checks come before the first change, so a refused offer changes nothing.
 * After those of mock_batch_open: priority outside 1-4, reserved flags, each
 * listed handle, a locked allocation; all STATUS_INVALID_PARAMETER.
 */
NTSTATUS mock_D3DKMTOfferAllocations(const struct mock_call *call, D3DKMT_OFFERALLOCATIONS *arguments)
{
  struct mock_batch batch = {
      .call = call,
      .parent_kind = MOCK_KIND_DEVICE,
      .parent = arguments->hDevice,
      .resources = (uintptr_t)arguments->pResources,
      .handles = (uintptr_t)arguments->HandleList,
      .count = arguments->NumAllocations,
  };
  NTSTATUS status = mock_batch_open(&batch);

  if (status == STATUS_SUCCESS)
    status = check_priority(arguments);
  if (status == STATUS_SUCCESS)
    status = check_flags(arguments);
  if (status == STATUS_SUCCESS)
    status = mock_batch_resolve(&batch);
  MOCK_BROKEN(if (status != STATUS_SUCCESS) mock_defect_offer_part(&batch, arguments));
  if (status == STATUS_SUCCESS)
    status = check_state(&batch);
  if (status == STATUS_SUCCESS)
    commit(&batch, arguments);
  return mock_batch_close(&batch, status);
}
