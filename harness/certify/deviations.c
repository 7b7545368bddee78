#include "certify/deviations.h"

#include <stdlib.h>
#include <string.h>

static bool is_same(const struct deviation *a, const struct deviation *b)
{
  return a->requirement == b->requirement && a->verdict == b->verdict && a->op == b->op && a->status == b->status &&
         strcmp(a->detail, b->detail) == 0;
}

/* Whether it is there already: those of one case or suite stand together. */
static bool is_known(const struct run_results *results, const struct deviation *deviation)
{
  for (size_t i = results->deviation_count; i > 0; i--) {
    if (strcmp(results->deviations[i - 1].name, deviation->name) != 0)
      return false;
    if (is_same(&results->deviations[i - 1], deviation))
      return true;
  }
  return false;
}

static void drop_last(struct run_results *results)
{
  results->deviation_count--;
  free(results->deviations[results->deviation_count].name);
  free(results->deviations[results->deviation_count].detail);
}

/* Its strings are copied. */
static void add(struct collector *collector, const struct deviation *deviation)
{
  struct run_results *results = collector->results;
  struct deviation *grown = results->deviations;
  size_t count = results->deviation_count;

  if (is_known(results, deviation))
    return;
  if (count == 0 || (count >= 16 && (count & (count - 1)) == 0))
    grown = realloc(grown, (count < 16 ? 16 : count * 2) * sizeof *grown);
  if (grown == NULL) {
    collector->failed = true;
    return;
  }
  results->deviations = grown;
  grown[count] = *deviation;
  grown[count].name = collect_string(collector, deviation->name);
  grown[count].detail = collect_string(collector, deviation->detail);
  results->deviation_count++;
  if (grown[count].name == NULL || grown[count].detail == NULL)
    drop_last(results);
}

void deviations_add(struct collector *collector, const char *name, const struct call_record *record,
                    const struct judgement *judgement)
{
  bool returned = record->outcome == RECORD_RETURNED;

  for (size_t i = 0; i < judgement->finding_count; i++)
    if (judgement->findings[i].verdict > VERDICT_STALE_WAIVER)
      add(collector, &(struct deviation){(char *)(uintptr_t)name, judgement->findings[i].requirement,
                                         judgement->findings[i].verdict, record->op, returned ? record->status : 0,
                                         (char *)(uintptr_t)(returned ? "" : record->detail)});
}

void deviations_add_end(struct collector *collector, const char *name, enum verdict verdict, const char *requirement,
                        const char *detail)
{
  const struct requirement *found = requirement_find(&collector->results->requirement_set, requirement);

  if (found != NULL)
    add(collector,
        &(struct deviation){(char *)(uintptr_t)name, found, verdict, WAIVER_WORKER, 0, (char *)(uintptr_t)detail});
}

void deviations_drop(struct run_results *results, const char *name)
{
  while (results->deviation_count > 0 && strcmp(results->deviations[results->deviation_count - 1].name, name) == 0)
    drop_last(results);
}

void deviations_free(struct run_results *results)
{
  while (results->deviation_count > 0)
    drop_last(results);
  free(results->deviations);
  results->deviations = NULL;
}
