/*
 * What an interrupted run left of its transcript. The run is done again with
 * the records that it holds, so that what was judged is not played again, and
 * goes on with the target where it ends.
 */
#ifndef OFFERCHECK_CERTIFY_JOURNAL_H
#define OFFERCHECK_CERTIFY_JOURNAL_H

#include "certify/replay.h"

/* How much of a transcript can be gone on with. */
struct journal_extent {
  size_t size;   /* of its whole blocks, without the run's end */
  size_t blocks; /* the first, of the run's facts, included */
  size_t torn;   /* bytes behind the last whole block */
};

/*
 * Blocks are whole up to where the writer was stopped: what follows the last
 * whole one is left out, and so is a stretch that was stopped in its middle.
 * False: a block does not have its sum and others follow; ret_error says
 * where; its line is 0 if memory ran out.
 */
bool journal_measure(const char *data, size_t size, struct journal_extent *ret_extent, struct text_error *ret_error);

struct journal {
  const char *data;
  size_t size;
  struct replay replay;
  struct run_facts facts; /* that it says it is of; without the profile's title */
  struct record_source source;
  size_t same; /* bytes that were written again so far, and are equal */
  bool differs;
};

/*
 * Reads the facts; the data, of whole blocks alone, and the cases must outlive
 * the journal. False: ret_error says why. It is to be closed in any case.
 */
bool journal_open(struct journal *journal, const char *data, size_t size, const struct program_set *cases,
                  struct text_error *ret_error);
void journal_close(struct journal *journal);

/* Whether it is of a run with these facts on such a target. False: the text says what differs. */
bool journal_is_of(const struct journal *journal, const struct run_facts *facts, const struct worker_hello *hello,
                   struct buffer *ret_text);

/* Whether a job's records are still to come from it. */
bool journal_has_more(struct journal *journal);

/* Whether it was found to be none that such a run writes. */
bool journal_is_wrong(const struct journal *journal);

/* Where, and what stands there. */
void journal_error(const struct journal *journal, struct text_error *ret_error);

/* The transcript's next piece, as it is written again. Returns how much of its beginning stands in the journal. */
size_t journal_take_text(struct journal *journal, const char *text, size_t size);

#endif
