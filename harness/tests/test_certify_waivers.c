/*
 * A run with waivers: what they let pass, what not, and when they are stale.
 *
 * The mock refuses a count of 0 and reserved flags. Judged by a profile that
 * asks for the contrary, it deviates, and does so the same way each time.
 */
#include "oracle_support.h"
#include "run_support.h"

#include <signal.h>
#include <stdlib.h>

#include "certify/verify.h"
#include "certify/waivers_run.h"

#define NO_COUNT "OfferAllocations hDevice=D HandleList=[X] NumAllocations=0 Priority=LOW\n"
#define FLAGS "OfferAllocations hDevice=D HandleList=[X] Priority=LOW Flags=0x8\n"
#define CASE(name, id, calls) "case " name "\nproperty It holds.\nshows " id "\n" ONE_DEVICE calls

static const char cases_text[] = CASE("offer/none", "OFR-CNT-01", NO_COUNT)                      /* deviates */
    CASE("offer/good", "OFR-CNT-01", "OfferAllocations hDevice=D HandleList=[X] Priority=LOW\n") /* does not */
    CASE("offer/both", "OFR-CNT-01 OFR-FLG-01", NO_COUNT FLAGS)                                  /* deviates twice */
    CASE("offer/more", "OFR-CNT-01 OFR-OK-01", NO_COUNT) /* deviates from the first alone */
    CASE("offer/lacks", "OFR-CNT-01", "CreateDevice hAdapter=0 hDevice->E\n");

#define COUNT_WAIVER(name, cases)                                                                                      \
  WAIVER(name, cases, "OFR-CNT-01", "FAIL OfferAllocations returned STATUS_INVALID_PARAMETER")
#define WAIVER(name, cases, ids, deviation)                                                                            \
  "waiver " name "\ncases " cases "\nrequirements " ids "\ndeviation " deviation "\n" TAIL("*", "*")
#define TAIL(target, versions)                                                                                         \
  "target " target "\nversions " versions "\nreason Known.\nlink https://example.org/1\nexpires 2027-03-31\n"
#define COUNT_HEAD(name)                                                                                               \
  "waiver " name "\ncases offer/none\nrequirements OFR-CNT-01\n"                                                       \
  "deviation FAIL OfferAllocations returned STATUS_INVALID_PARAMETER\n"

static struct run_results results;
static struct program_set cases;
static char *transcript;
static size_t transcript_size;
static int stop;
static unsigned progressed, stop_at; /* stop_at: the progress report that stops the run; 0: none */

static char *copy(const char *text)
{
  char *made = malloc(strlen(text) + 1);

  assert_non_null(made);
  return strcpy(made, text);
}

static void parse_profile(const char *text, const struct run_results *of, struct profile *ret_profile)
{
  struct requirement_error error;

  if (!profile_parse(text, strlen(text), &of->requirement_set, ret_profile, &error))
    fail_msg("%zu: %s", error.line, error.message);
}

struct given {
  const char *waivers;
  const char *filter, *version, *lapsed; /* NULL: none */
  bool suites;
};

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

/* By what a run is judged. */
struct judges {
  struct profile profile, contract;
  struct certify_options options;
};

static void begin(const struct given *given, struct run_results *ret_results, struct judges *ret_judges)
{
  struct text_error error;

  scene_own_requirements(&ret_results->requirement_set);
  parse_profile("title contrary\naccept OFR-CNT-01 OFR-FLG-01\n", ret_results, &ret_judges->profile);
  parse_profile("title none\n", ret_results, &ret_judges->contract);
  ret_results->waivers = waivers_parse(given->waivers, strlen(given->waivers), &ret_results->requirement_set, &error);
  if (ret_results->waivers == NULL)
    fail_msg("%zu:%zu: %s", error.line, error.column, error.message);
  ret_judges->options = (struct certify_options){.results = ret_results,
                                                 .profile = &ret_judges->profile,
                                                 .contract = &ret_judges->contract,
                                                 .cases = &cases,
                                                 .suites = given->suites,
                                                 .filter = given->filter,
                                                 .timeout_seconds = 20,
                                                 .stop = &stop};
}

static void end(struct judges *judges)
{
  profile_free(&judges->profile);
  profile_free(&judges->contract);
}

