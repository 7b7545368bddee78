/*
 * NTSTATUS values by name. Source: the public Windows headers (H).
 */
#ifndef OFFERCHECK_ABI_STATUSES_H
#define OFFERCHECK_ABI_STATUSES_H

#include <stdbool.h>
#include <stddef.h>

#include "abi/types.h"

/* Headers of Windows' own may have been included before with their macros. */
#undef STATUS_TIMEOUT
#undef STATUS_PENDING
#undef STATUS_ACCESS_VIOLATION
#undef STATUS_INVALID_HANDLE
#undef STATUS_INVALID_PARAMETER
#undef STATUS_NO_MEMORY
#undef STATUS_ILLEGAL_INSTRUCTION

/* Enumerators cannot hold 0xC0000000 and up in C11, so each is a constant. */
#define STATUS_SUCCESS ((NTSTATUS)0x00000000)
#define STATUS_DEVICE_REMOVED ((NTSTATUS)0xC00002B6)
#define STATUS_INVALID_PARAMETER ((NTSTATUS)0xC000000D)
#define STATUS_TIMEOUT ((NTSTATUS)0x00000102)
#define STATUS_PENDING ((NTSTATUS)0x00000103)
#define STATUS_UNSUCCESSFUL ((NTSTATUS)0xC0000001)
#define STATUS_NOT_IMPLEMENTED ((NTSTATUS)0xC0000002)
#define STATUS_ACCESS_VIOLATION ((NTSTATUS)0xC0000005)
#define STATUS_INVALID_HANDLE ((NTSTATUS)0xC0000008)
#define STATUS_NO_MEMORY ((NTSTATUS)0xC0000017)
#define STATUS_ILLEGAL_INSTRUCTION ((NTSTATUS)0xC000001D)
#define STATUS_ACCESS_DENIED ((NTSTATUS)0xC0000022)
#define STATUS_BUFFER_TOO_SMALL ((NTSTATUS)0xC0000023)
#define STATUS_OBJECT_TYPE_MISMATCH ((NTSTATUS)0xC0000024)
#define STATUS_OBJECT_NAME_INVALID ((NTSTATUS)0xC0000033)
#define STATUS_OBJECT_NAME_COLLISION ((NTSTATUS)0xC0000035)
#define STATUS_NOT_SUPPORTED ((NTSTATUS)0xC00000BB)
#define STATUS_GRAPHICS_ALLOCATION_BUSY ((NTSTATUS)0xC01E0102)
#define STATUS_GRAPHICS_TOO_MANY_REFERENCES ((NTSTATUS)0xC01E0103)

/* "STATUS_INVALID_PARAMETER" for the value, or NULL for one without a name. */
const char *abi_status_name(NTSTATUS status);

/*
 * The value of a name of `length` bytes, with or without its STATUS_ prefix.
 * Returns false, and leaves *ret_status alone, when no status has that name.
 */
bool abi_status_by_name(const char *name, size_t length, NTSTATUS *ret_status);

#endif
