/* The results in results.sarif: one for each finding that speaks against the target. */
#include <inttypes.h>
#include <string.h>

#include "reports/digest.h"
#include "reports/sarif_parts.h"
#include "reports/utf8.h"

/* GitHub shows so many of a run; it refuses a file above 10 MB, compressed. */
#define RESULTS_MAX 5000u
#define TEXT_MAX 2000u /* characters of a message */
#define CALL_MAX 600u  /* of the call in it */

#define REQUIREMENTS_FILE "conformance/requirements.txt"

struct list {
  struct json *json;
  const struct run_results *results;
  const char *level; /* at hand */
  size_t count;      /* of results so far, those without room too */
};

/* What a result is about. */
struct subject {
  const struct case_result *case_result; /* NULL: a requirement as a whole */
  const struct call_result *call;        /* NULL: the case as a whole */
  size_t ordinal;                        /* among what is said of the same call, or case */
  enum verdict verdict;
  const char *requirement;
  const char *message;
};

static const char *const levels[VERDICT_COUNT] = {
    [VERDICT_WARN] = "warning",  [VERDICT_WAIVED] = "error", [VERDICT_STALE_WAIVER] = "error",
    [VERDICT_TIMEOUT] = "error", [VERDICT_CRASH] = "error",  [VERDICT_FAIL] = "error",
};

void sarif_string(struct json *json, const char *key, const char *text, size_t most)
{
  struct buffer shown = {0};

  utf8_append_shown(text, most, &shown);
  json_string(json, key, buffer_text(&shown));
  json->text->failed = json->text->failed || shown.failed;
  buffer_free(&shown);
}

void sarif_text(struct json *json, const char *key, const char *text)
{
  struct buffer shown = {0}, message = {0};

  utf8_append_shown(text, TEXT_MAX, &shown);
  for (const char *c = buffer_text(&shown); *c != '\0'; c++) {
    buffer_byte(&message, (uint8_t)*c);
    if (*c == '{' || *c == '}')
      buffer_byte(&message, (uint8_t)*c);
    else if (c[0] == ']' && c[1] == '(')
      buffer_byte(&message, ' ');
  }
  json_begin_object(json, key);
  json_string(json, "text", buffer_text(&message));
  json_end_object(json);
  json->text->failed = json->text->failed || shown.failed || message.failed;
  buffer_free(&shown);
  buffer_free(&message);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
  do {
    hash = (hash ^ (uint8_t)*text) * 0x100000001B3u;
  } while (*text++ != '\0');
  return hash;
}

/*
 * Cases of one loop stand in the same line, so that GitHub, which tells results apart by rule, file and this hash, would
 * take them for one. The status that came is no part of it: a fault that shows another one is still the same.
 */
static void write_fingerprint(struct json *json, const struct subject *subject)
{
  struct buffer text = {0};
  uint64_t hash = hash_text(0xCBF29CE484222325u, subject->requirement);

  if (subject->case_result != NULL)
    hash = hash_text(hash, subject->case_result->name);
  if (subject->call != NULL)
    buffer_printf(&text, "%" PRIu32 "%s", subject->call->place, subject->call->teardown ? " teardown" : "");
  hash = hash_text(hash, buffer_text(&text));
  buffer_clear(&text);
  buffer_printf(&text, "%016" PRIx64 ":%zu", hash, subject->ordinal + 1);
  json_begin_object(json, "partialFingerprints");
  json_string(json, "primaryLocationLineHash", buffer_text(&text));
  json_end_object(json);
  json->text->failed = json->text->failed || text.failed;
  buffer_free(&text);
}

static void write_place(struct json *json, const char *file, size_t line)
{
  json_begin_object(json, "physicalLocation");
  json_begin_object(json, "artifactLocation");
  json_string(json, "uri", file);
  json_end_object(json);
  json_begin_object(json, "region");
  json_number(json, "startLine", line > 0 ? line : 1);
  json_end_object(json);
  json_end_object(json);
}

