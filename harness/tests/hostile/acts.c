/* What a hostile library does to its host: one function for each row of acts.def. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hostile.h"

#define DESCRIPTORS 1024
#define GIGABYTE ((size_t)1 << 30)
#define STRAYS 10

/* ---- ends of the process ---- */

static void act_crash(void *argument, NTSTATUS *status)
{
  volatile int *volatile nowhere = NULL;

  (void)argument;
  (void)status;
  signal(SIGSEGV, SIG_DFL); /* a sanitizer would have its own end for it */
  *nowhere = 1;
}

static void act_abort(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  signal(SIGABRT, SIG_DFL);
  abort();
}

static void act_exit_zero(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  _exit(0);
}

static void crash_at_exit(void)
{
  act_crash(NULL, NULL);
}

static void act_exit_handler(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  atexit(crash_at_exit);
  exit(0);
}

static void act_exit_thread(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  pthread_exit(NULL);
}

static void *crash_soon(void *argument)
{
  const struct timespec moment = {0, 20 * 1000 * 1000};

  nanosleep(&moment, NULL);
  act_crash(argument, NULL);
  return NULL;
}

static void start_thread(void *(*run)(void *argument), void *argument)
{
  pthread_t thread;

  if (pthread_create(&thread, NULL, run, argument) == 0)
    pthread_detach(thread);
}

/* Whether the call has returned by then, or the case is over, is left to chance. */
static void act_crash_late(void *argument, NTSTATUS *status)
{
  (void)status;
  start_thread(crash_soon, argument);
}

/* A child that lives on holds the pipes open. */
static void act_crash_parent(void *argument, NTSTATUS *status)
{
  if (fork() == 0)
    for (;;)
      pause();
  act_crash(argument, status);
}

static int recurse(volatile char *from)
{
  volatile char frame[4096];

  frame[0] = from != NULL ? from[0] : 1;
  frame[4095] = (char)(frame[0] + 1);
  return frame[0] != 0 ? recurse(frame) + frame[4095] : 0;
}

static void act_overflow(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  signal(SIGSEGV, SIG_DFL);
  recurse(NULL);
}

/* ---- no end ---- */

static void act_hang(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  for (;;)
    pause();
}

static void act_hang_deaf(void *argument, NTSTATUS *status)
{
  sigset_t all;

  for (int i = 1; i < NSIG; i++)
    signal(i, SIG_IGN);
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  prctl(PR_SET_PDEATHSIG, 0);
  act_hang(argument, status);
}

static void act_stop(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  raise(SIGSTOP);
}

/* ---- descriptors ---- */

static void act_close_all(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  for (int i = 0; i < DESCRIPTORS; i++)
    close(i);
}

static void act_close_output(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  close(STDOUT_FILENO);
}

static void act_replace_all(void *argument, NTSTATUS *status)
{
  int nothing = open("/dev/null", O_RDWR);

  (void)argument;
  (void)status;
  for (int i = 0; i < DESCRIPTORS; i++)
    if (i != nothing && fcntl(i, F_GETFD) >= 0)
      dup2(nothing, i);
}

static void act_write_all(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  for (int i = 3; i < DESCRIPTORS; i++)
    if (write(i, "RDXFR\1\2\3", 8) < 0)
      continue;
}

/* Until whoever has the time takes it away: the harness's commands among them. */
static void act_read_all(void *argument, NTSTATUS *status)
{
  char taken[4096];

  (void)argument;
  (void)status;
  for (int i = 3; i < DESCRIPTORS; i++)
    if (fcntl(i, F_GETFD) >= 0 && read(i, taken, sizeof taken) < 0)
      continue;
}

/* ---- what a process has but once ---- */

static void act_folder(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  if (chdir("/") != 0)
    abort();
}

static void nothing_done(int signal_number)
{
  (void)signal_number;
}

static void act_handlers(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  signal(SIGALRM, nothing_done);
  signal(SIGSEGV, nothing_done);
}

static void act_alarm(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  alarm(1);
}

static void act_settings(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  umask(0777);
  setenv("HOSTILE", "yes", 1);
  unsetenv("PATH");
  setlocale(LC_ALL, "C.UTF-8");
  if (nice(5) == -1)
    errno = 0;
#ifdef __x86_64__
  {
    unsigned control = 0x1F80u | 0x6000u; /* rounds towards zero */

    __asm__ volatile("ldmxcsr %0" : : "m"(control));
  }
#endif
}

static void act_limits(void *argument, NTSTATUS *status)
{
  static const __rlimit_resource_t limits[] = {RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_STACK, RLIMIT_NPROC};
  struct rlimit none = {0, 0};

  (void)argument;
  (void)status;
  for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
    setrlimit(limits[i], &none);
}

