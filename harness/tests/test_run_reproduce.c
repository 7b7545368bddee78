/* Reproducing: a failure's signature is the same whenever it is the same failure, and no other's. */
#include "run_support.h"

#include <stdlib.h>

#include "run/contract.h"
#include "run/reproduce.h"

/* ---- reports ---- */

static const struct {
  const char *output, *report;
} reports[] = {
    {"", ""},
    {"nothing of the kind\n    #0 0x1 in f a.c:1\n", ""},
    {"the AddressSanitizer: is mentioned\n", ""},
    {"=====\n"
     "==1948==ERROR: AddressSanitizer: heap-use-after-free on address 0x60d0000004c0 at pc 0x55c7 bp 0x7f sp 0x7f\n"
     "READ of size 1 at 0x60d0000004c0 thread T0\n"
     "    #0 0x55c7ca15eacb in discard /src/mock/vidmm.c:117:21\n"
     "    #1 0x55c7ca15eacc in discard_for /src/mock/vidmm.c:126:5\n"
     "    #2 0x55c7ca168e04 in run /src/mock/control.c:85:5\n"
     "    #3 0x55c7ca168e05 in main /src/mock/main.c:85:5\n"
     "\n"
     "freed by thread T0 here:\n"
     "    #0 0x1 in __interceptor_free (/bin/x+0x1)\n",
     "AddressSanitizer heap-use-after-free in discard, discard_for, run"},
    {"==7==ERROR: AddressSanitizer: SEGV on unknown address 0x7f11 (pc 0x7f11 bp 0x7 sp 0x7 T0)\n"
     "==7==The signal is caused by a READ memory access.\n"
     "    #0 0x7f11bf78b885 in __memcpy_avx_unaligned string/memmove-vec-unaligned-erms.S:362\n"
     "    #1 0x565050bec771 in __asan_memcpy (/src/offercheck+0x15f771) (BuildId: a951)\n"
     "    #2 0x565050cfd713 in read_structure /src/mock/defects.c:64:5\n"
     "    #3 0x565050cfd714 in begin /src/mock/calls.c:17\n",
     "AddressSanitizer SEGV in read_structure, begin"},
    {"==7==ERROR: AddressSanitizer: attempting double-free on 0x602000000010 in thread T0:\n"
     "    #0 0x7f1 in free ../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:52\n"
     "    #1 0x563 in release /src/a.c:3\n",
     "AddressSanitizer attempting double-free in release"},
    {"==7==ERROR: AddressSanitizer: stack-overflow (pc 0x1)\n    #0 0x4f2  (/usr/lib/target.so+0x4f2) (BuildId: 1)\n",
     "AddressSanitizer stack-overflow in target.so+0x4f2"},
    {"before\n==9==WARNING: MemorySanitizer: use-of-uninitialized-value\n    #0 0x4a in f a.c:1:2\n    #1 0x4b in g "
     "a.c:2\n",
     "MemorySanitizer use-of-uninitialized-value in f, g"},
    {"WARNING: ThreadSanitizer: data race (pid=123)\n  Write of size 4 at 0x7b by thread T1:\n    #0 f a.c:1 (x+0x1)\n",
     "ThreadSanitizer data race in x+0x1"},
    {"mock/offer.c:12:3: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented\n"
     "    #0 0x1 in mock_offer mock/offer.c:12:3\n",
     "runtime error: signed integer overflow at mock/offer.c:12:3 in mock_offer"},
    {"a.c:1:2: runtime error: load of value \x1B[31m\n", "runtime error: load of value ?[ at a.c:1:2"},
};

static void a_report_is_its_kind_and_its_functions(void **state)
{
  char report[400];

  (void)state;
  for (size_t i = 0; i < COUNT_OF(reports); i++) {
    assert_int_equal(sanitizer_report(reports[i].output, report, sizeof report), reports[i].report[0] != '\0');
    assert_string_equal(report, reports[i].report);
  }
}

static void a_long_report_is_cut_to_its_room(void **state)
{
  static char output[6000] = "==1==ERROR: AddressSanitizer: ";
  char report[64];

  (void)state;
  memset(output + strlen(output), 'k', sizeof output - 1 - strlen(output));
  assert_true(sanitizer_report(output, report, sizeof report));
  assert_int_equal(strlen(report), sizeof report - 1);
}

/* ---- signatures ---- */

static void signatures_differ_in_what_matters(void **state)
{
  const struct signature base = {.verdict = VERDICT_CRASH,
                                 .requirement = "OFR-PTR-02",
                                 .ending = "SIGSEGV",
                                 .op = OP_OFFER_ALLOCATIONS,
                                 .call = 3,
                                 .message = "m"};
  struct signature other = base;

  (void)state;
  other.call = 5;
  strcpy(other.message, "another");
  assert_true(signature_same(&base, &other));
  other.op = OP_LOCK2;
  assert_false(signature_same(&base, &other));
  other = base;
  other.verdict = VERDICT_FAIL;
  assert_false(signature_same(&base, &other));
  other = base;
  strcpy(other.requirement, "OFR-PTR-03");
  assert_false(signature_same(&base, &other));
  other = base;
  strcpy(other.ending, "SIGABRT");
  assert_false(signature_same(&base, &other));
  other = base;
  strcpy(other.report, "r");
  assert_false(signature_same(&base, &other));
}

static void a_report_alone_tells_a_failure(void **state)
{
  struct signature a = {.verdict = VERDICT_CRASH, .report = "r"}, b = {.verdict = VERDICT_PASS, .report = "r"};
  struct signature none = {.verdict = VERDICT_NOTED};
  char text[100];

  (void)state;
  assert_true(signature_same(&a, &b));
  assert_true(signature_fails(&b));
  assert_false(signature_fails(&none));
  signature_describe(&a, text, sizeof text);
  assert_string_equal(text, "r");
}

