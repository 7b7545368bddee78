#include "test_mock_reclaim_support.h"

static void test_results_that_cannot_be_written_reclaim_nothing(void **state)
{
  (void)state;
  ASSERT_INVALID(reclaim_handles(&good, 1, (D3DDDI_RECLAIM_RESULT *)KERNEL_ADDRESS));
  ASSERT_INVALID(reclaim_old(&good, 1, (BOOL *)KERNEL_ADDRESS));
  assert_true(is_offered(world.device, good));
}

static void test_results_across_the_end_of_a_mapping_reclaim_nothing(void **state)
{
  D3DKMT_HANDLE handles[2] = {good, good};
  unsigned char *memory = map_pages(1);

  (void)state;
  ASSERT_INVALID(reclaim_handles(handles, 2, (D3DDDI_RECLAIM_RESULT *)(void *)(memory + PAGE - 4)));
  assert_true(is_offered(world.device, good));
  unmap_pages(memory, 1);
}

static void test_a_read_only_structure_reclaims_nothing(void **state)
{
  unsigned char *memory = map_pages(1);

  (void)state;
  memcpy(memory, &args, sizeof args);
  assert_int_equal(mprotect(memory, PAGE, PROT_READ), 0);
  ASSERT_INVALID(D3DKMTReclaimAllocations2((void *)memory));
  assert_true(is_offered(world.device, good));
  unmap_pages(memory, 1);
}

static void test_the_older_call_s_structure_may_be_read_only(void **state)
{
  const D3DKMT_RECLAIMALLOCATIONS old = {.hDevice = world.device, .HandleList = &good, .NumAllocations = 1};
  unsigned char *memory = map_pages(1);

  (void)state;
  memcpy(memory, &old, sizeof old);
  assert_int_equal(mprotect(memory, PAGE, PROT_READ), 0);
  ASSERT_SUCCESS(D3DKMTReclaimAllocations((const void *)memory));
  unmap_pages(memory, 1);
}

static void test_a_bad_structure_pointer_is_refused(void **state)
{
  (void)state;
  ASSERT_INVALID(D3DKMTReclaimAllocations2(NULL));
  ASSERT_INVALID(D3DKMTReclaimAllocations2((void *)KERNEL_ADDRESS));
  ASSERT_INVALID(D3DKMTReclaimAllocations(NULL));
}

static void test_bad_counts_are_refused(void **state)
{
  static const UINT counts[] = {0, D3DKMT_MAX_HANDLES_PER_CALL + 1, 0x40000000, 0x40000001, 0xFFFFFFFF};

  (void)state;
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
    ASSERT_INVALID(reclaim_handles(&good, counts[i], NULL));
}

static void test_lists_up_to_10240_are_accepted(void **state)
{
  static D3DKMT_HANDLE handles[D3DKMT_MAX_HANDLES_PER_CALL];

  (void)state;
  for (size_t i = 0; i < sizeof handles / sizeof handles[0]; i++)
    handles[i] = good;
  ASSERT_SUCCESS(reclaim_handles(handles, D3DKMT_MAX_HANDLES_PER_CALL, NULL));
}

static void test_a_list_that_ends_before_its_count_is_refused(void **state)
{
  unsigned char *memory = map_pages(1);
  D3DKMT_HANDLE *list = (D3DKMT_HANDLE *)(void *)(memory + PAGE - sizeof good);

  (void)state;
  *list = good;
  ASSERT_INVALID(reclaim_handles(list, 2, NULL));
  assert_true(is_offered(world.device, good));
  ASSERT_SUCCESS(reclaim_handles(list, 1, NULL));
  unmap_pages(memory, 1);
}

static void test_both_lists_or_none_are_refused(void **state)
{
  D3DKMT_HANDLE resource;
  D3DKMT_HANDLE handle;

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 1, 1, &resource, &handle));
  args.pResources = &resource;
  ASSERT_INVALID(reclaim());
  args.pResources = NULL;
  args.HandleList = NULL;
  ASSERT_INVALID(reclaim());
}

static void test_an_unmapped_list_is_refused(void **state)
{
  (void)state;
  ASSERT_INVALID(reclaim_handles((const D3DKMT_HANDLE *)KERNEL_ADDRESS, 1, NULL));
}

static void test_a_bad_queue_is_refused(void **state)
{
  D3DKMT_HANDLE bad[] = {0, 0x7FFFFFC0, world.device, good, world.queue ^ 0xC0000000};

  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    args.hPagingQueue = bad[i];
    ASSERT_INVALID(reclaim());
  }
  assert_true(is_offered(world.device, good));
}

static void test_a_destroyed_queue_is_refused(void **state)
{
  D3DDDI_DESTROYPAGINGQUEUE destroy = {world.queue};

  (void)state;
  ASSERT_SUCCESS(D3DKMTDestroyPagingQueue(&destroy));
  ASSERT_INVALID(reclaim());
}

