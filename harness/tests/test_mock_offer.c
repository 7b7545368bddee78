#include "test_mock_offer_support.h"

static void test_each_priority_is_accepted(void **state)
{
  (void)state;
  for (int priority = 1; priority <= 4; priority++)
    ASSERT_SUCCESS(offer_one(world.device, good, priority));
  assert_true(is_offered(world.device, good));
}

static void test_each_flag_is_accepted(void **state)
{
  (void)state;
  for (UINT flags = 0; flags < 4; flags++)
    ASSERT_SUCCESS(offer_with_flags(world.device, good, flags));
}

static void test_every_listed_allocation_is_offered(void **state)
{
  D3DKMT_HANDLE handles[64];

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 64, 1, NULL, handles));
  ASSERT_SUCCESS(offer_handles(handles, 64));
  for (int i = 0; i < 64; i++)
    assert_true(is_offered(world.device, handles[i]));
}

static void test_up_to_10240_handles_are_accepted(void **state)
{
  static D3DKMT_HANDLE handles[D3DKMT_MAX_HANDLES_PER_CALL + 1];

  (void)state;
  for (size_t i = 0; i < sizeof handles / sizeof handles[0]; i++)
    handles[i] = good;
  ASSERT_SUCCESS(offer_handles(handles, 1024));
  ASSERT_SUCCESS(offer_handles(handles, D3DKMT_MAX_HANDLES_PER_CALL));
  ASSERT_INVALID(offer_handles(handles, D3DKMT_MAX_HANDLES_PER_CALL + 1));
}

static void test_every_allocation_of_each_resource_is_offered(void **state)
{
  D3DKMT_HANDLE resources[2];
  D3DKMT_HANDLE handles[6];

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 3, 1, &resources[0], handles));
  ASSERT_SUCCESS(try_allocations(world.device, 3, 1, &resources[1], handles + 3));
  ASSERT_SUCCESS(offer_resources(world.device, resources, 2));
  for (int i = 0; i < 6; i++)
    assert_true(is_offered(world.device, handles[i]));
}

static void test_a_resource_s_allocation_is_offered_by_its_own_handle(void **state)
{
  D3DKMT_HANDLE resource;
  D3DKMT_HANDLE handles[2];

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 2, 1, &resource, handles));
  ASSERT_SUCCESS(offer_handles(&handles[1], 1));
  assert_true(is_offered(world.device, handles[1]));
  assert_false(is_offered(world.device, handles[0]));
}

static void test_an_empty_resource_is_accepted(void **state)
{
  D3DKMT_HANDLE resource;
  D3DKMT_HANDLE handle;

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 1, 1, &resource, &handle));
  ASSERT_SUCCESS(destroy_one(world.device, handle));
  ASSERT_SUCCESS(offer_resources(world.device, &resource, 1));
}

static void test_the_same_handle_twice_is_accepted(void **state)
{
  D3DKMT_HANDLE handles[2] = {good, good};

  (void)state;
  ASSERT_SUCCESS(offer_handles(handles, 2));
}

static void test_a_device_with_changed_instance_bits_is_accepted(void **state)
{
  (void)state;
  args.hDevice += 5;
  ASSERT_SUCCESS(offer());
}

static void test_count_0_is_refused(void **state)
{
  (void)state;
  ASSERT_INVALID(offer_handles(&good, 0));
}

static void test_both_lists_are_refused(void **state)
{
  D3DKMT_HANDLE resource;
  D3DKMT_HANDLE handle;

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 1, 1, &resource, &handle));
  args.pResources = &resource;
  ASSERT_INVALID(offer());
}

static void test_no_list_is_refused(void **state)
{
  (void)state;
  args.HandleList = NULL;
  ASSERT_INVALID(offer());
}

static void test_a_device_of_0_or_never_issued_is_refused(void **state)
{
  (void)state;
  args.hDevice = 0;
  ASSERT_INVALID(offer());
  args.hDevice = 0x7FFFFFC0;
  ASSERT_INVALID(offer());
}

