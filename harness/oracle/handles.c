/* Whose a handle is: an object's, nearly one's, or nobody's; and what a list's handles stand for. */
#include "oracle/handles.h"

#include <string.h>

#define HANDLE_INDEX 0x3FFFFFC0u    /* the bits of a handle (K) */
#define HANDLE_INSTANCE 0x0000003Fu /* those that a target may ignore */
#define HANDLE_UNIQUE 0xC0000000u

const struct handle_classes handles_device = {
    FAULT_DEVICE_ZERO,    FAULT_DEVICE_UNKNOWN, FAULT_DEVICE_DESTROYED, FAULT_DEVICE_TYPE,
    FAULT_DEVICE_PROCESS, FAULT_DEVICE_UNKNOWN, FAULT_DEVICE_INSTANCE,  FAULT_DEVICE_UNSURE,
};

const struct handle_classes handles_listed = {
    FAULT_HANDLE_ZERO,    FAULT_HANDLE_UNKNOWN, FAULT_HANDLE_DESTROYED, FAULT_HANDLE_TYPE,
    FAULT_HANDLE_PROCESS, FAULT_HANDLE_CHANGED, FAULT_HANDLE_INSTANCE,  FAULT_HANDLE_UNSURE,
};

/* What lives, or may live, that is not the object of the handle, but much like it. */
struct relatives {
  bool elsewhere;    /* another process has an object of that handle */
  uint32_t instance; /* the first object whose handle differs in instance bits alone; WORLD_NONE */
  bool several;      /* there are others */
  bool changed;      /* an object's handle differs in a bit of its index, or in its unique bits */
};

static struct relatives find_relatives(const struct world *world, unsigned process, enum object_type type,
                                       uint32_t handle)
{
  struct relatives found = {false, WORLD_NONE, false, false};

  for (uint32_t i = 1; i < world->count; i++) {
    const struct object *object = &world->objects[i];
    uint32_t difference = object->handle ^ handle;
    uint32_t index = difference & HANDLE_INDEX;

    if (object->alive == TRUTH_NO)
      continue;
    if (object->process != process) {
      found.elsewhere = found.elsewhere || difference == 0;
    } else if (object->type == type) {
      if ((difference & ~HANDLE_INSTANCE) == 0) {
        found.several = found.instance != WORLD_NONE;
        found.instance = found.instance != WORLD_NONE ? found.instance : i;
      }
      found.changed =
          found.changed || (difference & ~HANDLE_UNIQUE) == 0 || (difference == index && (index & (index - 1)) == 0);
    }
  }
  return found;
}

enum fault_class handles_classify(const struct world *world, unsigned process, enum object_type type, uint32_t handle,
                                  const struct handle_classes *classes, uint32_t *ret_object)
{
  uint32_t index = world_find(world, process, false, handle);
  const struct object *object = &world->objects[index];
  struct relatives relatives;

  *ret_object = WORLD_NONE;
  if (handle == 0)
    return classes->zero;
  if (index != WORLD_NONE && object->type == type && object->alive != TRUTH_NO) {
    *ret_object = index;
    return object->alive == TRUTH_YES ? FAULT_COUNT : classes->unsure;
  }
  if (index != WORLD_NONE)
    return object->alive == TRUTH_NO ? classes->destroyed : classes->type;
  if (world->objects[world_find(world, process, true, handle)].alive != TRUTH_NO)
    return classes->type;
  relatives = find_relatives(world, process, type, handle);
  *ret_object = relatives.several ? WORLD_NONE : relatives.instance;
  if (relatives.instance != WORLD_NONE)
    return classes->instance;
  if (relatives.elsewhere)
    return classes->process;
  return relatives.changed ? classes->changed : classes->unknown;
}

uint32_t law_item(const struct memory_record *list, uint32_t item)
{
  uint32_t handle;

  memcpy(&handle, list->before + (size_t)item * 4, sizeof handle);
  return handle;
}

uint32_t law_listed(const struct oracle *oracle, const struct call_view *view, uint32_t item)
{
  uint32_t object;

  if (view->objects != NULL)
    return view->objects[item];
  handles_classify(&oracle->world, view->record->process, view->listed, law_item(view->list, item), &handles_listed,
                   &object);
  return object;
}

uint32_t law_next_item(const struct memory_record *list, uint32_t item, uint32_t count)
{
  const uint8_t *at = list->before + (size_t)item * 4;
  uint32_t next = item + 1;

  if (item == 0 || next == count || memcmp(at - 4, at, 4) != 0)
    return next;
  while (next < count && memcmp(at, list->before + (size_t)next * 4, 4) == 0)
    next++;
  return next;
}

static void each_member(struct oracle *oracle, const struct call_view *view, uint32_t resource, law_visitor visit)
{
  struct world *world = &oracle->world;

  for (uint32_t i = 1; i < world->count; i++)
    if (world->objects[i].type == OBJECT_ALLOCATION && world->objects[i].resource == resource &&
        world->objects[i].alive != TRUTH_NO)
      visit(oracle, view, &world->objects[i]);
}

static void visit_object(struct oracle *oracle, const struct call_view *view, enum object_type type, uint32_t object,
                         law_visitor visit)
{
  if (object == WORLD_NONE)
    return;
  if (type == OBJECT_ALLOCATION)
    visit(oracle, view, &oracle->world.objects[object]);
  else
    each_member(oracle, view, object, visit);
}

/* The object that a listed handle stands for, or all that it may stand for. */
static void visit_handle(struct oracle *oracle, const struct call_view *view, enum object_type type, uint32_t handle,
                         law_visitor visit)
{
  struct world *world = &oracle->world;
  uint32_t object;
  enum fault_class class = handles_classify(world, view->record->process, type, handle, &handles_listed, &object);
  bool several = object == WORLD_NONE && class == FAULT_HANDLE_INSTANCE;

  if (several)
    object = world_find_instance(world, view->record->process, type, handle, WORLD_NONE);
  while (object != WORLD_NONE) {
    visit_object(oracle, view, type, object, visit);
    object = several ? world_find_instance(world, view->record->process, type, handle, object) : WORLD_NONE;
  }
}

void law_each_touched(struct oracle *oracle, const struct call_view *view, law_visitor visit)
{
  static const enum object_type types[] = {OBJECT_RESOURCE, OBJECT_ALLOCATION};

  for (size_t which = 0; view->read_whole && which < 2; which++) {
    const struct memory_record *list = view->lists[which];
    const uint32_t count = view->count < list->readable / 4 ? view->count : list->readable / 4;
    const bool known = list == view->list && view->objects != NULL && !view->several;

    for (uint32_t item = 0; item < count; item = law_next_item(list, item, count))
      if (known)
        visit_object(oracle, view, types[which], view->objects[item], visit);
      else
        visit_handle(oracle, view, types[which], law_item(list, item), visit);
  }
}
