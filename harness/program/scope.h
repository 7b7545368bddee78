/*
 * What the calls of an input may be, and on what they are made: a fuzz target
 * takes one offer on a standing world, or whole programs.
 */
#ifndef OFFERCHECK_PROGRAM_SCOPE_H
#define OFFERCHECK_PROGRAM_SCOPE_H

#include "program/program.h"

struct program_scope {
  uint64_t operations;         /* bit n: the operation n of enum program_op may be called */
  uint32_t max_calls;          /* at most PROGRAM_MAX_CALLS */
  const struct program *world; /* was played before: its objects are there. NULL: nothing was */
};

_Static_assert(OP_COUNT <= 64, "64 bits hold a set of operations");

#define SCOPE_OPERATION(op) ((uint64_t)1 << (op))
#define SCOPE_ALL_OPERATIONS (UINT64_MAX >> (64 - OP_COUNT))

#endif
