/* The generated suites: how many combinations there are, that each is a call of its own, that what they do is undone. */
#include "run_support.h"

#include "certify/player.h"
#include "certify/suite_fields.h"

static void there_are_enough_combinations(void **state)
{
  uint64_t exhaustive = 0;

  (void)state;
  for (size_t i = 0; i < SUITE_COUNT; i++) {
    assert_true(suite_combinations(&suites[i]) > 0);
    assert_true(suite_combinations(&suites[i]) % suite_groups(&suites[i]) == 0);
    exhaustive += suites[i].pairs ? 0 : suite_combinations(&suites[i]);
  }
  assert_true(exhaustive >= 200000);
}

/* Every class of every field is chosen, and a wrong item stands at each place. */
static void all_classes_are_covered(void **state)
{
  (void)state;
  for (size_t i = 0; i < SUITE_COUNT; i++) {
    static uint64_t seen[SUITE_MAX_FIELDS][SUITE_MAX_CLASSES][SUITE_POSITIONS];
    size_t count;
    const struct suite_field *fields = suite_fields(&suites[i], &count);
    uint64_t total = suite_combinations(&suites[i]);

    memset(seen, 0, sizeof seen);
    for (uint64_t combination = 0; combination < total; combination++) {
      struct suite_choice choice;

      suite_choose(&suites[i], combination, &choice);
      for (size_t f = 0; f < count; f++) {
        assert_true(choice.classes[f] < (suites[i].pairs ? fields[f].count : fields[f].common));
        seen[f][choice.classes[f]][f == SUITE_ITEM ? choice.position : 0]++;
      }
    }
    for (size_t f = 0; f < count; f++)
      for (size_t c = 0; c < (suites[i].pairs ? fields[f].count : fields[f].common); c++)
        for (size_t p = 0; p < (f == SUITE_ITEM && c > 0 ? SUITE_POSITIONS : 1); p++)
          if (seen[f][c][p] == 0)
            fail_msg("%s: %s is never %s", suites[i].name, fields[f].name, fields[f].classes[c].name);
  }
}

static void pairs_have_two_fields_that_are_wrong(void **state)
{
  (void)state;
  for (size_t i = 0; i < SUITE_COUNT; i++)
    for (uint64_t combination = 0; suites[i].pairs && combination < suite_combinations(&suites[i]); combination++) {
      struct suite_choice choice;
      unsigned wrong = 0;

      suite_choose(&suites[i], combination, &choice);
      for (size_t f = 0; f < SUITE_MAX_FIELDS; f++)
        wrong += choice.classes[f] != 0;
      assert_int_equal(wrong, 2);
    }
}

/* Each combination is another program. */
static void no_two_combinations_are_the_same_call(void **state)
{
  struct program programs[2];

  (void)state;
  program_init(&programs[0]);
  program_init(&programs[1]);
  for (size_t i = 0; i < SUITE_COUNT; i++) {
    uint64_t size = suite_combinations(&suites[i]) / suite_groups(&suites[i]);

    for (uint64_t combination = 1; combination < size && combination < 5000; combination++) {
      assert_true(suite_call(&suites[i], combination - 1, &programs[(combination - 1) % 2]));
      assert_true(suite_call(&suites[i], combination, &programs[combination % 2]));
      assert_int_equal(programs[0].call_count, 1);
      assert_int_equal(programs[0].calls[0].op, suites[i].op);
      assert_false(program_same_calls(&programs[0], &programs[1]));
    }
  }
  program_free(&programs[0]);
  program_free(&programs[1]);
}

static void every_class_of_a_field_makes_another_call(void **state)
{
  struct program good, wrong;

  (void)state;
  program_init(&good);
  program_init(&wrong);
  for (size_t i = 0; i < SUITE_COUNT; i++) {
    assert_true(suite_call(&suites[i], 0, &good));
    for (uint64_t combination = 1; combination < suite_combinations(&suites[i]); combination += 997) {
      struct suite_choice choice;
      bool call_differs = false;

      suite_choose(&suites[i], combination, &choice);
      for (size_t f = SUITE_DEVICE; f < SUITE_MAX_FIELDS; f++)
        call_differs = call_differs || choice.classes[f] != 0;
      assert_true(suite_call(&suites[i], combination, &wrong));
      if (!suites[i].pairs)
        assert_int_equal(program_same_calls(&good, &wrong), !call_differs);
    }
  }
  program_free(&good);
  program_free(&wrong);
}

static size_t differing_items(const struct program *a, const struct program *b, size_t *ret_last)
{
  size_t differing = 0;

  assert_int_equal(a->handle_count, b->handle_count);
  for (size_t i = 0; i < a->handle_count; i++)
    if (memcmp(&a->handles[i], &b->handles[i], sizeof a->handles[i]) != 0) {
      *ret_last = i;
      differing++;
    }
  return differing;
}

