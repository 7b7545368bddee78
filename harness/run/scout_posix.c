#define _GNU_SOURCE
#include "run/scout.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "run/platform.h"

/* What the scout and whoever sent it both see. */
struct message {
  _Atomic bool loaded; /* the target is there: what happens now, its calls do */
  _Atomic bool done;
  struct scouted scouted;
};

_Noreturn static void scout(const char *library, const struct target_wishes *wishes, struct message *message)
{
  struct scouted *scouted = &message->scouted;

#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (library == NULL)
    target_open_linked(&scouted->target);
  else if (!target_open_library(library, &scouted->target, scouted->error, sizeof scouted->error))
    _exit(0);
  atomic_store(&message->loaded, true);
  scouted->wrong_adapter =
      !target_probe_by(&scouted->target, wishes, &scouted->adapters, scouted->error, sizeof scouted->error);
  atomic_store(&message->done, true);
  _exit(0);
}

/* Waits for the scout's end; false: it took too long, and was ended. */
static bool wait_for(pid_t process, double seconds, int *ret_status)
{
  const struct timespec moment = {0, 200 * 1000};
  double end = platform_seconds() + seconds;

  for (;;) {
    pid_t ended = waitpid(process, ret_status, WNOHANG);

    if (ended == process || (ended < 0 && errno != EINTR))
      return true;
    if (platform_seconds() > end)
      break;
    nanosleep(&moment, NULL);
  }
  kill(process, SIGKILL);
  waitpid(process, ret_status, 0);
  return false;
}

static void describe(bool in_time, int status, char *ret_why, size_t size)
{
  const char *name = WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : NULL;

  if (!in_time)
    snprintf(ret_why, size, "it did not answer when it was asked");
  else if (WIFSIGNALED(status))
    snprintf(ret_why, size, "asking it ended its process: SIG%s", name != NULL ? name : "?");
  else
    snprintf(ret_why, size, "asking it ended its process: exit status %d", WEXITSTATUS(status));
}

bool scout_target(const char *library, const struct target_wishes *wishes, double seconds, struct scouted *ret_scouted)
{
  struct message *message = mmap(NULL, sizeof *message, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  bool loaded = false;
  char why[TARGET_HOW];
  int status = 0;
  bool in_time;
  pid_t process;

  if (message == MAP_FAILED)
    return false;
  fflush(NULL);
  process = fork();
  if (process == 0)
    scout(library, wishes, message);
  if (process < 0)
    goto out;
  in_time = wait_for(process, seconds, &status);
  loaded = atomic_load(&message->loaded);
  if (!loaded)
    goto out; /* loading it is tried again, and fails where it can be told */
  *ret_scouted = message->scouted;
  if (!atomic_load(&message->done)) {
    describe(in_time, status, why, sizeof why);
    target_assume(&ret_scouted->target, wishes, why);
  }
out:
  munmap(message, sizeof *message);
  return loaded;
}
