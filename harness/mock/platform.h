/*
 * What the mock needs of the platform besides C11: one mutex and thread-local
 * storage. Safe access to callers' memory is in user_memory_*.c.
 */
#ifndef OFFERCHECK_MOCK_PLATFORM_H
#define OFFERCHECK_MOCK_PLATFORM_H

#include "abi/types.h"

#define MOCK_THREAD_LOCAL _Thread_local

#ifdef _WIN32

typedef SRWLOCK mock_mutex;
#define MOCK_MUTEX_INITIALIZER SRWLOCK_INIT

static inline void mock_mutex_lock(mock_mutex *mutex)
{
  AcquireSRWLockExclusive(mutex);
}

static inline void mock_mutex_unlock(mock_mutex *mutex)
{
  ReleaseSRWLockExclusive(mutex);
}

#else

#include <pthread.h>

typedef pthread_mutex_t mock_mutex;
#define MOCK_MUTEX_INITIALIZER PTHREAD_MUTEX_INITIALIZER

static inline void mock_mutex_lock(mock_mutex *mutex)
{
  pthread_mutex_lock(mutex);
}

static inline void mock_mutex_unlock(mock_mutex *mutex)
{
  pthread_mutex_unlock(mutex);
}

#endif

#endif
