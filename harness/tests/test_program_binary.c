/* The binary form: every byte string is a program, and encoding it is a fixed point. */
#include "test_program_support.h"

#include <stdlib.h>

#define SWEEP 200000u
#define LONGEST 96u

/* Checks one byte string against the fixed point; `program`, `again` and the buffers are reused. */
struct sweep {
  struct program program, again;
  struct buffer first, second;
};

static void check_bytes(struct sweep *sweep, const uint8_t *bytes, size_t size)
{
  buffer_clear(&sweep->first);
  buffer_clear(&sweep->second);
  assert_true(program_decode(bytes, size, &sweep->program));
  program_encode(&sweep->program, &sweep->first);
  assert_true(program_decode((const uint8_t *)buffer_text(&sweep->first), sweep->first.size, &sweep->again));
  assert_true(program_same_calls(&sweep->program, &sweep->again));
  assert_true(same_runs(&sweep->program, &sweep->again));
  program_encode(&sweep->again, &sweep->second);
  assert_same_buffers(&sweep->first, &sweep->second);
}

static void sweep_free(struct sweep *sweep)
{
  program_free(&sweep->program);
  program_free(&sweep->again);
  buffer_free(&sweep->first);
  buffer_free(&sweep->second);
}

static void check_limits(const struct program *program)
{
  assert_true(program->call_count <= PROGRAM_MAX_CALLS);
  for (size_t i = 0; i < program->handle_count; i++) {
    const struct handle_ref *run = &program->handles[i];
    const uint32_t last = run->stride != 0 ? run->slot + run->count - 1 : run->slot;

    assert_true(run->count != 0 && last < object_types[run->type].slots);
  }
}

static void any_bytes_are_a_program(void **state)
{
  struct sweep sweep = {0};
  uint64_t seed = 1;

  (void)state;
  for (unsigned i = 0; i < SWEEP; i++) {
    uint8_t bytes[LONGEST];
    const size_t size = below(&seed, LONGEST + 1);

    for (size_t k = 0; k < size; k++)
      bytes[k] = (uint8_t)(below(&seed, 3) == 0 ? below(&seed, 8) : chance(&seed));
    check_bytes(&sweep, bytes, size);
    check_limits(&sweep.program);
    if (i % 16 == 0 && sweep.program.call_count != 0)
      assert_text_round_trip(&sweep.program);
  }
  sweep_free(&sweep);
}

static void any_mutation_and_cut_of_a_program_is_a_program(void **state)
{
  struct sweep sweep = {0};
  uint64_t seed = 2;

  (void)state;
  for (unsigned i = 0; i < 300; i++) {
    struct buffer bytes = {0};
    struct program program;

    program_init(&program);
    some_program(&seed, &program);
    program_encode(&program, &bytes);
    for (size_t cut = 0; cut < bytes.size && cut < 400; cut++)
      check_bytes(&sweep, (const uint8_t *)bytes.data, cut);
    for (unsigned k = 0; k < 50; k++) {
      bytes.data[below(&seed, bytes.size)] = (char)chance(&seed);
      check_bytes(&sweep, (const uint8_t *)bytes.data, bytes.size);
    }
    /* Whatever the notes have become, the text form can hold them. */
    if (sweep.program.call_count != 0)
      assert_text_round_trip(&sweep.program);
    program_free(&program);
    buffer_free(&bytes);
  }
  sweep_free(&sweep);
}

static void every_operation_comes_back(void **state)
{
  uint64_t seed = 3;

  (void)state;
  for (unsigned op = 0; op < OP_COUNT; op++)
    for (unsigned turn = 0; turn < 40; turn++) {
      struct program program;

      program_init(&program);
      some_call(&seed, &program, (enum program_op)op);
      assert_binary_round_trip(&program);
      program_free(&program);
    }
}

static void every_program_and_its_notes_come_back(void **state)
{
  uint64_t seed = 4;

  (void)state;
  for (unsigned i = 0; i < 3000; i++) {
    struct program program;

    program_init(&program);
    some_program(&seed, &program);
    assert_binary_round_trip(&program);
    program_free(&program);
  }
}

static void a_fuzzer_program_has_no_notes_section(void **state)
{
  struct buffer bytes = {0};
  struct program program;

  (void)state;
  program_init(&program);
  assert_non_null(program_add_call(&program, OP_STATISTICS));
  program_encode(&program, &bytes);
  assert_int_equal(bytes.size, 2);
  program_free(&program);
  buffer_free(&bytes);
}

static void the_empty_string_is_the_empty_program(void **state)
{
  struct program program;

  (void)state;
  program_init(&program);
  assert_true(program_decode(NULL, 0, &program));
  assert_int_equal(program.call_count, 0);
  program_free(&program);
}

static void a_list_of_the_largest_call_takes_few_bytes(void **state)
{
  static const char text[] = "OfferAllocations hDevice=device0 HandleList=[allocation0[0..10239]]";
  struct buffer bytes = {0};
  struct program_set set;

  (void)state;
  parse(text, sizeof text - 1, &set);
  assert_int_equal(program_list_length(&set.programs[0], set.programs[0].calls, OFFER_ARG_HANDLES), 10240);
  program_encode(&set.programs[0], &bytes);
  assert_in_range(bytes.size, 1, 12);
  assert_binary_round_trip(&set.programs[0]);
  buffer_free(&bytes);
  program_set_free(&set);
}

