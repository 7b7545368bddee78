/*
 * The binary form of a program: what fuzzers mutate and crash files hold.
 *
 * Every byte string decodes to some program, and decode(encode(p)) is p, so
 * encode(decode(b)) is a fixed point. Layout: see program/README.md.
 */
#ifndef OFFERCHECK_PROGRAM_BINARY_H
#define OFFERCHECK_PROGRAM_BINARY_H

#include "program/buffer.h"
#include "program/program.h"

/* Decodes any bytes; ret_program was initialised, and is cleared first. False: out of memory. */
bool program_decode(const uint8_t *data, size_t size, struct program *ret_program);

/* Appends the binary form, notes (titles, names, expectations) included if the program has any. Exhaustion shows in ret_bytes->failed. */
void program_encode(const struct program *program, struct buffer *ret_bytes);

#endif
