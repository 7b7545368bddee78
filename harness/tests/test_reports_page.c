/* report.html: says first what matters, needs nothing from elsewhere, and lets no target act in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "certify/facts.h"
#include "reports/reports.h"
#include "sample_results.h"

static void write_page(enum sample sample, struct buffer *ret_text)
{
  struct run_results results;
  sample_results(sample, &results);
  report_html(&results, ret_text);
  assert_false(ret_text->failed);
  run_results_free(&results);
}

static const char *find(const struct buffer *page, const char *part)
{
  const char *found = strstr(buffer_text(page), part);
  if (found == NULL)
    fail_msg("no \"%s\" in the page", part);
  return found;
}

static size_t count_of(const char *text, const char *part)
{
  size_t count = 0;
  for (const char *found = text; (found = strstr(found, part)) != NULL; found += strlen(part))
    count++;
  return count;
}

static void test_verdict_comes_in_plain_words(void **state)
{
  static const struct {
    enum sample sample;
    const char *word;
    const char *sentence;
  } rows[] = {
      {SAMPLE_PASSING, ">PASS</span>", "no requirement of profile ddi is broken, with 1 warning</span></h1>"},
      {SAMPLE_FAILING, ">FAIL</span>", "2 requirements broken by target libvendor-d3dkmt-simulator.so</span></h1>"},
      {SAMPLE_CRASHING, ">FAIL</span>", "2 requirements broken by target libvendor-d3dkmt-simulator.so</span></h1>"},
      {SAMPLE_INCOMPLETE, ">INCOMPLETE</span>",
       "the run was stopped before its end; what was played broke nothing</span></h1>"},
      {SAMPLE_EMPTY, ">INCOMPLETE</span>", "no case was played</span></h1>"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buffer page = {0};
    write_page(rows[i].sample, &page);
    assert_true(find(&page, rows[i].word) < find(&page, rows[i].sentence));
    assert_true(find(&page, rows[i].sentence) < find(&page, "<section id=\"wrong\""));
    buffer_free(&page);
  }
}

static void test_every_marker_is_filled(void **state)
{
  (void)state;
  for (int sample = 0; sample < SAMPLE_COUNT; sample++) {
    struct buffer page = {0};
    if (sample == SAMPLE_HOSTILE) /* whose strings hold one, as text */
      continue;
    write_page((enum sample)sample, &page);
    assert_int_equal(count_of(buffer_text(&page), "{{"), 0);
    buffer_free(&page);
  }
}

static void test_results_cannot_act(void **state)
{
  static const char *const acting[] = {"<script>alert", "\xE2\x80\xAE", "\x1B", "\x07", "\xFF", "\xEF\xBB\xBF"};
  struct buffer page = {0};
  (void)state;
  write_page(SAMPLE_HOSTILE, &page);
  assert_int_equal(strlen(buffer_text(&page)), page.size);
  for (size_t i = 0; i < sizeof acting / sizeof *acting; i++)
    assert_null(strstr(buffer_text(&page), acting[i]));
  assert_int_equal(count_of(buffer_text(&page), "<script"), 1);
  assert_int_equal(count_of(buffer_text(&page), "</script"), 1);
  find(&page, "&lt;script&gt;alert(1)&lt;/script&gt;");
  find(&page, "{{cases}}");
  find(&page, "\\u202Egpj.\\u202C");
  buffer_free(&page);
}

static void test_page_needs_nothing_from_elsewhere(void **state)
{
  static const char *const needs[] = {"http:", "https:", "src=", "url(", "@import", "<link", "<iframe", "<form"};
  struct buffer page = {0};
  (void)state;
  write_page(SAMPLE_FAILING, &page);
  find(&page, "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-");
  for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
    assert_null(strstr(buffer_text(&page), needs[i]));
  buffer_free(&page);
}

