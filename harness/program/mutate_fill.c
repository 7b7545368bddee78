/* The arguments of a new call. */
#include "program/mutate_parts.h"

#define EARLIER_CALLS 16u /* how far back a list is looked for */
#define SHORT_RUN 8u

/* ---- lists of calls before ---- */

static const struct call *earlier_call(const struct program *program, size_t index, enum object_type type,
                                       uint8_t *ret_argument)
{
  for (size_t i = index; i-- > 0 && index - i <= EARLIER_CALLS;) {
    const struct call *call = &program->calls[i];
    const struct op_info *op = &program_ops[call->op];

    if (call->op == OP_DESTROY_ALLOCATION || call->op == OP_DESTROY_ALLOCATION2)
      continue;
    for (uint8_t k = 0; k < op->argument_count; k++)
      if (op->arguments[k].kind == ARG_HANDLES && op->arguments[k].type == type && call->arguments[k].list.count != 0) {
        *ret_argument = k;
        return call;
      }
  }
  return NULL;
}

/* What was offered is reclaimed, what was filled is offered: takes a list, and whose it is, from a call before. */
static bool take_earlier_list(struct mutation *mutation, struct call *call, uint8_t argument)
{
  const struct program *source = mutation->program;
  const size_t index = (size_t)(call - source->calls);
  const enum object_type type = program_ops[call->op].arguments[argument].type;
  struct argument *list = &call->arguments[argument];
  const struct call *earlier;
  uint32_t left = list_room(source, call, argument);
  uint8_t from;

  earlier = earlier_call(source, index, type, &from);
  if (earlier == NULL && mutation->mutator->scope.world != NULL) {
    source = mutation->mutator->scope.world;
    earlier = earlier_call(source, source->call_count, type, &from);
  }
  if (earlier == NULL)
    return false;
  if (program_ops[earlier->op].arguments[0].type == program_ops[call->op].arguments[0].type)
    call->arguments[0].handle = earlier->arguments[0].handle;
  else
    call->arguments[0].handle = live_handle(mutation, mutation->here, program_ops[call->op].arguments[0].type,
                                            objects_owner(mutation->here, earlier));
  list->place = (struct placement){PLACE_GUARDED, 0};
  if (!list_append(mutation->program, list, ARG_HANDLES, source, &earlier->arguments[from], &left))
    mutation->failed = true;
  return true;
}

/* ---- arguments of a new call ---- */

static void fill_list(struct mutation *mutation, struct call *call, uint8_t argument, struct object_owner owner)
{
  const enum object_type type = program_ops[call->op].arguments[argument].type;
  const uint32_t runs = 1 + (uint32_t)random_one_in(&mutation->random, 3);

  call->arguments[argument].place = (struct placement){PLACE_GUARDED, 0};
  for (uint32_t i = 0; i < runs && list_room(mutation->program, call, argument) >= SHORT_RUN; i++) {
    const struct handle_ref run = live_run(mutation, mutation->here, type, owner, SHORT_RUN);

    if (!program_add_handle(mutation->program, &call->arguments[argument], run))
      mutation->failed = true;
  }
}

/* Of the lists that exclude each other, one; a resource beside a list is given only in its place. */
static void fill_lists(struct mutation *mutation, struct call *call, struct object_owner owner)
{
  const struct op_info *op = &program_ops[call->op];
  uint8_t lists[CALL_MAX_ARGUMENTS], count = 0, resource = NO_ARGUMENT;

  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].kind == ARG_HANDLES)
      lists[count++] = i;
    else if (op->arguments[i].kind == ARG_HANDLE && op->arguments[i].type == OBJECT_RESOURCE)
      resource = i;
  if (count == 0)
    return;
  if (resource != NO_ARGUMENT && random_one_in(&mutation->random, 4)) {
    call->arguments[resource].handle = live_handle(mutation, mutation->here, OBJECT_RESOURCE, owner);
    return;
  }
  /* Resources stand first, allocations last. */
  if (count > 1 && random_one_in(&mutation->random, 4) &&
      objects_choose(mutation->here, OBJECT_RESOURCE, CHOOSE_OWN, owner, &mutation->random) != NULL)
    count = 1;
  if (!random_one_in(&mutation->random, 2) || !take_earlier_list(mutation, call, lists[count - 1]))
    fill_list(mutation, call, lists[count - 1], owner);
}

