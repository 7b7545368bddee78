#include "test_mock_support.h"

static D3DKMT_HANDLE good;
static D3DKMT_HANDLE good_elsewhere;

static int set_up_devices(void **state)
{
  set_up(state);
  good = make_allocation(world.device, 1);
  good_elsewhere = make_allocation(world.elsewhere, 1);
  return 0;
}

static NTSTATUS mark_as_error(D3DKMT_HANDLE device, UINT reason)
{
  const D3DKMT_MARKDEVICEASERROR mark = {device, reason};

  return D3DKMTMarkDeviceAsError(&mark);
}

static D3DKMT_DEVICEEXECUTION_STATE execution_state(D3DKMT_HANDLE device)
{
  D3DKMT_GETDEVICESTATE get = {.hDevice = device, .StateType = D3DKMT_DEVICESTATE_EXECUTION};

  ASSERT_SUCCESS(D3DKMTGetDeviceState(&get));
  return get.ExecutionState;
}

static NTSTATUS force_tdr(D3DKMT_HANDLE adapter, int type)
{
  D3DKMT_TDRDBGCTRL_ESCAPE tdr = {.TdrControl = (D3DKMT_TDRDBGCTRLTYPE)type};
  const D3DKMT_ESCAPE escape = {.hAdapter = adapter,
                                .Type = D3DKMT_ESCAPE_TDRDBGCTRL,
                                .pPrivateDriverData = &tdr,
                                .PrivateDriverDataSize = sizeof tdr};

  return D3DKMTEscape(&escape);
}

static NTSTATUS reclaim_old(void)
{
  const D3DKMT_RECLAIMALLOCATIONS reclaim = {.hDevice = world.device, .HandleList = &good, .NumAllocations = 1};

  return D3DKMTReclaimAllocations(&reclaim);
}

/* Every call on a device but destroying and GetDeviceState. */
static void assert_all_removed(void)
{
  D3DKMT_CREATECONTEXTVIRTUAL context = {.hDevice = world.device};
  D3DKMT_CREATEPAGINGQUEUE queue = {.hDevice = world.device};
  D3DDDI_MAKERESIDENT resident = {.hPagingQueue = world.queue, .NumAllocations = 1, .AllocationList = &good};
  D3DKMT_EVICT evict = {.hDevice = world.device, .NumAllocations = 1, .AllocationList = &good};
  UINT value;
  const D3DKMT_GETALLOCATIONPRIORITY get = {
      .hDevice = world.device, .phAllocationList = &good, .AllocationCount = 1, .pPriorities = &value};
  const D3DKMT_SETALLOCATIONPRIORITY set = {
      .hDevice = world.device, .phAllocationList = &good, .AllocationCount = 1, .pPriorities = &value};
  unsigned char *bytes;
  D3DKMT_HANDLE handle;

  ASSERT_REMOVED(offer_one(world.device, good, 1));
  ASSERT_REMOVED(reclaim_list(world.queue, &good, 1, NULL));
  ASSERT_REMOVED(reclaim_old());
  ASSERT_REMOVED(try_allocations(world.device, 1, 1, NULL, &handle));
  ASSERT_REMOVED(try_lock(world.device, good, &bytes));
  ASSERT_REMOVED(unlock(world.device, good));
  ASSERT_REMOVED(D3DKMTCreateContextVirtual(&context));
  ASSERT_REMOVED(D3DKMTCreatePagingQueue(&queue));
  ASSERT_REMOVED(D3DKMTMakeResident(&resident));
  ASSERT_REMOVED(D3DKMTEvict(&evict));
  ASSERT_REMOVED(D3DKMTGetAllocationPriority(&get));
  ASSERT_REMOVED(D3DKMTSetAllocationPriority(&set));
  ASSERT_REMOVED(mark_as_error(world.device, D3DKMT_DEVICE_ERROR_REASON_GENERIC));
}

static void assert_works(D3DKMT_HANDLE device, D3DKMT_HANDLE allocation)
{
  ASSERT_SUCCESS(offer_one(device, allocation, 1));
}

static void test_a_stopped_adapter_s_devices_are_removed(void **state)
{
  (void)state;
  assert_true(mock_stop_adapter(0));
  assert_all_removed();
  assert_int_equal(execution_state(world.device), D3DKMT_DEVICEEXECUTION_STOPPED);
}

static void test_stopping_an_adapter_leaves_the_other_alone(void **state)
{
  (void)state;
  assert_true(mock_stop_adapter(0));
  assert_works(world.elsewhere, good_elsewhere);
}

static void test_a_stopped_adapter_makes_no_devices(void **state)
{
  D3DKMT_CREATEDEVICE create = {.hAdapter = world.adapters[0]};

  (void)state;
  assert_true(mock_stop_adapter(0));
  ASSERT_REMOVED(D3DKMTCreateDevice(&create));
}

