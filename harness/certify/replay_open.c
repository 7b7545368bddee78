/* The first block of a transcript: what was run, and on what. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/facts.h"
#include "certify/replay.h"

static bool wrong(struct replay *replay, size_t line, const char *message, const char *about)
{
  replay->failed = true;
  replay->error.line = line;
  replay->error.column = 1;
  snprintf(replay->error.message, sizeof replay->error.message, "%s '%.160s'", message, about);
  return false;
}

static bool take_fact(struct replay *replay, const struct transcript_item *item, const struct fact *fact,
                      struct run_facts *facts)
{
  if (item->kind != TRANSCRIPT_FACT || strcmp(item->key, fact->key) != 0)
    return wrong(replay, item->line, "expected a line that begins with", fact->key);
  switch (fact_take(fact, item->text, facts)) {
  case FACT_TAKEN:
    return true;
  case FACT_NO_MEMORY:
    replay->failed = true;
    replay->error = (struct text_error){0, 0, "out of memory"};
    return false;
  default:
    return wrong(replay, item->line,
                 fact->kind == FACT_SWITCH ? "expected yes or no, not" : "no number, or too large a one:", item->text);
  }
}

/* Stands for an entry point that the target had: nobody calls it. */
static void nothing(void)
{
}

static bool take_entry(struct replay *replay, const struct transcript_item *item, unsigned index)
{
  if (item->kind != TRANSCRIPT_ENTRY || strcmp(item->text, abi_entries[index].name) != 0)
    return wrong(replay, item->line, "expected a line about the entry point", abi_entries[index].name);
  replay->hello.present[index] = item->number == 1;
  if (item->number == 1)
    replay->hello.target.table.functions[index] = nothing;
  return true;
}

bool replay_open(struct replay *replay, const char *data, size_t size, struct run_facts *ret_facts)
{
  struct transcript_item item;

  memset(replay, 0, sizeof *replay);
  transcript_reader_init(&replay->reader, data, size);
  transcript_reader_init(&replay->block_reader, data, size);
  rebuild_init(&replay->rebuild);
  for (unsigned i = 0; i < run_fact_count + ABI_ENTRY_COUNT; i++) {
    if (!transcript_next(&replay->reader, &item, &replay->error)) {
      replay->failed = true;
      return false;
    }
    if (i < run_fact_count ? !take_fact(replay, &item, &run_fact_table[i], ret_facts)
                           : !take_entry(replay, &item, i - run_fact_count))
      return false;
  }
  replay->hello.target.is_mock = ret_facts->mock_control;
  replay->hello.target.luid = replay->rebuild.target.luid = ret_facts->adapter_luid;
  replay->hello.target.adapters = ret_facts->adapters;
  if (!target_take_allocations(ret_facts->allocations, &replay->hello.target))
    return wrong(replay, 1, "the fact allocations cannot be", ret_facts->allocations);
  if (!target_take_capabilities(ret_facts->capabilities, &replay->hello.target))
    return wrong(replay, 1, "the fact capabilities cannot be", ret_facts->capabilities);
  snprintf(replay->hello.target.description, sizeof replay->hello.target.description, "%s", ret_facts->adapter);
  return true;
}

void replay_close(struct replay *replay)
{
  transcript_reader_free(&replay->reader);
  transcript_reader_free(&replay->block_reader);
  rebuild_free(&replay->rebuild);
  free(replay->blocks);
  memset(replay, 0, sizeof *replay);
}
