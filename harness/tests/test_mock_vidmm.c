#include "test_mock_support.h"

enum {
  ok = D3DDDI_RECLAIM_RESULT_OK,
  discarded = D3DDDI_RECLAIM_RESULT_DISCARDED,
  not_committed = D3DDDI_RECLAIM_RESULT_NOT_COMMITTED,
  low = D3DKMT_OFFER_PRIORITY_LOW,
  normal = D3DKMT_OFFER_PRIORITY_NORMAL,
  high = D3DKMT_OFFER_PRIORITY_HIGH,
  automatic = D3DKMT_OFFER_PRIORITY_AUTO
};

#define BUDGET_PAGES 4

static D3DKMT_HANDLE a[BUDGET_PAGES]; /* as many allocations of a page as the budget holds */

static int set_up_full(void **state)
{
  set_up(state);
  assert_true(mock_set_budget(0, BUDGET_PAGES * PAGE));
  ASSERT_SUCCESS(try_allocations(world.device, BUDGET_PAGES, 1, NULL, a));
  return 0;
}

static UINT64 usage(void)
{
  D3DKMT_QUERYVIDEOMEMORYINFO query = {.hAdapter = world.adapters[0]};

  ASSERT_SUCCESS(D3DKMTQueryVideoMemoryInfo(&query));
  return query.CurrentUsage / PAGE;
}

static NTSTATUS make_resident(const D3DKMT_HANDLE *handles, UINT count, UINT64 *ret_bytes_to_trim)
{
  D3DDDI_MAKERESIDENT arguments = {.hPagingQueue = world.queue, .NumAllocations = count, .AllocationList = handles};
  NTSTATUS status = D3DKMTMakeResident(&arguments);

  *ret_bytes_to_trim = arguments.NumBytesToTrim;
  return status;
}

static NTSTATUS evict(D3DKMT_HANDLE handle)
{
  D3DKMT_EVICT arguments = {.hDevice = world.device, .NumAllocations = 1, .AllocationList = &handle};

  return D3DKMTEvict(&arguments);
}

static D3DKMT_ALLOCATIONRESIDENCYSTATUS residency(D3DKMT_HANDLE handle)
{
  D3DKMT_ALLOCATIONRESIDENCYSTATUS status;
  const D3DKMT_QUERYALLOCATIONRESIDENCY query = {
      .hDevice = world.device, .phAllocationList = &handle, .AllocationCount = 1, .pResidencyStatus = &status};

  ASSERT_SUCCESS(D3DKMTQueryAllocationResidency(&query));
  return status;
}

static void set_priority(D3DKMT_HANDLE handle, UINT priority)
{
  const D3DKMT_SETALLOCATIONPRIORITY set = {
      .hDevice = world.device, .phAllocationList = &handle, .AllocationCount = 1, .pPriorities = &priority};

  ASSERT_SUCCESS(D3DKMTSetAllocationPriority(&set));
}

/* Makes an allocation that needs the bytes of `pages` others. */
static NTSTATUS press(size_t pages)
{
  D3DKMT_HANDLE handle;

  return try_allocations(world.device, 1, pages, NULL, &handle);
}

static void test_an_allocation_over_budget_is_refused(void **state)
{
  (void)state;
  assert_int_equal(usage(), BUDGET_PAGES);
  ASSERT_STATUS(press(1), STATUS_NO_MEMORY);
  assert_int_equal(usage(), BUDGET_PAGES);
}

static void test_offered_memory_can_be_used_again(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_list(world.device, a, 2, low));
  ASSERT_SUCCESS(press(2));
  assert_int_equal(usage(), BUDGET_PAGES);
}

static void test_too_little_offered_memory_is_not_discarded_in_vain(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_list(world.device, a, 2, low));
  ASSERT_STATUS(press(3), STATUS_NO_MEMORY);
  assert_int_equal(reclaim_one(world.queue, a[0]), ok);
}

