/*
 * The argument structures of the D3DKMT entry points on the offer path.
 *
 * Layouts are those of 64-bit Windows and of WSL, which agree; abi/layout.def
 * lists every offset and abi/layout.c asserts them. Source: H, and T or R for
 * the structures of the offer and reclaim calls.
 */
#ifndef OFFERCHECK_ABI_D3DKMT_H
#define OFFERCHECK_ABI_D3DKMT_H

#include "abi/enums.h"
#include "abi/statuses.h"
#include "abi/types.h"

/* ---- adapters ---- */

typedef struct _D3DKMT_ADAPTERINFO {
  D3DKMT_HANDLE hAdapter;
  LUID AdapterLuid;
  ULONG NumOfSources;
  BOOL bPrecisePresentRegionsPreferred;
} D3DKMT_ADAPTERINFO;

typedef struct _D3DKMT_ENUMADAPTERS2 {
  ULONG NumAdapters; /* in: room in pAdapters; out: how many there are. pAdapters NULL asks for the count */
  D3DKMT_ADAPTERINFO *pAdapters;
} D3DKMT_ENUMADAPTERS2;

typedef struct _D3DKMT_ENUMADAPTERS3 {
  union {
    struct {
      ULONGLONG IncludeComputeOnly : 1;
      ULONGLONG IncludeDisplayOnly : 1;
      ULONGLONG Reserved : 62;
    };
    ULONGLONG Value;
  } Filter;
  ULONG NumAdapters;
  D3DKMT_ADAPTERINFO *pAdapters;
} D3DKMT_ENUMADAPTERS3;

typedef struct _D3DKMT_OPENADAPTERFROMLUID {
  LUID AdapterLuid;
  D3DKMT_HANDLE hAdapter; /* out */
} D3DKMT_OPENADAPTERFROMLUID;

typedef struct _D3DKMT_CLOSEADAPTER {
  D3DKMT_HANDLE hAdapter;
} D3DKMT_CLOSEADAPTER;

typedef struct _D3DKMT_QUERYADAPTERINFO {
  D3DKMT_HANDLE hAdapter;
  KMTQUERYADAPTERINFOTYPE Type;
  VOID *pPrivateDriverData;
  UINT PrivateDriverDataSize; /* bytes */
} D3DKMT_QUERYADAPTERINFO;

typedef struct _D3DKMT_ADAPTERTYPE {
  union {
    struct {
      UINT RenderSupported : 1;
      UINT DisplaySupported : 1;
      UINT SoftwareDevice : 1;
      UINT PostDevice : 1;
      UINT HybridDiscrete : 1;
      UINT HybridIntegrated : 1;
      UINT IndirectDisplayDevice : 1;
      UINT Paravirtualized : 1;
      UINT ACGSupported : 1;
      UINT SupportSetTimingsFromVidPn : 1;
      UINT Detachable : 1;
      UINT ComputeOnly : 1;
      UINT Prototype : 1;
      UINT RuntimePowerManagement : 1;
      UINT Reserved : 18;
    };
    UINT Value;
  };
} D3DKMT_ADAPTERTYPE;

typedef struct _D3DKMT_DEVICE_IDS {
  UINT VendorID;
  UINT DeviceID;
  UINT SubVendorID;
  UINT SubSystemID;
  UINT RevisionID;
  UINT BusType;
} D3DKMT_DEVICE_IDS;

typedef struct _D3DKMT_QUERY_DEVICE_IDS {
  UINT PhysicalAdapterIndex;
  D3DKMT_DEVICE_IDS DeviceIds;
} D3DKMT_QUERY_DEVICE_IDS;

typedef struct _D3DKMT_WDDM_2_7_CAPS {
  union {
    struct {
      UINT HwSchSupported : 1;
      UINT HwSchEnabled : 1;
      UINT HwSchEnabledByDefault : 1;
      UINT IndependentVidPnVSyncControl : 1;
      UINT Reserved : 28;
    };
    UINT Value;
  };
} D3DKMT_WDDM_2_7_CAPS;

typedef struct _D3DKMT_DRIVER_DESCRIPTION {
  WCHAR DriverDescription[4096];
} D3DKMT_DRIVER_DESCRIPTION;

typedef struct _D3DKMT_QUERYVIDEOMEMORYINFO {
  HANDLE hProcess; /* NULL: the caller's process */
  D3DKMT_HANDLE hAdapter;
  D3DKMT_MEMORY_SEGMENT_GROUP MemorySegmentGroup;
  UINT64 Budget; /* out, bytes, as the next three */
  UINT64 CurrentUsage;
  UINT64 CurrentReservation;
  UINT64 AvailableForReservation;
  UINT PhysicalAdapterIndex;
} D3DKMT_QUERYVIDEOMEMORYINFO;

