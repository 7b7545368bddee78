/* What stands in for the library that a client was linked with: it has the names, and nothing behind them. */
#include "abi/d3dkmt.h"

#define ABI_ENTRY(id, function, structure, qualifier, ioctl, need)                                                     \
  NTSTATUS APIENTRY function(qualifier structure *pData)                                                               \
  {                                                                                                                    \
    (void)pData;                                                                                                       \
    return STATUS_NOT_IMPLEMENTED;                                                                                     \
  }
#include "abi/entry_points.def"
#undef ABI_ENTRY
