/*
 * The worker process: it holds the target, plays jobs on it and reports every
 * executed call, so that whatever the target does to its process costs the job
 * that ran and nothing more.
 *
 * Records travel through memory that both processes share; what the worker had
 * reported before it died, and the call that it was in, are never lost.
 */
#ifndef OFFERCHECK_RUN_WORKER_H
#define OFFERCHECK_RUN_WORKER_H

#include "run/execute.h"

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
  void *context;            /* the player's: a struct program_set or NULL; the worker sees it as it was at its start */
  const volatile int *stop; /* looked at while the target is loaded; may be NULL */
};

/* What the worker says of its target as it starts. */
struct worker_hello {
  char error[256]; /* "" if the target is there */
  bool present[ABI_ENTRY_COUNT];
  struct target target; /* its functions are good only in the worker */
};

enum worker_ending {
  WORKER_DONE,
  WORKER_CRASHED, /* a signal, or an exit */
  WORKER_TIMEOUT,
  WORKER_STOPPED, /* on request */
  WORKER_BROKEN   /* the harness itself: no process, no memory */
};

#define WORKER_OUTPUT_MAX 4096u

struct worker_end {
  enum worker_ending ending;
  char detail[160]; /* "SIGSEGV", "exit status 3", what the harness could not do; "" for WORKER_DONE */
  char output[WORKER_OUTPUT_MAX + 1]; /* what the target wrote, its beginning */
};

struct worker;

/*
 * To be called first of all in main. Where processes cannot be forked a worker
 * is the same program, started anew with a copy of the context's programs: in
 * a worker this does not return. Elsewhere it does nothing.
 */
void worker_begin(int argc, char **argv);

/* Starts a worker. NULL: ret_hello->error says why the harness could not. */
struct worker *worker_start(const struct worker_options *options, struct worker_hello *ret_hello);

/* Ends it, by force if need be. */
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

#endif
