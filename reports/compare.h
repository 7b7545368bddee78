/*
 * Two runs side by side: what got worse from the first to the second, what got
 * better, what merely differs.
 *
 * Three things are told apart: PASS, NOTED, WARN and STALE_WAIVER, where the
 * target broke nothing that its profile asks; WAIVED, where it did; TIMEOUT,
 * CRASH and FAIL, where it did and nobody lets it pass. From the first to one
 * of the others is worse, back is better, and all else merely differs: WARN is
 * a choice of the target's, and a waiver is none of its deeds.
 *
 * Where one run judged nothing (NOT_SUPPORTED, BROKEN, or not there) the other
 * says nothing of a change, but that what fails now is worse.
 */
#ifndef OFFERCHECK_REPORTS_COMPARE_H
#define OFFERCHECK_REPORTS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "certify/results.h"
#include "program/buffer.h"

enum change {
  CHANGE_NONE,
  CHANGE_WORSE,
  CHANGE_BETTER,
  CHANGE_OTHER,
  CHANGE_LESS, /* judged in the first run alone */
  CHANGE_MORE, /* judged in the second run alone */
  CHANGE_COUNT
};

/* "same", "worse", "better", "differs", "judged only in a", "judged only in b". */
extern const char *const change_names[CHANGE_COUNT];

enum compared_kind { COMPARED_REQUIREMENT, COMPARED_SUITE, COMPARED_CASE, COMPARED_KIND_COUNT };

/* "requirement", "suite", "case". */
extern const char *const compared_names[COMPARED_KIND_COUNT];

/* A requirement, suite or case whose verdict is not what it was. */
struct compared {
  enum change change;
  enum compared_kind kind;
  const char *name;
  bool there[2];            /* in the first, in the second run */
  enum verdict verdicts[2]; /* of those where it is there */
  uint64_t deviating[2];    /* of a suite: combinations that deviate, waived ones included */
  const char *message;      /* what is said of the heavier of the two; "" for nothing */
};

enum behaviour_change {
  BEHAVIOUR_DIFFERS, /* other outcomes, or the same ones in other shares of as many calls */
  BEHAVIOUR_COUNTS,  /* the same outcomes, but not as many calls */
  BEHAVIOUR_ONE_SIDED,
  BEHAVIOUR_CHANGE_COUNT
};

/* "differs", "seen more or less often", "seen in one run". */
extern const char *const behaviour_change_names[BEHAVIOUR_CHANGE_COUNT];

/* What a situation that the contract leaves open led to, in each run; NULL: it did not arise there. */
struct compared_behaviour {
  enum behaviour_change change;
  const char *requirement;
  const char *situation;
  const struct observation *observations[2];
};

/* A fact of the run, or an entry point, that is not the same. */
struct compared_fact {
  const char *name;
  char *values[2];
};

struct comparison {
  const struct run_results *runs[2];
  struct compared *items; /* requirements, then suites, then cases, each in the suite's order */
  size_t item_count;
  size_t counts[CHANGE_COUNT]; /* of them */
  struct compared_behaviour *behaviours;
  size_t behaviour_count;
  size_t behaviour_counts[BEHAVIOUR_CHANGE_COUNT]; /* of them */
  struct compared_fact *facts;
  size_t fact_count;
  struct compared_fact *entries; /* "present" or "missing" */
  size_t entry_count;
};

/* For the parts of the comparison: room for one more in a list that doubles as it grows. NULL: out of memory. */
void *comparison_one_more(void *list_of, size_t *count, size_t size);
bool comparison_add_behaviours(struct comparison *comparison);
bool comparison_add_facts(struct comparison *comparison);

/* How a verdict compares with another; `there` says whether there is one at all. */
enum change compare_verdicts(bool there_a, enum verdict a, bool there_b, enum verdict b);

/* Compares two runs, which must outlive the comparison. False: out of memory, and there is nothing to free. */
bool comparison_make(const struct run_results *a, const struct run_results *b, struct comparison *ret_comparison);
void comparison_free(struct comparison *comparison);

/* For the terminal: two columns; `all` shows every item, else each part is cut. The names are those of the bundles. */
void report_comparison(const struct comparison *comparison, const char *const names[2], bool all, bool color,
                       struct buffer *ret_text);

/* As JSON, as diff.schema.json describes it. */
void report_comparison_json(const struct comparison *comparison, const char *const names[2], struct buffer *ret_text);

#endif
