/* One case: playing it, and what its calls add up to. */
#include <stdlib.h>
#include <string.h>

#include "certify/certify_parts.h"
#include "certify/deviations.h"
#include "certify/waivers_run.h"
#include "run/describe.h"

struct playing {
  struct certification *run;
  const struct program *program;
  struct case_result *result;
  bool unsupported; /* a call that the case builds on failed: nothing more is expected of it */
  bool failed;      /* the target broke a requirement: the state that expectations are written for is gone */
  bool broken;
  bool ended;          /* a call did not return, and the oracle said what that is worth */
  uint64_t calls;      /* of it */
  struct buffer notes; /* struct judgement_note, one behind the other */
};

static bool is_judged_op(uint8_t op)
{
  return op == OP_OFFER_ALLOCATIONS || op == OP_RECLAIM_ALLOCATIONS || op == OP_RECLAIM_ALLOCATIONS2;
}

static const struct expectation *find_expectation(const struct program *program, const struct call_record *record)
{
  if (record->teardown || record->call >= program->call_count || program->calls[record->call].op != record->op)
    return NULL;
  for (size_t i = 0; i < program->expectation_count; i++)
    if (program->expectations[i].call == record->call)
      return &program->expectations[i];
  return NULL;
}

static bool expects(const struct expectation *expectation, NTSTATUS status)
{
  for (uint8_t i = 0; i < expectation->count; i++)
    if (expectation->statuses[i] == status)
      return true;
  return false;
}

/* The author and the oracle have to mean the same set. */
static bool agrees(const struct expectation *expectation, const struct judgement *contract)
{
  if (contract->allowed_count != expectation->count)
    return false;
  for (uint8_t i = 0; i < expectation->count; i++)
    if (!judgement_allows(contract, expectation->statuses[i]))
      return false;
  return true;
}

/*
 * The mock's handles are what the cases were written for. On another target a handle that should be nobody's may be
 * somebody's, and the call, which is judged as what it is, not what the case means.
 */
static void disagree(struct playing *playing, const struct call_record *record, const struct expectation *expectation,
                     const struct judgement *contract)
{
  struct buffer text = {NULL, 0, 0, false};
  bool is_mock = playing->run->hello.target.is_mock;
  char status[64];

  buffer_printf(&text, "call %u, %s%s: the case expects ", record->call + 1, program_ops[record->op].name,
                is_mock ? "" : ", is not what the case means with this target's handles");
  for (uint8_t i = 0; i < expectation->count; i++) {
    oracle_status_text(expectation->statuses[i], status, sizeof status);
    buffer_printf(&text, "%s%s", i > 0 ? ", " : "", status);
  }
  buffer_string(&text, "; the oracle allows ");
  describe_allowed(contract, &text);
  if (contract->allowed_count == 0)
    buffer_string(&text, "anything");
  if (is_mock)
    collect_finding(&playing->run->collector, playing->result, VERDICT_BROKEN, "", buffer_text(&text));
  else
    collect_reason(&playing->run->collector, &playing->result->reason, buffer_text(&text));
  playing->broken = is_mock;
  playing->unsupported = !is_mock;
  buffer_free(&text);
}

/* A call that the case only builds on. */
static bool is_setup_failure(const struct program *program, const struct call_record *record,
                             const struct judgement *judgement, const struct expectation *expectation)
{
  if (record->outcome == RECORD_MISSING)
    return !record->teardown;
  if (program->requirement_count == 0 && expectation == NULL)
    return false; /* a program that sets out to show nothing is played as it comes */
  if (record->teardown || record->outcome != RECORD_RETURNED || is_judged_op(record->op) || judgement->demanded ||
      judgement->note_count > 0 || judgement->finding_count > 0)
    return false;
  return expectation != NULL ? !expects(expectation, record->status) : record->status != STATUS_SUCCESS;
}

static void give_up(struct playing *playing, const struct call_record *record)
{
  struct buffer text = {NULL, 0, 0, false};

  buffer_printf(&text, "the case cannot be played: %s ", program_ops[record->op].name);
  if (record->outcome == RECORD_RETURNED)
    buffer_string(&text, "returned ");
  describe_outcome(record, &text);
  collect_reason(&playing->run->collector, &playing->result->reason, buffer_text(&text));
  playing->unsupported = true;
  buffer_free(&text);
}

static void take_record(void *context, const struct call_record *record)
{
  struct playing *playing = context;
  struct certification *run = playing->run;
  const struct expectation *expectation = find_expectation(playing->program, record);
  struct judgement judgement, contract;
  bool fails;

  transcript_record(record, &run->transcript);
  oracle_judge(run->oracle, record, &judgement);
  oracle_judge(run->contract, record, &contract);
  fails = contract.verdict >= VERDICT_WARN || judgement.verdict >= VERDICT_WARN;
  waivers_apply(run->options->results->waivers, record, &judgement);
  playing->calls++;
  playing->ended = playing->ended || ((record->outcome == RECORD_CRASHED || record->outcome == RECORD_TIMEOUT) &&
                                      judgement.finding_count > 0);
  buffer_append(&playing->notes, judgement.notes, judgement.note_count * sizeof *judgement.notes);
  collect_call(&run->collector, playing->result, playing->program, record, &judgement);
  deviations_add(&run->collector, playing->result->name, record, &judgement);
  if (!playing->unsupported && !playing->failed) {
    if (expectation != NULL && contract.demanded && !agrees(expectation, &contract))
      disagree(playing, record, expectation, &contract);
    else if (is_setup_failure(playing->program, record, &judgement, expectation))
      give_up(playing, record);
  }
  playing->failed = playing->failed || fails;
}

