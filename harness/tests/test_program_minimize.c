/* Minimizing: what a known rule shows is found in any noise, whole and alone, without asking twice. */
#include "test_program_minimize_support.h"

#define NOISE 96u
#define SEEDS 12u

/* ---- rules ---- */

/* An offer at priority 7 on a device that was made on an adapter that was opened. */
static bool offer_at_seven(const struct program *program, size_t *ret_call)
{
  for (size_t i = 0; i < program->call_count; i++) {
    const struct call *call = &program->calls[i];
    size_t device, adapter;

    if (call->op == OP_OFFER_ALLOCATIONS && call->arguments[OFFER_ARG_PRIORITY].number == 7 &&
        call->arguments[OFFER_ARG_DEVICE].handle.type == OBJECT_DEVICE &&
        is_created(program, i, &call->arguments[OFFER_ARG_DEVICE].handle, &device) &&
        program->calls[device].op == OP_CREATE_DEVICE &&
        program->calls[device].arguments[CREATE_DEVICE_ARG_ADAPTER].handle.type == OBJECT_ADAPTER &&
        is_created(program, device, &program->calls[device].arguments[CREATE_DEVICE_ARG_ADAPTER].handle, &adapter)) {
      *ret_call = i;
      return true;
    }
  }
  return false;
}

/* The same, of no call in particular. */
static bool offer_at_seven_somewhere(const struct program *program, size_t *ret_call)
{
  size_t call;

  (void)ret_call;
  return offer_at_seven(program, &call);
}

static bool anything(const struct program *program, size_t *ret_call)
{
  (void)program;
  (void)ret_call;
  return true;
}

static uint64_t arbitrary_seed;

/* No rule at all: two of three programs, by their bytes. */
static bool arbitrary(const struct program *program, size_t *ret_call)
{
  struct program bare = *program;
  struct buffer bytes = {0};
  uint64_t hash = arbitrary_seed;

  bare.expectation_count = bare.name_count = bare.requirement_count = bare.need_count = 0;
  bare.name = bare.sentence = NULL;
  program_encode(&bare, &bytes);
  for (size_t i = 0; i < bytes.size; i++)
    hash = (hash ^ (uint8_t)bytes.data[i]) * 0x9E3779B97F4A7C15u;
  buffer_free(&bytes);
  hash = chance(&hash);
  if (program->call_count > 0 && hash % 2 == 0)
    *ret_call = (size_t)(hash >> 8) % program->call_count;
  return hash % 3 != 0 && program->call_count > arbitrary_seed % 5;
}

/* ---- programs ---- */

static void add_noise(uint64_t *state, struct program *program, unsigned calls)
{
  for (unsigned i = 0; i < calls; i++)
    some_call(state, program, (enum program_op)below(state, OP_COUNT));
}

static void add_text(const char *text, struct program *program)
{
  struct program_set set;

  parse(text, strlen(text), &set);
  assert_true(program_append(program, &set.programs[0], 0));
  program_set_free(&set);
}

/* A culprit of three calls somewhere among a hundred. */
static void hide(uint64_t seed, struct program *ret_program)
{
  uint64_t state = seed;
  const unsigned first = (unsigned)below(&state, NOISE);

  program_init(ret_program);
  add_noise(&state, ret_program, first);
  add_text("EnumAdapters2 hAdapter->adapter3[2]\nCreateDevice hAdapter=adapter4 Flags=0x6 hDevice->device9\n",
           ret_program);
  add_text("OfferAllocations@across padding=0xAA hDevice=device9^0 HandleList=[allocation7[0]*9 0x5]@readonly "
           "Priority=7 Flags=0x3\n",
           ret_program);
  add_noise(&state, ret_program, NOISE - first);
}

/* ---- tests ---- */

static void a_culprit_among_a_hundred_calls_is_found(void **state)
{
  size_t most = 0;

  (void)state;
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    struct program program;
    size_t plays;

    hide(seed, &program);
    plays = minimize(&program, offer_at_seven, 0);
    most = plays > most ? plays : most;
    assert_int_equal(program.call_count, 3);
    assert_int_equal(program.calls[2].op, OP_OFFER_ALLOCATIONS);
    assert_int_equal(program.calls[2].arguments[OFFER_ARG_HANDLES].list.count, 0);
    assert_text_round_trip(&program);
    program_free(&program);
  }
  print_message("at most %u plays for 99 calls\n", (unsigned)most);
  assert_true(most <= 40);
}

static void it_is_found_without_a_call_to_blame(void **state)
{
  (void)state;
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    struct program program;

    hide(seed, &program);
    assert_true(minimize(&program, offer_at_seven_somewhere, 0) <= 120);
    assert_int_equal(program.call_count, 3);
    assert_int_equal(program.calls[1].op, OP_CREATE_DEVICE);
    assert_int_equal(program.calls[2].op, OP_OFFER_ALLOCATIONS);
    program_free(&program);
  }
}

static void the_same_answers_lead_to_the_same_result(void **state)
{
  struct program first, second;

  (void)state;
  hide(3, &first);
  hide(3, &second);
  assert_int_equal(minimize(&first, offer_at_seven, 0), minimize(&second, offer_at_seven, 0));
  assert_same_program(&first, &second);
  program_free(&first);
  program_free(&second);
}

static void a_minimal_program_stays(void **state)
{
  struct program program, again;

  (void)state;
  hide(4, &program);
  minimize(&program, offer_at_seven, 0);
  assert_true(program_copy(&program, &again));
  assert_true(minimize(&again, offer_at_seven, 0) <= 20);
  assert_same_program(&program, &again);
  program_free(&program);
  program_free(&again);
}

static void what_always_shows_ends_at_nothing(void **state)
{
  uint64_t seed = 5;
  struct program program;

  (void)state;
  program_init(&program);
  add_noise(&seed, &program, NOISE);
  assert_true(minimize(&program, anything, 0) <= 2);
  assert_int_equal(program.call_count, 0);
  program_free(&program);
}

static void arbitrary_answers_do_no_harm(void **state)
{
  uint64_t seed = 7;

  (void)state;
  for (arbitrary_seed = 1; arbitrary_seed < 200; arbitrary_seed++) {
    struct program program;
    size_t call;

    program_init(&program);
    add_noise(&seed, &program, 8);
    some_notes(&seed, &program);
    if (arbitrary(&program, &call)) {
      minimize(&program, arbitrary, 0);
      assert_text_round_trip(&program);
      assert_binary_round_trip(&program);
    }
    program_free(&program);
  }
}

static void a_stop_keeps_the_best_so_far(void **state)
{
  size_t last = SIZE_MAX;

  (void)state;
  for (size_t plays = 1; plays < 30; plays++) {
    struct program program;

    hide(6, &program);
    assert_true(minimize(&program, offer_at_seven, plays) <= plays);
    assert_true(program.call_count <= last);
    last = program.call_count;
    program_free(&program);
  }
  assert_true(last < NOISE / 2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_culprit_among_a_hundred_calls_is_found),
      cmocka_unit_test(it_is_found_without_a_call_to_blame),
      cmocka_unit_test(the_same_answers_lead_to_the_same_result),
      cmocka_unit_test(a_minimal_program_stays),
      cmocka_unit_test(what_always_shows_ends_at_nothing),
      cmocka_unit_test(arbitrary_answers_do_no_harm),
      cmocka_unit_test(a_stop_keeps_the_best_so_far),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
