/*
 * A valid offer of one allocation, for each test to spoil.
 */
#ifndef OFFERCHECK_TESTS_TEST_MOCK_OFFER_SUPPORT_H
#define OFFERCHECK_TESTS_TEST_MOCK_OFFER_SUPPORT_H

#include "test_mock_support.h"

static D3DKMT_HANDLE good;
static D3DKMT_OFFERALLOCATIONS args;

/* A valid offer of one allocation, for each test to spoil. */
static inline int set_up_offer(void **state)
{
  set_up(state);
  good = make_allocation(world.device, 1);
  memset(&args, 0, sizeof args);
  args.hDevice = world.device;
  args.HandleList = &good;
  args.NumAllocations = 1;
  args.Priority = D3DKMT_OFFER_PRIORITY_LOW;
  return 0;
}

static inline NTSTATUS offer(void)
{
  return D3DKMTOfferAllocations(&args);
}

static inline NTSTATUS offer_handles(const D3DKMT_HANDLE *handles, UINT count)
{
  args.HandleList = handles;
  args.NumAllocations = count;
  return offer();
}

#endif
