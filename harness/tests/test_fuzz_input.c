/* Inputs of fuzz targets: any bytes are calls of the target's, changed inputs stay inside their size, worlds load. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "abi/offer.h"
#include "fuzz/bytes.h"
#include "fuzz/engine/restore.h"
#include "fuzz/input.h"
#include "fuzz/mutator.h"
#include "program/text.h"

#define INPUT_BYTES 200u
#define ROUNDS 4000u
#define LIST 0x0000510000000000u

static uint64_t state = 1;

static uint32_t chance(uint32_t bound)
{
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33) % bound;
}

static size_t random_input(uint8_t *ret_data)
{
  const size_t size = chance(INPUT_BYTES + 1);

  for (size_t i = 0; i < size; i++)
    ret_data[i] = (uint8_t)chance(chance(4) == 0 ? 256 : 8);
  return size;
}

static void any_bytes_are_calls_of_the_target(void **unused)
{
  (void)unused;
  for (const struct fuzz_target *const *at = fuzz_targets; *at != NULL; at++)
    for (unsigned round = 0; (*at)->operations != 0 && round < ROUNDS; round++) {
      uint8_t data[INPUT_BYTES];
      struct buffer bytes = {NULL, 0, 0, false};
      struct program program, again;
      size_t size = random_input(data);

      program_init(&program);
      program_init(&again);
      assert_true(fuzz_decode(*at, data, size, &program));
      assert_true(program.call_count <= (*at)->max_calls);
      for (size_t i = 0; i < program.call_count; i++)
        assert_true(((*at)->operations & SCOPE_OPERATION(program.calls[i].op)) != 0);
      fuzz_encode(*at, &program, &bytes);
      assert_true(fuzz_decode(*at, (const uint8_t *)buffer_text(&bytes), bytes.size, &again));
      assert_true(program_same_calls(&program, &again));
      buffer_free(&bytes);
      program_free(&program);
      program_free(&again);
    }
}

static void changed_inputs_stay_inside_their_size(void **unused)
{
  (void)unused;
  for (const struct fuzz_target *const *at = fuzz_targets; *at != NULL; at++) {
    struct fuzz_mutator *mutator = fuzz_mutator_create(*at);
    unsigned made = 0, left = 0;

    assert_non_null(mutator);
    for (unsigned round = 0; round < ROUNDS; round++) {
      uint8_t data[INPUT_BYTES], same[INPUT_BYTES];
      size_t size = random_input(data), max = size + chance((uint32_t)(INPUT_BYTES - size) + 1), got;

      memcpy(same, data, size);
      got = fuzz_mutate(mutator, data, size, max, round);
      assert_true(got <= max);
      assert_int_equal(got, fuzz_mutate(mutator, same, size, max, round));
      assert_memory_equal(data, same, got);
      made += got > 0;
      left += got == 0;
      got = fuzz_splice(mutator, data, got, same, got / 2, same, max, round);
      assert_true(got <= max);
    }
    assert_true(left > ROUNDS / 20);
    assert_true((*at)->operations == 0 || made > ROUNDS / 4);
    fuzz_mutator_free(mutator);
  }
}

static void the_engine_can_be_left_alone(void **unused)
{
  struct fuzz_mutator *mutator;
  uint8_t data[INPUT_BYTES] = {0};

  (void)unused;
  assert_int_equal(setenv(MUTATOR_VARIABLE, "bytes", 1), 0);
  mutator = fuzz_mutator_create(fuzz_targets[0]);
  unsetenv(MUTATOR_VARIABLE);
  assert_non_null(mutator);
  for (unsigned seed = 0; seed < 100; seed++)
    assert_int_equal(fuzz_mutate(mutator, data, 20, sizeof data, seed), 0);
  fuzz_mutator_free(mutator);
}

static const struct fuzz_target *target(const char *name)
{
  const struct fuzz_target *found = fuzz_target_by_name(name, strlen(name));

  assert_non_null(found);
  return found;
}

/* What the input says is shown behind the world, with the world's names. */
static void an_input_is_shown_on_its_world(void **unused)
{
  const char *seed = "# one offer\nOfferAllocations hDevice=D HandleList=[X[0..1] 0x44] Priority=LOW\n";
  const struct fuzz_target *offer = target("fuzz_offer");
  struct buffer bytes = {NULL, 0, 0, false}, text = {NULL, 0, 0, false};
  struct fuzz_world world;
  struct program program;
  char error[256] = "";

  (void)unused;
  program_init(&program);
  assert_true(fuzz_world_load(offer, &world, error, sizeof error));
  assert_true(world.world.call_count > 10);
  assert_true(world.restore.call_count > 0);
  if (!fuzz_parse(offer, seed, strlen(seed), &bytes, error, sizeof error))
    fail_msg("%s", error);
  assert_true(bytes.size < 20);
  assert_true(fuzz_program(offer, (const uint8_t *)buffer_text(&bytes), bytes.size, &world, &program));
  assert_int_equal(program.call_count, world.world.call_count + 1);
  program_format_call(&program, &program.calls[program.call_count - 1], &text);
  assert_string_equal(buffer_text(&text), "OfferAllocations hDevice=D HandleList=[X[0..1] 0x44] Priority=LOW");
  buffer_free(&bytes);
  buffer_free(&text);
  program_free(&program);
  fuzz_world_free(&world);
}

