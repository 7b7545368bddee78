/* Implementations that are correct and different: none of what the contract leaves open is ever held against them. */
#include "oracle_support.h"

enum { OK = D3DDDI_RECLAIM_RESULT_OK, DISCARDED = D3DDDI_RECLAIM_RESULT_DISCARDED };
enum { NOT_COMMITTED = D3DDDI_RECLAIM_RESULT_NOT_COMMITTED };
enum { LOW = 1, NORMAL = 2, HIGH = 3, IMMEDIATELY = 1, DECOMMIT = 2 };

static struct scene scene;

static int open_ddi(void **state)
{
  (void)state;
  scene_open_world(DDI, &scene);
  return 0;
}

static int close_scene(void **state)
{
  (void)state;
  scene_close(&scene);
  return 0;
}

static const struct judgement *reclaim_two(uint32_t first, uint32_t second, uint32_t result, uint32_t other_result)
{
  const uint32_t handles[] = {first, second}, results[] = {result, other_result};
  struct request request = request_for(OP_RECLAIM_ALLOCATIONS2, handles, 2);

  request.results = results;
  return scene_request(&scene, &request, STATUS_SUCCESS);
}

/* ---- a refused call need not be all or nothing ---- */

static void a_refused_offer_may_have_offered_a_part(void **state)
{
  static const uint32_t handles[] = {X0, 0};
  struct request request = request_for(OP_OFFER_ALLOCATIONS, handles, 2);

  (void)state;
  fill(&scene, D, X0, 1);
  request.flags = DECOMMIT;
  assert_not_accused(scene_request(&scene, &request, STATUS_INVALID_PARAMETER));
  assert_not_accused(check(&scene, D, X0, 1, 0));
  assert_not_accused(lock(&scene, D, X0, STATUS_INVALID_PARAMETER));
  assert_not_accused(reclaim(&scene, X0, NOT_COMMITTED));
  assert_not_accused(reclaim(&scene, X0, DISCARDED));
}

static void a_refused_reclaim_may_have_reclaimed_a_part(void **state)
{
  static const uint32_t handles[] = {X0, 0};
  struct request request = request_for(OP_RECLAIM_ALLOCATIONS2, handles, 2);

  (void)state;
  fill(&scene, D, X0, 1);
  offer(&scene, X0, LOW, DECOMMIT, STATUS_SUCCESS);
  assert_not_accused(scene_request(&scene, &request, STATUS_INVALID_PARAMETER));
  assert_not_accused(reclaim(&scene, X0, OK));
  assert_not_accused(check(&scene, D, X0, 1, 0));
}

static void a_refused_offer_may_have_changed_the_priority(void **state)
{
  (void)state;
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  offer(&scene, X1, NORMAL, 0, STATUS_SUCCESS);
  assert_not_accused(offer(&scene, X0, HIGH, 0, STATUS_INVALID_PARAMETER)); /* offered twice: open */
  assert_not_accused(reclaim_two(X1, X0, DISCARDED, OK));
}

/* ---- what is discarded, and why ---- */

static void an_allocation_that_was_never_written_may_count_as_discarded(void **state)
{
  (void)state;
  assert_not_accused(reclaim(&scene, X0, DISCARDED));
  assert_not_accused(reclaim(&scene, X0, DISCARDED));
}

static void discards_need_no_pressure(void **state)
{
  (void)state;
  fill(&scene, D, X0, 1);
  offer(&scene, X0, HIGH, 0, STATUS_SUCCESS);
  assert_not_accused(reclaim(&scene, X0, DISCARDED));
}

/* X0 is offered LOW, X1 after it HIGH; only X1 is discarded. Something differs that is not the priority. */
static const struct judgement *discard_high_alone(uint32_t low_flags, uint32_t high_flags, uint32_t result)
{
  assert_not_accused(offer(&scene, X0, LOW, low_flags, STATUS_SUCCESS));
  assert_not_accused(offer(&scene, X1, HIGH, high_flags, STATUS_SUCCESS));
  return reclaim_two(X1, X0, result, OK);
}

static void as_it_is_the_order_counts(void **state)
{
  (void)state;
  assert_found(discard_high_alone(0, 0, DISCARDED), VERDICT_FAIL, "MEM-PRI-01");
}

