/*
 * Making a program smaller while it still shows what it shows: the fewest
 * calls, the shortest lists, the plainest arguments.
 */
#ifndef OFFERCHECK_PROGRAM_MINIMIZE_H
#define OFFERCHECK_PROGRAM_MINIMIZE_H

#include "program/program.h"

enum minimize_answer {
  MINIMIZE_LOST,  /* the candidate does not show it */
  MINIMIZE_SHOWN, /* it does, and is the best so far from now on */
  MINIMIZE_STOP   /* no more candidates are wanted */
};

/* No one call shows it. */
#define MINIMIZE_NO_CALL SIZE_MAX

struct minimize_options {
  /* Plays a candidate; ret_call, which is MINIMIZE_NO_CALL before, becomes the place of the call that shows it. */
  enum minimize_answer (*play)(void *context, const struct program *candidate, size_t *ret_call);
  void *context;
};

/*
 * Minimizes a program that was played and shows it, at `call` or with
 * MINIMIZE_NO_CALL as a whole. No candidate is played twice, and the same
 * answers lead to the same result, from which no single call can be taken
 * away, nor two at once if they are few.
 *
 * Titles stay as they are, and so do the names of objects that are left.
 * Expectations are dropped: they were written for other calls. Capabilities
 * that no call asks for any more are dropped, too.
 *
 * False: out of memory; the program is then the best so far all the same.
 */
bool program_minimize(struct program *program, const struct minimize_options *options, size_t call);

#endif
