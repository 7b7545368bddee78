/* The caller's memory through the system, which looks at every page itself. */
#define _GNU_SOURCE
#include <sys/uio.h>
#include <unistd.h>

#include "second.h"

bool user_read(void *ret_data, const volatile void *user, size_t size)
{
  struct iovec here = {ret_data, size}, there = {(void *)(uintptr_t)user, size};

  return size == 0 || process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size;
}

bool user_write(volatile void *user, const void *data, size_t size)
{
  struct iovec here = {(void *)(uintptr_t)data, size}, there = {(void *)(uintptr_t)user, size};

  return size == 0 || process_vm_writev(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size;
}
