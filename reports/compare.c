#include "reports/compare.h"

#include <stdlib.h>
#include <string.h>

#include "reports/digest.h"

const char *const change_names[CHANGE_COUNT] = {
    [CHANGE_NONE] = "same",     [CHANGE_WORSE] = "worse",           [CHANGE_BETTER] = "better",
    [CHANGE_OTHER] = "differs", [CHANGE_LESS] = "judged only in a", [CHANGE_MORE] = "judged only in b"};

const char *const compared_names[COMPARED_KIND_COUNT] = {
    [COMPARED_REQUIREMENT] = "requirement", [COMPARED_SUITE] = "suite", [COMPARED_CASE] = "case"};

/* What a verdict says of the target. */
enum standing { STANDING_OPEN, STANDING_GOOD, STANDING_WAIVED, STANDING_BAD };

static enum standing standing_of(enum verdict verdict)
{
  static const enum standing standings[VERDICT_COUNT] = {
      [VERDICT_NOT_SUPPORTED] = STANDING_OPEN, [VERDICT_PASS] = STANDING_GOOD,   [VERDICT_NOTED] = STANDING_GOOD,
      [VERDICT_WAIVED] = STANDING_WAIVED,      [VERDICT_WARN] = STANDING_GOOD,   [VERDICT_BROKEN] = STANDING_OPEN,
      [VERDICT_STALE_WAIVER] = STANDING_GOOD,  [VERDICT_TIMEOUT] = STANDING_BAD, [VERDICT_CRASH] = STANDING_BAD,
      [VERDICT_FAIL] = STANDING_BAD,
  };
  return standings[verdict];
}

static enum change compare_open(bool there_a, enum verdict a, bool there_b, enum verdict b, enum standing first,
                                enum standing second)
{
  if (first == STANDING_OPEN && second == STANDING_OPEN)
    return there_a == there_b && a == b ? CHANGE_NONE : CHANGE_OTHER;
  if (second == STANDING_OPEN)
    return CHANGE_LESS;
  return second == STANDING_BAD ? CHANGE_WORSE : CHANGE_MORE;
}

enum change compare_verdicts(bool there_a, enum verdict a, bool there_b, enum verdict b)
{
  enum standing first = there_a ? standing_of(a) : STANDING_OPEN, second = there_b ? standing_of(b) : STANDING_OPEN;
  if (first == STANDING_OPEN || second == STANDING_OPEN)
    return compare_open(there_a, a, there_b, b, first, second);
  if (first == STANDING_GOOD && second != STANDING_GOOD)
    return CHANGE_WORSE;
  if (first != STANDING_GOOD && second == STANDING_GOOD)
    return CHANGE_BETTER;
  return a == b ? CHANGE_NONE : CHANGE_OTHER;
}

/* ---- lists ---- */

void *comparison_one_more(void *list_of, size_t *count, size_t size)
{
  char *items;
  memcpy(&items, list_of, sizeof items);
  if (*count == 0 || (*count >= 16 && (*count & (*count - 1)) == 0)) {
    char *grown = realloc(items, (*count < 16 ? 16 : *count * 2) * size);
    if (grown == NULL)
      return NULL;
    items = grown;
    memcpy(list_of, &items, sizeof items);
  }
  memset(items + *count * size, 0, size);
  return items + (*count)++ * size;
}

static bool add_item(struct comparison *comparison, const struct compared *item)
{
  if (item->change == CHANGE_NONE)
    return true;
  struct compared *added = comparison_one_more(&comparison->items, &comparison->item_count, sizeof *added);
  if (added == NULL)
    return false;
  *added = *item;
  if (added->message == NULL)
    added->message = "";
  comparison->counts[item->change]++;
  return true;
}

/* The place of the item of that name; *hint is where it is looked for first. `count` if there is none. */
typedef const char *name_of(const struct run_results *results, size_t index);

