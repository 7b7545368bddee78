/*
 * Runs of small suites on the mock, for the tests of what is made of their transcripts.
 */
#ifndef OFFERCHECK_TESTS_CERTIFY_SUPPORT_H
#define OFFERCHECK_TESTS_CERTIFY_SUPPORT_H

#include "oracle_support.h"
#include "run_support.h"

#include "certify/certify.h"

/* A run: its text, its results, and what it is bound to. */
struct sample_run {
  struct run_results results;
  struct profile contract;
  int stop;
  char *text;
  size_t size;
};

/* Empty results that own their requirement set; the profile, without choices, is bound to it. */
void sample_begin(struct sample_run *run);
void sample_free(struct sample_run *run);

/* Options for it; its transcript goes to run->text once sample_play has ended. */
struct certify_options sample_options(struct sample_run *run, const struct program_set *cases, const char *filter);
enum certify_end sample_play(struct sample_run *run, struct certify_options *options, char *ret_error,
                             size_t error_size);

/* Makes the chain of a transcript anew. */
void sample_forge_chain(char *text, size_t size);

#endif
