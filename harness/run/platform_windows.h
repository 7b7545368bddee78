/*
 * What the files of the Windows side share.
 */
#ifndef OFFERCHECK_RUN_PLATFORM_WINDOWS_H
#define OFFERCHECK_RUN_PLATFORM_WINDOWS_H

#include <stddef.h>

/* What the system calls an error of GetLastError(), without a full stop. */
void platform_error(unsigned long error, char *ret_text, size_t size);

#endif
