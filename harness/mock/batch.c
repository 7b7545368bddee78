#include "mock/batch.h"

#include "mock/defects.h"
#include "mock/defects_batch.h"
#include "mock/scratch.h"
#include "mock/user_memory.h"

/* In 64 bits: a count near 2^32 must not wrap round to a small size. */
static size_t list_size(const struct mock_batch *batch)
{
  return (size_t)batch->count * sizeof(D3DKMT_HANDLE);
}

static NTSTATUS check_count(struct mock_batch *batch)
{
  MOCK_BROKEN(mock_defect_wrap_count(batch));
  if (BATCH_CHECK(batch, count_zero_accepted, batch->count == 0))
    return STATUS_INVALID_PARAMETER;
  if (BATCH_CHECK(batch, long_list_accepted, batch->count > D3DKMT_MAX_HANDLES_PER_CALL))
    return STATUS_INVALID_PARAMETER;
  MOCK_BROKEN(
      if (BATCH_HAS_DEFECT(batch, list_of_1024_refused) && batch->count >= 1024) return STATUS_INVALID_PARAMETER);
  return STATUS_SUCCESS;
}

static NTSTATUS check_lists(const struct mock_batch *batch)
{
  if (BATCH_CHECK(batch, both_lists_accepted, batch->resources != 0 && batch->handles != 0))
    return STATUS_INVALID_PARAMETER;
  MOCK_BROKEN(if (BATCH_HAS_DEFECT(batch, no_list_accepted) && batch->resources == 0 &&
                  batch->handles == 0) return MOCK_STATUS_NOTHING_TO_DO);
  MOCK_BROKEN(if (BATCH_HAS_DEFECT(batch, null_list_crashes)) return STATUS_SUCCESS);
  if (batch->resources == 0 && batch->handles == 0)
    return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

/* The instance bits of the device's or queue's handle are not compared (K). */
static NTSTATUS find_parent(struct mock_batch *batch)
{
  const struct mock_handle_table *table = &batch->call->process->objects;
  struct mock_object *parent = mock_handle_find(table, batch->parent, batch->parent_kind, MOCK_HANDLE_ANY_INSTANCE);

  MOCK_BROKEN(if (parent == NULL) parent = mock_defect_find_parent(batch));
  if (parent == NULL)
    return MOCK_VALUE(STATUS_INVALID_PARAMETER, mock_defect_no_parent_status(batch));
  batch->device = parent->device;
  if (parent->kind == MOCK_KIND_PAGING_QUEUE)
    batch->queue = (struct mock_paging_queue *)parent;
  return STATUS_SUCCESS;
}

static NTSTATUS check_device(const struct mock_batch *batch)
{
  if (batch->device->state != D3DKMT_DEVICEEXECUTION_ACTIVE)
    return MOCK_VALUE(STATUS_DEVICE_REMOVED, mock_defect_removed_status(batch));
  return STATUS_SUCCESS;
}

static NTSTATUS read_list(struct mock_batch *batch)
{
  uintptr_t from = batch->resources != 0 ? batch->resources : batch->handles;
  size_t size = list_size(batch);

  batch->list = mock_scratch_take(MOCK_SCRATCH_LIST, size);
  MOCK_BROKEN(if (batch->list == NULL) return STATUS_NO_MEMORY);
  MOCK_BROKEN(if (mock_defect_is_out_of_memory(batch)) return STATUS_NO_MEMORY);
  MOCK_BROKEN(if (mock_defect_read_list(batch, from)) return STATUS_SUCCESS);
  if (!mock_copy_in(batch->list, from, size))
    return MOCK_VALUE(STATUS_INVALID_PARAMETER, mock_defect_bad_pointer_status(batch->call));
  return STATUS_SUCCESS;
}

NTSTATUS mock_batch_open(struct mock_batch *batch)
{
  NTSTATUS status = check_count(batch);

  if (status == STATUS_SUCCESS)
    status = check_lists(batch);
  if (status == STATUS_SUCCESS)
    status = find_parent(batch);
  if (status == STATUS_SUCCESS)
    status = check_device(batch);
  MOCK_BROKEN(if (status == STATUS_SUCCESS) mock_defect_read_structure_again(batch));
  if (status == STATUS_SUCCESS)
    status = read_list(batch);
  return status;
}

/* A listed handle is compared in full: the mock's choice, where K leaves it to the host. */
static struct mock_object *resolve_item(const struct mock_batch *batch, UINT i)
{
  enum mock_kind kind = batch->resources != 0 ? MOCK_KIND_RESOURCE : MOCK_KIND_ALLOCATION;
  const struct mock_process *process = MOCK_VALUE(batch->call->process, batch->device->object.process);
  struct mock_object *item = mock_object_find(process, batch->list[i], kind);

  MOCK_BROKEN(if (item == NULL) item = mock_defect_find_item(batch, i, kind));
  if (item == NULL || BATCH_CHECK(batch, foreign_device_accepted, item->device != batch->device))
    return NULL;
  return item;
}

NTSTATUS mock_batch_resolve(struct mock_batch *batch)
{
  batch->items = mock_scratch_take(MOCK_SCRATCH_ITEMS, batch->count * sizeof *batch->items);
  MOCK_BROKEN(if (batch->items == NULL) return STATUS_NO_MEMORY);
  for (UINT i = 0; i < batch->count; i++) {
    batch->items[i] = resolve_item(batch, i);
    MOCK_BROKEN(if (batch->items[i] == NULL && mock_defect_skips_item(batch, i)) continue);
    if (batch->items[i] == NULL)
      return MOCK_VALUE(STATUS_INVALID_PARAMETER, mock_defect_bad_handle_status(batch));
  }
  MOCK_BROKEN(mock_defect_read_list_again(batch));
  return STATUS_SUCCESS;
}

NTSTATUS mock_batch_close(struct mock_batch *batch, NTSTATUS status)
{
  MOCK_BROKEN(mock_defect_write_inputs(batch, status));
  MOCK_BROKEN(if (BATCH_HAS_DEFECT(batch, refusal_leaks) && status != STATUS_SUCCESS) return status);
  mock_scratch_give(batch->items, batch->count * sizeof *batch->items);
  mock_scratch_give(batch->list, list_size(batch));
  return MOCK_VALUE(status, status == MOCK_STATUS_NOTHING_TO_DO ? STATUS_SUCCESS : status);
}

void mock_item_visit(struct mock_object *item, mock_allocation_visitor visit, void *context)
{
  MOCK_BROKEN(if (item == NULL) return ); /* a defect skipped its check */
  if (item->kind == MOCK_KIND_ALLOCATION) {
    visit((struct mock_allocation *)item, context);
    return;
  }
  MOCK_LIST_EACH(link, &((struct mock_resource *)item)->allocations)
  visit(MOCK_LIST_ITEM(link, struct mock_allocation, resource_link), context);
}
