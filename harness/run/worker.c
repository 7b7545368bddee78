/* The parent's side of a worker: what state it is in, and what its jobs came to. */
#include "run/worker.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/platform.h"
#include "run/worker_process.h"

#define WAIT_MILLISECONDS 100u
#define WAIT_COUNTED 0.5           /* seconds: a parent that stood still itself has not waited for anybody */
#define LOOK_SECONDS 0.1           /* between looks at the worker's memory */
#define RECORDS_KEPT (64ull << 20) /* bytes of a job's records that are kept until somebody takes them */
#define RINGS_PER_COMMAND 2u       /* it was taken, it was answered */
#define MEGABYTE (1ull << 20)
#define DAMAGED "the target overwrote the harness's records"

void played_free(struct played *played)
{
  buffer_free(&played->records);
  buffer_free(&played->last);
  memset(played, 0, sizeof *played);
}

void worker_gather(struct worker *worker, const char *data, size_t size)
{
  char *output = worker->played != NULL ? worker->played->end.output : NULL;
  size_t gathered;

  worker->written += size;
  if (output == NULL)
    return;
  gathered = strlen(output);
  for (size_t i = 0; i < size && gathered < WORKER_OUTPUT_MAX; i++)
    output[gathered++] =
        data[i] != '\0' ? data[i] : '\x7F'; /* a string cannot hold the byte; readers spell this one out */
  output[gathered] = '\0';
}

/* ---- how a job ends ---- */

static void end_job(struct played *played, enum worker_ending ending, const char *detail)
{
  played->end.ending = ending;
  snprintf(played->end.detail, sizeof played->end.detail, "%s", detail);
  played->state = PLAYED_OVER;
}

/* The worker is gone. What its job had reported is kept, and who is to blame told. */
static void end_worker(struct worker *worker, enum worker_ending ending, const char *detail)
{
  struct played *played = worker->played;
  bool is_taken = atomic_load(&worker->channel->taken) == worker->number;
  char after[128];

  process_end(worker);
  worker->alive = false;
  worker->played = NULL;
  if (worker->loading) {
    snprintf(worker->hello.error, sizeof worker->hello.error, "%s", detail);
    worker->loading = false;
    return;
  }
  snprintf(after, sizeof after, "%.80s after its last call", detail);
  if (worker->before != NULL && !is_taken && ending != WORKER_STOPPED) {
    end_job(worker->before, ending, after);
    played->state = PLAYED_NOT_BEGUN;
    worker->before = NULL;
    return;
  }
  if (worker->before != NULL)
    worker->before->state = PLAYED_OVER;
  worker->before = NULL;
  if (played == NULL)
    return;
  if (played->state == PLAYED_DONE) {
    end_job(played, ending, after);
  } else if (channel_take(worker->channel, played, true)) {
    end_job(played, ending, detail);
  } else {
    end_job(played, WORKER_CRASHED, DAMAGED);
  }
}

static void end_dead(struct worker *worker)
{
  char how[64], detail[160];

  process_gather(worker);
  process_describe(worker, how, sizeof how);
  snprintf(detail, sizeof detail, "%s%s", worker->loading ? "the target ended the process as it was loaded: " : "",
           how);
  end_worker(worker, WORKER_CRASHED, detail);
}

/* What the job left changed is told where people look for what the target did beside its calls. */
static void tell_changes(struct worker *worker)
{
  struct played *played = worker->played;
  char changed[CHANNEL_CHANGED + 64], *output = played->end.output;
  size_t length, gathered;

  worker->channel->changed[CHANNEL_CHANGED - 1] = '\0';
  if (worker->channel->changed[0] == '\0')
    return;
  played->changed = true;
  gathered = strlen(output);
  snprintf(changed, sizeof changed, "%s[left changed in the process: %s]\n",
           gathered > 0 && output[gathered - 1] != '\n' ? "\n" : "", worker->channel->changed);
  length = strlen(changed);
  if (gathered > WORKER_OUTPUT_MAX - length)
    gathered = WORKER_OUTPUT_MAX - length;
  memcpy(output + gathered, changed, length + 1);
}

static void go_on(struct worker *worker)
{
  struct command command = {++worker->number, 1, {0, 0, 0, 0}};

  worker->clock = 0;
  worker->played->state = PLAYED_RUNNING;
  process_send(worker, &command);
}

