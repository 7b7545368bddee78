/* Kernel memory that runs out at each allocation in turn: the call says so or does without, and leaks nothing. */
#include "test_mock_support.h"

static D3DKMT_HANDLE allocation;
static D3DKMT_HANDLE made[8];

static int set_up_allocation(void **state)
{
  set_up(state);
  allocation = make_allocation(world.device, 1);
  return 0;
}

static NTSTATUS offer(void)
{
  return offer_one(world.device, allocation, 1);
}

static NTSTATUS reclaim(void)
{
  return reclaim_list(world.queue, &allocation, 1, NULL);
}

static NTSTATUS create_device(void)
{
  D3DKMT_CREATEDEVICE create = {.hAdapter = world.adapters[0]};

  return D3DKMTCreateDevice(&create);
}

static NTSTATUS create_queue(void)
{
  D3DKMT_CREATEPAGINGQUEUE create = {.hDevice = world.device};

  return D3DKMTCreatePagingQueue(&create);
}

static NTSTATUS create_context(void)
{
  D3DKMT_CREATECONTEXTVIRTUAL create = {.hDevice = world.device};

  return D3DKMTCreateContextVirtual(&create);
}

static NTSTATUS create_allocations(void)
{
  D3DKMT_HANDLE resource;

  return try_allocations(world.device, 4, 1, &resource, made);
}

static NTSTATUS open_adapter(void)
{
  D3DKMT_OPENADAPTERFROMLUID open = {.AdapterLuid = {.LowPart = 0x4F43}};

  return D3DKMTOpenAdapterFromLuid(&open);
}

static NTSTATUS enumerate(void)
{
  D3DKMT_ADAPTERINFO infos[MOCK_ADAPTER_COUNT];
  D3DKMT_ENUMADAPTERS3 arguments = {.NumAdapters = MOCK_ADAPTER_COUNT, .pAdapters = infos};

  return D3DKMTEnumAdapters3(&arguments);
}

static NTSTATUS destroy(void)
{
  return destroy_one(world.device, allocation);
}

static NTSTATUS evict(void)
{
  D3DKMT_EVICT arguments = {.hDevice = world.device, .NumAllocations = 1, .AllocationList = &allocation};

  return D3DKMTEvict(&arguments);
}

static NTSTATUS make_resident(void)
{
  D3DDDI_MAKERESIDENT arguments = {.hPagingQueue = world.queue, .NumAllocations = 1, .AllocationList = &allocation};

  return D3DKMTMakeResident(&arguments);
}

static NTSTATUS get_priority(void)
{
  UINT value;
  const D3DKMT_GETALLOCATIONPRIORITY get = {
      .hDevice = world.device, .phAllocationList = &allocation, .AllocationCount = 1, .pPriorities = &value};

  return D3DKMTGetAllocationPriority(&get);
}

/* Fails the first kernel allocation of `call`, then the second, until it needs no more of them; how many it needed. */
static int exhaust(NTSTATUS (*call)(void))
{
  const uint64_t objects = mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS);
  const uint64_t bytes = mock_get_statistic(MOCK_STATISTIC_LIVE_BYTES);

  for (uint64_t n = 1;; n++) {
    const uint64_t failed = mock_get_statistic(MOCK_STATISTIC_FAILED_ALLOCATIONS);
    NTSTATUS status;

    mock_fail_allocation(n);
    status = call();
    mock_fail_allocation(0);
    if (mock_get_statistic(MOCK_STATISTIC_FAILED_ALLOCATIONS) == failed) {
      ASSERT_SUCCESS(status);
      return (int)n - 1;
    }
    ASSERT_STATUS(status, STATUS_NO_MEMORY);
    assert_int_equal(mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS), objects);
    assert_int_equal(mock_get_statistic(MOCK_STATISTIC_LIVE_BYTES), bytes);
  }
}

/* The contract has no status for it: each n-th allocation may fail, and the call goes on. */
static void test_offer_needs_no_memory(void **state)
{
  (void)state;
  for (uint64_t n = 1; n <= 3; n++) {
    mock_fail_allocation(n);
    ASSERT_SUCCESS(offer());
    assert_true(is_offered(world.device, allocation));
    ASSERT_SUCCESS(reclaim());
    assert_false(is_offered(world.device, allocation));
  }
  assert_true(mock_get_statistic(MOCK_STATISTIC_FAILED_ALLOCATIONS) >= 3);
}

static void test_reclaim_needs_no_memory(void **state)
{
  (void)state;
  for (uint64_t n = 1; n <= 3; n++) {
    ASSERT_SUCCESS(offer());
    mock_fail_allocation(n);
    ASSERT_SUCCESS(reclaim());
    mock_fail_allocation(0);
    assert_false(is_offered(world.device, allocation));
  }
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_FAILED_ALLOCATIONS), 3);
}

static void test_longest_list_needs_no_memory(void **state)
{
  static D3DKMT_HANDLE list[D3DKMT_MAX_HANDLES_PER_CALL];

  (void)state;
  for (size_t i = 0; i < D3DKMT_MAX_HANDLES_PER_CALL; i++)
    list[i] = allocation;
  mock_fail_allocation(1);
  ASSERT_SUCCESS(offer_list(world.device, list, D3DKMT_MAX_HANDLES_PER_CALL, 1));
  assert_true(is_offered(world.device, allocation));
}

static void test_create_device_survives(void **state)
{
  (void)state;
  assert_true(exhaust(create_device) >= 1);
  mock_reset();
}

static void test_create_queue_survives(void **state)
{
  (void)state;
  assert_int_equal(exhaust(create_queue), 3);
}

static void test_create_context_survives(void **state)
{
  (void)state;
  assert_int_equal(exhaust(create_context), 1);
}

static void test_create_allocations_survives(void **state)
{
  (void)state;
  assert_int_equal(exhaust(create_allocations), 2 + 1 + 4 * 2);
}

static void test_open_adapter_survives(void **state)
{
  (void)state;
  assert_int_equal(exhaust(open_adapter), 1);
  mock_reset();
}

static void test_enumerate_survives(void **state)
{
  (void)state;
  assert_int_equal(exhaust(enumerate), MOCK_ADAPTER_COUNT);
  mock_reset();
}

static void test_destroy_survives(void **state)
{
  (void)state;
  assert_int_equal(exhaust(destroy), 2);
}

static void test_evict_survives(void **state)
{
  (void)state;
  assert_int_equal(exhaust(evict), 2);
}

static void test_make_resident_survives(void **state)
{
  (void)state;
  assert_int_equal(exhaust(make_resident), 2);
}

static void test_get_priority_survives(void **state)
{
  (void)state;
  assert_int_equal(exhaust(get_priority), 3);
}

#define EXHAUSTION_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_allocation, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      EXHAUSTION_TEST(test_offer_needs_no_memory),
      EXHAUSTION_TEST(test_reclaim_needs_no_memory),
      EXHAUSTION_TEST(test_longest_list_needs_no_memory),
      EXHAUSTION_TEST(test_create_device_survives),
      EXHAUSTION_TEST(test_create_queue_survives),
      EXHAUSTION_TEST(test_create_context_survives),
      EXHAUSTION_TEST(test_create_allocations_survives),
      EXHAUSTION_TEST(test_open_adapter_survives),
      EXHAUSTION_TEST(test_enumerate_survives),
      EXHAUSTION_TEST(test_destroy_survives),
      EXHAUSTION_TEST(test_evict_survives),
      EXHAUSTION_TEST(test_make_resident_survives),
      EXHAUSTION_TEST(test_get_priority_survives),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
