/* Finding the words for a verdict among a case's findings. */
#include <string.h>

#include "reports/digest.h"

/* The first finding that weighs `least` or more; of this requirement unless `id` is NULL. */
static const struct finding *find(const struct finding *findings, size_t count, const char *id, enum verdict least)
{
  for (size_t i = 0; i < count; i++) {
    if (findings[i].verdict >= least && (id == NULL || strcmp(findings[i].requirement, id) == 0))
      return &findings[i];
  }
  return NULL;
}

static struct evidence search(const struct case_result *case_result, const char *id, enum verdict least)
{
  for (size_t i = 0; i < case_result->call_count; i++) {
    const struct call_result *call = &case_result->calls[i];
    const struct finding *finding = find(call->findings, call->finding_count, id, least);
    if (finding != NULL)
      return (struct evidence){case_result, call, finding->message};
  }
  const struct finding *finding = find(case_result->findings, case_result->finding_count, id, least);
  if (finding != NULL)
    return (struct evidence){case_result, NULL, finding->message};
  return (struct evidence){0};
}

struct evidence digest_explain(const struct case_result *case_result)
{
  struct evidence evidence = search(case_result, NULL, case_result->verdict);
  if (evidence.case_result == NULL)
    evidence = (struct evidence){case_result, NULL, case_result->reason};
  return evidence;
}

static bool lists(char *const *requirements, size_t count, const char *id)
{
  for (size_t i = 0; i < count; i++) {
    if (strcmp(requirements[i], id) == 0)
      return true;
  }
  return false;
}

const struct suite_result *digest_bad_suite(const struct run_results *results, const char *id)
{
  for (size_t i = 0; i < results->suite_count; i++) {
    const struct suite_result *suite = &results->suites[i];
    if (digest_is_bad(suite->verdict) && lists(suite->requirements, suite->requirement_count, id))
      return suite;
  }
  return NULL;
}

/* A finding against the requirement, or a verdict that falls on all that the case shows. */
static struct evidence against(const struct case_result *case_result, const char *id, enum verdict least)
{
  struct evidence evidence = search(case_result, id, least);
  if (evidence.case_result == NULL && case_result->verdict >= least && verdict_is_whole(case_result->verdict) &&
      lists(case_result->requirements, case_result->requirement_count, id))
    evidence = digest_explain(case_result);
  return evidence;
}

static bool is_bad_requirement(const struct run_results *results, const char *id)
{
  for (size_t i = 0; i < results->requirement_set.requirement_count; i++) {
    if (strcmp(results->requirements[i].requirement->id, id) == 0)
      return digest_is_bad(results->requirements[i].verdict);
  }
  return false;
}

static bool has_bad_requirement(const struct run_results *results, const struct finding *findings, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    if (digest_is_bad(findings[i].verdict) && is_bad_requirement(results, findings[i].requirement))
      return true;
  }
  return false;
}

/* Whether a bad case already stands under a bad requirement, or under a stale waiver. */
static bool is_accounted_for(const struct run_results *results, const struct case_result *case_result)
{
  if (case_result->verdict == VERDICT_STALE_WAIVER)
    return true;
  for (size_t i = 0; i < case_result->requirement_count; i++) {
    if (is_bad_requirement(results, case_result->requirements[i]))
      return true;
  }
  for (size_t i = 0; i < case_result->call_count; i++) {
    if (has_bad_requirement(results, case_result->calls[i].findings, case_result->calls[i].finding_count))
      return true;
  }
  return has_bad_requirement(results, case_result->findings, case_result->finding_count);
}

struct evidence digest_next_evidence(const struct run_results *results, const char *id, enum verdict least,
                                     size_t *position)
{
  while (*position < results->case_count) {
    const struct case_result *case_result = &results->cases[(*position)++];
    struct evidence evidence = {0};
    if (id != NULL)
      evidence = against(case_result, id, least);
    else if (case_result->verdict >= least && !is_accounted_for(results, case_result))
      evidence = digest_explain(case_result);
    if (evidence.case_result != NULL)
      return evidence;
  }
  return (struct evidence){0};
}
