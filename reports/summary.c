/*
 * The terminal's summary: one screen of 80 columns. What does not fit into a
 * line is cut, never wrapped: the reports have it whole.
 */
#include <string.h>

#include "reports/digest.h"
#include "reports/markup.h"
#include "reports/reports.h"
#include "reports/terminal.h"

enum { LABEL = 14, FAULTS_SHOWN = 10, SUITES_SHOWN = 6 };

static const char *const conclusion_colors[] = {
    [CONCLUSION_PASS] = TERMINAL_GREEN,           [CONCLUSION_FAIL] = TERMINAL_RED,
    [CONCLUSION_BROKEN] = TERMINAL_YELLOW,        [CONCLUSION_INCOMPLETE] = TERMINAL_YELLOW,
    [CONCLUSION_NOT_SUPPORTED] = TERMINAL_YELLOW,
};

static void label(struct terminal *terminal, const char *text)
{
  terminal_put(terminal, text);
  terminal_pad(terminal, LABEL);
}

static void line(struct terminal *terminal, const char *name, const char *value)
{
  label(terminal, name);
  terminal_put(terminal, value);
  terminal_end_line(terminal);
}

static void put_conclusion(struct terminal *terminal, const struct run_results *results)
{
  struct buffer sentence = {0};
  enum conclusion conclusion = digest_conclude(results, &sentence);
  terminal_put_colored(terminal, conclusion_colors[conclusion], conclusion_words[conclusion]);
  terminal_put(terminal, ": ");
  terminal_put(terminal, buffer_text(&sentence));
  terminal_end_line(terminal);
  terminal_end_line(terminal);
  buffer_free(&sentence);
  if (!results->complete)
    line(terminal, "incomplete", results->incomplete);
}

static void put_facts(struct terminal *terminal, const struct run_facts *facts)
{
  line(terminal, "target", facts->target);
  if (facts->adapter[0] != '\0')
    line(terminal, "adapter", facts->adapter);
  label(terminal, "profile");
  terminal_put(terminal, facts->profile);
  if (facts->profile_title[0] != '\0') {
    terminal_put(terminal, ": ");
    terminal_put(terminal, facts->profile_title);
  }
  terminal_end_line(terminal);
  if (facts->filter[0] != '\0')
    line(terminal, "filter", facts->filter);
  if (facts->shard[0] != '\0')
    line(terminal, "shard", facts->shard);
}

static bool is_missing_required(const struct entry_result *entry)
{
  return !entry->present && entry->required;
}

static void put_missing(struct terminal *terminal, const struct run_results *results)
{
  for (size_t i = 0; i < results->entry_count; i++) {
    if (is_missing_required(&results->entries[i]))
      line(terminal, "missing", results->entries[i].name);
  }
}

/* "2 FAIL, 398 PASS", heaviest first, on as many lines as that takes. */
static void put_verdicts(struct terminal *terminal, const uint64_t verdicts[VERDICT_COUNT])
{
  struct buffer number = {0};
  const char *separator = ":";
  for (int verdict = VERDICT_COUNT - 1; verdict >= 0; verdict--) {
    if (verdicts[verdict] == 0)
      continue;
    buffer_clear(&number);
    markup_number(verdicts[verdict], &number);
    terminal_put(terminal, separator);
    separator = ",";
    if (terminal->column + number.size + strlen(verdict_names[verdict]) + 3 > TERMINAL_COLUMNS) {
      terminal_end_line(terminal);
      terminal_pad(terminal, LABEL - 1);
    }
    terminal_put(terminal, " ");
    terminal_put(terminal, buffer_text(&number));
    terminal_put(terminal, " ");
    terminal_put_colored(terminal, terminal_verdict_color((enum verdict)verdict), verdict_names[verdict]);
  }
  terminal_end_line(terminal);
  buffer_free(&number);
}

static void put_requirements(struct terminal *terminal, const struct run_results *results)
{
  struct requirement_counts counts = digest_count_requirements(results);
  label(terminal, "requirements");
  terminal_put_number(terminal, counts.played);
  terminal_put(terminal, " of ");
  terminal_put_number(terminal, counts.all);
  terminal_put(terminal, " exercised, ");
  terminal_put_number(terminal, counts.broken);
  terminal_put(terminal, " broken");
  terminal_end_line(terminal);
}

static void put_cases(struct terminal *terminal, const struct run_results *results)
{
  uint64_t count = 0;
  for (int i = 0; i < VERDICT_COUNT; i++)
    count += results->verdicts[i];
  label(terminal, "cases");
  terminal_put_number(terminal, count);
  put_verdicts(terminal, results->verdicts);
}

static void put_suites(struct terminal *terminal, const struct run_results *results)
{
  for (size_t i = 0; i < results->suite_count && i < SUITES_SHOWN; i++) {
    const struct suite_result *suite = &results->suites[i];
    label(terminal, i == 0 ? "generated" : "");
    terminal_put_within(terminal, suite->name, 24);
    terminal_pad(terminal, LABEL + 25);
    terminal_put_number(terminal, suite->judged);
    terminal_put(terminal, " of ");
    terminal_put_number(terminal, suite->combinations);
    terminal_put(terminal, " judged, ");
    terminal_put_colored(terminal, terminal_verdict_color(suite->verdict), verdict_names[suite->verdict]);
    terminal_end_line(terminal);
  }
  if (results->suite_count > SUITES_SHOWN) {
    label(terminal, "");
    terminal_put(terminal, "and ");
    terminal_put_number(terminal, results->suite_count - SUITES_SHOWN);
    terminal_put(terminal, " more");
    terminal_end_line(terminal);
  }
}

