#define _GNU_SOURCE
#include "run/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "run/platform.h"

#define HIGHEST_DESCRIPTOR 1024 /* that the target is kept from */
#define SHARED_BYTES ((size_t)16 << 20)
#define ROOM_FOR_ONE ((size_t)6 << 20) /* a record never takes more: see ARENA_SLOT_BYTES */

/* Between the two processes. The worker writes, but for the commands, which come through a pipe. */
struct shared {
  struct worker_hello hello;
  _Atomic size_t used;    /* bytes of whole records */
  _Atomic size_t in_call; /* bytes of the record behind them, of the call that is being made; 0: none */
  _Atomic bool no_pipe;   /* the worker cannot answer: the target closed what it should not have */
  uint8_t records[];
};

struct worker {
  pid_t process;
  int commands, answers, output;
  struct shared *shared;
  unsigned timeout_seconds;
  bool alive;
};

enum answer { ANSWER_READY = 'R', ANSWER_DONE = 'D', ANSWER_FULL = 'F', ANSWER_FAILED = 'X' };

/* ---- in the worker ---- */

struct child {
  struct shared *shared;
  struct buffer buffer;
  int commands, answers;
};

static void answer(const struct child *child, char what)
{
  ssize_t written;

  while ((written = write(child->answers, &what, 1)) < 0 && errno == EINTR)
    ;
  if (written < 0)
    atomic_store(&child->shared->no_pipe, true);
}

static void wait_for_room(struct child *child)
{
  char go;

  if (atomic_load(&child->shared->used) + ROOM_FOR_ONE <= SHARED_BYTES)
    return;
  answer(child, ANSWER_FULL);
  while (read(child->commands, &go, 1) < 0 && errno == EINTR)
    ;
}

static size_t put(struct child *child, const struct call_record *record)
{
  buffer_clear(&child->buffer);
  record_write(record, &child->buffer);
  if (child->buffer.failed || child->buffer.size > ROOM_FOR_ONE)
    return 0;
  memcpy(child->shared->records + atomic_load(&child->shared->used), child->buffer.data, child->buffer.size);
  return child->buffer.size;
}

static void child_enter(void *context, const struct call_record *record)
{
  struct child *child = context;

  wait_for_room(child);
  atomic_store(&child->shared->in_call, put(child, record));
}

static bool child_leave(void *context, const struct call_record *record)
{
  struct child *child = context;
  size_t size;

  atomic_store(&child->shared->in_call, 0);
  wait_for_room(child);
  size = put(child, record);
  atomic_fetch_add(&child->shared->used, size);
  return size > 0;
}

static void child_open_target(const struct worker_options *options, struct worker_hello *ret_hello)
{
  struct target *target = &ret_hello->target;

  if (options->library == NULL)
    target_open_linked(target);
  else if (!target_open_library(options->library, target, ret_hello->error, sizeof ret_hello->error))
    return;
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++)
    ret_hello->present[i] = target->table.functions[i] != NULL;
  target_probe(target);
}

/* The harness's files, and what whoever started it had open, are none of the target's business. */
static void close_others(const struct child *child)
{
  for (int i = STDERR_FILENO + 1; i < HIGHEST_DESCRIPTOR; i++)
    if (i != child->commands && i != child->answers)
      close(i);
}

