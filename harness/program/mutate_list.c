#include <string.h>

#include "program/mutate_parts.h"

/* The array that an argument's runs lie in. */
struct pool {
  unsigned char *runs;
  size_t *count;
  size_t run_size;
};

static struct pool pool_of(struct program *program, const struct call *call, uint8_t argument)
{
  if (program_ops[call->op].arguments[argument].kind == ARG_HANDLES)
    return (struct pool){(unsigned char *)program->handles, &program->handle_count, sizeof program->handles[0]};
  return (struct pool){(unsigned char *)program->values, &program->value_count, sizeof program->values[0]};
}

/* Adds runs at the pool's end, of no list yet. */
static bool grow_pool(struct program *program, const struct call *call, uint8_t argument, uint32_t added)
{
  const bool handles = program_ops[call->op].arguments[argument].kind == ARG_HANDLES;
  struct argument none = {.number = 0};

  for (uint32_t i = 0; i < added; i++)
    if (handles ? !program_add_handle(program, &none, (struct handle_ref){.count = 1})
                : !program_add_value(program, &none, (struct value_run){0, 1}))
      return false;
  return true;
}

/* Lists of that kind that begin behind `after` have moved. */
static void shift_lists(struct program *program, enum argument_kind kind, uint32_t after, uint32_t by)
{
  for (size_t i = 0; i < program->call_count; i++) {
    struct call *call = &program->calls[i];
    const struct op_info *op = &program_ops[call->op];

    for (uint8_t k = 0; k < op->argument_count; k++)
      if (op->arguments[k].kind == kind && call->arguments[k].list.count != 0 && call->arguments[k].list.first > after)
        call->arguments[k].list.first += by;
  }
}

bool list_replace(struct program *program, struct call *call, uint8_t argument, uint32_t at, uint32_t removed,
                  const void *runs, uint32_t added)
{
  struct argument *list = &call->arguments[argument];
  struct pool pool = pool_of(program, call, argument);
  const size_t before = *pool.count;
  const size_t first = list->list.count == 0 ? before : list->list.first;
  const size_t place = first + at, tail = before - place - removed;

  if (added > removed && !grow_pool(program, call, argument, added - removed)) {
    *pool.count = before;
    return false;
  }
  pool = pool_of(program, call, argument);
  *pool.count = before + added - removed;
  if (tail != 0 && added != removed)
    memmove(pool.runs + (place + added) * pool.run_size, pool.runs + (place + removed) * pool.run_size,
            tail * pool.run_size);
  if (added != 0)
    memcpy(pool.runs + place * pool.run_size, runs, added * pool.run_size);
  if (tail != 0 && added != removed)
    shift_lists(program, program_ops[call->op].arguments[argument].kind, (uint32_t)first, added - removed);
  list->list.count = list->list.count + added - removed;
  list->list.first = list->list.count == 0 ? 0 : (uint32_t)first;
  return true;
}

void list_clear(struct program *program, struct call *call, uint8_t argument)
{
  list_replace(program, call, argument, 0, call->arguments[argument].list.count, NULL, 0);
}

uint32_t items_left(const struct program *program)
{
  uint64_t all = 0;

  for (size_t i = 0; i < program->handle_count; i++)
    all += program->handles[i].count;
  for (size_t i = 0; i < program->value_count; i++)
    all += program->values[i].count;
  return all < PROGRAM_MAX_ITEMS ? PROGRAM_MAX_ITEMS - (uint32_t)all : 0;
}

uint32_t list_room(const struct program *program, const struct call *call, uint8_t argument)
{
  const uint32_t length = program_list_length(program, call, argument), left = items_left(program);
  const uint32_t room = length < PROGRAM_MAX_LIST ? PROGRAM_MAX_LIST - length : 0;

  return left < room ? left : room;
}

static uint32_t take(uint32_t wanted, uint32_t *left)
{
  const uint32_t taken = wanted < *left ? wanted : *left;

  *left -= taken;
  return taken;
}

bool list_append(struct program *program, struct argument *list, enum argument_kind kind, const struct program *source,
                 const struct argument *from, uint32_t *left)
{
  for (uint32_t i = from->list.first; i < from->list.first + from->list.count && *left != 0; i++)
    if (kind == ARG_HANDLES) {
      struct handle_ref handle = source->handles[i];

      handle.count = take(handle.count, left);
      if (!program_add_handle(program, list, handle))
        return false;
    } else {
      struct value_run value = source->values[i];

      value.count = take(value.count, left);
      if (!program_add_value(program, list, value))
        return false;
    }
  return true;
}

/* `count` items of a run, from the `from`-th on. */
static struct handle_ref part_of(struct handle_ref run, uint32_t from, uint32_t count)
{
  run.slot = (uint16_t)(run.slot + (run.stride != 0 ? from : 0));
  run.count = count;
  run.stride = run.stride != 0 && count > 1;
  return run;
}

bool list_isolate(struct program *program, struct call *call, uint8_t argument, uint32_t index, uint32_t *ret_run)
{
  const struct handle_ref *runs = &program->handles[call->arguments[argument].list.first];
  struct handle_ref run, parts[3];
  uint32_t at = 0, count = 0;

  while (index >= runs[at].count)
    index -= runs[at++].count;
  run = runs[at];
  *ret_run = at + (index != 0);
  if (run.count == 1)
    return true;
  if (index != 0)
    parts[count++] = part_of(run, 0, index);
  parts[count++] = part_of(run, index, 1);
  if (index + 1 < run.count)
    parts[count++] = part_of(run, index + 1, run.count - index - 1);
  return list_replace(program, call, argument, at, 1, parts, count);
}

uint32_t long_length(uint64_t *random)
{
  static const uint16_t usual[] = {33, 64, 65, 127, 128, 129, 256};
  static const uint16_t limits[] = {1023, 1024, 1025, 1024, 1025, 2048, 10239, 10240, 10241};

  return random_one_in(random, 4) ? RANDOM_OF(random, limits) : RANDOM_OF(random, usual);
}
