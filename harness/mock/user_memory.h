/*
 * Callers' memory, reached through any address at all without faulting: what a
 * kernel's copy_from_user and ProbeForWrite do. Call with the kernel lock held.
 *
 * An address is a number here and never a pointer, so that nothing in the mock
 * can dereference it by mistake. Each function returns false when any byte of
 * the range cannot be reached, when the range wraps, and true for no bytes.
 */
#ifndef OFFERCHECK_MOCK_USER_MEMORY_H
#define OFFERCHECK_MOCK_USER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* On failure *to may hold part of the bytes. */
bool mock_copy_in(void *to, uintptr_t from, size_t size);
bool mock_copy_in_uncounted(void *to, uintptr_t from, size_t size);

/* On failure some bytes may have been written: probe first where that matters. */
bool mock_copy_out(uintptr_t to, const void *from, size_t size);

/* Whether all bytes can be read, or written too. Writes a byte of each page back, as ProbeForWrite does. */
bool mock_probe_read(uintptr_t address, size_t size);
bool mock_probe_write(uintptr_t address, size_t size);

/*
 * Tells of memory that stays mapped, readable and writable until the process
 * ends: it is then reached without a system call. Returns false when it is not
 * so now, is empty, or when too many ranges were registered.
 */
bool mock_user_memory_register(uintptr_t address, size_t size);
bool mock_user_memory_is_registered(uintptr_t address, size_t size);

#define MOCK_USER_RANGES_MAX 16u

/* What was registered. */
extern struct mock_user_range {
  uintptr_t start;
  size_t size; /* bytes, not 0 */
} mock_user_ranges[MOCK_USER_RANGES_MAX];
extern unsigned mock_user_range_count;

/* Bytes that mock_copy_in has copied. */
extern uint64_t mock_user_bytes_read;

/* The system's own way, slow and always right: user_memory_posix.c, user_memory_windows.c. Of no bytes it is true. */
bool mock_system_copy_in(void *to, uintptr_t from, size_t size);
bool mock_system_copy_out(uintptr_t to, const void *from, size_t size);

#endif