static size_t find(const struct run_results *results, size_t count, name_of *name_at, const char *name, size_t *hint)
{
  for (size_t i = 0; i < count; i++) {
    size_t place = (*hint + i) % count;
    if (strcmp(name_at(results, place), name) == 0) {
      *hint = place + 1;
      return place;
    }
  }
  return count;
}

/* ---- requirements ---- */

static const char *requirement_name(const struct run_results *results, size_t index)
{
  return results->requirement_set.requirements[index].id;
}

static const char *explain_requirement(const struct run_results *results, const char *id)
{
  size_t position = 0;
  struct evidence evidence = digest_next_evidence(results, id, VERDICT_WAIVED, &position);
  if (evidence.case_result != NULL)
    return evidence.message;
  const struct suite_result *suite = digest_bad_suite(results, id);
  return suite != NULL ? suite->reason : "";
}

static bool compare_requirements(struct comparison *comparison)
{
  const struct run_results *a = comparison->runs[0], *b = comparison->runs[1];
  size_t hint = 0;
  for (size_t i = 0; i < a->requirement_set.requirement_count; i++) {
    const char *id = requirement_name(a, i);
    size_t at = find(b, b->requirement_set.requirement_count, requirement_name, id, &hint);
    struct compared item = {.kind = COMPARED_REQUIREMENT, .name = id, .there = {true, true}};
    if (at == b->requirement_set.requirement_count)
      continue; /* both runs are of one suite */
    item.verdicts[0] = a->requirements[i].verdict;
    item.verdicts[1] = b->requirements[at].verdict;
    item.change = compare_verdicts(true, item.verdicts[0], true, item.verdicts[1]);
    item.message = explain_requirement(item.verdicts[0] > item.verdicts[1] ? a : b, id);
    if (!add_item(comparison, &item))
      return false;
  }
  return true;
}

/* ---- suites ---- */

static const char *suite_name(const struct run_results *results, size_t index)
{
  return results->suites[index].name;
}

static uint64_t count_deviating(const struct suite_result *suite)
{
  uint64_t deviating = 0;
  for (int i = 0; i < VERDICT_COUNT; i++)
    deviating += standing_of((enum verdict)i) >= STANDING_WAIVED ? suite->verdicts[i] : 0;
  return deviating;
}

/* Two suites of one verdict may still not have come to the same. */
static enum change compare_counts(const struct suite_result *a, const struct suite_result *b)
{
  if (count_deviating(a) != count_deviating(b))
    return count_deviating(a) < count_deviating(b) ? CHANGE_WORSE : CHANGE_BETTER;
  return a->judged != b->judged || memcmp(a->verdicts, b->verdicts, sizeof a->verdicts) != 0 ? CHANGE_OTHER
                                                                                             : CHANGE_NONE;
}

/* The sides are those of the two runs; NULL: it is not there. Of the message the heavier of them decides. */
static struct compared compare_suite(const struct suite_result *const sides[2])
{
  struct compared item = {.kind = COMPARED_SUITE};
  for (int run = 0; run < 2; run++) {
    if (sides[run] == NULL)
      continue;
    if (item.name == NULL || sides[run]->verdict >= item.verdicts[0])
      item.message = sides[run]->reason;
    item.name = sides[run]->name;
    item.there[run] = true;
    item.verdicts[run] = sides[run]->verdict;
    item.deviating[run] = count_deviating(sides[run]);
  }
  item.change = compare_verdicts(item.there[0], item.verdicts[0], item.there[1], item.verdicts[1]);
  if (item.change == CHANGE_NONE && sides[0] != NULL && sides[1] != NULL)
    item.change = compare_counts(sides[0], sides[1]);
  return item;
}

