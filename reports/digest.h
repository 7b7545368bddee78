/*
 * What several reports say alike: the conclusion in plain words, what counts
 * as wrong, which case belongs where, which message explains it.
 */
#ifndef OFFERCHECK_REPORTS_DIGEST_H
#define OFFERCHECK_REPORTS_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "certify/results.h"
#include "program/buffer.h"

/* The target is at fault, or a waiver hides what it does. */
bool digest_is_bad(enum verdict verdict);

enum conclusion {
  CONCLUSION_PASS,
  CONCLUSION_FAIL,
  CONCLUSION_INCOMPLETE,
  CONCLUSION_BROKEN,
  CONCLUSION_NOT_SUPPORTED
};

/* "PASS" and so on. */
extern const char *const conclusion_words[];

/* The target without its folders, for headlines. */
const char *digest_target(const struct run_results *results);

/* Appends what follows the word: "3 requirements broken by target mock". Not escaped. */
enum conclusion digest_conclude(const struct run_results *results, struct buffer *ret_sentence);

/* The source that a tag of `size` bytes stands for; NULL: none. */
const struct source *digest_source(const struct requirement_set *set, const char *tag, size_t size);

struct requirement_counts {
  size_t all;
  size_t played; /* at least one case that shows it was judged */
  size_t broken; /* by what the target did */
  size_t warned;
};

struct requirement_counts digest_count_requirements(const struct run_results *results);

/* Why a call, or a case, speaks against a requirement. */
struct evidence {
  const struct case_result *case_result; /* NULL: none left */
  const struct call_result *call;        /* NULL: the case as a whole */
  const char *message;
};

/*
 * The next piece of evidence that weighs `least` or more against a requirement,
 * in the cases' order and at most one for each case: *position is 0 at first.
 * With `id` NULL: cases of that weight that stand under no bad requirement,
 * and speak of more than a stale waiver.
 */
struct evidence digest_next_evidence(const struct run_results *results, const char *id, enum verdict least,
                                     size_t *position);

/* A bad generated suite that shows the requirement, else NULL. */
const struct suite_result *digest_bad_suite(const struct run_results *results, const char *id);

/* The one finding or reason that explains the case's verdict; "" for one that needs no words. */
struct evidence digest_explain(const struct case_result *case_result);

/* Cases that belong together: of one group of requirements (OFR-DEV), or of one generated suite. */
struct case_group {
  char name[96];
  const struct suite_result *suite; /* NULL: a group of requirements */
  size_t case_count;
  size_t verdicts[VERDICT_COUNT];
};

struct case_groups {
  struct case_group *groups; /* in the order of their first case, suites without cases last */
  size_t count;
  size_t *group_of; /* by case */
};

/* False: out of memory, and there is nothing to free. */
bool digest_group(const struct run_results *results, struct case_groups *ret_groups);
void case_groups_free(struct case_groups *groups);

#endif
