/*
 * The contract as it is built in: the requirements and the profiles.
 */
#ifndef OFFERCHECK_RUN_CONTRACT_H
#define OFFERCHECK_RUN_CONTRACT_H

#include "oracle/profile.h"
#include "oracle/requirements.h"

/* False: ret_error says why in one line, and there is nothing to free. */
bool contract_requirements(struct requirement_set *ret_set, char *ret_error, size_t size);

/* Whether a profile of that name is built in. */
bool contract_has_profile(const char *name);

/* A profile by its name. It keeps pointers into `requirements`. */
bool contract_profile(const char *name, const struct requirement_set *requirements, struct profile *ret_profile,
                      char *ret_error, size_t size);

/* The name of the next profile; NULL after the last. *position starts at 0; the name is good until the next call. */
const char *contract_next_profile(size_t *position);

#endif
