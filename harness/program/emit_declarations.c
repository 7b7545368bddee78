/* Picking C declarations by what refers to them. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "program/emit_parts.h"

static bool is_word(char character)
{
  return isalnum((unsigned char)character) || character == '_';
}

/* Moves behind a comment or a string that begins here. */
static const char *skip_quiet(const char *at, const char *end)
{
  char quote = *at;

  if (end - at >= 2 && at[0] == '/' && at[1] == '*') {
    for (at += 2; end - at >= 2 && !(at[0] == '*' && at[1] == '/');)
      at++;
    return end - at >= 2 ? at + 2 : end;
  }
  if (quote != '"' && quote != '\'')
    return at;
  for (at++; at < end && *at != quote; at++)
    at += *at == '\\' && at + 1 < end;
  return at < end ? at + 1 : end;
}

/* The next word from `at` on, outside comments and strings. NULL: there is none. */
static const char *next_word(const char *at, const char *end, size_t *ret_length)
{
  while (at < end) {
    const char *behind = skip_quiet(at, end);

    if (behind != at) {
      at = behind;
      continue;
    }
    if (is_word(*at)) {
      for (*ret_length = 0; at + *ret_length < end && is_word(at[*ret_length]);)
        ++*ret_length;
      if (!isdigit((unsigned char)*at))
        return at;
      at += *ret_length;
      continue;
    }
    at++;
  }
  return NULL;
}

static bool same(const char *word, size_t length, const char *name)
{
  return strlen(name) == length && memcmp(word, name, length) == 0;
}

bool emit_has_word(const char *text, size_t size, const char *word)
{
  const char *end = text + size;
  size_t length = 0;

  for (const char *at = next_word(text, end, &length); at != NULL; at = next_word(at + length, end, &length))
    if (same(at, length, word))
      return true;
  return false;
}

/* ---- taking a source apart ---- */

static const char *line_end(const char *at)
{
  at += strcspn(at, "\n");
  return *at == '\n' ? at + 1 : at;
}

/* The end of a declaration: behind the semicolon, or the closing brace of a function, at the outermost level. */
static const char *declaration_end(const char *at)
{
  const char *end = at + strlen(at);
  bool function = false, parenthesis = false;
  int depth = 0;

  while (at < end) {
    const char *behind = skip_quiet(at, end);

    if (behind != at) {
      at = behind;
      continue;
    }
    if (*at == '(')
      parenthesis = true;
    if (*at == '{' && depth++ == 0)
      function = parenthesis;
    if ((*at == '}' && --depth == 0 && function) || (*at == ';' && depth == 0))
      return line_end(at);
    at++;
  }
  return end;
}

/* What a declaration declares: the macro, the function, the tag of a struct without a typedef, else the last word. */
static void find_name(const char *text, const char *end, char ret_name[64])
{
  const char *word = NULL, *stop = text;
  size_t length = 0, found = 0;
  bool typedefed = strncmp(text, "typedef", 7) == 0, tagged = strncmp(text, "struct", 6) == 0;

  ret_name[0] = '\0';
  if (*text == '#' || tagged || strncmp(text, "enum", 4) == 0) {
    word = next_word(text, end, &length);
    word = word != NULL ? next_word(word + length, end, &length) : NULL;
    found = length;
  } else {
    while (!typedefed && stop < end && *stop != '(' && *stop != '[' && *stop != '=' && *stop != ';')
      stop++;
    for (const char *at = next_word(text, typedefed ? end : stop, &length); at != NULL;
         at = next_word(at + length, typedefed ? end : stop, &length)) {
      word = at;
      found = length;
    }
  }
  if (word != NULL && found < 64) {
    memcpy(ret_name, word, found);
    ret_name[found] = '\0';
  }
}

static void add(struct declarations *declarations, const char *comment, const char *text, const char *end, bool posix)
{
  struct declaration *item;

  if (declarations->count == declarations->capacity) {
    size_t capacity = declarations->capacity > 0 ? declarations->capacity * 2 : 256;
    struct declaration *grown = realloc(declarations->items, capacity * sizeof *grown);

    if (grown == NULL) {
      declarations->failed = true;
      return;
    }
    declarations->items = grown;
    declarations->capacity = capacity;
  }
  item = &declarations->items[declarations->count++];
  memset(item, 0, sizeof *item);
  item->text = comment != NULL ? comment : text;
  item->size = (size_t)(end - item->text);
  item->posix = posix;
  find_name(text, end, item->name);
}

