/* The worker: whatever a target does to its process costs the job that ran, and no record. */
#include "run_support.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "run/worker.h"

enum misdeed {
  BEHAVE,
  FAULT, /* a bad address, in the middle of a call */
  ABORT,
  EXIT_NOW,
  EXIT_BADLY,
  CLOSE_ALL,
  HANG,
  WRITE_MUCH,
  PRINT_THEN_DIE,
  SCRIBBLE,
  FAIL_PLAYING,
  MANY_RECORDS
};

static enum misdeed misdeed; /* set in the worker by the job */

static void write_much(void)
{
  static char megabyte[1 << 20];
  size_t done = 0;

  memset(megabyte, 'm', sizeof megabyte);
  while (done < sizeof megabyte) {
    ssize_t written = write(STDOUT_FILENO, megabyte + done, sizeof megabyte - done);

    if (written <= 0)
      _exit(9);
    done += (size_t)written;
  }
}

static void do_it(void)
{
  switch (misdeed) {
  case FAULT:
    signal(SIGSEGV, SIG_DFL); /* a sanitizer would have its own end for it */
    raise(SIGSEGV);
    break;
  case PRINT_THEN_DIE:
    printf("the last words\n");
    signal(SIGABRT, SIG_DFL);
    abort();
  case ABORT:
    signal(SIGABRT, SIG_DFL);
    abort();
  case EXIT_NOW:
    _exit(0);
  case EXIT_BADLY:
    _exit(3);
  case CLOSE_ALL:
    for (int i = 0; i < 1024; i++)
      close(i);
    break;
  case HANG:
    for (;;)
      pause();
  case WRITE_MUCH:
    write_much();
    break;
  default:
    break;
  }
}

static NTSTATUS APIENTRY offer_and_do_it(const D3DKMT_OFFERALLOCATIONS *argument)
{
  (void)argument;
  do_it();
  return STATUS_SUCCESS;
}

/* Over the execution and what it points to, as a target with a wild pointer could. */
static void scribble(struct execution *execution)
{
  memset(execution->handles[OBJECT_DEVICE], 0xEE, 256);
  memset((void *)&execution->sink, 0xEE, sizeof execution->sink);
}

/* Plays the context's program on a target whose offers do what job->kind says. */
static bool play(void *context, struct execution *execution, const struct job *job)
{
  static struct target target;
  const struct program_set *set = context;

  misdeed = (enum misdeed)job->kind;
  target = *execution->target;
  target.table.functions[ABI_OFFER_ALLOCATIONS] = (abi_function)offer_and_do_it;
  execution->target = &target;
  if (misdeed == FAIL_PLAYING)
    return false;
  if (misdeed == SCRIBBLE)
    scribble(execution);
  for (unsigned i = 0; i < (misdeed == MANY_RECORDS ? 7u : 1u); i++)
    execution_play(execution, &set->programs[misdeed == MANY_RECORDS], 0);
  return execution_finish(execution);
}

/* Seven records of the first program stand before its offer: four to make things, three to fill one allocation. */
#define RECORDS_BEFORE 7u
static struct program_set set;
static struct worker *worker;
static struct worker_hello hello;
static struct kept_records kept;
static struct worker_end end;

static void start(unsigned timeout)
{
  const struct worker_options options = {.timeout_seconds = timeout, .player = play, .context = &set};

  worker = worker_start(&options, &hello);
  assert_non_null(worker);
  assert_string_equal(hello.error, "");
}

static void run(enum misdeed kind)
{
  const struct job job = {kind, 0, 0, 0};
  const volatile int stop = 0;

  kept_free(&kept);
  worker_play(worker, &job, &stop, keep_record, &kept, &end);
}

static int stop_worker(void **state)
{
  (void)state;
  worker_stop(worker);
  worker = NULL;
  kept_free(&kept);
  return 0;
}

static void parse_both(void)
{
  struct buffer text = {0};

  buffer_string(&text, "case short\n" ONE_DEVICE "fill hDevice=D allocations=[X[0]] seed=1\n"
                       "OfferAllocations hDevice=D HandleList=[X]\nstatistics\ncase long\n" ONE_DEVICE);
  for (unsigned i = 0; i < 15; i++)
    buffer_string(&text, "OfferAllocations hDevice=D HandleList=[X[0]*60000]\n");
  parse_programs(buffer_text(&text), &set);
  buffer_free(&text);
}

/* What was recorded before the call is all there; the call that did not return comes last. */
static void assert_records_up_to_the_offer(enum record_outcome outcome)
{
  struct call_record last = kept_at(&kept, kept.count - 1);

  assert_int_equal(kept.count, RECORDS_BEFORE + 1);
  assert_int_equal(kept_at(&kept, RECORDS_BEFORE - 1).op, OP_UNLOCK2);
  assert_int_equal(last.op, OP_OFFER_ALLOCATIONS);
  assert_int_equal(last.outcome, outcome);
  assert_string_equal(last.detail, end.detail);
  assert_int_equal(last.memory[OFFER_ARG_HANDLES].readable, 12);
}

static void a_worker_says_what_its_target_is(void **state)
{
  (void)state;
  start(20);
  assert_true(hello.target.is_mock);
  assert_string_equal(hello.target.description, MOCK_DRIVER_DESCRIPTION);
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++)
    assert_true(hello.present[i]);
}

static void a_job_that_behaves_is_done(void **state)
{
  (void)state;
  start(20);
  for (unsigned i = 0; i < 3; i++) {
    run(BEHAVE);
    assert_int_equal(end.ending, WORKER_DONE);
    assert_string_equal(end.detail, "");
    assert_true(worker_is_alive(worker));
    assert_int_equal(kept_count(&kept, OP_STATISTICS), 2);
  }
}

