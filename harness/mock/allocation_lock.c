#include "mock/defects.h"
#include "mock/kernel.h"

/* In this order: device, removed device (STATUS_DEVICE_REMOVED), allocation of that device. */
static NTSTATUS find(const struct mock_call *call, D3DKMT_HANDLE device_handle, D3DKMT_HANDLE handle,
                     struct mock_allocation **ret_allocation)
{
  struct mock_device *device;
  NTSTATUS status = mock_device_find_active(call->process, device_handle, &device);

  if (status != STATUS_SUCCESS)
    return status;
  *ret_allocation = mock_object_find(call->process, handle, MOCK_KIND_ALLOCATION);
  if (*ret_allocation == NULL || (*ret_allocation)->object.device != device)
    return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

/*
 * Maps the allocation's own bytes, which may be done more than once. After the
 * checks above: flags, all reserved; an allocation that is offered (C).
 */
NTSTATUS mock_D3DKMTLock2(const struct mock_call *call, D3DKMT_LOCK2 *arguments)
{
  struct mock_allocation *allocation;
  NTSTATUS status = find(call, arguments->hDevice, arguments->hAllocation, &allocation);

  if (status != STATUS_SUCCESS)
    return status;
  MOCK_BROKEN(if (mock_defect_refuses_lock(allocation)) return STATUS_INVALID_PARAMETER);
  if (arguments->Flags.Value != 0 || allocation->is_offered)
    return STATUS_INVALID_PARAMETER;
  arguments->pData = allocation->heap != 0 ? (PVOID)allocation->heap : allocation->bytes;
  if (!MOCK_CALL_WRITE_FIELD(call, D3DKMT_LOCK2, arguments, pData))
    return STATUS_INVALID_PARAMETER;
  allocation->lock_count++;
  return STATUS_SUCCESS;
}

/* One that is not mapped is refused. */
NTSTATUS mock_D3DKMTUnlock2(const struct mock_call *call, D3DKMT_UNLOCK2 *arguments)
{
  struct mock_allocation *allocation;
  NTSTATUS status = find(call, arguments->hDevice, arguments->hAllocation, &allocation);

  if (status != STATUS_SUCCESS)
    return status;
  if (allocation->lock_count == 0)
    return STATUS_INVALID_PARAMETER;
  allocation->lock_count--;
  return STATUS_SUCCESS;
}