/* Judged again, the transcript gives the same of each waiver. */
static void verify(const struct given *given)
{
  struct run_results again = {0};
  struct verification verification;
  struct judges judges;
  struct text_error error;

  begin(given, &again, &judges);
  if (!verify_open(&verification, transcript, transcript_size, &again, &error) ||
      !verify_derive(&verification, &judges.options, &error))
    fail_msg("%zu:%zu: %s", error.line, error.column, error.message);
  assert_int_equal(again.verdict, results.verdict);
  assert_int_equal(again.deviation_count, results.deviation_count);
  for (size_t i = 0; i < results.waivers->count; i++) {
    const struct waiver *waiver = &results.waivers->waivers[i], *other = &again.waivers->waivers[i];

    assert_int_equal(other->state, waiver->state);
    assert_int_equal(other->covered, waiver->covered);
    assert_string_equal(other->remark, waiver->remark);
  }
  verify_close(&verification);
  run_results_free(&again);
  end(&judges);
}

static void certify(const struct given *given)
{
  struct judges judges;
  char error[256];

  parse_programs(cases_text, &cases);
  begin(given, &results, &judges);
  judges.options.progress = progress;
  judges.options.transcript = open_memstream(&transcript, &transcript_size);
  assert_non_null(judges.options.transcript);
  results.facts.target = copy("/opt/vendor/libvendor.so");
  results.facts.target_sha256 = copy("0123abcd");
  results.facts.target_version = copy(given->version != NULL ? given->version : "");
  results.facts.waivers_lapsed = copy(given->lapsed != NULL ? given->lapsed : "");
  stop = 0;
  progressed = 0;
  assert_int_equal(certify_run(&judges.options, error, sizeof error), CERTIFY_DONE);
  fclose(judges.options.transcript);
  end(&judges);
  verify(given);
}

static int clean_up(void **state)
{
  (void)state;
  run_results_free(&results);
  program_set_free(&cases);
  free(transcript);
  transcript = NULL;
  stop_at = 0;
  return 0;
}

static const struct case_result *find_case(const char *name)
{
  for (size_t i = 0; i < results.case_count; i++)
    if (strcmp(results.cases[i].name, name) == 0)
      return &results.cases[i];
  fail_msg("no case %s", name);
  return NULL;
}

static enum verdict verdict_of(const char *requirement)
{
  for (size_t i = 0; i < results.requirement_set.requirement_count; i++)
    if (strcmp(results.requirements[i].requirement->id, requirement) == 0)
      return results.requirements[i].verdict;
  fail_msg("no requirement %s", requirement);
  return VERDICT_COUNT;
}

static void assert_waiver(size_t index, enum waiver_state state, const char *remark)
{
  const struct waiver *waiver = &results.waivers->waivers[index];

  if (waiver->state != state || strstr(waiver->remark, remark) == NULL)
    fail_msg("%s: %s: %s", waiver->name, waiver_state_names[waiver->state], waiver->remark);
}

static void without_waivers_the_target_deviates(void **state)
{
  static const struct given given = {.waivers = COUNT_WAIVER("other", "offer/other"), .lapsed = "2027-03-31"};

  (void)state;
  certify(&given);
  assert_int_equal(find_case("offer/none")->verdict, VERDICT_FAIL);
  assert_int_equal(find_case("offer/good")->verdict, VERDICT_PASS);
  assert_int_equal(verdict_of("OFR-CNT-01"), VERDICT_FAIL);
  assert_int_equal(results.verdict, VERDICT_FAIL);
}

static void a_waived_case_was_played_and_passes(void **state)
{
  static const struct given given = {.waivers = COUNT_WAIVER("count", "offer/none"), .filter = "offer/none"};
  const struct case_result *result;

  (void)state;
  certify(&given);
  result = find_case("offer/none");
  assert_int_equal(result->verdict, VERDICT_WAIVED);
  assert_true(result->call_count > ONE_DEVICE_CALLS);
  assert_non_null(strstr(result->reason, "waived by 'count': returned STATUS_INVALID_PARAMETER"));
  assert_int_equal(verdict_of("OFR-CNT-01"), VERDICT_WAIVED);
  assert_int_equal(results.verdicts[VERDICT_WAIVED], 1);
  assert_int_equal(results.verdict, VERDICT_WAIVED);
  assert_waiver(0, WAIVER_USED, "");
  assert_int_equal(results.waivers->waivers[0].covered, 1);
}

/* What else the case shows holds. */
static void a_waived_case_is_waived_for_its_requirement_alone(void **state)
{
  static const struct given given = {.waivers = COUNT_WAIVER("count", "offer/more"), .filter = "offer/more"};

  (void)state;
  certify(&given);
  assert_int_equal(find_case("offer/more")->verdict, VERDICT_WAIVED);
  assert_int_equal(verdict_of("OFR-CNT-01"), VERDICT_WAIVED);
  assert_int_equal(verdict_of("OFR-OK-01"), VERDICT_PASS);
}

