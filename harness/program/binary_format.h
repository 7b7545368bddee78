/*
 * How bits lie in the binary form. Private to binary*.c.
 */
#ifndef OFFERCHECK_PROGRAM_BINARY_FORMAT_H
#define OFFERCHECK_PROGRAM_BINARY_FORMAT_H

#include "program/binary.h"

/* The byte that a handle starts with. Higher slots than fit into it follow as a number. */
#define HEAD_TYPE 0x07u
#define HEAD_FLIP 0x08u /* what is XORed to it follows */
#define HEAD_RUN 0x10u  /* in lists: the run's length follows */
#define HEAD_SLOT_SHIFT 5
#define HEAD_SLOT_FOLLOWS 7u

_Static_assert(OBJECT_TYPE_COUNT == HEAD_TYPE + 1, "three bits hold every object type, and nothing else");

/* The byte that a list, an output or a placement starts with. */
#define HEAD_PLACE 0x0Fu
#define HEAD_GIVEN 0x10u  /* outputs: the room follows */
#define HEAD_RUNS_SHIFT 4 /* lists: how many runs */
#define HEAD_RUNS_FOLLOW 15u

_Static_assert(PLACE_COUNT <= HEAD_PLACE + 1, "four bits hold every placement");

/* A call's mask has a bit for each argument that is not at its default, then one for its placement, then its padding. */
static inline unsigned mask_place_bit(const struct op_info *op)
{
  return op->argument_count;
}

static inline unsigned mask_padding_bit(const struct op_info *op)
{
  return op->argument_count + 1u;
}

/* In bytes. */
static inline unsigned mask_size(const struct op_info *op)
{
  return mask_padding_bit(op) < 8 ? 1 : 2;
}

_Static_assert(CALL_MAX_ARGUMENTS + 2 <= 16, "two bytes hold every mask");

/* How many operations are in a set. */
static inline unsigned count_operations(uint64_t operations)
{
  return (unsigned)__builtin_popcountll(operations);
}

static inline size_t symbol_count(const struct symbols *symbols)
{
  size_t count = 0;

  while (symbols->rows[count].name != NULL)
    count++;
  return count;
}

#endif
