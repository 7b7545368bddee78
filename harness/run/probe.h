/*
 * Finding out what a target is and can do, by calling it: its adapters, whether
 * one makes a device, how it makes allocations, which faults can be forced.
 *
 * Nothing disturbs the machine unless the user allows it: the discard fault is
 * set to none, which also undoes what an earlier program may have left; a TDR
 * is never tried.
 */
#ifndef OFFERCHECK_RUN_PROBE_H
#define OFFERCHECK_RUN_PROBE_H

#include "run/target.h"

/* What the user asks of a run on a target. */
struct target_wishes {
  const char *adapter; /* which: an index, a LUID, a piece of its description; NULL: the first that makes devices */
  const struct provision *provision; /* NULL: none */
  bool disruptive;                   /* what disturbs others on the machine is allowed */
};

struct adapter_row {
  uint64_t luid;
  char description[128]; /* UTF-8; "" if it does not say */
  bool typed;            /* it says what it is: */
  uint32_t type;         /* D3DKMT_ADAPTERTYPE */
};

struct adapter_list {
  uint32_t count;
  struct adapter_row rows[D3DKMT_MAX_ADAPTERS];
};

/* Fills in what can be found out. Calls into the target. */
void target_probe(struct target *target);

/*
 * The same by wishes, of which NULL is none. False: no adapter is the wished
 * one, or several are; ret_error says which there are.
 */
bool target_probe_by(struct target *target, const struct target_wishes *wishes, struct adapter_list *ret_adapters,
                     char *ret_error, size_t error_size);

/* What is assumed of a target that did not survive being probed: that it has all its entry points promise. */
void target_assume(struct target *target, const struct target_wishes *wishes, const char *why);

/* Makes sure that it is text, whatever was written over it. */
void adapter_list_tidy(struct adapter_list *adapters);

/* "software", "display only", "" */
const char *adapter_sort(const struct adapter_row *row);

/* The row that `wish` means; D3DKMT_MAX_ADAPTERS: none or several, and ret_error says which there are. */
uint32_t adapter_choose(const struct adapter_list *adapters, const char *wish, char *ret_error, size_t error_size);

#endif
