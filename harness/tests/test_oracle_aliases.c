/* Handles so close to each other that a changed instance bit may make one the other's: whose it is, only the target knows. */
#include "oracle_support.h"

enum { LOW = 1, HIGH = 3 };
enum { OK = D3DDDI_RECLAIM_RESULT_OK, DISCARDED = D3DDDI_RECLAIM_RESULT_DISCARDED };

/* As if the target counted in eights: two devices, each with a paging queue, and allocations of the first. */
enum { NEAR_D = 0x1008, NEAR_E = 0x1010, NEAR_Q = 0x1018, NEAR_QE = 0x1020, NEAR_X = 0x1028, NEAR_Y = 0x1030 };
enum { NEAR_G = 0x1038, ALONE = 0x2040 };

static struct scene scene;

static int open_near(void **state)
{
  (void)state;
  scene_open_world(DDI, &scene);
  create_device(&scene, ADAPTER_A, NEAR_D);
  create_device(&scene, ADAPTER_A, NEAR_E);
  create_queue(&scene, NEAR_D, NEAR_Q, OBJECT(0x300));
  create_queue(&scene, NEAR_E, NEAR_QE, OBJECT(0x301));
  create_allocations(&scene, NEAR_D, (const uint32_t[]){NEAR_X, NEAR_Y, NEAR_G, ALONE}, 4);
  destroy_allocation(&scene, NEAR_G, STATUS_SUCCESS);
  return 0;
}

static int close_scene(void **state)
{
  (void)state;
  scene_close(&scene);
  return 0;
}

static struct request near_request(enum program_op op, const uint32_t *handles, uint32_t items)
{
  struct request request = request_for(op, handles, items);

  request.through = op == OP_RECLAIM_ALLOCATIONS2 ? NEAR_Q : NEAR_D;
  return request;
}

static const struct judgement *near_offer(uint32_t handle)
{
  const struct request request = near_request(OP_OFFER_ALLOCATIONS, &handle, 1);

  return scene_request(&scene, &request, STATUS_SUCCESS);
}

static const struct judgement *near_reclaim(uint32_t handle, uint32_t result)
{
  struct request request = near_request(OP_RECLAIM_ALLOCATIONS2, &handle, 1);

  request.results = &result;
  return scene_request(&scene, &request, STATUS_SUCCESS);
}

/* Which of two was offered shows in neither's result. */
static void an_offer_of_either_is_held_against_none(void **state)
{
  (void)state;
  fill(&scene, NEAR_D, NEAR_X, 1);
  fill(&scene, NEAR_D, NEAR_Y, 2);
  assert_not_accused(near_offer(NEAR_X ^ 1));
  assert_not_accused(near_reclaim(NEAR_Y, DISCARDED));
  assert_not_accused(check(&scene, NEAR_D, NEAR_Y, 2, 0));
  assert_not_accused(near_reclaim(NEAR_X, DISCARDED));
}

static void a_reclaim_of_either_is_held_against_none(void **state)
{
  (void)state;
  fill(&scene, NEAR_D, NEAR_X, 1);
  control(&scene, OP_SET_DISCARD, ADAPTER_A, MOCK_DISCARD_ALWAYS);
  assert_not_accused(near_offer(NEAR_X));
  assert_not_accused(near_reclaim(NEAR_X ^ 1, DISCARDED));
  assert_not_accused(check(&scene, NEAR_D, NEAR_X, 1, 0));
  assert_not_accused(near_reclaim(NEAR_X, OK));
}

/* One that is near no other is that one still. */
static void one_that_can_only_be_one_is_followed(void **state)
{
  (void)state;
  control(&scene, OP_SET_DISCARD, ADAPTER_A, MOCK_DISCARD_ALWAYS);
  assert_not_accused(near_offer(ALONE ^ 1));
  assert_found(near_reclaim(ALONE, OK), VERDICT_NOTED, "RCL-DIS-01");
}

