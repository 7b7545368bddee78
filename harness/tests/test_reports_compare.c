/* Two runs side by side: what counts as worse, and what both forms say of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "reports/compare.h"
#include "sample_results.h"

static const char *const names[2] = {"before", "after"};

static void only_what_the_target_does_is_worse_or_better(void **state)
{
  static const struct {
    enum verdict a, b;
    enum change there, back;
  } rows[] = {
      {VERDICT_PASS, VERDICT_PASS, CHANGE_NONE, CHANGE_NONE},
      {VERDICT_PASS, VERDICT_NOTED, CHANGE_OTHER, CHANGE_OTHER},
      {VERDICT_PASS, VERDICT_WARN, CHANGE_OTHER, CHANGE_OTHER},
      {VERDICT_PASS, VERDICT_STALE_WAIVER, CHANGE_OTHER, CHANGE_OTHER},
      {VERDICT_PASS, VERDICT_WAIVED, CHANGE_WORSE, CHANGE_BETTER},
      {VERDICT_STALE_WAIVER, VERDICT_WAIVED, CHANGE_WORSE, CHANGE_BETTER},
      {VERDICT_PASS, VERDICT_FAIL, CHANGE_WORSE, CHANGE_BETTER},
      {VERDICT_WARN, VERDICT_TIMEOUT, CHANGE_WORSE, CHANGE_BETTER},
      {VERDICT_NOTED, VERDICT_CRASH, CHANGE_WORSE, CHANGE_BETTER},
      {VERDICT_WAIVED, VERDICT_FAIL, CHANGE_OTHER, CHANGE_OTHER},
      {VERDICT_CRASH, VERDICT_FAIL, CHANGE_OTHER, CHANGE_OTHER},
      {VERDICT_FAIL, VERDICT_FAIL, CHANGE_NONE, CHANGE_NONE},
      {VERDICT_NOT_SUPPORTED, VERDICT_NOT_SUPPORTED, CHANGE_NONE, CHANGE_NONE},
      {VERDICT_NOT_SUPPORTED, VERDICT_BROKEN, CHANGE_OTHER, CHANGE_OTHER},
      {VERDICT_PASS, VERDICT_NOT_SUPPORTED, CHANGE_LESS, CHANGE_MORE},
      {VERDICT_WAIVED, VERDICT_BROKEN, CHANGE_LESS, CHANGE_MORE},
      {VERDICT_FAIL, VERDICT_NOT_SUPPORTED, CHANGE_LESS, CHANGE_WORSE},
  };

  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (compare_verdicts(true, rows[i].a, true, rows[i].b) != rows[i].there)
      fail_msg("%s to %s", verdict_names[rows[i].a], verdict_names[rows[i].b]);
    if (compare_verdicts(true, rows[i].b, true, rows[i].a) != rows[i].back)
      fail_msg("%s to %s", verdict_names[rows[i].b], verdict_names[rows[i].a]);
  }
  assert_int_equal(compare_verdicts(false, VERDICT_PASS, true, VERDICT_PASS), CHANGE_MORE);
  assert_int_equal(compare_verdicts(true, VERDICT_FAIL, false, VERDICT_PASS), CHANGE_LESS);
  assert_int_equal(compare_verdicts(false, VERDICT_PASS, true, VERDICT_FAIL), CHANGE_WORSE);
}

struct pair {
  struct run_results runs[2];
  struct comparison comparison;
};

static void begin(enum sample a, enum sample b, struct pair *ret_pair)
{
  sample_results(a, &ret_pair->runs[0]);
  sample_results(b, &ret_pair->runs[1]);
}

static void compare(struct pair *pair)
{
  assert_true(comparison_make(&pair->runs[0], &pair->runs[1], &pair->comparison));
}

static void end(struct pair *pair)
{
  comparison_free(&pair->comparison);
  run_results_free(&pair->runs[0]);
  run_results_free(&pair->runs[1]);
}

static const struct compared *find(const struct pair *pair, const char *name)
{
  for (size_t i = 0; i < pair->comparison.item_count; i++)
    if (strcmp(pair->comparison.items[i].name, name) == 0)
      return &pair->comparison.items[i];
  return NULL;
}

static void a_run_and_itself_are_the_same(void **state)
{
  (void)state;
  for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
    struct pair pair;

    begin((enum sample)sample, (enum sample)sample, &pair);
    compare(&pair);
    assert_int_equal(pair.comparison.item_count, 0);
    assert_int_equal(pair.comparison.behaviour_count, 0);
    assert_int_equal(pair.comparison.fact_count, 0);
    assert_int_equal(pair.comparison.entry_count, 0);
    end(&pair);
  }
}

static void what_fails_now_is_worse(void **state)
{
  struct pair pair;

  (void)state;
  begin(SAMPLE_PASSING, SAMPLE_FAILING, &pair);
  compare(&pair);
  assert_int_equal(find(&pair, "OFR-PRI-01")->change, CHANGE_WORSE);
  assert_int_equal(find(&pair, "offer/priority-none")->change, CHANGE_WORSE); /* which the first did not play */
  assert_false(find(&pair, "offer/priority-none")->there[0]);
  assert_int_equal(find(&pair, "exhaustive/offer")->change, CHANGE_WORSE);
  assert_int_equal(find(&pair, "exhaustive/offer")->deviating[1], 12);
  assert_null(find(&pair, "exhaustive/offer#4711"));
  assert_null(find(&pair, "offer/one-low"));
  assert_int_equal(pair.comparison.counts[CHANGE_WORSE], 6);
  assert_int_equal(pair.comparison.counts[CHANGE_BETTER], 0);
  end(&pair);
  begin(SAMPLE_FAILING, SAMPLE_PASSING, &pair);
  compare(&pair);
  assert_int_equal(find(&pair, "OFR-PRI-01")->change, CHANGE_BETTER);
  assert_int_equal(find(&pair, "exhaustive/offer")->change, CHANGE_BETTER);
  assert_int_equal(find(&pair, "offer/priority-none")->change, CHANGE_LESS);
  assert_int_equal(pair.comparison.counts[CHANGE_WORSE], 0);
  end(&pair);
}

