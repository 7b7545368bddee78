/*
 * Eviction priorities and residency of allocations, asked for and set by a
 * resource or by a list. By a resource, AllocationCount is 0 and there is one
 * value: set for all its allocations; got as the lowest priority, or the
 * residency furthest from the GPU, among them. One without allocations is
 * refused. Checked in this order: device, removed device
 * (STATUS_DEVICE_REMOVED), resource or list, values.
 */
#include "mock/allocation_list.h"
#include "mock/memory.h"
#include "mock/user_memory.h"

struct target {
  struct mock_resource *resource; /* NULL: the list */
  struct mock_allocation_list list;
  UINT *values; /* one a resource, or one an allocation of the list */
  UINT value_count;
};

typedef UINT (*getter)(const struct mock_allocation *allocation);

/* Of two values of a resource's allocations, the one to report. */
typedef UINT (*chooser)(UINT a, UINT b);

static size_t values_size(const struct target *target)
{
  return (size_t)target->value_count * sizeof *target->values;
}

static void close_target(struct target *target)
{
  mock_memory_free(target->values, values_size(target), MOCK_MEMORY_OBJECTS);
  mock_allocation_list_free(&target->list);
}

static NTSTATUS find_target(const struct mock_device *device, D3DKMT_HANDLE resource, uintptr_t handles, UINT count,
                            struct target *target)
{
  target->value_count = resource != 0 ? 1 : count;
  if (resource == 0)
    return mock_allocation_list_read(device, handles, count, &target->list);
  target->resource = mock_object_find(device->object.process, resource, MOCK_KIND_RESOURCE);
  if (target->resource == NULL || target->resource->object.device != device || handles != 0 || count != 0 ||
      mock_list_is_empty(&target->resource->allocations))
    return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

static NTSTATUS open_target(const struct mock_call *call, const D3DKMT_GETALLOCATIONPRIORITY *names,
                            struct target *ret_target)
{
  struct mock_device *device;
  NTSTATUS status = mock_device_find_active(call->process, names->hDevice, &device);

  if (status == STATUS_SUCCESS)
    status =
        find_target(device, names->hResource, (uintptr_t)names->phAllocationList, names->AllocationCount, ret_target);
  if (status != STATUS_SUCCESS)
    return status;
  ret_target->values = mock_memory_allocate(values_size(ret_target), MOCK_MEMORY_OBJECTS);
  if (ret_target->values != NULL)
    return STATUS_SUCCESS;
  mock_allocation_list_free(&ret_target->list);
  return STATUS_NO_MEMORY;
}

static UINT get_of_resource(const struct mock_resource *resource, getter get, chooser choose)
{
  UINT value = get(MOCK_LIST_ITEM(resource->allocations.next, struct mock_allocation, resource_link));

  MOCK_LIST_EACH(link, &resource->allocations)
  value = choose(value, get(MOCK_LIST_ITEM(link, struct mock_allocation, resource_link)));
  return value;
}

static NTSTATUS get_values(const struct mock_call *call, const D3DKMT_GETALLOCATIONPRIORITY *names, getter get,
                           chooser choose)
{
  struct target target = {.resource = NULL};
  NTSTATUS status = open_target(call, names, &target);

  if (status != STATUS_SUCCESS)
    return status;
  if (target.resource != NULL)
    target.values[0] = get_of_resource(target.resource, get, choose);
  for (UINT i = 0; i < target.list.count; i++)
    target.values[i] = get(target.list.items[i]);
  if (!mock_copy_out((uintptr_t)names->pPriorities, target.values, values_size(&target)))
    status = STATUS_INVALID_PARAMETER;
  close_target(&target);
  return status;
}

static UINT get_priority(const struct mock_allocation *allocation)
{
  return allocation->priority;
}

static UINT get_residency(const struct mock_allocation *allocation)
{
  return allocation->is_resident ? D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINGPUMEMORY
                                 : D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT;
}

static UINT lower(UINT a, UINT b)
{
  return a < b ? a : b;
}

static UINT higher(UINT a, UINT b)
{
  return a > b ? a : b;
}

NTSTATUS mock_D3DKMTGetAllocationPriority(const struct mock_call *call, D3DKMT_GETALLOCATIONPRIORITY *arguments)
{
  return get_values(call, arguments, get_priority, lower);
}

NTSTATUS mock_D3DKMTQueryAllocationResidency(const struct mock_call *call, D3DKMT_QUERYALLOCATIONRESIDENCY *arguments)
{
  const D3DKMT_GETALLOCATIONPRIORITY names = {
      .hDevice = arguments->hDevice,
      .hResource = arguments->hResource,
      .phAllocationList = arguments->phAllocationList,
      .AllocationCount = arguments->AllocationCount,
      .pPriorities = (UINT *)arguments->pResidencyStatus, /* an enumeration of 32 bits */
  };

  return get_values(call, &names, get_residency, higher);
}

static NTSTATUS read_priorities(const struct target *target, uintptr_t from)
{
  if (!mock_copy_in(target->values, from, values_size(target)))
    return STATUS_INVALID_PARAMETER;
  for (UINT i = 0; i < target->value_count; i++)
    if (target->values[i] < D3DDDI_ALLOCATIONPRIORITY_MINIMUM || target->values[i] > D3DDDI_ALLOCATIONPRIORITY_MAXIMUM)
      return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

static void set_priorities(const struct target *target)
{
  for (UINT i = 0; i < target->list.count; i++)
    target->list.items[i]->priority = target->values[i];
  if (target->resource == NULL)
    return;
  MOCK_LIST_EACH(link, &target->resource->allocations)
  MOCK_LIST_ITEM(link, struct mock_allocation, resource_link)->priority = target->values[0];
}

/* A value below MINIMUM or above MAXIMUM is refused, and no priority is set. */
NTSTATUS mock_D3DKMTSetAllocationPriority(const struct mock_call *call, D3DKMT_SETALLOCATIONPRIORITY *arguments)
{
  const D3DKMT_GETALLOCATIONPRIORITY names = {
      .hDevice = arguments->hDevice,
      .hResource = arguments->hResource,
      .phAllocationList = arguments->phAllocationList,
      .AllocationCount = arguments->AllocationCount,
  };
  struct target target = {.resource = NULL};
  NTSTATUS status = open_target(call, &names, &target);

  if (status != STATUS_SUCCESS)
    return status;
  status = read_priorities(&target, (uintptr_t)arguments->pPriorities);
  if (status == STATUS_SUCCESS)
    set_priorities(&target);
  close_target(&target);
  return status;
}
