/* The comparison as JSON; diff.schema.json describes it. */
#include "reports/compare.h"
#include "reports/json.h"

static const char *const run_keys[2] = {"a", "b"};

static void write_run(struct json *json, const char *key, const char *name, const struct run_results *results)
{
  json_begin_object(json, key);
  json_string(json, "bundle", name);
  json_string(json, "target", results->facts.target);
  json_string(json, "target_sha256", results->facts.target_sha256);
  json_string(json, "target_version", results->facts.target_version);
  json_string(json, "adapter", results->facts.adapter);
  json_string(json, "profile", results->facts.profile);
  json_string(json, "verdict", verdict_names[results->verdict]);
  json_bool(json, "complete", results->complete);
  json_end_object(json);
}

static void write_item(struct json *json, const struct compared *item)
{
  json_begin_object(json, NULL);
  json_string(json, "change", change_names[item->change]);
  json_string(json, "kind", compared_names[item->kind]);
  json_string(json, "name", item->name);
  for (int run = 0; run < 2; run++) {
    json_begin_object(json, run_keys[run]);
    json_string(json, "verdict", item->there[run] ? verdict_names[item->verdicts[run]] : "");
    json_number(json, "deviating", item->deviating[run]);
    json_end_object(json);
  }
  json_string(json, "message", item->message);
  json_end_object(json);
}

static void write_behaviour(struct json *json, const struct compared_behaviour *behaviour)
{
  json_begin_object(json, NULL);
  json_string(json, "change", behaviour_change_names[behaviour->change]);
  json_string(json, "requirement", behaviour->requirement);
  json_string(json, "situation", behaviour->situation);
  for (int run = 0; run < 2; run++) {
    const struct observation *observation = behaviour->observations[run];
    json_begin_list(json, run_keys[run]);
    for (size_t i = 0; observation != NULL && i < observation->behaviour_count; i++) {
      json_begin_object(json, NULL);
      json_string(json, "outcome", observation->behaviours[i].outcome);
      json_number(json, "count", observation->behaviours[i].count);
      json_end_object(json);
    }
    json_end_list(json);
  }
  json_end_object(json);
}

static void write_facts(struct json *json, const char *key, const struct compared_fact *facts, size_t count)
{
  json_begin_list(json, key);
  for (size_t i = 0; i < count; i++) {
    json_begin_object(json, NULL);
    json_string(json, "name", facts[i].name);
    json_string(json, "a", facts[i].values[0]);
    json_string(json, "b", facts[i].values[1]);
    json_end_object(json);
  }
  json_end_list(json);
}

void report_comparison_json(const struct comparison *comparison, const char *const names[2], struct buffer *ret_text)
{
  struct json json = {.text = ret_text};
  json_begin_object(&json, NULL);
  json_string(&json, "format", "offercheck-diff-1");
  json_bool(&json, "worse", comparison->counts[CHANGE_WORSE] > 0);
  for (int run = 0; run < 2; run++)
    write_run(&json, run_keys[run], names[run], comparison->runs[run]);
  json_begin_list(&json, "verdicts");
  for (size_t i = 0; i < comparison->item_count; i++)
    write_item(&json, &comparison->items[i]);
  json_end_list(&json);
  json_begin_list(&json, "behaviours");
  for (size_t i = 0; i < comparison->behaviour_count; i++)
    write_behaviour(&json, &comparison->behaviours[i]);
  json_end_list(&json);
  write_facts(&json, "entry_points", comparison->entries, comparison->entry_count);
  write_facts(&json, "facts", comparison->facts, comparison->fact_count);
  json_end_object(&json);
}
