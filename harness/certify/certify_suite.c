/* One generated suite, in stretches that a crash costs no more of than the combination it happened in. */
#include <stdlib.h>
#include <string.h>

#include "certify/certify_parts.h"
#include "certify/deviations.h"
#include "certify/waivers_run.h"

#define FULL_CASES 20u /* failing combinations that are reported with all they hold */

/* A worker that ended costs so much, and for so much a suite is given up: it would take hours and tell nothing new. */
#define CRASH_COST 1u
#define TIMEOUT_COST 10u
#define COST_MAX 50u

struct stretch {
  struct certification *run;
  const struct suite *suite;
  struct suite_result *result;
  struct suite_transcript transcript;
  uint64_t next;       /* the combination that the next record of a call is of */
  bool no_world;       /* the group's world could not be built */
  bool over;           /* the suite was given up */
  char reason[200];    /* why the first of these */
  uint64_t full_cases; /* reported so far */
  unsigned cost;       /* of workers that ended */
  bool waived_end;     /* one of them in a call that a waiver covers */
};

static void raise_verdict(struct stretch *stretch, enum verdict verdict)
{
  if (stretch->result->verdict < verdict)
    stretch->result->verdict = verdict;
}

static void report_combination(struct stretch *stretch, uint64_t combination, const struct call_record *record,
                               const struct judgement *judgement)
{
  struct collector *collector = &stretch->run->collector;
  struct buffer name = {NULL, 0, 0, false}, about = {NULL, 0, 0, false};
  struct program program;
  struct case_result *result;

  program_init(&program);
  buffer_printf(&name, "%s#%llu", stretch->suite->name, (unsigned long long)combination);
  suite_describe(stretch->suite, combination, &about);
  if (suite_call(stretch->suite, combination, &program)) {
    program_set_title(&program, buffer_text(&name), buffer_text(&about));
    for (size_t i = 0; i < judgement->finding_count; i++)
      program_add_requirement(&program, judgement->findings[i].requirement->id);
    result = collect_case(collector, buffer_text(&name), &program);
    if (result != NULL) {
      collect_call(collector, result, &program, record, judgement);
      collect_waived_reason(collector, result);
    }
  }
  program_free(&program);
  buffer_free(&name);
  buffer_free(&about);
}

static void count_requirements(struct stretch *stretch, const struct judgement *judgement)
{
  for (size_t i = 0; i < judgement->allowed_count; i++) {
    enum verdict verdict = VERDICT_PASS;

    for (size_t k = 0; k < judgement->finding_count; k++)
      if (judgement->findings[k].requirement == judgement->allowed[i].requirement)
        verdict = judgement->findings[k].verdict;
    collect_requirement(&stretch->run->collector, judgement->allowed[i].requirement, verdict);
  }
  for (size_t k = 0; k < judgement->finding_count; k++) {
    bool counted = false;

    for (size_t i = 0; i < judgement->allowed_count; i++)
      counted = counted || judgement->allowed[i].requirement == judgement->findings[k].requirement;
    if (!counted)
      collect_requirement(&stretch->run->collector, judgement->findings[k].requirement, judgement->findings[k].verdict);
  }
}

/* `exemplary`: it is the first that a waiver covers. */
static void take_combination(struct stretch *stretch, const struct call_record *record,
                             const struct judgement *judgement, bool exemplary)
{
  struct suite_result *result = stretch->result;

  collect_notes(&stretch->run->collector, judgement->notes, judgement->note_count);
  count_requirements(stretch, judgement);
  result->judged++;
  result->verdicts[judgement->verdict]++;
  raise_verdict(stretch, judgement->verdict);
  if ((judgement->verdict >= VERDICT_WARN && stretch->full_cases < FULL_CASES) || exemplary) {
    report_combination(stretch, stretch->next, record, judgement);
    stretch->full_cases += judgement->verdict >= VERDICT_WARN;
  }
  stretch->next++;
}

static void explain(struct stretch *stretch, const char *what, const char *why)
{
  if (stretch->reason[0] == '\0')
    snprintf(stretch->reason, sizeof stretch->reason, "%s: %s", what, why);
}

static void take_record(void *context, const struct call_record *record)
{
  struct stretch *stretch = context;
  struct waiver_set *waivers = stretch->run->options->results->waivers;
  struct judgement judgement;
  bool exemplary;

  suite_transcript_record(&stretch->transcript, record);
  oracle_judge(stretch->run->oracle, record, &judgement);
  stretch->run->options->results->calls++;
  if (record->teardown || stretch->no_world || stretch->over)
    return;
  if (record->outcome == RECORD_MISSING) {
    stretch->over = true;
    explain(stretch, program_ops[record->op].name, record->detail);
    return;
  }
  waivers_show(waivers, &judgement);
  exemplary = waivers_apply(waivers, record, &judgement);
  deviations_add(&stretch->run->collector, stretch->suite->name, record, &judgement);
  stretch->waived_end =
      stretch->waived_end || (judgement.verdict == VERDICT_WAIVED && record->outcome != RECORD_RETURNED);
  if (record->call == 0) {
    take_combination(stretch, record, &judgement, exemplary);
    return;
  }
  /* The world and what undoes a call are judged as well: what fails there fails the suite. */
  if (judgement.verdict >= VERDICT_WAIVED) {
    count_requirements(stretch, &judgement);
    raise_verdict(stretch, judgement.verdict);
    collect_judgement_reason(&stretch->run->collector, &stretch->result->reason, &judgement);
  } else if ((record->call & PLAYER_WORLD) != 0 &&
             (record->outcome != RECORD_RETURNED || record->status != STATUS_SUCCESS)) {
    stretch->no_world = true;
    explain(stretch, "the world cannot be built", program_ops[record->op].name);
  }
}

