/*
 * Inside the generated suites: fields, their classes, and what a combination chooses.
 */
#ifndef OFFERCHECK_CERTIFY_SUITE_FIELDS_H
#define OFFERCHECK_CERTIFY_SUITE_FIELDS_H

#include "certify/suites.h"

#define SUITE_STATE 0 /* the outermost field of every suite: it is the group */
#define SUITE_DEVICE 1
#define SUITE_LIST 2
#define SUITE_ITEM 3
#define SUITE_POSITIONS 3u /* items of a list: the wrong one is the first, the middle or the last */
#define SUITE_MAX_FIELDS 8
#define SUITE_MAX_CLASSES 10

/* One class of a field: a name, and what stands in the text of the call or, for the state, of the world. */
struct suite_class {
  const char *name;
  const char *text;
};

/* The first class is as it should be. The pairs take all classes, the full combinations the first `common`. */
struct suite_field {
  const char *name;
  size_t count, common;
  const struct suite_class *classes;
};

/* Which class each field has, and where the wrong item stands. */
struct suite_choice {
  size_t classes[SUITE_MAX_FIELDS];
  size_t position;
};

const struct suite_field *suite_fields(const struct suite *suite, size_t *ret_count);
void suite_choose(const struct suite *suite, uint64_t combination, struct suite_choice *ret_choice);

#endif
