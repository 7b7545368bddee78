/*
 * Between the two sides of a worker: what the worker reports, in memory that
 * both can write. The worker's side holds the target, so that the parent's
 * takes nothing there on trust.
 */
#ifndef OFFERCHECK_RUN_WORKER_CHANNEL_H
#define OFFERCHECK_RUN_WORKER_CHANNEL_H

#include <stdatomic.h>

#include "run/worker.h"

#define CHANNEL_BYTES ((size_t)16 << 20)
#define CHANNEL_CHANGED 256u

enum answer { ANSWER_NONE, ANSWER_READY, ANSWER_DONE, ANSWER_FULL, ANSWER_FAILED, ANSWER_NO_MEMORY };

/* Why the worker ended itself: what the target did to the harness's side of the process. */
enum complaint { COMPLAINT_NONE, COMPLAINT_CLOSED, COMPLAINT_REPLACED, COMPLAINT_DAMAGED, COMPLAINT_COUNT };

/* What the parent tells the worker. */
struct command {
  uint64_t number; /* each its own, counting from 1 */
  uint64_t go_on;  /* 1: records were taken, there is no new job; of a size that leaves no padding */
  struct job job;
};

struct channel {
  struct worker_hello hello;
  _Atomic uint64_t taken;  /* number of the last command that the worker took */
  _Atomic uint64_t answer; /* number of the command, shifted by 8, and an enum answer */
  _Atomic int complaint;
  _Atomic size_t used;           /* bytes of whole records */
  _Atomic size_t in_call;        /* bytes of the record behind them, of the call that is being made; 0: none */
  char changed[CHANNEL_CHANGED]; /* what the job left changed in the process, in words; "" if nothing */
  uint8_t records[CHANNEL_BYTES];
};

/* ---- the worker's side ---- */

struct reporter {
  struct channel *channel;
  struct buffer buffer;
  uint64_t number; /* of the command that is being obeyed */
  /* Tells the other side that there is an answer, and waits for its next command. */
  void (*ring)(void *platform);
  void (*wait)(void *platform, struct command *ret_command);
  /* Ends the process if the target took from it what the harness needs; called when a call has returned. */
  void (*check)(void *platform);
  void *platform;
};

void reporter_answer(struct reporter *reporter, enum answer answer);
/* Waits for a command, and says that it was taken. */
void reporter_next(struct reporter *reporter, struct command *ret_command);
/* Where an execution's records go. */
struct record_sink reporter_sink(struct reporter *reporter);
/* Opens the target, says hello, and plays jobs for ever. `ready` is called once everything stands, `done` after each job. */
void reporter_serve(struct reporter *reporter, const struct worker_options *options, void (*ready)(void *platform),
                    void (*done)(void *platform));

/* ---- the parent's side ---- */

/* Copies out what was reported since, and of a worker that ended the call that it was in. False: it is damaged. */
bool channel_take(struct channel *channel, struct played *played, bool ended);

#endif
