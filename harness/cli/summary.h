/*
 * What a run found, on one screen.
 */
#ifndef OFFERCHECK_CLI_SUMMARY_H
#define OFFERCHECK_CLI_SUMMARY_H

#include "certify/results.h"

/* Whether standard output shows colors, and is to. */
bool wants_color(void);

/* `out` is the bundle's folder; NULL: there is no report. False: it could not be printed, and a complaint was. */
bool print_summary(const struct run_results *results, const char *out);

#endif
