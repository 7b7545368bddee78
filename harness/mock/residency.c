#include "mock/allocation_list.h"
#include "mock/paging_queue.h"
#include "mock/user_memory.h"
#include "mock/vidmm.h"

/* Bytes to page in; each allocation is marked, so that one named twice counts once. */
static uint64_t bytes_to_page_in(const struct mock_allocation_list *list)
{
  uint64_t bytes = 0;

  for (UINT i = 0; i < list->count; i++) {
    if (!list->items[i]->is_resident && !list->items[i]->is_marked)
      bytes += list->items[i]->size;
    list->items[i]->is_marked = true;
  }
  for (UINT i = 0; i < list->count; i++)
    list->items[i]->is_marked = false;
  return bytes;
}

static bool has_offered(const struct mock_allocation_list *list)
{
  for (UINT i = 0; i < list->count; i++)
    if (list->items[i]->is_offered)
      return true;
  return false;
}

/* All or none. On a shortage, STATUS_NO_MEMORY and the bytes that somebody must evict first. */
static NTSTATUS make_resident(struct mock_paging_queue *queue, const struct mock_allocation_list *list,
                              D3DDDI_MAKERESIDENT *arguments)
{
  struct mock_adapter *adapter = queue->object.device->adapter;
  const uint64_t bytes = bytes_to_page_in(list);

  if (has_offered(list))
    return STATUS_INVALID_PARAMETER;
  arguments->PagingFenceValue = 0;
  arguments->NumBytesToTrim = mock_vidmm_shortage(adapter, bytes);
  if (!mock_vidmm_make_room(adapter, bytes))
    return STATUS_NO_MEMORY;
  for (UINT i = 0; i < list->count; i++) {
    list->items[i]->is_wanted = true;
    mock_vidmm_page_in(list->items[i]);
  }
  arguments->PagingFenceValue = mock_paging_queue_signal(queue);
  arguments->NumBytesToTrim = 0;
  return STATUS_SUCCESS;
}

/*
 * In this order: paging queue, removed device (STATUS_DEVICE_REMOVED), reserved
 * flags, the list, a PriorityList that cannot be read, an output that cannot be
 * written, an allocation that is offered and so has to be reclaimed first (C).
 * PriorityList's values are not used.
 */
NTSTATUS mock_D3DKMTMakeResident(const struct mock_call *call, D3DDDI_MAKERESIDENT *arguments)
{
  const size_t outputs = offsetof(D3DDDI_MAKERESIDENT, PagingFenceValue);
  const size_t outputs_size = sizeof *arguments - outputs;
  struct mock_paging_queue *queue = mock_object_find(call->process, arguments->hPagingQueue, MOCK_KIND_PAGING_QUEUE);
  struct mock_allocation_list list;
  NTSTATUS status;

  if (queue == NULL)
    return STATUS_INVALID_PARAMETER;
  if (queue->object.device->state != D3DKMT_DEVICEEXECUTION_ACTIVE)
    return STATUS_DEVICE_REMOVED;
  if (arguments->Flags.Reserved != 0)
    return STATUS_INVALID_PARAMETER;
  status = mock_allocation_list_read(queue->object.device, (uintptr_t)arguments->AllocationList,
                                     arguments->NumAllocations, &list);
  if (status != STATUS_SUCCESS)
    return status;
  if ((arguments->PriorityList != NULL &&
       !mock_probe_read((uintptr_t)arguments->PriorityList, list.count * sizeof(UINT))) ||
      !mock_probe_write(call->user + outputs, outputs_size))
    status = STATUS_INVALID_PARAMETER;
  else
    status = make_resident(queue, &list, arguments);
  mock_allocation_list_free(&list);
  /* It was probed: a caller that has taken it away since is told nothing. */
  if (status != STATUS_INVALID_PARAMETER)
    (void)mock_call_write(call, outputs, &arguments->PagingFenceValue, outputs_size);
  return status;
}

/*
 * In this order: device, removed device (STATUS_DEVICE_REMOVED), reserved flags,
 * the list, an output that cannot be written. With EvictOnlyIfNecessary nothing
 * leaves the segment now. Content stays, and an offered allocation stays offered.
 */
NTSTATUS mock_D3DKMTEvict(const struct mock_call *call, D3DKMT_EVICT *arguments)
{
  struct mock_device *device;
  struct mock_allocation_list list;
  NTSTATUS status = mock_device_find_active(call->process, arguments->hDevice, &device);

  if (status != STATUS_SUCCESS)
    return status;
  if (arguments->Flags.Reserved != 0)
    return STATUS_INVALID_PARAMETER;
  status = mock_allocation_list_read(device, (uintptr_t)arguments->AllocationList, arguments->NumAllocations, &list);
  if (status != STATUS_SUCCESS)
    return status;
  arguments->NumBytesToTrim = 0;
  if (!MOCK_CALL_WRITE_FIELD(call, D3DKMT_EVICT, arguments, NumBytesToTrim))
    status = STATUS_INVALID_PARAMETER;
  for (UINT i = 0; status == STATUS_SUCCESS && !arguments->Flags.EvictOnlyIfNecessary && i < list.count; i++) {
    list.items[i]->is_wanted = false;
    mock_vidmm_page_out(list.items[i]);
  }
  mock_allocation_list_free(&list);
  return status;
}
