/* The parent's side of a worker. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program/binary.h"
#include "program/text.h"
#include "run/platform.h"
#include "run/platform_windows.h"
#include "run/worker_windows.h"

#define PIPE_BYTES 65536u
#define SLICE_MILLISECONDS 10u   /* between looks at what the target writes: a pipe cannot be waited for */
#define DEATH_MILLISECONDS 5000u /* that a process may take to end; a driver can keep it */

struct worker {
  HANDLE process, job;
  HANDLE mapping, command, answered;
  HANDLE output, output_end; /* where it is read and, until the worker has its own, written */
  struct shared *shared;
  unsigned timeout_seconds;
  bool alive;
};

static void close_handle(HANDLE *handle)
{
  if (*handle != NULL)
    CloseHandle(*handle);
  *handle = NULL;
}

/* ---- starting it ---- */

static void encode_start(const struct worker_options *options, struct buffer *ret_start)
{
  const struct program_set *programs = options->context;
  struct buffer program = {NULL, 0, 0, false};

  if (options->library != NULL)
    buffer_append(ret_start, options->library, strlen(options->library) + 1);
  for (size_t i = 0; programs != NULL && i < programs->count; i++) {
    uint64_t size;

    buffer_clear(&program);
    program_encode(&programs->programs[i], &program);
    size = program.size;
    buffer_append(ret_start, &size, sizeof size);
    buffer_append(ret_start, program.data, program.size);
    ret_start->failed = ret_start->failed || program.failed;
  }
  buffer_free(&program);
}

/* False: GetLastError() says why. */
static bool share(struct worker *worker, const struct worker_options *options)
{
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
  const struct program_set *programs = options->context;
  struct buffer start = {NULL, 0, 0, false};
  uint64_t size;

  encode_start(options, &start);
  size = sizeof *worker->shared + start.size;
  SetLastError(ERROR_NOT_ENOUGH_MEMORY);
  if (start.failed)
    goto out;
  worker->mapping =
      CreateFileMappingA(INVALID_HANDLE_VALUE, &inherited, PAGE_READWRITE, (DWORD)(size >> 32), (DWORD)size, NULL);
  worker->command = CreateEventA(&inherited, FALSE, FALSE, NULL);
  worker->answered = CreateEventA(&inherited, FALSE, FALSE, NULL);
  if (worker->mapping == NULL || worker->command == NULL || worker->answered == NULL ||
      !CreatePipe(&worker->output, &worker->output_end, &inherited, PIPE_BYTES))
    goto out;
  worker->shared = MapViewOfFile(worker->mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
  if (worker->shared == NULL)
    goto out;
  worker->shared->command = worker->command;
  worker->shared->answered = worker->answered;
  worker->shared->player = (uintptr_t)options->player - (uintptr_t)GetModuleHandleA(NULL);
  worker->shared->library_size = options->library != NULL ? strlen(options->library) + 1 : 0;
  worker->shared->program_count = programs != NULL ? programs->count : 0;
  if (start.size > 0)
    memcpy(worker->shared->start, start.data, start.size);
out:
  buffer_free(&start);
  return worker->shared != NULL;
}

/* Processes in the job, the worker's own children too, end with its last handle, which is the parent's. */
static HANDLE make_job(void)
{
  HANDLE job = CreateJobObjectA(NULL, NULL);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;

  memset(&limits, 0, sizeof limits);
  limits.BasicLimitInformation.LimitFlags =
      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
  if (job != NULL && !SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits))
    close_handle(&job);
  return job;
}

