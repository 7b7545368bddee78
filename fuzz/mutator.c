#include "fuzz/mutator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/input.h"
#include "program/mutate.h"
#include "program/text.h"

#define ENGINES_SHARE 8u /* one change of so many is left to the engine */

struct fuzz_mutator {
  const struct fuzz_target *target;
  struct fuzz_world world;
  struct mutator *programs; /* NULL for a target that has its own */
  struct program first, second, result;
  struct buffer bytes;
  bool off;
};

struct fuzz_mutator *fuzz_mutator_create(const struct fuzz_target *target)
{
  struct fuzz_mutator *mutator = calloc(1, sizeof *mutator);
  struct program_scope scope = {target->operations != 0 ? target->operations : SCOPE_ALL_OPERATIONS,
                                target->max_calls != 0 ? target->max_calls : PROGRAM_MAX_CALLS, NULL};
  const char *wanted = getenv(MUTATOR_VARIABLE);
  char error[256];

  if (mutator == NULL)
    return NULL;
  mutator->target = target;
  mutator->off = wanted != NULL && strcmp(wanted, "bytes") == 0;
  program_init(&mutator->first);
  program_init(&mutator->second);
  program_init(&mutator->result);
  if (!fuzz_world_load(target, &mutator->world, error, sizeof error)) {
    fprintf(stderr, "%s: %s\n", target->name, error);
    free(mutator);
    return NULL;
  }
  scope.world = &mutator->world.world;
  if (target->mutate == NULL)
    mutator->programs = mutator_create(&scope);
  if (target->mutate != NULL || mutator->programs != NULL)
    return mutator;
  fuzz_mutator_free(mutator);
  return NULL;
}

void fuzz_mutator_free(struct fuzz_mutator *mutator)
{
  if (mutator == NULL)
    return;
  mutator_free(mutator->programs);
  fuzz_world_free(&mutator->world);
  program_free(&mutator->first);
  program_free(&mutator->second);
  program_free(&mutator->result);
  buffer_free(&mutator->bytes);
  free(mutator);
}

/* An input as a program; false if it is none. */
static bool take(const struct fuzz_mutator *mutator, const uint8_t *data, size_t size, struct program *ret_program)
{
  struct program_set set = {NULL, 0, 0};
  struct text_error error;
  bool good;

  if (mutator->target->operations != 0)
    return fuzz_decode(mutator->target, data, size, ret_program);
  program_free(ret_program);
  good = program_parse((const char *)data, size, &set, &error) && set.count == 1 &&
         program_copy(&set.programs[0], ret_program);
  program_set_free(&set);
  return good;
}

/* Calls are dropped, the last first, until the input is short enough. */
static size_t give(struct fuzz_mutator *mutator, struct program *program, uint8_t *ret_data, size_t max_size)
{
  do {
    buffer_clear(&mutator->bytes);
    if (mutator->target->operations != 0)
      fuzz_encode(mutator->target, program, &mutator->bytes);
    else
      program_format(program, &mutator->bytes);
    if (mutator->bytes.failed)
      return 0;
    if (mutator->bytes.size <= max_size) {
      memcpy(ret_data, buffer_text(&mutator->bytes), mutator->bytes.size);
      return mutator->bytes.size;
    }
    program->call_count -= program->call_count > 0;
  } while (program->call_count > 0);
  return 0;
}

size_t fuzz_mutate(struct fuzz_mutator *mutator, uint8_t *data, size_t size, size_t max_size, uint64_t seed)
{
  if (mutator->off || (seed * 0x9E3779B97F4A7C15u >> 32) % ENGINES_SHARE == 0)
    return 0;
  if (mutator->target->mutate != NULL)
    return mutator->target->mutate(data, size, max_size, seed);
  if (!take(mutator, data, size, &mutator->first) || !mutator_mutate(mutator->programs, &mutator->first, seed))
    return 0;
  return give(mutator, &mutator->first, data, max_size);
}

size_t fuzz_splice(struct fuzz_mutator *mutator, const uint8_t *first, size_t first_size, const uint8_t *second,
                   size_t second_size, uint8_t *ret_data, size_t max_size, uint64_t seed)
{
  const struct program_scope scope = {
      mutator->target->operations != 0 ? mutator->target->operations : SCOPE_ALL_OPERATIONS,
      mutator->target->max_calls != 0 ? mutator->target->max_calls : PROGRAM_MAX_CALLS, &mutator->world.world};

  if (mutator->off || mutator->target->mutate != NULL || !take(mutator, first, first_size, &mutator->first) ||
      !take(mutator, second, second_size, &mutator->second) ||
      !program_splice(&mutator->first, &mutator->second, &scope, seed, &mutator->result))
    return 0;
  program_shorten(&mutator->result, ~seed);
  return give(mutator, &mutator->result, ret_data, max_size);
}
