/*
 * The video memory manager: what is resident in an adapter's segment, what is
 * offered, and what is discarded for room. Call with the kernel lock held.
 */
#ifndef OFFERCHECK_MOCK_VIDMM_H
#define OFFERCHECK_MOCK_VIDMM_H

#include "mock/objects.h"

/* The adapter's segment as at start: nothing in it, no policy. */
void mock_vidmm_init(struct mock_adapter *adapter);

/*
 * Sees to it that `bytes` more fit into the segment, by discarding offered
 * allocations: LOW before NORMAL before HIGH, the oldest offer first. Where all
 * of them would not make room it discards none and returns false.
 */
bool mock_vidmm_make_room(struct mock_adapter *adapter, uint64_t bytes);

/* Bytes that somebody has to evict before `bytes` more can fit. */
uint64_t mock_vidmm_shortage(const struct mock_adapter *adapter, uint64_t bytes);

/* Changes the budget, and discards offered allocations if the segment holds more now. */
void mock_vidmm_set_budget(struct mock_adapter *adapter, uint64_t bytes);

/* Makes a new allocation's own memory, if it is to have some. Returns false when memory is out. */
bool mock_vidmm_commit(struct mock_allocation *allocation);

/* Enters an allocation into the segment, which has room for it, or takes it out; its content stays. */
void mock_vidmm_page_in(struct mock_allocation *allocation);
void mock_vidmm_page_out(struct mock_allocation *allocation);

/* The allocation is being destroyed. */
void mock_vidmm_forget(struct mock_allocation *allocation);

/* An offer whose checks have passed. Offered again, the last priority and flags count. */
void mock_vidmm_offer(struct mock_allocation *allocation, D3DKMT_OFFER_PRIORITY priority, D3DKMT_OFFER_FLAGS flags);

/*
 * A reclaim has two steps. All allocations that a call names are first withdrawn,
 * so that paging one in never discards another; then each is restored, with the
 * answer for it. On NOT_COMMITTED the allocation is offered still.
 */
void mock_vidmm_withdraw(struct mock_allocation *allocation);
D3DDDI_RECLAIM_RESULT mock_vidmm_restore(struct mock_allocation *allocation);

#endif
