/*
 * The table of D3DKMT entry points, and calling one through it.
 *
 * Source: H for the names and argument structures, K for the ioctl numbers.
 */
#ifndef OFFERCHECK_ABI_ENTRY_POINTS_H
#define OFFERCHECK_ABI_ENTRY_POINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "abi/d3dkmt.h"

#ifdef __cplusplus
extern "C" {
#endif

enum abi_entry {
#define ABI_ENTRY(id, function, structure, qualifier, ioctl, need) ABI_##id,
#include "abi/entry_points.def"
#undef ABI_ENTRY
  ABI_ENTRY_COUNT,
  ABI_NO_ENTRY = ABI_ENTRY_COUNT
};

struct abi_entry_info {
  const char *name;      /* "D3DKMTOfferAllocations" */
  const char *structure; /* "D3DKMT_OFFERALLOCATIONS" */
  size_t size;           /* of the structure, in bytes */
  unsigned ioctl;        /* /dev/dxg's number, 0 for none */
  bool required;
  bool is_const; /* the callee may not write to the structure */
};

extern const struct abi_entry_info abi_entries[ABI_ENTRY_COUNT];

/* Pointers to a target's functions; NULL for one that it lacks. Converted back to its own type before it is called. */
typedef void (*abi_function)(void);

struct abi_table {
  abi_function functions[ABI_ENTRY_COUNT];
};

/* Calls table's function for `entry`, which must not be NULL, with `argument`, which may be any pointer at all. */
NTSTATUS abi_call(const struct abi_table *table, enum abi_entry entry, void *argument);

/* The functions of these names that this program was linked with. */
void abi_table_linked(struct abi_table *ret_table);

/* What that implementation is called: "mock", or by a name of the vendor's own. */
extern const char abi_linked_name[];

#ifdef __cplusplus
}
#endif

#endif
