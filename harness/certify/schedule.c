#include "certify/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/player.h"

/* What one lot holds: more of it is cheaper, less keeps what a target remembers shorter. */
#define CASES_IN_LOT 64u
#define COMBINATIONS_IN_LOT 16384u

#define LOTS_AHEAD 2u                  /* for each worker */
#define BYTES_AHEAD ((size_t)64 << 20) /* of records that nobody has judged yet */
#define CHANGES_MAX 2u                 /* workers of one lot that are ended for what the target left changed in them */
#define LOADS_MAX 2u                   /* times that a target is loaded in vain before that is a job's bad end */
#define LOST_AFTER 3u                  /* jobs in a row that ended so */

struct planned {
  struct job job;
  size_t lot;
  struct played *played; /* NULL: not given yet, or taken */
};

struct lot {
  size_t begin, end, next; /* in the plan; `next` is to be given next */
  struct worker *worker;   /* NULL: none at the moment */
  struct played *current;  /* given last; NULL: none, or it was taken */
  size_t place;            /* of it, in the plan */
  unsigned changes;        /* workers that were ended for it */
  unsigned failed_loads;
  bool waiting; /* a stretch came to a bad end: how it goes on is for the judge to say */
};

struct schedule {
  struct worker_options options;
  struct target found;
  unsigned lanes;       /* workers at a time */
  struct worker *first; /* loaded to see what the target is; for the first lot */
  struct worker **workers;
  struct planned *plan;
  size_t count;
  struct lot *lots;
  size_t lot_count;
  size_t cursor;         /* the job that the judge asks for, or asked for last */
  size_t head;           /* the lot that it is of */
  struct played *beside; /* a job that is not in the plan; the head's next, until it is given */
  unsigned lost;         /* jobs in a row for which the target could not be loaded */
};

static void drop(struct played **played)
{
  if (*played != NULL)
    played_free(*played);
  free(*played);
  *played = NULL;
}

static void stop_worker(struct lot *lot)
{
  worker_stop(lot->worker);
  lot->worker = NULL;
}

/* The lot as if it had never been begun. */
static void reset(struct schedule *schedule, struct lot *lot)
{
  stop_worker(lot);
  for (size_t i = lot->begin; i < lot->end; i++)
    drop(&schedule->plan[i].played);
  *lot = (struct lot){.begin = lot->begin, .end = lot->end, .next = lot->begin};
}

/* The lots that may be played now: from the head to before this one. */
static size_t end_of_lots(const struct schedule *schedule)
{
  size_t end = schedule->head + 1 + LOTS_AHEAD * schedule->lanes;

  return end < schedule->lot_count ? end : schedule->lot_count;
}

static size_t bytes_ahead(const struct schedule *schedule)
{
  size_t bytes = 0, end = schedule->lots[end_of_lots(schedule) - 1].end;

  for (size_t i = schedule->cursor; i < end; i++)
    if (schedule->plan[i].played != NULL)
      bytes += schedule->plan[i].played->records.size;
  return bytes;
}

static unsigned count_workers(const struct schedule *schedule)
{
  unsigned count = 0;

  for (size_t i = schedule->head; i < schedule->lot_count; i++)
    count += schedule->lots[i].worker != NULL;
  return count;
}

static bool is_head(const struct schedule *schedule, const struct lot *lot)
{
  return lot == &schedule->lots[schedule->head];
}

/* ---- what a lot plays next ---- */

static bool has_more(const struct schedule *schedule, const struct lot *lot)
{
  return lot->next < lot->end || (is_head(schedule, lot) && schedule->beside != NULL);
}

/* NULL: out of memory. */
static struct played *next_job(struct schedule *schedule, struct lot *lot, struct job *ret_job)
{
  struct played *played = schedule->beside;

  if (is_head(schedule, lot) && played != NULL) {
    *ret_job = played->job;
    schedule->beside = NULL;
  } else {
    played = calloc(1, sizeof *played);
    if (played == NULL)
      return NULL;
    *ret_job = schedule->plan[lot->next].job;
    lot->place = lot->next;
    schedule->plan[lot->next++].played = played;
  }
  lot->current = played;
  return played;
}

