/*
 * The mock, found by the variable HOSTILE_MOCK, behind a target that crashes where an offer's structure is none: now
 * and then, but whatever was called before. If the variable BRITTLE names an entry point, that one fails, too,
 * from the call on that BRITTLE_FROM says.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "abi/entry_points.h"
#include "abi/statuses.h"

static NTSTATUS forward(const char *name, void *argument)
{
  static void *mock;
  NTSTATUS (*function)(void *argument);
  const char *path = getenv("HOSTILE_MOCK"), *failing = getenv("BRITTLE"), *from = getenv("BRITTLE_FROM");
  static unsigned long calls;
  void *symbol;

  if (failing != NULL && strcmp(name, failing) == 0 && ++calls >= (from != NULL ? strtoul(from, NULL, 10) : 0))
    return STATUS_NOT_SUPPORTED;
  if (mock == NULL && path != NULL)
    mock = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  symbol = mock != NULL ? dlsym(mock, name) : NULL;
  if (symbol == NULL || (argument == NULL && strcmp(name, "D3DKMTOfferAllocations") == 0))
    abort();
  memcpy(&function, &symbol, sizeof function);
  return function(argument);
}

#define ABI_ENTRY(enumerator, function, type, qualifier, ioctl, need)                                                  \
  NTSTATUS APIENTRY function(qualifier type *argument)                                                                 \
  {                                                                                                                    \
    return forward(#function, (void *)(uintptr_t)argument);                                                            \
  }
#include "abi/entry_points.def"
#undef ABI_ENTRY
