/*
 * Whether a bundle holds: its files, their sums, the transcript's chain, and
 * all that follows from its calls, which are judged again.
 */
#ifndef OFFERCHECK_CLI_BUNDLE_CHECK_H
#define OFFERCHECK_CLI_BUNDLE_CHECK_H

#include "certify/results.h"
#include "program/buffer.h"
#include "program/text.h"

#define BUNDLE_CHECK_LINES 40u /* differences that are described */

struct bundle_check {
  const char *folder;
  struct buffer transcript;   /* its text; empty if there is none */
  struct run_results results; /* derived from it, as far as that went */
  unsigned long differences;
  struct buffer lines; /* "FOLDER/FILE: WHAT", a line each, of the first of them */
  bool unable;         /* it could not be read or judged to its end, and a complaint was printed */
};

/* Checks a bundle; the cases are all that are built in. What it gives is to be freed in any case. */
void bundle_check(const char *folder, const struct program_set *cases, struct bundle_check *ret_check);

/* The same for a bundle whose content is to be used. False: it does not hold, and a complaint was printed. */
bool bundle_check_holds(const char *folder, const struct program_set *cases, struct bundle_check *ret_check);

void bundle_check_free(struct bundle_check *check);

#endif
