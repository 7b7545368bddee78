/*
 * The parent's side of a worker: what worker.c asks of the platform.
 * worker_posix.c and worker_windows.c have it.
 */
#ifndef OFFERCHECK_RUN_WORKER_PROCESS_H
#define OFFERCHECK_RUN_WORKER_PROCESS_H

#include "run/worker_channel.h"

struct worker_process; /* the platform's */

struct worker {
  struct worker_process *process;
  struct channel *channel;
  struct worker_hello hello;
  unsigned timeout_seconds;
  unsigned memory_megabytes;
  uint64_t number;       /* of the last command */
  struct played *played; /* what the last command asked for; NULL: nothing, or it is not to be touched any more */
  struct played *before; /* the job before, until the worker has taken the last one */
  double clock;          /* seconds that the worker was waited for */
  double looked;         /* when its memory was last looked at */
  uint64_t written;      /* bytes of output since the last command */
  uint64_t rings;        /* bytes that came where only the harness should write */
  bool loading, alive;
};

/* Starts the process; worker->channel is there when it does. False: ret_error says why. */
bool process_start(struct worker *worker, const struct worker_options *options, char *ret_error, size_t error_size);

/* Frees all that process_start made. The process has been ended. */
void process_free(struct worker *worker);

/* False: the process is gone. */
bool process_send(struct worker *worker, const struct command *command);

/* Waits until one of them has rung, written or ended, so long at the most. */
void processes_wait(struct worker *const *workers, size_t count, unsigned milliseconds);

/* Hands what the target has written so far to worker_gather. */
void process_gather(struct worker *worker);

/* Whether the process has ended by itself. */
bool process_has_ended(struct worker *worker);

/* How it ended, in words. */
void process_describe(struct worker *worker, char *ret_detail, size_t size);

/* Ends it and all that it started. */
void process_end(struct worker *worker);

/* Bytes of memory that it uses; 0: not known. */
uint64_t process_memory(const struct worker *worker);

/* Takes what the target has written: worker.c's. */
void worker_gather(struct worker *worker, const char *data, size_t size);

#endif
