#include "mock/kernel.h"

#include "mock/lock.h"
#include "mock/memory.h"
#include "mock/user_memory.h"
#include "mock/vidmm.h"

struct mock_kernel mock_kernel;

static enum { OFF, BOOTED, INHERITED } state;

/* Good for the generation that it was set in: a reset takes every thread back to the first process. */
static _Thread_local struct {
  uint64_t generation;
  uint64_t index;
} current_process;

static void boot_adapter(struct mock_adapter *adapter, uint32_t index)
{
  adapter->luid.LowPart = 0x4F43u + index; /* any two that differ, and differ from 0 */
  adapter->luid.HighPart = 0;
  adapter->is_stopped = false;
  mock_list_init(&adapter->devices);
  mock_vidmm_init(adapter);
}

static void boot(void)
{
  for (uint32_t i = 0; i < MOCK_ADAPTER_COUNT; i++)
    boot_adapter(&mock_kernel.adapters[i], i);
}

static void close_process(struct mock_process *process)
{
  for (uint32_t i = 0; i < process->adapters.used; i++)
    if (process->adapters.entries[i].object != NULL)
      mock_object_free(process->adapters.entries[i].object);
  mock_handle_table_free(&process->adapters);
  mock_handle_table_free(&process->objects);
}

/* Every thread is then in the first process. */
static void close_processes(void)
{
  for (uint32_t i = 0; i < MOCK_ADAPTER_COUNT; i++) {
    struct mock_adapter *adapter = &mock_kernel.adapters[i];

    while (!mock_list_is_empty(&adapter->devices))
      mock_device_destroy(MOCK_LIST_ITEM(adapter->devices.next, struct mock_device, adapter_link));
  }
  for (uint32_t i = 0; i < MOCK_PROCESS_COUNT; i++)
    close_process(&mock_kernel.processes[i]);
  mock_kernel.generation++;
}

static void start(void)
{
  if (state == OFF)
    boot();
  else
    close_processes();
  state = BOOTED;
}

void mock_kernel_lock(void)
{
  mock_lock_take();
  if (state != BOOTED)
    start();
}

void mock_kernel_unlock(void)
{
  mock_lock_give();
}

void mock_kernel_inherit(void)
{
  state = INHERITED;
}

struct mock_process *mock_kernel_current_process(void)
{
  if (current_process.generation != mock_kernel.generation)
    return &mock_kernel.processes[0];
  return &mock_kernel.processes[current_process.index];
}

bool mock_kernel_set_process(uint64_t index)
{
  if (index >= MOCK_PROCESS_COUNT)
    return false;
  current_process.generation = mock_kernel.generation;
  current_process.index = index;
  return true;
}

void mock_kernel_reset(void)
{
  close_processes();
  boot();
  mock_memory_reset();
  mock_user_bytes_read = 0;
}

uint64_t mock_kernel_live_objects(void)
{
  uint64_t live = 0;

  for (uint32_t i = 0; i < MOCK_PROCESS_COUNT; i++)
    live += mock_kernel.processes[i].adapters.live + mock_kernel.processes[i].objects.live;
  return live;
}
