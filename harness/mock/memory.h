/*
 * Kernel memory: every block that the mock keeps comes from here, so that it
 * can be counted and can run out on request. Call with the kernel lock held.
 */
#ifndef OFFERCHECK_MOCK_MEMORY_H
#define OFFERCHECK_MOCK_MEMORY_H

#include <stddef.h>
#include <stdint.h>

enum mock_memory_pool {
  MOCK_MEMORY_OBJECTS, /* what LIVE_BYTES counts: objects, their content, a call's scratch memory */
  MOCK_MEMORY_TABLES,  /* handle tables: they outlive the objects, so that stale handles stay stale */
  MOCK_MEMORY_POOL_COUNT
};

/* More in one block than any caller may ask for: refused as exhaustion. */
#define MOCK_MEMORY_BLOCK_MAX ((size_t)256 << 20) /* bytes */

/*
 * `size` zeroed bytes, or NULL when memory is out or the failure that
 * mock_memory_fail_after asked for is due. Freed with the same size and pool.
 */
void *mock_memory_allocate(size_t size, enum mock_memory_pool pool);
void mock_memory_free(void *block, size_t size, enum mock_memory_pool pool); /* block may be NULL */

/* The n-th allocation from now on fails, once; 0: none does. */
void mock_memory_fail_after(uint64_t n);

struct mock_memory_statistics {
  uint64_t live_bytes[MOCK_MEMORY_POOL_COUNT];
  uint64_t allocations;
  uint64_t failed_allocations; /* of them, failed on request */
};

const struct mock_memory_statistics *mock_memory_statistics(void);

/* Counts from zero again and asks for no failure. */
void mock_memory_reset(void);

#endif
