#include "mock/allocation_list.h"

#include "mock/memory.h"
#include "mock/user_memory.h"

static size_t handles_size(UINT count)
{
  return (size_t)count * sizeof(D3DKMT_HANDLE);
}

static NTSTATUS resolve(const struct mock_device *device, const D3DKMT_HANDLE *handles,
                        struct mock_allocation_list *list)
{
  for (UINT i = 0; i < list->count; i++) {
    list->items[i] = mock_object_find(device->object.process, handles[i], MOCK_KIND_ALLOCATION);
    if (list->items[i] == NULL || list->items[i]->object.device != device)
      return STATUS_INVALID_PARAMETER;
  }
  return STATUS_SUCCESS;
}

NTSTATUS mock_allocation_list_read(const struct mock_device *device, uintptr_t handles, UINT count,
                                   struct mock_allocation_list *ret_list)
{
  struct mock_allocation_list list = {.count = count};
  D3DKMT_HANDLE *copy = NULL;
  NTSTATUS status = STATUS_INVALID_PARAMETER;

  if (count == 0 || count > D3DKMT_MAX_HANDLES_PER_CALL)
    return status;
  copy = mock_memory_allocate(handles_size(count), MOCK_MEMORY_OBJECTS);
  list.items = mock_memory_allocate(count * sizeof *list.items, MOCK_MEMORY_OBJECTS);
  if (copy == NULL || list.items == NULL)
    status = STATUS_NO_MEMORY;
  else if (mock_copy_in(copy, handles, handles_size(count)))
    status = resolve(device, copy, &list);
  mock_memory_free(copy, handles_size(count), MOCK_MEMORY_OBJECTS);
  if (status == STATUS_SUCCESS)
    *ret_list = list;
  else
    mock_allocation_list_free(&list);
  return status;
}

void mock_allocation_list_free(struct mock_allocation_list *list)
{
  mock_memory_free(list->items, list->count * sizeof *list->items, MOCK_MEMORY_OBJECTS);
}