static void a_case_with_another_deviation_still_fails(void **state)
{
  static const struct given given = {.waivers = COUNT_WAIVER("count", "offer/both"), .filter = "offer/both"};

  (void)state;
  certify(&given);
  assert_int_equal(find_case("offer/both")->verdict, VERDICT_FAIL);
  assert_string_equal(find_case("offer/both")->reason,
                      "returned STATUS_INVALID_PARAMETER (0xC000000D); allowed: STATUS_SUCCESS (0x00000000)");
  assert_int_equal(verdict_of("OFR-CNT-01"), VERDICT_WAIVED);
  assert_int_equal(verdict_of("OFR-FLG-01"), VERDICT_FAIL);
  assert_waiver(0, WAIVER_USED, "");
}

static void several_waivers_share_a_case(void **state)
{
  static const struct given given = {
      .waivers = COUNT_WAIVER("count", "offer/both")
          WAIVER("flags", "offer/both", "OFR-FLG-01", "FAIL OfferAllocations returned 0xC000000D"),
      .filter = "offer/both"};

  (void)state;
  certify(&given);
  assert_int_equal(find_case("offer/both")->verdict, VERDICT_WAIVED);
  assert_int_equal(results.verdict, VERDICT_WAIVED);
}

static void one_waiver_covers_several_requirements(void **state)
{
  static const struct given given = {.waivers = WAIVER("all", "offer/both", "OFR-FLG-01 OFR-CNT-01",
                                                       "FAIL OfferAllocations returned STATUS_INVALID_PARAMETER"),
                                     .filter = "offer/both"};

  (void)state;
  certify(&given);
  assert_int_equal(find_case("offer/both")->verdict, VERDICT_WAIVED);
  assert_int_equal(results.waivers->waivers[0].covered, 2);
}

static void a_case_that_passes_now_makes_its_waiver_stale(void **state)
{
  static const struct given given = {.waivers = COUNT_WAIVER("count", "offer/none offer/good"), .filter = "OFR-CNT-01"};

  (void)state;
  certify(&given);
  assert_int_equal(find_case("offer/good")->verdict, VERDICT_STALE_WAIVER);
  assert_non_null(strstr(find_case("offer/good")->reason, "waiver 'count' says FAIL OfferAllocations returned"));
  assert_int_equal(find_case("offer/none")->verdict, VERDICT_WAIVED);
  assert_waiver(0, WAIVER_STALE, "in offer/good there came nothing of the kind");
}

/* It is said of the waiver, not of what the case shows. */
static void a_stale_waiver_is_no_requirements_fault(void **state)
{
  static const struct given given = {.waivers = COUNT_WAIVER("count", "offer/good"), .filter = "offer/good"};

  (void)state;
  certify(&given);
  assert_int_equal(results.verdict, VERDICT_STALE_WAIVER);
  assert_int_equal(verdict_of("OFR-CNT-01"), VERDICT_PASS);
}

static void a_case_that_fails_differently_makes_its_waiver_stale(void **state)
{
  static const struct given given = {
      .waivers = WAIVER("count", "offer/none", "OFR-CNT-01", "FAIL OfferAllocations returned STATUS_NO_MEMORY"),
      .filter = "offer/none"};

  (void)state;
  certify(&given);
  assert_int_equal(find_case("offer/none")->verdict, VERDICT_FAIL);
  assert_int_equal(find_case("offer/none")->finding_count, 1);
  assert_int_equal(find_case("offer/none")->findings[0].verdict, VERDICT_STALE_WAIVER);
  assert_waiver(0, WAIVER_STALE,
                "in offer/none there came FAIL OfferAllocations returned STATUS_INVALID_PARAMETER (0xC000000D)");
}

