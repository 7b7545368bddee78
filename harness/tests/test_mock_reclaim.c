#include "test_mock_reclaim_support.h"

static const D3DDDI_RECLAIM_RESULT ok = D3DDDI_RECLAIM_RESULT_OK;
static const D3DDDI_RECLAIM_RESULT discarded = D3DDDI_RECLAIM_RESULT_DISCARDED;

static void test_an_offered_allocation_comes_back_intact(void **state)
{
  (void)state;
  assert_int_equal(reclaim_one(world.queue, good), ok);
  assert_true(holds(world.device, good, 0x11, 1));
}

static void test_a_discarded_allocation_is_reported_and_has_lost_all_its_content(void **state)
{
  (void)state;
  assert_true(mock_set_discard(0, MOCK_DISCARD_ALWAYS));
  ASSERT_SUCCESS(offer_one(world.device, good, D3DKMT_OFFER_PRIORITY_HIGH));
  assert_int_equal(reclaim_one(world.queue, good), discarded);
  assert_true(holds(world.device, good, 0xD5, 1));
}

static void test_a_never_offered_allocation_is_ok(void **state)
{
  D3DKMT_HANDLE fresh = make_allocation(world.device, 1);

  (void)state;
  assert_int_equal(reclaim_one(world.queue, fresh), ok);
}

static void test_a_reclaimed_allocation_is_ok_when_reclaimed_again(void **state)
{
  (void)state;
  assert_true(mock_set_discard(0, MOCK_DISCARD_ALWAYS));
  ASSERT_SUCCESS(offer_one(world.device, good, D3DKMT_OFFER_PRIORITY_LOW));
  assert_int_equal(reclaim_one(world.queue, good), discarded);
  assert_int_equal(reclaim_one(world.queue, good), ok);
}

static void test_one_reclaim_ends_two_offers(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_one(world.device, good, D3DKMT_OFFER_PRIORITY_HIGH));
  assert_int_equal(reclaim_one(world.queue, good), ok);
  assert_false(is_offered(world.device, good));
}

/* Of four allocations, the first and the third are discarded. */
static void offer_mixed(D3DKMT_HANDLE *ret_handles)
{
  ASSERT_SUCCESS(try_allocations(world.device, 4, 1, NULL, ret_handles));
  ASSERT_SUCCESS(offer_one(world.device, ret_handles[1], D3DKMT_OFFER_PRIORITY_LOW));
  assert_true(mock_set_discard(0, MOCK_DISCARD_ALWAYS));
  ASSERT_SUCCESS(offer_one(world.device, ret_handles[0], D3DKMT_OFFER_PRIORITY_LOW));
  ASSERT_SUCCESS(offer_one(world.device, ret_handles[2], D3DKMT_OFFER_PRIORITY_LOW));
  assert_true(mock_set_discard(0, MOCK_DISCARD_ON_PRESSURE));
}

static void test_results_come_in_list_order(void **state)
{
  static const D3DDDI_RECLAIM_RESULT expected[5] = {D3DDDI_RECLAIM_RESULT_DISCARDED, D3DDDI_RECLAIM_RESULT_OK,
                                                    D3DDDI_RECLAIM_RESULT_DISCARDED, D3DDDI_RECLAIM_RESULT_OK,
                                                    (D3DDDI_RECLAIM_RESULT)77};
  D3DDDI_RECLAIM_RESULT results[5];
  D3DKMT_HANDLE handles[4];

  (void)state;
  results[4] = (D3DDDI_RECLAIM_RESULT)77;
  offer_mixed(handles);
  ASSERT_SUCCESS(reclaim_handles(handles, 4, results));
  assert_memory_equal(results, expected, sizeof expected);
  for (int i = 0; i < 4; i++)
    assert_false(is_offered(world.device, handles[i]));
}

static void test_the_older_call_writes_bools_in_list_order(void **state)
{
  static const BOOL expected[5] = {TRUE, FALSE, TRUE, FALSE, 77};
  BOOL results[5] = {0, 0, 0, 0, 77};
  D3DKMT_HANDLE handles[4];

  (void)state;
  offer_mixed(handles);
  ASSERT_SUCCESS(reclaim_old(handles, 4, results));
  assert_memory_equal(results, expected, sizeof expected);
}

static void test_the_same_handle_twice_gets_the_same_answer_twice(void **state)
{
  D3DKMT_HANDLE handles[2] = {good, good};
  D3DDDI_RECLAIM_RESULT results[2];

  (void)state;
  assert_true(mock_set_discard(0, MOCK_DISCARD_ALWAYS));
  ASSERT_SUCCESS(offer_one(world.device, good, D3DKMT_OFFER_PRIORITY_LOW));
  ASSERT_SUCCESS(reclaim_handles(handles, 2, results));
  assert_int_equal(results[0], discarded);
  assert_int_equal(results[1], discarded);
}

static void test_a_resource_s_answer_is_the_worst_of_its_allocations(void **state)
{
  D3DKMT_HANDLE resource;
  D3DKMT_HANDLE handles[3];

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 3, 1, &resource, handles));
  ASSERT_SUCCESS(offer_resources(world.device, &resource, 1));
  assert_true(mock_set_discard(0, MOCK_DISCARD_ALWAYS));
  ASSERT_SUCCESS(offer_one(world.device, handles[1], D3DKMT_OFFER_PRIORITY_LOW));
  args.HandleList = NULL;
  args.pResources = &resource;
  ASSERT_SUCCESS(reclaim());
  assert_int_equal(result, discarded);
  for (int i = 0; i < 3; i++)
    assert_false(is_offered(world.device, handles[i]));
}

static void test_results_need_not_be_asked_for(void **state)
{
  (void)state;
  ASSERT_SUCCESS(reclaim_handles(&good, 1, NULL));
  assert_false(is_offered(world.device, good));
  ASSERT_SUCCESS(offer_one(world.device, good, D3DKMT_OFFER_PRIORITY_LOW));
  ASSERT_SUCCESS(reclaim_old(&good, 1, NULL));
  assert_false(is_offered(world.device, good));
}

static void test_the_fence_value_rises_and_is_signalled(void **state)
{
  UINT64 first;

  (void)state;
  ASSERT_SUCCESS(reclaim());
  first = args.PagingFenceValue;
  assert_int_equal(*world.fence, first);
  ASSERT_SUCCESS(reclaim());
  assert_true(args.PagingFenceValue > first);
  assert_int_equal(*world.fence, args.PagingFenceValue);
}

#define RECLAIM_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_reclaim, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      RECLAIM_TEST(test_an_offered_allocation_comes_back_intact),
      RECLAIM_TEST(test_a_discarded_allocation_is_reported_and_has_lost_all_its_content),
      RECLAIM_TEST(test_a_never_offered_allocation_is_ok),
      RECLAIM_TEST(test_a_reclaimed_allocation_is_ok_when_reclaimed_again),
      RECLAIM_TEST(test_one_reclaim_ends_two_offers),
      RECLAIM_TEST(test_results_come_in_list_order),
      RECLAIM_TEST(test_the_older_call_writes_bools_in_list_order),
      RECLAIM_TEST(test_the_same_handle_twice_gets_the_same_answer_twice),
      RECLAIM_TEST(test_a_resource_s_answer_is_the_worst_of_its_allocations),
      RECLAIM_TEST(test_results_need_not_be_asked_for),
      RECLAIM_TEST(test_the_fence_value_rises_and_is_signalled),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
