/* Each class of fault alone: what it allows in each profile, and what each status that may come is worth. */
#include "oracle_support.h"

static const enum program_op ops[] = {OP_OFFER_ALLOCATIONS, OP_RECLAIM_ALLOCATIONS, OP_RECLAIM_ALLOCATIONS2};
static const NTSTATUS statuses[] = {STATUS_SUCCESS, STATUS_INVALID_PARAMETER, STATUS_DEVICE_REMOVED,
                                    STATUS_UNSUCCESSFUL, STATUS_NO_MEMORY};

static bool is_documented(NTSTATUS status)
{
  return status == STATUS_SUCCESS || status == STATUS_INVALID_PARAMETER || status == STATUS_DEVICE_REMOVED;
}

static enum verdict expected(const struct fault_row *row, enum program_op op, enum tested_profile profile,
                             NTSTATUS status)
{
  bool admitted = profile == WSL2 && row->admitted != 0 && status == row->admitted;

  switch (row->strengths[op != OP_OFFER_ALLOCATIONS][profile]) {
  case 'R':
    return status == row->status ? VERDICT_PASS : admitted ? VERDICT_NOTED : VERDICT_FAIL;
  case 'W':
    return status == row->status ? VERDICT_PASS : status == STATUS_SUCCESS ? VERDICT_WARN : VERDICT_FAIL;
  case 'O':
    return status == row->status || status == STATUS_SUCCESS || admitted ? VERDICT_NOTED : VERDICT_FAIL;
  default:
    return status == STATUS_SUCCESS ? VERDICT_PASS : VERDICT_FAIL;
  }
}

static void judge_one(const struct fault_row *row, enum program_op op, enum tested_profile profile, NTSTATUS status)
{
  const char *id = row->requirements[op != OP_OFFER_ALLOCATIONS];
  const char *status_id = op == OP_OFFER_ALLOCATIONS ? "OFR-RET-01" : "RCL-RET-01";
  enum verdict verdict = expected(row, op, profile, status);
  char strength = row->strengths[op != OP_OFFER_ALLOCATIONS][profile];
  struct scene scene;

  scene_open_world(profile, &scene);
  assert_true(fault_prepare(&scene, row, op));
  scene_return(&scene, status);
  if (scene.judgement.verdict != verdict)
    print_error("%s, %s, profile %d, status 0x%08X\n", row->name, program_ops[op].name, profile, (unsigned)status);
  assert_verdict(&scene.judgement, verdict);
  assert_true(scene.judgement.demanded);
  assert_int_equal(judgement_allows(&scene.judgement, status), verdict != VERDICT_FAIL);
  if (verdict == VERDICT_FAIL && !is_documented(status))
    assert_found(&scene.judgement, VERDICT_FAIL, status_id);
  else if (verdict == VERDICT_FAIL && (strength == 'R' || strength == 'A'))
    assert_found(&scene.judgement, VERDICT_FAIL, id);
  else if (verdict != VERDICT_PASS && verdict != VERDICT_FAIL)
    assert_found(&scene.judgement, verdict, id);
  scene_close(&scene);
}

static void judge_row(const struct fault_row *row)
{
  for (size_t o = 0; o < COUNT_OF(ops); o++)
    for (unsigned profile = 0; profile < PROFILE_COUNT; profile++)
      for (size_t s = 0; s < COUNT_OF(statuses); s++)
        if (row->requirements[o > 0] != NULL && (row->only == OP_OFFER_ALLOCATIONS || row->only == ops[o]))
          judge_one(row, ops[o], (enum tested_profile)profile, statuses[s]);
}

static void each_fault_alone_is_judged_as_the_profile_says(void **state)
{
  (void)state;
  for (size_t i = 0; i < fault_row_count; i++)
    judge_row(&fault_rows[i]);
}

static void each_requirement_of_a_class_has_a_row(void **state)
{
  static const char *const classes[][2] = {
#define ORACLE_FAULT(class, offer, reclaim, status, situation) {offer, reclaim},
#include "oracle/faults.def"
#undef ORACLE_FAULT
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(classes); i++)
    for (size_t family = 0; family < 2; family++) {
      const char *id = classes[i][family];
      bool found = id == NULL || strcmp(id, "OFR-DEV-08") == 0 || strcmp(id + 3, "-CNT-03") == 0 ||
                   strcmp(id + 3, "-NUM-03") == 0; /* these two never come alone */

      for (size_t k = 0; !found && k < fault_row_count; k++)
        found = fault_rows[k].requirements[family] != NULL && strcmp(fault_rows[k].requirements[family], id) == 0;
      if (!found)
        fail_msg("no row for %s", id);
    }
}

