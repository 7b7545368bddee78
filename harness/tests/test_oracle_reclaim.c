/* What a reclaim says: results that cannot be true, the order of discards, NOT_COMMITTED, the fence. */
#include "oracle_support.h"

enum { OK = D3DDDI_RECLAIM_RESULT_OK, DISCARDED = D3DDDI_RECLAIM_RESULT_DISCARDED };
enum { NOT_COMMITTED = D3DDDI_RECLAIM_RESULT_NOT_COMMITTED };
enum { LOW = 1, NORMAL = 2, HIGH = 3, AUTO = 4, IMMEDIATELY = 1, DECOMMIT = 2 };

static struct scene scene;

static int open_ddi(void **state)
{
  (void)state;
  scene_open_world(DDI, &scene);
  return 0;
}

static int open_mock(void **state)
{
  (void)state;
  scene_open_world(MOCK, &scene);
  return 0;
}

static int close_scene(void **state)
{
  (void)state;
  scene_close(&scene);
  return 0;
}

static const struct judgement *reclaim_list(enum program_op op, const uint32_t *handles, const uint32_t *results,
                                            uint32_t count)
{
  struct request request = request_for(op, handles, count);

  request.results = results;
  return scene_request(&scene, &request, STATUS_SUCCESS);
}

static void an_offered_allocation_may_be_intact_or_discarded(void **state)
{
  (void)state;
  for (uint32_t result = OK; result <= DISCARDED; result++) {
    fill(&scene, D, X0, 1);
    assert_verdict(offer(&scene, X0, LOW, 0, STATUS_SUCCESS), VERDICT_PASS);
    assert_verdict(reclaim(&scene, X0, result), VERDICT_PASS);
  }
}

static void a_written_allocation_that_was_never_offered_is_not_discarded(void **state)
{
  (void)state;
  fill(&scene, D, X0, 1);
  assert_verdict(reclaim(&scene, X0, OK), VERDICT_PASS);
  assert_found(reclaim(&scene, X0, DISCARDED), VERDICT_FAIL, "RCL-OK-02");
}

static void so_it_is_through_a_resource_of_one(void **state)
{
  static const uint32_t resource = R1;
  static const uint32_t discarded = DISCARDED;
  struct request request = request_for(OP_RECLAIM_ALLOCATIONS2, NULL, 1);

  (void)state;
  request.resources = &resource;
  request.results = &discarded;
  fill(&scene, D, M2, 1);
  assert_found(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_FAIL, "RCL-OK-02");
}

static void the_first_call_says_discarded_by_any_true_value(void **state)
{
  static const uint32_t handle = X0, truth = 0x80000000u;

  (void)state;
  fill(&scene, D, X0, 1);
  assert_found(reclaim_list(OP_RECLAIM_ALLOCATIONS, &handle, &truth, 1), VERDICT_FAIL, "RCL-OK-02");
  fill(&scene, D, X0, 2);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_verdict(reclaim_list(OP_RECLAIM_ALLOCATIONS, &handle, &truth, 1), VERDICT_PASS);
}

static void a_result_that_is_none_of_the_three_fails(void **state)
{
  (void)state;
  offer(&scene, X0, LOW, DECOMMIT, STATUS_SUCCESS);
  assert_found(reclaim(&scene, X0, 3), VERDICT_FAIL, "RCL-RET-03");
  assert_found(reclaim(&scene, X0, 0xCCCCCCCCu), VERDICT_FAIL, "RCL-RET-03");
}

static void not_committed_needs_an_offer_that_allowed_it(void **state)
{
  (void)state;
  offer(&scene, X0, LOW, IMMEDIATELY, STATUS_SUCCESS);
  assert_found(reclaim(&scene, X0, NOT_COMMITTED), VERDICT_FAIL, "RCL-DEC-01");
  assert_found(reclaim(&scene, X1, NOT_COMMITTED), VERDICT_FAIL, "RCL-DEC-01");
  offer(&scene, X2, LOW, DECOMMIT, STATUS_SUCCESS);
  assert_verdict(reclaim(&scene, X2, NOT_COMMITTED), VERDICT_PASS);
  assert_verdict(reclaim(&scene, X2, NOT_COMMITTED), VERDICT_PASS); /* it may be tried again */
  assert_verdict(reclaim(&scene, X2, DISCARDED), VERDICT_PASS);
  assert_found(reclaim(&scene, X2, NOT_COMMITTED), VERDICT_FAIL, "RCL-DEC-01");
}

static void a_second_offer_does_not_take_decommit_back(void **state)
{
  (void)state;
  offer(&scene, X0, LOW, DECOMMIT, STATUS_SUCCESS);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_verdict(reclaim(&scene, X0, NOT_COMMITTED), VERDICT_PASS);
}

