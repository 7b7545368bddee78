/* The transcript: what is written, and that it reads back as it was or not at all. */
#include "oracle_support.h"
#include "run_support.h"

#include <stdlib.h>

#include "certify/player.h"
#include "certify/transcript_read.h"

static struct buffer text;

static int free_text(void **state)
{
  (void)state;
  buffer_free(&text);
  return 0;
}

static const uint8_t before[] = {0x40, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xAA, 0xAB};
static const uint8_t after[] = {0x40, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xAA, 0xAB};

static struct call_record sample(void)
{
  struct call_record record = {.op = OP_RECLAIM_ALLOCATIONS,
                               .process = 1,
                               .call = 7,
                               .status = STATUS_DEVICE_REMOVED,
                               .argument = {0x510000001000, PLACE_CUT, 40, 18, true, before, after},
                               .detail = ""};

  record.memory[RECLAIM_ARG_HANDLES] = (struct memory_record){0x51, PLACE_UNMAPPED, 12, 0, false, before, before};
  return record;
}

/* ---- writing ---- */

static void a_record_is_a_call_and_its_memory(void **state)
{
  struct call_record record = sample();

  (void)state;
  transcript_record(&record, &text);
  assert_string_equal(buffer_text(&text),
                      "call 7 ReclaimAllocations process 1 returned 0xC00002B6\n"
                      "  structure 0x510000001000 cut 40 18 rw 40000040{12}00aaab > 40000040{11}0001aaab\n"
                      "  HandleList 0x51 unmapped 12 0 r -\n");
}

static void outcomes_and_teardown_are_named(void **state)
{
  struct call_record record = sample();

  (void)state;
  record.teardown = true;
  record.outcome = RECORD_CRASHED;
  record.detail = "SIGSEGV\n\\\xFF";
  record.argument.after = before;
  record.memory[RECLAIM_ARG_HANDLES] = (struct memory_record){.before = before};
  transcript_record(&record, &text);
  assert_string_equal(buffer_text(&text),
                      "teardown ReclaimAllocations process 1 crashed 0xC00002B6 SIGSEGV\\x0a\\x5c\\xff\n"
                      "  structure 0x510000001000 cut 40 18 rw 40000040{12}00aaab\n");
}

static void short_runs_are_written_out(void **state)
{
  static const uint8_t bytes[] = {7, 7, 7, 7, 7, 7, 7, 0};
  struct call_record record = {
      .op = OP_STATISTICS, .argument = {1, PLACE_GUARDED, 8, 8, true, bytes, bytes}, .detail = ""};

  (void)state;
  transcript_record(&record, &text);
  assert_non_null(strstr(buffer_text(&text), " 0707070707070700\n"));
}

static void equal_statuses_of_a_suite_stand_together(void **state)
{
  static const NTSTATUS statuses[] = {STATUS_SUCCESS,           STATUS_SUCCESS, STATUS_INVALID_PARAMETER,
                                      STATUS_DEVICE_REMOVED,    STATUS_SUCCESS, STATUS_INVALID_PARAMETER,
                                      STATUS_INVALID_PARAMETER, STATUS_SUCCESS};
  struct transcript_statuses run = {0};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(statuses); i++)
    transcript_status(&run, statuses[i], &text);
  transcript_statuses_end(&run, &text);
  assert_string_equal(buffer_text(&text), "statuses 0x00000000*2 0xC000000D*1 0xC00002B6*1 0x00000000*1\n"
                                          "statuses 0xC000000D*2 0x00000000*1\n");
}

/* ---- reading ---- */

#define FIRST "offercheck-transcript 3\n"

static void assert_reads_back(const struct call_record *record)
{
  struct buffer written = {0}, read = {0};
  struct transcript_reader reader;
  struct transcript_item item;
  struct text_error error;

  buffer_clear(&text);
  buffer_string(&text, FIRST);
  transcript_record(record, &text);
  transcript_reader_init(&reader, buffer_text(&text), text.size);
  if (!transcript_next(&reader, &item, &error))
    fail_msg("%zu:%zu: %s in\n%s", error.line, error.column, error.message, buffer_text(&text));
  assert_int_equal(item.kind, TRANSCRIPT_RECORD);
  record_write(record, &written);
  record_write(&item.record, &read);
  assert_int_equal(written.size, read.size);
  assert_memory_equal(written.data, read.data, read.size);
  assert_true(transcript_next(&reader, &item, &error));
  assert_int_equal(item.kind, TRANSCRIPT_NOTHING);
  transcript_reader_free(&reader);
  buffer_free(&written);
  buffer_free(&read);
}