static void decommitted_memory_goes_by_its_own_order(void **state)
{
  (void)state;
  assert_not_accused(discard_high_alone(0, DECOMMIT, DISCARDED));
  assert_not_accused(discard_high_alone(0, DECOMMIT, NOT_COMMITTED));
  assert_not_accused(discard_high_alone(DECOMMIT, DECOMMIT, NOT_COMMITTED));
}

static void an_immediate_offer_may_take_effect_first(void **state)
{
  (void)state;
  assert_not_accused(discard_high_alone(0, IMMEDIATELY, DISCARDED));
}

static void a_locked_allocation_may_be_spared(void **state)
{
  (void)state;
  lock(&scene, D, X0, STATUS_SUCCESS);
  assert_not_accused(offer(&scene, X0, LOW, 0, STATUS_SUCCESS));
  unlock(&scene, D, X0);
  assert_not_accused(offer(&scene, X1, HIGH, 0, STATUS_SUCCESS));
  assert_not_accused(reclaim_two(X1, X0, DISCARDED, OK));
}

static void what_was_evicted_may_be_spared(void **state)
{
  static const uint32_t evicted = X0;

  (void)state;
  scene_begin(&scene, OP_EVICT);
  scene_set(&scene, offsetof(D3DKMT_EVICT, NumAllocations), 4, 1);
  scene_lay(&scene, 2, &evicted, sizeof evicted);
  scene_return(&scene, STATUS_SUCCESS);
  assert_not_accused(discard_high_alone(0, 0, DISCARDED));
}

static void another_kind_of_memory_may_be_spared(void **state)
{
  static const uint32_t handle = OBJECT(0x300);

  (void)state;
  prepare_creation(&scene, D, &handle, 1);
  scene_set(&scene, offsetof(D3DKMT_CREATEALLOCATION, Flags), 4, 1u << 9); /* cached: another segment */
  scene_return(&scene, STATUS_SUCCESS);
  offer(&scene, handle, LOW, 0, STATUS_SUCCESS);
  offer(&scene, X1, HIGH, 0, STATUS_SUCCESS);
  assert_not_accused(reclaim_two(X1, handle, DISCARDED, OK));
}

static void a_policy_set_in_between_may_have_discarded(void **state)
{
  (void)state;
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  offer(&scene, X1, HIGH, 0, STATUS_SUCCESS);
  control(&scene, OP_SET_DISCARD, ADAPTER_A, MOCK_DISCARD_ALWAYS);
  control(&scene, OP_SET_DISCARD, ADAPTER_A, MOCK_DISCARD_ON_PRESSURE);
  assert_not_accused(reclaim_two(X1, X0, DISCARDED, OK));
}

/* ---- locks and fills of what is offered ---- */

static void an_offered_allocation_may_be_locked_and_is_then_anything(void **state)
{
  (void)state;
  fill(&scene, D, X0, 1);
  control(&scene, OP_SET_DISCARD, ADAPTER_A, MOCK_DISCARD_ALWAYS);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  fill(&scene, D, X0, 2); /* it could be locked, and was written to */
  assert_not_accused(reclaim(&scene, X0, OK));
  assert_not_accused(check(&scene, D, X0, 2, 0));
}

static void results_in_read_only_memory_are_none(void **state)
{
  static const uint32_t handle = X0;
  struct request request = request_for(OP_RECLAIM_ALLOCATIONS, &handle, 1);

  (void)state;
  fill(&scene, D, X0, 1);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  scene_prepare(&scene, &request);
  scene.record.memory[RECLAIM_ARG_DISCARDED].writable = false;
  assert_not_accused(scene_return(&scene, STATUS_SUCCESS));
  assert_not_accused(check(&scene, D, X0, 1, 0));
}

/* The first call has no word for what cannot be committed again. */
static void the_first_reclaim_says_not_committed_by_discarded(void **state)
{
  static const uint32_t handle = X0, discarded = 1;
  struct request request = request_for(OP_RECLAIM_ALLOCATIONS, &handle, 1);

  (void)state;
  lock(&scene, D, X0, STATUS_SUCCESS);
  unlock(&scene, D, X0);
  offer(&scene, X0, LOW, DECOMMIT, STATUS_SUCCESS);
  request.results = &discarded;
  assert_not_accused(scene_request(&scene, &request, STATUS_SUCCESS));
  assert_not_accused(lock(&scene, D, X0, STATUS_UNSUCCESSFUL));
  assert_not_accused(reclaim(&scene, X0, NOT_COMMITTED));
}

