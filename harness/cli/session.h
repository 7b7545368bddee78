/*
 * What certify and run share: a target, a profile, an interrupt, a progress line.
 */
#ifndef OFFERCHECK_CLI_SESSION_H
#define OFFERCHECK_CLI_SESSION_H

#include "certify/certify.h"
#include "cli/command.h"
#include "cli/wishes.h"

struct session_options {
  const char *target;  /* "mock", or a library */
  const char *profile; /* NULL: the target's own */
  struct wishes wishes;
  const char *filter;
  unsigned timeout_seconds;
  unsigned memory_megabytes; /* 0: no limit */
  unsigned jobs;             /* workers side by side; 0: one */
  bool in_process;           /* no worker at all */
  bool suites;               /* the generated suites too */
  FILE *transcript;
  const char *shard;            /* "2/7", as shard_parse takes it; NULL: all */
  const struct buffer *journal; /* the whole blocks that an interrupted run left, to go on with; NULL: none */
  const char *waivers;          /* a file; NULL: none */
  const char *today;            /* "2027-03-31", against which their expiry is held; NULL: the clock says */
  const char *target_version;   /* "31.0.101"; NULL: unknown */
};

#define TIMEOUT_DEFAULT 10u
#define TIMEOUT_MAX 86400u
#define MEMORY_DEFAULT 4096u
#define MEMORY_MAX (1u << 20)

/*
 * Plays programs and fills in the results. Returns EXIT_CLEAN when that went
 * well, whatever was found, or another status after a complaint; the results
 * are to be freed in any case, and hold what was judged.
 */
int session_run(const struct session_options *options, const struct program_set *programs,
                struct run_results *ret_results);

/* The exit status that the results are worth, after a complaint if it is EXIT_UNABLE and none was printed yet. */
int session_status(const struct run_results *results);

#endif
