/* What hostile.c and acts.c share. */
#ifndef OFFERCHECK_TESTS_HOSTILE_H
#define OFFERCHECK_TESTS_HOSTILE_H

#include "abi/entry_points.h"

enum moment { AT_LOAD, AT_PROBE, AT_OFFER, AT_THIRD, AT_RECLAIM, AT_DESTROY, AFTER_OFFER, AT_UNLOAD, NEVER };

/* When this library misbehaves. */
enum moment hostile_moment(void);

/* How. The argument is the call's, the status what it returns; both NULL where there is no call. */
void hostile_act(void *argument, NTSTATUS *status);

#endif
