/*
 * Reading a transcript, item by item. Any bytes can be read: what is no
 * transcript gives an error with its place, and no item takes more memory than
 * one call's record may.
 */
#ifndef OFFERCHECK_CERTIFY_TRANSCRIPT_READ_H
#define OFFERCHECK_CERTIFY_TRANSCRIPT_READ_H

#include "certify/transcript.h"
#include "program/text.h"

#define TRANSCRIPT_MAX_LINE_TEXT 20000u /* bytes of a fact, a name, an output once it is unescaped */

enum transcript_kind {
  TRANSCRIPT_FACT,        /* key, text */
  TRANSCRIPT_ENTRY,       /* text: the entry point; number: 1 if the target has it */
  TRANSCRIPT_CASE,        /* text: its name */
  TRANSCRIPT_LACKS,       /* text: why the case was not played */
  TRANSCRIPT_RECORD,      /* record */
  TRANSCRIPT_OUTPUT,      /* text */
  TRANSCRIPT_ENDED,       /* number: enum worker_ending; text: its detail */
  TRANSCRIPT_SUITE,       /* text: its name; number: of combinations */
  TRANSCRIPT_PARAMETER,   /* text */
  TRANSCRIPT_BLOCK,       /* number */
  TRANSCRIPT_STRETCH,     /* number: of the first combination; block */
  TRANSCRIPT_STATUSES,    /* statuses, counts, number: how many of them */
  TRANSCRIPT_COMBINATION, /* number */
  TRANSCRIPT_FINISH,      /* block */
  TRANSCRIPT_CHAIN,       /* text: the sum */
  TRANSCRIPT_END,         /* number: 1 if the run was complete; text: why it was not */
  TRANSCRIPT_NOTHING      /* the text is at its end */
};

struct transcript_item {
  enum transcript_kind kind;
  size_t line;   /* from 1, where it begins */
  size_t offset; /* in bytes from the text's beginning */
  const char *key;
  const char *text; /* never NULL */
  uint64_t number, block;
  NTSTATUS statuses[TRANSCRIPT_RUNS];
  uint64_t counts[TRANSCRIPT_RUNS];
  struct call_record record;
};

struct transcript_reader {
  const char *data;
  size_t size;
  size_t offset, line; /* of what is next */
  struct buffer text, detail, bytes;
};

/* The data must outlive the reader. */
void transcript_reader_init(struct transcript_reader *reader, const char *data, size_t size);
void transcript_reader_free(struct transcript_reader *reader);

/*
 * Reads the next item; what it points to is good until the next one. False:
 * ret_error says what is wrong; its line is 0 if memory ran out.
 */
bool transcript_next(struct transcript_reader *reader, struct transcript_item *ret_item, struct text_error *ret_error);

/*
 * Reads all of it and checks each block's sum. False: ret_error says what is
 * wrong first.
 */
bool transcript_read(const char *data, size_t size, struct text_error *ret_error);

/* The error that a text is: what was written again is the same for `same` bytes and no more. */
void transcript_difference(const char *data, size_t same, struct text_error *ret_error);

#endif
