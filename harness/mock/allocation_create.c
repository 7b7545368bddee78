/*
 * D3DKMTCreateAllocation and D3DKMTCreateAllocation2, which differ in the size
 * of an array's item. Two sorts of allocation can be made:
 *
 *   standard      Flags.StandardAllocation and ExistingSysMem: pStandardAllocation says EXISTINGHEAP and
 *                 a size, each item's pSystemMem is page-aligned, writable memory of that size
 *   private data  neither flag: each item's pPrivateDriverData is a struct mock_allocation_data
 *
 * Checked in this order: device; removed device (STATUS_DEVICE_REMOVED); count
 * 1 to 1024; flags; resource; runtime data; the standard allocation, or private data of
 * the call; each item in turn. Then STATUS_NO_MEMORY where the segment or kernel
 * memory has no room. A call that fails has created nothing.
 */
#include <string.h>

#include "mock/kernel.h"
#include "mock/memory.h"
#include "mock/user_memory.h"
#include "mock/vidmm.h"

/* More private data than any driver or runtime passes. */
#define PRIVATE_DATA_MAX 65536u

struct creation {
  const struct mock_call *call;
  const D3DKMT_CREATEALLOCATION *arguments;
  size_t item_size;      /* of the caller's array, in bytes */
  UINT item_flags_known; /* of an item's Flags */
  struct mock_device *device;
  struct mock_resource *resource; /* to add to; NULL: none */
  size_t standard_size;           /* bytes each; 0: private data says it */
  unsigned char *items;           /* the kernel's copy of the array */
  struct mock_allocation **made;
  UINT made_count;
  uint64_t made_bytes;
};

