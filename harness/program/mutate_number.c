/* Counts, outputs, placements, LUIDs and the slots of what is created. */
#include "program/mutate_parts.h"

/* ---- counts ---- */

uint32_t counted_length(const struct program *program, const struct call *call, uint8_t count)
{
  const struct op_info *op = &program_ops[call->op];
  uint32_t length = 0;

  for (uint8_t i = 0; i < op->argument_count && length == 0; i++) {
    const struct argument_info *row = &op->arguments[i];

    if ((row->kind == ARG_HANDLES || row->kind == ARG_VALUES) && row->counted_by == count)
      length = program_list_length(program, call, i);
    else if (row->kind == ARG_CREATED && row->offset == NO_OFFSET)
      length = call->arguments[i].created.count;
  }
  return length;
}

static uint64_t some_count(uint64_t *random, uint32_t length)
{
  static const uint32_t limits[] = {1024, 1023, 1025, 10240, 10239, 10241, 1024, 1025, 10240, 10241};
  /* The bytes of so many items do not fit into 32 bits. */
  static const uint32_t wraps[] = {0x40000000, 0x40000001, 0x20000000, 0x20000001, 0x80000000, 0x80000001, 0xC0000000,
                                   0x60000000, 0xA0000000, 0xE0000000, 0x10000000, 0x08000000, 0x2AAAAAAB, 0x15555556};
  static const uint32_t others[] = {0xFFFFFFFF, 0xFFFFFFFE, 0x7FFFFFFF, 0x3FFFFFFF, 0x1FFFFFFF,
                                    0x10000,    0x10001,    0xFFFF,     0x100000,   0x1000000};

  switch (random_below(random, 12)) {
  case 0:
    return 0;
  case 1:
    return 1;
  case 2:
    return length;
  case 3:
    return length + 1u;
  case 4:
    return (uint32_t)(length - 1u);
  case 5:
  case 6:
    return RANDOM_OF(random, limits);
  case 7:
    return RANDOM_OF(random, wraps);
  case 8: /* the product is the list's own size */
    return (uint32_t)(RANDOM_OF(random, wraps) + length);
  case 9:
    return RANDOM_OF(random, others);
  case 10:
    return random_below(random, 32);
  default:
    return (uint32_t)(random_next(random) >> (32 + random_below(random, 32)));
  }
}

static bool mutate_count(struct mutation *mutation, const struct call *call, uint8_t argument, struct argument *count)
{
  const uint64_t was = count->number;
  const bool was_given = count->given;

  count->given = !(was_given && random_one_in(&mutation->random, 4));
  count->number = count->given ? some_count(&mutation->random, counted_length(mutation->program, call, argument)) : 0;
  return count->given != was_given || count->number != was;
}

/* ---- placements ---- */

static uint64_t some_address(uint64_t *random)
{
  static const uint64_t addresses[] = {
      0,
      1,
      4,
      0xFFF,
      0x1000,
      0xFFFF,
      0x10000,
      0x7FFEFFFC,
      0x7FFF0000,
      0x7FFFFFFC,
      0xFFFFFFFC,
      0xFFFFFFFF,
      1ull << 32,
      0x7FFFFFFEFFFC,
      1ull << 47,
      INT64_MAX,
      1ull << 63,
      0x7FFFFFFF0000,
      0x7FFFFFFFFFFC,
      UINT64_MAX,
      0xFFFFFFFFFFFFFFFC,
      0xFFFF800000000000,
      0xFFFFFFFF80000000,
  };

  return random_one_in(random, 8) ? random_next(random) >> random_below(random, 64) : RANDOM_OF(random, addresses);
}

static uint64_t some_cut(uint64_t *random, uint64_t size)
{
  const uint64_t cuts[] = {0, 1, size - 1, 4, size - 4, size / 2, 2, 3, 8, 12, 16, size - 8, size, size - 2, size - 3};
  const uint64_t cut = random_one_in(random, 8) ? random_below(random, (uint32_t)size + 1) : RANDOM_OF(random, cuts);

  return cut <= size ? cut : 0;
}

struct placement some_placement(uint64_t *random, struct placement now, uint64_t size)
{
  struct placement place = {PLACE_GUARDED, 0};

  if (now.kind != PLACE_GUARDED && random_one_in(random, 3))
    return place;
  place.kind = (uint8_t)(1 + random_below(random, PLACE_COUNT - 1));
  if (place.kind == PLACE_CUT)
    place.argument = some_cut(random, size);
  else if (place.kind == PLACE_MISALIGNED)
    place.argument = 1 + random_below(random, 7);
  else if (place.kind == PLACE_ADDRESS)
    place.argument = some_address(random);
  return place;
}