/* ---- playing ---- */

#define PLAIN ONE_DEVICE "OfferAllocations hDevice=D HandleList=[X] Priority=LOW\n"
#define NO_COUNT_OFFER "OfferAllocations hDevice=D HandleList=[] Priority=LOW\n"
#define NO_COUNT ONE_DEVICE NO_COUNT_OFFER

static volatile int stop;
static struct requirement_set requirements;
static struct profile profile;
static struct reproducer *reproducer;
static char error[512];

/* The mock refuses what this profile says must be accepted: a failure without a defect. */
static const char contrary[] = "title Contrary to the mock\naccept OFR-CNT-01\n";

static void start(const char *library, unsigned timeout)
{
  const struct reproduce_options options = {library, timeout, &requirements, &profile, &stop};

  reproducer = reproducer_create(&options, error, sizeof error);
}

static enum reproduce_end play_program(const char *text, bool fresh, struct signature *ret_signature)
{
  struct program_set set;
  enum reproduce_end end;

  parse_programs(text, &set);
  end = reproducer_play(reproducer, &set.programs[0], fresh, ret_signature, error, sizeof error);
  program_set_free(&set);
  return end;
}

static int finish(void **state)
{
  (void)state;
  reproducer_destroy(reproducer);
  reproducer = NULL;
  stop = 0;
  return 0;
}

static void programs_are_played_one_after_the_other(void **state)
{
  struct signature failed, again, plain;

  (void)state;
  start(NULL, 20);
  assert_non_null(reproducer);
  assert_int_equal(play_program(PLAIN, false, &plain), REPRODUCE_PLAYED);
  assert_false(signature_fails(&plain));
  assert_false(reproducer_is_used(reproducer));
  assert_int_equal(play_program(NO_COUNT, false, &failed), REPRODUCE_PLAYED);
  assert_true(reproducer_is_used(reproducer));
  assert_int_equal(failed.verdict, VERDICT_FAIL);
  assert_string_equal(failed.requirement, "OFR-CNT-01");
  assert_int_equal(failed.call, ONE_DEVICE_CALLS);
  assert_string_equal(failed.ending, "");
  assert_int_equal(play_program("EnumAdapters2\n" PLAIN NO_COUNT_OFFER, true, &again), REPRODUCE_PLAYED);
  assert_false(reproducer_is_used(reproducer));
  assert_true(signature_same(&failed, &again));
  assert_int_equal(again.call, ONE_DEVICE_CALLS + 2);
}

static void a_stop_is_obeyed(void **state)
{
  struct signature signature;

  (void)state;
  start(NULL, 20);
  stop = 1;
  assert_int_equal(play_program(PLAIN, false, &signature), REPRODUCE_STOPPED);
  assert_false(signature_fails(&signature));
}

static void a_target_that_is_not_there_is_an_error(void **state)
{
  (void)state;
  start("/nonexistent/target.so", 20);
  assert_null(reproducer);
  assert_true(error[0] != '\0');
}

static const struct {
  const char *act, *ending;
  enum verdict verdict;
} deaths[] = {
    {"offer-crash", "SIGABRT", VERDICT_CRASH},
    {"offer-hang", "no answer within 1 seconds", VERDICT_TIMEOUT},
};

/* The target does it in its twentieth offer. */
static void a_death_is_told_with_its_call(void **state)
{
  struct buffer text = {0};
  struct signature signature;

  (void)state;
  if (!CAN_LOAD_LIBRARIES)
    skip();
  buffer_string(&text, ONE_DEVICE);
  for (unsigned i = 0; i < 20; i++)
    buffer_string(&text, "OfferAllocations hDevice=D HandleList=[X] Priority=LOW\n");
  setenv("HOSTILE_MOCK", TEST_MOCK, 1);
  for (size_t i = 0; i < COUNT_OF(deaths); i++) {
    setenv("HOSTILE", deaths[i].act, 1);
    start(TEST_TARGETS "/hostile.so", 1);
    assert_non_null(reproducer);
    assert_int_equal(play_program(buffer_text(&text), false, &signature), REPRODUCE_PLAYED);
    assert_int_equal(signature.verdict, deaths[i].verdict);
    assert_string_equal(signature.ending, deaths[i].ending);
    assert_int_equal(signature.op, OP_OFFER_ALLOCATIONS);
    assert_int_equal(signature.call, ONE_DEVICE_CALLS + 19);
    assert_int_equal(play_program(PLAIN, false, &signature), REPRODUCE_PLAYED); /* by another worker */
    assert_false(signature_fails(&signature));
    finish(NULL);
  }
  buffer_free(&text);
}

#define WITH_REPRODUCER(test) cmocka_unit_test_teardown(test, finish)

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_report_is_its_kind_and_its_functions), cmocka_unit_test(a_long_report_is_cut_to_its_room),
      cmocka_unit_test(signatures_differ_in_what_matters),      cmocka_unit_test(a_report_alone_tells_a_failure),
      WITH_REPRODUCER(programs_are_played_one_after_the_other), WITH_REPRODUCER(a_stop_is_obeyed),
      WITH_REPRODUCER(a_target_that_is_not_there_is_an_error),  WITH_REPRODUCER(a_death_is_told_with_its_call),
  };
  struct requirement_error wrong;
  int failed;

  if (!contract_requirements(&requirements, error, sizeof error) ||
      !profile_parse(contrary, strlen(contrary), &requirements, &profile, &wrong))
    return 1;
  failed = cmocka_run_group_tests(tests, NULL, NULL);
  profile_free(&profile);
  requirement_set_free(&requirements);
  return failed;
}
