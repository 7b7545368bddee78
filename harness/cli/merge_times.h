/*
 * When the shards of a run were run.
 */
#ifndef OFFERCHECK_CLI_MERGE_TIMES_H
#define OFFERCHECK_CLI_MERGE_TIMES_H

#include "certify/results.h"

/*
 * Adds the times of a bundle to those of the others: the earliest start, the
 * latest end, the seconds in all. Nothing vouches for times.json: what is not
 * as it should be is left out.
 */
void merge_times(const char *folder, struct run_times *times);

#endif
