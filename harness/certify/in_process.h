/*
 * The target in the harness's own process, as under a debugger: what it does
 * to that process, it does to the run.
 */
#ifndef OFFERCHECK_CERTIFY_IN_PROCESS_H
#define OFFERCHECK_CERTIFY_IN_PROCESS_H

#include "certify/source.h"
#include "program/text.h"

struct in_process {
  const char *library; /* NULL: the target that this program was linked with */
  const struct program_set *cases;
  const volatile int *stop;
  const struct target_wishes *wishes; /* NULL: none */
  unsigned timeout_seconds;
  struct worker_hello hello;
  struct execution execution;
  bool is_open;
  /* Who gets the records of the job that is being played. */
  void (*take)(void *context, const struct call_record *record);
  void *context;
};

struct record_source in_process_source(struct in_process *process);
void in_process_close(struct in_process *process);

#endif
