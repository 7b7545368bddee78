/* Handles are values that the target gave: reuse, tables, processes, and a world of many of them. */
#include "oracle_support.h"

#include <stdlib.h>

enum { OK = D3DDDI_RECLAIM_RESULT_OK, LOW = 1 };

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

static void a_handle_that_is_used_again_is_the_new_object(void **state)
{
  static const uint32_t again = G;

  (void)state;
  assert_found(offer(&scene, G, LOW, 0, STATUS_SUCCESS), VERDICT_FAIL, "OFR-HND-03");
  create_allocations(&scene, D, &again, 1);
  assert_verdict(offer(&scene, G, LOW, 0, STATUS_SUCCESS), VERDICT_PASS);
  assert_found(offer(&scene, G, LOW, 0, STATUS_DEVICE_REMOVED), VERDICT_FAIL, "OFR-OK-01");
}

static void a_handle_may_come_back_as_another_type(void **state)
{
  (void)state;
  create_queue(&scene, D, G, OBJECT(0x300));
  assert_found(offer(&scene, G, LOW, 0, STATUS_SUCCESS), VERDICT_FAIL, "OFR-HND-04");
}

static void a_new_object_inherits_nothing_of_the_old(void **state)
{
  static const uint32_t again = X0;

  (void)state;
  fill(&scene, D, X0, 1);
  offer(&scene, X0, LOW, 2, STATUS_SUCCESS);
  destroy_allocation(&scene, X0, STATUS_SUCCESS);
  create_allocations(&scene, D, &again, 1);
  assert_verdict(check(&scene, D, X0, 1, 0), VERDICT_PASS);
  assert_found(reclaim(&scene, X0, D3DDDI_RECLAIM_RESULT_NOT_COMMITTED), VERDICT_FAIL, "RCL-DEC-01");
}

static void adapters_have_a_table_of_their_own(void **state)
{
  static const uint32_t same = ADAPTER_A;

  (void)state;
  assert_found(offer(&scene, ADAPTER_A, LOW, 0, STATUS_SUCCESS), VERDICT_FAIL, "OFR-HND-04");
  create_allocations(&scene, D, &same, 1);
  assert_verdict(offer(&scene, ADAPTER_A, LOW, 0, STATUS_SUCCESS), VERDICT_PASS);
  destroy(&scene, OP_CLOSE_ADAPTER, ADAPTER_B, STATUS_SUCCESS);
  assert_verdict(reclaim(&scene, ADAPTER_A, OK), VERDICT_PASS);
}

static void equal_values_of_other_processes_are_other_objects(void **state)
{
  static const uint32_t values[] = {PX};

  (void)state;
  assert_found(offer(&scene, PX, LOW, 0, STATUS_SUCCESS), VERDICT_FAIL, "OFR-HND-05");
  create_allocations(&scene, D, values, 1); /* now this process has the value too */
  assert_verdict(offer(&scene, PX, LOW, 0, STATUS_SUCCESS), VERDICT_PASS);
  scene.process = 1;
  destroy(&scene, OP_DESTROY_DEVICE, PD, STATUS_SUCCESS);
  scene.process = 0;
  assert_verdict(reclaim(&scene, PX, OK), VERDICT_PASS);
}

static void the_other_process_is_judged_by_its_own_table(void **state)
{
  static const uint32_t handle = PX;
  struct request request = request_for(OP_OFFER_ALLOCATIONS, &handle, 1);

  (void)state;
  scene.process = 1;
  request.through = PD;
  assert_verdict(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_PASS);
  request.through = D;
  assert_found(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_FAIL, "OFR-DEV-05");
}

static void a_device_takes_what_it_owns_along(void **state)
{
  static const uint32_t handles[] = {X0, M0};

  (void)state;
  destroy(&scene, OP_DESTROY_DEVICE, D, STATUS_SUCCESS);
  for (size_t i = 0; i < COUNT_OF(handles); i++) {
    struct request request = request_for(OP_OFFER_ALLOCATIONS, &handles[i], 1);

    request.through = E;
    assert_found(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_FAIL, "OFR-HND-03");
  }
  assert_found(reclaim(&scene, Y, OK), VERDICT_FAIL, "RCL-DEV-03");
}

static void a_resource_takes_its_allocations_along(void **state)
{
  (void)state;
  destroy_resource(&scene, R, STATUS_SUCCESS);
  assert_found(offer(&scene, M0, LOW, 0, STATUS_SUCCESS), VERDICT_FAIL, "OFR-HND-03");
  assert_found(offer_resource(&scene, R, STATUS_SUCCESS), VERDICT_FAIL, "OFR-HND-03");
  assert_verdict(offer_resource(&scene, R1, STATUS_SUCCESS), VERDICT_PASS);
}

