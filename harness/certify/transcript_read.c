#include "certify/transcript_read.h"

#include <stdio.h>
#include <string.h>

#include "certify/facts.h"
#include "certify/player.h"
#include "certify/transcript_line.h"

void transcript_reader_init(struct transcript_reader *reader, const char *data, size_t size)
{
  memset(reader, 0, sizeof *reader);
  reader->data = data != NULL ? data : "";
  reader->size = size;
  reader->line = 1;
}

void transcript_reader_free(struct transcript_reader *reader)
{
  buffer_free(&reader->text);
  buffer_free(&reader->detail);
  buffer_free(&reader->bytes);
}

static bool read_statuses(struct line *line, struct transcript_item *item)
{
  uint64_t status;

  for (item->number = 0; item->number < TRANSCRIPT_RUNS && (item->number == 0 || line->at < line->end);
       item->number++) {
    if ((item->number > 0 && !line_expect(line, " ")) || !line_hexadecimal(line, 32, &status) ||
        !line_expect(line, "*") || !line_decimal(line, UINT32_MAX, &item->counts[item->number]))
      return false;
    item->statuses[item->number] = (NTSTATUS)(uint32_t)status;
    if (item->counts[item->number] == 0)
      return line_wrong(line, "a status must come at least once");
  }
  return line_expect_end(line);
}

static bool read_ended(struct transcript_reader *reader, struct line *line, struct transcript_item *item)
{
  if (line_skip(line, "crashed"))
    item->number = WORKER_CRASHED;
  else if (line_skip(line, "timeout"))
    item->number = WORKER_TIMEOUT;
  else if (line_skip(line, "broken"))
    item->number = WORKER_BROKEN;
  else
    return line_wrong(line, "expected crashed, timeout or broken");
  return line_rest_after_blank(line, sizeof((struct worker_end *)0)->detail - 1, &reader->text);
}

static bool read_end(struct transcript_reader *reader, struct line *line, struct transcript_item *item)
{
  item->number = line_skip(line, "complete");
  if (item->number == 0 && !line_expect(line, "incomplete"))
    return false;
  return item->number == 1 ? line_expect_end(line)
                           : line_rest_after_blank(line, TRANSCRIPT_MAX_LINE_TEXT, &reader->text);
}

static bool read_suite(struct transcript_reader *reader, struct line *line, struct transcript_item *item)
{
  const char *name;
  size_t length;

  if (!line_word(line, "the suite's name", &name, &length) || !line_expect(line, " ") ||
      !line_decimal(line, UINT64_MAX, &item->number))
    return false;
  buffer_clear(&reader->text);
  buffer_append(&reader->text, name, length);
  return line_expect_end(line);
}

static bool read_entry(struct transcript_reader *reader, struct line *line, struct transcript_item *item)
{
  const char *name;
  size_t length;

  if (!line_word(line, "an entry point", &name, &length) || !line_expect(line, " "))
    return false;
  buffer_clear(&reader->text);
  buffer_append(&reader->text, name, length);
  item->number = line_skip(line, "yes");
  return (item->number == 1 || line_expect(line, "no")) && line_expect_end(line);
}

static bool read_chain(struct transcript_reader *reader, struct line *line)
{
  const char *begin = line->at;

  while (line->at < line->end && line_hex_digit(*line->at) >= 0 && (*line->at < 'A' || *line->at > 'F'))
    line->at++;
  if (line->at - begin != SHA256_HEX - 1)
    return line_wrong(line, "expected %d lower-case hexadecimal digits", SHA256_HEX - 1);
  buffer_clear(&reader->text);
  buffer_append(&reader->text, begin, SHA256_HEX - 1);
  return line_expect_end(line);
}

/* Lines of a word and a text, beside the facts. */
static const struct {
  const char *word;
  enum transcript_kind kind;
} text_lines[] = {
    {"case", TRANSCRIPT_CASE},
    {"lacks", TRANSCRIPT_LACKS},
    {"output", TRANSCRIPT_OUTPUT},
    {"parameter", TRANSCRIPT_PARAMETER},
};

static bool is_word(const char *word, const char *begin, size_t length)
{
  return strlen(word) == length && memcmp(word, begin, length) == 0;
}

static bool read_text_line(struct transcript_reader *reader, struct line *line, const char *begin, size_t length,
                           struct transcript_item *item)
{
  bool known = false;

