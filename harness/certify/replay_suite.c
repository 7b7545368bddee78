/* What a transcript holds of a generated suite, handed out. */
#include <inttypes.h>
#include <stdlib.h>

#include "certify/player.h"
#include "certify/replay_parts.h"

#define BLOCK_RECORDS_MAX 4096u

static bool add_block(struct replay *replay)
{
  const struct transcript_item *item = replay_peek(replay);

  if (item->number != replay->block_count)
    return replay_fail(replay, item->line, "expected block %zu", replay->block_count);
  if (replay->block_count == replay->block_capacity) {
    size_t capacity = replay->block_capacity > 0 ? replay->block_capacity * 2 : 64;
    struct replay_block *grown = realloc(replay->blocks, capacity * sizeof *grown);

    if (grown == NULL)
      return replay_fail(replay, 0, "out of memory");
    replay->blocks = grown;
    replay->block_capacity = capacity;
  }
  replay->blocks[replay->block_count++] = (struct replay_block){replay->reader.offset, replay->reader.line};
  do
    replay_pass_item(replay);
  while (replay_peek(replay)->kind == TRANSCRIPT_RECORD);
  return true;
}

/* Hands out a block's records; those of a world are followed, too. */
static bool play_block(struct replay *replay, const struct transcript_item *item, bool follow,
                       const struct taker *taker)
{
  struct transcript_reader *reader = &replay->block_reader;
  struct transcript_item record;

  if (item->block >= replay->block_count)
    return replay_fail(replay, item->line, "there is no block %" PRIu64 " above", item->block);
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
      return replay_fail(replay, record.line, "a block has at most %u records", BLOCK_RECORDS_MAX);
    if (follow)
      rebuild_follow(&replay->rebuild, &record.record);
    taker->take(taker->context, &record.record);
  }
}

static bool play_world(struct replay *replay, const struct job *job, const struct taker *taker)
{
  struct transcript_item item = *replay_peek(replay);
  bool follow = !replay->has_world || replay->world != item.block;

  if (item.number != job->first)
    return replay_fail(replay, item.line, "expected the stretch of combination %" PRIu64, job->first);
  if (follow && !rebuild_begin(&replay->rebuild, replay->suite, job->first))
    return replay_fail(replay, 0, "out of memory");
  replay->has_world = true;
  replay->world = item.block;
  replay_pass_item(replay);
  return play_block(replay, &item, follow, taker);
}

/* Combinations whose statuses stand there alone. */
static bool play_statuses(struct replay *replay, uint64_t end, const struct taker *taker, uint64_t *next)
{
  const struct transcript_item *item = replay_peek(replay);

  for (uint64_t i = 0; i < item->number; i++) {
    if (item->counts[i] > end - *next)
      return replay_fail(replay, item->line, "more statuses than combinations; the stretch ends before %" PRIu64, end);
    for (uint64_t k = 0; k < item->counts[i]; k++) {
      const struct call_record *record = rebuild_combination(&replay->rebuild, (*next)++, item->statuses[i]);

      if (record == NULL)
        return replay_fail(replay, item->line, "combination %" PRIu64 " cannot be built", *next - 1);
      taker->take(taker->context, record);
    }
  }
  replay_pass_item(replay);
  return true;
}

/* A combination that is written out: its call, and what undid it. */
static bool play_combination(struct replay *replay, uint64_t end, const struct taker *taker, uint64_t *next)
{
  const struct transcript_item *item = replay_peek(replay);

  if (item->number != *next || *next >= end)
    return replay_fail(replay, item->line, "combination %" PRIu64 " is out of order", item->number);
  replay_pass_item(replay);
  if (replay_peek(replay)->kind != TRANSCRIPT_RECORD)
    return replay_fail(replay, replay->item.line, "combination %" PRIu64 " has no call", *next);
  for (; replay_peek(replay)->kind == TRANSCRIPT_RECORD; replay_pass_item(replay)) {
    if (replay->item.record.teardown || (replay->item.record.call & PLAYER_WORLD) != 0)
      return replay_fail(replay, replay->item.line, "neither the call of a combination nor what undid it");
    taker->take(taker->context, &replay->item.record);
  }
  (*next)++;
  return true;
}

