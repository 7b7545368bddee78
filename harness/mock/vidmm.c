#include "mock/vidmm.h"

#include <string.h>

#include "mock/defects.h"
#include "mock/kernel.h"
#include "mock/memory.h"
#include "mock/user_memory.h"

/* What a discarded allocation's bytes read as: nobody's content. */
#define DISCARDED_BYTE 0xD5

void mock_vidmm_init(struct mock_adapter *adapter)
{
  adapter->policy = MOCK_DISCARD_ON_PRESSURE;
  adapter->budget = MOCK_BUDGET_DEFAULT;
  adapter->usage = 0;
  for (int i = 0; i < MOCK_OFFER_LISTS; i++)
    mock_list_init(&adapter->offered[i]);
}

bool mock_vidmm_commit(struct mock_allocation *allocation)
{
  if (allocation->heap == 0)
    allocation->bytes = mock_memory_allocate(allocation->size, MOCK_MEMORY_OBJECTS);
  return allocation->heap != 0 || allocation->bytes != NULL;
}

static void decommit(struct mock_allocation *allocation)
{
  mock_memory_free(allocation->bytes, allocation->size, MOCK_MEMORY_OBJECTS);
  allocation->bytes = NULL;
}

void mock_vidmm_page_in(struct mock_allocation *allocation)
{
  if (allocation->is_resident)
    return;
  allocation->is_resident = true;
  allocation->object.device->adapter->usage += allocation->size;
}

void mock_vidmm_page_out(struct mock_allocation *allocation)
{
  if (!allocation->is_resident)
    return;
  allocation->is_resident = false;
  allocation->object.device->adapter->usage -= allocation->size;
}

/* The caller may have unmapped its heap since: then there is nothing to lose. */
static void scramble_heap(const struct mock_allocation *allocation)
{
  unsigned char page[MOCK_PAGE_SIZE];

  memset(page, DISCARDED_BYTE, sizeof page);
  for (size_t done = 0; done < allocation->size; done += sizeof page)
    mock_copy_out(allocation->heap + done, page, sizeof page);
}

static void scramble(struct mock_allocation *allocation)
{
  if (allocation->heap != 0)
    scramble_heap(allocation);
  else if (allocation->bytes != NULL)
    memset(allocation->bytes, DISCARDED_BYTE, allocation->size);
}

static void discard(struct mock_allocation *allocation)
{
  if (MOCK_VALUE(true, !MOCK_HAS_DEFECT(vidmm_discard_frees_nothing)))
    mock_vidmm_page_out(allocation);
  MOCK_BROKEN(if (MOCK_HAS_DEFECT(vidmm_discard_unreported)) {
    scramble(allocation);
    return;
  });
  allocation->is_lost = true;
  if (MOCK_VALUE(allocation->may_decommit, allocation->may_decommit || MOCK_HAS_DEFECT(vidmm_decommits_unasked))) {
    allocation->is_decommitted = true;
    decommit(allocation);
  }
  scramble(allocation);
}

static bool fits(const struct mock_adapter *adapter, uint64_t bytes)
{
  return adapter->usage <= adapter->budget && bytes <= adapter->budget - adapter->usage;
}

uint64_t mock_vidmm_shortage(const struct mock_adapter *adapter, uint64_t bytes)
{
  return fits(adapter, bytes) ? 0 : adapter->usage + bytes - adapter->budget;
}

static uint64_t discardable_bytes(const struct mock_adapter *adapter)
{
  uint64_t bytes = 0;

  for (int i = 0; i < MOCK_OFFER_LISTS; i++)
    MOCK_LIST_EACH(link, &adapter->offered[i])
    {
      const struct mock_allocation *allocation = MOCK_LIST_ITEM(link, struct mock_allocation, offer_link);

      bytes += allocation->is_resident ? allocation->size : 0;
    }
  return bytes;
}

static void discard_from_list(struct mock_adapter *adapter, const struct mock_list *list, uint64_t bytes)
{
  MOCK_LIST_EACH(link, list)
  {
    struct mock_allocation *allocation = MOCK_LIST_ITEM(link, struct mock_allocation, offer_link);

    if (fits(adapter, bytes))
      return;
    if (allocation->is_resident)
      discard(allocation);
  }
}

