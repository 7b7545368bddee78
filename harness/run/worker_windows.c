/* The parent's side of a worker. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program/binary.h"
#include "program/text.h"
#include "run/platform_windows.h"
#include "run/worker_windows.h"

#include <psapi.h>

#define PIPE_BYTES 65536u
#define SLICE_MILLISECONDS 10u   /* between looks at what the target writes: a pipe cannot be waited for */
#define DEATH_MILLISECONDS 5000u /* that a process may take to end; a driver can keep it */

struct worker_process {
  HANDLE process, job;
  HANDLE mapping, command_given, answered;
  HANDLE output, output_end; /* where it is read and, until the worker has its own, written */
  struct shared *shared;
};

static void close_handle(HANDLE *handle)
{
  if (*handle != NULL)
    CloseHandle(*handle);
  *handle = NULL;
}

/* ---- starting it ---- */

static void put_wishes(const struct worker_options *options, struct wishes *ret_wishes)
{
  const struct target_wishes *wishes = options->wishes;

  ret_wishes->is_known = options->known != NULL;
  if (options->known != NULL)
    ret_wishes->known = *options->known;
  if (wishes == NULL)
    return;
  ret_wishes->has_adapter = wishes->adapter != NULL;
  if (wishes->adapter != NULL)
    snprintf(ret_wishes->adapter, sizeof ret_wishes->adapter, "%s", wishes->adapter);
  ret_wishes->has_provision = wishes->provision != NULL;
  if (wishes->provision != NULL)
    ret_wishes->provision = *wishes->provision;
  ret_wishes->disruptive = wishes->disruptive;
}

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
static bool share(struct worker_process *process, const struct worker_options *options)
{
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
  const struct program_set *programs = options->context;
  struct buffer start = {NULL, 0, 0, false};
  uint64_t size;

  encode_start(options, &start);
  size = sizeof *process->shared + start.size;
  SetLastError(ERROR_NOT_ENOUGH_MEMORY);
  if (start.failed)
    goto out;
  process->mapping =
      CreateFileMappingA(INVALID_HANDLE_VALUE, &inherited, PAGE_READWRITE, (DWORD)(size >> 32), (DWORD)size, NULL);
  process->command_given = CreateEventA(&inherited, FALSE, FALSE, NULL);
  process->answered = CreateEventA(&inherited, FALSE, FALSE, NULL);
  if (process->mapping == NULL || process->command_given == NULL || process->answered == NULL ||
      !CreatePipe(&process->output, &process->output_end, &inherited, PIPE_BYTES))
    goto out;
  process->shared = MapViewOfFile(process->mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
  if (process->shared == NULL)
    goto out;
  process->shared->command_given = process->command_given;
  process->shared->answered = process->answered;
  process->shared->player = (uintptr_t)options->player - (uintptr_t)GetModuleHandleA(NULL);
  put_wishes(options, &process->shared->wishes);
  process->shared->library_size = options->library != NULL ? strlen(options->library) + 1 : 0;
  process->shared->program_count = programs != NULL ? programs->count : 0;
  if (start.size > 0)
    memcpy(process->shared->start, start.data, start.size);
out:
  buffer_free(&start);
  return process->shared != NULL;
}

/* Processes in the job, the worker's own children too, end with its last handle, which is the parent's. */
static HANDLE make_job(unsigned megabytes)
{
  HANDLE job = CreateJobObjectA(NULL, NULL);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;

  memset(&limits, 0, sizeof limits);
  limits.BasicLimitInformation.LimitFlags =
      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
  if (megabytes > 0) {
    limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_PROCESS_MEMORY;
    limits.ProcessMemoryLimit = (SIZE_T)megabytes << 20;
  }
  if (job != NULL && !SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits))
    close_handle(&job);
  return job;
}

