/* Changes to lists of numbers. */
#include "program/mutate_parts.h"

static uint32_t values_wanted(struct mutation *mutation, const struct call *call, uint8_t argument)
{
  const uint32_t counted =
      counted_length(mutation->program, call, program_ops[call->op].arguments[argument].counted_by);

  return counted != 0 && !random_one_in(&mutation->random, 8) ? counted : 1 + random_below(&mutation->random, 16);
}

static bool replace_values(struct mutation *mutation, struct call *call, uint8_t argument, uint32_t at,
                           uint32_t removed, const struct value_run *run, uint32_t added)
{
  if (list_replace(mutation->program, call, argument, at, removed, run, added))
    return true;
  mutation->failed = true;
  return false;
}

bool mutate_values(struct mutation *mutation, struct call *call, uint8_t argument)
{
  uint64_t *random = &mutation->random;
  struct argument *list = &call->arguments[argument];
  const uint32_t room = list_room(mutation->program, call, argument), count = list->list.count;
  const uint32_t at = count == 0 ? 0 : random_below(random, count);
  struct value_run run = count == 0 ? (struct value_run){0, 1} : mutation->program->values[list->list.first + at];
  const uint32_t choice = count == 0 ? 4 + random_below(random, 4) : random_below(random, 10);
  uint32_t wanted;

  switch (choice) {
  case 0:
    return replace_values(mutation, call, argument, at, 1, NULL, 0);
  case 1:
    wanted = random_one_in(random, 8) ? long_length(random) : 1 + random_below(random, 8);
    run.count = wanted < run.count + room ? wanted : run.count + room;
    return replace_values(mutation, call, argument, at, 1, &run, 1);
  case 2:
    list_clear(mutation->program, call, argument);
    list->place = (struct placement){PLACE_NULL, 0};
    return true;
  case 3:
  case 4:
    list->place = some_placement(random, list->place,
                                 (uint64_t)program_list_length(mutation->program, call, argument) * sizeof(uint32_t));
    return true;
  case 5:
  case 6:
    wanted = count == 0 ? values_wanted(mutation, call, argument) : 1;
    run.count = wanted < room ? wanted : room;
    run.value = (uint32_t)some_value(random, (enum program_op)call->op, argument, run.value);
    list->place.kind = list->place.kind == PLACE_NULL ? PLACE_GUARDED : list->place.kind;
    return room != 0 && replace_values(mutation, call, argument, at, 0, &run, 1);
  default:
    run.value = (uint32_t)some_value(random, (enum program_op)call->op, argument, run.value);
    return count == 0 ? room != 0 && replace_values(mutation, call, argument, 0, 0, &run, 1)
                      : replace_values(mutation, call, argument, at, 1, &run, 1);
  }
}
