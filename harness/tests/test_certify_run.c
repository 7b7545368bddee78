/* A certification run over small suites: what becomes of cases that fail, cannot be played, crash or are stopped. */
#include "oracle_support.h"
#include "run_support.h"

#include <signal.h>
#include <stdlib.h>

#include "certify/certify.h"

static struct run_results results;
static struct program_set cases;
static char *transcript;
static size_t transcript_size;
static int stop;
static unsigned progressed, stop_at; /* stop_at: the progress report that stops the run; 0: none */

static void progress(void *context, const char *name, uint64_t done, uint64_t total)
{
  (void)context;
  assert_non_null(name);
  assert_true(done <= total);
  progressed++;
  if (progressed == stop_at)
    stop = 1;
}

/* A profile without choices, bound to that set. */
static void parse_contract(struct profile *ret_profile)
{
  static const char text[] = "title none\n";
  struct requirement_error error;

  assert_true(profile_parse(text, sizeof text - 1, &results.requirement_set, ret_profile, &error));
}

static enum certify_end certify(const char *text, const char *filter, const char *library, unsigned timeout)
{
  struct profile contract;
  char error[256];
  enum certify_end end;
  FILE *file = open_memstream(&transcript, &transcript_size);
  struct certify_options options = {.results = &results,
                                    .profile = &contract,
                                    .contract = &contract,
                                    .cases = &cases,
                                    .filter = filter,
                                    .library = library,
                                    .timeout_seconds = timeout,
                                    .stop = &stop,
                                    .transcript = file,
                                    .progress = progress};

  assert_non_null(file);
  scene_own_requirements(&results.requirement_set);
  parse_contract(&contract);
  parse_programs(text, &cases);
  end = certify_run(&options, error, sizeof error);
  fclose(file);
  profile_free(&contract);
  return end;
}

static int clean_up(void **state)
{
  (void)state;
  run_results_free(&results);
  program_set_free(&cases);
  free(transcript);
  transcript = NULL;
  stop = 0;
  stop_at = progressed = 0;
  return 0;
}

static const struct requirement_result *requirement_result(const char *id)
{
  for (size_t i = 0; i < results.requirement_set.requirement_count; i++)
    if (strcmp(results.requirement_set.requirements[i].id, id) == 0)
      return &results.requirements[i];
  fail_msg("%s is no requirement", id);
  return NULL;
}

#define CASE(name) "case " name "\nproperty It holds.\nshows OFR-OK-01\n" ONE_DEVICE
#define GOOD CASE("good") "OfferAllocations hDevice=D HandleList=[X[0]] Priority=LOW\n  expect SUCCESS\n"

static void a_good_case_passes_and_is_described(void **state)
{
  const struct case_result *result;

  (void)state;
  assert_int_equal(certify(GOOD, NULL, NULL, 20), CERTIFY_DONE);
  assert_true(results.complete);
  assert_string_equal(results.incomplete, "");
  assert_int_equal(results.case_count, 1);
  result = &results.cases[0];
  assert_string_equal(result->name, "good");
  assert_string_equal(result->property, "It holds.");
  assert_int_equal(result->verdict, VERDICT_PASS);
  assert_string_equal(result->reason, "");
  assert_string_equal(result->calls[ONE_DEVICE_CALLS].outcome, "STATUS_SUCCESS (0x00000000)");
  assert_string_equal(result->calls[ONE_DEVICE_CALLS].allowed, "STATUS_SUCCESS (0x00000000) by OFR-OK-01");
  assert_true(result->calls[result->call_count - 1].teardown);
  assert_int_equal(requirement_result("OFR-OK-01")->verdicts[VERDICT_PASS], 1);
  assert_int_equal(requirement_result("OFR-OK-02")->cases, 0);
  assert_int_equal(results.verdict, VERDICT_PASS);
  assert_int_equal(results.calls, result->call_count);
  assert_string_equal(results.facts.adapter, MOCK_DRIVER_DESCRIPTION);
  assert_int_equal(results.entry_count, ABI_ENTRY_COUNT);
  assert_true(progressed > 0);
  assert_non_null(strstr(transcript, "case good\n"));
}

