/*
 * Structures of the offer and reclaim calls. Source: H, T and R.
 */
#ifndef OFFERCHECK_ABI_OFFER_H
#define OFFERCHECK_ABI_OFFER_H

#include "abi/enums.h"
#include "abi/types.h"

#if defined(__cplusplus) && defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic" /* anonymous structures, as Windows has them */
#endif

typedef struct _D3DKMT_OFFER_FLAGS {
  union {
    struct {
      UINT OfferImmediately : 1;
      UINT AllowDecommit : 1;
      UINT Reserved : 30;
    };
    UINT Value;
  };
} D3DKMT_OFFER_FLAGS;

typedef struct _D3DKMT_OFFERALLOCATIONS {
  D3DKMT_HANDLE hDevice;           /* the device that created the allocations */
  D3DKMT_HANDLE *pResources;       /* whole resources; just one of the two lists is not NULL */
  const D3DKMT_HANDLE *HandleList; /* single allocations */
  UINT NumAllocations;             /* items in whichever list is not NULL */
  D3DKMT_OFFER_PRIORITY Priority;
  D3DKMT_OFFER_FLAGS Flags;
} D3DKMT_OFFERALLOCATIONS;

typedef struct _D3DKMT_RECLAIMALLOCATIONS {
  D3DKMT_HANDLE hDevice;
  D3DKMT_HANDLE *pResources;
  const D3DKMT_HANDLE *HandleList;
  BOOL *pDiscarded; /* out, NumAllocations items; NULL: the content counts as lost */
  UINT NumAllocations;
} D3DKMT_RECLAIMALLOCATIONS;

typedef struct _D3DKMT_RECLAIMALLOCATIONS2 {
  D3DKMT_HANDLE hPagingQueue;
  UINT NumAllocations;
  D3DKMT_HANDLE *pResources;
  const D3DKMT_HANDLE *HandleList;
  union {
    BOOL *pDiscarded;
    D3DDDI_RECLAIM_RESULT *pResults; /* out, NumAllocations items */
  };
  UINT64 PagingFenceValue; /* out: wait for it before GPU work uses the allocations */
} D3DKMT_RECLAIMALLOCATIONS2;

typedef struct _D3DKMT_QUERYPROCESSOFFERINFO {
  ULONG cbSize; /* in: the structure's size in bytes */
  HANDLE hProcess;
  UINT64 DecommitUniqueness; /* out */
  UINT64 DecommittableBytes; /* out */
} D3DKMT_QUERYPROCESSOFFERINFO;

typedef struct _D3DKMT_TRIMPROCESSCOMMITMENT {
  ULONG cbSize; /* in: the structure's size in bytes */
  HANDLE hProcess;
  union {
    struct {
      UINT Lazy : 1;
      UINT OnlyRepurposed : 1;
      UINT Reserved : 30;
    };
    UINT Value;
  } Flags;
  UINT64 DecommitRequested;   /* in, bytes */
  UINT64 NumBytesDecommitted; /* out, bytes */
} D3DKMT_TRIMPROCESSCOMMITMENT;

#if defined(__cplusplus) && defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#endif
