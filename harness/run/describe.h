/*
 * An executed call in words, the same for every reader: the report, `run` and
 * a crash message.
 */
#ifndef OFFERCHECK_RUN_DESCRIBE_H
#define OFFERCHECK_RUN_DESCRIBE_H

#include "oracle/oracle.h"
#include "program/buffer.h"
#include "program/record.h"

/* The call as a program writes it; for a call that the harness made on the way, what it was for. */
void describe_text(const struct program *program, const struct call_record *record, struct buffer *ret_text);

/* A line a field: what was passed, then what came back. */
void describe_fields(const struct program *program, const struct call_record *record, struct buffer *ret_text);

/* "STATUS_SUCCESS (0x00000000)", or how the call failed to return. */
void describe_outcome(const struct call_record *record, struct buffer *ret_text);

/* The allowed statuses with the requirements that allow them; nothing where nothing is demanded. */
void describe_allowed(const struct judgement *judgement, struct buffer *ret_text);

#endif