static const struct death {
  enum misdeed misdeed;
  const char *detail;
} deaths[] = {
    {FAULT, "SIGSEGV"},
    {ABORT, "SIGABRT"},
    {EXIT_NOW, "exit status 0"},
    {EXIT_BADLY, "exit status 3"},
};

static void a_death_is_named_and_costs_no_record(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT_OF(deaths); i++) {
    start(20);
    run(deaths[i].misdeed);
    assert_int_equal(end.ending, WORKER_CRASHED);
    assert_string_equal(end.detail, deaths[i].detail);
    assert_false(worker_is_alive(worker));
    assert_records_up_to_the_offer(RECORD_CRASHED);
    worker_stop(worker);
  }
  start(20); /* another one takes over */
  run(BEHAVE);
  assert_int_equal(end.ending, WORKER_DONE);
}

static void closed_descriptors_are_named(void **state)
{
  (void)state;
  start(20);
  run(CLOSE_ALL);
  assert_int_equal(end.ending, WORKER_CRASHED);
  assert_string_equal(end.detail, "the target closed the worker's descriptors");
  assert_records_up_to_the_offer(RECORD_CRASHED);
}

static void a_hang_ends_with_the_time(void **state)
{
  (void)state;
  start(1);
  run(HANG);
  assert_int_equal(end.ending, WORKER_TIMEOUT);
  assert_string_equal(end.detail, "no answer within 1 seconds");
  assert_false(worker_is_alive(worker));
  assert_records_up_to_the_offer(RECORD_TIMEOUT);
}

static void much_output_does_not_block_and_its_beginning_is_kept(void **state)
{
  (void)state;
  start(20);
  run(WRITE_MUCH);
  assert_int_equal(end.ending, WORKER_DONE);
  assert_int_equal(strlen(end.output), WORKER_OUTPUT_MAX);
  assert_int_equal(end.output[0], 'm');
  run(BEHAVE);
  assert_string_equal(end.output, "");
}

static void what_was_printed_before_a_crash_is_kept(void **state)
{
  (void)state;
  start(20);
  run(PRINT_THEN_DIE);
  assert_string_equal(end.detail, "SIGABRT");
  assert_string_equal(end.output, "the last words\n");
}

static void a_scribbled_heap_costs_the_job_alone(void **state)
{
  (void)state;
  start(20);
  run(SCRIBBLE);
  assert_int_equal(end.ending, WORKER_CRASHED);
  worker_stop(worker);
  start(20);
  run(BEHAVE);
  assert_int_equal(end.ending, WORKER_DONE);
}

static void a_player_that_fails_is_the_harness_broken(void **state)
{
  (void)state;
  start(20);
  run(FAIL_PLAYING);
  assert_int_equal(end.ending, WORKER_BROKEN);
  assert_false(worker_is_alive(worker));
}

/* 105 calls of 240,000 bytes each do not fit into the shared memory at once. */
static void more_records_than_fit_all_arrive(void **state)
{
  (void)state;
  start(60);
  run(MANY_RECORDS);
  assert_int_equal(end.ending, WORKER_DONE);
  assert_int_equal(kept_count(&kept, OP_OFFER_ALLOCATIONS), 105);
  assert_true(kept.bytes.size > 24000000);
}

static void a_stop_is_obeyed(void **state)
{
  const struct job job = {HANG, 0, 0, 0};
  const volatile int stop = 1;

  (void)state;
  start(20);
  worker_play(worker, &job, &stop, keep_record, &kept, &end);
  assert_int_equal(end.ending, WORKER_STOPPED);
  assert_false(worker_is_alive(worker));
}

static void a_library_that_is_not_there_is_an_error(void **state)
{
  const struct worker_options options = {.library = "/nonexistent/target.so", .timeout_seconds = 20, .player = play};

  (void)state;
  worker = worker_start(&options, &hello);
  assert_true(hello.error[0] != '\0');
}

static void the_mock_can_be_loaded_as_a_library(void **state)
{
  const struct worker_options options = {.library = TEST_MOCK, .timeout_seconds = 20, .player = play, .context = &set};

  (void)state;
  if (!CAN_LOAD_LIBRARIES)
    skip();
  worker = worker_start(&options, &hello);
  assert_string_equal(hello.error, "");
  assert_non_null(worker);
  assert_true(hello.target.is_mock);
  run(BEHAVE);
  assert_int_equal(end.ending, WORKER_DONE);
}

#define WITH_WORKER(test) cmocka_unit_test_teardown(test, stop_worker)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_WORKER(a_worker_says_what_its_target_is),
      WITH_WORKER(a_job_that_behaves_is_done),
      WITH_WORKER(a_death_is_named_and_costs_no_record),
      WITH_WORKER(closed_descriptors_are_named),
      WITH_WORKER(a_hang_ends_with_the_time),
      WITH_WORKER(much_output_does_not_block_and_its_beginning_is_kept),
      WITH_WORKER(what_was_printed_before_a_crash_is_kept),
      WITH_WORKER(a_scribbled_heap_costs_the_job_alone),
      WITH_WORKER(a_player_that_fails_is_the_harness_broken),
      WITH_WORKER(more_records_than_fit_all_arrive),
      WITH_WORKER(a_stop_is_obeyed),
      WITH_WORKER(a_library_that_is_not_there_is_an_error),
      WITH_WORKER(the_mock_can_be_loaded_as_a_library),
  };

  signal(SIGPIPE, SIG_IGN);
  parse_both();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
