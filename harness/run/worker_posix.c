/* The parent's side of a worker process, forked. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run/platform.h"
#include "run/worker_posix.h"

#define WORKERS_WAITED 256u /* at a time */
#define OUTPUT_CHUNK 65536u
#define DEATH_MILLISECONDS 5000u /* that a process may take to end; a driver can keep it */
#define SOON_SECONDS 1.0         /* after its pipe is closed, a process has ended or never will */

struct worker_process {
  pid_t process; /* 0: it has been waited for */
  int status;    /* as waitpid has it */
  uint64_t tag;
  int commands, answers, output; /* the last two are -1 once nobody can write there */
  double closed;                 /* when the answers were */
};

void worker_begin(int argc, char **argv)
{
  (void)argc; /* a worker is forked and sees all that it needs */
  (void)argv;
}

/* ---- starting it ---- */

static void close_pipes(int pipes[3][2])
{
  for (int i = 0; i < 3; i++)
    for (int end = 0; end < 2; end++)
      if (pipes[i][end] >= 0)
        close(pipes[i][end]);
}

/* Commands, answers, output. */
static bool make_pipes(int pipes[3][2])
{
  for (int i = 0; i < 3; i++)
    pipes[i][0] = pipes[i][1] = -1;
  for (int i = 0; i < 3; i++)
    if (pipe2(pipes[i], O_CLOEXEC) != 0) {
      int error = errno;

      close_pipes(pipes);
      errno = error;
      return false;
    }
  return true;
}

#define CHANNEL_MAPPED ((sizeof(struct channel) + PLATFORM_PAGE - 1) / PLATFORM_PAGE * PLATFORM_PAGE)

/* Between pages without access: what runs over its own memory does not run on into the records. */
static struct channel *map_channel(void)
{
  uint8_t *pages = platform_reserve(CHANNEL_MAPPED + 2 * PLATFORM_PAGE);
  void *channel;

