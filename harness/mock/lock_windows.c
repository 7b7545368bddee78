/* Processes are not forked here. */
#include "abi/types.h"
#include "mock/lock.h"

static SRWLOCK lock = SRWLOCK_INIT;

void mock_lock_take(void)
{
  AcquireSRWLockExclusive(&lock);
}

void mock_lock_give(void)
{
  ReleaseSRWLockExclusive(&lock);
}
