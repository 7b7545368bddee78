#include "certify/transcript_suite.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "certify/player.h"

static void parameters(const struct suite *suite, struct buffer *ret_text)
{
  struct buffer lines = {NULL, 0, 0, false};

  suite_parameters(suite, &lines);
  for (const char *line = buffer_text(&lines), *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
    buffer_printf(ret_text, "parameter %.*s\n", (int)(end - line), line);
  ret_text->failed = ret_text->failed || lines.failed;
  buffer_free(&lines);
}

void suite_transcript_begin(struct suite_transcript *transcript, const struct suite *suite, struct buffer *ret_text)
{
  memset(transcript, 0, sizeof *transcript);
  transcript->suite = suite;
  transcript->text = ret_text;
  rebuild_init(&transcript->rebuild);
}

void suite_transcript_end(struct suite_transcript *transcript)
{
  rebuild_free(&transcript->rebuild);
  for (size_t i = 0; i < TRANSCRIPT_BLOCKS; i++)
    free(transcript->known[i].text);
  buffer_free(&transcript->part);
  buffer_free(&transcript->records);
}

void suite_transcript_stretch(struct suite_transcript *transcript, uint64_t first)
{
  /* A suite of which nothing is played does not stand there. */
  if (!transcript->has_head) {
    buffer_printf(transcript->text, "suite %s %" PRIu64 "\n", transcript->suite->name,
                  suite_combinations(transcript->suite));
    parameters(transcript->suite, transcript->text);
  }
  transcript->has_head = true;
  transcript->first = transcript->next = first;
  transcript->at = STRETCH_WORLD;
  buffer_clear(&transcript->part);
  buffer_clear(&transcript->records);
}

/* Writes the part's text, unless it stands there already, and empties it. Returns its block's number. */
static uint64_t put_block(struct suite_transcript *transcript)
{
  struct known_block *known = NULL;
  struct buffer *part = &transcript->part;
  uint64_t number = transcript->block_count;

  for (size_t i = 0; known == NULL && i < TRANSCRIPT_BLOCKS && i < transcript->block_count; i++)
    if (transcript->known[i].size == part->size &&
        memcmp(transcript->known[i].text, buffer_text(part), part->size) == 0)
      known = &transcript->known[i];
  if (known == NULL) {
    buffer_printf(transcript->text, "block %" PRIu64 "\n", number);
    buffer_append(transcript->text, buffer_text(part), part->size);
    known = &transcript->known[number % TRANSCRIPT_BLOCKS];
    free(known->text);
    *known = (struct known_block){number, malloc(part->size + 1), part->size};
    transcript->failed = transcript->failed || part->failed || known->text == NULL;
    if (known->text != NULL)
      memcpy(known->text, buffer_text(part), part->size);
    else
      known->size = 0;
    transcript->block_count++;
  }
  buffer_clear(part);
  return known->number;
}

/* The objects of the world, for the calls to come. */
static void follow_world(struct suite_transcript *transcript, uint64_t block)
{
  struct call_record record;
  size_t at = 0;

  if (transcript->has_world && transcript->world == block)
    return;
  transcript->has_world = rebuild_begin(&transcript->rebuild, transcript->suite, transcript->first);
  transcript->world = block;
  transcript->failed = transcript->failed || !transcript->has_world || transcript->records.failed;
  while (at < transcript->records.size &&
         record_read((const uint8_t *)transcript->records.data, transcript->records.size, &at, &record))
    rebuild_follow(&transcript->rebuild, &record);
}

static void end_world(struct suite_transcript *transcript)
{
  uint64_t block = put_block(transcript);

  buffer_printf(transcript->text, "stretch %" PRIu64 " %" PRIu64 "\n", transcript->first, block);
  follow_world(transcript, block);
  transcript->at = STRETCH_CALLS;
}

static bool is_same_memory(const struct memory_record *a, const struct memory_record *b)
{
  return a->address == b->address && a->place == b->place && a->size == b->size && a->readable == b->readable &&
         a->writable == b->writable && (a->readable == 0 || memcmp(a->before, b->before, a->readable) == 0);
}

static bool is_written(const struct memory_record *memory)
{
  return memory->after != memory->before && memcmp(memory->after, memory->before, memory->readable) != 0;
}

/* Whether the record is no more than its status and what can be built anew. */
static bool is_plain(struct suite_transcript *transcript, const struct call_record *record)
{
  const struct call_record *rebuilt;
  bool same;

  if (record->outcome != RECORD_RETURNED || record->status == STATUS_SUCCESS || is_written(&record->argument))
    return false; /* a call that succeeded is undone, and that has records of its own */
  rebuilt = rebuild_combination(&transcript->rebuild, transcript->next, record->status);
  same = rebuilt != NULL && rebuilt->op == record->op && rebuilt->process == record->process &&
         rebuilt->call == record->call && record->detail[0] == '\0' &&
         is_same_memory(&rebuilt->argument, &record->argument);
  for (uint8_t i = 0; same && i < CALL_MAX_ARGUMENTS; i++)
    same = is_same_memory(&rebuilt->memory[i], &record->memory[i]) && !is_written(&record->memory[i]);
  return same;
}

static void put_combination(struct suite_transcript *transcript, const struct call_record *record)
{
  if (is_plain(transcript, record)) {
    transcript_status(&transcript->statuses, record->status, transcript->text);
  } else {
    transcript_statuses_end(&transcript->statuses, transcript->text);
    buffer_printf(transcript->text, "combination %" PRIu64 "\n", transcript->next);
    transcript_record(record, transcript->text);
  }
  transcript->next++;
}

void suite_transcript_record(struct suite_transcript *transcript, const struct call_record *record)
{
  if (transcript->at == STRETCH_WORLD && !record->teardown && (record->call & PLAYER_WORLD) != 0) {
    transcript_record(record, &transcript->part);
    record_write(record, &transcript->records);
    return;
  }
  if (transcript->at == STRETCH_WORLD)
    end_world(transcript);
  if (record->teardown) {
    transcript_statuses_end(&transcript->statuses, transcript->text);
    transcript_record(record, &transcript->part);
    transcript->at = STRETCH_TEARDOWN;
  } else if ((record->call & PLAYER_UNDO) != 0) {
    transcript_statuses_end(&transcript->statuses, transcript->text);
    transcript_record(record, transcript->text);
  } else {
    put_combination(transcript, record);
  }
}

void suite_transcript_stretch_end(struct suite_transcript *transcript, const struct worker_end *end)
{
  if (transcript->at == STRETCH_WORLD && (transcript->part.size > 0 || end->ending != WORKER_STOPPED))
    end_world(transcript);
  transcript_statuses_end(&transcript->statuses, transcript->text);
  /* Where nothing was made there is nothing to tear down, and that is the end, too. */
  if (transcript->at == STRETCH_TEARDOWN || end->ending == WORKER_DONE)
    buffer_printf(transcript->text, "finish %" PRIu64 "\n", put_block(transcript));
  transcript_ended(end, transcript->text);
}
