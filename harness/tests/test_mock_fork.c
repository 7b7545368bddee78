/* Forks: the child is a process of its own, its parent's objects stay the parent's, and no fork meets a lock that is held. */
#include "test_mock_support.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { thread_count = 4, forks = 40, seconds = 20 };

/* Where a child's expectation failed. cmocka's own are for the parent: a child only says the line. */
#define EXPECT(condition)                                                                                              \
  do {                                                                                                                 \
    if (!(condition))                                                                                                  \
      _exit(__LINE__ & 0xFF ? __LINE__ & 0xFF : 1);                                                                    \
  } while (0)
#define EXPECT_STATUS(call, status) EXPECT((call) == (status))

/* What the child ends with: 0, or the line (its low byte) of what did not hold; a signal's number as a negative one. */
static int run_child(void (*body)(void))
{
  pid_t child = fork();
  int status;

  if (child == 0) {
    alarm(seconds);
    body();
    _exit(0);
  }
  if (child < 0 || waitpid(child, &status, 0) != child)
    return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static D3DKMT_HANDLE allocation;
static unsigned char *heap; /* one page, behind an allocation of its own */
static D3DKMT_HANDLE heap_allocation;

static int set_up_world(void **state)
{
  unsigned char *bytes;

  set_up(state);
  allocation = make_allocation(world.device, 1);
  ASSERT_SUCCESS(try_lock(world.device, allocation, &bytes));
  memset(bytes, 0x5A, PAGE);
  ASSERT_SUCCESS(unlock(world.device, allocation));
  heap = map_pages(1);
  memset(heap, 0xA5, PAGE);
  heap_allocation = make_heap_allocation(world.device, heap, 1);
  return 0;
}

static int tear_down_world(void **state)
{
  tear_down(state);
  unmap_pages(heap, 1);
  return 0;
}

/* A client's whole way, on its own handles. */
static void use_adapters(void)
{
  D3DKMT_ADAPTERINFO infos[MOCK_ADAPTER_COUNT];
  D3DKMT_ENUMADAPTERS2 enumeration = {MOCK_ADAPTER_COUNT, infos};
  D3DKMT_CREATEDEVICE create = {.hAdapter = 0};
  D3DDDI_RECLAIM_RESULT result = D3DDDI_RECLAIM_RESULT_NOT_COMMITTED;
  D3DKMT_CREATEPAGINGQUEUE queue = {.hDevice = 0};
  D3DKMT_HANDLE handle;
  unsigned char *bytes;

  EXPECT_STATUS(D3DKMTEnumAdapters2(&enumeration), STATUS_SUCCESS);
  create.hAdapter = infos[0].hAdapter;
  EXPECT_STATUS(D3DKMTCreateDevice(&create), STATUS_SUCCESS);
  queue.hDevice = create.hDevice;
  EXPECT_STATUS(D3DKMTCreatePagingQueue(&queue), STATUS_SUCCESS);
  EXPECT_STATUS(try_allocations(create.hDevice, 1, 1, NULL, &handle), STATUS_SUCCESS);
  EXPECT_STATUS(try_lock(create.hDevice, handle, &bytes), STATUS_SUCCESS);
  memset(bytes, 0x11, PAGE);
  EXPECT_STATUS(unlock(create.hDevice, handle), STATUS_SUCCESS);
  EXPECT_STATUS(offer_one(create.hDevice, handle, D3DKMT_OFFER_PRIORITY_HIGH), STATUS_SUCCESS);
  EXPECT_STATUS(reclaim_list(queue.hPagingQueue, &handle, 1, &result), STATUS_SUCCESS);
  EXPECT(result == D3DDDI_RECLAIM_RESULT_OK);
  EXPECT_STATUS(try_lock(create.hDevice, handle, &bytes), STATUS_SUCCESS);
  EXPECT(bytes[0] == 0x11 && bytes[PAGE - 1] == 0x11);
  EXPECT_STATUS(destroy_device(create.hDevice), STATUS_SUCCESS);
  for (unsigned i = 0; i < MOCK_ADAPTER_COUNT; i++) {
    const D3DKMT_CLOSEADAPTER close = {infos[i].hAdapter};

    EXPECT_STATUS(D3DKMTCloseAdapter(&close), STATUS_SUCCESS);
  }
}

static void try_inherited_handles(void)
{
  const D3DKMT_CLOSEADAPTER close = {world.adapters[0]};
  D3DDDI_RECLAIM_RESULT result;
  unsigned char *bytes;

  EXPECT_STATUS(offer_one(world.device, allocation, D3DKMT_OFFER_PRIORITY_LOW), STATUS_INVALID_PARAMETER);
  EXPECT_STATUS(reclaim_list(world.queue, &allocation, 1, &result), STATUS_INVALID_PARAMETER);
  EXPECT_STATUS(try_lock(world.device, allocation, &bytes), STATUS_INVALID_PARAMETER);
  EXPECT_STATUS(destroy_one(world.device, allocation), STATUS_INVALID_PARAMETER);
  EXPECT_STATUS(destroy_device(world.device), STATUS_INVALID_PARAMETER);
  EXPECT_STATUS(D3DKMTCloseAdapter(&close), STATUS_INVALID_PARAMETER);
  EXPECT(mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS) == 0);
  EXPECT(mock_get_statistic(MOCK_STATISTIC_LIVE_BYTES) == 0);
}

