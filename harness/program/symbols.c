#include "program/symbols.h"

#define SYMBOLS(name, is_flags, ...)                                                                                   \
  static const struct symbol name##_rows[] = {__VA_ARGS__, {NULL, 0}};                                                 \
  const struct symbols name = {is_flags, name##_rows}

SYMBOLS(priority_names, false, {"LOW", 1}, {"NORMAL", 2}, {"HIGH", 3}, {"AUTO", 4});
SYMBOLS(offer_flag_names, true, {"OfferImmediately", 1}, {"AllowDecommit", 2});
SYMBOLS(info_type_names, false, {"ADAPTERTYPE", 15}, {"PHYSICALADAPTERDEVICEIDS", 31}, {"ADAPTERTYPE_RENDER", 57},
        {"DRIVER_DESCRIPTION", 65}, {"WDDM_2_7_CAPS", 70});
SYMBOLS(device_flag_names, true, {"LegacyMode", 1}, {"RequestVSync", 2}, {"DisableGpuTimeout", 4});
SYMBOLS(state_type_names, false, {"EXECUTION", 1}, {"PRESENT", 2}, {"RESET", 3});
SYMBOLS(error_reason_names, false, {"GENERIC", 0x80000000u}, {"DRIVER_ERROR", 0x80000006u});
SYMBOLS(context_flag_names, true, {"NullRendering", 1}, {"InitialData", 2}, {"DisableGpuTimeout", 4},
        {"SynchronizationOnly", 8}, {"HwQueueSupported", 16}, {"NoKmdAccess", 32});
SYMBOLS(queue_priority_names, false, {"BELOW_NORMAL", 0xFFFFFFFFu}, {"NORMAL", 0}, {"ABOVE_NORMAL", 1});
SYMBOLS(allocation_flag_names, true, {"CreateResource", 1u << 0}, {"CreateShared", 1u << 1}, {"NonSecure", 1u << 2},
        {"CreateProtected", 1u << 3}, {"RestrictSharedAccess", 1u << 4}, {"ExistingSysMem", 1u << 5},
        {"NtSecuritySharing", 1u << 6}, {"ReadOnly", 1u << 7}, {"CreateWriteCombined", 1u << 8},
        {"CreateCached", 1u << 9}, {"SwapChainBackBuffer", 1u << 10}, {"CrossAdapter", 1u << 11},
        {"OpenCrossAdapter", 1u << 12}, {"PartialSharedCreation", 1u << 13}, {"Zeroed", 1u << 14},
        {"WriteWatch", 1u << 15}, {"StandardAllocation", 1u << 16}, {"ExistingSection", 1u << 17},
        {"AllowNotZeroed", 1u << 18}, {"PhysicallyContiguous", 1u << 19}, {"NoKmdAccess", 1u << 20},
        {"SharedDisplayable", 1u << 21});
SYMBOLS(backing_names, false, {"auto", BACKING_AUTO}, {"existing-heap", BACKING_EXISTING_HEAP},
        {"private-data", BACKING_PRIVATE_DATA});
SYMBOLS(eviction_priority_names, false, {"MINIMUM", 0x28000000u}, {"LOW", 0x50000000u}, {"NORMAL", 0x78000000u},
        {"HIGH", 0xA0000000u}, {"MAXIMUM", 0xC8000000u});
SYMBOLS(destroy_flag_names, true, {"AssumeNotInUse", 1}, {"SynchronousDestroy", 2}, {"SystemUseOnly", 0x80000000u});
SYMBOLS(resident_flag_names, true, {"CantTrimFurther", 1}, {"MustSucceed", 2});
SYMBOLS(evict_flag_names, true, {"EvictOnlyIfNecessary", 1}, {"NotWrittenTo", 2});
SYMBOLS(escape_type_names, false, {"DRIVERPRIVATE", 0}, {"VIDMM", 1}, {"TDRDBGCTRL", 2});
SYMBOLS(segment_names, false, {"LOCAL", 0}, {"NON_LOCAL", 1});
SYMBOLS(discard_names, false, {"on-pressure", 0}, {"always", 1}, {"never", 2});
