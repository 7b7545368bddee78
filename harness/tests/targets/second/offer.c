/* Offer and reclaim. Lists are read item by item, and what was done before a fault shows stays done. */
#include <string.h>

#include "second.h"

#define MOST_ITEMS 2048u
#define LATE 1024u /* handles of objects that are not among the first hundred */
#define LOST 0xDB  /* what stands where content was */

/* Either list, and how many items it has. */
struct items {
  const D3DKMT_HANDLE *list;
  enum kind kind;
  uint32_t count;
};

static bool is_aligned(const void *address, size_t to)
{
  return (uintptr_t)address % to == 0;
}

static bool choose_list(const D3DKMT_HANDLE *resources, const D3DKMT_HANDLE *handles, uint32_t count,
                        struct items *ret_items)
{
  *ret_items =
      (struct items){resources != NULL ? resources : handles, resources != NULL ? RESOURCE : ALLOCATION, count};
  return (resources == NULL) != (handles == NULL) && count <= MOST_ITEMS &&
         is_aligned(ret_items->list, sizeof(D3DKMT_HANDLE));
}

/* The object at that place of the list. NULL: it cannot be read, or is none of the device's. */
static struct object *item_at(const struct items *items, uint32_t index, const struct object *device)
{
  D3DKMT_HANDLE handle;
  struct object *object;

  if (!user_read(&handle, &items->list[index], sizeof handle))
    return NULL;
  object = object_find(handle, items->kind);
  return object != NULL && object->owner == device ? object : NULL;
}

/* The allocations of an item, one after the other: itself, or the resource's. */
static struct object *next_allocation(struct object *item, struct object *before)
{
  if (item->kind == ALLOCATION)
    return before == NULL ? item : NULL;
  for (struct object *object = object_next(before); object != NULL; object = object_next(object))
    if (object->kind == ALLOCATION && object->resource == item)
      return object;
  return NULL;
}

static bool is_discarded(const struct object *device, D3DKMT_OFFER_PRIORITY priority)
{
  static unsigned low;

  if (adapter_always_discards(device->adapter))
    return true;
  return !adapter_never_discards(device->adapter) && priority == D3DKMT_OFFER_PRIORITY_LOW && ++low % 3 == 0;
}

/* Of a resource all or nothing; one without allocations cannot be offered. */
static bool offer_item(struct object *device, struct object *item, D3DKMT_OFFER_PRIORITY priority)
{
  struct object *allocation = next_allocation(item, NULL);

  for (struct object *each = allocation; each != NULL; each = next_allocation(item, each))
    if (each->offered)
      return false;
  for (struct object *each = allocation; each != NULL; each = next_allocation(item, each)) {
    each->offered = true;
    each->discarded = is_discarded(device, priority);
    if (each->discarded)
      memset(each->bytes, LOST, each->size);
  }
  return allocation != NULL;
}

NTSTATUS second_OfferAllocations(D3DKMT_OFFERALLOCATIONS *arguments, uintptr_t user)
{
  struct object *device;
  struct items items;

  if (arguments->Priority < D3DKMT_OFFER_PRIORITY_LOW || arguments->Priority > D3DKMT_OFFER_PRIORITY_AUTO)
    return STATUS_INVALID_PARAMETER;
  if (!is_aligned((const void *)user, 8) ||
      !choose_list(arguments->pResources, arguments->HandleList, arguments->NumAllocations, &items))
    return STATUS_INVALID_PARAMETER;
  device = object_find(arguments->hDevice, DEVICE);
  if (device == NULL)
    return STATUS_INVALID_PARAMETER;
  if (device->removed)
    return STATUS_DEVICE_REMOVED;
  if (adapter_always_discards(device->adapter))
    second_crash("crash-discard");
  if (device->handle > LATE)
    second_crash("crash-late");
  for (uint32_t i = 0; i < items.count; i++) {
    struct object *item = item_at(&items, i, device);

    if (item == NULL || !offer_item(device, item, arguments->Priority))
      return STATUS_INVALID_PARAMETER;
  }
  return STATUS_SUCCESS;
}

/* Whether anything of the item was lost. */
static bool reclaim_item(struct object *item)
{
  bool lost = false;

  for (struct object *each = next_allocation(item, NULL); each != NULL; each = next_allocation(item, each)) {
    lost = lost || each->discarded;
    each->offered = each->discarded = false;
  }
  return lost;
}

/* `results` may be NULL where the call allows it. */
static NTSTATUS reclaim(struct object *device, const struct items *items, UINT *results)
{
  if (device == NULL)
    return STATUS_INVALID_PARAMETER;
  if (device->removed)
    return STATUS_DEVICE_REMOVED;
  for (uint32_t i = 0; i < items->count; i++) {
    struct object *item = item_at(items, i, device);
    UINT result;

    if (item == NULL)
      return STATUS_INVALID_PARAMETER;
    result = reclaim_item(item) ? D3DDDI_RECLAIM_RESULT_DISCARDED : D3DDDI_RECLAIM_RESULT_OK;
    if (results != NULL && !user_write(&results[i], &result, sizeof result))
      return STATUS_INVALID_PARAMETER;
  }
  return STATUS_SUCCESS;
}

NTSTATUS second_ReclaimAllocations(D3DKMT_RECLAIMALLOCATIONS *arguments, uintptr_t user)
{
  struct items items;

  if (!is_aligned((const void *)user, 8) ||
      !choose_list(arguments->pResources, arguments->HandleList, arguments->NumAllocations, &items))
    return STATUS_INVALID_PARAMETER;
  return reclaim(object_find(arguments->hDevice, DEVICE), &items, (UINT *)arguments->pDiscarded);
}

NTSTATUS second_ReclaimAllocations2(D3DKMT_RECLAIMALLOCATIONS2 *arguments, uintptr_t user)
{
  struct object *queue = object_find(arguments->hPagingQueue, QUEUE);
  struct items items;
  NTSTATUS status;

  if (!is_aligned((const void *)user, 8) || arguments->pResults == NULL ||
      !choose_list(arguments->pResources, arguments->HandleList, arguments->NumAllocations, &items))
    return STATUS_INVALID_PARAMETER;
  status = reclaim(queue != NULL ? queue->owner : NULL, &items, (UINT *)arguments->pResults);
  if (status == STATUS_SUCCESS)
    arguments->PagingFenceValue = queue->fence += 16;
  return status;
}