/* A process with these handles and no other; it waits to be resumed. It has no console: an interrupt is the parent's. */
static bool create_process(const struct worker *worker, HANDLE nothing, LPPROC_THREAD_ATTRIBUTE_LIST attributes,
                           PROCESS_INFORMATION *ret_process)
{
  HANDLE handles[] = {worker->mapping, worker->command, worker->answered, worker->output_end, nothing};
  static WCHAR path[32768];
  STARTUPINFOEXW startup;
  WCHAR command[64];

  memset(&startup, 0, sizeof startup);
  startup.StartupInfo.cb = sizeof startup;
  startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  startup.StartupInfo.hStdInput = nothing;
  startup.StartupInfo.hStdOutput = worker->output_end;
  startup.StartupInfo.hStdError = worker->output_end;
  startup.lpAttributeList = attributes;
  swprintf(command, sizeof command / sizeof command[0], L"offercheck " WORKER_ARGUMENT " %llx",
           (unsigned long long)(uintptr_t)worker->mapping);
  return GetModuleFileNameW(NULL, path, sizeof path / sizeof path[0]) > 0 &&
         UpdateProcThreadAttribute(attributes, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, sizeof handles, NULL,
                                   NULL) &&
         CreateProcessW(path, command, NULL, NULL, TRUE,
                        CREATE_SUSPENDED | DETACHED_PROCESS | EXTENDED_STARTUPINFO_PRESENT, NULL, NULL,
                        &startup.StartupInfo, ret_process);
}

static bool start_process(struct worker *worker)
{
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
  HANDLE nothing =
      CreateFileA("NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_EXISTING, 0, NULL);
  _Alignas(16) char attributes[256]; /* of one list of handles; the system would say if it were too small */
  SIZE_T size = sizeof attributes;
  PROCESS_INFORMATION made;
  DWORD error;
  bool good = false;

  worker->job = make_job();
  if (worker->job == NULL || nothing == INVALID_HANDLE_VALUE ||
      !InitializeProcThreadAttributeList((LPPROC_THREAD_ATTRIBUTE_LIST)attributes, 1, 0, &size))
    goto out;
  if (create_process(worker, nothing, (LPPROC_THREAD_ATTRIBUTE_LIST)attributes, &made)) {
    worker->process = made.hProcess;
    good = AssignProcessToJobObject(worker->job, made.hProcess) && ResumeThread(made.hThread) != (DWORD)-1;
    error = GetLastError();
    CloseHandle(made.hThread);
    if (!good)
      TerminateProcess(made.hProcess, 1); /* it may not be in the job */
    SetLastError(error);
  }
  DeleteProcThreadAttributeList((LPPROC_THREAD_ATTRIBUTE_LIST)attributes);
out:
  error = GetLastError();
  if (nothing != INVALID_HANDLE_VALUE)
    CloseHandle(nothing);
  close_handle(&worker->output_end);
  SetLastError(error);
  return good;
}

/* ---- talking to it ---- */

/* Takes what the target has written, so that it need not wait, and keeps the beginning. */
static void gather(const struct worker *worker, char *ret_output)
{
  size_t gathered = strlen(ret_output);
  char chunk[4096];
  DWORD there = 0, got;

  for (unsigned i = 0; i < 2 * PIPE_BYTES / sizeof chunk; i++) {
    size_t room = WORKER_OUTPUT_MAX - gathered;

    if (!PeekNamedPipe(worker->output, NULL, 0, NULL, &there, NULL) || there == 0 ||
        !ReadFile(worker->output, chunk, there < sizeof chunk ? there : (DWORD)sizeof chunk, &got, NULL))
      return;
    for (size_t k = 0; k < got && k < room; k++)
      ret_output[gathered++] = (char)(chunk[k] != '\0' ? chunk[k] : '\x7F'); /* a string cannot hold the byte */
    ret_output[gathered] = '\0';
  }
}

/* Waits for one answer; 0: the worker is gone, -1: time is up, -2: stopped. What the target writes is gathered meanwhile. */
static int wait_for_answer(const struct worker *worker, double deadline, const volatile int *stop, char *ret_output)
{
  const HANDLE either[] = {worker->answered, worker->process};

  for (;;) {
    DWORD which;

    if (stop != NULL && *stop)
      return -2;
    if (platform_seconds() >= deadline)
      return -1;
    which = WaitForMultipleObjects(2, either, FALSE, SLICE_MILLISECONDS);
    gather(worker, ret_output);
    if (which == SIGNALED)
      return atomic_load(&worker->shared->answer);
    if (which != WAIT_TIMEOUT)
      return 0;
  }
}

static void end_process(const struct worker *worker)
{
  if (worker->process == NULL)
    return;
  TerminateJobObject(worker->job, 1);
  WaitForSingleObject(worker->process, DEATH_MILLISECONDS);
}

static void end_by_force(struct worker *worker)
{
  worker->alive = false;
  end_process(worker);
}

/* Exit statuses that are not the process's own: what ended it. */
static const struct {
  DWORD code;
  const char *name;
} exceptions[] = {
    {0x80000001, "EXCEPTION_GUARD_PAGE"},
    {0x80000002, "EXCEPTION_DATATYPE_MISALIGNMENT"},
    {0x80000003, "EXCEPTION_BREAKPOINT"},
    {0x80000004, "EXCEPTION_SINGLE_STEP"},
    {0xC0000005, "EXCEPTION_ACCESS_VIOLATION"},
    {0xC0000006, "EXCEPTION_IN_PAGE_ERROR"},
    {0xC0000008, "EXCEPTION_INVALID_HANDLE"},
    {0xC000001D, "EXCEPTION_ILLEGAL_INSTRUCTION"},
    {0xC0000025, "EXCEPTION_NONCONTINUABLE_EXCEPTION"},
    {0xC0000026, "EXCEPTION_INVALID_DISPOSITION"},
    {0xC000008C, "EXCEPTION_ARRAY_BOUNDS_EXCEEDED"},
    {0xC000008E, "EXCEPTION_FLT_DIVIDE_BY_ZERO"},
    {0xC0000094, "EXCEPTION_INT_DIVIDE_BY_ZERO"},
    {0xC0000095, "EXCEPTION_INT_OVERFLOW"},
    {0xC0000096, "EXCEPTION_PRIV_INSTRUCTION"},
    {0xC00000FD, "EXCEPTION_STACK_OVERFLOW"},
    {0xC0000374, "STATUS_HEAP_CORRUPTION"},
    {0xC0000409, "STATUS_STACK_BUFFER_OVERRUN"},
    {0xC0000420, "STATUS_ASSERTION_FAILURE"},
};

static void describe_status(DWORD status, char *ret_detail, size_t size)
{
  if (status < 0x80000000u)
    snprintf(ret_detail, size, "exit status %lu", status);
  else
    snprintf(ret_detail, size, "exception 0x%08lX", status);
  for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++)
    if (exceptions[i].code == status)
      snprintf(ret_detail, size, "%s", exceptions[i].name);
}

