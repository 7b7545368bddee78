/* Which cases belong together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/digest.h"

/* The suite that NAME#NUMBER is a combination of. */
static const struct suite_result *suite_of(const struct run_results *results, const struct case_result *case_result)
{
  const char *end = strrchr(case_result->name, '#');
  if (end == NULL)
    return NULL;
  size_t size = (size_t)(end - case_result->name);
  for (size_t i = 0; i < results->suite_count; i++) {
    const char *name = results->suites[i].name;
    if (strlen(name) == size && memcmp(name, case_result->name, size) == 0)
      return &results->suites[i];
  }
  return NULL;
}

/* "OFR-DEV-01" belongs to "OFR-DEV". */
static struct case_group group_of_requirements(const struct case_result *case_result)
{
  struct case_group group = {.name = "other"};
  if (case_result->requirement_count == 0)
    return group;
  const char *id = case_result->requirements[0];
  const char *dash = strrchr(id, '-');
  size_t size = dash == NULL ? strlen(id) : (size_t)(dash - id);
  snprintf(group.name, sizeof group.name, "%.*s", size < sizeof group.name ? (int)size : (int)sizeof group.name, id);
  return group;
}

static struct case_group group_of_suite(const struct suite_result *suite)
{
  struct case_group group = {.suite = suite};
  snprintf(group.name, sizeof group.name, "%s", suite->name);
  return group;
}

/* The index of the group like `wanted`, which is added if need be; there is room for it. */
static size_t find_or_add(struct case_groups *groups, const struct case_group *wanted)
{
  size_t i = 0;
  while (i < groups->count &&
         (groups->groups[i].suite != wanted->suite || strcmp(groups->groups[i].name, wanted->name) != 0))
    i++;
  if (i == groups->count)
    groups->groups[groups->count++] = *wanted;
  return i;
}

/* Distinct groups cannot be counted beforehand; room for one more is made when it is needed. */
static bool reserve(struct case_groups *groups, size_t *capacity)
{
  if (groups->count < *capacity)
    return true;
  size_t wanted = *capacity == 0 ? 32 : *capacity * 2;
  struct case_group *grown = realloc(groups->groups, wanted * sizeof *grown);
  if (grown == NULL)
    return false;
  groups->groups = grown;
  *capacity = wanted;
  return true;
}

static bool add_cases(const struct run_results *results, struct case_groups *groups, size_t *capacity)
{
  for (size_t i = 0; i < results->case_count; i++) {
    const struct case_result *case_result = &results->cases[i];
    const struct suite_result *suite = suite_of(results, case_result);
    struct case_group wanted = suite != NULL ? group_of_suite(suite) : group_of_requirements(case_result);
    if (!reserve(groups, capacity))
      return false;
    size_t index = find_or_add(groups, &wanted);
    groups->group_of[i] = index;
    groups->groups[index].case_count++;
    groups->groups[index].verdicts[case_result->verdict]++;
  }
  return true;
}

static bool add_suites(const struct run_results *results, struct case_groups *groups, size_t *capacity)
{
  for (size_t i = 0; i < results->suite_count; i++) {
    struct case_group wanted = group_of_suite(&results->suites[i]);
    if (!reserve(groups, capacity))
      return false;
    find_or_add(groups, &wanted);
  }
  return true;
}

bool digest_group(const struct run_results *results, struct case_groups *ret_groups)
{
  struct case_groups groups = {0};
  size_t capacity = 0;
  groups.group_of = calloc(results->case_count + 1, sizeof *groups.group_of);
  if (groups.group_of == NULL || !add_cases(results, &groups, &capacity) || !add_suites(results, &groups, &capacity)) {
    case_groups_free(&groups);
    return false;
  }
  *ret_groups = groups;
  return true;
}

void case_groups_free(struct case_groups *groups)
{
  free(groups->groups);
  free(groups->group_of);
  *groups = (struct case_groups){0};
}
