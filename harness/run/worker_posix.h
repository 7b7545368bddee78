/*
 * Inside the POSIX side of a worker. worker_posix.c is the parent,
 * worker_child_posix.c the worker.
 */
#ifndef OFFERCHECK_RUN_WORKER_POSIX_H
#define OFFERCHECK_RUN_WORKER_POSIX_H

#include <signal.h>

#include "run/worker_process.h"

/* The worker's own main: it never returns. The descriptors are where to read commands and to write the others. */
_Noreturn void child_main(const struct worker_options *options, struct channel *channel, uint64_t tag, int commands,
                          int answers, int output);

/*
 * Processes that a target starts and leaves behind, in sessions of their own
 * too, are found by a tag that all descendants of a worker carry.
 */

/* A new tag. From the first on, orphans among the worker's descendants become this process's children. */
uint64_t strays_tag(void);

/* Called in the worker. */
void strays_carry(uint64_t tag);

/* Ends all that carry the tag. */
void strays_end(uint64_t tag);

#define STATE_SIGNALS 65
#define STATE_LIMITS 16
#define STATE_TEXT 512u

/* What of a process a library can change under its host. */
struct process_state {
  char folder[STATE_TEXT];
  char locale[STATE_TEXT];
  uint64_t environment; /* summed up */
  unsigned umask;
  int nice;
  uint64_t rounding; /* of floating-point numbers, and what traps */
  void *stack;       /* for signal handlers */
  bool timers;       /* any is running */
  bool children;
  unsigned threads;
  sigset_t blocked;
  uintptr_t handlers[STATE_SIGNALS];
  uint64_t limits[STATE_LIMITS][2];
};

void process_state_read(struct process_state *ret_state);

/* Writes what differs, in words: "working folder, handler of SIGALRM"; "" if nothing does. */
void process_state_compare(const struct process_state *before, const struct process_state *now, char *ret_text,
                           size_t size);

#endif