static void a_failed_destruction_leaves_both_open(void **state)
{
  (void)state;
  destroy_allocation(&scene, X0, STATUS_UNSUCCESSFUL);
  assert_verdict(offer(&scene, X0, LOW, 0, STATUS_SUCCESS), VERDICT_NOTED);
  assert_verdict(offer(&scene, X0, LOW, 0, STATUS_INVALID_PARAMETER), VERDICT_NOTED);
}

/* ---- bits that a target may ignore ---- */

static void a_call_that_took_a_near_miss_worked_on_the_object(void **state)
{
  static const uint32_t handle = OBJECT(0x300);

  (void)state;
  create_allocations(&scene, D ^ 1u, &handle, 1);
  assert_verdict(offer(&scene, handle, LOW, 0, STATUS_SUCCESS), VERDICT_PASS);
  destroy_allocation(&scene, X0 ^ 1u, STATUS_SUCCESS);
  assert_not_accused(offer(&scene, X0, LOW, 0, STATUS_INVALID_PARAMETER));
  destroy(&scene, OP_DESTROY_DEVICE, D ^ 1u, STATUS_SUCCESS);
  assert_not_accused(offer(&scene, X1, LOW, 0, STATUS_INVALID_PARAMETER));
}

static void small_handles_are_no_harm(void **state)
{
  static const uint32_t handles[] = {3, 4, 5};
  struct request request = request_for(OP_OFFER_ALLOCATIONS, handles, COUNT_OF(handles));
  struct scene small;

  (void)state;
  scene_open(DDI, &small);
  create_device(&small, 1, 1);
  create_device(&small, 1, 2);
  create_allocations(&small, 1, handles, COUNT_OF(handles));
  request.through = 1;
  assert_verdict(scene_request(&small, &request, STATUS_SUCCESS), VERDICT_PASS);
  request.through = 2;
  assert_found(scene_request(&small, &request, STATUS_SUCCESS), VERDICT_FAIL, "OFR-DEV-06");
  scene_close(&small);
}

/* ---- many objects ---- */

static void twenty_thousand_objects_are_told_apart(void **state)
{
  enum { BATCH = 1000, BATCHES = 20 };
  static uint32_t handles[BATCH];

  (void)state;
  for (uint32_t b = 0; b < BATCHES; b++) {
    for (uint32_t i = 0; i < BATCH; i++)
      handles[i] = OBJECT(0x10000 + b * BATCH + i);
    create_allocations(&scene, b % 2 == 0 ? D : E, handles, BATCH);
  }
  for (uint32_t b = 0; b < BATCHES; b++) {
    uint32_t handle = OBJECT(0x10000 + b * BATCH + b);

    scene_begin(&scene, OP_OFFER_ALLOCATIONS);
    offer(&scene, handle, LOW, 0, STATUS_SUCCESS);
    if (b % 2 == 0)
      assert_verdict(&scene.judgement, VERDICT_PASS);
    else
      assert_found(&scene.judgement, VERDICT_FAIL, "OFR-DEV-06");
  }
  assert_found(offer(&scene, OBJECT(0x10000 + BATCHES * BATCH + 64), LOW, 0, STATUS_SUCCESS), VERDICT_FAIL,
               "OFR-HND-06");
}

static void a_reset_forgets_all_of_it(void **state)
{
  static const uint32_t handle = X0;

  (void)state;
  control(&scene, OP_STOP_ADAPTER, ADAPTER_A, 0);
  control(&scene, OP_FAIL_ALLOCATION, 0, 1);
  oracle_reset(scene.oracle);
  assert_found(offer(&scene, X0, LOW, 0, STATUS_SUCCESS), VERDICT_FAIL, "OFR-DEV-02");
  assert_found(&scene.judgement, VERDICT_FAIL, "OFR-HND-02");
  create_device(&scene, ADAPTER_A, D);
  create_allocations(&scene, D, &handle, 1);
  assert_verdict(offer(&scene, X0, LOW, 0, STATUS_SUCCESS), VERDICT_PASS);
  assert_found(offer(&scene, X0, 4, 1, STATUS_DEVICE_REMOVED), VERDICT_FAIL, "OFR-OK-04");
}

/* ---- what the oracle cannot follow ---- */

