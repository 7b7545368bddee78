/* Shards that become one run: what the undivided run writes, or a shard is blamed. */
#include "certify_support.h"

#include <signal.h>
#include <stdlib.h>

#include "certify/facts.h"
#include "certify/merge.h"

#define CASE(name) "case " name "\nproperty P.\nshows OFR-OK-01\n" ONE_DEVICE
#define OFFER "OfferAllocations hDevice=D HandleList=[X[0]] Priority=LOW\n"
static const char text[] =
    CASE("one") OFFER CASE("two") OFFER OFFER CASE("three") OFFER "  expect INVALID_PARAMETER\n" //
    CASE("four") "OfferAllocations hDevice=D HandleList=[X] Priority=LOW Flags=0x4\n" CASE("five") OFFER;

#define SHARDS_MAX 7u

static struct program_set cases;
static struct sample_run shards[SHARDS_MAX];

static void play(struct sample_run *run, const char *filter, uint32_t number, uint32_t count)
{
  struct certify_options options;
  char error[512], shard[32] = "";

  sample_begin(run);
  options = sample_options(run, &cases, filter);
  options.shard = (struct shard){number, count};
  if (count > 0)
    snprintf(shard, sizeof shard, "%u/%u", number, count);
  run->results.facts.shard = strdup(shard);
  assert_int_equal(sample_play(run, &options, error, sizeof error), CERTIFY_DONE);
}

static void play_shards(const char *filter, uint32_t count)
{
  for (uint32_t i = 0; i < count; i++)
    play(&shards[i], filter, i + 1, count);
}

static void free_shards(void)
{
  for (uint32_t i = 0; i < SHARDS_MAX; i++)
    if (shards[i].text != NULL)
      sample_free(&shards[i]);
}

/* Merges what was played. */
static bool merge(const char *filter, uint32_t count, struct sample_run *ret_run, uint32_t *ret_shard,
                  struct text_error *ret_error)
{
  struct certify_options options;
  struct merge merge;
  bool good;

  sample_begin(ret_run);
  options = sample_options(ret_run, &cases, filter);
  assert_true(merge_begin(&merge, count));
  for (uint32_t i = 0; i < count; i++)
    assert_true(merge_add(&merge, i + 1, shards[i].text, shards[i].size, ret_error));
  assert_true(merge_facts(&merge, &ret_run->results.facts));
  options.transcript = open_memstream(&ret_run->text, &ret_run->size);
  good = merge_derive(&merge, &options, ret_shard, ret_error);
  fclose(options.transcript);
  merge_close(&merge);
  return good;
}

static void assert_merges(const char *filter, uint32_t count)
{
  struct sample_run whole, merged;
  struct text_error error;
  uint32_t shard;

  play(&whole, filter, 0, 0);
  play_shards(filter, count);
  if (!merge(filter, count, &merged, &shard, &error))
    fail_msg("%u shards: shard %u: %zu: %s", count, shard, error.line, error.message);
  assert_int_equal(merged.size, whole.size);
  assert_memory_equal(merged.text, whole.text, whole.size);
  assert_int_equal(merged.results.calls, whole.results.calls);
  assert_int_equal(merged.results.verdict, whole.results.verdict);
  assert_int_equal(merged.results.case_count, whole.results.case_count);
  assert_int_equal(merged.results.observation_count, whole.results.observation_count);
  assert_memory_equal(merged.results.verdicts, whole.results.verdicts, sizeof whole.results.verdicts);
  for (size_t i = 0; i < whole.results.suite_count; i++)
    assert_int_equal(merged.results.suites[i].judged, whole.results.suites[i].combinations);
  sample_free(&whole);
  sample_free(&merged);
  free_shards();
}

static void shards_become_the_undivided_run(void **state)
{
  (void)state;
  assert_merges("OFR-OK-01", 1);
  assert_merges("OFR-OK-01", 2);
  assert_merges("OFR-OK-01", 7); /* two of which have nothing */
  assert_merges("pairs/reclaim", 3);
  assert_merges("exhaustive/reclaim", 2);
}

static void a_shard_that_lacks_a_case_is_blamed(void **state)
{
  struct sample_run merged;
  struct text_error error;
  uint32_t shard;
  char *at, *end;

  (void)state;
  play_shards("OFR-OK-01", 2);
  at = strstr(shards[1].text, "case four\n");
  end = strstr(at, "end complete");
  memmove(at, end, strlen(end) + 1);
  shards[1].size = strlen(shards[1].text);
  assert_false(merge("OFR-OK-01", 2, &merged, &shard, &error));
  assert_int_equal(shard, 2);
  assert_string_equal(error.message, "expected case 'four', the next; found the end of the run");
  sample_free(&merged);
  free_shards();
}

static void a_shard_that_has_more_is_blamed(void **state)
{
  struct sample_run merged;
  struct text_error error;
  uint32_t shard;

  (void)state;
  play_shards("OFR-OK-01", 1);
  play(&shards[1], "pairs/reclaim", 2, 2);
  sample_free(&shards[0]);
  play(&shards[0], "pairs/reclaim", 1, 2);
  assert_true(merge("pairs/reclaim", 2, &merged, &shard, &error));
  sample_free(&merged);
  sample_free(&shards[1]);
  play(&shards[1], "*", 2, 2);
  assert_false(merge("OFR-OK-01", 2, &merged, &shard, &error));
  assert_true(shard > 0);
  sample_free(&merged);
  free_shards();
}

static void machines_are_named_once_each(void **state)
{
  static const char *const processors[] = {"A", "B", "A"};
  struct run_facts facts = {0};
  struct merge merge;

  (void)state;
  assert_true(merge_begin(&merge, 3));
  for (uint32_t i = 0; i < 3; i++) {
    merge.shards[i].facts.processor = strdup(processors[i]);
    merge.shards[i].facts.system = strdup("S");
    merge.shards[i].facts.profile = strdup("ddi");
    merge.shards[i].facts.shard = strdup("1/3");
  }
  assert_true(merge_facts(&merge, &facts));
  assert_string_equal(facts.processor, "A; B");
  assert_string_equal(facts.system, "S");
  assert_string_equal(facts.profile, "ddi");
  assert_string_equal(facts.shard, "");
  run_facts_free(&facts);
  merge_close(&merge);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shards_become_the_undivided_run),
      cmocka_unit_test(a_shard_that_lacks_a_case_is_blamed),
      cmocka_unit_test(a_shard_that_has_more_is_blamed),
      cmocka_unit_test(machines_are_named_once_each),
  };
  int failed;

  signal(SIGPIPE, SIG_IGN);
  parse_programs(text, &cases);
  failed = cmocka_run_group_tests(tests, NULL, NULL);
  program_set_free(&cases);
  return failed;
}
