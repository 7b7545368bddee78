/*
 * The kernel as a whole: its processes and adapters, its one lock, and how a
 * call enters it.
 *
 * Lock order: there is one lock, the kernel lock. Every entry point takes it
 * before it touches anything, the caller's structure included, and holds it
 * until it returns; nothing that is done under it waits for another thread.
 */
#ifndef OFFERCHECK_MOCK_KERNEL_H
#define OFFERCHECK_MOCK_KERNEL_H

#include "abi/entry_points.h"
#include "mock/objects.h"

struct mock_process {
  struct mock_handle_table adapters; /* handles of adapters alone */
  struct mock_handle_table objects;  /* handles of everything else */
};

struct mock_kernel {
  struct mock_process processes[MOCK_PROCESS_COUNT];
  struct mock_adapter adapters[MOCK_ADAPTER_COUNT];
  uint64_t generation;    /* counts resets */
  uint64_t reclaim_calls; /* counts reclaim calls */
};

extern struct mock_kernel mock_kernel;

void mock_kernel_lock(void);
void mock_kernel_unlock(void);

/*
 * Tells that this process is a fork's child: the objects that it finds are copies of its parent's. They are destroyed
 * when it next takes the lock, which it holds now; what is the machine's, as an adapter's budget, stays as it was.
 */
void mock_kernel_inherit(void);

/* The calling thread's process: the first one, until mock_kernel_set_process says otherwise. */
struct mock_process *mock_kernel_current_process(void);
bool mock_kernel_set_process(uint64_t index);

/* Destroys everything and sets back everything but the registered memory. */
void mock_kernel_reset(void);

/* Objects that handles reach, in all processes. */
uint64_t mock_kernel_live_objects(void);

/* One call from user mode. */
struct mock_call {
  enum abi_entry entry;
  struct mock_process *process;
  uintptr_t user; /* address of the caller's structure */
};

/* Copies `size` bytes out to `offset` bytes into the caller's structure. */
bool mock_call_write(const struct mock_call *call, size_t offset, const void *from, size_t size);

/* Writes one field of the caller's structure from the kernel's copy of it. */
#define MOCK_CALL_WRITE_FIELD(call, structure, arguments, field)                                                       \
  mock_call_write(call, offsetof(structure, field), &(arguments)->field, sizeof((arguments)->field))

/*
 * One handler an entry point. It gets the kernel's copy of the caller's
 * structure, copied once, and works with the kernel lock held.
 */
#define ABI_ENTRY(id, function, structure, qualifier, ioctl, need)                                                     \
  NTSTATUS mock_##function(const struct mock_call *call, structure *arguments);
#include "abi/entry_points.def"
#undef ABI_ENTRY

#endif
