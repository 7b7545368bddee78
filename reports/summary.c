/*
 * The terminal's summary: one screen of 80 columns. What does not fit into a
 * line is cut, never wrapped: the reports have it whole.
 */
#include <string.h>

#include "reports/digest.h"
#include "reports/markup.h"
#include "reports/reports.h"
#include "reports/utf8.h"

enum { COLUMNS = 80, LABEL = 14, FAULTS_SHOWN = 10, SUITES_SHOWN = 6 };

struct terminal {
  struct buffer *text;
  bool color;
  size_t column;
};

#define BOLD "1"
#define RED "1;31"
#define GREEN "1;32"
#define YELLOW "1;33"

static const char *const conclusion_colors[] = {
    [CONCLUSION_PASS] = GREEN,           [CONCLUSION_FAIL] = RED,
    [CONCLUSION_BROKEN] = YELLOW,        [CONCLUSION_INCOMPLETE] = YELLOW,
    [CONCLUSION_NOT_SUPPORTED] = YELLOW,
};

static const char *verdict_color(enum verdict verdict)
{
  if (digest_is_bad(verdict))
    return RED;
  return verdict == VERDICT_WARN || verdict == VERDICT_BROKEN ? YELLOW : BOLD;
}

/* Makes text fit for a terminal: nothing that it would obey, no line ends; beyond ASCII only where colors are. */
static void clean(const char *text, bool unicode, struct buffer *ret_text)
{
  for (uint32_t code_point; (code_point = utf8_next(&text)) != 0;) {
    if (code_point == '\n' || code_point == '\t' || code_point == '\r')
      buffer_byte(ret_text, ' ');
    else if (utf8_is_plain(code_point) && (unicode || code_point < 0x80))
      utf8_append(code_point, ret_text);
    else
      utf8_append_spelled(code_point, ret_text);
  }
}

static size_t count_characters(const char *text)
{
  size_t count = 0;
  while (utf8_next(&text) != 0)
    count++;
  return count;
}

/* Appends at most `width` characters; "..." stands for those that are cut. */
static void put_within(struct terminal *terminal, const char *text, size_t width)
{
  struct buffer cleaned = {0};
  clean(text, terminal->color, &cleaned);
  size_t count = count_characters(buffer_text(&cleaned));
  size_t shown = count <= width ? count : width < 3 ? 0 : width - 3;
  const char *rest = buffer_text(&cleaned);
  for (size_t i = 0; i < shown; i++)
    utf8_append(utf8_next(&rest), terminal->text);
  terminal->column += shown;
  if (shown < count && width >= 3) {
    buffer_string(terminal->text, "...");
    terminal->column += 3;
  }
  terminal->text->failed = terminal->text->failed || cleaned.failed;
  buffer_free(&cleaned);
}

static void put(struct terminal *terminal, const char *text)
{
  put_within(terminal, text, COLUMNS - terminal->column);
}

static void put_colored(struct terminal *terminal, const char *color, const char *text)
{
  if (terminal->color)
    buffer_printf(terminal->text, "\033[%sm", color);
  put(terminal, text);
  if (terminal->color)
    buffer_string(terminal->text, "\033[0m");
}

static void put_number(struct terminal *terminal, uint64_t number)
{
  struct buffer digits = {0};
  markup_number(number, &digits);
  put(terminal, buffer_text(&digits));
  buffer_free(&digits);
}

static void pad(struct terminal *terminal, size_t column)
{
  do {
    put(terminal, " ");
  } while (terminal->column < column);
}

static void end_line(struct terminal *terminal)
{
  buffer_byte(terminal->text, '\n');
  terminal->column = 0;
}

static void label(struct terminal *terminal, const char *text)
{
  put(terminal, text);
  pad(terminal, LABEL);
}

static void line(struct terminal *terminal, const char *name, const char *value)
{
  label(terminal, name);
  put(terminal, value);
  end_line(terminal);
}

