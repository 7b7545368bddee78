/*
 * Changing programs as a fuzzer needs it: the same seed makes the same change.
 *
 * A program that is changed loses its notes (titles, names, expectations): they
 * spoke of the program that it was. What comes out has one binary form, and
 * that decodes to it.
 */
#ifndef OFFERCHECK_PROGRAM_MUTATE_H
#define OFFERCHECK_PROGRAM_MUTATE_H

#include "program/scope.h"

/*
 * Changes a program, which holds only what the scope lets it: one change or a
 * few, by the seed. False: out of memory; the program is then some program of
 * the scope.
 */
bool program_mutate(struct program *program, const struct program_scope *scope, uint64_t seed);

/* Makes lists and memory short that are long, most of the time: for what was not mutated. */
void program_shorten(struct program *program, uint64_t seed);

/*
 * Makes one program of parts of two: calls of both, or the calls of the first
 * with some arguments of one as a call of the second has them. ret_program was
 * initialised, and is neither of them. False: out of memory.
 */
bool program_splice(const struct program *first, const struct program *second, const struct program_scope *scope,
                    uint64_t seed, struct program *ret_program);

/* What is known of a scope, read once: for who changes programs often. Any number of threads may use it. */
struct mutator;

/* The scope is copied, but its world has to outlive the mutator. NULL: out of memory. */
struct mutator *mutator_create(const struct program_scope *scope);
void mutator_free(struct mutator *mutator);

/* Does what program_mutate does. */
bool mutator_mutate(const struct mutator *mutator, struct program *program, uint64_t seed);

#endif
