/* Files of waivers: what they may say, and what is said of those that say something else. */
#include "oracle_support.h"

#include <stdlib.h>

#include "certify/waivers.h"

#define NAMES "waiver one\ncases offer/one offer/two/*\n"
#define TAIL                                                                                                           \
  "target *\nversions *\nreason Known, and mended in 32.\nlink https://example.org/1#part\nexpires 2027-03-31\n"
#define MIDDLE "requirements OFR-DEV-01\ndeviation FAIL OfferAllocations returned STATUS_SUCCESS\n"
#define GOOD NAMES MIDDLE TAIL

static struct text_error error;

static struct waiver_set *parse(const char *text)
{
  return waivers_parse(text, strlen(text), scene_requirements(), &error);
}

static struct waiver_set *parsed(const char *text)
{
  struct waiver_set *set = parse(text);

  if (set == NULL)
    fail_msg("%zu:%zu: %s", error.line, error.column, error.message);
  return set;
}

static void a_waiver_is_read_whole(void **state)
{
  struct waiver_set *set = parsed(GOOD);
  const struct waiver *waiver = &set->waivers[0];

  (void)state;
  assert_int_equal(set->count, 1);
  assert_int_equal(waiver->line, 1);
  assert_string_equal(waiver->name, "one");
  assert_int_equal(waiver->case_count, 2);
  assert_string_equal(waiver->cases[1], "offer/two/*");
  assert_string_equal(waiver->requirements[0]->id, "OFR-DEV-01");
  assert_int_equal(waiver->verdict, VERDICT_FAIL);
  assert_int_equal(waiver->op, OP_OFFER_ALLOCATIONS);
  assert_int_equal(waiver->status, STATUS_SUCCESS);
  assert_null(waiver->says);
  assert_string_equal(waiver->deviation, "FAIL OfferAllocations returned STATUS_SUCCESS");
  assert_string_equal(waiver->reason, "Known, and mended in 32.");
  assert_string_equal(waiver->link, "https://example.org/1#part");
  assert_string_equal(waiver->expires, "2027-03-31");
  assert_int_equal(set->size, strlen(GOOD));
  assert_string_equal(set->text, GOOD);
  waivers_free(set);
}