static void test_the_parents_handles_are_not_the_childs(void **state)
{
  (void)state;
  assert_int_equal(run_child(try_inherited_handles), 0);
}

static void use_adapters_twice(void)
{
  use_adapters();
  EXPECT(mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS) == 0);
  EXPECT(run_child(use_adapters) == 0); /* and a grandchild */
  use_adapters();
}

static void test_a_child_that_opens_its_own_adapters_works(void **state)
{
  (void)state;
  assert_int_equal(run_child(use_adapters_twice), 0);
}

static void test_the_parents_objects_are_as_they_were(void **state)
{
  const uint64_t objects = mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS);
  D3DDDI_RECLAIM_RESULT result = D3DDDI_RECLAIM_RESULT_NOT_COMMITTED;
  unsigned char *bytes;

  (void)state;
  ASSERT_SUCCESS(offer_one(world.device, allocation, D3DKMT_OFFER_PRIORITY_LOW));
  assert_int_equal(run_child(use_adapters), 0);
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS), objects);
  ASSERT_SUCCESS(reclaim_list(world.queue, &allocation, 1, &result));
  assert_int_equal(result, D3DDDI_RECLAIM_RESULT_OK);
  ASSERT_SUCCESS(try_lock(world.device, allocation, &bytes));
  for (size_t i = 0; i < PAGE; i++)
    assert_int_equal(bytes[i], 0x5A);
}

static void look_at_the_heap(void)
{
  EXPECT_STATUS(offer_one(world.device, heap_allocation, D3DKMT_OFFER_PRIORITY_LOW), STATUS_INVALID_PARAMETER);
  for (size_t i = 0; i < PAGE; i++)
    EXPECT(heap[i] == 0xA5);
}

/* The heap of an existing-heap allocation is the client's memory, in the child as in the parent. */
static void test_the_clients_own_memory_is_left_alone(void **state)
{
  (void)state;
  ASSERT_SUCCESS(offer_one(world.device, heap_allocation, D3DKMT_OFFER_PRIORITY_LOW));
  assert_int_equal(run_child(look_at_the_heap), 0);
}

static uint64_t budget_of(unsigned index)
{
  D3DKMT_ADAPTERINFO infos[MOCK_ADAPTER_COUNT];
  D3DKMT_ENUMADAPTERS2 enumeration = {MOCK_ADAPTER_COUNT, infos};
  D3DKMT_QUERYVIDEOMEMORYINFO query = {.hProcess = NULL};

  if (D3DKMTEnumAdapters2(&enumeration) != STATUS_SUCCESS)
    return 0;
  query.hAdapter = infos[index].hAdapter;
  return D3DKMTQueryVideoMemoryInfo(&query) == STATUS_SUCCESS && query.CurrentUsage == 0 ? query.Budget : 0;
}