static void act_session(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  setsid();
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static void *scribble_for_ever(void *argument)
{
  const struct timespec moment = {0, 1000 * 1000};

  for (volatile uint8_t *at = argument;; nanosleep(&moment, NULL))
    at[0] ^= 0x55;
  return NULL;
}

static void *wait_for_ever(void *argument)
{
  for (;;)
    pause();
  return argument;
}

static void act_thread(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  start_thread(wait_for_ever, NULL);
}

static void act_thread_scribble(void *argument, NTSTATUS *status)
{
  (void)status;
  start_thread(scribble_for_ever, argument);
}

/* Each in a session of its own, and nobody's child. */
static void act_children(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  for (int i = 0; i < STRAYS; i++)
    if (fork() == 0) {
      prctl(PR_SET_NAME, "hostile-stray");
      prctl(PR_SET_PDEATHSIG, 0);
      setsid();
      for (int k = 0; k < DESCRIPTORS; k++)
        close(k);
      if (fork() != 0)
        _exit(0);
      for (;;)
        sleep(1);
    }
}

/* ---- memory ---- */

/* All that lies behind a block, to the end of the heap. */
static void act_heap(void *argument, NTSTATUS *status)
{
  char *volatile block = malloc(40);
  char *end = sbrk(0);

  (void)argument;
  (void)status;
  signal(SIGSEGV, SIG_DFL);
  if (end < block)
    end = block + (1u << 16); /* a sanitizer's heap lies elsewhere */
  for (char *at = block; at != NULL && at < end; at++)
    *at = (char)0xA5;
}

/* Calls `use` with each range of memory that is shared with another process. */
static void for_shared(void (*use)(void *address, size_t size))
{
  FILE *maps = fopen("/proc/self/maps", "r");
  char line[512];
  uintptr_t ranges[64][2];
  size_t count = 0;

  while (maps != NULL && count < 64 && fgets(line, sizeof line, maps) != NULL)
    if (strstr(line, " rw-s ") != NULL) {
      char *end;

      ranges[count][0] = (uintptr_t)strtoull(line, &end, 16);
      ranges[count++][1] = (uintptr_t)strtoull(end + 1, NULL, 16);
    }
  if (maps != NULL)
    fclose(maps);
  for (size_t i = 0; i < count; i++)
    use((void *)ranges[i][0], ranges[i][1] - ranges[i][0]);
}

static void fill(void *address, size_t size)
{
  memset(address, 0xEE, size < (1u << 20) ? size : 1u << 20);
}

static void unmap(void *address, size_t size)
{
  munmap(address, size);
}

static void act_records(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  for_shared(fill);
}

static void act_unmap(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  signal(SIGSEGV, SIG_DFL);
  for_shared(unmap);
}

static void act_memory(void *argument, NTSTATUS *status)
{
  char *volatile block = malloc(100 * GIGABYTE);

  (void)argument;
  (void)status;
  signal(SIGSEGV, SIG_DFL);
  for (size_t i = 0; i < 100 * GIGABYTE; i += 4096)
    block[i] = 1;
}

/* Memory that no limit of the process counts. */
static void act_creep(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
  for (;;) {
    char *more = mmap(NULL, 1u << 22, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (more == MAP_FAILED)
      abort();
    memset(more, 1, 1u << 22);
  }
}

static void act_output(void *argument, NTSTATUS *status)
{
  static char megabyte[1 << 20];

  (void)argument;
  (void)status;
  memset(megabyte, 'x', sizeof megabyte);
  for (size_t done = 0; done < GIGABYTE; done += sizeof megabyte)
    if (fwrite(megabyte, 1, sizeof megabyte, stdout) != sizeof megabyte)
      return;
}

static void act_load_shout(void *argument, NTSTATUS *status)
{
  for (;;)
    act_output(argument, status);
}

/* ---- what a call may come back with ---- */

static void act_direction(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
#ifdef __x86_64__
  __asm__ volatile("std" : : : "cc");
#endif
}

static void act_succeed(void *argument, NTSTATUS *status)
{
  (void)argument;
  *status = STATUS_SUCCESS;
}

static void act_refuse(void *argument, NTSTATUS *status)
{
  (void)argument;
  *status = STATUS_INVALID_PARAMETER;
}

static void act_undocumented(void *argument, NTSTATUS *status)
{
  (void)argument;
  *status = (NTSTATUS)0xC0DE0001;
}

static void act_write_const(void *argument, NTSTATUS *status)
{
  D3DKMT_OFFERALLOCATIONS *offer = argument;

  if (*status == STATUS_SUCCESS)
    offer->NumAllocations += 1;
}

static void act_half(void *argument, NTSTATUS *status)
{
  (void)argument;
  (void)status;
}

#define act_load_crash act_crash
#define act_load_exit act_exit_zero
#define act_load_hang act_hang
#define act_probe_crash act_crash
#define act_crash_third act_crash
#define act_crash_reclaim act_crash
#define act_crash_teardown act_crash
#define act_crash_unload act_crash

static const struct {
  const char *name;
  enum moment moment;
  void (*act)(void *argument, NTSTATUS *status);
} rows[] = {
#define HOSTILE(name, moment) {#name, moment, act_##name},
#include "acts.def"
#undef HOSTILE
};

static size_t find_row(void)
{
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].name, HOSTILE_NAME) == 0)
      return i;
  abort();
}

enum moment hostile_moment(void)
{
  return rows[find_row()].moment;
}

void hostile_act(void *argument, NTSTATUS *status)
{
  rows[find_row()].act(argument, status);
}
