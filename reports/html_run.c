/* Generated suites, implementation-defined behaviour, entry points, facts. */
#include <inttypes.h>

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
  buffer_string(html, "<p class=\"soft\">Shows ");
  html_requirement_list(results, suite->requirements, suite->requirement_count, html);
  buffer_string(html, "</p></article>\n");
}

void html_suites(const struct run_results *results, struct buffer *html)
{
  if (results->suite_count == 0)
    buffer_string(html, "<p class=\"none\">No generated suite was played.</p>\n");
  for (size_t i = 0; i < results->suite_count; i++)
    write_suite(results, &results->suites[i], html);
}

static void write_observation(const struct run_results *results, const struct observation *observation,
                              struct buffer *html)
{
  buffer_string(html, "<tr><td class=\"id\">");
  html_requirement(results, observation->requirement, html);
  buffer_string(html, "</td><td class=\"wide\">");
  markup_text(observation->situation, html);
  buffer_string(html, "</td><td><ul class=\"list\">");
  for (size_t i = 0; i < observation->behaviour_count; i++) {
    buffer_string(html, "<li><code>");
    markup_text(observation->behaviours[i].outcome, html);
    buffer_string(html, "</code> <span class=\"soft\">");
    markup_number(observation->behaviours[i].count, html);
    buffer_string(html, "\xC3\x97</span></li>");
  }
  buffer_string(html, "</ul></td></tr>\n");
}

void html_behaviour(const struct run_results *results, struct buffer *html)
{
  if (results->observation_count == 0) {
    buffer_string(html, "<p class=\"none\">None was seen.</p>\n");
    return;
  }
  buffer_string(html, "<table class=\"rows\"><thead><tr><th scope=\"col\">Requirement</th><th scope=\"col\">Situation"
                      "</th><th scope=\"col\">What came, how often</th></tr></thead><tbody>\n");
  for (size_t i = 0; i < results->observation_count; i++)
    write_observation(results, &results->observations[i], html);
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
  buffer_printf(html, "<dt>%s</dt>", name);
  html_element("dd", *value == '\0' ? "soft" : NULL, *value == '\0' ? otherwise : value, html);
  buffer_byte(html, '\n');
}

static void write_number(const char *name, uint64_t value, const char *unit, struct buffer *html)
{
  buffer_printf(html, "<dt>%s</dt><dd>%" PRIu64 "%s</dd>\n", name, value, unit);
}

void html_facts(const struct run_results *results, struct buffer *html)
{
  const struct run_facts *facts = &results->facts;
  buffer_string(html, "<dl class=\"facts\">\n");
  write_fact("offercheck", facts->version, "unknown", html);
  write_fact("Target", facts->target, "unknown", html);
  write_fact("Target's SHA-256", facts->target_sha256, "none: built in", html);
  write_fact("Target's version", facts->target_version, "not stated", html);
  write_fact("Adapter", facts->adapter, "not told by the target", html);
  write_fact("Profile", facts->profile, "unknown", html);
  write_fact("Filter", facts->filter, "none: the whole suite", html);
  write_fact("Shard", facts->shard, "none: all that was chosen", html);
  write_fact("Waivers' SHA-256", facts->waivers_sha256, "none: no waivers", html);
  write_fact("Waivers expired up to", facts->waivers_lapsed, "no day", html);
  write_number("Seed", facts->seed, "", html);
  write_number("Time limit", facts->timeout_seconds, " s a case", html);
  write_number("Calls made", results->calls, "", html);
  write_fact("Isolation", facts->isolated ? "each case in a worker process" : "none: cases ran in one process", "",
             html);
  write_fact("System", facts->system, "unknown", html);
  write_fact("Processor", facts->processor, "unknown", html);
  write_fact("Compiler", facts->compiler, "unknown", html);
  buffer_string(html, "</dl>\n");
}
