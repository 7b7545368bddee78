/*
 * What depends on the platform: memory with permissions, safe copies, worker
 * processes, libraries, time. platform_posix.c and worker_posix.c have the
 * POSIX side, the files that end in _windows.c the other.
 */
#ifndef OFFERCHECK_RUN_PLATFORM_H
#define OFFERCHECK_RUN_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLATFORM_PAGE 4096u

/* Reserves addresses, a multiple of the page size, without access. NULL: the system refused. */
void *platform_reserve(size_t bytes);
void platform_release(void *address, size_t bytes);

enum platform_access { ACCESS_NONE, ACCESS_READ, ACCESS_READ_WRITE };

/* Sets the access to whole pages of reserved addresses. */
bool platform_protect(void *address, size_t bytes, enum platform_access access);

/*
 * Memory that can be seen twice: returns a view that can only be read and ends
 * where nothing is mapped, and one that can be written. NULL: the system refused.
 */
uint8_t *platform_alias(size_t bytes, uint8_t **ret_writable);
void platform_release_alias(uint8_t *read_only, uint8_t *writable, size_t bytes);

/* Drops the content of whole pages, which read as zeros afterwards. */
void platform_discard(void *address, size_t bytes);

/* Copies from or to any address of this process; false, without a fault, if it cannot be accessed throughout. */
bool platform_read(void *ret_data, uint64_t address, size_t size);
bool platform_write(uint64_t address, const void *data, size_t size);

/* Loads a library. NULL: ret_error says why. */
void *platform_load(const char *path, char *ret_error, size_t error_size);
void (*platform_symbol(void *library, const char *name))(void);

/* "Linux 6.1.0 x86_64", and what the system calls the processor ("" if it does not say). */
void platform_system(char *ret_system, size_t size);
void platform_processor(char *ret_processor, size_t size);

double platform_seconds(void);                  /* of a clock that never goes back */
void platform_utc(char *ret_text, size_t size); /* "2026-01-31T12:00:00Z" */

/* Makes a folder, unless it is there. False: errno says why. */
bool platform_make_folder(const char *path);

#endif
