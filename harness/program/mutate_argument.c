/* Changes within one call. */
#include "program/mutate_parts.h"

/* How often an argument of a kind is chosen before others. */
static const uint8_t weights[] = {
    [ARG_HANDLE] = 4, [ARG_U32] = 3,    [ARG_U64] = 3,     [ARG_COUNT] = 4, [ARG_HANDLES] = 10,
    [ARG_VALUES] = 3, [ARG_OUTPUT] = 3, [ARG_CREATED] = 1, [ARG_LUID] = 3,  [ARG_SETTING] = 1,
};

#define OUTER_WEIGHT 2u      /* the structure's placement, its padding */
#define EMPTY_LIST_WEIGHT 2u /* the list that a call does not use */

static uint32_t weigh(const struct call *call, uint8_t argument)
{
  const enum argument_kind kind = program_ops[call->op].arguments[argument].kind;

  return kind == ARG_HANDLES && call->arguments[argument].list.count == 0 ? EMPTY_LIST_WEIGHT : weights[kind];
}

static bool mutate_structure(struct mutation *mutation, struct call *call)
{
  static const uint8_t paddings[] = {0, 0xFF, 0xAA, 0x80, 1};
  uint64_t *random = &mutation->random;
  const uint8_t was = call->padding;

  if (random_one_in(random, 2)) {
    call->place = some_placement(random, call->place, program_ops[call->op].size);
    return true;
  }
  call->padding = random_one_in(random, 4) ? (uint8_t)random_next(random) : RANDOM_OF(random, paddings);
  return call->padding != was;
}

static bool mutate_handle(struct mutation *mutation, struct call *call, uint8_t argument)
{
  const struct objects *objects = objects_before(mutation, (size_t)(call - mutation->program->calls));
  struct handle_ref *handle = &call->arguments[argument].handle;
  const struct handle_ref was = *handle;

  *handle =
      some_handle(mutation, objects, program_ops[call->op].arguments[argument].type, objects_owner(objects, call), was);
  return handle->type != was.type || handle->slot != was.slot || handle->flip != was.flip;
}

bool mutate_call(struct mutation *mutation, size_t index)
{
  struct call *call = &mutation->program->calls[index];
  const struct op_info *op = &program_ops[call->op];
  uint32_t all = op->entry == ABI_NO_ENTRY ? 0 : OUTER_WEIGHT, chosen, parts[CALL_MAX_ARGUMENTS];
  uint8_t argument = 0;

  for (uint8_t i = 0; i < op->argument_count; i++)
    all += parts[i] = weigh(call, i);
  if (all == 0)
    return false;
  chosen = random_below(&mutation->random, all);
  while (argument < op->argument_count && chosen >= parts[argument])
    chosen -= parts[argument++];
  if (argument == op->argument_count)
    return mutate_structure(mutation, call);
  switch (op->arguments[argument].kind) {
  case ARG_HANDLE:
    return mutate_handle(mutation, call, argument);
  case ARG_HANDLES:
    return mutate_list(mutation, call, argument);
  case ARG_VALUES:
    return mutate_values(mutation, call, argument);
  default:
    return mutate_number(mutation, call, argument);
  }
}