static void each_part_of_a_deviation_counts(void **state)
{
  static const char *const waivers[] = {
      WAIVER("verdict", "offer/none", "OFR-CNT-01", "WARN OfferAllocations returned STATUS_INVALID_PARAMETER"),
      WAIVER("call", "offer/none", "OFR-CNT-01", "FAIL ReclaimAllocations returned STATUS_INVALID_PARAMETER"),
      WAIVER("status", "offer/none", "OFR-CNT-01", "FAIL OfferAllocations returned STATUS_SUCCESS"),
      WAIVER("crash", "offer/none", "OFR-CNT-01", "CRASH OfferAllocations *"),
      WAIVER("requirement", "offer/none", "OFR-FLG-01", "FAIL OfferAllocations returned STATUS_INVALID_PARAMETER"),
      "says no such thing\n",
  };

  (void)state;
  for (size_t i = 0; i < sizeof waivers / sizeof waivers[0]; i++) {
    struct given given = {.waivers = waivers[i], .filter = "offer/none"};
    struct buffer text = {0};

    buffer_printf(&text, "%s%s", waivers[i][0] == 's' ? COUNT_WAIVER("says", "offer/none") : "", waivers[i]);
    given.waivers = buffer_text(&text);
    certify(&given);
    if (results.verdict != VERDICT_FAIL || results.waivers->waivers[0].state != WAIVER_STALE)
      fail_msg("%s: %s", results.waivers->waivers[0].name, verdict_names[results.verdict]);
    buffer_free(&text);
    clean_up(NULL);
  }
}

static void what_is_said_may_be_asked_for_too(void **state)
{
  static const struct given given = {
      .waivers = COUNT_WAIVER("count", "offer/none") "says returned *; allowed: STATUS_SUCCESS*\n",
      .filter = "offer/none"};

  (void)state;
  certify(&given);
  assert_int_equal(results.verdict, VERDICT_WAIVED);
}

static void a_waiver_holds_until_its_day_is_over(void **state)
{
  static const struct given before = {
      .waivers = COUNT_WAIVER("count", "offer/none"), .filter = "offer/none", .lapsed = "2027-03-30"};
  static const struct given after = {
      .waivers = COUNT_WAIVER("count", "offer/none"), .filter = "offer/none", .lapsed = "2027-03-31"};

  (void)state;
  certify(&before);
  assert_int_equal(results.verdict, VERDICT_WAIVED);
  clean_up(NULL);
  certify(&after);
  assert_int_equal(results.verdict, VERDICT_FAIL);
  assert_waiver(0, WAIVER_STALE, "it expired after 2027-03-31");
}

static void a_glob_names_what_shows_the_requirement(void **state)
{
  static const struct given given = {
      .waivers = WAIVER("flags", "offer/*", "OFR-FLG-01", "FAIL OfferAllocations returned STATUS_INVALID_PARAMETER")};

  (void)state;
  certify(&given);
  assert_int_equal(find_case("offer/good")->verdict, VERDICT_PASS);
  assert_waiver(0, WAIVER_USED, "");
}

static void a_waiver_that_matches_nothing_is_stale(void **state)
{
  static const struct given given = {
      .waivers = COUNT_WAIVER("name", "offer/bogus")
          WAIVER("shows", "offer/g*", "OFR-FLG-01", "FAIL OfferAllocations returned STATUS_INVALID_PARAMETER"),
      .filter = "offer/good"};

  (void)state;
  certify(&given);
  assert_int_equal(find_case("offer/good")->verdict, VERDICT_PASS);
  assert_int_equal(results.verdict, VERDICT_STALE_WAIVER);
  assert_waiver(0, WAIVER_STALE, "it matches nothing");
  assert_waiver(1, WAIVER_STALE, "it matches nothing");
}

static void what_was_not_played_is_not_stale(void **state)
{
  static const struct given given = {.waivers = COUNT_WAIVER("filtered", "offer/none")
                                         COUNT_WAIVER("lacks", "offer/lacks") COUNT_WAIVER("suite", "pairs/offer"),
                                     .filter = "offer/[gl]*"};
  struct given each = given;

  (void)state;
  each.filter = "offer/lacks";
  each.suites = true;
  certify(&each);
  assert_int_equal(find_case("offer/lacks")->verdict, VERDICT_NOT_SUPPORTED);
  for (size_t i = 0; i < 3; i++)
    assert_waiver(i, WAIVER_NOT_PLAYED, "nothing that it names was played");
  assert_int_equal(results.verdict, VERDICT_NOT_SUPPORTED);
}

