/*
 * A place in one line of text, and what is read there. Private to text_*.c.
 *
 * Functions that return bool leave the reason for false in the cursor's error,
 * with the column of the line as it was read; text_case.c turns it into a
 * place of the file.
 */
#ifndef OFFERCHECK_PROGRAM_TEXT_LEXER_H
#define OFFERCHECK_PROGRAM_TEXT_LEXER_H

#include "program/text.h"

struct word {
  const char *text;
  size_t length;
};

struct cursor {
  const char *text;
  size_t size;
  size_t position;
  struct text_error *error;
};

/* Names that would have been right: for the message. */
#define CHOICES_MAX 96
struct choices {
  const char *names[CHOICES_MAX];
  size_t count;
};

/* Each of these three returns false. The message is the format's text. */
BUFFER_PRINTF_AT(3, 4) bool cursor_fail(const struct cursor *cursor, size_t at, const char *format, ...);
bool cursor_out_of_memory(const struct cursor *cursor);
bool cursor_unknown(const struct cursor *cursor, const char *what, struct word word, const struct choices *choices);

void choices_add(struct choices *choices, const char *name);

/* The byte here, 0 at the line's end. */
char cursor_peek(const struct cursor *cursor);
bool cursor_take(struct cursor *cursor, char c);
bool cursor_expect(struct cursor *cursor, char c, const char *after);
void cursor_skip_blanks(struct cursor *cursor);
bool cursor_at_end(struct cursor *cursor); /* behind any blanks */

/* Whether a word of the notation ends here: a blank or the line's end. */
bool cursor_word_ends(const struct cursor *cursor);

/* What stands here up to the next blank: for names of cases, ids, messages. */
struct word cursor_word(struct cursor *cursor);

/* Letters, digits, underscores, and hyphens that no '>' follows; empty if none stands here. */
struct word cursor_identifier(struct cursor *cursor);

/* A decimal or 0x number of at most `most`. */
bool cursor_number(struct cursor *cursor, uint64_t most, uint64_t *ret_number);

bool word_is(struct word word, const char *text);
bool is_blank(char c);
bool is_digit(char c);

/* The word as it may be printed: cut short, odd bytes replaced. */
#define EXCERPT_SIZE 48
const char *word_excerpt(struct word word, char ret_excerpt[EXCERPT_SIZE]);

#endif
