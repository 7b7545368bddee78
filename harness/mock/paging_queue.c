#include "mock/paging_queue.h"

#include "mock/kernel.h"
#include "mock/memory.h"

UINT64 mock_paging_queue_signal(struct mock_paging_queue *queue)
{
  /* Callers poll the value without the kernel lock. */
  return __atomic_add_fetch(queue->fence->value, 1, __ATOMIC_RELEASE);
}

static void free_fence(struct mock_sync_object *fence)
{
  mock_memory_free(fence->value, sizeof *fence->value, MOCK_MEMORY_OBJECTS);
  mock_object_free(&fence->object);
}

void mock_paging_queue_destroy(struct mock_paging_queue *queue)
{
  mock_list_remove(&queue->device_link);
  free_fence(queue->fence);
  mock_object_free(&queue->object);
}

static struct mock_sync_object *create_fence(struct mock_device *device)
{
  struct mock_sync_object *fence = mock_object_create(device->object.process, MOCK_KIND_SYNC_OBJECT);

  if (fence == NULL)
    return NULL;
  fence->object.device = device;
  fence->value = mock_memory_allocate(sizeof *fence->value, MOCK_MEMORY_OBJECTS);
  if (fence->value == NULL) {
    free_fence(fence);
    return NULL;
  }
  return fence;
}

static struct mock_paging_queue *create_queue(struct mock_device *device)
{
  struct mock_paging_queue *queue = mock_object_create(device->object.process, MOCK_KIND_PAGING_QUEUE);

  if (queue == NULL)
    return NULL;
  queue->object.device = device;
  queue->fence = create_fence(device);
  if (queue->fence == NULL) {
    mock_object_free(&queue->object);
    return NULL;
  }
  mock_list_append(&device->paging_queues, &queue->device_link);
  return queue;
}

/*
 * In this order: an unknown device, a removed device (STATUS_DEVICE_REMOVED), a
 * priority outside -1 to 1, a PhysicalAdapterIndex that is not 0.
 */
NTSTATUS mock_D3DKMTCreatePagingQueue(const struct mock_call *call, D3DKMT_CREATEPAGINGQUEUE *arguments)
{
  const size_t outputs = offsetof(D3DKMT_CREATEPAGINGQUEUE, hPagingQueue);
  const int priority = (int)arguments->Priority;
  struct mock_device *device;
  struct mock_paging_queue *queue;
  NTSTATUS status = mock_device_find_active(call->process, arguments->hDevice, &device);

  if (status != STATUS_SUCCESS)
    return status;
  if (priority < D3DDDI_PAGINGQUEUE_PRIORITY_BELOW_NORMAL || priority > D3DDDI_PAGINGQUEUE_PRIORITY_ABOVE_NORMAL ||
      arguments->PhysicalAdapterIndex != 0)
    return STATUS_INVALID_PARAMETER;
  queue = create_queue(device);
  if (queue == NULL)
    return STATUS_NO_MEMORY;
  arguments->hPagingQueue = queue->object.handle;
  arguments->hSyncObject = queue->fence->object.handle;
  arguments->FenceValueCPUVirtualAddress = queue->fence->value;
  if (mock_call_write(call, outputs, &arguments->hPagingQueue,
                      offsetof(D3DKMT_CREATEPAGINGQUEUE, PhysicalAdapterIndex) - outputs))
    return STATUS_SUCCESS;
  mock_paging_queue_destroy(queue);
  return STATUS_INVALID_PARAMETER;
}

/* The fence dies with the queue. A queue of a removed device can be destroyed too. */
NTSTATUS mock_D3DKMTDestroyPagingQueue(const struct mock_call *call, D3DDDI_DESTROYPAGINGQUEUE *arguments)
{
  struct mock_paging_queue *queue = mock_object_find(call->process, arguments->hPagingQueue, MOCK_KIND_PAGING_QUEUE);

  if (queue == NULL)
    return STATUS_INVALID_PARAMETER;
  mock_paging_queue_destroy(queue);
  return STATUS_SUCCESS;
}
