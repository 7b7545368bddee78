#include "oracle/lines.h"

#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

static struct slice trim(struct slice slice)
{
  while (slice.size > 0 && is_blank(slice.text[0])) {
    slice.text++;
    slice.size--;
  }
  while (slice.size > 0 && is_blank(slice.text[slice.size - 1]))
    slice.size--;
  return slice;
}

bool lines_next(struct lines *lines, struct slice *ret_line)
{
  while (lines->size > 0) {
    const char *end = memchr(lines->rest, '\n', lines->size);
    struct slice line = {lines->rest, end != NULL ? (size_t)(end - lines->rest) : lines->size};
    size_t taken = line.size + (end != NULL ? 1 : 0);

    lines->rest += taken;
    lines->size -= taken;
    lines->number++;
    line = trim(line);
    if (line.size > 0 && line.text[0] != '#') {
      *ret_line = line;
      return true;
    }
  }
  return false;
}

bool slice_word(struct slice *line, struct slice *ret_word)
{
  size_t length = 0;

  *line = trim(*line);
  if (line->size == 0)
    return false;
  while (length < line->size && !is_blank(line->text[length]))
    length++;
  *ret_word = (struct slice){line->text, length};
  line->text += length;
  line->size -= length;
  return true;
}

bool slice_field(struct slice *line, struct slice *ret_field)
{
  static const char separator[] = " | ";
  const size_t width = sizeof separator - 1;

  *line = trim(*line);
  if (line->size == 0)
    return false;
  for (size_t i = 0; i + width <= line->size; i++)
    if (memcmp(line->text + i, separator, width) == 0) {
      *ret_field = trim((struct slice){line->text, i});
      line->text += i + width;
      line->size -= i + width;
      return true;
    }
  *ret_field = *line;
  line->text += line->size;
  line->size = 0;
  return true;
}

bool slice_is(struct slice slice, const char *text)
{
  return strlen(text) == slice.size && memcmp(slice.text, text, slice.size) == 0;
}

char *slice_copy(struct slice slice)
{
  char *copy = malloc(slice.size + 1);

  if (copy != NULL) {
    memcpy(copy, slice.text, slice.size);
    copy[slice.size] = '\0';
  }
  return copy;
}