static void records_read_back_as_they_were(void **state)
{
  struct kept_records kept = {0};

  (void)state;
  play_text(ONE_DEVICE "fill hDevice=D allocations=[X] seed=3\n"
                       "OfferAllocations@misaligned:1 hDevice=D HandleList=[X[0] 5]@cut:5 Priority=HIGH\n"
                       "OfferAllocations@null\nOfferAllocations@unmapped\nOfferAllocations@noncanonical\n"
                       "OfferAllocations hDevice=D HandleList=[0*5000]\n"
                       "OfferAllocations hDevice=D HandleList=[X]@null\n"
                       "ReclaimAllocations hDevice=D HandleList=[X] pDiscarded=out@readonly\n"
                       "ReclaimAllocations2 hPagingQueue=Q HandleList=[X] pResults=out@across\n"
                       "check hDevice=D allocations=[X]\nstatistics\n",
            &kept);
  assert_true(kept.count > 20);
  for (size_t i = 0; i < kept.count; i++) {
    struct call_record record = kept_at(&kept, i);

    assert_reads_back(&record);
  }
  kept_free(&kept);
}

static void marks_outcomes_and_details_read_back(void **state)
{
  static const uint32_t calls[] = {0, 7, PLAYER_WORLD | 3, PLAYER_UNDO | 1, UINT32_MAX};
  struct call_record record = sample();

  (void)state;
  record.detail = "a \\ line\nand \xFF more";
  for (record.outcome = 0; record.outcome <= RECORD_SKIPPED; record.outcome++)
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
      record.call = calls[i];
      record.teardown = calls[i] == UINT32_MAX;
      assert_reads_back(&record);
    }
}

/* Otherwise a line of memory could be of two arguments. */
static void no_two_memories_of_an_operation_have_one_name(void **state)
{
  (void)state;
  for (size_t op = 0; op < OP_COUNT; op++)
    for (size_t i = 0; i < program_ops[op].argument_count; i++)
      for (size_t k = 0; k < i; k++) {
        const struct argument_info *a = &program_ops[op].arguments[i], *b = &program_ops[op].arguments[k];

        if (strcmp(a->name, b->name) == 0 && a->kind != ARG_CREATED && b->kind != ARG_CREATED)
          fail_msg("%s has '%s' twice", program_ops[op].name, a->name);
      }
}

#define RECORD(memory) FIRST "call 0 OfferAllocations process 0 returned 0x00000000\n" memory
#define STRUCTURE "  structure 0x1 guarded 1 1 rw 00\n"

static const struct {
  const char *text;
  size_t line, column;
  const char *message;
} errors[] = {
    {"", 1, 1, "middle of a line"},
    {"offercheck-transcript 1\n", 1, 1, "not a transcript"},
    {FIRST, 2, 1, "ends before the line 'end'"},
    {FIRST "end complete\n", 3, 1, "ends before the line 'end' and its chain"},
    {FIRST "end complete", 2, 13, "middle of a line"},
    {FIRST "\n", 2, 1, "a word that begins a line"},
    {FIRST "bogus 1\n", 2, 1, "a line cannot begin with 'bogus'"},
    {FIRST "chain 12\n", 2, 9, "64 lower-case"},
    {FIRST "chain 0000000000000000000000000000000000000000000000000000000000000000\n", 2, 1, "the chain is broken"},
    {FIRST "case a\\x0\n", 2, 7, "'\\x' and two"},
    {FIRST "case a\\x00\n", 2, 7, "a NUL"},
    {FIRST "case a\tb\n", 2, 7, "has no place here"},
    {FIRST "statuses \n", 2, 10, "expected '0x'"},
    {FIRST "statuses 0x1*0\n", 2, 15, "at least once"},
    {FIRST "statuses 0x100000000*1\n", 2, 12, "more than 32 bits"},
    {FIRST "statuses 0x1*1 0x1*1 0x1*1 0x1*1 0x1*1\n", 2, 33, "the line's end"},
    {FIRST "combination 99999999999999999999\n", 2, 13, "too large"},
    {FIRST "stretch 1\n", 2, 10, "expected ' '"},
    {FIRST "ended well\n", 2, 7, "crashed, timeout or broken"},
    {FIRST "entry D3DKMTLock2 perhaps\n", 2, 19, "expected 'no'"},
    {FIRST "call 0 Bogus process 0 returned 0x0\n", 2, 8, "no operation 'Bogus'"},
    {FIRST "call 0 Lock2 process 256 returned 0x0\n", 2, 22, "too large"},
    {FIRST "call 0 Lock2 process 0 thrown 0x0\n", 2, 24, "expected returned"},
    {FIRST "call 1073741824 Lock2 process 0 returned 0x0\n", 2, 6, "too large"},
    {RECORD(""), 3, 1, "middle of a line"},
    {RECORD("  bogus\n"), 3, 1, "expected '  structure'"},
    {RECORD("  structure 0x1 nowhere 1 1 rw 00\n"), 3, 17, "no placement 'nowhere'"},
    {RECORD("  structure 0x1 guarded 1 1 rw 0\n"), 3, 32, "two hexadecimal digits"},
    {RECORD("  structure 0x1 guarded 1 1 rw 0000\n"), 3, 34, "expected ' > '"},
    {RECORD("  structure 0x1 guarded 1 1 rw 00 > 00 > 00\n"), 3, 39, "the line's end"},
    {RECORD("  structure 0x1 guarded 1 9 rw {10}00\n"), 3, 33, "too large"},
    {RECORD("  structure 0x1 guarded 1 4294967295 rw {4294967295}00\n"), 3, 27, "too large"},
    {RECORD(STRUCTURE "  pData 0x1 guarded 1 1 rw 00\n"), 4, 3, "OfferAllocations has no memory 'pData'"},
    {RECORD(STRUCTURE "  HandleList 0x1 guarded 1 1 rw 00\n  HandleList 0x1 guarded 1 1 rw 00\n"), 5, 3,
     "or not behind that above"},
};

