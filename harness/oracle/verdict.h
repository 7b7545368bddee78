/*
 * Verdicts of a call, a case and a run.
 */
#ifndef OFFERCHECK_ORACLE_VERDICT_H
#define OFFERCHECK_ORACLE_VERDICT_H

#include <stdbool.h>

/* By rising weight: a case is worth its heaviest call, a requirement the heaviest of what is said of it. */
enum verdict {
  VERDICT_NOT_SUPPORTED, /* not played, with the reason */
  VERDICT_PASS,
  VERDICT_NOTED,        /* implementation-defined behaviour, recorded */
  VERDICT_WAIVED,       /* ran, and failed as the waiver says */
  VERDICT_WARN,         /* breaks a measured requirement of another profile */
  VERDICT_BROKEN,       /* the harness itself failed: never the target's fault */
  VERDICT_STALE_WAIVER, /* ran, and did something else than the waiver says */
  VERDICT_TIMEOUT,
  VERDICT_CRASH,
  VERDICT_FAIL, /* breaks a requirement that the profile enforces */
  VERDICT_COUNT
};

/* "PASS", "NOT_SUPPORTED" and so on. */
extern const char *const verdict_names[VERDICT_COUNT];

/*
 * Whether the verdict falls on all that a case shows: it did not come to its
 * end. Of the others each names the requirement that it is about, but for a
 * stale waiver, which says nothing of any.
 */
bool verdict_is_whole(enum verdict verdict);

#endif
