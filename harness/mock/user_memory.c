#include "mock/user_memory.h"

#include <string.h>

#include "abi/control.h"

#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
/* What crosses the boundary is data to the other side, padding and all. */
#define MARK_INITIALISED(address, size) __msan_unpoison(address, size)
#endif
#if __has_feature(thread_sanitizer)
#define HAS_THREAD_SANITIZER 1
#endif
#endif
#ifdef __SANITIZE_THREAD__
#define HAS_THREAD_SANITIZER 1
#endif
#ifndef MARK_INITIALISED
#define MARK_INITIALISED(address, size) ((void)0)
#endif

uint64_t mock_user_bytes_read;

static bool range_wraps(uintptr_t address, size_t size)
{
  return address > UINTPTR_MAX - size;
}

bool mock_user_memory_is_registered(uintptr_t address, size_t size)
{
#ifdef HAS_THREAD_SANITIZER
  /* A caller that changes its memory during the call races with itself, not with the kernel: keep out of TSan's sight. */
  (void)address;
  (void)size;
  return false;
#else
  for (unsigned i = 0; i < mock_user_range_count; i++) {
    const uintptr_t offset = address - mock_user_ranges[i].start; /* of an address below, larger than any size */

    if (offset < mock_user_ranges[i].size && size <= mock_user_ranges[i].size - offset)
      return true;
  }
  return false;
#endif
}

bool mock_copy_in_uncounted(void *to, uintptr_t from, size_t size)
{
  if (range_wraps(from, size))
    return false;
  if (mock_user_memory_is_registered(from, size))
    memcpy(to, (const void *)from, size);
  else if (!mock_system_copy_in(to, from, size))
    return false;
  MARK_INITIALISED(to, size);
  return true;
}

bool mock_copy_in(void *to, uintptr_t from, size_t size)
{
  if (!mock_copy_in_uncounted(to, from, size))
    return false;
  mock_user_bytes_read += size;
  return true;
}

bool mock_copy_out(uintptr_t to, const void *from, size_t size)
{
  if (range_wraps(to, size))
    return false;
  if (mock_user_memory_is_registered(to, size))
    memcpy((void *)to, from, size);
  else if (!mock_system_copy_out(to, from, size))
    return false;
  MARK_INITIALISED((void *)to, size);
  return true;
}

/* Reads a byte of each page of the range and, if `write` is set, writes it back. */
static bool probe(uintptr_t address, size_t size, bool write)
{
  size_t done = 0;

  if (range_wraps(address, size))
    return false;
  if (size == 0 || mock_user_memory_is_registered(address, size))
    return true;
  while (done < size) {
    uintptr_t at = address + done;
    unsigned char byte;

    if (!mock_system_copy_in(&byte, at, 1) || (write && !mock_system_copy_out(at, &byte, 1)))
      return false;
    done += MOCK_PAGE_SIZE - at % MOCK_PAGE_SIZE;
  }
  return true;
}

bool mock_probe_read(uintptr_t address, size_t size)
{
  return probe(address, size, false);
}

bool mock_probe_write(uintptr_t address, size_t size)
{
  return probe(address, size, true);
}
