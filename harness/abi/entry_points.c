#include "abi/entry_points.h"

enum need { optional, required };

/* Tells `const T *` from `T *` without naming the entry twice. */
#define IS_CONST(qualifier) (sizeof(#qualifier) > 1)

const struct abi_entry_info abi_entries[ABI_ENTRY_COUNT] = {
#define ABI_ENTRY(id, function, structure, qualifier, ioctl, need)                                                     \
  [ABI_##id] = {#function, #structure, sizeof(structure), ioctl, need == required, IS_CONST(qualifier)},
#include "abi/entry_points.def"
#undef ABI_ENTRY
};

NTSTATUS abi_call(const struct abi_table *table, enum abi_entry entry, void *argument)
{
  switch (entry) {
#define ABI_ENTRY(id, function, structure, qualifier, ioctl, need)                                                     \
  case ABI_##id:                                                                                                       \
    return ((PFN##function)table->functions[ABI_##id])((qualifier structure *)argument);
#include "abi/entry_points.def"
#undef ABI_ENTRY
  default:
    return STATUS_NOT_IMPLEMENTED;
  }
}