static void fill_values(struct mutation *mutation, struct call *call, uint8_t argument)
{
  const struct argument_info *row = &program_ops[call->op].arguments[argument];
  const uint32_t room = list_room(mutation->program, call, argument);
  uint32_t length = counted_length(mutation->program, call, row->counted_by);
  struct value_run run;

  if (row->symbols == NULL && random_one_in(&mutation->random, 2))
    return; /* private data is not asked for */
  length = length == 0 ? 4 : length;
  run.value = (uint32_t)some_value(&mutation->random, (enum program_op)call->op, argument, 0);
  run.count = length;
  if (room < length)
    return;
  call->arguments[argument].place = (struct placement){PLACE_GUARDED, 0};
  if (!program_add_value(mutation->program, &call->arguments[argument], run))
    mutation->failed = true;
}

static uint32_t some_created(uint64_t *random, enum object_type type)
{
  if (type == OBJECT_ADAPTER)
    return 2;
  if (random_one_in(random, 64))
    return RANDOM_OF(random, ((const uint16_t[]){64, 65, 256, 1023, 1024, 1025}));
  return 1 + random_below(random, random_one_in(random, 8) ? 32 : 4);
}

bool is_optional_argument(const struct op_info *op, uint8_t argument)
{
  return op->arguments[argument].type == OBJECT_RESOURCE || (op->entry == ABI_ESCAPE && argument != 0);
}

static void fill_argument(struct mutation *mutation, struct call *call, uint8_t argument, struct object_owner owner)
{
  const struct op_info *op = &program_ops[call->op];
  const struct argument_info *row = &op->arguments[argument];
  struct argument *filled = &call->arguments[argument];

  switch (row->kind) {
  case ARG_HANDLE:
    if (argument != 0 && !is_optional_argument(op, argument))
      filled->handle = live_handle(mutation, mutation->here, row->type, owner);
    break;
  case ARG_LUID:
    filled->handle = live_handle(mutation, mutation->here, OBJECT_ADAPTER, no_owner);
    break;
  case ARG_VALUES:
    fill_values(mutation, call, argument);
    break;
  case ARG_CREATED:
    if (row->type != OBJECT_RESOURCE)
      create_fresh(mutation, call, argument, row->offset == NO_OFFSET ? some_created(&mutation->random, row->type) : 1);
    break;
  case ARG_U32:
  case ARG_U64:
  case ARG_SETTING:
    filled->number = good_value(&mutation->random, (enum program_op)call->op, argument);
    break;
  case ARG_HANDLES:
  case ARG_COUNT:
  case ARG_OUTPUT:
    break;
  }
}

static bool works_on_allocations(const struct op_info *op)
{
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].type == OBJECT_ALLOCATION && op->arguments[i].kind != ARG_CREATED)
      return true;
  return false;
}

/* The device, adapter or whatever a call begins with; of those, one that has allocations if the call wants some. */
static void fill_first(struct mutation *mutation, struct call *call)
{
  const struct op_info *op = &program_ops[call->op];
  const struct object_group *group = NULL;
  struct handle_ref *first = &call->arguments[0].handle;

  if (op->argument_count == 0 || op->arguments[0].kind != ARG_HANDLE)
    return;
  if (works_on_allocations(op))
    group = objects_choose(mutation->here, OBJECT_ALLOCATION, CHOOSE_LIVE, no_owner, &mutation->random);
  if (group != NULL && group->device != NO_SLOT && op->arguments[0].type == OBJECT_DEVICE)
    *first = (struct handle_ref){.type = OBJECT_DEVICE, .slot = group->device, .count = 1};
  else
    *first = live_handle(mutation, mutation->here, op->arguments[0].type,
                         group == NULL ? no_owner : (struct object_owner){group->adapter, group->device});
}

void fill_call(struct mutation *mutation, struct call *call, enum object_type wanted)
{
  const struct op_info *op = &program_ops[call->op];
  struct object_owner owner;

  fill_first(mutation, call);
  owner = objects_owner(mutation->here, call);
  fill_lists(mutation, call, owner);
  for (uint8_t i = 0; i < op->argument_count; i++)
    fill_argument(mutation, call, i, owner);
  if (call->op != OP_CREATE_ALLOCATION && call->op != OP_CREATE_ALLOCATION2)
    return;
  if (wanted == OBJECT_RESOURCE || (wanted == OBJECT_VALUE && random_one_in(&mutation->random, 4))) {
    call->arguments[CREATE_ALLOCATION_ARG_FLAGS].number = 1; /* CreateResource */
    create_fresh(mutation, call, CREATE_ALLOCATION_ARG_CREATED_RESOURCE, 1);
  } else if (wanted != OBJECT_VALUE) {
    call->arguments[CREATE_ALLOCATION_ARG_FLAGS].number = 0;
  }
}