static void give(struct schedule *schedule, struct lot *lot)
{
  struct job job;
  struct played *played = next_job(schedule, lot, &job);

  if (played != NULL)
    worker_give(lot->worker, &job, played);
}

/* The records ahead are bounded; what the judge waits for, and the job that shows that it is over, are not held up. */
static bool is_held_up(const struct schedule *schedule, const struct lot *lot)
{
  if (is_head(schedule, lot) && (schedule->beside != NULL || lot->next <= schedule->cursor + 1))
    return false;
  return bytes_ahead(schedule) > BYTES_AHEAD;
}

/* ---- loading the target ---- */

/* A target that cannot be loaded twice at a time is played with one worker. Returns whether there was another. */
static bool retreat(struct schedule *schedule)
{
  bool others = count_workers(schedule) > 0;

  schedule->lanes = 1;
  for (size_t i = schedule->head + 1; i < schedule->lot_count; i++)
    reset(schedule, &schedule->lots[i]);
  return others;
}

/* That the target cannot be loaded is how the next job ends. */
static void end_job(struct schedule *schedule, struct lot *lot, const char *error)
{
  struct job job;
  struct played *played = next_job(schedule, lot, &job);

  lot->failed_loads = 0;
  if (played == NULL)
    return;
  played->job = job;
  played->not_loaded = true;
  played->state = PLAYED_OVER;
  played->end.ending = WORKER_CRASHED;
  snprintf(played->end.detail, sizeof played->end.detail, "the target did not load again: %.120s", error);
  lot->waiting = job.kind == JOB_SUITE;
}

static void fail_load(struct schedule *schedule, struct lot *lot, const char *error)
{
  char kept[256];

  snprintf(kept, sizeof kept, "%s", error);
  stop_worker(lot);
  if (!retreat(schedule) && ++lot->failed_loads >= LOADS_MAX)
    end_job(schedule, lot, kept);
}

/* The one that is furthest ahead makes room for the one that is needed. */
static void make_room(struct schedule *schedule)
{
  for (size_t i = schedule->lot_count; i-- > schedule->head + 1;)
    if (schedule->lots[i].worker != NULL) {
      reset(schedule, &schedule->lots[i]);
      return;
    }
}

static void load(struct schedule *schedule, struct lot *lot)
{
  char error[256];

  if (lot == schedule->lots && schedule->first != NULL) {
    lot->worker = schedule->first;
    schedule->first = NULL;
    return;
  }
  if (schedule->first != NULL) {
    worker_stop(schedule->first); /* the first lot is not asked for */
    schedule->first = NULL;
  }
  if (count_workers(schedule) >= schedule->lanes) {
    if (!is_head(schedule, lot))
      return;
    make_room(schedule);
  }
  lot->worker = worker_open(&schedule->options, error, sizeof error);
  if (lot->worker == NULL)
    fail_load(schedule, lot, error);
}

/* ---- a step of a lot: what can be done without waiting ---- */

/* The worker has ended: what its last job came to is known, unless that had not begun. */
static void bury(struct schedule *schedule, struct lot *lot)
{
  bool is_begun = lot->current != NULL;

  stop_worker(lot);
  if (lot->current != NULL && lot->current->state == PLAYED_NOT_BEGUN) {
    /* The job before was not over yet, and is the one to blame. */
    drop(&schedule->plan[lot->place].played);
    lot->next = lot->place;
    lot->current = schedule->plan[--lot->place].played;
  }
  lot->waiting = is_begun && (lot->current == NULL ||
                              (lot->current->job.kind == JOB_SUITE && lot->current->end.ending != WORKER_DONE));
}

/* Returns whether the worker can be given a job. */
static bool has_worker(struct schedule *schedule, struct lot *lot)
{
  if (lot->worker == NULL)
    load(schedule, lot);
  if (lot->worker == NULL || worker_is_loading(lot->worker))
    return false;
  if (worker_hello(lot->worker)->error[0] != '\0') {
    fail_load(schedule, lot, worker_hello(lot->worker)->error);
    return false;
  }
  return true;
}

static bool is_running(const struct lot *lot)
{
  return lot->worker != NULL && worker_is_alive(lot->worker) && lot->current != NULL &&
         (lot->current->state == PLAYED_WAITING || lot->current->state == PLAYED_RUNNING ||
          lot->current->state == PLAYED_FULL);
}