static void a_waiver_is_for_its_target_and_version(void **state)
{
  static const struct {
    const char *target, *versions, *version;
    enum waiver_state state;
    const char *remark;
  } rows[] = {
      {"libvendor.so", "*", NULL, WAIVER_USED, ""},
      {"/opt/*", "1..", "1.2", WAIVER_USED, ""},
      {"offercheck mock*", "..2", "1.2", WAIVER_USED, ""},
      {"0123abcd", "1.2", "1.2.0", WAIVER_USED, ""},
      {"vendor", "*", NULL, WAIVER_OTHER_TARGET, "the target is not 'vendor'"},
      {"vendor", "1", NULL, WAIVER_OTHER_TARGET, "the target is not 'vendor'"},
      {"*", "2..3", "3.0.1", WAIVER_OTHER_TARGET, "it is for versions 2..3, and the target's is 3.0.1"},
      {"*", "2..3", NULL, WAIVER_STALE, "it is for versions 2..3, and the target's is not known"},
  };

  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct given given = {.filter = "offer/none", .version = rows[i].version};
    struct buffer text = {0};

    buffer_printf(&text, COUNT_HEAD("count") "target %s\nversions %s\nreason r\nlink http://a\nexpires 2027-03-31\n",
                  rows[i].target, rows[i].versions);
    given.waivers = buffer_text(&text);
    certify(&given);
    assert_waiver(0, rows[i].state, rows[i].remark);
    assert_int_equal(results.verdict, rows[i].state == WAIVER_USED ? VERDICT_WAIVED : VERDICT_FAIL);
    buffer_free(&text);
    clean_up(NULL);
  }
}

static void a_suite_is_waived_by_its_combinations(void **state)
{
  static const struct given given = {.waivers =
                                         WAIVER("suite", "pairs/offer", "OFR-CNT-01 OFR-FLG-01 OFR-RMV-01 OFR-RMV-02",
                                                "FAIL OfferAllocations returned STATUS_INVALID_PARAMETER"),
                                     .filter = "pairs/offer",
                                     .suites = true};
  const struct suite_result *suite;

  (void)state;
  certify(&given);
  suite = &results.suites[0];
  assert_int_equal(suite->verdict, VERDICT_WAIVED);
  assert_true(suite->verdicts[VERDICT_WAIVED] > 1);
  assert_int_equal(suite->verdicts[VERDICT_WAIVED], results.waivers->waivers[0].covered);
  assert_int_equal(suite->verdicts[VERDICT_FAIL], 0);
  assert_non_null(strstr(suite->reason, "are waived"));
  assert_int_equal(results.case_count, 1); /* an example */
  assert_int_equal(results.cases[0].verdict, VERDICT_WAIVED);
  assert_int_equal(results.verdict, VERDICT_WAIVED);
}

static void a_suite_that_shows_nothing_of_it_makes_its_waiver_stale(void **state)
{
  static const struct given given = {
      .waivers = WAIVER("suite", "pairs/offer", "OFR-DEV-01", "FAIL OfferAllocations returned STATUS_SUCCESS")
          WAIVER("all", "*", "OFR-DEV-01", "FAIL OfferAllocations returned STATUS_NO_MEMORY"),
      .filter = "pairs/offer",
      .suites = true};

  (void)state;
  certify(&given);
  assert_waiver(0, WAIVER_STALE, "in pairs/offer there came nothing of the kind");
  assert_waiver(1, WAIVER_STALE, "in pairs/offer there came nothing of the kind");
}

/* Wherever it is: what it covers in a case that was not judged to its end does not count. */
static void a_run_that_is_stopped_counts_what_was_judged(void **state)
{
  static const struct given given = {
      .waivers = COUNT_WAIVER("count", "offer/none offer/both")
          WAIVER("flags", "offer/both", "OFR-FLG-01", "FAIL OfferAllocations returned 0xC000000D")};

  (void)state;
  for (unsigned at = 1; at <= 4; at++) {
    stop_at = at;
    certify(&given);
    assert_false(results.complete);
    assert_waiver(0, at <= 1 ? WAIVER_NOT_PLAYED : WAIVER_USED, "");
    assert_waiver(1, at <= 3 ? WAIVER_NOT_PLAYED : WAIVER_USED, "");
    clean_up(NULL);
  }
}

/* As if the run were stopped behind a call that a waiver covers. */
static void what_a_dropped_case_showed_does_not_count(void **state)
{
  static const char text[] = COUNT_WAIVER("count", "offer/none");
  struct call_record record = {
      .op = OP_OFFER_ALLOCATIONS, .outcome = RECORD_RETURNED, .status = STATUS_INVALID_PARAMETER, .detail = ""};
  struct judgement judgement = {.verdict = VERDICT_FAIL, .finding_count = 1};
  struct run_facts facts = {0};
  struct text_error error;
  struct waiver_set *set = waivers_parse(text, sizeof text - 1, scene_requirements(), &error);

  (void)state;
  assert_non_null(set);
  judgement.findings[0] =
      (struct judgement_finding){VERDICT_FAIL, requirement_find(scene_requirements(), "OFR-CNT-01"), "message"};
  assert_true(waivers_begin(set, &facts));
  waivers_enter(set, "offer/none", NULL, 0);
  assert_true(waivers_apply(set, &record, &judgement));
  assert_int_equal(judgement.verdict, VERDICT_WAIVED);
  assert_string_equal(judgement.findings[0].message, "waived by 'count': message");
  assert_ptr_equal(waivers_behind(set, judgement.findings[0].message), &set->waivers[0]);
  assert_null(waivers_behind(set, "waived by 'coun': message"));
  assert_int_equal(set->waivers[0].covered, 1);
  waivers_drop(set);
  assert_int_equal(set->waivers[0].covered, 0);
  waivers_free(set);
}

