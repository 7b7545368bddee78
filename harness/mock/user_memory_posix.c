#include "mock/user_memory_posix.h"

bool mock_system_copy_in(void *to, uintptr_t from, size_t size)
{
  return mock_copier->copy_in(to, from, size);
}

bool mock_system_copy_out(uintptr_t to, const void *from, size_t size)
{
  return mock_copier->copy_out(to, from, size);
}
