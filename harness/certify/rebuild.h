/*
 * The calls of a generated suite, built anew without a target: from the world
 * that was recorded and a combination's number follow all bytes that the call
 * was made with.
 */
#ifndef OFFERCHECK_CERTIFY_REBUILD_H
#define OFFERCHECK_CERTIFY_REBUILD_H

#include "certify/suites.h"
#include "run/execute.h"

struct rebuild {
  struct target target; /* answers `status` and does nothing */
  struct execution execution;
  bool ready;           /* the execution is there */
  struct program world; /* whose records are followed */
  struct program call;
  const struct suite *suite;
  struct call_record record; /* of the call that was built */
  bool built;
};

void rebuild_init(struct rebuild *rebuild);
void rebuild_free(struct rebuild *rebuild);

/* Begins with the world of a combination's group, as yet without objects. False: out of memory. */
bool rebuild_begin(struct rebuild *rebuild, const struct suite *suite, uint64_t combination);

/* The next record of the world: the objects that it made get their slots. */
void rebuild_follow(struct rebuild *rebuild, const struct call_record *record);

/*
 * The record of a combination's call that returned `status` and wrote
 * nothing. NULL: it cannot be built. Good until the next call.
 */
const struct call_record *rebuild_combination(struct rebuild *rebuild, uint64_t combination, NTSTATUS status);

#endif
