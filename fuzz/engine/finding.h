/*
 * The end of a fuzz process that found something: a message whose first line
 * starts with the requirement's id, and a stack whose first frame below abort
 * is named for it, so that engines tell findings apart by either.
 */
#ifndef OFFERCHECK_FUZZ_ENGINE_FINDING_H
#define OFFERCHECK_FUZZ_ENGINE_FINDING_H

#include "oracle/oracle.h"

/* A finding of the call of that number, from 1, in `calls`, the text of all that was played; 0: at their end. Does not return. */
_Noreturn void finding_judged(const struct judgement *judgement, const struct call_record *record, size_t number,
                              const char *calls);

/* A property that does not hold of an input without calls. Does not return. */
_Noreturn void finding_property(const char *message);

/* Functions that abort, one for each requirement. Made by the build. */
struct finding_frame {
  const char *requirement;
  void (*stop)(void);
};

extern const struct finding_frame finding_frames[]; /* the last one's requirement is NULL */

#endif