static void a_list_is_clipped_to_its_limit(void **state)
{
  /* Two lists' runs of the longest length that a number can say. */
  static const uint8_t bytes[] = {
      OP_OFFER_ALLOCATIONS, 0x04, 0x30, 0x17, 9, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x17, 9, 0xFF, 0xFF, 0x7F, 7, 7};
  struct sweep sweep = {0};

  (void)state;
  check_bytes(&sweep, bytes, sizeof bytes);
  check_limits(&sweep.program);
  assert_true(program_list_length(&sweep.program, sweep.program.calls, OFFER_ARG_HANDLES) <= PROGRAM_MAX_LIST);
  sweep_free(&sweep);
}

static void all_lists_together_are_clipped(void **state)
{
  static const uint8_t longest[] = {OP_FILL, 0x02, 0x10, 0x10, 0, 0xFC, 0xFF, 0x07};
  struct buffer bytes = {0};
  struct sweep sweep = {0};
  uint64_t items = 0;

  (void)state;
  for (unsigned i = 0; i < 20; i++)
    buffer_append(&bytes, longest, sizeof longest);
  check_bytes(&sweep, (const uint8_t *)bytes.data, bytes.size);
  /* What follows the list that met the limit is read as other calls. */
  for (size_t i = 0; i < sweep.program.call_count && sweep.program.calls[i].op == OP_FILL; i++)
    items += program_list_length(&sweep.program, &sweep.program.calls[i], CONTENT_ARG_LIST);
  assert_int_equal(items, PROGRAM_MAX_ITEMS);
  buffer_free(&bytes);
  sweep_free(&sweep);
}

static void notes_that_are_not_valid_are_passed_over(void **state)
{
  /* Call 0 expected twice, call 1 which is not there, an unknown kind, a name that looks like an unnamed object's. */
  static const char bytes[] = "\xFFnotes\r\n\x06\x02\x00\x05\x06\x02\x00\x06\x06\x02\x01\x07\x7F\x01x"
                              "\x05\x0A\x02\x00\x01"
                              "device1\x05\x04\x02\x00\x01"
                              "D\x05\x04\x02\x00\x01"
                              "D\x04\x01x\x02\x02 x\x01\x7Fname";
  static const uint8_t statistics[] = {OP_STATISTICS, 0};
  struct buffer whole = {0};
  struct sweep sweep = {0};

  (void)state;
  buffer_append(&whole, statistics, sizeof statistics);
  buffer_append(&whole, bytes, sizeof bytes - 1);
  check_bytes(&sweep, (const uint8_t *)whole.data, whole.size);
  assert_int_equal(sweep.program.call_count, 1);
  assert_int_equal(sweep.program.expectation_count, 1);
  assert_int_equal(sweep.program.expectations[0].statuses[0], 5);
  assert_int_equal(sweep.program.name_count, 1);
  assert_int_equal(sweep.program.need_count, 0);
  assert_null(sweep.program.sentence);
  assert_string_equal(sweep.program.name, "name");
  buffer_free(&whole);
  sweep_free(&sweep);
}

static void calls_beyond_the_limit_are_cut_off(void **state)
{
  const size_t size = 2 * (PROGRAM_MAX_CALLS + 100);
  uint8_t *bytes = calloc(size, 1);
  struct sweep sweep = {0};

  (void)state;
  assert_non_null(bytes);
  check_bytes(&sweep, bytes, size);
  assert_int_equal(sweep.program.call_count, PROGRAM_MAX_CALLS);
  assert_true(program_add_requirement(&sweep.program, "OFR-RET-01"));
  assert_binary_round_trip(&sweep.program);
  sweep_free(&sweep);
  free(bytes);
}

static void decoding_again_needs_no_memory(void **state)
{
  struct buffer bytes = {0};
  struct program program, decoded;
  uint64_t seed = 5;
  size_t capacity[7];
  const void *calls;

  (void)state;
  program_init(&program);
  program_init(&decoded);
  for (unsigned i = 0; i < 20; i++)
    some_call(&seed, &program, (enum program_op)below(&seed, OP_COUNT));
  program_encode(&program, &bytes);
  assert_true(program_decode((const uint8_t *)bytes.data, bytes.size, &decoded));
  memcpy(capacity, decoded.capacity, sizeof capacity);
  calls = decoded.calls;
  assert_true(program_decode((const uint8_t *)bytes.data, bytes.size, &decoded));
  assert_memory_equal(capacity, decoded.capacity, sizeof capacity);
  assert_ptr_equal(calls, decoded.calls);
  program_free(&program);
  program_free(&decoded);
  buffer_free(&bytes);
}

static void a_copy_is_the_same_program(void **state)
{
  uint64_t seed = 6;

  (void)state;
  for (unsigned i = 0; i < 200; i++) {
    struct program program, copy;

    program_init(&program);
    some_program(&seed, &program);
    assert_true(program_copy(&program, &copy));
    assert_same_program(&program, &copy);
    program_free(&program);
    assert_true(copy.call_count != 0);
    program_free(&copy);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_bytes_are_a_program),
      cmocka_unit_test(any_mutation_and_cut_of_a_program_is_a_program),
      cmocka_unit_test(every_operation_comes_back),
      cmocka_unit_test(every_program_and_its_notes_come_back),
      cmocka_unit_test(a_fuzzer_program_has_no_notes_section),
      cmocka_unit_test(the_empty_string_is_the_empty_program),
      cmocka_unit_test(a_list_of_the_largest_call_takes_few_bytes),
      cmocka_unit_test(a_list_is_clipped_to_its_limit),
      cmocka_unit_test(all_lists_together_are_clipped),
      cmocka_unit_test(notes_that_are_not_valid_are_passed_over),
      cmocka_unit_test(calls_beyond_the_limit_are_cut_off),
      cmocka_unit_test(decoding_again_needs_no_memory),
      cmocka_unit_test(a_copy_is_the_same_program),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
