#include "program/mutate_objects.h"

#include <string.h>

#include "program/mutate_random.h"

/* Adapters that one call opens are told apart up to here. */
#define ADAPTERS_APART 4u

#define PROCESSES 4u /* that `process` can switch to */

/* The place of the lowest bit, and the set without it. */
static uint32_t take_lowest(uint64_t *set)
{
  const uint32_t lowest = (uint32_t)__builtin_ctzll(*set);

  *set &= *set - 1;
  return lowest;
}

static uint64_t bit(uint32_t index)
{
  return (uint64_t)1 << index;
}

void objects_copy(const struct objects *source, struct objects *ret_objects)
{
  memcpy(ret_objects, source, offsetof(struct objects, groups) + source->end * sizeof source->groups[0]);
}

static void forget(struct objects *objects, uint32_t index)
{
  objects->of_type[objects->groups[index].type] &= ~bit(index);
  objects->used &= ~bit(index);
  objects->alive &= ~bit(index);
}

/* The oldest half stays: adapters and devices are there. */
static uint32_t free_place(struct objects *objects)
{
  uint64_t unused = ~objects->used;
  uint32_t index;

  if (unused != 0)
    return take_lowest(&unused);
  index = OBJECTS_MAX / 2 + objects->recycled++ % (OBJECTS_MAX / 2);
  forget(objects, index);
  return index;
}

static void add(struct objects *objects, struct object_group group, bool alive)
{
  const uint32_t index = free_place(objects);

  objects->groups[index] = group;
  objects->of_type[group.type] |= bit(index);
  objects->used |= bit(index);
  objects->alive |= alive ? bit(index) : 0;
  objects->end = index < objects->end ? objects->end : index + 1;
}

bool objects_is_alive(const struct objects *objects, const struct object_group *group)
{
  return (objects->alive >> (group - objects->groups) & 1) != 0;
}

const struct object_group *objects_find(const struct objects *objects, enum object_type type, uint16_t slot)
{
  for (uint64_t left = objects->of_type[type]; left != 0;) {
    const struct object_group *group = &objects->groups[take_lowest(&left)];

    if (slot >= group->slot && slot - group->slot < group->count)
      return group;
  }
  return NULL;
}

/* Takes slots out of the groups that hold them; with `stale`, they become groups of their own that are not alive. */
static void take_out(struct objects *objects, enum object_type type, uint32_t slot, uint32_t count, bool stale)
{
  const uint32_t end = slot + count;

  for (uint64_t left = objects->of_type[type] & (stale ? objects->alive : UINT64_MAX); left != 0;) {
    const uint32_t index = take_lowest(&left);
    const bool alive = (objects->alive & bit(index)) != 0;
    const struct object_group group = objects->groups[index];
    const uint32_t group_end = (uint32_t)group.slot + group.count;
    const uint32_t first = slot > group.slot ? slot : group.slot, last = end < group_end ? end : group_end;
    struct object_group part = group;

    if (first >= last)
      continue;
    forget(objects, index);
    if (first > group.slot) {
      part.count = (uint16_t)(first - group.slot);
      add(objects, part, alive);
    }
    if (last < group_end) {
      part.slot = (uint16_t)last;
      part.count = (uint16_t)(group_end - last);
      add(objects, part, alive);
    }
    part.slot = (uint16_t)first;
    part.count = (uint16_t)(last - first);
    if (stale)
      add(objects, part, false);
  }
}

/* ---- what calls do ---- */

struct object_owner objects_owner(const struct objects *objects, const struct call *call)
{
  const struct op_info *op = &program_ops[call->op];
  const struct handle_ref handle = call->arguments[0].handle;
  struct object_owner owner = {NO_SLOT, NO_SLOT};
  const struct object_group *group;

  if (op->argument_count == 0 || op->arguments[0].kind != ARG_HANDLE || handle.type == OBJECT_VALUE)
    return owner;
  group = objects_find(objects, (enum object_type)handle.type, handle.slot);
  if (group != NULL)
    owner = (struct object_owner){group->adapter, group->device};
  if (handle.type == OBJECT_ADAPTER)
    owner.adapter = handle.slot;
  else if (handle.type == OBJECT_DEVICE)
    owner.device = handle.slot;
  return owner;
}

/* Whether a call that makes something for an adapter or a device has one. */
static bool has_parent(const struct objects *objects, const struct call *call)
{
  const struct argument_info *row = &program_ops[call->op].arguments[0];
  const struct handle_ref handle = call->arguments[0].handle;
  const struct object_group *group;

  if (row->kind != ARG_HANDLE)
    return true;
  group = handle.type == row->type ? objects_find(objects, row->type, handle.slot) : NULL;
  return group != NULL && objects_is_alive(objects, group) && handle.flip == 0 && group->process == objects->process;
}

static void create(struct objects *objects, const struct argument_info *row, const struct argument *argument,
                   struct object_owner owner, uint16_t resource)
{
  struct object_group group = {.type = (uint8_t)row->type, .process = objects->process};
  uint16_t slot = argument->created.slot, left = argument->created.count;

  take_out(objects, row->type, slot, left, false);
  for (uint32_t parts = 0; left != 0; parts++) {
    group.slot = slot;
    group.count = row->type == OBJECT_ADAPTER && parts < ADAPTERS_APART ? 1 : left;
    group.adapter = row->type == OBJECT_ADAPTER ? slot : owner.adapter;
    group.device = row->type == OBJECT_DEVICE ? slot : owner.device;
    group.resource = row->type == OBJECT_ALLOCATION ? resource : NO_SLOT;
    add(objects, group, true);
    slot = (uint16_t)(slot + group.count);
    left = (uint16_t)(left - group.count);
  }
}

