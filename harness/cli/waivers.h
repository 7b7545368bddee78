/*
 * Files of waivers: one that was given, and the one in a bundle.
 */
#ifndef OFFERCHECK_CLI_WAIVERS_H
#define OFFERCHECK_CLI_WAIVERS_H

#include "certify/results.h"
#include "cli/command.h"

/* Whether the options of a command go together; each is NULL if it was not given. False: a complaint was printed. */
bool waivers_options(const struct command *command, const char *path, const char *today, const char *version);

/*
 * Reads the waivers that a run is to be held against and checks them.
 * `today` is "2027-03-31"; NULL: what the clock says, in UTC. Puts the set and
 * its facts into the results, whose requirements are there. Returns
 * EXIT_CLEAN, or another status after a complaint.
 */
int waivers_load(const char *path, const char *today, const struct program_set *cases, struct run_results *results);

/*
 * The waivers of a run that was: `content` is its file, and the facts say what
 * sum it has; none is taken where they say that there was none. False:
 * ret_error says why not, with line 0 if the harness could not do it.
 */
bool waivers_restore(const struct buffer *content, struct run_results *results, struct text_error *ret_error);

#endif
