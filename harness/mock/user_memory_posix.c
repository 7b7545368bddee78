/* process_vm_readv needs it, and so do pipe2's flags. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include "mock/user_memory.h"

#ifdef __linux__

#include <sys/uio.h>

/* -1 and ENOSYS or EPERM where the system forbids it, as some sandboxes do. */
static ssize_t system_copy_in(void *to, uintptr_t from, size_t size)
{
  struct iovec local = {to, size};
  struct iovec remote = {(void *)from, size};

  return process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
}

static ssize_t system_copy_out(uintptr_t to, const void *from, size_t size)
{
  struct iovec local = {(void *)(uintptr_t)from, size};
  struct iovec remote = {(void *)to, size};

  return process_vm_writev(getpid(), &local, 1, &remote, 1, 0);
}

#else

static ssize_t system_copy_in(void *to, uintptr_t from, size_t size)
{
  (void)to;
  (void)from;
  (void)size;
  errno = ENOSYS;
  return -1;
}

static ssize_t system_copy_out(uintptr_t to, const void *from, size_t size)
{
  (void)to;
  (void)from;
  (void)size;
  errno = ENOSYS;
  return -1;
}

#endif

/* Moves bytes through a pipe: write() and read() answer EFAULT for an address that the caller may not use. */
static bool copy_through_pipe(uintptr_t to, uintptr_t from, size_t size)
{
  enum { chunk_max = 4096 }; /* a pipe holds at least so much */
  int ends[2];
  bool copied = false;

  if (pipe(ends) != 0)
    return false;
  while (size != 0) {
    size_t chunk = size < chunk_max ? size : chunk_max;

    if (write(ends[1], (const void *)from, chunk) != (ssize_t)chunk ||
        read(ends[0], (void *)to, chunk) != (ssize_t)chunk)
      goto out;
    to += chunk;
    from += chunk;
    size -= chunk;
  }
  copied = true;
out:
  close(ends[0]);
  close(ends[1]);
  return copied;
}

static bool is_forbidden(ssize_t result)
{
  return result < 0 && (errno == ENOSYS || errno == EPERM);
}

/* A copy that stops short met a page that it may not touch. */
bool mock_system_copy_in(void *to, uintptr_t from, size_t size)
{
  ssize_t copied = system_copy_in(to, from, size);

  if (is_forbidden(copied))
    return copy_through_pipe((uintptr_t)to, from, size);
  return copied >= 0 && (size_t)copied == size;
}

bool mock_system_copy_out(uintptr_t to, const void *from, size_t size)
{
  ssize_t copied = system_copy_out(to, from, size);

  if (is_forbidden(copied))
    return copy_through_pipe(to, (uintptr_t)from, size);
  return copied >= 0 && (size_t)copied == size;
}
