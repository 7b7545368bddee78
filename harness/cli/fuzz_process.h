/*
 * Engines as processes. Not there on Windows: fuzz_process_start fails with ENOSYS.
 */
#ifndef OFFERCHECK_CLI_FUZZ_PROCESS_H
#define OFFERCHECK_CLI_FUZZ_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

struct fuzz_process {
  char *const *arguments;   /* the program first; the last is NULL */
  char *const *environment; /* "NAME=value", beyond that of this process; the last is NULL */
  const char *log;          /* the file that all its output is added to */
  bool fixed_addresses;     /* the same in each run, where the system can do that */
};

/* Whether there is any of this. */
extern const bool fuzz_is_there;

/* Starts it in a process group of its own. Returns its number, or -1: errno says why. */
long long fuzz_process_start(const struct fuzz_process *process);

/* Waits at most so long for its end. True: ret_end is "" for exit status 0, else "exit status 3", "SIGKILL". */
bool fuzz_process_wait(long long number, unsigned milliseconds, char *ret_end, size_t size);

/* Asks it to stop, as Ctrl-C does, or makes it. */
void fuzz_process_interrupt(long long number);
void fuzz_process_kill(long long number);

/* Whether a file can be run. */
bool fuzz_is_program(const char *path);

#endif
