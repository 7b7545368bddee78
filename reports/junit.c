/*
 * junit.xml, in the form that Jenkins' schema, GitLab and annotators of pull
 * requests take: no attribute beyond what all of them know; see junit.xsd.
 * Times are 0, since the file must not differ between two equal runs.
 */
#include <inttypes.h>

#include "reports/digest.h"
#include "reports/markup.h"
#include "reports/reports.h"
#include "reports/utf8.h"

#define MESSAGE_MAX 1000u     /* characters of an attribute */
#define TEXT_MAX (64u << 10)  /* characters of an element: parsers refuse those of several megabytes */
#define CALLS_MAX (16u << 20) /* bytes of the file, after which failures stand without their calls */

enum junit_kind { JUNIT_PASSED, JUNIT_FAILURE, JUNIT_ERROR, JUNIT_SKIPPED, JUNIT_KIND_COUNT };

static const char *const elements[JUNIT_KIND_COUNT] = {
    [JUNIT_FAILURE] = "failure",
    [JUNIT_ERROR] = "error",
    [JUNIT_SKIPPED] = "skipped",
};

static const enum junit_kind kinds[VERDICT_COUNT] = {
    [VERDICT_NOT_SUPPORTED] = JUNIT_SKIPPED, [VERDICT_PASS] = JUNIT_PASSED,     [VERDICT_NOTED] = JUNIT_PASSED,
    [VERDICT_WAIVED] = JUNIT_SKIPPED,        [VERDICT_WARN] = JUNIT_PASSED,     [VERDICT_BROKEN] = JUNIT_ERROR,
    [VERDICT_STALE_WAIVER] = JUNIT_FAILURE,  [VERDICT_TIMEOUT] = JUNIT_FAILURE, [VERDICT_CRASH] = JUNIT_FAILURE,
    [VERDICT_FAIL] = JUNIT_FAILURE,
};

struct junit_counts {
  uint64_t tests;
  uint64_t kinds[JUNIT_KIND_COUNT];
};

static void add(struct junit_counts *counts, enum junit_kind kind, uint64_t number)
{
  counts->tests += number;
  counts->kinds[kind] += number;
}

static void write_attribute(const char *name, const char *value, struct buffer *xml)
{
  struct buffer shown = {0};

  utf8_append_shown(value, MESSAGE_MAX, &shown);
  buffer_printf(xml, " %s=\"", name);
  markup_attribute(buffer_text(&shown), xml);
  buffer_byte(xml, '"');
  xml->failed = xml->failed || shown.failed;
  buffer_free(&shown);
}

static void write_text(const char *text, struct buffer *xml)
{
  struct buffer shown = {0};

  utf8_append_shown(text, TEXT_MAX, &shown);
  markup_text(buffer_text(&shown), xml);
  xml->failed = xml->failed || shown.failed;
  buffer_free(&shown);
}

static void write_counts(const struct junit_counts *counts, struct buffer *xml)
{
  buffer_printf(xml, " tests=\"%" PRIu64 "\" failures=\"%" PRIu64 "\" errors=\"%" PRIu64 "\"", counts->tests,
                counts->kinds[JUNIT_FAILURE], counts->kinds[JUNIT_ERROR]);
}

static void begin_suite(const char *name, const struct junit_counts *counts, struct buffer *xml)
{
  buffer_string(xml, "  <testsuite");
  write_attribute("name", name, xml);
  write_counts(counts, xml);
  buffer_printf(xml, " skipped=\"%" PRIu64 "\" time=\"0\">\n", counts->kinds[JUNIT_SKIPPED]);
}

static void end_suite(struct buffer *xml)
{
  buffer_string(xml, "  </testsuite>\n");
}

static void begin_test(const char *class_name, const char *name, struct buffer *xml)
{
  buffer_string(xml, "    <testcase");
  write_attribute("classname", class_name, xml);
  write_attribute("name", name, xml);
  buffer_string(xml, " time=\"0\">\n");
}

static void end_test(struct buffer *xml)
{
  buffer_string(xml, "    </testcase>\n");
}

/* <failure>, <error> or <skipped>; nothing for what passed. */
static void write_result(enum junit_kind kind, const char *type, const char *message, const char *text,
                         struct buffer *xml)
{
  if (elements[kind] == NULL)
    return;
  buffer_printf(xml, "      <%s", elements[kind]);
  write_attribute("type", type, xml);
  write_attribute("message", message, xml);
  buffer_byte(xml, '>');
  write_text(text, xml);
  buffer_printf(xml, "</%s>\n", elements[kind]);
}

