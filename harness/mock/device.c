#include "mock/kernel.h"

NTSTATUS mock_device_find_active(const struct mock_process *process, D3DKMT_HANDLE handle,
                                 struct mock_device **ret_device)
{
  *ret_device = mock_object_find(process, handle, MOCK_KIND_DEVICE);
  if (*ret_device == NULL)
    return STATUS_INVALID_PARAMETER;
  return (*ret_device)->state == D3DKMT_DEVICEEXECUTION_ACTIVE ? STATUS_SUCCESS : STATUS_DEVICE_REMOVED;
}

static struct mock_device *create_device(struct mock_process *process, struct mock_adapter *adapter)
{
  struct mock_device *device = mock_object_create(process, MOCK_KIND_DEVICE);

  if (device == NULL)
    return NULL;
  device->object.device = device;
  device->adapter = adapter;
  device->state = D3DKMT_DEVICEEXECUTION_ACTIVE;
  mock_list_init(&device->contexts);
  mock_list_init(&device->paging_queues);
  mock_list_init(&device->resources);
  mock_list_init(&device->allocations);
  mock_list_append(&adapter->devices, &device->adapter_link);
  return device;
}

/* Allocations before resources: a resource's allocations are on its device's list too. */
void mock_device_destroy(struct mock_device *device)
{
  while (!mock_list_is_empty(&device->contexts))
    mock_context_destroy(MOCK_LIST_ITEM(device->contexts.next, struct mock_context, device_link));
  while (!mock_list_is_empty(&device->paging_queues))
    mock_paging_queue_destroy(MOCK_LIST_ITEM(device->paging_queues.next, struct mock_paging_queue, device_link));
  while (!mock_list_is_empty(&device->allocations))
    mock_allocation_destroy(MOCK_LIST_ITEM(device->allocations.next, struct mock_allocation, device_link));
  while (!mock_list_is_empty(&device->resources))
    mock_resource_destroy(MOCK_LIST_ITEM(device->resources.next, struct mock_resource, device_link));
  mock_list_remove(&device->adapter_link);
  mock_object_free(&device->object);
}

/* In this order: an unknown adapter handle, reserved flags, a stopped adapter (STATUS_DEVICE_REMOVED). */
NTSTATUS mock_D3DKMTCreateDevice(const struct mock_call *call, D3DKMT_CREATEDEVICE *arguments)
{
  const size_t outputs = offsetof(D3DKMT_CREATEDEVICE, hDevice);
  const struct mock_adapter_handle *opened = mock_object_find(call->process, arguments->hAdapter, MOCK_KIND_ADAPTER);
  D3DKMT_CREATEDEVICE results = {.hDevice = 0};
  struct mock_device *device;

  if (opened == NULL || arguments->Flags.Reserved != 0)
    return STATUS_INVALID_PARAMETER;
  if (opened->adapter->is_stopped)
    return STATUS_DEVICE_REMOVED;
  device = create_device(call->process, opened->adapter);
  if (device == NULL)
    return STATUS_NO_MEMORY;
  results.hDevice = device->object.handle;
  if (mock_call_write(call, outputs, (const char *)&results + outputs, sizeof results - outputs))
    return STATUS_SUCCESS;
  mock_device_destroy(device);
  return STATUS_INVALID_PARAMETER;
}

/* With all that it owns, in whatever state it is. */
NTSTATUS mock_D3DKMTDestroyDevice(const struct mock_call *call, D3DKMT_DESTROYDEVICE *arguments)
{
  struct mock_device *device = mock_object_find(call->process, arguments->hDevice, MOCK_KIND_DEVICE);

  if (device == NULL)
    return STATUS_INVALID_PARAMETER;
  mock_device_destroy(device);
  return STATUS_SUCCESS;
}

/*
 * The one question that a removed device still answers. EXECUTION, RESET and
 * PRESENT are known; the last two are all zero, as nothing is displayed.
 */
NTSTATUS mock_D3DKMTGetDeviceState(const struct mock_call *call, D3DKMT_GETDEVICESTATE *arguments)
{
  const size_t outputs = offsetof(D3DKMT_GETDEVICESTATE, ExecutionState);
  const struct mock_device *device = mock_object_find(call->process, arguments->hDevice, MOCK_KIND_DEVICE);
  D3DKMT_GETDEVICESTATE results = {.ExecutionState = (D3DKMT_DEVICEEXECUTION_STATE)0};
  size_t size;

  if (device == NULL)
    return STATUS_INVALID_PARAMETER;
  switch ((UINT)arguments->StateType) {
  case D3DKMT_DEVICESTATE_EXECUTION:
    results.ExecutionState = device->state;
    size = sizeof results.ExecutionState;
    break;
  case D3DKMT_DEVICESTATE_PRESENT:
    size = sizeof results.PresentState;
    break;
  case D3DKMT_DEVICESTATE_RESET:
    size = sizeof results.ResetState;
    break;
  default:
    return STATUS_INVALID_PARAMETER;
  }
  return mock_call_write(call, outputs, (const char *)&results + outputs, size) ? STATUS_SUCCESS
                                                                                : STATUS_INVALID_PARAMETER;
}

/* The device's state becomes ERROR_DMAFAULT. A reason that is neither of the two known ones is refused. */
NTSTATUS mock_D3DKMTMarkDeviceAsError(const struct mock_call *call, D3DKMT_MARKDEVICEASERROR *arguments)
{
  struct mock_device *device;
  NTSTATUS status = mock_device_find_active(call->process, arguments->hDevice, &device);

  if (status != STATUS_SUCCESS)
    return status;
  if (arguments->Reason != D3DKMT_DEVICE_ERROR_REASON_GENERIC &&
      arguments->Reason != D3DKMT_DEVICE_ERROR_REASON_DRIVER_ERROR)
    return STATUS_INVALID_PARAMETER;
  device->state = D3DKMT_DEVICEEXECUTION_ERROR_DMAFAULT;
  return STATUS_SUCCESS;
}