static void texts_of_other_systems_are_read_too(void **state)
{
  struct waiver_set *set = parsed(
      "\xEF\xBB\xBF# a comment\r\n\r\n  waiver\tone \r\n cases offer/one\r\ncases offer/two\r\nsays returned*\r\n"
      "requirements OFR-DEV-01\r\ndeviation  CRASH  OfferAllocations  exit status 3\r\n" TAIL
      "waiver two\ncases *\nrequirements OFR-DEV-02\ndeviation TIMEOUT worker\n" TAIL
      "waiver three\ncases *\nrequirements OFR-DEV-02\ndeviation WARN OfferAllocations returned 0xc0000011\n" TAIL);

  (void)state;
  assert_int_equal(set->count, 3);
  assert_int_equal(set->waivers[0].line, 3);
  assert_int_equal(set->waivers[0].case_count, 2);
  assert_string_equal(set->waivers[0].detail, "exit status 3");
  assert_string_equal(set->waivers[0].says, "returned*");
  assert_int_equal(set->waivers[1].op, WAIVER_WORKER);
  assert_int_equal(set->waivers[1].verdict, VERDICT_TIMEOUT);
  assert_int_equal(set->waivers[2].verdict, VERDICT_WARN);
  assert_int_equal((uint32_t)set->waivers[2].status, 0xC0000011u);
  waivers_free(set);
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
  static const struct {
    const char *text;
    size_t line, column;
    const char *message;
  } rows[] = {
      {"", 1, 1, "there is no waiver in it"},
      {"# nothing\n\n", 1, 1, "there is no waiver in it"},
      {"cases offer/one\n", 1, 1, "expected a line 'waiver NAME' first"},
      {"waiver\n", 1, 7, "nothing stands behind 'waiver'"},
      {"waiver a b\n", 1, 8, "'a b' is no name"},
      {"waiver one\nwaiver two\n", 2, 1, "waiver 'one' of line 1 ends without a line 'cases'"},
      {GOOD "waiver one\n", 10, 8, "a second waiver 'one'; line 1 has the first"},
      {NAMES MIDDLE, 5, 1, "ends without a line 'target'"},
      {NAMES "case offer/one\n", 3, 1, "a line cannot begin with 'case'"},
      {NAMES "requirements OFR-XXX-01\n", 3, 14, "no requirement 'OFR-XXX-01'"},
      {NAMES MIDDLE "requirements OFR-DEV-02 OFR-DEV-01\n", 5, 25, "a second 'OFR-DEV-01' in waiver 'one'"},
      {NAMES MIDDLE "deviation x\n", 5, 1, "a second line 'deviation' of waiver 'one'"},
      {NAMES "deviation PASS OfferAllocations\n", 3, 11, "'PASS' cannot be waived; expected FAIL, WARN, CRASH"},
      {NAMES "deviation FAIL\n", 3, 15, "expected the call that deviates"},
      {NAMES "deviation FAIL Offer returned STATUS_SUCCESS\n", 3, 16, "no call 'Offer'"},
      {NAMES "deviation FAIL worker returned STATUS_SUCCESS\n", 3, 16, "no call 'worker'"},
      {NAMES "deviation FAIL OfferAllocations\n", 3, 32, "expected 'returned' and a status"},
      {NAMES "deviation FAIL OfferAllocations returned STATUS_X\n", 3, 42, "no status 'STATUS_X'"},
      {NAMES "deviation FAIL OfferAllocations returned 0x\n", 3, 42, "no status '0x'"},
      {NAMES "deviation FAIL OfferAllocations returned 0x123456789\n", 3, 42, "no status '0x123456789'"},
      {NAMES "deviation FAIL OfferAllocations returned SUCCESS x\n", 3, 50, "'x' is too much"},
      {NAMES "deviation CRASH OfferAllocations\n", 3, 33, "expected how it ends"},
      {NAMES "deviation TIMEOUT OfferAllocations 10\n", 3, 36, "'10' is too much"},
      {NAMES "versions 1.x\n", 3, 10, "'1.x' is no range of versions"},
      {NAMES "versions 2..1\n", 3, 10, "'2..1' is no range of versions"},
      {NAMES "versions 1 .. 2\n", 3, 10, "'1 .. 2' is no range of versions"},
      {NAMES "reason\n", 3, 7, "nothing stands behind 'reason'"},
      {NAMES "reason <why this may pass>\n", 3, 8, "only holds the place; fill it in"},
      {NAMES "link example.org\n", 3, 6, "'example.org' is no link"},
      {NAMES "link https://\n", 3, 6, "'https://' is no link"},
      {NAMES "link https://example.org two\n", 3, 6, "is no link"},
      {NAMES "expires 2026-02-30\n", 3, 9, "'2026-02-30' is no day"},
      {NAMES "expires 2027-3-1\n", 3, 9, "'2027-3-1' is no day"},
      {NAMES "reason a\x1B[2Jb\n", 3, 9, "a control character"},
  };

  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    assert_null(parse(rows[i].text));
    if (error.line != rows[i].line || error.column != rows[i].column || strstr(error.message, rows[i].message) == NULL)
      fail_msg("row %zu: %zu:%zu: %s", i, error.line, error.column, error.message);
  }
}

static void bytes_that_are_no_text_are_refused(void **state)
{
  static const char nul[] = "waiver one\n\0";
  char *large = malloc(WAIVERS_MAX_SIZE + 1);

  (void)state;
  assert_null(waivers_parse(nul, sizeof nul - 1, scene_requirements(), &error));
  assert_int_equal(error.line, 2);
  assert_non_null(strstr(error.message, "a byte of value 0"));
  assert_non_null(large);
  memset(large, '#', WAIVERS_MAX_SIZE + 1);
  assert_null(waivers_parse(large, WAIVERS_MAX_SIZE + 1, scene_requirements(), &error));
  assert_non_null(strstr(error.message, "too large"));
  free(large);
}

