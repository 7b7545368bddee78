/* What the mock's unit tests share: a small world of two devices, and memory that a caller must not hand over. */
#ifndef OFFERCHECK_TESTS_TEST_MOCK_SUPPORT_H
#define OFFERCHECK_TESTS_TEST_MOCK_SUPPORT_H

/* MAP_ANONYMOUS: so this header comes first. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/mman.h>

#include "abi/entry_points.h"
#include "mock/mock.h"

#define UNDER_MEMORY_SANITIZER 0
#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#undef UNDER_MEMORY_SANITIZER
#define UNDER_MEMORY_SANITIZER 1
#endif
#endif

#define PAGE ((size_t)MOCK_PAGE_SIZE)
#define KERNEL_ADDRESS ((uintptr_t)0xFFFF800000000000u)

#define ASSERT_STATUS(call, status) assert_int_equal((uint32_t)(call), (uint32_t)(status))
#define ASSERT_SUCCESS(call) ASSERT_STATUS(call, STATUS_SUCCESS)
#define ASSERT_INVALID(call) ASSERT_STATUS(call, STATUS_INVALID_PARAMETER)
#define ASSERT_REMOVED(call) ASSERT_STATUS(call, STATUS_DEVICE_REMOVED)

struct world {
  D3DKMT_HANDLE adapters[MOCK_ADAPTER_COUNT];
  D3DKMT_HANDLE device; /* of the first adapter, as are the queue and all but `elsewhere` */
  D3DKMT_HANDLE queue;
  D3DKMT_HANDLE other_device;
  D3DKMT_HANDLE elsewhere; /* a device of the second adapter */
  volatile const UINT64 *fence;
};

static inline D3DKMT_HANDLE make_device(D3DKMT_HANDLE adapter)
{
  D3DKMT_CREATEDEVICE create = {.hAdapter = adapter};

  ASSERT_SUCCESS(D3DKMTCreateDevice(&create));
  return create.hDevice;
}

static inline D3DKMT_HANDLE make_queue(D3DKMT_HANDLE device)
{
  D3DKMT_CREATEPAGINGQUEUE create = {.hDevice = device};

  ASSERT_SUCCESS(D3DKMTCreatePagingQueue(&create));
  return create.hPagingQueue;
}

/* `count` allocations of `pages` pages each of the mock's own memory; in a new resource if ret_resource is not NULL. */
static inline NTSTATUS try_allocations(D3DKMT_HANDLE device, UINT count, size_t pages, D3DKMT_HANDLE *ret_resource,
                                       D3DKMT_HANDLE *ret_handles)
{
  struct mock_allocation_data data = {MOCK_ALLOCATION_MAGIC, 0, pages * PAGE};
  D3DDDI_ALLOCATIONINFO2 infos[64];
  D3DKMT_CREATEALLOCATION create = {.hDevice = device, .NumAllocations = count};
  NTSTATUS status;

  memset(infos, 0, sizeof infos);
  create.pAllocationInfo2 = infos;
  create.Flags.CreateResource = ret_resource != NULL;
  for (UINT i = 0; i < count; i++) {
    infos[i].pPrivateDriverData = &data;
    infos[i].PrivateDriverDataSize = sizeof data;
  }
  status = D3DKMTCreateAllocation2(&create);
  for (UINT i = 0; i < count; i++)
    ret_handles[i] = infos[i].hAllocation;
  if (ret_resource != NULL)
    *ret_resource = create.hResource;
  return status;
}

static inline D3DKMT_HANDLE make_allocation(D3DKMT_HANDLE device, size_t pages)
{
  D3DKMT_HANDLE handle;

  ASSERT_SUCCESS(try_allocations(device, 1, pages, NULL, &handle));
  return handle;
}