static void an_expectation_that_the_contract_does_not_share_is_broken(void **state)
{
  static const char text[] =
      CASE("wrong") "OfferAllocations hDevice=D HandleList=[X[0]] Priority=9\n  expect SUCCESS\n" CASE(
          "partly") "OfferAllocations hDevice=D HandleList=[X[0]] Priority=LOW Flags=0x4\n  expect SUCCESS\n" GOOD;

  (void)state;
  assert_int_equal(certify(text, NULL, NULL, 20), CERTIFY_DONE);
  assert_int_equal(results.cases[0].verdict, VERDICT_BROKEN);
  assert_non_null(strstr(results.cases[0].reason, "the case expects STATUS_SUCCESS (0x00000000); the oracle allows "
                                                  "STATUS_INVALID_PARAMETER (0xC000000D) by OFR-PRI-01"));
  assert_int_equal(results.cases[1].verdict, VERDICT_BROKEN);
  assert_int_equal(results.cases[2].verdict, VERDICT_PASS);
  assert_int_equal(results.verdict, VERDICT_BROKEN);
}

static void a_setup_that_fails_makes_the_case_not_supported(void **state)
{
  static const char text[] =
      CASE("setup") "CreateDevice hAdapter=0 hDevice->E\n"
                    "OfferAllocations hDevice=E HandleList=[X[0]] Priority=LOW\n  expect SUCCESS\n" CASE(
                        "meant") "CreateDevice hAdapter=0 hDevice->E\n  expect INVALID_PARAMETER\n"
                                 "OfferAllocations hDevice=D HandleList=[X[0]] Priority=LOW\n  expect SUCCESS\n";

  (void)state;
  assert_int_equal(certify(text, NULL, NULL, 20), CERTIFY_DONE);
  assert_int_equal(results.cases[0].verdict, VERDICT_NOT_SUPPORTED);
  assert_string_equal(results.cases[0].reason, "the case cannot be played: CreateDevice returned "
                                               "STATUS_INVALID_PARAMETER (0xC000000D)");
  assert_int_equal(results.cases[1].verdict, VERDICT_PASS);
}

static void a_filter_takes_names_and_requirements(void **state)
{
  static const char text[] = GOOD "case other/1\nproperty P.\nshows RCL-OK-02\n" ONE_DEVICE
                                  "ReclaimAllocations2 hPagingQueue=Q HandleList=[X]\n  expect SUCCESS\n";

  (void)state;
  assert_int_equal(certify(text, "RCL-*", NULL, 20), CERTIFY_DONE);
  assert_int_equal(results.case_count, 1);
  assert_string_equal(results.cases[0].name, "other/1");
  clean_up(NULL);
  assert_int_equal(certify(text, "go?d", NULL, 20), CERTIFY_DONE);
  assert_string_equal(results.cases[0].name, "good");
  clean_up(NULL);
  assert_int_equal(certify(text, "neither", NULL, 20), CERTIFY_NOTHING);
}

static const struct {
  const char *glob, *text;
  bool matches;
} globs[] = {
    {"", "", true},         {"", "a", false},         {"*", "", true},          {"*", "abc", true},
    {"a*", "abc", true},    {"a*", "bac", false},     {"*c", "abc", true},      {"*b", "abc", false},
    {"a*c", "abbbc", true}, {"a*c", "abcd", false},   {"?", "a", true},         {"?", "", false},
    {"a?c", "abc", true},   {"a?c", "ac", false},     {"**", "a", true},        {"*a*b*", "xxaxxbxx", true},
    {"*aab", "aaab", true}, {"*ab*ab", "abab", true}, {"*ab*ab", "aab", false}, {"abc", "abcd", false},
    {"abcd", "abc", false}, {"a/*", "a/b/c", true},   {"*?", "", false},        {"A", "a", false},
};

static void globs_match_the_whole_text(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT_OF(globs); i++)
    if (certify_matches(globs[i].glob, globs[i].text) != globs[i].matches)
      fail_msg("'%s' and '%s'", globs[i].glob, globs[i].text);
}