/* ---- removal ---- */

static void removal_may_reach_further_than_it_was_asked_to(void **state)
{
  (void)state;
  lock(&scene, D, X0, STATUS_SUCCESS);
  unlock(&scene, D, X0);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  reclaim(&scene, X0, OK);
  control(&scene, OP_SET_BUDGET, ADAPTER_A, 13u * ALLOCATION_BYTES);
  offer(&scene, X1, LOW, 0, STATUS_SUCCESS);
  control(&scene, OP_STOP_ADAPTER, ADAPTER_B, 0);
  assert_not_accused(lock(&scene, D, X0, STATUS_DEVICE_REMOVED));
  prepare_creation(&scene, D, NULL, 1);
  assert_not_accused(scene_return(&scene, STATUS_DEVICE_REMOVED));
  assert_not_accused(offer(&scene, X2, LOW, 0, STATUS_DEVICE_REMOVED));
  assert_not_accused(reclaim_refused(&scene, X2, STATUS_DEVICE_REMOVED));
}

static void it_need_not(void **state)
{
  (void)state;
  control(&scene, OP_STOP_ADAPTER, ADAPTER_B, 0);
  assert_verdict(offer(&scene, X2, LOW, 0, STATUS_SUCCESS), VERDICT_PASS);
  assert_found(offer(&scene, X3, LOW, 0, STATUS_INVALID_PARAMETER), VERDICT_FAIL, "OFR-OK-01");
}

static void a_device_that_goes_on_after_a_restart_may_have_lost_its_content(void **state)
{
  (void)state;
  fill(&scene, D, X0, 1);
  control(&scene, OP_STOP_ADAPTER, ADAPTER_A, 0);
  control(&scene, OP_START_ADAPTER, ADAPTER_A, 0);
  assert_not_accused(reclaim(&scene, X0, DISCARDED));
  offer(&scene, X1, HIGH, 0, STATUS_SUCCESS);
  offer(&scene, X2, LOW, 0, STATUS_SUCCESS);
  assert_not_accused(reclaim_two(X1, X2, DISCARDED, OK));
  assert_not_accused(check(&scene, D, X0, 1, 0));
}

static void so_may_one_in_error(void **state)
{
  (void)state;
  fill(&scene, D, X0, 1);
  destroy(&scene, OP_MARK_DEVICE_AS_ERROR, D, STATUS_SUCCESS);
  assert_not_accused(reclaim(&scene, X0, DISCARDED));
  assert_not_accused(lock(&scene, D, X0, STATUS_DEVICE_REMOVED));
}

static void a_device_made_on_a_stopped_adapter_may_work_or_not(void **state)
{
  static const uint32_t device = OBJECT(0x300), handle = OBJECT(0x301);
  struct request request = request_for(OP_OFFER_ALLOCATIONS, &handle, 1);

  (void)state;
  control(&scene, OP_STOP_ADAPTER, ADAPTER_A, 0);
  create_device(&scene, ADAPTER_A, device);
  create_allocations(&scene, device, &handle, 1);
  request.through = device;
  assert_not_accused(scene_request(&scene, &request, STATUS_DEVICE_REMOVED));
  assert_not_accused(scene_request(&scene, &request, STATUS_SUCCESS));
}

/* ---- lifetimes ---- */

static void closing_an_adapter_may_take_its_devices_along(void **state)
{
  (void)state;
  destroy(&scene, OP_CLOSE_ADAPTER, ADAPTER_A, STATUS_SUCCESS);
  assert_not_accused(offer(&scene, X0, LOW, 0, STATUS_INVALID_PARAMETER));
  assert_not_accused(offer(&scene, X1, LOW, 0, STATUS_SUCCESS));
  assert_not_accused(reclaim_refused(&scene, X1, STATUS_INVALID_PARAMETER));
}