static void more_failing_combinations_are_worse(void **state)
{
  struct pair pair;

  (void)state;
  begin(SAMPLE_FAILING, SAMPLE_FAILING, &pair);
  pair.runs[1].suites[0].verdicts[VERDICT_FAIL]++;
  pair.runs[1].suites[0].verdicts[VERDICT_PASS]--;
  compare(&pair);
  assert_int_equal(pair.comparison.item_count, 1);
  assert_int_equal(pair.comparison.items[0].change, CHANGE_WORSE);
  end(&pair);
}

static void a_failure_with_another_reason_differs(void **state)
{
  struct pair pair;

  (void)state;
  begin(SAMPLE_FAILING, SAMPLE_FAILING, &pair);
  pair.runs[1].cases[11].reason[0] = 'A';
  compare(&pair);
  assert_int_equal(pair.comparison.item_count, 1);
  assert_int_equal(find(&pair, "offer/priority-none")->change, CHANGE_OTHER);
  end(&pair);
}

static void behaviour_differs_by_its_outcomes(void **state)
{
  struct pair pair;
  struct observation *observation;

  (void)state;
  begin(SAMPLE_PASSING, SAMPLE_PASSING, &pair);
  observation = &pair.runs[1].observations[0];
  observation->behaviours[0].count++;
  compare(&pair);
  assert_int_equal(pair.comparison.behaviours[0].change, BEHAVIOUR_COUNTS);
  comparison_free(&pair.comparison);
  observation->behaviours[1].count--;
  compare(&pair);
  assert_int_equal(pair.comparison.behaviours[0].change, BEHAVIOUR_DIFFERS);
  comparison_free(&pair.comparison);
  observation->behaviours[0].outcome[0] = 's';
  compare(&pair);
  assert_int_equal(pair.comparison.behaviours[0].change, BEHAVIOUR_DIFFERS);
  comparison_free(&pair.comparison);
  observation->situation[0] = 'b';
  compare(&pair);
  assert_int_equal(pair.comparison.behaviour_counts[BEHAVIOUR_ONE_SIDED], 2);
  assert_null(pair.comparison.behaviours[0].observations[1]);
  assert_null(pair.comparison.behaviours[1].observations[0]);
  assert_int_equal(pair.comparison.counts[CHANGE_WORSE] + pair.comparison.counts[CHANGE_OTHER], 0);
  end(&pair);
}

static void entry_points_and_facts_are_compared(void **state)
{
  struct pair pair;

  (void)state;
  begin(SAMPLE_PASSING, SAMPLE_CRASHING, &pair);
  pair.runs[1].entries[0].present = false;
  compare(&pair);
  assert_int_equal(pair.comparison.entry_count, 1);
  assert_string_equal(pair.comparison.entries[0].values[1], "missing");
  assert_string_equal(pair.comparison.facts[0].name, "target");
  assert_string_equal(pair.comparison.facts[0].values[0], "mock");
  end(&pair);
}

