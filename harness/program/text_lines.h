/*
 * A text's lines, without comments and blank ones. Private to text_*.c.
 */
#ifndef OFFERCHECK_PROGRAM_TEXT_LINES_H
#define OFFERCHECK_PROGRAM_TEXT_LINES_H

#include "program/text_lexer.h"

struct line {
  const char *text; /* in the text that was split; begins and ends with no blank */
  size_t length;
  size_t number; /* from 1 */
  size_t column; /* of the first byte, from 1 */
};

struct lines {
  struct line *items;
  size_t count;
  size_t capacity;
};

/* Splits a text. False: ret_error says why; the lines are to be freed all the same. */
bool lines_split(const char *text, size_t size, struct lines *ret_lines, struct text_error *ret_error);

void lines_free(struct lines *lines);

/* The line's first word. */
struct word line_keyword(const struct line *line);

#endif