static void take_answer(struct worker *worker, enum answer answer)
{
  struct played *played = worker->played;

  process_gather(worker); /* what was written before the answer belongs to it */
  if (answer == ANSWER_DONE)
    tell_changes(worker);
  if ((answer == ANSWER_DONE || answer == ANSWER_FULL) && !channel_take(worker->channel, played, false)) {
    end_worker(worker, WORKER_CRASHED, DAMAGED);
    return;
  }
  switch (answer) {
  case ANSWER_DONE:
    played->state = PLAYED_DONE;
    return;
  case ANSWER_FULL:
    played->state = PLAYED_FULL;
    return;
  case ANSWER_NO_MEMORY:
    end_worker(worker, WORKER_CRASHED, "the target left no memory to the process");
    return;
  case ANSWER_FAILED:
    end_worker(worker, WORKER_BROKEN, "the harness ran out of memory for the program");
    return;
  default:
    end_worker(worker, WORKER_CRASHED, "the target overwrote the harness's answers");
  }
}

/* ---- limits ---- */

static bool is_too_large(struct worker *worker)
{
  double now = platform_seconds();

  if (worker->memory_megabytes == 0 || now - worker->looked < LOOK_SECONDS)
    return false;
  worker->looked = now;
  return process_memory(worker) > worker->memory_megabytes * MEGABYTE;
}

/* Ends a worker that has taken more than it may. */
static void check_limits(struct worker *worker, double passed)
{
  const char *when = worker->loading ? "the target took too much as it was loaded: " : "";
  char detail[160];

  worker->clock += passed;
  if (worker->written > WORKER_OUTPUT_END) {
    snprintf(detail, sizeof detail, "%sendless output, more than %" PRIu64 " MB", when,
             (uint64_t)(WORKER_OUTPUT_END / MEGABYTE));
    end_worker(worker, WORKER_CRASHED, detail);
  } else if (is_too_large(worker)) {
    snprintf(detail, sizeof detail, "%smore than %u MB of memory", when, worker->memory_megabytes);
    end_worker(worker, WORKER_CRASHED, detail);
  } else if (worker->clock >= worker->timeout_seconds) {
    snprintf(detail, sizeof detail,
             worker->loading ? "the target did not load within %u seconds" : "no answer within %u seconds",
             worker->timeout_seconds);
    end_worker(worker, WORKER_TIMEOUT, detail);
  }
}

/* ---- what has happened ---- */

static void take_hello(struct worker *worker)
{
  worker->loading = false;
  worker->hello = worker->channel->hello;
  worker->hello.error[sizeof worker->hello.error - 1] = '\0'; /* the target could write there */
  target_tidy(&worker->hello.target);
  adapter_list_tidy(&worker->hello.adapters);
}

static void see_taken(struct worker *worker)
{
  if (worker->played == NULL || worker->played->state != PLAYED_WAITING ||
      atomic_load(&worker->channel->taken) != worker->number)
    return;
  worker->played->state = PLAYED_RUNNING;
  if (worker->before != NULL)
    worker->before->state = PLAYED_OVER;
  worker->before = NULL;
}

static bool is_awaited(const struct worker *worker)
{
  return worker->loading || (worker->played != NULL &&
                             (worker->played->state == PLAYED_WAITING || worker->played->state == PLAYED_RUNNING));
}

static void advance(struct worker *worker, double passed)
{
  bool ended = process_has_ended(worker); /* what it had answered until then is seen below */
  uint64_t answer = atomic_load(&worker->channel->answer);

  see_taken(worker);
  if (worker->rings > RINGS_PER_COMMAND * (worker->number + 1)) {
    end_worker(worker, WORKER_CRASHED, "the target wrote into the harness's pipe");
    return;
  }
  if (is_awaited(worker) && answer != 0 && answer >> 8 == worker->number) {
    if (worker->loading && (answer & 0xFF) == ANSWER_READY)
      take_hello(worker);
    else if (!worker->loading)
      take_answer(worker, (enum answer)(answer & 0xFF));
  } else if (is_awaited(worker) && !ended) {
    check_limits(worker, passed);
  }
  if (worker->alive && ended)
    end_dead(worker);
  if (worker->alive && worker->played != NULL && worker->played->state == PLAYED_FULL &&
      worker->played->records.size < RECORDS_KEPT)
    go_on(worker);
}

void workers_wait(struct worker *const *workers, size_t count, bool patient)
{
  double began = platform_seconds(), passed;

  processes_wait(workers, count, patient ? WAIT_MILLISECONDS : 0);
  passed = platform_seconds() - began;
  for (size_t i = 0; i < count; i++)
    if (workers[i]->alive)
      advance(workers[i], passed < WAIT_COUNTED ? passed : WAIT_COUNTED);
}

