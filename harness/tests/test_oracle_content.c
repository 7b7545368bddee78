/* Content, locks, new memory, what stays behind: judged where it can be known, and nowhere else. */
#include "oracle_support.h"

enum { OK = D3DDDI_RECLAIM_RESULT_OK, DISCARDED = D3DDDI_RECLAIM_RESULT_DISCARDED };
enum { LOW = 1, HIGH = 3 };

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

/* ---- content ---- */

static void content_reclaimed_as_intact_is_there(void **state)
{
  (void)state;
  fill(&scene, D, X0, 1);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  reclaim(&scene, X0, OK);
  assert_verdict(check(&scene, D, X0, 1, CHECK_NO_MISMATCH), VERDICT_PASS);
  assert_found(check(&scene, D, X0, 1, 0), VERDICT_FAIL, "RCL-CNT-01");
  assert_found(check(&scene, D, X0, 1, 4095), VERDICT_FAIL, "RCL-CNT-01");
}

static void content_reclaimed_through_a_resource_is_there_too(void **state)
{
  static const uint32_t resource = R;
  struct request request = request_for(OP_RECLAIM_ALLOCATIONS2, NULL, 1);

  (void)state;
  request.resources = &resource;
  fill(&scene, D, M1, 1);
  offer_resource(&scene, R, STATUS_SUCCESS);
  scene_request(&scene, &request, STATUS_SUCCESS);
  assert_found(check(&scene, D, M1, 1, 8), VERDICT_FAIL, "RCL-CNT-01");
}

static void discarded_content_may_be_anything(void **state)
{
  (void)state;
  fill(&scene, D, X0, 1);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  reclaim(&scene, X0, DISCARDED);
  assert_verdict(check(&scene, D, X0, 1, 0), VERDICT_PASS);
  fill(&scene, D, X0, 2);
  assert_verdict(check(&scene, D, X0, 2, 0), VERDICT_NOTED); /* what was written since is not what was reclaimed */
  assert_found(check(&scene, D, X0, 2, 0), VERDICT_NOTED, "OFR-STA-04");
}

static void without_results_content_counts_as_lost(void **state)
{
  static const uint32_t handle = X0;
  struct request request = request_for(OP_RECLAIM_ALLOCATIONS, &handle, 1);

  (void)state;
  request.no_output = true;
  fill(&scene, D, X0, 1);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  scene_request(&scene, &request, STATUS_SUCCESS);
  assert_verdict(check(&scene, D, X0, 1, 0), VERDICT_PASS);
}

static void content_that_was_never_written_is_not_compared(void **state)
{
  (void)state;
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  reclaim(&scene, X0, OK);
  assert_verdict(check(&scene, D, X0, 0, 0), VERDICT_PASS);
}

static void another_pattern_than_the_last_is_not_compared(void **state)
{
  (void)state;
  fill(&scene, D, X0, 1);
  fill(&scene, D, X0, 2);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  reclaim(&scene, X0, OK);
  assert_verdict(check(&scene, D, X0, 1, 0), VERDICT_PASS);
  assert_found(check(&scene, D, X0, 2, 0), VERDICT_FAIL, "RCL-CNT-01");
}

static void more_than_was_written_is_not_compared(void **state)
{
  (void)state;
  lock(&scene, D, X0, STATUS_SUCCESS);
  scene_begin(&scene, OP_FILL);
  scene.record.argument.readable = sizeof(struct harness_argument);
  scene_set(&scene, offsetof(struct harness_argument, handle), 4, D);
  scene_set(&scene, offsetof(struct harness_argument, object), 4, X0);
  scene_set(&scene, offsetof(struct harness_argument, value), 8, 1);
  scene_give(&scene, offsetof(struct harness_argument, results) + CHECK_SIZE * 8, 8, ALLOCATION_BYTES / 2);
  scene_return(&scene, STATUS_SUCCESS);
  unlock(&scene, D, X0);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  reclaim(&scene, X0, OK);
  assert_verdict(check(&scene, D, X0, 1, ALLOCATION_BYTES / 2), VERDICT_PASS);
}

