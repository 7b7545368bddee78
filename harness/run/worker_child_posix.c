/* The worker itself: the process that holds the target. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "run/worker_posix.h"

#define HIGH_DESCRIPTOR 700     /* out of the way of what a target opens, and closes too often */
#define HIGHEST_DESCRIPTOR 4096 /* that the target is kept from, where nothing closes them all at once */
#define STACK_BYTES (8u << 20)  /* an endless recursion has to end */
#define CALLS_LOOKED_AT 64u     /* of a job: after each of them more is checked than later */
#define WATCHED 5u

struct child {
  struct channel *channel;
  int commands, answers;
  struct stat watched[WATCHED];
  unsigned calls; /* of the job */
  struct process_state state, now;
};

static int watched_descriptor(const struct child *child, unsigned i)
{
  return i == 3 ? child->commands : i == 4 ? child->answers : (int)i;
}

/* ---- what the channel asks of it ---- */

_Noreturn static void complain(const struct child *child, enum complaint complaint)
{
  atomic_store(&child->channel->complaint, (int)complaint);
  _exit(1);
}

static void ring(void *platform)
{
  const struct child *child = platform;
  ssize_t written;

  while ((written = write(child->answers, "", 1)) < 0 && errno == EINTR)
    ;
  if (written < 0)
    complain(child, COMPLAINT_CLOSED);
}

static void wait_for_command(void *platform, struct command *ret_command)
{
  struct child *child = platform;
  ssize_t got;

  while ((got = read(child->commands, ret_command, sizeof *ret_command)) < 0 && errno == EINTR)
    ;
  if (got == 0)
    _exit(0); /* the parent is gone */
  if (got != (ssize_t)sizeof *ret_command)
    complain(child, got < 0 ? COMPLAINT_CLOSED : COMPLAINT_DAMAGED);
  child->calls = 0;
}

/* The C library ends the process if its heap is not what it was, once it is used. */
static void use_heap(void)
{
  static const size_t sizes[] = {24, 400, 5000, 100000};

  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    void *volatile block = malloc(sizes[i]);

    free(block);
  }
}

/* Damage is noticed while the call that did it is still the one to blame. */
static void check_process(void *platform)
{
  struct child *child = platform;
  struct pollfd polls[WATCHED];

  if (++child->calls > CALLS_LOOKED_AT) {
    if (fcntl(child->answers, F_GETFD) < 0)
      complain(child, COMPLAINT_CLOSED);
    return;
  }
  use_heap();
  for (unsigned i = 0; i < WATCHED; i++)
    polls[i] = (struct pollfd){watched_descriptor(child, i), 0, 0};
  poll(polls, WATCHED, 0);
  for (unsigned i = 0; i < WATCHED; i++)
    if ((polls[i].revents & POLLNVAL) != 0)
      complain(child, COMPLAINT_CLOSED);
}

static void watch(void *platform)
{
  struct child *child = platform;

  for (unsigned i = 0; i < WATCHED; i++)
    if (fstat(watched_descriptor(child, i), &child->watched[i]) != 0)
      complain(child, COMPLAINT_CLOSED);
  process_state_read(&child->state);
}

static void end_job(void *platform)
{
  struct child *child = platform;
  struct stat now;

  for (unsigned i = 0; i < WATCHED; i++) {
    if (fstat(watched_descriptor(child, i), &now) != 0)
      complain(child, COMPLAINT_CLOSED);
    if (now.st_dev != child->watched[i].st_dev || now.st_ino != child->watched[i].st_ino)
      complain(child, COMPLAINT_REPLACED);
  }
  process_state_read(&child->now);
  process_state_compare(&child->state, &child->now, child->channel->changed, CHANNEL_CHANGED);
  if (child->channel->changed[0] != '\0')
    child->state = child->now; /* it is told once */
}

/* ---- its beginning ---- */

static int move_up(int descriptor)
{
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR);

  return moved >= 0 ? moved : descriptor;
}

static void close_range_of(int first, int last)
{
#ifdef CLOSE_RANGE_UNSHARE
  if (first > last || close_range((unsigned)first, (unsigned)last, 0) == 0)
    return;
#endif
  for (int i = first; i <= last && i < HIGHEST_DESCRIPTOR; i++)
    close(i);
}

/* The harness's files, and what whoever started it had open, are none of the target's business. */
static void close_others(int a, int b)
{
  int low = a < b ? a : b, high = a < b ? b : a;

  close_range_of(STDERR_FILENO + 1, low - 1);
  close_range_of(low + 1, high - 1);
  close_range_of(high + 1, INT32_MAX);
}

static void set_limit(__rlimit_resource_t resource, rlim_t most, bool hard)
{
  struct rlimit limit;

  if (getrlimit(resource, &limit) != 0)
    return;
  if (limit.rlim_cur > most)
    limit.rlim_cur = most;
  if (hard && limit.rlim_max > most)
    limit.rlim_max = most;
  setrlimit(resource, &limit);
}

/* Where memory runs out, it is the worker that the system is to end. */
static void volunteer(void)
{
  int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

  if (file < 0)
    return;
  if (write(file, "1000", 4) < 0)
    errno = 0; /* it may not be allowed */
  close(file);
}

/*
 * Asked of the process: a vendor's implementation that is linked in may have a
 * sanitizer of its own. All of them have this function; their other names are
 * what tells a sanitized program from others, and do not belong in this one.
 */
static bool has_sanitizer(void)
{
  return dlsym(RTLD_DEFAULT, "__sanitizer_print_stack_trace") != NULL;
}

/*
 * A sanitizer's runtime takes terabytes of addresses, and has handlers of its
 * own for what crashes; limits on memory are then left to whoever watches.
 */
static void set_limits(const struct worker_options *options, uint64_t tag)
{
  strays_carry(tag);
  set_limit(RLIMIT_CORE, 0, true);
  set_limit(RLIMIT_STACK, STACK_BYTES, false);
  if (options->memory_megabytes > 0 && !has_sanitizer())
    set_limit(RLIMIT_DATA, (rlim_t)options->memory_megabytes << 20, true);
  volunteer();
}

static void reset_signals(void)
{
  static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGALRM, SIGCHLD, SIGUSR1, SIGUSR2, SIGXFSZ};
  sigset_t none;

  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    signal(signals[i], SIG_DFL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void settle(const struct worker_options *options, uint64_t tag, int output)
{
  int nothing = open("/dev/null", O_RDONLY);

#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  setsid(); /* an interrupt from the terminal is the parent's to handle, and the terminal nobody else's */
  reset_signals();
  set_limits(options, tag);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  setvbuf(stdout, NULL, _IONBF, 0); /* a crash shall not take along what was printed before it */
}

_Noreturn void child_main(const struct worker_options *options, struct channel *channel, uint64_t tag, int commands,
                          int answers, int output)
{
  static struct child child;
  struct reporter reporter = {
      .channel = channel, .ring = ring, .wait = wait_for_command, .check = check_process, .platform = &child};

  settle(options, tag, output);
  child.channel = channel;
  child.commands = move_up(commands);
  child.answers = move_up(answers);
  close_others(child.commands, child.answers);
  reporter_serve(&reporter, options, watch, end_job);
  /* The target could not be opened; the parent knows. */
  for (;;)
    pause();
}