  if (pages == NULL)
    return NULL;
  channel = mmap(pages + PLATFORM_PAGE, CHANNEL_MAPPED, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  if (channel != MAP_FAILED)
    return channel;
  platform_release(pages, CHANNEL_MAPPED + 2 * PLATFORM_PAGE);
  return NULL;
}

static void unmap_channel(struct channel *channel)
{
  if (channel != NULL)
    platform_release((uint8_t *)channel - PLATFORM_PAGE, CHANNEL_MAPPED + 2 * PLATFORM_PAGE);
}

bool process_start(struct worker *worker, const struct worker_options *options, char *ret_error, size_t error_size)
{
  struct worker_process *process = calloc(1, sizeof *process);
  int pipes[3][2];

  worker->channel = map_channel();
  if (process == NULL || worker->channel == NULL || !make_pipes(pipes))
    goto fail;
  process->tag = strays_tag();
  fflush(NULL);
  process->process = fork();
  if (process->process == 0)
    child_main(options, worker->channel, process->tag, pipes[0][0], pipes[1][1], pipes[2][1]);
  if (process->process < 0) {
    int error = errno;

    close_pipes(pipes);
    errno = error;
    goto fail;
  }
  madvise(worker->channel, CHANNEL_MAPPED, MADV_DONTFORK); /* the next worker has one of its own */
  close(pipes[0][0]);
  close(pipes[1][1]);
  close(pipes[2][1]);
  process->commands = pipes[0][1];
  process->answers = pipes[1][0];
  process->output = pipes[2][0];
  fcntl(process->answers, F_SETFL, O_NONBLOCK);
  fcntl(process->output, F_SETFL, O_NONBLOCK);
  worker->process = process;
  return true;
fail:
  snprintf(ret_error, error_size, "the worker process could not be started: %s", strerror(errno));
  unmap_channel(worker->channel);
  free(process);
  return false;
}

static void close_end(int *end)
{
  if (*end >= 0)
    close(*end);
  *end = -1;
}

void process_free(struct worker *worker)
{
  close_end(&worker->process->commands);
  close_end(&worker->process->answers);
  close_end(&worker->process->output);
  unmap_channel(worker->channel);
  free(worker->process);
}

/* ---- talking to it ---- */

bool process_send(struct worker *worker, const struct command *command)
{
  ssize_t written;

  while ((written = write(worker->process->commands, command, sizeof *command)) < 0 && errno == EINTR)
    ;
  return written == (ssize_t)sizeof *command;
}

/* Reads once. False: nothing is there now. */
static bool read_some(int *end, char *ret_data, size_t size, size_t *ret_got)
{
  ssize_t got = *end >= 0 ? read(*end, ret_data, size) : -1;

  *ret_got = got > 0 ? (size_t)got : 0;
  if (got == 0)
    close_end(end);
  return got > 0;
}

void process_gather(struct worker *worker)
{
  static char chunk[OUTPUT_CHUNK];
  size_t got;

  while (worker->written <= WORKER_OUTPUT_END && read_some(&worker->process->output, chunk, sizeof chunk, &got))
    worker_gather(worker, chunk, got);
}

static void hear_rings(struct worker *worker)
{
  char bells[256];
  size_t got;

  if (read_some(&worker->process->answers, bells, sizeof bells, &got))
    worker->rings += got;
  if (worker->process->answers < 0)
    worker->process->closed = platform_seconds();
}

/* A process whose pipe is closed is about to end, most likely: that is not announced by any other pipe. */
static bool is_ending(const struct worker *worker)
{
  return worker->process->answers < 0 && platform_seconds() - worker->process->closed < SOON_SECONDS;
}

void processes_wait(struct worker *const *workers, size_t count, unsigned milliseconds)
{
  static struct pollfd polls[2 * WORKERS_WAITED];

  if (count > WORKERS_WAITED)
    count = WORKERS_WAITED;
  for (size_t i = 0; i < count; i++) {
    bool alive = workers[i]->alive;

    polls[2 * i] = (struct pollfd){alive ? workers[i]->process->answers : -1, POLLIN, 0};
    polls[2 * i + 1] = (struct pollfd){alive ? workers[i]->process->output : -1, POLLIN, 0};
    if (alive && is_ending(workers[i]) && milliseconds > 1)
      milliseconds = 1;
  }
  if (poll(polls, 2 * count, (int)milliseconds) <= 0)
    return;
  for (size_t i = 0; i < count; i++) {
    if (polls[2 * i].revents != 0)
      hear_rings(workers[i]);
    if (polls[2 * i + 1].revents != 0)
      process_gather(workers[i]);
  }
}

/* ---- its end ---- */

bool process_has_ended(struct worker *worker)
{
  siginfo_t about;

  memset(&about, 0, sizeof about);
  /* It stays a zombie, and its group's number its own, until it is waited for. */
  return worker->process->process > 0 &&
         waitid(P_PID, (id_t)worker->process->process, &about, WEXITED | WNOHANG | WNOWAIT) == 0 && about.si_pid != 0;
}

/* False: it is still there. */
static bool reap(struct worker_process *process)
{
  const struct timespec moment = {0, 1000 * 1000};
  pid_t got = 0;

  for (unsigned i = 0; i < DEATH_MILLISECONDS; i++) {
    got = waitpid(process->process, &process->status, WNOHANG);
    if (got != 0)
      break;
    nanosleep(&moment, NULL);
  }
  return got != 0;
}

void process_end(struct worker *worker)
{
  struct worker_process *process = worker->process;

  if (process->process <= 0)
    return;
  kill(-process->process, SIGKILL);
  kill(process->process, SIGKILL);
  reap(process);
  strays_end(process->tag);
  process->process = 0;
}

void process_describe(struct worker *worker, char *ret_detail, size_t size)
{
  static const char *const complaints[COMPLAINT_COUNT] = {
      [COMPLAINT_CLOSED] = "the target closed the worker's descriptors",
      [COMPLAINT_REPLACED] = "the target replaced the worker's descriptors",
      [COMPLAINT_DAMAGED] = "the target took the harness's commands"};
  int complaint = atomic_load(&worker->channel->complaint);
  siginfo_t about;

  memset(&about, 0, sizeof about);
  waitid(P_PID, (id_t)worker->process->process, &about, WEXITED | WNOHANG | WNOWAIT);
  if (about.si_code == CLD_EXITED && complaint > COMPLAINT_NONE && complaint < COMPLAINT_COUNT) {
    snprintf(ret_detail, size, "%s", complaints[complaint]);
  } else if (about.si_code == CLD_EXITED) {
    snprintf(ret_detail, size, "exit status %d", about.si_status);
  } else {
    const char *name = sigabbrev_np(about.si_status);

    snprintf(ret_detail, size, "SIG%s", name != NULL ? name : "?");
  }
}

uint64_t process_memory(const struct worker *worker)
{
  char path[64], line[128] = "";
  unsigned long long pages = 0;
  FILE *file;

  snprintf(path, sizeof path, "/proc/%ld/statm", (long)worker->process->process);
  file = fopen(path, "re");
  if (file == NULL)
    return 0;
  if (fgets(line, sizeof line, file) == NULL || strchr(line, ' ') == NULL)
    line[0] = '\0';
  fclose(file);
  if (line[0] != '\0')
    pages = strtoull(strchr(line, ' '), NULL, 10); /* of the second column: resident */
  return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}
