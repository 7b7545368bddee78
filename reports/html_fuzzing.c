/* What fuzzing found, and what the corpora cover. */
#include <string.h>

#include "oracle/verdict.h"
#include "reports/html.h"
#include "reports/markup.h"

static void write_cell(uint64_t number, const char *unit, struct buffer *html)
{
  buffer_printf(html, "<td class=\"num\" data-unit=\"%s\">", unit);
  if (number > 0)
    markup_number(number, html);
  else
    buffer_string(html, "0");
  buffer_string(html, "</td>");
}

static void write_target(const struct fuzzing_target *target, struct buffer *html)
{
  buffer_string(html, "<tr><td class=\"name\">");
  html_element("code", NULL, target->name, html);
  buffer_string(html, "</td><td class=\"wide\">");
  markup_text(target->property, html);
  buffer_string(html, "<br><small>");
  markup_text(target->engine, html);
  buffer_string(html, ", ");
  markup_text(target->sanitizers[0] != '\0' ? target->sanitizers : "no sanitizer", html);
  buffer_string(html, ", target ");
  markup_text(target->target, html);
  buffer_string(html, ", seed ");
  markup_number(target->seed, html);
  if (target->end[0] != '\0') {
    buffer_string(html, "; ended early: ");
    markup_text(target->end, html);
  }
  buffer_string(html, "</small><details><summary>command</summary>");
  html_element("pre", NULL, target->command, html);
  buffer_string(html, "</details></td>");
  write_cell(target->executions, " executions", html);
  write_cell(target->executions_per_second, " a second", html);
  buffer_string(html, "<td class=\"num\" data-unit=\" edges\">");
  markup_number(target->edges, html);
  if (target->edges_total > 0) {
    buffer_string(html, " of ");
    markup_number(target->edges_total, html);
  }
  buffer_string(html, "</td>");
  write_cell(target->corpus, " inputs", html);
  buffer_string(html, "<td>");
  if (target->finding_count > 0)
    buffer_printf(html, "<b class=\"v fail\">%zu found</b>", target->finding_count);
  else
    buffer_string(html, target->end[0] != '\0' || target->executions == 0 ? "<b class=\"v broken\">incomplete</b>"
                                                                          : "<b class=\"v pass\">none</b>");
  buffer_string(html, "</td></tr>\n");
}

static enum verdict verdict_of(const struct fuzzing_finding *finding)
{
  for (unsigned i = 0; i < VERDICT_COUNT; i++)
    if (strcmp(verdict_names[i], finding->verdict) == 0)
      return (enum verdict)i;
  return VERDICT_FAIL;
}

static void write_finding(const struct run_results *results, const struct fuzzing_target *target,
                          const struct fuzzing_finding *finding, struct buffer *html)
{
  enum verdict verdict = verdict_of(finding);

  buffer_printf(html, "<article class=\"fault %s\"><h3>", html_classes[verdict]);
  html_badge(verdict, html);
  buffer_byte(html, ' ');
  if (finding->requirement[0] != '\0')
    html_requirement(results, finding->requirement, html);
  else
    html_element("code", NULL, finding->signature, html);
  buffer_string(html, " <small>by ");
  html_element("code", NULL, target->name, html);
  buffer_string(html, "</small></h3>\n");
  if (finding->sentence[0] != '\0')
    html_element("p", NULL, finding->sentence, html);
  if (finding->requirement[0] != '\0' && verdict != VERDICT_FAIL)
    html_element("p", "soft", finding->signature, html);
  html_element("pre", NULL, finding->calls, html);
  buffer_string(html, "<p class=\"soft\">Kept as");
  for (size_t i = 0; i < finding->file_count; i++) {
    buffer_string(html, i == 0 ? " " : ", ");
    html_element("code", NULL, finding->files[i], html);
  }
  buffer_string(html, "</p></article>\n");
}

/* Rounded down: 100 % is all of it. */
static void write_share(uint64_t covered, uint64_t all, const char *unit, struct buffer *html)
{
  buffer_printf(html, "<td class=\"num\" data-unit=\"%s\">", unit);
  markup_number(covered, html);
  buffer_string(html, " of ");
  markup_number(all, html);
  if (all > 0)
    buffer_printf(html, " (%u %%)", (unsigned)((long double)covered / (long double)all * 100));
  buffer_string(html, "</td>");
}

static void write_coverage(const struct fuzzing *fuzzing, struct buffer *html)
{
  if (fuzzing->coverage_count == 0)
    return;
  buffer_string(
      html,
      "<h3 class=\"after\">Coverage of the mock kernel</h3>\n<p class=\"lead\">What the committed seeds and regression "
      "inputs reach, measured by llvm-cov.</p>\n<table class=\"stack\"><thead><tr><th scope=\"col\">File"
      "</th><th scope=\"col\" class=\"num\">Lines</th><th scope=\"col\" class=\"num\">Branches</th></tr>"
      "</thead><tbody>\n");
  for (size_t i = 0; i < fuzzing->coverage_count; i++) {
    const struct fuzzing_coverage *row = &fuzzing->coverage[i];

    buffer_string(html, "<tr><td class=\"name\">");
    html_element("code", NULL, row->file, html);
    buffer_string(html, "</td>");
    write_share(row->lines_covered, row->lines, " lines", html);
    write_share(row->branches_covered, row->branches, " branches", html);
    buffer_string(html, "</tr>\n");
  }
  buffer_string(html, "</tbody></table>\n");
}

void html_fuzzing(const struct run_results *results, struct buffer *html)
{
  const struct fuzzing *fuzzing = results->fuzzing;

  if (fuzzing == NULL) {
    buffer_string(html, "<p class=\"none\">No results of fuzzing were given: see <code>offercheck fuzz</code>.</p>\n");
    return;
  }
  buffer_string(html,
                "<p class=\"lead\">Programs that nobody wrote, made up by an engine and judged call by call. What was "
                "found here does not count in the verdict above, which is of the conformance suite.</p>\n"
                "<table class=\"stack\"><thead><tr><th scope=\"col\">Target</th><th scope=\"col\">Property</th>"
                "<th scope=\"col\" class=\"num\">Executions</th><th scope=\"col\" class=\"num\">A second</th>"
                "<th scope=\"col\" class=\"num\">Edges</th><th scope=\"col\" class=\"num\">Corpus</th>"
                "<th scope=\"col\">Findings</th></tr></thead><tbody>\n");
  for (size_t i = 0; i < fuzzing->target_count; i++)
    write_target(&fuzzing->targets[i], html);
  buffer_string(html, "</tbody></table>\n");
  for (size_t i = 0, found = 0; i < fuzzing->target_count; i++)
    for (size_t k = 0; k < fuzzing->targets[i].finding_count; k++) {
      buffer_string(html, found++ == 0 ? "<h3 class=\"after\">What was found</h3>\n" : "");
      write_finding(results, &fuzzing->targets[i], &fuzzing->targets[i].findings[k], html);
    }
  write_coverage(fuzzing, html);
}
