#include "mock/objects.h"

#include "mock/kernel.h"
#include "mock/memory.h"

static const size_t object_sizes[MOCK_KIND_COUNT] = {
    [MOCK_KIND_ADAPTER] = sizeof(struct mock_adapter_handle),
    [MOCK_KIND_DEVICE] = sizeof(struct mock_device),
    [MOCK_KIND_CONTEXT] = sizeof(struct mock_context),
    [MOCK_KIND_PAGING_QUEUE] = sizeof(struct mock_paging_queue),
    [MOCK_KIND_SYNC_OBJECT] = sizeof(struct mock_sync_object),
    [MOCK_KIND_RESOURCE] = sizeof(struct mock_resource),
    [MOCK_KIND_ALLOCATION] = sizeof(struct mock_allocation),
};

static struct mock_handle_table *table_of(struct mock_process *process, enum mock_kind kind)
{
  return kind == MOCK_KIND_ADAPTER ? &process->adapters : &process->objects;
}

void *mock_object_create(struct mock_process *process, enum mock_kind kind)
{
  struct mock_object *object = mock_memory_allocate(object_sizes[kind], MOCK_MEMORY_OBJECTS);

  if (object == NULL)
    return NULL;
  object->kind = kind;
  object->process = process;
  if (mock_handle_insert(table_of(process, kind), object))
    return object;
  mock_memory_free(object, object_sizes[kind], MOCK_MEMORY_OBJECTS);
  return NULL;
}

void mock_object_free(struct mock_object *object)
{
  mock_handle_remove(table_of(object->process, object->kind), object);
  mock_memory_free(object, object_sizes[object->kind], MOCK_MEMORY_OBJECTS);
}

void *mock_object_find(const struct mock_process *process, D3DKMT_HANDLE handle, enum mock_kind kind)
{
  const struct mock_handle_table *table = kind == MOCK_KIND_ADAPTER ? &process->adapters : &process->objects;

  return mock_handle_find(table, handle, kind, MOCK_HANDLE_EXACT);
}
