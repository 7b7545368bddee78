/* On its own, so that only a program that takes its target by linking needs the functions. */
#include "abi/entry_points.h"

void abi_table_linked(struct abi_table *ret_table)
{
#define ABI_ENTRY(id, function, structure, qualifier, ioctl, need)                                                     \
  ret_table->functions[ABI_##id] = (abi_function)function;
#include "abi/entry_points.def"
#undef ABI_ENTRY
}