static void what_is_no_transcript_has_an_error_with_its_place(void **state)
{
  struct text_error error;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(errors); i++) {
    if (transcript_read(errors[i].text, strlen(errors[i].text), &error))
      fail_msg("it was read:\n%s", errors[i].text);
    if (error.line != errors[i].line || error.column != errors[i].column ||
        strstr(error.message, errors[i].message) == NULL)
      fail_msg("%zu:%zu: %s; expected %zu:%zu: %s of\n%s", error.line, error.column, error.message, errors[i].line,
               errors[i].column, errors[i].message, errors[i].text);
  }
  assert_false(transcript_read(NULL, 0, &error));
}

/* A small whole transcript. */
static void write_small(void)
{
  struct transcript_chain chain = {0};
  struct call_record record = sample();
  size_t done = 0;

  buffer_string(&text, FIRST "version 1\n");
  for (int block = 0; block < 3; block++) {
    if (block == 1) {
      transcript_case("one", &text);
      transcript_record(&record, &text);
    }
    if (block == 2)
      transcript_end("", &text);
    transcript_chain_add(&chain, text.data + done, text.size - done);
    done = text.size;
    assert_true(transcript_chain_end(&chain, &text));
    done = text.size;
  }
  transcript_chain_free(&chain);
}

static void each_change_and_each_cut_is_found(void **state)
{
  struct text_error error;

  (void)state;
  write_small();
  if (!transcript_read(text.data, text.size, &error))
    fail_msg("%zu:%zu: %s", error.line, error.column, error.message);
  for (size_t at = 0; at < text.size; at++) {
    /* In memory of exactly that size: the reader must not look behind its end. */
    char *copy = malloc(at > 0 ? at : 1);

    assert_non_null(copy);
    memcpy(copy, text.data, at);
    if (transcript_read(copy, at, &error))
      fail_msg("the first %zu bytes are whole", at);
    free(copy);
    for (int flip = 1; flip < 256; flip += 3) {
      text.data[at] = (char)(text.data[at] ^ flip);
      if (transcript_read(text.data, text.size, &error))
        fail_msg("byte %zu may be 0x%02x", at, (unsigned)(uint8_t)text.data[at]);
      text.data[at] = (char)(text.data[at] ^ flip);
    }
  }
}

#define CLEAN(test) cmocka_unit_test_teardown(test, free_text)

int main(void)
{
  const struct CMUnitTest tests[] = {
      CLEAN(a_record_is_a_call_and_its_memory),
      CLEAN(outcomes_and_teardown_are_named),
      CLEAN(short_runs_are_written_out),
      CLEAN(equal_statuses_of_a_suite_stand_together),
      CLEAN(records_read_back_as_they_were),
      CLEAN(marks_outcomes_and_details_read_back),
      CLEAN(no_two_memories_of_an_operation_have_one_name),
      CLEAN(what_is_no_transcript_has_an_error_with_its_place),
      CLEAN(each_change_and_each_cut_is_found),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