/* Where the case is written, else where its requirement is: GitHub shows nothing that has no place. */
static void write_location(struct json *json, const struct subject *subject, const struct requirement *requirement)
{
  const struct case_result *case_result = subject->case_result;

  json_begin_list(json, "locations");
  json_begin_object(json, NULL);
  if (case_result != NULL && case_result->file != NULL)
    write_place(json, case_result->file, case_result->line);
  else
    write_place(json, REQUIREMENTS_FILE, requirement != NULL ? requirement->line : 1);
  if (case_result != NULL) {
    json_begin_list(json, "logicalLocations");
    json_begin_object(json, NULL);
    sarif_string(json, "name", case_result->name, SARIF_NAME_MAX);
    json_string(json, "kind", "test");
    json_end_object(json);
    json_end_list(json);
  }
  json_end_object(json);
  json_end_list(json);
}

/* The sentence that GitHub lists first, then the call. */
static void write_message(struct json *json, const struct subject *subject)
{
  struct buffer text = {0};

  if (subject->case_result != NULL) {
    utf8_append_shown(subject->case_result->name, SARIF_NAME_MAX, &text);
    buffer_string(&text, ": ");
  }
  utf8_append_shown(subject->message, CALL_MAX, &text);
  if (subject->call != NULL) {
    if (subject->call->teardown)
      buffer_string(&text, ".\nCleaning up: ");
    else
      buffer_printf(&text, ".\nCall %" PRIu32 ": ", subject->call->place + 1);
    utf8_append_shown(subject->call->text, CALL_MAX, &text);
    buffer_string(&text, "\nOutcome: ");
    utf8_append_shown(subject->call->outcome, CALL_MAX, &text);
  }
  sarif_text(json, "message", buffer_text(&text));
  json->text->failed = json->text->failed || text.failed;
  buffer_free(&text);
}

/* Why a reader may pass it over: the waiver's own words. */
static void justify(const struct waiver_set *set, const struct subject *subject, struct buffer *ret_text)
{
  const struct waiver *waiver = waivers_behind(set, subject->message);

  if (waiver != NULL)
    buffer_printf(ret_text, "%s (waiver %s, until %s, %s)", waiver->reason, waiver->name, waiver->expires,
                  waiver->link);
  else
    buffer_string(ret_text, subject->case_result != NULL ? subject->case_result->reason : "waivers say so");
}

static void write_suppression(struct json *json, const struct waiver_set *set, const struct subject *subject)
{
  struct buffer text = {0};

  justify(set, subject, &text);
  json_begin_list(json, "suppressions");
  json_begin_object(json, NULL);
  json_string(json, "kind", "external");
  json_string(json, "status", "accepted");
  sarif_string(json, "justification", buffer_text(&text), CALL_MAX);
  json_end_object(json);
  json_end_list(json);
  json->text->failed = json->text->failed || text.failed;
  buffer_free(&text);
}

static bool is_waived(const struct subject *subject)
{
  return subject->verdict == VERDICT_WAIVED || (subject->case_result != NULL && digest_is_bad(subject->verdict) &&
                                                subject->case_result->verdict == VERDICT_WAIVED);
}

static void write_result(struct list *list, const struct subject *subject)
{
  const struct requirement_set *set = &list->results->requirement_set;
  const struct requirement *requirement = requirement_find(set, subject->requirement);
  struct json *json = list->json;

  if (list->count++ >= RESULTS_MAX)
    return;
  json_begin_object(json, NULL);
  sarif_string(json, "ruleId", requirement != NULL ? requirement->id : SARIF_OTHER_RULE, SARIF_NAME_MAX);
  json_number(json, "ruleIndex",
              requirement != NULL ? (size_t)(requirement - set->requirements) : set->requirement_count);
  json_string(json, "level", list->level);
  write_message(json, subject);
  write_location(json, subject, requirement);
  write_fingerprint(json, subject);
  if (is_waived(subject))
    write_suppression(json, list->results->waivers, subject);
  json_begin_object(json, "properties");
  json_string(json, "verdict", verdict_names[subject->verdict]);
  json_end_object(json);
  json_end_object(json);
}

