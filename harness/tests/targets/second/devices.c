/* Devices, their paging queues and contexts. */
#include "second.h"

NTSTATUS second_CreateDevice(D3DKMT_CREATEDEVICE *arguments, uintptr_t user)
{
  struct object *adapter = object_find(arguments->hAdapter, ADAPTER);
  struct object *device;

  (void)user;
  if (adapter == NULL)
    return STATUS_INVALID_HANDLE;
  if (!adapter_makes_devices(adapter->adapter))
    return STATUS_NOT_SUPPORTED;
  device = object_add(DEVICE, NULL);
  if (device == NULL)
    return STATUS_NO_MEMORY;
  device->adapter = adapter->adapter;
  arguments->hDevice = device->handle;
  return STATUS_SUCCESS;
}

static NTSTATUS remove_object(uint32_t handle, enum kind kind)
{
  struct object *object = object_find(handle, kind);

  if (object == NULL)
    return STATUS_INVALID_PARAMETER;
  object_remove(object);
  return STATUS_SUCCESS;
}

NTSTATUS second_DestroyDevice(D3DKMT_DESTROYDEVICE *arguments, uintptr_t user)
{
  (void)user;
  return remove_object(arguments->hDevice, DEVICE);
}

NTSTATUS second_GetDeviceState(D3DKMT_GETDEVICESTATE *arguments, uintptr_t user)
{
  struct object *device = object_find(arguments->hDevice, DEVICE);

  (void)user;
  if (device == NULL || arguments->StateType != D3DKMT_DEVICESTATE_EXECUTION)
    return STATUS_INVALID_PARAMETER;
  arguments->ExecutionState = device->removed ? D3DKMT_DEVICEEXECUTION_RESET : D3DKMT_DEVICEEXECUTION_ACTIVE;
  return STATUS_SUCCESS;
}

/* A device in error loses what it was drawing, and goes on. */
NTSTATUS second_MarkDeviceAsError(D3DKMT_MARKDEVICEASERROR *arguments, uintptr_t user)
{
  (void)user;
  return object_find(arguments->hDevice, DEVICE) != NULL ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

void adapter_reset(unsigned adapter)
{
  for (struct object *object = object_next(NULL); object != NULL; object = object_next(object))
    if (object->kind == DEVICE && object->adapter == adapter)
      object->removed = true;
}

NTSTATUS second_CreateContextVirtual(D3DKMT_CREATECONTEXTVIRTUAL *arguments, uintptr_t user)
{
  struct object *device = object_find(arguments->hDevice, DEVICE);
  struct object *context = device != NULL ? object_add(CONTEXT, device) : NULL;

  (void)user;
  if (context == NULL)
    return STATUS_INVALID_PARAMETER;
  arguments->hContext = context->handle;
  return STATUS_SUCCESS;
}

NTSTATUS second_DestroyContext(D3DKMT_DESTROYCONTEXT *arguments, uintptr_t user)
{
  (void)user;
  return remove_object(arguments->hContext, CONTEXT);
}

NTSTATUS second_CreatePagingQueue(D3DKMT_CREATEPAGINGQUEUE *arguments, uintptr_t user)
{
  struct object *device = object_find(arguments->hDevice, DEVICE);
  struct object *queue = device != NULL ? object_add(QUEUE, device) : NULL;
  struct object *fence = queue != NULL ? object_add(FENCE, queue) : NULL;

  (void)user;
  if (fence == NULL)
    return STATUS_INVALID_PARAMETER;
  arguments->hPagingQueue = queue->handle;
  arguments->hSyncObject = fence->handle;
  arguments->FenceValueCPUVirtualAddress = &queue->fence;
  return STATUS_SUCCESS;
}

NTSTATUS second_DestroyPagingQueue(D3DDDI_DESTROYPAGINGQUEUE *arguments, uintptr_t user)
{
  (void)user;
  return remove_object(arguments->hPagingQueue, QUEUE);
}
