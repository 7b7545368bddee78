/*
 * The worker process: it holds the target, plays jobs on it and reports every
 * executed call, so that whatever the target does to its process costs the job
 * that ran and nothing more.
 *
 * Records travel through memory that both processes share; what the worker had
 * reported before it died, and the call that it was in, are never lost. What a
 * target writes there, or into the pipes, is checked like any other input.
 */
#ifndef OFFERCHECK_RUN_WORKER_H
#define OFFERCHECK_RUN_WORKER_H

#include "run/execute.h"
#include "run/probe.h"

/* Something to play; what the numbers mean is the player's business. */
struct job {
  uint64_t kind, index, first, count;
};

/* Plays a job. Runs in the worker. False: the harness itself failed. */
typedef bool (*job_player)(void *context, struct execution *execution, const struct job *job);

struct worker_options {
  const char *library;      /* path, or NULL for the target that this program was linked with */
  unsigned timeout_seconds; /* that one job may take at the most */
  job_player player;
  void *context;             /* the player's: a struct program_set or NULL; the worker sees it as it was at its start */
  const volatile int *stop;  /* looked at while the target is loaded; may be NULL */
  unsigned memory_megabytes; /* that the worker may use; 0: as much as there is */
  const struct target_wishes *wishes; /* NULL: none */
  const struct target
      *known; /* what an earlier worker found out of the same target by the same wishes; NULL: nothing */
};

/* What the worker says of its target as it starts. */
struct worker_hello {
  char error[256]; /* "" if the target is there */
  bool present[ABI_ENTRY_COUNT];
  struct target target; /* its functions are good only in the worker */
  struct adapter_list adapters;
  bool wrong_adapter; /* `error` is about the wish for one */
};

enum worker_ending {
  WORKER_DONE,
  WORKER_CRASHED, /* a signal, an exit, a limit, or what the harness's side of the process did not survive */
  WORKER_TIMEOUT,
  WORKER_STOPPED, /* on request */
  WORKER_BROKEN   /* the harness itself: no process, no memory */
};

#define WORKER_OUTPUT_MAX 4096u         /* bytes of what a target writes that are kept */
#define WORKER_OUTPUT_END (64ull << 20) /* bytes that end the job that writes them */

struct worker_end {
  enum worker_ending ending;
  char detail[160]; /* "SIGSEGV", "exit status 3", what the harness could not do; "" for WORKER_DONE */
  char
      output[WORKER_OUTPUT_MAX + 1]; /* what the target wrote, its beginning, and what it left changed in its process */
};

/* A job as it is played, or was. */
struct played {
  struct job job;
  struct buffer records; /* not taken yet, in the form of record_read */
  struct buffer last;    /* the one of the call that did not return; empty: none */
  struct worker_end end; /* when it is over */
  enum {
    PLAYED_WAITING, /* given, and perhaps not begun */
    PLAYED_RUNNING, /* the worker took it */
    PLAYED_FULL,    /* stands still until records are taken */
    PLAYED_DONE, /* answered; until the worker takes the next job, or is stopped, it can still turn out to have crashed */
    PLAYED_OVER,     /* nothing changes any more */
    PLAYED_NOT_BEGUN /* the worker was gone before it took the job: not this job's doing */
  } state;
  bool changed;    /* the target left something of its process changed: the next job should have another worker */
  bool not_loaded; /* the target could not be loaded for it */
};

struct worker;

/*
 * To be called first of all in main. Where processes cannot be forked a worker
 * is the same program, started anew with a copy of the context's programs: in
 * a worker this does not return. Elsewhere it does nothing.
 */
void worker_begin(int argc, char **argv);

/*
 * Opens a target in this process, as a worker does in its own, and finds out what it is; the player and its context
 * are not looked at. What is wrong with it stands in ret_hello->error.
 */
void worker_open_target(const struct worker_options *options, struct worker_hello *ret_hello);

/* ---- one worker, one job at a time ---- */

/* Starts a worker and waits until it has loaded its target. NULL: ret_hello->error says why not. */
struct worker *worker_start(const struct worker_options *options, struct worker_hello *ret_hello);

/* Ends it, by force if need be, with all processes that its target started. */
void worker_stop(struct worker *worker);

/* False after it crashed or timed out: it must be stopped, and another started. */
bool worker_is_alive(const struct worker *worker);

/*
 * Plays a job and hands each record to `take`, in order; after a crash the
 * call that did not return comes last. `stop` is looked at while waiting.
 */
void worker_play(struct worker *worker, const struct job *job, const volatile int *stop,
                 void (*take)(void *context, const struct call_record *record), void *context,
                 struct worker_end *ret_end);

/* ---- many side by side ---- */

/* Starts a worker and does not wait. NULL: ret_error says why not. */
struct worker *worker_open(const struct worker_options *options, char *ret_error, size_t error_size);

/* Waits a moment at the most, 0.1 s, until something has happened to one of the workers; not at all unless `patient`. */
void workers_wait(struct worker *const *workers, size_t count, bool patient);

/* Whether the target is still being loaded. */
bool worker_is_loading(const struct worker *worker);

/* Of one that has loaded its target or failed to. */
const struct worker_hello *worker_hello(const struct worker *worker);

/* Gives the next job. `played` is empty, and the worker's until it is over or the worker is stopped. */
void worker_give(struct worker *worker, const struct job *job, struct played *played);

/*
 * Hands out the whole records that are there, and of a job that is over the
 * call that did not return. False: they are damaged, and the job is now one
 * that crashed.
 */
bool played_take(struct played *played, void (*take)(void *context, const struct call_record *record), void *context);

void played_free(struct played *played);

#endif
