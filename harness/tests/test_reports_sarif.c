/* results.sarif: what speaks against the target and where it stands, in bounds, with the harness's own failures apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "reports/reports.h"
#include "sample_results.h"

#define RESULT "\"ruleIndex\": "

static void write_results(const struct run_results *results, struct buffer *ret_text)
{
  buffer_clear(ret_text);
  report_sarif(results, ret_text);
  assert_false(ret_text->failed);
}

static size_t count_of(const char *text, const char *part)
{
  size_t count = 0;

  for (const char *found = text; (found = strstr(found, part)) != NULL; found += strlen(part))
    count++;
  return count;
}

static const char *find(const struct buffer *text, const char *part)
{
  const char *found = strstr(buffer_text(text), part);

  if (found == NULL)
    fail_msg("no %s in:\n%s", part, buffer_text(text));
  return found;
}

static void test_each_sample_has_its_results(void **state)
{
  static const struct {
    enum sample sample;
    size_t errors, warnings, suppressed;
    const char *end;
  } rows[] = {
      {SAMPLE_PASSING, 0, 1, 0, "\"executionSuccessful\": true,\n          \"exitCode\": 0,"},
      {SAMPLE_FAILING, 4, 1, 0, "\"executionSuccessful\": true,\n          \"exitCode\": 1,"},
      {SAMPLE_CRASHING, 5, 1, 1, "\"executionSuccessful\": false,\n          \"exitCode\": 1,"},
      {SAMPLE_INCOMPLETE, 0, 1, 0, "\"executionSuccessful\": false,\n          \"exitCode\": 3,"},
      {SAMPLE_EMPTY, 0, 0, 0, "\"executionSuccessful\": false,\n          \"exitCode\": 3,"},
      {SAMPLE_LARGE, 5, 195, 0, "\"executionSuccessful\": true,\n          \"exitCode\": 1,"},
  };
  struct buffer text = {0};

  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct run_results results;
    const char *list;

    sample_results(rows[i].sample, &results);
    write_results(&results, &text);
    list = find(&text, "\"results\": [");
    assert_int_equal(count_of(list, RESULT), rows[i].errors + rows[i].warnings);
    assert_int_equal(
        count_of(list, "\"level\": \"warning\",\n          \"message\": {\n            \"text\": \"offer/"),
        rows[i].warnings);
    assert_int_equal(count_of(list, "\"suppressions\""), rows[i].suppressed);
    find(&text, rows[i].end);
    run_results_free(&results);
  }
  buffer_free(&text);
}

static void test_a_result_leads_to_its_case(void **state)
{
  static const char *const parts[] = {
      "\"text\": \"offer/priority-none: allowed STATUS_INVALID_PARAMETER (0xC000000D), got STATUS_SUCCESS (0x00000000)."
      "\\nCall 1: OfferAllocations hDevice=D HandleList=[X Y] Priority=LOW\\nOutcome: STATUS_SUCCESS (0x00000000)\"",
      "\"uri\": \"conformance/cases/sample.kmt\"\n                },\n                \"region\": {\n"
      "                  \"startLine\": 120\n",
      "\"name\": \"offer/priority-none\",\n                  \"kind\": \"test\"",
  };
  struct run_results results;
  struct buffer text = {0};

  (void)state;
  sample_results(SAMPLE_FAILING, &results);
  write_results(&results, &text);
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
    find(&text, parts[i]);
  /* A combination stands in no file: its requirement does. */
  const char *combination = find(&text, "\"text\": \"exhaustive/offer#4711: ");
  const char *place = strstr(combination, "\"uri\": \"conformance/requirements.txt\"");
  assert_non_null(place);
  assert_true(place < strstr(combination, "partialFingerprints"));
  assert_non_null(strstr(place, "\"startLine\": 28\n"));
  buffer_free(&text);
  run_results_free(&results);
}

