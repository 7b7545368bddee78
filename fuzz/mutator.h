/*
 * The structure-aware mutator as engines need it: bytes in, bytes out.
 */
#ifndef OFFERCHECK_FUZZ_MUTATOR_H
#define OFFERCHECK_FUZZ_MUTATOR_H

#include "fuzz/target.h"

struct fuzz_mutator;

/*
 * Environment: OFFERCHECK_MUTATION=bytes leaves all changes to the engine, to
 * compare with.
 */
#define MUTATOR_VARIABLE "OFFERCHECK_MUTATION"

/* NULL: out of memory, or the target's world cannot be loaded; then a complaint was printed to standard error. */
struct fuzz_mutator *fuzz_mutator_create(const struct fuzz_target *target);
void fuzz_mutator_free(struct fuzz_mutator *mutator);

/*
 * Changes an input in place, by the seed: it has `size` bytes and room for
 * max_size. Returns its new size; 0: this change is the engine's to make.
 */
size_t fuzz_mutate(struct fuzz_mutator *mutator, uint8_t *data, size_t size, size_t max_size, uint64_t seed);

/* Makes an input of two. Returns its size; 0: there is none. */
size_t fuzz_splice(struct fuzz_mutator *mutator, const uint8_t *first, size_t first_size, const uint8_t *second,
                   size_t second_size, uint8_t *ret_data, size_t max_size, uint64_t seed);

#endif
