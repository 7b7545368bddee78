/* Escaping: what a target may write cannot act in JSON, XML or HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "reports/json.h"
#include "reports/markup.h"
#include "reports/utf8.h"

struct row {
  const char *text;
  const char *expected;
};

#define REPLACED "\xEF\xBF\xBD"

static void test_utf8_replaces_what_is_invalid(void **state)
{
  static const struct row rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"},
      {"\x80", REPLACED},
      {"a\xFFz", "a" REPLACED "z"},
      {"\xC0\xAF", REPLACED REPLACED},                           /* longer than need be */
      {"\xE0\x80\xAF", REPLACED REPLACED REPLACED},              /* likewise */
      {"\xED\xA0\x80", REPLACED REPLACED REPLACED},              /* a surrogate */
      {"\xF4\x90\x80\x80", REPLACED REPLACED REPLACED REPLACED}, /* above U+10FFFF */
      {"\xE2\x82", REPLACED REPLACED},                           /* cut by the end */
      {"\xE2\x82z", REPLACED REPLACED "z"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buffer out = {0};
    const char *text = rows[i].text;
    for (uint32_t code_point; (code_point = utf8_next(&text)) != 0;)
      utf8_append(code_point, &out);
    assert_string_equal(buffer_text(&out), rows[i].expected);
    buffer_free(&out);
  }
}

static void test_utf8_knows_what_acts(void **state)
{
  static const uint32_t plain[] = {' ', '~', 0xA0, 0xE9, 0x5D0, 0x4E2D, 0xFFFD, 0x1F600};
  static const uint32_t acting[] = {0x01,   0x1B,   '\n',   0x7F,   0x9B,   0xAD,   0x61C,   0x200B, 0x200F,
                                    0x2028, 0x202E, 0x2066, 0x2069, 0xFEFF, 0xFFFE, 0x1FFFF, 0xE0041};
  (void)state;
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    assert_true(utf8_is_plain(plain[i]));
  for (size_t i = 0; i < sizeof acting / sizeof *acting; i++)
    assert_false(utf8_is_plain(acting[i]));
}

static void test_json_escapes_strings(void **state)
{
  static const struct row rows[] = {
      {"", "\"\""},
      {"a\"b\\c/", "\"a\\\"b\\\\c/\""},
      {"\n\r\t\b\f\x01\x1F", "\"\\n\\r\\t\\u0008\\u000c\\u0001\\u001f\""},
      {"\x7F\xC2\x9B", "\"\\u007f\\u009b\""},
      {"\xFF", "\"" REPLACED "\""},
      {"\xC3\xA9\xF0\x9F\x98\x80", "\"\xC3\xA9\xF0\x9F\x98\x80\""},
      {"\xE2\x80\xAE\xE2\x80\xA8", "\"\\u202e\\u2028\""},
      {"\xF3\xA0\x81\x81", "\"\\udb40\\udc41\""}, /* above U+FFFF: a pair of surrogates */
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buffer out = {0};
    struct json json = {.text = &out};
    json_string(&json, NULL, rows[i].text);
    assert_string_equal(buffer_text(&out), rows[i].expected);
    buffer_free(&out);
  }
}

static void test_json_lays_out_values(void **state)
{
  struct buffer out = {0};
  struct json json = {.text = &out};
  (void)state;
  json_begin_object(&json, NULL);
  json_begin_list(&json, "none");
  json_end_list(&json);
  json_begin_list(&json, "two");
  json_number(&json, NULL, UINT64_MAX);
  json_bool(&json, NULL, false);
  json_end_list(&json);
  json_begin_object(&json, "empty");
  json_end_object(&json);
  json_end_object(&json);
  assert_string_equal(buffer_text(&out), "{\n"
                                         "  \"none\": [],\n"
                                         "  \"two\": [\n"
                                         "    18446744073709551615,\n"
                                         "    false\n"
                                         "  ],\n"
                                         "  \"empty\": {}\n"
                                         "}\n");
  buffer_free(&out);
}

static void test_json_writes_only_finite_seconds(void **state)
{
  static const struct {
    double value;
    const char *expected;
  } rows[] = {
      {0, "0.000"},  {7.25, "7.250"}, {0.0996, "0.100"},   {59.9996, "60.000"},
      {-1, "0.000"}, {NAN, "0.000"},  {INFINITY, "0.000"}, {1e300, "0.000"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buffer out = {0};
    struct json json = {.text = &out};
    json_seconds(&json, NULL, rows[i].value);
    assert_string_equal(buffer_text(&out), rows[i].expected);
    buffer_free(&out);
  }
}

static void test_markup_escapes_text(void **state)
{
  static const struct row rows[] = {
      {"<a href='x'>&\"", "&lt;a href=&#39;x&#39;&gt;&amp;&quot;"},
      {"]]>-->", "]]&gt;--&gt;"},
      {"a\r\nb\tc\n", "a\nb\tc\n"},
      {"a\rb", "a\\u000Db"},
      {"\x01\x08\x0B\x1B[2J\x7F", "\\u0001\\u0008\\u000B\\u001B[2J\\u007F"},
      {"\xEF\xBF\xBE\xEF\xBF\xBF", "\\uFFFE\\uFFFF"},
      {"\xE2\x80\xAEgpj.exe", "\\u202Egpj.exe"},
      {"\xFF\xC3\xA9", REPLACED "\xC3\xA9"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buffer out = {0};
    markup_text(rows[i].text, &out);
    assert_string_equal(buffer_text(&out), rows[i].expected);
    buffer_free(&out);
  }
}

static void test_markup_keeps_lines_of_attributes(void **state)
{
  struct buffer out = {0};
  (void)state;
  markup_attribute("one\r\ntwo\t\"", &out);
  assert_string_equal(buffer_text(&out), "one&#10;two&#9;&quot;");
  buffer_free(&out);
}

static void test_markup_groups_digits(void **state)
{
  static const struct {
    uint64_t number;
    const char *expected;
  } rows[] = {{0, "0"}, {999, "999"}, {1000, "1,000"}, {207360, "207,360"}, {UINT64_MAX, "18,446,744,073,709,551,615"}};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buffer out = {0};
    markup_number(rows[i].number, &out);
    assert_string_equal(buffer_text(&out), rows[i].expected);
    buffer_free(&out);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_utf8_replaces_what_is_invalid),
      cmocka_unit_test(test_utf8_knows_what_acts),
      cmocka_unit_test(test_json_escapes_strings),
      cmocka_unit_test(test_json_lays_out_values),
      cmocka_unit_test(test_json_writes_only_finite_seconds),
      cmocka_unit_test(test_markup_escapes_text),
      cmocka_unit_test(test_markup_keeps_lines_of_attributes),
      cmocka_unit_test(test_markup_groups_digits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
