#include "oracle/world.h"

#include <stdlib.h>
#include <string.h>

#define HANDLE_INSTANCE 0x0000003Fu /* bits of a handle that a target may ignore (K) */
#define FIRST_SLOTS 64u
#define FIRST_OBJECTS 32u

static uint64_t key_of(unsigned process, bool adapter, uint32_t handle)
{
  return (uint64_t)process << 40 | (uint64_t)adapter << 32 | handle;
}

static uint32_t hash(uint64_t key)
{
  key *= 0x9E3779B97F4A7C15u;
  return (uint32_t)(key >> 32);
}

bool world_init(struct world *world)
{
  memset(world, 0, sizeof *world);
  world->objects = malloc(FIRST_OBJECTS * sizeof *world->objects);
  world->slots = malloc(FIRST_SLOTS * sizeof *world->slots);
  if (world->objects == NULL || world->slots == NULL) {
    world_free(world);
    return false;
  }
  world->capacity = FIRST_OBJECTS;
  world->slot_mask = FIRST_SLOTS - 1;
  world_reset(world);
  return true;
}

void world_free(struct world *world)
{
  free(world->objects);
  free(world->slots);
  memset(world, 0, sizeof *world);
}

/* A table that a program of many objects has grown would cost every small one after it: it is made small again. */
static void clear_slots(struct world *world)
{
  struct world_slot *small = world->slot_mask >= FIRST_SLOTS ? malloc(FIRST_SLOTS * sizeof *small) : NULL;

  if (small != NULL) {
    free(world->slots);
    world->slots = small;
    world->slot_mask = FIRST_SLOTS - 1;
  }
  memset(world->slots, 0, ((size_t)world->slot_mask + 1) * sizeof *world->slots);
}

void world_reset(struct world *world)
{
  clear_slots(world);
  memset(&world->objects[WORLD_NONE], 0, sizeof world->objects[WORLD_NONE]);
  world->count = 1;
  world->slots_used = 0;
  world->time = 0;
  world->epoch = 0;
  world->adapter_count = 0;
  world->exhaustion = false;
  world->bytes_read = 0;
  world->target_read = 0;
  world->read_exact = false;
  world->family = 0;
  world->lost = false;
  world->removed_elsewhere = false;
}

/* The slot of the key, or the free one where it belongs. */
static struct world_slot *slot_for(const struct world *world, uint64_t key)
{
  uint32_t at = hash(key) & world->slot_mask;

  while (world->slots[at].object != WORLD_NONE && world->slots[at].key != key)
    at = (at + 1) & world->slot_mask;
  return &world->slots[at];
}

uint32_t world_find(const struct world *world, unsigned process, bool adapter, uint32_t handle)
{
  return slot_for(world, key_of(process, adapter, handle))->object;
}

uint32_t world_find_instance(const struct world *world, unsigned process, enum object_type type, uint32_t handle,
                             uint32_t before)
{
  for (uint32_t i = before + 1; handle != 0 && i < world->count; i++) {
    const struct object *object = &world->objects[i];

    if (object->process == process && object->type == type && object->alive != TRUTH_NO &&
        ((object->handle ^ handle) & ~HANDLE_INSTANCE) == 0)
      return i;
  }
  return WORLD_NONE;
}

static bool grow_slots(struct world *world)
{
  struct world_slot *old = world->slots;
  uint32_t old_mask = world->slot_mask;
  uint32_t size = (old_mask + 1) * 2;

  world->slots = calloc(size, sizeof *world->slots);
  if (world->slots == NULL) {
    world->slots = old;
    return false;
  }
  world->slot_mask = size - 1;
  for (uint32_t i = 0; i <= old_mask; i++)
    if (old[i].object != WORLD_NONE)
      *slot_for(world, old[i].key) = old[i];
  free(old);
  return true;
}

static bool grow_objects(struct world *world)
{
  uint32_t capacity = world->capacity * 2;
  struct object *grown = realloc(world->objects, capacity * sizeof *grown);

  if (grown == NULL)
    return false;
  world->objects = grown;
  world->capacity = capacity;
  return true;
}

uint32_t world_add(struct world *world, unsigned process, enum object_type type, uint32_t handle, uint32_t parent)
{
  struct world_slot *slot;
  uint64_t key = key_of(process, type == OBJECT_ADAPTER, handle);

  if ((world->count == world->capacity && !grow_objects(world)) ||
      (world->slots_used * 2 > world->slot_mask && !grow_slots(world))) {
    world->lost = true;
    return WORLD_NONE;
  }
  slot = slot_for(world, key);
  if (slot->object == WORLD_NONE)
    world->slots_used++;
  *slot = (struct world_slot){key, world->count};
  world->objects[world->count] = (struct object){
      .handle = handle, .type = (uint8_t)type, .process = (uint8_t)process, .alive = TRUTH_YES, .parent = parent};
  return world->count++;
}

static void destroy_one(struct world *world, uint32_t index, enum truth alive)
{
  struct object *object = &world->objects[index];

  if (object->alive == TRUTH_NO)
    return;
  if (object->type == OBJECT_ALLOCATION && object->resource != WORLD_NONE && alive == TRUTH_NO)
    world->objects[object->resource].members--;
  object->alive = (uint8_t)alive;
}

static bool owns(const struct world *world, uint32_t owner, const struct object *object)
{
  switch (world->objects[owner].type) {
  case OBJECT_DEVICE:
    return object->type > OBJECT_DEVICE && (object->parent == owner || world->objects[object->parent].parent == owner);
  case OBJECT_PAGING_QUEUE:
    return object->type == OBJECT_SYNC && object->parent == owner;
  case OBJECT_RESOURCE:
    return object->type == OBJECT_ALLOCATION && object->resource == owner;
  default:
    return false;
  }
}

void world_destroy(struct world *world, uint32_t object, enum truth alive)
{
  uint8_t type = world->objects[object].type;

  if (type == OBJECT_DEVICE || type == OBJECT_PAGING_QUEUE || type == OBJECT_RESOURCE)
    for (uint32_t i = 1; i < world->count; i++)
      if (i != object && owns(world, object, &world->objects[i]))
        destroy_one(world, i, alive);
  destroy_one(world, object, alive);
}

uint32_t world_device(const struct world *world, uint32_t object)
{
  const struct object *row = &world->objects[object];

  switch (row->type) {
  case OBJECT_DEVICE:
    return object;
  case OBJECT_SYNC:
    return world->objects[row->parent].parent;
  case OBJECT_CONTEXT:
  case OBJECT_PAGING_QUEUE:
  case OBJECT_RESOURCE:
  case OBJECT_ALLOCATION:
    return row->parent;
  default:
    return WORLD_NONE;
  }
}

uint64_t world_luid(const struct world *world, uint32_t device)
{
  return world->objects[world->objects[device].parent].luid;
}

const struct adapter_state *world_adapter(const struct world *world, uint32_t device)
{
  static const struct adapter_state untouched = {0, 0, DISCARD_ON_PRESSURE, 0};
  uint64_t luid = world_luid(world, device);

  for (uint32_t i = 0; i < world->adapter_count; i++)
    if (world->adapters[i].luid == luid)
      return &world->adapters[i];
  return &untouched;
}

bool world_is_empty(const struct world *world)
{
  for (uint32_t i = 1; i < world->count; i++)
    if (world->objects[i].alive != TRUTH_NO)
      return false;
  return true;
}
