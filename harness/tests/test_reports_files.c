/* results.json, times.json and junit.xml: the same each time, complete, and well-formed whatever the target says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/reports.h"
#include "sample_results.h"

typedef void report(const struct run_results *results, struct buffer *ret_text);

static void write_sample(enum sample sample, report *write, struct buffer *ret_text)
{
  struct run_results results;
  sample_results(sample, &results);
  write(&results, ret_text);
  assert_false(ret_text->failed);
  run_results_free(&results);
}

static size_t count_of(const char *text, const char *part)
{
  size_t count = 0;
  for (const char *found = text; (found = strstr(found, part)) != NULL; found += strlen(part))
    count++;
  return count;
}

static void assert_contains(const struct buffer *text, const char *part)
{
  if (strstr(buffer_text(text), part) == NULL)
    fail_msg("no \"%s\" in:\n%s", part, buffer_text(text));
}

static void change_times(struct run_results *results)
{
  results->times.started[0] = '3';
  results->times.finished[0] = '3';
  results->times.seconds = 99;
}

static void test_only_times_json_tells_the_time(void **state)
{
  report *const writers[] = {report_json, report_junit, report_html};
  (void)state;
  for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
    struct run_results results;
    struct buffer first = {0};
    struct buffer second = {0};
    sample_results(SAMPLE_CRASHING, &results);
    writers[i](&results, &first);
    change_times(&results);
    writers[i](&results, &second);
    assert_string_equal(buffer_text(&first), buffer_text(&second));
    buffer_free(&first);
    buffer_free(&second);
    run_results_free(&results);
  }
}

static void test_times_json_is_whole(void **state)
{
  struct buffer text = {0};
  (void)state;
  write_sample(SAMPLE_PASSING, report_times, &text);
  assert_string_equal(buffer_text(&text), "{\n  \"started\": \"2024-05-01T12:00:00Z\",\n"
                                          "  \"finished\": \"2024-05-01T12:00:07Z\",\n  \"seconds\": 7.250\n}\n");
  buffer_free(&text);
}

static void test_json_holds_what_was_found(void **state)
{
  static const char *const parts[] = {
      "\"format\": \"offercheck-results-1\",\n  \"verdict\": \"FAIL\",\n  \"complete\": true,",
      "\"seed\": \"18446744073709551615\"",
      "\"NOT_SUPPORTED\": 1,\n    \"PASS\": 8,\n    \"NOTED\": 1,",
      "\"sources\": [\n        \"S\",\n        \"E\"\n      ]",
      "\"id\": \"OFR-STA-03\",\n      \"grade\": \"inferred\",\n      \"sources\": [],",
      "\"combinations\": 207360,\n      \"judged\": 207360,",
      "\"name\": \"exhaustive/offer#4711\"",
      "\"outcome\": \"STATUS_SUCCESS (0x00000000)\",\n          \"count\": 3",
      "\"name\": \"D3DKMTReclaimAllocations2\",\n      \"present\": false,\n      \"required\": false",
  };
  struct buffer text = {0};
  (void)state;
  write_sample(SAMPLE_FAILING, report_json, &text);
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    assert_contains(&text, parts[i]);
  buffer_free(&text);
}

static void test_json_is_balanced(void **state)
{
  (void)state;
  for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
    struct buffer text = {0};
    int depth = 0;
    bool quoted = false;
    write_sample((enum sample)sample, report_json, &text);
    for (size_t i = 0; i < text.size; i++) {
      char c = text.data[i];
      assert_true((unsigned char)c >= 0x20 || (c == '\n' && !quoted));
      if (quoted && c == '\\')
        i++;
      else if (c == '"')
        quoted = !quoted;
      else if (!quoted)
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    }
    assert_int_equal(depth, 0);
    assert_false(quoted);
    buffer_free(&text);
  }
}

/* Tags nest, text has no bare < and no character that XML 1.0 forbids. */
static void assert_well_formed(const char *xml)
{
  const char *open[16];
  size_t depth = 0;
  assert_memory_equal(xml, "<?xml", 5);
  for (const char *c = strstr(xml, "?>") + 2; *c != '\0'; c++) {
    assert_true((unsigned char)*c >= 0x20 || *c == '\n' || *c == '\t');
    if (*c != '<')
      continue;
    const char *name = c + 1;
    c = strchr(c, '>');
    assert_non_null(c);
    if (*name == '/') {
      assert_true(depth > 0);
      size_t size = (size_t)(c - name - 1);
      assert_memory_equal(open[--depth], name + 1, size);
    } else if (c[-1] != '/') {
      assert_true(depth < sizeof open / sizeof *open);
      open[depth++] = name;
    }
  }
  assert_int_equal(depth, 0);
}

static void test_junit_is_well_formed(void **state)
{
  (void)state;
  for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
    struct buffer text = {0};
    write_sample((enum sample)sample, report_junit, &text);
    assert_well_formed(buffer_text(&text));
    buffer_free(&text);
  }
}

struct junit_row {
  enum sample sample;
  const char *totals;
  size_t tests;
  size_t failures;
  size_t errors;
  size_t skipped;
};

