/*
 * The shards of a run, made one run: the calls that their transcripts hold,
 * taken in the order of a run that was not divided, and judged again.
 */
#ifndef OFFERCHECK_CERTIFY_MERGE_H
#define OFFERCHECK_CERTIFY_MERGE_H

#include "certify/certify.h"
#include "certify/replay.h"

struct merge_shard {
  struct replay replay;
  struct run_facts facts; /* without the profile's title */
};

struct merge {
  struct merge_shard *shards; /* the I-th of them is shard I + 1 */
  uint32_t count;
  const struct program_set *cases;
  struct selection selection;
  volatile int stop;
};

/* Room for the shards. False: out of memory. It is to be closed in any case. */
bool merge_begin(struct merge *merge, uint32_t count);
void merge_close(struct merge *merge);

/* The transcript of a shard, which must outlive the merge. False: ret_error says why it cannot be read. */
bool merge_add(struct merge *merge, uint32_t number, const char *data, size_t size, struct text_error *ret_error);

/*
 * The facts of the merged run, into empty ones: what is of the machines names
 * each of them. False: out of memory.
 */
bool merge_facts(const struct merge *merge, struct run_facts *ret_facts);

/*
 * Judges all of it and fills the results in, as certify_run does, whose
 * options say by what and where the transcript goes; the source and the stop
 * are set here. False: *ret_shard, unless it is 0, is the number of the shard
 * that does not hold what it should, and ret_error says where; with line 0 the
 * harness could not do it.
 */
bool merge_derive(struct merge *merge, const struct certify_options *options, uint32_t *ret_shard,
                  struct text_error *ret_error);

#endif
