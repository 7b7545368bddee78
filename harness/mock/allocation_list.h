/*
 * The allocations that a call names, either by a resource or by a list of
 * handles: for the calls outside the offer path.
 */
#ifndef OFFERCHECK_MOCK_ALLOCATION_LIST_H
#define OFFERCHECK_MOCK_ALLOCATION_LIST_H

#include "mock/kernel.h"

struct mock_allocation_list {
  struct mock_allocation **items;
  UINT count;
};

/*
 * Resolves `count` handles at the user address `handles`; each must be a live
 * allocation of `device`. STATUS_INVALID_PARAMETER for one that is not, for a
 * list that cannot be read, for no handles or more than 10240; or STATUS_NO_MEMORY.
 */
NTSTATUS mock_allocation_list_read(const struct mock_device *device, uintptr_t handles, UINT count,
                                   struct mock_allocation_list *ret_list);

void mock_allocation_list_free(struct mock_allocation_list *list);

#endif
