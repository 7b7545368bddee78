/* The exported functions: one lock around all, the argument structure copied in and out. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "abi/entry_points.h"
#include "second.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

bool second_is(const char *word)
{
  const char *words = getenv("SECOND");
  size_t length = strlen(word);

  for (const char *at = words; at != NULL && (at = strstr(at, word)) != NULL; at += length)
    if ((at == words || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
      return true;
  return false;
}

void second_crash(const char *word)
{
  if (second_is(word))
    abort();
}

/* As a thunk does that looks at its caller's memory itself. */
static bool fetch(void *ret_arguments, const volatile uint8_t *user, size_t size)
{
  uint8_t *bytes = ret_arguments;

  if (user != NULL || !second_is("faults"))
    return user_read(ret_arguments, user, size);
  for (size_t i = 0; i < size; i++)
    bytes[i] = user[i];
  return true;
}

#define IS_CONST(qualifier) (sizeof(#qualifier) > 1)

#define CALL(name, structure, qualifier)                                                                               \
  NTSTATUS APIENTRY D3DKMT##name(qualifier structure *user)                                                            \
  {                                                                                                                    \
    structure arguments;                                                                                               \
    NTSTATUS status;                                                                                                   \
                                                                                                                       \
    if (!fetch(&arguments, (const volatile uint8_t *)user, sizeof arguments))                                          \
      return STATUS_INVALID_PARAMETER;                                                                                 \
    pthread_mutex_lock(&lock);                                                                                         \
    status = second_##name(&arguments, (uintptr_t)user);                                                               \
    pthread_mutex_unlock(&lock);                                                                                       \
    if (status == STATUS_SUCCESS && !IS_CONST(qualifier) &&                                                            \
        !user_write((void *)(uintptr_t)user, &arguments, sizeof arguments))                                            \
      return STATUS_INVALID_PARAMETER;                                                                                 \
    return status;                                                                                                     \
  }
#include "calls.def"
#undef CALL
