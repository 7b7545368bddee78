/*
 * The frame of a text: definitions, cases, loops, included blocks. Private to
 * text_*.c.
 */
#ifndef OFFERCHECK_PROGRAM_TEXT_CASE_H
#define OFFERCHECK_PROGRAM_TEXT_CASE_H

#include "program/text_lines.h"
#include "program/text_loop.h"
#include "program/text_parse.h"

/* Lines that belong together: a definition's or a case's. */
struct block {
  const struct line *header; /* NULL: the calls of a text without cases */
  struct word name;          /* of a definition */
  size_t first, count;       /* in lines */
};

struct text_parser {
  struct lines lines;
  struct program_set *set;
  size_t program_count; /* of this text */
  struct block *blocks; /* definitions */
  size_t block_count;
  size_t block_capacity;
  struct name_map block_names;
  struct name_map program_names;
  struct loops loops;
  struct statement_parser statement;
  struct buffer expanded; /* the line at hand */
  size_t unrolled;        /* bytes of lines so far */
  size_t calls;
  bool placed; /* the error has its place in the text */
  struct text_error *error;
};

/* Adds the programs of a case, or of the calls outside of any. */
bool case_parse(struct text_parser *parser, const struct block *block);

bool line_is(const struct line *line, const char *keyword);
struct cursor line_cursor(const struct text_parser *parser, const struct line *line);

/* Turns the error's column of the line into a place of the text, unless it has one. Returns false. */
bool line_located(struct text_parser *parser, const struct line *line);

/* Fails at the line's start. Returns false. */
BUFFER_PRINTF_AT(3, 4) bool line_fail(struct text_parser *parser, const struct line *line, const char *format, ...);

#endif
