/*
 * Generated suites: one call in every combination of its fields' classes, on a
 * standing world.
 *
 * A combination is a number. Its world is shared by all of its group, so that
 * a world is built once for thousands of combinations; a call that succeeds is
 * undone before the next.
 */
#ifndef OFFERCHECK_CERTIFY_SUITES_H
#define OFFERCHECK_CERTIFY_SUITES_H

#include "program/buffer.h"
#include "program/program.h"

struct suite {
  const char *name;
  const char *property;
  enum program_op op;
  bool pairs; /* two fields at a time are not as they should be; else all combinations */
};

#define SUITE_COUNT 6
extern const struct suite suites[SUITE_COUNT];

/* How many combinations there are, in how many groups. Groups follow each other: a group is suite_combinations / suite_groups of them. */
uint64_t suite_combinations(const struct suite *suite);
uint64_t suite_groups(const struct suite *suite);

/* The world that a group's combinations share. False: out of memory. */
bool suite_world(const struct suite *suite, uint64_t group, struct program *ret_program);

/* The call of a combination, as the only one of a program that goes on where the world ends. */
bool suite_call(const struct suite *suite, uint64_t combination, struct program *ret_program);

/* What undoes the call when it succeeded; empty if nothing is to be undone. */
bool suite_undo(const struct suite *suite, uint64_t combination, struct program *ret_program);

/* World and call as one program, to show and to play on its own. */
bool suite_program(const struct suite *suite, uint64_t combination, struct program *ret_program);

/* The combination in words: "device zero, list handles, ...". */
void suite_describe(const struct suite *suite, uint64_t combination, struct buffer *ret_text);

/* The classes of each field, a line each. */
void suite_parameters(const struct suite *suite, struct buffer *ret_text);

#endif
