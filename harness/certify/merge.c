#include "certify/merge.h"

#include <stdlib.h>
#include <string.h>

#include "certify/facts.h"
#include "certify/player.h"

bool merge_begin(struct merge *merge, uint32_t count)
{
  memset(merge, 0, sizeof *merge);
  merge->shards = calloc(count, sizeof *merge->shards);
  merge->count = merge->shards != NULL ? count : 0;
  return merge->shards != NULL;
}

void merge_close(struct merge *merge)
{
  for (uint32_t i = 0; i < merge->count; i++) {
    replay_close(&merge->shards[i].replay);
    run_facts_free(&merge->shards[i].facts);
  }
  free(merge->shards);
  selection_free(&merge->selection);
  memset(merge, 0, sizeof *merge);
}

bool merge_add(struct merge *merge, uint32_t number, const char *data, size_t size, struct text_error *ret_error)
{
  struct merge_shard *shard = &merge->shards[number - 1];
  bool good = replay_open(&shard->replay, data, size, &shard->facts);

  *ret_error = shard->replay.error;
  return good;
}

/* ---- facts ---- */

/* Whether a shard before that one says the same. */
static bool is_said(const struct merge *merge, uint32_t index, const struct fact *fact)
{
  for (uint32_t i = 0; i < index; i++)
    if (fact_is_equal(fact, &merge->shards[i].facts, &merge->shards[index].facts))
      return true;
  return false;
}

static bool merge_fact(const struct merge *merge, const struct fact *fact, struct run_facts *facts)
{
  struct buffer text = {NULL, 0, 0, false};
  uint32_t count = fact->share == FACT_EACH ? merge->count : fact->share == FACT_EQUAL ? 1 : 0;
  bool good;

  for (uint32_t i = 0; i < count; i++) {
    if (is_said(merge, i, fact))
      continue;
    if (text.size > 0)
      buffer_string(&text, "; ");
    fact_text(fact, &merge->shards[i].facts, &text);
  }
  good = !text.failed && fact_take(fact, buffer_text(&text), facts) == FACT_TAKEN;
  buffer_free(&text);
  return good;
}

bool merge_facts(const struct merge *merge, struct run_facts *ret_facts)
{
  for (unsigned i = 0; i < run_fact_count; i++)
    if (!merge_fact(merge, &run_fact_table[i], ret_facts))
      return false;
  ret_facts->isolated = merge->shards[0].facts.isolated;
  return true;
}

/* ---- the shards in place of a target ---- */

static bool start(void *context, struct worker_hello *ret_hello)
{
  struct merge *merge = context;

  *ret_hello = merge->shards[0].replay.hello;
  return true;
}

static struct replay *shard_of(struct merge *merge, const struct job *job)
{
  uint64_t place = job->kind == JOB_CASE
                       ? merge->selection.cases[job->index]
                       : merge->selection.suites[job->index] + suite_stretch_of(&suites[job->index], job->first);

  return &merge->shards[selection_shard_of(place, merge->count)].replay;
}

static void play(void *context, const struct job *job,
                 void (*take)(void *take_context, const struct call_record *record), void *take_context,
                 struct worker_end *ret_end)
{
  struct merge *merge = context;
  struct replay *replay = shard_of(merge, job);
  struct record_source source = replay_source(replay, merge->cases);

  /* A suite that is given up for what came in several shards, or a group whose world failed in one, goes on in others. */
  if (job->kind == JOB_SUITE && replay->suite != &suites[job->index])
    replay_pass_suites(replay, suites[job->index].name);
  if (job->kind == JOB_SUITE && replay_enter_suite(replay, job->index))
    replay_pass_stretches(replay, job->first);
  source.play(source.context, job, take, take_context, ret_end);
  merge->stop = merge->stop || replay->failed;
}

static void pass(void *context, const struct job *job, const char *reason)
{
  struct merge *merge = context;
  struct replay *replay = shard_of(merge, job);
  struct record_source source = replay_source(replay, merge->cases);

  source.pass(source.context, job, reason);
  merge->stop = merge->stop || replay->failed;
}

/* The first shard that is not as it should be. False: there is none. */
static bool find_wrong(struct merge *merge, bool (*is_right)(struct replay *replay), uint32_t *ret_shard,
                       struct text_error *ret_error)
{
  for (uint32_t i = 0; i < merge->count; i++) {
    if (is_right(&merge->shards[i].replay))
      continue;
    *ret_shard = i + 1;
    *ret_error = merge->shards[i].replay.error;
    return true;
  }
  return false;
}

static bool has_not_failed(struct replay *replay)
{
  return !replay->failed;
}

static bool is_used_up(struct replay *replay)
{
  replay_pass_suites(replay, NULL);
  return replay_is_over(replay);
}

bool merge_derive(struct merge *merge, const struct certify_options *options, uint32_t *ret_shard,
                  struct text_error *ret_error)
{
  struct certify_options merged = *options;
  struct record_source source = {start, play, pass, merge};
  enum certify_end end;

  *ret_shard = 0;
  *ret_error = (struct text_error){0, 0, "out of memory"};
  merge->cases = options->cases;
  if (!selection_init(&merge->selection, options->cases, options->suites, options->filter, (struct shard){0, 0}))
    return false;
  merged.source = &source;
  merged.stop = &merge->stop;
  end = certify_run(&merged, ret_error->message, sizeof ret_error->message);
  if (find_wrong(merge, has_not_failed, ret_shard, ret_error) || end != CERTIFY_DONE)
    return false;
  return !find_wrong(merge, is_used_up, ret_shard, ret_error);
}
