#include "certify/journal.h"

#include <stdio.h>
#include <string.h>

#include "certify/facts.h"
#include "digest/sha256.h"

#define CHAIN "chain "
#define CHAIN_SIZE (sizeof CHAIN - 1 + SHA256_HEX) /* the line, its end included */

/* ---- how much of it holds ---- */

struct block {
  size_t begin, end; /* bytes; the chain line before it is its beginning, its own is behind its end */
  size_t line;       /* of the chain line */
  bool is_end;       /* the run's */
  bool is_cut;       /* a stretch that did not come to its end */
};

static bool begins_with(const char *line, const char *end, const char *word)
{
  size_t length = strlen(word);

  return (size_t)(end - line) >= length && memcmp(line, word, length) == 0;
}

/* What kind of a line it is, as far as it matters. */
static void look_at_line(struct block *block, const char *line, const char *end)
{
  if (begins_with(line, end, "end "))
    block->is_end = true;
  else if (begins_with(line, end, "stretch "))
    block->is_cut = true;
  else if (begins_with(line, end, "finish ") || begins_with(line, end, "ended "))
    block->is_cut = false;
}

/* The next whole block, behind the one that is given. False: there is none. */
static bool next_block(const char *data, size_t size, struct block *block)
{
  const char *line = data + (block->end > 0 ? block->end + CHAIN_SIZE : 0), *end;
  size_t begin = block->end, number = block->line;

  for (*block = (struct block){.begin = begin}; (size_t)(line - data) < size; line = end + 1) {
    end = memchr(line, '\n', size - (size_t)(line - data));
    if (end == NULL)
      return false;
    number++;
    if (begins_with(line, end, CHAIN) && (size_t)(end - line) + 1 == CHAIN_SIZE) {
      block->end = (size_t)(line - data);
      block->line = number;
      return true;
    }
    look_at_line(block, line, end);
  }
  return false;
}

static bool sum_up(const char *data, const struct block *block, char ret_hex[SHA256_HEX])
{
  struct sha256 hash;

  sha256_begin(&hash);
  sha256_add(&hash, data + block->begin, block->end - block->begin);
  return sha256_end(&hash, ret_hex);
}

static bool chain_error(const struct block *block, const char *hex, struct text_error *ret_error)
{
  *ret_error = (struct text_error){block->line, 1, ""};
  snprintf(ret_error->message, sizeof ret_error->message,
           "the chain is broken: what stands between this chain line and the one before has the sum %s", hex);
  return false;
}

bool journal_measure(const char *data, size_t size, struct journal_extent *ret_extent, struct text_error *ret_error)
{
  struct block block = {0}, next;
  char hex[SHA256_HEX];
  size_t count = 0;

  *ret_extent = (struct journal_extent){0, 0, size};
  while (next_block(data, size, &block)) {
    if (!sum_up(data, &block, hex)) {
      *ret_error = (struct text_error){0, 0, "out of memory"};
      return false;
    }
    if (memcmp(data + block.end + sizeof CHAIN - 1, hex, SHA256_HEX - 1) != 0) {
      next = block;
      return !next_block(data, size, &next) || chain_error(&block, hex, ret_error);
    }
    count++;
    ret_extent->torn = size - block.end - CHAIN_SIZE;
    if (!block.is_end && !block.is_cut) {
      ret_extent->size = block.end + CHAIN_SIZE;
      ret_extent->blocks = count;
    }
  }
  return true;
}

/* ---- going on with it ---- */

static bool start(void *context, struct worker_hello *ret_hello)
{
  struct journal *journal = context;
  struct record_source replay = replay_source(&journal->replay, journal->replay.cases);
  struct worker_hello recorded;

  (void)ret_hello; /* the target itself was asked */
  return replay.start(replay.context, &recorded);
}

static void play(void *context, const struct job *job,
                 void (*take)(void *take_context, const struct call_record *record), void *take_context,
                 struct worker_end *ret_end)
{
  struct journal *journal = context;
  struct record_source replay = replay_source(&journal->replay, journal->replay.cases);

  replay.play(replay.context, job, take, take_context, ret_end);
}

static void pass(void *context, const struct job *job, const char *reason)
{
  struct journal *journal = context;
  struct record_source replay = replay_source(&journal->replay, journal->replay.cases);

  replay.pass(replay.context, job, reason);
}

bool journal_open(struct journal *journal, const char *data, size_t size, const struct program_set *cases,
                  struct text_error *ret_error)
{
  bool good;

  memset(journal, 0, sizeof *journal);
  journal->data = data;
  journal->size = size;
  journal->source = (struct record_source){start, play, pass, journal};
  good = replay_open(&journal->replay, data, size, &journal->facts);
  journal->replay.cases = cases;
  *ret_error = journal->replay.error;
  return good;
}

void journal_close(struct journal *journal)
{
  replay_close(&journal->replay);
  run_facts_free(&journal->facts);
}

static void tell_fact(const struct fact *fact, const struct run_facts *then, const struct run_facts *now,
                      struct buffer *ret_text)
{
  buffer_printf(ret_text, "its %s is '", fact->key);
  fact_text(fact, then, ret_text);
  buffer_string(ret_text, "', that of this run '");
  fact_text(fact, now, ret_text);
  buffer_string(ret_text, "'");
}

bool journal_is_of(const struct journal *journal, const struct run_facts *facts, const struct worker_hello *hello,
                   struct buffer *ret_text)
{
  for (unsigned i = 0; i < run_fact_count; i++)
    if (!fact_is_equal(&run_fact_table[i], &journal->facts, facts)) {
      tell_fact(&run_fact_table[i], &journal->facts, facts, ret_text);
      return false;
    }
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++)
    if (journal->replay.hello.present[i] != hello->present[i]) {
      buffer_printf(ret_text, "its target %s %s, that of this run %s", hello->present[i] ? "lacked" : "had",
                    abi_entries[i].name, hello->present[i] ? "has it" : "lacks it");
      return false;
    }
  return true;
}

bool journal_has_more(struct journal *journal)
{
  return !journal_is_wrong(journal) && !replay_is_used_up(&journal->replay);
}

bool journal_is_wrong(const struct journal *journal)
{
  return journal->differs || journal->replay.failed;
}

void journal_error(const struct journal *journal, struct text_error *ret_error)
{
  if (journal->replay.failed)
    *ret_error = journal->replay.error;
  else
    transcript_difference(journal->data, journal->same, ret_error);
}

size_t journal_take_text(struct journal *journal, const char *text, size_t size)
{
  size_t rest = journal->size - journal->same, common = 0;

  if (size > rest)
    size = rest;
  while (common < size && journal->data[journal->same + common] == text[common])
    common++;
  journal->same += common;
  journal->differs = journal->differs || common < size;
  return common;
}