static void a_run_that_is_stopped_is_not_complete(void **state)
{
  (void)state;
  stop_at = 2;
  assert_int_equal(certify(GOOD CASE("second") CASE("third"), NULL, NULL, 20), CERTIFY_DONE);
  assert_false(results.complete);
  assert_string_equal(results.incomplete, "interrupted");
  assert_int_equal(results.case_count, 1); /* what was not judged is not there, in the transcript neither */
  assert_int_equal(results.cases[0].verdict, VERDICT_PASS);
  assert_null(strstr(transcript, "second"));
  assert_null(strstr(transcript, "third"));
}

static void a_target_that_cannot_be_loaded_is_an_error(void **state)
{
  (void)state;
  assert_int_equal(certify(GOOD, NULL, "/nonexistent/target.so", 20), CERTIFY_NO_TARGET);
}

static void the_mock_as_a_library_gives_the_same_transcript(void **state)
{
  char *linked;

  (void)state;
  if (!CAN_LOAD_LIBRARIES)
    skip();
  assert_int_equal(certify(GOOD, NULL, NULL, 20), CERTIFY_DONE);
  linked = transcript;
  transcript = NULL;
  clean_up(NULL);
  assert_int_equal(certify(GOOD, NULL, TEST_MOCK, 20), CERTIFY_DONE);
  assert_string_equal(linked, transcript);
  free(linked);
}

/* From that line on to the block's chain line, which depends on what came before; the text is cut off there. */
static const char *block_of(char *text, const char *line)
{
  char *begin = strstr(text, line), *end = begin != NULL ? strstr(begin, "\nchain ") : NULL;

  assert_non_null(end);
  *end = '\0';
  return begin;
}

/* The order of the cases, and how many come before, are of no account. */
static void a_case_reads_the_same_wherever_it_is_played(void **state)
{
  static const char other[] = CASE("other") "fill hDevice=D allocations=[X] seed=1\n";
  char *alone;

  (void)state;
  assert_int_equal(certify(GOOD, NULL, NULL, 20), CERTIFY_DONE);
  alone = transcript;
  transcript = NULL;
  clean_up(NULL);
  {
    char both[sizeof other + sizeof GOOD];

    (void)snprintf(both, sizeof both, "%s%s", other, GOOD);
    assert_int_equal(certify(both, NULL, NULL, 20), CERTIFY_DONE);
  }
  assert_string_equal(block_of(transcript, "case good\n"), block_of(alone, "case good\n"));
  free(alone);
}

static void what_is_left_open_is_observed_and_counted(void **state)
{
  static const char text[] = CASE("flags") "OfferAllocations hDevice=D HandleList=[X[0]] Priority=LOW Flags=0x4\n"
                                           "OfferAllocations hDevice=D HandleList=[X[1]] Priority=LOW Flags=0x8\n";

  (void)state;
  assert_int_equal(certify(text, NULL, NULL, 20), CERTIFY_DONE);
  assert_int_equal(results.cases[0].verdict, VERDICT_NOTED);
  assert_true(results.observation_count >= 1);
  assert_string_equal(results.observations[0].requirement, "OFR-FLG-01");
  assert_string_equal(results.observations[0].situation, "a reserved flag is set");
  assert_int_equal(results.observations[0].behaviours[0].count, 2);
}

#define CLEAN(test) cmocka_unit_test_teardown(test, clean_up)

int main(void)
{
  const struct CMUnitTest tests[] = {
      CLEAN(a_good_case_passes_and_is_described),
      CLEAN(an_expectation_that_the_contract_does_not_share_is_broken),
      CLEAN(a_setup_that_fails_makes_the_case_not_supported),
      CLEAN(a_filter_takes_names_and_requirements),
      CLEAN(globs_match_the_whole_text),
      CLEAN(a_run_that_is_stopped_is_not_complete),
      CLEAN(a_target_that_cannot_be_loaded_is_an_error),
      CLEAN(the_mock_as_a_library_gives_the_same_transcript),
      CLEAN(a_case_reads_the_same_wherever_it_is_played),
      CLEAN(what_is_left_open_is_observed_and_counted),
  };

  signal(SIGPIPE, SIG_IGN);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