static void step(struct schedule *schedule, struct lot *lot)
{
  if (is_running(lot))
    return;
  if (lot->worker != NULL && !worker_is_alive(lot->worker) && worker_hello(lot->worker)->error[0] == '\0')
    bury(schedule, lot);
  if (lot->waiting)
    return;
  if (!has_more(schedule, lot)) {
    if (lot->worker != NULL)
      bury(schedule, lot);
    return;
  }
  if (lot->worker != NULL && lot->current != NULL && lot->current->changed && lot->changes < CHANGES_MAX) {
    lot->changes++;
    lot->current->changed = false; /* the next worker is not to be ended for it */
    bury(schedule, lot);
  }
  if (!lot->waiting && !is_held_up(schedule, lot) && has_worker(schedule, lot))
    give(schedule, lot);
}

static void step_all(struct schedule *schedule)
{
  for (size_t i = schedule->head; i < end_of_lots(schedule); i++)
    step(schedule, &schedule->lots[i]);
}

static void wait_for_all(struct schedule *schedule)
{
  size_t count = 0;

  for (size_t i = schedule->head; i < schedule->lot_count; i++)
    if (schedule->lots[i].worker != NULL)
      schedule->workers[count++] = schedule->lots[i].worker;
  workers_wait(schedule->workers, count, true);
}

/* ---- the judge's side ---- */

static bool is_same(const struct job *a, const struct job *b)
{
  return a->kind == b->kind && a->index == b->index && a->first == b->first && a->count == b->count;
}

/* Whether it is the job, or the stretch that the job is the rest of. */
static bool covers(const struct job *planned, const struct job *job)
{
  return planned->kind == job->kind && planned->index == job->index && job->first >= planned->first &&
         job->first + job->count <= planned->first + planned->count;
}

/* Goes to the job's place in the plan. False: it has none of its own. */
static bool go_to(struct schedule *schedule, const struct job *job)
{
  struct lot *lot;
  size_t place = schedule->cursor;
  bool is_planned;

  while (place < schedule->count && !covers(&schedule->plan[place].job, job))
    place++;
  if (place == schedule->count)
    return false;
  for (; schedule->head < schedule->plan[place].lot; schedule->head++)
    reset(schedule, &schedule->lots[schedule->head]);
  lot = &schedule->lots[schedule->head];
  for (; schedule->cursor < place; schedule->cursor++)
    if (schedule->plan[schedule->cursor].played != lot->current)
      drop(&schedule->plan[schedule->cursor].played);
  is_planned = is_same(&schedule->plan[place].job, job);
  if (lot->next < place + !is_planned)
    lot->next = place + !is_planned;
  return is_planned;
}

static void interrupt(struct schedule *schedule, const struct played *asked)
{
  struct lot *lot = &schedule->lots[schedule->head];

  if (asked != NULL && lot->current == asked)
    stop_worker(lot);
}

static void take_over(struct schedule *schedule, struct played **asked,
                      void (*take)(void *context, const struct call_record *record), void *context,
                      struct worker_end *ret_end)
{
  struct lot *lot = &schedule->lots[schedule->head];

  played_take(*asked, take, context);
  *ret_end = (*asked)->end;
  if (lot->current == *asked)
    lot->current = NULL;
  schedule->lost = (*asked)->not_loaded ? schedule->lost + 1 : 0;
  drop(asked);
}

/* Waits until the job is over, or the run is to stop. */
static void follow(struct schedule *schedule, struct played **asked,
                   void (*take)(void *context, const struct call_record *record), void *context)
{
  const volatile int *stop = schedule->options.stop;

  for (;;) {
    step_all(schedule);
    if (*asked != NULL && (*asked)->state == PLAYED_OVER)
      return;
    if (stop != NULL && *stop) {
      interrupt(schedule, *asked);
      return;
    }
    if (*asked != NULL && (*asked)->state == PLAYED_FULL)
      played_take(*asked, take, context);
    wait_for_all(schedule);
  }
}