static void put_conclusion(struct terminal *terminal, const struct run_results *results)
{
  struct buffer sentence = {0};
  enum conclusion conclusion = digest_conclude(results, &sentence);
  put_colored(terminal, conclusion_colors[conclusion], conclusion_words[conclusion]);
  put(terminal, ": ");
  put(terminal, buffer_text(&sentence));
  end_line(terminal);
  end_line(terminal);
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
  put(terminal, facts->profile);
  if (facts->profile_title[0] != '\0') {
    put(terminal, ": ");
    put(terminal, facts->profile_title);
  }
  end_line(terminal);
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
    put(terminal, separator);
    separator = ",";
    if (terminal->column + number.size + strlen(verdict_names[verdict]) + 3 > COLUMNS) {
      end_line(terminal);
      pad(terminal, LABEL - 1);
    }
    put(terminal, " ");
    put(terminal, buffer_text(&number));
    put(terminal, " ");
    put_colored(terminal, verdict_color((enum verdict)verdict), verdict_names[verdict]);
  }
  end_line(terminal);
  buffer_free(&number);
}

static void put_requirements(struct terminal *terminal, const struct run_results *results)
{
  struct requirement_counts counts = digest_count_requirements(results);
  label(terminal, "requirements");
  put_number(terminal, counts.played);
  put(terminal, " of ");
  put_number(terminal, counts.all);
  put(terminal, " exercised, ");
  put_number(terminal, counts.broken);
  put(terminal, " broken");
  end_line(terminal);
}

static void put_cases(struct terminal *terminal, const struct run_results *results)
{
  uint64_t count = 0;
  for (int i = 0; i < VERDICT_COUNT; i++)
    count += results->verdicts[i];
  label(terminal, "cases");
  put_number(terminal, count);
  put_verdicts(terminal, results->verdicts);
}

static void put_suites(struct terminal *terminal, const struct run_results *results)
{
  for (size_t i = 0; i < results->suite_count && i < SUITES_SHOWN; i++) {
    const struct suite_result *suite = &results->suites[i];
    label(terminal, i == 0 ? "generated" : "");
    put_within(terminal, suite->name, 24);
    pad(terminal, LABEL + 25);
    put_number(terminal, suite->judged);
    put(terminal, " of ");
    put_number(terminal, suite->combinations);
    put(terminal, " judged, ");
    put_colored(terminal, verdict_color(suite->verdict), verdict_names[suite->verdict]);
    end_line(terminal);
  }
  if (results->suite_count > SUITES_SHOWN) {
    label(terminal, "");
    put(terminal, "and ");
    put_number(terminal, results->suite_count - SUITES_SHOWN);
    put(terminal, " more");
    end_line(terminal);
  }
}

static void put_waivers(struct terminal *terminal, const struct waiver_set *waivers)
{
  const char *separator = ": ";
  if (waivers == NULL)
    return;
  label(terminal, "waivers");
  put_number(terminal, waivers->count);
  for (int state = 0; state < WAIVER_STATE_COUNT; state++) {
    size_t count = waivers_count(waivers, (enum waiver_state)state);
    if (count == 0)
      continue;
    put(terminal, separator);
    put_number(terminal, count);
    put(terminal, " ");
    put_colored(terminal, state == WAIVER_STALE ? RED : BOLD, waiver_state_names[state]);
    separator = ", ";
  }
  end_line(terminal);
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
    end_line(terminal);
  put_colored(terminal, verdict_color(verdict), verdict_names[verdict]);
  pad(terminal, LABEL);
  put_within(terminal, name, 30);
  pad(terminal, LABEL + 12);
  put(terminal, message);
  end_line(terminal);
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
  put(terminal, "and ");
  put_number(terminal, list.count - FAULTS_SHOWN);
  put(terminal, " more");
  end_line(terminal);
}

static void put_count(struct terminal *terminal, uint64_t count, const char *what)
{
  put_number(terminal, count);
  put(terminal, what);
  put(terminal, count == 1 ? "" : "s");
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
  put(terminal, ", ");
  put_count(terminal, executions, " execution");
  put(terminal, ", ");
  put_count(terminal, findings, " finding");
  end_line(terminal);
  for (size_t i = 0; i < fuzzing->target_count; i++)
    for (size_t k = 0; k < fuzzing->targets[i].finding_count; k++) {
      label(terminal, "");
      put(terminal, fuzzing->targets[i].name);
      put(terminal, ": ");
      put(terminal, fuzzing->targets[i].findings[k].signature);
      end_line(terminal);
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
