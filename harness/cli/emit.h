/*
 * What the C program of a program needs to know: what came of its calls.
 */
#ifndef OFFERCHECK_CLI_EMIT_H
#define OFFERCHECK_CLI_EMIT_H

#include "cli/command.h"
#include "program/emit.h"

struct emit_options {
  const char *target;  /* "mock", or a library */
  const char *profile; /* NULL: the target's own */
  unsigned timeout_seconds;
};

/*
 * Plays the only program of the set in a worker and judges it. Returns
 * EXIT_CLEAN, or another status after a complaint; the facts are to be freed
 * in any case.
 */
int emit_play(const struct emit_options *options, const struct program_set *programs, struct emit_facts *ret_facts);

/* Plays it and writes the C program. Returns an exit status. */
int emit_write(const struct emit_options *options, const struct program_set *programs, const char *out);

#endif
