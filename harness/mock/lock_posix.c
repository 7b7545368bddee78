#include "mock/lock.h"

#include <pthread.h>

#include "mock/kernel.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void mock_lock_take(void)
{
  pthread_mutex_lock(&mutex);
}

void mock_lock_give(void)
{
  pthread_mutex_unlock(&mutex);
}

/* No more than that here: a child that makes no call, as before an exec, pays nothing and keeps what it shares. */
static void become_child(void)
{
  mock_kernel_inherit();
  mock_kernel_unlock();
}

/* Before main, or as the library is loaded: no call has been made yet. */
__attribute__((constructor)) static void watch_forks(void)
{
  pthread_atfork(mock_kernel_lock, mock_kernel_unlock, become_child);
}
