/*
 * A program as C: a file of its own that makes the same calls, and tells
 * whether what was wrong with them still is.
 */
#ifndef OFFERCHECK_PROGRAM_EMIT_H
#define OFFERCHECK_PROGRAM_EMIT_H

#include "program/buffer.h"
#include "program/program.h"
#include "program/record.h"

/* What was wrong with a call, and so what the C program looks at. */
enum emit_fault_kind {
  EMIT_STATUS, /* the status: emit_call.allowed says what it may be; with none there, anything but emit_call.status */
  EMIT_NO_RETURN, /* a crash or a timeout */
  EMIT_INPUTS,    /* the structure or a list was written to */
  EMIT_OVERRUN,   /* more results were written than were asked for */
  EMIT_RESULT,    /* result `item` was `value` */
  EMIT_ORDER,     /* result `item` was DISCARDED while result `other` was OK */
  EMIT_FENCE,     /* the paging fence value fell */
  EMIT_CONTENT,   /* the content of item `item` (check) was not what had been written */
  EMIT_LOCK,      /* item `item` (fill, check) could not be locked */
  EMIT_LEAK,      /* statistics: something was left */
  EMIT_READS      /* statistics: more than `value` bytes had been read since the last */
};

struct emit_fault {
  enum emit_fault_kind kind;
  uint32_t item, other;
  uint64_t value;
  char *message; /* "OFR-HND-01: returned STATUS_SUCCESS ..." */
};

/* One allocation of a fill or a check. */
struct emit_content {
  uint64_t size; /* bytes that were written or compared; 0 if it could not be locked */
  uint64_t seed;
  bool locked;
};

/* What came of one call of the program. */
struct emit_call {
  bool played;
  uint8_t outcome; /* enum record_outcome */
  NTSTATUS status;
  size_t allowed_count; /* 0: the contract demands nothing */
  NTSTATUS allowed[EXPECT_MAX_STATUSES];
  struct emit_content *contents; /* by the list's items */
  size_t content_count;
  struct emit_fault *faults;
  size_t fault_count;
};

/* What came of a program. All zero but for `calls` is a good beginning. */
struct emit_facts {
  struct emit_call *calls; /* one for each call, and one for what is destroyed after the last */
  size_t call_count;       /* of the program */
  struct buffer about;     /* what is shown, for the file's first comment: lines of text */
  const char *library;     /* that it was played on; NULL: the mock */
  unsigned timeout_seconds;
};

/* Makes room for the facts of a program of so many calls. False: out of memory. */
bool emit_facts_init(struct emit_facts *facts, size_t call_count);
void emit_facts_free(struct emit_facts *facts);

/* Adds a fault to a call; the message is copied. False: out of memory. */
bool emit_add_fault(struct emit_call *call, const struct emit_fault *fault, const char *message);
bool emit_add_content(struct emit_call *call, struct emit_content content);

/* Files below harness/ that C declarations are picked from, in the order in which they are written. */
#define EMIT_SOURCE_COUNT 9
extern const char *const emit_source_names[EMIT_SOURCE_COUNT];

/*
 * Appends the C program. `sources` are the texts of the files of
 * emit_source_names. Exhaustion shows in ret_text->failed.
 */
void program_emit(const struct program *program, const struct emit_facts *facts,
                  const char *const sources[EMIT_SOURCE_COUNT], struct buffer *ret_text);

#endif