static void nothing_is_accused_after_an_escape_that_could_do_anything(void **state)
{
  static const uint32_t handles[] = {0, X0};
  struct request request = request_for(OP_OFFER_ALLOCATIONS, handles, COUNT_OF(handles));

  (void)state;
  scene_begin(&scene, OP_ESCAPE);
  scene_set(&scene, offsetof(D3DKMT_ESCAPE, hAdapter), 4, ADAPTER_A);
  scene_return(&scene, STATUS_UNSUCCESSFUL);
  assert_verdict(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_FAIL);
  scene_begin(&scene, OP_ESCAPE);
  scene_return(&scene, STATUS_SUCCESS);
  assert_verdict(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_PASS);
  assert_false(scene.judgement.demanded);
  assert_int_equal(scene.judgement.allowed_count, 0);
  scene_begin(&scene, OP_GET_DEVICE_STATE);
  assert_verdict(scene_return(&scene, STATUS_SUCCESS), VERDICT_PASS);
  oracle_reset(scene.oracle);
  assert_verdict(scene_request(&scene, &request, STATUS_SUCCESS), VERDICT_FAIL);
}

/* The system's own way to reset and to force discards is followed. */
static void escapes_of_the_systems_own_are_followed(void **state)
{
  static const uint32_t reset[] = {D3DKMT_TDRDBGCTRLTYPE_FORCETDR, 0};
  static const uint32_t always[] = {D3DKMT_VIDMMESCAPETYPE_SETFAULT, 0, 1u << 14};

  (void)state;
  scene_begin(&scene, OP_ESCAPE);
  scene_set(&scene, offsetof(D3DKMT_ESCAPE, hAdapter), 4, ADAPTER_A);
  scene_set(&scene, offsetof(D3DKMT_ESCAPE, Type), 4, D3DKMT_ESCAPE_VIDMM);
  scene_lay(&scene, 4, always, sizeof always);
  scene_return(&scene, STATUS_SUCCESS);
  offer(&scene, X0, LOW, 0, STATUS_SUCCESS);
  assert_found(reclaim(&scene, X0, OK), VERDICT_NOTED, "RCL-DIS-01");
  scene_begin(&scene, OP_ESCAPE);
  scene_set(&scene, offsetof(D3DKMT_ESCAPE, hAdapter), 4, ADAPTER_A);
  scene_set(&scene, offsetof(D3DKMT_ESCAPE, Type), 4, D3DKMT_ESCAPE_TDRDBGCTRL);
  scene_lay(&scene, 4, reset, sizeof reset);
  scene_return(&scene, STATUS_SUCCESS);
  assert_found(offer(&scene, X0, LOW, 0, STATUS_SUCCESS), VERDICT_FAIL, "OFR-RMV-02");
}

/* The bits of the escape that the test above writes by hand. */
static void the_fault_bits_stand_where_the_oracle_looks(void **state)
{
  D3DKMT_VIDMM_ESCAPE data;
  uint32_t words[3];

  (void)state;
  memset(&data, 0, sizeof data);
  data.SetFault.AlwaysDiscardOfferedAllocation = 1;
  memcpy(words, &data, sizeof words);
  assert_int_equal(words[2], 1u << 14);
}

#define IN_DDI(test) cmocka_unit_test_setup_teardown(test, open_ddi, close_scene)

int main(void)
{
  const struct CMUnitTest tests[] = {
      IN_DDI(a_handle_that_is_used_again_is_the_new_object),
      IN_DDI(a_handle_may_come_back_as_another_type),
      IN_DDI(a_new_object_inherits_nothing_of_the_old),
      IN_DDI(adapters_have_a_table_of_their_own),
      IN_DDI(equal_values_of_other_processes_are_other_objects),
      IN_DDI(the_other_process_is_judged_by_its_own_table),
      IN_DDI(a_device_takes_what_it_owns_along),
      IN_DDI(a_resource_takes_its_allocations_along),
      IN_DDI(a_failed_destruction_leaves_both_open),
      IN_DDI(a_call_that_took_a_near_miss_worked_on_the_object),
      IN_DDI(small_handles_are_no_harm),
      IN_DDI(twenty_thousand_objects_are_told_apart),
      IN_DDI(a_reset_forgets_all_of_it),
      IN_DDI(nothing_is_accused_after_an_escape_that_could_do_anything),
      IN_DDI(escapes_of_the_systems_own_are_followed),
      cmocka_unit_test(the_fault_bits_stand_where_the_oracle_looks),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
