/*
 * Finding out what a target is in a process of its own, so that one that does
 * not survive being asked can be run on all the same.
 */
#ifndef OFFERCHECK_RUN_SCOUT_H
#define OFFERCHECK_RUN_SCOUT_H

#include "run/probe.h"

struct scouted {
  struct target target;
  struct adapter_list adapters;
  bool wrong_adapter; /* `error` says which there are */
  char error[256];
};

/*
 * `library` as target_open_library takes it, NULL: the linked target; `seconds`
 * that it may take. True: ret_scouted is filled in; the target's functions are
 * not good here. False: nobody was sent, or could load it: the caller may try himself.
 */
bool scout_target(const char *library, const struct target_wishes *wishes, double seconds, struct scouted *ret_scouted);

#endif
