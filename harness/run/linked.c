#include "run/linked.h"

#include <string.h>

#include "abi/entry_points.h"

#define MOCK "mock"
#define CONTRACT "ddi"

const char *linked_name(void)
{
  return abi_linked_name;
}

bool linked_is_mock(void)
{
  return strcmp(abi_linked_name, MOCK) == 0;
}

const char *linked_library(const char *target)
{
  return strcmp(target, abi_linked_name) == 0 ? NULL : target;
}

const char *linked_profile(const char *target)
{
  return linked_is_mock() && linked_library(target) == NULL ? MOCK : CONTRACT;
}
