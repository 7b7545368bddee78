// A client in C++ that knows the D3DKMT names and the interface's structures, and nothing of the library behind them: what
// it opens and creates are objects, and what fails is an exception. From one thread, from eight at once, and in the child
// of a fork.
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "abi/d3dkmt.h"

namespace
{

constexpr unsigned thread_count = 8, rounds = 2, allocation_count = 3, seconds = 60;
constexpr std::size_t page = 4096, bytes = 3 * page;

void expect(bool condition, const char *text, int line)
{
  if (!condition)
    throw std::runtime_error("client.cpp:" + std::to_string(line) + ": not so: " + text);
}

#define EXPECT(condition) expect((condition), #condition, __LINE__)
#define SUCCEED(call) EXPECT((call) == STATUS_SUCCESS)

class Adapter
{
public:
  explicit Adapter(const LUID &luid)
  {
    D3DKMT_OPENADAPTERFROMLUID open = D3DKMT_OPENADAPTERFROMLUID();
    open.AdapterLuid = luid;
    SUCCEED(D3DKMTOpenAdapterFromLuid(&open));
    handle = open.hAdapter;
  }
  Adapter(const Adapter &) = delete;
  Adapter &operator=(const Adapter &) = delete;
  ~Adapter()
  {
    const D3DKMT_CLOSEADAPTER close = {handle};
    D3DKMTCloseAdapter(&close);
  }
  template <typename Answer> Answer ask(KMTQUERYADAPTERINFOTYPE type) const
  {
    Answer answer = Answer();
    const D3DKMT_QUERYADAPTERINFO query = {handle, type, &answer, sizeof answer};
    SUCCEED(D3DKMTQueryAdapterInfo(&query));
    return answer;
  }

  D3DKMT_HANDLE handle;
};

// First how many there are, then so many. What enumerating opens is closed again.
std::vector<LUID> enumerate()
{
  D3DKMT_ENUMADAPTERS3 enumeration = D3DKMT_ENUMADAPTERS3();
  std::vector<LUID> luids;

  enumeration.Filter.IncludeComputeOnly = 1;
  SUCCEED(D3DKMTEnumAdapters3(&enumeration));
  EXPECT(enumeration.NumAdapters > 0);
  std::vector<D3DKMT_ADAPTERINFO> infos(enumeration.NumAdapters);
  enumeration.pAdapters = infos.data();
  SUCCEED(D3DKMTEnumAdapters3(&enumeration));
  for (const D3DKMT_ADAPTERINFO &info : infos) {
    const D3DKMT_CLOSEADAPTER close = {info.hAdapter};
    SUCCEED(D3DKMTCloseAdapter(&close));
    luids.push_back(info.AdapterLuid);
  }
  return luids;
}

class Device
{
public:
  explicit Device(const Adapter &adapter)
  {
    D3DKMT_CREATEDEVICE create = D3DKMT_CREATEDEVICE();
    create.hAdapter = adapter.handle;
    SUCCEED(D3DKMTCreateDevice(&create));
    handle = create.hDevice;
  }
  Device(const Device &) = delete;
  Device &operator=(const Device &) = delete;
  ~Device()
  {
    const D3DKMT_DESTROYDEVICE destroy = {handle};
    D3DKMTDestroyDevice(&destroy);
  }

  D3DKMT_HANDLE handle;
};

// Those of its objects that are not destroyed one by one go with the device.
class Allocations
{
public:
  explicit Allocations(const Device &owner) : device(owner), heap(nullptr), resource(0)
  {
    D3DKMT_CREATEPAGINGQUEUE paging = D3DKMT_CREATEPAGINGQUEUE();
    D3DKMT_CREATECONTEXTVIRTUAL context = D3DKMT_CREATECONTEXTVIRTUAL();

    paging.hDevice = context.hDevice = device.handle;
    SUCCEED(D3DKMTCreatePagingQueue(&paging));
    SUCCEED(D3DKMTCreateContextVirtual(&context));
    queue = paging.hPagingQueue;
    create();
  }
  Allocations(const Allocations &) = delete;
  Allocations &operator=(const Allocations &) = delete;
  ~Allocations()
  {
    D3DKMT_DESTROYALLOCATION destroy = D3DKMT_DESTROYALLOCATION();
    destroy.hDevice = device.handle;
    destroy.hResource = resource;
    D3DKMTDestroyAllocation(&destroy);
    std::free(heap);
  }

  void write(unsigned seed)
  {
    each([seed](std::uint8_t &byte, std::size_t at) { byte = pattern(seed, at); });
  }
  void compare(unsigned seed)
  {
    each([seed](std::uint8_t &byte, std::size_t at) { EXPECT(byte == pattern(seed, at)); });
  }
  NTSTATUS offer(D3DKMT_OFFER_PRIORITY priority)
  {
    D3DKMT_OFFERALLOCATIONS arguments = D3DKMT_OFFERALLOCATIONS();
    arguments.hDevice = device.handle;
    arguments.HandleList = handles;
    arguments.NumAllocations = allocation_count;
    arguments.Priority = priority;
    return D3DKMTOfferAllocations(&arguments);
  }
  void reclaim()
  {
    D3DDDI_RECLAIM_RESULT results[allocation_count];
    D3DKMT_RECLAIMALLOCATIONS2 arguments = D3DKMT_RECLAIMALLOCATIONS2();
    std::memset(results, 0xFF, sizeof results);
    arguments.hPagingQueue = queue;
    arguments.HandleList = handles;
    arguments.NumAllocations = allocation_count;
    arguments.pResults = results;
    SUCCEED(D3DKMTReclaimAllocations2(&arguments));
    for (D3DDDI_RECLAIM_RESULT result : results)
      EXPECT(result == D3DDDI_RECLAIM_RESULT_OK);
  }
  void expect_resident()
  {
    D3DKMT_ALLOCATIONRESIDENCYSTATUS residency[allocation_count];
    const D3DKMT_QUERYALLOCATIONRESIDENCY query = {device.handle, 0, handles, allocation_count, residency};
    SUCCEED(D3DKMTQueryAllocationResidency(&query));
    for (D3DKMT_ALLOCATIONRESIDENCYSTATUS one : residency)
      EXPECT(one != D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT);
  }

private:
  static std::uint8_t pattern(unsigned seed, std::size_t at)
  {
    return static_cast<std::uint8_t>(seed * 17 + at * 5 + (at >> 8));
  }

