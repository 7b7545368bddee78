/*
 * AFL++'s custom mutator library. Built once for each target, which
 * FUZZ_TARGET names. AFL++ mixes it with its own stages by itself, so what the
 * mutator leaves to the engine is tried again with the next number.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/mutator.h"

extern const struct fuzz_target FUZZ_TARGET;

#define TRIES 4u
#define SPLICES 8u /* one input of so many is made of two */

struct state {
  struct fuzz_mutator *mutator;
  uint8_t *data;
  size_t room;
  uint64_t seed;
};

void *afl_custom_init(void *afl, unsigned seed);
size_t afl_custom_fuzz(void *data, uint8_t *input, size_t size, uint8_t **ret_input, uint8_t *other, size_t other_size,
                       size_t max_size);
void afl_custom_deinit(void *data);

void *afl_custom_init(void *afl, unsigned seed)
{
  struct state *state = calloc(1, sizeof *state);

  (void)afl;
  if (state == NULL)
    return NULL;
  state->mutator = fuzz_mutator_create(&FUZZ_TARGET);
  state->seed = (uint64_t)seed << 32;
  if (state->mutator != NULL)
    return state;
  free(state);
  return NULL;
}

static bool make_room(struct state *state, size_t room)
{
  uint8_t *grown;

  if (room <= state->room)
    return true;
  grown = realloc(state->data, room);
  if (grown == NULL)
    return false;
  state->data = grown;
  state->room = room;
  return true;
}

/* Returns 0, which AFL++ takes for "skip this one", when there is no memory or nothing came of it. */
size_t afl_custom_fuzz(void *data, uint8_t *input, size_t size, uint8_t **ret_input, uint8_t *other, size_t other_size,
                       size_t max_size)
{
  struct state *state = data;
  size_t made = 0;

  *ret_input = NULL;
  if (!make_room(state, size > max_size ? size : max_size))
    return 0;
  *ret_input = state->data;
  state->seed++;
  if (other != NULL && other_size > 0 && state->seed % SPLICES == 0)
    made = fuzz_splice(state->mutator, input, size, other, other_size, state->data, max_size, state->seed);
  for (unsigned i = 0; made == 0 && i < TRIES; i++) {
    memcpy(state->data, input, size);
    made = fuzz_mutate(state->mutator, state->data, size, max_size, ++state->seed);
  }
  return made;
}

void afl_custom_deinit(void *data)
{
  struct state *state = data;

  fuzz_mutator_free(state->mutator);
  free(state->data);
  free(state);
}
