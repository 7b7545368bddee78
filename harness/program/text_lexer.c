#include "program/text_lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool cursor_fail(const struct cursor *cursor, size_t at, const char *format, ...)
{
  va_list arguments;

  va_start(arguments, format);
  (void)vsnprintf(cursor->error->message, sizeof cursor->error->message, format, arguments);
  va_end(arguments);
  cursor->error->line = 1;
  cursor->error->column = at + 1;
  return false;
}

bool cursor_out_of_memory(const struct cursor *cursor)
{
  *cursor->error = (struct text_error){0, 0, "out of memory"};
  return false;
}

void choices_add(struct choices *choices, const char *name)
{
  if (choices->count < CHOICES_MAX)
    choices->names[choices->count++] = name;
}

static char lower(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Bytes to insert, remove or replace until one is the other, whatever their case; many for long words. */
static size_t edit_distance(struct word a, const char *b)
{
  const size_t length = strlen(b);
  size_t row[EXCERPT_SIZE + 1];

  if (a.length > EXCERPT_SIZE || length > EXCERPT_SIZE)
    return SIZE_MAX;
  for (size_t k = 0; k <= length; k++)
    row[k] = k;
  for (size_t i = 0; i < a.length; i++) {
    size_t diagonal = row[0];

    row[0] = i + 1;
    for (size_t k = 0; k < length; k++) {
      const size_t replaced = diagonal + (lower(a.text[i]) != lower(b[k]));
      const size_t shorter = row[k] < row[k + 1] ? row[k] : row[k + 1];

      diagonal = row[k + 1];
      row[k + 1] = replaced < shorter + 1 ? replaced : shorter + 1;
    }
  }
  return row[length];
}

static const char *closest(struct word word, const struct choices *choices)
{
  const char *best = NULL;
  /* Two short words have too little in common for a guess. */
  size_t best_distance = word.length == 2 ? 2 : word.length / 3 + 1;

  for (size_t i = 0; i < choices->count; i++) {
    const size_t distance = edit_distance(word, choices->names[i]);

    if (distance < best_distance) {
      best = choices->names[i];
      best_distance = distance;
    }
  }
  return best;
}

bool cursor_unknown(const struct cursor *cursor, const char *what, struct word word, const struct choices *choices)
{
  const size_t at = (size_t)(word.text - cursor->text);
  const char *likely = closest(word, choices);
  char excerpt[EXCERPT_SIZE], list[176] = "";
  size_t length = 0;

  word_excerpt(word, excerpt);
  if (likely != NULL)
    return cursor_fail(cursor, at, "unknown %s '%s'; did you mean '%s'?", what, excerpt, likely);
  for (size_t i = 0; i < choices->count; i++) {
    const int more = snprintf(list + length, sizeof list - length, "%s%s", i == 0 ? "" : ", ", choices->names[i]);

    if (more < 0 || (size_t)more >= sizeof list - length)
      return cursor_fail(cursor, at, "unknown %s '%s'", what, excerpt);
    length += (size_t)more;
  }
  if (length == 0)
    return cursor_fail(cursor, at, "unknown %s '%s'", what, excerpt);
  return cursor_fail(cursor, at, "unknown %s '%s'; expected one of: %s", what, excerpt, list);
}

char cursor_peek(const struct cursor *cursor)
{
  return cursor->position < cursor->size ? cursor->text[cursor->position] : '\0';
}

bool cursor_take(struct cursor *cursor, char c)
{
  if (cursor->position >= cursor->size || cursor->text[cursor->position] != c)
    return false;
  cursor->position++;
  return true;
}

bool cursor_expect(struct cursor *cursor, char c, const char *after)
{
  return cursor_take(cursor, c) || cursor_fail(cursor, cursor->position, "expected '%c' %s", c, after);
}

bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

void cursor_skip_blanks(struct cursor *cursor)
{
  while (cursor->position < cursor->size && is_blank(cursor->text[cursor->position]))
    cursor->position++;
}

bool cursor_at_end(struct cursor *cursor)
{
  cursor_skip_blanks(cursor);
  return cursor->position == cursor->size;
}

bool cursor_word_ends(const struct cursor *cursor)
{
  return cursor->position == cursor->size || is_blank(cursor->text[cursor->position]);
}

struct word cursor_word(struct cursor *cursor)
{
  const size_t start = cursor->position;

  while (!cursor_word_ends(cursor))
    cursor->position++;
  return (struct word){cursor->text + start, cursor->position - start};
}

static bool continues_identifier(const struct cursor *cursor)
{
  const char c = cursor_peek(cursor);

  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_')
    return true;
  return c == '-' && !(cursor->position + 1 < cursor->size && cursor->text[cursor->position + 1] == '>');
}

struct word cursor_identifier(struct cursor *cursor)
{
  const size_t start = cursor->position;

  while (continues_identifier(cursor))
    cursor->position++;
  return (struct word){cursor->text + start, cursor->position - start};
}

/* The digit's value in the base, or 16 for none. */
static unsigned digit_value(char c, unsigned base)
{
  if (is_digit(c))
    return (unsigned)(c - '0');
  c = lower(c);
  return base == 16 && c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

bool cursor_number(struct cursor *cursor, uint64_t most, uint64_t *ret_number)
{
  const size_t start = cursor->position;
  unsigned base = 10;
  size_t digits = 0;
  uint64_t number = 0;

  if (cursor_peek(cursor) == '0' && start + 1 < cursor->size && lower(cursor->text[start + 1]) == 'x') {
    base = 16;
    cursor->position += 2;
  }
  for (unsigned digit; (digit = digit_value(cursor_peek(cursor), base)) < base; cursor->position++, digits++) {
    if (number > (most - digit) / base || digit > most)
      return cursor_fail(cursor, start, "the number is too large; at most %llu (0x%llX) fits here",
                         (unsigned long long)most, (unsigned long long)most);
    number = number * base + digit;
  }
  if (digits == 0)
    return cursor_fail(cursor, start, "expected a number");
  *ret_number = number;
  return true;
}

bool word_is(struct word word, const char *text)
{
  return strlen(text) == word.length && memcmp(word.text, text, word.length) == 0;
}

const char *word_excerpt(struct word word, char ret_excerpt[EXCERPT_SIZE])
{
  const bool cut = word.length >= EXCERPT_SIZE;
  const size_t length = cut ? EXCERPT_SIZE - 4 : word.length;

  for (size_t i = 0; i < length; i++)
    ret_excerpt[i] = word.text[i] > ' ' && word.text[i] < 0x7F ? word.text[i] : '?';
  memcpy(ret_excerpt + length, cut ? "..." : "", cut ? 4 : 1);
  return ret_excerpt;
}
