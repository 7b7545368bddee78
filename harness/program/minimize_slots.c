/* Objects: creating no more than are used, in the lowest slots. */
#include <stdlib.h>
#include <string.h>

#include "program/minimize_parts.h"

/* ---- which slots a program speaks of ---- */

static void tell_handle(const struct handle_ref *handle, void (*take)(void *context, struct slots slots), void *context)
{
  if (handle->type != OBJECT_VALUE)
    take(context, (struct slots){handle->type, handle->slot, handle->stride != 0 ? handle->count : 1, false});
}

void call_slots(const struct program *program, const struct call *call, void (*take)(void *context, struct slots slots),
                void *context)
{
  for (uint8_t i = 0; i < program_ops[call->op].argument_count; i++) {
    const struct argument_info *row = argument_row(call, i);
    const struct argument *argument = &call->arguments[i];

    if (row->kind == ARG_HANDLE || row->kind == ARG_LUID)
      tell_handle(&argument->handle, take, context);
    else if (row->kind == ARG_CREATED && argument->created.count > 0)
      take(context, (struct slots){(uint8_t)row->type, argument->created.slot, argument->created.count, true});
    for (uint32_t k = 0; row->kind == ARG_HANDLES && k < argument->list.count; k++)
      tell_handle(&program->handles[argument->list.first + k], take, context);
  }
}

static void program_slots(const struct program *program, void (*take)(void *context, struct slots slots), void *context)
{
  for (size_t i = 0; i < program->call_count; i++)
    call_slots(program, &program->calls[i], take, context);
}

struct counting {
  uint8_t type;
  uint32_t slot;
  struct slot_uses uses;
};

static void count_use(void *context, struct slots slots)
{
  struct counting *counting = context;

  if (slots.type != counting->type || counting->slot < slots.first || counting->slot - slots.first >= slots.count)
    return;
  if (slots.created)
    counting->uses.creations++;
  else
    counting->uses.handles++;
}

struct slot_uses count_slot_uses(const struct program *program, uint8_t type, uint32_t slot)
{
  struct counting counting = {type, slot, {0, 0}};

  program_slots(program, count_use, &counting);
  return counting.uses;
}

/* ---- giving objects other slots ---- */

#define NOWHERE UINT32_MAX

/* For one type: where each slot goes. */
struct slot_map {
  uint8_t type;
  uint32_t slots;
  uint32_t *to;
  bool *joined; /* with the next: both are of one run, which has to stay one */
  uint32_t next;
  bool broken; /* a run reaches beyond the last slot */
};

static bool map_init(struct slot_map *map, uint8_t type)
{
  map->type = type;
  map->slots = object_types[type].slots;
  map->next = 0;
  map->broken = false;
  map->to = malloc(map->slots * sizeof *map->to);
  map->joined = calloc(map->slots, sizeof *map->joined);
  for (uint32_t i = 0; map->to != NULL && i < map->slots; i++)
    map->to[i] = NOWHERE;
  return map->to != NULL && map->joined != NULL;
}

static void map_free(struct slot_map *map)
{
  free(map->to);
  free(map->joined);
}

static void map_handle(const struct slot_map *map, struct handle_ref *handle)
{
  if (handle->type == map->type)
    handle->slot = (uint16_t)map->to[handle->slot];
}

static void map_argument(const struct slot_map *map, struct program *program, const struct argument_info *row,
                         struct argument *argument)
{
  if (row->kind == ARG_HANDLE || row->kind == ARG_LUID)
    map_handle(map, &argument->handle);
  else if (row->kind == ARG_CREATED && row->type == map->type && argument->created.count > 0)
    argument->created.slot = (uint16_t)map->to[argument->created.slot];
  for (uint32_t k = 0; row->kind == ARG_HANDLES && k < argument->list.count; k++)
    map_handle(map, &program->handles[argument->list.first + k]);
}

/* A name keeps those of its objects that are left, as far as they still stand in a row. False: none is. */
static bool map_name(const struct slot_map *map, struct object_name *name)
{
  const uint32_t end =
      (uint32_t)name->slot + name->count < map->slots ? (uint32_t)name->slot + name->count : map->slots;
  uint32_t first = NOWHERE, count = 0;

  for (uint32_t slot = name->slot; slot < end; slot++) {
    if (map->to[slot] == NOWHERE)
      continue;
    if (count == 0)
      first = map->to[slot];
    if (map->to[slot] != first + count)
      break;
    count++;
  }
  name->slot = (uint16_t)first;
  name->count = (uint16_t)count;
  return count > 0;
}

static void map_names(const struct slot_map *map, struct program *program)
{
  size_t kept = 0;

  for (size_t i = 0; i < program->name_count; i++)
    if (program->names[i].type != map->type || map_name(map, &program->names[i]))
      program->names[kept++] = program->names[i];
    else
      free(program->names[i].name);
  program->name_count = kept;
}

static void map_program(const struct slot_map *map, struct program *program)
{
  for (size_t i = 0; i < program->call_count; i++)
    for (uint8_t k = 0; k < program_ops[program->calls[i].op].argument_count; k++)
      map_argument(map, program, argument_row(&program->calls[i], k), &program->calls[i].arguments[k]);
  map_names(map, program);
}

/* ---- creating fewer ---- */