static bool mutate_output(struct mutation *mutation, const struct call *call, uint8_t argument, struct argument *output)
{
  static const uint32_t rooms[] = {0, 1, 2, 64, 1023, 1024, 1025, 10239, 10240, 10241, 65535, PROGRAM_MAX_LIST};
  const struct argument_info *row = &program_ops[call->op].arguments[argument];
  uint64_t *random = &mutation->random;
  const uint32_t length = counted_length(mutation->program, call, row->counted_by);

  if (random_one_in(random, 2)) {
    output->place = some_placement(random, output->place, (uint64_t)(length == 0 ? 1 : length) * row->item_size);
    return true;
  }
  output->given = !(output->given && random_one_in(random, 3));
  output->number = 0;
  if (output->given)
    output->number = random_one_in(random, 3) ? RANDOM_OF(random, rooms) : length + random_below(random, 4) - 2u;
  if (output->number > PROGRAM_MAX_LIST)
    output->number = length < PROGRAM_MAX_LIST ? length : PROGRAM_MAX_LIST;
  return true;
}

/* ---- what is created ---- */

void create_fresh(struct mutation *mutation, struct call *call, uint8_t argument, uint32_t count)
{
  const enum object_type type = program_ops[call->op].arguments[argument].type;
  const struct program *program = mutation->program;
  uint32_t slot = objects_end(&mutation->mutator->world, type);

  for (size_t i = 0; i < program->call_count; i++) {
    const struct op_info *op = &program_ops[program->calls[i].op];

    for (uint8_t k = 0; k < op->argument_count; k++) {
      const struct argument *created = &program->calls[i].arguments[k];

      if (op->arguments[k].kind == ARG_CREATED && op->arguments[k].type == type && created->created.count != 0 &&
          (uint32_t)created->created.slot + created->created.count > slot)
        slot = (uint32_t)created->created.slot + created->created.count;
    }
  }
  if (slot + count > object_types[type].slots)
    slot = random_below(&mutation->random, object_types[type].slots - count + 1);
  call->arguments[argument].created.slot = (uint16_t)slot;
  call->arguments[argument].created.count = (uint16_t)count;
}

static bool mutate_created(struct mutation *mutation, struct call *call, uint8_t argument, struct argument *created)
{
  const struct argument_info *row = &program_ops[call->op].arguments[argument];
  const uint32_t slots = object_types[row->type].slots;
  uint64_t *random = &mutation->random;
  uint32_t count = created->created.count;

  if (count != 0 && random_one_in(random, 8)) {
    created->created.slot = 0;
    created->created.count = 0;
    return true;
  }
  if (count == 0 || random_one_in(random, 2))
    count = row->offset != NO_OFFSET || !random_one_in(random, 8) ? 1 + random_below(random, 4) : long_length(random);
  if (row->offset != NO_OFFSET)
    count = 1;
  if (count > slots)
    count = slots;
  if (random_one_in(random, 3) && created->created.slot + count <= slots) {
    created->created.count = (uint16_t)count;
  } else if (random_one_in(random, 3)) {
    create_fresh(mutation, call, argument, count);
  } else {
    const uint32_t slot = random_one_in(random, 8) ? random_below(random, slots) : random_below(random, 8);

    created->created.slot = (uint16_t)(slot + count <= slots ? slot : slots - count);
    created->created.count = (uint16_t)count;
  }
  return true;
}

static bool mutate_luid(struct mutation *mutation, struct call *call, uint8_t argument, struct argument *luid)
{
  uint64_t *random = &mutation->random;
  const struct objects *objects = objects_before(mutation, (size_t)(call - mutation->program->calls));

  if (random_one_in(random, 2)) {
    luid->handle = live_handle(mutation, objects, OBJECT_ADAPTER, no_owner);
    luid->number = 0;
    return true;
  }
  luid->number = some_value(random, (enum program_op)call->op, argument, luid->number);
  luid->handle = (struct handle_ref){.type = OBJECT_VALUE, .count = 1};
  return true;
}

bool mutate_number(struct mutation *mutation, struct call *call, uint8_t argument)
{
  struct argument *changed = &call->arguments[argument];
  const uint64_t was = changed->number;

  switch (program_ops[call->op].arguments[argument].kind) {
  case ARG_COUNT:
    return mutate_count(mutation, call, argument, changed);
  case ARG_OUTPUT:
    return mutate_output(mutation, call, argument, changed);
  case ARG_CREATED:
    return mutate_created(mutation, call, argument, changed);
  case ARG_LUID:
    return mutate_luid(mutation, call, argument, changed);
  default:
    break;
  }
  changed->number = some_value(&mutation->random, (enum program_op)call->op, argument, was);
  return changed->number != was;
}
