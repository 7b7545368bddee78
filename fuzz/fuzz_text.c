/*
 * Text that is a program says the same program again when it is printed, in
 * either form, and a transcript is read to its end; other text is refused at a
 * place that it has.
 */
#include <string.h>

#include "certify/transcript_read.h"
#include "fuzz/target.h"
#include "program/binary.h"
#include "program/text.h"

#define PROGRAMS_TRIED 32u /* of one text, which loops may make thousands of */

static bool fail(struct buffer *ret_finding, const char *what)
{
  buffer_printf(ret_finding, "fuzz_text: %s", what);
  return false;
}

static size_t count_lines(const uint8_t *data, size_t size)
{
  size_t lines = 1;

  for (size_t i = 0; i < size; i++)
    lines += data[i] == '\n';
  return lines;
}

/* Out of memory has no place in the text. */
static bool check_error(const struct text_error *error, const uint8_t *data, size_t size, struct buffer *ret_finding)
{
  if (error->line > count_lines(data, size) || error->column > size + 1)
    return fail(ret_finding, "the error is at a place that the text does not have");
  if (error->message[0] == '\0' || memchr(error->message, '\0', sizeof error->message) == NULL)
    return fail(ret_finding, "the error says nothing");
  return true;
}

static bool check_text(const struct program *program, struct buffer *ret_finding)
{
  struct buffer text = {NULL, 0, 0, false};
  struct program_set again = {NULL, 0, 0};
  struct text_error error;
  bool good = true;

  program_format(program, &text);
  if (!text.failed && !program_parse(buffer_text(&text), text.size, &again, &error))
    good = error.line == 0 || fail(ret_finding, "what is printed of a program is refused");
  else if (!text.failed && (again.count != 1 || !program_same_calls(program, &again.programs[0])))
    good = fail(ret_finding, "what is printed of a program is another one");
  program_set_free(&again);
  buffer_free(&text);
  return good;
}

static bool check_binary(const struct program *program, struct buffer *ret_finding)
{
  struct buffer bytes = {NULL, 0, 0, false};
  struct program again;
  bool good = true;

  program_init(&again);
  program_encode(program, &bytes);
  if (!bytes.failed && program_decode((const uint8_t *)buffer_text(&bytes), bytes.size, &again) &&
      !program_same_calls(program, &again))
    good = fail(ret_finding, "the binary form of a program is another one");
  program_free(&again);
  buffer_free(&bytes);
  return good;
}

static bool check_program(const uint8_t *data, size_t size, struct buffer *ret_finding)
{
  struct program_set set = {NULL, 0, 0};
  struct text_error error;
  bool good = true;

  if (!program_parse((const char *)data, size, &set, &error))
    good = check_error(&error, data, size, ret_finding);
  for (size_t i = 0; good && i < set.count && i < PROGRAMS_TRIED; i++)
    good = check_text(&set.programs[i], ret_finding) && check_binary(&set.programs[i], ret_finding);
  program_set_free(&set);
  return good;
}

/* Items follow each other to the text's end, or to an error. */
static bool check_transcript(const uint8_t *data, size_t size, struct buffer *ret_finding)
{
  struct transcript_reader reader;
  struct transcript_item item = {.kind = TRANSCRIPT_FACT};
  struct text_error error;
  size_t read = 0;
  bool good = true, more = true;

  transcript_reader_init(&reader, (const char *)data, size);
  while (good && more && item.kind != TRANSCRIPT_NOTHING) {
    more = transcript_next(&reader, &item, &error);
    if (!more)
      good = check_error(&error, data, size, ret_finding);
    else if (item.offset < read || item.offset > size || (item.kind != TRANSCRIPT_NOTHING && item.offset == size))
      good = fail(ret_finding, "an item of a transcript is at a place that the text does not have");
    read = item.offset;
  }
  transcript_reader_free(&reader);
  return good;
}

static bool check(const uint8_t *data, size_t size, struct buffer *ret_finding)
{
  const size_t length = strlen(TRANSCRIPT_BEGINNING);

  return size >= length && memcmp(data, TRANSCRIPT_BEGINNING, length) == 0 ? check_transcript(data, size, ret_finding)
                                                                           : check_program(data, size, ret_finding);
}

const struct fuzz_target fuzz_text = {
    .name = "fuzz_text",
    .property = "text and binary say the same program, and what is neither program nor transcript is refused",
    .check = check,
};
