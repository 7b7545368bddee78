/* results.json and times.json; results.schema.json describes the first. */
#include <string.h>

#include "reports/json.h"
#include "reports/reports.h"

static void write_strings(struct json *json, const char *key, char *const *strings, size_t count)
{
  json_begin_list(json, key);
  for (size_t i = 0; i < count; i++)
    json_string(json, NULL, strings[i]);
  json_end_list(json);
}

static void write_verdict(struct json *json, enum verdict verdict)
{
  json_string(json, "verdict", verdict_names[verdict]);
}

static void write_counts(struct json *json, const uint64_t counts[VERDICT_COUNT])
{
  json_begin_object(json, "verdicts");
  for (int i = 0; i < VERDICT_COUNT; i++)
    json_number(json, verdict_names[i], counts[i]);
  json_end_object(json);
}

static void write_facts(struct json *json, const struct run_facts *facts)
{
  json_begin_object(json, "facts");
  json_string(json, "version", facts->version);
  json_string(json, "target", facts->target);
  json_string(json, "target_sha256", facts->target_sha256);
  json_string(json, "target_version", facts->target_version);
  json_string(json, "adapter", facts->adapter);
  json_string(json, "adapter_wish", facts->adapter_wish);
  struct buffer luid = {0};
  buffer_printf(&luid, "0x%016llX", (unsigned long long)facts->adapter_luid);
  json_string(json, "adapter_luid", facts->adapter_luid != 0 ? buffer_text(&luid) : "");
  buffer_free(&luid);
  json_number(json, "adapters", facts->adapters);
  json_string(json, "provision", facts->provision);
  json_bool(json, "disruptive", facts->disruptive);
  json_string(json, "allocations", facts->allocations);
  json_string(json, "capabilities", facts->capabilities);
  json_string(json, "profile", facts->profile);
  json_string(json, "profile_title", facts->profile_title);
  json_string(json, "filter", facts->filter);
  json_string(json, "waivers_sha256", facts->waivers_sha256);
  json_string(json, "waivers_lapsed", facts->waivers_lapsed);
  json_string(json, "shard", facts->shard);
  /* As text: 64 bits are more than many readers of JSON keep of a number. */
  struct buffer seed = {0};
  buffer_printf(&seed, "%llu", (unsigned long long)facts->seed);
  json_string(json, "seed", buffer_text(&seed));
  buffer_free(&seed);
  json_number(json, "timeout_seconds", facts->timeout_seconds);
  json_number(json, "memory_megabytes", facts->memory_megabytes);
  json_string(json, "system", facts->system);
  json_string(json, "processor", facts->processor);
  json_string(json, "compiler", facts->compiler);
  json_bool(json, "isolated", facts->isolated);
  json_end_object(json);
}

static void write_sources(struct json *json, const struct requirement_set *set)
{
  json_begin_list(json, "sources");
  for (size_t i = 0; i < set->source_count; i++) {
    json_begin_object(json, NULL);
    json_string(json, "tag", set->sources[i].tag);
    json_string(json, "grade", grade_names[set->sources[i].grade]);
    json_string(json, "title", set->sources[i].title);
    json_end_object(json);
  }
  json_end_list(json);
}

/* "S T" as two strings, "-" as none. */
static void write_tags(struct json *json, const char *tags)
{
  struct buffer tag = {0};
  json_begin_list(json, "sources");
  while (*(tags += strspn(tags, " ")) != '\0') {
    size_t size = strcspn(tags, " ");
    buffer_clear(&tag);
    buffer_append(&tag, tags, size);
    if (strcmp(buffer_text(&tag), "-") != 0)
      json_string(json, NULL, buffer_text(&tag));
    tags += size;
  }
  json_end_list(json);
  buffer_free(&tag);
}

static void write_requirement(struct json *json, const struct requirement_result *result)
{
  const struct requirement *requirement = result->requirement;
  json_begin_object(json, NULL);
  json_string(json, "id", requirement->id);
  json_string(json, "grade", grade_names[requirement->grade]);
  write_tags(json, requirement->sources);
  json_string(json, "sentence", requirement->sentence);
  write_verdict(json, result->verdict);
  json_number(json, "cases", result->cases);
  write_counts(json, result->verdicts);
  json_end_object(json);
}

static void write_suite(struct json *json, const struct suite_result *suite)
{
  json_begin_object(json, NULL);
  json_string(json, "name", suite->name);
  json_string(json, "property", suite->property);
  write_strings(json, "requirements", suite->requirements, suite->requirement_count);
  json_string(json, "parameters", suite->parameters);
  write_verdict(json, suite->verdict);
  json_string(json, "reason", suite->reason);
  json_number(json, "combinations", suite->combinations);
  json_number(json, "judged", suite->judged);
  write_counts(json, suite->verdicts);
  json_end_object(json);
}

static void write_findings(struct json *json, const struct finding *findings, size_t count)
{
  json_begin_list(json, "findings");
  for (size_t i = 0; i < count; i++) {
    json_begin_object(json, NULL);
    write_verdict(json, findings[i].verdict);
    json_string(json, "requirement", findings[i].requirement);
    json_string(json, "message", findings[i].message);
    json_end_object(json);
  }
  json_end_list(json);
}

