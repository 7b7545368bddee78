/*
 * A transcript in place of a target: the records that it holds are handed out
 * as the worker once handed them out.
 *
 * It takes the run's jobs in their order. Where the transcript has something
 * else than the job's, that is the replay's error, and the run is stopped.
 */
#ifndef OFFERCHECK_CERTIFY_REPLAY_H
#define OFFERCHECK_CERTIFY_REPLAY_H

#include "certify/rebuild.h"
#include "certify/source.h"
#include "certify/transcript_read.h"

struct replay_block {
  size_t offset, line; /* of its first record */
};

struct replay {
  struct transcript_reader reader, block_reader;
  struct transcript_item item; /* the next one, if it was looked at */
  bool has_item;
  const struct program_set *cases;
  struct worker_hello hello;
  const struct suite *suite; /* that is being played, else NULL */
  struct replay_block *blocks;
  size_t block_count, block_capacity;
  struct rebuild rebuild;
  uint64_t world; /* the block that `rebuild` has followed */
  bool has_world;
  volatile int stop; /* the run's: it was stopped here, or the transcript is wrong */
  bool failed;       /* `error` says why */
  struct text_error error;
};

/*
 * Reads the first block into empty facts, all but the profile's title. The
 * data must outlive the replay. False: replay->error says why. What was opened
 * is to be closed in any case.
 */
bool replay_open(struct replay *replay, const char *data, size_t size, struct run_facts *ret_facts);
void replay_close(struct replay *replay);

/* The cases that the run chose from; they must outlive the replay. */
struct record_source replay_source(struct replay *replay, const struct program_set *cases);

/* Whether no job is left; the line `end` may be. Also true after an error. */
bool replay_is_used_up(struct replay *replay);

/*
 * Passes over what is left of a suite, and over those up to the suite of that
 * name, or over all of them: they were given up before their ends.
 */
void replay_pass_suites(struct replay *replay, const char *name);

/* Enters a suite, unless it is in it. False: it is not what comes next. */
bool replay_enter_suite(struct replay *replay, size_t index);

/* Passes over the stretches of the suite that begin before that combination. */
void replay_pass_stretches(struct replay *replay, uint64_t first);

/* Whether nothing is left but the line `end`. False: replay->error says what is. */
bool replay_is_over(struct replay *replay);

#endif
