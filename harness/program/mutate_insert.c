/* New calls, on objects that are alive where they stand. */
#include <string.h>

#include "program/mutate_parts.h"

#define FOLLOWED_CALLS 64u /* at the start of a program, and before a place in it; others are passed over */

/* How often an operation is inserted: above all what offers and reclaims, and what makes their state interesting. */
static const uint8_t weights[OP_COUNT] = {
    [OP_OFFER_ALLOCATIONS] = 24,
    [OP_RECLAIM_ALLOCATIONS] = 8,
    [OP_RECLAIM_ALLOCATIONS2] = 12,
    [OP_ENUM_ADAPTERS2] = 1,
    [OP_ENUM_ADAPTERS3] = 1,
    [OP_OPEN_ADAPTER_FROM_LUID] = 1,
    [OP_CLOSE_ADAPTER] = 1,
    [OP_QUERY_ADAPTER_INFO] = 1,
    [OP_QUERY_VIDEO_MEMORY_INFO] = 1,
    [OP_CREATE_DEVICE] = 2,
    [OP_DESTROY_DEVICE] = 2,
    [OP_GET_DEVICE_STATE] = 1,
    [OP_MARK_DEVICE_AS_ERROR] = 2,
    [OP_CREATE_CONTEXT_VIRTUAL] = 1,
    [OP_DESTROY_CONTEXT] = 1,
    [OP_CREATE_PAGING_QUEUE] = 2,
    [OP_DESTROY_PAGING_QUEUE] = 1,
    [OP_CREATE_ALLOCATION] = 2,
    [OP_CREATE_ALLOCATION2] = 6,
    [OP_DESTROY_ALLOCATION] = 2,
    [OP_DESTROY_ALLOCATION2] = 4,
    [OP_LOCK2] = 6,
    [OP_UNLOCK2] = 4,
    [OP_MAKE_RESIDENT] = 2,
    [OP_EVICT] = 2,
    [OP_QUERY_ALLOCATION_RESIDENCY] = 1,
    [OP_SET_ALLOCATION_PRIORITY] = 1,
    [OP_GET_ALLOCATION_PRIORITY] = 1,
    [OP_ESCAPE] = 1,
    [OP_PROCESS] = 4,
    [OP_STOP_ADAPTER] = 3,
    [OP_START_ADAPTER] = 2,
    [OP_RESET_ADAPTER] = 3,
    [OP_SET_BUDGET] = 5,
    [OP_SET_DISCARD] = 5,
    [OP_FAIL_ALLOCATION] = 5,
    [OP_FILL] = 8,
    [OP_CHECK] = 8,
    [OP_STATISTICS] = 2,
};

/* The calls that make an object of a type, the preferred one first. */
static const struct {
  uint8_t count;
  uint8_t ops[2];
} makers[OBJECT_TYPE_COUNT] = {
    [OBJECT_ADAPTER] = {2, {OP_ENUM_ADAPTERS2, OP_ENUM_ADAPTERS3}},
    [OBJECT_DEVICE] = {1, {OP_CREATE_DEVICE}},
    [OBJECT_CONTEXT] = {1, {OP_CREATE_CONTEXT_VIRTUAL}},
    [OBJECT_PAGING_QUEUE] = {1, {OP_CREATE_PAGING_QUEUE}},
    [OBJECT_SYNC] = {1, {OP_CREATE_PAGING_QUEUE}},
    [OBJECT_RESOURCE] = {2, {OP_CREATE_ALLOCATION2, OP_CREATE_ALLOCATION}},
    [OBJECT_ALLOCATION] = {2, {OP_CREATE_ALLOCATION2, OP_CREATE_ALLOCATION}},
};

void mutator_prepare(struct mutator *mutator, const struct program_scope *scope)
{
  mutator->scope = *scope;
  memset(&mutator->world, 0, sizeof mutator->world);
  for (size_t i = 0; scope->world != NULL && i < scope->world->call_count; i++)
    objects_follow(&mutator->world, scope->world, &scope->world->calls[i]);
  mutator->choice_count = 0;
  for (unsigned op = 0; op < OP_COUNT; op++)
    for (uint8_t i = 0; (scope->operations & SCOPE_OPERATION(op)) != 0 && i < weights[op]; i++)
      if (mutator->choice_count < MUTATOR_CHOICES)
        mutator->choices[mutator->choice_count++] = (uint8_t)op;
}

