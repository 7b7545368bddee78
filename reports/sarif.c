/*
 * results.sarif: SARIF 2.1.0, the part of it that GitHub's code scanning reads. Rules are the requirements; results say
 * where the case stands that shows them, as a path below offercheck's own repository.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "certify/facts.h"
#include "reports/digest.h"
#include "reports/reports.h"
#include "reports/sarif_parts.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define PART_MAX 100u   /* characters of a target's name, in what the run is called */
#define FACT_MAX 1000u  /* characters of a fact */
#define BROKEN_MAX 100u /* cases that the harness could not judge, each with its notice */

/* As a rule's default; a result says its own. */
static const char *const grade_levels[GRADE_COUNT] = {
    [GRADE_INFERRED] = "note", [GRADE_MEASURED] = "warning", [GRADE_DOCUMENTED] = "error"};

static const char *const grade_severities[GRADE_COUNT] = {
    [GRADE_INFERRED] = "recommendation", [GRADE_MEASURED] = "warning", [GRADE_DOCUMENTED] = "error"};

static const struct requirement other_rule = {
    .id = (char *)SARIF_OTHER_RULE,
    .grade = GRADE_DOCUMENTED,
    .sources = (char *)"-",
    .sentence = (char *)"What is said of a case, and of no single requirement: a waiver that is out of date.",
};

/* ---- rules ---- */

/* "OFR-DEV-01" has the tags "OFR-DEV" and its grade. */
static void write_tags(struct json *json, const struct requirement *requirement)
{
  const char *dash = strrchr(requirement->id, '-');
  struct buffer group = {0};

  json_begin_list(json, "tags");
  json_string(json, NULL, grade_names[requirement->grade]);
  if (dash != NULL) {
    buffer_append(&group, requirement->id, (size_t)(dash - requirement->id));
    sarif_string(json, NULL, buffer_text(&group), SARIF_NAME_MAX);
  }
  json_end_list(json);
  buffer_free(&group);
}

static void write_help(struct json *json, const struct run_results *results, const struct requirement *requirement)
{
  struct buffer text = {0};
  const char *tags = requirement->sources;

  buffer_printf(&text, "%s\nGrade: %s.", requirement->sentence, grade_names[requirement->grade]);
  while (*(tags += strspn(tags, " ")) != '\0') {
    size_t size = strcspn(tags, " ");
    const struct source *source = digest_source(&results->requirement_set, tags, size);

    if (source != NULL)
      buffer_printf(&text, "\nSource: %s.", source->title);
    tags += size;
  }
  if (requirement != &other_rule)
    buffer_printf(&text, "\nTo play what shows it: offercheck certify --filter %s", requirement->id);
  sarif_text(json, "help", buffer_text(&text));
  buffer_free(&text);
}

static void write_rule(struct json *json, const struct run_results *results, const struct requirement *requirement)
{
  json_begin_object(json, NULL);
  sarif_string(json, "id", requirement->id, SARIF_NAME_MAX);
  sarif_text(json, "shortDescription", requirement->sentence);
  sarif_text(json, "fullDescription", requirement->sentence);
  write_help(json, results, requirement);
  json_begin_object(json, "defaultConfiguration");
  json_string(json, "level", grade_levels[requirement->grade]);
  json_end_object(json);
  json_begin_object(json, "properties");
  write_tags(json, requirement);
  json_string(json, "precision", "very-high");
  json_string(json, "problem.severity", grade_severities[requirement->grade]);
  json_end_object(json);
  json_end_object(json);
}

/* "1.2.3" */
static bool is_semantic(const char *version)
{
  for (int part = 0; part < 3; part++) {
    size_t digits = strspn(version, "0123456789");

    if (digits == 0 || (digits > 1 && version[0] == '0') || version[digits] != (part < 2 ? '.' : '\0'))
      return false;
    version += digits + 1;
  }
  return true;
}

static void write_tool(struct json *json, const struct run_results *results)
{
  const struct requirement_set *set = &results->requirement_set;

  json_begin_object(json, "tool");
  json_begin_object(json, "driver");
  json_string(json, "name", "offercheck");
  sarif_string(json, "version", results->facts.version, SARIF_NAME_MAX);
  if (is_semantic(results->facts.version))
    json_string(json, "semanticVersion", results->facts.version);
  json_begin_list(json, "rules");
  for (size_t i = 0; i < set->requirement_count; i++)
    write_rule(json, results, &set->requirements[i]);
  write_rule(json, results, &other_rule);
  json_end_list(json);
  json_end_object(json);
  json_end_object(json);
}

/* ---- the run ---- */

BUFFER_PRINTF_AT(3, 4)
static void notify(struct json *json, const char *level, const char *format, ...)
{
  struct buffer text = {0};
  char message[1024];
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  buffer_string(&text, message);
  json_begin_object(json, NULL);
  json_string(json, "level", level);
  sarif_text(json, "message", buffer_text(&text));
  json_end_object(json);
  buffer_free(&text);
}

