/* Allocations and resources: made, locked, asked about and destroyed. */
#include "test_mock_support.h"

static unsigned char *memory; /* two pages, an unmapped one behind them */

static int set_up_memory(void **state)
{
  set_up(state);
  memory = map_pages(2);
  return 0;
}

static int tear_down_memory(void **state)
{
  tear_down(state);
  unmap_pages(memory, 2);
  return 0;
}

/* One item of a private-data allocation, for a test to spoil. */
struct request {
  struct mock_allocation_data data;
  D3DDDI_ALLOCATIONINFO2 info;
  D3DKMT_CREATEALLOCATION create;
};

static void init_request(struct request *request)
{
  memset(request, 0, sizeof *request);
  request->data.magic = MOCK_ALLOCATION_MAGIC;
  request->data.size = PAGE;
  request->info.pPrivateDriverData = &request->data;
  request->info.PrivateDriverDataSize = sizeof request->data;
  request->create.hDevice = world.device;
  request->create.NumAllocations = 1;
  request->create.pAllocationInfo2 = &request->info;
}

#define REFUSED_WITH(field, value)                                                                                     \
  do {                                                                                                                 \
    struct request request;                                                                                            \
                                                                                                                       \
    init_request(&request);                                                                                            \
    request.field = value;                                                                                             \
    ASSERT_INVALID(D3DKMTCreateAllocation2(&request.create));                                                          \
    assert_int_equal(request.info.hAllocation, 0);                                                                     \
  } while (0)

static void test_private_data_allocations_are_checked(void **state)
{
  (void)state;
  REFUSED_WITH(data.magic, 1);
  REFUSED_WITH(data.reserved, 1);
  REFUSED_WITH(data.size, 0);
  REFUSED_WITH(data.size, PAGE + 1);
  REFUSED_WITH(data.size, (uint64_t)MOCK_ALLOCATION_MAX + PAGE);
  REFUSED_WITH(info.PrivateDriverDataSize, 8);
  REFUSED_WITH(info.pPrivateDriverData, NULL);
  REFUSED_WITH(info.Flags.Value, 8);
  REFUSED_WITH(info.Flags.OverridePriority, 1);
}

static void test_the_create_call_itself_is_checked(void **state)
{
  (void)state;
  REFUSED_WITH(create.hDevice, 0);
  REFUSED_WITH(create.hDevice, world.queue);
  REFUSED_WITH(create.NumAllocations, 0);
  REFUSED_WITH(create.NumAllocations, D3DKMT_MAX_ALLOCATIONS_PER_CREATE + 1);
  REFUSED_WITH(create.pAllocationInfo2, NULL);
  REFUSED_WITH(create.Flags.CreateShared, 1);
  REFUSED_WITH(create.Flags.StandardAllocation, 1);
  REFUSED_WITH(create.Flags.ExistingSysMem, 1);
  REFUSED_WITH(create.hResource, world.queue);
  REFUSED_WITH(create.PrivateRuntimeDataSize, 4);
  REFUSED_WITH(create.PrivateDriverDataSize, 4);
}

static void test_an_allocation_can_be_added_to_a_resource(void **state)
{
  struct request request;
  D3DKMT_HANDLE resource;
  D3DKMT_HANDLE handle;

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 1, 1, &resource, &handle));
  init_request(&request);
  request.create.hResource = resource;
  ASSERT_SUCCESS(D3DKMTCreateAllocation2(&request.create));
  ASSERT_SUCCESS(offer_resources(world.device, &resource, 1));
  assert_true(is_offered(world.device, request.info.hAllocation));
}

