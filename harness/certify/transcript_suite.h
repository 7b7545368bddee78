/*
 * A generated suite in the transcript. Most of its calls are refused and write
 * nothing: of those the statuses stand there alone, and whatever else belongs
 * to their records is built anew. All others are written out.
 *
 *   suite NAME COMBINATIONS
 *   parameter FIELD: CLASS, CLASS...
 *   block K                 the records of a world, or of a teardown, when they first come
 *   stretch FIRST K         combinations from FIRST on, played on the world of block K
 *   statuses 0xSTATUS*COUNT ...
 *   combination N           the next one, written out, and what undid it
 *   finish K                the stretch's teardown
 */
#ifndef OFFERCHECK_CERTIFY_TRANSCRIPT_SUITE_H
#define OFFERCHECK_CERTIFY_TRANSCRIPT_SUITE_H

#include "certify/rebuild.h"
#include "certify/transcript.h"

#define TRANSCRIPT_BLOCKS 64u /* that are known again when they come again */

struct known_block {
  uint64_t number;
  char *text;
  size_t size;
};

enum stretch_part { STRETCH_WORLD, STRETCH_CALLS, STRETCH_TEARDOWN };

struct suite_transcript {
  const struct suite *suite;
  struct buffer *text; /* where it goes */
  bool has_head;       /* its first lines are written */
  struct rebuild rebuild;
  struct transcript_statuses statuses;
  struct known_block known[TRANSCRIPT_BLOCKS];
  uint64_t block_count;
  struct buffer part;    /* the text of the world or of the teardown that is going on */
  struct buffer records; /* and the world's records */
  uint64_t world;        /* the block that `rebuild` has followed */
  bool has_world;
  enum stretch_part at;
  uint64_t first, next; /* combinations */
  bool failed;          /* memory ran out */
};

/* Begins a suite. What it gets must be ended. */
void suite_transcript_begin(struct suite_transcript *transcript, const struct suite *suite, struct buffer *ret_text);
void suite_transcript_end(struct suite_transcript *transcript);

/* A stretch: a job for the worker, from combination `first` on; its records; how it ended. */
void suite_transcript_stretch(struct suite_transcript *transcript, uint64_t first);
void suite_transcript_record(struct suite_transcript *transcript, const struct call_record *record);
void suite_transcript_stretch_end(struct suite_transcript *transcript, const struct worker_end *end);

#endif