/* Each id once, and each link to one that is there. */
static void test_links_lead_somewhere(void **state)
{
  struct buffer page = {0};
  (void)state;
  write_page(SAMPLE_FAILING, &page);
  for (const char *link = buffer_text(&page); (link = strstr(link, "href=\"#")) != NULL;) {
    char anchor[64] = " id=\"";
    link += strlen("href=\"#");
    size_t size = strcspn(link, "\"") + 1;
    assert_true(strlen(anchor) + size < sizeof anchor);
    strncat(anchor, link, size);
    if (count_of(buffer_text(&page), anchor) != 1)
      fail_msg("%s: %zu times", anchor, count_of(buffer_text(&page), anchor));
  }
  buffer_free(&page);
}

static void test_failures_stand_open_with_their_calls(void **state)
{
  struct buffer page = {0};
  (void)state;
  write_page(SAMPLE_FAILING, &page);
  const char *wrong = find(&page, "<section id=\"wrong\"");
  const char *requirements = find(&page, "<section id=\"requirements\"");
  const char *message = strstr(wrong, "allowed STATUS_INVALID_PARAMETER (0xC000000D), got STATUS_UNSUCCESSFUL");
  assert_non_null(message);
  assert_true(message < requirements);
  find(&page, "<details class=\"group\" open><summary><h3>OFR-HND</h3>");
  find(&page, "<details class=\"group\"><summary><h3>OFR-DEV</h3>");
  find(&page, "Priority        1 (LOW)");
  buffer_free(&page);
}

static void test_many_cases_stay_small(void **state)
{
  struct buffer page = {0};
  (void)state;
  write_page(SAMPLE_LARGE, &page);
  assert_int_equal(count_of(buffer_text(&page), "<details class=\"case\""), 2000);
  assert_true(page.size < 3u << 19);
  buffer_free(&page);
}

/* A fact that is added to the run's table is in the page, with no one having thought of it here. */
static void test_every_fact_is_shown(void **state)
{
  struct run_results results;
  struct buffer page = {0}, value = {0};

  (void)state;
  sample_results(SAMPLE_FAILING, &results);
  report_html(&results, &page);
  const char *facts = find(&page, "<section id=\"facts\"");
  for (unsigned i = 0; i < run_fact_count; i++) {
    buffer_clear(&value);
    buffer_string(&value, "<dd>");
    fact_text(&run_fact_table[i], &results.facts, &value);
    buffer_string(&value, "</dd>");
    if (value.size > strlen("<dd></dd>") && strstr(facts, buffer_text(&value)) == NULL)
      fail_msg("no %s of the fact %s", buffer_text(&value), run_fact_table[i].key);
  }
  buffer_free(&value);
  buffer_free(&page);
  run_results_free(&results);
}

/* Of very many failing cases each still has the call that something is said of, fields and all. */
static void test_no_fault_is_shortened_away(void **state)
{
  enum { MANY = 3000 };
  struct run_results results;
  struct sample_cases own;
  struct buffer page = {0};

  (void)state;
  sample_results(SAMPLE_FAILING, &results);
  own = sample_repeat(&results, 11, MANY);
  report_html(&results, &page);
  assert_int_equal(count_of(buffer_text(&page), "<li class=\"hit fail\""), MANY);
  assert_in_range(count_of(buffer_text(&page), "Priority        1 (LOW)"), MANY, MANY + 1);
  assert_in_range(count_of(buffer_text(&page), "<ul class=\"calls told\">"), 100, MANY - 100);
  assert_true(page.size < 6u << 20);
  sample_restore(&results, own);
  buffer_free(&page);
  run_results_free(&results);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_verdict_comes_in_plain_words), cmocka_unit_test(test_every_marker_is_filled),
      cmocka_unit_test(test_results_cannot_act),           cmocka_unit_test(test_page_needs_nothing_from_elsewhere),
      cmocka_unit_test(test_links_lead_somewhere),         cmocka_unit_test(test_failures_stand_open_with_their_calls),
      cmocka_unit_test(test_many_cases_stay_small),        cmocka_unit_test(test_every_fact_is_shown),
      cmocka_unit_test(test_no_fault_is_shortened_away),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