/* A process with these handles and no other; it waits to be resumed. It has no console: an interrupt is the parent's. */
static bool create_process(const struct worker_process *worker, HANDLE nothing, LPPROC_THREAD_ATTRIBUTE_LIST attributes,
                           PROCESS_INFORMATION *ret_process)
{
  HANDLE handles[] = {worker->mapping, worker->command_given, worker->answered, worker->output_end, nothing};
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

static bool start_process(struct worker_process *worker, unsigned megabytes)
{
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
  HANDLE nothing =
      CreateFileA("NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_EXISTING, 0, NULL);
  _Alignas(16) char attributes[256]; /* of one list of handles; the system would say if it were too small */
  SIZE_T size = sizeof attributes;
  PROCESS_INFORMATION made;
  DWORD error;
  bool good = false;

  worker->job = make_job(megabytes);
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

bool process_start(struct worker *worker, const struct worker_options *options, char *ret_error, size_t error_size)
{
  struct worker_process *process = calloc(1, sizeof *process);
  char why[160] = "out of memory";

  fflush(NULL);
  worker->process = process;
  if (process != NULL && share(process, options) && start_process(process, options->memory_megabytes)) {
    worker->channel = &process->shared->channel;
    return true;
  }
  if (process != NULL)
    platform_error(GetLastError(), why, sizeof why);
  snprintf(ret_error, error_size, "the worker process could not be started: %s", why);
  if (process != NULL)
    process_free(worker);
  return false;
}

void process_free(struct worker *worker)
{
  struct worker_process *process = worker->process;

  if (process->shared != NULL)
    UnmapViewOfFile(process->shared);
  close_handle(&process->output);
  close_handle(&process->output_end);
  close_handle(&process->answered);
  close_handle(&process->command_given);
  close_handle(&process->mapping);
  close_handle(&process->process);
  close_handle(&process->job);
  free(process);
}

/* ---- talking to it ---- */

bool process_send(struct worker *worker, const struct command *command)
{
  worker->process->shared->command = *command;
  return SetEvent(worker->process->command_given);
}

/* Takes what the target has written, so that it need not wait. */
void process_gather(struct worker *worker)
{
  HANDLE output = worker->process->output;
  char chunk[4096];
  DWORD there = 0, got;

  while (worker->written <= WORKER_OUTPUT_END && PeekNamedPipe(output, NULL, 0, NULL, &there, NULL) && there > 0 &&
         ReadFile(output, chunk, there < sizeof chunk ? there : (DWORD)sizeof chunk, &got, NULL))
    worker_gather(worker, chunk, got);
}

void processes_wait(struct worker *const *workers, size_t count, unsigned milliseconds)
{
  HANDLE handles[MAXIMUM_WAIT_OBJECTS];
  DWORD waited = 0;

  for (size_t i = 0; i < count && waited + 2 <= MAXIMUM_WAIT_OBJECTS; i++)
    if (workers[i]->alive) {
      handles[waited++] = workers[i]->process->answered;
      handles[waited++] = workers[i]->process->process;
    }
  if (waited > 0)
    WaitForMultipleObjects(waited, handles, FALSE,
                           milliseconds < SLICE_MILLISECONDS ? milliseconds : SLICE_MILLISECONDS);
  for (size_t i = 0; i < count; i++)
    if (workers[i]->alive)
      process_gather(workers[i]);
}

/* ---- its end ---- */

bool process_has_ended(struct worker *worker)
{
  return WaitForSingleObject(worker->process->process, 0) == SIGNALED;
}

void process_end(struct worker *worker)
{
  TerminateJobObject(worker->process->job, 1);
  WaitForSingleObject(worker->process->process, DEATH_MILLISECONDS);
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

void process_describe(struct worker *worker, char *ret_detail, size_t size)
{
  DWORD status = 0;

  if (atomic_load(&worker->channel->complaint) == COMPLAINT_CLOSED)
    snprintf(ret_detail, size, "the target closed the worker's handles");
  else if (GetExitCodeProcess(worker->process->process, &status))
    describe_status(status, ret_detail, size);
  else
    snprintf(ret_detail, size, "it ended");
}

uint64_t process_memory(const struct worker *worker)
{
  PROCESS_MEMORY_COUNTERS counters;

  return K32GetProcessMemoryInfo(worker->process->process, &counters, sizeof counters) ? counters.WorkingSetSize : 0;
}
