/*
 * A small simulator of a kernel with one adapter: as much of the D3DKMT interface as an application needs that offers
 * and reclaims allocations over its own memory. Here stands what a vendor has; offercheck knows nothing of it but the
 * functions' names.
 *
 * An allocation that is offered at low priority is discarded at once, any other never.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <abi/entry_points.h>

#define OBJECTS 16384u
#define LIST_MAX 10240u

/* Left out, a check shows how offercheck finds that. */
#ifdef ACME_DEFECT
#define PRIORITY_MAX 5
#else
#define PRIORITY_MAX D3DKMT_OFFER_PRIORITY_AUTO
#endif

enum kind { NOTHING, ADAPTER, DEVICE, QUEUE, RESOURCE, ALLOCATION };

struct object {
  enum kind kind;
  uint32_t generation; /* 1 to 4095: a handle of an earlier one is stale */
  D3DKMT_HANDLE device, resource;
  uint8_t *bytes;
  size_t size;
  bool offered, discarded, locked;
};

static struct object objects[OBJECTS];
static uint64_t fence;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* ---- the caller's memory: any pointer at all ---- */

static bool copy_in(void *to, const void *from, size_t size)
{
  struct iovec own = {to, size}, caller = {(void *)(uintptr_t)from, size};

  return size == 0 || process_vm_readv(getpid(), &own, 1, &caller, 1, 0) == (ssize_t)size;
}

static bool copy_out(void *to, const void *from, size_t size)
{
  struct iovec own = {(void *)(uintptr_t)from, size}, caller = {to, size};

  return size == 0 || process_vm_writev(getpid(), &own, 1, &caller, 1, 0) == (ssize_t)size;
}

/* ---- handles: 12 bits of generation, 14 of index, 6 that are 0 ---- */

static D3DKMT_HANDLE handle_of(const struct object *object)
{
  return object->generation << 20 | (uint32_t)(object - objects) << 6;
}

static struct object *object_at(D3DKMT_HANDLE handle)
{
  return &objects[handle >> 6 & (OBJECTS - 1)];
}

static struct object *find(D3DKMT_HANDLE handle, enum kind kind)
{
  struct object *object = object_at(handle);

  return object->kind == kind && handle_of(object) == handle ? object : NULL;
}

/* 0: there is no room. */
static D3DKMT_HANDLE create(enum kind kind, D3DKMT_HANDLE device)
{
  static uint32_t next;

  for (uint32_t tries = 0; tries < OBJECTS; tries++) {
    struct object *object = &objects[next = (next + 1) % OBJECTS];

    if (object->kind == NOTHING) {
      *object = (struct object){.kind = kind, .generation = object->generation % 4095 + 1, .device = device};
      return handle_of(object);
    }
  }
  return 0;
}

/* Destroys what belongs to an owner, which may be a device or a resource. */
static void destroy_children(D3DKMT_HANDLE owner)
{
  for (uint32_t i = 0; i < OBJECTS; i++)
    if (objects[i].kind != NOTHING && (objects[i].device == owner || objects[i].resource == owner))
      objects[i].kind = NOTHING;
}

static NTSTATUS destroy(D3DKMT_HANDLE handle, enum kind kind)
{
  struct object *object = find(handle, kind);

  if (object == NULL)
    return STATUS_INVALID_PARAMETER;
  object->kind = NOTHING;
  destroy_children(handle);
  return STATUS_SUCCESS;
}

/* ---- offers and reclaims ---- */

static D3DKMT_HANDLE list[LIST_MAX];

/* Reads a list of allocations, or of resources, that are all of one device. */
static bool read_list(D3DKMT_HANDLE device, const D3DKMT_HANDLE *resources, const D3DKMT_HANDLE *handles, UINT count)
{
  const enum kind kind = resources != NULL ? RESOURCE : ALLOCATION;

  if (count == 0 || count > LIST_MAX || (resources != NULL) == (handles != NULL) ||
      !copy_in(list, resources != NULL ? resources : handles, count * sizeof *list))
    return false;
  for (UINT i = 0; i < count; i++) {
    const struct object *object = find(list[i], kind);

    if (object == NULL || object->device != device)
      return false;
  }
  return true;
}

