/*
 * The D3DKMT entry points on the offer path, their argument structures and statuses: all that a client includes, in
 * C11 or in C++11 and later.
 *
 * Layouts are those of 64-bit Windows and of WSL, which agree; abi/layout.def
 * lists every offset and abi/layout.c asserts them. Source: H, and T or R for
 * the structures of the offer and reclaim calls.
 */
#ifndef OFFERCHECK_ABI_D3DKMT_H
#define OFFERCHECK_ABI_D3DKMT_H

#include "abi/adapters.h"
#include "abi/allocations.h"
#include "abi/devices.h"
#include "abi/enums.h"
#include "abi/functions.h"
#include "abi/offer.h"
#include "abi/statuses.h"
#include "abi/types.h"

#endif
