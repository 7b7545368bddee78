/*
 * Structures of the calls on devices, contexts and paging queues. Source: H.
 */
#ifndef OFFERCHECK_ABI_DEVICES_H
#define OFFERCHECK_ABI_DEVICES_H

#include "abi/enums.h"
#include "abi/types.h"

#if defined(__cplusplus) && defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic" /* anonymous structures, as Windows has them */
#endif

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

#if defined(__cplusplus) && defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#endif
