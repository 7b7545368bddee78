/*
 * What a fuzz process holds: the target, its standing world, the oracle. An
 * input is played on it, judged call by call, and the world is made what it
 * was before the next one.
 */
#ifndef OFFERCHECK_FUZZ_ENGINE_SESSION_H
#define OFFERCHECK_FUZZ_ENGINE_SESSION_H

#include "fuzz/target.h"

/*
 * Environment: OFFERCHECK_TARGET, a library to fuzz in place of the mock that
 * the program is linked with; OFFERCHECK_PROFILE, the profile to judge by, in
 * place of the target's own.
 */
#define SESSION_TARGET_VARIABLE "OFFERCHECK_TARGET"
#define SESSION_PROFILE_VARIABLE "OFFERCHECK_PROFILE"

/* Makes the process's session. False: a complaint was printed to standard error. */
bool session_begin(const struct fuzz_target *target);

/* Tries one input. A failing judgement does not return: see finding.h. */
void session_try(const uint8_t *data, size_t size);

/* The world's calls, for who needs to know what is alive. */
const struct program *session_world(void);

#endif
