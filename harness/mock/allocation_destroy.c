#include "mock/allocation_list.h"
#include "mock/defects.h"
#include "mock/vidmm.h"

/* Offered or mapped, an allocation can be destroyed at any time. */
void mock_allocation_destroy(struct mock_allocation *allocation)
{
  mock_vidmm_forget(allocation);
  mock_list_remove(&allocation->device_link);
  mock_list_remove(&allocation->resource_link);
  mock_object_free(&allocation->object);
}

void mock_resource_destroy(struct mock_resource *resource)
{
  while (!mock_list_is_empty(&resource->allocations))
    mock_allocation_destroy(MOCK_LIST_ITEM(resource->allocations.next, struct mock_allocation, resource_link));
  mock_list_remove(&resource->device_link);
  mock_object_free(&resource->object);
}

/* A handle that stands twice in the list is destroyed by then the second time. */
static NTSTATUS check_distinct(const struct mock_allocation_list *list)
{
  NTSTATUS status = STATUS_SUCCESS;

  for (UINT i = 0; i < list->count; i++) {
    if (list->items[i]->is_marked)
      status = STATUS_INVALID_PARAMETER;
    list->items[i]->is_marked = true;
  }
  for (UINT i = 0; i < list->count; i++)
    list->items[i]->is_marked = false;
  return status;
}

static NTSTATUS destroy_listed(const struct mock_device *device, uintptr_t handles, UINT count)
{
  struct mock_allocation_list list;
  NTSTATUS status = mock_allocation_list_read(device, handles, count, &list);

  if (status != STATUS_SUCCESS)
    return status;
  status = check_distinct(&list);
  MOCK_BROKEN(if (mock_defect_refuses_destroy(list.items, list.count)) status = STATUS_INVALID_PARAMETER);
  for (UINT i = 0; status == STATUS_SUCCESS && i < list.count; i++)
    mock_allocation_destroy(list.items[i]);
  mock_allocation_list_free(&list);
  return status;
}

static NTSTATUS destroy_resource(const struct mock_device *device, D3DKMT_HANDLE handle)
{
  struct mock_resource *resource = mock_object_find(device->object.process, handle, MOCK_KIND_RESOURCE);

  if (resource == NULL || resource->object.device != device)
    return STATUS_INVALID_PARAMETER;
  mock_resource_destroy(resource);
  return STATUS_SUCCESS;
}

/*
 * Both destroy calls: a resource with all its allocations, or the listed
 * allocations, all or none; both at once is refused, neither is a success. A
 * resource whose last allocation went by the list stays until it is destroyed itself.
 */
static NTSTATUS destroy(const struct mock_call *call, const D3DKMT_DESTROYALLOCATION *arguments)
{
  const struct mock_device *device = mock_object_find(call->process, arguments->hDevice, MOCK_KIND_DEVICE);

  if (device == NULL)
    return STATUS_INVALID_PARAMETER;
  if (arguments->hResource != 0 && (arguments->AllocationCount != 0 || arguments->phAllocationList != NULL))
    return STATUS_INVALID_PARAMETER;
  if (arguments->hResource != 0)
    return destroy_resource(device, arguments->hResource);
  if (arguments->AllocationCount == 0)
    return STATUS_SUCCESS;
  return destroy_listed(device, (uintptr_t)arguments->phAllocationList, arguments->AllocationCount);
}

NTSTATUS mock_D3DKMTDestroyAllocation(const struct mock_call *call, D3DKMT_DESTROYALLOCATION *arguments)
{
  return destroy(call, arguments);
}

/* As above; reserved and system-only flags are refused. */
NTSTATUS mock_D3DKMTDestroyAllocation2(const struct mock_call *call, D3DKMT_DESTROYALLOCATION2 *arguments)
{
  const D3DKMT_DESTROYALLOCATION common = {
      .hDevice = arguments->hDevice,
      .hResource = arguments->hResource,
      .phAllocationList = arguments->phAllocationList,
      .AllocationCount = arguments->AllocationCount,
  };

  if (arguments->Flags.Reserved != 0 || arguments->Flags.SystemUseOnly)
    return STATUS_INVALID_PARAMETER;
  return destroy(call, &common);
}