/* ---- devices, contexts, paging queues ---- */

struct _D3DDDI_ALLOCATIONLIST;
struct _D3DDDI_PATCHLOCATIONLIST;

typedef struct _D3DKMT_CREATEDEVICEFLAGS {
  UINT LegacyMode : 1;
  UINT RequestVSync : 1;
  UINT DisableGpuTimeout : 1;
  UINT Reserved : 29;
} D3DKMT_CREATEDEVICEFLAGS;

typedef struct _D3DKMT_CREATEDEVICE {
  union {
    D3DKMT_HANDLE hAdapter;
    VOID *pAdapter;
  };
  D3DKMT_CREATEDEVICEFLAGS Flags;
  D3DKMT_HANDLE hDevice; /* out, as all that follows */
  VOID *pCommandBuffer;
  UINT CommandBufferSize;
  struct _D3DDDI_ALLOCATIONLIST *pAllocationList;
  UINT AllocationListSize;
  struct _D3DDDI_PATCHLOCATIONLIST *pPatchLocationList;
  UINT PatchLocationListSize;
} D3DKMT_CREATEDEVICE;

typedef struct _D3DKMT_DESTROYDEVICE {
  D3DKMT_HANDLE hDevice;
} D3DKMT_DESTROYDEVICE;

typedef struct _D3DDDI_CREATECONTEXTFLAGS {
  union {
    struct {
      UINT NullRendering : 1;
      UINT InitialData : 1;
      UINT DisableGpuTimeout : 1;
      UINT SynchronizationOnly : 1;
      UINT HwQueueSupported : 1;
      UINT NoKmdAccess : 1;
      UINT Reserved : 26;
    };
    UINT Value;
  };
} D3DDDI_CREATECONTEXTFLAGS;

typedef struct _D3DKMT_CREATECONTEXTVIRTUAL {
  D3DKMT_HANDLE hDevice;
  UINT NodeOrdinal;
  UINT EngineAffinity;
  D3DDDI_CREATECONTEXTFLAGS Flags;
  VOID *pPrivateDriverData;
  UINT PrivateDriverDataSize; /* bytes */
  D3DKMT_CLIENTHINT ClientHint;
  D3DKMT_HANDLE hContext; /* out */
} D3DKMT_CREATECONTEXTVIRTUAL;

typedef struct _D3DKMT_DESTROYCONTEXT {
  D3DKMT_HANDLE hContext;
} D3DKMT_DESTROYCONTEXT;

typedef struct _D3DKMT_CREATEPAGINGQUEUE {
  D3DKMT_HANDLE hDevice;
  D3DDDI_PAGINGQUEUE_PRIORITY Priority;
  D3DKMT_HANDLE hPagingQueue;        /* out, as the next two */
  D3DKMT_HANDLE hSyncObject;         /* the queue's monitored fence; dies with the queue */
  VOID *FenceValueCPUVirtualAddress; /* UINT64, read only, valid while the queue lives */
  UINT PhysicalAdapterIndex;
} D3DKMT_CREATEPAGINGQUEUE;

typedef struct _D3DDDI_DESTROYPAGINGQUEUE {
  D3DKMT_HANDLE hPagingQueue;
} D3DDDI_DESTROYPAGINGQUEUE;

typedef struct _D3DKMT_MARKDEVICEASERROR {
  D3DKMT_HANDLE hDevice;
  D3DKMT_DEVICE_ERROR_REASON Reason;
} D3DKMT_MARKDEVICEASERROR;

typedef struct _D3DKMT_PRESENT_STATS {
  UINT PresentCount;
  UINT PresentRefreshCount;
  UINT SyncRefreshCount;
  LARGE_INTEGER SyncQPCTime;
  LARGE_INTEGER SyncGPUTime;
} D3DKMT_PRESENT_STATS;

typedef struct _D3DKMT_PRESENT_STATS_DWM {
  UINT PresentCount;
  UINT PresentRefreshCount;
  LARGE_INTEGER PresentQPCTime;
  UINT SyncRefreshCount;
  LARGE_INTEGER SyncQPCTime;
  UINT CustomPresentDuration;
} D3DKMT_PRESENT_STATS_DWM;

typedef struct _D3DKMT_DEVICEPRESENT_STATE {
  D3DDDI_VIDEO_PRESENT_SOURCE_ID VidPnSourceId;
  D3DKMT_PRESENT_STATS PresentStats;
} D3DKMT_DEVICEPRESENT_STATE;

typedef struct _D3DKMT_DEVICEPRESENT_STATE_DWM {
  D3DDDI_VIDEO_PRESENT_SOURCE_ID VidPnSourceId;
  D3DKMT_PRESENT_STATS_DWM PresentStatsDWM;
} D3DKMT_DEVICEPRESENT_STATE_DWM;

