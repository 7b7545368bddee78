/*
 * Results of runs that never were, for the tests of what reads results. Freed
 * by run_results_free.
 */
#ifndef OFFERCHECK_TESTS_SAMPLE_RESULTS_H
#define OFFERCHECK_TESTS_SAMPLE_RESULTS_H

#include "certify/results.h"

enum sample {
  SAMPLE_PASSING,
  SAMPLE_FAILING,    /* two requirements broken, by three cases and a generated suite */
  SAMPLE_CRASHING,   /* a crash, a hang, a stale waiver, a failure of the harness itself */
  SAMPLE_HOSTILE,    /* what a target can name holds what a reader or a terminal might obey */
  SAMPLE_INCOMPLETE, /* stopped before its end, nothing wrong until then */
  SAMPLE_EMPTY,      /* a filter that matches no case */
  SAMPLE_LARGE,      /* 2,000 cases, a few of which fail */
  SAMPLE_COUNT
};

extern const char *const sample_names[SAMPLE_COUNT];

/* Markup, quotes, controls, an escape sequence, a right-to-left override, invalid UTF-8. */
extern const char sample_hostile_text[];

/* Writes ret_results, which need not be initialised. Ends the test when memory runs out. */
void sample_results(enum sample sample, struct run_results *ret_results);

/* Cases that were taken out of results. */
struct sample_cases {
  struct case_result *cases;
  size_t count;
};

/* Puts `count` copies of one case, which share all that it owns, in place of all cases, and gives these back. */
struct sample_cases sample_repeat(struct run_results *results, size_t index, size_t count);

/* The other way round. */
void sample_restore(struct run_results *results, struct sample_cases own);

/* Waivers in the results, whose requirements are there: one is used, one is stale, one is for another target. */
void sample_waivers(struct run_results *results);

/* Puts the hostile text wherever a file of waivers could have it, and where it could not. */
void sample_poison_waivers(struct waiver_set *set);

/* A target, a finding of OFR-HND-03 and a coverage row, all of whose other strings are `text`. */
struct fuzzing *sample_fuzzing(const char *text);

#endif
