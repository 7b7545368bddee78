/*
 * Memory that is handed to a target: every piece ends at an unmapped page, or
 * lies as badly as a program asks for.
 *
 * In records, addresses are nominal: the arena's bytes count from
 * ARENA_NOMINAL on, the heap's from HEAP_NOMINAL, wherever the system put them.
 */
#ifndef OFFERCHECK_RUN_ARENA_H
#define OFFERCHECK_RUN_ARENA_H

#include "program/record.h"

#define ARENA_SLOTS 10u               /* pieces that one call may need, read-only ones included */
#define ARENA_READ_ONLY_SLOTS 4u      /* of them, for those that cannot be written */
#define ARENA_SLOT_BYTES (512u << 10) /* the largest piece, and two pages */
#define ARENA_NOMINAL 0x0000510000000000u
#define HEAP_NOMINAL 0x0000520000000000u
#define TARGET_NOMINAL 0x0000530000000000u /* any address of the target's own */
#define HEAP_BYTES (64u << 20)             /* of all existing-heap allocations of a program */

/* A slot for pieces that the target can only read. */
struct arena_alias {
  uint8_t *read_only; /* as the target sees it */
  uint8_t *writable;
};

struct arena {
  uint64_t lowest, span; /* all addresses of the arena and of the heap lie from `lowest` to `lowest + span` */
  uint8_t *slots;
  struct arena_alias aliases[ARENA_READ_ONLY_SLOTS];
  uint8_t *heap;
  size_t heap_used;
  unsigned taken;     /* slots used by the call that is being built */
  unsigned read_only; /* and of those for read-only pieces */
};

/* A piece as the target sees it. */
struct piece {
  uint64_t address; /* to pass */
  uint8_t *memory;  /* `mapped` bytes that are really there, to write too; NULL if none are */
  const void *data; /* all `size` bytes that were laid there, where a piece is cut off; the caller's */
  const uint8_t
      *kept; /* what was laid, for as long as the call goes; no address of ours is in it. NULL: it has to be copied */
  uint32_t size;   /* asked for */
  uint32_t mapped; /* readable from `address` on */
  uint8_t place;
  bool writable;
};

bool arena_init(struct arena *arena);
void arena_free(struct arena *arena);

/* Starts the next call: all pieces may be used again. */
void arena_next_call(struct arena *arena);

/* Starts the next program: the heap is empty. */
void arena_next_program(struct arena *arena);

/*
 * Lays `size` bytes, at most ARENA_SLOT_BYTES less two pages, as `place` says.
 * What lies there is filled with zeros, then with `data`, as far as it is
 * mapped. False: a piece too many or too large for one call.
 */
bool arena_place(struct arena *arena, struct placement place, const void *data, size_t size, struct piece *ret_piece);

/* Page-aligned memory for existing-heap allocations. NULL: there is no more. */
uint8_t *arena_heap(struct arena *arena, size_t bytes);

/* The memory at that address if the whole range lies in the heap, else NULL. */
uint8_t *arena_heap_at(const struct arena *arena, uint64_t address, size_t bytes);

/* A page that no piece ever lies in, readable and writable. */
void *arena_spare(const struct arena *arena);

/* Whether the address may be one that has a nominal address: few others pass. */
static inline bool arena_may_hold(const struct arena *arena, uint64_t address)
{
  return address - arena->lowest <= arena->span;
}

/* The nominal address for one that may lie in the arena or in the heap; others stay as they are. */
uint64_t arena_nominal(const struct arena *arena, uint64_t address);

/*
 * Ranges that stay mapped readable and writable, for a target that wants to know them: all slots, and the first `heap`
 * bytes of the heap. Returns how many there are.
 */
size_t arena_ranges(const struct arena *arena, size_t heap, uint64_t ret_addresses[ARENA_SLOTS + 1],
                    uint64_t ret_sizes[ARENA_SLOTS + 1]);

#endif
