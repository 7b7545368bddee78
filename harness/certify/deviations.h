/*
 * What a target did that no waiver covers, as a waiver would say it.
 */
#ifndef OFFERCHECK_CERTIFY_DEVIATIONS_H
#define OFFERCHECK_CERTIFY_DEVIATIONS_H

#include "certify/collect.h"

/* Adds the call's findings that fail a run, each once for its case or suite. */
void deviations_add(struct collector *collector, const char *name, const struct call_record *record,
                    const struct judgement *judgement);

/* The worker process ended outside of any call, and that counts against the requirement. */
void deviations_add_end(struct collector *collector, const char *name, enum verdict verdict, const char *requirement,
                        const char *detail);

/* Forgets those of the case that was played last. */
void deviations_drop(struct run_results *results, const char *name);

void deviations_free(struct run_results *results);

#endif
