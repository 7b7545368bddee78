/*
 * What an offer and the two reclaim calls have in common: a device, or a paging
 * queue in its place, and one of two lists of handles, checked in this order:
 *
 *   mock_batch_open     the count, then which list, then the device or queue,
 *                       then whether the device works, then reading the list
 *   (the call's own     an offer's priority and flags, a reclaim's results)
 *   mock_batch_resolve  every listed handle
 *
 * Sources: K for the order and the limit, S T H for what is refused.
 */
#ifndef OFFERCHECK_MOCK_BATCH_H
#define OFFERCHECK_MOCK_BATCH_H

#include "mock/kernel.h"

struct mock_batch {
  /* Set by the caller: */
  const struct mock_call *call;
  bool is_reclaim;
  enum mock_kind parent_kind; /* a device or a paging queue */
  D3DKMT_HANDLE parent;
  uintptr_t resources; /* the two lists' addresses, one of them 0 */
  uintptr_t handles;
  UINT count;
  /* Set by mock_batch_open: */
  struct mock_device *device;
  struct mock_paging_queue *queue; /* NULL where the parent is a device */
  D3DKMT_HANDLE *list;             /* the kernel's copy */
  /* Set by mock_batch_resolve: resources or allocations of the device, in list order */
  struct mock_object **items;
};

NTSTATUS mock_batch_open(struct mock_batch *batch);
NTSTATUS mock_batch_resolve(struct mock_batch *batch);

/* Frees what the batch holds, whatever became of it, and returns the call's status. */
NTSTATUS mock_batch_close(struct mock_batch *batch, NTSTATUS status);

/* Calls `visit` for an allocation, or for each allocation of a resource. */
typedef void (*mock_allocation_visitor)(struct mock_allocation *allocation, void *context);
void mock_item_visit(struct mock_object *item, mock_allocation_visitor visit, void *context);

#endif