/* Of a suite with many failures the first are results; a requirement that only the others break is one all the same. */
static void test_no_broken_requirement_is_left_out(void **state)
{
  struct run_results results;
  struct buffer text = {0};
  size_t count;

  (void)state;
  sample_results(SAMPLE_FAILING, &results);
  count = results.case_count;
  results.case_count = 0;
  write_results(&results, &text);
  assert_int_equal(count_of(buffer_text(&text), RESULT), 3); /* two broken, one warned of */
  find(&text, "\"text\": \"3 of 4 cases and generated combinations that show OFR-PRI-01: A priority outside 1 to 4 is");
  find(&text, "exhaustive/offer: 12 of 207360 combinations failed; of them the first alone are results");
  results.case_count = count;
  buffer_free(&text);
  run_results_free(&results);
}

/* The list's end is what weighs least, and that it is cut is said. */
static void test_results_are_capped(void **state)
{
  enum { MANY = 5003 };
  struct run_results results;
  struct sample_cases own;
  struct buffer text = {0};

  (void)state;
  sample_results(SAMPLE_FAILING, &results);
  own = sample_repeat(&results, 11, MANY);
  results.cases[0] = own.cases[7]; /* a warning, then failures */
  write_results(&results, &text);
  assert_int_equal(count_of(buffer_text(&text), RESULT), 5000);
  assert_int_equal(count_of(find(&text, "\"results\": ["), "\"verdict\": \"WARN\""), 0);
  find(&text, "\"text\": \"4 results more are left out, the lightest ones: results.json has them all\"");
  sample_restore(&results, own);
  buffer_free(&text);
  run_results_free(&results);
}

static void test_the_harness_blames_itself_apart(void **state)
{
  struct run_results results;
  struct buffer text = {0};
  const char *end;

  (void)state;
  sample_results(SAMPLE_CRASHING, &results);
  write_results(&results, &text);
  end = find(&text, "\"invocations\"");
  assert_non_null(
      strstr(end, "mem/pressure: BROKEN, the harness could not judge it: a worker could not be started: no memory"));
  assert_true(strstr(buffer_text(&text), "a worker could not be started") > end);
  assert_non_null(strstr(end, "1 cases were not played: the target lacks what they need"));
  find(&text, "\"justification\": \"waived: fixed in the vendor's next release\"");
  find(&text, "is out of date: in offer/waived there came nothing of the kind\"");
  buffer_free(&text);
  run_results_free(&results);
}

/* A fault keeps its fingerprint when what it shows changes; another call is another fault. */
static void test_fingerprints_are_of_the_place(void **state)
{
  char first[80], second[80];
  struct run_results results;
  struct buffer text = {0};
  struct call_result *call;

  (void)state;
  sample_results(SAMPLE_FAILING, &results);
  call = &results.cases[11].calls[2];
  for (int turn = 0; turn < 3; turn++) {
    char *hash = turn == 0 ? first : second;

    write_results(&results, &text);
    const char *found = strstr(find(&text, "\"text\": \"offer/priority-none: "), "\"primaryLocationLineHash\": ");
    assert_non_null(found);
    memcpy(hash, found, sizeof first - 1);
    hash[strcspn(hash, "\n")] = '\0';
    if (turn == 0)
      call->findings[0].message[0] = 'A', call->outcome[0] = 'X';
    else if (turn == 1)
      assert_string_equal(first, second), call->place = 9;
    else
      assert_string_not_equal(first, second);
  }
  buffer_free(&text);
  run_results_free(&results);
}

/* What a target says is no link and no placeholder of SARIF's. */
static void test_messages_are_plain(void **state)
{
  static const char acting[] = "see [here](http://example.org) and {0}";
  struct run_results results;
  struct buffer text = {0};
  struct finding *finding;

  (void)state;
  sample_results(SAMPLE_FAILING, &results);
  finding = &results.cases[11].calls[2].findings[0];
  free(finding->message);
  finding->message = malloc(sizeof acting);
  assert_non_null(finding->message);
  memcpy(finding->message, acting, sizeof acting);
  write_results(&results, &text);
  find(&text, "see [here] (http://example.org) and {{0}}");
  buffer_free(&text);
  run_results_free(&results);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_each_sample_has_its_results),
      cmocka_unit_test(test_a_result_leads_to_its_case),
      cmocka_unit_test(test_no_broken_requirement_is_left_out),
      cmocka_unit_test(test_results_are_capped),
      cmocka_unit_test(test_the_harness_blames_itself_apart),
      cmocka_unit_test(test_fingerprints_are_of_the_place),
      cmocka_unit_test(test_messages_are_plain),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
