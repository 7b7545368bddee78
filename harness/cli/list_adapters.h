/*
 * 'offercheck list adapters': what a target is made of, and what it can.
 */
#ifndef OFFERCHECK_CLI_LIST_ADAPTERS_H
#define OFFERCHECK_CLI_LIST_ADAPTERS_H

#include <stdbool.h>

/* Returns an exit status; a complaint was printed unless it is EXIT_CLEAN. */
int list_adapters(const char *target, bool as_json);

#endif
