/* Two runs in two columns of a terminal. */
#include <stdio.h>
#include <string.h>

#include "reports/compare.h"
#include "reports/digest.h"
#include "reports/markup.h"
#include "reports/terminal.h"

/* Where the columns begin, of the runs' facts, of verdicts and of outcomes. */
enum { FACTS_A = 14, FACTS_B = 47, VERDICT_A = 50, VERDICT_B = 65, OUTCOME_A = 4, OUTCOME_B = 43, ITEMS_SHOWN = 20 };

struct writer {
  const struct comparison *comparison;
  struct terminal terminal;
  bool all;
};

static void put_pair(struct writer *writer, const char *name, const char *a, const char *b)
{
  struct terminal *terminal = &writer->terminal;
  terminal_put_within(terminal, name, FACTS_A - 1);
  terminal_pad(terminal, FACTS_A);
  terminal_put_within(terminal, a[0] != '\0' ? a : "-", FACTS_B - FACTS_A - 1);
  terminal_pad(terminal, FACTS_B);
  terminal_put(terminal, b[0] != '\0' ? b : "-");
  terminal_end_line(terminal);
}

static void count_cases(const struct run_results *results, struct buffer *ret_text)
{
  const char *separator = "";
  for (int i = VERDICT_COUNT - 1; i >= 0; i--) {
    if (results->verdicts[i] == 0)
      continue;
    buffer_string(ret_text, separator);
    markup_number(results->verdicts[i], ret_text);
    buffer_printf(ret_text, " %s", verdict_names[i]);
    separator = ", ";
  }
}

static void put_runs(struct writer *writer, const char *const names[2])
{
  const struct run_results *a = writer->comparison->runs[0], *b = writer->comparison->runs[1];
  struct buffer counts[2] = {{0}, {0}};
  put_pair(writer, "", "A", "B");
  put_pair(writer, "bundle", names[0], names[1]);
  put_pair(writer, "target", digest_target(a), digest_target(b));
  if (a->facts.target_version[0] != '\0' || b->facts.target_version[0] != '\0')
    put_pair(writer, "version", a->facts.target_version, b->facts.target_version);
  put_pair(writer, "adapter", a->facts.adapter, b->facts.adapter);
  put_pair(writer, "profile", a->facts.profile, b->facts.profile);
  if (a->facts.filter[0] != '\0' || b->facts.filter[0] != '\0')
    put_pair(writer, "filter", a->facts.filter, b->facts.filter);
  put_pair(writer, "verdict", verdict_names[a->verdict], verdict_names[b->verdict]);
  if (!a->complete || !b->complete)
    put_pair(writer, "incomplete", a->incomplete, b->incomplete);
  count_cases(a, &counts[0]);
  count_cases(b, &counts[1]);
  put_pair(writer, "cases", buffer_text(&counts[0]), buffer_text(&counts[1]));
  buffer_free(&counts[0]);
  buffer_free(&counts[1]);
}

/* ---- the parts ---- */

static void begin_part(struct writer *writer, const char *title, size_t count)
{
  struct terminal *terminal = &writer->terminal;
  terminal_end_line(terminal);
  terminal_put_colored(terminal, TERMINAL_BOLD, title);
  terminal_put(terminal, ": ");
  terminal_put_number(terminal, count);
  terminal_end_line(terminal);
}

/* Whether the next one of a part, which is the `shown`-th, is shown. */
static bool is_shown(const struct writer *writer, size_t shown)
{
  return writer->all || shown < ITEMS_SHOWN;
}

static void end_part(struct writer *writer, size_t count)
{
  struct terminal *terminal = &writer->terminal;
  if (is_shown(writer, count - 1))
    return;
  terminal_put(terminal, "  and ");
  terminal_put_number(terminal, count - ITEMS_SHOWN);
  terminal_put(terminal, " more; --all shows them");
  terminal_end_line(terminal);
}

static void put_verdict(struct terminal *terminal, const struct compared *item, int run)
{
  if (item->there[run])
    terminal_put_colored(terminal, terminal_verdict_color(item->verdicts[run]), verdict_names[item->verdicts[run]]);
  else
    terminal_put(terminal, "-");
}

static void put_message(struct terminal *terminal, const char *message)
{
  if (message[0] == '\0')
    return;
  terminal_put(terminal, "    ");
  terminal_put(terminal, message);
  terminal_end_line(terminal);
}