static void test_a_destroyed_device_is_refused(void **state)
{
  (void)state;
  ASSERT_SUCCESS(destroy_device(world.other_device));
  args.hDevice = world.other_device;
  ASSERT_INVALID(offer());
}

static void test_a_device_of_another_type_is_refused(void **state)
{
  (void)state;
  args.hDevice = world.queue;
  ASSERT_INVALID(offer());
  args.hDevice = good;
  ASSERT_INVALID(offer());
}

static void test_a_device_of_another_process_is_refused(void **state)
{
  (void)state;
  assert_true(mock_set_process(1));
  ASSERT_INVALID(offer());
  assert_true(mock_set_process(0));
}

static void test_an_allocation_of_another_device_is_refused(void **state)
{
  D3DKMT_HANDLE foreign = make_allocation(world.other_device, 1);

  (void)state;
  ASSERT_INVALID(offer_handles(&foreign, 1));
  assert_false(is_offered(world.other_device, foreign));
}

/* Bad handles of each class, at the start, in the middle and at the end of a list of 70. */
static void test_a_bad_handle_is_refused_wherever_it_stands(void **state)
{
  static const UINT places[] = {0, 1, 35, 69};
  D3DKMT_HANDLE handles[70];
  D3DKMT_HANDLE dead = make_allocation(world.device, 1);
  D3DKMT_HANDLE bad[] = {
      0, 0x7FFFFFC0, dead, world.queue, world.device, good + 0x40, good ^ 0xC0000000, good | 1u << 29, good + 0x3F};

  (void)state;
  ASSERT_SUCCESS(destroy_one(world.device, dead));
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    for (size_t j = 0; j < sizeof places / sizeof places[0]; j++) {
      for (int k = 0; k < 70; k++)
        handles[k] = good;
      handles[places[j]] = bad[i];
      ASSERT_INVALID(offer_handles(handles, 70));
    }
  assert_false(is_offered(world.device, good));
}

static void test_a_handle_of_another_process_is_refused(void **state)
{
  D3DKMT_OPENADAPTERFROMLUID open = {.AdapterLuid = {.LowPart = 0x4F43}};
  D3DKMT_HANDLE device;
  D3DKMT_HANDLE handles[32];
  D3DKMT_CLOSEADAPTER close;

  (void)state;
  assert_true(mock_set_process(1));
  ASSERT_SUCCESS(D3DKMTOpenAdapterFromLuid(&open));
  device = make_device(open.hAdapter);
  ASSERT_SUCCESS(try_allocations(device, 32, 1, NULL, handles));
  assert_true(mock_set_process(0));
  ASSERT_INVALID(offer_handles(&handles[31], 1));
  assert_true(mock_set_process(1));
  assert_false(is_offered(device, handles[31]));
  ASSERT_SUCCESS(destroy_device(device));
  close.hAdapter = open.hAdapter;
  ASSERT_SUCCESS(D3DKMTCloseAdapter(&close));
  assert_true(mock_set_process(0));
}

static void test_a_resource_in_the_handle_list_is_refused(void **state)
{
  D3DKMT_HANDLE resource;
  D3DKMT_HANDLE handle;

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 1, 1, &resource, &handle));
  ASSERT_INVALID(offer_handles(&resource, 1));
  ASSERT_INVALID(offer_resources(world.device, &handle, 1));
}

static void test_priorities_outside_1_to_4_are_refused(void **state)
{
  static const UINT bad[] = {0, 5, 6, 0x100, 0x101, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFF};

  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    ASSERT_INVALID(offer_one(world.device, good, (int)bad[i]));
}

static void test_each_reserved_flag_is_refused(void **state)
{
  (void)state;
  for (int bit = 2; bit < 32; bit++)
    ASSERT_INVALID(offer_with_flags(world.device, good, 1u << bit));
}

static void test_a_locked_allocation_is_refused(void **state)
{
  unsigned char *bytes;

  (void)state;
  ASSERT_SUCCESS(try_lock(world.device, good, &bytes));
  ASSERT_INVALID(offer());
  ASSERT_SUCCESS(unlock(world.device, good));
  ASSERT_SUCCESS(offer());
}

