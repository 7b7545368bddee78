#include "mock/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A stale pointer read from a freed block is then no valid address. */
#define FREED_BYTE 0xDD
/* Objects are shorter. What is longer is content, or a list. */
#define FREED_BYTES_MAX 512u

static struct mock_memory_statistics statistics;
static uint64_t failure_countdown;

/* As exhaustion: the allocation whose failure is due, and a block that is too large. */
static bool is_refused(size_t size)
{
  bool refused = size > MOCK_MEMORY_BLOCK_MAX;

  if (failure_countdown != 0 && --failure_countdown == 0) {
    statistics.failed_allocations++;
    refused = true;
  }
  return refused;
}

void *mock_memory_allocate(size_t size, enum mock_memory_pool pool)
{
  void *block = is_refused(size) ? NULL : calloc(1, size);

  statistics.allocations++;
  if (block != NULL)
    statistics.live_bytes[pool] += size;
  return block;
}

void mock_memory_free(void *block, size_t size, enum mock_memory_pool pool)
{
  if (block == NULL)
    return;
  memset(block, FREED_BYTE, size < FREED_BYTES_MAX ? size : FREED_BYTES_MAX);
  statistics.live_bytes[pool] -= size;
  free(block);
}

void mock_memory_fail_after(uint64_t n)
{
  failure_countdown = n;
}

const struct mock_memory_statistics *mock_memory_statistics(void)
{
  return &statistics;
}

void mock_memory_reset(void)
{
  memset(&statistics, 0, sizeof statistics);
  failure_countdown = 0;
}
