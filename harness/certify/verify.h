/*
 * Verifying a transcript: everything that a run concluded is derived again
 * from the calls that it holds, without a target.
 */
#ifndef OFFERCHECK_CERTIFY_VERIFY_H
#define OFFERCHECK_CERTIFY_VERIFY_H

#include "certify/certify.h"
#include "certify/replay.h"

struct verification {
  struct replay replay;
  const char *data;
  size_t size;
  size_t same; /* bytes of the text that were written again so far, and are equal */
  bool differs;
};

/*
 * Reads what was run, on what, into empty results. The data must outlive the
 * verification. False: ret_error says why. It is to be closed in any case.
 */
bool verify_open(struct verification *verification, const char *data, size_t size, struct run_results *results,
                 struct text_error *ret_error);
void verify_close(struct verification *verification);

/*
 * Judges every call again and fills the results in, as certify_run does. The
 * options say by what; its source, its transcript and its stop are set here.
 * False: the transcript is not what such a run writes, and ret_error says
 * where; its line is 0 if the harness could not do it.
 */
bool verify_derive(struct verification *verification, const struct certify_options *options,
                   struct text_error *ret_error);

#endif
