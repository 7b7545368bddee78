/* What mutations do to the sequence of calls: moving them about, and adding calls that can go well. */
#include "test_program_mutate_support.h"

static bool same_op_sequence(const struct program *changed, uint64_t ops)
{
  size_t i = changed->call_count;

  for (; i-- > 0; ops >>= 8)
    if (changed->calls[i].op != (ops & 0xFF))
      return false;
  return ops == 0xFF; /* the mark in front */
}

static bool calls_are(const struct program *changed, uint64_t ops)
{
  return same_op_sequence(changed, ops);
}

#define OPS3(a, b, c) (0xFFull << 24 | (uint64_t)(a) << 16 | (uint64_t)(b) << 8 | (uint64_t)(c))

static void calls_are_moved_about(void **state)
{
  enum { A = OP_OFFER_ALLOCATIONS, B = OP_RECLAIM_ALLOCATIONS2, C = OP_FILL };
  static struct reached rows[] = {
      {"swapped", calls_are, OPS3(C, B, A), 0},
      {"moved back", calls_are, OPS3(B, C, A), 0},
      {"moved up", calls_are, OPS3(C, A, B), 0},
      {"removed", calls_are, 0xFFull << 16 | A << 8 | B, 0},
      {"duplicated", calls_are, 0xFFull << 32 | (uint64_t)A << 24 | A << 16 | B << 8 | C, 0},
      {"inserted", calls_are, 0xFFull << 32 | (uint64_t)A << 24 | B << 16 | OP_LOCK2 << 8 | C, 0},
      {"inserted behind", calls_are, 0xFFull << 32 | (uint64_t)A << 24 | B << 16 | C << 8 | OP_CHECK, 0},
  };
  struct program world, base;
  const struct program_scope scope = {SCOPE_ALL_OPERATIONS, 32, &world};

  (void)state;
  parse_one(world_text, &world);
  parse_one("OfferAllocations hDevice=device0 HandleList=[allocation0]\n"
            "ReclaimAllocations2 hPagingQueue=queue0 HandleList=[allocation0]\n"
            "fill hDevice=device0 allocations=[allocation0]\n",
            &base);
  reach(&base, &scope, rows, sizeof rows / sizeof rows[0]);
  program_free(&world);
  program_free(&base);
}

/* A call whose handles all are alive and right, as far as the world goes. */
static bool is_good_offer(const struct program *program, size_t index)
{
  const struct call *call = &program->calls[index];
  const struct argument *list = &call->arguments[OFFER_ARG_HANDLES];

  if (call->op != OP_OFFER_ALLOCATIONS || call->arguments[0].handle.slot != DEVICE_D || list->list.count == 0)
    return false;
  for (uint32_t i = 0; i < list->list.count; i++) {
    const struct handle_ref run = program->handles[list->list.first + i];
    const uint32_t last = run.slot + (run.stride != 0 ? run.count - 1 : 0);

    if (run.type != OBJECT_ALLOCATION || run.flip != 0 || last >= V_FIRST || (last >= Y_FIRST && run.slot < W_FIRST))
      return false;
  }
  return true;
}

static void every_operation_is_inserted(void **state)
{
  struct program world;
  const struct program_scope scope = {SCOPE_ALL_OPERATIONS, 1, &world};
  unsigned inserted[OP_COUNT] = {0}, offers = 0, good = 0;
  uint64_t seed = 22;

  (void)state;
  parse_one(world_text, &world);
  for (unsigned i = 0; i < 40000; i++) {
    struct program program;

    program_init(&program);
    assert_true(program_mutate(&program, &scope, chance(&seed)));
    if (program.call_count != 0) {
      inserted[program.calls[0].op]++;
      offers += program.calls[0].op == OP_OFFER_ALLOCATIONS && program.calls[0].arguments[0].handle.slot == DEVICE_D;
      good += is_good_offer(&program, 0);
    }
    program_free(&program);
  }
  for (unsigned op = 0; op < OP_COUNT; op++)
    if (inserted[op] < 40)
      fail_msg("%s was inserted %u times", program_ops[op].name, inserted[op]);
  assert_true(inserted[OP_OFFER_ALLOCATIONS] > inserted[OP_GET_DEVICE_STATE] * 8);
  if (good * 10 < offers * 5)
    fail_msg("%u of %u offers are good", good, offers);
  program_free(&world);
}

static bool creates(const struct call *call, enum object_type type)
{
  for (uint8_t i = 0; i < program_ops[call->op].argument_count; i++)
    if (program_ops[call->op].arguments[i].kind == ARG_CREATED && program_ops[call->op].arguments[i].type == type &&
        call->arguments[i].created.count != 0)
      return true;
  return false;
}

/* An offer, and before it what makes an adapter, a device on it, and allocations. */
static bool builds_a_world(const struct program *program)
{
  static const enum object_type chain[] = {OBJECT_ADAPTER, OBJECT_DEVICE, OBJECT_ALLOCATION};
  size_t made = 0;

  for (size_t i = 0; i < program->call_count; i++)
    if (made < 3 && creates(&program->calls[i], chain[made]))
      made++;
    else if (made == 3 && program->calls[i].op == OP_OFFER_ALLOCATIONS)
      return true;
  return false;
}

static void an_empty_program_gets_a_world(void **state)
{
  const struct program_scope scope = {SCOPE_ALL_OPERATIONS, 16, NULL};
  unsigned at_once = 0, after_few = 0;
  uint64_t seed = 23;

  (void)state;
  for (unsigned i = 0; i < 2000; i++) {
    struct program program;

    program_init(&program);
    for (unsigned k = 0; k < 8; k++) {
      assert_true(program_mutate(&program, &scope, chance(&seed)));
      at_once += k == 0 && builds_a_world(&program);
    }
    after_few += builds_a_world(&program);
    program_free(&program);
  }
  if (at_once < 100 || after_few < 500)
    fail_msg("%u of 2000 at once, %u after a few", at_once, after_few);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(calls_are_moved_about),
      cmocka_unit_test(every_operation_is_inserted),
      cmocka_unit_test(an_empty_program_gets_a_world),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
