/*
 * What the command needs of the system beyond ISO C.
 */
#ifndef OFFERCHECK_CLI_SYSTEM_H
#define OFFERCHECK_CLI_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * To be called first. Gives standard streams that are closed to files that
 * refuse to be written, so that no other file takes their place, and makes
 * failed writes come back as errors.
 */
void system_begin(void);

/* Sets *ret_stopped when the user or the system asks for an end. What was ignored stays ignored. */
void system_catch_signals(volatile int *ret_stopped);

/* Whether a stream leads to a terminal that can move its cursor and show colors. */
bool system_is_terminal(FILE *stream);

enum file_kind { FILE_NONE, FILE_PLAIN, FILE_FOLDER, FILE_OTHER /* a device, a pipe, a link where links count */ };

/* What is at the end of a path. ret_size is 0 but for FILE_PLAIN. */
enum file_kind system_file(const char *path, unsigned long long *ret_size);

/* As system_file, but a symbolic link is FILE_OTHER. */
enum file_kind system_entry(const char *path);

/* Whether a character of a path parts a folder from what is in it. */
bool system_is_separator(char character);

/* The path of this program. False: the system does not tell. */
bool system_own_path(char *ret_path, size_t size);

/* Whether two paths lead to the same file or folder, which is there. */
bool system_is_same(const char *a, const char *b);

/* Makes a file that was not there before and opens it for writing. NULL: errno says why. */
FILE *system_create(const char *path);

/* Cuts a file that is open for writing to its first bytes, and goes on behind them. False: errno says why. */
bool system_truncate(FILE *file, unsigned long long size);

/* Puts a file in another's place. False: errno says why. */
bool system_replace(const char *from, const char *to);

/*
 * Takes a folder for this process alone, until system_unlock or its end.
 * Returns what system_unlock takes, or -1: another process has it. Where the
 * file system knows no locks everybody gets one.
 */
int system_lock(const char *folder);
void system_unlock(int lock);

#endif
