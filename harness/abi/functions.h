/*
 * The D3DKMT functions, and the types of pointers to them: PFND3DKMTOfferAllocations and so on.
 *
 * Source: H for the names and argument structures.
 */
#ifndef OFFERCHECK_ABI_FUNCTIONS_H
#define OFFERCHECK_ABI_FUNCTIONS_H

#include "abi/adapters.h"
#include "abi/allocations.h"
#include "abi/devices.h"
#include "abi/offer.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ABI_ENTRY(id, function, structure, qualifier, ioctl, need)                                                     \
  typedef NTSTATUS(APIENTRY *PFN##function)(qualifier structure *);                                                    \
  NTSTATUS APIENTRY function(qualifier structure *);
#include "abi/entry_points.def"
#undef ABI_ENTRY

#ifdef __cplusplus
}
#endif

#endif