static bool compare_suites(struct comparison *comparison)
{
  const struct run_results *a = comparison->runs[0], *b = comparison->runs[1];
  size_t hint = 0;
  for (size_t i = 0; i < a->suite_count; i++) {
    size_t at = find(b, b->suite_count, suite_name, a->suites[i].name, &hint);
    struct compared item = compare_suite(
        (const struct suite_result *const[2]){&a->suites[i], at < b->suite_count ? &b->suites[at] : NULL});
    if (!add_item(comparison, &item))
      return false;
  }
  for (size_t i = 0; i < b->suite_count; i++) {
    if (find(a, a->suite_count, suite_name, b->suites[i].name, &hint) < a->suite_count)
      continue;
    struct compared item = compare_suite((const struct suite_result *const[2]){NULL, &b->suites[i]});
    if (!add_item(comparison, &item))
      return false;
  }
  return true;
}

/* ---- cases ---- */

static const char *case_name(const struct run_results *results, size_t index)
{
  return results->cases[index].name;
}

/* Of a suite the results hold some combinations, which differ with what failed: they are the suite's matter. */
static bool is_combination(const struct case_result *result)
{
  return strchr(result->name, '#') != NULL;
}

static struct compared compare_case(const struct case_result *const sides[2])
{
  struct compared item = {.kind = COMPARED_CASE};
  const struct case_result *heavier = NULL;
  for (int run = 0; run < 2; run++) {
    if (sides[run] == NULL)
      continue;
    if (heavier == NULL || sides[run]->verdict >= heavier->verdict)
      heavier = sides[run];
    item.name = sides[run]->name;
    item.there[run] = true;
    item.verdicts[run] = sides[run]->verdict;
  }
  item.change = compare_verdicts(item.there[0], item.verdicts[0], item.there[1], item.verdicts[1]);
  if (item.change == CHANGE_NONE && sides[0] != NULL && sides[1] != NULL &&
      standing_of(sides[0]->verdict) > STANDING_GOOD && strcmp(sides[0]->reason, sides[1]->reason) != 0)
    item.change = CHANGE_OTHER;
  if (item.change != CHANGE_NONE && heavier != NULL)
    item.message = digest_explain(heavier).message;
  return item;
}

static bool compare_cases(struct comparison *comparison)
{
  const struct run_results *a = comparison->runs[0], *b = comparison->runs[1];
  size_t hint = 0;
  for (size_t i = 0; i < a->case_count; i++) {
    if (is_combination(&a->cases[i]))
      continue;
    size_t at = find(b, b->case_count, case_name, a->cases[i].name, &hint);
    struct compared item =
        compare_case((const struct case_result *const[2]){&a->cases[i], at < b->case_count ? &b->cases[at] : NULL});
    if (!add_item(comparison, &item))
      return false;
  }
  hint = 0;
  for (size_t i = 0; i < b->case_count; i++) {
    if (is_combination(&b->cases[i]) || find(a, a->case_count, case_name, b->cases[i].name, &hint) < a->case_count)
      continue;
    struct compared item = compare_case((const struct case_result *const[2]){NULL, &b->cases[i]});
    if (!add_item(comparison, &item))
      return false;
  }
  return true;
}

bool comparison_make(const struct run_results *a, const struct run_results *b, struct comparison *ret_comparison)
{
  struct comparison comparison = {.runs = {a, b}};
  if (compare_requirements(&comparison) && compare_suites(&comparison) && compare_cases(&comparison) &&
      comparison_add_behaviours(&comparison) && comparison_add_facts(&comparison)) {
    *ret_comparison = comparison;
    return true;
  }
  comparison_free(&comparison);
  return false;
}

static void free_facts(struct compared_fact *facts, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    free(facts[i].values[0]);
    free(facts[i].values[1]);
  }
  free(facts);
}

void comparison_free(struct comparison *comparison)
{
  free(comparison->items);
  free(comparison->behaviours);
  free_facts(comparison->facts, comparison->fact_count);
  free_facts(comparison->entries, comparison->entry_count);
  *comparison = (struct comparison){0};
}