static void long_lines_and_many_waivers_have_a_limit(void **state)
{
  struct buffer text = {NULL, 0, 0, false};

  (void)state;
  buffer_string(&text, NAMES "reason ");
  for (unsigned i = 0; i <= WAIVER_MAX_TEXT; i++)
    buffer_byte(&text, 'x');
  assert_null(parse(buffer_text(&text)));
  assert_int_equal(error.column, 8 + WAIVER_MAX_TEXT);
  assert_non_null(strstr(error.message, "too long"));
  buffer_clear(&text);
  for (unsigned i = 0; i <= WAIVERS_MAX; i++)
    buffer_printf(&text, "waiver w%u\ncases offer/%u\n" MIDDLE TAIL, i, i);
  assert_null(parse(buffer_text(&text)));
  assert_non_null(strstr(error.message, "too many waivers"));
  buffer_free(&text);
}

static void days_are_those_of_the_calendar(void **state)
{
  static const struct {
    const char *text;
    bool good;
  } rows[] = {{"2028-02-29", true},  {"2027-02-29", false}, {"2000-02-29", true},   {"2100-02-29", false},
              {"2027-12-31", true},  {"2027-13-01", false}, {"2027-00-01", false},  {"2027-01-00", false},
              {"2027-04-31", false}, {"1969-12-31", false}, {"2027-01-01 ", false}, {"27-01-01", false},
              {"2027/01/01", false}, {"+027-01-01", false}};

  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (waiver_is_date(rows[i].text, strlen(rows[i].text)) != rows[i].good)
      fail_msg("%s", rows[i].text);
}

static void versions_are_compared_as_numbers(void **state)
{
  static const struct {
    const char *range, *version;
    bool inside;
  } rows[] = {{"*", "1", true},
              {"1.2", "1.2", true},
              {"1.2", "1.2.0", true},
              {"1.2", "1.2.1", false},
              {"1.2..1.10", "1.9", true},
              {"1.2..1.10", "1.1", false},
              {"1.2..1.10", "1.10", true},
              {"1.2..1.10", "1.10.1", false},
              {"2..", "10", true},
              {"2..", "1.99", false},
              {"..2", "2.0.0", true},
              {"..2", "2.0.1", false},
              {"31.0.101..31.0.101.5590", "31.0.101.77", true}};
  static const char *const bad[] = {"",           ".", "..", "1.", ".1", "1..2..3", "1...2", "a", "1.2.3.4.5.6.7.8.9",
                                    "4294967296", "-1"};
  struct waiver_range range;
  struct waiver_version version;

  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    assert_true(waiver_range_parse(rows[i].range, strlen(rows[i].range), &range));
    assert_true(waiver_version_parse(rows[i].version, strlen(rows[i].version), &version));
    if (waiver_range_has(&range, &version) != rows[i].inside)
      fail_msg("%s in %s", rows[i].version, rows[i].range);
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    if (waiver_range_parse(bad[i], strlen(bad[i]), &range))
      fail_msg("'%s' is taken for a range", bad[i]);
}

static void ranges_meet_where_a_version_is_in_both(void **state)
{
  static const struct {
    const char *a, *b;
    bool meet;
  } rows[] = {{"*", "1", true},      {"1..2", "2..3", true}, {"1..2", "2.1..3", false}, {"1..", "..1", true},
              {"2..", "..1", false}, {"1", "2", false},      {"..1", "..2", true}};
  struct waiver_range a, b;

  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    assert_true(waiver_range_parse(rows[i].a, strlen(rows[i].a), &a));
    assert_true(waiver_range_parse(rows[i].b, strlen(rows[i].b), &b));
    if (waiver_ranges_meet(&a, &b) != rows[i].meet || waiver_ranges_meet(&b, &a) != rows[i].meet)
      fail_msg("%s and %s", rows[i].a, rows[i].b);
  }
}