static void child_settle(const struct child *child, int output)
{
  struct rlimit none = {0, 0};
  int nothing = open("/dev/null", O_RDONLY);

#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  setpgid(0, 0); /* an interrupt from the terminal is the parent's to handle */
  setrlimit(RLIMIT_CORE, &none);
  signal(SIGINT, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  close_others(child);
  setvbuf(stdout, NULL, _IONBF, 0); /* a crash shall not take along what was printed before it */
}

_Noreturn static void child_main(const struct worker_options *options, struct child *child)
{
  struct worker_hello *hello = &child->shared->hello;
  struct execution execution;
  struct job job;

  child_open_target(options, hello);
  if (hello->error[0] == '\0' && !execution_init(&execution, &hello->target))
    snprintf(hello->error, sizeof hello->error, "out of memory");
  answer(child, ANSWER_READY);
  execution.sink = (struct record_sink){child_enter, child_leave, child};
  while (hello->error[0] == '\0' && read(child->commands, &job, sizeof job) == (ssize_t)sizeof job)
    answer(child, options->player(options->context, &execution, &job) ? ANSWER_DONE : ANSWER_FAILED);
  _exit(0);
}

void worker_begin(int argc, char **argv)
{
  (void)argc; /* a worker is forked and sees all that it needs */
  (void)argv;
}

/* ---- in the parent ---- */

static bool make_pipes(int commands[2], int answers[2], int output[2])
{
  if (pipe2(commands, O_CLOEXEC) != 0)
    return false;
  if (pipe2(answers, O_CLOEXEC) != 0)
    goto no_answers;
  if (pipe2(output, O_CLOEXEC) != 0)
    goto no_output;
  return true;
no_output:
  close(answers[0]);
  close(answers[1]);
no_answers:
  close(commands[0]);
  close(commands[1]);
  return false;
}

static void close_both(int ends[2])
{
  close(ends[0]);
  close(ends[1]);
}

/* Waits for one answer; 0: the worker is gone, -1: time is up, -2: stopped. What the target writes is gathered meanwhile. */
static int wait_for_answer(struct worker *worker, double deadline, const volatile int *stop, char *ret_output)
{
  size_t gathered = strlen(ret_output);
  int output = worker->output;

  for (;;) {
    struct pollfd polls[2] = {{worker->answers, POLLIN, 0}, {output, POLLIN, 0}};
    double left = deadline - platform_seconds();
    char what, sink[4096];

    if (stop != NULL && *stop)
      return -2;
    if (left <= 0)
      return -1;
    if (poll(polls, 2, left < 0.1 ? (int)(left * 1000) + 1 : 100) < 0)
      continue;
    if ((polls[1].revents & (POLLIN | POLLHUP)) != 0) {
      ssize_t got = read(worker->output, sink, sizeof sink);
      size_t room = WORKER_OUTPUT_MAX - gathered;

      if (got > 0) {
        size_t kept = (size_t)got < room ? (size_t)got : room;

        memcpy(ret_output + gathered, sink, kept);
        for (; kept > 0; kept--, gathered++)
          if (ret_output[gathered] == '\0')
            ret_output[gathered] = '\x7F'; /* a string cannot hold the byte; readers spell this one out */
        ret_output[gathered] = '\0';
        continue;
      }
      output = -1; /* closed: it would be ready for ever */
    }
    if ((polls[0].revents & (POLLIN | POLLHUP)) != 0)
      return read(worker->answers, &what, 1) == 1 ? what : 0;
  }
}

/* The pipe is closed: the process has ended, or the target closed what it should not have. */
static void describe_death(struct worker *worker, char *ret_detail, size_t size)
{
  const struct timespec moment = {0, 10 * 1000 * 1000};
  int status = 0;
  pid_t ended = 0;

  for (int i = 0; i < 100 && (ended = waitpid(worker->process, &status, WNOHANG)) == 0; i++)
    nanosleep(&moment, NULL);
  if (ended == 0 || atomic_load(&worker->shared->no_pipe)) {
    if (ended == 0) {
      kill(worker->process, SIGKILL);
      waitpid(worker->process, &status, 0);
    }
    snprintf(ret_detail, size, "the target closed the worker's pipes");
  } else if (WIFSIGNALED(status)) {
    const char *name = sigabbrev_np(WTERMSIG(status));

    snprintf(ret_detail, size, "SIG%s", name != NULL ? name : "?");
  } else {
    snprintf(ret_detail, size, "exit status %d", WEXITSTATUS(status));
  }
  worker->process = -1;
}

struct worker *worker_start(const struct worker_options *options, struct worker_hello *ret_hello)
{
  struct worker *worker = calloc(1, sizeof *worker);
  int commands[2], answers[2], output[2];
  char ignored[WORKER_OUTPUT_MAX + 1] = "";
  int what;

  memset(ret_hello, 0, sizeof *ret_hello);
  if (worker == NULL)
    goto no_worker;
  worker->shared = mmap(NULL, sizeof *worker->shared + SHARED_BYTES, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (worker->shared == MAP_FAILED)
    goto no_memory;
  if (!make_pipes(commands, answers, output))
    goto no_pipes;
  fflush(NULL);
  worker->process = fork();
  if (worker->process < 0)
    goto no_process;
  if (worker->process == 0) {
    struct child child = {worker->shared, {NULL, 0, 0, false}, commands[0], answers[1]};

    child_settle(&child, output[1]);
    child_main(options, &child);
  }
  close(commands[0]);
  close(answers[1]);
  close(output[1]);
  worker->commands = commands[1];
  worker->answers = answers[0];
  worker->output = output[0];
  worker->timeout_seconds = options->timeout_seconds;
  worker->alive = true;
  what = wait_for_answer(worker, platform_seconds() + options->timeout_seconds, options->stop, ignored);
  *ret_hello = worker->shared->hello;
  ret_hello->error[sizeof ret_hello->error - 1] = '\0'; /* the target could write there */
  ret_hello->target.description[sizeof ret_hello->target.description - 1] = '\0';
  if (what == ANSWER_READY)
    return worker;
  if (what == 0) {
    char death[64];

    describe_death(worker, death, sizeof death);
    snprintf(ret_hello->error, sizeof ret_hello->error, "the target ended the process as it was loaded: %s", death);
  } else if (what == -2) {
    snprintf(ret_hello->error, sizeof ret_hello->error, "interrupted while it was loaded");
  } else {
    snprintf(ret_hello->error, sizeof ret_hello->error, "the target did not load within %u seconds",
             options->timeout_seconds);
  }
  worker_stop(worker);
  return NULL;
no_process:
  close_both(commands);
  close_both(answers);
  close_both(output);
no_pipes:
  munmap(worker->shared, sizeof *worker->shared + SHARED_BYTES);
no_memory:
  free(worker);
no_worker:
  snprintf(ret_hello->error, sizeof ret_hello->error, "the worker process could not be started: %s", strerror(errno));
  return NULL;
}

void worker_stop(struct worker *worker)
{
  if (worker == NULL)
    return;
  close(worker->commands);
  close(worker->answers);
  close(worker->output);
  if (worker->process > 0) {
    kill(worker->process, SIGKILL);
    waitpid(worker->process, NULL, 0);
  }
  munmap(worker->shared, sizeof *worker->shared + SHARED_BYTES);
  free(worker);
}

bool worker_is_alive(const struct worker *worker)
{
  return worker->alive;
}

static bool deliver(struct worker *worker, void (*take)(void *context, const struct call_record *record), void *context)
{
  size_t used = atomic_load(&worker->shared->used), position = 0;
  struct call_record record;

  while (used <= SHARED_BYTES && position < used) {
    if (!record_read(worker->shared->records, used, &position, &record))
      return false;
    take(context, &record);
  }
  return used <= SHARED_BYTES;
}

/* The call that the worker was in when it ended. */
static void deliver_last(struct worker *worker, enum record_outcome outcome, const char *detail,
                         void (*take)(void *context, const struct call_record *record), void *context)
{
  size_t position = atomic_load(&worker->shared->used), size = atomic_load(&worker->shared->in_call);
  struct call_record record;

  if (size == 0 || position > SHARED_BYTES || size > SHARED_BYTES - position ||
      !record_read(worker->shared->records, position + size, &position, &record))
    return;
  record.outcome = (uint8_t)outcome;
  record.detail = detail;
  take(context, &record);
}

static void end_by_force(struct worker *worker)
{
  worker->alive = false;
  if (worker->process > 0) {
    kill(worker->process, SIGKILL);
    waitpid(worker->process, NULL, 0);
  }
  worker->process = -1;
}

void worker_play(struct worker *worker, const struct job *job, const volatile int *stop,
                 void (*take)(void *context, const struct call_record *record), void *context,
                 struct worker_end *ret_end)
{
  double deadline = platform_seconds() + worker->timeout_seconds;
  int what;

  memset(ret_end, 0, sizeof *ret_end);
  atomic_store(&worker->shared->used, 0);
  atomic_store(&worker->shared->in_call, 0);
  what = write(worker->commands, job, sizeof *job) == (ssize_t)sizeof *job ? ANSWER_FULL : 0;
  while (what == ANSWER_FULL) {
    what = wait_for_answer(worker, deadline, stop, ret_end->output);
    if (what == 0)
      describe_death(worker, ret_end->detail, sizeof ret_end->detail);
    else if (what < 0)
      end_by_force(worker);
    /* Whoever is gone adds no more records. */
    if (!deliver(worker, take, context)) {
      snprintf(ret_end->detail, sizeof ret_end->detail, "the worker's records are damaged");
      ret_end->ending = WORKER_CRASHED;
      end_by_force(worker);
      return;
    }
    if (what == ANSWER_FULL) {
      atomic_store(&worker->shared->used, 0);
      what = write(worker->commands, "", 1) == 1 ? ANSWER_FULL : 0;
      deadline = platform_seconds() + worker->timeout_seconds;
    }
  }
  switch (what) {
  case ANSWER_DONE:
    return;
  case ANSWER_FAILED:
    ret_end->ending = WORKER_BROKEN;
    snprintf(ret_end->detail, sizeof ret_end->detail, "the harness ran out of memory for the program");
    end_by_force(worker);
    return;
  case -1:
    ret_end->ending = WORKER_TIMEOUT;
    snprintf(ret_end->detail, sizeof ret_end->detail, "no answer within %u seconds", worker->timeout_seconds);
    deliver_last(worker, RECORD_TIMEOUT, ret_end->detail, take, context);
    return;
  case -2:
    ret_end->ending = WORKER_STOPPED;
    return;
  default:
    ret_end->ending = WORKER_CRASHED;
    worker->alive = false;
    if (worker->process > 0)
      describe_death(worker, ret_end->detail, sizeof ret_end->detail);
    deliver_last(worker, RECORD_CRASHED, ret_end->detail, take, context);
  }
}
