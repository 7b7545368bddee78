/* Two faults in one call: what either allows alone is allowed, in whatever order a target looks. */
#include "oracle_support.h"

static bool is_refused(const struct fault_row *row, enum program_op op, enum tested_profile profile)
{
  return row->strengths[op != OP_OFFER_ALLOCATIONS][profile] == 'R';
}

static bool is_accepted(const struct fault_row *row, enum program_op op, enum tested_profile profile)
{
  return row->strengths[op != OP_OFFER_ALLOCATIONS][profile] == 'A';
}

/* Of a removed device something else is wrong: not the device's handle, nor that the structure cannot be read. */
static bool leaves_the_device_known(const struct fault_row *row)
{
  return strncmp(row->name, "structure", 9) != 0 && strncmp(row->name, "device", 6) != 0 &&
         strncmp(row->name, "queue", 5) != 0 && row->status != STATUS_DEVICE_REMOVED;
}

static void judge_removed(const struct fault_row *removal, const struct fault_row *other, enum tested_profile profile)
{
  static const enum program_op ops[] = {OP_OFFER_ALLOCATIONS, OP_RECLAIM_ALLOCATIONS, OP_RECLAIM_ALLOCATIONS2};

  for (size_t o = 0; o < COUNT_OF(ops); o++) {
    struct scene scene;

    scene_open_world(profile, &scene);
    if (fault_prepare_two(&scene, other, removal, ops[o])) {
      bool demanded = is_refused(removal, ops[o], profile) || is_refused(other, ops[o], profile);

      scene_return(&scene, STATUS_SUCCESS);
      if (judgement_allows(&scene.judgement, STATUS_DEVICE_REMOVED) == is_accepted(removal, ops[o], profile) ||
          judgement_allows(&scene.judgement, STATUS_INVALID_PARAMETER) == is_accepted(other, ops[o], profile) ||
          judgement_allows(&scene.judgement, STATUS_SUCCESS) == demanded)
        fail_msg("%s and %s, %s, profile %d", removal->name, other->name, program_ops[ops[o]].name, (int)profile);
    }
    scene_close(&scene);
  }
}

static void a_removed_device_and_any_other_fault_allow_both_statuses(void **state)
{
  (void)state;
  for (size_t a = 0; a < fault_row_count; a++)
    for (size_t b = 0; b < fault_row_count; b++)
      for (unsigned profile = 0; profile < PROFILE_COUNT; profile++)
        if (fault_rows[a].status == STATUS_DEVICE_REMOVED && leaves_the_device_known(&fault_rows[b]))
          judge_removed(&fault_rows[a], &fault_rows[b], (enum tested_profile)profile);
}

/* Whatever two are put together: a call that must be refused for one of them must be, and never for less. */
static void judge_pair(const struct fault_row *a, const struct fault_row *b, enum program_op op,
                       enum tested_profile profile)
{
  struct scene scene;
  bool unmapped = a->admitted != 0 || b->admitted != 0;

  scene_open_world(profile, &scene);
  if (fault_prepare_two(&scene, a, b, op)) {
    scene_return(&scene, STATUS_SUCCESS);
    for (size_t i = 0; i < scene.judgement.allowed_count; i++) {
      NTSTATUS status = scene.judgement.allowed[i].status;

      if (status != STATUS_SUCCESS && status != a->status && status != b->status &&
          !(unmapped && profile == WSL2 && (status == a->admitted || status == b->admitted)))
        fail_msg("%s and %s allow 0x%08X", a->name, b->name, (unsigned)status);
    }
    assert_true(scene.judgement.allowed_count > 0);
    if (is_refused(a, op, profile) && is_refused(b, op, profile) && scene.judgement.verdict != VERDICT_FAIL)
      fail_msg("%s and %s are accepted", a->name, b->name);
  }
  scene_close(&scene);
}

static void no_pair_allows_what_neither_does(void **state)
{
  (void)state;
  for (size_t a = 0; a < fault_row_count; a++)
    for (size_t b = a + 1; b < fault_row_count; b++) {
      if ((fault_rows[a].before != NULL && fault_rows[b].before != NULL) ||
          (strncmp(fault_rows[a].name, "count", 5) == 0 && strncmp(fault_rows[b].name, "count", 5) == 0))
        continue; /* a call has one count, and a device is removed once */
      judge_pair(&fault_rows[a], &fault_rows[b], OP_OFFER_ALLOCATIONS, DDI);
      judge_pair(&fault_rows[a], &fault_rows[b], OP_RECLAIM_ALLOCATIONS2, WSL2);
      judge_pair(&fault_rows[a], &fault_rows[b], OP_RECLAIM_ALLOCATIONS, MOCK);
    }
}

static const struct fault_row *row(const char *name)
{
  for (size_t i = 0; i < fault_row_count; i++)
    if (strcmp(fault_rows[i].name, name) == 0)
      return &fault_rows[i];
  fail_msg("no row %s", name);
  return NULL;
}

static void two_faults_that_are_passed_over_break_the_rule_about_two(void **state)
{
  struct scene scene;

  (void)state;
  scene_open_world(DDI, &scene);
  assert_true(fault_prepare_two(&scene, row("item zero"), row("priority zero"), OP_OFFER_ALLOCATIONS));
  scene_return(&scene, STATUS_SUCCESS);
  assert_found(&scene.judgement, VERDICT_FAIL, "OFR-PRE-01");
  assert_found(&scene.judgement, VERDICT_FAIL, "OFR-HND-01");
  assert_found(&scene.judgement, VERDICT_FAIL, "OFR-PRI-01");
  assert_true(fault_prepare_two(&scene, row("item zero"), row("output cut"), OP_RECLAIM_ALLOCATIONS2));
  assert_found(scene_return(&scene, STATUS_DEVICE_REMOVED), VERDICT_FAIL, "RCL-PRE-01");
  scene_close(&scene);
}

