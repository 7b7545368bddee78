/*
 * Inside the replay of a transcript.
 */
#ifndef OFFERCHECK_CERTIFY_REPLAY_PARTS_H
#define OFFERCHECK_CERTIFY_REPLAY_PARTS_H

#include "certify/replay.h"

/* What certify_run says when it stopped and the judgement up to there can be repeated. */
#define INTERRUPTED "interrupted"
#define NO_TARGET "the target could not be loaded again"

/* Who gets a job's records. */
struct taker {
  void (*take)(void *context, const struct call_record *record);
  void *context;
};

/* States an error, unless one was, and stops the run. Always false. */
BUFFER_PRINTF_AT(3, 4) bool replay_fail(struct replay *replay, size_t line, const char *format, ...);

/* The next item, chain lines left out. After an error it is TRANSCRIPT_NOTHING. */
const struct transcript_item *replay_peek(struct replay *replay);
void replay_pass_item(struct replay *replay);

/* Whether the run's end comes next, with that reason. */
bool replay_is_end(struct replay *replay, const char *reason);

/* "case 'offer/one'" */
const char *replay_describe(const struct transcript_item *item, char *ret_text, size_t size);

/* Takes the line with which a case or a suite begins. False: it is not there. */
bool replay_begin_with(struct replay *replay, enum transcript_kind kind, const char *name);

/* How the worker ended, if it did not come to the job's end. */
void replay_take_ended(struct replay *replay, struct worker_end *end);

/* A stretch of a suite. */
void replay_play_suite(struct replay *replay, const struct job *job, const struct taker *taker, struct worker_end *end);

#endif
