/* A record in words: the description that a reader gets. */
#include "oracle_support.h"
#include "run_support.h"

#include "run/describe.h"

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

static struct program_set set;
static struct kept_records kept;

static void play(const char *rest)
{
  static char whole[1024];

  (void)snprintf(whole, sizeof whole, "%s%s", ONE_DEVICE, rest);
  parse_programs(whole, &set);
  play_text(whole, &kept);
}

static int free_played(void **state)
{
  program_set_free(&set);
  kept_free(&kept);
  return free_text(state);
}

static void assert_line(const char *line)
{
  if (strstr(buffer_text(&text), line) == NULL)
    fail_msg("'%s' is not in\n%s", line, buffer_text(&text));
}

static void an_offer_is_decoded_field_by_field(void **state)
{
  struct call_record record;

  (void)state;
  play("OfferAllocations@misaligned:1 hDevice=D HandleList=[X[0] 5]@cut:5 Priority=HIGH Flags=AllowDecommit|0x8\n");
  record = kept_of(&kept, OP_OFFER_ALLOCATIONS, 0);
  describe_text(&set.programs[0], &record, &text);
  assert_string_equal(buffer_text(&text),
                      "OfferAllocations@misaligned:1 hDevice=D HandleList=[X[0] 0x5]@cut:5 Priority=HIGH "
                      "Flags=AllowDecommit|0x8");
  buffer_clear(&text);
  describe_fields(&set.programs[0], &record, &text);
  assert_line("structure        0x");
  assert_line(" misaligned\n");
  assert_line(" (D)\n");
  assert_line("pResources       NULL\n");
  assert_line(" cut, 5 of 8 bytes readable [0x");
  assert_line("NumAllocations   2 (0x2)\n");
  assert_line("Priority         HIGH (3)\n");
  assert_line("Flags            AllowDecommit|0x8 (0xA)\n");
}

static void results_are_named(void **state)
{
  struct call_record record;

  (void)state;
  play("set-discard hAdapter=A[0] policy=always\nOfferAllocations hDevice=D HandleList=[X[1]] Priority=LOW\n"
       "ReclaimAllocations2 hPagingQueue=Q HandleList=[X]\n"
       "ReclaimAllocations hDevice=D HandleList=[X]\n");
  record = kept_of(&kept, OP_RECLAIM_ALLOCATIONS2, 0);
  describe_fields(&set.programs[0], &record, &text);
  assert_line("-> [OK DISCARDED OK]\n");
  assert_line("PagingFenceValue");
  buffer_clear(&text);
  record = kept_of(&kept, OP_RECLAIM_ALLOCATIONS, 0);
  describe_fields(&set.programs[0], &record, &text);
  assert_line("-> [FALSE FALSE FALSE]\n");
}

static void a_lock_on_the_way_to_the_content_says_what_for(void **state)
{
  struct call_record record;

  (void)state;
  play("fill hDevice=D allocations=[X[0]] seed=3\ncheck hDevice=D allocations=[X[0]]\n");
  record = kept_of(&kept, OP_LOCK2, 0);
  describe_text(&set.programs[0], &record, &text);
  assert_string_equal(buffer_text(&text), "Lock2, for: fill hDevice=D allocations=[X[0]] seed=3");
  buffer_clear(&text);
  record = kept_of(&kept, OP_CHECK, 0);
  describe_fields(&set.programs[0], &record, &text);
  assert_line("seed             3\n");
  assert_line("content          -> as written\n");
}

static void a_long_list_is_cut_short(void **state)
{
  struct call_record record;

  (void)state;
  play("OfferAllocations hDevice=D HandleList=[0*1000] Priority=LOW\n");
  record = kept_of(&kept, OP_OFFER_ALLOCATIONS, 0);
  describe_fields(&set.programs[0], &record, &text);
  assert_line(" ... 968 more ... ");
  assert_true(text.size < 1000);
}

static void outcomes_are_told_in_words(void **state)
{
  static const struct {
    enum record_outcome outcome;
    const char *detail, *text;
  } rows[] = {
      {RECORD_RETURNED, "", "STATUS_DEVICE_REMOVED (0xC00002B6)"},
      {RECORD_MISSING, "no such entry point", "not called: no such entry point"},
      {RECORD_CRASHED, "SIGSEGV", "did not return: SIGSEGV"},
      {RECORD_TIMEOUT, "no answer", "did not return: no answer"},
      {RECORD_SKIPPED, "not locked", "not played: not locked"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct call_record record = sample();

    record.outcome = (uint8_t)rows[i].outcome;
    record.detail = rows[i].detail;
    buffer_clear(&text);
    describe_outcome(&record, &text);
    assert_string_equal(buffer_text(&text), rows[i].text);
  }
}

static void allowed_statuses_come_with_their_requirements(void **state)
{
  struct scene scene;

  (void)state;
  scene_open_world(DDI, &scene);
  describe_allowed(offer(&scene, X0, 1, 4, STATUS_SUCCESS), &text);
  assert_string_equal(buffer_text(&text), "STATUS_SUCCESS (0x00000000) by OFR-OK-01, "
                                          "STATUS_INVALID_PARAMETER (0xC000000D) by OFR-FLG-01");
  scene_close(&scene);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(an_offer_is_decoded_field_by_field, free_played),
      cmocka_unit_test_teardown(results_are_named, free_played),
      cmocka_unit_test_teardown(a_lock_on_the_way_to_the_content_says_what_for, free_played),
      cmocka_unit_test_teardown(a_long_list_is_cut_short, free_played),
      cmocka_unit_test_teardown(outcomes_are_told_in_words, free_text),
      cmocka_unit_test_teardown(allowed_statuses_come_with_their_requirements, free_text),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
