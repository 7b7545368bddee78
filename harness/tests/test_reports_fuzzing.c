/* fuzzing.json: what is written is read again, and whatever else there is is refused in one line with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "reports/fuzzing_read.h"
#include "reports/reports.h"
#include "sample_results.h"

static void write_made(const char *text, struct buffer *ret_json)
{
  struct fuzzing *fuzzing = sample_fuzzing(text);

  fuzzing_write(fuzzing, ret_json);
  assert_false(ret_json->failed);
  fuzzing_free(fuzzing);
}

static void test_what_is_written_is_read_again(void **state)
{
  const char *const texts[] = {"", "plain", "\\ \" / \n \t \r \x01 \x7F", "\xC3\xA9 \xF0\x9F\x99\x82",
                               sample_hostile_text};

  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    struct buffer first = {0}, second = {0};
    struct text_error error;
    struct fuzzing *fuzzing;

    write_made(texts[i], &first);
    fuzzing = fuzzing_read(buffer_text(&first), first.size, &error);
    assert_string_equal(error.message, "");
    assert_non_null(fuzzing);
    fuzzing_write(fuzzing, &second);
    assert_string_equal(buffer_text(&first), buffer_text(&second));
    fuzzing_free(fuzzing);
    buffer_free(&first);
    buffer_free(&second);
  }
}

static void refuse(const char *text, size_t size, const char *why)
{
  struct text_error error;

  assert_null(fuzzing_read(text, size, &error));
  assert_true(error.line > 0 && error.column > 0);
  assert_null(strchr(error.message, '\n'));
  if (strstr(error.message, why) == NULL)
    fail_msg("not \"%s\": %s", why, error.message);
}

/* A file that is cut anywhere, or has a byte too many. */
static void test_parts_are_refused(void **state)
{
  struct buffer json = {0};
  struct text_error error;

  (void)state;
  write_made("x\xC3\xA9\x01", &json);
  for (size_t size = 0; size + 1 < json.size; size++)
    refuse(buffer_text(&json), size, "");
  buffer_string(&json, "}");
  refuse(buffer_text(&json), json.size, "more follows");
  /* Any one byte changed: read or refused, but never out of bounds. */
  for (size_t i = 0; i < json.size; i++) {
    char kept = json.data[i];

    for (unsigned byte = 0; byte < 256; byte += 5) {
      json.data[i] = (char)byte;
      fuzzing_free(fuzzing_read(buffer_text(&json), json.size, &error));
    }
    json.data[i] = kept;
  }
  buffer_free(&json);
}

/* One text in place of another, once. */
static void test_wrong_forms_are_refused(void **state)
{
  static const struct {
    const char *from, *to, *why;
  } rows[] = {
      {"offercheck-fuzzing-1", "offercheck-fuzzing-2", "expected the format"},
      {"\"seed\": 7", "\"seed\": \"7\"", "a whole number"},
      {"\"seed\": 7", "\"seed\": -7", "a whole number"},
      {"\"seed\": 7", "\"seed\": 7.5", "a whole number"},
      {"\"seed\": 7", "\"seed\": 1e9", "a whole number"},
      {"\"seed\": 7", "\"seed\": 07", "a whole number"},
      {"\"seed\": 7", "\"seed\": 99999999999999999999", "too large"},
      {"\"seed\": 7", "\"seed\": null", "a whole number"},
      {"\"seed\": 7", "\"sead\": 7", "no key 'sead'"},
      {"\"seed\": 7", "\"edges\": 7", "comes twice"},
      {"\"seed\": 7,", "", "lacks its key 'seed'"},
      {"\"seed\": 7,", "\"seed\": 7", "expected ','"},
      {"\"FAIL\"", "\"FAILED\"", "verdict"},
      {"\"lines_covered\": 9", "\"lines_covered\": 11", "more covered"},
      {"\"name\": \"x\"", "\"name\": [\"x\"]", "expected '\"'"},
      {"\"name\": \"x\"", "\"name\": \"\\u0000\"", "NUL"},
      {"\"name\": \"x\"", "\"name\": \"\\ud800\"", "surrogates"},
      {"\"name\": \"x\"", "\"name\": \"\\ud800\\u0041\"", "surrogates"},
      {"\"name\": \"x\"", "\"name\": \"\\u12g4\"", "hexadecimal"},
      {"\"name\": \"x\"", "\"name\": \"\\x41\"", "escape"},
      {"\"name\": \"x\"", "\"name\": \"\n\"", "control character"},
      {"\"targets\": [", "\"targets\": {", "expected '['"},
      {"\"findings\": [", "\"findings\": [,", "expected '{'"},
  };
  struct buffer json = {0};

  (void)state;
  write_made("x", &json);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const char *found = strstr(buffer_text(&json), rows[i].from);
    struct buffer changed = {0};

    assert_non_null(found);
    buffer_append(&changed, buffer_text(&json), (size_t)(found - buffer_text(&json)));
    buffer_string(&changed, rows[i].to);
    buffer_string(&changed, found + strlen(rows[i].from));
    refuse(buffer_text(&changed), changed.size, rows[i].why);
    buffer_free(&changed);
  }
  buffer_free(&json);
}

