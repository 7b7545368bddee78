#include "test_mock_support.h"

#include "mock/user_memory_posix.h"

static unsigned char *memory; /* two pages, an unmapped one behind them */

static int set_up_memory(void **state)
{
  (void)state;
  memory = map_pages(2);
  memset(memory, 0xA5, 2 * PAGE);
  return 0;
}

static int tear_down_memory(void **state)
{
  (void)state;
  unmap_pages(memory, 2);
  return 0;
}

static uintptr_t at(size_t offset)
{
  return (uintptr_t)memory + offset;
}

static void test_copies_in_from_any_address_that_is_mapped(void **state)
{
  unsigned char bytes[8] = {0};

  (void)state;
  assert_true(mock_copy_in(bytes, at(3), sizeof bytes));
  assert_int_equal(bytes[7], 0xA5);
}

static void test_copies_in_across_two_pages(void **state)
{
  unsigned char bytes[8];

  (void)state;
  assert_true(mock_copy_in(bytes, at(PAGE - 4), sizeof bytes));
}

static void test_copies_in_up_to_the_end_of_a_mapping(void **state)
{
  unsigned char bytes[8];

  (void)state;
  assert_true(mock_copy_in(bytes, at(2 * PAGE - sizeof bytes), sizeof bytes));
}

static void test_refuses_to_copy_in_across_the_end_of_a_mapping(void **state)
{
  unsigned char bytes[8];

  (void)state;
  assert_false(mock_copy_in(bytes, at(2 * PAGE - sizeof bytes + 1), sizeof bytes));
}

static void test_refuses_null(void **state)
{
  unsigned char bytes[8] = {0};

  (void)state;
  assert_false(mock_copy_in(bytes, 0, sizeof bytes));
  assert_false(mock_copy_out(0, bytes, sizeof bytes));
  assert_false(mock_probe_write(0, 1));
}

static void test_refuses_a_kernel_address(void **state)
{
  unsigned char bytes[8] = {0};

  (void)state;
  assert_false(mock_copy_in(bytes, KERNEL_ADDRESS, sizeof bytes));
  assert_false(mock_copy_out(KERNEL_ADDRESS, bytes, sizeof bytes));
}

static void test_refuses_a_range_that_wraps(void **state)
{
  unsigned char bytes[8] = {0};

  (void)state;
  assert_false(mock_copy_in(bytes, UINTPTR_MAX - 3, sizeof bytes));
  assert_false(mock_copy_out(UINTPTR_MAX - 3, bytes, sizeof bytes));
  assert_false(mock_probe_read(at(0), SIZE_MAX));
}

static void test_no_bytes_can_be_copied_from_anywhere(void **state)
{
  (void)state;
  assert_true(mock_copy_in(NULL, KERNEL_ADDRESS, 0));
  assert_true(mock_copy_out(0, NULL, 0));
  assert_true(mock_probe_write(0, 0));
}

/* More than a pipe is asked to hold at once. */
static void test_copies_what_lies_on_several_pages(void **state)
{
  static unsigned char bytes[2 * PAGE - 1], again[2 * PAGE - 1];

  (void)state;
  for (size_t i = 0; i < sizeof bytes; i++)
    bytes[i] = (unsigned char)(i % 251);
  assert_true(mock_copy_out(at(1), bytes, sizeof bytes));
  assert_memory_equal(memory + 1, bytes, sizeof bytes);
  assert_true(mock_copy_in(again, at(1), sizeof again));
  assert_memory_equal(again, bytes, sizeof bytes);
  assert_false(mock_copy_out(at(2), bytes, sizeof bytes));
}

static void test_read_only_memory_can_be_read(void **state)
{
  unsigned char byte;

  (void)state;
  assert_int_equal(mprotect(memory, PAGE, PROT_READ), 0);
  assert_true(mock_copy_in(&byte, at(0), 1));
  assert_true(mock_probe_read(at(0), 2 * PAGE));
}

static void test_read_only_memory_cannot_be_written(void **state)
{
  unsigned char byte = 0;

  (void)state;
  assert_int_equal(mprotect(memory, PAGE, PROT_READ), 0);
  assert_false(mock_copy_out(at(0), &byte, 1));
  assert_false(mock_probe_write(at(0), 1));
  assert_int_equal(memory[0], 0xA5);
}

static void test_inaccessible_memory_cannot_be_read(void **state)
{
  unsigned char byte;

  (void)state;
  assert_int_equal(mprotect(memory, PAGE, PROT_NONE), 0);
  assert_false(mock_copy_in(&byte, at(0), 1));
}

