/* What holds for every mutation and every splice: the scope, one spelling, the same again. */
#include "test_program_mutate_support.h"

#include <stdlib.h>

#define MUTATIONS 1000000u
#define ROUND 40u /* mutations of one program after another */

static const char *const case_files[] = {"offer-state",     "offer-lists",  "offer-pointers",
                                         "reclaim-content", "offer-counts", "memory"};
#define CASE_FILES (sizeof case_files / sizeof case_files[0])
#define CASES_OF_A_FILE 12u

/* Programs to begin with: the empty one, and some of the suite's. */
struct beginnings {
  struct program programs[1 + CASE_FILES * CASES_OF_A_FILE];
  size_t count;
};

static void read_cases(const char *name, struct beginnings *beginnings)
{
  static char text[1u << 18];
  char path[512];
  struct program_set set;
  size_t size;
  FILE *file;

  (void)snprintf(path, sizeof path, "%s/conformance/cases/%s.kmt", TEST_SOURCES, name);
  file = fopen(path, "rb");
  assert_non_null(file);
  size = fread(text, 1, sizeof text - 1, file);
  (void)fclose(file);
  text[size] = '\0';
  parse(text, size, &set);
  for (size_t i = 0; i < CASES_OF_A_FILE; i++)
    assert_true(
        program_copy(&set.programs[i * set.count / CASES_OF_A_FILE], &beginnings->programs[beginnings->count++]));
  program_set_free(&set);
}

static int set_up(void **state)
{
  struct beginnings *beginnings = calloc(1, sizeof *beginnings);

  assert_non_null(beginnings);
  beginnings->count = 1;
  for (size_t i = 0; i < CASE_FILES; i++)
    read_cases(case_files[i], beginnings);
  *state = beginnings;
  return 0;
}

static int tear_down(void **state)
{
  struct beginnings *beginnings = *state;

  for (size_t i = 0; i < beginnings->count; i++)
    program_free(&beginnings->programs[i]);
  free(beginnings);
  return 0;
}

static void every_mutation_comes_back(void **state)
{
  const struct beginnings *beginnings = *state;
  const struct program_scope scope = {SCOPE_ALL_OPERATIONS, 64, NULL};
  struct mutator *mutator = mutator_create(&scope);
  struct coded coded = {0};
  uint64_t seed = 10;

  assert_non_null(mutator);
  for (unsigned i = 0; i < MUTATIONS / ROUND; i++) {
    struct program program;

    assert_true(program_copy(&beginnings->programs[i % beginnings->count], &program));
    for (unsigned k = 0; k < ROUND; k++) {
      assert_true(mutator_mutate(mutator, &program, chance(&seed)));
      assert_in_scope(&program, &scope);
      assert_comes_back(&coded, &program);
      assert_tight(&program);
    }
    program_free(&program);
  }
  coded_free(&coded);
  mutator_free(mutator);
}

/* One call on a standing world, and few calls of few operations. */
static void a_narrow_scope_is_kept(void **state)
{
  const uint64_t offer = SCOPE_OPERATION(OP_OFFER_ALLOCATIONS);
  const uint64_t few = offer | SCOPE_OPERATION(OP_RECLAIM_ALLOCATIONS2) | SCOPE_OPERATION(OP_SET_DISCARD);
  struct program world;
  struct coded coded = {0};
  uint64_t seed = 11;

  (void)state;
  parse_one(world_text, &world);
  for (unsigned i = 0; i < 6; i++) {
    const struct program_scope scope = {i % 2 == 0 ? offer : few,
                                        i / 2 == 0   ? 1
                                        : i / 2 == 1 ? 2
                                                     : 8,
                                        i == 5 ? NULL : &world};
    struct program program;

    program_init(&program);
    for (unsigned k = 0; k < 20000; k++) {
      assert_true(program_mutate(&program, &scope, chance(&seed)));
      assert_in_scope(&program, &scope);
      assert_comes_back(&coded, &program);
      buffer_clear(&coded.bytes);
      program_encode_scope(&program, scope.operations, &coded.bytes);
      assert_true(
          program_decode_scope((const uint8_t *)buffer_text(&coded.bytes), coded.bytes.size, &scope, &coded.again));
      assert_true(program_same_calls(&program, &coded.again));
    }
    program_free(&program);
  }
  coded_free(&coded);
  program_free(&world);
}

