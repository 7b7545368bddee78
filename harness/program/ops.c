#include "program/ops.h"

#include <string.h>

#include "program/symbols.h"

#define ROWS(array) (uint8_t)(sizeof(array) / sizeof((array)[0])), array
#define AT(structure, field) .offset = offsetof(structure, field)
#define HANDLE_ROW(field, object)                                                                                      \
  {                                                                                                                    \
#field, ARG_HANDLE, object, AT(STRUCTURE, field), NO_ARGUMENT, 0, NULL, 0                                          \
  }
#define U32_ROW(field, names, initial)                                                                                 \
  {                                                                                                                    \
#field, ARG_U32, OBJECT_VALUE, AT(STRUCTURE, field), NO_ARGUMENT, 0, names, initial                                \
  }
#define COUNT_ROW(field)                                                                                               \
  {                                                                                                                    \
#field, ARG_COUNT, OBJECT_VALUE, AT(STRUCTURE, field), NO_ARGUMENT, 0, NULL, 0                                     \
  }
#define HANDLES_ROW(field, object, count)                                                                              \
  {                                                                                                                    \
#field, ARG_HANDLES, object, AT(STRUCTURE, field), count, 4, NULL, 0                                               \
  }
#define VALUES_ROW(field, count, names)                                                                                \
  {                                                                                                                    \
#field, ARG_VALUES, OBJECT_VALUE, AT(STRUCTURE, field), count, 4, names, 0                                         \
  }
#define OUTPUT_ROW(field, count, bytes)                                                                                \
  {                                                                                                                    \
#field, ARG_OUTPUT, OBJECT_VALUE, AT(STRUCTURE, field), count, bytes, NULL, 0                                      \
  }
#define CREATED_ROW(field, object)                                                                                     \
  {                                                                                                                    \
#field, ARG_CREATED, object, AT(STRUCTURE, field), NO_ARGUMENT, 0, NULL, 0                                         \
  }
#define LISTED_ROW(name, object)                                                                                       \
  {                                                                                                                    \
    name, ARG_CREATED, object, NO_OFFSET, NO_ARGUMENT, 0, NULL, 0                                                      \
  }
#define SETTING_ROW(name, names, initial)                                                                              \
  {                                                                                                                    \
    name, ARG_SETTING, OBJECT_VALUE, NO_OFFSET, NO_ARGUMENT, 0, names, initial                                         \
  }

const struct object_type_info object_types[OBJECT_TYPE_COUNT] = {
    [OBJECT_VALUE] = {"value", "handle value", 1},
    [OBJECT_ADAPTER] = {"adapter", "adapter", 64},
    [OBJECT_DEVICE] = {"device", "device", 64},
    [OBJECT_CONTEXT] = {"context", "context", 64},
    [OBJECT_PAGING_QUEUE] = {"queue", "paging queue", 64},
    [OBJECT_SYNC] = {"sync", "synchronization object", 64},
    [OBJECT_RESOURCE] = {"resource", "resource", 1024},
    [OBJECT_ALLOCATION] = {"allocation", "allocation", 16384},
};

/* ---- arguments, by operation ---- */

