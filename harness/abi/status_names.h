/*
 * The names of statuses: for reading and writing them as text.
 */
#ifndef OFFERCHECK_ABI_STATUS_NAMES_H
#define OFFERCHECK_ABI_STATUS_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "abi/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* "STATUS_INVALID_PARAMETER" for the value, or NULL for one without a name. */
const char *abi_status_name(NTSTATUS status);

/*
 * The value of a name of `length` bytes, with or without its STATUS_ prefix.
 * Returns false, and leaves *ret_status alone, when no status has that name.
 */
bool abi_status_by_name(const char *name, size_t length, NTSTATUS *ret_status);

#ifdef __cplusplus
}
#endif

#endif
