/*
 * A fuzz target: what its inputs are, and what must hold for them.
 *
 * fuzz_NAME.c defines `const struct fuzz_target fuzz_NAME`, and nothing else is
 * to be done: the build finds it by its file. fuzz_NAME.dict and
 * fuzz_NAME.options beside it go to the engines, corpus/fuzz_NAME/ has its seeds
 * and its regressions.
 */
#ifndef OFFERCHECK_FUZZ_TARGET_H
#define OFFERCHECK_FUZZ_TARGET_H

#include "program/buffer.h"
#include "program/scope.h"

struct fuzz_target {
  const char *name;     /* the file's, "fuzz_offer" */
  const char *property; /* one sentence */
  const char *world;    /* the file of its standing world, "fuzz_offer" for fuzz_offer.kmt; NULL: it has none */

  /* Inputs are calls: of these operations, so many at most. 0: the input is for `check`. */
  uint64_t operations;
  uint32_t max_calls;

  /*
   * Any bytes into calls, and back. NULL: the binary form of programs
   * (program/binary.h). False: out of memory.
   */
  bool (*decode)(const uint8_t *data, size_t size, struct program *ret_program);
  bool (*encode)(const struct program *program, struct buffer *ret_bytes);

  /*
   * One change to an input, by the seed, where the mutation of programs
   * (program/mutate.h) is not for it; else NULL. Returns the new size, at most
   * max_size; 0: nothing came of it.
   */
  size_t (*mutate)(uint8_t *data, size_t size, size_t max_size, uint64_t seed);

  /* Tries an input that makes no calls. False: ret_finding says what does not hold. */
  bool (*check)(const uint8_t *data, size_t size, struct buffer *ret_finding);
};

/* All of them, by name; the last is NULL. Made by the build. */
extern const struct fuzz_target *const fuzz_targets[];

/* NULL: there is none of that name. */
const struct fuzz_target *fuzz_target_by_name(const char *name, size_t length);

#endif
