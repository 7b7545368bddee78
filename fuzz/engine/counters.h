/*
 * What was judged, as a signal to the engine: inputs that make the oracle
 * apply another rule are worth keeping, whatever code they reach. libFuzzer
 * reads such counters beside its own; other engines do without.
 */
#ifndef OFFERCHECK_FUZZ_ENGINE_COUNTERS_H
#define OFFERCHECK_FUZZ_ENGINE_COUNTERS_H

#include "oracle/oracle.h"

/* The set whose requirements judgements point to. */
void count_requirements(const struct requirement_set *requirements);

void count_judgement(const struct call_record *record, const struct judgement *judgement);

#endif
