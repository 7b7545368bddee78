/*
 * The bundles that are to be merged, and whether they are the shards of a run.
 */
#ifndef OFFERCHECK_CLI_MERGE_PIECES_H
#define OFFERCHECK_CLI_MERGE_PIECES_H

#include "certify/selection.h"
#include "cli/bundle_check.h"

/* In the order in which they were given. */
struct pieces {
  struct bundle_check *checks;
  struct shard *shards;
  size_t count;
  size_t *owners; /* of each shard, from 0: its place among the pieces */
};

/* Room for them. False: out of memory. To be freed in any case. */
bool pieces_begin(struct pieces *pieces, size_t count);
void pieces_free(struct pieces *pieces);

/*
 * Reads the bundles, judges each again, and sees to it that they are all
 * shards of one run and each is there once. Returns EXIT_CLEAN, or another
 * status after a complaint that names the bundle.
 */
int pieces_check(struct pieces *pieces, char *const *folders, size_t count, const struct program_set *cases);

#endif