static void put_waivers(struct terminal *terminal, const struct waiver_set *waivers)
{
  const char *separator = ": ";
  if (waivers == NULL)
    return;
  label(terminal, "waivers");
  terminal_put_number(terminal, waivers->count);
  for (int state = 0; state < WAIVER_STATE_COUNT; state++) {
    size_t count = waivers_count(waivers, (enum waiver_state)state);
    if (count == 0)
      continue;
    terminal_put(terminal, separator);
    terminal_put_number(terminal, count);
    terminal_put(terminal, " ");
    terminal_put_colored(terminal, state == WAIVER_STALE ? TERMINAL_RED : TERMINAL_BOLD, waiver_state_names[state]);
    separator = ", ";
  }
  terminal_end_line(terminal);
}

/* The list of what is wrong, which is cut after so many. */
struct fault_list {
  struct terminal *terminal;
  size_t count;
};

static void put_fault(struct fault_list *list, enum verdict verdict, const char *name, const char *message)
{
  if (list->count++ >= FAULTS_SHOWN)
    return;
  struct terminal *terminal = list->terminal;
  if (list->count == 1)
    terminal_end_line(terminal);
  terminal_put_colored(terminal, terminal_verdict_color(verdict), verdict_names[verdict]);
  terminal_pad(terminal, LABEL);
  terminal_put_within(terminal, name, 30);
  terminal_pad(terminal, LABEL + 12);
  terminal_put(terminal, message);
  terminal_end_line(terminal);
}

/* What explains a requirement's verdict: a case, else a generated suite, else the requirement itself. */
static const char *explain(const struct run_results *results, const struct requirement_result *result)
{
  size_t position = 0;
  const char *id = result->requirement->id;
  struct evidence evidence = digest_next_evidence(results, id, VERDICT_STALE_WAIVER, &position);
  if (evidence.case_result != NULL)
    return evidence.message;
  const struct suite_result *suite = digest_bad_suite(results, id);
  return suite != NULL ? suite->reason : result->requirement->sentence;
}

static void put_faults(struct terminal *terminal, const struct run_results *results)
{
  struct fault_list list = {.terminal = terminal};
  for (size_t i = 0; i < results->requirement_set.requirement_count; i++) {
    const struct requirement_result *result = &results->requirements[i];
    if (digest_is_bad(result->verdict))
      put_fault(&list, result->verdict, result->requirement->id, explain(results, result));
  }
  for (size_t i = 0; results->waivers != NULL && i < results->waivers->count; i++) {
    const struct waiver *waiver = &results->waivers->waivers[i];
    if (waiver->state == WAIVER_STALE)
      put_fault(&list, VERDICT_STALE_WAIVER, waiver->name, waiver->remark);
  }
  struct evidence evidence;
  size_t position = 0;
  while ((evidence = digest_next_evidence(results, NULL, VERDICT_BROKEN, &position)).case_result != NULL)
    put_fault(&list, evidence.case_result->verdict, evidence.case_result->name, evidence.message);
  if (list.count <= FAULTS_SHOWN)
    return;
  label(terminal, "");
  terminal_put(terminal, "and ");
  terminal_put_number(terminal, list.count - FAULTS_SHOWN);
  terminal_put(terminal, " more");
  terminal_end_line(terminal);
}

static void put_count(struct terminal *terminal, uint64_t count, const char *what)
{
  terminal_put_number(terminal, count);
  terminal_put(terminal, what);
  terminal_put(terminal, count == 1 ? "" : "s");
}

static void put_fuzzing(struct terminal *terminal, const struct fuzzing *fuzzing)
{
  uint64_t executions = 0, findings = 0;

  if (fuzzing == NULL)
    return;
  for (size_t i = 0; i < fuzzing->target_count; i++) {
    executions += fuzzing->targets[i].executions;
    findings += fuzzing->targets[i].finding_count;
  }
  label(terminal, "fuzzing");
  put_count(terminal, fuzzing->target_count, " target");
  terminal_put(terminal, ", ");
  put_count(terminal, executions, " execution");
  terminal_put(terminal, ", ");
  put_count(terminal, findings, " finding");
  terminal_end_line(terminal);
  for (size_t i = 0; i < fuzzing->target_count; i++)
    for (size_t k = 0; k < fuzzing->targets[i].finding_count; k++) {
      label(terminal, "");
      terminal_put(terminal, fuzzing->targets[i].name);
      terminal_put(terminal, ": ");
      terminal_put(terminal, fuzzing->targets[i].findings[k].signature);
      terminal_end_line(terminal);
    }
}

void report_summary(const struct run_results *results, bool color, struct buffer *ret_text)
{
  struct terminal terminal = {.text = ret_text, .color = color};
  put_conclusion(&terminal, results);
  put_facts(&terminal, &results->facts);
  put_missing(&terminal, results);
  put_requirements(&terminal, results);
  put_cases(&terminal, results);
  put_suites(&terminal, results);
  put_waivers(&terminal, results->waivers);
  put_fuzzing(&terminal, results->fuzzing);
  put_faults(&terminal, results);
}