static void test_a_started_adapter_works_for_new_devices_alone(void **state)
{
  D3DKMT_HANDLE device;

  (void)state;
  assert_true(mock_stop_adapter(0));
  assert_true(mock_start_adapter(0));
  assert_all_removed();
  device = make_device(world.adapters[0]);
  assert_works(device, make_allocation(device, 1));
  ASSERT_SUCCESS(destroy_device(device));
}

static void test_a_tdr_removes_the_adapter_s_devices(void **state)
{
  D3DKMT_HANDLE device;

  (void)state;
  ASSERT_SUCCESS(force_tdr(world.adapters[0], D3DKMT_TDRDBGCTRLTYPE_FORCETDR));
  assert_all_removed();
  ASSERT_REMOVED(offer_one(world.other_device, good, 1));
  assert_int_equal(execution_state(world.device), D3DKMT_DEVICEEXECUTION_RESET);
  device = make_device(world.adapters[0]);
  assert_works(device, make_allocation(device, 1));
  ASSERT_SUCCESS(destroy_device(device));
}

static void test_a_tdr_leaves_the_other_adapter_alone(void **state)
{
  (void)state;
  assert_true(mock_reset_devices(0));
  assert_works(world.elsewhere, good_elsewhere);
}

static void test_tdr_controls_are_checked(void **state)
{
  (void)state;
  ASSERT_INVALID(force_tdr(world.adapters[0], 1));
  ASSERT_INVALID(force_tdr(0, D3DKMT_TDRDBGCTRLTYPE_FORCETDR));
  ASSERT_SUCCESS(force_tdr(world.adapters[1], D3DKMT_TDRDBGCTRLTYPE_GPUTDR));
  ASSERT_SUCCESS(force_tdr(world.adapters[1], D3DKMT_TDRDBGCTRLTYPE_ENGINETDR));
  assert_works(world.device, good);
  assert_true(mock_stop_adapter(0));
  ASSERT_REMOVED(force_tdr(world.adapters[0], D3DKMT_TDRDBGCTRLTYPE_FORCETDR));
}

static void test_a_device_in_error_is_removed(void **state)
{
  (void)state;
  ASSERT_SUCCESS(mark_as_error(world.device, D3DKMT_DEVICE_ERROR_REASON_GENERIC));
  assert_all_removed();
  assert_int_equal(execution_state(world.device), D3DKMT_DEVICEEXECUTION_ERROR_DMAFAULT);
}

static void test_an_error_leaves_the_adapter_s_other_device_alone(void **state)
{
  (void)state;
  ASSERT_SUCCESS(mark_as_error(world.device, D3DKMT_DEVICE_ERROR_REASON_DRIVER_ERROR));
  assert_works(world.other_device, make_allocation(world.other_device, 1));
}

static void test_an_unknown_error_reason_is_refused(void **state)
{
  (void)state;
  ASSERT_INVALID(mark_as_error(world.device, 0));
  ASSERT_INVALID(mark_as_error(0, D3DKMT_DEVICE_ERROR_REASON_GENERIC));
  assert_works(world.device, good);
}

static void test_removed_objects_can_be_destroyed(void **state)
{
  D3DDDI_DESTROYPAGINGQUEUE destroy = {world.queue};

  (void)state;
  ASSERT_SUCCESS(offer_one(world.device, good, 1));
  assert_true(mock_stop_adapter(0));
  ASSERT_SUCCESS(destroy_one(world.device, good));
  ASSERT_SUCCESS(D3DKMTDestroyPagingQueue(&destroy));
  ASSERT_SUCCESS(destroy_device(world.device));
}

static void test_a_removed_device_s_offered_memory_can_still_be_used(void **state)
{
  D3DKMT_HANDLE device;

  (void)state;
  assert_true(mock_set_budget(0, PAGE));
  ASSERT_SUCCESS(offer_one(world.device, good, 3));
  assert_true(mock_reset_devices(0));
  device = make_device(world.adapters[0]);
  (void)make_allocation(device, 1);
  ASSERT_SUCCESS(destroy_device(device));
}

#define REMOVAL_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_devices, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      REMOVAL_TEST(test_a_stopped_adapter_s_devices_are_removed),
      REMOVAL_TEST(test_stopping_an_adapter_leaves_the_other_alone),
      REMOVAL_TEST(test_a_stopped_adapter_makes_no_devices),
      REMOVAL_TEST(test_a_started_adapter_works_for_new_devices_alone),
      REMOVAL_TEST(test_a_tdr_removes_the_adapter_s_devices),
      REMOVAL_TEST(test_a_tdr_leaves_the_other_adapter_alone),
      REMOVAL_TEST(test_tdr_controls_are_checked),
      REMOVAL_TEST(test_a_device_in_error_is_removed),
      REMOVAL_TEST(test_an_error_leaves_the_adapter_s_other_device_alone),
      REMOVAL_TEST(test_an_unknown_error_reason_is_refused),
      REMOVAL_TEST(test_removed_objects_can_be_destroyed),
      REMOVAL_TEST(test_a_removed_device_s_offered_memory_can_still_be_used),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
