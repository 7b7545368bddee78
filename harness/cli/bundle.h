/*
 * The bundle: the folder that a run leaves.
 */
#ifndef OFFERCHECK_CLI_BUNDLE_H
#define OFFERCHECK_CLI_BUNDLE_H

#include <stdbool.h>
#include <stdio.h>

#include "run/results.h"

/* Makes the folder and opens its transcript. NULL: a complaint was printed. */
FILE *bundle_begin(const char *folder);

/* Writes all other files, SHA256SUMS last. False: a complaint was printed; what could be written is there. */
bool bundle_finish(const char *folder, const struct run_results *results);

#endif
