/*
 * Waivers in a run: which of them hold, what they cover, which are stale.
 *
 * Every set may be NULL: then there are no waivers, and nothing happens. All
 * of it follows from the facts of the run and from the calls in their order.
 */
#ifndef OFFERCHECK_CERTIFY_WAIVERS_RUN_H
#define OFFERCHECK_CERTIFY_WAIVERS_RUN_H

#include "certify/results.h"
#include "certify/waivers.h"
#include "oracle/oracle.h"
#include "program/record.h"

/* Sorts the waivers by target, version and date, once the facts are whole. False: out of memory. */
bool waivers_begin(struct waiver_set *set, const struct run_facts *facts);

/* What follows is of the case or suite of that name, and shows these requirements. */
void waivers_enter(struct waiver_set *set, const char *name, char *const *requirements, size_t count);

/* The suite shows what the judgement speaks of. */
void waivers_show(struct waiver_set *set, const struct judgement *judgement);

/*
 * Turns each finding that a waiver covers into a WAIVED one, and weighs the
 * judgement anew. Returns whether some waiver of this case or suite covered
 * something for the first time.
 */
bool waivers_apply(struct waiver_set *set, const struct call_record *record, struct judgement *judgement);

/* The same for the end of the worker process. Returns the waiver that covers it, or NULL. */
const struct waiver *waivers_apply_end(struct waiver_set *set, enum verdict verdict, const char *requirement,
                                       const char *detail, const char *message);

/* The case was stopped before its end: what was covered in it was not. */
void waivers_drop(struct waiver_set *set);

/*
 * The case or suite has come to its end and was judged. Of the waivers that
 * named it, *position being 0 at first, gives the next one that is stale and
 * what came in place of what it says. False: there are no more.
 */
bool waivers_leave(struct waiver_set *set, const char *name, size_t *position, struct buffer *ret_message);

/* Whether a waiver for something that was not played may be as good as ever. */
struct waivers_scope {
  const struct program_set *cases;   /* of the whole suite, played or not */
  const struct run_results *results; /* the suites that were played */
  bool suites;                       /* there are suites */
};

/* States what each waiver came to. False: out of memory. */
bool waivers_finish(struct waiver_set *set, const struct waivers_scope *scope);

#endif
