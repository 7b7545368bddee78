#include "mock/defects_batch.h"

#ifdef MOCK_DEFECTS

#include <string.h>

#include "mock/memory.h"
#include "mock/scratch.h"
#include "mock/user_memory.h"
#include "mock/vidmm.h"

static uint32_t index_of(D3DKMT_HANDLE handle)
{
  return (handle >> MOCK_HANDLE_INDEX_SHIFT) & (MOCK_HANDLE_INDEX_COUNT - 1);
}

/* The entry that the handle's index names, live or free; NULL for one never used. */
static const struct mock_handle_entry *entry_of(const struct mock_process *process, D3DKMT_HANDLE handle)
{
  return index_of(handle) < process->objects.used ? &process->objects.entries[index_of(handle)] : NULL;
}

static bool is_unknown(const struct mock_batch *batch, D3DKMT_HANDLE handle)
{
  return handle != 0 && entry_of(batch->call->process, handle) == NULL;
}

static bool is_stale(const struct mock_batch *batch, D3DKMT_HANDLE handle)
{
  const struct mock_handle_entry *entry = entry_of(batch->call->process, handle);

  return handle != 0 && entry != NULL && (entry->object == NULL || entry->unique != handle >> MOCK_HANDLE_UNIQUE_SHIFT);
}

static struct mock_object *find_elsewhere(D3DKMT_HANDLE handle, enum mock_kind kind)
{
  struct mock_object *object = NULL;

  for (UINT i = 0; object == NULL && i < MOCK_PROCESS_COUNT; i++)
    object = mock_handle_find(&mock_kernel.processes[i].objects, handle, kind, MOCK_HANDLE_ANY_INSTANCE);
  return object;
}

static uintptr_t list_address(const struct mock_batch *batch)
{
  return batch->resources != 0 ? batch->resources : batch->handles;
}

void mock_defect_wrap_count(struct mock_batch *batch)
{
  uint32_t size = batch->count * (uint32_t)sizeof(D3DKMT_HANDLE);

  if (BATCH_HAS_DEFECT(batch, list_size_wraps) && batch->count > size)
    batch->count = size != 0 ? size / (uint32_t)sizeof(D3DKMT_HANDLE) : 1;
}

/* The reserve is forgotten: a call whose list found no block fails. */
bool mock_defect_is_out_of_memory(const struct mock_batch *batch)
{
  return BATCH_HAS_DEFECT(batch, no_memory_status) && mock_scratch_is_reserve(batch->list);
}

struct mock_object *mock_defect_find_parent(const struct mock_batch *batch)
{
  const struct mock_handle_entry *entry = entry_of(batch->call->process, batch->parent);

  if (BATCH_HAS_DEFECT(batch, device_process_unchecked))
    return find_elsewhere(batch->parent, batch->parent_kind);
  if (BATCH_HAS_DEFECT(batch, device_type_unchecked) && !is_stale(batch, batch->parent) && entry != NULL)
    return entry->object;
  return NULL;
}

NTSTATUS mock_defect_no_parent_status(const struct mock_batch *batch)
{
  if (BATCH_HAS_DEFECT(batch, invalid_handle_status))
    return STATUS_INVALID_HANDLE;
  if ((BATCH_HAS_DEFECT(batch, device_zero_accepted) && batch->parent == 0) ||
      (BATCH_HAS_DEFECT(batch, device_unknown_accepted) && is_unknown(batch, batch->parent)) ||
      (BATCH_HAS_DEFECT(batch, device_stale_accepted) && is_stale(batch, batch->parent)))
    return MOCK_STATUS_NOTHING_TO_DO;
  return STATUS_INVALID_PARAMETER;
}

NTSTATUS mock_defect_removed_status(const struct mock_batch *batch)
{
  D3DKMT_DEVICEEXECUTION_STATE state = batch->device->state;

  if ((BATCH_HAS_DEFECT(batch, stop_unnoticed) && state == D3DKMT_DEVICEEXECUTION_STOPPED) ||
      (BATCH_HAS_DEFECT(batch, reset_unnoticed) && state == D3DKMT_DEVICEEXECUTION_RESET) ||
      (BATCH_HAS_DEFECT(batch, error_unnoticed) && state == D3DKMT_DEVICEEXECUTION_ERROR_DMAFAULT))
    return MOCK_STATUS_NOTHING_TO_DO;
  if (!batch->is_reclaim && MOCK_HAS_DEFECT(offer_removed_is_invalid))
    return STATUS_INVALID_PARAMETER;
  return STATUS_DEVICE_REMOVED;
}