static void offer(struct object *allocation, D3DKMT_OFFER_PRIORITY priority)
{
  allocation->offered = true;
  if (priority == D3DKMT_OFFER_PRIORITY_LOW) {
    memset(allocation->bytes, 0, allocation->size);
    allocation->discarded = true;
  }
}

/* Returns whether its content was lost. */
static bool reclaim(struct object *allocation)
{
  const bool discarded = allocation->discarded;

  allocation->offered = false;
  allocation->discarded = false;
  return discarded;
}

/* The next allocation that a list's item stands for: itself, or those of a resource. NULL: there is no other. */
static struct object *next_of(D3DKMT_HANDLE item, uint32_t *position)
{
  if (find(item, ALLOCATION) != NULL)
    return (*position)++ == 0 ? find(item, ALLOCATION) : NULL;
  while (*position < OBJECTS) {
    struct object *object = &objects[(*position)++];

    if (object->kind == ALLOCATION && object->resource == item)
      return object;
  }
  return NULL;
}

static NTSTATUS offer_allocations(const D3DKMT_OFFERALLOCATIONS *call)
{
  struct object *object;

  if (find(call->hDevice, DEVICE) == NULL || call->Priority < D3DKMT_OFFER_PRIORITY_LOW ||
      call->Priority > PRIORITY_MAX || call->Flags.Reserved != 0 ||
      !read_list(call->hDevice, call->pResources, call->HandleList, call->NumAllocations))
    return STATUS_INVALID_PARAMETER;
  for (UINT i = 0; i < call->NumAllocations; i++)
    for (uint32_t at = 0; (object = next_of(list[i], &at)) != NULL;)
      if (object->locked)
        return STATUS_INVALID_PARAMETER;
  for (UINT i = 0; i < call->NumAllocations; i++)
    for (uint32_t at = 0; (object = next_of(list[i], &at)) != NULL;)
      offer(object, call->Priority);
  return STATUS_SUCCESS;
}

