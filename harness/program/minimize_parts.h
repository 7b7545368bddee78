/*
 * Inside the minimizer. Private to minimize*.c.
 */
#ifndef OFFERCHECK_PROGRAM_MINIMIZE_PARTS_H
#define OFFERCHECK_PROGRAM_MINIMIZE_PARTS_H

#include "program/buffer.h"
#include "program/minimize.h"

struct minimizer {
  const struct minimize_options *options;
  struct program *best;
  uint64_t best_hash; /* of its calls */
  size_t call;        /* of the best, that shows it */
  uint64_t *lost;     /* hashes of candidates that did not, in a table whose size is a power of two */
  size_t lost_count;
  size_t lost_slots;
  struct buffer bytes;
  bool changed; /* since it was last set to false */
  bool stopped;
  bool failed; /* out of memory */
};

/* Nothing more is to be tried. */
static inline bool minimizer_is_over(const struct minimizer *minimizer)
{
  return minimizer->stopped || minimizer->failed;
}

/* Plays the candidate and takes it, or frees it: it is empty afterwards. True: it is the best now, or its calls are the best's. */
bool minimizer_try(struct minimizer *minimizer, struct program *candidate);

/* ---- edits ---- */

enum edit_kind {
  EDIT_REMOVE_CALL,
  EDIT_REMOVE_RUN,     /* `run` of a list */
  EDIT_PLACE,          /* guarded; `argument` may be NO_ARGUMENT, the structure */
  EDIT_PLACE_ARGUMENT, /* to `value` */
  EDIT_PADDING,        /* to 0 */
  EDIT_NUMBER,         /* to `value` */
  EDIT_NOT_GIVEN,      /* a count that follows from its list; an output with the room that it should have */
  EDIT_HANDLE,         /* a handle that is no object: `value` */
  EDIT_FLIP,           /* to `value` */
  EDIT_LUID,           /* no adapter: `value` */
  EDIT_LIST,           /* none */
  EDIT_NOT_CREATED,    /* what is created goes nowhere */
  EDIT_RUN_HANDLE,     /* as EDIT_HANDLE, EDIT_FLIP and EDIT_NUMBER, of `run` */
  EDIT_RUN_FLIP,
  EDIT_RUN_NUMBER,
  EDIT_RUN_FIRST, /* only the first `value` items of `run` */
  EDIT_RUN_LAST,
  EDIT_CREATE /* only `value` objects, those that are used */
};

struct edit {
  enum edit_kind kind;
  uint8_t argument;
  uint32_t call, run;
  uint64_t value;
};

/* Edits of the best, by rising call, argument and run. */
struct edits {
  struct edit *items;
  size_t count;
  size_t capacity;
};

void edits_add(struct minimizer *minimizer, struct edits *edits, struct edit edit);

/* Makes as many of the edits as can be made together, by halves; empties the list. */
void edits_try(struct minimizer *minimizer, struct edits *edits);

/* Makes one edit, or all of a list, which stays as it is. */
bool edit_try(struct minimizer *minimizer, struct edit edit);
bool edits_try_all(struct minimizer *minimizer, const struct edits *edits);

/* Looks for the lowest value above `lost` with which the edit can be made; the best has `shown`. */
void edit_search(struct minimizer *minimizer, struct edit edit, uint64_t lost, uint64_t shown);

/* ---- what is tried, in its own file each ---- */

void minimize_calls(struct minimizer *minimizer);
void minimize_pairs(struct minimizer *minimizer);
void minimize_arguments(struct minimizer *minimizer);
void minimize_numbers(struct minimizer *minimizer);
void minimize_lists(struct minimizer *minimizer);
void minimize_created(struct minimizer *minimizer);
void minimize_slots(struct minimizer *minimizer);

/* ---- objects of a program ---- */

/* The slots of a handle, a run, or what is created; count 0: none. */
struct slots {
  uint8_t type;
  uint32_t first, count;
  bool created;
};

/* Tells of every slot that a call speaks of, in the order of its text. */
void call_slots(const struct program *program, const struct call *call, void (*take)(void *context, struct slots slots),
                void *context);

/* How many handles of a program are the object's, and how many calls create it. */
struct slot_uses {
  uint32_t handles, creations;
};
struct slot_uses count_slot_uses(const struct program *program, uint8_t type, uint32_t slot);

/* Creates only `count` of a call's objects, those first that are used. False: it cannot be done; the program is as it was. */
bool slots_create(struct program *program, uint32_t call, uint8_t argument, uint32_t count);

static inline const struct argument_info *argument_row(const struct call *call, uint8_t argument)
{
  return &program_ops[call->op].arguments[argument];
}

#endif