/* Where the text stands among #ifdef _WIN32, #else and #endif. */
enum side { SIDE_BOTH, SIDE_WINDOWS, SIDE_POSIX };

struct conditions {
  enum side side;
  unsigned depth; /* of conditions inside the Windows part */
};

static void follow_condition(struct conditions *conditions, const char *line)
{
  if (strncmp(line, "#ifdef _WIN32", 13) == 0 && conditions->side == SIDE_BOTH)
    conditions->side = SIDE_WINDOWS;
  else if (strncmp(line, "#if", 3) == 0 && conditions->side != SIDE_BOTH)
    conditions->depth++;
  else if (strncmp(line, "#endif", 6) == 0 && conditions->depth > 0)
    conditions->depth--;
  else if (strncmp(line, "#endif", 6) == 0)
    conditions->side = SIDE_BOTH;
  else if (strncmp(line, "#else", 5) == 0 && conditions->side == SIDE_WINDOWS && conditions->depth == 0)
    conditions->side = SIDE_POSIX;
}

void declarations_add(struct declarations *declarations, const char *text, bool explained)
{
  struct conditions conditions = {SIDE_BOTH, 0};
  const char *comment = NULL;

  for (const char *at = text; *at != '\0';) {
    const char *behind;

    if (*at == '\n') {
      comment = NULL;
      at++;
    } else if (*at == '/') {
      comment = explained ? at : NULL;
      at = line_end(skip_quiet(at, at + strlen(at)));
    } else if (*at == '#' && strncmp(at, "#define", 7) != 0) {
      follow_condition(&conditions, at);
      at = line_end(at);
    } else {
      behind = *at == '#' ? line_end(at) : declaration_end(at);
      if (conditions.side != SIDE_WINDOWS)
        add(declarations, comment, at, behind, conditions.side == SIDE_POSIX);
      comment = NULL;
      at = behind;
    }
  }
}

/* ---- using them ---- */

/* An enumeration is referred to by what it enumerates, too. */
static bool declares(const struct declaration *item, const char *word, size_t length)
{
  const char *brace, *end = item->text + item->size;
  size_t found = 0;

  if (same(word, length, item->name))
    return true;
  if (strncmp(item->text, "typedef enum", 12) != 0 && strncmp(item->text, "enum", 4) != 0)
    return false;
  brace = memchr(item->text, '{', item->size);
  if (brace == NULL)
    return false;
  for (const char *at = next_word(brace, end, &found); at != NULL; at = next_word(at + found, end, &found))
    if (found == length && memcmp(at, word, length) == 0)
      return true;
  return false;
}

void declarations_use(struct declarations *declarations, const char *text, size_t size)
{
  const char *end = text + size;
  size_t length = 0;

  for (const char *at = next_word(text, end, &length); at != NULL; at = next_word(at + length, end, &length))
    for (size_t i = 0; i < declarations->count; i++) {
      struct declaration *item = &declarations->items[i];

      if (item->used || !declares(item, at, length))
        continue;
      item->used = true;
      declarations_use(declarations, item->text, item->size);
      break;
    }
}

static bool is_one_line(const struct declaration *item)
{
  const char *end = memchr(item->text, '\n', item->size);

  return end == NULL || end + 1 == item->text + item->size;
}

void declarations_write(const struct declarations *declarations, bool posix, struct buffer *ret_text)
{
  char after_line = '\0'; /* what the last declaration began with, if it was one line */

  for (size_t i = 0; i < declarations->count; i++) {
    const struct declaration *item = &declarations->items[i];

    if (!item->used || item->posix != posix)
      continue;
    if (!is_one_line(item) || *item->text != after_line)
      buffer_byte(ret_text, '\n');
    buffer_append(ret_text, item->text, item->size);
    after_line = is_one_line(item) ? *item->text : '\0';
  }
}

bool declarations_mention(const struct declarations *declarations, const char *name)
{
  for (size_t i = 0; i < declarations->count; i++)
    if (declarations->items[i].used && emit_has_word(declarations->items[i].text, declarations->items[i].size, name))
      return true;
  return false;
}

void declarations_free(struct declarations *declarations)
{
  free(declarations->items);
  memset(declarations, 0, sizeof *declarations);
}
