/* Where the system has no call that copies between addresses, or forbids it, as some sandboxes do. */
#include <sys/types.h>
#include <unistd.h>

#include "mock/user_memory_posix.h"

/* Moves bytes through a pipe: write() and read() answer EFAULT for an address that the caller may not use. */
static bool copy(uintptr_t to, uintptr_t from, size_t size)
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

static bool copy_in(void *to, uintptr_t from, size_t size)
{
  return copy((uintptr_t)to, from, size);
}

static bool copy_out(uintptr_t to, const void *from, size_t size)
{
  return copy(to, (uintptr_t)from, size);
}

const struct mock_copier mock_copier_pipe = {copy_in, copy_out};

/* Asks for what must succeed. */
static void choose(void)
{
#ifdef __linux__
  unsigned char from = 0, to = 0;

  if (mock_copier_linux.copy_in(&to, (uintptr_t)&from, 1)) {
    mock_copier = &mock_copier_linux;
    return;
  }
#endif
  mock_copier = &mock_copier_pipe;
}

static bool choose_and_copy_in(void *to, uintptr_t from, size_t size)
{
  choose();
  return mock_copier->copy_in(to, from, size);
}

static bool choose_and_copy_out(uintptr_t to, const void *from, size_t size)
{
  choose();
  return mock_copier->copy_out(to, from, size);
}

static const struct mock_copier undecided = {choose_and_copy_in, choose_and_copy_out};

const struct mock_copier *mock_copier = &undecided;
