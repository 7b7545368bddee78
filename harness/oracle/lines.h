/*
 * Reading the project's line-oriented files: one line, cut into words or fields.
 */
#ifndef OFFERCHECK_ORACLE_LINES_H
#define OFFERCHECK_ORACLE_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
  const char *text;
  size_t size;
};

struct lines {
  const char *rest;
  size_t size;
  size_t number; /* of the line that was last returned, from 1 */
};

/* The next line that is neither blank nor a comment, blanks trimmed at both ends. False at the end. */
bool lines_next(struct lines *lines, struct slice *ret_line);

/* Cuts the next word off the front of *line. False: there is none. */
bool slice_word(struct slice *line, struct slice *ret_word);

/* Cuts the next field, up to " | " or the end, off the front of *line, trimmed. False: there is none. */
bool slice_field(struct slice *line, struct slice *ret_field);

bool slice_is(struct slice slice, const char *text);

/* A NUL-terminated copy that the caller frees. NULL: out of memory. */
char *slice_copy(struct slice slice);

#endif
