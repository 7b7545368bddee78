/*
 * Several workers side by side, whose records are judged in the order of the
 * jobs nevertheless.
 *
 * The jobs are cut into lots, always in the same way. A lot is played from its
 * beginning by a worker of its own, so that what a target remembers from one
 * job to the next does not depend on how many workers there are; a worker may
 * be ahead of the judge by some lots.
 */
#ifndef OFFERCHECK_CERTIFY_SCHEDULE_H
#define OFFERCHECK_CERTIFY_SCHEDULE_H

#include "run/worker.h"

#ifdef _WIN32
#define SCHEDULE_LANES_MAX 31u /* as many as can be waited for there at once */
#else
#define SCHEDULE_LANES_MAX 256u
#endif

struct schedule;

/* Starts the first of `lanes` workers, and waits until it has loaded its target. NULL: ret_hello->error says why not. */
struct schedule *schedule_open(const struct worker_options *options, unsigned lanes, struct worker_hello *ret_hello);
void schedule_close(struct schedule *schedule);

/*
 * Says which jobs are to come, in their order; they are copied. A job that is
 * asked for may leave some out, and jobs that are not among them may be asked
 * for after a stretch of a suite that came to a bad end. False: out of memory.
 */
bool schedule_plan(struct schedule *schedule, const struct job *jobs, size_t count);

/* Plays the next job, or hands out what was played ahead; see worker_play. */
void schedule_play(struct schedule *schedule, const struct job *job,
                   void (*take)(void *context, const struct call_record *record), void *context,
                   struct worker_end *ret_end);

/* Whether the target was loaded once and cannot be loaded any more. */
bool schedule_is_lost(const struct schedule *schedule);

#endif
