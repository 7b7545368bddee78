#define _GNU_SOURCE
#include "cli/fuzz_campaign.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/personality.h>
#include <sys/prctl.h>
#endif

#define LOOK_MILLISECONDS 20u
#define NO_EXEC 127

const bool fuzz_is_there = true;

static bool direct_output(const char *log)
{
  int input = open("/dev/null", O_RDONLY), output = open(log, O_WRONLY | O_CREAT | O_APPEND, 0666);

  return input >= 0 && output >= 0 && dup2(input, 0) == 0 && dup2(output, 1) == 1 && dup2(output, 2) == 2;
}

/* In the child. What it says before the program runs goes to the log. */
static _Noreturn void become(const struct fuzz_process *process)
{
  if (!direct_output(process->log))
    _exit(NO_EXEC);
  setpgid(0, 0);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  signal(SIGINT, SIG_DFL);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (process->fixed_addresses)
    personality(ADDR_NO_RANDOMIZE);
#endif
  for (char *const *variable = process->environment; *variable != NULL; variable++)
    putenv(*variable);
  execv(process->arguments[0], process->arguments);
  fprintf(stderr, "%s: %s\n", process->arguments[0], strerror(errno));
  fflush(stderr);
  _exit(NO_EXEC);
}

long long fuzz_process_start(const struct fuzz_process *process)
{
  pid_t child;

  fflush(NULL);
  child = fork();
  if (child == 0)
    become(process);
  if (child > 0)
    setpgid(child, child);
  return child;
}

bool fuzz_process_wait(long long number, unsigned milliseconds, char *ret_end, size_t size)
{
  const struct timespec pause = {0, LOOK_MILLISECONDS * 1000000L};
  int status;

  for (unsigned waited = 0;; waited += LOOK_MILLISECONDS) {
    pid_t got = waitpid((pid_t)number, &status, WNOHANG);

    if (got == (pid_t)number)
      break;
    if (got < 0 && errno != EINTR) {
      snprintf(ret_end, size, "%s", strerror(errno));
      return true;
    }
    if (waited >= milliseconds)
      return false;
    nanosleep(&pause, NULL);
  }
  if (WIFSIGNALED(status))
    snprintf(ret_end, size, "SIG%s", sigabbrev_np(WTERMSIG(status)));
  else if (WEXITSTATUS(status) != 0)
    snprintf(ret_end, size, "exit status %d", WEXITSTATUS(status));
  else
    ret_end[0] = '\0';
  return true;
}

void fuzz_process_interrupt(long long number)
{
  kill((pid_t)number, SIGINT);
}

/* With all that it started. */
void fuzz_process_kill(long long number)
{
  kill(-(pid_t)number, SIGKILL);
  kill((pid_t)number, SIGKILL);
}

bool fuzz_is_program(const char *path)
{
  return access(path, X_OK) == 0;
}

static int is_shown(const struct dirent *entry)
{
  return entry->d_name[0] != '.';
}

size_t fuzz_list_files(const char *folder, size_t most, struct fuzz_words *ret_names)
{
  struct dirent **entries;
  int count = scandir(folder, &entries, is_shown, alphasort);

  for (int i = 0; i < count; i++) {
    if (ret_names != NULL && (size_t)i < most)
      fuzz_add_word(ret_names, "%s", entries[i]->d_name);
    free(entries[i]);
  }
  if (count >= 0)
    free(entries);
  return count > 0 ? (size_t)count : 0;
}
