#include "certify/replay.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/player.h"

#define BLOCK_RECORDS_MAX 4096u

/* What certify_run says when it stopped and the judgement up to there can be repeated. */
#define INTERRUPTED "interrupted"
#define NO_TARGET "the target could not be loaded again"

/* Who gets a job's records. */
struct taker {
  void (*take)(void *context, const struct call_record *record);
  void *context;
};

BUFFER_PRINTF_AT(3, 4) static bool fail(struct replay *replay, size_t line, const char *format, ...)
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

/* The next item, chain lines left out. After an error it is TRANSCRIPT_NOTHING. */
static const struct transcript_item *peek(struct replay *replay)
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

static void pass_item(struct replay *replay)
{
  replay->has_item = false;
}

static bool is_end(struct replay *replay, const char *reason)
{
  const struct transcript_item *item = peek(replay);

  return item->kind == TRANSCRIPT_END && item->number == 0 && strcmp(item->text, reason) == 0;
}

/* "case 'offer/one'" */
static const char *describe(const struct transcript_item *item, char *ret_text, size_t size)
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
  if (is_end(replay, INTERRUPTED))
    replay->stop = 1;
}

static bool start(void *context, struct worker_hello *ret_hello)
{
  struct replay *replay = context;

  *ret_hello = replay->hello;
  look_ahead(replay);
  return !is_end(replay, NO_TARGET);
}

/* The line with which a case or a suite begins. False: it is not there. */
static bool begin(struct replay *replay, enum transcript_kind kind, const char *name)
{
  const struct transcript_item *item = peek(replay);
  char found[128];

  if (item->kind == kind && strcmp(item->text, name) == 0) {
    pass_item(replay);
    return true;
  }
  if (is_end(replay, INTERRUPTED))
    replay->stop = 1;
  else
    fail(replay, item->line, "expected %s '%.80s', the next; found %s", kind == TRANSCRIPT_CASE ? "case" : "suite",
         name, describe(item, found, sizeof found));
  return false;
}

static const char *case_name(const struct replay *replay, const struct job *job)
{
  const char *name = replay->cases->programs[job->index].name;

  return name != NULL ? name : "";
}

/* How the worker ended, if it did not come to the job's end. */
static void take_ended(struct replay *replay, struct worker_end *end)
{
  const struct transcript_item *item = peek(replay);

  if (item->kind != TRANSCRIPT_ENDED)
    return;
  end->ending = (enum worker_ending)item->number;
  snprintf(end->detail, sizeof end->detail, "%s", item->text);
  pass_item(replay);
}

static void play_case(struct replay *replay, const struct job *job, const struct taker *taker, struct worker_end *end)
{
  if (!begin(replay, TRANSCRIPT_CASE, case_name(replay, job))) {
    end->ending = WORKER_STOPPED;
    return;
  }
  for (; peek(replay)->kind == TRANSCRIPT_RECORD; pass_item(replay))
    taker->take(taker->context, &replay->item.record);
  if (peek(replay)->kind == TRANSCRIPT_OUTPUT) {
    if (strlen(replay->item.text) > WORKER_OUTPUT_MAX)
      fail(replay, replay->item.line, "an output has at most %u bytes", WORKER_OUTPUT_MAX);
    snprintf(end->output, sizeof end->output, "%s", replay->item.text);
    pass_item(replay);
  }
  take_ended(replay, end);
}

static bool add_block(struct replay *replay)
{
  const struct transcript_item *item = peek(replay);

  if (item->number != replay->block_count)
    return fail(replay, item->line, "expected block %zu", replay->block_count);
  if (replay->block_count == replay->block_capacity) {
    size_t capacity = replay->block_capacity > 0 ? replay->block_capacity * 2 : 64;
    struct replay_block *grown = realloc(replay->blocks, capacity * sizeof *grown);

    if (grown == NULL)
      return fail(replay, 0, "out of memory");
    replay->blocks = grown;
    replay->block_capacity = capacity;
  }
  replay->blocks[replay->block_count++] = (struct replay_block){replay->reader.offset, replay->reader.line};
  do
    pass_item(replay);
  while (peek(replay)->kind == TRANSCRIPT_RECORD);
  return true;
}

