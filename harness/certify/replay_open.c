/* The first block of a transcript: what was run, and on what. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/replay.h"

#define FACT_COUNT 13u

static bool wrong(struct replay *replay, size_t line, const char *message, const char *about)
{
  replay->failed = true;
  replay->error.line = line;
  replay->error.column = 1;
  snprintf(replay->error.message, sizeof replay->error.message, "%s '%.160s'", message, about);
  return false;
}

static bool take_string(struct replay *replay, const char *text, char **ret_text)
{
  size_t size = strlen(text) + 1;

  *ret_text = malloc(size);
  if (*ret_text != NULL) {
    memcpy(*ret_text, text, size);
    return true;
  }
  replay->failed = true;
  replay->error = (struct text_error){0, 0, "out of memory"};
  return false;
}

static bool take_number(struct replay *replay, const struct transcript_item *item, uint64_t most, uint64_t *ret_number)
{
  uint64_t number = 0;

  for (const char *at = item->text; *at != '\0'; at++) {
    if (*at < '0' || *at > '9' || number > (most - (uint64_t)(*at - '0')) / 10)
      return wrong(replay, item->line, "not a number, or too large:", item->text);
    number = number * 10 + (uint64_t)(*at - '0');
  }
  *ret_number = number;
  return item->text[0] != '\0' || wrong(replay, item->line, "no number in the line", item->key);
}

static bool take_fact(struct replay *replay, const struct transcript_item *item, unsigned index,
                      struct run_facts *facts)
{
  const struct {
    const char *key;
    char **text;
  } rows[FACT_COUNT] = {{"version", &facts->version},
                        {"suite-sha256", &replay->suite_sha256},
                        {"target", &facts->target},
                        {"target-sha256", &facts->target_sha256},
                        {"adapter", &facts->adapter},
                        {"profile", &facts->profile},
                        {"filter", &facts->filter},
                        {"seed", NULL},
                        {"timeout", NULL},
                        {"system", &facts->system},
                        {"processor", &facts->processor},
                        {"compiler", &facts->compiler},
                        {"mock-control", NULL}};
  uint64_t timeout = 0;

  if (item->kind != TRANSCRIPT_FACT || strcmp(item->key, rows[index].key) != 0)
    return wrong(replay, item->line, "expected a line that begins with", rows[index].key);
  if (rows[index].text != NULL)
    return take_string(replay, item->text, rows[index].text);
  if (strcmp(item->key, "seed") == 0)
    return take_number(replay, item, UINT64_MAX, &facts->seed);
  if (strcmp(item->key, "timeout") == 0) {
    bool good = take_number(replay, item, UINT32_MAX, &timeout);

    facts->timeout_seconds = (uint32_t)timeout;
    return good;
  }
  replay->hello.target.is_mock = strcmp(item->text, "yes") == 0;
  return replay->hello.target.is_mock || strcmp(item->text, "no") == 0 ||
         wrong(replay, item->line, "expected yes or no, not", item->text);
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
  ret_facts->isolated = true;
  for (unsigned i = 0; i < FACT_COUNT + ABI_ENTRY_COUNT; i++) {
    if (!transcript_next(&replay->reader, &item, &replay->error)) {
      replay->failed = true;
      return false;
    }
    if (i < FACT_COUNT ? !take_fact(replay, &item, i, ret_facts) : !take_entry(replay, &item, i - FACT_COUNT))
      return false;
  }
  snprintf(replay->hello.target.description, sizeof replay->hello.target.description, "%s", ret_facts->adapter);
  return true;
}

void replay_close(struct replay *replay)
{
  transcript_reader_free(&replay->reader);
  transcript_reader_free(&replay->block_reader);
  rebuild_free(&replay->rebuild);
  free(replay->blocks);
  free(replay->suite_sha256);
  memset(replay, 0, sizeof *replay);
}
