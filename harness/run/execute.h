/*
 * Playing a program on a target, call by call.
 */
#ifndef OFFERCHECK_RUN_EXECUTE_H
#define OFFERCHECK_RUN_EXECUTE_H

#include "program/record.h"
#include "run/arena.h"
#include "run/target.h"

/*
 * Where executed calls go. `enter` is told of a call before it is made, as it
 * will stand in the record if it does not come back; `leave` is told of it
 * afterwards, and returns false to stop the program. The record and what it
 * points to are good during the call only.
 */
struct record_sink {
  void (*enter)(void *context, const struct call_record *record); /* may be NULL */
  bool (*leave)(void *context, const struct call_record *record);
  void *context;
};

/* An object that the program has made and not destroyed. */
struct made_object {
  uint8_t type;
  uint8_t process;
  bool alive;
  uint32_t handle;
};

struct execution {
  const struct target *target;
  struct record_sink sink;
  struct arena arena;
  struct escape_memory *escape;         /* in the arena */
  uint8_t *tables;                      /* what the following are in; shared with other processes where there are any */
  uint32_t *handles[OBJECT_TYPE_COUNT]; /* by slot */
  uint32_t *used;                       /* by type: slots, up to the last that was made */
  uint64_t *luids;                      /* by adapter slot */
  uint64_t *seeds;                      /* by allocation slot: what was last written */
  uint64_t *sizes;                      /* by allocation slot, in bytes; 0: not known */
  uint8_t *owners;                      /* by allocation slot: the process that made it */
  uint32_t *births;                     /* by allocation slot: which it was of all that were made */
  uint32_t *born;
  struct made_object *made;
  size_t made_count;
  size_t made_capacity;
  uint8_t process;
  bool is_other;    /* this is another process, and always that one */
  bool policy_set;  /* the system's own discard fault was set: on a target that is not reset, it is to be cleared */
  bool failure_set; /* a failure of kernel memory was asked for */
  bool teardown;
  bool failed;   /* the harness itself ran out of something */
  uint32_t mark; /* ORed to the call's index in records: which of several programs played in a row it is */
  NTSTATUS last_status;
  uint8_t *scratch;
  size_t scratch_used;
};

/* Makes an execution on a target that was probed. False: out of memory or of addresses. */
bool execution_init(struct execution *execution, const struct target *target);

/* The same for very many programs: it takes longer, and programs with large allocations are played faster. */
bool execution_init_long(struct execution *execution, const struct target *target);

void execution_free(struct execution *execution);

/* Bytes of its tables. */
size_t execution_table_bytes(void);

/* Plays calls from `first` on. False: the sink stopped it, or the harness itself failed (execution->failed). */
bool execution_play(struct execution *execution, const struct program *program, size_t first);

/* The same for the one call at `index`. */
bool execution_play_call(struct execution *execution, const struct program *program, size_t index);

/* Makes a call of the program's in this process, whichever execution->process is. */
bool execution_make_call(struct execution *execution, const struct program *program, const struct call *call,
                         uint32_t index);

/* Destroys what the program left in this process. */
bool execution_leave_nothing(struct execution *execution);

/* The handle that a reference is worth now, of a run the first. */
uint32_t execution_handle(const struct execution *execution, struct handle_ref handle);

/*
 * Destroys what the program left, asks for statistics where there are any, and
 * makes ready for the next program.
 */
bool execution_finish(struct execution *execution);

/* Forgets what the program made, which is gone by itself: as for the child of a fork, whose parent made it. */
void execution_forget(struct execution *execution);

#endif