static void decommit_reaches_every_allocation_of_a_resource(void **state)
{
  static const uint32_t resource = R;
  struct request request = request_for(OP_OFFER_ALLOCATIONS, NULL, 1);

  (void)state;
  request.resources = &resource;
  request.flags = DECOMMIT;
  assert_verdict(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_PASS);
  assert_verdict(reclaim(&scene, M0, NOT_COMMITTED), VERDICT_PASS);
  assert_verdict(reclaim(&scene, M1, NOT_COMMITTED), VERDICT_PASS);
}

static void forced_discards_show_in_the_results(void **state)
{
  (void)state;
  control(&scene, OP_SET_DISCARD, ADAPTER_A, MOCK_DISCARD_ALWAYS);
  offer(&scene, X0, HIGH, 0, STATUS_SUCCESS);
  assert_verdict(reclaim(&scene, X0, DISCARDED), VERDICT_PASS);
  offer(&scene, X0, HIGH, 0, STATUS_SUCCESS);
  assert_found(reclaim(&scene, X0, OK), VERDICT_FAIL, "RCL-DIS-01");
}

static void forbidden_discards_do_not_show_in_the_results(void **state)
{
  (void)state;
  control(&scene, OP_SET_DISCARD, ADAPTER_A, MOCK_DISCARD_NEVER);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_verdict(reclaim(&scene, X0, OK), VERDICT_PASS);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_found(reclaim(&scene, X0, DISCARDED), VERDICT_FAIL, "RCL-DIS-01");
}

static void the_contract_alone_only_notes_them(void **state)
{
  (void)state;
  control(&scene, OP_SET_DISCARD, ADAPTER_A, MOCK_DISCARD_ALWAYS);
  offer(&scene, X0, HIGH, 0, STATUS_SUCCESS);
  assert_verdict(reclaim(&scene, X0, OK), VERDICT_NOTED);
}

static void results_in_another_order_than_the_list_fail(void **state)
{
  static const uint32_t handles[] = {X0, X1}, crossed[] = {OK, DISCARDED}, straight[] = {DISCARDED, OK};

  (void)state;
  control(&scene, OP_SET_DISCARD, ADAPTER_A, MOCK_DISCARD_ALWAYS);
  fill(&scene, D, X1, 1);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_verdict(reclaim_list(OP_RECLAIM_ALLOCATIONS, handles, straight, 2), VERDICT_PASS);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_found(reclaim_list(OP_RECLAIM_ALLOCATIONS, handles, crossed, 2), VERDICT_FAIL, "RCL-OK-04");
}

/* ---- the order of discards ---- */

/* In a world of their own X0 is offered at `first`, then X1 at `second`; X1 is reclaimed first. */
static const struct judgement *discards(uint32_t first, uint32_t second, uint32_t result_of_first,
                                        uint32_t result_of_second)
{
  const uint32_t handles[] = {X1, X0}, results[] = {result_of_second, result_of_first};

  oracle_reset(scene.oracle);
  scene_world(&scene);
  offer(&scene, X0, first, 0, STATUS_SUCCESS);
  offer(&scene, X1, second, 0, STATUS_SUCCESS);
  return reclaim_list(OP_RECLAIM_ALLOCATIONS2, handles, results, 2);
}

static void a_higher_priority_does_not_go_before_a_lower(void **state)
{
  (void)state;
  for (uint32_t low = LOW; low <= HIGH; low++)
    for (uint32_t high = LOW; high <= HIGH; high++) {
      const struct judgement *judgement = discards(low, high, OK, DISCARDED);

      assert_int_equal(is_found(judgement, VERDICT_FAIL, "MEM-PRI-01"), low < high);
      assert_verdict(discards(low, high, DISCARDED, DISCARDED), VERDICT_PASS);
      assert_verdict(discards(low, high, OK, OK), VERDICT_PASS);
    }
}

/* What was discarded may have no memory left to give when it is offered again. */
static void what_was_discarded_before_is_not_compared(void **state)
{
  static const uint32_t handles[] = {X1, X0}, results[] = {DISCARDED, OK};

  (void)state;
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_verdict(reclaim(&scene, X0, DISCARDED), VERDICT_PASS);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  offer(&scene, X1, HIGH, 0, STATUS_SUCCESS);
  assert_verdict(reclaim_list(OP_RECLAIM_ALLOCATIONS2, handles, results, 2), VERDICT_PASS);
}

static void the_system_chooses_the_place_of_auto(void **state)
{
  (void)state;
  assert_verdict(discards(LOW, AUTO, OK, DISCARDED), VERDICT_PASS);
  assert_verdict(discards(AUTO, HIGH, OK, DISCARDED), VERDICT_PASS);
}

static void what_was_offered_later_may_have_come_too_late(void **state)
{
  static const uint32_t handles[] = {X1, X0}, results[] = {DISCARDED, OK};

  (void)state;
  offer(&scene, X1, HIGH, 0, STATUS_SUCCESS);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_verdict(reclaim_list(OP_RECLAIM_ALLOCATIONS2, handles, results, 2), VERDICT_PASS);
}

