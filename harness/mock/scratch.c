#include "mock/scratch.h"

#include <string.h>

#include "abi/enums.h"
#include "mock/defects.h"
#include "mock/memory.h"

/* In words, so that objects' addresses may stand there. */
static void *reserves[MOCK_SCRATCH_ANSWERS + 1][D3DKMT_MAX_HANDLES_PER_CALL];

void *mock_scratch_take(enum mock_scratch kind, size_t size)
{
  void *block = mock_memory_allocate(size, MOCK_MEMORY_OBJECTS);

  if (block != NULL)
    return block;
  MOCK_BROKEN(if (size > sizeof reserves[kind]) return NULL); /* a defect let a longer list pass */
  return memset(reserves[kind], 0, size);
}

bool mock_scratch_is_reserve(const void *memory)
{
  return memory == (const void *)reserves[MOCK_SCRATCH_LIST] || memory == (const void *)reserves[MOCK_SCRATCH_ITEMS] ||
         memory == (const void *)reserves[MOCK_SCRATCH_ANSWERS];
}

void mock_scratch_give(void *memory, size_t size)
{
  if (!mock_scratch_is_reserve(memory))
    mock_memory_free(memory, size, MOCK_MEMORY_OBJECTS);
}
