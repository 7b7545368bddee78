#include "mock/mock.h"

#include "mock/control.h"
#include "mock/memory.h"
#include "mock/user_memory.h"
#include "mock/vidmm.h"

/* Takes the kernel lock where it returns an adapter, and not where it returns NULL. */
static struct mock_adapter *lock_adapter(unsigned index)
{
  if (index >= MOCK_ADAPTER_COUNT)
    return NULL;
  mock_kernel_lock();
  return &mock_kernel.adapters[index];
}

void mock_reset(void)
{
  mock_kernel_lock();
  mock_kernel_reset();
  mock_kernel_unlock();
}

bool mock_register_memory(const void *address, size_t size)
{
  bool is_registered;

  mock_kernel_lock();
  is_registered = mock_user_memory_register((uintptr_t)address, size);
  mock_kernel_unlock();
  return is_registered;
}

static bool run_on_adapter(unsigned index, void (*action)(struct mock_adapter *))
{
  struct mock_adapter *adapter = lock_adapter(index);

  if (adapter == NULL)
    return false;
  action(adapter);
  mock_kernel_unlock();
  return true;
}

bool mock_stop_adapter(unsigned index)
{
  return run_on_adapter(index, mock_adapter_stop);
}

bool mock_start_adapter(unsigned index)
{
  return run_on_adapter(index, mock_adapter_start);
}

bool mock_reset_devices(unsigned index)
{
  return run_on_adapter(index, mock_adapter_reset_devices);
}

bool mock_set_budget(unsigned index, uint64_t bytes)
{
  struct mock_adapter *adapter = lock_adapter(index);

  if (adapter == NULL)
    return false;
  mock_vidmm_set_budget(adapter, bytes);
  mock_kernel_unlock();
  return true;
}

bool mock_set_discard(unsigned index, enum mock_discard_policy policy)
{
  struct mock_adapter *adapter = lock_adapter(index);
  bool is_set;

  if (adapter == NULL)
    return false;
  is_set = mock_adapter_set_policy(adapter, (uint64_t)policy);
  mock_kernel_unlock();
  return is_set;
}

bool mock_set_process(unsigned index)
{
  bool is_set;

  mock_kernel_lock();
  is_set = mock_kernel_set_process(index);
  mock_kernel_unlock();
  return is_set;
}

void mock_fail_allocation(uint64_t n)
{
  mock_kernel_lock();
  mock_memory_fail_after(n);
  mock_kernel_unlock();
}

uint64_t mock_get_statistic(enum mock_statistic statistic)
{
  uint64_t results[6] = {0};

  mock_kernel_lock();
  mock_control_statistics(results);
  mock_kernel_unlock();
  return (unsigned)statistic < sizeof results / sizeof results[0] ? results[statistic] : 0;
}
