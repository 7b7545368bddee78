#include "program/mutate.h"

#include <stdlib.h>

#include "program/mutate_parts.h"

#define MAX_STACKED 8u /* changes in one mutation */
#define MAX_TRIES 4u   /* for one that changes something */

/* Titles, names and expectations spoke of the program as it was. */
static void drop_notes(struct program *program)
{
  const size_t calls = program->call_count, handles = program->handle_count, values = program->value_count;

  if (!program_has_notes(program))
    return;
  program_clear(program);
  program->call_count = calls;
  program->handle_count = handles;
  program->value_count = values;
}

static size_t some_call(struct mutation *mutation)
{
  return random_below(&mutation->random, (uint32_t)mutation->program->call_count);
}

/* ---- changes to the sequence: false if nothing changed ---- */

static bool change_call(struct mutation *mutation)
{
  return mutate_call(mutation, some_call(mutation));
}

static bool insert_call(struct mutation *mutation)
{
  const uint32_t count = (uint32_t)mutation->program->call_count;

  /* What comes last sees what all others did. */
  return insert_some_call(mutation,
                          random_one_in(&mutation->random, 3) ? count : random_below(&mutation->random, count + 1));
}

static bool drop_call(struct mutation *mutation)
{
  if (mutation->program->call_count == 1 && !random_one_in(&mutation->random, 16))
    return false;
  remove_call(mutation->program, some_call(mutation));
  return true;
}

/* A call of another operation in its place. */
static bool replace_call(struct mutation *mutation)
{
  const size_t index = some_call(mutation);

  if (mutation->mutator->choice_count == 0 || mutation->program->call_count > mutation->mutator->scope.max_calls)
    return false;
  remove_call(mutation->program, index);
  return insert_some_call(mutation, index);
}

static bool duplicate_call(struct mutation *mutation)
{
  struct program *program = mutation->program;
  const size_t index = some_call(mutation);
  const struct call call = program->calls[index];
  uint32_t left;

  if (!has_room(mutation))
    return false;
  left = items_left(program);
  if (!append_call(program, program, &call, &left)) {
    mutation->failed = true;
    return false;
  }
  move_call(program, program->call_count - 1, random_one_in(&mutation->random, 2) ? index + 1 : some_call(mutation));
  return true;
}

static bool swap_calls(struct mutation *mutation)
{
  struct call *calls = mutation->program->calls;
  const size_t a = some_call(mutation), b = some_call(mutation);
  const struct call call = calls[a];

  calls[a] = calls[b];
  calls[b] = call;
  return a != b;
}

static bool shift_call(struct mutation *mutation)
{
  const size_t from = some_call(mutation), to = some_call(mutation);

  move_call(mutation->program, from, to);
  return from != to;
}

/* Makes a call more like another of the same operation. */
static bool copy_from_call(struct mutation *mutation)
{
  struct program *program = mutation->program;
  struct call *call = &program->calls[some_call(mutation)];
  const struct call *from = &program->calls[some_call(mutation)];
  const uint8_t count = program_ops[call->op].argument_count;

  if (call == from || call->op != from->op || count == 0)
    return false;
  if (!copy_argument(program, call, (uint8_t)random_below(&mutation->random, count), program, from))
    mutation->failed = true;
  return true;
}

typedef bool change_function(struct mutation *mutation);

/* Each as often as it weighs. */
static change_function *const changes[] = {
    change_call, change_call, change_call,  change_call,    change_call,    change_call,    change_call, change_call,
    change_call, change_call, change_call,  insert_call,    insert_call,    insert_call,    insert_call, insert_call,
    drop_call,   drop_call,   replace_call, duplicate_call, duplicate_call, copy_from_call, swap_calls,  shift_call,
};

static bool change(struct mutation *mutation)
{
  if (mutation->program->call_count == 0)
    return insert_some_call(mutation, 0);
  if (mutation->program->call_count == 1 && !has_room(mutation))
    return random_one_in(&mutation->random, 32) ? replace_call(mutation) : mutate_call(mutation, 0);
  return RANDOM_OF(&mutation->random, changes)(mutation);
}

bool mutator_mutate(const struct mutator *mutator, struct program *program, uint64_t seed)
{
  struct objects here; /* left as it is: most mutations do not use it */
  struct mutation mutation = {.mutator = mutator, .program = program, .random = seed, .here = &here};
  uint64_t stacked;

  drop_notes(program);
  shorten_program(program, &mutation.random);
  stacked = random_next(&mutation.random);
  for (unsigned i = 0; i < MAX_STACKED && (i == 0 || stacked % 4 == 0) && !mutation.failed; i++) {
    stacked = i == 0 ? stacked : stacked / 4;
    for (unsigned tries = 0; tries < MAX_TRIES && !mutation.failed; tries++)
      if (change(&mutation))
        break;
  }
  return !mutation.failed;
}

struct mutator *mutator_create(const struct program_scope *scope)
{
  struct mutator *mutator = malloc(sizeof *mutator);

  if (mutator != NULL)
    mutator_prepare(mutator, scope);
  return mutator;
}

void mutator_free(struct mutator *mutator)
{
  free(mutator);
}

bool program_mutate(struct program *program, const struct program_scope *scope, uint64_t seed)
{
  struct mutator mutator;

  mutator_prepare(&mutator, scope);
  return mutator_mutate(&mutator, program, seed);
}
