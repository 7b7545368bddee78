/* Every case, grouped: with all its calls where something is wrong, in short where nothing is. */
#include "reports/digest.h"
#include "reports/html.h"
#include "reports/html_pool.h"
#include "reports/markup.h"

#define WHOLE_MAX (3u << 19) /* bytes of whole cases, after which only the calls stand that something is said of */
#define NOWHERE SIZE_MAX

struct writer {
  const struct run_results *results;
  struct buffer *html;
  struct call_pool pool;
  size_t whole; /* bytes of whole cases so far */
};

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

/* `at` is the call's place in the list that the script writes, unless that is NOWHERE. */
static void write_call(const struct run_results *results, const struct call_result *call, size_t at,
                       struct buffer *html)
{
  buffer_string(html, "<li");
  if (call->finding_count > 0)
    buffer_printf(html, " class=\"hit %s\"", html_classes[heaviest(call->findings, call->finding_count)]);
  if (at != NOWHERE)
    buffer_printf(html, " data-at=\"%zu\"", at);
  buffer_byte(html, '>');
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

/* Whether something is said of the case that readers want to see without opening what holds it. */
static bool is_whole(enum verdict verdict)
{
  return verdict >= VERDICT_WAIVED;
}

static bool is_judged(const struct call_result *call)
{
  return !call->teardown && call->allowed[0] != '\0';
}

/* The calls by their numbers, for the script; for those who have none, the last one that was judged. */
static void write_short(struct writer *writer, const struct case_result *result)
{
  const struct call_result *last = NULL;
  struct buffer *html = writer->html;
  size_t count = 0;

  buffer_string(html, "<div class=\"some\" data-calls=\"");
  for (size_t i = 0; i < result->call_count; i++) {
    const struct call_result *call = &result->calls[i];

    if (call->teardown)
      continue;
    buffer_printf(html, count++ == 0 ? "%zu" : " %zu", call_pool_add(&writer->pool, call));
    last = is_judged(call) || last == NULL ? call : last;
  }
  buffer_printf(html, "\"><p>%zu call%s", count, count == 1 ? "" : "s");
  if (last != NULL) {
    buffer_string(html, is_judged(last) ? ", the last that was judged:</p>" : ", the first:</p>");
    html_element("code", NULL, last->text, html);
    html_element("samp", NULL, last->outcome, html);
  } else {
    buffer_string(html, "</p>");
  }
  buffer_string(html, "</div>\n");
}

/* The calls that something is said of. */
static void write_told(struct writer *writer, const struct case_result *result)
{
  size_t at = 0;

  buffer_string(writer->html, "<ul class=\"calls told\">\n");
  for (size_t i = 0; i < result->call_count; i++) {
    const struct call_result *call = &result->calls[i];

    if (call->finding_count > 0)
      write_call(writer->results, call, call->teardown ? NOWHERE : at, writer->html);
    at += !call->teardown;
  }
  buffer_string(writer->html, "</ul>\n");
}

static size_t write_calls(const struct run_results *results, const struct case_result *result, bool teardown,
                          struct buffer *html)
{
  size_t count = 0;
  for (size_t i = 0; i < result->call_count; i++) {
    if (result->calls[i].teardown != teardown)
      continue;
    buffer_string(html, count++ == 0 ? "<ol class=\"calls\">\n" : "");
    write_call(results, &result->calls[i], NOWHERE, html);
  }
  buffer_string(html, count > 0 ? "</ol>\n" : "");
  return count;
}

/* What the harness did to clean up. */
static void write_teardown(const struct run_results *results, const struct case_result *result, struct buffer *html)
{
  struct buffer calls = {0};
  size_t count = write_calls(results, result, true, &calls);
  if (count > 0) {
    buffer_printf(html, "<details class=\"done\"><summary>Cleaning up: %zu call%s</summary>", count,
                  count == 1 ? "" : "s");
    buffer_append(html, buffer_text(&calls), calls.size);
    buffer_string(html, "</details>\n");
  }
  html->failed = html->failed || calls.failed;
  buffer_free(&calls);
}

static void write_whole(struct writer *writer, const struct case_result *result)
{
  size_t before = writer->html->size;

  write_calls(writer->results, result, false, writer->html);
  write_teardown(writer->results, result, writer->html);
  writer->whole += writer->html->size - before;
}

static void write_body(struct writer *writer, const struct case_result *result)
{
  const struct run_results *results = writer->results;
  struct buffer *html = writer->html;

  if (result->requirement_count > 0) {
    buffer_string(html, "<p class=\"shows\">Shows ");
    html_requirement_list(results, result->requirements, result->requirement_count, html);
    buffer_string(html, "</p>\n");
  }
  if (result->reason[0] != '\0') {
    buffer_printf(html, "<p class=\"why %s\">", html_classes[result->verdict]);
    markup_text(result->reason, html);
    buffer_string(html, "</p>\n");
  }
  write_findings(results, result->findings, result->finding_count, html);
  if (is_whole(result->verdict) && writer->whole < WHOLE_MAX) {
    write_whole(writer, result);
  } else if (result->call_count > 0) {
    if (is_whole(result->verdict))
      write_told(writer, result);
    write_short(writer, result);
  }
  if (result->output[0] != '\0') {
    buffer_string(html, "<p class=\"soft\">The target wrote:</p>");
    html_element("pre", NULL, result->output, html);
  }
}

static void write_case(struct writer *writer, const struct case_result *result)
{
  struct buffer *html = writer->html;

  buffer_printf(html, "<details class=\"case\"%s id=\"", is_remarkable(result->verdict) ? " data-bad" : "");
  html_case_id(result, html);
  buffer_string(html, "\"><summary>");
  html_badge(result->verdict, html);
  html_element("code", NULL, result->name, html);
  html_element("span", NULL, result->property, html);
  buffer_string(html, "</summary><div>\n");
  write_body(writer, result);
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

static void write_group(struct writer *writer, const struct case_groups *groups, size_t index)
{
  const struct case_group *group = &groups->groups[index];
  struct buffer *html = writer->html;

  if (group->case_count == 0)
    return;
  buffer_printf(html, "<details class=\"group\"%s><summary>", has_remarkable(group) ? " open" : "");
  html_element("h3", NULL, group->name, html);
  write_counts(group, html);
  buffer_string(html, "</summary>\n");
  for (size_t i = 0; i < writer->results->case_count; i++) {
    if (groups->group_of[i] == index)
      write_case(writer, &writer->results->cases[i]);
  }
  buffer_string(html, "</details>\n");
}

void html_cases(const struct run_results *results, struct buffer *html)
{
  struct writer writer = {.results = results, .html = html};
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
    write_group(&writer, &groups, i);
  call_pool_write(&writer.pool, html);
  call_pool_free(&writer.pool);
  case_groups_free(&groups);
}
