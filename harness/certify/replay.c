#include "certify/replay_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/player.h"

bool replay_fail(struct replay *replay, size_t line, const char *format, ...)
{
  va_list arguments;

  replay->stop = 1;
  if (replay->failed)
    return false;
  replay->failed = true;
  replay->error.line = line;
  replay->error.column = 1;
  va_start(arguments, format);
  vsnprintf(replay->error.message, sizeof replay->error.message, format, arguments);
  va_end(arguments);
  return false;
}

const struct transcript_item *replay_peek(struct replay *replay)
{
  while (!replay->has_item || replay->item.kind == TRANSCRIPT_CHAIN) {
    if (replay->failed || !transcript_next(&replay->reader, &replay->item, &replay->error)) {
      replay->failed = true;
      replay->stop = 1;
      replay->item.kind = TRANSCRIPT_NOTHING;
    }
    replay->has_item = true;
  }
  return &replay->item;
}

void replay_pass_item(struct replay *replay)
{
  replay->has_item = false;
}

bool replay_is_end(struct replay *replay, const char *reason)
{
  const struct transcript_item *item = replay_peek(replay);

  return item->kind == TRANSCRIPT_END && item->number == 0 && strcmp(item->text, reason) == 0;
}

const char *replay_describe(const struct transcript_item *item, char *ret_text, size_t size)
{
  static const char *const words[] = {[TRANSCRIPT_FACT] = "a line about the run",
                                      [TRANSCRIPT_ENTRY] = "an entry point",
                                      [TRANSCRIPT_CASE] = "case",
                                      [TRANSCRIPT_LACKS] = "what a target lacks",
                                      [TRANSCRIPT_RECORD] = "a call",
                                      [TRANSCRIPT_OUTPUT] = "a target's output",
                                      [TRANSCRIPT_ENDED] = "the end of a worker",
                                      [TRANSCRIPT_SUITE] = "suite",
                                      [TRANSCRIPT_PARAMETER] = "a parameter",
                                      [TRANSCRIPT_BLOCK] = "a block",
                                      [TRANSCRIPT_STRETCH] = "a stretch",
                                      [TRANSCRIPT_STATUSES] = "statuses",
                                      [TRANSCRIPT_COMBINATION] = "a combination",
                                      [TRANSCRIPT_FINISH] = "the end of a stretch",
                                      [TRANSCRIPT_CHAIN] = "a chain line",
                                      [TRANSCRIPT_END] = "the end of the run",
                                      [TRANSCRIPT_NOTHING] = "nothing more"};

  if (item->kind == TRANSCRIPT_CASE || item->kind == TRANSCRIPT_SUITE)
    snprintf(ret_text, size, "%s '%.80s'", words[item->kind], item->text);
  else
    snprintf(ret_text, size, "%s", words[item->kind]);
  return ret_text;
}

/* The run was stopped before the next job; what follows is the end. */
static void look_ahead(struct replay *replay)
{
  if (replay_is_end(replay, INTERRUPTED))
    replay->stop = 1;
}

static bool start(void *context, struct worker_hello *ret_hello)
{
  struct replay *replay = context;

  *ret_hello = replay->hello;
  look_ahead(replay);
  return !replay_is_end(replay, NO_TARGET);
}

bool replay_begin_with(struct replay *replay, enum transcript_kind kind, const char *name)
{
  const struct transcript_item *item = replay_peek(replay);
  char found[128];

  if (item->kind == kind && strcmp(item->text, name) == 0) {
    replay_pass_item(replay);
    return true;
  }
  if (replay_is_end(replay, INTERRUPTED))
    replay->stop = 1;
  else
    replay_fail(replay, item->line, "expected %s '%.80s', the next; found %s",
                kind == TRANSCRIPT_CASE ? "case" : "suite", name, replay_describe(item, found, sizeof found));
  return false;
}

static const char *case_name(const struct replay *replay, const struct job *job)
{
  const char *name = replay->cases->programs[job->index].name;

  return name != NULL ? name : "";
}

void replay_take_ended(struct replay *replay, struct worker_end *end)
{
  const struct transcript_item *item = replay_peek(replay);

  if (item->kind != TRANSCRIPT_ENDED)
    return;
  end->ending = (enum worker_ending)item->number;
  snprintf(end->detail, sizeof end->detail, "%s", item->text);
  replay_pass_item(replay);
}

static void play_case(struct replay *replay, const struct job *job, const struct taker *taker, struct worker_end *end)
{
  if (!replay_begin_with(replay, TRANSCRIPT_CASE, case_name(replay, job))) {
    end->ending = WORKER_STOPPED;
    return;
  }
  for (; replay_peek(replay)->kind == TRANSCRIPT_RECORD; replay_pass_item(replay))
    taker->take(taker->context, &replay->item.record);
  if (replay_peek(replay)->kind == TRANSCRIPT_OUTPUT) {
    if (strlen(replay->item.text) > WORKER_OUTPUT_MAX)
      replay_fail(replay, replay->item.line, "an output has at most %u bytes", WORKER_OUTPUT_MAX);
    snprintf(end->output, sizeof end->output, "%s", replay->item.text);
    replay_pass_item(replay);
  }
  replay_take_ended(replay, end);
}

static void play(void *context, const struct job *job,
                 void (*take)(void *take_context, const struct call_record *record), void *take_context,
                 struct worker_end *ret_end)
{
  struct replay *replay = context;
  struct taker taker = {take, take_context};

  memset(ret_end, 0, sizeof *ret_end);
  ret_end->ending = WORKER_DONE;
  if (job->kind == JOB_CASE)
    play_case(replay, job, &taker, ret_end);
  else
    replay_play_suite(replay, job, &taker, ret_end);
  if (replay->failed)
    ret_end->ending = WORKER_STOPPED;
  look_ahead(replay);
}

static void pass(void *context, const struct job *job, const char *reason)
{
  struct replay *replay = context;

  if (!replay_begin_with(replay, TRANSCRIPT_CASE, case_name(replay, job)))
    return;
  if (replay_peek(replay)->kind == TRANSCRIPT_LACKS && strcmp(replay->item.text, reason) == 0)
    replay_pass_item(replay);
  else
    replay_fail(replay, replay->item.line, "expected 'lacks %.160s'", reason);
  look_ahead(replay);
}

struct record_source replay_source(struct replay *replay, const struct program_set *cases)
{
  replay->cases = cases;
  return (struct record_source){start, play, pass, replay};
}

bool replay_is_used_up(struct replay *replay)
{
  enum transcript_kind kind = replay_peek(replay)->kind;

  return kind == TRANSCRIPT_NOTHING || kind == TRANSCRIPT_END;
}

bool replay_is_over(struct replay *replay)
{
  char found[128];

  if (replay_peek(replay)->kind == TRANSCRIPT_END) {
    replay_pass_item(replay);
    if (replay_peek(replay)->kind == TRANSCRIPT_NOTHING)
      return !replay->failed;
  }
  return replay_fail(replay, replay->item.line, "expected the end of the run; found %s",
                     replay_describe(&replay->item, found, sizeof found));
}