static void a_wrong_seed_is_refused_at_its_line(void **unused)
{
  static const struct {
    const char *target, *text, *message;
  } rows[] = {
      {"fuzz_offer", "\n\nOfferAllocations hDevice=Nobody\n", "3:26: "},
      {"fuzz_offer", "CloseAdapter hAdapter=A[0]\n", "CloseAdapter is no call of fuzz_offer"},
      {"fuzz_offer", "OfferAllocations\nOfferAllocations\n", "it has 2 calls, fuzz_offer takes 1"},
      {"fuzz_offer", "OfferAllocations\ncase other\nOfferAllocations\n", "a seed is one program"},
      {"fuzz_sequence", "case a\nCloseAdapter\ncase b\nCloseAdapter\n", "a seed is one program"},
  };

  (void)unused;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct buffer bytes = {NULL, 0, 0, false};
    char error[256] = "";

    assert_false(fuzz_parse(target(rows[i].target), rows[i].text, strlen(rows[i].text), &bytes, error, sizeof error));
    if (strstr(error, rows[i].message) != error)
      fail_msg("'%s' for '%s'", error, rows[i].message);
    buffer_free(&bytes);
  }
}

/* The bytes of a structure, as the fields that they lie in. */
static void raw_bytes_are_the_structure(void **unused)
{
  static const struct {
    uint64_t pointer;
    uint8_t place;
    uint32_t items;
  } rows[] = {
      {0, PLACE_NULL, 0},
      {LIST, PLACE_GUARDED, 3},
      {LIST + 4, PLACE_GUARDED, 2},
      {LIST + 1, PLACE_MISALIGNED, 2},
      {LIST + 11, PLACE_MISALIGNED, 0},
      {LIST + 12, PLACE_UNMAPPED, 0},
      {LIST + 0x10001, PLACE_ADDRESS, 3},
      {0x1234, PLACE_ADDRESS, 3},
      {UINT64_MAX, PLACE_ADDRESS, 3},
  };
  const struct fuzz_target *bytes_target = target("fuzz_offer_bytes");

  (void)unused;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    uint8_t data[sizeof(D3DKMT_OFFERALLOCATIONS) + 12] = {0};
    uint32_t items[] = {0x40000001, 0x40000002, 0x40000003}, count = 3, device = 0x40000080, priority = 4;
    const struct argument *arguments;
    struct program program;

    program_init(&program);
    bytes_set32(data + offsetof(D3DKMT_OFFERALLOCATIONS, hDevice), device);
    memcpy(data + offsetof(D3DKMT_OFFERALLOCATIONS, HandleList), &rows[i].pointer, sizeof rows[i].pointer);
    bytes_set32(data + offsetof(D3DKMT_OFFERALLOCATIONS, NumAllocations), count);
    bytes_set32(data + offsetof(D3DKMT_OFFERALLOCATIONS, Priority), priority);
    data[4] = 0xAA;
    for (size_t k = 0; k < 3; k++)
      bytes_set32(data + sizeof(D3DKMT_OFFERALLOCATIONS) + k * 4, items[k]);
    assert_true(fuzz_decode(bytes_target, data, sizeof data, &program));
    arguments = program.calls[0].arguments;
    assert_int_equal(program.calls[0].padding, 0xAA);
    assert_int_equal(arguments[OFFER_ARG_DEVICE].handle.flip, device);
    assert_int_equal(arguments[OFFER_ARG_COUNT].number, count);
    assert_int_equal(arguments[OFFER_ARG_PRIORITY].number, priority);
    assert_int_equal(arguments[OFFER_ARG_RESOURCES].place.kind, PLACE_NULL);
    assert_int_equal(arguments[OFFER_ARG_HANDLES].place.kind, rows[i].place);
    assert_int_equal(program_list_length(&program, &program.calls[0], OFFER_ARG_HANDLES), rows[i].items);
    if (rows[i].pointer == LIST + 4)
      assert_int_equal(program_list_handle(&program, &arguments[OFFER_ARG_HANDLES], 1).flip, items[2]);
    program_free(&program);
  }
}

