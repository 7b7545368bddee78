/* Allocations over the caller's memory, or over pages of their own. */
#include <stdlib.h>
#include <string.h>

#include "second.h"

#define MOST_PAGES 4096u
#define FIRST_PRIORITY D3DDDI_ALLOCATIONPRIORITY_NORMAL

void memory_release(struct object *allocation)
{
  if (allocation->own_bytes)
    free(allocation->bytes);
}

/* Bytes of each allocation; 0: the request is not one that can be granted. */
static size_t wanted_size(const D3DKMT_CREATEALLOCATION *arguments, const D3DDDI_ALLOCATIONINFO2 *info)
{
  D3DKMT_CREATESTANDARDALLOCATION standard;
  struct driver_data data;

  if (second_is("no-memory"))
    return 0;
  if (arguments->Flags.StandardAllocation) {
    if (second_is("private-data") || !arguments->Flags.ExistingSysMem || info->pSystemMem == NULL ||
        (uintptr_t)info->pSystemMem % PAGE != 0 ||
        !user_read(&standard, arguments->pStandardAllocation, sizeof standard) ||
        standard.Type != D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP || standard.ExistingHeapData.Size % PAGE != 0 ||
        standard.ExistingHeapData.Size > (size_t)MOST_PAGES * PAGE)
      return 0;
    return (size_t)standard.ExistingHeapData.Size;
  }
  if (info->PrivateDriverDataSize != sizeof data || !user_read(&data, info->pPrivateDriverData, sizeof data) ||
      data.magic != DRIVER_DATA_MAGIC || data.pages > MOST_PAGES)
    return 0;
  return (size_t)data.pages * PAGE;
}

static NTSTATUS create_one(const D3DKMT_CREATEALLOCATION *arguments, struct object *device, struct object *resource,
                           uint32_t index)
{
  D3DDDI_ALLOCATIONINFO2 info;
  struct object *allocation;
  size_t size;

  if (!user_read(&info, &arguments->pAllocationInfo2[index], sizeof info))
    return STATUS_INVALID_PARAMETER;
  size = wanted_size(arguments, &info);
  if (size == 0)
    return STATUS_INVALID_PARAMETER;
  allocation = object_add(ALLOCATION, device);
  if (allocation == NULL)
    return STATUS_NO_MEMORY;
  allocation->resource = resource;
  allocation->size = size;
  allocation->priority = info.Flags.OverridePriority ? info.Priority : FIRST_PRIORITY;
  allocation->own_bytes = !arguments->Flags.StandardAllocation;
  allocation->bytes = allocation->own_bytes ? aligned_alloc(PAGE, size) : (uint8_t *)(uintptr_t)info.pSystemMem;
  if (allocation->own_bytes && allocation->bytes != NULL)
    memset(allocation->bytes, 0, size);
  info.hAllocation = allocation->handle;
  if (allocation->bytes != NULL && user_write(&arguments->pAllocationInfo2[index], &info, sizeof info))
    return STATUS_SUCCESS;
  object_remove(allocation);
  return STATUS_INVALID_PARAMETER;
}

NTSTATUS second_CreateAllocation2(D3DKMT_CREATEALLOCATION *arguments, uintptr_t user)
{
  struct object *device = object_find(arguments->hDevice, DEVICE), *resource = NULL;
  uint32_t most = second_is("one-by-one") ? 1 : D3DKMT_MAX_ALLOCATIONS_PER_CREATE;
  NTSTATUS status = STATUS_SUCCESS;

  (void)user;
  if (device == NULL || device->removed)
    return device == NULL ? STATUS_INVALID_HANDLE : STATUS_DEVICE_REMOVED;
  if (arguments->NumAllocations > most || (arguments->NumAllocations == 0 && !arguments->Flags.CreateResource))
    return STATUS_INVALID_PARAMETER;
  if (!arguments->Flags.CreateResource && arguments->hResource != 0) {
    resource = object_find(arguments->hResource, RESOURCE);
    if (resource == NULL || resource->owner != device)
      return STATUS_INVALID_HANDLE;
  } else if (arguments->Flags.CreateResource) {
    resource = object_add(RESOURCE, device);
    if (resource == NULL)
      return STATUS_NO_MEMORY;
  }
  for (uint32_t i = 0; status == STATUS_SUCCESS && i < arguments->NumAllocations; i++)
    status = create_one(arguments, device, resource, i);
  if (status == STATUS_SUCCESS && arguments->Flags.CreateResource)
    arguments->hResource = resource->handle;
  else if (status != STATUS_SUCCESS && arguments->Flags.CreateResource)
    object_remove(resource);
  return status;
}

/* One after the other: those before the one that cannot be destroyed are gone. */
NTSTATUS second_DestroyAllocation2(D3DKMT_DESTROYALLOCATION2 *arguments, uintptr_t user)
{
  struct object *device = object_find(arguments->hDevice, DEVICE);

  (void)user;
  if (device == NULL)
    return STATUS_INVALID_PARAMETER;
  if (arguments->hResource != 0) {
    struct object *resource = object_find(arguments->hResource, RESOURCE);

    if (resource == NULL || resource->owner != device || arguments->AllocationCount != 0)
      return STATUS_INVALID_PARAMETER;
    object_remove(resource);
    return STATUS_SUCCESS;
  }
  for (uint32_t i = 0; i < arguments->AllocationCount; i++) {
    D3DKMT_HANDLE handle;
    struct object *allocation;

    if (!user_read(&handle, &arguments->phAllocationList[i], sizeof handle))
      return STATUS_INVALID_PARAMETER;
    allocation = object_find(handle, ALLOCATION);
    if (allocation == NULL || allocation->owner != device)
      return STATUS_INVALID_PARAMETER;
    object_remove(allocation);
  }
  return STATUS_SUCCESS;
}

/* What is offered may be locked all the same; what was discarded of it is lost. */
NTSTATUS second_Lock2(D3DKMT_LOCK2 *arguments, uintptr_t user)
{
  struct object *allocation = object_find(arguments->hAllocation, ALLOCATION);

  (void)user;
  if (allocation == NULL || allocation->owner != object_find(arguments->hDevice, DEVICE))
    return STATUS_INVALID_PARAMETER;
  arguments->pData = allocation->bytes;
  return STATUS_SUCCESS;
}

NTSTATUS second_Unlock2(D3DKMT_UNLOCK2 *arguments, uintptr_t user)
{
  struct object *allocation = object_find(arguments->hAllocation, ALLOCATION);

  (void)user;
  return allocation != NULL && allocation->owner == object_find(arguments->hDevice, DEVICE) ? STATUS_SUCCESS
                                                                                            : STATUS_INVALID_PARAMETER;
}

NTSTATUS second_SetAllocationPriority(D3DKMT_SETALLOCATIONPRIORITY *arguments, uintptr_t user)
{
  struct object *device = object_find(arguments->hDevice, DEVICE);

  (void)user;
  if (device == NULL || arguments->hResource != 0)
    return STATUS_INVALID_PARAMETER;
  for (uint32_t i = 0; i < arguments->AllocationCount; i++) {
    struct object *allocation;
    D3DKMT_HANDLE handle;
    UINT priority;

    if (!user_read(&handle, &arguments->phAllocationList[i], sizeof handle) ||
        !user_read(&priority, &arguments->pPriorities[i], sizeof priority))
      return STATUS_INVALID_PARAMETER;
    allocation = object_find(handle, ALLOCATION);
    if (allocation == NULL || allocation->owner != device)
      return STATUS_INVALID_PARAMETER;
    allocation->priority = priority;
  }
  return STATUS_SUCCESS;
}