/* Stale waivers are findings about the case, and about no requirement. */
static void leave_waivers(struct playing *playing)
{
  struct collector *collector = &playing->run->collector;
  struct buffer message = {NULL, 0, 0, false};
  size_t position = 0;

  while (waivers_leave(playing->run->options->results->waivers, playing->result->name, &position, &message)) {
    collect_finding(collector, playing->result, VERDICT_STALE_WAIVER, "", buffer_text(&message));
    if (playing->result->verdict == VERDICT_STALE_WAIVER)
      collect_reason(collector, &playing->result->reason, buffer_text(&message));
    collector->failed = collector->failed || message.failed;
    buffer_clear(&message);
  }
  buffer_free(&message);
}

/* The worker process ended outside of any call that was recorded. */
static void add_end(struct playing *playing, const struct worker_end *end)
{
  struct collector *collector = &playing->run->collector;
  struct case_result *result = playing->result;
  enum verdict verdict = end->ending == WORKER_CRASHED ? VERDICT_CRASH : VERDICT_TIMEOUT;
  const char *requirement = result->requirement_count > 0 ? result->requirements[0] : "";
  const struct waiver *waiver;
  char reason[240], waived[240 + WAIVER_MAX_NAME];

  snprintf(reason, sizeof reason, "the worker process ended: %s", end->detail);
  waiver = waivers_apply_end(playing->run->options->results->waivers, verdict, requirement, end->detail, reason);
  snprintf(waived, sizeof waived, WAIVER_COVERS "%s", waiver != NULL ? waiver->name : "", reason);
  collect_finding(collector, result, waiver != NULL ? VERDICT_WAIVED : verdict, requirement,
                  waiver != NULL ? waived : reason);
  collect_reason(collector, &result->reason, waiver != NULL ? waived : reason);
  if (waiver == NULL)
    deviations_add_end(collector, result->name, verdict, requirement, end->detail);
}

static void end_case(struct playing *playing, const struct worker_end *end)
{
  struct collector *collector = &playing->run->collector;
  struct case_result *result = playing->result;

  free(result->output);
  result->output = collect_string(collector, end->output);
  switch (end->ending) {
  case WORKER_CRASHED:
  case WORKER_TIMEOUT:
    /* A crash that the oracle found to be left open is noted and no more. */
    if (!playing->ended)
      add_end(playing, end);
    break;
  case WORKER_BROKEN:
    collect_finding(collector, result, VERDICT_BROKEN, "", end->detail);
    collect_reason(collector, &result->reason, end->detail);
    break;
  case WORKER_STOPPED:
  case WORKER_DONE:
    break;
  }
  if (playing->broken)
    collect_reason(collector, &result->reason, result->findings[0].message);
  if (playing->unsupported && result->verdict < VERDICT_WAIVED)
    result->verdict = VERDICT_NOT_SUPPORTED;
  if (end->ending != WORKER_BROKEN && !playing->broken && !playing->unsupported)
    leave_waivers(playing);
  if (result->verdict == VERDICT_WAIVED)
    collect_waived_reason(collector, result);
}

/* What only counts once the case has come to its end. */
static void count_calls(struct playing *playing)
{
  struct certification *run = playing->run;

  run->options->results->calls += playing->calls;
  run->collector.failed = run->collector.failed || playing->notes.failed;
  collect_notes(&run->collector, (const struct judgement_note *)(const void *)buffer_text(&playing->notes),
                playing->notes.size / sizeof(struct judgement_note));
}

/* A case that was stopped in its middle was not judged. */
static void drop_case(struct certification *run)
{
  struct run_results *results = run->options->results;

  buffer_clear(&run->transcript);
  results->case_count--;
  waivers_drop(results->waivers);
  deviations_drop(results, results->cases[results->case_count].name);
  case_result_free(&results->cases[results->case_count]);
}

void certify_case(struct certification *run, size_t index)
{
  const struct program *program = &run->options->cases->programs[index];
  struct playing playing = {.run = run, .program = program};
  struct worker_end end;
  struct job job = {JOB_CASE, index, 0, 0};
  const struct record_source *source = certify_source(run);
  char reason[160];

  certify_progress(run, program->name);
  if (!certify_worker(run)) {
    run->no_worker = true;
    return;
  }
  playing.result = collect_case(&run->collector, program->name, program);
  if (playing.result == NULL)
    return;
  transcript_case(program->name != NULL ? program->name : "", &run->transcript);
  if (certify_lacks(run, program, reason, sizeof reason)) {
    collect_reason(&run->collector, &playing.result->reason, reason);
    playing.result->verdict = VERDICT_NOT_SUPPORTED;
    transcript_lacks(reason, &run->transcript);
    if (source != NULL)
      source->pass(source->context, &job, reason);
  } else {
    oracle_reset(run->oracle);
    oracle_reset(run->contract);
    waivers_enter(run->options->results->waivers, playing.result->name, playing.result->requirements,
                  playing.result->requirement_count);
    certify_play(run, &job, take_record, &playing, &end);
    if (end.ending == WORKER_STOPPED) {
      drop_case(run);
      buffer_free(&playing.notes);
      return;
    }
    count_calls(&playing);
    buffer_free(&playing.notes);
    end_case(&playing, &end);
    transcript_output(end.output, &run->transcript);
    transcript_ended(&end, &run->transcript);
  }
  certify_block(run);
  collect_case_end(&run->collector, playing.result);
  run->done++;
}