static void test_no_more_is_discarded_than_needed(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_list(world.device, a, 3, low));
  ASSERT_SUCCESS(press(1));
  assert_int_equal(reclaim_one(world.queue, a[1]), ok);
  assert_int_equal(reclaim_one(world.queue, a[2]), ok);
}

static void test_low_goes_before_normal_before_high(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_one(world.device, a[0], high));
  ASSERT_SUCCESS(offer_one(world.device, a[1], normal));
  ASSERT_SUCCESS(offer_one(world.device, a[2], low));
  ASSERT_SUCCESS(press(1));
  ASSERT_SUCCESS(offer_one(world.device, a[3], high));
  ASSERT_SUCCESS(press(1));
  assert_int_equal(residency(a[2]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT);
  assert_int_equal(residency(a[1]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT);
  assert_int_equal(residency(a[0]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINGPUMEMORY);
  assert_int_equal(residency(a[3]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINGPUMEMORY);
}

static void test_the_oldest_offer_of_a_priority_goes_first(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_one(world.device, a[2], normal));
  ASSERT_SUCCESS(offer_one(world.device, a[0], normal));
  ASSERT_SUCCESS(press(1));
  assert_int_equal(residency(a[2]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT);
  assert_int_equal(residency(a[0]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINGPUMEMORY);
}

static void test_offered_twice_the_last_priority_counts(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_one(world.device, a[0], low));
  ASSERT_SUCCESS(offer_one(world.device, a[1], normal));
  ASSERT_SUCCESS(offer_one(world.device, a[0], high));
  ASSERT_SUCCESS(press(1));
  assert_int_equal(residency(a[1]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT);
}

static void test_auto_follows_the_eviction_priority(void **state)
{
  (void)state;
  set_priority(a[0], D3DDDI_ALLOCATIONPRIORITY_HIGH);
  set_priority(a[1], D3DDDI_ALLOCATIONPRIORITY_LOW);
  for (int i = 0; i < 3; i++)
    ASSERT_SUCCESS(offer_one(world.device, a[i], automatic));
  ASSERT_SUCCESS(press(1));
  assert_int_equal(residency(a[1]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT);
  ASSERT_SUCCESS(press(1));
  assert_int_equal(residency(a[2]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT);
  assert_int_equal(residency(a[0]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINGPUMEMORY);
}

static void test_a_reclaimed_allocation_is_not_discarded(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_one(world.device, a[0], low));
  assert_int_equal(reclaim_one(world.queue, a[0]), ok);
  ASSERT_STATUS(press(1), STATUS_NO_MEMORY);
}

static void test_a_destroyed_allocation_is_not_discarded(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_list(world.device, a, 2, low));
  ASSERT_SUCCESS(destroy_one(world.device, a[0]));
  assert_int_equal(usage(), BUDGET_PAGES - 1);
  ASSERT_SUCCESS(press(2));
  assert_int_equal(residency(a[1]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT);
}

static void test_the_never_policy_discards_nothing(void **state)
{
  (void)state;
  assert_true(mock_set_discard(0, MOCK_DISCARD_NEVER));
  ASSERT_SUCCESS(offer_list(world.device, a, BUDGET_PAGES, low));
  ASSERT_STATUS(press(1), STATUS_NO_MEMORY);
}

static void test_a_smaller_budget_discards_offered_memory(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_list(world.device, a, 2, low));
  assert_true(mock_set_budget(0, 3 * PAGE));
  assert_int_equal(usage(), 3);
  assert_true(mock_set_budget(0, 0));
  assert_int_equal(usage(), 2);
}

static void test_reclaiming_pages_in(void **state)
{
  D3DKMT_HANDLE big;

  (void)state;
  ASSERT_SUCCESS(offer_list(world.device, a, 2, low));
  ASSERT_SUCCESS(try_allocations(world.device, 1, 2, NULL, &big));
  ASSERT_SUCCESS(destroy_one(world.device, big));
  assert_int_equal(usage(), 2);
  assert_int_equal(reclaim_one(world.queue, a[0]), discarded);
  assert_int_equal(usage(), 3);
}

static void test_reclaiming_without_room_succeeds_out_of_the_segment(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_one(world.device, a[0], low));
  ASSERT_SUCCESS(press(1));
  assert_int_equal(reclaim_one(world.queue, a[0]), discarded);
  assert_int_equal(residency(a[0]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT);
  assert_false(is_offered(world.device, a[0]));
}

static void test_a_reclaim_does_not_discard_what_it_reclaims(void **state)
{
  D3DDDI_RECLAIM_RESULT results[2];

  (void)state;
  ASSERT_SUCCESS(offer_one(world.device, a[0], low));
  ASSERT_SUCCESS(press(1));
  ASSERT_SUCCESS(offer_one(world.device, a[1], low));
  ASSERT_SUCCESS(reclaim_list(world.queue, a, 2, results));
  assert_int_equal(results[0], discarded);
  assert_int_equal(results[1], ok);
}

static void test_a_decommitted_allocation_frees_its_memory(void **state)
{
  uint64_t before;

  (void)state;
  assert_true(mock_set_discard(0, MOCK_DISCARD_ALWAYS));
  before = mock_get_statistic(MOCK_STATISTIC_LIVE_BYTES);
  ASSERT_SUCCESS(offer_with_flags(world.device, a[0], 2));
  assert_int_equal(before - mock_get_statistic(MOCK_STATISTIC_LIVE_BYTES), PAGE);
  assert_int_equal(reclaim_one(world.queue, a[0]), discarded);
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_LIVE_BYTES), before);
  assert_true(holds(world.device, a[0], 0, 1));
}

static void test_without_decommit_a_discard_keeps_the_memory(void **state)
{
  uint64_t before;

  (void)state;
  assert_true(mock_set_discard(0, MOCK_DISCARD_ALWAYS));
  before = mock_get_statistic(MOCK_STATISTIC_LIVE_BYTES);
  ASSERT_SUCCESS(offer_with_flags(world.device, a[0], 1));
  assert_int_equal(before, mock_get_statistic(MOCK_STATISTIC_LIVE_BYTES));
  assert_int_equal(reclaim_one(world.queue, a[0]), discarded);
}

static void test_a_decommitted_allocation_that_does_not_fit_stays_offered(void **state)
{
  D3DKMT_HANDLE big;

  (void)state;
  ASSERT_SUCCESS(offer_with_flags(world.device, a[0], 2));
  ASSERT_SUCCESS(try_allocations(world.device, 1, 1, NULL, &big));
  assert_int_equal(reclaim_one(world.queue, a[0]), not_committed);
  assert_true(is_offered(world.device, a[0]));
  ASSERT_SUCCESS(destroy_one(world.device, big));
  assert_int_equal(reclaim_one(world.queue, a[0]), discarded);
  assert_false(is_offered(world.device, a[0]));
}

static void test_a_decommitted_allocation_without_kernel_memory_stays_offered(void **state)
{
  (void)state;
  assert_true(mock_set_discard(0, MOCK_DISCARD_ALWAYS));
  ASSERT_SUCCESS(offer_with_flags(world.device, a[0], 2));
  mock_fail_allocation(4); /* after the list, the items and the results */
  assert_int_equal(reclaim_one(world.queue, a[0]), not_committed);
  assert_int_equal(reclaim_one(world.queue, a[0]), discarded);
}

static void test_not_committed_is_true_to_the_older_call(void **state)
{
  BOOL result = 77;
  const D3DKMT_RECLAIMALLOCATIONS reclaim = {
      .hDevice = world.device, .HandleList = &a[0], .NumAllocations = 1, .pDiscarded = &result};

  (void)state;
  ASSERT_SUCCESS(offer_with_flags(world.device, a[0], 2));
  ASSERT_SUCCESS(press(1));
  ASSERT_SUCCESS(D3DKMTReclaimAllocations(&reclaim));
  assert_int_equal(result, TRUE);
  assert_true(is_offered(world.device, a[0]));
}

static void test_an_evicted_allocation_keeps_its_content(void **state)
{
  UINT64 trim;

  (void)state;
  fill(world.device, a[0], 0x44, 1);
  ASSERT_SUCCESS(evict(a[0]));
  assert_int_equal(usage(), BUDGET_PAGES - 1);
  assert_true(holds(world.device, a[0], 0x44, 1));
  ASSERT_SUCCESS(make_resident(&a[0], 1, &trim));
  assert_int_equal(usage(), BUDGET_PAGES);
}

static void test_make_resident_says_how_much_to_trim(void **state)
{
  D3DKMT_HANDLE handles[3] = {a[0], a[1], a[0]};
  UINT64 trim = 0;

  (void)state;
  ASSERT_SUCCESS(evict(a[0]));
  ASSERT_SUCCESS(evict(a[1]));
  ASSERT_SUCCESS(press(1));
  ASSERT_STATUS(make_resident(handles, 3, &trim), STATUS_NO_MEMORY);
  assert_int_equal(trim, PAGE);
  ASSERT_SUCCESS(offer_one(world.device, a[2], low));
  ASSERT_SUCCESS(make_resident(handles, 3, &trim));
  assert_int_equal(trim, 0);
  assert_int_equal(reclaim_one(world.queue, a[2]), discarded);
}

static void test_make_resident_refuses_an_offered_allocation(void **state)
{
  UINT64 trim;

  (void)state;
  ASSERT_SUCCESS(offer_one(world.device, a[0], low));
  ASSERT_INVALID(make_resident(a, 2, &trim));
}

static void test_reclaiming_an_evicted_allocation_leaves_it_out(void **state)
{
  (void)state;
  ASSERT_SUCCESS(evict(a[0]));
  ASSERT_SUCCESS(offer_one(world.device, a[0], low));
  assert_int_equal(reclaim_one(world.queue, a[0]), ok);
  assert_int_equal(residency(a[0]), D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT);
}

#define VIDMM_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_full, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      VIDMM_TEST(test_an_allocation_over_budget_is_refused),
      VIDMM_TEST(test_offered_memory_can_be_used_again),
      VIDMM_TEST(test_too_little_offered_memory_is_not_discarded_in_vain),
      VIDMM_TEST(test_no_more_is_discarded_than_needed),
      VIDMM_TEST(test_low_goes_before_normal_before_high),
      VIDMM_TEST(test_the_oldest_offer_of_a_priority_goes_first),
      VIDMM_TEST(test_offered_twice_the_last_priority_counts),
      VIDMM_TEST(test_auto_follows_the_eviction_priority),
      VIDMM_TEST(test_a_reclaimed_allocation_is_not_discarded),
      VIDMM_TEST(test_a_destroyed_allocation_is_not_discarded),
      VIDMM_TEST(test_the_never_policy_discards_nothing),
      VIDMM_TEST(test_a_smaller_budget_discards_offered_memory),
      VIDMM_TEST(test_reclaiming_pages_in),
      VIDMM_TEST(test_reclaiming_without_room_succeeds_out_of_the_segment),
      VIDMM_TEST(test_a_reclaim_does_not_discard_what_it_reclaims),
      VIDMM_TEST(test_a_decommitted_allocation_frees_its_memory),
      VIDMM_TEST(test_without_decommit_a_discard_keeps_the_memory),
      VIDMM_TEST(test_a_decommitted_allocation_that_does_not_fit_stays_offered),
      VIDMM_TEST(test_a_decommitted_allocation_without_kernel_memory_stays_offered),
      VIDMM_TEST(test_not_committed_is_true_to_the_older_call),
      VIDMM_TEST(test_an_evicted_allocation_keeps_its_content),
      VIDMM_TEST(test_make_resident_says_how_much_to_trim),
      VIDMM_TEST(test_make_resident_refuses_an_offered_allocation),
      VIDMM_TEST(test_reclaiming_an_evicted_allocation_leaves_it_out),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