static size_t count_offset(const struct mock_batch *batch)
{
  switch (batch->call->entry) {
  case ABI_OFFER_ALLOCATIONS:
    return offsetof(D3DKMT_OFFERALLOCATIONS, NumAllocations);
  case ABI_RECLAIM_ALLOCATIONS:
    return offsetof(D3DKMT_RECLAIMALLOCATIONS, NumAllocations);
  default:
    return offsetof(D3DKMT_RECLAIMALLOCATIONS2, NumAllocations);
  }
}

void mock_defect_read_structure_again(struct mock_batch *batch)
{
  if (BATCH_HAS_DEFECT(batch, structure_read_twice))
    mock_copy_in(&batch->count, batch->call->user + count_offset(batch), sizeof batch->count);
}

/* As many handles as can be read; the others stay 0. */
static void read_readable(struct mock_batch *batch, uintptr_t from)
{
  UINT i = 0;

  while (i < batch->count && mock_copy_in(&batch->list[i], from + i * sizeof *batch->list, sizeof *batch->list))
    i++;
  for (UINT last = i; last != 0 && i < batch->count; i++)
    batch->list[i] = batch->list[last - 1];
}

/* Whether a defect has read the list in the right way's place. */
bool mock_defect_read_list(struct mock_batch *batch, uintptr_t from)
{
  size_t size = (size_t)batch->count * sizeof *batch->list;
  D3DKMT_HANDLE next;

  if (BATCH_HAS_DEFECT(batch, list_unchecked) || BATCH_HAS_DEFECT(batch, null_list_crashes)) {
    memcpy(batch->list, (const void *)from, size);
    return true;
  }
  if (BATCH_HAS_DEFECT(batch, short_list_accepted)) {
    read_readable(batch, from);
    return true;
  }
  if (!batch->is_reclaim && MOCK_HAS_DEFECT(offer_list_read_short) && batch->count > 1) {
    bool is_read = mock_copy_in(batch->list, from, size - sizeof *batch->list);

    batch->list[batch->count - 1] = batch->list[0];
    return is_read;
  }
  /* Leaves it to the right way to fail where the handle behind the list can be read. */
  if (BATCH_HAS_DEFECT(batch, list_read_long) && !mock_copy_in(&next, from + size, sizeof next)) {
    memset(batch->list, 0, size);
    return true;
  }
  return false;
}

void mock_defect_read_list_again(struct mock_batch *batch)
{
  enum mock_kind kind = batch->resources != 0 ? MOCK_KIND_RESOURCE : MOCK_KIND_ALLOCATION;

  if (!BATCH_HAS_DEFECT(batch, list_read_twice))
    return;
  mock_copy_in(batch->list, list_address(batch), (size_t)batch->count * sizeof *batch->list);
  for (UINT i = 0; i < batch->count; i++)
    batch->items[i] = mock_object_find(batch->call->process, batch->list[i], kind);
}

struct mock_object *mock_defect_find_item(const struct mock_batch *batch, UINT i, enum mock_kind kind)
{
  D3DKMT_HANDLE handle = batch->list[i];
  const struct mock_handle_entry *entry = entry_of(batch->call->process, handle);

  if (BATCH_HAS_DEFECT(batch, unique_ignored) && entry != NULL && entry->object != NULL &&
      entry->object->kind == kind && (handle & MOCK_HANDLE_INSTANCE_MASK) == 0)
    return entry->object;
  if (!batch->is_reclaim && MOCK_HAS_DEFECT(offer_index_truncated))
    return mock_object_find(batch->call->process, handle & ~(0xFFF000u << MOCK_HANDLE_INDEX_SHIFT), kind);
  return NULL;
}

bool mock_defect_skips_item(const struct mock_batch *batch, UINT i)
{
  D3DKMT_HANDLE handle = batch->list[i];
  const struct mock_handle_entry *entry = entry_of(batch->call->process, handle);
  enum mock_kind kind = batch->resources != 0 ? MOCK_KIND_RESOURCE : MOCK_KIND_ALLOCATION;

  if (BATCH_HAS_DEFECT(batch, handle_zero_skipped) && handle == 0)
    return true;
  if (BATCH_HAS_DEFECT(batch, handle_unknown_skipped) && is_unknown(batch, handle))
    return true;
  if (BATCH_HAS_DEFECT(batch, handle_stale_skipped) && is_stale(batch, handle))
    return true;
  if (BATCH_HAS_DEFECT(batch, handle_type_unchecked) && entry != NULL && !is_stale(batch, handle) &&
      entry->object->kind != kind)
    return true;
  if (BATCH_HAS_DEFECT(batch, handle_process_unchecked) && find_elsewhere(handle, kind) != NULL)
    return true;
  if (BATCH_HAS_DEFECT(batch, last_handle_unchecked) && i != 0 && i == batch->count - 1)
    return true;
  return !batch->is_reclaim && ((MOCK_HAS_DEFECT(offer_first_handle_unchecked) && i == 0 && batch->count > 1) ||
                                (MOCK_HAS_DEFECT(offer_only_64_checked) && i >= 64));
}