static void a_device_that_may_be_either_owns_what_either_owns(void **state)
{
  const uint32_t handle = NEAR_X;
  struct request request = near_request(OP_OFFER_ALLOCATIONS, &handle, 1);

  (void)state;
  request.through = NEAR_D ^ 1;
  assert_not_accused(scene_request(&scene, &request, STATUS_SUCCESS));
  request.through = NEAR_E ^ 1;
  assert_not_accused(scene_request(&scene, &request, STATUS_SUCCESS));
}

static void a_device_that_may_be_a_removed_one_may_be_removed(void **state)
{
  const uint32_t handle = NEAR_X;
  struct request request = near_request(OP_OFFER_ALLOCATIONS, &handle, 1);

  (void)state;
  request.through = NEAR_D ^ 1;
  assert_false(judgement_allows(scene_request(&scene, &request, STATUS_SUCCESS), STATUS_DEVICE_REMOVED));
  destroy(&scene, OP_MARK_DEVICE_AS_ERROR, NEAR_E, STATUS_SUCCESS);
  assert_not_accused(scene_request(&scene, &request, STATUS_DEVICE_REMOVED));
  assert_not_accused(scene_request(&scene, &request, STATUS_SUCCESS));
}

/* The handle that was refused was a dead one's: nothing has happened to its neighbour. */
static void a_dead_handle_is_not_its_neighbours(void **state)
{
  const uint32_t handle = NEAR_X;
  const struct request request = near_request(OP_OFFER_ALLOCATIONS, &handle, 1);

  (void)state;
  scene_begin(&scene, OP_DESTROY_ALLOCATION2);
  scene_set(&scene, offsetof(D3DKMT_DESTROYALLOCATION2, hDevice), 4, NEAR_D);
  scene_set(&scene, offsetof(D3DKMT_DESTROYALLOCATION2, AllocationCount), 4, 1);
  scene_lay(&scene, DESTROY_ALLOCATION_ARG_LIST, &(uint32_t){NEAR_G}, 4);
  scene_return(&scene, STATUS_INVALID_PARAMETER);
  scene_request(&scene, &request, STATUS_INVALID_PARAMETER);
  assert_found(&scene.judgement, VERDICT_FAIL, "OFR-OK-01");
}

/* What is destroyed by a handle that may be one of several: nothing is demanded any more. */
static void after_either_was_destroyed_nothing_is_demanded(void **state)
{
  (void)state;
  destroy(&scene, OP_DESTROY_DEVICE, NEAR_D ^ 1, STATUS_SUCCESS);
  assert_not_accused(near_offer(NEAR_X));
  assert_not_accused(near_offer(0));
}

/* Handles of another process may be a living one's here but for the instance bits. */
static void another_processs_handle_may_be_an_own_one(void **state)
{
  (void)state;
  scene.process = 1;
  create_device(&scene, ADAPTER_A, OBJECT(0x310));
  create_allocations(&scene, OBJECT(0x310), (const uint32_t[]){ALONE ^ 2}, 1);
  scene.process = 0;
  assert_not_accused(near_offer(ALONE ^ 2));
  assert_allowed(&scene.judgement, STATUS_SUCCESS, STATUS_INVALID_PARAMETER, STATUS_PENDING);
}

#define IN_NEAR(test) cmocka_unit_test_setup_teardown(test, open_near, close_scene)

int main(void)
{
  const struct CMUnitTest tests[] = {
      IN_NEAR(an_offer_of_either_is_held_against_none),
      IN_NEAR(a_reclaim_of_either_is_held_against_none),
      IN_NEAR(one_that_can_only_be_one_is_followed),
      IN_NEAR(a_device_that_may_be_either_owns_what_either_owns),
      IN_NEAR(a_device_that_may_be_a_removed_one_may_be_removed),
      IN_NEAR(a_dead_handle_is_not_its_neighbours),
      IN_NEAR(after_either_was_destroyed_nothing_is_demanded),
      IN_NEAR(another_processs_handle_may_be_an_own_one),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