/* Hands out a block's records; those of a world are followed, too. */
static bool play_block(struct replay *replay, const struct transcript_item *item, bool follow,
                       const struct taker *taker)
{
  struct transcript_reader *reader = &replay->block_reader;
  struct transcript_item record;

  if (item->block >= replay->block_count)
    return fail(replay, item->line, "there is no block %" PRIu64 " above", item->block);
  reader->offset = replay->blocks[item->block].offset;
  reader->line = replay->blocks[item->block].line;
  for (unsigned i = 0;; i++) {
    if (!transcript_next(reader, &record, &replay->error)) {
      replay->failed = true;
      replay->stop = 1;
      return false;
    }
    if (record.kind != TRANSCRIPT_RECORD)
      return true;
    if (i == BLOCK_RECORDS_MAX)
      return fail(replay, record.line, "a block has at most %u records", BLOCK_RECORDS_MAX);
    if (follow)
      rebuild_follow(&replay->rebuild, &record.record);
    taker->take(taker->context, &record.record);
  }
}

static bool play_world(struct replay *replay, const struct job *job, const struct taker *taker)
{
  struct transcript_item item = *peek(replay);
  bool follow = !replay->has_world || replay->world != item.block;

  if (item.number != job->first)
    return fail(replay, item.line, "expected the stretch of combination %" PRIu64, job->first);
  if (follow && !rebuild_begin(&replay->rebuild, replay->suite, job->first))
    return fail(replay, 0, "out of memory");
  replay->has_world = true;
  replay->world = item.block;
  pass_item(replay);
  return play_block(replay, &item, follow, taker);
}

/* Combinations whose statuses stand there alone. */
static bool play_statuses(struct replay *replay, uint64_t end, const struct taker *taker, uint64_t *next)
{
  const struct transcript_item *item = peek(replay);

  for (uint64_t i = 0; i < item->number; i++) {
    if (item->counts[i] > end - *next)
      return fail(replay, item->line, "more statuses than combinations; the stretch ends before %" PRIu64, end);
    for (uint64_t k = 0; k < item->counts[i]; k++) {
      const struct call_record *record = rebuild_combination(&replay->rebuild, (*next)++, item->statuses[i]);

      if (record == NULL)
        return fail(replay, item->line, "combination %" PRIu64 " cannot be built", *next - 1);
      taker->take(taker->context, record);
    }
  }
  pass_item(replay);
  return true;
}

/* A combination that is written out: its call, and what undid it. */
static bool play_combination(struct replay *replay, uint64_t end, const struct taker *taker, uint64_t *next)
{
  const struct transcript_item *item = peek(replay);

  if (item->number != *next || *next >= end)
    return fail(replay, item->line, "combination %" PRIu64 " is out of order", item->number);
  pass_item(replay);
  if (peek(replay)->kind != TRANSCRIPT_RECORD)
    return fail(replay, replay->item.line, "combination %" PRIu64 " has no call", *next);
  for (; peek(replay)->kind == TRANSCRIPT_RECORD; pass_item(replay)) {
    if (replay->item.record.teardown || (replay->item.record.call & PLAYER_WORLD) != 0)
      return fail(replay, replay->item.line, "neither the call of a combination nor what undid it");
    taker->take(taker->context, &replay->item.record);
  }
  (*next)++;
  return true;
}

/* What ends a stretch: its teardown, and how the worker ended if it did. */
static void end_stretch(struct replay *replay, const struct job *job, uint64_t next, const struct taker *taker,
                        struct worker_end *end)
{
  struct transcript_item item = *peek(replay);
  char found[128];

  if (item.kind == TRANSCRIPT_FINISH) {
    pass_item(replay);
    if (!play_block(replay, &item, false, taker))
      return;
  }
  take_ended(replay, end);
  if (end->ending != WORKER_DONE)
    return;
  if (is_end(replay, INTERRUPTED)) {
    if (item.kind != TRANSCRIPT_FINISH)
      end->ending = WORKER_STOPPED;
  } else if (next < job->first + job->count) {
    fail(replay, item.line, "expected combination %" PRIu64 "; found %s", next, describe(&item, found, sizeof found));
  } else if (item.kind != TRANSCRIPT_FINISH) {
    fail(replay, item.line, "expected the end of the stretch; found %s", describe(&item, found, sizeof found));
  }
}

