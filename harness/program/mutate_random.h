/*
 * Chance that repeats: SplitMix64. Private to mutate*.c.
 */
#ifndef OFFERCHECK_PROGRAM_MUTATE_RANDOM_H
#define OFFERCHECK_PROGRAM_MUTATE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

static inline uint64_t random_next(uint64_t *state)
{
  uint64_t value = *state += 0x9E3779B97F4A7C15u;

  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
  value = (value ^ value >> 27) * 0x94D049BB133111EBu;
  return value ^ value >> 31;
}

/* Below `bound`, which is not 0. */
static inline uint32_t random_below(uint64_t *state, uint32_t bound)
{
  return (uint32_t)((random_next(state) >> 32) * bound >> 32);
}

static inline bool random_one_in(uint64_t *state, uint32_t chances)
{
  return random_below(state, chances) == 0;
}

#define RANDOM_OF(state, array) ((array)[random_below(state, (uint32_t)(sizeof(array) / sizeof((array)[0])))])

#endif
