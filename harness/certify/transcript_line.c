#include "certify/transcript_line.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool line_wrong(const struct line *line, const char *format, ...)
{
  va_list arguments;

  line->error->line = line->number;
  line->error->column = (size_t)(line->at - line->begin) + 1;
  va_start(arguments, format);
  vsnprintf(line->error->message, sizeof line->error->message, format, arguments);
  va_end(arguments);
  return false;
}

bool line_out_of_memory(struct text_error *error)
{
  *error = (struct text_error){0, 0, "out of memory"};
  return false;
}

bool transcript_line(const struct transcript_reader *reader, struct text_error *error, struct line *ret_line)
{
  const char *begin = reader->data + reader->offset;
  const char *end = reader->size > reader->offset ? memchr(begin, '\n', reader->size - reader->offset) : NULL;

  *ret_line = (struct line){begin, begin, end, reader->line, error};
  if (end != NULL)
    return true;
  ret_line->at = reader->data + reader->size;
  return line_wrong(ret_line, "the text ends in the middle of a line");
}

void transcript_move_on(struct transcript_reader *reader, const struct line *line)
{
  reader->offset = (size_t)(line->end + 1 - reader->data);
  reader->line++;
}

bool line_skip(struct line *line, const char *text)
{
  size_t length = strlen(text);

  if ((size_t)(line->end - line->at) < length || memcmp(line->at, text, length) != 0)
    return false;
  line->at += length;
  return true;
}

bool line_expect(struct line *line, const char *text)
{
  return line_skip(line, text) || line_wrong(line, "expected '%s'", text);
}

bool line_expect_end(struct line *line)
{
  return line->at == line->end || line_wrong(line, "expected the line's end");
}

bool line_word(struct line *line, const char *what, const char **ret_word, size_t *ret_length)
{
  const char *begin = line->at;
  const char *end = begin;

  while (end < line->end && *end != ' ')
    end++;
  if (end == begin)
    return line_wrong(line, "expected %s", what);
  line->at = end;
  *ret_word = begin;
  *ret_length = (size_t)(end - begin);
  return true;
}

bool line_decimal(struct line *line, uint64_t most, uint64_t *ret_number)
{
  uint64_t number = 0;
  const char *begin = line->at;

  while (line->at < line->end && *line->at >= '0' && *line->at <= '9') {
    uint64_t digit = (uint64_t)(*line->at - '0');

    if (digit > most || number > (most - digit) / 10) {
      line->at = begin;
      return line_wrong(line, "the number is too large; at most %" PRIu64, most);
    }
    number = number * 10 + digit;
    line->at++;
  }
  *ret_number = number;
  return line->at > begin || line_wrong(line, "expected a number");
}

int line_hex_digit(char digit)
{
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  if (digit >= 'a' && digit <= 'f')
    return digit - 'a' + 10;
  return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

bool line_hexadecimal(struct line *line, unsigned bits, uint64_t *ret_number)
{
  uint64_t number = 0;
  const char *begin;

  if (!line_expect(line, "0x"))
    return false;
  for (begin = line->at; line->at < line->end && line_hex_digit(*line->at) >= 0; line->at++) {
    if (number >> (bits - 4) != 0) {
      line->at = begin;
      return line_wrong(line, "the number has more than %u bits", bits);
    }
    number = number << 4 | (uint64_t)line_hex_digit(*line->at);
  }
  *ret_number = number;
  return line->at > begin || line_wrong(line, "expected a hexadecimal digit");
}

/* The rest of the line, with its escapes undone. */
static bool line_rest(struct line *line, size_t most, struct buffer *ret_text)
{
  buffer_clear(ret_text);
  while (line->at < line->end) {
    uint8_t byte = (uint8_t)*line->at;

    if (byte == '\\') {
      if (line->end - line->at < 4 || line->at[1] != 'x' || line_hex_digit(line->at[2]) < 0 ||
          line_hex_digit(line->at[3]) < 0)
        return line_wrong(line, "expected '\\x' and two hexadecimal digits");
      byte = (uint8_t)(line_hex_digit(line->at[2]) << 4 | line_hex_digit(line->at[3]));
      if (byte == 0)
        return line_wrong(line, "a NUL has no place here");
      line->at += 3;
    } else if (byte < 0x20 || byte >= 0x7F) {
      return line_wrong(line, "this byte has no place here; expected it as '\\x' and two hexadecimal digits");
    }
    if (ret_text->size == most)
      return line_wrong(line, "the text is too long; at most %zu bytes", most);
    buffer_byte(ret_text, byte);
    line->at++;
  }
  return !ret_text->failed || line_out_of_memory(line->error);
}

bool line_rest_after_blank(struct line *line, size_t most, struct buffer *ret_text)
{
  buffer_clear(ret_text);
  return line->at == line->end || (line_expect(line, " ") && line_rest(line, most, ret_text));
}
