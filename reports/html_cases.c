/* Every case with its calls, grouped; short where nothing is wrong. */
#include "reports/digest.h"
#include "reports/html.h"
#include "reports/markup.h"

static bool is_remarkable(enum verdict verdict)
{
  return verdict >= VERDICT_BROKEN;
}

static enum verdict heaviest(const struct finding *findings, size_t count)
{
  enum verdict verdict = VERDICT_NOT_SUPPORTED;
  for (size_t i = 0; i < count; i++)
    verdict = findings[i].verdict > verdict ? findings[i].verdict : verdict;
  return verdict;
}

static void write_findings(const struct run_results *results, const struct finding *findings, size_t count,
                           struct buffer *html)
{
  for (size_t i = 0; i < count; i++)
    html_finding(results, &findings[i], html);
}

static void write_call(const struct run_results *results, const struct call_result *call, struct buffer *html)
{
  if (call->finding_count > 0)
    buffer_printf(html, "<li class=\"hit %s\">", html_classes[heaviest(call->findings, call->finding_count)]);
  else
    buffer_string(html, "<li>");
  html_element("code", NULL, call->text, html);
  html_element("samp", NULL, call->outcome, html);
  if (call->allowed[0] != '\0') {
    buffer_string(html, "<small>allowed: ");
    markup_text(call->allowed, html);
    buffer_string(html, "</small>");
  }
  write_findings(results, call->findings, call->finding_count, html);
  if (call->decoded[0] != '\0') {
    buffer_printf(html, "<details%s><summary>fields</summary>", call->finding_count > 0 ? " open" : "");
    html_element("pre", NULL, call->decoded, html);
    buffer_string(html, "</details>");
  }
  buffer_string(html, "</li>\n");
}

static size_t write_calls(const struct run_results *results, const struct case_result *result, bool teardown,
                          struct buffer *html)
{
  size_t count = 0;
  for (size_t i = 0; i < result->call_count; i++) {
    if (result->calls[i].teardown != teardown)
      continue;
    buffer_string(html, count++ == 0 ? "<ol class=\"calls\">\n" : "");
    write_call(results, &result->calls[i], html);
  }
  buffer_string(html, count > 0 ? "</ol>\n" : "");
  return count;
}

/* What the harness did to clean up: said of every case, shown where something is wrong. */
static void write_teardown(const struct run_results *results, const struct case_result *result, struct buffer *html)
{
  struct buffer calls = {0};
  size_t count = write_calls(results, result, true, &calls);
  if (count > 0 && !is_remarkable(result->verdict)) {
    buffer_printf(html, "<p class=\"soft\">Then %zu call%s to clean up.</p>\n", count, count == 1 ? "" : "s");
  } else if (count > 0) {
    buffer_printf(html, "<details class=\"done\"><summary>Cleaning up: %zu call%s</summary>", count,
                  count == 1 ? "" : "s");
    buffer_append(html, buffer_text(&calls), calls.size);
    buffer_string(html, "</details>\n");
  }
  html->failed = html->failed || calls.failed;
  buffer_free(&calls);
}

static void write_body(const struct run_results *results, const struct case_result *result, struct buffer *html)
{
  if (result->requirement_count > 0) {
    buffer_string(html, "<p class=\"soft\">Shows ");
    html_requirement_list(results, result->requirements, result->requirement_count, html);
    buffer_string(html, "</p>\n");
  }
  if (result->reason[0] != '\0') {
    buffer_printf(html, "<p class=\"why %s\">", html_classes[result->verdict]);
    markup_text(result->reason, html);
    buffer_string(html, "</p>\n");
  }
  write_findings(results, result->findings, result->finding_count, html);
  write_calls(results, result, false, html);
  write_teardown(results, result, html);
  if (result->output[0] != '\0') {
    buffer_string(html, "<p class=\"soft\">The target wrote:</p>");
    html_element("pre", NULL, result->output, html);
  }
}

static void write_case(const struct run_results *results, size_t index, struct buffer *html)
{
  const struct case_result *result = &results->cases[index];
  buffer_printf(html, "<details class=\"case\" id=\"case-%zu\"><summary>", index);
  html_badge(result->verdict, html);
  html_element("code", NULL, result->name, html);
  html_element("span", NULL, result->property, html);
  buffer_string(html, "</summary><div>\n");
  write_body(results, result, html);
  buffer_string(html, "</div></details>\n");
}

static void write_counts(const struct case_group *group, struct buffer *html)
{
  for (int verdict = VERDICT_COUNT - 1; verdict >= 0; verdict--) {
    if (group->verdicts[verdict] == 0)
      continue;
    buffer_printf(html, "<span>%zu ", group->verdicts[verdict]);
    html_badge((enum verdict)verdict, html);
    buffer_string(html, "</span>");
  }
}

static bool has_remarkable(const struct case_group *group)
{
  size_t count = 0;
  for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
    count += is_remarkable((enum verdict)verdict) ? group->verdicts[verdict] : 0;
  return count > 0;
}

static void write_group(const struct run_results *results, const struct case_groups *groups, size_t index,
                        struct buffer *html)
{
  const struct case_group *group = &groups->groups[index];
  if (group->case_count == 0)
    return;
  buffer_printf(html, "<details class=\"group\"%s><summary>", has_remarkable(group) ? " open" : "");
  html_element("h3", NULL, group->name, html);
  write_counts(group, html);
  buffer_string(html, "</summary>\n");
  for (size_t i = 0; i < results->case_count; i++) {
    if (groups->group_of[i] == index)
      write_case(results, i, html);
  }
  buffer_string(html, "</details>\n");
}

void html_cases(const struct run_results *results, struct buffer *html)
{
  struct case_groups groups;
  if (results->case_count == 0) {
    buffer_string(html, "<p class=\"none\">No case was played.</p>\n");
    return;
  }
  if (!digest_group(results, &groups)) {
    html->failed = true;
    return;
  }
  for (size_t i = 0; i < groups.count; i++)
    write_group(results, &groups, i, html);
  case_groups_free(&groups);
}
