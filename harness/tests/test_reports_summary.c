/* The terminal's summary fits a terminal, and the conclusion says what the results hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "reports/digest.h"
#include "reports/reports.h"
#include "reports/utf8.h"
#include "sample_results.h"

static void write_summary(enum sample sample, bool color, struct buffer *ret_text)
{
  struct run_results results;
  sample_results(sample, &results);
  report_summary(&results, color, ret_text);
  assert_false(ret_text->failed);
  run_results_free(&results);
}

/* Skips a color's escape sequence; no other may occur. */
static const char *skip_color(const char *text)
{
  if (*text != '\033')
    return text;
  assert_int_equal(text[1], '[');
  text += 2;
  text += strspn(text, "0123456789;");
  assert_int_equal(*text, 'm');
  return skip_color(text + 1);
}

static void assert_fits(const char *text)
{
  size_t column = 0;
  size_t lines = 0;
  while (*(text = skip_color(text)) != '\0') {
    uint32_t code_point = utf8_next(&text);
    if (code_point == '\n') {
      lines++;
      column = 0;
      continue;
    }
    assert_true(utf8_is_plain(code_point));
    assert_true(++column <= 80);
  }
  assert_int_equal(column, 0); /* the last line is ended */
  assert_true(lines <= 36);
}

static void test_lines_fit_80_columns(void **state)
{
  (void)state;
  for (int sample = 0; sample < 2 * SAMPLE_COUNT; sample++) {
    struct buffer text = {0};
    write_summary((enum sample)(sample / 2), sample % 2 != 0, &text);
    assert_fits(buffer_text(&text));
    buffer_free(&text);
  }
}

static void test_without_color_is_plain_ascii(void **state)
{
  (void)state;
  for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
    struct buffer text = {0};
    write_summary((enum sample)sample, false, &text);
    for (size_t i = 0; i < text.size; i++)
      assert_true(text.data[i] == '\n' || (text.data[i] >= ' ' && text.data[i] <= '~'));
    assert_null(strstr(buffer_text(&text), " \n"));
    buffer_free(&text);
  }
}

static void test_summary_of_a_failing_run(void **state)
{
  struct buffer text = {0};
  (void)state;
  write_summary(SAMPLE_FAILING, false, &text);
  assert_string_equal(buffer_text(&text),
                      "FAIL: 2 requirements broken by target libvendor-d3dkmt-simulator.so\n"
                      "\n"
                      "target        /opt/vendor/lib/libvendor-d3dkmt-simulator.so\n"
                      "adapter       Mock display adapter\n"
                      "profile       ddi: the documented contract alone\n"
                      "shard         2/7\n"
                      "requirements  9 of 12 exercised, 2 broken\n"
                      "cases         14: 3 FAIL, 1 WARN, 1 NOTED, 8 PASS, 1 NOT_SUPPORTED\n"
                      "generated     exhaustive/offer         207,360 of 207,360 judged, FAIL\n"
                      "\n"
                      "FAIL          OFR-HND-01  allowed STATUS_INVALID_PARAMETER (0xC000000D), got ...\n"
                      "FAIL          OFR-PRI-01  allowed STATUS_INVALID_PARAMETER (0xC000000D), got ...\n");
  buffer_free(&text);
}

static void test_summary_tells_of_waivers(void **state)
{
  struct buffer text = {0};
  (void)state;
  write_summary(SAMPLE_CRASHING, false, &text);
  assert_non_null(strstr(buffer_text(&text), "\nwaivers       3: 1 used, 1 stale, 1 for another target\n"));
  assert_non_null(
      strstr(buffer_text(&text), "\nSTALE_WAIVER  count-zero  in offer/waived there came nothing of the kind\n"));
  assert_null(strstr(buffer_text(&text), "\nSTALE_WAIVER  offer/waived"));
  buffer_free(&text);
}

/* Where nothing else is wrong, the conclusion is about the waivers. */
static void test_stale_waivers_alone_fail_the_run(void **state)
{
  struct run_results results;
  struct buffer sentence = {0};
  (void)state;
  sample_results(SAMPLE_PASSING, &results);
  sample_waivers(&results);
  results.verdict = VERDICT_STALE_WAIVER;
  assert_int_equal(digest_conclude(&results, &sentence), CONCLUSION_FAIL);
  assert_string_equal(buffer_text(&sentence), "1 stale waiver for target mock");
  buffer_free(&sentence);
  run_results_free(&results);
}

