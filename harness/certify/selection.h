/*
 * What a run plays: the jobs that a filter chooses, in the suite's order, and
 * which of them a shard has. A job is a case, or a stretch of a generated
 * suite. Jobs are dealt out to the shards in turn, so that each gets its part
 * of every kind.
 */
#ifndef OFFERCHECK_CERTIFY_SELECTION_H
#define OFFERCHECK_CERTIFY_SELECTION_H

#include "certify/suites.h"
#include "program/text.h"

#define SHARD_MAX 1000u

struct shard {
  uint32_t number, count; /* number: from 1; count: 0 if the run is not divided */
};

/* Reads "2/7", or "" for a run that is not divided. */
bool shard_parse(const char *text, struct shard *ret_shard);

#define SELECTION_NONE UINT64_MAX

struct selection {
  struct shard shard;
  uint64_t *cases;              /* of each case: its job's place among all jobs, or SELECTION_NONE */
  uint64_t suites[SUITE_COUNT]; /* of each suite: its first stretch's */
  uint64_t job_count;           /* of all shards */
  uint64_t total;               /* cases and combinations that the shard has */
};

/* Whether `glob` ('*' any text, '?' any character) matches all of `text`. */
bool certify_matches(const char *glob, const char *text);

/* `filter` is a glob over the names of cases and suites and over requirement ids; NULL: all. False: out of memory. */
bool selection_init(struct selection *selection, const struct program_set *cases, bool suites, const char *filter,
                    struct shard shard);
void selection_free(struct selection *selection);

/* Whether the shard has the job of that place, which may be SELECTION_NONE. */
bool selection_has(const struct selection *selection, uint64_t place);

/* Whether the shard has a stretch of that suite. */
bool selection_has_suite(const struct selection *selection, size_t index);

/* The shard, from 0, that has the job of that place. */
uint32_t selection_shard_of(uint64_t place, uint32_t shard_count);

/* ---- stretches: what is played of a suite in one job, unless a crash cuts it short ---- */

uint64_t suite_stretches(const struct suite *suite);

/* The combinations [first, end) of a stretch. */
void suite_stretch(const struct suite *suite, uint64_t number, uint64_t *ret_first, uint64_t *ret_end);

/* The stretch that a combination is in. */
uint64_t suite_stretch_of(const struct suite *suite, uint64_t combination);

#endif
