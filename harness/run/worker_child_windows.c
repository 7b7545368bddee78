/* The worker itself: this program, started anew. */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program/binary.h"
#include "program/text.h"
#include "run/worker_windows.h"

/* Ends the process as it is, without the target's having a say. */
static void leave_process(UINT status)
{
  TerminateProcess(GetCurrentProcess(), status);
}

_Noreturn static void lose_handles(const struct shared *shared)
{
  atomic_store(&((struct shared *)(uintptr_t)shared)->channel.complaint, (int)COMPLAINT_CLOSED);
  leave_process(1);
  abort();
}

static void ring(void *platform)
{
  const struct shared *shared = platform;

  fflush(stdout); /* what the target printed belongs to the job that ends here */
  if (!SetEvent(shared->answered))
    lose_handles(shared);
}

static void wait_for_command(void *platform, struct command *ret_command)
{
  const struct shared *shared = platform;

  if (WaitForSingleObject(shared->command_given, INFINITE) != SIGNALED)
    lose_handles(shared);
  *ret_command = shared->command;
}

/* The programs that the parent left. False: out of memory. */
static bool decode_programs(const struct shared *shared, struct program_set *ret_set)
{
  const uint8_t *at = shared->start + shared->library_size;

  *ret_set = (struct program_set){calloc(shared->program_count + 1, sizeof(struct program)), 0, shared->program_count};
  for (; ret_set->programs != NULL && ret_set->count < shared->program_count; ret_set->count++) {
    struct program *program = &ret_set->programs[ret_set->count];
    uint64_t size;

    memcpy(&size, at, sizeof size);
    at += sizeof size;
    program_init(program);
    if (!program_decode(at, (size_t)size, program))
      return false;
    at += size;
  }
  return ret_set->programs != NULL;
}

/* No debugger, no window and no report to the maker: the exit status is the exception, and soon. */
static LONG WINAPI die(EXCEPTION_POINTERS *exception)
{
  leave_process(exception->ExceptionRecord->ExceptionCode);
  return EXCEPTION_CONTINUE_SEARCH;
}

static void settle(const struct shared *shared)
{
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  SetUnhandledExceptionFilter(die);
  SetHandleInformation(shared->command_given, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE);
  SetHandleInformation(shared->answered, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE);
  _setmode(_fileno(stdout), _O_BINARY);
  _setmode(_fileno(stderr), _O_BINARY);
  setvbuf(stdout, NULL, _IONBF, 0); /* a crash shall not take along what was printed before it */
}

static void nothing(void *platform)
{
  (void)platform; /* what a library can change in its process is compared elsewhere only */
}

void worker_begin(int argc, char **argv)
{
  struct program_set programs;
  struct reporter reporter = {.ring = ring, .wait = wait_for_command};
  struct shared *shared;

  if (argc != 3 || strcmp(argv[1], WORKER_ARGUMENT) != 0)
    return;
  shared = MapViewOfFile((HANDLE)(uintptr_t)strtoull(argv[2], NULL, 16), FILE_MAP_ALL_ACCESS, 0, 0, 0);
  if (shared == NULL)
    return;
  settle(shared);
  reporter.channel = &shared->channel;
  reporter.platform = shared;
  if (decode_programs(shared, &programs)) {
    const struct wishes *wishes = &shared->wishes;
    const struct target_wishes wished = {wishes->has_adapter ? wishes->adapter : NULL,
                                         wishes->has_provision ? &wishes->provision : NULL, wishes->disruptive};
    const struct worker_options options = {
        .library = shared->library_size > 0 ? (const char *)shared->start : NULL,
        .player = (job_player)((uintptr_t)GetModuleHandleA(NULL) + shared->player),
        .context = &programs,
        .wishes = &wished,
        .known = wishes->is_known ? &wishes->known : NULL,
    };

    reporter_serve(&reporter, &options, nothing, nothing);
  } else {
    snprintf(shared->channel.hello.error, sizeof shared->channel.hello.error, "out of memory");
    reporter_answer(&reporter, ANSWER_READY);
  }
  Sleep(INFINITE); /* the parent knows, and ends this */
}
