/*
 * What is alive at a place of a program, if every call did what it asks for.
 * An estimate: it makes good calls likely and costs little. Private to
 * mutate*.c.
 */
#ifndef OFFERCHECK_PROGRAM_MUTATE_OBJECTS_H
#define OFFERCHECK_PROGRAM_MUTATE_OBJECTS_H

#include "program/program.h"

#define OBJECTS_MAX 64u /* a bit each in one word */
#define NO_SLOT UINT16_MAX

/* Objects of one call in slots one after another. */
struct object_group {
  uint8_t type;
  uint8_t process;
  uint16_t slot;
  uint16_t count;
  uint16_t adapter;  /* its slot; NO_SLOT: unknown */
  uint16_t device;   /* that owns them; a device owns itself; NO_SLOT: none */
  uint16_t resource; /* that allocations belong to; NO_SLOT: none */
};

struct objects {
  uint64_t of_type[OBJECT_TYPE_COUNT]; /* the groups of each, bit n: groups[n] */
  uint64_t used;
  uint64_t alive;
  uint32_t end;      /* of those that were ever used */
  uint32_t recycled; /* groups forgotten because there were too many */
  uint8_t process;   /* that calls */
  struct object_group groups[OBJECTS_MAX];
};

/* Whose objects. */
struct object_owner {
  uint16_t adapter;
  uint16_t device;
};

static const struct object_owner no_owner = {NO_SLOT, NO_SLOT};

enum object_choice {
  CHOOSE_OWN,           /* alive, the calling process's, and that device's or at least that adapter's */
  CHOOSE_LIVE,          /* alive, the calling process's */
  CHOOSE_STALE,         /* destroyed */
  CHOOSE_OTHER_DEVICE,  /* alive, the calling process's, another device's */
  CHOOSE_OTHER_ADAPTER, /* alive, another adapter's */
  CHOOSE_OTHER_PROCESS, /* alive, another process's */
};

/* Copies what is known, not the whole structure. */
void objects_copy(const struct objects *source, struct objects *ret_objects);

/* Does what a call does to objects. */
void objects_follow(struct objects *objects, const struct program *program, const struct call *call);

bool objects_is_alive(const struct objects *objects, const struct object_group *group);

/* The group with that object, alive or not, or NULL. */
const struct object_group *objects_find(const struct objects *objects, enum object_type type, uint16_t slot);

/* Some group of that type and sort, or NULL. */
const struct object_group *objects_choose(const struct objects *objects, enum object_type type,
                                          enum object_choice choice, struct object_owner owner, uint64_t *random);

/* The device and adapter that a call works on, by its first argument. */
struct object_owner objects_owner(const struct objects *objects, const struct call *call);

/* The first slot behind all that were in use. */
uint32_t objects_end(const struct objects *objects, enum object_type type);

#endif
