/* The requirements, their sources, and what verdicts and grades mean. */
#include <string.h>

#include "reports/digest.h"
#include "reports/html.h"
#include "reports/markup.h"

static const char *const verdict_meanings[VERDICT_COUNT] = {
    [VERDICT_NOT_SUPPORTED] = "Not played: the target lacks what the case needs. The case says what that is.",
    [VERDICT_PASS] = "Every call came back as the contract allows.",
    [VERDICT_NOTED] = "The contract leaves the outcome open; what the target did is recorded.",
    [VERDICT_WAIVED] = "Failed in just the way that a waiver announces.",
    [VERDICT_WARN] = "Differs from behaviour that was measured for another profile.",
    [VERDICT_BROKEN] = "The harness itself failed. The target is not to blame.",
    [VERDICT_STALE_WAIVER] = "A waiver announces a failure, and something else happened: the waiver must go.",
    [VERDICT_TIMEOUT] = "A call did not come back in time.",
    [VERDICT_CRASH] = "The target ended the process that called it.",
    [VERDICT_FAIL] = "Breaks a requirement that the profile enforces.",
};

static const char *const grade_meanings[GRADE_COUNT] = {
    [GRADE_INFERRED] = "No source says it outright. Never a FAIL: what the target does is recorded.",
    [GRADE_MEASURED] = "Seen on one implementation. A FAIL in the profile of that implementation, else a WARN.",
    [GRADE_DOCUMENTED] = "The published contract says it. A deviation is a FAIL in every profile.",
};

/* Each tag with what it stands for: nobody should have to look it up. */
static void write_sources(const struct requirement_set *set, const char *tags, struct buffer *html)
{
  const char *separator = "";
  while (*(tags += strspn(tags, " ")) != '\0') {
    size_t size = strcspn(tags, " ");
    const struct source *source = digest_source(set, tags, size);
    if (source != NULL) {
      buffer_string(html, separator);
      markup_text(source->tag, html);
      buffer_string(html, ": ");
      markup_text(source->title, html);
      separator = "; ";
    }
    tags += size;
  }
  if (*separator == '\0')
    buffer_string(html, "no source");
}

static void write_row(const struct run_results *results, const struct requirement_result *result, struct buffer *html)
{
  const struct requirement *requirement = result->requirement;
  buffer_string(html, "<tr id=\"");
  markup_attribute(requirement->id, html);
  buffer_string(html, "\"><td class=\"id\">");
  html_element("code", NULL, requirement->id, html);
  buffer_string(html, "</td><td class=\"wide\">");
  markup_text(requirement->sentence, html);
  buffer_string(html, "<br><small>");
  write_sources(&results->requirement_set, requirement->sources, html);
  buffer_printf(html, "</small></td><td class=\"grade\">%s</td><td class=\"num\" data-unit=\" cases\">",
                grade_names[requirement->grade]);
  markup_number(result->cases, html);
  buffer_string(html, "</td><td>");
  html_badge(result->verdict, html);
  buffer_string(html, "</td></tr>\n");
}

void html_requirements(const struct run_results *results, struct buffer *html)
{
  buffer_string(html, "<table class=\"stack sort\" id=\"contract\"><thead><tr><th scope=\"col\">Id</th><th "
                      "scope=\"col\">Requirement and its "
                      "sources</th><th scope=\"col\">Grade</th><th scope=\"col\" class=\"num\">Cases</th>"
                      "<th scope=\"col\">Verdict</th></tr></thead><tbody>\n");
  for (size_t i = 0; i < results->requirement_set.requirement_count; i++)
    write_row(results, &results->requirements[i], html);
  buffer_string(html, "</tbody></table>\n");
}

static void write_grades(struct buffer *html)
{
  buffer_string(html, "<h3>Grades</h3>\n<dl class=\"facts\">\n");
  for (int grade = GRADE_COUNT - 1; grade >= 0; grade--)
    buffer_printf(html, "<dt>%s</dt><dd>%s</dd>\n", grade_names[grade], grade_meanings[grade]);
  buffer_string(html, "</dl>\n");
}

void html_legend(const struct run_results *results, struct buffer *html)
{
  buffer_string(html, "<h3>Verdicts, heaviest first</h3>\n<dl class=\"facts\">\n");
  for (int verdict = VERDICT_COUNT - 1; verdict >= 0; verdict--) {
    buffer_string(html, "<dt>");
    html_badge((enum verdict)verdict, html);
    buffer_printf(html, "</dt><dd>%s</dd>\n", verdict_meanings[verdict]);
  }
  buffer_string(html, "</dl>\n");
  write_grades(html);
  buffer_string(html, "<h3>Sources</h3>\n<dl class=\"facts\">\n");
  for (size_t i = 0; i < results->requirement_set.source_count; i++) {
    const struct source *source = &results->requirement_set.sources[i];
    html_element("dt", NULL, source->tag, html);
    html_element("dd", NULL, source->title, html);
  }
  buffer_string(html, "</dl>\n");
}
