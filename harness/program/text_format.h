/*
 * Which names a printed program has given so far. Private to text_*.c.
 */
#ifndef OFFERCHECK_PROGRAM_TEXT_FORMAT_H
#define OFFERCHECK_PROGRAM_TEXT_FORMAT_H

#include "program/text_names.h"

/* The first name for all of these slots, or NAME_NOT_FOUND. */
size_t format_find_name(const struct program *program, size_t limit, uint8_t type, uint32_t slot, uint32_t count);

/* The first name whose slots begin here and are at least `count`, or NAME_NOT_FOUND. */
size_t format_find_created(const struct program *program, size_t limit, uint8_t type, uint32_t slot, uint32_t count);

/* As program_format_call; only the first `limit` names are used. */
void format_call(const struct program *program, size_t limit, const struct call *call, struct buffer *ret_text);

#endif
