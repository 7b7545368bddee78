#include "mock/kernel.h"
#include "mock/user_memory.h"

static const D3DKMT_ADAPTERTYPE adapter_type = {.RenderSupported = 1, .SoftwareDevice = 1};
static const D3DKMT_QUERY_DEVICE_IDS device_ids = {.DeviceIds = {.VendorID = 0x4F43, .DeviceID = 1}};
static const D3DKMT_WDDM_2_7_CAPS caps = {.HwSchSupported = 0};
static const D3DKMT_DRIVER_DESCRIPTION description = {L"" MOCK_DRIVER_DESCRIPTION};

static const struct query {
  UINT type;
  UINT size;
  const void *answer;
} queries[] = {
    {KMTQAITYPE_ADAPTERTYPE, sizeof adapter_type, &adapter_type},
    {KMTQAITYPE_ADAPTERTYPE_RENDER, sizeof adapter_type, &adapter_type},
    {KMTQAITYPE_PHYSICALADAPTERDEVICEIDS, sizeof device_ids, &device_ids},
    {KMTQAITYPE_DRIVER_DESCRIPTION, sizeof description, &description},
    {KMTQAITYPE_WDDM_2_7_CAPS, sizeof caps, &caps},
};

/* What is asked about: each adapter is one physical adapter. */
static bool is_first_adapter(uintptr_t question)
{
  UINT index;

  return mock_copy_in(&index, question + offsetof(D3DKMT_QUERY_DEVICE_IDS, PhysicalAdapterIndex), sizeof index) &&
         index == 0;
}

/*
 * An unknown adapter handle or type, a size that is not the answer's, or another physical adapter than the first is
 * refused. Stopped adapters answer too.
 */
NTSTATUS mock_D3DKMTQueryAdapterInfo(const struct mock_call *call, D3DKMT_QUERYADAPTERINFO *arguments)
{
  const size_t count = sizeof queries / sizeof queries[0];
  const uintptr_t user = (uintptr_t)arguments->pPrivateDriverData;
  size_t i = 0;

  if (mock_object_find(call->process, arguments->hAdapter, MOCK_KIND_ADAPTER) == NULL)
    return STATUS_INVALID_PARAMETER;
  while (i < count && queries[i].type != (UINT)arguments->Type)
    i++;
  if (i == count || arguments->PrivateDriverDataSize != queries[i].size)
    return STATUS_INVALID_PARAMETER;
  if (queries[i].type == KMTQAITYPE_PHYSICALADAPTERDEVICEIDS && !is_first_adapter(user))
    return STATUS_INVALID_PARAMETER;
  return mock_copy_out(user, queries[i].answer, queries[i].size) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/*
 * For the caller's own process alone. The local group is the adapter's segment,
 * whose usage is that of all processes; the non-local one is empty.
 */
NTSTATUS mock_D3DKMTQueryVideoMemoryInfo(const struct mock_call *call, D3DKMT_QUERYVIDEOMEMORYINFO *arguments)
{
  const size_t outputs = offsetof(D3DKMT_QUERYVIDEOMEMORYINFO, Budget);
  const size_t end = offsetof(D3DKMT_QUERYVIDEOMEMORYINFO, PhysicalAdapterIndex);
  const struct mock_adapter_handle *opened = mock_object_find(call->process, arguments->hAdapter, MOCK_KIND_ADAPTER);
  const UINT group = (UINT)arguments->MemorySegmentGroup;
  D3DKMT_QUERYVIDEOMEMORYINFO results = {.Budget = 0};

  if (opened == NULL || arguments->hProcess != NULL || arguments->PhysicalAdapterIndex != 0 ||
      group > D3DKMT_MEMORY_SEGMENT_GROUP_NON_LOCAL)
    return STATUS_INVALID_PARAMETER;
  if (opened->adapter->is_stopped)
    return STATUS_DEVICE_REMOVED;
  if (group == D3DKMT_MEMORY_SEGMENT_GROUP_LOCAL) {
    results.Budget = opened->adapter->budget;
    results.CurrentUsage = opened->adapter->usage;
  }
  return mock_call_write(call, outputs, (const char *)&results + outputs, end - outputs) ? STATUS_SUCCESS
                                                                                         : STATUS_INVALID_PARAMETER;
}