static void write_output(const char *text, struct buffer *xml)
{
  if (*text == '\0')
    return;
  buffer_string(xml, "      <system-out>");
  write_text(text, xml);
  buffer_string(xml, "</system-out>\n");
}

static void tell_findings(const struct finding *findings, size_t count, struct buffer *text)
{
  for (size_t i = 0; i < count; i++)
    buffer_printf(text, "  %s %s: %s\n", verdict_names[findings[i].verdict], findings[i].requirement,
                  findings[i].message);
}

static void tell_call(const struct call_result *call, struct buffer *text)
{
  buffer_printf(text, "%s\n  -> %s\n", call->text, call->outcome);
  if (call->finding_count == 0)
    return;
  if (call->allowed[0] != '\0')
    buffer_printf(text, "  allowed: %s\n", call->allowed);
  tell_findings(call->findings, call->finding_count, text);
  buffer_printf(text, "%s\n", call->decoded);
}

/* The case as text, with its calls if there is room: what explains it where it did not simply pass. */
static void tell_case(const struct case_result *result, bool calls, struct buffer *text)
{
  buffer_printf(text, "%s: %s\n", verdict_names[result->verdict], result->property);
  if (result->reason[0] != '\0')
    buffer_printf(text, "%s\n", result->reason);
  tell_findings(result->findings, result->finding_count, text);
  if (!calls)
    buffer_string(text,
                  "Its calls are left out here, where so much has failed: report.html and results.json have them.\n");
  for (size_t i = 0; calls && i < result->call_count && text->size < TEXT_MAX; i++) {
    if (!result->calls[i].teardown || result->calls[i].finding_count > 0)
      tell_call(&result->calls[i], text);
  }
}

static void write_case(const char *class_name, const struct case_result *result, struct buffer *xml)
{
  struct buffer text = {0};
  enum junit_kind kind = kinds[result->verdict];
  begin_test(class_name, result->name, xml);
  if (result->verdict != VERDICT_PASS)
    tell_case(result, xml->size < CALLS_MAX, &text);
  write_result(kind, verdict_names[result->verdict], digest_explain(result).message, buffer_text(&text), xml);
  if (kind != JUNIT_PASSED)
    buffer_clear(&text);
  buffer_string(&text, result->output);
  write_output(buffer_text(&text), xml);
  end_test(xml);
  xml->failed = xml->failed || text.failed;
  buffer_free(&text);
}

static void write_property(const char *name, uint64_t value, struct buffer *xml)
{
  buffer_printf(xml, "      <property name=\"%s\" value=\"%" PRIu64 "\"/>\n", name, value);
}

static void write_suite_properties(const struct suite_result *suite, struct buffer *xml)
{
  buffer_string(xml, "    <properties>\n");
  write_property("combinations", suite->combinations, xml);
  write_property("judged", suite->judged, xml);
  for (int i = 0; i < VERDICT_COUNT; i++) {
    if (suite->verdicts[i] > 0)
      write_property(verdict_names[i], suite->verdicts[i], xml);
  }
  buffer_string(xml, "    </properties>\n");
}

/* A generated suite is one test: its failing combinations stand beside it as tests of their own. */
static void write_suite(const struct suite_result *suite, struct buffer *xml)
{
  struct buffer text = {0};
  buffer_printf(&text, "%s\n%" PRIu64 " of %" PRIu64 " combinations judged\n", suite->property, suite->judged,
                suite->combinations);
  for (int i = 0; i < VERDICT_COUNT; i++) {
    if (suite->verdicts[i] > 0)
      buffer_printf(&text, "%s %" PRIu64 "\n", verdict_names[i], suite->verdicts[i]);
  }
  buffer_printf(&text, "%s\n", suite->parameters);
  begin_test(suite->name, suite->name, xml);
  write_result(kinds[suite->verdict], verdict_names[suite->verdict], suite->reason, buffer_text(&text), xml);
  write_output(buffer_text(&text), xml);
  end_test(xml);
  xml->failed = xml->failed || text.failed;
  buffer_free(&text);
}

static struct junit_counts count_group(const struct case_group *group)
{
  struct junit_counts counts = {0};
  for (int i = 0; i < VERDICT_COUNT; i++)
    add(&counts, kinds[i], group->verdicts[i]);
  if (group->suite != NULL)
    add(&counts, kinds[group->suite->verdict], 1);
  return counts;
}

