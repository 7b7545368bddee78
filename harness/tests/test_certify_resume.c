/* A run that goes on with what an interrupted one left: the transcript is that of an undisturbed run, or it is refused. */
#include "certify_support.h"

#include <signal.h>
#include <stdlib.h>

#define CASE(name) "case " name "\nproperty P.\nshows OFR-OK-01\n" ONE_DEVICE
static const char text[] =
    CASE("ones/reclaim") "OfferAllocations hDevice=D HandleList=[X[0]] Priority=LOW\n  expect SUCCESS\n" //
    CASE("twos/reclaim") "OfferAllocations hDevice=D HandleList=[X] Priority=LOW\n"                      //
    CASE("threes/reclaim") "OfferAllocations hDevice=D HandleList=[X[0]] Priority=LOW Flags=0x4\n";

#define FILTER "*s/reclaim" /* the cases, and one suite */

static struct program_set cases;
static struct sample_run whole; /* undisturbed, of the cases and one suite */

/* Offsets behind each chain line, in their order. Returns how many. */
static size_t find_blocks(const char *data, size_t size, size_t *ret_ends, size_t most)
{
  size_t count = 0;

  for (const char *at = data; count < most && (at = memmem(at, size - (size_t)(at - data), "\nchain ", 7)) != NULL;
       at++)
    ret_ends[count++] = (size_t)(at - data) + 7 + 64 + 1;
  return count;
}

static bool stops; /* the run is asked to end as soon as it begins */

static void stop_run(void *context, const char *name, uint64_t done, uint64_t total)
{
  (void)name;
  (void)done;
  (void)total;
  *(int *)context = 1;
}

/* Goes on with a journal. The text of `run` is what was written behind it. */
static enum certify_end resume(struct sample_run *run, const char *data, size_t size, const char *filter,
                               char *ret_error, size_t error_size)
{
  struct certify_options options;
  struct journal journal;
  struct text_error error;
  enum certify_end end;

  sample_begin(run);
  options = sample_options(run, &cases, filter);
  assert_true(journal_open(&journal, data, size, &cases, &error));
  options.journal = &journal;
  options.progress = stops ? stop_run : NULL;
  options.progress_context = &run->stop;
  end = sample_play(run, &options, ret_error, error_size);
  journal_close(&journal);
  return end;
}

static void any_beginning_is_measured(void **state)
{
  struct journal_extent extent, last = {0, 0, 0};
  struct text_error error;
  size_t ends[64];
  size_t count = find_blocks(whole.text, whole.size, ends, 64), done = 0;

  (void)state;
  assert_int_equal(count, 64);
  for (size_t size = 0; size < ends[9]; size++) {
    while (done < count && ends[done] <= size)
      done++;
    assert_true(journal_measure(whole.text, size, &extent, &error));
    assert_int_equal(extent.blocks, done);
    assert_int_equal(extent.size, done > 0 ? ends[done - 1] : 0);
    assert_int_equal(extent.torn, size - extent.size);
    assert_true(extent.size >= last.size);
    last = extent;
  }
  /* The run's end is none of it: it is written again. */
  assert_true(journal_measure(whole.text, whole.size, &extent, &error));
  assert_int_equal(extent.torn, 0);
  assert_memory_equal(whole.text + extent.size, "end complete\n", 13);
}

static void what_was_torn_off_is_left_out(void **state)
{
  char *copy = malloc(whole.size + 100);
  struct journal_extent extent;
  struct text_error error;
  size_t ends[8];

  (void)state;
  assert_non_null(copy);
  find_blocks(whole.text, whole.size, ends, 8);
  memcpy(copy, whole.text, whole.size);
  memset(copy + ends[5], 0, 100);
  assert_true(journal_measure(copy, ends[5] + 100, &extent, &error));
  assert_int_equal(extent.size, ends[5]);
  assert_int_equal(extent.torn, 100);
  /* Its last block is damaged: it is as if it were torn off. In its middle it is an error. */
  memcpy(copy, whole.text, whole.size);
  copy[ends[4] + 20] ^= 1;
  assert_true(journal_measure(copy, ends[5], &extent, &error));
  assert_int_equal(extent.size, ends[4]);
  assert_false(journal_measure(copy, ends[6], &extent, &error));
  assert_true(error.line > 0);
  assert_non_null(strstr(error.message, "the chain is broken"));
  free(copy);
}

static void a_stretch_that_was_stopped_is_left_out(void **state)
{
  struct buffer copy = {0};
  struct journal_extent extent;
  struct text_error error;
  size_t ends[8], finish;

  (void)state;
  find_blocks(whole.text, whole.size, ends, 8);
  buffer_append(&copy, whole.text, ends[7]);
  finish = (size_t)((char *)memmem(copy.data + ends[5], copy.size - ends[5], "\nfinish ", 8) - copy.data) + 1;
  memcpy(copy.data + finish, "xinish ", 7);
  sample_forge_chain(copy.data, copy.size);
  /* With another behind it, it stands there as it came; what comes last is played again. */
  assert_true(journal_measure(copy.data, ends[7], &extent, &error));
  assert_int_equal(extent.size, ends[7]);
  assert_true(journal_measure(copy.data, ends[6], &extent, &error));
  assert_int_equal(extent.size, ends[5]);
  assert_int_equal(extent.blocks, 6);
  buffer_free(&copy);
}