/* Sharing, sections and the other kinds of memory are not modelled. */
static NTSTATUS check_flags(const D3DKMT_CREATEALLOCATIONFLAGS *flags)
{
  D3DKMT_CREATEALLOCATIONFLAGS unknown = *flags;
  UINT bits;

  unknown.CreateResource = 0;
  unknown.NonSecure = 0;
  unknown.ExistingSysMem = 0;
  unknown.ReadOnly = 0;
  unknown.CreateWriteCombined = 0;
  unknown.CreateCached = 0;
  unknown.SwapChainBackBuffer = 0;
  unknown.Zeroed = 0;
  unknown.StandardAllocation = 0;
  unknown.AllowNotZeroed = 0;
  unknown.NoKmdAccess = 0;
  memcpy(&bits, &unknown, sizeof bits);
  return bits == 0 && flags->StandardAllocation == flags->ExistingSysMem ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static NTSTATUS find_resource(struct creation *creation)
{
  const D3DKMT_CREATEALLOCATION *arguments = creation->arguments;

  if (arguments->Flags.CreateResource || arguments->hResource == 0)
    return STATUS_SUCCESS;
  creation->resource = mock_object_find(creation->call->process, arguments->hResource, MOCK_KIND_RESOURCE);
  if (creation->resource == NULL || creation->resource->object.device != creation->device)
    return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

static bool is_allocation_size(uint64_t size)
{
  return size != 0 && size <= MOCK_ALLOCATION_MAX && size % MOCK_PAGE_SIZE == 0;
}

static NTSTATUS check_private_data(const void *address, UINT size)
{
  return size <= PRIVATE_DATA_MAX && mock_probe_read((uintptr_t)address, size) ? STATUS_SUCCESS
                                                                               : STATUS_INVALID_PARAMETER;
}

static NTSTATUS read_standard(struct creation *creation)
{
  const D3DKMT_CREATEALLOCATION *arguments = creation->arguments;
  D3DKMT_CREATESTANDARDALLOCATION standard;

  if (!arguments->Flags.StandardAllocation)
    return check_private_data(arguments->pPrivateDriverData, arguments->PrivateDriverDataSize);
  if (!mock_copy_in(&standard, (uintptr_t)arguments->pStandardAllocation, sizeof standard))
    return STATUS_INVALID_PARAMETER;
  if ((UINT)standard.Type != D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP || standard.Flags.Value != 0 ||
      !is_allocation_size(standard.ExistingHeapData.Size))
    return STATUS_INVALID_PARAMETER;
  creation->standard_size = (size_t)standard.ExistingHeapData.Size;
  return STATUS_SUCCESS;
}

static NTSTATUS check_call(struct creation *creation)
{
  const D3DKMT_CREATEALLOCATION *arguments = creation->arguments;
  NTSTATUS status = mock_device_find_active(creation->call->process, arguments->hDevice, &creation->device);

  if (status == STATUS_SUCCESS &&
      (arguments->NumAllocations == 0 || arguments->NumAllocations > D3DKMT_MAX_ALLOCATIONS_PER_CREATE))
    status = STATUS_INVALID_PARAMETER;
  if (status == STATUS_SUCCESS)
    status = check_flags(&arguments->Flags);
  if (status == STATUS_SUCCESS)
    status = find_resource(creation);
  if (status == STATUS_SUCCESS)
    status = check_private_data(arguments->pPrivateRuntimeData, arguments->PrivateRuntimeDataSize);
  if (status == STATUS_SUCCESS)
    status = read_standard(creation);
  return status;
}

/* The older item is the head of the newer one, so both are read as that; what the older lacks reads as 0. */
static D3DDDI_ALLOCATIONINFO2 get_item(const struct creation *creation, UINT i)
{
  D3DDDI_ALLOCATIONINFO2 item;

  memset(&item, 0, sizeof item);
  memcpy(&item, creation->items + i * creation->item_size, creation->item_size);
  return item;
}

static NTSTATUS check_heap(const struct creation *creation, const D3DDDI_ALLOCATIONINFO2 *item)
{
  uintptr_t heap = (uintptr_t)item->pSystemMem;

  if (heap == 0 || heap % MOCK_PAGE_SIZE != 0 || !mock_probe_write(heap, creation->standard_size))
    return STATUS_INVALID_PARAMETER;
  return check_private_data(item->pPrivateDriverData, item->PrivateDriverDataSize);
}

static NTSTATUS read_size(const struct creation *creation, const D3DDDI_ALLOCATIONINFO2 *item, size_t *ret_size)
{
  struct mock_allocation_data data;

  *ret_size = creation->standard_size;
  if (creation->standard_size != 0)
    return check_heap(creation, item);
  if (item->PrivateDriverDataSize != sizeof data ||
      !mock_copy_in(&data, (uintptr_t)item->pPrivateDriverData, sizeof data))
    return STATUS_INVALID_PARAMETER;
  if (data.magic != MOCK_ALLOCATION_MAGIC || data.reserved != 0 || !is_allocation_size(data.size))
    return STATUS_INVALID_PARAMETER;
  *ret_size = (size_t)data.size;
  return STATUS_SUCCESS;
}

static bool is_item_valid(const struct creation *creation, const D3DDDI_ALLOCATIONINFO2 *item)
{
  if ((item->Flags.Value & ~creation->item_flags_known) != 0)
    return false;
  return !item->Flags.OverridePriority ||
         (item->Priority >= D3DDDI_ALLOCATIONPRIORITY_MINIMUM && item->Priority <= D3DDDI_ALLOCATIONPRIORITY_MAXIMUM);
}

static void link_allocation(const struct creation *creation, struct mock_allocation *allocation)
{
  allocation->object.device = creation->device;
  allocation->resource = creation->resource;
  mock_list_init(&allocation->offer_link);
  mock_list_init(&allocation->resource_link);
  mock_list_append(&creation->device->allocations, &allocation->device_link);
  if (creation->resource != NULL)
    mock_list_append(&creation->resource->allocations, &allocation->resource_link);
}

static NTSTATUS make_allocation(struct creation *creation, UINT i)
{
  const D3DDDI_ALLOCATIONINFO2 item = get_item(creation, i);
  struct mock_allocation *allocation;
  size_t size;
  NTSTATUS status = read_size(creation, &item, &size);

  if (status != STATUS_SUCCESS || !is_item_valid(creation, &item))
    return STATUS_INVALID_PARAMETER;
  allocation = mock_object_create(creation->call->process, MOCK_KIND_ALLOCATION);
  if (allocation == NULL)
    return STATUS_NO_MEMORY;
  link_allocation(creation, allocation);
  creation->made[creation->made_count++] = allocation;
  creation->made_bytes += size;
  allocation->size = size;
  allocation->priority = item.Flags.OverridePriority ? item.Priority : D3DDDI_ALLOCATIONPRIORITY_NORMAL;
  allocation->is_wanted = true;
  if (creation->standard_size != 0)
    allocation->heap = (uintptr_t)item.pSystemMem;
  return mock_vidmm_commit(allocation) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS make_resource(struct creation *creation)
{
  struct mock_resource *resource;

  if (!creation->arguments->Flags.CreateResource)
    return STATUS_SUCCESS;
  resource = mock_object_create(creation->call->process, MOCK_KIND_RESOURCE);
  if (resource == NULL)
    return STATUS_NO_MEMORY;
  resource->object.device = creation->device;
  mock_list_init(&resource->allocations);
  mock_list_append(&creation->device->resources, &resource->device_link);
  creation->resource = resource;
  return STATUS_SUCCESS;
}

static NTSTATUS make_all(struct creation *creation)
{
  NTSTATUS status = make_resource(creation);

  for (UINT i = 0; status == STATUS_SUCCESS && i < creation->arguments->NumAllocations; i++)
    status = make_allocation(creation, i);
  if (status == STATUS_SUCCESS && !mock_vidmm_make_room(creation->device->adapter, creation->made_bytes))
    status = STATUS_NO_MEMORY;
  for (UINT i = 0; status == STATUS_SUCCESS && i < creation->made_count; i++)
    mock_vidmm_page_in(creation->made[i]);
  return status;
}

static void unmake_all(struct creation *creation)
{
  while (creation->made_count != 0)
    mock_allocation_destroy(creation->made[--creation->made_count]);
  if (creation->arguments->Flags.CreateResource && creation->resource != NULL)
    mock_resource_destroy(creation->resource);
}

static NTSTATUS write_handles(const struct creation *creation)
{
  uintptr_t item = (uintptr_t)creation->arguments->pAllocationInfo2;

  for (UINT i = 0; i < creation->made_count; i++, item += creation->item_size)
    if (!mock_copy_out(item + offsetof(D3DDDI_ALLOCATIONINFO2, hAllocation), &creation->made[i]->object.handle,
                       sizeof(D3DKMT_HANDLE)))
      return STATUS_INVALID_PARAMETER;
  if (creation->arguments->Flags.CreateResource &&
      !mock_call_write(creation->call, offsetof(D3DKMT_CREATEALLOCATION, hResource), &creation->resource->object.handle,
                       sizeof(D3DKMT_HANDLE)))
    return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

static NTSTATUS create(struct creation *creation)
{
  const UINT count = creation->arguments->NumAllocations;
  const size_t items_size = count * creation->item_size;
  const size_t made_size = count * sizeof *creation->made;
  NTSTATUS status = STATUS_NO_MEMORY;

  creation->items = mock_memory_allocate(items_size, MOCK_MEMORY_OBJECTS);
  creation->made = mock_memory_allocate(made_size, MOCK_MEMORY_OBJECTS);
  if (creation->items == NULL || creation->made == NULL)
    goto out;
  status = STATUS_INVALID_PARAMETER;
  if (!mock_copy_in(creation->items, (uintptr_t)creation->arguments->pAllocationInfo2, items_size))
    goto out;
  status = make_all(creation);
  if (status == STATUS_SUCCESS)
    status = write_handles(creation);
  if (status != STATUS_SUCCESS)
    unmake_all(creation);
out:
  mock_memory_free(creation->made, made_size, MOCK_MEMORY_OBJECTS);
  mock_memory_free(creation->items, items_size, MOCK_MEMORY_OBJECTS);
  return status;
}

NTSTATUS mock_D3DKMTCreateAllocation(const struct mock_call *call, D3DKMT_CREATEALLOCATION *arguments)
{
  struct creation creation = {
      .call = call,
      .arguments = arguments,
      .item_size = sizeof(D3DDDI_ALLOCATIONINFO),
      .item_flags_known = 3, /* Primary, Stereo */
  };
  NTSTATUS status = check_call(&creation);

  return status == STATUS_SUCCESS ? create(&creation) : status;
}

NTSTATUS mock_D3DKMTCreateAllocation2(const struct mock_call *call, D3DKMT_CREATEALLOCATION *arguments)
{
  struct creation creation = {
      .call = call,
      .arguments = arguments,
      .item_size = sizeof(D3DDDI_ALLOCATIONINFO2),
      .item_flags_known = 7, /* OverridePriority too */
  };
  NTSTATUS status = check_call(&creation);

  return status == STATUS_SUCCESS ? create(&creation) : status;
}