static void describe_death(const struct worker *worker, char *ret_detail, size_t size)
{
  DWORD status = 0;

  if (atomic_load(&worker->shared->lost_handles))
    snprintf(ret_detail, size, "the target closed the worker's handles");
  else if (WaitForSingleObject(worker->process, 0) != SIGNALED)
    snprintf(ret_detail, size, "the worker's answers are damaged");
  else if (GetExitCodeProcess(worker->process, &status))
    describe_status(status, ret_detail, size);
  else
    snprintf(ret_detail, size, "it ended");
  end_process(worker);
}

struct worker *worker_start(const struct worker_options *options, struct worker_hello *ret_hello)
{
  struct worker *worker = calloc(1, sizeof *worker);
  char ignored[WORKER_OUTPUT_MAX + 1] = "", why[160] = "out of memory";
  int what;

  memset(ret_hello, 0, sizeof *ret_hello);
  fflush(NULL);
  if (worker == NULL || !share(worker, options) || !start_process(worker)) {
    if (worker != NULL)
      platform_error(GetLastError(), why, sizeof why);
    snprintf(ret_hello->error, sizeof ret_hello->error, "the worker process could not be started: %s", why);
    goto fail;
  }
  worker->timeout_seconds = options->timeout_seconds;
  worker->alive = true;
  what = wait_for_answer(worker, platform_seconds() + options->timeout_seconds, options->stop, ignored);
  *ret_hello = worker->shared->hello;
  ret_hello->error[sizeof ret_hello->error - 1] = '\0'; /* the target could write there */
  ret_hello->target.description[sizeof ret_hello->target.description - 1] = '\0';
  if (what == ANSWER_READY)
    return worker;
  if (what == -2) {
    snprintf(ret_hello->error, sizeof ret_hello->error, "interrupted while it was loaded");
  } else if (what == -1) {
    snprintf(ret_hello->error, sizeof ret_hello->error, "the target did not load within %u seconds",
             options->timeout_seconds);
  } else {
    describe_death(worker, why, sizeof why);
    snprintf(ret_hello->error, sizeof ret_hello->error, "the target ended the process as it was loaded: %s", why);
  }
fail:
  worker_stop(worker);
  return NULL;
}

