/*
 * The table that turns a process's 32-bit handles into objects.
 *
 * A handle is, from its low bits up, instance:6 (0 when fresh), index:24 and
 * unique:2. An index's first handle has unique 1; each reuse of the index takes
 * the next of 1, 2, 3, 1 and so on, so a handle is never 0 and a stale one comes
 * back to life when its index is used for the third time again. Freed indices
 * wait in a queue, and one is taken from it only while MOCK_HANDLE_RESERVE others
 * wait behind it.
 * Source: K. Call with the kernel lock held.
 */
#ifndef OFFERCHECK_MOCK_HANDLE_TABLE_H
#define OFFERCHECK_MOCK_HANDLE_TABLE_H

#include <stdbool.h>

#include "abi/d3dkmt.h"

#define MOCK_HANDLE_INSTANCE_MASK 0x3Fu
#define MOCK_HANDLE_INDEX_SHIFT 6
#define MOCK_HANDLE_INDEX_COUNT (1u << 24)
#define MOCK_HANDLE_UNIQUE_SHIFT 30
#define MOCK_HANDLE_RESERVE 128u

enum mock_kind {
  MOCK_KIND_ADAPTER,
  MOCK_KIND_DEVICE,
  MOCK_KIND_CONTEXT,
  MOCK_KIND_PAGING_QUEUE,
  MOCK_KIND_SYNC_OBJECT,
  MOCK_KIND_RESOURCE,
  MOCK_KIND_ALLOCATION,
  MOCK_KIND_COUNT
};

struct mock_device;
struct mock_process;

/* Every object that a handle can name begins with it. */
struct mock_object {
  enum mock_kind kind;
  D3DKMT_HANDLE handle;
  struct mock_process *process; /* whose handle it is */
  struct mock_device *device;   /* that it belongs to, for a device itself; NULL for an adapter's handle */
};

struct mock_handle_entry {
  struct mock_object *object; /* NULL: free */
  uint32_t next_free;
  uint32_t unique;
};

/* All zero is an empty table. */
struct mock_handle_table {
  struct mock_handle_entry *entries;
  uint32_t capacity;
  uint32_t used; /* indices handed out at least once */
  uint32_t live; /* entries with an object */
  uint32_t free_count;
  uint32_t free_head;
  uint32_t free_tail;
};

enum mock_handle_match {
  MOCK_HANDLE_EXACT,       /* the whole handle is compared */
  MOCK_HANDLE_ANY_INSTANCE /* all but the six instance bits */
};

/* Gives `object` a handle, in object->handle. Returns false when memory or indices are out. */
bool mock_handle_insert(struct mock_handle_table *table, struct mock_object *object);

/* Makes the handle of a live object stale. */
void mock_handle_remove(struct mock_handle_table *table, const struct mock_object *object);

/* The live object of that kind that `handle` names, or NULL. */
struct mock_object *mock_handle_find(const struct mock_handle_table *table, D3DKMT_HANDLE handle, enum mock_kind kind,
                                     enum mock_handle_match match);

/* Frees the table's memory, which leaves it empty. The objects are not the table's to free. */
void mock_handle_table_free(struct mock_handle_table *table);

#endif
