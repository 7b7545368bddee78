/*
 * Callers' memory on POSIX systems: the ways to copy that answer for an address
 * which the caller may not use instead of faulting. Call with the kernel lock held.
 */
#ifndef OFFERCHECK_MOCK_USER_MEMORY_POSIX_H
#define OFFERCHECK_MOCK_USER_MEMORY_POSIX_H

#include "mock/user_memory.h"

struct mock_copier {
  bool (*copy_in)(void *to, uintptr_t from, size_t size);
  bool (*copy_out)(uintptr_t to, const void *from, size_t size);
};

/* The way in use: at first one that chooses another, then Linux's own, or pipes where that is missing or forbidden. */
extern const struct mock_copier *mock_copier;

#ifdef __linux__
extern const struct mock_copier mock_copier_linux;
#endif
extern const struct mock_copier mock_copier_pipe;

#endif
