/* The escapes: the control interface of abi/control.h, and the two that Windows has. */
#include "test_mock_support.h"

#include "mock/defects.h"

static struct mock_control request;
static D3DKMT_ESCAPE escape;

static int set_up_escape(void **state)
{
  set_up(state);
  memset(&request, 0, sizeof request);
  request.magic = MOCK_CONTROL_MAGIC;
  request.command = MOCK_CONTROL_QUERY_VERSION;
  memset(&escape, 0, sizeof escape);
  escape.hAdapter = world.adapters[0];
  escape.pPrivateDriverData = &request;
  escape.PrivateDriverDataSize = sizeof request;
  return 0;
}

static NTSTATUS run(void)
{
  return D3DKMTEscape(&escape);
}

static void test_the_version_is_answered(void **state)
{
  (void)state;
  ASSERT_SUCCESS(run());
  assert_int_equal(request.results[0], MOCK_CONTROL_VERSION);
}

static void test_a_wrong_magic_is_refused(void **state)
{
  (void)state;
  request.magic++;
  ASSERT_INVALID(run());
}

static void test_a_wrong_size_is_refused(void **state)
{
  (void)state;
  escape.PrivateDriverDataSize--;
  ASSERT_INVALID(run());
}

static void test_a_wrong_adapter_is_refused(void **state)
{
  (void)state;
  escape.hAdapter = 0x7FFFFFC0;
  ASSERT_INVALID(run());
}

static void test_only_commands_for_one_adapter_need_one(void **state)
{
  (void)state;
  escape.hAdapter = 0;
  request.command = MOCK_CONTROL_STATISTICS;
  ASSERT_SUCCESS(run());
  for (uint32_t command = MOCK_CONTROL_STOP_ADAPTER; command <= MOCK_CONTROL_SET_DISCARD; command++) {
    request.command = command;
    ASSERT_INVALID(run());
  }
}

static void test_a_bad_pointer_is_refused(void **state)
{
  (void)state;
  escape.pPrivateDriverData = (void *)KERNEL_ADDRESS;
  ASSERT_INVALID(run());
}

static void test_unknown_commands_are_refused(void **state)
{
  (void)state;
  ASSERT_INVALID(control(world.adapters[0], 0, 0));
  ASSERT_INVALID(control(world.adapters[0], MOCK_CONTROL_REGISTER_MEMORY + 1, 0));
}

static void test_arguments_out_of_range_are_refused(void **state)
{
  (void)state;
  ASSERT_INVALID(control(world.adapters[0], MOCK_CONTROL_SET_DISCARD, MOCK_DISCARD_NEVER + 1));
  ASSERT_INVALID(control(world.adapters[0], MOCK_CONTROL_SET_PROCESS, MOCK_PROCESS_COUNT));
  ASSERT_INVALID(control(world.adapters[0], MOCK_CONTROL_REGISTER_MEMORY, 0));
}

static NTSTATUS register_page(const void *page)
{
  request.command = MOCK_CONTROL_REGISTER_MEMORY;
  request.arguments[0] = (uintptr_t)page;
  request.arguments[1] = MOCK_PAGE_SIZE;
  return run();
}

/* A program that is played may send any escape: what it names need not stay mapped. */
static void test_memory_is_registered_before_the_first_reset(void **state)
{
  _Alignas(MOCK_PAGE_SIZE) static uint8_t first[MOCK_PAGE_SIZE], second[MOCK_PAGE_SIZE];

  (void)state;
  ASSERT_SUCCESS(register_page(first));
  escape.hAdapter = 0;
  request.command = MOCK_CONTROL_RESET;
  ASSERT_SUCCESS(run());
  ASSERT_INVALID(register_page(second));
}

static void test_an_unknown_escape_is_not_supported(void **state)
{
  (void)state;
  escape.Type = (D3DKMT_ESCAPETYPE)77;
  ASSERT_STATUS(run(), STATUS_NOT_SUPPORTED);
}