static void the_wrong_item_stands_in_its_place(void **state)
{
  struct program good, wrong;

  (void)state;
  program_init(&good);
  program_init(&wrong);
  for (size_t i = 0; i < SUITE_COUNT; i++) {
    unsigned seen = 0;

    assert_true(suite_call(&suites[i], 0, &good));
    for (uint64_t combination = 0; !suites[i].pairs && combination < 20000; combination++) {
      struct suite_choice choice;
      size_t place = 0;

      suite_choose(&suites[i], combination, &choice);
      if (choice.classes[SUITE_ITEM] == 0 || choice.classes[SUITE_LIST] != 0)
        continue;
      assert_true(suite_call(&suites[i], combination, &wrong));
      assert_int_equal(differing_items(&good, &wrong, &place), 1);
      assert_int_equal(place, choice.position);
      seen |= 1u << place;
    }
    assert_int_equal(seen, suites[i].pairs ? 0 : 7);
  }
  program_free(&good);
  program_free(&wrong);
}

static void a_combination_is_a_program_that_can_be_printed_and_read(void **state)
{
  (void)state;
  for (size_t i = 0; i < SUITE_COUNT; i++) {
    uint64_t total = suite_combinations(&suites[i]);

    for (uint64_t combination = 0; combination < total; combination += total / 7 + 1) {
      struct program program;
      struct program_set again;
      struct buffer text = {0}, words = {0};

      program_init(&program);
      assert_true(suite_program(&suites[i], combination, &program));
      program_format(&program, &text);
      parse_programs(buffer_text(&text), &again);
      assert_true(program_same_calls(&program, &again.programs[0]));
      assert_int_equal(program.calls[program.call_count - 1].op, suites[i].op);
      suite_describe(&suites[i], combination, &words);
      assert_non_null(strstr(buffer_text(&words), "state "));
      program_set_free(&again);
      program_free(&program);
      buffer_free(&text);
      buffer_free(&words);
    }
  }
}

static void a_combination_in_words_names_class_and_place(void **state)
{
  struct buffer words = {0};
  uint64_t combination = 0;

  (void)state;
  suite_describe(&suites[0], 0, &words);
  assert_string_equal(buffer_text(&words),
                      "state active, device valid, list handles, item valid, count 3, priority LOW, "
                      "flags none, structure given");
  for (bool found = false; !found; combination++) {
    struct suite_choice choice;

    buffer_clear(&words);
    suite_choose(&suites[0], combination, &choice);
    found = choice.classes[SUITE_ITEM] == 1 && choice.position == 2;
    suite_describe(&suites[0], combination, &words);
  }
  assert_non_null(strstr(buffer_text(&words), "item zero at 2"));
  buffer_free(&words);
}

static void the_parameters_are_a_line_a_field(void **state)
{
  struct buffer text = {0};

  (void)state;
  suite_parameters(&suites[0], &text);
  assert_non_null(strstr(buffer_text(&text), "state: active, adapter stopped, reset, marked as in error\n"));
  assert_non_null(strstr(buffer_text(&text), "(first, middle, last)\n"));
  assert_null(strstr(buffer_text(&text), "structure:")); /* of one class: no parameter */
  buffer_free(&text);
}

/* A stretch plays its world once; after a call that succeeds, the undo makes the next one's world the same. */
static void a_call_is_undone_before_the_next(void **state)
{
  static const enum program_op counterparts[] = {OP_RECLAIM_ALLOCATIONS2, OP_OFFER_ALLOCATIONS, OP_OFFER_ALLOCATIONS};

  (void)state;
  for (uint64_t i = 0; i < 3; i++) {
    const struct job job = {JOB_SUITE, i, 0, 40};
    struct kept_records kept = {0};
    struct target target;
    struct execution execution;
    size_t calls = 0, undone = 0, succeeded = 0;

    target_open_linked(&target);
    target_probe(&target);
    assert_true(execution_init(&execution, &target));
    execution.sink = keep_records(&kept);
    assert_true(player_play(NULL, &execution, &job));
    for (size_t k = 0; k < kept.count; k++) {
      struct call_record record = kept_at(&kept, k);

      if (record.teardown)
        break;
      if ((record.call & PLAYER_UNDO) != 0) {
        assert_int_equal(record.op, counterparts[i]);
        assert_int_equal(record.status, STATUS_SUCCESS);
        undone++;
      } else if ((record.call & PLAYER_WORLD) == 0) {
        assert_int_equal(record.op, suites[i].op);
        calls++;
        succeeded += record.status == STATUS_SUCCESS;
      }
    }
    assert_int_equal(calls, 40);
    assert_true(succeeded > 0 && succeeded < calls);
    assert_int_equal(undone, succeeded * 2);
    execution_free(&execution);
    kept_free(&kept);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(there_are_enough_combinations),
      cmocka_unit_test(all_classes_are_covered),
      cmocka_unit_test(pairs_have_two_fields_that_are_wrong),
      cmocka_unit_test(no_two_combinations_are_the_same_call),
      cmocka_unit_test(every_class_of_a_field_makes_another_call),
      cmocka_unit_test(the_wrong_item_stands_in_its_place),
      cmocka_unit_test(a_combination_is_a_program_that_can_be_printed_and_read),
      cmocka_unit_test(a_combination_in_words_names_class_and_place),
      cmocka_unit_test(the_parameters_are_a_line_a_field),
      cmocka_unit_test(a_call_is_undone_before_the_next),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
