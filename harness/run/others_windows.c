/* A second process would be this program, started anew, as a worker is; the tables that both share are not there yet. */
#include "run/others.h"

struct others *others_begin(const char *library)
{
  (void)library;
  return NULL;
}

uint8_t *others_tables(struct others *others)
{
  (void)others;
  return NULL;
}

NTSTATUS others_open(struct execution *execution, uint8_t process)
{
  (void)execution;
  (void)process;
  return STATUS_NOT_SUPPORTED;
}

bool others_play(struct execution *execution, const struct program *program, const struct call *call, uint32_t index)
{
  (void)execution;
  (void)program;
  (void)call;
  (void)index;
  return false;
}

bool others_finish(struct execution *execution)
{
  (void)execution;
  return true;
}
