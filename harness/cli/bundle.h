/*
 * The bundle: the folder that a run leaves.
 *
 * While the run goes on there is but "transcript.part"; an older bundle in the
 * folder stays whole until bundle_finish puts the new one in its place.
 */
#ifndef OFFERCHECK_CLI_BUNDLE_H
#define OFFERCHECK_CLI_BUNDLE_H

#include <stdbool.h>
#include <stdio.h>

#include "certify/results.h"
#include "program/buffer.h"

#define BUNDLE_TRANSCRIPT "transcript"
#define BUNDLE_PART BUNDLE_TRANSCRIPT ".part"
#define BUNDLE_SUMS "SHA256SUMS"
#define BUNDLE_FUZZING "fuzzing.json"
#define BUNDLE_WAIVERS "waivers.txt"

/* A file that is written from the results. */
struct bundle_report {
  const char *name;
  void (*write)(const struct run_results *results, struct buffer *ret_text);
  bool is_same;     /* in each run with the same target, seed and suite: the sums cover it */
  bool is_optional; /* it is not there where nothing is to be written to it */
};

extern const struct bundle_report bundle_reports[];
extern const size_t bundle_report_count;

/* SHA-256 of requirements, cases and profiles as they are built in, in hexadecimal. False: out of memory. */
bool bundle_suite_sum(char ret_hex[65]);

/* What becomes of the transcript that an interrupted run left in the folder. */
enum bundle_left {
  BUNDLE_REFUSE, /* it is not to be lost: no bundle is begun */
  BUNDLE_RESUME, /* it is gone on with */
  BUNDLE_RESTART /* it is dropped */
};

struct bundle {
  const char *folder;
  int lock;
  FILE *transcript;
  struct buffer journal; /* that is gone on with; empty if nothing is */
  bool is_journal_kept;  /* it stays when the bundle is dropped */
};

/*
 * Makes the folder, takes it and opens the transcript. False: a complaint was
 * printed, *ret_status says what it is worth, and there is nothing to end.
 */
bool bundle_begin(const char *folder, enum bundle_left left, struct bundle *ret_bundle, int *ret_status);

/* Ends a bundle of which nothing is to be kept, but for what was gone on with. */
void bundle_drop(struct bundle *bundle);

/*
 * Ends a bundle: writes all files, SHA256SUMS last. It covers all but
 * times.json, so that it, too, is the same for equal runs. False: some could
 * not be written, and `quiet` or not a complaint was printed; the others are
 * there, and none of an older bundle.
 */
bool bundle_finish(struct bundle *bundle, const struct run_results *results, bool quiet);

#endif