static void the_mock_holds_what_was_never_offered(void **state)
{
  (void)state;
  fill(&scene, D, X0, 1);
  assert_found(check(&scene, D, X0, 1, 0), VERDICT_FAIL, "OFR-STA-04");
  offer(&scene, X0, 9, 0, STATUS_INVALID_PARAMETER);
  assert_found(check(&scene, D, X0, 1, 0), VERDICT_FAIL, "OFR-STA-01");
}

/* ---- locks ---- */

static void a_reclaimed_allocation_can_be_locked(void **state)
{
  (void)state;
  lock(&scene, D, X0, STATUS_SUCCESS);
  unlock(&scene, D, X0);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  reclaim(&scene, X0, DISCARDED);
  assert_verdict(lock(&scene, D, X0, STATUS_SUCCESS), VERDICT_PASS);
  assert_allowed(&scene.judgement, STATUS_SUCCESS, STATUS_PENDING);
  unlock(&scene, D, X0);
  assert_found(lock(&scene, D, X0, STATUS_GRAPHICS_ALLOCATION_BUSY), VERDICT_FAIL, "RCL-CNT-02");
}

static void one_that_never_could_be_locked_need_not_be(void **state)
{
  (void)state;
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  reclaim(&scene, X0, OK);
  assert_verdict(lock(&scene, D, X0, STATUS_INVALID_PARAMETER), VERDICT_PASS);
  assert_false(scene.judgement.demanded);
}

/* What else can keep a lock from working. */
static void spoil_lock(unsigned how)
{
  scene_begin(&scene, OP_LOCK2);
  scene_set(&scene, offsetof(D3DKMT_LOCK2, hDevice), 4, how == 0 ? E : D);
  scene_set(&scene, offsetof(D3DKMT_LOCK2, hAllocation), 4, X0);
  if (how == 1)
    scene_set(&scene, offsetof(D3DKMT_LOCK2, Flags), 4, 1);
  if (how == 2)
    scene.record.argument.writable = false;
  if (how == 3)
    scene.record.argument.address += 4;
  if (how == 4)
    scene.record.argument.readable = 16;
}

static void a_lock_that_is_not_plain_may_fail(void **state)
{
  (void)state;
  lock(&scene, D, X0, STATUS_SUCCESS);
  unlock(&scene, D, X0);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  reclaim(&scene, X0, OK);
  for (unsigned how = 0; how < 5; how++) {
    spoil_lock(how);
    assert_verdict(scene_return(&scene, STATUS_INVALID_PARAMETER), VERDICT_PASS);
  }
  lock(&scene, D, X0, STATUS_SUCCESS);
  assert_verdict(lock(&scene, D, X0, STATUS_GRAPHICS_TOO_MANY_REFERENCES), VERDICT_PASS);
  unlock(&scene, D, X0);
  control(&scene, OP_FAIL_ALLOCATION, 0, 1);
  assert_verdict(lock(&scene, D, X0, STATUS_NO_MEMORY), VERDICT_PASS);
}

static void locking_what_is_offered_is_recorded(void **state)
{
  (void)state;
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_verdict(lock(&scene, D, X0, STATUS_INVALID_PARAMETER), VERDICT_NOTED);
  assert_int_equal(scene.judgement.note_count, 1);
  assert_found(&scene.judgement, VERDICT_NOTED, "OFR-LCK-01");
  assert_verdict(lock(&scene, D, X0, STATUS_SUCCESS), VERDICT_NOTED);
}

static void the_mock_refuses_it(void **state)
{
  (void)state;
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_verdict(lock(&scene, D, X0, STATUS_INVALID_PARAMETER), VERDICT_PASS);
  assert_found(lock(&scene, D, X0, STATUS_SUCCESS), VERDICT_FAIL, "OFR-LCK-01");
}

