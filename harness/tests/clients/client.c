/*
 * A client in C that knows the D3DKMT names and the interface's structures, and nothing of the library behind them: it
 * enumerates, opens, creates, writes, offers, reclaims, compares and cleans up, from one thread, from eight at once and
 * in the child of a fork.
 *
 * Built with CLIENT_OPENS it is linked with no such library, and opens the one that its argument names.
 */
#ifdef CLIENT_OPENS
#include <dlfcn.h>
#endif
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "abi/d3dkmt.h"

enum { THREADS = 8, ROUNDS = 2, ALLOCATIONS = 4, BYTES = 16384, PAGE = 4096, ADAPTERS = 64, FORKS = 6, SECONDS = 60 };

#define CALLS(call)                                                                                                    \
  call(EnumAdapters2) call(EnumAdapters3) call(OpenAdapterFromLuid) call(CloseAdapter) call(QueryAdapterInfo)          \
      call(QueryVideoMemoryInfo) call(CreateDevice) call(DestroyDevice) call(GetDeviceState)                           \
          call(CreateContextVirtual) call(DestroyContext) call(CreatePagingQueue) call(DestroyPagingQueue)             \
              call(CreateAllocation2) call(DestroyAllocation2) call(Lock2) call(Unlock2) call(OfferAllocations)        \
                  call(ReclaimAllocations2) call(QueryAllocationResidency) call(SetAllocationPriority)                 \
                      call(GetAllocationPriority) call(MakeResident) call(Evict)

#define DECLARE(name) PFND3DKMT##name name;
static struct {
  CALLS(DECLARE)
} kmt;

#ifdef CLIENT_OPENS
#define FIND(name)                                                                                                     \
  symbol = dlsym(library, "D3DKMT" #name);                                                                             \
  if (symbol == NULL)                                                                                                  \
    return fprintf(stderr, "client: %s\n", dlerror()), 0;                                                              \
  memcpy(&kmt.name, &symbol, sizeof kmt.name);

static int find_calls(const char *name)
{
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL), *symbol;

  if (library == NULL)
    return fprintf(stderr, "client: %s\n", dlerror()), 0;
  CALLS(FIND)
  return 1;
}
#else
#define FIND(name) kmt.name = D3DKMT##name;

static int find_calls(const char *name)
{
  (void)name;
  CALLS(FIND)
  return 1;
}
#endif

static int came(NTSTATUS status, NTSTATUS expected, const char *call, int line)
{
  if (status != expected)
    fprintf(stderr, "client.c:%d: 0x%08X, not 0x%08X: %s\n", line, (unsigned)status, (unsigned)expected, call);
  return status == expected;
}

static int holds(int condition, const char *text, int line)
{
  if (!condition)
    fprintf(stderr, "client.c:%d: not so: %s\n", line, text);
  return condition;
}

#define RETURNS(call, status) came(call, status, #call, __LINE__)
#define SUCCEEDS(call) RETURNS(call, STATUS_SUCCESS)
#define HOLDS(condition) holds(condition, #condition, __LINE__)

struct session {
  D3DKMT_ADAPTERINFO adapters[ADAPTERS];
  ULONG adapter_count;
  D3DKMT_HANDLE adapter, device, context, queue, resource, allocations[ALLOCATIONS];
  unsigned char *heap; /* behind the allocations */
};

/* First how many there are, then so many; too little room is told. */
static int enumerate(struct session *session)
{
  D3DKMT_ENUMADAPTERS2 two = {0, NULL};
  D3DKMT_ENUMADAPTERS3 three = {.NumAdapters = 0};

  if (!SUCCEEDS(kmt.EnumAdapters2(&two)) || !SUCCEEDS(kmt.EnumAdapters3(&three)) ||
      !HOLDS(two.NumAdapters > 0 && two.NumAdapters <= ADAPTERS && three.NumAdapters == two.NumAdapters))
    return 0;
  session->adapter_count = two.NumAdapters;
  two.pAdapters = session->adapters;
  two.NumAdapters--;
  if (!RETURNS(kmt.EnumAdapters2(&two), STATUS_BUFFER_TOO_SMALL))
    return 0;
  two.NumAdapters = session->adapter_count;
  return SUCCEEDS(kmt.EnumAdapters2(&two)) && HOLDS(two.NumAdapters == session->adapter_count);
}

static int ask(D3DKMT_HANDLE adapter, KMTQUERYADAPTERINFOTYPE type, void *answer, UINT size)
{
  D3DKMT_QUERYADAPTERINFO query = {adapter, type, answer, size};

  if (!SUCCEEDS(kmt.QueryAdapterInfo(&query)))
    return 0;
  query.PrivateDriverDataSize = size - 1;
  return RETURNS(kmt.QueryAdapterInfo(&query), STATUS_INVALID_PARAMETER);
}