static void test_many_faults_are_cut(void **state)
{
  struct run_results results;
  struct buffer text = {0};
  (void)state;
  sample_results(SAMPLE_FAILING, &results);
  for (size_t i = 0; i < results.requirement_set.requirement_count; i++)
    results.requirements[i].verdict = VERDICT_FAIL;
  report_summary(&results, false, &text);
  assert_non_null(strstr(buffer_text(&text), "\n              and 2 more\n"));
  assert_fits(buffer_text(&text));
  buffer_free(&text);
  run_results_free(&results);
}

static void test_conclusion_follows_the_heaviest_verdict(void **state)
{
  static const struct {
    enum verdict verdict;
    bool complete;
    enum conclusion expected;
  } rows[] = {
      {VERDICT_PASS, true, CONCLUSION_PASS},        {VERDICT_NOTED, true, CONCLUSION_PASS},
      {VERDICT_WAIVED, true, CONCLUSION_PASS},      {VERDICT_WARN, true, CONCLUSION_PASS},
      {VERDICT_BROKEN, true, CONCLUSION_BROKEN},    {VERDICT_STALE_WAIVER, true, CONCLUSION_FAIL},
      {VERDICT_TIMEOUT, true, CONCLUSION_FAIL},     {VERDICT_CRASH, true, CONCLUSION_FAIL},
      {VERDICT_FAIL, true, CONCLUSION_FAIL},        {VERDICT_NOT_SUPPORTED, true, CONCLUSION_NOT_SUPPORTED},
      {VERDICT_PASS, false, CONCLUSION_INCOMPLETE}, {VERDICT_BROKEN, false, CONCLUSION_INCOMPLETE},
      {VERDICT_FAIL, false, CONCLUSION_FAIL},
  };
  struct run_results results;
  (void)state;
  sample_results(SAMPLE_PASSING, &results);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buffer sentence = {0};
    results.verdict = rows[i].verdict;
    results.complete = rows[i].complete;
    assert_int_equal(digest_conclude(&results, &sentence), rows[i].expected);
    assert_true(sentence.size > 0);
    buffer_free(&sentence);
  }
  run_results_free(&results);
}

static void test_headline_names_the_target_without_folders(void **state)
{
  static const struct {
    const char *path;
    const char *expected;
  } rows[] = {
      {"mock", "mock"}, {"/usr/lib/libdxcore.so", "libdxcore.so"}, {"C:\\a\\gdi32.dll", "gdi32.dll"}, {"/", "/"}};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char path[32];
    struct run_results results = {.facts.target = path};
    strcpy(path, rows[i].path);
    assert_string_equal(digest_target(&results), rows[i].expected);
  }
}

static void test_groups_hold_every_case_once(void **state)
{
  struct run_results results;
  struct case_groups groups;
  size_t count = 0;
  (void)state;
  sample_results(SAMPLE_FAILING, &results);
  assert_true(digest_group(&results, &groups));
  for (size_t i = 0; i < groups.count; i++)
    count += groups.groups[i].case_count;
  assert_int_equal(count, results.case_count);
  assert_string_equal(groups.groups[groups.group_of[0]].name, "OFR-OK");
  const struct case_group *suite = &groups.groups[groups.group_of[results.case_count - 1]];
  assert_string_equal(suite->name, "exhaustive/offer");
  assert_ptr_equal(suite->suite, &results.suites[0]);
  case_groups_free(&groups);
  run_results_free(&results);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_lines_fit_80_columns),
      cmocka_unit_test(test_without_color_is_plain_ascii),
      cmocka_unit_test(test_summary_of_a_failing_run),
      cmocka_unit_test(test_summary_tells_of_waivers),
      cmocka_unit_test(test_stale_waivers_alone_fail_the_run),
      cmocka_unit_test(test_many_faults_are_cut),
      cmocka_unit_test(test_conclusion_follows_the_heaviest_verdict),
      cmocka_unit_test(test_headline_names_the_target_without_folders),
      cmocka_unit_test(test_groups_hold_every_case_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