static NTSTATUS reclaim_allocations(D3DKMT_RECLAIMALLOCATIONS2 *call)
{
  static D3DDDI_RECLAIM_RESULT results[LIST_MAX];
  const struct object *queue = find(call->hPagingQueue, QUEUE);
  const size_t size = call->NumAllocations * sizeof *results;
  struct object *object;

  if (queue == NULL || !read_list(queue->device, call->pResources, call->HandleList, call->NumAllocations))
    return STATUS_INVALID_PARAMETER;
  /* Results that cannot be written are found before anything is changed. */
  if (!copy_in(results, call->pResults, size) || !copy_out(call->pResults, results, size))
    return STATUS_INVALID_PARAMETER;
  for (UINT i = 0; i < call->NumAllocations; i++) {
    results[i] = D3DDDI_RECLAIM_RESULT_OK;
    for (uint32_t at = 0; (object = next_of(list[i], &at)) != NULL;)
      if (reclaim(object))
        results[i] = D3DDDI_RECLAIM_RESULT_DISCARDED;
  }
  call->PagingFenceValue = ++fence;
  return copy_out(call->pResults, results, size) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* ---- adapters, devices and allocations ---- */

static NTSTATUS enumerate(D3DKMT_ENUMADAPTERS2 *call)
{
  D3DKMT_ADAPTERINFO info = {.AdapterLuid = {.LowPart = 0xAC3E}, .NumOfSources = 1};

  if (call->pAdapters != NULL && call->NumAdapters == 0)
    return STATUS_BUFFER_TOO_SMALL;
  if (call->pAdapters != NULL) {
    info.hAdapter = create(ADAPTER, 0);
    if (info.hAdapter == 0)
      return STATUS_NO_MEMORY;
    if (!copy_out(call->pAdapters, &info, sizeof info)) {
      destroy(info.hAdapter, ADAPTER);
      return STATUS_INVALID_PARAMETER;
    }
  }
  call->NumAdapters = 1;
  return STATUS_SUCCESS;
}

static NTSTATUS describe(const D3DKMT_QUERYADAPTERINFO *call)
{
  static const D3DKMT_DRIVER_DESCRIPTION description = {L"Acme GPU simulator"};

  if (find(call->hAdapter, ADAPTER) == NULL || call->Type != KMTQAITYPE_DRIVER_DESCRIPTION ||
      call->PrivateDriverDataSize != sizeof description ||
      !copy_out(call->pPrivateDriverData, &description, sizeof description))
    return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

static NTSTATUS create_device(D3DKMT_CREATEDEVICE *call)
{
  if (find(call->hAdapter, ADAPTER) == NULL)
    return STATUS_INVALID_PARAMETER;
  call->hDevice = create(DEVICE, 0);
  return call->hDevice != 0 ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS create_queue(D3DKMT_CREATEPAGINGQUEUE *call)
{
  if (find(call->hDevice, DEVICE) == NULL)
    return STATUS_INVALID_PARAMETER;
  call->hPagingQueue = create(QUEUE, call->hDevice);
  call->FenceValueCPUVirtualAddress = &fence;
  return call->hPagingQueue != 0 ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* One allocation over the caller's memory. */
static bool create_one(const D3DKMT_CREATEALLOCATION *call, size_t size, D3DDDI_ALLOCATIONINFO2 *info)
{
  uint8_t last;

  if (info->pSystemMem == NULL || !copy_in(&last, (const uint8_t *)info->pSystemMem + size - 1, 1))
    return false;
  info->hAllocation = create(ALLOCATION, call->hDevice);
  if (info->hAllocation == 0)
    return false;
  object_at(info->hAllocation)->resource = call->hResource;
  object_at(info->hAllocation)->bytes = (uint8_t *)(uintptr_t)info->pSystemMem;
  object_at(info->hAllocation)->size = size;
  return true;
}

static NTSTATUS create_allocations(D3DKMT_CREATEALLOCATION *call)
{
  static D3DDDI_ALLOCATIONINFO2 infos[D3DKMT_MAX_ALLOCATIONS_PER_CREATE];
  D3DKMT_CREATESTANDARDALLOCATION standard;
  UINT made = 0;

  if (find(call->hDevice, DEVICE) == NULL || !call->Flags.StandardAllocation || !call->Flags.ExistingSysMem ||
      call->NumAllocations > D3DKMT_MAX_ALLOCATIONS_PER_CREATE ||
      (call->NumAllocations == 0 && !call->Flags.CreateResource) ||
      !copy_in(&standard, call->pStandardAllocation, sizeof standard) || standard.ExistingHeapData.Size == 0 ||
      !copy_in(infos, call->pAllocationInfo2, call->NumAllocations * sizeof *infos))
    return STATUS_INVALID_PARAMETER;
  if (call->Flags.CreateResource)
    call->hResource = create(RESOURCE, call->hDevice);
  else if (call->hResource != 0 && find(call->hResource, RESOURCE) == NULL)
    return STATUS_INVALID_PARAMETER;
  while (made < call->NumAllocations && create_one(call, (size_t)standard.ExistingHeapData.Size, &infos[made]))
    made++;
  if (made == call->NumAllocations && copy_out(call->pAllocationInfo2, infos, made * sizeof *infos))
    return STATUS_SUCCESS;
  while (made > 0)
    destroy(infos[--made].hAllocation, ALLOCATION);
  if (call->Flags.CreateResource)
    destroy(call->hResource, RESOURCE);
  return STATUS_INVALID_PARAMETER;
}

static NTSTATUS destroy_allocations(const D3DKMT_DESTROYALLOCATION2 *call)
{
  const struct object *resource = find(call->hResource, RESOURCE);

  if (find(call->hDevice, DEVICE) == NULL)
    return STATUS_INVALID_PARAMETER;
  if (call->hResource != 0)
    return resource != NULL && resource->device == call->hDevice && call->AllocationCount == 0
               ? destroy(call->hResource, RESOURCE)
               : STATUS_INVALID_PARAMETER;
  if (!read_list(call->hDevice, NULL, call->phAllocationList, call->AllocationCount))
    return STATUS_INVALID_PARAMETER;
  for (UINT i = 0; i < call->AllocationCount; i++)
    destroy(list[i], ALLOCATION);
  return STATUS_SUCCESS;
}

static NTSTATUS lock(D3DKMT_LOCK2 *call)
{
  struct object *object = find(call->hAllocation, ALLOCATION);

  if (object == NULL || object->device != call->hDevice || object->offered)
    return STATUS_INVALID_PARAMETER;
  object->locked = true;
  call->pData = object->bytes;
  return STATUS_SUCCESS;
}

static NTSTATUS unlock(const D3DKMT_UNLOCK2 *call)
{
  struct object *object = find(call->hAllocation, ALLOCATION);

  if (object == NULL || object->device != call->hDevice || !object->locked)
    return STATUS_INVALID_PARAMETER;
  object->locked = false;
  return STATUS_SUCCESS;
}

static NTSTATUS close_adapter(const D3DKMT_CLOSEADAPTER *call)
{
  return destroy(call->hAdapter, ADAPTER);
}

static NTSTATUS destroy_device(const D3DKMT_DESTROYDEVICE *call)
{
  return destroy(call->hDevice, DEVICE);
}

static NTSTATUS destroy_queue(D3DDDI_DESTROYPAGINGQUEUE *call)
{
  return destroy(call->hPagingQueue, QUEUE);
}

/* ---- the entry points: the structure is read once, and written back where the interface says so ---- */

/* What cannot be written back is found before anything is changed. */
#define ENTRY(name, qualifier, structure, function, writes)                                                            \
  NTSTATUS APIENTRY name(qualifier structure *argument)                                                                \
  {                                                                                                                    \
    structure call;                                                                                                    \
    NTSTATUS status = STATUS_INVALID_PARAMETER;                                                                        \
                                                                                                                       \
    pthread_mutex_lock(&mutex);                                                                                        \
    if (copy_in(&call, argument, sizeof call) &&                                                                       \
        (!(writes) || copy_out((void *)(uintptr_t)argument, &call, sizeof call)))                                      \
      status = function(&call);                                                                                        \
    if ((writes) && status == STATUS_SUCCESS)                                                                          \
      copy_out((void *)(uintptr_t)argument, &call, sizeof call);                                                       \
    pthread_mutex_unlock(&mutex);                                                                                      \
    return status;                                                                                                     \
  }

ENTRY(D3DKMTEnumAdapters2, , D3DKMT_ENUMADAPTERS2, enumerate, true)
ENTRY(D3DKMTQueryAdapterInfo, const, D3DKMT_QUERYADAPTERINFO, describe, false)
ENTRY(D3DKMTCloseAdapter, const, D3DKMT_CLOSEADAPTER, close_adapter, false)
ENTRY(D3DKMTCreateDevice, , D3DKMT_CREATEDEVICE, create_device, true)
ENTRY(D3DKMTDestroyDevice, const, D3DKMT_DESTROYDEVICE, destroy_device, false)
ENTRY(D3DKMTCreatePagingQueue, , D3DKMT_CREATEPAGINGQUEUE, create_queue, true)
ENTRY(D3DKMTDestroyPagingQueue, , D3DDDI_DESTROYPAGINGQUEUE, destroy_queue, false)
ENTRY(D3DKMTCreateAllocation2, , D3DKMT_CREATEALLOCATION, create_allocations, true)
ENTRY(D3DKMTDestroyAllocation2, const, D3DKMT_DESTROYALLOCATION2, destroy_allocations, false)
ENTRY(D3DKMTOfferAllocations, const, D3DKMT_OFFERALLOCATIONS, offer_allocations, false)
ENTRY(D3DKMTReclaimAllocations2, , D3DKMT_RECLAIMALLOCATIONS2, reclaim_allocations, true)
ENTRY(D3DKMTLock2, , D3DKMT_LOCK2, lock, true)
ENTRY(D3DKMTUnlock2, const, D3DKMT_UNLOCK2, unlock, false)
