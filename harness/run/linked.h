/*
 * Which target a name means: the one that the program is linked with, or a library.
 *
 * In the command offercheck the mock kernel is linked; in a vendor's own
 * runner it is his implementation, by the name that he gave it.
 */
#ifndef OFFERCHECK_RUN_LINKED_H
#define OFFERCHECK_RUN_LINKED_H

#include <stdbool.h>

/* The name of the linked target. */
const char *linked_name(void);

/* Whether that target is the mock kernel. */
bool linked_is_mock(void);

/* The library to load for a target of that name; NULL: it is the linked one. */
const char *linked_library(const char *target);

/* The profile by which a target of that name is judged unless another is asked for. */
const char *linked_profile(const char *target);

#endif