static void look_at_the_machine(void)
{
  D3DKMT_ADAPTERINFO infos[MOCK_ADAPTER_COUNT];
  D3DKMT_ENUMADAPTERS2 enumeration = {MOCK_ADAPTER_COUNT, infos};
  D3DKMT_CREATEDEVICE create = {.hAdapter = 0};

  EXPECT(budget_of(0) == 77 * PAGE);
  EXPECT_STATUS(D3DKMTEnumAdapters2(&enumeration), STATUS_SUCCESS);
  create.hAdapter = infos[1].hAdapter;
  EXPECT_STATUS(D3DKMTCreateDevice(&create), STATUS_DEVICE_REMOVED);
  EXPECT(mock_set_budget(0, 5 * PAGE) && mock_start_adapter(1));
  EXPECT_STATUS(D3DKMTCreateDevice(&create), STATUS_SUCCESS);
}

static void test_the_machine_is_as_it_was_at_the_fork(void **state)
{
  D3DKMT_CREATEDEVICE create = {.hAdapter = world.adapters[1]};
  D3DKMT_QUERYVIDEOMEMORYINFO query = {.hAdapter = world.adapters[0]};

  (void)state;
  assert_true(mock_set_budget(0, 77 * PAGE));
  assert_true(mock_stop_adapter(1));
  assert_int_equal(run_child(look_at_the_machine), 0);
  ASSERT_SUCCESS(D3DKMTQueryVideoMemoryInfo(&query));
  assert_int_equal(query.Budget, 77 * PAGE);
  ASSERT_REMOVED(D3DKMTCreateDevice(&create));
}

static void test_a_child_of_any_process_has_its_own(void **state)
{
  (void)state;
  assert_true(mock_set_process(2));
  assert_int_equal(run_child(use_adapters), 0);
  assert_int_equal(run_child(try_inherited_handles), 0);
  assert_true(mock_set_process(0));
  ASSERT_SUCCESS(offer_one(world.device, allocation, D3DKMT_OFFER_PRIORITY_LOW));
}

static int is_over;

/* The main thread forks meanwhile: whatever these calls hold, the child must not find it held. */
static void *call_without_end(void *unused)
{
  (void)unused;
  while (!__atomic_load_n(&is_over, __ATOMIC_RELAXED)) {
    D3DKMT_CREATEDEVICE create = {.hAdapter = world.adapters[0]};
    D3DKMT_HANDLE handles[8];

    if (D3DKMTCreateDevice(&create) != STATUS_SUCCESS ||
        try_allocations(create.hDevice, 8, 1, NULL, handles) != STATUS_SUCCESS ||
        destroy_device(create.hDevice) != STATUS_SUCCESS)
      return &is_over;
  }
  return NULL;
}

static void test_a_fork_amid_other_threads_calls_does_not_hang(void **state)
{
  pthread_t threads[thread_count];
  int failed = 0;

  (void)state;
  if (UNDER_MEMORY_SANITIZER)
    skip(); /* clang 14's takes its own locks before what is to be done before a fork, and waits for itself */
  __atomic_store_n(&is_over, 0, __ATOMIC_RELAXED);
  for (int i = 0; i < thread_count; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, call_without_end, NULL), 0);
  for (int i = 0; i < forks && failed == 0; i++)
    failed = run_child(i % 2 == 0 ? use_adapters : try_inherited_handles);
  __atomic_store_n(&is_over, 1, __ATOMIC_RELAXED);
  for (int i = 0; i < thread_count; i++) {
    void *result;

    assert_int_equal(pthread_join(threads[i], &result), 0);
    assert_null(result);
  }
  assert_int_equal(failed, 0);
}

#define FORK_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_world, tear_down_world)

int main(void)
{
  const struct CMUnitTest tests[] = {
      FORK_TEST(test_the_parents_handles_are_not_the_childs),
      FORK_TEST(test_a_child_that_opens_its_own_adapters_works),
      FORK_TEST(test_the_parents_objects_are_as_they_were),
      FORK_TEST(test_the_clients_own_memory_is_left_alone),
      FORK_TEST(test_the_machine_is_as_it_was_at_the_fork),
      FORK_TEST(test_a_child_of_any_process_has_its_own),
      FORK_TEST(test_a_fork_amid_other_threads_calls_does_not_hang),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