static void one_fault_does_not_break_the_rule_about_two(void **state)
{
  struct scene scene;

  (void)state;
  scene_open_world(DDI, &scene);
  assert_true(fault_prepare_two(&scene, row("item zero"), row("reserved flag"), OP_OFFER_ALLOCATIONS));
  scene_return(&scene, STATUS_SUCCESS);
  assert_found(&scene.judgement, VERDICT_FAIL, "OFR-HND-01");
  assert_false(is_found(&scene.judgement, VERDICT_FAIL, "OFR-PRE-01"));
  scene_close(&scene);
}

static void which_of_two_statuses_came_is_recorded(void **state)
{
  static const NTSTATUS statuses[] = {STATUS_INVALID_PARAMETER, STATUS_DEVICE_REMOVED};
  static const char *const outcomes[] = {"STATUS_INVALID_PARAMETER (0xC000000D)", "STATUS_DEVICE_REMOVED (0xC00002B6)"};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(statuses); i++) {
    struct scene scene;

    scene_open_world(DDI, &scene);
    assert_true(fault_prepare_two(&scene, row("priority wide"), row("adapter stopped"), OP_OFFER_ALLOCATIONS));
    assert_verdict(scene_return(&scene, statuses[i]), VERDICT_PASS);
    assert_int_equal(scene.judgement.note_count, 1);
    assert_string_equal(scene.judgement.notes[0].requirement->id, "OFR-PRE-01");
    assert_string_equal(scene.judgement.notes[0].situation,
                        "the adapter is stopped, and the priority is outside 1 to 4");
    assert_string_equal(scene.judgement.notes[0].outcome, outcomes[i]);
    scene_close(&scene);
  }
}

static void what_is_left_open_is_recorded_alone(void **state)
{
  struct scene scene;

  (void)state;
  scene_open_world(DDI, &scene);
  assert_true(fault_prepare(&scene, row("reserved flag"), OP_OFFER_ALLOCATIONS));
  scene_return(&scene, STATUS_SUCCESS);
  assert_int_equal(scene.judgement.note_count, 1);
  assert_string_equal(scene.judgement.notes[0].requirement->id, "OFR-FLG-01");
  assert_string_equal(scene.judgement.notes[0].outcome, "STATUS_SUCCESS (0x00000000)");
  scene_close(&scene);
  scene_open_world(DDI, &scene);
  assert_true(fault_prepare(&scene, row("item zero"), OP_OFFER_ALLOCATIONS));
  scene_return(&scene, STATUS_INVALID_PARAMETER);
  assert_int_equal(scene.judgement.note_count, 0);
  scene_close(&scene);
}

/* A third fault must not push out the note, the findings or the statuses of the others. */
static void many_faults_are_all_blamed(void **state)
{
  static const uint32_t handles[] = {0, NEVER, G, Q, PX, Y, X1 ^ 0x80000000u};
  static const char *const ids[] = {"OFR-HND-01", "OFR-HND-02", "OFR-HND-03", "OFR-HND-04",
                                    "OFR-HND-05", "OFR-DEV-06", "OFR-HND-06"};
  struct request request = request_for(OP_OFFER_ALLOCATIONS, handles, COUNT_OF(handles));
  struct scene scene;

  (void)state;
  scene_open_world(DDI, &scene);
  scene_request(&scene, &request, STATUS_SUCCESS);
  for (size_t i = 0; i < COUNT_OF(ids); i++)
    assert_found(&scene.judgement, VERDICT_FAIL, ids[i]);
  assert_allowed(&scene.judgement, STATUS_INVALID_PARAMETER, STATUS_PENDING);
  assert_non_null(strstr(scene.judgement.findings[2].message, "item"));
  scene_close(&scene);
}

static void a_wrong_handle_is_found_wherever_it_stands(void **state)
{
  static uint32_t handles[1024];
  static const size_t places[] = {0, 1, 511, 1022, 1023};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(places); i++) {
    struct request request = request_for(OP_OFFER_ALLOCATIONS, handles, COUNT_OF(handles));
    struct scene scene;
    char text[32];

    scene_open_world(DDI, &scene);
    for (uint32_t k = 0; k < COUNT_OF(handles); k++)
      handles[k] = OBJECT(0x10000 + k);
    create_allocations(&scene, D, handles, COUNT_OF(handles));
    handles[places[i]] = 0;
    scene_request(&scene, &request, STATUS_SUCCESS);
    assert_found(&scene.judgement, VERDICT_FAIL, "OFR-HND-01");
    (void)snprintf(text, sizeof text, "(item %u, 0x00000000)", (unsigned)places[i]);
    assert_non_null(strstr(scene.judgement.findings[0].message, text));
    scene_close(&scene);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_removed_device_and_any_other_fault_allow_both_statuses),
      cmocka_unit_test(no_pair_allows_what_neither_does),
      cmocka_unit_test(two_faults_that_are_passed_over_break_the_rule_about_two),
      cmocka_unit_test(one_fault_does_not_break_the_rule_about_two),
      cmocka_unit_test(which_of_two_statuses_came_is_recorded),
      cmocka_unit_test(what_is_left_open_is_recorded_alone),
      cmocka_unit_test(many_faults_are_all_blamed),
      cmocka_unit_test(a_wrong_handle_is_found_wherever_it_stands),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