static void what_is_reclaimed_first_may_have_pushed_the_other_out(void **state)
{
  static const uint32_t handles[] = {X0, X1}, results[] = {OK, DISCARDED};

  (void)state;
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  offer(&scene, X1, HIGH, 0, STATUS_SUCCESS);
  assert_verdict(reclaim_list(OP_RECLAIM_ALLOCATIONS2, handles, results, 2), VERDICT_PASS);
}

static void the_fence_does_not_fall(void **state)
{
  static const uint32_t handle = X0;
  struct request request = request_for(OP_RECLAIM_ALLOCATIONS2, &handle, 1);

  (void)state;
  request.fence = 7;
  assert_verdict(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_PASS);
  assert_verdict(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_PASS);
  request.fence = 6;
  assert_found(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_FAIL, "RCL-FNC-01");
  request.fence = 6;
  assert_verdict(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_PASS);
}

/* ---- what is written ---- */

static void inputs_are_not_written(void **state)
{
  static const enum program_op ops[] = {OP_OFFER_ALLOCATIONS, OP_RECLAIM_ALLOCATIONS, OP_RECLAIM_ALLOCATIONS2};
  static const uint8_t lists[] = {OFFER_ARG_HANDLES, RECLAIM_ARG_HANDLES, RECLAIM2_ARG_HANDLES};
  static const uint32_t handles[] = {X0, X1};

  (void)state;
  for (size_t o = 0; o < COUNT_OF(ops); o++) {
    const struct request request = request_for(ops[o], handles, COUNT_OF(handles));
    const char *id = o == 0 ? "OFR-RET-02" : "RCL-RET-02";

    for (size_t byte = 0; byte < program_ops[ops[o]].size; byte++) {
      bool is_fence = ops[o] == OP_RECLAIM_ALLOCATIONS2 && byte >= 32;

      scene_prepare(&scene, &request);
      scene_after(&scene.record.argument)[byte] ^= 0x80;
      scene_return(&scene, STATUS_SUCCESS);
      assert_int_equal(is_found(&scene.judgement, VERDICT_FAIL, id), !is_fence);
    }
    scene_prepare(&scene, &request);
    scene_after(&scene.record.memory[lists[o]])[7] ^= 1;
    assert_found(scene_return(&scene, STATUS_SUCCESS), VERDICT_FAIL, id);
    scene_prepare(&scene, &request);
    scene_after(&scene.record.memory[lists[o]])[0] ^= 1;
    assert_found(scene_return(&scene, STATUS_INVALID_PARAMETER), VERDICT_FAIL, id);
  }
}

static void nothing_is_written_past_the_results(void **state)
{
  static const uint32_t handles[] = {X0, X1};
  struct request request = request_for(OP_RECLAIM_ALLOCATIONS, handles, COUNT_OF(handles));

  (void)state;
  request.count = 1;
  scene_prepare(&scene, &request);
  scene_after(&scene.record.memory[RECLAIM_ARG_DISCARDED])[4] = 1;
  assert_found(scene_return(&scene, STATUS_SUCCESS), VERDICT_FAIL, "RCL-RET-02");
  scene_prepare(&scene, &request);
  scene_after(&scene.record.memory[RECLAIM_ARG_DISCARDED])[3] = 1;
  assert_verdict(scene_return(&scene, STATUS_SUCCESS), VERDICT_PASS);
}

#define IN_DDI(test) cmocka_unit_test_setup_teardown(test, open_ddi, close_scene)
#define IN_MOCK(test) cmocka_unit_test_setup_teardown(test, open_mock, close_scene)

int main(void)
{
  const struct CMUnitTest tests[] = {
      IN_DDI(an_offered_allocation_may_be_intact_or_discarded),
      IN_DDI(a_written_allocation_that_was_never_offered_is_not_discarded),
      IN_DDI(so_it_is_through_a_resource_of_one),
      IN_DDI(the_first_call_says_discarded_by_any_true_value),
      IN_DDI(a_result_that_is_none_of_the_three_fails),
      IN_DDI(not_committed_needs_an_offer_that_allowed_it),
      IN_MOCK(a_second_offer_does_not_take_decommit_back),
      IN_DDI(decommit_reaches_every_allocation_of_a_resource),
      IN_MOCK(forced_discards_show_in_the_results),
      IN_MOCK(forbidden_discards_do_not_show_in_the_results),
      IN_DDI(the_contract_alone_only_notes_them),
      IN_DDI(results_in_another_order_than_the_list_fail),
      IN_DDI(a_higher_priority_does_not_go_before_a_lower),
      IN_DDI(what_was_discarded_before_is_not_compared),
      IN_DDI(the_system_chooses_the_place_of_auto),
      IN_DDI(what_was_offered_later_may_have_come_too_late),
      IN_DDI(what_is_reclaimed_first_may_have_pushed_the_other_out),
      IN_MOCK(the_fence_does_not_fall),
      IN_DDI(inputs_are_not_written),
      IN_DDI(nothing_is_written_past_the_results),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