void schedule_play(struct schedule *schedule, const struct job *job,
                   void (*take)(void *context, const struct call_record *record), void *context,
                   struct worker_end *ret_end)
{
  struct played *beside = NULL, **asked;

  memset(ret_end, 0, sizeof *ret_end);
  ret_end->ending = WORKER_BROKEN;
  snprintf(ret_end->detail, sizeof ret_end->detail, "out of memory");
  if (schedule->count == 0)
    return;
  if (!go_to(schedule, job)) {
    beside = calloc(1, sizeof *beside);
    if (beside == NULL)
      return;
    beside->job = *job;
    schedule->beside = beside;
  }
  asked = beside != NULL ? &beside : &schedule->plan[schedule->cursor].played;
  if (schedule->lots[schedule->head].current == NULL)
    schedule->lots[schedule->head].waiting = false; /* whoever asks has heard of the bad end */
  follow(schedule, asked, take, context);
  *ret_end = (struct worker_end){.ending = WORKER_STOPPED};
  if (*asked != NULL && (*asked)->state == PLAYED_OVER)
    take_over(schedule, asked, take, context, ret_end);
  schedule->beside = NULL;
  drop(&beside);
}

bool schedule_is_lost(const struct schedule *schedule)
{
  return schedule->lost >= LOST_AFTER;
}

/* ---- its life ---- */

/* A fault that one worker sets is the adapter's, and so the other workers' too. */
static bool shares_faults(const struct target *target)
{
  return !target->is_mock &&
         (target->capabilities[CAPABILITY_SET_DISCARD].there || target->capabilities[CAPABILITY_RESET_ADAPTER].there);
}

struct schedule *schedule_open(const struct worker_options *options, unsigned lanes, struct worker_hello *ret_hello)
{
  struct schedule *schedule = calloc(1, sizeof *schedule);

  memset(ret_hello, 0, sizeof *ret_hello);
  snprintf(ret_hello->error, sizeof ret_hello->error, "out of memory");
  if (schedule == NULL)
    return NULL;
  schedule->options = *options;
  schedule->lanes = lanes;
  schedule->first = worker_start(options, ret_hello);
  if (schedule->first != NULL && ret_hello->error[0] == '\0') {
    /* What the first worker has found out holds for all of them. */
    schedule->found = ret_hello->target;
    schedule->options.known = &schedule->found;
    if (shares_faults(&schedule->found))
      schedule->lanes = 1;
    return schedule;
  }
  schedule_close(schedule);
  return NULL;
}

void schedule_close(struct schedule *schedule)
{
  if (schedule == NULL)
    return;
  worker_stop(schedule->first);
  for (size_t i = 0; i < schedule->lot_count; i++)
    reset(schedule, &schedule->lots[i]);
  free(schedule->workers);
  free(schedule->lots);
  free(schedule->plan);
  free(schedule);
}

/* Whether the job begins a lot, where the one before it holds so much. */
static bool is_beginning(const struct job *jobs, size_t i, uint64_t held)
{
  if (i == 0 || jobs[i].kind != jobs[i - 1].kind)
    return true;
  return jobs[i].kind == JOB_SUITE ? jobs[i].index != jobs[i - 1].index || held >= COMBINATIONS_IN_LOT
                                   : held >= CASES_IN_LOT;
}

bool schedule_plan(struct schedule *schedule, const struct job *jobs, size_t count)
{
  uint64_t held = 0; /* by the last lot */

  schedule->plan = calloc(count + 1, sizeof *schedule->plan);
  schedule->lots = calloc(count + 1, sizeof *schedule->lots);
  schedule->workers = calloc(count + 1, sizeof(struct worker *));
  if (schedule->plan == NULL || schedule->lots == NULL || schedule->workers == NULL)
    return false;
  for (size_t i = 0; i < count; i++) {
    if (is_beginning(jobs, i, held)) {
      schedule->lots[schedule->lot_count++] = (struct lot){.begin = i, .next = i};
      held = 0;
    }
    held += jobs[i].kind == JOB_SUITE ? jobs[i].count : 1;
    schedule->lots[schedule->lot_count - 1].end = i + 1;
    schedule->plan[i] = (struct planned){.job = jobs[i], .lot = schedule->lot_count - 1};
  }
  schedule->count = count;
  return true;
}
