/*
 * Inputs of fuzz targets as programs: the standing world, and the input's calls.
 */
#ifndef OFFERCHECK_FUZZ_INPUT_H
#define OFFERCHECK_FUZZ_INPUT_H

#include "fuzz/target.h"

/* A target's standing world, which all inputs are played on; empty where it has none. */
struct fuzz_world {
  struct program world;
  struct program restore; /* what makes the world what it was, after an input whose calls succeeded */
};

/* Loads the target's world, which is built in. False: ret_error says why, and there is nothing to free. */
bool fuzz_world_load(const struct fuzz_target *target, struct fuzz_world *ret_world, char *ret_error, size_t size);
void fuzz_world_free(struct fuzz_world *world);

/* The calls of an input of a target that plays. ret_program was initialised. False: out of memory. */
bool fuzz_decode(const struct fuzz_target *target, const uint8_t *data, size_t size, struct program *ret_program);

/* Appends the input that has these calls. */
void fuzz_encode(const struct fuzz_target *target, const struct program *program, struct buffer *ret_bytes);

/*
 * Appends the input that a seed's text says; the text may use the names of the
 * world. False: ret_error says why, with the line.
 */
bool fuzz_parse(const struct fuzz_target *target, const char *text, size_t size, struct buffer *ret_bytes,
                char *ret_error, size_t error_size);

/* The target's world and the input's calls as one program, to show and to play on its own. False: out of memory. */
bool fuzz_program(const struct fuzz_target *target, const uint8_t *data, size_t size, const struct fuzz_world *world,
                  struct program *ret_program);

#endif