/* With nothing in scope, nothing can be done, and a program that is full can still be changed. */
static void an_empty_scope_gives_the_empty_program(void **state)
{
  const struct program_scope nothing = {0, 8, NULL}, none = {SCOPE_ALL_OPERATIONS, 0, NULL};
  struct program program;

  (void)state;
  program_init(&program);
  for (uint64_t seed = 0; seed < 100; seed++) {
    assert_true(program_mutate(&program, &nothing, seed));
    assert_true(program_mutate(&program, &none, seed));
    assert_int_equal(program.call_count, 0);
  }
  program_free(&program);
}

static void the_same_seed_makes_the_same_change(void **state)
{
  const struct beginnings *beginnings = *state;
  struct program world;
  uint64_t seed = 12;

  parse_one(world_text, &world);
  for (unsigned i = 0; i < 4000; i++) {
    const struct program_scope scope = {SCOPE_ALL_OPERATIONS, 64, i % 2 == 0 ? &world : NULL};
    struct mutator *mutator = mutator_create(&scope);
    const uint64_t mutation = chance(&seed);
    struct program a, b;

    assert_non_null(mutator);
    assert_true(program_copy(&beginnings->programs[i % beginnings->count], &a));
    assert_true(program_copy(&beginnings->programs[i % beginnings->count], &b));
    assert_true(program_mutate(&a, &scope, mutation));
    assert_true(mutator_mutate(mutator, &b, mutation));
    assert_true(program_same_calls(&a, &b));
    assert_true(same_runs(&a, &b));
    program_free(&a);
    program_free(&b);
    mutator_free(mutator);
  }
  program_free(&world);
}

/* The names of a case are not the changed program's. */
static void notes_are_dropped(void **state)
{
  const struct beginnings *beginnings = *state;
  const struct program_scope scope = {SCOPE_ALL_OPERATIONS, 64, NULL};
  struct program program, empty;

  program_init(&empty);
  assert_true(program_copy(&beginnings->programs[1], &program));
  assert_non_null(program.name);
  assert_true(program_mutate(&program, &scope, 1));
  assert_same_notes(&program, &empty);
  program_free(&program);
}

static void a_program_of_many_calls_can_be_changed(void **state)
{
  const struct program_scope scope = {SCOPE_ALL_OPERATIONS, PROGRAM_MAX_CALLS, NULL};
  struct mutator *mutator = mutator_create(&scope);
  struct program program;
  struct coded coded = {0};
  uint64_t seed = 13;

  (void)state;
  assert_non_null(mutator);
  program_init(&program);
  for (unsigned i = 0; i < PROGRAM_MAX_CALLS; i++)
    some_call(&seed, &program, (enum program_op)(i % OP_COUNT));
  for (unsigned i = 0; i < 2000; i++) {
    assert_true(mutator_mutate(mutator, &program, chance(&seed)));
    assert_in_scope(&program, &scope);
    if (i % 20 == 0)
      assert_comes_back(&coded, &program);
  }
  assert_tight(&program);
  coded_free(&coded);
  program_free(&program);
  mutator_free(mutator);
}

/* All lists together may hold no item more. */
static void a_program_of_many_items_can_be_changed(void **state)
{
  const struct program_scope scope = {SCOPE_ALL_OPERATIONS, 40, NULL};
  struct program full;
  struct coded coded = {0};
  uint64_t seed = 14;

  (void)state;
  program_init(&full);
  for (unsigned i = 0; i < PROGRAM_MAX_ITEMS / PROGRAM_MAX_LIST; i++) {
    struct call *call = program_add_call(&full, i % 2 == 0 ? OP_OFFER_ALLOCATIONS : OP_MAKE_RESIDENT);
    const uint8_t list = i % 2 == 0 ? OFFER_ARG_HANDLES : 2;

    assert_non_null(call);
    assert_true(program_add_handle(&full, &call->arguments[list],
                                   (struct handle_ref){.type = OBJECT_ALLOCATION, .count = PROGRAM_MAX_LIST}));
  }
  for (unsigned i = 0; i < 3000; i++) {
    struct program program;

    assert_true(program_copy(&full, &program));
    for (unsigned k = 0; k < 10; k++) {
      assert_true(program_mutate(&program, &scope, chance(&seed)));
      assert_comes_back(&coded, &program);
    }
    program_free(&program);
  }
  coded_free(&coded);
  program_free(&full);
}

/* ---- splicing ---- */

