/* A transcript judged again: it gives the same results, wherever the run was stopped, and no transcript is trusted. */
#include "oracle_support.h"
#include "run_support.h"

#include <signal.h>
#include <stdlib.h>

#include "certify/verify.h"

static struct run_results results;
static struct program_set cases;
static struct profile contract;
static char *transcript;
static size_t transcript_size;
static int stop;
static unsigned progressed, stop_at; /* stop_at: the progress report that stops the run; 0: none */

static void progress(void *context, const char *name, uint64_t done, uint64_t total)
{
  (void)context;
  (void)name;
  (void)done;
  (void)total;
  progressed++;
  if (progressed == stop_at)
    stop = 1;
}

/* Results own their requirement set; the profile, without choices, is bound to it. */
static void begin_results(struct run_results *ret_results)
{
  static const char title[] = "title none\n";
  struct requirement_error error;

  *ret_results = (struct run_results){0};
  scene_own_requirements(&ret_results->requirement_set);
  assert_true(profile_parse(title, sizeof title - 1, &ret_results->requirement_set, &contract, &error));
}

static struct certify_options options_for(struct run_results *of, const char *filter)
{
  return (struct certify_options){.results = of,
                                  .profile = &contract,
                                  .contract = &contract,
                                  .cases = &cases,
                                  .suites = true,
                                  .filter = filter,
                                  .timeout_seconds = 20,
                                  .stop = &stop,
                                  .progress = progress};
}

static void certify(const char *filter)
{
  struct certify_options options;
  char error[256];

  begin_results(&results);
  options = options_for(&results, filter);
  options.transcript = open_memstream(&transcript, &transcript_size);
  assert_non_null(options.transcript);
  stop = 0;
  progressed = 0;
  assert_int_equal(certify_run(&options, error, sizeof error), CERTIFY_DONE);
  fclose(options.transcript);
  profile_free(&contract);
}

/* Judges `data` again into *ret_results, which are to be freed. */
static bool verify(const char *data, size_t size, const char *filter, struct run_results *ret_results,
                   struct text_error *ret_error)
{
  struct verification verification;
  struct certify_options options;
  bool good;

  begin_results(ret_results);
  options = options_for(ret_results, filter);
  options.progress = NULL;
  good = verify_open(&verification, data, size, ret_results, ret_error) &&
         verify_derive(&verification, &options, ret_error);
  verify_close(&verification);
  profile_free(&contract);
  return good;
}

static void assert_same_results(const struct run_results *a, const struct run_results *b)
{
  assert_int_equal(a->calls, b->calls);
  assert_int_equal(a->verdict, b->verdict);
  assert_int_equal(a->complete, b->complete);
  assert_string_equal(a->incomplete, b->incomplete);
  assert_string_equal(a->facts.adapter, b->facts.adapter);
  assert_memory_equal(a->verdicts, b->verdicts, sizeof a->verdicts);
  assert_int_equal(a->case_count, b->case_count);
  for (size_t i = 0; i < a->case_count; i++) {
    assert_string_equal(a->cases[i].name, b->cases[i].name);
    assert_int_equal(a->cases[i].verdict, b->cases[i].verdict);
    assert_string_equal(a->cases[i].reason, b->cases[i].reason);
    assert_int_equal(a->cases[i].call_count, b->cases[i].call_count);
  }
  assert_int_equal(a->suite_count, b->suite_count);
  for (size_t i = 0; i < a->suite_count; i++) {
    assert_int_equal(a->suites[i].judged, b->suites[i].judged);
    assert_memory_equal(a->suites[i].verdicts, b->suites[i].verdicts, sizeof a->suites[i].verdicts);
  }
  assert_int_equal(a->observation_count, b->observation_count);
}

/* Certifies, and judges what was written again. */
static void assert_verifies(const char *filter)
{
  struct run_results again;
  struct text_error error;

  certify(filter);
  if (!verify(transcript, transcript_size, filter, &again, &error))
    fail_msg("stopped at %u: %zu:%zu: %s", stop_at, error.line, error.column, error.message);
  assert_same_results(&results, &again);
  run_results_free(&again);
}