static void test_depth_and_size_are_no_trouble(void **state)
{
  struct buffer text = {0};

  (void)state;
  for (unsigned i = 0; i < 1000000; i++)
    buffer_byte(&text, i % 2 ? '[' : '{');
  refuse(buffer_text(&text), text.size, "");
  buffer_clear(&text);
  while (text.size <= FUZZING_MAX_SIZE)
    buffer_string(&text, "                                                                ");
  refuse(buffer_text(&text), text.size, "bytes");
  buffer_free(&text);
}

static void add_to_results(const char *text, struct run_results *ret_results)
{
  sample_results(SAMPLE_PASSING, ret_results);
  ret_results->fuzzing = sample_fuzzing(text);
}

static void test_the_page_shows_it(void **state)
{
  struct run_results results;
  struct buffer page = {0}, again = {0};

  (void)state;
  sample_results(SAMPLE_PASSING, &results);
  report_html(&results, &page);
  assert_non_null(strstr(buffer_text(&page), "No results of fuzzing were given"));
  run_results_free(&results);
  buffer_clear(&page);

  add_to_results("what nobody else says", &results);
  report_html(&results, &page);
  assert_non_null(strstr(buffer_text(&page), "what nobody else says"));
  assert_non_null(strstr(buffer_text(&page), "18,446,744,073,709,551,600"));
  assert_non_null(strstr(buffer_text(&page), "9 of 10 (90 %)"));
  report_html(&results, &again);
  assert_string_equal(buffer_text(&page), buffer_text(&again));
  run_results_free(&results);
  buffer_free(&page);
  buffer_free(&again);
}

static void test_nothing_in_it_acts(void **state)
{
  struct run_results results;
  struct buffer page = {0}, summary = {0};

  (void)state;
  add_to_results(sample_hostile_text, &results);
  report_html(&results, &page);
  assert_null(strstr(buffer_text(&page), "<script>alert"));
  assert_null(strstr(buffer_text(&page), "\xE2\x80\xAE"));
  assert_null(strchr(buffer_text(&page), '\033'));
  report_summary(&results, true, &summary);
  assert_non_null(strstr(buffer_text(&summary), "fuzzing"));
  assert_null(strstr(buffer_text(&summary), "\xE2\x80\xAE"));
  for (const char *line = buffer_text(&summary); *line != '\0'; line = strchr(line, '\n') + 1)
    assert_non_null(strchr(line, '\n'));
  run_results_free(&results);
  buffer_free(&page);
  buffer_free(&summary);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_is_written_is_read_again),
      cmocka_unit_test(test_parts_are_refused),
      cmocka_unit_test(test_wrong_forms_are_refused),
      cmocka_unit_test(test_depth_and_size_are_no_trouble),
      cmocka_unit_test(test_the_page_shows_it),
      cmocka_unit_test(test_nothing_in_it_acts),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
