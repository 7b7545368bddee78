/* What the runs recorded of their targets, and what they were. */
#include <stdlib.h>
#include <string.h>

#include "certify/facts.h"
#include "program/buffer.h"
#include "reports/compare.h"

const char *const behaviour_change_names[BEHAVIOUR_CHANGE_COUNT] = {
    [BEHAVIOUR_DIFFERS] = "differs",
    [BEHAVIOUR_COUNTS] = "seen more or less often",
    [BEHAVIOUR_ONE_SIDED] = "seen in one run",
};

/* ---- behaviour ---- */

static uint64_t count_of(const struct observation *observation, const char *outcome)
{
  for (size_t i = 0; i < observation->behaviour_count; i++)
    if (strcmp(observation->behaviours[i].outcome, outcome) == 0)
      return observation->behaviours[i].count;
  return 0;
}

static uint64_t count_all(const struct observation *observation)
{
  uint64_t all = 0;
  for (size_t i = 0; i < observation->behaviour_count; i++)
    all += observation->behaviours[i].count;
  return all;
}

/* Whether both led to the same outcomes; ret_equal: as often. */
static bool have_the_same(const struct observation *a, const struct observation *b, bool *ret_equal)
{
  *ret_equal = true;
  if (a->behaviour_count != b->behaviour_count)
    return false;
  for (size_t i = 0; i < a->behaviour_count; i++) {
    uint64_t count = count_of(b, a->behaviours[i].outcome);
    if (count == 0)
      return false;
    *ret_equal = *ret_equal && count == a->behaviours[i].count;
  }
  return true;
}

static bool add_behaviour(struct comparison *comparison, const struct observation *a, const struct observation *b)
{
  const struct observation *either = a != NULL ? a : b;
  if (either == NULL)
    return true;
  enum behaviour_change change = BEHAVIOUR_ONE_SIDED;
  bool equal = false;
  if (a != NULL && b != NULL) {
    bool same = have_the_same(a, b, &equal);
    if (same && equal)
      return true;
    change = same && count_all(a) != count_all(b) ? BEHAVIOUR_COUNTS : BEHAVIOUR_DIFFERS;
  }
  struct compared_behaviour *added =
      comparison_one_more(&comparison->behaviours, &comparison->behaviour_count, sizeof *added);
  if (added == NULL)
    return false;
  *added = (struct compared_behaviour){change, either->requirement, either->situation, {a, b}};
  comparison->behaviour_counts[change]++;
  return true;
}

/* Observations stand by requirement, in the set's order, then by situation. */
static int compare_places(const struct comparison *comparison, const struct observation *a, const struct observation *b)
{
  const struct requirement_set *set = &comparison->runs[0]->requirement_set;
  const struct requirement *first = requirement_find(set, a->requirement), *second;
  if (strcmp(a->requirement, b->requirement) == 0)
    return strcmp(a->situation, b->situation);
  second = requirement_find(set, b->requirement);
  return (first > second) - (first < second);
}

bool comparison_add_behaviours(struct comparison *comparison)
{
  const struct run_results *a = comparison->runs[0], *b = comparison->runs[1];
  bool good = true;
  for (size_t i = 0, k = 0; good && (i < a->observation_count || k < b->observation_count);) {
    const struct observation *first = i < a->observation_count ? &a->observations[i] : NULL;
    const struct observation *second = k < b->observation_count ? &b->observations[k] : NULL;
    int order = first == NULL ? 1 : second == NULL ? -1 : compare_places(comparison, first, second);
    good = add_behaviour(comparison, order <= 0 ? first : NULL, order >= 0 ? second : NULL);
    i += order <= 0;
    k += order >= 0;
  }
  return good;
}

/* ---- facts ---- */

static bool add(struct compared_fact **list, size_t *count, const char *name, const char *a, const char *b)
{
  struct compared_fact *added = comparison_one_more(list, count, sizeof *added);
  if (added == NULL)
    return false;
  *added = (struct compared_fact){name, {buffer_copy_string(a), buffer_copy_string(b)}};
  return added->values[0] != NULL && added->values[1] != NULL;
}

static bool add_fact(struct comparison *comparison, const struct fact *fact)
{
  struct buffer texts[2] = {{0}, {0}};
  for (int i = 0; i < 2; i++)
    fact_text(fact, &comparison->runs[i]->facts, &texts[i]);
  bool good = !texts[0].failed && !texts[1].failed;
  if (good && strcmp(buffer_text(&texts[0]), buffer_text(&texts[1])) != 0)
    good = add(&comparison->facts, &comparison->fact_count, fact->key, buffer_text(&texts[0]), buffer_text(&texts[1]));
  buffer_free(&texts[0]);
  buffer_free(&texts[1]);
  return good;
}

static const char *presence(const struct entry_result *entry)
{
  return entry->present ? "present" : "missing";
}

bool comparison_add_facts(struct comparison *comparison)
{
  const struct run_results *a = comparison->runs[0], *b = comparison->runs[1];
  for (unsigned i = 0; i < run_fact_count; i++)
    if (!add_fact(comparison, &run_fact_table[i]))
      return false;
  for (size_t i = 0; i < a->entry_count && i < b->entry_count; i++)
    if (a->entries[i].present != b->entries[i].present &&
        !add(&comparison->entries, &comparison->entry_count, a->entries[i].name, presence(&a->entries[i]),
             presence(&b->entries[i])))
      return false;
  return true;
}
