/*
 * The notes section of the binary form. Private to binary*.c.
 */
#ifndef OFFERCHECK_PROGRAM_BINARY_NOTES_H
#define OFFERCHECK_PROGRAM_BINARY_NOTES_H

#include "program/binary.h"

/*
 * What the section begins with. Its first byte is no operation that
 * program_encode writes, and no fuzzer hits upon all eight by chance.
 */
#define NOTES_MAGIC "\xFFnotes\x0D\x0A"
#define NOTES_MAGIC_SIZE 8u

/* Adds the notes of the section's rest. Anything that is not a valid note is passed over. False: out of memory. */
bool notes_decode(const uint8_t *data, size_t size, struct program *program);

/* Appends the section, magic included, or nothing if the program has no notes. */
void notes_encode(const struct program *program, struct buffer *ret_bytes);

#endif
