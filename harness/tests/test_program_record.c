/* Records of calls: what is written is read, and no other bytes lead anywhere. */
#include "test_program_support.h"

#include <stdlib.h>

#include "program/record.h"

static const uint8_t before[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
static const uint8_t after[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11};

static struct call_record sample(void)
{
  struct call_record record = {
      .op = OP_RECLAIM_ALLOCATIONS,
      .outcome = RECORD_CRASHED,
      .process = 2,
      .teardown = true,
      .call = 0x01020304,
      .status = STATUS_DEVICE_REMOVED,
      .argument = {0x1000, PLACE_GUARDED, sizeof before, sizeof before, false, before, before},
      .detail = "signal 11",
  };

  record.memory[1] = (struct memory_record){.place = PLACE_NULL, .size = 4};
  record.memory[3] = (struct memory_record){0x2000, PLACE_CUT, 12, sizeof before, true, before, after};
  record.memory[4] = (struct memory_record){UINT64_MAX, PLACE_ADDRESS, 0, 0, false, NULL, NULL};
  return record;
}

static void assert_same_memory(const struct memory_record *a, const struct memory_record *b)
{
  assert_true(a->address == b->address);
  assert_int_equal(a->place, b->place);
  assert_int_equal(a->size, b->size);
  assert_int_equal(a->readable, b->readable);
  assert_int_equal(a->writable, b->writable);
  if (a->readable == 0)
    return;
  assert_memory_equal(a->before, b->before, a->readable);
  assert_memory_equal(a->after, b->after, a->readable);
  assert_int_equal(a->before == a->after, b->before == b->after);
}

static void assert_same_record(const struct call_record *a, const struct call_record *b)
{
  assert_int_equal(a->op, b->op);
  assert_int_equal(a->outcome, b->outcome);
  assert_int_equal(a->process, b->process);
  assert_int_equal(a->teardown, b->teardown);
  assert_int_equal(a->call, b->call);
  assert_int_equal(a->status, b->status);
  assert_string_equal(a->detail, b->detail);
  assert_same_memory(&a->argument, &b->argument);
  for (unsigned i = 0; i < CALL_MAX_ARGUMENTS; i++)
    assert_same_memory(&a->memory[i], &b->memory[i]);
}

static void records_come_back_in_a_row(void **state)
{
  const struct call_record first = sample(), second = {.op = OP_CHECK, .detail = ""};
  struct buffer bytes = {0};
  struct call_record record;
  size_t position = 0;

  (void)state;
  record_write(&first, &bytes);
  record_write(&second, &bytes);
  assert_true(record_read((const uint8_t *)bytes.data, bytes.size, &position, &record));
  assert_same_record(&first, &record);
  assert_true(record_read((const uint8_t *)bytes.data, bytes.size, &position, &record));
  assert_same_record(&second, &record);
  assert_int_equal(position, bytes.size);
  assert_false(record_read((const uint8_t *)bytes.data, bytes.size, &position, &record));
  buffer_free(&bytes);
}

static void memory_that_did_not_change_is_kept_once(void **state)
{
  uint8_t copy[sizeof before];
  struct call_record record = {.argument = {.size = 10, .readable = 10, .before = before, .after = copy}, .detail = ""};
  struct buffer bytes = {0};
  struct call_record read;
  size_t position = 0;

  (void)state;
  memcpy(copy, before, sizeof before);
  record_write(&record, &bytes);
  assert_true(record_read((const uint8_t *)bytes.data, bytes.size, &position, &read));
  assert_ptr_equal(read.argument.before, read.argument.after);
  buffer_free(&bytes);
}

/* The bytes stand in a block of just their size and at every alignment, so that a sanitizer sees each byte too many. */
static bool read_exact(const char *data, size_t size, size_t shift)
{
  uint8_t *block = malloc(size + shift + 1);
  struct call_record record;
  size_t position = shift;
  bool read;

  assert_non_null(block);
  memset(block, 0, shift);
  memcpy(block + shift, data, size);
  block = realloc(block, size + shift == 0 ? 1 : size + shift);
  assert_non_null(block);
  read = record_read(block, size + shift, &position, &record);
  assert_int_equal(position, read ? size + shift : shift);
  free(block);
  return read;
}

static void a_record_cut_anywhere_is_refused(void **state)
{
  const struct call_record record = sample();
  struct buffer bytes = {0};

  (void)state;
  record_write(&record, &bytes);
  for (size_t shift = 0; shift < 8; shift++) {
    assert_true(read_exact(bytes.data, bytes.size, shift));
    for (size_t size = 0; size < bytes.size; size++)
      assert_false(read_exact(bytes.data, size, shift));
  }
  buffer_free(&bytes);
}

static void records_that_contradict_themselves_are_refused(void **state)
{
  struct call_record record = sample();
  struct buffer bytes = {0};

  (void)state;
  record.argument.place = PLACE_COUNT;
  record_write(&record, &bytes);
  assert_false(read_exact(bytes.data, bytes.size, 0));
  buffer_clear(&bytes);
  record = sample();
  record_write(&record, &bytes);
  bytes.data[bytes.size - 3] = '\0'; /* within the detail */
  assert_false(read_exact(bytes.data, bytes.size, 0));
  buffer_free(&bytes);
}

/* Reads all that the record's pointers lead to. */
static unsigned touch(const struct call_record *record)
{
  unsigned sum = (unsigned)strlen(record->detail);

  for (uint32_t i = 0; i < record->argument.readable; i++)
    sum += record->argument.before[i] + record->argument.after[i];
  for (unsigned k = 0; k < CALL_MAX_ARGUMENTS; k++)
    for (uint32_t i = 0; i < record->memory[k].readable; i++)
      sum += record->memory[k].before[i] + record->memory[k].after[i];
  return sum;
}

static void damaged_records_lead_nowhere(void **state)
{
  const struct call_record record = sample();
  uint64_t seed = 21;
  unsigned sum = 0, refused = 0;

  (void)state;
  for (unsigned i = 0; i < 50000; i++) {
    struct buffer bytes = {0};
    struct call_record read;
    size_t position = 0;

    record_write(&record, &bytes);
    for (uint64_t k = 1 + below(&seed, 3); k > 0; k--)
      bytes.data[below(&seed, bytes.size)] = (char)chance(&seed);
    if (record_read((const uint8_t *)bytes.data, bytes.size, &position, &read))
      sum += touch(&read);
    else
      refused++;
    buffer_free(&bytes);
  }
  assert_true(sum != 0 && refused != 0);
}

static void fields_are_read_from_readable_bytes_only(void **state)
{
  struct call_record record = sample();

  (void)state;
  record.argument = (struct memory_record){.size = 16, .readable = sizeof before, .before = before, .after = after};
  assert_int_equal(record_field(&record, 0, 4, false), 0x04030201);
  assert_true(record_field(&record, 2, 8, false) == 0x0A09080706050403u);
  assert_int_equal(record_field(&record, 8, 2, true), 0x0B09);
  assert_int_equal(record_field(&record, 7, 4, false), 0);
  assert_int_equal(record_field(&record, 10, 1, false), 0);
  assert_int_equal(record_field(&record, SIZE_MAX, 4, false), 0);
  assert_int_equal(record_field(&record, 0, 9, false), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_come_back_in_a_row),
      cmocka_unit_test(memory_that_did_not_change_is_kept_once),
      cmocka_unit_test(a_record_cut_anywhere_is_refused),
      cmocka_unit_test(records_that_contradict_themselves_are_refused),
      cmocka_unit_test(damaged_records_lead_nowhere),
      cmocka_unit_test(fields_are_read_from_readable_bytes_only),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
