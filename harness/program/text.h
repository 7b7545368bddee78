/*
 * The text form of programs, `.kmt`. The notation: see program/README.md.
 */
#ifndef OFFERCHECK_PROGRAM_TEXT_H
#define OFFERCHECK_PROGRAM_TEXT_H

#include "program/buffer.h"
#include "program/program.h"

/* Programs of one text: each case once for each combination of its loops' values. */
struct program_set {
  struct program *programs;
  size_t count;
  size_t capacity;
};

struct text_error {
  size_t line;       /* from 1; 0: not about a place in the text (out of memory) */
  size_t column;     /* in bytes, from 1 */
  char message[256]; /* what is wrong and what was expected, no full stop */
};

/* Largest text that is read, in bytes. */
#define TEXT_MAX_SIZE (4u << 20)

/* Most that one text may come to once its loops and blocks are unrolled. */
#define TEXT_MAX_PROGRAMS 100000u
#define TEXT_MAX_CALLS 1000000u
#define TEXT_MAX_UNROLLED (32u << 20) /* bytes of all lines */

/* Adds the text's programs to ret_set. False: ret_error says why, and ret_set is as it was. */
bool program_parse(const char *text, size_t size, struct program_set *ret_set, struct text_error *ret_error);

void program_set_free(struct program_set *set);

/* Appends the program's text; parsed, it gives the same program. Exhaustion shows in ret_text->failed. */
void program_format(const struct program *program, struct buffer *ret_text);

/* Appends one call as its line of text, without the line's end. */
void program_format_call(const struct program *program, const struct call *call, struct buffer *ret_text);

/* Appends a handle_ref as text, with the program's names where it has them. */
void program_format_handle(const struct program *program, struct handle_ref handle, struct buffer *ret_text);

/* Whether bytes look like the text form rather than the binary one. */
bool program_is_text(const uint8_t *data, size_t size);

#endif