static void test_existing_heaps_are_checked(void **state)
{
  D3DKMT_CREATESTANDARDALLOCATION standard = {.Type = D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP};
  D3DDDI_ALLOCATIONINFO info = {.pSystemMem = memory};
  D3DKMT_CREATEALLOCATION create = {.hDevice = world.device, .NumAllocations = 1};

  (void)state;
  create.pStandardAllocation = &standard;
  create.pAllocationInfo = &info;
  create.Flags.StandardAllocation = 1;
  create.Flags.ExistingSysMem = 1;
  standard.ExistingHeapData.Size = 3 * PAGE;
  ASSERT_INVALID(D3DKMTCreateAllocation(&create));
  standard.ExistingHeapData.Size = PAGE;
  info.pSystemMem = memory + 8;
  ASSERT_INVALID(D3DKMTCreateAllocation(&create));
  info.pSystemMem = NULL;
  ASSERT_INVALID(D3DKMTCreateAllocation(&create));
  info.pSystemMem = memory;
  standard.Type = D3DKMT_STANDARDALLOCATIONTYPE_INTERNALBACKINGSTORE;
  ASSERT_INVALID(D3DKMTCreateAllocation(&create));
  standard.Type = D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP;
  create.pStandardAllocation = NULL;
  ASSERT_INVALID(D3DKMTCreateAllocation(&create));
}

static void test_a_lock_shows_the_heap_itself(void **state)
{
  D3DKMT_HANDLE heap = make_heap_allocation(world.device, memory, 2);
  unsigned char *bytes;

  (void)state;
  ASSERT_SUCCESS(try_lock(world.device, heap, &bytes));
  assert_ptr_equal(bytes, memory);
}

static void test_locks_are_counted(void **state)
{
  D3DKMT_HANDLE handle = make_allocation(world.device, 1);
  unsigned char *bytes;

  (void)state;
  ASSERT_INVALID(unlock(world.device, handle));
  ASSERT_SUCCESS(try_lock(world.device, handle, &bytes));
  ASSERT_SUCCESS(try_lock(world.device, handle, &bytes));
  ASSERT_SUCCESS(unlock(world.device, handle));
  ASSERT_INVALID(offer_one(world.device, handle, 1));
  ASSERT_SUCCESS(unlock(world.device, handle));
  ASSERT_SUCCESS(offer_one(world.device, handle, 1));
}

static void test_locks_are_checked(void **state)
{
  D3DKMT_HANDLE handle = make_allocation(world.device, 1);
  D3DKMT_LOCK2 lock = {.hDevice = world.device, .hAllocation = handle};
  unsigned char *bytes;

  (void)state;
  ASSERT_INVALID(try_lock(world.other_device, handle, &bytes));
  ASSERT_INVALID(try_lock(world.device, 0, &bytes));
  lock.Flags.Value = 1;
  ASSERT_INVALID(D3DKMTLock2(&lock));
}

static void test_destroying_by_list_is_all_or_none(void **state)
{
  D3DKMT_HANDLE handles[3];
  D3DKMT_HANDLE foreign = make_allocation(world.other_device, 1);
  D3DKMT_DESTROYALLOCATION2 destroy = {.hDevice = world.device, .phAllocationList = handles, .AllocationCount = 3};

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 2, 1, NULL, handles));
  handles[2] = foreign;
  ASSERT_INVALID(D3DKMTDestroyAllocation2(&destroy));
  handles[2] = handles[0];
  ASSERT_INVALID(D3DKMTDestroyAllocation2(&destroy));
  destroy.AllocationCount = 2;
  destroy.Flags.Reserved = 1;
  ASSERT_INVALID(D3DKMTDestroyAllocation2(&destroy));
  destroy.Flags.Reserved = 0;
  ASSERT_SUCCESS(D3DKMTDestroyAllocation2(&destroy));
  ASSERT_INVALID(D3DKMTDestroyAllocation2(&destroy));
}

static void test_destroying_with_a_device_and_nothing_else_succeeds(void **state)
{
  const D3DKMT_DESTROYALLOCATION destroy = {.hDevice = world.device};

  (void)state;
  ASSERT_SUCCESS(D3DKMTDestroyAllocation(&destroy));
}

static void test_destroying_a_resource_takes_its_allocations(void **state)
{
  D3DKMT_HANDLE resource;
  D3DKMT_HANDLE handles[2];
  D3DKMT_DESTROYALLOCATION destroy = {.hDevice = world.other_device};

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 2, 1, &resource, handles));
  destroy.hResource = resource;
  ASSERT_INVALID(D3DKMTDestroyAllocation(&destroy));
  destroy.hDevice = world.device;
  destroy.AllocationCount = 1;
  ASSERT_INVALID(D3DKMTDestroyAllocation(&destroy));
  destroy.AllocationCount = 0;
  ASSERT_SUCCESS(D3DKMTDestroyAllocation(&destroy));
  ASSERT_INVALID(destroy_one(world.device, handles[0]));
}