static struct objects *objects_here(struct mutation *mutation, size_t index)
{
  const struct program *program = mutation->program;

  objects_copy(&mutation->mutator->world, mutation->here);
  for (size_t i = 0; i < index; i++) {
    if (i == FOLLOWED_CALLS && index > 2 * FOLLOWED_CALLS)
      i = index - FOLLOWED_CALLS;
    objects_follow(mutation->here, program, &program->calls[i]);
  }
  return mutation->here;
}

const struct objects *objects_before(struct mutation *mutation, size_t index)
{
  return index == 0 ? &mutation->mutator->world : objects_here(mutation, index);
}

bool has_room(const struct mutation *mutation)
{
  const size_t count = mutation->program->call_count;

  return count < mutation->mutator->scope.max_calls && count < PROGRAM_MAX_CALLS;
}

static struct call *open_call(struct mutation *mutation, size_t index, enum program_op op)
{
  struct program *program = mutation->program;

  if (program_add_call(program, op) == NULL) {
    mutation->failed = true;
    return NULL;
  }
  if (index + 1 < program->call_count)
    move_call(program, program->call_count - 1, index);
  return &program->calls[index];
}

/* ---- insertion ---- */

static bool has_live(struct mutation *mutation, enum object_type type)
{
  return objects_choose(mutation->here, type, CHOOSE_LIVE, no_owner, &mutation->random) != NULL;
}

static void add_filled(struct mutation *mutation, size_t *index, enum program_op op, enum object_type wanted)
{
  struct call *call = open_call(mutation, *index, op);

  if (call == NULL)
    return;
  fill_call(mutation, call, wanted);
  objects_follow(mutation->here, mutation->program, call);
  ++*index;
}

/* Makes an object of the type if there is none, and if a call in scope can. */
static void make_missing(struct mutation *mutation, size_t *index, enum object_type type)
{
  enum program_op op = OP_COUNT;

  if (has_live(mutation, type))
    return;
  for (uint8_t i = makers[type].count; i-- > 0;)
    if ((mutation->mutator->scope.operations & SCOPE_OPERATION(makers[type].ops[i])) != 0 &&
        (op == OP_COUNT || !random_one_in(&mutation->random, 4)))
      op = (enum program_op)makers[type].ops[i];
  if (op != OP_COUNT && has_room(mutation) && !mutation->failed)
    add_filled(mutation, index, op, type);
}

/* Devices are made on adapters, and all else on devices. */
static void provide(struct mutation *mutation, size_t *index, enum object_type type)
{
  if (type == OBJECT_VALUE || has_live(mutation, type))
    return;
  if (type != OBJECT_ADAPTER && !has_live(mutation, OBJECT_DEVICE)) {
    make_missing(mutation, index, OBJECT_ADAPTER);
    make_missing(mutation, index, OBJECT_DEVICE);
  }
  make_missing(mutation, index, type);
}

bool insert_some_call(struct mutation *mutation, size_t index)
{
  const struct mutator *mutator = mutation->mutator;
  const struct op_info *op;
  enum program_op chosen;

  if (mutator->choice_count == 0 || !has_room(mutation))
    return false;
  chosen = (enum program_op)mutator->choices[random_below(&mutation->random, mutator->choice_count)];
  op = &program_ops[chosen];
  (void)objects_here(mutation, index);
  for (uint8_t i = 0; i < op->argument_count && !random_one_in(&mutation->random, 16); i++)
    if ((op->arguments[i].kind == ARG_HANDLE || op->arguments[i].kind == ARG_HANDLES) && !is_optional_argument(op, i))
      provide(mutation, &index, op->arguments[i].type);
  if (has_room(mutation) && !mutation->failed)
    add_filled(mutation, &index, chosen, OBJECT_VALUE);
  return true;
}
