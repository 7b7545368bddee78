#include "run_support.h"

void parse_programs(const char *text, struct program_set *ret_set)
{
  struct text_error error;

  *ret_set = (struct program_set){0};
  if (!program_parse(text, strlen(text), ret_set, &error))
    fail_msg("%u:%u: %s", (unsigned)error.line, (unsigned)error.column, error.message);
}

static void enter(void *context, const struct call_record *record)
{
  struct kept_records *kept = context;

  assert_int_equal(record->outcome, RECORD_CRASHED);
  kept->entered++;
}

void keep_record(void *context, const struct call_record *record)
{
  struct kept_records *kept = context;

  record_write(record, &kept->bytes);
  assert_false(kept->bytes.failed);
  kept->count++;
}

static bool leave(void *context, const struct call_record *record)
{
  struct kept_records *kept = context;

  keep_record(kept, record);
  return kept->count != kept->stop_at;
}

struct record_sink keep_records(struct kept_records *kept)
{
  return (struct record_sink){enter, leave, kept};
}

void kept_free(struct kept_records *kept)
{
  buffer_free(&kept->bytes);
  *kept = (struct kept_records){0};
}

struct call_record kept_at(const struct kept_records *kept, size_t index)
{
  struct call_record record = {.detail = ""};
  size_t position = 0;

  assert_true(index < kept->count);
  for (size_t i = 0; i <= index; i++)
    assert_true(record_read((const uint8_t *)kept->bytes.data, kept->bytes.size, &position, &record));
  return record;
}

static bool find(const struct kept_records *kept, enum program_op op, size_t nth, size_t *ret_count,
                 struct call_record *ret_record)
{
  size_t position = 0;

  *ret_count = 0;
  for (size_t i = 0; i < kept->count; i++) {
    assert_true(record_read((const uint8_t *)kept->bytes.data, kept->bytes.size, &position, ret_record));
    if (ret_record->op == op && (*ret_count)++ == nth)
      return true;
  }
  return false;
}

struct call_record kept_of(const struct kept_records *kept, enum program_op op, size_t nth)
{
  struct call_record record;
  size_t count;

  if (!find(kept, op, nth, &count, &record))
    fail_msg("no %s number %u", program_ops[op].name, (unsigned)nth);
  return record;
}

size_t kept_count(const struct kept_records *kept, enum program_op op)
{
  struct call_record record;
  size_t count;

  find(kept, op, SIZE_MAX, &count, &record);
  return count;
}

void play_text(const char *text, struct kept_records *ret_kept)
{
  struct program_set set;
  struct target target;
  struct execution execution;

  *ret_kept = (struct kept_records){0};
  parse_programs(text, &set);
  target_open_linked(&target);
  target_probe(&target);
  assert_true(target.is_mock);
  assert_true(execution_init(&execution, &target));
  execution.sink = keep_records(ret_kept);
  assert_true(execution_play(&execution, &set.programs[0], 0));
  assert_true(execution_finish(&execution));
  execution_free(&execution);
  program_set_free(&set);
}
