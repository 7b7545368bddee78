/* A library of D3DKMT entry points that forwards to mock.so beside it, and misbehaves as one row of acts.def says. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostile.h"

static NTSTATUS forward(enum abi_entry entry, void *argument)
{
  static void *functions[ABI_ENTRY_COUNT];
  NTSTATUS (*function)(void *argument);

  if (functions[entry] == NULL) {
    char path[4096];
    Dl_info about;
    void *mock;

    if (dladdr((void *)functions, &about) == 0)
      abort();
    snprintf(path, sizeof path, "%.*s/mock.so", (int)(strrchr(about.dli_fname, '/') - about.dli_fname),
             about.dli_fname);
    mock = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    functions[entry] = mock != NULL ? dlsym(mock, abi_entries[entry].name) : NULL;
    if (functions[entry] == NULL)
      abort();
  }
  memcpy(&function, &functions[entry], sizeof function);
  return function(argument);
}

static NTSTATUS offer(void *argument)
{
  static unsigned offers;
  NTSTATUS status = STATUS_SUCCESS;

  if (hostile_moment() == AT_OFFER || (hostile_moment() == AT_THIRD && ++offers % 3 == 0))
    hostile_act(argument, &status);
  status = forward(ABI_OFFER_ALLOCATIONS, argument);
  if (hostile_moment() == AFTER_OFFER)
    hostile_act(argument, &status);
  return status;
}

static NTSTATUS call(enum abi_entry entry, void *argument)
{
  NTSTATUS ignored;

  switch (entry) {
  case ABI_OFFER_ALLOCATIONS:
    return offer(argument);
  case ABI_RECLAIM_ALLOCATIONS:
  case ABI_RECLAIM_ALLOCATIONS2:
    if (hostile_moment() == AT_RECLAIM)
      hostile_act(argument, &ignored);
    break;
  case ABI_DESTROY_DEVICE:
    if (hostile_moment() == AT_DESTROY)
      hostile_act(argument, &ignored);
    break;
  case ABI_ENUM_ADAPTERS2:
    if (hostile_moment() == AT_PROBE)
      hostile_act(argument, &ignored);
    break;
  default:
    break;
  }
  return forward(entry, argument);
}

__attribute__((constructor)) static void load(void)
{
  if (hostile_moment() == AT_LOAD)
    hostile_act(NULL, NULL);
}

__attribute__((destructor)) static void unload(void)
{
  if (hostile_moment() == AT_UNLOAD)
    hostile_act(NULL, NULL);
}

/* HIDDEN_x, where it is defined, is what stands before the function of that entry point; else nothing does. */
#define HIDDEN ~, __attribute__((visibility("hidden")))
#define SECOND(first, second, ...) second
#define BEFORE(...) SECOND(__VA_ARGS__)
#ifdef HOSTILE_HALF
#define HIDDEN_OPEN_ADAPTER_FROM_LUID HIDDEN
#define HIDDEN_CREATE_CONTEXT_VIRTUAL HIDDEN
#define HIDDEN_DESTROY_CONTEXT HIDDEN
#define HIDDEN_QUERY_VIDEO_MEMORY_INFO HIDDEN
#define HIDDEN_MAKE_RESIDENT HIDDEN
#define HIDDEN_GET_DEVICE_STATE HIDDEN
#define HIDDEN_DESTROY_PAGING_QUEUE HIDDEN
#define HIDDEN_EVICT HIDDEN
#define HIDDEN_QUERY_ALLOCATION_RESIDENCY HIDDEN
#define HIDDEN_SET_ALLOCATION_PRIORITY HIDDEN
#define HIDDEN_GET_ALLOCATION_PRIORITY HIDDEN
#define HIDDEN_ENUM_ADAPTERS3 HIDDEN
#define HIDDEN_CREATE_ALLOCATION HIDDEN
#define HIDDEN_DESTROY_ALLOCATION HIDDEN
#define HIDDEN_RECLAIM_ALLOCATIONS HIDDEN
#endif

#define ABI_ENTRY(id, function, type, qualifier, ioctl, need)                                                          \
  BEFORE(HIDDEN_##id, , ) NTSTATUS APIENTRY function(qualifier type *argument)                                         \
  {                                                                                                                    \
    return call(ABI_##id, (void *)(uintptr_t)argument);                                                                \
  }
#include "abi/entry_points.def"
#undef ABI_ENTRY