/* The harness's own failures are told as such, never as results. */
static void notify_broken(struct json *json, const struct run_results *results)
{
  uint64_t count = 0;

  for (size_t i = 0; i < results->case_count; i++) {
    const struct case_result *case_result = &results->cases[i];

    if (case_result->verdict == VERDICT_BROKEN && count++ < BROKEN_MAX)
      notify(json, "error", "%.300s: BROKEN, the harness could not judge it: %.600s", case_result->name,
             digest_explain(case_result).message);
  }
  if (count > BROKEN_MAX)
    notify(json, "error", "%" PRIu64 " cases more are BROKEN", count - BROKEN_MAX);
}

static void notify_suites(struct json *json, const struct run_results *results)
{
  for (size_t i = 0; i < results->suite_count; i++) {
    const struct suite_result *suite = &results->suites[i];
    uint64_t bad = 0;

    for (int verdict = VERDICT_STALE_WAIVER; verdict < VERDICT_COUNT; verdict++)
      bad += suite->verdicts[verdict];
    if (bad > 0)
      notify(json, "warning",
             "%.300s: %" PRIu64 " of %" PRIu64 " combinations failed; of them the first alone are results", suite->name,
             bad, suite->combinations);
    if (suite->judged < suite->combinations)
      notify(json, "warning", "%.300s: %" PRIu64 " of %" PRIu64 " combinations judged: %.600s", suite->name,
             suite->judged, suite->combinations, suite->reason);
  }
}

static void write_notifications(struct json *json, const struct run_results *results, size_t left_out)
{
  json_begin_list(json, "toolExecutionNotifications");
  if (!results->complete)
    notify(json, "error", "the run is incomplete: %.600s", results->incomplete);
  if (results->facts.filter[0] != '\0')
    notify(json, "note", "only a part of the suite was chosen, by the filter %.600s", results->facts.filter);
  notify_broken(json, results);
  if (results->verdicts[VERDICT_NOT_SUPPORTED] > 0)
    notify(json, "note", "%" PRIu64 " cases were not played: the target lacks what they need",
           results->verdicts[VERDICT_NOT_SUPPORTED]);
  notify_suites(json, results);
  if (left_out > 0)
    notify(json, "warning", "%zu results more are left out, the lightest ones: results.json has them all", left_out);
  json_end_list(json);
}

/* The exit status of `offercheck certify`. */
static uint64_t exit_status(enum conclusion conclusion)
{
  return conclusion == CONCLUSION_PASS ? 0 : conclusion == CONCLUSION_FAIL ? 1 : 3;
}

static void write_invocation(struct json *json, const struct run_results *results, size_t left_out)
{
  struct buffer sentence = {0};
  enum conclusion conclusion = digest_conclude(results, &sentence);

  json_begin_list(json, "invocations");
  json_begin_object(json, NULL);
  json_bool(json, "executionSuccessful",
            results->complete && results->verdicts[VERDICT_BROKEN] == 0 && exit_status(conclusion) < 3);
  json_number(json, "exitCode", exit_status(conclusion));
  sarif_string(json, "exitCodeDescription", buffer_text(&sentence), SARIF_NAME_MAX);
  write_notifications(json, results, left_out);
  json_end_object(json);
  json_end_list(json);
  buffer_free(&sentence);
}

/* One part of a path, of letters, digits, dots, dashes and underscores. */
static void write_part(const char *name, struct buffer *id)
{
  for (size_t i = 0; i < PART_MAX && name[i] != '\0'; i++) {
    bool plain = (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z') ||
                 (name[i] >= '0' && name[i] <= '9') || strchr("._", name[i]) != NULL;

    buffer_byte(id, plain ? (uint8_t)name[i] : '-');
  }
  buffer_byte(id, '/');
}

/* GitHub replaces the results of the run before that has the same id: one for each target and profile. */
static void write_automation(struct json *json, const struct run_results *results)
{
  struct buffer id = {0};

  buffer_string(&id, "offercheck/");
  write_part(results->facts.profile, &id);
  write_part(digest_target(results), &id);
  json_begin_object(json, "automationDetails");
  json_string(json, "id", buffer_text(&id));
  json_end_object(json);
  buffer_free(&id);
}

static void write_facts(struct json *json, const struct run_facts *facts)
{
  json_begin_object(json, "properties");
  for (unsigned i = 0; i < run_fact_count; i++) {
    struct buffer value = {0};

    fact_text(&run_fact_table[i], facts, &value);
    sarif_string(json, run_fact_table[i].key, buffer_text(&value), FACT_MAX);
    json->text->failed = json->text->failed || value.failed;
    buffer_free(&value);
  }
  json_end_object(json);
}

void report_sarif(const struct run_results *results, struct buffer *ret_text)
{
  struct json json = {ret_text, 0, false};
  size_t left_out;

  json_begin_object(&json, NULL);
  json_string(&json, "$schema", SCHEMA);
  json_string(&json, "version", "2.1.0");
  json_begin_list(&json, "runs");
  json_begin_object(&json, NULL);
  write_tool(&json, results);
  write_automation(&json, results);
  json_string(&json, "columnKind", "unicodeCodePoints");
  left_out = sarif_results(&json, results);
  write_invocation(&json, results, left_out);
  write_facts(&json, &results->facts);
  json_end_object(&json);
  json_end_list(&json);
  json_end_object(&json);
}
