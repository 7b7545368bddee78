#include "mock/control.h"

#include "mock/defects.h"
#include "mock/memory.h"
#include "mock/mock.h"
#include "mock/user_memory.h"
#include "mock/vidmm.h"

/* Devices that are removed already stay as they are. */
static void remove_devices(struct mock_adapter *adapter, D3DKMT_DEVICEEXECUTION_STATE state)
{
  MOCK_LIST_EACH(link, &adapter->devices)
  {
    struct mock_device *device = MOCK_LIST_ITEM(link, struct mock_device, adapter_link);

    if (device->state == D3DKMT_DEVICEEXECUTION_ACTIVE)
      device->state = state;
  }
}

void mock_adapter_stop(struct mock_adapter *adapter)
{
  adapter->is_stopped = true;
  remove_devices(adapter, D3DKMT_DEVICEEXECUTION_STOPPED);
  MOCK_BROKEN(if (MOCK_HAS_DEFECT(adapter_stop_stops_all)) {
    for (UINT i = 0; i < MOCK_ADAPTER_COUNT; i++)
      remove_devices(&mock_kernel.adapters[i], D3DKMT_DEVICEEXECUTION_STOPPED);
  });
}

void mock_adapter_start(struct mock_adapter *adapter)
{
  adapter->is_stopped = false;
}

void mock_adapter_reset_devices(struct mock_adapter *adapter)
{
  remove_devices(adapter, D3DKMT_DEVICEEXECUTION_RESET);
  MOCK_BROKEN(if (MOCK_HAS_DEFECT(adapter_tdr_resets_all)) {
    for (UINT i = 0; i < MOCK_ADAPTER_COUNT; i++)
      remove_devices(&mock_kernel.adapters[i], D3DKMT_DEVICEEXECUTION_RESET);
  });
}

bool mock_adapter_set_policy(struct mock_adapter *adapter, uint64_t policy)
{
  if (policy > MOCK_DISCARD_NEVER)
    return false;
  adapter->policy = (enum mock_discard_policy)policy;
  return true;
}

void mock_control_statistics(uint64_t *ret_results)
{
  const struct mock_memory_statistics *memory = mock_memory_statistics();

  ret_results[MOCK_STATISTIC_LIVE_OBJECTS] = mock_kernel_live_objects();
  ret_results[MOCK_STATISTIC_LIVE_BYTES] = memory->live_bytes[MOCK_MEMORY_OBJECTS];
  ret_results[MOCK_STATISTIC_ALLOCATIONS] = memory->allocations;
  ret_results[MOCK_STATISTIC_FAILED_ALLOCATIONS] = memory->failed_allocations;
  ret_results[MOCK_STATISTIC_USER_BYTES_READ] = mock_user_bytes_read;
}

static bool is_for_adapter(uint32_t command)
{
  return command == MOCK_CONTROL_STOP_ADAPTER || command == MOCK_CONTROL_START_ADAPTER ||
         command == MOCK_CONTROL_SET_BUDGET || command == MOCK_CONTROL_SET_DISCARD;
}

/*
 * Set by the first reset. Whoever drives the mock registers its memory before; after it, programs are played whose escapes
 * may say anything, and what they register need not stay mapped.
 */
static bool is_registration_over;

static bool register_memory(const struct mock_control *control)
{
  return !is_registration_over && control->arguments[0] <= UINTPTR_MAX && control->arguments[1] <= SIZE_MAX &&
         mock_user_memory_register((uintptr_t)control->arguments[0], (size_t)control->arguments[1]);
}

bool mock_control_run(struct mock_adapter *adapter, struct mock_control *control)
{
  if (adapter == NULL && is_for_adapter(control->command))
    return false;
  switch (control->command) {
  case MOCK_CONTROL_QUERY_VERSION:
    control->results[0] = MOCK_CONTROL_VERSION;
    return true;
  case MOCK_CONTROL_STOP_ADAPTER:
    mock_adapter_stop(adapter);
    return true;
  case MOCK_CONTROL_START_ADAPTER:
    mock_adapter_start(adapter);
    return true;
  case MOCK_CONTROL_SET_BUDGET:
    mock_vidmm_set_budget(adapter, control->arguments[0]);
    return true;
  case MOCK_CONTROL_SET_DISCARD:
    return mock_adapter_set_policy(adapter, control->arguments[0]);
  case MOCK_CONTROL_FAIL_ALLOCATION:
    mock_memory_fail_after(control->arguments[0]);
    return true;
  case MOCK_CONTROL_SET_PROCESS:
    return mock_kernel_set_process(control->arguments[0]);
  case MOCK_CONTROL_STATISTICS:
    mock_control_statistics(control->results);
    return true;
  case MOCK_CONTROL_RESET:
    mock_kernel_reset();
    is_registration_over = true;
    return true;
  case MOCK_CONTROL_REGISTER_MEMORY:
    return register_memory(control);
  default:
    return false;
  }
}