/* The run itself as a test, where it is no good: a reader of this file alone must not take it for a pass. */
static enum junit_kind judge_run(const struct run_results *results)
{
  if (!results->complete)
    return JUNIT_ERROR;
  return results->case_count + results->suite_count == 0 ? JUNIT_SKIPPED : JUNIT_PASSED;
}

static void write_run(const struct run_results *results, struct buffer *xml)
{
  enum junit_kind kind = judge_run(results);
  if (kind == JUNIT_PASSED)
    return;
  struct junit_counts counts = {0};
  add(&counts, kind, 1);
  begin_suite("run", &counts, xml);
  begin_test("run", "complete", xml);
  write_result(kind, kind == JUNIT_ERROR ? "INCOMPLETE" : "NOT_SUPPORTED",
               kind == JUNIT_ERROR ? results->incomplete : "no case was played", "", xml);
  end_test(xml);
  end_suite(xml);
}

static const enum junit_kind waiver_kinds[WAIVER_STATE_COUNT] = {
    [WAIVER_USED] = JUNIT_PASSED,
    [WAIVER_STALE] = JUNIT_FAILURE,
    [WAIVER_NOT_PLAYED] = JUNIT_SKIPPED,
    [WAIVER_OTHER_TARGET] = JUNIT_SKIPPED,
};

static struct junit_counts count_waivers(const struct waiver_set *set)
{
  struct junit_counts counts = {0};
  for (size_t i = 0; set != NULL && i < set->count; i++)
    add(&counts, waiver_kinds[set->waivers[i].state], 1);
  return counts;
}

static void tell_waiver(const struct waiver *waiver, struct buffer *text)
{
  buffer_printf(text, "%s, until %s\n%s\n%s\n", waiver->deviation, waiver->expires, waiver->reason, waiver->link);
}

/* Each waiver is a test: one that is stale must fail in whatever reads this. */
static void write_waivers(const struct waiver_set *set, struct buffer *xml)
{
  struct junit_counts counts = count_waivers(set);
  struct buffer text = {0};
  if (set == NULL)
    return;
  begin_suite("waivers", &counts, xml);
  for (size_t i = 0; i < set->count; i++) {
    const struct waiver *waiver = &set->waivers[i];
    buffer_clear(&text);
    tell_waiver(waiver, &text);
    begin_test("waivers", waiver->name, xml);
    write_result(waiver_kinds[waiver->state], waiver->state == WAIVER_STALE ? "STALE_WAIVER" : "NOT_SUPPORTED",
                 waiver->remark, buffer_text(&text), xml);
    write_output(waiver->state == WAIVER_USED ? buffer_text(&text) : "", xml);
    end_test(xml);
  }
  end_suite(xml);
  xml->failed = xml->failed || text.failed;
  buffer_free(&text);
}

static void write_group(const struct run_results *results, const struct case_groups *groups, size_t index,
                        struct buffer *xml)
{
  const struct case_group *group = &groups->groups[index];
  struct junit_counts counts = count_group(group);
  begin_suite(group->name, &counts, xml);
  if (group->suite != NULL) {
    write_suite_properties(group->suite, xml);
    write_suite(group->suite, xml);
  }
  for (size_t i = 0; i < results->case_count; i++) {
    if (groups->group_of[i] == index)
      write_case(group->name, &results->cases[i], xml);
  }
  end_suite(xml);
}

static struct junit_counts count_all(const struct run_results *results, const struct case_groups *groups)
{
  struct junit_counts all = count_waivers(results->waivers);
  for (size_t i = 0; i < groups->count; i++) {
    struct junit_counts counts = count_group(&groups->groups[i]);
    for (int kind = 0; kind < JUNIT_KIND_COUNT; kind++)
      add(&all, (enum junit_kind)kind, counts.kinds[kind]);
  }
  if (judge_run(results) != JUNIT_PASSED)
    add(&all, judge_run(results), 1);
  return all;
}

void report_junit(const struct run_results *results, struct buffer *ret_text)
{
  struct case_groups groups;
  if (!digest_group(results, &groups)) {
    ret_text->failed = true;
    return;
  }
  struct junit_counts counts = count_all(results, &groups);
  buffer_string(ret_text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"offercheck\"");
  write_counts(&counts, ret_text);
  buffer_string(ret_text, " time=\"0\">\n");
  write_run(results, ret_text);
  write_waivers(results->waivers, ret_text);
  for (size_t i = 0; i < groups.count; i++)
    write_group(results, &groups, i, ret_text);
  buffer_string(ret_text, "</testsuites>\n");
  case_groups_free(&groups);
}
