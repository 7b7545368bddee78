/*
 * What certify and run share: a target, a profile, an interrupt, a progress line.
 */
#ifndef OFFERCHECK_CLI_SESSION_H
#define OFFERCHECK_CLI_SESSION_H

#include "certify/certify.h"
#include "cli/command.h"
#include "cli/wishes.h"

struct session_options {
  const char *target;    /* "mock", or a library */
  const char *profile;   /* NULL: the target's own */
  const char *provision; /* a provisioning file; NULL: none. session_read_files reads it into the wishes */
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

/* The options that certify and run share, as getopt_long takes them; a command's own begin with SESSION_OPTION_END. */
enum {
  SESSION_TARGET = OPTION_FIRST,
  SESSION_ADAPTER,
  SESSION_PROVISION,
  SESSION_DISRUPTIVE,
  SESSION_PROFILE,
  SESSION_TIMEOUT,
  SESSION_NO_ISOLATION,
  SESSION_OPTION_END
};

#define SESSION_LONG_OPTIONS                                                                                           \
  {"target", required_argument, NULL, SESSION_TARGET}, {"adapter", required_argument, NULL, SESSION_ADAPTER},          \
      {"provision", required_argument, NULL, SESSION_PROVISION},                                                       \
      {"disruptive", no_argument, NULL, SESSION_DISRUPTIVE}, {"profile", required_argument, NULL, SESSION_PROFILE},    \
      {"timeout", required_argument, NULL, SESSION_TIMEOUT},                                                           \
  {                                                                                                                    \
    "no-isolation", no_argument, NULL, SESSION_NO_ISOLATION                                                            \
  }

/* Takes one of them, with its value. EXIT_USAGE: it is none of them, or a complaint was printed. */
int session_option(const struct command *command, int option, struct session_options *options);

/* Reads the files that the options name. Returns EXIT_CLEAN, or another status after a complaint. */
int session_read_files(struct session_options *options);

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
