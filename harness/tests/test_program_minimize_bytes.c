/* Minimized bytes still show it, and nothing can be taken away from them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "program/minimize_bytes.h"

struct wish {
  const char *parts[4]; /* that have to be there, in this order */
  size_t played, stop_after;
};

static enum minimize_answer play(void *context, const uint8_t *data, size_t size)
{
  struct wish *wish = context;
  size_t at = 0;

  if (wish->stop_after > 0 && wish->played >= wish->stop_after)
    return MINIMIZE_STOP;
  wish->played++;
  for (size_t i = 0; i < 4 && wish->parts[i] != NULL; i++) {
    size_t length = strlen(wish->parts[i]);

    while (at + length <= size && memcmp(data + at, wish->parts[i], length) != 0)
      at++;
    if (at + length > size)
      return MINIMIZE_LOST;
    at += length;
  }
  return MINIMIZE_SHOWN;
}

static void minimize(const char *text, size_t size, struct wish *wish, struct buffer *ret_bytes)
{
  const struct minimize_bytes_options options = {play, wish};

  buffer_append(ret_bytes, text, size);
  assert_true(minimize_bytes(ret_bytes, &options));
}

static void test_what_it_takes_is_left(void **state)
{
  static const struct {
    const char *text, *left;
    struct wish wish;
  } rows[] = {
      {"one\ntwo\nthree\nfour\n", "two", {{"two"}, 0, 0}},
      {"one\ntwo\nthree\nfour\n", "oefr", {{"o", "e", "f", "r"}, 0, 0}},
      {"one\ntwo\nthree\nfour\n", "four", {{"four"}, 0, 0}},
      {"x", "x", {{"x"}, 0, 0}},
      {"no line end", "line", {{"line"}, 0, 0}},
      {"anything at all", "", {{NULL}, 0, 0}},
      {"\n\n\n", "\n", {{"\n"}, 0, 0}},
  };

  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct buffer bytes = {NULL, 0, 0, false};
    struct wish wish = rows[i].wish;

    minimize(rows[i].text, strlen(rows[i].text), &wish, &bytes);
    assert_string_equal(buffer_text(&bytes), rows[i].left);
    buffer_free(&bytes);
  }
}

static void test_lines_go_first(void **state)
{
  struct buffer text = {NULL, 0, 0, false}, bytes = {NULL, 0, 0, false};
  struct wish wish = {{"line 700"}, 0, 0};

  (void)state;
  for (unsigned i = 0; i < 1024; i++)
    buffer_printf(&text, "this is line %u\n", i);
  minimize(buffer_text(&text), text.size, &wish, &bytes);
  assert_string_equal(buffer_text(&bytes), "line 700");
  assert_true(wish.played < 120);
  buffer_free(&text);
  buffer_free(&bytes);
}

static void test_an_end_keeps_the_best_so_far(void **state)
{
  static const char text[] = "a\nb\nc\nd\ne\nf\ng\nh\n";

  (void)state;
  for (size_t stop_after = 1; stop_after < 30; stop_after++) {
    struct buffer bytes = {NULL, 0, 0, false};
    struct wish wish = {{"c", "g"}, 0, stop_after};

    minimize(text, strlen(text), &wish, &bytes);
    assert_true(wish.played <= stop_after);
    wish.stop_after = 0;
    assert_int_equal(play(&wish, (const uint8_t *)buffer_text(&bytes), bytes.size), MINIMIZE_SHOWN);
    buffer_free(&bytes);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_it_takes_is_left),
      cmocka_unit_test(test_lines_go_first),
      cmocka_unit_test(test_an_end_keeps_the_best_so_far),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
