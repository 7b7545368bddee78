#include "run/transcript.h"

#include <inttypes.h>
#include <string.h>

#define RUNS_ON_A_LINE 4u
#define SHORTEST_RUN 8u /* of equal bytes that is worth its own notation */

/* Long runs of one byte are written "{COUNT}xx". */
static void hex(const uint8_t *bytes, uint32_t size, struct buffer *ret_text)
{
  static const char digits[] = "0123456789abcdef";

  if (size == 0)
    buffer_byte(ret_text, '-');
  for (uint32_t i = 0, run; i < size; i += run) {
    for (run = 1; i + run < size && bytes[i + run] == bytes[i]; run++)
      ;
    if (run < SHORTEST_RUN)
      run = 1;
    else
      buffer_printf(ret_text, "{%" PRIu32 "}", run);
    buffer_byte(ret_text, (uint8_t)digits[bytes[i] >> 4]);
    buffer_byte(ret_text, (uint8_t)digits[bytes[i] & 15]);
  }
}

static void memory_line(const char *name, const struct memory_record *memory, struct buffer *ret_text)
{
  buffer_printf(ret_text, "  %s 0x%" PRIX64 " %s %" PRIu32 " %" PRIu32 " %s ", name, memory->address,
                placement_names[memory->place], memory->size, memory->readable, memory->writable ? "rw" : "r");
  hex(memory->before, memory->readable, ret_text);
  if (memory->after != memory->before) {
    buffer_string(ret_text, " > ");
    hex(memory->after, memory->readable, ret_text);
  }
  buffer_byte(ret_text, '\n');
}

void transcript_begin(struct buffer *ret_text)
{
  buffer_string(ret_text, "offercheck-transcript 1\n");
}

void transcript_case(const char *name, struct buffer *ret_text)
{
  buffer_printf(ret_text, "case %s\n", name);
}

void transcript_record(const struct call_record *record, struct buffer *ret_text)
{
  static const char *const outcomes[] = {[RECORD_RETURNED] = "returned",
                                         [RECORD_MISSING] = "missing",
                                         [RECORD_CRASHED] = "crashed",
                                         [RECORD_TIMEOUT] = "timeout",
                                         [RECORD_SKIPPED] = "skipped"};
  const struct op_info *op = &program_ops[record->op];

  if (record->teardown)
    buffer_printf(ret_text, "teardown %s process %u %s 0x%08" PRIX32 "\n", op->name, record->process,
                  outcomes[record->outcome], (uint32_t)record->status);
  else
    buffer_printf(ret_text, "call %" PRIu32 " %s process %u %s 0x%08" PRIX32 "\n", record->call, op->name,
                  record->process, outcomes[record->outcome], (uint32_t)record->status);
  memory_line("structure", &record->argument, ret_text);
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (record->memory[i].address != 0 || record->memory[i].size != 0)
      memory_line(op->arguments[i].name, &record->memory[i], ret_text);
}

static void flush(struct transcript_statuses *statuses, struct buffer *ret_text)
{
  if (statuses->count == 0)
    return;
  buffer_printf(ret_text, "%s0x%08" PRIX32 "*%" PRIu64, statuses->on_line == 0 ? "statuses " : " ",
                (uint32_t)statuses->status, statuses->count);
  statuses->count = 0;
  if (++statuses->on_line == RUNS_ON_A_LINE) {
    statuses->on_line = 0;
    buffer_byte(ret_text, '\n');
  }
}

void transcript_suite(const char *name, uint64_t combinations, struct transcript_statuses *ret_statuses,
                      struct buffer *ret_text)
{
  memset(ret_statuses, 0, sizeof *ret_statuses);
  buffer_printf(ret_text, "suite %s %" PRIu64 "\n", name, combinations);
}

void transcript_status(struct transcript_statuses *statuses, NTSTATUS status, struct buffer *ret_text)
{
  if (statuses->count > 0 && statuses->status != status)
    flush(statuses, ret_text);
  statuses->status = status;
  statuses->count++;
}

void transcript_suite_end(struct transcript_statuses *statuses, struct buffer *ret_text)
{
  flush(statuses, ret_text);
  if (statuses->on_line != 0)
    buffer_byte(ret_text, '\n');
}
