/*
 * Running the conformance suite on a target.
 */
#ifndef OFFERCHECK_CERTIFY_CERTIFY_H
#define OFFERCHECK_CERTIFY_CERTIFY_H

#include <stdio.h>

#include "certify/journal.h"
#include "certify/results.h"
#include "certify/selection.h"
#include "certify/source.h"
#include "oracle/oracle.h"
#include "program/text.h"

struct certify_options {
  struct run_results *results; /* empty but for the requirement set and the facts */
  const struct profile *profile;
  const struct profile *contract; /* the profile ddi, which the cases' expectations are written for */
  const struct program_set *cases;
  bool suites;                        /* the generated suites too */
  const char *filter;                 /* see selection.h; NULL: all */
  struct shard shard;                 /* the part of it that is played */
  const char *library;                /* NULL: the target that this program was linked with */
  const struct target_wishes *wishes; /* NULL: none */
  unsigned timeout_seconds;
  unsigned memory_megabytes;          /* that a worker may use; 0: no limit */
  bool in_process;                    /* the target is played in this process, which shares its fate */
  unsigned jobs;                      /* workers side by side; 0: one. The results do not depend on it */
  const volatile int *stop;           /* becomes non-zero when the run is to end */
  const struct record_source *source; /* NULL: the target; else what it once did is judged again */
  struct journal *journal;            /* NULL: none; else the run goes on where it ends, and so does the transcript */
  FILE *transcript;                   /* NULL: none */
  /* The transcript's text as it grows; NULL: nobody wants it. */
  void (*take_text)(void *context, const char *text, size_t size);
  void *text_context;
  void (*progress)(void *context, const char *name, uint64_t done, uint64_t total);
  void *progress_context;
};

enum certify_end {
  CERTIFY_DONE,       /* to the end, or to where it was stopped: see results->complete */
  CERTIFY_NOTHING,    /* the filter matches nothing; a shard may have nothing of what it matches, and is done */
  CERTIFY_NO_RESUME,  /* the journal is of another run, or not what such a run writes */
  CERTIFY_NO_TARGET,  /* the target could not be loaded */
  CERTIFY_NO_ADAPTER, /* it has not the adapter that was asked for, or several */
  CERTIFY_NO_RESOURCE /* the harness ran out of memory or of disk */
};

/*
 * Plays all that the filter selects and fills the results in. Whatever the
 * end, they are what was judged. ret_error says why for the last three.
 */
enum certify_end certify_run(const struct certify_options *options, char *ret_error, size_t error_size);

#endif
