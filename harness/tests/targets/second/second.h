/*
 * A second, minimal implementation of the D3DKMT calls on the offer path, made
 * apart from the mock: it holds to all that is documented, and chooses
 * otherwise where the contract leaves a choice. It shares the ABI alone.
 *
 * Its choices: handles are small multiples of 8 from one table, handed out
 * again at once, their low three bits ignored; priorities are checked first,
 * devices last; a count of 0 is accepted, one above 2048 refused; reserved
 * flags are accepted; what a refused call had done before it met the fault
 * stays done; what is offered may be locked, what is locked may be offered,
 * and what is offered already is refused; misaligned memory is refused; every
 * third offer at priority LOW is discarded as it is made; a device in error
 * goes on.
 *
 * SECOND in the environment holds words that make it a stranger one:
 *   private-data   no standard allocations: the driver's private data alone
 *   one-by-one     one allocation a call
 *   no-memory      no allocations at all
 *   no-device      no devices
 *   adapters       one adapter for display alone, one in software, then the usual one and another like it
 *   faults         NULL structures are not caught
 *   no-faultset    the discard fault cannot be set
 *   crash-escape   an escape ends the process
 *   crash-discard  so does an offer while every offer is discarded
 *   crash-late     so does an offer through a device that was not made among the first objects
 * SECOND_FAULTS names a file that the discard faults are kept in, as a kernel keeps them: they outlive a process.
 */
#ifndef SECOND_H
#define SECOND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/d3dkmt.h"

#define PAGE 4096u

/* What its user-mode driver hands to its kernel-mode driver for an allocation. */
#define DRIVER_DATA_MAGIC 0x32444E53u /* "SND2" */
struct driver_data {
  uint32_t magic;
  uint32_t pages;
};

enum kind { NOTHING, ADAPTER, DEVICE, QUEUE, FENCE, CONTEXT, RESOURCE, ALLOCATION };

struct object {
  enum kind kind;
  uint32_t handle;
  struct object *owner; /* an adapter's is NULL; a device's its adapter handle, a fence's its queue, else the device */
  struct object *resource; /* of an allocation, or NULL */
  unsigned adapter;        /* of adapter handles and devices */
  bool removed;            /* a device that was reset */
  uint64_t fence;          /* of a queue */
  uint8_t *bytes;          /* of an allocation */
  size_t size;
  bool own_bytes; /* they are not the caller's */
  bool offered, discarded;
  uint32_t priority; /* of eviction */
};

bool second_is(const char *word);

/* The table of handles. */
struct object *object_add(enum kind kind, struct object *owner);
struct object *object_find(uint32_t handle, enum kind kind);
struct object *object_next(struct object *before); /* of all that are alive; NULL: the first, then after the last */
void object_remove(struct object *object);         /* and all that belongs to it */

/* The caller's memory. */
bool user_read(void *ret_data, const volatile void *user, size_t size);
bool user_write(volatile void *user, const void *data, size_t size);

void memory_release(struct object *allocation);
void adapter_reset(unsigned adapter);
bool adapter_makes_devices(unsigned adapter);
void second_crash(const char *word); /* if the word is there */
bool adapter_always_discards(unsigned adapter);
bool adapter_never_discards(unsigned adapter);

/* The calls; `user` is where the caller's structure lies. */
#define CALL(name, structure, qualifier) NTSTATUS second_##name(structure *arguments, uintptr_t user);
#include "calls.def"
#undef CALL

#endif
