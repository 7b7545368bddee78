/*
 * Other processes: real ones, for a target that knows no other way.
 *
 * They are forked before the target is loaded, and load it when the first call
 * is made in one. A call that comes from another process is played there, with
 * memory of that process's own; its records go where the first process's go.
 * What dies there takes the first process along, in the same way.
 */
#ifndef OFFERCHECK_RUN_OTHERS_H
#define OFFERCHECK_RUN_OTHERS_H

#include "run/execute.h"

struct others;

/* Makes them ready, `library` as target_open_library takes it, NULL: the linked target. NULL: it cannot be done. */
struct others *others_begin(const char *library);

/* Where the executions of all processes keep their objects. */
uint8_t *others_tables(struct others *others);

/* Makes sure that the process is there and has its target. */
NTSTATUS others_open(struct execution *execution, uint8_t process);

/* Plays a call in execution->process, which is open. False: the sink stopped it, or the harness itself failed. */
bool others_play(struct execution *execution, const struct program *program, const struct call *call, uint32_t index);

/* Destroys what the program left in them. False as above. */
bool others_finish(struct execution *execution);

#endif
