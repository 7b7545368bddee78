/* The worker itself: this program, started anew. */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program/binary.h"
#include "program/text.h"
#include "run/worker_windows.h"

#define ROOM_FOR_ONE ((size_t)6 << 20) /* a record never takes more: see ARENA_SLOT_BYTES */

struct child {
  struct shared *shared;
  struct buffer buffer;
};

/* Ends the process as it is, without the target's having a say. */
static void leave_process(UINT status)
{
  TerminateProcess(GetCurrentProcess(), status);
}

static void answer(const struct child *child, enum answer what)
{
  fflush(stdout); /* what the target printed belongs to the job that ends here */
  atomic_store(&child->shared->answer, (int)what);
  if (!SetEvent(child->shared->answered)) {
    atomic_store(&child->shared->lost_handles, true);
    leave_process(1);
  }
}

static void wait_for_command(const struct child *child)
{
  if (WaitForSingleObject(child->shared->command, INFINITE) != SIGNALED) {
    atomic_store(&child->shared->lost_handles, true);
    leave_process(1);
  }
}

static void wait_for_room(const struct child *child)
{
  if (atomic_load(&child->shared->used) + ROOM_FOR_ONE <= SHARED_BYTES)
    return;
  answer(child, ANSWER_FULL);
  wait_for_command(child);
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

static void open_target(const struct shared *shared, struct worker_hello *ret_hello)
{
  struct target *target = &ret_hello->target;

  if (shared->library_size == 0)
    target_open_linked(target);
  else if (!target_open_library((const char *)shared->start, target, ret_hello->error, sizeof ret_hello->error))
    return;
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++)
    ret_hello->present[i] = target->table.functions[i] != NULL;
  target_probe(target);
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
  SetHandleInformation(shared->command, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE);
  SetHandleInformation(shared->answered, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE);
  _setmode(_fileno(stdout), _O_BINARY);
  _setmode(_fileno(stderr), _O_BINARY);
  setvbuf(stdout, NULL, _IONBF, 0); /* a crash shall not take along what was printed before it */
}

static void play_jobs(struct child *child, struct program_set *programs)
{
  struct shared *shared = child->shared;
  job_player player = (job_player)((uintptr_t)GetModuleHandleA(NULL) + shared->player);
  struct execution execution;

  open_target(shared, &shared->hello);
  if (shared->hello.error[0] == '\0' && !execution_init(&execution, &shared->hello.target))
    snprintf(shared->hello.error, sizeof shared->hello.error, "out of memory");
  answer(child, ANSWER_READY);
  execution.sink = (struct record_sink){child_enter, child_leave, child};
  while (shared->hello.error[0] == '\0') {
    struct job job;

    wait_for_command(child);
    job = shared->job;
    answer(child, player(programs, &execution, &job) ? ANSWER_DONE : ANSWER_FAILED);
  }
}

void worker_begin(int argc, char **argv)
{
  struct child child = {NULL, {NULL, 0, 0, false}};
  struct program_set programs;

  if (argc != 3 || strcmp(argv[1], WORKER_ARGUMENT) != 0)
    return;
  child.shared = MapViewOfFile((HANDLE)(uintptr_t)strtoull(argv[2], NULL, 16), FILE_MAP_ALL_ACCESS, 0, 0, 0);
  if (child.shared == NULL)
    return;
  settle(child.shared);
  if (decode_programs(child.shared, &programs)) {
    play_jobs(&child, &programs);
  } else {
    snprintf(child.shared->hello.error, sizeof child.shared->hello.error, "out of memory");
    answer(&child, ANSWER_READY);
  }
  leave_process(0);
}
