#include "certify/player.h"

#include "certify/suites.h"

static bool play_case(const struct program_set *cases, struct execution *execution, const struct job *job)
{
  execution_play(execution, &cases->programs[job->index], 0);
  return execution_finish(execution) && !execution->failed;
}

static bool play_combination(const struct suite *suite, uint64_t combination, struct execution *execution,
                             struct program *scratch)
{
  execution->mark = 0;
  if (!suite_call(suite, combination, scratch) || !execution_play(execution, scratch, 0))
    return false;
  if (execution->last_status != STATUS_SUCCESS)
    return true;
  execution->mark = PLAYER_UNDO;
  return suite_undo(suite, combination, scratch) && execution_play(execution, scratch, 0);
}

static bool play_suite(struct execution *execution, const struct job *job)
{
  const struct suite *suite = &suites[job->index];
  uint64_t group_size = suite_combinations(suite) / suite_groups(suite);
  struct program program;
  bool good;

  program_init(&program);
  execution->mark = PLAYER_WORLD;
  good = suite_world(suite, job->first / group_size, &program) && execution_play(execution, &program, 0);
  for (uint64_t i = 0; good && i < job->count; i++)
    good = play_combination(suite, job->first + i, execution, &program);
  execution->mark = PLAYER_WORLD;
  good = execution_finish(execution) && good;
  execution->mark = 0;
  program_free(&program);
  return good && !execution->failed;
}

bool player_play(void *context, struct execution *execution, const struct job *job)
{
  return job->kind == JOB_CASE ? play_case(context, execution, job) : play_suite(execution, job);
}