/* Slots hold other handles here than their numbers: allocation 7 is of another process, and worth as much as allocation 1. */
static void only_what_was_listed_is_restored(void **unused)
{
  static const struct {
    const char *input;
    bool needed[4];
  } rows[] = {
      {"OfferAllocations hDevice=device0 HandleList=[allocation1]", {true, false, false, true}},
      {"OfferAllocations hDevice=device0 HandleList=[allocation7]", {true, false, false, true}},
      {"OfferAllocations hDevice=device0 HandleList=[allocation2 allocation9]", {false, false, false, true}},
      {"OfferAllocations hDevice=device0 HandleList=[allocation2 allocation3]", {false, true, false, true}},
      {"OfferAllocations hDevice=device0 pResources=[resource1]", {false, false, true, true}},
      {"OfferAllocations hDevice=device0 HandleList=[0x40001041]", {true, false, false, true}},
      {"OfferAllocations hDevice=device0 HandleList=[allocation0^0x40]", {true, false, false, true}},
      {"OfferAllocations hDevice=device0 HandleList=[allocation0^0x80000000]", {false, false, false, true}},
      {"OfferAllocations hDevice=device0 HandleList=[0*10240]", {false, false, false, true}},
      {"OfferAllocations hDevice=device0", {false, false, false, true}},
  };
  const char *restore = "ReclaimAllocations hDevice=device0 HandleList=[allocation0 allocation1]\n"
                        "ReclaimAllocations hDevice=device0 HandleList=[allocation3 allocation4 allocation5]\n"
                        "ReclaimAllocations hDevice=device0 pResources=[resource0 resource1]\n"
                        "process index=0\n";
  uint32_t allocations[16] = {0}, resources[2] = {0};
  struct execution execution = {.handles = {[OBJECT_ALLOCATION] = allocations, [OBJECT_RESOURCE] = resources}};
  struct program_set set = {NULL, 0, 0};
  struct text_error error;

  (void)unused;
  for (uint32_t i = 0; i < 8; i++)
    allocations[i] = 0x40001000 + i * 0x40;
  allocations[7] = allocations[1];
  resources[0] = 0x40002000;
  resources[1] = 0x40002040;
  assert_true(program_parse(restore, strlen(restore), &set, &error));
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct program_set input = {NULL, 0, 0};

    assert_true(program_parse(rows[i].input, strlen(rows[i].input), &input, &error));
    for (size_t k = 0; k < 4; k++)
      if (restore_needs(&execution, &set.programs[0], &set.programs[0].calls[k], &input.programs[0]) !=
          rows[i].needed[k])
        fail_msg("call %zu after %s", k, rows[i].input);
    program_set_free(&input);
  }
  program_set_free(&set);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_bytes_are_calls_of_the_target),   cmocka_unit_test(changed_inputs_stay_inside_their_size),
      cmocka_unit_test(the_engine_can_be_left_alone),        cmocka_unit_test(an_input_is_shown_on_its_world),
      cmocka_unit_test(a_wrong_seed_is_refused_at_its_line), cmocka_unit_test(raw_bytes_are_the_structure),
      cmocka_unit_test(only_what_was_listed_is_restored),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
