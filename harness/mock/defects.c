#include "mock/defects.h"

#ifndef MOCK_DEFECTS

bool mock_set_defect(const char *name)
{
  return name == (const char *)0;
}

#else

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mock/user_memory.h"
#include "mock/vidmm.h"

static const char *const names[MOCK_DEFECT_COUNT] = {
    [MOCK_NO_DEFECT] = "",
#define MOCK_DEFECT(name, requirement, what) [MOCK_DEFECT_##name] = #name,
#include "mock/defects.def"
#undef MOCK_DEFECT
};

static enum mock_defect active;
static bool is_chosen;

bool mock_set_defect(const char *name)
{
  for (int i = MOCK_NO_DEFECT; i < MOCK_DEFECT_COUNT; i++)
    if (strcmp(names[i], name != NULL ? name : "") == 0) {
      active = (enum mock_defect)i;
      is_chosen = true;
      return true;
    }
  return false;
}

/* First asked with the kernel lock held, like every time. */
enum mock_defect mock_active_defect(void)
{
  const char *name;

  if (is_chosen)
    return active;
  name = getenv("MOCK_DEFECT");
  if (!mock_set_defect(name)) {
    fprintf(stderr, "MOCK_DEFECT=%s: there is no such defect\n", name);
    abort();
  }
  return active;
}

static bool is_reclaim(const struct mock_call *call)
{
  return call->entry == ABI_RECLAIM_ALLOCATIONS || call->entry == ABI_RECLAIM_ALLOCATIONS2;
}

void mock_defect_read_structure(const struct mock_call *call, void *ret_arguments, size_t size)
{
  if ((call->entry == ABI_OFFER_ALLOCATIONS && MOCK_HAS_DEFECT(offer_structure_unchecked)) ||
      (is_reclaim(call) && MOCK_HAS_DEFECT(reclaim_structure_unchecked)))
    memcpy(ret_arguments, (const void *)call->user, size);
}

NTSTATUS mock_defect_bad_pointer_status(const struct mock_call *call)
{
  if ((call->entry == ABI_OFFER_ALLOCATIONS && MOCK_HAS_DEFECT(offer_access_violation_status)) ||
      (is_reclaim(call) && MOCK_HAS_DEFECT(reclaim_access_violation_status)))
    return STATUS_ACCESS_VIOLATION;
  return STATUS_INVALID_PARAMETER;
}

int mock_defect_discard_order(int place)
{
  static const int high_first[MOCK_OFFER_LISTS] = {2, 1, 0};
  static const int normal_first[MOCK_OFFER_LISTS] = {1, 0, 2};
  static const int high_before_normal[MOCK_OFFER_LISTS] = {0, 2, 1};

  if (MOCK_HAS_DEFECT(vidmm_high_first))
    return high_first[place];
  if (MOCK_HAS_DEFECT(vidmm_normal_first))
    return normal_first[place];
  return MOCK_HAS_DEFECT(vidmm_high_before_normal) ? high_before_normal[place] : place;
}

/* A priority that the right check then judges as the broken one would judge the caller's. */
UINT mock_defect_priority(UINT priority)
{
  if (MOCK_HAS_DEFECT(offer_priority_byte_only))
    return priority & 0xFF;
  if ((MOCK_HAS_DEFECT(offer_priority_zero_accepted) && priority == 0) ||
      (MOCK_HAS_DEFECT(offer_priority_five_accepted) && priority == D3DKMT_OFFER_PRIORITY_AUTO + 1) ||
      (MOCK_HAS_DEFECT(offer_priority_signed) && priority > INT32_MAX))
    return D3DKMT_OFFER_PRIORITY_LOW;
  if ((MOCK_HAS_DEFECT(offer_priority_high_refused) && priority == D3DKMT_OFFER_PRIORITY_HIGH) ||
      (MOCK_HAS_DEFECT(offer_priority_auto_refused) && priority == D3DKMT_OFFER_PRIORITY_AUTO))
    return 0;
  return priority;
}

bool mock_defect_refuses_flags(D3DKMT_OFFER_FLAGS flags)
{
  return (MOCK_HAS_DEFECT(offer_decommit_refused) && flags.AllowDecommit) ||
         (MOCK_HAS_DEFECT(offer_both_flags_refused) && flags.AllowDecommit && flags.OfferImmediately);
}

bool mock_defect_skips_offer(const struct mock_allocation *allocation)
{
  return MOCK_HAS_DEFECT(offer_first_allocation_only) && allocation->resource != NULL &&
         allocation->resource->allocations.next != &allocation->resource_link;
}

unsigned mock_defect_restore(struct mock_allocation *allocation)
{
  bool was_offered = allocation->is_offered;
  unsigned result;

  if (MOCK_HAS_DEFECT(reclaim_offered_twice_kept) && allocation->offer_count > 1) {
    allocation->offer_count--;
    return D3DDDI_RECLAIM_RESULT_OK;
  }
  result = mock_vidmm_restore(allocation);
  if (MOCK_HAS_DEFECT(reclaim_never_offered_discarded) && !was_offered)
    return D3DDDI_RECLAIM_RESULT_DISCARDED;
  if (MOCK_HAS_DEFECT(reclaim_discarded_not_committed) && result == D3DDDI_RECLAIM_RESULT_DISCARDED)
    return D3DDDI_RECLAIM_RESULT_NOT_COMMITTED;
  allocation->is_just_reclaimed = true;
  return result;
}

bool mock_defect_refuses_destroy(struct mock_allocation **items, UINT count)
{
  for (UINT i = 0; i < count; i++)
    if (MOCK_HAS_DEFECT(destroy_offered_refused) && items[i]->is_offered)
      return true;
  return false;
}

bool mock_defect_refuses_lock(struct mock_allocation *allocation)
{
  bool was_reclaimed = allocation->is_just_reclaimed;

  allocation->is_just_reclaimed = false;
  return MOCK_HAS_DEFECT(lock_after_reclaim_refused) && was_reclaimed;
}

#endif