static void write_call(struct json *json, const struct call_result *call)
{
  json_begin_object(json, NULL);
  json_string(json, "text", call->text);
  json_string(json, "decoded", call->decoded);
  json_string(json, "outcome", call->outcome);
  json_string(json, "allowed", call->allowed);
  json_bool(json, "teardown", call->teardown);
  write_findings(json, call->findings, call->finding_count);
  json_end_object(json);
}

static void write_case(struct json *json, const struct case_result *result)
{
  json_begin_object(json, NULL);
  json_string(json, "name", result->name);
  json_string(json, "property", result->property);
  write_strings(json, "requirements", result->requirements, result->requirement_count);
  write_verdict(json, result->verdict);
  json_string(json, "reason", result->reason);
  json_string(json, "output", result->output);
  json_begin_list(json, "calls");
  for (size_t i = 0; i < result->call_count; i++)
    write_call(json, &result->calls[i]);
  json_end_list(json);
  write_findings(json, result->findings, result->finding_count);
  json_end_object(json);
}

static void write_observation(struct json *json, const struct observation *observation)
{
  json_begin_object(json, NULL);
  json_string(json, "requirement", observation->requirement);
  json_string(json, "situation", observation->situation);
  json_begin_list(json, "behaviours");
  for (size_t i = 0; i < observation->behaviour_count; i++) {
    json_begin_object(json, NULL);
    json_string(json, "outcome", observation->behaviours[i].outcome);
    json_number(json, "count", observation->behaviours[i].count);
    json_end_object(json);
  }
  json_end_list(json);
  json_end_object(json);
}

static void write_waiver(struct json *json, const struct waiver *waiver)
{
  json_begin_object(json, NULL);
  json_string(json, "name", waiver->name);
  json_string(json, "state", waiver_state_names[waiver->state]);
  json_string(json, "remark", waiver->remark);
  json_number(json, "covered", waiver->covered);
  write_strings(json, "cases", waiver->cases, waiver->case_count);
  json_begin_list(json, "requirements");
  for (size_t i = 0; i < waiver->requirement_count; i++)
    json_string(json, NULL, waiver->requirements[i]->id);
  json_end_list(json);
  json_string(json, "deviation", waiver->deviation);
  json_string(json, "says", waiver->says != NULL ? waiver->says : "");
  json_string(json, "target", waiver->target);
  json_string(json, "versions", waiver->versions);
  json_string(json, "reason", waiver->reason);
  json_string(json, "link", waiver->link);
  json_string(json, "expires", waiver->expires);
  json_end_object(json);
}

static void write_entry(struct json *json, const struct entry_result *entry)
{
  json_begin_object(json, NULL);
  json_string(json, "name", entry->name);
  json_bool(json, "present", entry->present);
  json_bool(json, "required", entry->required);
  json_end_object(json);
}

static void write_lists(struct json *json, const struct run_results *results)
{
  write_sources(json, &results->requirement_set);
  json_begin_list(json, "requirements");
  for (size_t i = 0; i < results->requirement_set.requirement_count; i++)
    write_requirement(json, &results->requirements[i]);
  json_end_list(json);
  json_begin_list(json, "suites");
  for (size_t i = 0; i < results->suite_count; i++)
    write_suite(json, &results->suites[i]);
  json_end_list(json);
  json_begin_list(json, "cases");
  for (size_t i = 0; i < results->case_count; i++)
    write_case(json, &results->cases[i]);
  json_end_list(json);
  json_begin_list(json, "observations");
  for (size_t i = 0; i < results->observation_count; i++)
    write_observation(json, &results->observations[i]);
  json_end_list(json);
  json_begin_list(json, "waivers");
  for (size_t i = 0; results->waivers != NULL && i < results->waivers->count; i++)
    write_waiver(json, &results->waivers->waivers[i]);
  json_end_list(json);
  json_begin_list(json, "entry_points");
  for (size_t i = 0; i < results->entry_count; i++)
    write_entry(json, &results->entries[i]);
  json_end_list(json);
}

void report_json(const struct run_results *results, struct buffer *ret_text)
{
  struct json json = {.text = ret_text};
  json_begin_object(&json, NULL);
  json_string(&json, "format", "offercheck-results-1");
  write_verdict(&json, results->verdict);
  json_bool(&json, "complete", results->complete);
  json_string(&json, "incomplete", results->incomplete);
  json_number(&json, "calls", results->calls);
  write_counts(&json, results->verdicts);
  write_facts(&json, &results->facts);
  write_lists(&json, results);
  json_end_object(&json);
}

void report_times(const struct run_results *results, struct buffer *ret_text)
{
  struct json json = {.text = ret_text};
  json_begin_object(&json, NULL);
  json_string(&json, "started", results->times.started);
  json_string(&json, "finished", results->times.finished);
  json_seconds(&json, "seconds", results->times.seconds);
  json_end_object(&json);
}
