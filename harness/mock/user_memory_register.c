#include "mock/user_memory.h"

struct mock_user_range mock_user_ranges[MOCK_USER_RANGES_MAX];
unsigned mock_user_range_count;

bool mock_user_memory_register(uintptr_t address, size_t size)
{
  if (size == 0 || !mock_probe_write(address, size))
    return false;
  if (mock_user_memory_is_registered(address, size))
    return true;
  if (mock_user_range_count == MOCK_USER_RANGES_MAX)
    return false;
  mock_user_ranges[mock_user_range_count].start = address;
  mock_user_ranges[mock_user_range_count].size = size;
  mock_user_range_count++;
  return true;
}
