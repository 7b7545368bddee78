/*
 * On its own, so that only a program that takes its target by linking needs the functions.
 *
 * ABI_LINKED_NAME: what the linked implementation is called, a string. Only the mock has every function; of any other
 * the optional ones may be missing, and then are NULL.
 */
#include "abi/entry_points.h"

#ifdef ABI_LINKED_NAME
const char abi_linked_name[] = ABI_LINKED_NAME;

#define WEAK_optional __attribute__((weak))
#define WEAK_required
#define ABI_ENTRY(id, function, structure, qualifier, ioctl, need)                                                     \
  NTSTATUS APIENTRY function(qualifier structure *) WEAK_##need;
#include "abi/entry_points.def"
#undef ABI_ENTRY
#else
const char abi_linked_name[] = "mock";
#endif

void abi_table_linked(struct abi_table *ret_table)
{
#define ABI_ENTRY(id, function, structure, qualifier, ioctl, need)                                                     \
  ret_table->functions[ABI_##id] = (abi_function)function;
#include "abi/entry_points.def"
#undef ABI_ENTRY
}
