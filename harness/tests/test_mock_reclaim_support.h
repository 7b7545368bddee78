/*
 * One offered allocation and a valid reclaim of it, for each test to spoil.
 */
#ifndef OFFERCHECK_TESTS_TEST_MOCK_RECLAIM_SUPPORT_H
#define OFFERCHECK_TESTS_TEST_MOCK_RECLAIM_SUPPORT_H

#include "test_mock_support.h"

static D3DKMT_HANDLE good;
static D3DDDI_RECLAIM_RESULT result;
static D3DKMT_RECLAIMALLOCATIONS2 args;

/* One offered allocation filled with 0x11, and a valid reclaim of it for each test to spoil. */
static inline int set_up_reclaim(void **state)
{
  set_up(state);
  good = make_allocation(world.device, 1);
  fill(world.device, good, 0x11, 1);
  ASSERT_SUCCESS(offer_one(world.device, good, D3DKMT_OFFER_PRIORITY_LOW));
  memset(&args, 0, sizeof args);
  args.hPagingQueue = world.queue;
  args.HandleList = &good;
  args.NumAllocations = 1;
  args.pResults = &result;
  return 0;
}

static inline NTSTATUS reclaim(void)
{
  return D3DKMTReclaimAllocations2(&args);
}

static inline NTSTATUS reclaim_handles(const D3DKMT_HANDLE *handles, UINT count, D3DDDI_RECLAIM_RESULT *ret_results)
{
  args.HandleList = handles;
  args.NumAllocations = count;
  args.pResults = ret_results;
  return reclaim();
}

static inline NTSTATUS reclaim_old(const D3DKMT_HANDLE *handles, UINT count, BOOL *ret_discarded)
{
  const D3DKMT_RECLAIMALLOCATIONS arguments = {
      .hDevice = world.device, .HandleList = handles, .NumAllocations = count, .pDiscarded = ret_discarded};

  return D3DKMTReclaimAllocations(&arguments);
}

#endif