static void one_deviation_stands_in_one_waiver(void **state)
{
  static const char cases_text[] = "case offer/one\nEnumAdapters2\ncase offer/two/x\nEnumAdapters2\n";
  static const struct {
    const char *second;
    bool distinct;
  } rows[] = {
      {"cases offer/o*\n" MIDDLE TAIL, false},
      {"cases offer/other\n" MIDDLE TAIL, true},
      {"cases offer/one\nrequirements OFR-DEV-02\ndeviation FAIL OfferAllocations returned STATUS_SUCCESS\n" TAIL,
       true},
      {"cases offer/one\nrequirements OFR-DEV-01\ndeviation FAIL OfferAllocations returned NO_MEMORY\n" TAIL, true},
      {"cases offer/one\nsays x\n" MIDDLE TAIL, true},
  };
  struct program_set cases = {0};

  (void)state;
  assert_true(program_parse(cases_text, sizeof cases_text - 1, &cases, &error));
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct buffer text = {NULL, 0, 0, false};
    struct waiver_set *set;

    buffer_printf(&text, GOOD "waiver other\n%s", rows[i].second);
    set = parsed(buffer_text(&text));
    if (waivers_are_distinct(set, &cases, &error) != rows[i].distinct)
      fail_msg("row %zu", i);
    if (!rows[i].distinct) {
      assert_int_equal(error.line, 10);
      assert_non_null(strstr(error.message, "'other' says of offer/one what 'one' of line 1 says"));
    }
    waivers_free(set);
    buffer_free(&text);
  }
  program_set_free(&cases);
}

static void waivers_do_not_last(void **state)
{
  struct waiver_set *set = parsed(GOOD "waiver two\ncases b\n" MIDDLE "target *\nversions *\nreason r\nlink http://a\n"
                                       "expires 2026-01-31\n");
  char lapsed[WAIVER_DATE];

  (void)state;
  assert_true(waivers_are_short(set, "2025-03-31", &error));
  assert_false(waivers_are_short(set, "2025-03-30", &error));
  assert_int_equal(error.line, 1);
  assert_non_null(strstr(error.message, "'one' expires 2027-03-31; expected a day up to 2027-03-30"));
  waivers_lapsed(set, "2026-01-31", lapsed);
  assert_string_equal(lapsed, "");
  waivers_lapsed(set, "2026-02-01", lapsed);
  assert_string_equal(lapsed, "2026-01-31");
  waivers_lapsed(set, "2027-03-31", lapsed);
  assert_string_equal(lapsed, "2026-01-31");
  waivers_lapsed(set, "2027-04-01", lapsed);
  assert_string_equal(lapsed, "2027-03-31");
  waivers_free(set);
}

/* Whatever the bytes are, there is a set or an error with a place in them. */
static void any_bytes_can_be_read(void **state)
{
  char text[sizeof GOOD * 2];
  uint32_t chance = 1;

  (void)state;
  for (unsigned round = 0; round < 20000; round++) {
    size_t size = sizeof GOOD - 1;
    struct waiver_set *set;

    memcpy(text, GOOD, sizeof GOOD);
    for (unsigned edits = 0; edits < 1 + round % 4; edits++) {
      chance = chance * 1664525 + 1013904223;
      text[(chance >> 8) % size] = (char)(chance >> 24);
    }
    if (round % 8 == 0)
      size = (chance >> 8) % size;
    set = waivers_parse(text, size, scene_requirements(), &error);
    if (set == NULL)
      assert_true(error.line > 0 && error.column > 0 && error.message[0] != '\0');
    waivers_free(set);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_waiver_is_read_whole),
      cmocka_unit_test(texts_of_other_systems_are_read_too),
      cmocka_unit_test(what_is_wrong_is_told_with_its_place),
      cmocka_unit_test(bytes_that_are_no_text_are_refused),
      cmocka_unit_test(long_lines_and_many_waivers_have_a_limit),
      cmocka_unit_test(days_are_those_of_the_calendar),
      cmocka_unit_test(versions_are_compared_as_numbers),
      cmocka_unit_test(ranges_meet_where_a_version_is_in_both),
      cmocka_unit_test(one_deviation_stands_in_one_waiver),
      cmocka_unit_test(waivers_do_not_last),
      cmocka_unit_test(any_bytes_can_be_read),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