static int open_adapter(struct session *session)
{
  D3DKMT_OPENADAPTERFROMLUID open = {session->adapters[0].AdapterLuid, 0};
  D3DKMT_QUERYVIDEOMEMORYINFO memory = {.hProcess = NULL};
  D3DKMT_ADAPTERTYPE type, render;
  D3DKMT_QUERY_DEVICE_IDS ids = {.PhysicalAdapterIndex = 0};
  D3DKMT_WDDM_2_7_CAPS caps;
  D3DKMT_DRIVER_DESCRIPTION *description = calloc(1, sizeof *description);
  int good;

  if (description == NULL || !SUCCEEDS(kmt.OpenAdapterFromLuid(&open)))
    return free(description), 0;
  session->adapter = open.hAdapter;
  memory.hAdapter = open.hAdapter;
  good = ask(open.hAdapter, KMTQAITYPE_ADAPTERTYPE, &type, sizeof type) &&
         ask(open.hAdapter, KMTQAITYPE_ADAPTERTYPE_RENDER, &render, sizeof render) &&
         ask(open.hAdapter, KMTQAITYPE_PHYSICALADAPTERDEVICEIDS, &ids, sizeof ids) &&
         ask(open.hAdapter, KMTQAITYPE_WDDM_2_7_CAPS, &caps, sizeof caps) &&
         ask(open.hAdapter, KMTQAITYPE_DRIVER_DESCRIPTION, description, sizeof *description) &&
         HOLDS(type.RenderSupported && render.Value == type.Value && description->DriverDescription[0] != 0) &&
         SUCCEEDS(kmt.QueryVideoMemoryInfo(&memory)) && HOLDS(memory.Budget > 0);
  free(description);
  return good;
}

static int create_objects(struct session *session)
{
  D3DKMT_CREATEDEVICE device = {.hAdapter = session->adapter};
  D3DKMT_CREATECONTEXTVIRTUAL context = {.hDevice = 0};
  D3DKMT_CREATEPAGINGQUEUE queue = {.hDevice = 0};
  D3DKMT_GETDEVICESTATE state = {.StateType = D3DKMT_DEVICESTATE_EXECUTION};

  if (!SUCCEEDS(kmt.CreateDevice(&device)))
    return 0;
  session->device = context.hDevice = queue.hDevice = state.hDevice = device.hDevice;
  if (!SUCCEEDS(kmt.CreateContextVirtual(&context)) || !SUCCEEDS(kmt.CreatePagingQueue(&queue)))
    return 0;
  session->context = context.hContext;
  session->queue = queue.hPagingQueue;
  return SUCCEEDS(kmt.GetDeviceState(&state)) && HOLDS(state.ExecutionState == D3DKMT_DEVICEEXECUTION_ACTIVE);
}

/* A resource of allocations over memory of the client's own. */
static int create_allocations(struct session *session)
{
  D3DKMT_CREATESTANDARDALLOCATION standard = {.Type = D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP};
  D3DDDI_ALLOCATIONINFO2 infos[ALLOCATIONS];
  D3DKMT_CREATEALLOCATION create = {.hDevice = session->device, .NumAllocations = ALLOCATIONS};
  void *heap;

  if (posix_memalign(&heap, PAGE, (size_t)ALLOCATIONS * BYTES) != 0)
    return 0;
  session->heap = heap;
  memset(heap, 0, (size_t)ALLOCATIONS * BYTES);
  memset(infos, 0, sizeof infos);
  standard.ExistingHeapData.Size = BYTES;
  create.pStandardAllocation = &standard;
  create.pAllocationInfo2 = infos;
  create.Flags.CreateResource = 1;
  create.Flags.StandardAllocation = 1;
  create.Flags.ExistingSysMem = 1;
  for (int i = 0; i < ALLOCATIONS; i++)
    infos[i].pSystemMem = session->heap + (size_t)i * BYTES;
  if (!SUCCEEDS(kmt.CreateAllocation2(&create)))
    return 0;
  session->resource = create.hResource;
  for (int i = 0; i < ALLOCATIONS; i++)
    session->allocations[i] = infos[i].hAllocation;
  return HOLDS(session->resource != 0);
}

static unsigned char pattern(unsigned seed, size_t at)
{
  return (unsigned char)(seed * 131 + at * 7 + (at >> 8));
}

