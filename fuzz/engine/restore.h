/*
 * Making a standing world what it was: of all that could be put right, what an
 * input can have changed.
 */
#ifndef OFFERCHECK_FUZZ_ENGINE_RESTORE_H
#define OFFERCHECK_FUZZ_ENGINE_RESTORE_H

#include "run/execute.h"

/*
 * Whether a call of the restoring program has to be played after the input:
 * one with a list only if the input listed something of it, by any name.
 */
bool restore_needs(const struct execution *execution, const struct program *restore, const struct call *call,
                   const struct program *input);

#endif