static void play_stretch(struct replay *replay, const struct job *job, const struct taker *taker,
                         struct worker_end *end)
{
  uint64_t next = job->first, behind = job->first + job->count;
  bool good = true, begun = false;

  for (bool more = true; good && more;)
    switch (peek(replay)->kind) {
    case TRANSCRIPT_PARAMETER:
      pass_item(replay);
      break;
    case TRANSCRIPT_BLOCK:
      good = add_block(replay);
      break;
    case TRANSCRIPT_STRETCH:
      good = !begun ? play_world(replay, job, taker)
                    : fail(replay, replay->item.line, "a stretch begins before the last one has ended");
      begun = true;
      break;
    case TRANSCRIPT_STATUSES:
      good = begun ? play_statuses(replay, behind, taker, &next)
                   : fail(replay, replay->item.line, "statuses outside of a stretch");
      break;
    case TRANSCRIPT_COMBINATION:
      good = begun ? play_combination(replay, behind, taker, &next)
                   : fail(replay, replay->item.line, "a combination outside of a stretch");
      break;
    default:
      more = false;
    }
  if (good)
    end_stretch(replay, job, next, taker, end);
}

static void play_suite(struct replay *replay, const struct job *job, const struct taker *taker, struct worker_end *end)
{
  if (replay->suite != &suites[job->index]) {
    replay->suite = NULL;
    replay->has_world = false;
    replay->block_count = 0;
    if (begin(replay, TRANSCRIPT_SUITE, suites[job->index].name))
      replay->suite = &suites[job->index];
  }
  if (replay->suite != NULL)
    play_stretch(replay, job, taker, end);
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
    play_suite(replay, job, &taker, ret_end);
  if (replay->failed)
    ret_end->ending = WORKER_STOPPED;
  look_ahead(replay);
}

static void pass(void *context, const struct job *job, const char *reason)
{
  struct replay *replay = context;

  if (!begin(replay, TRANSCRIPT_CASE, case_name(replay, job)))
    return;
  if (peek(replay)->kind == TRANSCRIPT_LACKS && strcmp(replay->item.text, reason) == 0)
    pass_item(replay);
  else
    fail(replay, replay->item.line, "expected 'lacks %.160s'", reason);
  look_ahead(replay);
}

struct record_source replay_source(struct replay *replay, const struct program_set *cases)
{
  replay->cases = cases;
  return (struct record_source){start, play, pass, replay};
}

bool replay_is_used_up(struct replay *replay)
{
  enum transcript_kind kind = peek(replay)->kind;

  return kind == TRANSCRIPT_NOTHING || kind == TRANSCRIPT_END;
}

static bool is_of_suite(enum transcript_kind kind)
{
  return kind == TRANSCRIPT_PARAMETER || kind == TRANSCRIPT_BLOCK || kind == TRANSCRIPT_STRETCH ||
         kind == TRANSCRIPT_STATUSES || kind == TRANSCRIPT_COMBINATION || kind == TRANSCRIPT_RECORD ||
         kind == TRANSCRIPT_FINISH || kind == TRANSCRIPT_ENDED;
}

void replay_pass_suites(struct replay *replay, const char *name)
{
  for (;;) {
    const struct transcript_item *item = peek(replay);

    if (!is_of_suite(item->kind) && (item->kind != TRANSCRIPT_SUITE || (name != NULL && strcmp(item->text, name) == 0)))
      return;
    pass_item(replay);
  }
}

bool replay_is_over(struct replay *replay)
{
  char found[128];

  if (peek(replay)->kind == TRANSCRIPT_END) {
    pass_item(replay);
    if (peek(replay)->kind == TRANSCRIPT_NOTHING)
      return !replay->failed;
  }
  return fail(replay, replay->item.line, "expected the end of the run; found %s",
              describe(&replay->item, found, sizeof found));
}
