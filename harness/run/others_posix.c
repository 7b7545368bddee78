#define _GNU_SOURCE
#include "run/others.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "run/marshal.h"

#define PARCEL_BYTES ((size_t)16 << 20) /* more than a program's lists, and than a call's record */

enum order { ORDER_OPEN = 'O', ORDER_PLAY = 'P', ORDER_FINISH = 'F' };
enum report { REPORT_ENTER = 'E', REPORT_LEAVE = 'L', REPORT_DONE = 'D' };

/* What both sides of a conversation see: they take turns. */
struct parcel {
  struct target target; /* what was found out; its functions are good in the first process alone */
  struct call call;
  uint32_t index, mark;
  uint32_t handles, values; /* that the program has, in `bytes` */
  size_t size;              /* of a record, in `bytes` */
  NTSTATUS status;          /* of opening; of the last call */
  bool good, failed;
  uint8_t bytes[PARCEL_BYTES];
};

struct other {
  pid_t process;
  int orders, reports;
  struct parcel *parcel;
  bool open;
};

struct others {
  const char *library;
  uint8_t *tables;
  struct other rows[MOCK_PROCESS_COUNT]; /* the first is this process, and not used */
};

/* ---- in the other process ---- */

struct self {
  int orders, reports;
  struct parcel *parcel;
  struct buffer buffer;
  struct execution execution;
};

static bool receive(int descriptor, char *ret_byte)
{
  ssize_t got;

  while ((got = read(descriptor, ret_byte, 1)) < 0 && errno == EINTR)
    ;
  return got == 1;
}

static bool send_byte(int descriptor, char byte)
{
  ssize_t sent;

  while ((sent = write(descriptor, &byte, 1)) < 0 && errno == EINTR)
    ;
  return sent == 1;
}

/* The first process hands the record on, and says whether to go on. */
static bool pass_record(struct self *self, const struct call_record *record, enum report report)
{
  char answer = 0;

  buffer_clear(&self->buffer);
  record_write(record, &self->buffer);
  if (self->buffer.failed || self->buffer.size > PARCEL_BYTES)
    return false;
  memcpy(self->parcel->bytes, self->buffer.data, self->buffer.size);
  self->parcel->size = self->buffer.size;
  if (!send_byte(self->reports, (char)report) || !receive(self->orders, &answer))
    _exit(0); /* nobody is left to tell */
  return answer != 0;
}

static void enter(void *context, const struct call_record *record)
{
  pass_record(context, record, REPORT_ENTER);
}

static bool leave(void *context, const struct call_record *record)
{
  return pass_record(context, record, REPORT_LEAVE);
}

static NTSTATUS open_here(struct self *self, struct others *others, uint8_t process)
{
  static struct target target;
  struct abi_table table;
  char error[256];

  if (others->library == NULL)
    target_open_linked(&target);
  else if (!target_open_library(others->library, &target, error, sizeof error))
    return STATUS_NOT_SUPPORTED;
  table = target.table;
  target = self->parcel->target;
  target.table = table;
  target.others = others; /* the tables are shared */
  if (!execution_init(&self->execution, &target))
    return STATUS_NO_MEMORY;
  target.others = NULL; /* here, every call is made here */
  self->execution.process = process;
  self->execution.is_other = true;
  self->execution.sink = (struct record_sink){enter, leave, self};
  return STATUS_SUCCESS;
}

/* The call and its lists are copied: the parcel is where its records go. */
static bool play_here(struct self *self)
{
  struct parcel *parcel = self->parcel;
  size_t handle_bytes = parcel->handles * sizeof(struct handle_ref);
  size_t bytes = handle_bytes + parcel->values * sizeof(struct value_run);
  struct program program;
  uint8_t *lists = malloc(bytes > 0 ? bytes : 1);
  bool good = false;

  memset(&program, 0, sizeof program);
  if (lists != NULL) {
    memcpy(lists, parcel->bytes, bytes);
    program.handles = (struct handle_ref *)(void *)lists;
    program.handle_count = parcel->handles;
    program.values = (struct value_run *)(void *)(lists + handle_bytes);
    program.value_count = parcel->values;
    self->execution.mark = parcel->mark;
    good = execution_make_call(&self->execution, &program, &parcel->call, parcel->index);
  }
  parcel->failed = self->execution.failed || lists == NULL;
  parcel->status = self->execution.last_status;
  free(lists);
  return good;
}

_Noreturn static void serve(struct self *self, struct others *others, uint8_t process)
{
  char order;

#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  while (receive(self->orders, &order)) {
    switch (order) {
    case ORDER_OPEN:
      self->parcel->status = open_here(self, others, process);
      self->parcel->good = true;
      break;
    case ORDER_PLAY:
      self->parcel->good = play_here(self);
      break;
    default:
      self->parcel->good = execution_leave_nothing(&self->execution);
      self->parcel->failed = self->execution.failed;
    }
    if (!send_byte(self->reports, REPORT_DONE))
      break;
  }
  _exit(0);
}