/* Discards until `bytes` more fit or nothing is left to discard. */
static void discard_for(struct mock_adapter *adapter, uint64_t bytes)
{
  for (int i = 0; i < MOCK_OFFER_LISTS; i++)
    discard_from_list(adapter, &adapter->offered[MOCK_VALUE(i, mock_defect_discard_order(i))], bytes);
}

bool mock_vidmm_make_room(struct mock_adapter *adapter, uint64_t bytes)
{
  uint64_t shortage = mock_vidmm_shortage(adapter, bytes);

  if (shortage == 0)
    return true;
  if (adapter->policy == MOCK_DISCARD_NEVER || shortage > discardable_bytes(adapter))
    return false;
  discard_for(adapter, bytes);
  return MOCK_VALUE(true, fits(adapter, bytes));
}

void mock_vidmm_set_budget(struct mock_adapter *adapter, uint64_t bytes)
{
  adapter->budget = bytes;
  if (adapter->policy != MOCK_DISCARD_NEVER)
    discard_for(adapter, 0);
}

void mock_vidmm_forget(struct mock_allocation *allocation)
{
  mock_vidmm_page_out(allocation);
  MOCK_BROKEN(if (MOCK_HAS_DEFECT(vidmm_keeps_destroyed)) return );
  mock_list_remove(&allocation->offer_link);
  MOCK_BROKEN(if (MOCK_HAS_DEFECT(vidmm_leaks_offered) && allocation->is_offered) return );
  decommit(allocation);
}

/* AUTO leaves the choice to the manager, which takes the eviction priority for it. */
static int offer_list_of(const struct mock_allocation *allocation, D3DKMT_OFFER_PRIORITY priority)
{
  MOCK_BROKEN(if (MOCK_HAS_DEFECT(vidmm_priority_ignored)) return 0);
  if (priority != D3DKMT_OFFER_PRIORITY_AUTO)
    return (int)priority - D3DKMT_OFFER_PRIORITY_LOW;
  if (allocation->priority < D3DDDI_ALLOCATIONPRIORITY_NORMAL)
    return 0;
  return allocation->priority < D3DDDI_ALLOCATIONPRIORITY_HIGH ? 1 : 2;
}

void mock_vidmm_offer(struct mock_allocation *allocation, D3DKMT_OFFER_PRIORITY priority, D3DKMT_OFFER_FLAGS flags)
{
  struct mock_adapter *adapter = allocation->object.device->adapter;

  MOCK_BROKEN(if (MOCK_HAS_DEFECT(vidmm_scrambles_on_offer)) scramble(allocation));
  MOCK_BROKEN(allocation->offer_count++);
  allocation->is_offered = true;
  allocation->may_decommit = flags.AllowDecommit;
  mock_list_remove(&allocation->offer_link);
  mock_list_append(&adapter->offered[offer_list_of(allocation, priority)], &allocation->offer_link);
  if (adapter->policy == MOCK_DISCARD_ALWAYS)
    discard(allocation);
}

void mock_vidmm_withdraw(struct mock_allocation *allocation)
{
  MOCK_BROKEN(if (MOCK_HAS_DEFECT(reclaim_keeps_on_list)) return );
  mock_list_remove(&allocation->offer_link);
}

/* Memory for a decommitted allocation, and room for it where it is wanted resident: both or neither. */
static bool recommit(struct mock_allocation *allocation)
{
  if (!mock_vidmm_commit(allocation))
    return false;
  if (allocation->is_wanted && !mock_vidmm_make_room(allocation->object.device->adapter, allocation->size)) {
    decommit(allocation);
    return false;
  }
  allocation->is_decommitted = false;
  return true;
}

D3DDDI_RECLAIM_RESULT mock_vidmm_restore(struct mock_allocation *allocation)
{
  struct mock_adapter *adapter = allocation->object.device->adapter;
  bool was_lost = allocation->is_lost;

  if (allocation->is_decommitted && !recommit(allocation)) {
    mock_list_append(&adapter->offered[0], &allocation->offer_link);
    return D3DDDI_RECLAIM_RESULT_NOT_COMMITTED;
  }
  MOCK_BROKEN(allocation->offer_count = 0);
  allocation->is_offered = false;
  allocation->is_lost = false;
  if (allocation->is_wanted && !allocation->is_resident && mock_vidmm_make_room(adapter, allocation->size))
    mock_vidmm_page_in(allocation);
  return was_lost ? D3DDDI_RECLAIM_RESULT_DISCARDED : D3DDDI_RECLAIM_RESULT_OK;
}