/* ---- its life ---- */

struct worker *worker_open(const struct worker_options *options, char *ret_error, size_t error_size)
{
  struct worker *worker = calloc(1, sizeof *worker);

  snprintf(ret_error, error_size, "the worker process could not be started: out of memory");
  if (worker == NULL)
    return NULL;
  worker->timeout_seconds = options->timeout_seconds;
  worker->memory_megabytes = options->memory_megabytes;
  if (!process_start(worker, options, ret_error, error_size)) {
    free(worker);
    return NULL;
  }
  worker->loading = worker->alive = true;
  return worker;
}

bool worker_is_loading(const struct worker *worker)
{
  return worker->loading;
}

const struct worker_hello *worker_hello(const struct worker *worker)
{
  return &worker->hello;
}

bool worker_is_alive(const struct worker *worker)
{
  return worker->alive;
}

void worker_give(struct worker *worker, const struct job *job, struct played *played)
{
  struct command command = {++worker->number, 0, *job};

  memset(played, 0, sizeof *played);
  played->job = *job;
  if (worker->before != NULL)
    worker->before->state = PLAYED_OVER;
  worker->before = worker->played;
  worker->played = played;
  worker->clock = 0;
  worker->written = 0;
  process_send(worker, &command);
}

void worker_stop(struct worker *worker)
{
  if (worker == NULL)
    return;
  if (worker->alive && worker->played != NULL && worker->played->state == PLAYED_DONE && process_has_ended(worker))
    end_dead(worker);
  if (worker->alive)
    process_end(worker);
  if (worker->before != NULL)
    worker->before->state = PLAYED_OVER;
  if (worker->played != NULL && worker->played->state == PLAYED_DONE) {
    worker->played->state = PLAYED_OVER;
  } else if (worker->played != NULL) {
    channel_take(worker->channel, worker->played, false);
    end_job(worker->played, WORKER_STOPPED, "");
  }
  process_free(worker);
  free(worker);
}

struct worker *worker_start(const struct worker_options *options, struct worker_hello *ret_hello)
{
  struct worker *worker;

  memset(ret_hello, 0, sizeof *ret_hello);
  worker = worker_open(options, ret_hello->error, sizeof ret_hello->error);
  while (worker != NULL && worker->loading) {
    if (options->stop != NULL && *options->stop) {
      worker_stop(worker);
      snprintf(ret_hello->error, sizeof ret_hello->error, "interrupted while it was loaded");
      return NULL;
    }
    workers_wait(&worker, 1, true);
  }
  if (worker == NULL)
    return NULL;
  *ret_hello = worker->hello;
  if (worker->alive)
    return worker;
  worker_stop(worker);
  return NULL;
}

/* ---- its jobs ---- */

bool played_take(struct played *played, void (*take)(void *context, const struct call_record *record), void *context)
{
  struct call_record record;
  size_t position = 0;
  bool good = true;

  while (good && position < played->records.size) {
    good = record_read((const uint8_t *)played->records.data, played->records.size, &position, &record);
    if (good)
      take(context, &record);
  }
  buffer_clear(&played->records);
  position = 0;
  if (good && played->last.size > 0 && (played->end.ending == WORKER_CRASHED || played->end.ending == WORKER_TIMEOUT)) {
    good = record_read((const uint8_t *)played->last.data, played->last.size, &position, &record);
    record.outcome = played->end.ending == WORKER_CRASHED ? RECORD_CRASHED : RECORD_TIMEOUT;
    record.detail = played->end.detail;
    if (good)
      take(context, &record);
  }
  buffer_clear(&played->last);
  if (!good)
    end_job(played, WORKER_CRASHED, DAMAGED);
  return good;
}

void worker_play(struct worker *worker, const struct job *job, const volatile int *stop,
                 void (*take)(void *context, const struct call_record *record), void *context,
                 struct worker_end *ret_end)
{
  struct played played;
  bool stopped = false;

  worker_give(worker, job, &played);
  while (!stopped && worker->alive && played.state != PLAYED_DONE && played.state != PLAYED_OVER) {
    stopped = stop != NULL && *stop;
    if (!stopped)
      workers_wait(&worker, 1, true);
    if (stopped && worker->alive)
      end_worker(worker, WORKER_STOPPED, "");
    if (!played_take(&played, take, context) && worker->alive)
      end_worker(worker, WORKER_CRASHED, DAMAGED);
  }
  worker->played = NULL;
  *ret_end = played.end;
  played_free(&played);
}