static void it_goes_on_from_any_block(void **state)
{
  static size_t ends[4096];
  size_t count = find_blocks(whole.text, whole.size, ends, 4096);
  struct sample_run run = {0};
  char error[512];

  (void)state;
  assert_true(count > 1000 && count < 4096);
  for (size_t i = 0; i < count - 1; i += i < 6 ? 1 : 307) {
    assert_int_equal(resume(&run, whole.text, ends[i], FILTER, error, sizeof error), CERTIFY_DONE);
    assert_int_equal(run.size, whole.size - ends[i]);
    assert_memory_equal(run.text, whole.text + ends[i], run.size);
    assert_int_equal(run.results.calls, whole.results.calls);
    assert_memory_equal(run.results.verdicts, whole.results.verdicts, sizeof run.results.verdicts);
    assert_true(run.results.complete);
    sample_free(&run);
  }
}

static void who_stops_it_loses_nothing_of_it(void **state)
{
  struct sample_run run = {0};
  size_t ends[8];
  char error[512];

  (void)state;
  find_blocks(whole.text, whole.size, ends, 8);
  stops = true;
  assert_int_equal(resume(&run, whole.text, ends[6], FILTER, error, sizeof error), CERTIFY_DONE);
  stops = false;
  assert_false(run.results.complete);
  assert_int_equal(run.results.case_count, 3);
  assert_memory_equal(run.text, "end incomplete interrupted\n", 27);
  sample_free(&run);
}

static void another_run_is_refused(void **state)
{
  char *copy = malloc(whole.size);
  struct sample_run run = {0};
  size_t ends[8];
  char error[512], *at;

  (void)state;
  assert_non_null(copy);
  memcpy(copy, whole.text, whole.size);
  find_blocks(copy, whole.size, ends, 8);
  at = memmem(copy, whole.size, "seed 0", 6);
  at[5] = '7';
  sample_forge_chain(copy, whole.size);
  assert_int_equal(resume(&run, copy, ends[4], FILTER, error, sizeof error), CERTIFY_NO_RESUME);
  assert_non_null(strstr(error, "its seed is '7', that of this run '0'"));
  assert_int_equal(run.size, 0);
  sample_free(&run);
  at[5] = '0';
  at = memmem(copy, whole.size, "D3DKMTLock2 yes\n", 16);
  assert_non_null(at);
  at[12] = 'n';
  at[13] = 'o';
  memmove(at + 14, at + 15, whole.size - (size_t)(at + 15 - copy));
  sample_forge_chain(copy, whole.size - 1);
  assert_int_equal(resume(&run, copy, ends[4] - 1, FILTER, error, sizeof error), CERTIFY_NO_RESUME);
  assert_non_null(strstr(error, "its target lacked D3DKMTLock2"));
  sample_free(&run);
  free(copy);
}

static void what_does_not_follow_from_the_calls_is_refused(void **state)
{
  static const char *const changes[][2] = {{"case twos/reclaim\n", "case owts/reclaim\n"},
                                           {"parameter device", "parameter Device"}};
  char *copy = malloc(whole.size);
  struct sample_run run = {0};
  size_t ends[8];
  char error[512];

  (void)state;
  assert_non_null(copy);
  for (size_t i = 0; i < 2; i++) {
    memcpy(copy, whole.text, whole.size);
    find_blocks(copy, whole.size, ends, 8);
    memcpy(memmem(copy, whole.size, changes[i][0], strlen(changes[i][0])), changes[i][1], strlen(changes[i][1]));
    sample_forge_chain(copy, whole.size);
    assert_int_equal(resume(&run, copy, ends[6], FILTER, error, sizeof error), CERTIFY_NO_RESUME);
    assert_non_null(strstr(error, "is damaged: line "));
    assert_int_equal(run.size, 0);
    sample_free(&run);
  }
  /* More than the run has. */
  assert_int_equal(resume(&run, whole.text, ends[3], "OFR-OK-01", error, sizeof error), CERTIFY_DONE);
  sample_free(&run);
  assert_int_equal(resume(&run, whole.text, ends[6], "OFR-OK-01", error, sizeof error), CERTIFY_NO_RESUME);
  sample_free(&run);
  free(copy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_beginning_is_measured),
      cmocka_unit_test(what_was_torn_off_is_left_out),
      cmocka_unit_test(a_stretch_that_was_stopped_is_left_out),
      cmocka_unit_test(it_goes_on_from_any_block),
      cmocka_unit_test(who_stops_it_loses_nothing_of_it),
      cmocka_unit_test(another_run_is_refused),
      cmocka_unit_test(what_does_not_follow_from_the_calls_is_refused),
  };
  struct certify_options options;
  char error[512];
  int failed;

  signal(SIGPIPE, SIG_IGN);
  parse_programs(text, &cases);
  sample_begin(&whole);
  options = sample_options(&whole, &cases, FILTER);
  failed = sample_play(&whole, &options, error, sizeof error) != CERTIFY_DONE;
  if (!failed)
    failed = cmocka_run_group_tests(tests, NULL, NULL);
  sample_free(&whole);
  program_set_free(&cases);
  return failed;
}