void worker_stop(struct worker *worker)
{
  if (worker == NULL)
    return;
  end_process(worker);
  if (worker->shared != NULL)
    UnmapViewOfFile(worker->shared);
  close_handle(&worker->output);
  close_handle(&worker->output_end);
  close_handle(&worker->answered);
  close_handle(&worker->command);
  close_handle(&worker->mapping);
  close_handle(&worker->process);
  close_handle(&worker->job);
  free(worker);
}

bool worker_is_alive(const struct worker *worker)
{
  return worker->alive;
}

/* ---- playing ---- */

static bool deliver(const struct worker *worker, void (*take)(void *context, const struct call_record *record),
                    void *context)
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
static void deliver_last(const struct worker *worker, enum record_outcome outcome, const char *detail,
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

/* Says how a job ended that was not done, and ends the worker. */
static void end_badly(struct worker *worker, int what, struct worker_end *ret_end)
{
  worker->alive = false;
  switch (what) {
  case ANSWER_FAILED:
    ret_end->ending = WORKER_BROKEN;
    snprintf(ret_end->detail, sizeof ret_end->detail, "the harness ran out of memory for the program");
    break;
  case -1:
    ret_end->ending = WORKER_TIMEOUT;
    snprintf(ret_end->detail, sizeof ret_end->detail, "no answer within %u seconds", worker->timeout_seconds);
    break;
  case -2:
    ret_end->ending = WORKER_STOPPED;
    break;
  default:
    ret_end->ending = WORKER_CRASHED;
    describe_death(worker, ret_end->detail, sizeof ret_end->detail);
  }
  end_process(worker);
}

void worker_play(struct worker *worker, const struct job *job, const volatile int *stop,
                 void (*take)(void *context, const struct call_record *record), void *context,
                 struct worker_end *ret_end)
{
  double deadline = platform_seconds() + worker->timeout_seconds;
  int what = ANSWER_FULL;

  memset(ret_end, 0, sizeof *ret_end);
  atomic_store(&worker->shared->used, 0);
  atomic_store(&worker->shared->in_call, 0);
  worker->shared->job = *job;
  SetEvent(worker->command);
  while (what == ANSWER_FULL) {
    what = wait_for_answer(worker, deadline, stop, ret_end->output);
    if (!deliver(worker, take, context)) {
      snprintf(ret_end->detail, sizeof ret_end->detail, "the worker's records are damaged");
      ret_end->ending = WORKER_CRASHED;
      end_by_force(worker);
      return;
    }
    if (what == ANSWER_FULL) {
      atomic_store(&worker->shared->used, 0);
      deadline = platform_seconds() + worker->timeout_seconds;
      SetEvent(worker->command);
    }
  }
  if (what == ANSWER_DONE)
    return;
  end_badly(worker, what, ret_end);
  if (ret_end->ending == WORKER_TIMEOUT)
    deliver_last(worker, RECORD_TIMEOUT, ret_end->detail, take, context);
  else if (ret_end->ending == WORKER_CRASHED)
    deliver_last(worker, RECORD_CRASHED, ret_end->detail, take, context);
}
