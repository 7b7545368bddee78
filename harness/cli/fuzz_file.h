/*
 * Files that are inputs of fuzz targets, and the programs that they make.
 */
#ifndef OFFERCHECK_CLI_FUZZ_FILE_H
#define OFFERCHECK_CLI_FUZZ_FILE_H

#include "cli/command.h"
#include "fuzz/input.h"

/* The value of --as that was just read. NULL: a complaint was printed. */
const struct fuzz_target *fuzz_target_option(const struct command *command);

/* The fuzz target that a path names: "fuzz_offer-crash-1", "fuzz_offer/crash-1". NULL: none. */
const struct fuzz_target *fuzz_target_of_path(const char *path);

/*
 * The target whose input a file is: `as`, or what its path says if that is not
 * NULL; text by its name is never guessed to be an input of a target that
 * tries text. NULL: of none.
 */
const struct fuzz_target *fuzz_target_of_file(const char *path, const struct fuzz_target *as);

/* Says which target was taken, where the path alone says it: `as` is NULL. */
void fuzz_say_target(const char *path, const struct fuzz_target *target, const struct fuzz_target *as);

/*
 * Adds the target's world and the input's calls as one program: of a seed's
 * text, of a text that is a program of its own, or of any bytes. `as` is what
 * --as says, as of fuzz_say_target. Returns an
 * exit status, after a complaint if it is not EXIT_CLEAN.
 */
int fuzz_read_input(const char *path, const struct fuzz_target *target, const struct fuzz_target *as,
                    const struct buffer *content, struct program_set *ret_set);

/*
 * Which target's world a program begins with, and how many calls that is.
 * NULL: none's. Of targets that share a world it is the first by name.
 */
const struct fuzz_target *fuzz_find_world(const struct program *program, size_t *ret_calls);

/* Appends the input of the target that the program is, the target's world left out. False: a complaint was printed. */
bool fuzz_encode_input(const struct fuzz_target *target, const struct program *program, struct buffer *ret_bytes);

/* ---- targets that try text ---- */

enum fuzz_check_end { CHECK_HOLDS, CHECK_FAILS, CHECK_UNABLE };

/*
 * Tries the bytes on a target that makes no calls, in a process of their own
 * where the system has that. CHECK_FAILS: ret_finding says what does not hold;
 * CHECK_UNABLE: ret_finding says why it could not be tried.
 */
enum fuzz_check_end fuzz_check(const struct fuzz_target *target, const char *data, size_t size,
                               unsigned timeout_seconds, struct buffer *ret_finding);

#endif
