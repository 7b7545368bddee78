/* What a library can change under its host. */
#define _GNU_SOURCE
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __SSE__
#include <xmmintrin.h>
#endif

#include "run/worker_posix.h"

#define THREAD_MILLISECONDS 20u /* that a thread may take to end after the call that started it */

static uint64_t sum_environment(void)
{
  uint64_t sum = 0xCBF29CE484222325u;

  for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
    for (const char *at = *entry;; at++) {
      sum = (sum ^ (uint8_t)*at) * 0x100000001B3u;
      if (*at == '\0')
        break;
    }
  return sum;
}

static bool is_timer_running(void)
{
  static const __itimer_which_t timers[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
  struct itimerval value = {{0, 0}, {0, 0}};

  for (size_t i = 0; i < sizeof timers / sizeof timers[0]; i++)
    if (getitimer(timers[i], &value) == 0 && (value.it_value.tv_sec != 0 || value.it_value.tv_usec != 0))
      return true;
  return false;
}

/* 0: not known. */
static unsigned count_threads(void)
{
  char text[512], *at;
  FILE *file = fopen("/proc/self/stat", "re");
  size_t got = 0;

  if (file != NULL) {
    got = fread(text, 1, sizeof text - 1, file);
    fclose(file);
  }
  text[got] = '\0';
  at = strrchr(text, ')'); /* behind the name, which may hold anything; then come 17 fields before the count */
  for (unsigned field = 0; at != NULL && field < 18; field++)
    at = strchr(at + 1, ' ');
  return at != NULL ? (unsigned)strtoul(at, NULL, 10) : 0;
}

static bool has_children(void)
{
  siginfo_t about;

  return waitid(P_ALL, 0, &about, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/* fegetround() would say it in general, and needs another library. */
static uint64_t rounding(void)
{
  uint64_t control = 0;

#if defined(__x86_64__) || defined(__i386__)
  uint16_t word = 0;

  __asm__ volatile("fnstcw %0" : "=m"(word));
  control = word;
#ifdef __SSE__
  control |= (uint64_t)(_mm_getcsr() & ~0x3Fu) << 16; /* without what has happened so far */
#endif
#elif defined(__aarch64__)
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
#endif
  return control;
}

void process_state_read(struct process_state *ret_state)
{
  stack_t stack = {0};
  const char *locale = setlocale(LC_ALL, NULL);

  memset(ret_state, 0, sizeof *ret_state);
  if (getcwd(ret_state->folder, sizeof ret_state->folder) == NULL)
    ret_state->folder[0] = '\0';
  snprintf(ret_state->locale, sizeof ret_state->locale, "%s", locale != NULL ? locale : "");
  ret_state->environment = sum_environment();
  ret_state->umask = umask(0);
  umask((mode_t)ret_state->umask);
  ret_state->nice = getpriority(PRIO_PROCESS, 0);
  ret_state->rounding = rounding();
  ret_state->stack = sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE) == 0 ? stack.ss_sp : NULL;
  ret_state->timers = is_timer_running();
  ret_state->children = has_children();
  ret_state->threads = count_threads();
  sigprocmask(SIG_SETMASK, NULL, &ret_state->blocked);
  for (int i = 1; i < STATE_SIGNALS; i++) {
    struct sigaction action = {0};

    if (sigaction(i, NULL, &action) == 0)
      ret_state->handlers[i] = (uintptr_t)action.sa_handler;
  }
  for (int i = 0; i < STATE_LIMITS; i++) {
    struct rlimit limit = {0, 0};

    if (getrlimit((__rlimit_resource_t)i, &limit) == 0) {
      ret_state->limits[i][0] = limit.rlim_cur;
      ret_state->limits[i][1] = limit.rlim_max;
    }
  }
}

static void add_word(char *text, size_t size, const char *word, const char *name)
{
  size_t length = strlen(text);

  snprintf(text + length, size - length, "%s%s%s", length > 0 ? ", " : "", word, name);
}

static void compare_signals(const struct process_state *before, const struct process_state *now, char *text,
                            size_t size)
{
  for (int i = 1; i < STATE_SIGNALS; i++) {
    const char *name = sigabbrev_np(i);

    if (before->handlers[i] != now->handlers[i])
      add_word(text, size, "handler of SIG", name != NULL ? name : "RT");
  }
  for (int i = 1; i < STATE_SIGNALS; i++)
    if (sigismember(&before->blocked, i) != sigismember(&now->blocked, i)) {
      add_word(text, size, "blocked signals", "");
      return;
    }
}

/* A thread that the last call started may be about to end. */
static bool has_more_threads(const struct process_state *before, const struct process_state *now)
{
  const struct timespec moment = {0, 1000 * 1000};

  if (now->threads <= before->threads)
    return false;
  for (unsigned i = 0; i < THREAD_MILLISECONDS; i++) {
    nanosleep(&moment, NULL);
    if (count_threads() <= before->threads)
      return false;
  }
  return true;
}

void process_state_compare(const struct process_state *before, const struct process_state *now, char *ret_text,
                           size_t size)
{
  const struct {
    bool differs;
    const char *name;
  } rows[] = {
      {strcmp(before->folder, now->folder) != 0, "working folder"},
      {before->umask != now->umask, "umask"},
      {before->environment != now->environment, "environment"},
      {strcmp(before->locale, now->locale) != 0, "locale"},
      {before->nice != now->nice, "priority"},
      {before->rounding != now->rounding, "floating-point control"},
      {before->stack != now->stack, "signal stack"},
      {now->timers && !before->timers, "a running timer"},
      {memcmp(before->limits, now->limits, sizeof now->limits) != 0, "resource limits"},
      {now->children && !before->children, "child processes"},
      {has_more_threads(before, now), "threads"},
  };

  ret_text[0] = '\0';
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (rows[i].differs)
      add_word(ret_text, size, rows[i].name, "");
  compare_signals(before, now, ret_text, size);
}
