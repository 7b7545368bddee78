#include "certify/certify.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "certify/certify_parts.h"
#include "certify/waivers_run.h"

const struct record_source *certify_source(const struct certification *run)
{
  if (run->options->journal != NULL && run->begun && journal_has_more(run->options->journal))
    return &run->options->journal->source;
  return run->source;
}

static struct worker_options worker_options_of(const struct certification *run)
{
  const struct certify_options *options = run->options;

  return (struct worker_options){.library = options->library,
                                 .timeout_seconds = options->timeout_seconds,
                                 .player = player_play,
                                 .context = (void *)(uintptr_t)options->cases,
                                 .stop = options->stop,
                                 .memory_megabytes = options->memory_megabytes,
                                 .wishes = options->wishes};
}

bool certify_worker(struct certification *run)
{
  const struct worker_options options = worker_options_of(run);
  const struct record_source *source = certify_source(run);

  if (source != NULL)
    return source->start(source->context, &run->hello);
  if (run->schedule != NULL)
    return !schedule_is_lost(run->schedule);
  run->schedule = schedule_open(&options, run->options->jobs > 0 ? run->options->jobs : 1, &run->hello);
  return run->schedule != NULL;
}

void certify_play(struct certification *run, const struct job *job,
                  void (*take)(void *context, const struct call_record *record), void *context,
                  struct worker_end *ret_end)
{
  const struct record_source *source = certify_source(run);

  if (source != NULL) {
    source->play(source->context, job, take, context, ret_end);
  } else if (run->is_planned || certify_plan(run, job)) {
    run->is_planned = true;
    schedule_play(run->schedule, job, take, context, ret_end);
  } else {
    run->collector.failed = true;
    memset(ret_end, 0, sizeof *ret_end);
    ret_end->ending = WORKER_STOPPED;
  }
  run->ended_badly = run->ended_badly || (source == NULL && ret_end->ending != WORKER_DONE);
}

static bool is_resumed_wrong(const struct certification *run)
{
  return run->options->journal != NULL && journal_is_wrong(run->options->journal);
}

static void put_text(struct certification *run)
{
  FILE *file = run->options->transcript;
  const char *text = buffer_text(&run->transcript);
  size_t size = run->transcript.size, there = 0;

  if (run->options->journal != NULL)
    there = journal_take_text(run->options->journal, text, size);
  if (there < size && file != NULL && !is_resumed_wrong(run) &&
      (fwrite(text + there, 1, size - there, file) != size - there || fflush(file) != 0))
    run->write_error = errno != 0 ? errno : EIO;
  if (run->options->take_text != NULL)
    run->options->take_text(run->options->text_context, text, size);
  run->collector.failed = run->collector.failed || run->transcript.failed;
  buffer_clear(&run->transcript);
}

void certify_block(struct certification *run)
{
  if (run->transcript.size == 0)
    return;
  transcript_chain_add(&run->chain, buffer_text(&run->transcript), run->transcript.size);
  run->collector.failed = !transcript_chain_end(&run->chain, &run->transcript) || run->collector.failed;
  put_text(run);
}

void certify_progress(struct certification *run, const char *name)
{
  if (run->options->progress != NULL)
    run->options->progress(run->options->progress_context, name, run->done, run->selection.total);
}

static bool is_resuming(const struct certification *run)
{
  return run->options->journal != NULL && journal_has_more(run->options->journal);
}

bool certify_is_stopped(const struct certification *run)
{
  /* What is in the journal is judged to its end, so that the transcript that is left always holds all of it. */
  return (*run->options->stop && !is_resuming(run)) || run->write_error != 0 || run->collector.failed ||
         run->no_worker || is_resumed_wrong(run);
}

static void play_all(struct certification *run)
{
  for (size_t i = 0; i < run->options->cases->count && !certify_is_stopped(run); i++)
    if (selection_has(&run->selection, run->selection.cases[i]))
      certify_case(run, i);
  for (size_t i = 0; i < SUITE_COUNT && !certify_is_stopped(run); i++)
    if (selection_has_suite(&run->selection, i))
      certify_suite(run, i);
}

static void add_entries(struct certification *run)
{
  struct run_results *results = run->options->results;

  results->entries = calloc(ABI_ENTRY_COUNT, sizeof *results->entries);
  run->collector.failed = run->collector.failed || results->entries == NULL;
  for (size_t i = 0; results->entries != NULL && i < ABI_ENTRY_COUNT; i++)
    results->entries[results->entry_count++] =
        (struct entry_result){abi_entries[i].name, run->hello.present[i], abi_entries[i].required};
}

static bool prepare(struct certification *run)
{
  struct run_results *results = run->options->results;
  const char *missing;

  results->requirements = calloc(results->requirement_set.requirement_count, sizeof *results->requirements);
  if (results->requirements == NULL || !collector_init(&run->collector, results))
    return false;
  for (size_t i = 0; i < results->requirement_set.requirement_count; i++)
    results->requirements[i].requirement = &results->requirement_set.requirements[i];
  run->oracle = oracle_create(&results->requirement_set, run->options->profile, &missing);
  run->contract = oracle_create(&results->requirement_set, run->options->contract, &missing);
  return run->oracle != NULL && run->contract != NULL;
}

/* Where the target is played, unless what is judged comes from elsewhere. False: out of memory. */
static bool choose_process(struct certification *run)
{
  const struct certify_options *options = run->options;

  if (options->source != NULL || !options->in_process)
    return true;
  run->in_process = calloc(1, sizeof *run->in_process);
  if (run->in_process == NULL)
    return false;
  run->in_process->library = options->library;
  run->in_process->cases = options->cases;
  run->in_process->stop = options->stop;
  run->in_process->wishes = options->wishes;
  run->in_process->timeout_seconds = options->timeout_seconds;
  run->in_process_source = in_process_source(run->in_process);
  run->source = &run->in_process_source;
  return true;
}

