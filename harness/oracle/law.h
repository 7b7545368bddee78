/*
 * Inside the oracle: faults and rules, and how strictly each is judged.
 */
#ifndef OFFERCHECK_ORACLE_LAW_H
#define OFFERCHECK_ORACLE_LAW_H

#include "oracle/oracle.h"
#include "oracle/world.h"

enum fault_class {
#define ORACLE_FAULT(class, offer, reclaim, status, situation) FAULT_##class,
#include "oracle/faults.def"
#undef ORACLE_FAULT
  FAULT_COUNT
};

enum rule {
#define ORACLE_RULE(rule, requirement) RULE_##rule,
#include "oracle/rules.def"
#undef ORACLE_RULE
  RULE_COUNT
};

/* Which of the two families of calls: each class of fault has a requirement in each. */
enum family { FAMILY_OFFER, FAMILY_RECLAIM, FAMILY_COUNT };

enum strength {
  STRENGTH_REFUSE,   /* must be refused */
  STRENGTH_MEASURED, /* must be refused, but elsewhere it is only a warning */
  STRENGTH_OPEN,     /* may be refused or accepted */
  STRENGTH_ACCEPT    /* must be accepted */
};

struct fault_info {
  const char *situation;
  NTSTATUS status;
};

extern const struct fault_info fault_infos[FAULT_COUNT];

#define LAW_MAX_ADMITTED 2

struct fault_law {
  const struct requirement *requirement; /* NULL: the class cannot arise in this family */
  enum strength strength;
  NTSTATUS admitted[LAW_MAX_ADMITTED];
  size_t admitted_count;
};

struct rule_law {
  const struct requirement *requirement;
  enum verdict breach; /* what breaking it is worth: FAIL, WARN or NOTED */
  enum choice choice;
};

struct oracle {
  struct world world;
  struct fault_law faults[FAMILY_COUNT][FAULT_COUNT];
  struct rule_law rules[RULE_COUNT];
  bool quiet;       /* no notes, and no findings below FAIL */
  uint32_t *listed; /* memory for call_view's objects */
  uint32_t listed_capacity;
};

/* One fault of a call; only the first of its class is kept. */
struct fault {
  uint8_t class;
  uint32_t item;  /* place in the list, for classes about a listed handle */
  uint32_t value; /* the handle, count, priority or flags */
};

/* An offer or a reclaim, taken apart. */
struct call_view {
  const struct call_record *record;
  enum family family;
  enum object_type through;             /* OBJECT_DEVICE, or OBJECT_PAGING_QUEUE */
  const struct memory_record *lists[2]; /* resources, allocations */
  const struct memory_record *output;   /* of a reclaim, else NULL */
  uint32_t handle;                      /* of the device or paging queue */
  uint32_t count;
  uint32_t priority;
  uint32_t flags;
  bool read_whole; /* the structure could be read */
  bool several;    /* a handle is one of several objects' but for its instance bits: whose, only the target knows */
  bool removable;  /* and one of those that hDevice may be was removed */

  uint32_t device; /* that the handle stands for, or WORLD_NONE */
  uint32_t queue;
  const struct memory_record *list; /* the only one that is given, and readable as far as the count goes; else NULL */
  enum object_type listed;          /* OBJECT_RESOURCE or OBJECT_ALLOCATION */
  const uint32_t *objects;          /* law_listed of each item, until the next call; NULL: not known */
  uint64_t classes;                 /* of the faults, a bit each */
  uint32_t fault_count;
  struct fault faults[FAULT_COUNT]; /* as many as are counted */
};

/* Takes an offer or a reclaim apart and finds what is wrong with it. */
void law_view(struct oracle *oracle, const struct call_record *record, struct call_view *ret_view);

/* The object that place `item` of the list stands for, instance bits aside; WORLD_NONE, also where it may be several. */
uint32_t law_listed(const struct oracle *oracle, const struct call_view *view, uint32_t item);
uint32_t law_item(const struct memory_record *list, uint32_t item);

/*
 * The item after this one that is to be looked at: what is listed a third time in a row tells nothing that the second
 * time did not.
 */
uint32_t law_next_item(const struct memory_record *list, uint32_t item, uint32_t count);

/*
 * Visits every allocation that a call could have worked on before it was
 * refused: those in the readable part of both lists, resources' own included.
 */
typedef void (*law_visitor)(const struct oracle *oracle, const struct call_view *view, struct object *allocation);
void law_each_touched(struct oracle *oracle, const struct call_view *view, law_visitor visit);

/* Adds a finding: a rule is broken. */
struct judgement_finding *judge_breach(const struct oracle *oracle, struct judgement *judgement, enum rule rule,
                                       const char *message);

/* Adds a finding of that weight. It may be dropped when there are many; the heaviest verdict is kept. */
struct judgement_finding *judge_find(struct judgement *judgement, enum verdict verdict,
                                     const struct requirement *requirement, const char *message);

void judge_note(struct judgement *judgement, const struct requirement *requirement, const char *situation,
                const char *outcome);

/* Allows a status, unless it is allowed already. */
void judge_allow(struct judgement *judgement, NTSTATUS status, const struct requirement *requirement);

/* Judges the status and the inputs of an offer or a reclaim, as `law_view` sees it. */
void judge_status(struct oracle *oracle, const struct call_view *view, struct judgement *judgement);

/* What an offer or a reclaim did, and whether a reclaim's results can be true. */
void judge_offer(struct oracle *oracle, const struct call_view *view);
void judge_reclaim(struct oracle *oracle, const struct call_view *view, struct judgement *judgement);

/* Locks, content, statistics, new memory. */
void judge_other(struct oracle *oracle, const struct call_record *record, struct judgement *judgement);

/* Bytes that an offer or a reclaim has to read of its caller's memory at the most. */
uint64_t law_bytes_read(const struct call_view *view);

#endif