/* The slots of one creation, and whether nothing else creates or straddles them. */
struct creation {
  uint8_t type;
  uint32_t first, count;
  uint32_t creations;
  bool straddled;
  bool *used; /* by slot of the creation */
};

static void look_at(void *context, struct slots slots)
{
  struct creation *creation = context;
  const uint32_t end = creation->first + creation->count;

  if (slots.type != creation->type || slots.first >= end || slots.first + slots.count <= creation->first)
    return;
  creation->creations += slots.created;
  if (slots.created)
    return;
  creation->straddled = creation->straddled || slots.first < creation->first || slots.first + slots.count > end;
  for (uint32_t i = 0; i < slots.count && !creation->straddled; i++)
    creation->used[slots.first - creation->first + i] = true;
}

/* Used ones first, then as many others as it takes to make `count`; the rest goes nowhere, all other slots stay. */
static bool map_creation(const struct creation *creation, uint32_t count, struct slot_map *map)
{
  uint32_t next = 0;

  for (uint32_t i = 0; i < map->slots; i++)
    if (i < creation->first || i - creation->first >= creation->count)
      map->to[i] = i;
  for (unsigned used = 2; used-- > 0;)
    for (uint32_t i = 0; i < creation->count; i++)
      if (creation->used[i] == (used != 0)) {
        if (next < count)
          map->to[creation->first + i] = creation->first + next++;
        else if (used != 0)
          return false;
      }
  return true;
}

/* Looks at the creation; its marks are to be freed. False: out of memory, or it is not the only one of its slots. */
static bool examine(const struct program *program, uint32_t index, uint8_t i, struct creation *ret_creation)
{
  const struct call *call = &program->calls[index];
  const struct argument *argument = &call->arguments[i];

  *ret_creation = (struct creation){
      .type = (uint8_t)argument_row(call, i)->type, .first = argument->created.slot, .count = argument->created.count};
  if (ret_creation->first + ret_creation->count > object_types[ret_creation->type].slots)
    return false;
  ret_creation->used = calloc(ret_creation->count + 1u, sizeof *ret_creation->used);
  if (ret_creation->used == NULL)
    return false;
  program_slots(program, look_at, ret_creation);
  return ret_creation->creations == 1 && !ret_creation->straddled;
}

bool slots_create(struct program *program, uint32_t call, uint8_t argument, uint32_t count)
{
  struct creation creation;
  struct slot_map map = {.to = NULL};
  const bool good = examine(program, call, argument, &creation) && map_init(&map, creation.type) &&
                    map_creation(&creation, count, &map);

  if (good) {
    map_program(&map, program);
    program->calls[call].arguments[argument].created.slot = (uint16_t)creation.first;
    program->calls[call].arguments[argument].created.count = (uint16_t)count;
  }
  free(creation.used);
  map_free(&map);
  return good;
}

static void create_fewer(struct minimizer *minimizer, uint32_t index, uint8_t i)
{
  const uint32_t count = minimizer->best->calls[index].arguments[i].created.count;
  struct edit edit = {EDIT_CREATE, i, index, 0, 0};
  struct creation creation;

  if (examine(minimizer->best, index, i, &creation)) {
    for (uint32_t k = 0; k < creation.count; k++)
      edit.value += creation.used[k];
    edit.value = edit.value > 0 ? edit.value : 1;
    if (edit.value < count && !edit_try(minimizer, edit))
      edit_search(minimizer, edit, edit.value, count);
  }
  free(creation.used);
}

void minimize_created(struct minimizer *minimizer)
{
  for (uint32_t index = 0; index < minimizer->best->call_count; index++)
    for (uint8_t i = 0; i < program_ops[minimizer->best->calls[index].op].argument_count; i++) {
      const struct call *call = &minimizer->best->calls[index];

      if (argument_row(call, i)->kind == ARG_CREATED && call->arguments[i].created.count > 1)
        create_fewer(minimizer, index, i);
    }
}

/* ---- the lowest slots ---- */

static void join(void *context, struct slots slots)
{
  struct slot_map *map = context;

  if (slots.type != map->type)
    return;
  if (slots.first + slots.count > map->slots) {
    map->broken = true;
    return;
  }
  for (uint32_t i = 0; i + 1 < slots.count; i++)
    map->joined[slots.first + i] = true;
}

/* Slots that are joined move together, in the order in which the program first speaks of them. */
static void move_down(void *context, struct slots slots)
{
  struct slot_map *map = context;
  uint32_t slot = slots.first;

  if (slots.type != map->type || map->broken || map->to[slot] != NOWHERE)
    return;
  while (slot > 0 && map->joined[slot - 1])
    slot--;
  do
    map->to[slot] = map->next++;
  while (map->joined[slot++]);
}

static bool number_anew(struct program *program, uint8_t type)
{
  struct slot_map map;
  const bool good = map_init(&map, type);

  if (good) {
    program_slots(program, join, &map);
    program_slots(program, move_down, &map);
    if (!map.broken)
      map_program(&map, program);
  }
  map_free(&map);
  return good;
}

void minimize_slots(struct minimizer *minimizer)
{
  struct program candidate;
  bool good = program_copy(minimizer->best, &candidate);

  for (uint8_t type = 1; good && type < OBJECT_TYPE_COUNT; type++)
    good = number_anew(&candidate, type);
  if (good) {
    minimizer_try(minimizer, &candidate);
  } else {
    program_free(&candidate);
    minimizer->failed = true;
  }
}
