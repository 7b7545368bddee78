#include "test_mock_offer_support.h"

static void test_a_bad_structure_pointer_is_refused(void **state)
{
  unsigned char *memory = map_pages(1);

  (void)state;
  memcpy(memory + PAGE - sizeof args + 4, &args, sizeof args - 4);
  ASSERT_INVALID(D3DKMTOfferAllocations(NULL));
  ASSERT_INVALID(D3DKMTOfferAllocations((void *)KERNEL_ADDRESS));
  ASSERT_INVALID(D3DKMTOfferAllocations((void *)(UINTPTR_MAX - 8)));
  ASSERT_INVALID(D3DKMTOfferAllocations((void *)(memory + PAGE - sizeof args + 4)));
  assert_false(is_offered(world.device, good));
  unmap_pages(memory, 1);
}

static void test_a_bad_list_pointer_is_refused(void **state)
{
  unsigned char *memory = map_pages(1);

  (void)state;
  memcpy(memory + PAGE - sizeof good, &good, sizeof good);
  ASSERT_INVALID(offer_handles((const D3DKMT_HANDLE *)KERNEL_ADDRESS, 1));
  ASSERT_INVALID(offer_handles((const D3DKMT_HANDLE *)8, 1));
  ASSERT_INVALID(offer_handles((const D3DKMT_HANDLE *)(void *)(memory + PAGE - sizeof good), 2));
  assert_false(is_offered(world.device, good));
  ASSERT_SUCCESS(offer_handles((const D3DKMT_HANDLE *)(void *)(memory + PAGE - sizeof good), 1));
  unmap_pages(memory, 1);
}

static void test_a_misaligned_read_only_structure_and_list_are_accepted(void **state)
{
  unsigned char *memory = map_pages(2);

  (void)state;
  args.HandleList = (const void *)(memory + 1);
  memcpy(memory + 1, &good, sizeof good);
  memcpy(memory + PAGE - 5, &args, sizeof args);
  assert_int_equal(mprotect(memory, 2 * PAGE, PROT_READ), 0);
  ASSERT_SUCCESS(D3DKMTOfferAllocations((const void *)(memory + PAGE - 5)));
  unmap_pages(memory, 2);
}

static void test_inputs_are_not_written(void **state)
{
  D3DKMT_OFFERALLOCATIONS before = args;
  D3DKMT_HANDLE listed = good;

  (void)state;
  args.HandleList = &listed;
  before.HandleList = &listed;
  ASSERT_SUCCESS(offer());
  assert_memory_equal(&args, &before, sizeof args);
  assert_int_equal(listed, good);
}

static void test_structure_and_list_are_read_once(void **state)
{
  D3DKMT_HANDLE handles[3] = {good, good, good};
  uint64_t before = mock_get_statistic(MOCK_STATISTIC_USER_BYTES_READ);

  (void)state;
  ASSERT_SUCCESS(offer_handles(handles, 3));
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_USER_BYTES_READ) - before, sizeof args + sizeof handles);
}

static void test_counts_whose_byte_size_wraps_are_refused(void **state)
{
  (void)state;
  ASSERT_INVALID(offer_handles(&good, 0x40000000));
  ASSERT_INVALID(offer_handles(&good, 0x40000001));
  ASSERT_INVALID(offer_handles(&good, 0xFFFFFFFF));
}

#define OFFER_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_offer, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      OFFER_TEST(test_a_bad_structure_pointer_is_refused),
      OFFER_TEST(test_a_bad_list_pointer_is_refused),
      OFFER_TEST(test_a_misaligned_read_only_structure_and_list_are_accepted),
      OFFER_TEST(test_inputs_are_not_written),
      OFFER_TEST(test_structure_and_list_are_read_once),
      OFFER_TEST(test_counts_whose_byte_size_wraps_are_refused),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