static struct suite_result *add_result(struct certification *run, const struct suite *suite)
{
  struct run_results *results = run->options->results;
  struct suite_result *result;
  struct buffer parameters = {NULL, 0, 0, false};

  if (results->suites == NULL)
    results->suites = calloc(SUITE_COUNT, sizeof *results->suites);
  if (results->suites == NULL) {
    run->collector.failed = true;
    return NULL;
  }
  suite_parameters(suite, &parameters);
  result = &results->suites[results->suite_count++];
  result->name = collect_string(&run->collector, suite->name);
  result->property = collect_string(&run->collector, suite->property);
  result->parameters = collect_string(&run->collector, buffer_text(&parameters));
  result->reason = collect_string(&run->collector, "");
  result->combinations = suite_combinations(suite);
  buffer_free(&parameters);
  return result;
}

static void give_up(struct stretch *stretch, const char *detail)
{
  struct buffer text = {NULL, 0, 0, false};

  buffer_printf(&text, "given up: its calls ended the worker process too often, the last time: %s", detail);
  free(stretch->result->reason);
  stretch->result->reason = collect_string(&stretch->run->collector, buffer_text(&text));
  stretch->over = true;
  buffer_free(&text);
}

/* Plays the stretch [first, end). False: the run is to stop. */
static bool play_stretch(struct stretch *stretch, uint64_t index, uint64_t first, uint64_t end)
{
  struct certification *run = stretch->run;

  stretch->next = first;
  while (stretch->next < end && !stretch->no_world && !stretch->over) {
    struct job job = {JOB_SUITE, index, stretch->next, end - stretch->next};
    uint64_t before = stretch->next;
    struct worker_end ending;

    if (!certify_worker(run)) {
      run->no_worker = true;
      return false;
    }
    oracle_reset(run->oracle);
    suite_transcript_stretch(&stretch->transcript, stretch->next);
    certify_play(run, &job, take_record, stretch, &ending);
    suite_transcript_stretch_end(&stretch->transcript, &ending);
    certify_block(run);
    run->done += stretch->next - before;
    if (ending.ending == WORKER_STOPPED)
      return false;
    if (ending.ending == WORKER_DONE)
      break;
    collect_reason(&run->collector, &stretch->result->reason, ending.detail);
    if (ending.ending == WORKER_BROKEN)
      stretch->result->verdict = VERDICT_BROKEN;
    if (ending.ending == WORKER_BROKEN || stretch->next == before)
      stretch->over = true;
    stretch->cost += ending.ending == WORKER_TIMEOUT ? TIMEOUT_COST : CRASH_COST;
    if (!stretch->over && stretch->cost >= COST_MAX)
      give_up(stretch, ending.detail);
    /* A waiver does not cover what could not be judged. */
    if ((stretch->no_world || stretch->over) && stretch->waived_end)
      raise_verdict(stretch, ending.ending == WORKER_TIMEOUT ? VERDICT_TIMEOUT : VERDICT_CRASH);
  }
  return true;
}

/* A suite that was not played to its end says nothing against a waiver. */
static void leave_waivers(struct stretch *stretch)
{
  struct collector *collector = &stretch->run->collector;
  struct suite_result *result = stretch->result;
  struct buffer message = {NULL, 0, 0, false};
  size_t position = 0;

  while (result->judged == result->combinations &&
         waivers_leave(stretch->run->options->results->waivers, result->name, &position, &message)) {
    raise_verdict(stretch, VERDICT_STALE_WAIVER);
    collect_reason(collector, &result->reason, buffer_text(&message));
    collector->failed = collector->failed || message.failed;
    buffer_clear(&message);
  }
  if (result->verdict == VERDICT_WAIVED) {
    buffer_printf(&message, "of its combinations %llu are waived",
                  (unsigned long long)result->verdicts[VERDICT_WAIVED]);
    collect_reason(collector, &result->reason, buffer_text(&message));
  }
  buffer_free(&message);
}

/* A group whose state the target has no way to is left out. */
static void begin_group(struct stretch *stretch, uint64_t group)
{
  char reason[160];

  stretch->no_world = certify_group_lacks(stretch->run, stretch->suite, group, reason, sizeof reason);
  if (stretch->no_world)
    explain(stretch, "some of it cannot be played", reason);
}

void certify_suite(struct certification *run, size_t index)
{
  const struct suite *suite = &suites[index];
  struct stretch stretch = {.run = run, .suite = suite, .result = add_result(run, suite)};
  const uint64_t group_size = suite_combinations(suite) / suite_groups(suite);
  uint64_t stretches = suite_stretches(suite), first, end, group = UINT64_MAX;

  if (stretch.result == NULL)
    return;
  suite_transcript_begin(&stretch.transcript, suite, &run->transcript);
  waivers_enter(run->options->results->waivers, suite->name, NULL, 0);
  for (uint64_t i = 0; i < stretches && !stretch.over && !certify_is_stopped(run); i++) {
    if (!selection_has(&run->selection, run->selection.suites[index] + i))
      continue;
    certify_progress(run, suite->name);
    suite_stretch(suite, i, &first, &end);
    if (first / group_size != group)
      begin_group(&stretch, first / group_size);
    group = first / group_size;
    if (stretch.no_world)
      continue;
    if (!play_stretch(&stretch, index, first, end))
      break;
  }
  run->collector.failed = run->collector.failed || stretch.transcript.failed;
  suite_transcript_end(&stretch.transcript);
  certify_block(run);
  if (stretch.result->judged == 0 && stretch.result->verdict < VERDICT_WAIVED)
    stretch.result->verdict = VERDICT_NOT_SUPPORTED;
  leave_waivers(&stretch);
  collect_reason(&run->collector, &stretch.result->reason, stretch.reason);
}
