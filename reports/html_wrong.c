/* What is wrong: the broken requirements, each with the calls that show it. */
#include "reports/digest.h"
#include "reports/html.h"
#include "reports/markup.h"

enum { EVIDENCE_SHOWN = 10 };

static void write_evidence(const struct evidence *evidence, struct buffer *html)
{
  buffer_string(html, "<li><a href=\"#");
  html_case_id(evidence->case_result, html);
  buffer_string(html, "\">");
  html_element("code", NULL, evidence->case_result->name, html);
  buffer_string(html, "</a> ");
  html_badge(evidence->case_result->verdict, html);
  if (evidence->call != NULL) {
    html_element("code", NULL, evidence->call->text, html);
    html_element("samp", NULL, evidence->call->outcome, html);
  }
  buffer_string(html, " ");
  html_element("span", NULL, evidence->message, html);
  buffer_string(html, "</li>\n");
}

/* The cases against a requirement, or those of no bad one; how many there are. */
static size_t write_cases(const struct run_results *results, const char *id, enum verdict least, struct buffer *html)
{
  size_t position = 0;
  size_t count = 0;
  struct evidence evidence;
  while ((evidence = digest_next_evidence(results, id, least, &position)).case_result != NULL) {
    if (count++ < EVIDENCE_SHOWN)
      write_evidence(&evidence, html);
  }
  if (count > EVIDENCE_SHOWN)
    buffer_printf(html, "<li>and %zu more, among the <a href=\"#cases\">cases</a></li>\n", count - EVIDENCE_SHOWN);
  return count;
}

static void write_suite(const struct suite_result *suite, struct buffer *html)
{
  buffer_string(html, "<li><a href=\"#suites\">");
  html_element("code", NULL, suite->name, html);
  buffer_string(html, "</a> ");
  html_badge(suite->verdict, html);
  buffer_byte(html, ' ');
  markup_text(suite->reason, html);
  buffer_string(html, "</li>\n");
}

static void write_requirement(const struct run_results *results, const struct requirement_result *result,
                              enum verdict least, struct buffer *html)
{
  const struct requirement *requirement = result->requirement;
  buffer_printf(html, "<article class=\"fault %s\"><h3>", html_classes[result->verdict]);
  html_badge(result->verdict, html);
  html_requirement(results, requirement->id, html);
  buffer_printf(html, "<small class=\"soft\">%s</small></h3>\n", grade_names[requirement->grade]);
  html_element("p", NULL, requirement->sentence, html);
  buffer_string(html, "<ul>\n");
  write_cases(results, requirement->id, least, html);
  const struct suite_result *suite = digest_is_bad(least) ? digest_bad_suite(results, requirement->id) : NULL;
  if (suite != NULL)
    write_suite(suite, html);
  buffer_string(html, "</ul></article>\n");
}

static void write_warnings(const struct run_results *results, struct buffer *html)
{
  if (digest_count_requirements(results).warned == 0)
    return;
  buffer_string(html, "<h3>Warnings</h3>\n<p class=\"lead\">Measured behaviour of another profile that this target "
                      "does not share. The profile of this run does not ask for it.</p>\n");
  for (size_t i = 0; i < results->requirement_set.requirement_count; i++) {
    if (results->requirements[i].verdict == VERDICT_WARN)
      write_requirement(results, &results->requirements[i], VERDICT_WARN, html);
  }
}

/* Broken cases, and bad ones that no requirement accounts for. */
static size_t write_others(const struct run_results *results, struct buffer *html)
{
  struct buffer list = {0};
  size_t count = write_cases(results, NULL, VERDICT_BROKEN, &list);
  if (count > 0) {
    buffer_string(html, "<article class=\"fault broken\"><h3>Cases that say nothing of a requirement</h3>\n<ul>\n");
    buffer_append(html, buffer_text(&list), list.size);
    buffer_string(html, "</ul></article>\n");
  }
  html->failed = html->failed || list.failed;
  buffer_free(&list);
  return count;
}

/* Stale waivers: what each says of the target is no longer so. */
static size_t write_stale(const struct run_results *results, struct buffer *html)
{
  size_t count = waivers_count(results->waivers, WAIVER_STALE);
  if (count == 0)
    return 0;
  buffer_printf(html, "<article class=\"fault %s\"><h3>", html_classes[VERDICT_STALE_WAIVER]);
  html_badge(VERDICT_STALE_WAIVER, html);
  buffer_string(html, " <a href=\"#waivers\">Waivers</a> that no longer say what the target does</h3>\n<ul>\n");
  for (size_t i = 0; i < results->waivers->count; i++) {
    const struct waiver *waiver = &results->waivers->waivers[i];
    if (waiver->state != WAIVER_STALE)
      continue;
    buffer_string(html, "<li>");
    html_element("code", NULL, waiver->name, html);
    buffer_byte(html, ' ');
    html_element("span", NULL, waiver->remark, html);
    buffer_string(html, "</li>\n");
  }
  buffer_string(html, "</ul></article>\n");
  return count;
}

void html_wrong(const struct run_results *results, struct buffer *html)
{
  size_t count = 0;
  for (size_t i = 0; i < results->requirement_set.requirement_count; i++) {
    if (!digest_is_bad(results->requirements[i].verdict))
      continue;
    write_requirement(results, &results->requirements[i], VERDICT_STALE_WAIVER, html);
    count++;
  }
  count += write_others(results, html);
  count += write_stale(results, html);
  if (count == 0)
    buffer_string(html, "<p class=\"none\">Nothing: no case that was played broke a requirement.</p>\n");
  write_warnings(results, html);
}
