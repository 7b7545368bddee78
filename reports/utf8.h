/*
 * Reading text that a target may have written: UTF-8 that need not be valid.
 */
#ifndef OFFERCHECK_REPORTS_UTF8_H
#define OFFERCHECK_REPORTS_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "program/buffer.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* The code point at *text, which moves behind it; U+FFFD for a byte that begins no valid sequence; 0 at the end. */
uint32_t utf8_next(const char **text);

void utf8_append(uint32_t code_point, struct buffer *ret_text);

/*
 * Whether a reader sees the character as what it is: false for controls, for
 * what is invisible, for what reorders the text around it (bidirectional
 * overrides) and for noncharacters. Line feed and tab are not plain either.
 */
bool utf8_is_plain(uint32_t code_point);

/* Appends "\u202E", so that a character which must not act can still be read. */
void utf8_append_spelled(uint32_t code_point, struct buffer *ret_text);

/*
 * Appends at most `most` characters of a text, "..." for the rest, what is not
 * plain spelled out. Line feeds and tabs stay, CR LF becomes LF.
 */
void utf8_append_shown(const char *text, size_t most, struct buffer *ret_text);

#endif
