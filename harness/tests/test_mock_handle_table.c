#include "test_mock_support.h"

#include "mock/handle_table.h"
#include "mock/kernel.h"
#include "mock/memory.h"

#define OBJECT_COUNT 512

static struct mock_handle_table table;
static struct mock_object objects[OBJECT_COUNT];

static int set_up_table(void **state)
{
  (void)state;
  memset(&table, 0, sizeof table);
  for (int i = 0; i < OBJECT_COUNT; i++)
    objects[i].kind = MOCK_KIND_DEVICE;
  return 0;
}

static int tear_down_table(void **state)
{
  (void)state;
  mock_handle_table_free(&table);
  return 0;
}

static void insert(int i)
{
  assert_true(mock_handle_insert(&table, &objects[i]));
}

static struct mock_object *find(D3DKMT_HANDLE handle)
{
  return mock_handle_find(&table, handle, MOCK_KIND_DEVICE, MOCK_HANDLE_EXACT);
}

static void test_first_handle_has_unique_1_and_instance_0(void **state)
{
  (void)state;
  insert(0);
  assert_int_equal(objects[0].handle, 0x40000000);
}

static void test_next_handle_is_0x40_more(void **state)
{
  (void)state;
  insert(0);
  insert(1);
  assert_int_equal(objects[1].handle, objects[0].handle + 0x40);
}

static void test_grown_table_finds_every_object(void **state)
{
  (void)state;
  for (int i = 0; i < OBJECT_COUNT; i++)
    insert(i);
  for (int i = 0; i < OBJECT_COUNT; i++)
    assert_ptr_equal(find(objects[i].handle), &objects[i]);
}

static void test_removed_handle_is_not_found(void **state)
{
  (void)state;
  insert(0);
  mock_handle_remove(&table, &objects[0]);
  assert_null(find(objects[0].handle));
}

static void test_handle_0_is_not_found(void **state)
{
  (void)state;
  insert(0);
  assert_null(find(0));
}

static void test_index_never_used_is_not_found(void **state)
{
  (void)state;
  insert(0);
  assert_null(find(objects[0].handle + 0x40));
  assert_null(find(0x7FFFFFC0));
}

static void test_unique_is_compared(void **state)
{
  (void)state;
  insert(0);
  assert_null(find(objects[0].handle ^ 0x80000000));
}

static void test_kind_is_compared(void **state)
{
  (void)state;
  insert(0);
  assert_null(mock_handle_find(&table, objects[0].handle, MOCK_KIND_CONTEXT, MOCK_HANDLE_EXACT));
}

static void test_instance_is_compared_when_asked(void **state)
{
  (void)state;
  insert(0);
  assert_null(find(objects[0].handle + 1));
  assert_ptr_equal(mock_handle_find(&table, objects[0].handle + 0x3F, MOCK_KIND_DEVICE, MOCK_HANDLE_ANY_INSTANCE),
                   &objects[0]);
}

/* Frees an index and uses others until that index is handed out again; the new handle. */
static D3DKMT_HANDLE reuse(int i, int *ret_frees_between)
{
  uint32_t index = objects[i].handle << 2;

  *ret_frees_between = 0;
  mock_handle_remove(&table, &objects[i]);
  for (;;) {
    insert(i);
    if (objects[i].handle << 2 == index)
      return objects[i].handle;
    mock_handle_remove(&table, &objects[i]);
    ++*ret_frees_between;
  }
}

static void test_freed_index_waits_for_128_others(void **state)
{
  int frees;

  (void)state;
  insert(0);
  reuse(0, &frees);
  assert_int_equal(frees, 128);
}

static void test_freed_indices_come_back_in_order(void **state)
{
  (void)state;
  for (int i = 0; i < 140; i++)
    insert(i);
  for (int i = 0; i < 140; i++)
    mock_handle_remove(&table, &objects[i]);
  for (int i = 0; i < 12; i++) {
    insert(i);
    assert_int_equal(objects[i].handle, 0x80000000u + 0x40u * (unsigned)i);
  }
  insert(12);
  assert_int_equal(objects[12].handle, 0x40000000 + 0x40 * 140);
}

static void test_unique_runs_1_2_3_1(void **state)
{
  static const D3DKMT_HANDLE uniques[] = {2, 3, 1, 2};
  int frees;

  (void)state;
  insert(0);
  for (size_t i = 0; i < sizeof uniques / sizeof uniques[0]; i++)
    assert_int_equal(reuse(0, &frees) >> 30, uniques[i]);
}

static void test_stale_handle_revives_at_the_third_reuse(void **state)
{
  D3DKMT_HANDLE stale;
  int frees;

  (void)state;
  insert(0);
  stale = objects[0].handle;
  reuse(0, &frees);
  assert_null(find(stale));
  reuse(0, &frees);
  assert_null(find(stale));
  reuse(0, &frees);
  assert_ptr_equal(find(stale), &objects[0]);
}

static void test_insert_fails_without_memory_and_changes_nothing(void **state)
{
  (void)state;
  mock_memory_fail_after(1);
  assert_false(mock_handle_insert(&table, &objects[0]));
  assert_int_equal(table.live, 0);
  insert(0);
  assert_int_equal(objects[0].handle, 0x40000000);
}

static void test_growing_fails_without_memory_and_keeps_the_objects(void **state)
{
  int count = 0;

  (void)state;
  do
    insert(count++);
  while (table.used < table.capacity);
  mock_memory_fail_after(1);
  assert_false(mock_handle_insert(&table, &objects[count]));
  assert_ptr_equal(find(objects[0].handle), &objects[0]);
}

static void test_adapters_have_a_table_of_their_own(void **state)
{
  (void)state;
  assert_int_equal(world.adapters[0], 0x40000000);
  assert_int_equal(world.device, world.adapters[0]);
}

static void test_processes_have_tables_of_their_own(void **state)
{
  (void)state;
  assert_true(mock_set_process(1));
  ASSERT_INVALID(destroy_device(world.device));
  assert_true(mock_set_process(0));
}

#define TABLE_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_table, tear_down_table)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TABLE_TEST(test_first_handle_has_unique_1_and_instance_0),
      TABLE_TEST(test_next_handle_is_0x40_more),
      TABLE_TEST(test_grown_table_finds_every_object),
      TABLE_TEST(test_removed_handle_is_not_found),
      TABLE_TEST(test_handle_0_is_not_found),
      TABLE_TEST(test_index_never_used_is_not_found),
      TABLE_TEST(test_unique_is_compared),
      TABLE_TEST(test_kind_is_compared),
      TABLE_TEST(test_instance_is_compared_when_asked),
      TABLE_TEST(test_freed_index_waits_for_128_others),
      TABLE_TEST(test_freed_indices_come_back_in_order),
      TABLE_TEST(test_unique_runs_1_2_3_1),
      TABLE_TEST(test_stale_handle_revives_at_the_third_reuse),
      TABLE_TEST(test_insert_fails_without_memory_and_changes_nothing),
      TABLE_TEST(test_growing_fails_without_memory_and_keeps_the_objects),
      MOCK_TEST(test_adapters_have_a_table_of_their_own),
      MOCK_TEST(test_processes_have_tables_of_their_own),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
