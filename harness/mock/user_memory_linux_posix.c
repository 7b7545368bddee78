/* process_vm_readv needs it. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "mock/user_memory_posix.h"

#ifdef __linux__

#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* A copy that stops short met a page that it may not touch. */
static bool copy_in(void *to, uintptr_t from, size_t size)
{
  struct iovec local = {to, size};
  struct iovec remote = {(void *)from, size};

  return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)size;
}

static bool copy_out(uintptr_t to, const void *from, size_t size)
{
  struct iovec local = {(void *)(uintptr_t)from, size};
  struct iovec remote = {(void *)to, size};

  return process_vm_writev(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)size;
}

const struct mock_copier mock_copier_linux = {copy_in, copy_out};

#endif