static void test_statistics_leave_escapes_out(void **state)
{
  uint64_t read;

  (void)state;
  request.command = MOCK_CONTROL_STATISTICS;
  ASSERT_SUCCESS(run());
  read = request.results[MOCK_STATISTIC_USER_BYTES_READ];
  ASSERT_SUCCESS(run());
  assert_int_equal(request.results[MOCK_STATISTIC_USER_BYTES_READ], read);
  assert_int_equal(request.results[MOCK_STATISTIC_LIVE_OBJECTS], MOCK_ADAPTER_COUNT + 3 + 2);
}

static void test_stop_and_start_act_on_the_escape_s_adapter(void **state)
{
  D3DKMT_HANDLE handle = make_allocation(world.elsewhere, 1);

  (void)state;
  ASSERT_SUCCESS(control(world.adapters[0], MOCK_CONTROL_STOP_ADAPTER, 0));
  ASSERT_SUCCESS(offer_one(world.elsewhere, handle, 1));
  ASSERT_REMOVED(offer_one(world.device, handle, 1));
  ASSERT_SUCCESS(control(world.adapters[0], MOCK_CONTROL_START_ADAPTER, 0));
  ASSERT_SUCCESS(destroy_device(make_device(world.adapters[0])));
}

static void test_a_failure_can_be_asked_for_and_taken_back(void **state)
{
  D3DKMT_HANDLE handle = make_allocation(world.device, 1);

  (void)state;
  ASSERT_SUCCESS(control(world.adapters[0], MOCK_CONTROL_FAIL_ALLOCATION, 1));
  ASSERT_STATUS(destroy_one(world.device, handle), STATUS_NO_MEMORY);
  ASSERT_SUCCESS(control(world.adapters[0], MOCK_CONTROL_FAIL_ALLOCATION, 1));
  ASSERT_SUCCESS(control(world.adapters[0], MOCK_CONTROL_FAIL_ALLOCATION, 0));
  ASSERT_SUCCESS(destroy_one(world.device, handle));
}

static void test_a_reset_goes_back_to_the_start(void **state)
{
  D3DKMT_OPENADAPTERFROMLUID open = {.AdapterLuid = {.LowPart = 0x4F43}};

  (void)state;
  (void)make_allocation(world.device, 1);
  ASSERT_SUCCESS(control(world.adapters[0], MOCK_CONTROL_STOP_ADAPTER, 0));
  ASSERT_SUCCESS(control(world.adapters[0], MOCK_CONTROL_SET_BUDGET, 0));
  request.command = MOCK_CONTROL_RESET;
  ASSERT_SUCCESS(run());
  for (int i = 0; i < 5; i++)
    assert_int_equal(mock_get_statistic((enum mock_statistic)i), 0);
  ASSERT_SUCCESS(D3DKMTOpenAdapterFromLuid(&open));
  assert_int_equal(open.hAdapter, 0x40000000);
  assert_int_equal(make_allocation(make_device(open.hAdapter), 1), 0x40000040);
  mock_reset();
}

static void test_a_reset_takes_threads_back_to_the_first_process(void **state)
{
  (void)state;
  assert_true(mock_set_process(2));
  mock_reset();
  set_up(state);
  assert_true(mock_set_process(0));
  ASSERT_SUCCESS(destroy_device(world.device));
}

static NTSTATUS set_fault(ULONG never, ULONG always)
{
  D3DKMT_VIDMM_ESCAPE fault;

  memset(&fault, 0, sizeof fault);
  fault.SetFault.NeverDiscardOfferedAllocation = never & 1;
  fault.SetFault.AlwaysDiscardOfferedAllocation = always & 1;
  escape.Type = D3DKMT_ESCAPE_VIDMM;
  escape.pPrivateDriverData = &fault;
  escape.PrivateDriverDataSize = sizeof fault;
  return run();
}