/* `memory` is page-aligned and outlives the allocation. */
static inline D3DKMT_HANDLE make_heap_allocation(D3DKMT_HANDLE device, void *memory, size_t pages)
{
  D3DKMT_CREATESTANDARDALLOCATION standard = {.Type = D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP};
  D3DDDI_ALLOCATIONINFO info = {.pSystemMem = memory};
  D3DKMT_CREATEALLOCATION create = {.hDevice = device, .NumAllocations = 1};

  standard.ExistingHeapData.Size = pages * PAGE;
  create.pStandardAllocation = &standard;
  create.pAllocationInfo = &info;
  create.Flags.StandardAllocation = 1;
  create.Flags.ExistingSysMem = 1;
  ASSERT_SUCCESS(D3DKMTCreateAllocation(&create));
  return info.hAllocation;
}

static inline NTSTATUS destroy_one(D3DKMT_HANDLE device, D3DKMT_HANDLE allocation)
{
  const D3DKMT_DESTROYALLOCATION destroy = {.hDevice = device, .phAllocationList = &allocation, .AllocationCount = 1};

  return D3DKMTDestroyAllocation(&destroy);
}

static inline NTSTATUS destroy_device(D3DKMT_HANDLE device)
{
  const D3DKMT_DESTROYDEVICE destroy = {device};

  return D3DKMTDestroyDevice(&destroy);
}

static inline NTSTATUS offer_list(D3DKMT_HANDLE device, const D3DKMT_HANDLE *handles, UINT count, int priority)
{
  const D3DKMT_OFFERALLOCATIONS offer = {
      .hDevice = device, .HandleList = handles, .NumAllocations = count, .Priority = (D3DKMT_OFFER_PRIORITY)priority};

  return D3DKMTOfferAllocations(&offer);
}

static inline NTSTATUS offer_one(D3DKMT_HANDLE device, D3DKMT_HANDLE handle, int priority)
{
  return offer_list(device, &handle, 1, priority);
}

static inline NTSTATUS offer_with_flags(D3DKMT_HANDLE device, D3DKMT_HANDLE handle, UINT flags)
{
  D3DKMT_OFFERALLOCATIONS offer = {
      .hDevice = device, .HandleList = &handle, .NumAllocations = 1, .Priority = D3DKMT_OFFER_PRIORITY_NORMAL};

  offer.Flags.Value = flags;
  return D3DKMTOfferAllocations(&offer);
}

static inline NTSTATUS offer_resources(D3DKMT_HANDLE device, D3DKMT_HANDLE *resources, UINT count)
{
  const D3DKMT_OFFERALLOCATIONS offer = {
      .hDevice = device, .pResources = resources, .NumAllocations = count, .Priority = D3DKMT_OFFER_PRIORITY_LOW};

  return D3DKMTOfferAllocations(&offer);
}

static inline NTSTATUS reclaim_list(D3DKMT_HANDLE queue, const D3DKMT_HANDLE *handles, UINT count,
                                    D3DDDI_RECLAIM_RESULT *ret_results)
{
  D3DKMT_RECLAIMALLOCATIONS2 reclaim = {.hPagingQueue = queue, .HandleList = handles, .NumAllocations = count};

  reclaim.pResults = ret_results;
  return D3DKMTReclaimAllocations2(&reclaim);
}

/* Reclaims one allocation, which must succeed, and returns its result. */
static inline D3DDDI_RECLAIM_RESULT reclaim_one(D3DKMT_HANDLE queue, D3DKMT_HANDLE handle)
{
  D3DDDI_RECLAIM_RESULT result = (D3DDDI_RECLAIM_RESULT)-1;

  ASSERT_SUCCESS(reclaim_list(queue, &handle, 1, &result));
  return result;
}

static inline NTSTATUS try_lock(D3DKMT_HANDLE device, D3DKMT_HANDLE allocation, unsigned char **ret_bytes)
{
  D3DKMT_LOCK2 lock = {.hDevice = device, .hAllocation = allocation};
  NTSTATUS status = D3DKMTLock2(&lock);

  *ret_bytes = lock.pData;
  return status;
}

static inline NTSTATUS unlock(D3DKMT_HANDLE device, D3DKMT_HANDLE allocation)
{
  const D3DKMT_UNLOCK2 arguments = {device, allocation};

  return D3DKMTUnlock2(&arguments);
}