#define STRUCTURE D3DKMT_OFFERALLOCATIONS
static const struct argument_info offer[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    HANDLES_ROW(pResources, OBJECT_RESOURCE, OFFER_ARG_COUNT),
    HANDLES_ROW(HandleList, OBJECT_ALLOCATION, OFFER_ARG_COUNT),
    COUNT_ROW(NumAllocations),
    U32_ROW(Priority, &priority_names, D3DKMT_OFFER_PRIORITY_NORMAL),
    U32_ROW(Flags, &offer_flag_names, 0),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_RECLAIMALLOCATIONS
static const struct argument_info reclaim[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    HANDLES_ROW(pResources, OBJECT_RESOURCE, RECLAIM_ARG_COUNT),
    HANDLES_ROW(HandleList, OBJECT_ALLOCATION, RECLAIM_ARG_COUNT),
    OUTPUT_ROW(pDiscarded, RECLAIM_ARG_COUNT, 4),
    COUNT_ROW(NumAllocations),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_RECLAIMALLOCATIONS2
static const struct argument_info reclaim2[] = {
    HANDLE_ROW(hPagingQueue, OBJECT_PAGING_QUEUE),
    COUNT_ROW(NumAllocations),
    HANDLES_ROW(pResources, OBJECT_RESOURCE, RECLAIM2_ARG_COUNT),
    HANDLES_ROW(HandleList, OBJECT_ALLOCATION, RECLAIM2_ARG_COUNT),
    OUTPUT_ROW(pResults, RECLAIM2_ARG_COUNT, 4),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_ENUMADAPTERS2
static const struct argument_info enum_adapters2[] = {
    U32_ROW(NumAdapters, NULL, D3DKMT_MAX_ADAPTERS),
    OUTPUT_ROW(pAdapters, ENUM_ARG_COUNT, sizeof(D3DKMT_ADAPTERINFO)),
    LISTED_ROW("hAdapter", OBJECT_ADAPTER),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_ENUMADAPTERS3
static const struct argument_info enum_adapters3[] = {
    U32_ROW(NumAdapters, NULL, D3DKMT_MAX_ADAPTERS),
    OUTPUT_ROW(pAdapters, ENUM_ARG_COUNT, sizeof(D3DKMT_ADAPTERINFO)),
    LISTED_ROW("hAdapter", OBJECT_ADAPTER),
    {"Filter", ARG_U64, OBJECT_VALUE, AT(STRUCTURE, Filter), NO_ARGUMENT, 0, NULL, 0},
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_OPENADAPTERFROMLUID
static const struct argument_info open_adapter[] = {
    {"AdapterLuid", ARG_LUID, OBJECT_ADAPTER, AT(STRUCTURE, AdapterLuid), NO_ARGUMENT, 0, NULL, 0},
    CREATED_ROW(hAdapter, OBJECT_ADAPTER),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_CLOSEADAPTER
static const struct argument_info close_adapter[] = {HANDLE_ROW(hAdapter, OBJECT_ADAPTER)};
#undef STRUCTURE

#define STRUCTURE D3DKMT_QUERYADAPTERINFO
static const struct argument_info query_adapter_info[] = {
    HANDLE_ROW(hAdapter, OBJECT_ADAPTER),
    U32_ROW(Type, &info_type_names, KMTQAITYPE_ADAPTERTYPE),
    OUTPUT_ROW(pPrivateDriverData, 3, 1),
    U32_ROW(PrivateDriverDataSize, NULL, sizeof(D3DKMT_ADAPTERTYPE)),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_QUERYVIDEOMEMORYINFO
static const struct argument_info query_video_memory_info[] = {
    HANDLE_ROW(hAdapter, OBJECT_ADAPTER),
    U32_ROW(MemorySegmentGroup, &segment_names, 0),
    U32_ROW(PhysicalAdapterIndex, NULL, 0),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_CREATEDEVICE
static const struct argument_info create_device[] = {
    HANDLE_ROW(hAdapter, OBJECT_ADAPTER),
    U32_ROW(Flags, &device_flag_names, 0),
    CREATED_ROW(hDevice, OBJECT_DEVICE),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_DESTROYDEVICE
static const struct argument_info destroy_device[] = {HANDLE_ROW(hDevice, OBJECT_DEVICE)};
#undef STRUCTURE

#define STRUCTURE D3DKMT_GETDEVICESTATE
static const struct argument_info get_device_state[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    U32_ROW(StateType, &state_type_names, D3DKMT_DEVICESTATE_EXECUTION),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_MARKDEVICEASERROR
static const struct argument_info mark_device_as_error[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    U32_ROW(Reason, &error_reason_names, D3DKMT_DEVICE_ERROR_REASON_GENERIC),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_CREATECONTEXTVIRTUAL
static const struct argument_info create_context[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),     U32_ROW(NodeOrdinal, NULL, 0),           U32_ROW(EngineAffinity, NULL, 1),
    U32_ROW(Flags, &context_flag_names, 0), VALUES_ROW(pPrivateDriverData, 5, NULL), COUNT_ROW(PrivateDriverDataSize),
    U32_ROW(ClientHint, NULL, 0),           CREATED_ROW(hContext, OBJECT_CONTEXT),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_DESTROYCONTEXT
static const struct argument_info destroy_context[] = {HANDLE_ROW(hContext, OBJECT_CONTEXT)};
#undef STRUCTURE

#define STRUCTURE D3DKMT_CREATEPAGINGQUEUE
static const struct argument_info create_paging_queue[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    U32_ROW(Priority, &queue_priority_names, 0),
    CREATED_ROW(hPagingQueue, OBJECT_PAGING_QUEUE),
    CREATED_ROW(hSyncObject, OBJECT_SYNC),
    U32_ROW(PhysicalAdapterIndex, NULL, 0),
};
#undef STRUCTURE

#define STRUCTURE D3DDDI_DESTROYPAGINGQUEUE
static const struct argument_info destroy_paging_queue[] = {HANDLE_ROW(hPagingQueue, OBJECT_PAGING_QUEUE)};
#undef STRUCTURE

#define STRUCTURE D3DKMT_CREATEALLOCATION
#define CREATE_ALLOCATION_ROWS(info, bytes)                                                                            \
  HANDLE_ROW(hDevice, OBJECT_DEVICE), HANDLE_ROW(hResource, OBJECT_RESOURCE), COUNT_ROW(NumAllocations),               \
      OUTPUT_ROW(info, CREATE_ALLOCATION_ARG_COUNT, bytes), U32_ROW(Flags, &allocation_flag_names, 0),                 \
      SETTING_ROW("Size", NULL, 4096), SETTING_ROW("Backing", &backing_names, BACKING_AUTO),                           \
      SETTING_ROW("Priority", &eviction_priority_names, D3DDDI_ALLOCATIONPRIORITY_NORMAL),                             \
      CREATED_ROW(hResource, OBJECT_RESOURCE), LISTED_ROW("hAllocation", OBJECT_ALLOCATION)
static const struct argument_info create_allocation[] = {
    CREATE_ALLOCATION_ROWS(pAllocationInfo, sizeof(D3DDDI_ALLOCATIONINFO))};
static const struct argument_info create_allocation2[] = {
    CREATE_ALLOCATION_ROWS(pAllocationInfo2, sizeof(D3DDDI_ALLOCATIONINFO2))};
#undef STRUCTURE

#define STRUCTURE D3DKMT_DESTROYALLOCATION
static const struct argument_info destroy_allocation[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    HANDLE_ROW(hResource, OBJECT_RESOURCE),
    HANDLES_ROW(phAllocationList, OBJECT_ALLOCATION, DESTROY_ALLOCATION_ARG_COUNT),
    COUNT_ROW(AllocationCount),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_DESTROYALLOCATION2
static const struct argument_info destroy_allocation2[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    HANDLE_ROW(hResource, OBJECT_RESOURCE),
    HANDLES_ROW(phAllocationList, OBJECT_ALLOCATION, DESTROY_ALLOCATION_ARG_COUNT),
    COUNT_ROW(AllocationCount),
    U32_ROW(Flags, &destroy_flag_names, 0),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_LOCK2
static const struct argument_info lock2[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    HANDLE_ROW(hAllocation, OBJECT_ALLOCATION),
    U32_ROW(Flags, NULL, 0),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_UNLOCK2
static const struct argument_info unlock2[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    HANDLE_ROW(hAllocation, OBJECT_ALLOCATION),
};
#undef STRUCTURE

#define STRUCTURE D3DDDI_MAKERESIDENT
static const struct argument_info make_resident[] = {
    HANDLE_ROW(hPagingQueue, OBJECT_PAGING_QUEUE),     COUNT_ROW(NumAllocations),
    HANDLES_ROW(AllocationList, OBJECT_ALLOCATION, 1), VALUES_ROW(PriorityList, 1, &eviction_priority_names),
    U32_ROW(Flags, &resident_flag_names, 0),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_EVICT
static const struct argument_info evict[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    COUNT_ROW(NumAllocations),
    HANDLES_ROW(AllocationList, OBJECT_ALLOCATION, 1),
    U32_ROW(Flags, &evict_flag_names, 0),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_QUERYALLOCATIONRESIDENCY
static const struct argument_info query_residency[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    HANDLE_ROW(hResource, OBJECT_RESOURCE),
    HANDLES_ROW(phAllocationList, OBJECT_ALLOCATION, 3),
    COUNT_ROW(AllocationCount),
    OUTPUT_ROW(pResidencyStatus, 3, 4),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_SETALLOCATIONPRIORITY
static const struct argument_info set_priority[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    HANDLE_ROW(hResource, OBJECT_RESOURCE),
    HANDLES_ROW(phAllocationList, OBJECT_ALLOCATION, 3),
    COUNT_ROW(AllocationCount),
    VALUES_ROW(pPriorities, 3, &eviction_priority_names),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_GETALLOCATIONPRIORITY
static const struct argument_info get_priority[] = {
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    HANDLE_ROW(hResource, OBJECT_RESOURCE),
    HANDLES_ROW(phAllocationList, OBJECT_ALLOCATION, 3),
    COUNT_ROW(AllocationCount),
    OUTPUT_ROW(pPriorities, 3, 4),
};
#undef STRUCTURE

#define STRUCTURE D3DKMT_ESCAPE
static const struct argument_info escape[] = {
    HANDLE_ROW(hAdapter, OBJECT_ADAPTER),
    HANDLE_ROW(hDevice, OBJECT_DEVICE),
    U32_ROW(Type, &escape_type_names, D3DKMT_ESCAPE_TDRDBGCTRL),
    U32_ROW(Flags, NULL, 0),
    VALUES_ROW(pPrivateDriverData, 5, NULL),
    COUNT_ROW(PrivateDriverDataSize),
    HANDLE_ROW(hContext, OBJECT_CONTEXT),
};
#undef STRUCTURE

/* ---- the harness's own ---- */

#define STRUCTURE struct harness_argument
#define OWN_HANDLE_ROW(name, object)                                                                                   \
  {                                                                                                                    \
    name, ARG_HANDLE, object, AT(STRUCTURE, handle), NO_ARGUMENT, 0, NULL, 0                                           \
  }
#define OWN_VALUE_ROW(name, names, initial)                                                                            \
  {                                                                                                                    \
    name, ARG_U64, OBJECT_VALUE, AT(STRUCTURE, value), NO_ARGUMENT, 0, names, initial                                  \
  }
static const struct argument_info process[] = {OWN_VALUE_ROW("index", NULL, 0)};
static const struct argument_info on_adapter[] = {OWN_HANDLE_ROW("hAdapter", OBJECT_ADAPTER)};
static const struct argument_info set_budget[] = {OWN_HANDLE_ROW("hAdapter", OBJECT_ADAPTER),
                                                  OWN_VALUE_ROW("bytes", NULL, 0)};
static const struct argument_info set_discard[] = {OWN_HANDLE_ROW("hAdapter", OBJECT_ADAPTER),
                                                   OWN_VALUE_ROW("policy", &discard_names, 0)};
static const struct argument_info fail_allocation[] = {OWN_VALUE_ROW("nth", NULL, 0)};
static const struct argument_info content[] = {
    OWN_HANDLE_ROW("hDevice", OBJECT_DEVICE),
    {"allocations", ARG_HANDLES, OBJECT_ALLOCATION, NO_OFFSET, NO_ARGUMENT, 4, NULL, 0},
    OWN_VALUE_ROW("seed", NULL, 1),
};
#define CHECK_ARGUMENTS 2 /* `check` compares with what was last written, so it takes no seed */
#undef STRUCTURE

#define ENTRY(id, name, structure, rows, help) [OP_##id] = {name, ABI_##id, sizeof(structure), ROWS(rows), NULL, help}
#define OWN_COUNTED(id, name, count, rows, capability, help)                                                           \
  [OP_##id] = {name, ABI_NO_ENTRY, sizeof(struct harness_argument), count, rows, capability, help}

#define OWN(id, name, rows, capability, help)                                                                          \
  OWN_COUNTED(id, name, sizeof(rows) / sizeof((rows)[0]), rows, capability, help)

const struct op_info program_ops[OP_COUNT] = {
    ENTRY(OFFER_ALLOCATIONS, "OfferAllocations", D3DKMT_OFFERALLOCATIONS, offer, "offer allocations or resources"),
    ENTRY(RECLAIM_ALLOCATIONS, "ReclaimAllocations", D3DKMT_RECLAIMALLOCATIONS, reclaim, "reclaim through a device"),
    ENTRY(RECLAIM_ALLOCATIONS2, "ReclaimAllocations2", D3DKMT_RECLAIMALLOCATIONS2, reclaim2,
          "reclaim through a paging queue"),
    ENTRY(ENUM_ADAPTERS2, "EnumAdapters2", D3DKMT_ENUMADAPTERS2, enum_adapters2, "open every adapter"),
    ENTRY(ENUM_ADAPTERS3, "EnumAdapters3", D3DKMT_ENUMADAPTERS3, enum_adapters3, "open adapters by a filter"),
    ENTRY(OPEN_ADAPTER_FROM_LUID, "OpenAdapterFromLuid", D3DKMT_OPENADAPTERFROMLUID, open_adapter,
          "open the adapter of a LUID"),
    ENTRY(CLOSE_ADAPTER, "CloseAdapter", D3DKMT_CLOSEADAPTER, close_adapter, "close an adapter handle"),
    ENTRY(QUERY_ADAPTER_INFO, "QueryAdapterInfo", D3DKMT_QUERYADAPTERINFO, query_adapter_info, "ask about an adapter"),
    ENTRY(QUERY_VIDEO_MEMORY_INFO, "QueryVideoMemoryInfo", D3DKMT_QUERYVIDEOMEMORYINFO, query_video_memory_info,
          "ask for budget and usage"),
    ENTRY(CREATE_DEVICE, "CreateDevice", D3DKMT_CREATEDEVICE, create_device, "make a device"),
    ENTRY(DESTROY_DEVICE, "DestroyDevice", D3DKMT_DESTROYDEVICE, destroy_device, "destroy a device and all it owns"),
    ENTRY(GET_DEVICE_STATE, "GetDeviceState", D3DKMT_GETDEVICESTATE, get_device_state, "ask for a device's state"),
    ENTRY(MARK_DEVICE_AS_ERROR, "MarkDeviceAsError", D3DKMT_MARKDEVICEASERROR, mark_device_as_error,
          "put a device in error"),
    ENTRY(CREATE_CONTEXT_VIRTUAL, "CreateContextVirtual", D3DKMT_CREATECONTEXTVIRTUAL, create_context,
          "make a context"),
    ENTRY(DESTROY_CONTEXT, "DestroyContext", D3DKMT_DESTROYCONTEXT, destroy_context, "destroy a context"),
    ENTRY(CREATE_PAGING_QUEUE, "CreatePagingQueue", D3DKMT_CREATEPAGINGQUEUE, create_paging_queue,
          "make a paging queue"),
    ENTRY(DESTROY_PAGING_QUEUE, "DestroyPagingQueue", D3DDDI_DESTROYPAGINGQUEUE, destroy_paging_queue,
          "destroy a paging queue"),
    ENTRY(CREATE_ALLOCATION, "CreateAllocation", D3DKMT_CREATEALLOCATION, create_allocation, "make allocations"),
    ENTRY(CREATE_ALLOCATION2, "CreateAllocation2", D3DKMT_CREATEALLOCATION, create_allocation2, "make allocations"),
    ENTRY(DESTROY_ALLOCATION, "DestroyAllocation", D3DKMT_DESTROYALLOCATION, destroy_allocation,
          "destroy allocations or a resource"),
    ENTRY(DESTROY_ALLOCATION2, "DestroyAllocation2", D3DKMT_DESTROYALLOCATION2, destroy_allocation2,
          "destroy allocations or a resource"),
    ENTRY(LOCK2, "Lock2", D3DKMT_LOCK2, lock2, "map an allocation"),
    ENTRY(UNLOCK2, "Unlock2", D3DKMT_UNLOCK2, unlock2, "unmap an allocation"),
    ENTRY(MAKE_RESIDENT, "MakeResident", D3DDDI_MAKERESIDENT, make_resident, "put allocations on the residency list"),
    ENTRY(EVICT, "Evict", D3DKMT_EVICT, evict, "take allocations off the residency list"),
    ENTRY(QUERY_ALLOCATION_RESIDENCY, "QueryAllocationResidency", D3DKMT_QUERYALLOCATIONRESIDENCY, query_residency,
          "ask where allocations are"),
    ENTRY(SET_ALLOCATION_PRIORITY, "SetAllocationPriority", D3DKMT_SETALLOCATIONPRIORITY, set_priority,
          "set eviction priorities"),
    ENTRY(GET_ALLOCATION_PRIORITY, "GetAllocationPriority", D3DKMT_GETALLOCATIONPRIORITY, get_priority,
          "get eviction priorities"),
    ENTRY(ESCAPE, "Escape", D3DKMT_ESCAPE, escape, "talk to the driver or the system directly"),
    OWN(PROCESS, "process", process, "processes", "the calls that follow come from this process"),
    OWN(STOP_ADAPTER, "stop-adapter", on_adapter, "stop-adapter", "stop an adapter"),
    OWN(START_ADAPTER, "start-adapter", on_adapter, "stop-adapter", "start a stopped adapter"),
    OWN(RESET_ADAPTER, "reset-adapter", on_adapter, "reset-adapter", "reset every device of an adapter (TDR)"),
    OWN(SET_BUDGET, "set-budget", set_budget, "set-budget", "limit an adapter's video memory"),
    OWN(SET_DISCARD, "set-discard", set_discard, "set-discard", "when offered allocations are discarded"),
    OWN(FAIL_ALLOCATION, "fail-allocation", fail_allocation, "fail-allocation",
        "the n-th kernel memory allocation from here fails"),
    OWN(FILL, "fill", content, NULL, "lock, write a pattern, unlock"),
    OWN_COUNTED(CHECK, "check", CHECK_ARGUMENTS, content, NULL, "lock, compare with what was last written, unlock"),
    OWN_COUNTED(STATISTICS, "statistics", 0, NULL, "statistics",
                "what is alive in the target, how much of callers' memory it read"),
};

enum program_op program_op_by_name(const char *name, size_t length)
{
  for (unsigned i = 0; i < OP_COUNT; i++)
    if (strlen(program_ops[i].name) == length && memcmp(program_ops[i].name, name, length) == 0)
      return (enum program_op)i;
  return OP_COUNT;
}

enum program_op program_op_by_entry(enum abi_entry entry)
{
  for (unsigned i = 0; i < OP_COUNT; i++)
    if (entry != ABI_NO_ENTRY && program_ops[i].entry == entry)
      return (enum program_op)i;
  return OP_COUNT;
}

uint8_t program_argument_by_name(const struct op_info *op, const char *name, size_t length, bool created)
{
  for (uint8_t i = 0; i < op->argument_count; i++) {
    const struct argument_info *row = &op->arguments[i];

    if ((row->kind == ARG_CREATED) == created && strlen(row->name) == length && memcmp(row->name, name, length) == 0)
      return i;
  }
  return NO_ARGUMENT;
}