static void test_setfault_sets_the_discard_policy(void **state)
{
  D3DKMT_HANDLE handle = make_allocation(world.device, 1);

  (void)state;
  ASSERT_SUCCESS(set_fault(0, 1));
  ASSERT_SUCCESS(offer_one(world.device, handle, 1));
  assert_int_equal(reclaim_one(world.queue, handle), D3DDDI_RECLAIM_RESULT_DISCARDED);
  ASSERT_SUCCESS(set_fault(1, 0));
  ASSERT_SUCCESS(offer_one(world.device, handle, 1));
  assert_true(mock_set_budget(0, 0));
  assert_int_equal(reclaim_one(world.queue, handle), D3DDDI_RECLAIM_RESULT_OK);
  ASSERT_SUCCESS(set_fault(0, 0));
  ASSERT_INVALID(set_fault(1, 1));
}

static void test_other_vidmm_escapes_are_not_supported(void **state)
{
  static D3DKMT_VIDMM_ESCAPE other = {.Type = D3DKMT_VIDMMESCAPETYPE_GET_BUDGET};

  (void)state;
  escape.Type = D3DKMT_ESCAPE_VIDMM;
  escape.pPrivateDriverData = &other;
  escape.PrivateDriverDataSize = sizeof other;
  ASSERT_STATUS(run(), STATUS_NOT_SUPPORTED);
  escape.PrivateDriverDataSize = 12;
  ASSERT_INVALID(run());
}

static void test_an_unknown_defect_cannot_be_chosen(void **state)
{
  (void)state;
  assert_false(mock_set_defect("no such defect"));
}

static void test_indices_out_of_range_are_refused(void **state)
{
  (void)state;
  assert_false(mock_stop_adapter(MOCK_ADAPTER_COUNT));
  assert_false(mock_start_adapter(MOCK_ADAPTER_COUNT));
  assert_false(mock_reset_devices(MOCK_ADAPTER_COUNT));
  assert_false(mock_set_budget(MOCK_ADAPTER_COUNT, 1));
  assert_false(mock_set_discard(MOCK_ADAPTER_COUNT, MOCK_DISCARD_ALWAYS));
  assert_false(mock_set_process(MOCK_PROCESS_COUNT));
  assert_int_equal(mock_get_statistic((enum mock_statistic)6), 0);
}

#define ESCAPE_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_escape, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      ESCAPE_TEST(test_the_version_is_answered),
      ESCAPE_TEST(test_a_wrong_magic_is_refused),
      ESCAPE_TEST(test_a_wrong_size_is_refused),
      ESCAPE_TEST(test_a_wrong_adapter_is_refused),
      ESCAPE_TEST(test_only_commands_for_one_adapter_need_one),
      ESCAPE_TEST(test_a_bad_pointer_is_refused),
      ESCAPE_TEST(test_unknown_commands_are_refused),
      ESCAPE_TEST(test_arguments_out_of_range_are_refused),
      ESCAPE_TEST(test_memory_is_registered_before_the_first_reset),
      ESCAPE_TEST(test_an_unknown_escape_is_not_supported),
      ESCAPE_TEST(test_statistics_leave_escapes_out),
      ESCAPE_TEST(test_stop_and_start_act_on_the_escape_s_adapter),
      ESCAPE_TEST(test_a_failure_can_be_asked_for_and_taken_back),
      ESCAPE_TEST(test_a_reset_goes_back_to_the_start),
      ESCAPE_TEST(test_a_reset_takes_threads_back_to_the_first_process),
      ESCAPE_TEST(test_setfault_sets_the_discard_policy),
      ESCAPE_TEST(test_other_vidmm_escapes_are_not_supported),
      ESCAPE_TEST(test_an_unknown_defect_cannot_be_chosen),
      ESCAPE_TEST(test_indices_out_of_range_are_refused),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
