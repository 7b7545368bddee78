/*
 * Structures of the calls on adapters, escapes included. Source: H.
 */
#ifndef OFFERCHECK_ABI_ADAPTERS_H
#define OFFERCHECK_ABI_ADAPTERS_H

#include "abi/enums.h"
#include "abi/types.h"

#if defined(__cplusplus) && defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic" /* anonymous structures, as Windows has them */
#endif

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

#if defined(__cplusplus) && defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#endif