typedef struct _D3DKMT_DEVICERESET_STATE {
  union {
    struct {
      UINT DesktopSwitched : 1;
      UINT Reserved : 31;
    };
    UINT Value;
  };
} D3DKMT_DEVICERESET_STATE;

typedef struct _DXGK_FAULT_ERROR_CODE {
  union {
    struct {
      UINT IsDeviceSpecificCode : 1;
      UINT GeneralErrorCode : 31; /* DXGK_GENERAL_ERROR_CODE */
    };
    struct {
      UINT IsDeviceSpecificCodeReservedBit : 1;
      UINT DeviceSpecificCode : 31;
    };
  };
} DXGK_FAULT_ERROR_CODE;

typedef struct _D3DKMT_DEVICEPAGEFAULT_STATE {
  UINT64 FaultedPrimitiveAPISequenceNumber;
  DXGK_RENDER_PIPELINE_STAGE FaultedPipelineStage;
  UINT FaultedBindTableEntry;
  DXGK_PAGE_FAULT_FLAGS PageFaultFlags;
  DXGK_FAULT_ERROR_CODE FaultErrorCode;
  D3DGPU_VIRTUAL_ADDRESS FaultedVirtualAddress;
} D3DKMT_DEVICEPAGEFAULT_STATE;

typedef struct _D3DKMT_DEVICEPRESENT_QUEUE_STATE {
  D3DDDI_VIDEO_PRESENT_SOURCE_ID VidPnSourceId;
  BOOLEAN bQueuedPresentLimitReached;
} D3DKMT_DEVICEPRESENT_QUEUE_STATE;

typedef struct _D3DKMT_GETDEVICESTATE {
  D3DKMT_HANDLE hDevice;
  D3DKMT_DEVICESTATE_TYPE StateType;
  union { /* out, by StateType */
    D3DKMT_DEVICEEXECUTION_STATE ExecutionState;
    D3DKMT_DEVICEPRESENT_STATE PresentState;
    D3DKMT_DEVICERESET_STATE ResetState;
    D3DKMT_DEVICEPRESENT_STATE_DWM PresentStateDWM;
    D3DKMT_DEVICEPAGEFAULT_STATE PageFaultState;
    D3DKMT_DEVICEPRESENT_QUEUE_STATE PresentQueueState;
  };
} D3DKMT_GETDEVICESTATE;

/* ---- allocations ---- */

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

/* ---- residency ---- */

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

/* ---- offer and reclaim ---- */

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

/* ---- escapes ---- */

typedef struct _D3DDDI_ESCAPEFLAGS {
  union {
    struct {
      UINT HardwareAccess : 1;
      UINT DeviceStatusQuery : 1;
      UINT ChangeFrameLatency : 1;
      UINT NoAdapterSynchronization : 1;
      UINT Reserved : 1;
      UINT VirtualMachineData : 1;
      UINT DriverKnownEscape : 1;
      UINT DriverCommonEscape : 1;
      UINT Reserved2 : 24;
    };
    UINT Value;
  };
} D3DDDI_ESCAPEFLAGS;

typedef struct _D3DKMT_ESCAPE {
  D3DKMT_HANDLE hAdapter;
  D3DKMT_HANDLE hDevice;
  D3DKMT_ESCAPETYPE Type;
  D3DDDI_ESCAPEFLAGS Flags;
  VOID *pPrivateDriverData; /* D3DKMT_VIDMM_ESCAPE, D3DKMT_TDRDBGCTRL_ESCAPE or the driver's own, by Type */
  UINT PrivateDriverDataSize;
  D3DKMT_HANDLE hContext;
} D3DKMT_ESCAPE;

typedef struct _D3DKMT_VIDMM_ESCAPE {
  D3DKMT_VIDMMESCAPETYPE Type;
  union {
    struct {
      union {
        struct {
          ULONG Reserved : 13;
          ULONG NeverDiscardOfferedAllocation : 1;
          ULONG AlwaysDiscardOfferedAllocation : 1;
          ULONG Reserved2 : 17;
        };
        ULONG Value;
      };
    } SetFault;
    /* Windows' other members are of no use here; the union is as large as the largest of them. */
    UINT64 Largest[135];
  };
} D3DKMT_VIDMM_ESCAPE;

typedef struct _D3DKMT_TDRDBGCTRL_ESCAPE {
  D3DKMT_TDRDBGCTRLTYPE TdrControl;
  union {
    ULONG NodeOrdinal;
  };
} D3DKMT_TDRDBGCTRL_ESCAPE;

#endif