static void a_good_call_has_to_succeed(void **state)
{
  static const uint32_t handles[] = {X0, X1};

  (void)state;
  for (unsigned profile = 0; profile < PROFILE_COUNT; profile++)
    for (size_t o = 0; o < COUNT_OF(ops); o++)
      for (size_t s = 0; s < COUNT_OF(statuses); s++) {
        struct request request = request_for(ops[o], handles, COUNT_OF(handles));
        struct scene scene;

        scene_open_world((enum tested_profile)profile, &scene);
        scene_request(&scene, &request, statuses[s]);
        assert_verdict(&scene.judgement, statuses[s] == STATUS_SUCCESS ? VERDICT_PASS : VERDICT_FAIL);
        assert_allowed(&scene.judgement, STATUS_SUCCESS, STATUS_PENDING);
        scene_close(&scene);
      }
}

/* The requirement that says so, by what the offer is of. */
static void a_good_offer_that_is_refused_breaks_the_requirement_about_it(void **state)
{
  static const uint32_t two[] = {X0, X1};
  struct scene scene;
  struct request list = request_for(OP_OFFER_ALLOCATIONS, two, 2);

  (void)state;
  for (uint32_t priority = 1; priority <= 4; priority++) {
    scene_open_world(DDI, &scene);
    assert_found(offer(&scene, X2, priority, 0, STATUS_INVALID_PARAMETER), VERDICT_FAIL, "OFR-OK-01");
    scene_close(&scene);
  }
  scene_open_world(DDI, &scene);
  assert_found(scene_request(&scene, &list, STATUS_INVALID_PARAMETER), VERDICT_FAIL, "OFR-OK-02");
  assert_found(offer_resource(&scene, R, STATUS_INVALID_PARAMETER), VERDICT_FAIL, "OFR-OK-03");
  assert_found(offer(&scene, X2, 1, 3, STATUS_INVALID_PARAMETER), VERDICT_FAIL, "OFR-OK-04");
  assert_found(offer(&scene, X3, 1, 1, STATUS_DEVICE_REMOVED), VERDICT_FAIL, "OFR-OK-04");
  assert_found(offer(&scene, M2, 1, 0, STATUS_INVALID_PARAMETER), VERDICT_FAIL, "OFR-OK-05");
  scene_close(&scene);
}

static void a_good_reclaim_that_is_refused_breaks_the_requirement_about_it(void **state)
{
  static const uint32_t handle = X0;
  struct request request = request_for(OP_RECLAIM_ALLOCATIONS, &handle, 1);
  struct scene scene;

  (void)state;
  scene_open_world(DDI, &scene);
  assert_found(reclaim_refused(&scene, X0, STATUS_INVALID_PARAMETER), VERDICT_FAIL, "RCL-OK-02");
  offer(&scene, X0, 1, 0, STATUS_SUCCESS);
  assert_found(reclaim_refused(&scene, X0, STATUS_DEVICE_REMOVED), VERDICT_FAIL, "RCL-OK-01");
  offer(&scene, X1, 1, 0, STATUS_SUCCESS);
  offer(&scene, X1, 1, 0, STATUS_SUCCESS);
  assert_found(reclaim_refused(&scene, X1, STATUS_INVALID_PARAMETER), VERDICT_FAIL, "RCL-OK-03");
  request.no_output = true;
  assert_found(scene_request(&scene, &request, STATUS_INVALID_PARAMETER), VERDICT_FAIL, "RCL-OK-05");
  assert_verdict(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_PASS);
  scene_close(&scene);
}

static void a_count_that_wraps_is_refused_whatever_lies_there(void **state)
{
  (void)state;
  for (unsigned profile = 0; profile < PROFILE_COUNT; profile++)
    for (size_t o = 0; o < COUNT_OF(ops); o++) {
      struct scene scene;

      scene_open_world((enum tested_profile)profile, &scene);
      assert_true(fault_prepare(&scene, &fault_count_wraps, ops[o]));
      scene_return(&scene, STATUS_SUCCESS);
      assert_found(&scene.judgement, VERDICT_FAIL, fault_count_wraps.requirements[o > 0]);
      assert_true(fault_prepare(&scene, &fault_count_wraps, ops[o]));
      assert_verdict(scene_return(&scene, STATUS_INVALID_PARAMETER), VERDICT_PASS);
      scene_close(&scene);
    }
}

