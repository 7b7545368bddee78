/*
 * Structures of the calls on allocations and their residency. Source: H.
 */
#ifndef OFFERCHECK_ABI_ALLOCATIONS_H
#define OFFERCHECK_ABI_ALLOCATIONS_H

#include "abi/enums.h"
#include "abi/types.h"

#if defined(__cplusplus) && defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic" /* anonymous structures, as Windows has them */
#endif

typedef struct _D3DKMT_CREATESTANDARDALLOCATION {
  D3DKMT_STANDARDALLOCATIONTYPE Type;
  union {
    struct {
      D3DKMT_SIZE_T Size; /* bytes, a multiple of the page size */
    } ExistingHeapData;
  };
  union {
    struct {
      UINT Reserved : 32;
    };
    UINT Value;
  } Flags;
} D3DKMT_CREATESTANDARDALLOCATION;

typedef struct _D3DDDI_ALLOCATIONINFO {
  D3DKMT_HANDLE hAllocation; /* out */
  const VOID *pSystemMem;
  VOID *pPrivateDriverData;
  UINT PrivateDriverDataSize; /* bytes */
  D3DDDI_VIDEO_PRESENT_SOURCE_ID VidPnSourceId;
  union {
    struct {
      UINT Primary : 1;
      UINT Stereo : 1;
      UINT Reserved : 30;
    };
    UINT Value;
  } Flags;
} D3DDDI_ALLOCATIONINFO;

typedef struct _D3DDDI_ALLOCATIONINFO2 {
  D3DKMT_HANDLE hAllocation; /* out */
  union {
    HANDLE hSection;
    const VOID *pSystemMem;
  };
  VOID *pPrivateDriverData;
  UINT PrivateDriverDataSize; /* bytes */
  D3DDDI_VIDEO_PRESENT_SOURCE_ID VidPnSourceId;
  union {
    struct {
      UINT Primary : 1;
      UINT Stereo : 1;
      UINT OverridePriority : 1;
      UINT Reserved : 29;
    };
    UINT Value;
  } Flags;
  D3DGPU_VIRTUAL_ADDRESS GpuVirtualAddress; /* out */
  union {
    UINT Priority;
    ULONG_PTR Unused;
  };
  ULONG_PTR Reserved[5];
} D3DDDI_ALLOCATIONINFO2;

typedef struct _D3DKMT_CREATEALLOCATIONFLAGS {
  UINT CreateResource : 1;
  UINT CreateShared : 1;
  UINT NonSecure : 1;
  UINT CreateProtected : 1;
  UINT RestrictSharedAccess : 1;
  UINT ExistingSysMem : 1;
  UINT NtSecuritySharing : 1;
  UINT ReadOnly : 1;
  UINT CreateWriteCombined : 1;
  UINT CreateCached : 1;
  UINT SwapChainBackBuffer : 1;
  UINT CrossAdapter : 1;
  UINT OpenCrossAdapter : 1;
  UINT PartialSharedCreation : 1;
  UINT Zeroed : 1;
  UINT WriteWatch : 1;
  UINT StandardAllocation : 1;
  UINT ExistingSection : 1;
  UINT AllowNotZeroed : 1;
  UINT PhysicallyContiguous : 1;
  UINT NoKmdAccess : 1;
  UINT SharedDisplayable : 1;
  UINT Reserved : 10;
} D3DKMT_CREATEALLOCATIONFLAGS;

typedef struct _D3DKMT_CREATEALLOCATION {
  D3DKMT_HANDLE hDevice;
  D3DKMT_HANDLE hResource; /* in: a resource to add to, or 0; out with CreateResource */
  D3DKMT_HANDLE hGlobalShare;
  const VOID *pPrivateRuntimeData;
  UINT PrivateRuntimeDataSize; /* bytes */
  union {
    D3DKMT_CREATESTANDARDALLOCATION *pStandardAllocation; /* with Flags.StandardAllocation */
    const VOID *pPrivateDriverData;
  };
  UINT PrivateDriverDataSize; /* bytes */
  UINT NumAllocations;        /* items in the array below */
  union {
    D3DDDI_ALLOCATIONINFO *pAllocationInfo;   /* D3DKMTCreateAllocation */
    D3DDDI_ALLOCATIONINFO2 *pAllocationInfo2; /* D3DKMTCreateAllocation2 */
  };
  D3DKMT_CREATEALLOCATIONFLAGS Flags;
  HANDLE hPrivateRuntimeResourceHandle;
} D3DKMT_CREATEALLOCATION;

