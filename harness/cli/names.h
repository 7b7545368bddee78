/*
 * Names for programs that come from several files.
 */
#ifndef OFFERCHECK_CLI_NAMES_H
#define OFFERCHECK_CLI_NAMES_H

#include "program/text.h"

/*
 * Gives programs without a name, from the first-th on, the path of their file,
 * or its last part as one word. False: out of memory.
 */
bool name_programs(const char *path, bool as_word, struct program_set *programs, size_t first);

/* Makes names unique: the second 'x' becomes 'x~2'. False: out of memory. */
bool make_names_unique(char **names, size_t count);

#endif
