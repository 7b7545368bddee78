/* Processes that outlive the worker they came from. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "run/worker_posix.h"

#define ROUNDS 500u     /* of killing, each a few milliseconds: whoever is killed leaves its children behind */
#define PROCESSES 1024u /* of one round */

/*
 * The tag is a resource limit that the kernel keeps for each process and its
 * children, and has not looked at since Linux 2.4: that on file locks.
 */
#ifdef RLIMIT_LOCKS
#define TAG_LIMIT RLIMIT_LOCKS
#else
#define TAG_LIMIT (__rlimit_resource_t)10
#endif

uint64_t strays_tag(void)
{
  static uint64_t last;

#ifdef PR_SET_CHILD_SUBREAPER
  if (last == 0)
    prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
  return ((uint64_t)getpid() << 32) + ++last;
}

void strays_carry(uint64_t tag)
{
  struct rlimit limit = {(rlim_t)tag, (rlim_t)tag};

  setrlimit(TAG_LIMIT, &limit);
}

static bool carries(pid_t process, uint64_t tag)
{
  struct rlimit limit;

  return prlimit(process, TAG_LIMIT, NULL, &limit) == 0 && limit.rlim_max == (rlim_t)tag;
}

/* The children of this process: all that the tag can be on once their own parents are gone. */
static size_t list_children(pid_t ret_children[PROCESSES])
{
  char path[64];
  size_t count = 0;
  FILE *file;
  char word[32];

  snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
  file = fopen(path, "re");
  while (file != NULL && count < PROCESSES && fscanf(file, "%31s", word) == 1)
    ret_children[count++] = (pid_t)strtol(word, NULL, 10);
  if (file != NULL)
    fclose(file);
  return count;
}

void strays_end(uint64_t tag)
{
  static pid_t children[PROCESSES];
  const struct timespec moment = {0, 2 * 1000 * 1000};

  for (unsigned round = 0; round < ROUNDS; round++) {
    size_t count = list_children(children), found = 0;

    for (size_t i = 0; i < count; i++) {
      if (!carries(children[i], tag))
        continue;
      found++;
      kill(children[i], SIGKILL);
      waitpid(children[i], NULL, WNOHANG);
    }
    if (found == 0)
      return;
    nanosleep(&moment, NULL);
  }
}
