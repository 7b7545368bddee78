/* Changes to lists, item by item and run by run. */
#include "program/mutate_parts.h"

#define SHORT_LIST 64u /* items up to which a list is turned round item by item */

/* A list that is being changed. */
struct edit {
  struct mutation *mutation;
  struct program *program;
  struct call *call;
  uint8_t argument;
  enum object_type type;
  const struct objects *objects;
  struct object_owner owner;
  struct argument *list;
  uint32_t length;
};

/* Kept short by the caller: lists are edited at most a few times in one mutation. */
static bool replace_runs(struct edit *edit, uint32_t at, uint32_t removed, const void *runs, uint32_t added)
{
  if (list_replace(edit->program, edit->call, edit->argument, at, removed, runs, added))
    return true;
  edit->mutation->failed = true;
  return false;
}

static bool isolate(struct edit *edit, uint32_t index, uint32_t *ret_run)
{
  if (list_isolate(edit->program, edit->call, edit->argument, index, ret_run))
    return true;
  edit->mutation->failed = true;
  return false;
}

static struct handle_ref *run_at(const struct edit *edit, uint32_t run)
{
  return &edit->program->handles[edit->list->list.first + run];
}

/* Checks of lists begin and end at their ends, so these are likelier than what lies between. */
static uint32_t some_index(struct edit *edit)
{
  switch (random_below(&edit->mutation->random, 4)) {
  case 0:
    return 0;
  case 1:
    return edit->length - 1;
  default:
    return random_below(&edit->mutation->random, edit->length);
  }
}

static uint32_t some_run_place(struct edit *edit)
{
  return random_below(&edit->mutation->random, edit->list->list.count + 1);
}

static bool same_item(struct handle_ref a, struct handle_ref b)
{
  return a.type == b.type && a.slot == b.slot && a.flip == b.flip;
}

/* Calls read the list only if it is there. */
static void show_list(struct edit *edit)
{
  if (edit->list->place.kind == PLACE_NULL && !random_one_in(&edit->mutation->random, 16))
    edit->list->place = (struct placement){PLACE_GUARDED, 0};
}

/* ---- the edits: false if nothing changed ---- */

static bool replace_item(struct edit *edit)
{
  struct handle_ref handle, *item;
  uint32_t run;

  if (!isolate(edit, some_index(edit), &run))
    return false;
  item = run_at(edit, run);
  handle = some_handle(edit->mutation, edit->objects, edit->type, edit->owner, *item);
  if (same_item(handle, *item))
    return false;
  *item = handle;
  return true;
}

static bool insert_item(struct edit *edit)
{
  const uint32_t index = some_index(edit);
  struct handle_ref handle;
  uint32_t run;

  if (list_room(edit->program, edit->call, edit->argument) == 0 || !isolate(edit, index, &run))
    return false;
  handle = random_one_in(&edit->mutation->random, 2)
               ? live_handle(edit->mutation, edit->objects, edit->type, edit->owner)
               : some_handle(edit->mutation, edit->objects, edit->type, edit->owner, *run_at(edit, run));
  run += index == edit->length - 1 && random_one_in(&edit->mutation->random, 2);
  return replace_runs(edit, run, 0, &handle, 1);
}

static uint32_t some_run_length(struct edit *edit)
{
  uint64_t *random = &edit->mutation->random;

  return random_one_in(random, 32) ? long_length(random) : 2 + random_below(random, 7);
}

/* Objects in a row, or one again and again. */
static bool insert_run(struct edit *edit)
{
  const uint32_t room = list_room(edit->program, edit->call, edit->argument);
  const uint32_t wanted = some_run_length(edit);
  struct handle_ref run;

  if (room == 0)
    return false;
  run = live_run(edit->mutation, edit->objects, edit->type, edit->owner, room);
  if (run.stride == 0)
    run.count = wanted < room ? wanted : room;
  return replace_runs(edit, some_run_place(edit), 0, &run, 1);
}

static bool remove_items(struct edit *edit)
{
  const uint32_t a = some_index(edit), b = random_one_in(&edit->mutation->random, 4) ? some_index(edit) : a;
  uint32_t first, last;

  if (!isolate(edit, a < b ? a : b, &first) || !isolate(edit, a < b ? b : a, &last))
    return false;
  return replace_runs(edit, first, last - first + 1, NULL, 0);
}

static bool remove_run(struct edit *edit)
{
  return replace_runs(edit, random_below(&edit->mutation->random, edit->list->list.count), 1, NULL, 0);
}

static bool duplicate_item(struct edit *edit)
{
  struct handle_ref copy;
  uint32_t run;

  if (list_room(edit->program, edit->call, edit->argument) == 0 || !isolate(edit, some_index(edit), &run))
    return false;
  copy = *run_at(edit, run);
  return replace_runs(edit, some_run_place(edit), 0, &copy, 1);
}

static bool duplicate_run(struct edit *edit)
{
  const struct handle_ref copy = *run_at(edit, random_below(&edit->mutation->random, edit->list->list.count));

  return copy.count <= list_room(edit->program, edit->call, edit->argument) &&
         replace_runs(edit, some_run_place(edit), 0, &copy, 1);
}

static bool swap_items(struct edit *edit)
{
  const uint32_t a = some_index(edit), b = random_below(&edit->mutation->random, edit->length);
  struct handle_ref item;
  uint32_t first, second;

  if (a == b || !isolate(edit, a < b ? a : b, &first) || !isolate(edit, a < b ? b : a, &second))
    return false;
  item = *run_at(edit, first);
  *run_at(edit, first) = *run_at(edit, second);
  *run_at(edit, second) = item;
  return !same_item(item, *run_at(edit, first));
}

