/*
 * The transcript: every executed call with its raw bytes, as text.
 *
 *   offercheck-transcript 1
 *   case NAME
 *   call INDEX OP process P returned 0xSTATUS
 *     structure 0xADDRESS PLACE SIZE READABLE rw HEX [> HEX]
 *     FIELD 0xADDRESS PLACE SIZE READABLE rw HEX [> HEX]
 *   suite NAME COMBINATIONS
 *   statuses 0xSTATUS*COUNT ...
 *
 * HEX is what stood there before the call, after '>' what stood there
 * afterwards if that differs; "{N}xx" is N times the byte xx, "-" is no byte.
 * Addresses are nominal.
 */
#ifndef OFFERCHECK_RUN_TRANSCRIPT_H
#define OFFERCHECK_RUN_TRANSCRIPT_H

#include "program/buffer.h"
#include "program/record.h"

void transcript_begin(struct buffer *ret_text);
void transcript_case(const char *name, struct buffer *ret_text);
void transcript_record(const struct call_record *record, struct buffer *ret_text);

/* The statuses of a generated suite, in their order, equal ones together. */
struct transcript_statuses {
  NTSTATUS status;
  uint64_t count; /* of the run that has not been written yet */
  unsigned on_line;
};

void transcript_suite(const char *name, uint64_t combinations, struct transcript_statuses *ret_statuses,
                      struct buffer *ret_text);
void transcript_status(struct transcript_statuses *statuses, NTSTATUS status, struct buffer *ret_text);
void transcript_suite_end(struct transcript_statuses *statuses, struct buffer *ret_text);

#endif
