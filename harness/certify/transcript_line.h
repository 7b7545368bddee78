/*
 * Inside the transcript's reader: the parts of a line.
 *
 * Each of these reads what it says at line->at and moves behind it. False:
 * line->error says what is wrong, and where.
 */
#ifndef OFFERCHECK_CERTIFY_TRANSCRIPT_LINE_H
#define OFFERCHECK_CERTIFY_TRANSCRIPT_LINE_H

#include "certify/transcript_read.h"

struct line {
  const char *begin, *at, *end;
  size_t number;
  struct text_error *error;
};

/* The next line, without moving on. False: there is no whole one. */
bool transcript_line(const struct transcript_reader *reader, struct text_error *error, struct line *ret_line);
void transcript_move_on(struct transcript_reader *reader, const struct line *line);

/* A record whose first word was read: `mark` is PLAYER_WORLD, PLAYER_UNDO, 0, or UINT32_MAX for a teardown's. */
bool transcript_read_record(struct transcript_reader *reader, struct line *line, uint32_t mark,
                            struct transcript_item *item);

/* States an error. Always false. */
BUFFER_PRINTF bool line_wrong(const struct line *line, const char *format, ...);
bool line_out_of_memory(struct text_error *error);

/* Whether the text stands there; no error if not. */
bool line_skip(struct line *line, const char *text);

bool line_expect(struct line *line, const char *text);
bool line_expect_end(struct line *line);

/* The bytes up to the next blank or the line's end, at least one. */
bool line_word(struct line *line, const char *what, const char **ret_word, size_t *ret_length);

bool line_decimal(struct line *line, uint64_t most, uint64_t *ret_number);

/* "0x" and digits, of a number of `bits` bits. */
bool line_hexadecimal(struct line *line, unsigned bits, uint64_t *ret_number);

/* The digit's value, or -1. */
int line_hex_digit(char digit);

/* Nothing, or a blank and the rest of the line, with its escapes undone. */
bool line_rest_after_blank(struct line *line, size_t most, struct buffer *ret_text);

#endif
