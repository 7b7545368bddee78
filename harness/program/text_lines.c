#include "program/text_lines.h"

#include <stdlib.h>
#include <string.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

struct word line_keyword(const struct line *line)
{
  struct cursor cursor = {line->text, line->length, 0, NULL};

  return cursor_word(&cursor);
}

/* Bytes before the comment: a '#' at the line's start or behind a blank, but in the quotes of a `for` line. */
static size_t without_comment(const char *text, size_t length)
{
  const struct line line = {text, length, 0, 0};
  const bool has_quotes = word_is(line_keyword(&line), "for");
  bool quoted = false;

  for (size_t i = 0; i < length; i++) {
    quoted = quoted != (has_quotes && text[i] == '"');
    if (text[i] == '#' && !quoted && (i == 0 || is_blank(text[i - 1])))
      return i;
  }
  return length;
}

static bool add_line(struct lines *lines, const char *text, size_t length, size_t number)
{
  size_t blanks = 0;

  while (blanks < length && is_blank(text[blanks]))
    blanks++;
  length = without_comment(text + blanks, length - blanks);
  while (length != 0 && is_blank(text[blanks + length - 1]))
    length--;
  if (length == 0)
    return true;
  if (lines->count == lines->capacity) {
    const size_t capacity = lines->capacity == 0 ? 64 : lines->capacity * 2;
    struct line *items = realloc(lines->items, capacity * sizeof *items);

    if (items == NULL)
      return false;
    lines->items = items;
    lines->capacity = capacity;
  }
  lines->items[lines->count++] = (struct line){text + blanks, length, number, blanks + 1};
  return true;
}

bool lines_split(const char *text, size_t size, struct lines *ret_lines, struct text_error *ret_error)
{
  const size_t mark = size >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? 3 : 0;
  size_t number = 1;

  for (size_t start = mark; start < size; number++) {
    const char *newline = memchr(text + start, '\n', size - start);
    const size_t length = newline == NULL ? size - start : (size_t)(newline - text) - start;
    const char *nul = memchr(text + start, '\0', length);

    if (nul != NULL) {
      const struct cursor cursor = {text + start, length, 0, ret_error};

      cursor_fail(&cursor, (size_t)(nul - text) - start, "a byte of value 0: this is no text");
      ret_error->line = number;
      return false;
    }
    if (!add_line(ret_lines, text + start, length, number)) {
      *ret_error = (struct text_error){0, 0, "out of memory"};
      return false;
    }
    start += length + 1;
  }
  return true;
}

void lines_free(struct lines *lines)
{
  free(lines->items);
  *lines = (struct lines){0};
}
