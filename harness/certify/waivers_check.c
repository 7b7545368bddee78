/* What is wrong with waivers beyond their form: two that say the same, one that lasts too long. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/certify.h"
#include "certify/suites.h"
#include "certify/waivers.h"

static bool is_same(const char *a, const char *b)
{
  return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Whether both let the same finding pass, on the same target. */
static bool say_the_same(const struct waiver *a, const struct waiver *b)
{
  bool meet = false;

  for (size_t i = 0; i < a->requirement_count; i++)
    meet = meet || waiver_is_about(b, a->requirements[i]);
  return meet && a->verdict == b->verdict && a->op == b->op && a->status == b->status &&
         is_same(a->detail, b->detail) && is_same(a->says, b->says) && is_same(a->target, b->target) &&
         waiver_ranges_meet(&a->range, &b->range);
}

static bool names(const struct waiver *waiver, const char *name)
{
  for (size_t i = 0; i < waiver->case_count; i++)
    if (certify_matches(waiver->cases[i], name))
      return true;
  return false;
}

/* Whether no two waivers say the same of that case or suite. */
static bool check_name(const struct waiver_set *set, const char *name, const struct waiver **naming,
                       struct text_error *ret_error)
{
  size_t count = 0;

  for (size_t i = 0; i < set->count; i++) {
    const struct waiver *waiver = &set->waivers[i];

    if (!names(waiver, name))
      continue;
    for (size_t k = 0; k < count; k++)
      if (say_the_same(naming[k], waiver)) {
        *ret_error = (struct text_error){waiver->line, 1, ""};
        snprintf(ret_error->message, sizeof ret_error->message,
                 "waiver '%s' says of %.60s what '%s' of line %zu says; expected each deviation in one waiver",
                 waiver->name, name, naming[k]->name, naming[k]->line);
        return false;
      }
    naming[count++] = waiver;
  }
  return true;
}

bool waivers_are_distinct(const struct waiver_set *set, const struct program_set *cases, struct text_error *ret_error)
{
  const struct waiver **naming = calloc(set->count + 1, sizeof *naming);
  bool good = naming != NULL;

  *ret_error = (struct text_error){0, 0, "out of memory"};
  for (size_t i = 0; good && i < cases->count; i++)
    if (cases->programs[i].name != NULL)
      good = check_name(set, cases->programs[i].name, naming, ret_error);
  for (size_t i = 0; good && i < SUITE_COUNT; i++)
    good = check_name(set, suites[i].name, naming, ret_error);
  free(naming);
  return good;
}

bool waivers_are_short(const struct waiver_set *set, const char *today, struct text_error *ret_error)
{
  char last[32];

  snprintf(last, sizeof last, "%04ld%.6s", strtol(today, NULL, 10) + WAIVERS_MAX_YEARS, today + 4);
  for (size_t i = 0; i < set->count; i++)
    if (strcmp(set->waivers[i].expires, last) > 0) {
      *ret_error = (struct text_error){set->waivers[i].line, 1, ""};
      snprintf(ret_error->message, sizeof ret_error->message,
               "waiver '%s' expires %s; expected a day up to %s, %d years from now", set->waivers[i].name,
               set->waivers[i].expires, last, WAIVERS_MAX_YEARS);
      return false;
    }
  return true;
}

void waivers_lapsed(const struct waiver_set *set, const char *today, char ret_lapsed[WAIVER_DATE])
{
  ret_lapsed[0] = '\0';
  for (size_t i = 0; i < set->count; i++)
    if (strcmp(set->waivers[i].expires, today) < 0 && strcmp(set->waivers[i].expires, ret_lapsed) > 0)
      memcpy(ret_lapsed, set->waivers[i].expires, WAIVER_DATE);
}
