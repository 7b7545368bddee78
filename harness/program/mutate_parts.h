/*
 * What the parts of the mutator share. Private to mutate*.c.
 *
 * Lists are edited where they lie: a program that was made by program_add_* or
 * a decoder has each run in just one list, and that stays so.
 */
#ifndef OFFERCHECK_PROGRAM_MUTATE_PARTS_H
#define OFFERCHECK_PROGRAM_MUTATE_PARTS_H

#include "program/mutate.h"
#include "program/mutate_objects.h"
#include "program/mutate_random.h"

#define MUTATOR_CHOICES 256u

struct mutator {
  struct program_scope scope;
  struct objects world;
  uint32_t choice_count;
  uint8_t choices[MUTATOR_CHOICES]; /* operations to insert, each as often as it weighs */
};

/* One program_mutate. */
struct mutation {
  const struct mutator *mutator;
  struct program *program;
  uint64_t random;
  bool failed;          /* out of memory */
  struct objects *here; /* room for what is known before a call */
};

/* ---- mutate_list.c: the runs of lists ---- */

/* Runs `at` to `at + removed - 1` give way to others: handle_ref or value_run, by the kind. */
bool list_replace(struct program *program, struct call *call, uint8_t argument, uint32_t at, uint32_t removed,
                  const void *runs, uint32_t added);

/* Removes all runs. */
void list_clear(struct program *program, struct call *call, uint8_t argument);

/* Items that may still be added to the program, and to one list. */
uint32_t items_left(const struct program *program);
uint32_t list_room(const struct program *program, const struct call *call, uint8_t argument);

/* Adds a list's runs to an empty one, at most *left items, which are taken off. The source may be itself. */
bool list_append(struct program *program, struct argument *list, enum argument_kind kind, const struct program *source,
                 const struct argument *from, uint32_t *left);

/* Cuts the run around an item so that it is a run of its own, whose place comes back in ret_run. False: out of memory. */
bool list_isolate(struct program *program, struct call *call, uint8_t argument, uint32_t index, uint32_t *ret_run);

/* ---- mutate_items.c, mutate_values.c: changes to lists ---- */

/* Changes a list of handles. False: nothing changed. */
bool mutate_list(struct mutation *mutation, struct call *call, uint8_t argument);

/* Changes a list of numbers. False: nothing changed. */
bool mutate_values(struct mutation *mutation, struct call *call, uint8_t argument);

/* A length at or next to a limit. */
uint32_t long_length(uint64_t *random);

/* ---- mutate_handle.c ---- */

enum handle_sort {
  HANDLE_LIVE,
  HANDLE_STALE,
  HANDLE_FOREIGN,
  HANDLE_WRONG_TYPE,
  HANDLE_NEVER_ISSUED,
  HANDLE_NEAR_MISS,
  HANDLE_SORT_COUNT
};

/* A handle for a place where one of `type` belongs; `now` is what stands there. */
struct handle_ref some_handle(struct mutation *mutation, const struct objects *objects, enum object_type type,
                              struct object_owner owner, struct handle_ref now);

/* The same, of a sort; where no object is of that sort, a near miss or a live one. */
struct handle_ref handle_of_sort(struct mutation *mutation, const struct objects *objects, enum handle_sort sort,
                                 enum object_type type, struct object_owner owner, struct handle_ref now);

/* An object that a good call would have there; slot 0 if there is none. */
struct handle_ref live_handle(struct mutation *mutation, const struct objects *objects, enum object_type type,
                              struct object_owner owner);

/* A run of them, `most` at most. */
struct handle_ref live_run(struct mutation *mutation, const struct objects *objects, enum object_type type,
                           struct object_owner owner, uint32_t most);

/* ---- mutate_value.c: numbers ---- */

/* Another number for a field, unlike `now`. */
uint64_t some_value(uint64_t *random, enum program_op op, uint8_t argument, uint64_t now);

/* A number with which a call is likely to go well. */
uint64_t good_value(uint64_t *random, enum program_op op, uint8_t argument);

/* ---- mutate_number.c: counts, outputs, placements, what is created ---- */

/* A placement for memory of `size` bytes, unlike `now`. */
struct placement some_placement(uint64_t *random, struct placement now, uint64_t size);

/* Changes an argument that is neither a handle nor a list. False: nothing changed. */
bool mutate_number(struct mutation *mutation, struct call *call, uint8_t argument);

/* Items that a count or an output follows from. */
uint32_t counted_length(const struct program *program, const struct call *call, uint8_t count);

/* Makes a created argument name slots that nothing has named yet. */
void create_fresh(struct mutation *mutation, struct call *call, uint8_t argument, uint32_t count);

/* ---- mutate_call.c: whole calls ---- */

/* Moves a call to another place; those between give way. */
void move_call(struct program *program, size_t from, size_t to);

void remove_call(struct program *program, size_t index);

/* Cuts long programs, and with the second long lists and large memory too, most of the time. */
void shorten_calls(struct program *program, uint64_t *random);
void shorten_program(struct program *program, uint64_t *random);

/* Adds a copy of a call, with at most *left items in its lists, which are taken off. False: out of memory. */
bool append_call(struct program *program, const struct program *source, const struct call *call, uint32_t *left);

/* Makes an argument what it is in another call of the same operation. False: out of memory. */
bool copy_argument(struct program *program, struct call *call, uint8_t argument, const struct program *source,
                   const struct call *from);

/* ---- mutate_fill.c, mutate_insert.c: new calls ---- */

/* Fills a call that stands where mutation->here is. `wanted`: what it is there to make, or OBJECT_VALUE. */
void fill_call(struct mutation *mutation, struct call *call, enum object_type wanted);

/* Whether a good call may do without it. */
bool is_optional_argument(const struct op_info *op, uint8_t argument);

/* Reads the scope's world. */
void mutator_prepare(struct mutator *mutator, const struct program_scope *scope);

/* The objects before a call. Good until calls change. */
const struct objects *objects_before(struct mutation *mutation, size_t index);

/* Whether one call more is allowed. */
bool has_room(const struct mutation *mutation);

/* Inserts a call and, where what it needs is not there, those that make it. False: nothing changed. */
bool insert_some_call(struct mutation *mutation, size_t index);

/* ---- mutate_argument.c ---- */

/* Changes something of one call. False: nothing changed. */
bool mutate_call(struct mutation *mutation, size_t index);

#endif
