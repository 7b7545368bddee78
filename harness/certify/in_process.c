#include "certify/in_process.h"

#include <stdio.h>
#include <string.h>

#include "certify/player.h"

static bool leave(void *context, const struct call_record *record)
{
  struct in_process *process = context;

  process->take(process->context, record);
  return !*process->stop;
}

static bool start(void *context, struct worker_hello *ret_hello)
{
  struct in_process *process = context;

  if (!process->is_open) {
    const struct worker_options options = {
        .library = process->library, .timeout_seconds = process->timeout_seconds, .wishes = process->wishes};

    worker_open_target(&options, &process->hello);
    if (process->hello.error[0] == '\0' && !execution_init(&process->execution, &process->hello.target))
      snprintf(process->hello.error, sizeof process->hello.error, "out of memory");
    process->is_open = process->hello.error[0] == '\0';
    process->execution.sink = (struct record_sink){NULL, leave, process};
  }
  *ret_hello = process->hello;
  return process->is_open;
}

static void play(void *context, const struct job *job,
                 void (*take)(void *take_context, const struct call_record *record), void *take_context,
                 struct worker_end *ret_end)
{
  struct in_process *process = context;

  memset(ret_end, 0, sizeof *ret_end);
  process->take = take;
  process->context = take_context;
  if (player_play((void *)(uintptr_t)process->cases, &process->execution, job))
    return;
  ret_end->ending = *process->stop ? WORKER_STOPPED : WORKER_BROKEN;
  snprintf(ret_end->detail, sizeof ret_end->detail, "the harness ran out of memory for the program");
}

static void pass(void *context, const struct job *job, const char *reason)
{
  (void)context; /* there is nothing to pass over */
  (void)job;
  (void)reason;
}

struct record_source in_process_source(struct in_process *process)
{
  return (struct record_source){start, play, pass, process};
}

void in_process_close(struct in_process *process)
{
  if (process->is_open)
    execution_free(&process->execution);
  process->is_open = false;
}