static void test_a_queue_of_another_process_is_refused(void **state)
{
  (void)state;
  assert_true(mock_set_process(1));
  ASSERT_INVALID(reclaim());
  assert_true(mock_set_process(0));
}

static void test_a_queue_of_another_device_is_refused(void **state)
{
  (void)state;
  args.hPagingQueue = make_queue(world.other_device);
  ASSERT_INVALID(reclaim());
  assert_true(is_offered(world.device, good));
}

static void test_a_queue_with_changed_instance_bits_is_accepted(void **state)
{
  (void)state;
  args.hPagingQueue += 1;
  ASSERT_SUCCESS(reclaim());
}

static void test_the_older_call_refuses_a_bad_device(void **state)
{
  D3DKMT_RECLAIMALLOCATIONS old = {.hDevice = world.queue, .HandleList = &good, .NumAllocations = 1};

  (void)state;
  ASSERT_INVALID(D3DKMTReclaimAllocations(&old));
  old.hDevice = 0;
  ASSERT_INVALID(D3DKMTReclaimAllocations(&old));
}

static void test_a_bad_handle_anywhere_reclaims_nothing(void **state)
{
  D3DKMT_HANDLE dead = make_allocation(world.device, 1);
  D3DKMT_HANDLE bad[] = {0, 0x7FFFFFC0, dead, world.queue, good ^ 0xC0000000, good + 1};

  (void)state;
  ASSERT_SUCCESS(destroy_one(world.device, dead));
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    for (int place = 0; place < 3; place++) {
      D3DKMT_HANDLE handles[3] = {good, good, good};

      handles[place] = bad[i];
      ASSERT_INVALID(reclaim_handles(handles, 3, NULL));
    }
  assert_true(is_offered(world.device, good));
}

static void test_a_handle_of_another_process_is_refused(void **state)
{
  D3DKMT_OPENADAPTERFROMLUID open = {.AdapterLuid = {.LowPart = 0x4F43}};
  D3DKMT_HANDLE handles[32];
  D3DKMT_HANDLE device;

  (void)state;
  assert_true(mock_set_process(1));
  ASSERT_SUCCESS(D3DKMTOpenAdapterFromLuid(&open));
  device = make_device(open.hAdapter);
  ASSERT_SUCCESS(try_allocations(device, 32, 1, NULL, handles));
  assert_true(mock_set_process(0));
  ASSERT_INVALID(reclaim_handles(&handles[31], 1, NULL));
  mock_reset();
}

static void test_inputs_are_not_written(void **state)
{
  D3DKMT_HANDLE listed = good;
  D3DKMT_RECLAIMALLOCATIONS2 before;

  (void)state;
  args.HandleList = &listed;
  before = args;
  ASSERT_SUCCESS(reclaim());
  before.PagingFenceValue = args.PagingFenceValue;
  assert_memory_equal(&args, &before, sizeof args);
  assert_int_equal(listed, good);
}

static void test_structure_and_list_are_read_once(void **state)
{
  uint64_t before = mock_get_statistic(MOCK_STATISTIC_USER_BYTES_READ);

  (void)state;
  ASSERT_SUCCESS(reclaim());
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_USER_BYTES_READ) - before, sizeof args + sizeof good);
}

#define RECLAIM_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_reclaim, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      RECLAIM_TEST(test_results_that_cannot_be_written_reclaim_nothing),
      RECLAIM_TEST(test_results_across_the_end_of_a_mapping_reclaim_nothing),
      RECLAIM_TEST(test_a_read_only_structure_reclaims_nothing),
      RECLAIM_TEST(test_the_older_call_s_structure_may_be_read_only),
      RECLAIM_TEST(test_a_bad_structure_pointer_is_refused),
      RECLAIM_TEST(test_bad_counts_are_refused),
      RECLAIM_TEST(test_lists_up_to_10240_are_accepted),
      RECLAIM_TEST(test_a_list_that_ends_before_its_count_is_refused),
      RECLAIM_TEST(test_both_lists_or_none_are_refused),
      RECLAIM_TEST(test_an_unmapped_list_is_refused),
      RECLAIM_TEST(test_a_bad_queue_is_refused),
      RECLAIM_TEST(test_a_destroyed_queue_is_refused),
      RECLAIM_TEST(test_a_queue_of_another_process_is_refused),
      RECLAIM_TEST(test_a_queue_of_another_device_is_refused),
      RECLAIM_TEST(test_a_queue_with_changed_instance_bits_is_accepted),
      RECLAIM_TEST(test_the_older_call_refuses_a_bad_device),
      RECLAIM_TEST(test_a_bad_handle_anywhere_reclaims_nothing),
      RECLAIM_TEST(test_a_handle_of_another_process_is_refused),
      RECLAIM_TEST(test_inputs_are_not_written),
      RECLAIM_TEST(test_structure_and_list_are_read_once),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