static const struct junit_row junit_rows[] = {
    {SAMPLE_PASSING, "tests=\"12\" failures=\"0\" errors=\"0\"", 12, 0, 0, 1},
    {SAMPLE_FAILING, "tests=\"16\" failures=\"5\" errors=\"0\"", 16, 5, 0, 1},
    {SAMPLE_CRASHING, "tests=\"20\" failures=\"4\" errors=\"1\"", 20, 4, 1, 3},
    {SAMPLE_INCOMPLETE, "tests=\"12\" failures=\"0\" errors=\"1\"", 12, 0, 1, 1},
    {SAMPLE_EMPTY, "tests=\"1\" failures=\"0\" errors=\"0\"", 1, 0, 0, 1},
    {SAMPLE_LARGE, "tests=\"2001\" failures=\"5\" errors=\"0\"", 2001, 5, 0, 0},
};

static void test_junit_counts_what_it_lists(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof junit_rows / sizeof *junit_rows; i++) {
    const struct junit_row *row = &junit_rows[i];
    struct buffer text = {0};
    char totals[128];
    write_sample(row->sample, report_junit, &text);
    snprintf(totals, sizeof totals, "<testsuites name=\"offercheck\" %s time=\"0\">", row->totals);
    assert_contains(&text, totals);
    assert_int_equal(count_of(buffer_text(&text), "<testcase "), row->tests);
    assert_int_equal(count_of(buffer_text(&text), "<failure "), row->failures);
    assert_int_equal(count_of(buffer_text(&text), "<error "), row->errors);
    assert_int_equal(count_of(buffer_text(&text), "<skipped "), row->skipped);
    buffer_free(&text);
  }
}

static void test_junit_tells_verdicts_apart(void **state)
{
  static const char *const parts[] = {
      "<failure type=\"TIMEOUT\" message=\"D3DKMTOfferAllocations did not return within 10 s\">",
      "<failure type=\"CRASH\" ",
      "<failure type=\"STALE_WAIVER\" ",
      "<error type=\"BROKEN\" message=\"a worker could not be started: no memory\">",
      "<skipped type=\"NOT_SUPPORTED\" message=\"the target lacks D3DKMTReclaimAllocations2\">",
      "<system-out>WARN: ",
      "<skipped type=\"WAIVED\" message=\"waived: fixed in the vendor&#39;s next release\">WAIVED: ",
      "<testsuite name=\"waivers\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"0\">",
      "<failure type=\"STALE_WAIVER\" message=\"in offer/waived there came nothing of the kind\">",
      "<skipped type=\"NOT_SUPPORTED\" message=\"the target is not &#39;libother*&#39;\">",
      "<system-out>FAIL OfferAllocations returned STATUS_SUCCESS, until 2024-12-31\nFixed in ",
      "<system-out>vendor: assertion failed: list != NULL\n</system-out>",
      "<testsuite name=\"exhaustive/offer\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\" time=\"0\">",
      "<property name=\"combinations\" value=\"207360\"/>",
      "NumAllocations  2 (0x2)",
  };
  struct buffer text = {0};
  (void)state;
  write_sample(SAMPLE_CRASHING, report_junit, &text);
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    assert_contains(&text, parts[i]);
  buffer_free(&text);
}

static char *long_text(size_t size)
{
  char *text = malloc(size + 1);

  assert_non_null(text);
  memset(text, '<', size);
  text[size] = '\0';
  return text;
}

/* Whatever a target writes, parsers take each text, and the file stays one that a server takes. */
static void test_junit_cuts_what_is_too_long(void **state)
{
  enum { LENGTH = 1 << 20 };
  struct run_results results;
  struct buffer text = {0};
  (void)state;
  sample_results(SAMPLE_CRASHING, &results);
  for (size_t i = 0; i < results.case_count; i++) {
    struct case_result *result = &results.cases[i];
    free(result->output);
    result->output = long_text(LENGTH);
    if (result->call_count > 0) {
      free(result->calls[2].decoded);
      result->calls[2].decoded = long_text(LENGTH);
    }
  }
  report_junit(&results, &text);
  assert_false(text.failed);
  assert_in_range(text.size, 1 << 20, results.case_count * 2 * 5 * (64 << 10));
  assert_int_equal(count_of(buffer_text(&text), "...</"), results.case_count + 4);
  buffer_free(&text);
  run_results_free(&results);
}

/* Past so many megabytes of calls the failures go on, each with what it says. */
static void test_junit_leaves_calls_out_of_a_large_file(void **state)
{
  enum { LENGTH = 64 << 10, MANY = 1000 };
  struct run_results results;
  struct sample_cases own;
  struct buffer text = {0};
  (void)state;
  sample_results(SAMPLE_FAILING, &results);
  free(results.cases[11].calls[2].decoded);
  results.cases[11].calls[2].decoded = long_text(LENGTH);
  own = sample_repeat(&results, 11, MANY);
  report_junit(&results, &text);
  assert_in_range(text.size, 16 << 20, 20 << 20);
  assert_int_equal(count_of(buffer_text(&text), "<failure "), MANY + 1);
  assert_in_range(count_of(buffer_text(&text), "Its calls are left out here"), MANY - 100, MANY - 1);
  sample_restore(&results, own);
  buffer_free(&text);
  run_results_free(&results);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_only_times_json_tells_the_time),
      cmocka_unit_test(test_times_json_is_whole),
      cmocka_unit_test(test_json_holds_what_was_found),
      cmocka_unit_test(test_json_is_balanced),
      cmocka_unit_test(test_junit_is_well_formed),
      cmocka_unit_test(test_junit_counts_what_it_lists),
      cmocka_unit_test(test_junit_tells_verdicts_apart),
      cmocka_unit_test(test_junit_cuts_what_is_too_long),
      cmocka_unit_test(test_junit_leaves_calls_out_of_a_large_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