static void test_a_resource_with_a_locked_allocation_is_refused_whole(void **state)
{
  D3DKMT_HANDLE resource;
  D3DKMT_HANDLE handles[2];
  unsigned char *bytes;

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 2, 1, &resource, handles));
  ASSERT_SUCCESS(try_lock(world.device, handles[1], &bytes));
  ASSERT_INVALID(offer_resources(world.device, &resource, 1));
  assert_false(is_offered(world.device, handles[0]));
}

static void test_a_refused_offer_changes_nothing(void **state)
{
  D3DKMT_HANDLE handles[2] = {good, 0};

  (void)state;
  assert_true(mock_set_discard(0, MOCK_DISCARD_ALWAYS));
  fill(world.device, good, 0x33, 1);
  ASSERT_INVALID(offer_handles(handles, 2));
  assert_false(is_offered(world.device, good));
  assert_true(holds(world.device, good, 0x33, 1));
}

static void test_checks_come_in_the_documented_order(void **state)
{
  (void)state;
  assert_true(mock_stop_adapter(0));
  ASSERT_REMOVED(offer());
  args.Priority = (D3DKMT_OFFER_PRIORITY)9;
  args.Flags.Value = 0xFFFFFFFF;
  args.HandleList = (const D3DKMT_HANDLE *)KERNEL_ADDRESS;
  ASSERT_REMOVED(offer());
  args.NumAllocations = 0;
  ASSERT_INVALID(offer());
  args.NumAllocations = 1;
  args.pResources = &good;
  ASSERT_INVALID(offer());
  args.pResources = NULL;
  args.hDevice = 0;
  ASSERT_INVALID(offer());
}

static void test_an_offered_allocation_can_be_destroyed(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer());
  ASSERT_SUCCESS(destroy_one(world.device, good));
  ASSERT_INVALID(offer());
}

#define OFFER_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_offer, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      OFFER_TEST(test_each_priority_is_accepted),
      OFFER_TEST(test_each_flag_is_accepted),
      OFFER_TEST(test_every_listed_allocation_is_offered),
      OFFER_TEST(test_up_to_10240_handles_are_accepted),
      OFFER_TEST(test_every_allocation_of_each_resource_is_offered),
      OFFER_TEST(test_a_resource_s_allocation_is_offered_by_its_own_handle),
      OFFER_TEST(test_an_empty_resource_is_accepted),
      OFFER_TEST(test_the_same_handle_twice_is_accepted),
      OFFER_TEST(test_a_device_with_changed_instance_bits_is_accepted),
      OFFER_TEST(test_count_0_is_refused),
      OFFER_TEST(test_both_lists_are_refused),
      OFFER_TEST(test_no_list_is_refused),
      OFFER_TEST(test_a_device_of_0_or_never_issued_is_refused),
      OFFER_TEST(test_a_destroyed_device_is_refused),
      OFFER_TEST(test_a_device_of_another_type_is_refused),
      OFFER_TEST(test_a_device_of_another_process_is_refused),
      OFFER_TEST(test_an_allocation_of_another_device_is_refused),
      OFFER_TEST(test_a_bad_handle_is_refused_wherever_it_stands),
      OFFER_TEST(test_a_handle_of_another_process_is_refused),
      OFFER_TEST(test_a_resource_in_the_handle_list_is_refused),
      OFFER_TEST(test_priorities_outside_1_to_4_are_refused),
      OFFER_TEST(test_each_reserved_flag_is_refused),
      OFFER_TEST(test_a_locked_allocation_is_refused),
      OFFER_TEST(test_a_resource_with_a_locked_allocation_is_refused_whole),
      OFFER_TEST(test_a_refused_offer_changes_nothing),
      OFFER_TEST(test_checks_come_in_the_documented_order),
      OFFER_TEST(test_an_offered_allocation_can_be_destroyed),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
