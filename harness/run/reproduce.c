#include "run/reproduce.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program/binary.h"
#include "program/text.h"
#include "run/reproduce_parts.h"
#include "run/worker.h"

struct reproducer {
  struct reproduce_options options;
  struct oracle *oracle;
  uint8_t *room;
  struct program named;     /* no call; its name is the room's */
  struct program_set names; /* that one: what a worker is given */
  struct worker *worker;
  struct worker_hello hello;
  struct buffer bytes;
  unsigned long played; /* in this worker */
};

/* ---- in the worker ---- */

/* The job's index is how many bytes of the room are the program. */
static bool play_room(void *context, struct execution *execution, const struct job *job)
{
  const struct program_set *names = context;
  const uint8_t *room = reproduce_room_find(names->programs[0].name);
  struct program program;
  bool good;

  program_init(&program);
  good = room != NULL && job->index <= REPRODUCE_ROOM && program_decode(room, (size_t)job->index, &program);
  if (good)
    execution_play(execution, &program, 0);
  good = good && execution_finish(execution) && !execution->failed;
  program_free(&program);
  return good;
}

/* ---- the worker's life ---- */

static void end_worker(struct reproducer *reproducer)
{
  worker_stop(reproducer->worker);
  reproducer->worker = NULL;
  reproducer->played = 0;
}

static bool start_worker(struct reproducer *reproducer, char *ret_error, size_t size)
{
  const struct worker_options options = {.library = reproducer->options.library,
                                         .timeout_seconds = reproducer->options.timeout_seconds,
                                         .player = play_room,
                                         .context = &reproducer->names,
                                         .stop = reproducer->options.stop};

  end_worker(reproducer);
  reproducer->worker = worker_start(&options, &reproducer->hello);
  if (reproducer->worker != NULL && reproducer->hello.error[0] == '\0')
    return true;
  snprintf(ret_error, size, "%s", reproducer->hello.error);
  end_worker(reproducer);
  return false;
}

static bool prepare(struct reproducer *reproducer)
{
  char name[REPRODUCE_NAME];
  const char *missing;

  reproducer->room = reproduce_room_make(name);
  if (reproducer->room == NULL || !program_set_title(&reproducer->named, name, NULL))
    return false;
  reproducer->names = (struct program_set){&reproducer->named, 1, 1};
  reproducer->oracle = oracle_create(reproducer->options.requirements, reproducer->options.profile, &missing);
  return reproducer->oracle != NULL;
}

struct reproducer *reproducer_create(const struct reproduce_options *options, char *ret_error, size_t size)
{
  struct reproducer *reproducer = calloc(1, sizeof *reproducer);

  snprintf(ret_error, size, "out of memory");
  if (reproducer == NULL)
    return NULL;
  reproducer->options = *options;
  if (prepare(reproducer) && start_worker(reproducer, ret_error, size))
    return reproducer;
  reproducer_destroy(reproducer);
  return NULL;
}

void reproducer_destroy(struct reproducer *reproducer)
{
  if (reproducer == NULL)
    return;
  end_worker(reproducer);
  oracle_destroy(reproducer->oracle);
  reproduce_room_free(reproducer->room);
  program_free(&reproducer->named);
  buffer_free(&reproducer->bytes);
  free(reproducer);
}

bool reproducer_lacks(const struct reproducer *reproducer, const struct program *program, char *ret_reason, size_t size)
{
  ret_reason[0] = '\0';
  return program->requirement_count > 0 && target_lacks(&reproducer->hello.target, program, ret_reason, size);
}

bool reproducer_is_used(const struct reproducer *reproducer)
{
  return reproducer->played > 1;
}

/* ---- judging ---- */

struct judging {
  struct oracle *oracle;
  struct signature *signature;
  enum verdict verdict; /* the heaviest, light ones too */
  size_t records;
};

