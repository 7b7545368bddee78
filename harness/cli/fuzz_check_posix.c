/* Trying text in a process of its own: what the parsers do to it costs the command nothing. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/fuzz_file.h"
#include "run/platform.h"

enum { STATUS_HOLDS, STATUS_FAILS };

static _Noreturn void try_it(const struct fuzz_target *target, const char *data, size_t size, unsigned timeout_seconds,
                             int to)
{
  struct buffer finding = {NULL, 0, 0, false};
  const char *text;
  size_t left;

  /* Whoever waits is gone then, or has given up. */
  alarm(timeout_seconds + 5);
  if (target->check((const uint8_t *)data, size, &finding))
    _exit(STATUS_HOLDS);
  text = buffer_text(&finding);
  for (left = finding.size; left > 0;) {
    ssize_t put = write(to, text + finding.size - left, left);

    if (put <= 0)
      break;
    left -= (size_t)put;
  }
  _exit(STATUS_FAILS);
}

/* Reads until the other end closes. False: the time is over. */
static bool read_finding(int from, unsigned timeout_seconds, struct buffer *ret_finding)
{
  const double end = platform_seconds() + timeout_seconds;
  char block[1024];

  for (;;) {
    struct pollfd descriptor = {from, POLLIN, 0};
    double left = end - platform_seconds();
    ssize_t got;

    if (left <= 0)
      return false;
    if (poll(&descriptor, 1, (int)(left * 1000) + 1) <= 0)
      continue;
    got = read(from, block, sizeof block);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return true;
    buffer_append(ret_finding, block, (size_t)got);
  }
}

static enum fuzz_check_end conclude(const struct fuzz_target *target, int status, bool in_time, unsigned seconds,
                                    struct buffer *ret_finding)
{
  if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_HOLDS)
    return CHECK_HOLDS;
  if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_FAILS && ret_finding->size > 0)
    return CHECK_FAILS;
  buffer_clear(ret_finding);
  if (!in_time)
    buffer_printf(ret_finding, "%s: it did not end within %u s", target->name, seconds);
  else if (WIFSIGNALED(status))
    buffer_printf(ret_finding, "%s: it ended with SIG%s", target->name, sigabbrev_np(WTERMSIG(status)));
  else
    buffer_printf(ret_finding, "%s: it ended with exit status %d", target->name, WEXITSTATUS(status));
  return CHECK_FAILS;
}

enum fuzz_check_end fuzz_check(const struct fuzz_target *target, const char *data, size_t size,
                               unsigned timeout_seconds, struct buffer *ret_finding)
{
  int ends[2], status = 0;
  bool in_time;
  pid_t child;

  if (pipe2(ends, O_CLOEXEC) != 0) {
    buffer_string(ret_finding, strerror(errno));
    return CHECK_UNABLE;
  }
  child = fork();
  if (child == 0)
    try_it(target, data, size, timeout_seconds, ends[1]);
  close(ends[1]);
  if (child < 0) {
    buffer_string(ret_finding, strerror(errno));
    close(ends[0]);
    return CHECK_UNABLE;
  }
  in_time = read_finding(ends[0], timeout_seconds, ret_finding);
  close(ends[0]);
  if (!in_time)
    kill(child, SIGKILL);
  while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    continue;
  return conclude(target, status, in_time, timeout_seconds, ret_finding);
}