/*
 * A fault that a case has set must not outlive the run, though its worker did not come to its end: the last of them
 * has nobody behind it who clears it.
 */
static void undo_faults(const struct certification *run)
{
  struct worker_options options = worker_options_of(run);
  struct worker_hello hello;

  if (!run->ended_badly || run->hello.target.is_mock || !run->hello.target.capabilities[CAPABILITY_SET_DISCARD].there)
    return;
  options.stop = NULL;
  options.known = &run->hello.target;
  worker_stop(worker_start(&options, &hello));
}

static void clean_up(struct certification *run)
{
  if (run->in_process != NULL)
    in_process_close(run->in_process);
  free(run->in_process);
  schedule_close(run->schedule);
  undo_faults(run);
  selection_free(&run->selection);
  oracle_destroy(run->oracle);
  oracle_destroy(run->contract);
  collector_free(&run->collector);
  buffer_free(&run->transcript);
  transcript_chain_free(&run->chain);
}

static void finish(struct certification *run)
{
  struct run_results *results = run->options->results;

  results->complete = !certify_is_stopped(run);
  free(results->incomplete);
  results->incomplete = collect_string(&run->collector, *run->options->stop     ? "interrupted"
                                                        : run->write_error != 0 ? "the transcript could not be written"
                                                        : run->no_worker        ? "the target could not be loaded again"
                                                        : run->collector.failed ? "out of memory"
                                                                                : "");
  if (!waivers_finish(results->waivers, &(struct waivers_scope){run->options->cases, results, run->options->suites}))
    run->collector.failed = true;
  collector_finish(&run->collector);
  transcript_end(results->incomplete != NULL ? results->incomplete : "", &run->transcript);
  certify_block(run);
}

/* What is known once the target is there. */
static void state_target(struct certification *run)
{
  struct run_facts *facts = &run->options->results->facts;
  struct buffer text = {NULL, 0, 0, false};

  free(facts->adapter);
  facts->adapter = collect_string(&run->collector, run->hello.target.description);
  facts->mock_control = run->hello.target.is_mock;
  facts->adapter_luid = run->hello.target.luid;
  facts->adapters = run->hello.target.adapters;
  target_allocations_text(&run->hello.target, &text);
  free(facts->allocations);
  facts->allocations = collect_string(&run->collector, buffer_text(&text));
  buffer_clear(&text);
  target_capabilities_text(&run->hello.target, &text);
  free(facts->capabilities);
  facts->capabilities = collect_string(&run->collector, buffer_text(&text));
  run->collector.failed = run->collector.failed || text.failed;
  buffer_free(&text);
  run->collector.failed = !waivers_begin(run->options->results->waivers, facts) || run->collector.failed;
  add_entries(run);
  if (!run->collector.failed)
    transcript_begin(facts, &run->hello, &run->transcript);
}

/* Whether the journal, if there is one, is of this run. */
static bool is_resumable(const struct certification *run, char *ret_error, size_t error_size)
{
  struct buffer why = {NULL, 0, 0, false};
  bool good;

  if (run->options->journal == NULL)
    return true;
  good = journal_is_of(run->options->journal, &run->options->results->facts, &run->hello, &why);
  if (!good)
    snprintf(ret_error, error_size, "an interrupted run is there that is another one: %s", buffer_text(&why));
  buffer_free(&why);
  return good;
}

/* More than the run writes stands in the journal. */
static bool is_resuming_text(const struct certification *run)
{
  return run->options->journal->same < run->options->journal->size;
}

/* Whether all that the journal holds was written again. */
static bool was_resumed(const struct certification *run, char *ret_error, size_t error_size)
{
  struct text_error error;

  if (run->options->journal == NULL || (!is_resumed_wrong(run) && !is_resuming_text(run)))
    return true;
  journal_error(run->options->journal, &error);
  snprintf(ret_error, error_size, "what an interrupted run left is damaged: line %zu, byte %zu: %s", error.line,
           error.column, error.message);
  return false;
}

enum certify_end certify_run(const struct certify_options *options, char *ret_error, size_t error_size)
{
  struct certification run;
  enum certify_end end = CERTIFY_NO_RESOURCE;

  memset(&run, 0, sizeof run);
  run.options = options;
  run.source = options->source;
  snprintf(ret_error, error_size, "out of memory");
  if (!choose_process(&run))
    goto out;
  if (!selection_init(&run.selection, options->cases, options->suites, options->filter, options->shard))
    goto out;
  if (run.selection.job_count == 0) {
    end = CERTIFY_NOTHING;
    goto out;
  }
  if (!prepare(&run))
    goto out;
  if (!certify_worker(&run)) {
    snprintf(ret_error, error_size, "%s", run.hello.error);
    end = run.hello.wrong_adapter ? CERTIFY_NO_ADAPTER : CERTIFY_NO_TARGET;
    goto out;
  }
  state_target(&run);
  if (!is_resumable(&run, ret_error, error_size)) {
    end = CERTIFY_NO_RESUME;
    goto out;
  }
  certify_block(&run);
  run.begun = true;
  play_all(&run);
  finish(&run);
  if (!was_resumed(&run, ret_error, error_size)) {
    end = CERTIFY_NO_RESUME;
    goto out;
  }
  if (run.write_error != 0)
    snprintf(ret_error, error_size, "the transcript cannot be written: %s", strerror(run.write_error));
  end = run.write_error != 0 || run.collector.failed ? CERTIFY_NO_RESOURCE : CERTIFY_DONE;
out:
  clean_up(&run);
  return end;
}