static void create_all(struct objects *objects, const struct call *call)
{
  const struct op_info *op = &program_ops[call->op];
  const struct object_owner owner = objects_owner(objects, call);
  const bool allocates = call->op == OP_CREATE_ALLOCATION || call->op == OP_CREATE_ALLOCATION2;
  uint16_t resource = NO_SLOT;

  if (!has_parent(objects, call))
    return;
  if (allocates && call->arguments[CREATE_ALLOCATION_ARG_CREATED_RESOURCE].created.count != 0)
    resource = call->arguments[CREATE_ALLOCATION_ARG_CREATED_RESOURCE].created.slot;
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].kind == ARG_CREATED)
      create(objects, &op->arguments[i], &call->arguments[i], owner, resource);
}

static void destroy_owned(struct objects *objects, uint16_t device, uint16_t resource)
{
  for (uint64_t left = objects->alive; left != 0;) {
    const uint32_t index = take_lowest(&left);
    const struct object_group *group = &objects->groups[index];

    if ((device != NO_SLOT && group->device == device) || (resource != NO_SLOT && group->resource == resource))
      objects->alive &= ~bit(index);
  }
}

static void destroy_object(struct objects *objects, struct handle_ref handle)
{
  if (handle.type == OBJECT_VALUE || handle.flip != 0)
    return;
  take_out(objects, (enum object_type)handle.type, handle.slot, handle.stride != 0 ? handle.count : 1, true);
  if (handle.type == OBJECT_DEVICE)
    destroy_owned(objects, handle.slot, NO_SLOT);
  else if (handle.type == OBJECT_RESOURCE)
    destroy_owned(objects, NO_SLOT, handle.slot);
}

static void destroy_allocations(struct objects *objects, const struct program *program, const struct call *call)
{
  const struct argument *list = &call->arguments[DESTROY_ALLOCATION_ARG_LIST];

  destroy_object(objects, call->arguments[DESTROY_ALLOCATION_ARG_RESOURCE].handle);
  for (uint32_t i = 0; i < list->list.count && i < OBJECTS_MAX; i++)
    destroy_object(objects, program->handles[list->list.first + i]);
}

void objects_follow(struct objects *objects, const struct program *program, const struct call *call)
{
  switch (call->op) {
  case OP_ENUM_ADAPTERS2:
  case OP_ENUM_ADAPTERS3:
  case OP_OPEN_ADAPTER_FROM_LUID:
  case OP_CREATE_DEVICE:
  case OP_CREATE_CONTEXT_VIRTUAL:
  case OP_CREATE_PAGING_QUEUE:
  case OP_CREATE_ALLOCATION:
  case OP_CREATE_ALLOCATION2:
    create_all(objects, call);
    break;
  case OP_CLOSE_ADAPTER:
  case OP_DESTROY_DEVICE:
  case OP_DESTROY_CONTEXT:
  case OP_DESTROY_PAGING_QUEUE:
    destroy_object(objects, call->arguments[0].handle);
    break;
  case OP_DESTROY_ALLOCATION:
  case OP_DESTROY_ALLOCATION2:
    destroy_allocations(objects, program, call);
    break;
  case OP_PROCESS:
    if (call->arguments[0].number < PROCESSES)
      objects->process = (uint8_t)call->arguments[0].number;
    break;
  default:
    break;
  }
}

/* ---- choosing ---- */

static bool is_owned(const struct object_group *group, struct object_owner owner)
{
  if (group->type == OBJECT_ADAPTER || group->type == OBJECT_DEVICE || owner.device == NO_SLOT)
    return owner.adapter == NO_SLOT || group->adapter == owner.adapter;
  return group->device == owner.device;
}

static bool is_of_choice(const struct objects *objects, const struct object_group *group, enum object_choice choice,
                         struct object_owner owner)
{
  const bool own_process = group->process == objects->process;

  switch (choice) {
  case CHOOSE_OWN:
    return own_process && is_owned(group, owner);
  case CHOOSE_LIVE:
    return own_process;
  case CHOOSE_STALE:
    return true;
  case CHOOSE_OTHER_DEVICE:
    return own_process && group->device != owner.device;
  case CHOOSE_OTHER_ADAPTER:
    return group->adapter != owner.adapter;
  case CHOOSE_OTHER_PROCESS:
    return !own_process;
  }
  return false;
}

const struct object_group *objects_choose(const struct objects *objects, enum object_type type,
                                          enum object_choice choice, struct object_owner owner, uint64_t *random)
{
  const uint64_t set = objects->of_type[type] & (choice == CHOOSE_STALE ? ~objects->alive : objects->alive);
  const uint32_t start = random_below(random, OBJECTS_MAX);

  for (uint64_t left = set >> start | set << (OBJECTS_MAX - start) % OBJECTS_MAX; left != 0;) {
    const struct object_group *group = &objects->groups[(take_lowest(&left) + start) % OBJECTS_MAX];

    if (is_of_choice(objects, group, choice, owner))
      return group;
  }
  return NULL;
}

uint32_t objects_end(const struct objects *objects, enum object_type type)
{
  uint32_t end = 0;

  for (uint64_t left = objects->of_type[type]; left != 0;) {
    const struct object_group *group = &objects->groups[take_lowest(&left)];

    if ((uint32_t)group->slot + group->count > end)
      end = (uint32_t)group->slot + group->count;
  }
  return end;
}
