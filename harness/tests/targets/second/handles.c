/* Handles: one table a process, an index times eight; what is free is handed out again at once, the last first. */
#include <stdlib.h>

#include "second.h"

#define CAPACITY 65536u
#define FIRST 2u /* handles 0 and 8 are nobody's */
#define STEP 8u

static struct object *table[CAPACITY];
static uint32_t freed[CAPACITY], freed_count, used = FIRST;

struct object *object_add(enum kind kind, struct object *owner)
{
  struct object *object = calloc(1, sizeof *object);
  uint32_t index;

  if (object == NULL || (freed_count == 0 && used == CAPACITY)) {
    free(object);
    return NULL;
  }
  index = freed_count > 0 ? freed[--freed_count] : used++;
  object->kind = kind;
  object->handle = index * STEP;
  object->owner = owner;
  table[index] = object;
  return object;
}

struct object *object_find(uint32_t handle, enum kind kind)
{
  uint32_t index = handle / STEP;

  return index < used && table[index] != NULL && table[index]->kind == kind ? table[index] : NULL;
}

struct object *object_next(struct object *before)
{
  for (uint32_t i = before != NULL ? before->handle / STEP + 1 : FIRST; i < used; i++)
    if (table[i] != NULL)
      return table[i];
  return NULL;
}

static void remove_one(struct object *object)
{
  uint32_t index = object->handle / STEP;

  if (object->kind == ALLOCATION)
    memory_release(object);
  table[index] = NULL;
  freed[freed_count++] = index;
  free(object);
}

/* Devices own what was made on them, resources their allocations, queues their fence; adapters' handles come and go. */
static bool belongs(const struct object *object, const struct object *to)
{
  return to->kind != ADAPTER && (object->owner == to || object->resource == to);
}

void object_remove(struct object *object)
{
  for (struct object *other = object_next(NULL), *next; other != NULL; other = next) {
    next = object_next(other);
    if (other->kind == FENCE && (belongs(other, object) || belongs(other->owner, object)))
      remove_one(other); /* before the queue that it points to */
  }
  for (struct object *other = object_next(NULL), *next; other != NULL; other = next) {
    next = object_next(other);
    if (belongs(other, object))
      remove_one(other);
  }
  remove_one(object);
}