static void take_finding(struct signature *signature, const struct call_record *record,
                         const struct judgement_finding *finding)
{
  const bool lost = record->outcome == RECORD_CRASHED || record->outcome == RECORD_TIMEOUT;

  signature->verdict = finding->verdict;
  snprintf(signature->requirement, sizeof signature->requirement, "%s", finding->requirement->id);
  snprintf(signature->message, sizeof signature->message, "%s", finding->message);
  snprintf(signature->ending, sizeof signature->ending, "%s", lost ? record->detail : "");
  signature->op = lost ? record->op : OP_COUNT;
  signature->call = record->teardown ? SIGNATURE_NO_CALL : record->call;
}

static void take_record(void *context, const struct call_record *record)
{
  struct judging *judging = context;
  struct judgement judgement;

  oracle_judge(judging->oracle, record, &judgement);
  judging->records++;
  if (judgement.verdict > judging->verdict)
    judging->verdict = judgement.verdict;
  for (size_t i = 0; i < judgement.finding_count; i++)
    if (judgement.findings[i].verdict >= VERDICT_WARN && judgement.findings[i].verdict > judging->signature->verdict)
      take_finding(judging->signature, record, &judgement.findings[i]);
}

/* As certification has it: an end of the worker that the oracle found to be left open is noted and no more. */
static void take_end(const struct judging *judging, const struct worker_end *end)
{
  struct signature *signature = judging->signature;

  sanitizer_report(end->output, signature->report, sizeof signature->report);
  if ((end->ending != WORKER_CRASHED && end->ending != WORKER_TIMEOUT) ||
      (judging->verdict >= VERDICT_NOTED && judging->records > 0))
    return;
  signature->verdict = end->ending == WORKER_CRASHED ? VERDICT_CRASH : VERDICT_TIMEOUT;
  snprintf(signature->ending, sizeof signature->ending, "%s", end->detail);
  snprintf(signature->message, sizeof signature->message, "the worker process ended: %s", end->detail);
}

static bool put(struct reproducer *reproducer, const struct program *program)
{
  struct program bare = *program;

  /* What the program says of itself is not played. */
  bare.expectation_count = bare.name_count = bare.requirement_count = bare.need_count = 0;
  bare.name = bare.sentence = NULL;
  buffer_clear(&reproducer->bytes);
  program_encode(&bare, &reproducer->bytes);
  if (reproducer->bytes.failed || reproducer->bytes.size > REPRODUCE_ROOM)
    return false;
  if (reproducer->bytes.size > 0)
    memcpy(reproducer->room, reproducer->bytes.data, reproducer->bytes.size);
  return true;
}

enum reproduce_end reproducer_play(struct reproducer *reproducer, const struct program *program, bool fresh,
                                   struct signature *ret_signature, char *ret_error, size_t size)
{
  struct judging judging;
  struct job job = {0, 0, 0, 0};
  struct worker_end end;

  *ret_signature = (struct signature){.verdict = VERDICT_PASS, .op = OP_COUNT, .call = SIGNATURE_NO_CALL};
  if (*reproducer->options.stop)
    return REPRODUCE_STOPPED;
  if (!put(reproducer, program)) {
    snprintf(ret_error, size, "out of memory");
    return REPRODUCE_UNABLE;
  }
  if ((reproducer->worker == NULL || !worker_is_alive(reproducer->worker) || (fresh && reproducer->played > 0)) &&
      !start_worker(reproducer, ret_error, size))
    return *reproducer->options.stop ? REPRODUCE_STOPPED : REPRODUCE_UNABLE;
  job.index = reproducer->bytes.size;
  judging = (struct judging){reproducer->oracle, ret_signature, VERDICT_PASS, 0};
  oracle_reset(reproducer->oracle);
  worker_play(reproducer->worker, &job, reproducer->options.stop, take_record, &judging, &end);
  reproducer->played++;
  if (end.ending == WORKER_STOPPED)
    return REPRODUCE_STOPPED;
  if (end.ending == WORKER_BROKEN) {
    snprintf(ret_error, size, "%s", end.detail);
    return REPRODUCE_UNABLE;
  }
  take_end(&judging, &end);
  return REPRODUCE_PLAYED;
}