/* ---- in the first process ---- */

static void *share(size_t bytes)
{
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  return memory != MAP_FAILED ? memory : NULL;
}

static bool begin_one(struct others *others, uint8_t process)
{
  struct other *other = &others->rows[process];
  int orders[2], reports[2];

  other->parcel = share(sizeof *other->parcel);
  if (other->parcel == NULL || pipe2(orders, O_CLOEXEC) != 0)
    return false;
  if (pipe2(reports, O_CLOEXEC) != 0)
    goto fail;
  fflush(NULL);
  other->process = fork();
  if (other->process == 0) {
    static struct self self;

    self.orders = orders[0];
    self.reports = reports[1];
    self.parcel = other->parcel;
    close(orders[1]);
    close(reports[0]);
    serve(&self, others, process);
  }
  close(orders[0]);
  close(reports[1]);
  other->orders = orders[1];
  other->reports = reports[0];
  return other->process > 0;
fail:
  close(orders[0]);
  close(orders[1]);
  return false;
}

struct others *others_begin(const char *library)
{
  static struct others others; /* a worker has one target */

  others.library = library;
  others.tables = share(execution_table_bytes());
  if (others.tables == NULL)
    return NULL;
  for (uint8_t process = 1; process < MOCK_PROCESS_COUNT; process++)
    if (!begin_one(&others, process))
      return NULL;
  return &others;
}

uint8_t *others_tables(struct others *others)
{
  return others->tables;
}

/* What ended the other process ends this one, so that whoever looks at this one sees it. */
_Noreturn static void follow(const struct other *other)
{
  int status = 0;

  while (waitpid(other->process, &status, 0) < 0 && errno == EINTR)
    ;
  if (WIFSIGNALED(status)) {
    signal(WTERMSIG(status), SIG_DFL);
    raise(WTERMSIG(status));
  }
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static bool take_record(struct execution *execution, const struct other *other, enum report report)
{
  struct call_record record;
  size_t position = 0;
  uint8_t process = execution->process;
  bool good =
      other->parcel->size <= PARCEL_BYTES && record_read(other->parcel->bytes, other->parcel->size, &position, &record);

  if (!good)
    execution->failed = true;
  else if (report == REPORT_LEAVE)
    good = execution->sink.leave(execution->sink.context, &record);
  else if (execution->sink.enter != NULL)
    execution->sink.enter(execution->sink.context, &record);
  execution->process = process;
  return good;
}

/* Gives an order, and hands on the records that come of it. */
static bool order(struct execution *execution, struct other *other, enum order what)
{
  char report;

  if (!send_byte(other->orders, (char)what))
    follow(other);
  for (;;) {
    bool good;

    if (!receive(other->reports, &report))
      follow(other);
    if (report == REPORT_DONE)
      break;
    good = take_record(execution, other, (enum report)report);
    if (!send_byte(other->orders, good ? 1 : 0))
      follow(other);
  }
  execution->failed = execution->failed || other->parcel->failed;
  return other->parcel->good;
}

NTSTATUS others_open(struct execution *execution, uint8_t process)
{
  struct other *other;

  if (process == 0)
    return STATUS_SUCCESS;
  if (process >= MOCK_PROCESS_COUNT)
    return STATUS_INVALID_PARAMETER;
  other = &execution->target->others->rows[process];
  if (other->open)
    return STATUS_SUCCESS;
  other->parcel->target = *execution->target;
  order(execution, other, ORDER_OPEN);
  other->open = other->parcel->status == STATUS_SUCCESS;
  return other->parcel->status;
}

bool others_play(struct execution *execution, const struct program *program, const struct call *call, uint32_t index)
{
  struct other *other = &execution->target->others->rows[execution->process];
  struct parcel *parcel = other->parcel;
  size_t handle_bytes = program->handle_count * sizeof *program->handles;
  size_t value_bytes = program->value_count * sizeof *program->values;
  bool good;

  if (handle_bytes + value_bytes > PARCEL_BYTES) {
    execution->failed = true;
    return false;
  }
  parcel->call = *call;
  parcel->index = index;
  parcel->mark = execution->mark;
  parcel->handles = (uint32_t)program->handle_count;
  parcel->values = (uint32_t)program->value_count;
  if (handle_bytes > 0)
    memcpy(parcel->bytes, program->handles, handle_bytes);
  if (value_bytes > 0)
    memcpy(parcel->bytes + handle_bytes, program->values, value_bytes);
  good = order(execution, other, ORDER_PLAY);
  execution->last_status = parcel->status;
  return good;
}

bool others_finish(struct execution *execution)
{
  bool good = true;

  for (uint8_t process = 1; good && process < MOCK_PROCESS_COUNT; process++)
    if (execution->target->others->rows[process].open)
      good = order(execution, &execution->target->others->rows[process], ORDER_FINISH);
  return good;
}
