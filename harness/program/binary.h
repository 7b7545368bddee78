/*
 * The binary form of a program: what fuzzers mutate and crash files hold.
 *
 * Every byte string decodes to some program, and decode(encode(p)) is p, so
 * encode(decode(b)) is a fixed point. Layout: see program/README.md.
 */
#ifndef OFFERCHECK_PROGRAM_BINARY_H
#define OFFERCHECK_PROGRAM_BINARY_H

#include "program/buffer.h"
#include "program/scope.h"

/* Decodes any bytes; ret_program was initialised, and is cleared first. False: out of memory. */
bool program_decode(const uint8_t *data, size_t size, struct program *ret_program);

/*
 * The same for an input that holds no other calls than those of a scope: the
 * operation's byte counts among the scope's operations, and bytes behind its
 * last call are passed over. Of the scope the world does not matter.
 */
bool program_decode_scope(const uint8_t *data, size_t size, const struct program_scope *scope,
                          struct program *ret_program);

/* Appends the binary form, notes (titles, names, expectations) included if the program has any. Exhaustion shows in ret_bytes->failed. */
void program_encode(const struct program *program, struct buffer *ret_bytes);

/* The same for a program all of whose calls are of `operations`, a scope's. */
void program_encode_scope(const struct program *program, uint64_t operations, struct buffer *ret_bytes);

#endif