static void reverse_runs(struct edit *edit)
{
  for (uint32_t a = 0, b = edit->list->list.count - 1; a < b; a++, b--) {
    const struct handle_ref run = *run_at(edit, a);

    *run_at(edit, a) = *run_at(edit, b);
    *run_at(edit, b) = run;
  }
}

/* A run of slots has no spelling backwards; short lists are spelled out, long ones keep their runs. */
static bool reverse(struct edit *edit)
{
  struct handle_ref items[SHORT_LIST];
  uint32_t count = 0;

  if (edit->length < 2)
    return false;
  reverse_runs(edit);
  if (edit->length > SHORT_LIST)
    return edit->list->list.count > 1;
  for (uint32_t i = 0; i < edit->list->list.count; i++) {
    const struct handle_ref run = *run_at(edit, i);

    for (uint32_t k = run.stride != 0 ? run.count : 1; k-- > 0;) {
      items[count] = run;
      items[count].slot = (uint16_t)(run.slot + k);
      items[count].stride = 0;
      items[count++].count = run.stride != 0 ? 1 : run.count;
    }
  }
  return replace_runs(edit, 0, edit->list->list.count, items, count);
}

static bool truncate_list(struct edit *edit, uint32_t length)
{
  uint32_t run;

  return isolate(edit, length, &run) && replace_runs(edit, run, edit->list->list.count - run, NULL, 0);
}

/* Repeats the last item, or whatever else is alive, up to a length. */
static bool extend_list(struct edit *edit, uint32_t length)
{
  const uint32_t room = list_room(edit->program, edit->call, edit->argument);
  struct handle_ref run = *run_at(edit, edit->list->list.count - 1);

  if (room == 0)
    return false;
  if (random_one_in(&edit->mutation->random, 2))
    run = live_handle(edit->mutation, edit->objects, edit->type, edit->owner);
  run.slot = (uint16_t)(run.slot + (run.stride != 0 ? run.count - 1 : 0));
  run.stride = 0;
  run.count = length - edit->length < room ? length - edit->length : room;
  return replace_runs(edit, edit->list->list.count, 0, &run, 1);
}

static bool set_length(struct edit *edit)
{
  uint64_t *random = &edit->mutation->random;
  uint32_t length;

  switch (random_below(random, 4)) {
  case 0:
    length = random_one_in(random, 8) ? long_length(random) : 1 + random_below(random, 32);
    break;
  case 1:
    length = edit->length + 1;
    break;
  case 2:
    length = edit->length - 1;
    break;
  default:
    length = 1 + random_below(random, 8);
    break;
  }
  if (length == edit->length)
    return false;
  return length < edit->length ? truncate_list(edit, length) : extend_list(edit, length);
}

static bool clear(struct edit *edit)
{
  list_clear(edit->program, edit->call, edit->argument);
  edit->list->place = (struct placement){random_one_in(&edit->mutation->random, 4) ? PLACE_GUARDED : PLACE_NULL, 0};
  return true;
}

static bool renew(struct edit *edit)
{
  struct handle_ref runs[2];
  const uint32_t count = 1 + random_below(&edit->mutation->random, 2);

  list_clear(edit->program, edit->call, edit->argument);
  if (list_room(edit->program, edit->call, edit->argument) < 2 * SHORT_LIST)
    return true;
  for (uint32_t i = 0; i < count; i++)
    runs[i] = live_run(edit->mutation, edit->objects, edit->type, edit->owner, SHORT_LIST);
  show_list(edit);
  return replace_runs(edit, 0, 0, runs, count);
}

/* To the call's other list: an offer takes allocations or resources. */
static bool change_sides(struct edit *edit)
{
  const struct op_info *op = &program_ops[edit->call->op];
  struct argument list = *edit->list;

  for (uint8_t i = 0; i < op->argument_count; i++)
    if (i != edit->argument && op->arguments[i].kind == ARG_HANDLES) {
      *edit->list = edit->call->arguments[i];
      edit->call->arguments[i] = list;
      if (random_one_in(&edit->mutation->random, 4))
        return true;
      edit->argument = i;
      edit->type = op->arguments[i].type;
      edit->list = &edit->call->arguments[i];
      return renew(edit);
    }
  return false;
}

static bool place_list(struct edit *edit)
{
  edit->list->place =
      some_placement(&edit->mutation->random, edit->list->place, (uint64_t)edit->length * sizeof(uint32_t));
  return true;
}

typedef bool edit_function(struct edit *edit);

/* Each as often as it weighs. */
static edit_function *const edits[] = {
    replace_item,  replace_item, replace_item, replace_item, replace_item, replace_item, replace_item,
    replace_item,  replace_item, replace_item, replace_item, replace_item, insert_item,  insert_item,
    insert_item,   insert_run,   insert_run,   remove_items, remove_items, remove_run,   duplicate_item,
    duplicate_run, swap_items,   swap_items,   reverse,      set_length,   set_length,   clear,
    renew,         renew,        change_sides, place_list,   place_list,
};

bool mutate_list(struct mutation *mutation, struct call *call, uint8_t argument)
{
  struct edit edit = {
      .mutation = mutation,
      .program = mutation->program,
      .call = call,
      .argument = argument,
      .type = program_ops[call->op].arguments[argument].type,
      .objects = objects_before(mutation, (size_t)(call - mutation->program->calls)),
      .list = &call->arguments[argument],
      .length = program_list_length(mutation->program, call, argument),
  };

  edit.owner = objects_owner(edit.objects, call);
  if (edit.length != 0)
    return RANDOM_OF(&mutation->random, edits)(&edit);
  switch (random_below(&mutation->random, 4)) {
  case 0:
    return place_list(&edit);
  case 1:
    show_list(&edit);
    return insert_run(&edit);
  default:
    return renew(&edit);
  }
}
