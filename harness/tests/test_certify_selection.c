/* What a run plays, and what each shard of it: all of it, once. */
#include "run_support.h"

#include <stdlib.h>

#include "certify/selection.h"

#define CALL "EnumAdapters2 hAdapter->A\n"
#define CASE(name) "case " name "\n" CALL
#define SHOWS(name) "case " name "\nshows OFR-OK-01\n" CALL

static void shards_are_read_as_they_are_written(void **state)
{
  static const char *const wrong[] = {"0/1",  "1/0",  "2/1",  "1",    "1/",     "/1",    "1/2/3",        "01/2",
                                      "1 /2", "+1/2", "-1/2", "1/2 ", "1/1001", "1,5/2", "4294967297/2", "a/b"};
  struct shard shard;

  (void)state;
  assert_true(shard_parse("2/7", &shard));
  assert_int_equal(shard.number, 2);
  assert_int_equal(shard.count, 7);
  assert_true(shard_parse("1000/1000", &shard));
  assert_int_equal(shard.number, SHARD_MAX);
  assert_true(shard_parse("", &shard));
  assert_int_equal(shard.count, 0);
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
    if (shard_parse(wrong[i], &shard))
      fail_msg("'%s' is taken for a shard", wrong[i]);
}

static void stretches_cover_a_suite_once(void **state)
{
  (void)state;
  for (size_t i = 0; i < SUITE_COUNT; i++) {
    uint64_t group = suite_combinations(&suites[i]) / suite_groups(&suites[i]), next = 0, first, end;

    for (uint64_t k = 0; k < suite_stretches(&suites[i]); k++) {
      suite_stretch(&suites[i], k, &first, &end);
      assert_int_equal(first, next);
      assert_true(end > first);
      assert_int_equal(first / group, (end - 1) / group);
      assert_int_equal(suite_stretch_of(&suites[i], first), k);
      assert_int_equal(suite_stretch_of(&suites[i], end - 1), k);
      next = end;
    }
    assert_int_equal(next, suite_combinations(&suites[i]));
  }
}

/* Which of `count` shards has the job of that place; it must be just one. */
static uint32_t owner(const struct selection *shards, uint32_t count, uint64_t place)
{
  uint32_t found = count;

  for (uint32_t i = 0; i < count; i++)
    if (selection_has(&shards[i], place)) {
      assert_int_equal(found, count);
      found = i;
    }
  assert_true(found < count);
  assert_int_equal(selection_shard_of(place, count), found);
  return found;
}

static void shards_have_all_once_and_alike(void **state)
{
  static const uint32_t counts[] = {1, 2, 3, 7, 64};
  static const char text[] = CASE("one") CASE("two") CASE("three") CASE("four");
  struct program_set cases;

  (void)state;
  parse_programs(text, &cases);
  for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
    struct selection *shards = calloc(counts[c], sizeof *shards), all;
    uint64_t total = 0, jobs[64] = {0};

    assert_non_null(shards);
    assert_true(selection_init(&all, &cases, true, NULL, (struct shard){0, 0}));
    for (uint32_t i = 0; i < counts[c]; i++) {
      assert_true(selection_init(&shards[i], &cases, true, NULL, (struct shard){i + 1, counts[c]}));
      assert_int_equal(shards[i].job_count, all.job_count);
      total += shards[i].total;
    }
    assert_int_equal(total, all.total);
    for (uint64_t place = 0; place < all.job_count; place++) {
      assert_true(selection_has(&all, place));
      jobs[owner(shards, counts[c], place)]++;
    }
    for (uint32_t i = 0; i < counts[c]; i++)
      assert_true(jobs[i] + 1 >= jobs[0] && jobs[i] <= jobs[0]);
    for (uint32_t i = 0; i < counts[c]; i++)
      selection_free(&shards[i]);
    selection_free(&all);
    free(shards);
  }
  program_set_free(&cases);
}

static void a_filter_chooses_before_shards_are_dealt(void **state)
{
  static const char text[] = CASE("a/one") CASE("b/two") SHOWS("a/three") SHOWS("b/four");
  struct program_set cases;
  struct selection selection;

  (void)state;
  parse_programs(text, &cases);
  assert_true(selection_init(&selection, &cases, true, "a/*", (struct shard){2, 2}));
  assert_int_equal(selection.job_count, 2);
  assert_int_equal(selection.total, 1);
  assert_int_equal(selection.cases[0], 0);
  assert_true(selection.cases[1] == SELECTION_NONE);
  assert_int_equal(selection.cases[2], 1);
  assert_false(selection_has(&selection, selection.cases[0]));
  assert_false(selection_has(&selection, selection.cases[1]));
  assert_true(selection_has(&selection, selection.cases[2]));
  for (size_t i = 0; i < SUITE_COUNT; i++)
    assert_false(selection_has_suite(&selection, i));
  selection_free(&selection);
  assert_true(selection_init(&selection, &cases, true, "OFR-OK-*", (struct shard){0, 0}));
  assert_int_equal(selection.job_count, 2);
  selection_free(&selection);
  assert_true(selection_init(&selection, &cases, true, "pairs/offer", (struct shard){0, 0}));
  assert_int_equal(selection.total, suite_combinations(&suites[3]));
  assert_true(selection_has_suite(&selection, 3));
  assert_false(selection_has_suite(&selection, 4));
  selection_free(&selection);
  assert_true(selection_init(&selection, &cases, false, NULL, (struct shard){0, 0}));
  assert_int_equal(selection.job_count, 4);
  selection_free(&selection);
  program_set_free(&cases);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shards_are_read_as_they_are_written),
      cmocka_unit_test(stretches_cover_a_suite_once),
      cmocka_unit_test(shards_have_all_once_and_alike),
      cmocka_unit_test(a_filter_chooses_before_shards_are_dealt),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
