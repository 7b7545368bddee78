/*
 * Minimizing, for more than one command.
 */
#ifndef OFFERCHECK_CLI_MINIMIZE_H
#define OFFERCHECK_CLI_MINIMIZE_H

#include "cli/fuzz_file.h"
#include "run/reproduce.h"

struct minimize_request {
  const char *target;  /* "mock", or a library */
  const char *profile; /* NULL: the target's own */
  unsigned timeout_seconds;
  double seconds; /* that it may take in all */
  volatile int *stop;
};

/*
 * Cuts a program down while it shows the same failure, and says in the program
 * what that is. False: nothing fails in it, or it could not be played, which
 * was complained of.
 */
bool minimize_program(const struct minimize_request *request, struct program *program, struct signature *ret_shown);

/* Cuts down an input of a target that tries text, and writes it. Returns an exit status. */
int minimize_text(const char *path, const struct fuzz_target *target, const char *out, unsigned timeout_seconds,
                  volatile int *stop);

#endif