static void test_probe_looks_at_each_page(void **state)
{
  (void)state;
  assert_true(mock_probe_write(at(PAGE - 1), 2));
  assert_int_equal(mprotect(memory + PAGE, PAGE, PROT_READ), 0);
  assert_true(mock_probe_write(at(0), PAGE));
  assert_false(mock_probe_write(at(PAGE - 1), 2));
}

static void test_probe_leaves_the_bytes_alone(void **state)
{
  (void)state;
  assert_true(mock_probe_write(at(1), 2 * PAGE - 1));
  assert_int_equal(memory[1], 0xA5);
  assert_int_equal(memory[PAGE], 0xA5);
}

static void test_copies_out(void **state)
{
  static const unsigned char bytes[3] = {1, 2, 3};

  (void)state;
  assert_true(mock_copy_out(at(PAGE - 1), bytes, sizeof bytes));
  assert_memory_equal(memory + PAGE - 1, bytes, sizeof bytes);
  assert_int_equal(memory[PAGE + 2], 0xA5);
}

static void test_counts_the_bytes_read(void **state)
{
  uint64_t before = mock_user_bytes_read;
  unsigned char bytes[8];

  (void)state;
  assert_true(mock_copy_in(bytes, at(0), 8));
  assert_true(mock_copy_in_uncounted(bytes, at(0), 8));
  assert_false(mock_copy_in(bytes, 0, 8));
  assert_int_equal(mock_user_bytes_read - before, 8);
}

static void test_memory_that_is_not_mapped_cannot_be_registered(void **state)
{
  (void)state;
  assert_false(mock_register_memory(memory, 3 * PAGE));
  assert_false(mock_register_memory(memory, 0));
  assert_false(mock_register_memory((const void *)KERNEL_ADDRESS, PAGE));
}

static void test_read_only_memory_cannot_be_registered(void **state)
{
  (void)state;
  assert_int_equal(mprotect(memory, PAGE, PROT_READ), 0);
  assert_false(mock_register_memory(memory, PAGE));
}

/* Registered for good, so this memory is never unmapped, and this test comes last. */
static void test_registered_memory_ends_where_it_ends(void **state)
{
  unsigned char *registered = map_pages(1);
  unsigned char bytes[8] = {7};

  (void)state;
  assert_true(mock_register_memory(registered, PAGE));
  assert_true(mock_register_memory(registered, PAGE));
  assert_true(mock_copy_out((uintptr_t)registered + PAGE - 8, bytes, 8));
  assert_true(mock_copy_in(bytes, (uintptr_t)registered + PAGE - 8, 8));
  assert_int_equal(bytes[0], 7);
  assert_true(mock_probe_write((uintptr_t)registered, PAGE));
  assert_false(mock_copy_in(bytes, (uintptr_t)registered + PAGE - 7, 8));
  assert_false(mock_copy_out((uintptr_t)registered + PAGE - 7, bytes, 8));
  assert_false(mock_probe_write((uintptr_t)registered, PAGE + 1));
}

/* As where the system forbids its own call. */
static int use_pipes(void **state)
{
  (void)state;
  mock_copier = &mock_copier_pipe;
  return 0;
}

#define MEMORY_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_memory, tear_down_memory)

int main(void)
{
  const struct CMUnitTest tests[] = {
      MEMORY_TEST(test_copies_in_from_any_address_that_is_mapped),
      MEMORY_TEST(test_copies_in_across_two_pages),
      MEMORY_TEST(test_copies_in_up_to_the_end_of_a_mapping),
      MEMORY_TEST(test_refuses_to_copy_in_across_the_end_of_a_mapping),
      MEMORY_TEST(test_refuses_null),
      MEMORY_TEST(test_refuses_a_kernel_address),
      MEMORY_TEST(test_refuses_a_range_that_wraps),
      MEMORY_TEST(test_no_bytes_can_be_copied_from_anywhere),
      MEMORY_TEST(test_copies_what_lies_on_several_pages),
      MEMORY_TEST(test_read_only_memory_can_be_read),
      MEMORY_TEST(test_read_only_memory_cannot_be_written),
      MEMORY_TEST(test_inaccessible_memory_cannot_be_read),
      MEMORY_TEST(test_probe_looks_at_each_page),
      MEMORY_TEST(test_probe_leaves_the_bytes_alone),
      MEMORY_TEST(test_copies_out),
      MEMORY_TEST(test_counts_the_bytes_read),
      MEMORY_TEST(test_memory_that_is_not_mapped_cannot_be_registered),
      MEMORY_TEST(test_read_only_memory_cannot_be_registered),
      MEMORY_TEST(test_registered_memory_ends_where_it_ends),
  };

  return cmocka_run_group_tests_name("the system's own way", tests, NULL, NULL) +
         cmocka_run_group_tests_name("pipes", tests, use_pipes, NULL);
}