  // A resource of allocations over memory of the client's own.
  void create()
  {
    D3DKMT_CREATESTANDARDALLOCATION standard = D3DKMT_CREATESTANDARDALLOCATION();
    D3DKMT_CREATEALLOCATION arguments = D3DKMT_CREATEALLOCATION();
    D3DDDI_ALLOCATIONINFO2 infos[allocation_count];

    EXPECT(posix_memalign(&heap, page, allocation_count * bytes) == 0);
    std::memset(heap, 0, allocation_count * bytes);
    std::memset(infos, 0, sizeof infos);
    standard.Type = D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP;
    standard.ExistingHeapData.Size = bytes;
    arguments.hDevice = device.handle;
    arguments.pStandardAllocation = &standard;
    arguments.NumAllocations = allocation_count;
    arguments.pAllocationInfo2 = infos;
    arguments.Flags.CreateResource = 1;
    arguments.Flags.StandardAllocation = 1;
    arguments.Flags.ExistingSysMem = 1;
    for (unsigned i = 0; i < allocation_count; i++)
      infos[i].pSystemMem = static_cast<char *>(heap) + i * bytes;
    SUCCEED(D3DKMTCreateAllocation2(&arguments));
    resource = arguments.hResource;
    for (unsigned i = 0; i < allocation_count; i++)
      handles[i] = infos[i].hAllocation;
  }

  template <typename Visit> void each(Visit visit)
  {
    for (D3DKMT_HANDLE handle : handles) {
      D3DKMT_LOCK2 lock = D3DKMT_LOCK2();
      const D3DKMT_UNLOCK2 unlock = {device.handle, handle};
      lock.hDevice = device.handle;
      lock.hAllocation = handle;
      SUCCEED(D3DKMTLock2(&lock));
      for (std::size_t at = 0; at < bytes; at++)
        visit(static_cast<std::uint8_t *>(lock.pData)[at], at);
      SUCCEED(D3DKMTUnlock2(&unlock));
    }
  }

  const Device &device;
  void *heap;
  D3DKMT_HANDLE queue, resource, handles[allocation_count];
};

void work(unsigned seed)
{
  for (const LUID &luid : enumerate()) {
    Adapter adapter(luid);
    Device device(adapter);
    Allocations allocations(device);

    EXPECT(adapter.ask<D3DKMT_ADAPTERTYPE>(KMTQAITYPE_ADAPTERTYPE).RenderSupported);
    for (int priority = D3DKMT_OFFER_PRIORITY_LOW; priority <= D3DKMT_OFFER_PRIORITY_AUTO; priority++) {
      unsigned own = seed + static_cast<unsigned>(priority);

      allocations.write(own);
      SUCCEED(allocations.offer(static_cast<D3DKMT_OFFER_PRIORITY>(priority)));
      allocations.reclaim();
      allocations.compare(own);
      allocations.expect_resident();
    }
    EXPECT(allocations.offer(static_cast<D3DKMT_OFFER_PRIORITY>(5)) == STATUS_INVALID_PARAMETER);
  }
}

bool tried(void (*body)(unsigned), unsigned seed)
{
  try {
    body(seed);
    return true;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return false;
  }
}

void work_in_threads(unsigned seed)
{
  std::atomic<unsigned> failures(0);
  std::vector<std::thread> threads;

  for (unsigned i = 0; i < thread_count; i++)
    threads.emplace_back([&failures, seed, i] {
      for (unsigned round = 0; round < rounds; round++)
        failures += !tried(work, seed + i * 100 + round);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT(failures == 0);
}

void work_after_fork()
{
  Adapter adapter(enumerate().front());
  Device device(adapter);
  Allocations allocations(device);
  int status;

  allocations.write(9);
  SUCCEED(allocations.offer(D3DKMT_OFFER_PRIORITY_HIGH));
  const pid_t child = fork();
  if (child == 0) {
    alarm(seconds);
    const bool refused = allocations.offer(D3DKMT_OFFER_PRIORITY_LOW) != STATUS_SUCCESS; // the handles are the parent's
    _exit(!(refused && tried(work, 1) && tried(work_in_threads, 2)));
  }
  EXPECT(child > 0 && waitpid(child, &status, 0) == child && status == 0);
  allocations.reclaim();
  allocations.compare(9);
}

} // namespace

int main()
{
  alarm(seconds);
  try {
    work(0);
    work_in_threads(0);
    work_after_fork();
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  std::puts("all as it should be");
  return 0;
}