static void put_item(struct terminal *terminal, const struct compared *item)
{
  terminal_put(terminal, "  ");
  terminal_put_within(terminal, item->name, VERDICT_A - 3);
  terminal_pad(terminal, VERDICT_A);
  put_verdict(terminal, item, 0);
  terminal_pad(terminal, VERDICT_B);
  put_verdict(terminal, item, 1);
  terminal_end_line(terminal);
  if (item->deviating[0] != item->deviating[1]) {
    terminal_put(terminal, "    deviating combinations");
    terminal_pad(terminal, VERDICT_A);
    terminal_put_number(terminal, item->deviating[0]);
    terminal_pad(terminal, VERDICT_B);
    terminal_put_number(terminal, item->deviating[1]);
    terminal_end_line(terminal);
  }
  put_message(terminal, item->message);
}

static void put_items(struct writer *writer, enum change change, const char *title)
{
  const struct comparison *comparison = writer->comparison;
  size_t shown = 0;
  if (comparison->counts[change] == 0)
    return;
  begin_part(writer, title, comparison->counts[change]);
  for (size_t i = 0; i < comparison->item_count; i++)
    if (comparison->items[i].change == change && is_shown(writer, shown++))
      put_item(&writer->terminal, &comparison->items[i]);
  end_part(writer, comparison->counts[change]);
}

/* What was judged in one run alone says nothing of the targets: how much it is will do. */
static void put_coverage(struct writer *writer, enum change change, const char *title)
{
  const struct comparison *comparison = writer->comparison;
  size_t counts[COMPARED_KIND_COUNT] = {0};
  if (comparison->counts[change] == 0)
    return;
  if (writer->all) {
    put_items(writer, change, title);
    return;
  }
  for (size_t i = 0; i < comparison->item_count; i++)
    counts[comparison->items[i].kind] += comparison->items[i].change == change;
  begin_part(writer, title, comparison->counts[change]);
  for (int kind = 0; kind < COMPARED_KIND_COUNT; kind++) {
    if (counts[kind] == 0)
      continue;
    terminal_put(&writer->terminal, "  ");
    terminal_put_number(&writer->terminal, counts[kind]);
    terminal_put(&writer->terminal, " ");
    terminal_put(&writer->terminal, compared_names[kind]);
    terminal_put(&writer->terminal, counts[kind] == 1 ? "" : "s");
    terminal_end_line(&writer->terminal);
  }
}

/* "1,246 x STATUS_SUCCESS": what a status is as a number stands in the reports. */
static void put_outcome(struct terminal *terminal, const struct observation *observation, size_t index, size_t width)
{
  struct buffer text = {0}, number = {0};
  if (observation == NULL && index == 0)
    terminal_put_within(terminal, "did not arise", width);
  if (observation == NULL || index >= observation->behaviour_count)
    return;
  const struct observed_behaviour *behaviour = &observation->behaviours[index];
  const char *value = strstr(behaviour->outcome, " (0x");
  markup_number(behaviour->count, &number);
  buffer_printf(&text, "%s x ", buffer_text(&number));
  buffer_append(&text, behaviour->outcome,
                value != NULL ? (size_t)(value - behaviour->outcome) : strlen(behaviour->outcome));
  terminal_put_within(terminal, buffer_text(&text), width);
  terminal->text->failed = terminal->text->failed || text.failed || number.failed;
  buffer_free(&text);
  buffer_free(&number);
}

static void put_behaviour(struct terminal *terminal, const struct compared_behaviour *behaviour)
{
  const struct observation *a = behaviour->observations[0], *b = behaviour->observations[1];
  size_t rows = 0;
  for (int i = 0; i < 2; i++)
    if (behaviour->observations[i] != NULL && behaviour->observations[i]->behaviour_count > rows)
      rows = behaviour->observations[i]->behaviour_count;
  terminal_put(terminal, "  ");
  terminal_put(terminal, behaviour->requirement);
  terminal_put(terminal, "  ");
  terminal_put(terminal, behaviour->situation);
  terminal_end_line(terminal);
  for (size_t i = 0; i < rows; i++) {
    terminal_pad(terminal, OUTCOME_A);
    put_outcome(terminal, a, i, OUTCOME_B - OUTCOME_A - 1);
    if (b == NULL ? i == 0 : i < b->behaviour_count) {
      terminal_pad(terminal, OUTCOME_B);
      put_outcome(terminal, b, i, TERMINAL_COLUMNS - OUTCOME_B);
    }
    terminal_end_line(terminal);
  }
}