/* No line above 80 columns, nothing that a terminal obeys, whatever the runs are. */
static void the_text_is_for_a_terminal(void **state)
{
  (void)state;
  for (int a = 0; a < SAMPLE_COUNT; a++)
    for (int b = 0; b < SAMPLE_COUNT; b++) {
      const char *const odd[2] = {sample_hostile_text, "after"};
      struct buffer text = {0};
      struct pair pair;
      size_t column = 0;

      begin((enum sample)a, (enum sample)b, &pair);
      compare(&pair);
      report_comparison(&pair.comparison, odd, a < b, false, &text);
      for (size_t i = 0; i < text.size; i++) {
        column = text.data[i] == '\n' ? 0 : column + 1;
        assert_true(column <= 80);
        assert_true(text.data[i] == '\n' || (text.data[i] >= ' ' && text.data[i] <= '~'));
      }
      assert_null(strstr(buffer_text(&text), " \n"));
      buffer_free(&text);
      end(&pair);
    }
}

static void the_text_shows_both_sides(void **state)
{
  static const char *const parts[] = {
      "WORSE: 6 got worse, 0 got better, 0 merely differ\n",
      "\nbundle        before                           after\n",
      "\ntarget        mock                             libvendor-d3dkmt-simulator.so\n",
      "\ngot worse: 6\n",
      "\n  OFR-PRI-01                                      PASS           FAIL\n",
      "\n  offer/priority-none                             -              FAIL\n",
      "    allowed STATUS_INVALID_PARAMETER (0xC000000D), got STATUS_SUCCESS (0x0000...\n",
      "\n    deviating combinations                        0              12\n",
  };
  struct buffer text = {0};
  struct pair pair;

  (void)state;
  begin(SAMPLE_PASSING, SAMPLE_FAILING, &pair);
  compare(&pair);
  report_comparison(&pair.comparison, names, false, false, &text);
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (strstr(buffer_text(&text), parts[i]) == NULL)
      fail_msg("no '%s' in:\n%s", parts[i], buffer_text(&text));
  buffer_free(&text);
  end(&pair);
}

static void behaviour_stands_in_two_columns(void **state)
{
  struct buffer text = {0};
  struct pair pair;

  (void)state;
  begin(SAMPLE_PASSING, SAMPLE_PASSING, &pair);
  pair.runs[1].observations[0].behaviours[0].count = 1;
  pair.runs[1].observations[0].behaviour_count = 1;
  compare(&pair);
  report_comparison(&pair.comparison, names, false, false, &text);
  assert_non_null(strstr(buffer_text(&text), "\nimplementation-defined behaviour that differs: 1\n"
                                             "  OFR-HND-07  a listed handle has changed instance bits\n"
                                             "    1,025 x STATUS_INVALID_PARAMETER       1 x STATUS_INVALID_PARAMETER\n"
                                             "    3 x STATUS_SUCCESS\n"));
  buffer_free(&text);
  pair.runs[1].observations[0].behaviour_count = 2;
  end(&pair);
}

static void long_parts_are_cut(void **state)
{
  struct buffer text = {0};
  struct pair pair;

  (void)state;
  begin(SAMPLE_EMPTY, SAMPLE_LARGE, &pair);
  compare(&pair);
  report_comparison(&pair.comparison, names, false, false, &text);
  assert_non_null(strstr(buffer_text(&text), "\njudged only in B: "));
  assert_non_null(strstr(buffer_text(&text), " cases\n"));
  assert_null(strstr(buffer_text(&text), "offer/one-low/0 "));
  buffer_clear(&text);
  report_comparison(&pair.comparison, names, true, false, &text);
  assert_non_null(strstr(buffer_text(&text), "offer/one-low/0 "));
  buffer_free(&text);
  end(&pair);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_what_the_target_does_is_worse_or_better),
      cmocka_unit_test(a_run_and_itself_are_the_same),
      cmocka_unit_test(what_fails_now_is_worse),
      cmocka_unit_test(more_failing_combinations_are_worse),
      cmocka_unit_test(a_failure_with_another_reason_differs),
      cmocka_unit_test(behaviour_differs_by_its_outcomes),
      cmocka_unit_test(entry_points_and_facts_are_compared),
      cmocka_unit_test(the_text_is_for_a_terminal),
      cmocka_unit_test(the_text_shows_both_sides),
      cmocka_unit_test(behaviour_stands_in_two_columns),
      cmocka_unit_test(long_parts_are_cut),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
