/*
 * Inside the oracle: whose a handle is, and what is wrong with one that is nobody's.
 */
#ifndef OFFERCHECK_ORACLE_HANDLES_H
#define OFFERCHECK_ORACLE_HANDLES_H

#include "oracle/law.h"

struct handle_classes {
  enum fault_class zero, unknown, destroyed, type, process, changed, instance, unsure;
};

extern const struct handle_classes handles_device; /* of the device or paging queue that a call goes through */
extern const struct handle_classes handles_listed;

/*
 * The class of a handle that should be a living object's of that type; FAULT_COUNT if it is. *ret_object is that
 * object, or the only one whose handle differs in instance bits alone; else WORLD_NONE.
 */
enum fault_class handles_classify(const struct world *world, unsigned process, enum object_type type, uint32_t handle,
                                  const struct handle_classes *classes, uint32_t *ret_object);

#endif