/* A call's bytes; with an argument, of that argument alone. */
static void encode_part(const struct program *program, size_t index, uint8_t argument, struct buffer *ret_bytes)
{
  struct program defaults, part = *program;
  struct call call;

  program_init(&defaults);
  assert_non_null(program_add_call(&defaults, (enum program_op)program->calls[index].op));
  call = argument == NO_ARGUMENT ? program->calls[index] : defaults.calls[0];
  if (argument != NO_ARGUMENT)
    call.arguments[argument] = program->calls[index].arguments[argument];
  part.calls = &call;
  part.call_count = 1;
  part.name = NULL;
  part.sentence = NULL;
  part.requirement_count = part.need_count = part.name_count = part.expectation_count = 0;
  buffer_clear(ret_bytes);
  program_encode(&part, ret_bytes);
  program_free(&defaults);
}

static bool has_part(const struct program *parent, uint8_t op, uint8_t argument, const struct buffer *wanted)
{
  struct buffer bytes = {0};
  bool found = false;

  for (size_t i = 0; i < parent->call_count && !found; i++)
    if (parent->calls[i].op == op) {
      encode_part(parent, i, argument, &bytes);
      found = bytes.size == wanted->size && memcmp(bytes.data, wanted->data, bytes.size) == 0;
    }
  buffer_free(&bytes);
  return found;
}

static bool is_of_parents(const struct program *child, size_t index, uint8_t argument, const struct program *first,
                          const struct program *second)
{
  struct buffer bytes = {0};
  bool found;

  encode_part(child, index, argument, &bytes);
  found = has_part(first, child->calls[index].op, argument, &bytes) ||
          has_part(second, child->calls[index].op, argument, &bytes);
  buffer_free(&bytes);
  return found;
}

/* The calls that no parent has; their arguments all are a parent's. */
static unsigned mixed_calls(const struct program *child, const struct program *first, const struct program *second)
{
  unsigned mixed = 0;

  for (size_t i = 0; i < child->call_count; i++) {
    if (is_of_parents(child, i, NO_ARGUMENT, first, second))
      continue;
    mixed++;
    for (uint8_t k = 0; k < program_ops[child->calls[i].op].argument_count; k++)
      if (!is_of_parents(child, i, k, first, second))
        fail_msg("call %u, %s, is of neither parent", (unsigned)i, program_ops[child->calls[i].op].arguments[k].name);
  }
  return mixed;
}

static void a_splice_has_only_what_its_parents_have(void **state)
{
  const struct beginnings *beginnings = *state;
  const struct program_scope scope = {SCOPE_ALL_OPERATIONS, 24, NULL};
  struct program child;
  struct coded coded = {0};
  uint64_t seed = 15;
  unsigned mixed = 0, whole = 0;

  program_init(&child);
  for (unsigned i = 0; i < 4000; i++) {
    const struct program *first = &beginnings->programs[below(&seed, beginnings->count)];
    const struct program *second = &beginnings->programs[below(&seed, beginnings->count)];
    unsigned count;

    assert_true(program_splice(first, second, &scope, chance(&seed), &child));
    assert_in_scope(&child, &scope);
    assert_comes_back(&coded, &child);
    assert_tight(&child);
    assert_int_equal(child.call_count == 0, first->call_count == 0 && second->call_count == 0);
    count = mixed_calls(&child, first, second);
    assert_true(count <= 1);
    mixed += count;
    whole += count == 0;
  }
  assert_true(mixed > 200 && whole > 1000);
  coded_free(&coded);
  program_free(&child);
}

static void a_splice_stays_in_a_narrow_scope(void **state)
{
  const struct beginnings *beginnings = *state;
  uint64_t seed = 16;
  struct program child;

  program_init(&child);
  for (unsigned i = 0; i < 4000; i++) {
    const struct program_scope scope = {SCOPE_OPERATION(OP_OFFER_ALLOCATIONS) | SCOPE_OPERATION(OP_CREATE_DEVICE),
                                        1 + i % 3, NULL};

    assert_true(program_splice(&beginnings->programs[below(&seed, beginnings->count)],
                               &beginnings->programs[below(&seed, beginnings->count)], &scope, chance(&seed), &child));
    assert_in_scope(&child, &scope);
  }
  program_free(&child);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_mutation_comes_back),
      cmocka_unit_test(a_narrow_scope_is_kept),
      cmocka_unit_test(an_empty_scope_gives_the_empty_program),
      cmocka_unit_test(the_same_seed_makes_the_same_change),
      cmocka_unit_test(notes_are_dropped),
      cmocka_unit_test(a_program_of_many_calls_can_be_changed),
      cmocka_unit_test(a_program_of_many_items_can_be_changed),
      cmocka_unit_test(a_splice_has_only_what_its_parents_have),
      cmocka_unit_test(a_splice_stays_in_a_narrow_scope),
  };

  return cmocka_run_group_tests(tests, set_up, tear_down);
}
