#include "test_mock_support.h"

#include <pthread.h>

enum { thread_count = 4, rounds = 300, allocation_count = 8 };

static D3DKMT_HANDLE shared[allocation_count];

/* cmocka's assertions are for the main thread: the others count what went wrong. */
static int failures;

static void expect(NTSTATUS status, NTSTATUS a, NTSTATUS b)
{
  if (status != a && status != b)
    __atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED);
}

static void *offer_and_reclaim(void *unused)
{
  (void)unused;
  for (int i = 0; i < rounds; i++) {
    D3DDDI_RECLAIM_RESULT results[allocation_count];
    unsigned char *bytes;
    D3DKMT_HANDLE one = shared[i % allocation_count];

    expect(offer_list(world.device, shared, allocation_count, 1 + i % 4), STATUS_SUCCESS, STATUS_INVALID_PARAMETER);
    expect(reclaim_list(world.queue, shared, allocation_count, results), STATUS_SUCCESS, STATUS_SUCCESS);
    if (try_lock(world.device, one, &bytes) == STATUS_SUCCESS)
      expect(unlock(world.device, one), STATUS_SUCCESS, STATUS_SUCCESS);
  }
  return NULL;
}

static void *create_and_destroy(void *unused)
{
  (void)unused;
  for (int i = 0; i < rounds; i++) {
    D3DKMT_CREATEDEVICE create = {.hAdapter = world.adapters[0]};
    D3DKMT_HANDLE handle;

    expect(D3DKMTCreateDevice(&create), STATUS_SUCCESS, STATUS_SUCCESS);
    expect(try_allocations(create.hDevice, 1, 4, NULL, &handle), STATUS_SUCCESS, STATUS_NO_MEMORY);
    expect(offer_one(create.hDevice, handle, 1), STATUS_SUCCESS, STATUS_INVALID_PARAMETER);
    expect(destroy_device(create.hDevice), STATUS_SUCCESS, STATUS_SUCCESS);
  }
  return NULL;
}

/* Each thread has a process of its own. */
static void *switch_process(void *index)
{
  D3DKMT_OPENADAPTERFROMLUID open = {.AdapterLuid = {.LowPart = 0x4F43}};
  const unsigned process = *(const unsigned *)index;

  expect(mock_set_process(process) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL, STATUS_SUCCESS, STATUS_SUCCESS);
  for (int i = 0; i < rounds; i++) {
    D3DKMT_CLOSEADAPTER close;

    expect(D3DKMTOpenAdapterFromLuid(&open), STATUS_SUCCESS, STATUS_SUCCESS);
    close.hAdapter = open.hAdapter;
    expect(D3DKMTCloseAdapter(&close), STATUS_SUCCESS, STATUS_SUCCESS);
  }
  return NULL;
}

static void *poll_fence(void *unused)
{
  UINT64 last = 0;

  (void)unused;
  for (int i = 0; i < rounds; i++) {
    UINT64 now = __atomic_load_n((const UINT64 *)(uintptr_t)world.fence, __ATOMIC_ACQUIRE);

    expect(now >= last ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL, STATUS_SUCCESS, STATUS_SUCCESS);
    last = now;
  }
  return NULL;
}

static void run(void *(*work)(void *), void *(*others)(void *))
{
  unsigned indices[thread_count];
  pthread_t threads[thread_count];

  failures = 0;
  for (unsigned i = 0; i < thread_count; i++) {
    indices[i] = i;
    assert_int_equal(pthread_create(&threads[i], NULL, i % 2 ? others : work, &indices[i]), 0);
  }
  for (int i = 0; i < thread_count; i++)
    assert_int_equal(pthread_join(threads[i], NULL), 0);
  assert_int_equal(failures, 0);
}

static int set_up_shared(void **state)
{
  set_up(state);
  assert_true(mock_set_budget(0, 10 * PAGE));
  ASSERT_SUCCESS(try_allocations(world.device, allocation_count, 1, NULL, shared));
  return 0;
}

static void test_offers_and_reclaims_of_the_same_allocations(void **state)
{
  (void)state;
  run(offer_and_reclaim, offer_and_reclaim);
}

static void test_offers_while_others_create_and_destroy_under_pressure(void **state)
{
  (void)state;
  run(offer_and_reclaim, create_and_destroy);
}

static void test_processes_do_not_meet(void **state)
{
  (void)state;
  run(switch_process, switch_process);
}

static void test_the_fence_can_be_polled_while_it_is_signalled(void **state)
{
  (void)state;
  run(offer_and_reclaim, poll_fence);
}

#define THREAD_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_shared, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      THREAD_TEST(test_offers_and_reclaims_of_the_same_allocations),
      THREAD_TEST(test_offers_while_others_create_and_destroy_under_pressure),
      THREAD_TEST(test_processes_do_not_meet),
      THREAD_TEST(test_the_fence_can_be_polled_while_it_is_signalled),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