/* ---- new memory ---- */

static const struct judgement *create_under_pressure(NTSTATUS status)
{
  prepare_creation(&scene, D, NULL, 1);
  return scene_return(&scene, status);
}

static void limit(uint64_t pages)
{
  control(&scene, OP_SET_BUDGET, ADAPTER_A, pages * ALLOCATION_BYTES);
}

enum { ALIVE_ON_A = 13 }; /* X0 to X3, UX, Y, M0 to M2, UM, MY, and two of process 1 */

static void memory_that_was_offered_can_be_had(void **state)
{
  (void)state;
  limit(ALIVE_ON_A);
  assert_verdict(create_under_pressure(STATUS_NO_MEMORY), VERDICT_PASS);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_verdict(create_under_pressure(STATUS_SUCCESS), VERDICT_PASS);
  assert_allowed(&scene.judgement, STATUS_SUCCESS, STATUS_PENDING);
  assert_found(create_under_pressure(STATUS_NO_MEMORY), VERDICT_FAIL, "MEM-USE-01");
}

static void what_else_can_keep_memory_from_being_made_is_not_blamed(void **state)
{
  const size_t flags = offsetof(D3DKMT_CREATEALLOCATION, Flags),
               resource = offsetof(D3DKMT_CREATEALLOCATION, hResource);
  const size_t count = offsetof(D3DKMT_CREATEALLOCATION, NumAllocations);

  (void)state;
  limit(ALIVE_ON_A);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  for (unsigned how = 0; how < 12; how++) {
    struct memory_record *infos = &scene.record.memory[CREATE_ALLOCATION_ARG_INFO];

    prepare_creation(&scene, how == 0 ? (uint32_t)NEVER : (uint32_t)D, NULL, 1);
    if (how == 1)
      scene_set(&scene, flags, 4, 2);
    if (how == 2)
      scene_set(&scene, resource, 4, NEVER);
    if (how == 3)
      scene_set(&scene, count, 4, 2);
    if (how == 4)
      infos->writable = false;
    if (how == 5)
      infos->readable = 8;
    if (how == 6)
      infos->address += 1;
    if (how == 7)
      scene.record.argument.address += 1;
    if (how == 8)
      scene.record.argument.readable = 50;
    if (how == 9)
      scene.record.argument.writable = false;
    if (how == 10)
      scene_before(&scene.record.memory[CREATE_ALLOCATION_ARG_SIZE])[8] = 1; /* no multiple of a page */
    if (how == 11)
      scene_before(infos)[offsetof(D3DDDI_ALLOCATIONINFO, Flags)] = 2;
    scene_return(&scene, STATUS_INVALID_PARAMETER);
    if (scene.judgement.verdict != VERDICT_PASS)
      fail_msg("%u: %s", how, scene.judgement.findings[0].message);
  }
  control(&scene, OP_FAIL_ALLOCATION, 0, 1);
  assert_verdict(create_under_pressure(STATUS_NO_MEMORY), VERDICT_PASS);
}

static void memory_that_cannot_be_discarded_is_not_counted_on(void **state)
{
  (void)state;
  limit(ALIVE_ON_A);
  lock(&scene, D, X0, STATUS_SUCCESS);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_not_accused(create_under_pressure(STATUS_NO_MEMORY));
  offer(&scene, X1, LOW, 0, STATUS_INVALID_PARAMETER);
  assert_not_accused(create_under_pressure(STATUS_NO_MEMORY));
  control(&scene, OP_SET_DISCARD, ADAPTER_A, MOCK_DISCARD_NEVER);
  offer(&scene, X2, LOW, 0, STATUS_SUCCESS);
  assert_not_accused(create_under_pressure(STATUS_NO_MEMORY));
}

