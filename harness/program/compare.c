#include "program/program.h"

static bool same_place(struct placement a, struct placement b)
{
  return a.kind == b.kind && a.argument == b.argument;
}

/* The run's items from `done` on, as a run. */
static struct handle_ref rest_of(const struct handle_ref *run, uint32_t done)
{
  struct handle_ref rest = *run;

  rest.slot = (uint16_t)(rest.slot + (rest.stride != 0 ? done : 0));
  rest.count -= done;
  return rest;
}

static bool same_handle(struct handle_ref a, struct handle_ref b)
{
  return a.type == b.type && a.slot == b.slot && a.flip == b.flip;
}

/* Runs may be cut differently and still list the same handles, so both lists are walked in steps that both runs hold. */
static bool same_handles(const struct program *a, const struct argument *list_a, const struct program *b,
                         const struct argument *list_b)
{
  uint32_t run_a = 0, run_b = 0, done_a = 0, done_b = 0;

  while (run_a < list_a->list.count && run_b < list_b->list.count) {
    const struct handle_ref rest_a = rest_of(&a->handles[list_a->list.first + run_a], done_a);
    const struct handle_ref rest_b = rest_of(&b->handles[list_b->list.first + run_b], done_b);
    const uint32_t step = rest_a.count < rest_b.count ? rest_a.count : rest_b.count;

    if (!same_handle(rest_a, rest_b) || (step > 1 && rest_a.stride != rest_b.stride))
      return false;
    done_a = step == rest_a.count ? 0 : done_a + step;
    done_b = step == rest_b.count ? 0 : done_b + step;
    run_a += done_a == 0;
    run_b += done_b == 0;
  }
  return run_a == list_a->list.count && run_b == list_b->list.count;
}

static bool same_values(const struct program *a, const struct argument *list_a, const struct program *b,
                        const struct argument *list_b)
{
  uint32_t run_a = 0, run_b = 0, done_a = 0, done_b = 0;

  while (run_a < list_a->list.count && run_b < list_b->list.count) {
    const struct value_run *value_a = &a->values[list_a->list.first + run_a];
    const struct value_run *value_b = &b->values[list_b->list.first + run_b];
    const uint32_t rest_a = value_a->count - done_a, rest_b = value_b->count - done_b;
    const uint32_t step = rest_a < rest_b ? rest_a : rest_b;

    if (value_a->value != value_b->value)
      return false;
    done_a = step == rest_a ? 0 : done_a + step;
    done_b = step == rest_b ? 0 : done_b + step;
    run_a += done_a == 0;
    run_b += done_b == 0;
  }
  return run_a == list_a->list.count && run_b == list_b->list.count;
}

static bool same_argument(const struct program *program_a, const struct argument *a, const struct program *program_b,
                          const struct argument *b, enum argument_kind kind)
{
  switch (kind) {
  case ARG_HANDLE:
    return same_handle(a->handle, b->handle);
  case ARG_LUID:
    return same_handle(a->handle, b->handle) && a->number == b->number;
  case ARG_CREATED:
    return a->created.slot == b->created.slot && a->created.count == b->created.count;
  case ARG_HANDLES:
    return same_place(a->place, b->place) && same_handles(program_a, a, program_b, b);
  case ARG_VALUES:
    return same_place(a->place, b->place) && same_values(program_a, a, program_b, b);
  case ARG_OUTPUT:
    return same_place(a->place, b->place) && a->given == b->given && a->number == b->number;
  case ARG_COUNT:
    return a->given == b->given && a->number == b->number;
  case ARG_U32:
  case ARG_U64:
  case ARG_SETTING:
    break;
  }
  return a->number == b->number;
}

static bool same_call(const struct program *program_a, const struct call *a, const struct program *program_b,
                      const struct call *b)
{
  const struct op_info *op = &program_ops[a->op];

  if (a->op != b->op || a->padding != b->padding || !same_place(a->place, b->place))
    return false;
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (!same_argument(program_a, &a->arguments[i], program_b, &b->arguments[i], op->arguments[i].kind))
      return false;
  return true;
}

bool program_same_calls(const struct program *a, const struct program *b)
{
  if (a->call_count != b->call_count)
    return false;
  for (size_t i = 0; i < a->call_count; i++)
    if (!same_call(a, &a->calls[i], b, &b->calls[i]))
      return false;
  return true;
}

bool program_argument_is_default(const struct argument_info *row, const struct argument *argument)
{
  switch (row->kind) {
  case ARG_HANDLE:
    return argument->handle.type == OBJECT_VALUE && argument->handle.flip == 0;
  case ARG_LUID:
    return argument->handle.type == OBJECT_VALUE && argument->number == row->value;
  case ARG_CREATED:
    return argument->created.count == 0;
  case ARG_HANDLES:
  case ARG_VALUES:
    return argument->place.kind == PLACE_NULL && argument->list.count == 0;
  case ARG_OUTPUT:
    return argument->place.kind == PLACE_GUARDED && !argument->given;
  case ARG_COUNT:
    return !argument->given;
  case ARG_U32:
  case ARG_U64:
  case ARG_SETTING:
    break;
  }
  return argument->number == row->value;
}