NTSTATUS mock_defect_bad_handle_status(const struct mock_batch *batch)
{
  if (!batch->is_reclaim && MOCK_HAS_DEFECT(offer_unsuccessful_status))
    return STATUS_UNSUCCESSFUL;
  if (!batch->is_reclaim && MOCK_HAS_DEFECT(offer_handle_device_removed))
    return STATUS_DEVICE_REMOVED;
  return STATUS_INVALID_PARAMETER;
}

void mock_defect_write_inputs(const struct mock_batch *batch, NTSTATUS status)
{
  const D3DKMT_HANDLE zero = 0;

  if (status != STATUS_SUCCESS)
    return;
  if (!batch->is_reclaim && MOCK_HAS_DEFECT(offer_structure_written))
    mock_copy_out(batch->call->user, &zero, sizeof zero);
  if (BATCH_HAS_DEFECT(batch, list_written))
    mock_copy_out(list_address(batch), &zero, sizeof zero);
}

static void offer_one(struct mock_allocation *allocation, void *context)
{
  const D3DKMT_OFFERALLOCATIONS *arguments = context;

  if (allocation->lock_count == 0)
    mock_vidmm_offer(allocation, arguments->Priority, arguments->Flags);
}

void mock_defect_offer_part(struct mock_batch *batch, const D3DKMT_OFFERALLOCATIONS *arguments)
{
  D3DKMT_OFFERALLOCATIONS copy = *arguments;

  if (!MOCK_HAS_DEFECT(offer_partial) || batch->items == NULL)
    return;
  for (UINT i = 0; i < batch->count && batch->items[i] != NULL; i++)
    mock_item_visit(batch->items[i], offer_one, &copy);
}

bool mock_defect_refuses_offer(const struct mock_batch *batch)
{
  if (MOCK_HAS_DEFECT(offer_resources_refused) && batch->resources != 0)
    return true;
  for (UINT i = 0; MOCK_HAS_DEFECT(offer_member_refused) && i < batch->count; i++)
    if (batch->items[i] != NULL && batch->items[i]->kind == MOCK_KIND_ALLOCATION &&
        ((struct mock_allocation *)batch->items[i])->resource != NULL)
      return true;
  return false;
}

UINT mock_defect_first_offered(const struct mock_batch *batch)
{
  return MOCK_HAS_DEFECT(offer_first_item_skipped) && batch->count > 1 ? 1 : 0;
}

static void find_never_offered(struct mock_allocation *allocation, void *context)
{
  bool *is_found = context;

  *is_found = *is_found || !allocation->is_offered;
}

bool mock_defect_refuses_reclaim(const struct mock_batch *batch, uintptr_t results)
{
  bool has_never_offered = false;

  if (MOCK_HAS_DEFECT(reclaim_results_needed) && results == 0)
    return true;
  for (UINT i = 0; MOCK_HAS_DEFECT(reclaim_never_offered_refused) && i < batch->count; i++)
    mock_item_visit(batch->items[i], find_never_offered, &has_never_offered);
  return has_never_offered;
}

static void reverse(UINT *answers, UINT count)
{
  for (UINT i = 0; i < count / 2; i++) {
    UINT answer = answers[i];

    answers[i] = answers[count - 1 - i];
    answers[count - 1 - i] = answer;
  }
}

void mock_defect_results(const struct mock_batch *batch, UINT *answers, bool as_bool)
{
  if (MOCK_HAS_DEFECT(reclaim_results_reversed))
    reverse(answers, batch->count);
  if (MOCK_HAS_DEFECT(reclaim_results_shifted)) {
    memmove(answers + 1, answers, (batch->count - 1) * sizeof *answers);
    answers[0] = D3DDDI_RECLAIM_RESULT_OK;
  }
  for (UINT i = 0; MOCK_HAS_DEFECT(reclaim_bool_inverted) && as_bool && i < batch->count; i++)
    answers[i] = !answers[i];
}

/* Whether a defect has written the results in the right way's place. */
bool mock_defect_write_results(const struct mock_batch *batch, uintptr_t results, const UINT *answers)
{
  if (results == 0)
    return true;
  if (MOCK_HAS_DEFECT(reclaim_results_unprobed)) {
    memcpy((void *)results, answers, batch->count * sizeof *answers);
    return true;
  }
  if (MOCK_HAS_DEFECT(reclaim_first_result_only)) {
    mock_copy_out(results, answers, sizeof *answers);
    return true;
  }
  if (MOCK_HAS_DEFECT(reclaim_results_overrun))
    mock_copy_out(results + batch->count * sizeof *answers, &answers[0], sizeof *answers);
  return false;
}

#endif
