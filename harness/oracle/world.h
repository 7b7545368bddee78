/*
 * The world as the oracle knows it: what the target's own answers have made.
 *
 * It is built from records alone. Handles are opaque values that the target
 * returned; nothing is assumed of how a target makes them.
 */
#ifndef OFFERCHECK_ORACLE_WORLD_H
#define OFFERCHECK_ORACLE_WORLD_H

#include "program/record.h"

/* What the target leaves open cannot be known: then it is MAYBE, and nothing is blamed on it. */
enum truth { TRUTH_NO, TRUTH_YES, TRUTH_MAYBE };

enum removal {
  REMOVAL_NONE,
  REMOVAL_STOPPED,   /* its adapter is stopped */
  REMOVAL_RESET,     /* timeout detection and recovery */
  REMOVAL_ERROR,     /* marked as in error */
  REMOVAL_RESTARTED, /* its adapter was stopped, and works again */
  REMOVAL_UNKNOWN    /* something was done to it that the contract does not cover */
};

/* What was last asked for it; it decides whose memory another allocation can take. */
enum residency { RESIDENCY_UNTOUCHED, RESIDENCY_RESIDENT, RESIDENCY_EVICTED, RESIDENCY_UNKNOWN };

enum discard_policy { DISCARD_ON_PRESSURE, DISCARD_ALWAYS, DISCARD_NEVER, DISCARD_UNKNOWN };

#define WORLD_NONE 0u /* no object; the array's first row is not used */

struct object {
  uint32_t handle;
  uint8_t type;    /* enum object_type */
  uint8_t process; /* that created it */
  uint8_t alive;   /* enum truth */
  uint32_t parent; /* a device's adapter; otherwise the device, for a synchronization object its paging queue */
  uint64_t luid;   /* adapters: 0 while unknown */

  /* devices */
  uint8_t removal; /* enum removal */

  /* paging queues */
  uint64_t fence; /* the highest value returned */

  /* resources */
  uint32_t members; /* allocations alive */

  /* allocations */
  uint32_t resource;   /* or WORLD_NONE */
  uint64_t size;       /* bytes; 0: unknown */
  uint32_t made_flags; /* of the create call */
  uint8_t residency;   /* enum residency */
  uint8_t offered;     /* enum truth */
  uint8_t twice;       /* the last offer came before a reclaim of the one before it */
  uint8_t priority;    /* of the offer; 0: not known */
  uint32_t flags;      /* of the offer, while the priority is known */
  uint8_t decommit;    /* enum truth: whether an offer since the last reclaim allowed decommit */
  uint8_t policy;      /* enum discard_policy when it was offered */
  uint8_t reclaimed;   /* a reclaim succeeded since it was last offered */
  uint8_t by_resource; /* the offer named its resource */
  uint8_t refused;     /* stood in an offer that was refused since it was last offered or reclaimed */
  uint8_t lockable;    /* a lock has succeeded before */
  uint8_t written;     /* `seed` says what is in it, as far as it was not discarded */
  uint16_t locks;      /* held */
  uint64_t offer_time; /* the number of the call */
  uint64_t offer_epoch;
  uint64_t mark; /* the number of the last call that listed it */
  uint64_t seed;
  uint64_t filled; /* bytes written with the seed */
};

struct world_slot {
  uint64_t key;
  uint32_t object; /* WORLD_NONE: free */
};

/* What was set for an adapter, by its LUID: handles of it come and go. */
struct adapter_state {
  uint64_t luid;
  uint64_t budget;      /* bytes; 0: not known */
  uint8_t policy;       /* enum discard_policy */
  uint64_t policy_time; /* when it was last set */
};

#define WORLD_MAX_ADAPTERS 8u

struct world {
  struct object *objects;
  uint32_t count; /* rows used, the first included */
  uint32_t capacity;
  struct world_slot *slots; /* by process, table and handle: the object that has the handle, or had it last */
  uint32_t slot_mask;
  uint32_t slots_used;
  uint64_t time; /* calls judged */
  struct adapter_state adapters[WORLD_MAX_ADAPTERS];
  uint32_t adapter_count;
  uint64_t epoch;         /* calls that could have put memory under pressure */
  bool exhaustion;        /* kernel memory may run out: a failure is pending */
  uint64_t bytes_read;    /* that offers and reclaims had to read of callers' memory since the last statistics */
  uint64_t target_read;   /* what the target said of it then */
  bool read_exact;        /* nothing but offers and reclaims was called since */
  uint8_t family;         /* of the last offer or reclaim */
  bool lost;              /* something was done that the oracle cannot follow: nothing more is demanded */
  bool removed_elsewhere; /* some adapter or device was removed */
};

bool world_init(struct world *world);
void world_free(struct world *world);
void world_reset(struct world *world);

/* The object that has or last had the handle in the process; adapters have a table of their own. WORLD_NONE: there is none. */
uint32_t world_find(const struct world *world, unsigned process, bool adapter, uint32_t handle);

/*
 * Adds an object that has just been created. Returns its index; WORLD_NONE
 * when memory ran out, in which case the world is lost.
 */
uint32_t world_add(struct world *world, unsigned process, enum object_type type, uint32_t handle, uint32_t parent);

/*
 * The next living object after `before` (WORLD_NONE: the first) of that type whose handle differs in instance bits
 * alone: a target may take one for the other. WORLD_NONE.
 */
uint32_t world_find_instance(const struct world *world, unsigned process, enum object_type type, uint32_t handle,
                             uint32_t before);

/* Marks the object and all that it owns. */
void world_destroy(struct world *world, uint32_t object, enum truth alive);

/* The device of an object that has one, else WORLD_NONE. */
uint32_t world_device(const struct world *world, uint32_t object);

/* The LUID of the adapter under a device; 0 while unknown. */
uint64_t world_luid(const struct world *world, uint32_t device);

/* What was set for the adapter under a device. Never NULL. */
const struct adapter_state *world_adapter(const struct world *world, uint32_t device);

/* Whether anything is alive, or may be. */
bool world_is_empty(const struct world *world);

/* Bytes of each allocation of a create call; 0 when only the driver knows. */
uint64_t world_allocation_size(const struct call_record *record);

/* Changes the world by a call that is neither an offer nor a reclaim. */
void world_follow(struct world *world, const struct call_record *record);

#endif
