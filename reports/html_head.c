/* The page's head: the verdict in plain words, what it is about, the counts. */
#include <inttypes.h>

#include "reports/digest.h"
#include "reports/html.h"
#include "reports/markup.h"

static const char *const tones[] = {
    [CONCLUSION_PASS] = "pass",   [CONCLUSION_FAIL] = "fail",          [CONCLUSION_INCOMPLETE] = "open",
    [CONCLUSION_BROKEN] = "open", [CONCLUSION_NOT_SUPPORTED] = "open",
};

void html_title(const struct run_results *results, struct buffer *html)
{
  struct buffer sentence = {0};
  buffer_string(html, conclusion_words[digest_conclude(results, &sentence)]);
  buffer_string(html, ": ");
  markup_text(digest_target(results), html);
  buffer_string(html, ", offercheck report");
  buffer_free(&sentence);
}

void html_tone(const struct run_results *results, struct buffer *html)
{
  struct buffer sentence = {0};
  buffer_string(html, tones[digest_conclude(results, &sentence)]);
  buffer_free(&sentence);
}

static void write_verdict(const struct run_results *results, struct buffer *html)
{
  struct buffer sentence = {0};
  enum conclusion conclusion = digest_conclude(results, &sentence);
  buffer_printf(html, "<h1><span class=\"word\">%s</span><span class=\"colon\">: </span><span class=\"said\">",
                conclusion_words[conclusion]);
  markup_text(buffer_text(&sentence), html);
  buffer_string(html, "</span></h1>\n");
  html->failed = html->failed || sentence.failed;
  buffer_free(&sentence);
}

static void write_alert(const char *what, const char *text, struct buffer *html)
{
  buffer_printf(html, "<p class=\"alert\"><b>%s</b> ", what);
  markup_text(text, html);
  buffer_string(html, "</p>\n");
}

static void write_alerts(const struct run_results *results, struct buffer *html)
{
  if (!results->complete)
    write_alert("The run is incomplete:", results->incomplete, html);
  if (results->facts.filter[0] != '\0')
    write_alert("Only a part of the suite was chosen, by the filter", results->facts.filter, html);
  if (results->facts.shard[0] != '\0')
    write_alert("Only a part of the run was played, the shard", results->facts.shard, html);
  for (size_t i = 0; i < results->entry_count; i++) {
    if (results->entries[i].required && !results->entries[i].present)
      write_alert("The target lacks the required entry point", results->entries[i].name, html);
  }
}

static void write_key(const char *key, const char *value, const char *remark, struct buffer *html)
{
  buffer_printf(html, "<div><dt>%s</dt><dd>", key);
  markup_text(value, html);
  if (*remark != '\0')
    html_element("small", NULL, remark, html);
  buffer_string(html, "</dd></div>\n");
}

static void write_count(const char *key, uint64_t count, uint64_t all, const char *remark, struct buffer *html)
{
  buffer_printf(html, "<div><dt>%s</dt><dd>", key);
  markup_number(count, html);
  if (count != all) {
    buffer_string(html, " of ");
    markup_number(all, html);
  }
  html_element("small", NULL, remark, html);
  buffer_string(html, "</dd></div>\n");
}

static uint64_t sum(const uint64_t verdicts[VERDICT_COUNT])
{
  uint64_t count = 0;
  for (int i = 0; i < VERDICT_COUNT; i++)
    count += verdicts[i];
  return count;
}

static void write_keys(const struct run_results *results, struct buffer *html)
{
  struct requirement_counts counts = digest_count_requirements(results);
  uint64_t cases = sum(results->verdicts);
  uint64_t combinations = 0;
  uint64_t judged = 0;
  for (size_t i = 0; i < results->suite_count; i++) {
    combinations += results->suites[i].combinations;
    judged += results->suites[i].judged;
  }
  buffer_string(html, "<dl class=\"keys\">\n");
  write_key("Target", digest_target(results), results->facts.adapter, html);
  write_key("Profile", results->facts.profile, results->facts.profile_title, html);
  write_count("Requirements", counts.played, counts.all, "exercised by at least one case", html);
  write_count("Cases", cases - results->verdicts[VERDICT_NOT_SUPPORTED], cases, "played", html);
  write_count("Combinations", judged, combinations, "generated and judged", html);
  buffer_string(html, "</dl>\n");
}

/* The same counts as the list below it: for the eye alone. */
static void write_bar(const uint64_t verdicts[VERDICT_COUNT], struct buffer *html)
{
  buffer_string(html, "<div class=\"bar\" aria-hidden=\"true\">");
  for (int i = VERDICT_COUNT - 1; i >= 0; i--) {
    if (verdicts[i] > 0)
      buffer_printf(html, "<i class=\"%s\" style=\"flex-grow:%" PRIu64 "\"></i>", html_classes[i], verdicts[i]);
  }
  buffer_string(html, "</div>\n");
}

void html_headline(const struct run_results *results, struct buffer *html)
{
  write_verdict(results, html);
  write_alerts(results, html);
  write_keys(results, html);
  if (sum(results->verdicts) == 0)
    return;
  write_bar(results->verdicts, html);
  html_tally(results->verdicts, html);
}
