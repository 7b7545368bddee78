/*
 * Names for the values of the interface's numbers, as texts write them.
 */
#ifndef OFFERCHECK_PROGRAM_SYMBOLS_H
#define OFFERCHECK_PROGRAM_SYMBOLS_H

#include "program/ops.h"

extern const struct symbols priority_names;
extern const struct symbols offer_flag_names;
extern const struct symbols info_type_names;
extern const struct symbols device_flag_names;
extern const struct symbols state_type_names;
extern const struct symbols error_reason_names;
extern const struct symbols context_flag_names;
extern const struct symbols queue_priority_names;
extern const struct symbols allocation_flag_names;
extern const struct symbols backing_names;
extern const struct symbols eviction_priority_names;
extern const struct symbols destroy_flag_names;
extern const struct symbols resident_flag_names;
extern const struct symbols evict_flag_names;
extern const struct symbols escape_type_names;
extern const struct symbols segment_names;
extern const struct symbols discard_names;

#endif