static void a_failed_destruction_may_have_destroyed_a_part(void **state)
{
  (void)state;
  fill(&scene, D, X0, 1);
  destroy_allocation(&scene, X0, STATUS_UNSUCCESSFUL);
  assert_not_accused(reclaim(&scene, X0, DISCARDED));
  assert_not_accused(offer(&scene, X0, LOW, 0, STATUS_INVALID_PARAMETER));
}

static void an_allocation_of_an_unknown_device_may_be_anyones(void **state)
{
  static const uint32_t handle = OBJECT(0x300);

  (void)state;
  create_allocations(&scene, NEVER, &handle, 1); /* accepted, whatever it was taken for */
  assert_not_accused(offer(&scene, handle, LOW, 0, STATUS_INVALID_PARAMETER));
  assert_not_accused(offer(&scene, handle, LOW, 0, STATUS_SUCCESS));
}

static void a_resource_without_allocations_may_be_gone_or_not(void **state)
{
  (void)state;
  assert_not_accused(offer_resource(&scene, RE, STATUS_SUCCESS));
  assert_not_accused(offer_resource(&scene, RE, STATUS_INVALID_PARAMETER));
}

static void kernel_memory_that_runs_out_may_fail_a_call(void **state)
{
  (void)state;
  control(&scene, OP_FAIL_ALLOCATION, 0, 1);
  assert_not_accused(offer(&scene, X0, LOW, 0, STATUS_INVALID_PARAMETER));
  assert_not_accused(offer(&scene, X0, LOW, 0, STATUS_SUCCESS));
}

/* ---- counts ---- */

static void an_empty_list_may_be_accepted_wherever_it_lies(void **state)
{
  static const uint32_t handle = X0;
  struct request request = request_for(OP_OFFER_ALLOCATIONS, &handle, 1);

  (void)state;
  request.count = 0;
  for (unsigned how = 0; how < 2; how++) {
    scene_prepare(&scene, &request);
    if (how == 1)
      scene.record.memory[OFFER_ARG_HANDLES].readable = 0;
    scene_return(&scene, STATUS_SUCCESS);
    assert_verdict(&scene.judgement, VERDICT_WARN); /* measured elsewhere: refused */
    assert_allowed(&scene.judgement, STATUS_SUCCESS, STATUS_INVALID_PARAMETER, STATUS_PENDING);
  }
}

#define IN_DDI(test) cmocka_unit_test_setup_teardown(test, open_ddi, close_scene)

int main(void)
{
  const struct CMUnitTest tests[] = {
      IN_DDI(a_refused_offer_may_have_offered_a_part),
      IN_DDI(a_refused_reclaim_may_have_reclaimed_a_part),
      IN_DDI(a_refused_offer_may_have_changed_the_priority),
      IN_DDI(an_allocation_that_was_never_written_may_count_as_discarded),
      IN_DDI(discards_need_no_pressure),
      IN_DDI(as_it_is_the_order_counts),
      IN_DDI(decommitted_memory_goes_by_its_own_order),
      IN_DDI(an_immediate_offer_may_take_effect_first),
      IN_DDI(a_locked_allocation_may_be_spared),
      IN_DDI(what_was_evicted_may_be_spared),
      IN_DDI(another_kind_of_memory_may_be_spared),
      IN_DDI(a_policy_set_in_between_may_have_discarded),
      IN_DDI(an_offered_allocation_may_be_locked_and_is_then_anything),
      IN_DDI(results_in_read_only_memory_are_none),
      IN_DDI(the_first_reclaim_says_not_committed_by_discarded),
      IN_DDI(removal_may_reach_further_than_it_was_asked_to),
      IN_DDI(it_need_not),
      IN_DDI(a_device_that_goes_on_after_a_restart_may_have_lost_its_content),
      IN_DDI(so_may_one_in_error),
      IN_DDI(a_device_made_on_a_stopped_adapter_may_work_or_not),
      IN_DDI(closing_an_adapter_may_take_its_devices_along),
      IN_DDI(a_failed_destruction_may_have_destroyed_a_part),
      IN_DDI(an_allocation_of_an_unknown_device_may_be_anyones),
      IN_DDI(a_resource_without_allocations_may_be_gone_or_not),
      IN_DDI(kernel_memory_that_runs_out_may_fail_a_call),
      IN_DDI(an_empty_list_may_be_accepted_wherever_it_lies),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
