/*
 * What the worker plays: a case, or a stretch of a generated suite.
 */
#ifndef OFFERCHECK_CERTIFY_PLAYER_H
#define OFFERCHECK_CERTIFY_PLAYER_H

#include "program/text.h"
#include "run/worker.h"

enum job_kind {
  JOB_CASE, /* index: of the program */
  JOB_SUITE /* index: of the suite; first, count: combinations, all of one group */
};

/* Which program of a stretch a record belongs to; the rest of its call index is the call's place there. */
#define PLAYER_WORLD 0x80000000u
#define PLAYER_UNDO 0x40000000u

/* A job_player; the context is the struct program_set of the cases. */
bool player_play(void *context, struct execution *execution, const struct job *job);

#endif