/* What ends a stretch: its teardown, and how the worker ended if it did. */
static void end_stretch(struct replay *replay, const struct job *job, uint64_t next, const struct taker *taker,
                        struct worker_end *end)
{
  struct transcript_item item = *replay_peek(replay);
  char found[128];

  if (item.kind == TRANSCRIPT_FINISH) {
    replay_pass_item(replay);
    if (!play_block(replay, &item, false, taker))
      return;
  }
  replay_take_ended(replay, end);
  if (end->ending != WORKER_DONE)
    return;
  if (replay_is_end(replay, INTERRUPTED)) {
    if (item.kind != TRANSCRIPT_FINISH)
      end->ending = WORKER_STOPPED;
  } else if (next < job->first + job->count) {
    replay_fail(replay, item.line, "expected combination %" PRIu64 "; found %s", next,
                replay_describe(&item, found, sizeof found));
  } else if (item.kind != TRANSCRIPT_FINISH) {
    replay_fail(replay, item.line, "expected the end of the stretch; found %s",
                replay_describe(&item, found, sizeof found));
  }
}

static void play_stretch(struct replay *replay, const struct job *job, const struct taker *taker,
                         struct worker_end *end)
{
  uint64_t next = job->first, behind = job->first + job->count;
  bool good = true, begun = false;

  for (bool more = true; good && more;)
    switch (replay_peek(replay)->kind) {
    case TRANSCRIPT_PARAMETER:
      replay_pass_item(replay);
      break;
    case TRANSCRIPT_BLOCK:
      good = add_block(replay);
      break;
    case TRANSCRIPT_STRETCH:
      good = !begun ? play_world(replay, job, taker)
                    : replay_fail(replay, replay->item.line, "a stretch begins before the last one has ended");
      begun = true;
      break;
    case TRANSCRIPT_STATUSES:
      good = begun ? play_statuses(replay, behind, taker, &next)
                   : replay_fail(replay, replay->item.line, "statuses outside of a stretch");
      break;
    case TRANSCRIPT_COMBINATION:
      good = begun ? play_combination(replay, behind, taker, &next)
                   : replay_fail(replay, replay->item.line, "a combination outside of a stretch");
      break;
    default:
      more = false;
    }
  if (good)
    end_stretch(replay, job, next, taker, end);
}

bool replay_enter_suite(struct replay *replay, size_t index)
{
  if (replay->suite != &suites[index]) {
    replay->suite = NULL;
    replay->has_world = false;
    replay->block_count = 0;
    if (replay_begin_with(replay, TRANSCRIPT_SUITE, suites[index].name))
      replay->suite = &suites[index];
  }
  return replay->suite != NULL;
}

void replay_play_suite(struct replay *replay, const struct job *job, const struct taker *taker, struct worker_end *end)
{
  if (replay_enter_suite(replay, job->index))
    play_stretch(replay, job, taker, end);
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
    const struct transcript_item *item = replay_peek(replay);

    if (!is_of_suite(item->kind) && (item->kind != TRANSCRIPT_SUITE || (name != NULL && strcmp(item->text, name) == 0)))
      return;
    replay_pass_item(replay);
  }
}

void replay_pass_stretches(struct replay *replay, uint64_t first)
{
  bool good = true;

  while (good) {
    const struct transcript_item *item = replay_peek(replay);

    if (!is_of_suite(item->kind) || (item->kind == TRANSCRIPT_STRETCH && item->number >= first))
      return;
    if (item->kind == TRANSCRIPT_BLOCK)
      good = add_block(replay);
    else
      replay_pass_item(replay);
  }
}