/* Writes the pattern of `seed` into an allocation, or looks whether it is there. */
static int touch(const struct session *session, int i, unsigned seed, int writes)
{
  D3DKMT_LOCK2 lock = {.hDevice = session->device, .hAllocation = session->allocations[i]};
  const D3DKMT_UNLOCK2 unlock = {session->device, session->allocations[i]};
  int good = 1;

  if (!SUCCEEDS(kmt.Lock2(&lock)) || !HOLDS(lock.pData != NULL))
    return 0;
  for (size_t at = 0; at < BYTES && good; at++) {
    unsigned char *byte = (unsigned char *)lock.pData + at;

    if (writes)
      *byte = pattern(seed, at);
    else
      good = HOLDS(*byte == pattern(seed, at));
  }
  return SUCCEEDS(kmt.Unlock2(&unlock)) && good;
}

static int offer(const struct session *session, int priority, int by_resource)
{
  D3DKMT_HANDLE resource = session->resource;
  D3DKMT_OFFERALLOCATIONS offer = {.hDevice = session->device, .Priority = (D3DKMT_OFFER_PRIORITY)priority};

  offer.pResources = by_resource ? &resource : NULL;
  offer.HandleList = by_resource ? NULL : session->allocations;
  offer.NumAllocations = by_resource ? 1 : ALLOCATIONS;
  return SUCCEEDS(kmt.OfferAllocations(&offer));
}

/* What the reclaim says is intact has to be. Under no pressure for memory, all of it is. */
static int reclaim(const struct session *session, unsigned seed)
{
  D3DDDI_RECLAIM_RESULT results[ALLOCATIONS];
  D3DKMT_RECLAIMALLOCATIONS2 reclaim = {.hPagingQueue = session->queue, .NumAllocations = ALLOCATIONS};

  memset(results, 0xFF, sizeof results);
  reclaim.HandleList = session->allocations;
  reclaim.pResults = results;
  if (!SUCCEEDS(kmt.ReclaimAllocations2(&reclaim)))
    return 0;
  for (int i = 0; i < ALLOCATIONS; i++)
    if (!HOLDS(results[i] == D3DDDI_RECLAIM_RESULT_OK) || !touch(session, i, seed + (unsigned)i, 0))
      return 0;
  return 1;
}

static int offer_and_reclaim(const struct session *session, unsigned seed)
{
  for (int priority = D3DKMT_OFFER_PRIORITY_LOW; priority <= D3DKMT_OFFER_PRIORITY_AUTO; priority++)
    for (int by_resource = 0; by_resource <= 1; by_resource++) {
      unsigned own = seed + (unsigned)priority * 16;

      for (int i = 0; i < ALLOCATIONS; i++)
        if (!touch(session, i, own + (unsigned)i, 1))
          return 0;
      if (!offer(session, priority, by_resource) || !reclaim(session, own))
        return 0;
    }
  return 1;
}

static int ask_about_allocations(const struct session *session)
{
  D3DKMT_ALLOCATIONRESIDENCYSTATUS residency[ALLOCATIONS];
  UINT high[ALLOCATIONS], priorities[ALLOCATIONS] = {0};
  const D3DKMT_QUERYALLOCATIONRESIDENCY query = {session->device, 0, session->allocations, ALLOCATIONS, residency};
  const D3DKMT_SETALLOCATIONPRIORITY set = {session->device, 0, session->allocations, ALLOCATIONS, high};
  const D3DKMT_GETALLOCATIONPRIORITY get = {session->device, 0, session->allocations, ALLOCATIONS, priorities};
  D3DKMT_EVICT evict = {.hDevice = session->device, .NumAllocations = ALLOCATIONS};
  D3DDDI_MAKERESIDENT make = {.hPagingQueue = session->queue, .NumAllocations = ALLOCATIONS};

  evict.AllocationList = make.AllocationList = session->allocations;
  for (int i = 0; i < ALLOCATIONS; i++)
    high[i] = D3DDDI_ALLOCATIONPRIORITY_HIGH;
  if (!SUCCEEDS(kmt.SetAllocationPriority(&set)) || !SUCCEEDS(kmt.GetAllocationPriority(&get)) ||
      !HOLDS(memcmp(high, priorities, sizeof high) == 0) || !SUCCEEDS(kmt.Evict(&evict)) ||
      !SUCCEEDS(kmt.QueryAllocationResidency(&query)) ||
      !HOLDS(residency[0] == D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT))
    return 0;
  return SUCCEEDS(kmt.MakeResident(&make)) && SUCCEEDS(kmt.QueryAllocationResidency(&query)) &&
         HOLDS(residency[0] != D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT);
}

static int begin(struct session *session)
{
  memset(session, 0, sizeof *session);
  return enumerate(session) && open_adapter(session) && create_objects(session) && create_allocations(session);
}

