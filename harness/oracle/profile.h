/*
 * A profile: what an implementation has chosen where the contract leaves it open.
 *
 * Profiles are text files, conformance/profiles/NAME.profile. `ddi` has no
 * choices: it is the contract alone.
 */
#ifndef OFFERCHECK_ORACLE_PROFILE_H
#define OFFERCHECK_ORACLE_PROFILE_H

#include "abi/statuses.h"
#include "oracle/requirements.h"

enum choice {
  CHOICE_OPEN,   /* as the requirement's grade says */
  CHOICE_REFUSE, /* a call with this fault must be refused */
  CHOICE_ACCEPT, /* a call with this oddity must be accepted */
  CHOICE_HOLD    /* the rule must hold */
};

struct profile_choice {
  const struct requirement *requirement;
  enum choice choice;
};

/* A status that a fault alone may also give: a known deviation. */
struct profile_admission {
  const struct requirement *requirement;
  NTSTATUS status;
};

struct profile {
  char *title;
  struct profile_choice *choices;
  size_t choice_count;
  struct profile_admission *admissions;
  size_t admission_count;
};

/* Parses a profile's text; it keeps pointers into `requirements`. False: ret_error says why, and there is nothing to free. */
bool profile_parse(const char *text, size_t size, const struct requirement_set *requirements,
                   struct profile *ret_profile, struct requirement_error *ret_error);

void profile_free(struct profile *profile);

enum choice profile_choice(const struct profile *profile, const struct requirement *requirement);

#endif