static void the_other_adapter_has_memory_of_its_own(void **state)
{
  static const uint32_t handle = OBJECT(0x300);
  struct request request = request_for(OP_OFFER_ALLOCATIONS, &handle, 1);

  (void)state;
  create_allocations(&scene, F, &handle, 1);
  control(&scene, OP_SET_BUDGET, ADAPTER_B, ALLOCATION_BYTES);
  request.through = F;
  scene_request(&scene, &request, STATUS_SUCCESS);
  assert_verdict(create_under_pressure(STATUS_NO_MEMORY), VERDICT_PASS);
  prepare_creation(&scene, F, NULL, 1);
  assert_found(scene_return(&scene, STATUS_NO_MEMORY), VERDICT_FAIL, "MEM-USE-01");
}

/* ---- what stays behind, what is read ---- */

static void nothing_stays_behind_when_all_is_destroyed(void **state)
{
  struct scene empty;

  (void)state;
  assert_verdict(statistics(&scene, 30, 5000, 0), VERDICT_PASS);
  scene_open(MOCK, &empty);
  create_device(&empty, ADAPTER_A, D);
  destroy(&empty, OP_DESTROY_DEVICE, D, STATUS_SUCCESS);
  assert_verdict(statistics(&empty, 0, 0, 0), VERDICT_PASS);
  assert_found(statistics(&empty, 1, 0, 0), VERDICT_FAIL, "OFR-STA-03");
  assert_found(statistics(&empty, 0, 64, 0), VERDICT_FAIL, "OFR-STA-03");
  scene_close(&empty);
}

static void the_callers_memory_is_read_once(void **state)
{
  (void)state;
  statistics(&scene, 30, 0, 1000);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_verdict(statistics(&scene, 30, 0, 1044), VERDICT_PASS);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_verdict(statistics(&scene, 30, 0, 1044 + 40), VERDICT_PASS); /* fewer are no fault */
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_found(statistics(&scene, 30, 0, 1084 + 45), VERDICT_FAIL, "OFR-PTR-06");
  reclaim(&scene, X0, OK);
  assert_found(statistics(&scene, 30, 0, 1129 + 48), VERDICT_FAIL, "RCL-PTR-06");
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  create_device(&scene, ADAPTER_A, OBJECT(0x301));
  assert_verdict(statistics(&scene, 31, 0, 9999), VERDICT_PASS); /* other calls read as they like */
}

#define IN_DDI(test) cmocka_unit_test_setup_teardown(test, open_ddi, close_scene)
#define IN_MOCK(test) cmocka_unit_test_setup_teardown(test, open_mock, close_scene)

int main(void)
{
  const struct CMUnitTest tests[] = {
      IN_DDI(content_reclaimed_as_intact_is_there),
      IN_DDI(content_reclaimed_through_a_resource_is_there_too),
      IN_DDI(discarded_content_may_be_anything),
      IN_DDI(without_results_content_counts_as_lost),
      IN_DDI(content_that_was_never_written_is_not_compared),
      IN_DDI(another_pattern_than_the_last_is_not_compared),
      IN_DDI(more_than_was_written_is_not_compared),
      IN_MOCK(the_mock_holds_what_was_never_offered),
      IN_DDI(a_reclaimed_allocation_can_be_locked),
      IN_DDI(one_that_never_could_be_locked_need_not_be),
      IN_DDI(a_lock_that_is_not_plain_may_fail),
      IN_DDI(locking_what_is_offered_is_recorded),
      IN_MOCK(the_mock_refuses_it),
      IN_DDI(memory_that_was_offered_can_be_had),
      IN_DDI(what_else_can_keep_memory_from_being_made_is_not_blamed),
      IN_DDI(memory_that_cannot_be_discarded_is_not_counted_on),
      IN_DDI(the_other_adapter_has_memory_of_its_own),
      IN_MOCK(nothing_stays_behind_when_all_is_destroyed),
      IN_MOCK(the_callers_memory_is_read_once),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
