/*
 * The mock kernel, for a program that is linked with it: what abi/control.h
 * offers through D3DKMTEscape, without opening an adapter first. The calls that
 * a driver's user makes are those of abi/entry_points.h.
 *
 * Each function may be called from any thread. An adapter is named by its index,
 * in the order of enumeration, below MOCK_ADAPTER_COUNT.
 */
#ifndef OFFERCHECK_MOCK_MOCK_H
#define OFFERCHECK_MOCK_MOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/control.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Back to the state at start, whatever is open: every object is destroyed, its
 * handles start afresh, all threads are in the first process, statistics are 0.
 * Registered memory stays registered. Costs microseconds when little is open.
 */
void mock_reset(void);

/*
 * Tells of memory that stays mapped, readable, writable and, under
 * AddressSanitizer, unpoisoned until the program ends: arguments in it are
 * copied without a system call. Returns false when it is not so now, or when
 * more than 16 ranges were registered.
 */
bool mock_register_memory(const void *address, size_t size);

/* These return false for an index or a value that abi/control.h does not allow. */
bool mock_stop_adapter(unsigned index);
bool mock_start_adapter(unsigned index);
bool mock_reset_devices(unsigned index); /* a TDR */
bool mock_set_budget(unsigned index, uint64_t bytes);
bool mock_set_discard(unsigned index, enum mock_discard_policy policy);
bool mock_set_process(unsigned index);

/* The n-th kernel memory allocation from now on fails, once; 0: none does. */
void mock_fail_allocation(uint64_t n);

uint64_t mock_get_statistic(enum mock_statistic statistic);

#ifdef __cplusplus
}
#endif

#endif
