/*
 * Inside a certification run.
 */
#ifndef OFFERCHECK_RUN_CERTIFY_PARTS_H
#define OFFERCHECK_RUN_CERTIFY_PARTS_H

#include "run/certify.h"
#include "run/collect.h"
#include "run/player.h"
#include "run/suites.h"
#include "run/transcript.h"

struct certification {
  const struct certify_options *options;
  struct collector collector;
  struct oracle *oracle;   /* judges by the profile of the run */
  struct oracle *contract; /* says what the cases' expectations are held against */
  struct worker *worker;
  struct worker_hello hello;
  struct buffer transcript; /* not written yet */
  uint64_t done, total;     /* cases and combinations */
  int write_error;          /* errno of writing the transcript, else 0 */
  bool no_worker;
};

/* Makes sure that there is a worker. False: the target cannot be loaded. */
bool certify_worker(struct certification *run);

/* Writes what the transcript's buffer holds. */
void certify_write(struct certification *run);

void certify_progress(struct certification *run, const char *name);

void certify_case(struct certification *run, size_t index);
void certify_suite(struct certification *run, size_t index);

#endif