/* An offered allocation cannot be locked: that shows whether one is. */
static inline int is_offered(D3DKMT_HANDLE device, D3DKMT_HANDLE allocation)
{
  unsigned char *bytes;

  if (try_lock(device, allocation, &bytes) != STATUS_SUCCESS)
    return 1;
  ASSERT_SUCCESS(unlock(device, allocation));
  return 0;
}

static inline void fill(D3DKMT_HANDLE device, D3DKMT_HANDLE allocation, unsigned char value, size_t pages)
{
  unsigned char *bytes;

  ASSERT_SUCCESS(try_lock(device, allocation, &bytes));
  memset(bytes, value, pages * PAGE);
  ASSERT_SUCCESS(unlock(device, allocation));
}

/* Whether each byte of the allocation is `value`. */
static inline int holds(D3DKMT_HANDLE device, D3DKMT_HANDLE allocation, unsigned char value, size_t pages)
{
  unsigned char *bytes;
  size_t i = 0;

  ASSERT_SUCCESS(try_lock(device, allocation, &bytes));
  while (i < pages * PAGE && bytes[i] == value)
    i++;
  ASSERT_SUCCESS(unlock(device, allocation));
  return i == pages * PAGE;
}

static inline NTSTATUS control(D3DKMT_HANDLE adapter, uint32_t command, uint64_t argument)
{
  struct mock_control control = {.magic = MOCK_CONTROL_MAGIC, .command = command, .arguments = {argument}};
  D3DKMT_ESCAPE escape = {.hAdapter = adapter, .Type = D3DKMT_ESCAPE_DRIVERPRIVATE};

  escape.pPrivateDriverData = &control;
  escape.PrivateDriverDataSize = sizeof control;
  return D3DKMTEscape(&escape);
}

/* Pages with an unmapped one behind them. */
static inline unsigned char *map_pages(size_t pages)
{
  unsigned char *memory = mmap(NULL, (pages + 1) * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  assert_ptr_not_equal(memory, MAP_FAILED);
  assert_int_equal(munmap(memory + pages * PAGE, PAGE), 0);
  return memory;
}

static inline void unmap_pages(void *memory, size_t pages)
{
  assert_int_equal(munmap(memory, pages * PAGE), 0);
}

static struct world world;

static inline int set_up(void **state)
{
  D3DKMT_ADAPTERINFO infos[MOCK_ADAPTER_COUNT];
  D3DKMT_ENUMADAPTERS2 enumerate = {MOCK_ADAPTER_COUNT, infos};
  D3DKMT_CREATEPAGINGQUEUE create = {.hDevice = 0};

  (void)state;
  mock_reset();
  memset(infos, 0, sizeof infos);
  ASSERT_SUCCESS(D3DKMTEnumAdapters2(&enumerate));
  for (UINT i = 0; i < MOCK_ADAPTER_COUNT; i++)
    world.adapters[i] = infos[i].hAdapter;
  world.device = make_device(world.adapters[0]);
  world.other_device = make_device(world.adapters[0]);
  world.elsewhere = make_device(world.adapters[1]);
  create.hDevice = world.device;
  ASSERT_SUCCESS(D3DKMTCreatePagingQueue(&create));
  world.queue = create.hPagingQueue;
  world.fence = create.FenceValueCPUVirtualAddress;
  return 0;
}

/* Closes all that is left: then the kernel holds nothing, whatever the test did. */
static inline int tear_down(void **state)
{
  (void)state;
  (void)destroy_device(world.device);
  (void)destroy_device(world.other_device);
  (void)destroy_device(world.elsewhere);
  for (UINT i = 0; i < MOCK_ADAPTER_COUNT; i++) {
    const D3DKMT_CLOSEADAPTER close = {world.adapters[i]};

    (void)D3DKMTCloseAdapter(&close);
  }
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS), 0);
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_LIVE_BYTES), 0);
  mock_reset();
  return 0;
}

#define MOCK_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

#endif
