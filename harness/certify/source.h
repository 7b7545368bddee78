/*
 * Where a run's records come from, if not from a target: a transcript that is
 * judged again.
 */
#ifndef OFFERCHECK_CERTIFY_SOURCE_H
#define OFFERCHECK_CERTIFY_SOURCE_H

#include "run/worker.h"

struct record_source {
  /* Makes ready for the next job. False: there was no target any more. */
  bool (*start)(void *context, struct worker_hello *ret_hello);
  /* As worker_play. */
  void (*play)(void *context, const struct job *job, void (*take)(void *take_context, const struct call_record *record),
               void *take_context, struct worker_end *ret_end);
  /* The job is left out: the target lacks what it needs. */
  void (*pass)(void *context, const struct job *job, const char *reason);
  void *context;
};

#endif
