/* Generated suites, implementation-defined behaviour, entry points, facts. */
#include <string.h>

#include "certify/facts.h"
#include "reports/html.h"
#include "reports/markup.h"

static void write_suite(const struct run_results *results, const struct suite_result *suite, struct buffer *html)
{
  buffer_string(html, "<article class=\"suite\"><h3>");
  html_badge(suite->verdict, html);
  html_element("code", NULL, suite->name, html);
  buffer_string(html, "</h3>\n");
  html_element("p", NULL, suite->property, html);
  if (suite->reason[0] != '\0') {
    buffer_printf(html, "<p class=\"why %s\">", html_classes[suite->verdict]);
    markup_text(suite->reason, html);
    buffer_string(html, "</p>\n");
  }
  buffer_string(html, "<p><b>");
  markup_number(suite->judged, html);
  buffer_string(html, "</b> of <b>");
  markup_number(suite->combinations, html);
  buffer_string(html, "</b> combinations judged</p>\n");
  html_tally(suite->verdicts, html);
  html_element("pre", NULL, suite->parameters, html);
  if (suite->requirement_count > 0) {
    buffer_string(html, "<p class=\"soft\">Shows ");
    html_requirement_list(results, suite->requirements, suite->requirement_count, html);
    buffer_string(html, "</p>");
  }
  buffer_string(html, "</article>\n");
}

void html_suites(const struct run_results *results, struct buffer *html)
{
  if (results->suite_count == 0)
    buffer_string(html, "<p class=\"none\">No generated suite was played.</p>\n");
  for (size_t i = 0; i < results->suite_count; i++)
    write_suite(results, &results->suites[i], html);
}

static void write_observation(const struct run_results *results, const struct observation *observation,
                              const struct observed_behaviour *behaviour, struct buffer *html)
{
  buffer_string(html, "<tr><td class=\"id\">");
  html_requirement(results, observation->requirement, html);
  buffer_string(html, "</td><td class=\"wide\">");
  markup_text(observation->situation, html);
  buffer_string(html, "</td><td class=\"came\">");
  html_element("code", NULL, behaviour->outcome, html);
  buffer_string(html, "</td><td class=\"num\" data-unit=\"\xC3\x97\">");
  markup_number(behaviour->count, html);
  buffer_string(html, "</td></tr>\n");
}

void html_behaviour(const struct run_results *results, struct buffer *html)
{
  if (results->observation_count == 0) {
    buffer_string(html, "<p class=\"none\">None was seen.</p>\n");
    return;
  }
  buffer_string(html, "<table class=\"stack sort\" id=\"recorded\"><thead><tr><th scope=\"col\">Requirement</th>"
                      "<th scope=\"col\">Situation</th><th scope=\"col\">What came</th>"
                      "<th scope=\"col\" class=\"num\">Times</th></tr></thead><tbody>\n");
  for (size_t i = 0; i < results->observation_count; i++) {
    const struct observation *observation = &results->observations[i];

    for (size_t k = 0; k < observation->behaviour_count; k++)
      write_observation(results, observation, &observation->behaviours[k], html);
  }
  buffer_string(html, "</tbody></table>\n");
}

static void write_entry(const struct entry_result *entry, struct buffer *html)
{
  const char *word = entry->present ? "present" : "missing";
  const char *tone = entry->present ? "pass" : entry->required ? "fail" : "unsupported";
  buffer_printf(html, "<li><b class=\"v %s\">%s</b> ", tone, word);
  html_element("code", NULL, entry->name, html);
  buffer_string(html, entry->required ? " (required)</li>\n" : "</li>\n");
}

void html_entries(const struct run_results *results, struct buffer *html)
{
  size_t present = 0;
  for (size_t i = 0; i < results->entry_count; i++)
    present += results->entries[i].present;
  buffer_printf(html,
                "<p class=\"lead\">The target has %zu of the %zu entry points that cases use. What needs a missing "
                "one is not supported, never failed.</p>\n<ul class=\"entries\">\n",
                present, results->entry_count);
  for (size_t i = 0; i < results->entry_count; i++)
    write_entry(&results->entries[i], html);
  buffer_string(html, "</ul>\n");
}

static void write_fact(const char *name, const char *value, const char *otherwise, struct buffer *html)
{
  html_element("dt", NULL, name, html);
  html_element("dd", *value == '\0' ? "soft" : NULL, *value == '\0' ? otherwise : value, html);
  buffer_byte(html, '\n');
}

/* What the page calls a fact, and what it says where there is none; one that is not listed goes by its key. */
static const struct {
  const char *key, *name, *otherwise;
} fact_names[] = {
    {"version", "offercheck", "unknown"},
    {"suite-sha256", "Suite's SHA-256", "unknown"},
    {"target", "Target", "unknown"},
    {"target-sha256", "Target's SHA-256", "none: built in"},
    {"target-version", "Target's version", "not stated"},
    {"adapter", "Adapter", "not told by the target"},
    {"adapter-wish", "Adapter asked for", "none: the first that makes devices"},
    {"adapter-luid", "LUID of the adapter", "unknown"},
    {"adapters", "Adapters of the target", "unknown"},
    {"provision", "Provisioning file", "none"},
    {"disruptive", "Disturbing others was allowed", "no"},
    {"allocations", "Devices and allocations", "unknown"},
    {"capabilities", "What can be forced", "unknown"},
    {"profile", "Profile", "unknown"},
    {"filter", "Filter", "none: the whole suite"},
    {"shard", "Shard", "none: all that was chosen"},
    {"waivers-sha256", "Waivers' SHA-256", "none: no waivers"},
    {"waivers-lapsed", "Waivers expired up to", "no day"},
    {"seed", "Seed", "0"},
    {"timeout", "Time limit of a case, in seconds", "none"},
    {"system", "System", "unknown"},
    {"processor", "Processor", "unknown"},
    {"compiler", "Compiler", "unknown"},
    {"mock-control", "Control of the mock kernel", "no"},
};

static void write_row(const struct fact *fact, const struct run_facts *facts, struct buffer *html)
{
  const char *name = fact->key, *otherwise = "none";
  struct buffer value = {0};

  for (size_t i = 0; i < sizeof fact_names / sizeof *fact_names; i++) {
    if (strcmp(fact_names[i].key, fact->key) == 0) {
      name = fact_names[i].name;
      otherwise = fact_names[i].otherwise;
    }
  }
  fact_text(fact, facts, &value);
  write_fact(name, buffer_text(&value), otherwise, html);
  html->failed = html->failed || value.failed;
  buffer_free(&value);
}

void html_facts(const struct run_results *results, struct buffer *html)
{
  const struct run_facts *facts = &results->facts;
  struct buffer calls = {0};

  buffer_string(html, "<dl class=\"facts\">\n");
  for (unsigned i = 0; i < run_fact_count; i++)
    write_row(&run_fact_table[i], facts, html);
  write_fact("Isolation", facts->isolated ? "each case in a worker process" : "none: cases ran in one process", "",
             html);
  markup_number(results->calls, &calls);
  write_fact("Calls made", buffer_text(&calls), "", html);
  buffer_free(&calls);
  buffer_string(html, "</dl>\n");
}
