#include "program/mutate_parts.h"

/*
 * A handle is instance:6, index:24 and unique:2, from its low bits up; the
 * first six are 0 in a fresh one.
 */
#define INSTANCE_BITS 0x3Fu
#define INDEX_ONE 0x40u
#define UNIQUE_SHIFT 30

static const uint32_t literals[] = {
    0,           1,           0x3F,        INDEX_ONE,   0x7FFFFFC0u, 0xFFFFFFFFu, 0xFFFFFFFEu,
    0x80000000u, 0x40000000u, 0xC0000000u, 0x40000001u, 0x7FFFFFFFu, 0xFFFFFFC0u,
};

static struct handle_ref literal(uint32_t value)
{
  return (struct handle_ref){.type = OBJECT_VALUE, .flip = value, .count = 1};
}

static struct handle_ref in_group(const struct object_group *group, uint64_t *random)
{
  return (struct handle_ref){
      .type = group->type, .slot = (uint16_t)(group->slot + random_below(random, group->count)), .count = 1};
}

struct handle_ref live_handle(struct mutation *mutation, const struct objects *objects, enum object_type type,
                              struct object_owner owner)
{
  const struct object_group *group = objects_choose(objects, type, CHOOSE_OWN, owner, &mutation->random);

  if (group == NULL)
    group = objects_choose(objects, type, CHOOSE_LIVE, owner, &mutation->random);
  return group == NULL ? (struct handle_ref){.type = (uint8_t)type, .count = 1} : in_group(group, &mutation->random);
}

struct handle_ref live_run(struct mutation *mutation, const struct objects *objects, enum object_type type,
                           struct object_owner owner, uint32_t most)
{
  const struct object_group *group = objects_choose(objects, type, CHOOSE_OWN, owner, &mutation->random);
  struct handle_ref run;

  if (group == NULL)
    return live_handle(mutation, objects, type, owner);
  run = in_group(group, &mutation->random);
  run.count = (uint32_t)group->slot + group->count - run.slot;
  if (run.count > most)
    run.count = most;
  if (run.count > 1)
    run.count = 1 + random_below(&mutation->random, run.count);
  run.stride = run.count > 1;
  return run;
}

/* Of another device, another adapter or another process: whichever of these there is, none before the others. */
static const struct object_group *foreign(struct mutation *mutation, const struct objects *objects,
                                          enum object_type type, struct object_owner owner)
{
  static const enum object_choice choices[] = {CHOOSE_OTHER_DEVICE, CHOOSE_OTHER_ADAPTER, CHOOSE_OTHER_PROCESS};
  const uint32_t first = random_below(&mutation->random, 3);
  const struct object_group *group = NULL;

  for (uint32_t i = 0; i < 3 && group == NULL; i++)
    group = objects_choose(objects, type, choices[(first + i) % 3], owner, &mutation->random);
  return group;
}

static const struct object_group *of_another_type(struct mutation *mutation, const struct objects *objects,
                                                  enum object_type type, struct object_owner owner)
{
  const uint32_t first = random_below(&mutation->random, OBJECT_TYPE_COUNT - 1);
  const struct object_group *group = NULL;

  for (uint32_t i = 0; i < OBJECT_TYPE_COUNT - 1 && group == NULL; i++) {
    const enum object_type other = (enum object_type)(1 + (first + i) % (OBJECT_TYPE_COUNT - 1));

    if (other != type)
      group = objects_choose(objects, other, CHOOSE_LIVE, owner, &mutation->random);
  }
  return group;
}

static struct handle_ref never_issued(struct mutation *mutation, const struct objects *objects, enum object_type type)
{
  uint64_t *random = &mutation->random;
  const uint32_t slots = object_types[type].slots;
  const uint32_t end = objects_end(objects, type);

  switch (random_below(random, 4)) {
  case 0: /* looks fresh, but its index is far away */
    return literal((1 + random_below(random, 3)) << UNIQUE_SHIFT | (1 + random_below(random, 0xFFFFFF)) * INDEX_ONE);
  case 1:
    return literal((uint32_t)random_next(random));
  case 2:
    if (end < slots)
      return (struct handle_ref){
          .type = (uint8_t)type, .slot = (uint16_t)(end + random_below(random, slots - end)), .count = 1};
    break;
  default:
    break;
  }
  return literal(RANDOM_OF(random, literals));
}

static uint32_t some_flip(uint64_t *random)
{
  switch (random_below(random, 6)) {
  case 0: /* the instance, one bit or several */
    return 1 + random_below(random, INSTANCE_BITS);
  case 1:
    return (1 + random_below(random, 3)) << UNIQUE_SHIFT;
  case 2: /* one more or less, of the value or of the index */
    return RANDOM_OF(random, ((const uint32_t[]){1, INSTANCE_BITS | INDEX_ONE, INSTANCE_BITS | 3 * INDEX_ONE, INDEX_ONE,
                                                 3 * INDEX_ONE, 7 * INDEX_ONE}));
  case 3: /* the other end of the index */
    return 1u << (UNIQUE_SHIFT - 1 - random_below(random, 8));
  default:
    return 1u << random_below(random, 32);
  }
}

static struct handle_ref near_miss(struct mutation *mutation, struct handle_ref now)
{
  now.flip = random_one_in(&mutation->random, 8) && now.flip != 0 ? now.flip ^ some_flip(&mutation->random)
                                                                  : some_flip(&mutation->random);
  now.stride = 0;
  now.count = 1;
  return now;
}

struct handle_ref handle_of_sort(struct mutation *mutation, const struct objects *objects, enum handle_sort sort,
                                 enum object_type type, struct object_owner owner, struct handle_ref now)
{
  const struct object_group *group = NULL;

  switch (sort) {
  case HANDLE_STALE:
    group = objects_choose(objects, type, CHOOSE_STALE, owner, &mutation->random);
    break;
  case HANDLE_FOREIGN:
    group = foreign(mutation, objects, type, owner);
    break;
  case HANDLE_WRONG_TYPE:
    group = of_another_type(mutation, objects, type, owner);
    break;
  case HANDLE_NEVER_ISSUED:
    return never_issued(mutation, objects, type);
  case HANDLE_LIVE:
    return live_handle(mutation, objects, type, owner);
  case HANDLE_NEAR_MISS:
  case HANDLE_SORT_COUNT:
    break;
  }
  if (group != NULL)
    return in_group(group, &mutation->random);
  return near_miss(mutation, now.type == OBJECT_VALUE ? live_handle(mutation, objects, type, owner) : now);
}

struct handle_ref some_handle(struct mutation *mutation, const struct objects *objects, enum object_type type,
                              struct object_owner owner, struct handle_ref now)
{
  static const uint8_t sorts[] = {
      HANDLE_LIVE,       HANDLE_LIVE,         HANDLE_LIVE,         HANDLE_LIVE,      HANDLE_STALE,
      HANDLE_STALE,      HANDLE_FOREIGN,      HANDLE_FOREIGN,      HANDLE_FOREIGN,   HANDLE_WRONG_TYPE,
      HANDLE_WRONG_TYPE, HANDLE_NEVER_ISSUED, HANDLE_NEVER_ISSUED, HANDLE_NEAR_MISS, HANDLE_NEAR_MISS,
  };

  if (type == OBJECT_VALUE)
    type = (enum object_type)(1 + random_below(&mutation->random, OBJECT_TYPE_COUNT - 1));
  return handle_of_sort(mutation, objects, (enum handle_sort)RANDOM_OF(&mutation->random, sorts), type, owner, now);
}