  for (size_t i = 0; !known && i < sizeof text_lines / sizeof text_lines[0]; i++) {
    known = is_word(text_lines[i].word, begin, length);
    item->kind = text_lines[i].kind;
  }
  for (unsigned i = 0; !known && i < run_fact_count; i++) {
    known = is_word(run_fact_table[i].key, begin, length);
    item->kind = TRANSCRIPT_FACT;
    item->key = run_fact_table[i].key;
  }
  if (known)
    return line_rest_after_blank(line, TRANSCRIPT_MAX_LINE_TEXT, &reader->text);
  line->at = line->begin;
  return line_wrong(line, "a line cannot begin with '%.*s'", (int)(length < 32 ? length : 32), begin);
}

static bool read_first(struct transcript_reader *reader, struct text_error *error)
{
  struct line line;

  if (!transcript_line(reader, error, &line))
    return false;
  if (!line_skip(&line, TRANSCRIPT_FIRST_LINE) || line.at != line.end) {
    line.at = line.begin;
    return line_wrong(&line, "not a transcript: the first line is not '" TRANSCRIPT_FIRST_LINE "'");
  }
  transcript_move_on(reader, &line);
  return true;
}

static bool read_line(struct transcript_reader *reader, struct line *line, struct transcript_item *item)
{
  static const struct {
    const char *word;
    uint32_t mark;
  } records[] = {{"call ", 0}, {"world ", PLAYER_WORLD}, {"undo ", PLAYER_UNDO}, {"teardown ", UINT32_MAX}};
  const char *begin;
  size_t length;
  bool good;

  for (size_t i = 0; i < sizeof records / sizeof records[0]; i++)
    if (line_skip(line, records[i].word))
      return transcript_read_record(reader, line, records[i].mark, item);
  if (line_skip(line, "statuses ")) {
    item->kind = TRANSCRIPT_STATUSES;
    good = read_statuses(line, item);
  } else if (line_skip(line, "combination ")) {
    item->kind = TRANSCRIPT_COMBINATION;
    good = line_decimal(line, UINT64_MAX, &item->number) && line_expect_end(line);
  } else if (line_skip(line, "stretch ")) {
    item->kind = TRANSCRIPT_STRETCH;
    good = line_decimal(line, UINT64_MAX, &item->number) && line_expect(line, " ") &&
           line_decimal(line, UINT64_MAX, &item->block) && line_expect_end(line);
  } else if (line_skip(line, "block ")) {
    item->kind = TRANSCRIPT_BLOCK;
    good = line_decimal(line, UINT64_MAX, &item->number) && line_expect_end(line);
  } else if (line_skip(line, "finish ")) {
    item->kind = TRANSCRIPT_FINISH;
    good = line_decimal(line, UINT64_MAX, &item->block) && line_expect_end(line);
  } else if (line_skip(line, "chain ")) {
    item->kind = TRANSCRIPT_CHAIN;
    good = read_chain(reader, line);
  } else if (line_skip(line, "suite ")) {
    item->kind = TRANSCRIPT_SUITE;
    good = read_suite(reader, line, item);
  } else if (line_skip(line, "entry ")) {
    item->kind = TRANSCRIPT_ENTRY;
    good = read_entry(reader, line, item);
  } else if (line_skip(line, "ended ")) {
    item->kind = TRANSCRIPT_ENDED;
    good = read_ended(reader, line, item);
  } else if (line_skip(line, "end ")) {
    item->kind = TRANSCRIPT_END;
    good = read_end(reader, line, item);
  } else {
    good = line_word(line, "a word that begins a line", &begin, &length) &&
           read_text_line(reader, line, begin, length, item);
  }
  transcript_move_on(reader, line);
  return good;
}

bool transcript_next(struct transcript_reader *reader, struct transcript_item *ret_item, struct text_error *ret_error)
{
  struct line line;

  if (reader->offset == 0 && !read_first(reader, ret_error))
    return false;
  memset(ret_item, 0, sizeof *ret_item);
  ret_item->key = ret_item->text = ret_item->record.detail = "";
  ret_item->line = reader->line;
  ret_item->offset = reader->offset;
  ret_item->kind = TRANSCRIPT_NOTHING;
  if (reader->offset == reader->size)
    return true;
  buffer_clear(&reader->text);
  if (!transcript_line(reader, ret_error, &line) || !read_line(reader, &line, ret_item))
    return false;
  ret_item->text = buffer_text(&reader->text);
  return !reader->text.failed || line_out_of_memory(ret_error);
}