/* Those at the level at hand; how many there are at any. */
static size_t write_findings(struct list *list, const struct case_result *case_result, const struct call_result *call,
                             const struct finding *findings, size_t count)
{
  size_t found = 0;

  for (size_t i = 0; i < count; i++) {
    struct subject subject = {case_result, call, i, findings[i].verdict, findings[i].requirement, findings[i].message};
    const char *level = levels[findings[i].verdict];

    found += level != NULL;
    if (level != NULL && strcmp(level, list->level) == 0)
      write_result(list, &subject);
  }
  return found;
}

static void write_case(struct list *list, const struct case_result *case_result)
{
  const char *level = levels[case_result->verdict];
  size_t found = write_findings(list, case_result, NULL, case_result->findings, case_result->finding_count);

  for (size_t i = 0; i < case_result->call_count; i++) {
    const struct call_result *call = &case_result->calls[i];

    found += write_findings(list, case_result, call, call->findings, call->finding_count);
  }
  if (found == 0 && level != NULL && strcmp(level, list->level) == 0) {
    const char *id = case_result->requirement_count > 0 ? case_result->requirements[0] : "";

    write_result(list, &(struct subject){case_result, NULL, 0, case_result->verdict, id, case_result->reason});
  }
}

/* A generated suite writes out the first of its failing combinations alone: what only the others break stands here. */
static void write_requirement(struct list *list, const struct requirement_result *result)
{
  const char *id = result->requirement->id, *level = levels[result->verdict];
  size_t position = 0;
  struct buffer text = {0};

  if (level == NULL || strcmp(level, list->level) != 0 ||
      digest_next_evidence(list->results, id, result->verdict, &position).case_result != NULL)
    return;
  buffer_printf(&text, "%" PRIu64 " of %" PRIu64 " cases and generated combinations that show %s: %s",
                result->verdicts[result->verdict], result->cases, id, result->requirement->sentence);
  write_result(list, &(struct subject){NULL, NULL, 0, result->verdict, id, buffer_text(&text)});
  buffer_free(&text);
}

/* A waiver that is out of date, by its name: its file is known to who wrote it. */
static void write_waivers(struct list *list)
{
  const struct waiver_set *set = list->results->waivers;
  struct buffer text = {0};

  for (size_t i = 0; set != NULL && i < set->count; i++) {
    const struct waiver *waiver = &set->waivers[i];

    if (waiver->state != WAIVER_STALE)
      continue;
    buffer_clear(&text);
    buffer_printf(&text, "waiver %s, line %zu, is out of date: %s", waiver->name, waiver->line, waiver->remark);
    write_result(list,
                 &(struct subject){
                     .ordinal = i, .verdict = VERDICT_STALE_WAIVER, .requirement = "", .message = buffer_text(&text)});
  }
  buffer_free(&text);
}

static void write_level(struct list *list, const char *level)
{
  list->level = level;
  if (strcmp(level, levels[VERDICT_STALE_WAIVER]) == 0)
    write_waivers(list);
  for (size_t i = 0; i < list->results->case_count; i++)
    write_case(list, &list->results->cases[i]);
  for (size_t i = 0; i < list->results->requirement_set.requirement_count; i++)
    write_requirement(list, &list->results->requirements[i]);
}

size_t sarif_results(struct json *json, const struct run_results *results)
{
  struct list list = {.json = json, .results = results};

  json_begin_list(json, "results");
  write_level(&list, "error");
  write_level(&list, "warning");
  json_end_list(json);
  return list.count > RESULTS_MAX ? list.count - RESULTS_MAX : 0;
}
