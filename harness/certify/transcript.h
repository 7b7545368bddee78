/*
 * The transcript: what was run, every executed call with its raw bytes, and
 * how each case ended, as text. reports/README.md describes it; reading it is
 * transcript_read.h's.
 *
 * It consists of blocks, each ended by a line "chain SHA256": the sum of the
 * chain line before it and of the block's own lines.
 */
#ifndef OFFERCHECK_CERTIFY_TRANSCRIPT_H
#define OFFERCHECK_CERTIFY_TRANSCRIPT_H

#include "certify/results.h"
#include "digest/sha256.h"
#include "program/buffer.h"
#include "program/record.h"
#include "run/worker.h"

/* What every transcript begins with, whatever its version; and this version's. */
#define TRANSCRIPT_BEGINNING "offercheck-transcript"
#define TRANSCRIPT_FIRST_LINE TRANSCRIPT_BEGINNING " 3"

/* The sum that the next chain line has. */
struct transcript_chain {
  struct sha256 hash;
  bool open;
};

/* Bytes of the block that is being written. */
void transcript_chain_add(struct transcript_chain *chain, const char *data, size_t size);

/* Ends the block: appends its chain line, with which the next block's sum begins. False: it could not be summed up. */
bool transcript_chain_end(struct transcript_chain *chain, struct buffer *ret_text);

void transcript_chain_free(struct transcript_chain *chain);

/* The first block: all that, with the calls, the verdicts follow from. */
void transcript_begin(const struct run_facts *facts, const struct worker_hello *hello, struct buffer *ret_text);

void transcript_case(const char *name, struct buffer *ret_text);

/* The case was not played: the target lacks what it needs. */
void transcript_lacks(const char *reason, struct buffer *ret_text);

void transcript_record(const struct call_record *record, struct buffer *ret_text);

/* What the target wrote while the case ran; nothing if it wrote nothing. */
void transcript_output(const char *output, struct buffer *ret_text);

/* How a job ended that did not come to its end. */
void transcript_ended(const struct worker_end *end, struct buffer *ret_text);

/* The last block; `incomplete` is "" or why the run was not. */
void transcript_end(const char *incomplete, struct buffer *ret_text);

/* Any text on one line, in ASCII: other bytes, and the backslash, as "\xNN". */
void transcript_text(const char *text, struct buffer *ret_text);

/* The statuses of a generated suite, in their order, equal ones together. */
#define TRANSCRIPT_RUNS 4u /* on a line */

struct transcript_statuses {
  NTSTATUS status;
  uint64_t count; /* of the run that has not been written yet */
  unsigned on_line;
};

void transcript_status(struct transcript_statuses *statuses, NTSTATUS status, struct buffer *ret_text);
void transcript_statuses_end(struct transcript_statuses *statuses, struct buffer *ret_text);

#endif