static int end(struct session *session)
{
  const D3DKMT_DESTROYALLOCATION2 allocations = {.hDevice = session->device, .hResource = session->resource};
  D3DDDI_DESTROYPAGINGQUEUE queue = {session->queue};
  const D3DKMT_DESTROYCONTEXT context = {session->context};
  const D3DKMT_DESTROYDEVICE device = {session->device};
  const D3DKMT_CLOSEADAPTER opened = {session->adapter};
  int good = SUCCEEDS(kmt.DestroyAllocation2(&allocations)) && SUCCEEDS(kmt.DestroyPagingQueue(&queue)) &&
             SUCCEEDS(kmt.DestroyContext(&context)) && SUCCEEDS(kmt.DestroyDevice(&device)) &&
             SUCCEEDS(kmt.CloseAdapter(&opened)) && RETURNS(kmt.CloseAdapter(&opened), STATUS_INVALID_PARAMETER);

  for (ULONG i = 0; i < session->adapter_count; i++) {
    const D3DKMT_CLOSEADAPTER close = {session->adapters[i].hAdapter};

    good = SUCCEEDS(kmt.CloseAdapter(&close)) && good;
  }
  free(session->heap);
  return good;
}

static int work(unsigned seed)
{
  struct session session;

  return begin(&session) && offer_and_reclaim(&session, seed) && ask_about_allocations(&session) && end(&session);
}

static int keep_on;

/* A few rounds; more, while it is said to keep on. */
static void *work_in_thread(void *seed)
{
  for (unsigned i = 0; i < ROUNDS || __atomic_load_n(&keep_on, __ATOMIC_RELAXED); i++)
    if (!work(*(const unsigned *)seed + i))
      return seed;
  return NULL;
}

static int start_threads(pthread_t *threads, unsigned *seeds)
{
  for (unsigned i = 0; i < THREADS; i++) {
    seeds[i] = i * 1000;
    if (!HOLDS(pthread_create(&threads[i], NULL, work_in_thread, &seeds[i]) == 0))
      return 0;
  }
  return 1;
}

static int join_threads(const pthread_t *threads)
{
  int good = 1;

  for (unsigned i = 0; i < THREADS; i++) {
    void *failed;

    good = pthread_join(threads[i], &failed) == 0 && failed == NULL && good;
  }
  return HOLDS(good);
}

static int work_in_threads(void)
{
  pthread_t threads[THREADS];
  unsigned seeds[THREADS];

  return start_threads(threads, seeds) && join_threads(threads);
}

static int in_child(int (*body)(const struct session *session), const struct session *session)
{
  int status;
  pid_t child = fork();

  if (child == 0) {
    alarm(SECONDS);
    _exit(!body(session));
  }
  return HOLDS(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

/* The parent's handles are not the child's; its own are. */
static int be_child(const struct session *session)
{
  const D3DKMT_OFFERALLOCATIONS offer = {.hDevice = session->device,
                                         .HandleList = session->allocations,
                                         .NumAllocations = 1,
                                         .Priority = D3DKMT_OFFER_PRIORITY_LOW};

  return HOLDS(kmt.OfferAllocations(&offer) != STATUS_SUCCESS) && work(1) && work_in_threads();
}

static int work_after_fork(void)
{
  struct session session;

  if (!begin(&session))
    return 0;
  for (int i = 0; i < ALLOCATIONS; i++)
    if (!touch(&session, i, 77 + (unsigned)i, 1))
      return 0;
  return offer(&session, D3DKMT_OFFER_PRIORITY_NORMAL, 0) && in_child(be_child, &session) && reclaim(&session, 77) &&
         end(&session);
}

static int work_once(const struct session *session)
{
  (void)session;
  return work(5);
}

/* While eight threads are in calls. */
static int work_after_fork_amid_calls(void)
{
  pthread_t threads[THREADS];
  unsigned seeds[THREADS];
  int good = 1;

  __atomic_store_n(&keep_on, 1, __ATOMIC_RELAXED);
  if (!start_threads(threads, seeds))
    return 0;
  for (int i = 0; i < FORKS && good; i++)
    good = in_child(work_once, NULL);
  __atomic_store_n(&keep_on, 0, __ATOMIC_RELAXED);
  return join_threads(threads) && good;
}

int main(int argc, char **argv)
{
  const int is_calm = getenv("CLIENT_CALM") != NULL; /* no fork while threads run */

  alarm(SECONDS);
  if (!find_calls(argc > 1 ? argv[1] : "") || !work(0) || !work_in_threads() || !work_after_fork() ||
      (!is_calm && !work_after_fork_amid_calls()))
    return 1;
  puts("all as it should be");
  return 0;
}