static void test_priorities_are_set_and_got_by_list_and_by_resource(void **state)
{
  D3DKMT_HANDLE resource;
  D3DKMT_HANDLE handles[2];
  UINT values[2] = {D3DDDI_ALLOCATIONPRIORITY_HIGH, D3DDDI_ALLOCATIONPRIORITY_LOW};
  D3DKMT_SETALLOCATIONPRIORITY set = {
      .hDevice = world.device, .phAllocationList = handles, .AllocationCount = 2, .pPriorities = values};
  D3DKMT_GETALLOCATIONPRIORITY get = {.hDevice = world.device, .pPriorities = values};

  (void)state;
  ASSERT_SUCCESS(try_allocations(world.device, 2, 1, &resource, handles));
  ASSERT_SUCCESS(D3DKMTSetAllocationPriority(&set));
  get.hResource = resource;
  ASSERT_SUCCESS(D3DKMTGetAllocationPriority(&get));
  assert_int_equal(values[0], D3DDDI_ALLOCATIONPRIORITY_LOW);
  values[0] = D3DDDI_ALLOCATIONPRIORITY_MAXIMUM + 1;
  ASSERT_INVALID(D3DKMTSetAllocationPriority(&set));
}

static void test_a_discard_overwrites_the_callers_heap(void **state)
{
  unsigned char *heap_memory = map_pages(2);
  D3DKMT_HANDLE heap;

  (void)state;
  assert_true(mock_set_discard(0, MOCK_DISCARD_ALWAYS));
  heap = make_heap_allocation(world.device, heap_memory, 2);
  fill(world.device, heap, 0x55, 2);
  assert_int_equal(heap_memory[2 * PAGE - 1], 0x55);
  ASSERT_SUCCESS(offer_one(world.device, heap, D3DKMT_OFFER_PRIORITY_HIGH));
  assert_int_equal(reclaim_one(world.queue, heap), D3DDDI_RECLAIM_RESULT_DISCARDED);
  assert_true(holds(world.device, heap, 0xD5, 2));
  assert_int_equal(heap_memory[2 * PAGE - 1], 0xD5);
  ASSERT_SUCCESS(destroy_one(world.device, heap));
  unmap_pages(heap_memory, 2);
}

static void test_a_heap_that_was_unmapped_can_be_discarded(void **state)
{
  unsigned char *heap_memory = map_pages(1);
  D3DKMT_HANDLE heap;

  (void)state;
  assert_true(mock_set_discard(0, MOCK_DISCARD_ALWAYS));
  heap = make_heap_allocation(world.device, heap_memory, 1);
  unmap_pages(heap_memory, 1);
  ASSERT_SUCCESS(offer_with_flags(world.device, heap, 2));
  assert_int_equal(reclaim_one(world.queue, heap), D3DDDI_RECLAIM_RESULT_DISCARDED);
}

#define OBJECT_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_memory, tear_down_memory)

int main(void)
{
  const struct CMUnitTest tests[] = {
      OBJECT_TEST(test_private_data_allocations_are_checked),
      OBJECT_TEST(test_the_create_call_itself_is_checked),
      OBJECT_TEST(test_an_allocation_can_be_added_to_a_resource),
      OBJECT_TEST(test_existing_heaps_are_checked),
      OBJECT_TEST(test_a_lock_shows_the_heap_itself),
      OBJECT_TEST(test_locks_are_counted),
      OBJECT_TEST(test_locks_are_checked),
      OBJECT_TEST(test_destroying_by_list_is_all_or_none),
      OBJECT_TEST(test_destroying_with_a_device_and_nothing_else_succeeds),
      OBJECT_TEST(test_destroying_a_resource_takes_its_allocations),
      OBJECT_TEST(test_priorities_are_set_and_got_by_list_and_by_resource),
      OBJECT_TEST(test_a_discard_overwrites_the_callers_heap),
      OBJECT_TEST(test_a_heap_that_was_unmapped_can_be_discarded),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
