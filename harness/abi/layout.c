/* Compile-time proof that abi/d3dkmt.h has the layouts of abi/layout.def. */
#include <stddef.h>

#include "abi/d3dkmt.h"

#if UINTPTR_MAX == UINT64_MAX

#define ABI_STRUCT(structure, bytes) _Static_assert(sizeof(structure) == (bytes), "sizeof " #structure);
#define ABI_FIELD(structure, field, offset)                                                                            \
  _Static_assert(offsetof(structure, field) == (offset), #structure "." #field);
#define ABI_BITS(structure, field, offset, low, high)
#include "abi/layout.def"
#undef ABI_STRUCT
#undef ABI_FIELD
#undef ABI_BITS

#endif
