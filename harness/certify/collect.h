/*
 * Gathering judged calls into results.
 */
#ifndef OFFERCHECK_CERTIFY_COLLECT_H
#define OFFERCHECK_CERTIFY_COLLECT_H

#include "certify/results.h"
#include "oracle/oracle.h"
#include "program/program.h"

/* One situation with one outcome, and how often it came. */
struct seen_note {
  const struct requirement *requirement;
  char *situation;
  char *outcome;
  uint64_t count;
  uint64_t hash;
};

struct collector {
  struct run_results *results;
  struct seen_note *notes; /* open-addressed by hash */
  size_t note_slots;
  size_t note_count;
  bool failed; /* memory ran out: the results are not whole */
};

/* Ties a collector to empty results. False: out of memory. */
bool collector_init(struct collector *collector, struct run_results *results);
void collector_free(struct collector *collector);

char *collect_string(struct collector *collector, const char *text);

/* Adds a case with its title, requirements and no calls. NULL: out of memory. */
struct case_result *collect_case(struct collector *collector, const char *name, const struct program *program);

/* Adds a call, described, with what was judged of it. */
void collect_call(struct collector *collector, struct case_result *result, const struct program *program,
                  const struct call_record *record, const struct judgement *judgement);

/* A finding about the case as a whole. */
void collect_finding(struct collector *collector, struct case_result *result, enum verdict verdict,
                     const char *requirement, const char *message);

/* The first reason stays. */
void collect_reason(struct collector *collector, char **reason, const char *text);

/* What is said of a call that was not as it should be, and is not waived. */
void collect_judgement_reason(struct collector *collector, char **reason, const struct judgement *judgement);

/* What is said of the first waived finding of a case. */
void collect_waived_reason(struct collector *collector, struct case_result *result);

/* Counts implementation-defined behaviour. */
void collect_notes(struct collector *collector, const struct judgement_note *notes, size_t count);

/* Counts one case or combination for a requirement. */
void collect_requirement(struct collector *collector, const struct requirement *requirement, enum verdict verdict);

/* Counts a finished case for its requirements and for the run. */
void collect_case_end(struct collector *collector, const struct case_result *result);

/* Sorts the observations out, and sums the run up. */
void collector_finish(struct collector *collector);

#endif