typedef struct _D3DKMT_DESTROYALLOCATION {
  D3DKMT_HANDLE hDevice;
  D3DKMT_HANDLE hResource;
  const D3DKMT_HANDLE *phAllocationList;
  UINT AllocationCount;
} D3DKMT_DESTROYALLOCATION;

typedef struct _D3DDDICB_DESTROYALLOCATION2FLAGS {
  union {
    struct {
      UINT AssumeNotInUse : 1;
      UINT SynchronousDestroy : 1;
      UINT Reserved : 29;
      UINT SystemUseOnly : 1;
    };
    UINT Value;
  };
} D3DDDICB_DESTROYALLOCATION2FLAGS;

typedef struct _D3DKMT_DESTROYALLOCATION2 {
  D3DKMT_HANDLE hDevice;
  D3DKMT_HANDLE hResource; /* not 0: the whole resource, and no list */
  const D3DKMT_HANDLE *phAllocationList;
  UINT AllocationCount;
  D3DDDICB_DESTROYALLOCATION2FLAGS Flags;
} D3DKMT_DESTROYALLOCATION2;

typedef struct _D3DDDICB_LOCK2FLAGS {
  union {
    struct {
      UINT Reserved : 32;
    };
    UINT Value;
  };
} D3DDDICB_LOCK2FLAGS;

typedef struct _D3DKMT_LOCK2 {
  D3DKMT_HANDLE hDevice;
  D3DKMT_HANDLE hAllocation;
  D3DDDICB_LOCK2FLAGS Flags;
  PVOID pData; /* out: the allocation's bytes, until it is unlocked */
} D3DKMT_LOCK2;

typedef struct _D3DKMT_UNLOCK2 {
  D3DKMT_HANDLE hDevice;
  D3DKMT_HANDLE hAllocation;
} D3DKMT_UNLOCK2;

/* The next three: either hResource, or a list of allocations. */
typedef struct _D3DKMT_QUERYALLOCATIONRESIDENCY {
  D3DKMT_HANDLE hDevice;
  D3DKMT_HANDLE hResource;
  const D3DKMT_HANDLE *phAllocationList;
  UINT AllocationCount;
  D3DKMT_ALLOCATIONRESIDENCYSTATUS *pResidencyStatus; /* out, AllocationCount items */
} D3DKMT_QUERYALLOCATIONRESIDENCY;

typedef struct _D3DKMT_SETALLOCATIONPRIORITY {
  D3DKMT_HANDLE hDevice;
  D3DKMT_HANDLE hResource;
  const D3DKMT_HANDLE *phAllocationList;
  UINT AllocationCount;
  const UINT *pPriorities; /* D3DDDI_ALLOCATIONPRIORITY_*, AllocationCount items */
} D3DKMT_SETALLOCATIONPRIORITY;

typedef struct _D3DKMT_GETALLOCATIONPRIORITY {
  D3DKMT_HANDLE hDevice;
  D3DKMT_HANDLE hResource;
  const D3DKMT_HANDLE *phAllocationList;
  UINT AllocationCount;
  UINT *pPriorities; /* out, AllocationCount items */
} D3DKMT_GETALLOCATIONPRIORITY;

typedef struct _D3DDDI_MAKERESIDENT_FLAGS {
  union {
    struct {
      UINT CantTrimFurther : 1;
      UINT MustSucceed : 1;
      UINT Reserved : 30;
    };
    UINT Value;
  };
} D3DDDI_MAKERESIDENT_FLAGS;

typedef struct _D3DDDI_MAKERESIDENT {
  D3DKMT_HANDLE hPagingQueue;
  UINT NumAllocations;
  const D3DKMT_HANDLE *AllocationList;
  const UINT *PriorityList;
  D3DDDI_MAKERESIDENT_FLAGS Flags;
  UINT64 PagingFenceValue; /* out */
  UINT64 NumBytesToTrim;   /* out */
} D3DDDI_MAKERESIDENT;

typedef struct _D3DDDI_EVICT_FLAGS {
  union {
    struct {
      UINT EvictOnlyIfNecessary : 1;
      UINT NotWrittenTo : 1;
      UINT Reserved : 30;
    };
    UINT Value;
  };
} D3DDDI_EVICT_FLAGS;

typedef struct _D3DKMT_EVICT {
  D3DKMT_HANDLE hDevice;
  UINT NumAllocations;
  const D3DKMT_HANDLE *AllocationList;
  D3DDDI_EVICT_FLAGS Flags;
  UINT64 NumBytesToTrim; /* out */
} D3DKMT_EVICT;

#if defined(__cplusplus) && defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#endif