static void a_device_whose_destruction_failed_is_open(void **state)
{
  static const NTSTATUS open[] = {STATUS_SUCCESS, STATUS_INVALID_PARAMETER};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(open); i++) {
    struct scene scene;

    scene_open_world(DDI, &scene);
    assert_true(fault_prepare(&scene, &fault_device_unsure, OP_OFFER_ALLOCATIONS));
    assert_verdict(scene_return(&scene, open[i]), VERDICT_NOTED);
    assert_found(&scene.judgement, VERDICT_NOTED, "OFR-DEV-08");
    scene_close(&scene);
  }
}

static void every_priority_outside_the_four_is_refused(void **state)
{
  static const uint32_t wrong[] = {0, 5, 6, 0x101, 0x10001, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFF};
  struct scene scene;

  (void)state;
  scene_open_world(DDI, &scene);
  for (size_t i = 0; i < COUNT_OF(wrong); i++)
    assert_found(offer(&scene, X0, wrong[i], 0, STATUS_SUCCESS), VERDICT_FAIL, "OFR-PRI-01");
  scene_close(&scene);
}

/* A NULL structure may fault in the caller: noted where it is open, a crash where the profile says what comes. */
static void a_crash_is_left_open_for_a_null_structure_alone(void **state)
{
  (void)state;
  for (size_t i = 0; i < fault_row_count; i++)
    for (unsigned profile = 0; profile < PROFILE_COUNT; profile++) {
      const struct fault_row *row = &fault_rows[i];
      bool is_open = strcmp(row->name, "structure NULL") == 0 && profile != MOCK;
      struct scene scene;

      scene_open_world((enum tested_profile)profile, &scene);
      if (fault_prepare(&scene, row, OP_OFFER_ALLOCATIONS)) {
        scene_end(&scene, RECORD_CRASHED, "SIGSEGV");
        assert_verdict(&scene.judgement, is_open ? VERDICT_NOTED : VERDICT_CRASH);
        assert_found(&scene.judgement, is_open ? VERDICT_NOTED : VERDICT_CRASH, row->requirements[0]);
        assert_non_null(strstr(scene.judgement.findings[0].message, "SIGSEGV"));
      }
      scene_close(&scene);
    }
}

static void a_hang_is_a_timeout_even_for_a_null_structure(void **state)
{
  struct scene scene;

  (void)state;
  for (size_t i = 0; i < fault_row_count; i++) {
    scene_open_world(DDI, &scene);
    if (fault_prepare(&scene, &fault_rows[i], OP_RECLAIM_ALLOCATIONS2))
      assert_verdict(scene_end(&scene, RECORD_TIMEOUT, "no answer"), VERDICT_TIMEOUT);
    scene_close(&scene);
  }
}

static void a_call_that_was_not_made_is_not_judged(void **state)
{
  struct scene scene;

  (void)state;
  scene_open_world(DDI, &scene);
  assert_true(fault_prepare(&scene, &fault_rows[0], OP_OFFER_ALLOCATIONS));
  assert_verdict(scene_end(&scene, RECORD_MISSING, "no entry point"), VERDICT_PASS);
  assert_false(scene.judgement.demanded);
  assert_verdict(scene_end(&scene, RECORD_SKIPPED, "not played"), VERDICT_PASS);
  scene_close(&scene);
}

static void a_crash_of_any_other_call_is_a_crash(void **state)
{
  struct scene scene;

  (void)state;
  scene_open_world(DDI, &scene);
  scene_begin(&scene, OP_GET_DEVICE_STATE);
  assert_verdict(scene_end(&scene, RECORD_CRASHED, "SIGBUS"), VERDICT_CRASH);
  scene_close(&scene);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_fault_alone_is_judged_as_the_profile_says),
      cmocka_unit_test(each_requirement_of_a_class_has_a_row),
      cmocka_unit_test(a_good_call_has_to_succeed),
      cmocka_unit_test(a_good_offer_that_is_refused_breaks_the_requirement_about_it),
      cmocka_unit_test(a_good_reclaim_that_is_refused_breaks_the_requirement_about_it),
      cmocka_unit_test(a_count_that_wraps_is_refused_whatever_lies_there),
      cmocka_unit_test(a_device_whose_destruction_failed_is_open),
      cmocka_unit_test(every_priority_outside_the_four_is_refused),
      cmocka_unit_test(a_crash_is_left_open_for_a_null_structure_alone),
      cmocka_unit_test(a_hang_is_a_timeout_even_for_a_null_structure),
      cmocka_unit_test(a_call_that_was_not_made_is_not_judged),
      cmocka_unit_test(a_crash_of_any_other_call_is_a_crash),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
