/* What the workers are told of the jobs to come, and what is left out as the target has no way to it. */
#include <stdlib.h>

#include "certify/certify_parts.h"
#include "certify/schedule.h"

bool certify_group_lacks(const struct certification *run, const struct suite *suite, uint64_t group, char *ret_reason,
                         size_t size)
{
  struct program world;
  bool lacks;

  program_init(&world);
  lacks = suite_world(suite, group, &world) && target_lacks(&run->hello.target, &world, ret_reason, size);
  program_free(&world);
  return lacks;
}

bool certify_lacks(const struct certification *run, const struct program *program, char *ret_reason, size_t size)
{
  /* What sets out to show nothing, a fuzzer's input say, is played as far as the target goes. */
  return program->requirement_count > 0 && target_lacks(&run->hello.target, program, ret_reason, size);
}

/* Adds the stretches behind the first combinations, of the groups whose world the target has a way to. */
static void plan_suite(const struct certification *run, size_t index, uint64_t from, struct job *jobs, size_t *count)
{
  const struct suite *suite = &suites[index];
  const uint64_t group_size = suite_combinations(suite) / suite_groups(suite);
  uint64_t group = UINT64_MAX;
  bool lacks = false;
  char reason[160];

  for (uint64_t k = 0; k < suite_stretches(suite); k++) {
    uint64_t first, end;

    suite_stretch(suite, k, &first, &end);
    if (end <= from || !selection_has(&run->selection, run->selection.suites[index] + k))
      continue;
    if (first / group_size != group)
      lacks = certify_group_lacks(run, suite, first / group_size, reason, sizeof reason);
    group = first / group_size;
    if (first < from)
      first = from;
    if (!lacks)
      jobs[(*count)++] = (struct job){JOB_SUITE, index, first, end - first};
  }
}

bool certify_plan(struct certification *run, const struct job *from)
{
  const struct program_set *cases = run->options->cases;
  struct job *jobs = calloc((size_t)run->selection.job_count + 1, sizeof *jobs);
  bool in_cases = from->kind == JOB_CASE;
  size_t count = 0;
  char reason[160];
  bool good;

  if (jobs == NULL)
    return false;
  for (size_t i = in_cases ? (size_t)from->index : cases->count; i < cases->count; i++)
    if (selection_has(&run->selection, run->selection.cases[i]) &&
        !certify_lacks(run, &cases->programs[i], reason, sizeof reason))
      jobs[count++] = (struct job){JOB_CASE, i, 0, 0};
  for (size_t i = in_cases ? 0 : (size_t)from->index; i < SUITE_COUNT; i++)
    if (selection_has_suite(&run->selection, i))
      plan_suite(run, i, !in_cases && i == from->index ? from->first : 0, jobs, &count);
  good = schedule_plan(run->schedule, jobs, count);
  free(jobs);
  return good;
}