static void put_behaviours(struct writer *writer, enum behaviour_change change, const char *title)
{
  const struct comparison *comparison = writer->comparison;
  size_t shown = 0;
  if (comparison->behaviour_counts[change] == 0)
    return;
  begin_part(writer, title, comparison->behaviour_counts[change]);
  if (change != BEHAVIOUR_DIFFERS && !writer->all)
    return;
  for (size_t i = 0; i < comparison->behaviour_count; i++)
    if (comparison->behaviours[i].change == change && is_shown(writer, shown++))
      put_behaviour(&writer->terminal, &comparison->behaviours[i]);
  end_part(writer, comparison->behaviour_counts[change]);
}

static void put_facts(struct writer *writer, const char *title, const struct compared_fact *facts, size_t count)
{
  struct terminal *terminal = &writer->terminal;
  if (count == 0)
    return;
  begin_part(writer, title, count);
  for (size_t i = 0; i < count; i++) {
    terminal_put(terminal, "  ");
    terminal_put(terminal, facts[i].name);
    terminal_end_line(terminal);
    for (int run = 0; run < 2; run++) {
      terminal_put(terminal, run == 0 ? "    A  " : "    B  ");
      terminal_put(terminal, facts[i].values[run][0] != '\0' ? facts[i].values[run] : "-");
      terminal_end_line(terminal);
    }
  }
}

static void put_entries(struct writer *writer)
{
  const struct comparison *comparison = writer->comparison;
  if (comparison->entry_count == 0)
    return;
  begin_part(writer, "entry points", comparison->entry_count);
  for (size_t i = 0; i < comparison->entry_count; i++) {
    terminal_put(&writer->terminal, "  ");
    terminal_put_within(&writer->terminal, comparison->entries[i].name, VERDICT_A - 3);
    terminal_pad(&writer->terminal, VERDICT_A);
    terminal_put(&writer->terminal, comparison->entries[i].values[0]);
    terminal_pad(&writer->terminal, VERDICT_B);
    terminal_put(&writer->terminal, comparison->entries[i].values[1]);
    terminal_end_line(&writer->terminal);
  }
}

static void put_conclusion(struct writer *writer)
{
  const struct comparison *comparison = writer->comparison;
  struct terminal *terminal = &writer->terminal;
  size_t worse = comparison->counts[CHANGE_WORSE], better = comparison->counts[CHANGE_BETTER];
  size_t differs = comparison->counts[CHANGE_OTHER] + comparison->behaviour_counts[BEHAVIOUR_DIFFERS];
  struct buffer sentence = {0};
  markup_number(worse, &sentence);
  buffer_string(&sentence, " got worse, ");
  markup_number(better, &sentence);
  buffer_string(&sentence, " got better, ");
  markup_number(differs, &sentence);
  buffer_string(&sentence, differs == 1 ? " merely differs" : " merely differ");
  terminal_put_colored(terminal, worse > 0 ? TERMINAL_RED : TERMINAL_GREEN, worse > 0 ? "WORSE" : "NOT WORSE");
  terminal_put(terminal, ": ");
  terminal_put(terminal, buffer_text(&sentence));
  terminal_end_line(terminal);
  terminal_end_line(terminal);
  terminal->text->failed = terminal->text->failed || sentence.failed;
  buffer_free(&sentence);
}

void report_comparison(const struct comparison *comparison, const char *const names[2], bool all, bool color,
                       struct buffer *ret_text)
{
  struct writer writer = {comparison, {.text = ret_text, .color = color}, all};
  put_conclusion(&writer);
  put_runs(&writer, names);
  put_items(&writer, CHANGE_WORSE, "got worse");
  put_items(&writer, CHANGE_BETTER, "got better");
  put_items(&writer, CHANGE_OTHER, "verdicts that differ");
  put_behaviours(&writer, BEHAVIOUR_DIFFERS, "implementation-defined behaviour that differs");
  put_coverage(&writer, CHANGE_LESS, "judged only in A");
  put_coverage(&writer, CHANGE_MORE, "judged only in B");
  put_behaviours(&writer, BEHAVIOUR_ONE_SIDED, "situations that arose in one run");
  put_behaviours(&writer, BEHAVIOUR_COUNTS, "situations with the same outcomes, more or less often");
  put_entries(&writer);
  put_facts(&writer, "facts of the runs that differ", comparison->facts, comparison->fact_count);
}
