/*
 * A call's scratch memory: the kernel's copy of a list, the objects that it
 * names, a reclaim's answers.
 *
 * The contract of an offer and of a reclaim has no status for kernel memory
 * that runs out, so they must not fail for it: each kind of scratch memory has
 * a reserve, large enough for the longest list, that a call takes when there is
 * no block to be had. One call at a time holds the kernel lock, so one reserve
 * of each kind is enough. A block of its own comes first, since it is as large
 * as the list and no larger: misuse shows.
 */
#ifndef OFFERCHECK_MOCK_SCRATCH_H
#define OFFERCHECK_MOCK_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

enum mock_scratch { MOCK_SCRATCH_LIST, MOCK_SCRATCH_ITEMS, MOCK_SCRATCH_ANSWERS };

/* `size` zeroed bytes, at most 8 for each handle of the longest list. Never NULL but for a planted defect's larger ones. */
void *mock_scratch_take(enum mock_scratch kind, size_t size);

/* Gives back what was taken with the same size; `memory` may be NULL. */
void mock_scratch_give(void *memory, size_t size);

bool mock_scratch_is_reserve(const void *memory);

#endif