static int clean_up(void **state)
{
  (void)state;
  run_results_free(&results);
  free(transcript);
  transcript = NULL;
  stop_at = 0;
  return 0;
}

#define CASE(name) "case " name "\nproperty P.\nshows OFR-OK-01\n" ONE_DEVICE
static const char text[] =
    CASE("good") "OfferAllocations hDevice=D HandleList=[X[0]] Priority=LOW\n  expect "
                 "SUCCESS\n" CASE("flags") "OfferAllocations hDevice=D HandleList=[X[0]] "
                                           "Priority=LOW Flags=0x4\n" CASE(
                                               "content") "fill hDevice=D allocations=[X] "
                                                          "seed=1\n"
                                                          "OfferAllocations hDevice=D "
                                                          "HandleList=[X] Priority=LOW\n"
                                                          "ReclaimAllocations2 hPagingQueue=Q "
                                                          "HandleList=[X]\ncheck hDevice=D "
                                                          "allocations=[X]\n" CASE("wrong") "OfferAllocations "
                                                                                            "hDevice=D "
                                                                                            "HandleList=[X[0]] "
                                                                                            "Priority=LOW\n  expect "
                                                                                            "INVALID_PARAMETER\n";

static void a_run_gives_the_same_results_again(void **state)
{
  (void)state;
  assert_verifies("OFR-OK-01");
  assert_int_equal(results.case_count, 4);
}

static void a_run_that_was_stopped_gives_the_same_results_again(void **state)
{
  (void)state;
  for (unsigned at = 1; at <= 9; at++) { /* four cases, then the first suite's stretches */
    stop_at = at;
    assert_verifies("*");
    assert_false(results.complete);
    clean_up(NULL);
  }
}

static void a_generated_suite_gives_the_same_results_again(void **state)
{
  (void)state;
  assert_verifies("pairs/reclaim2");
  assert_int_equal(results.suites[0].judged, results.suites[0].combinations);
}

/* Whatever stands in a transcript, it ends in an error or in results, and nothing is read that is not there. */
static void no_transcript_is_trusted(void **state)
{
  uint32_t chance = 1;

  (void)state;
  certify("OFR-OK-01");
  for (int i = 0; i < 600; i++) {
    struct run_results again;
    struct text_error error;
    char *copy = malloc(transcript_size);

    assert_non_null(copy);
    memcpy(copy, transcript, transcript_size);
    for (int k = 0; k < 1 + i % 3; k++) {
      static const char bytes[] = "0123456789abcdefF{}>x- \nrwcalt*";

      chance = chance * 1664525 + 1013904223;
      copy[(chance >> 4) % transcript_size] = bytes[(chance >> 24) % (sizeof bytes - 1)];
    }
    if (memcmp(copy, transcript, transcript_size) != 0 && verify(copy, transcript_size, "OFR-OK-01", &again, &error))
      fail_msg("a changed transcript was taken, chain and all");
    else if (memcmp(copy, transcript, transcript_size) != 0)
      run_results_free(&again);
    free(copy);
  }
}

static void a_transcript_of_other_cases_is_refused(void **state)
{
  struct run_results again;
  struct text_error error;

  (void)state;
  certify("flags");
  assert_false(verify(transcript, transcript_size, "content", &again, &error));
  assert_string_equal(error.message, "expected case 'content', the next; found case 'flags'");
  run_results_free(&again);
  assert_false(verify(transcript, transcript_size, "bogus", &again, &error));
  assert_string_equal(error.message, "the filter matches nothing");
  run_results_free(&again);
}

#define CLEAN(test) cmocka_unit_test_teardown(test, clean_up)

int main(void)
{
  const struct CMUnitTest tests[] = {
      CLEAN(a_run_gives_the_same_results_again),
      CLEAN(a_run_that_was_stopped_gives_the_same_results_again),
      CLEAN(a_generated_suite_gives_the_same_results_again),
      CLEAN(no_transcript_is_trusted),
      CLEAN(a_transcript_of_other_cases_is_refused),
  };
  int failed;

  signal(SIGPIPE, SIG_IGN);
  parse_programs(text, &cases);
  failed = cmocka_run_group_tests(tests, NULL, NULL);
  program_set_free(&cases);
  return failed;
}