/* Findings beyond those that a judgement holds are lost: their verdict is not. */
static void a_full_judgement_keeps_its_verdict(void **state)
{
  static const char text[] = COUNT_WAIVER("count", "offer/none");
  struct call_record record = {
      .op = OP_OFFER_ALLOCATIONS, .outcome = RECORD_RETURNED, .status = STATUS_INVALID_PARAMETER, .detail = ""};
  struct judgement judgement = {.verdict = VERDICT_FAIL, .finding_count = JUDGEMENT_MAX_FINDINGS};
  struct run_facts facts = {0};
  struct text_error error;
  struct waiver_set *set = waivers_parse(text, sizeof text - 1, scene_requirements(), &error);

  (void)state;
  assert_non_null(set);
  for (size_t i = 0; i < JUDGEMENT_MAX_FINDINGS; i++)
    judgement.findings[i] =
        (struct judgement_finding){VERDICT_FAIL, requirement_find(scene_requirements(), "OFR-CNT-01"), "message"};
  assert_true(waivers_begin(set, &facts));
  waivers_enter(set, "offer/none", NULL, 0);
  waivers_apply(set, &record, &judgement);
  assert_int_equal(judgement.verdict, VERDICT_FAIL);
  waivers_free(set);
}

static void what_is_not_waived_is_kept_once(void **state)
{
  static const struct given given = {.waivers = COUNT_WAIVER("count", "offer/none offer/more"), .filter = "offer/*"};

  (void)state;
  certify(&given);
  assert_int_equal(results.deviation_count, 2);
  assert_string_equal(results.deviations[0].name, "offer/both");
  assert_string_equal(results.deviations[0].requirement->id, "OFR-CNT-01");
  assert_int_equal(results.deviations[0].verdict, VERDICT_FAIL);
  assert_int_equal(results.deviations[0].op, OP_OFFER_ALLOCATIONS);
  assert_int_equal(results.deviations[0].status, STATUS_INVALID_PARAMETER);
  assert_string_equal(results.deviations[1].requirement->id, "OFR-FLG-01");
}

#define CLEAN(test) cmocka_unit_test_teardown(test, clean_up)

int main(void)
{
  const struct CMUnitTest tests[] = {
      CLEAN(without_waivers_the_target_deviates),
      CLEAN(a_waived_case_was_played_and_passes),
      CLEAN(a_waived_case_is_waived_for_its_requirement_alone),
      CLEAN(a_case_with_another_deviation_still_fails),
      CLEAN(several_waivers_share_a_case),
      CLEAN(one_waiver_covers_several_requirements),
      CLEAN(a_case_that_passes_now_makes_its_waiver_stale),
      CLEAN(a_stale_waiver_is_no_requirements_fault),
      CLEAN(a_case_that_fails_differently_makes_its_waiver_stale),
      CLEAN(each_part_of_a_deviation_counts),
      CLEAN(what_is_said_may_be_asked_for_too),
      CLEAN(a_waiver_holds_until_its_day_is_over),
      CLEAN(a_glob_names_what_shows_the_requirement),
      CLEAN(a_waiver_that_matches_nothing_is_stale),
      CLEAN(what_was_not_played_is_not_stale),
      CLEAN(a_waiver_is_for_its_target_and_version),
      CLEAN(a_run_that_is_stopped_counts_what_was_judged),
      CLEAN(what_a_dropped_case_showed_does_not_count),
      CLEAN(a_full_judgement_keeps_its_verdict),
      CLEAN(what_is_not_waived_is_kept_once),
      CLEAN(a_suite_is_waived_by_its_combinations),
      CLEAN(a_suite_that_shows_nothing_of_it_makes_its_waiver_stale),
  };

  signal(SIGPIPE, SIG_IGN);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
