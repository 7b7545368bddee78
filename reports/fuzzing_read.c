#include "reports/fuzzing_read.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/verdict.h"
#include "reports/utf8.h"

#define KEYS_MAX 32u /* of one object */
#define LONGEST_KEY 64u

struct reader {
  const char *text;
  size_t size, at;
  struct text_error *error; /* its message is "" as long as all went well */
};

/* ---- saying what is wrong ---- */

BUFFER_PRINTF_AT(2, 3) static bool refuse(struct reader *reader, const char *format, ...)
{
  va_list arguments;

  if (reader->error->message[0] != '\0')
    return false;
  reader->error->line = 1;
  reader->error->column = 1;
  for (size_t i = 0; i < reader->at && i < reader->size; i++) {
    reader->error->line += reader->text[i] == '\n';
    reader->error->column = reader->text[i] == '\n' ? 1 : reader->error->column + 1;
  }
  va_start(arguments, format);
  vsnprintf(reader->error->message, sizeof reader->error->message, format, arguments);
  va_end(arguments);
  return false;
}

static bool no_memory(struct reader *reader)
{
  if (reader->error->message[0] == '\0')
    *reader->error = (struct text_error){0, 0, "out of memory"};
  return false;
}

/* ---- the parts of JSON ---- */

static char peek(struct reader *reader)
{
  while (reader->at < reader->size && reader->text[reader->at] != '\0' &&
         strchr(" \t\r\n", reader->text[reader->at]) != NULL)
    reader->at++;
  return reader->at < reader->size ? reader->text[reader->at] : '\0';
}

static bool take(struct reader *reader, char wanted)
{
  if (peek(reader) != wanted)
    return refuse(reader, "expected '%c'", wanted);
  reader->at++;
  return true;
}

/* Whether another item follows in what `closing` ends; takes the comma or the end. */
static bool more(struct reader *reader, bool is_first, char closing)
{
  char next = peek(reader);

  if (next == closing) {
    reader->at++;
    return false;
  }
  if (is_first)
    return true;
  if (next != ',')
    return refuse(reader, "expected ',' or '%c'", closing);
  reader->at++;
  return true;
}

static bool take_hex(struct reader *reader, uint32_t *ret_unit)
{
  *ret_unit = 0;
  for (unsigned i = 0; i < 4; i++) {
    char digit = reader->at < reader->size ? reader->text[reader->at] : '\0';

    if (digit >= '0' && digit <= '9')
      *ret_unit = *ret_unit << 4 | (uint32_t)(digit - '0');
    else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
      *ret_unit = *ret_unit << 4 | (uint32_t)((digit | 0x20) - 'a' + 10);
    else
      return refuse(reader, "expected four hexadecimal digits behind \\u");
    reader->at++;
  }
  return true;
}

static bool take_unicode(struct reader *reader, struct buffer *ret_text)
{
  uint32_t unit, low;

  if (!take_hex(reader, &unit))
    return false;
  if (unit >= 0xD800 && unit < 0xDC00 && reader->size - reader->at >= 2 && reader->text[reader->at] == '\\' &&
      reader->text[reader->at + 1] == 'u') {
    reader->at += 2;
    if (!take_hex(reader, &low))
      return false;
    if (low < 0xDC00 || low > 0xDFFF)
      return refuse(reader, "half of a pair of surrogates");
    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  }
  if (unit == 0 || (unit >= 0xD800 && unit < 0xE000))
    return refuse(reader, unit == 0 ? "a NUL in a string" : "half of a pair of surrogates");
  utf8_append(unit, ret_text);
  return true;
}

static bool take_escape(struct reader *reader, struct buffer *ret_text)
{
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  char letter = reader->at < reader->size ? reader->text[reader->at++] : '\0';
  const char *found = letter != '\0' ? strchr(letters, letter) : NULL;

  if (letter == 'u')
    return take_unicode(reader, ret_text);
  if (found == NULL)
    return refuse(reader, "no such escape in a string");
  buffer_byte(ret_text, (uint8_t)meanings[found - letters]);
  return true;
}

static bool take_string(struct reader *reader, struct buffer *ret_text)
{
  buffer_clear(ret_text);
  if (!take(reader, '"'))
    return false;
  for (;;) {
    char next = reader->at < reader->size ? reader->text[reader->at] : '\0';

    if ((unsigned char)next < ' ')
      return refuse(reader, "a string that does not end, or a control character in it");
    reader->at++;
    if (next == '"')
      return !ret_text->failed || no_memory(reader);
    if (next != '\\')
      buffer_byte(ret_text, (uint8_t)next);
    else if (!take_escape(reader, ret_text))
      return false;
  }
}

static bool take_copy(struct reader *reader, char **ret_copy)
{
  struct buffer text = {NULL, 0, 0, false};
  bool good = take_string(reader, &text);

  if (good) {
    *ret_copy = malloc(text.size + 1);
    if (*ret_copy == NULL)
      good = no_memory(reader);
    else
      memcpy(*ret_copy, buffer_text(&text), text.size + 1);
  }
  buffer_free(&text);
  return good;
}

static bool take_number(struct reader *reader, uint64_t *ret_number)
{
  size_t start;

  *ret_number = 0;
  peek(reader);
  start = reader->at;
  for (; reader->at < reader->size; reader->at++) {
    const char next = reader->text[reader->at];

    if (next < '0' || next > '9')
      break;
    if (*ret_number > (UINT64_MAX - 9) / 10)
      return refuse(reader, "the number is too large");
    *ret_number = *ret_number * 10 + (uint64_t)(next - '0');
  }
  if (start == reader->at || (reader->at - start > 1 && reader->text[start] == '0') ||
      (reader->at < reader->size && reader->text[reader->at] != '\0' &&
       strchr(".eE", reader->text[reader->at]) != NULL))
    return refuse(reader, "expected a whole number, from 0 on");
  return true;
}

/* ---- the form ---- */

static bool take_members(struct reader *reader, const struct fuzzing_object *form, char *object, bool with_format);

static bool take_items(struct reader *reader, const struct fuzzing_key *key, char *object)
{
  bool is_objects = key->kind == FUZZING_OBJECTS;
  size_t count = 0;
  bool good = take(reader, '[');

  for (bool is_first = true; good && more(reader, is_first, ']'); is_first = false) {
    void *item = fuzzing_add(object + key->offset, &count, is_objects ? key->items->size : sizeof(char *));

    memcpy(object + key->count_offset, &count, sizeof count);
    if (item == NULL)
      good = no_memory(reader);
    else
      good = is_objects ? take_members(reader, key->items, item, false) : take_copy(reader, item);
  }
  return good && reader->error->message[0] == '\0';
}

static bool take_value(struct reader *reader, const struct fuzzing_key *key, char *object)
{
  char *text = NULL;
  uint64_t number;
  bool good;

  switch (key->kind) {
  case FUZZING_NUMBER:
    good = take_number(reader, &number);
    memcpy(object + key->offset, &number, sizeof number);
    return good;
  case FUZZING_STRING:
    good = take_copy(reader, &text);
    memcpy(object + key->offset, &text, sizeof text);
    return good;
  default:
    return take_items(reader, key, object);
  }
}

static bool take_format(struct reader *reader)
{
  struct buffer format = {NULL, 0, 0, false};
  bool good = take_string(reader, &format);

  if (good && strcmp(buffer_text(&format), FUZZING_FORMAT) != 0)
    good = refuse(reader, "expected the format \"" FUZZING_FORMAT "\"");
  buffer_free(&format);
  return good;
}

/* The place of a key among the form's; the number of them for "format"; one more for any other. */
static size_t find_key(const struct fuzzing_object *form, const char *name, bool with_format)
{
  size_t place = 0;

  while (place < form->key_count && strcmp(form->keys[place].name, name) != 0)
    place++;
  return place < form->key_count || (with_format && strcmp(name, "format") == 0) ? place : place + 1;
}

static bool take_member(struct reader *reader, const struct fuzzing_object *form, char *object, bool with_format,
                        bool seen[KEYS_MAX])
{
  struct buffer name = {NULL, 0, 0, false};
  size_t place = 0;
  bool good;

  peek(reader);
  good = take_string(reader, &name);
  if (good) {
    place = find_key(form, buffer_text(&name), with_format);
    if (place > form->key_count)
      good = refuse(reader, "a %s has no key '%.*s'", form->name, (int)LONGEST_KEY, buffer_text(&name));
    else if (seen[place])
      good = refuse(reader, "the key '%s' comes twice", buffer_text(&name));
  }
  buffer_free(&name);
  if (!good || !take(reader, ':'))
    return false;
  seen[place] = true;
  return place == form->key_count ? take_format(reader) : take_value(reader, &form->keys[place], object);
}

static bool take_members(struct reader *reader, const struct fuzzing_object *form, char *object, bool with_format)
{
  bool seen[KEYS_MAX] = {false};
  bool good = take(reader, '{');

  for (bool is_first = true; good && more(reader, is_first, '}'); is_first = false)
    good = take_member(reader, form, object, with_format, seen);
  if (!good || reader->error->message[0] != '\0')
    return false;
  for (size_t i = 0; i < form->key_count; i++)
    if (!seen[i])
      return refuse(reader, "the %s lacks its key '%s'", form->name, form->keys[i].name);
  return !with_format || seen[form->key_count] || refuse(reader, "the key 'format' is missing");
}

/* ---- what the form does not say ---- */

static bool is_verdict(const char *name)
{
  for (unsigned i = 0; i < VERDICT_COUNT; i++)
    if (strcmp(verdict_names[i], name) == 0)
      return true;
  return false;
}

static bool check(struct reader *reader, const struct fuzzing *fuzzing)
{
  for (size_t i = 0; i < fuzzing->target_count; i++)
    for (size_t k = 0; k < fuzzing->targets[i].finding_count; k++)
      if (!is_verdict(fuzzing->targets[i].findings[k].verdict))
        return refuse(reader, "finding %zu of target %zu has a verdict that there is not", k + 1, i + 1);
  for (size_t i = 0; i < fuzzing->coverage_count; i++)
    if (fuzzing->coverage[i].lines_covered > fuzzing->coverage[i].lines ||
        fuzzing->coverage[i].branches_covered > fuzzing->coverage[i].branches)
      return refuse(reader, "coverage %zu has more covered than there is", i + 1);
  return true;
}

struct fuzzing *fuzzing_read(const char *text, size_t size, struct text_error *ret_error)
{
  struct reader reader = {text, size, 0, NULL};
  struct fuzzing *fuzzing = fuzzing_create();
  bool good;

  memset(ret_error, 0, sizeof *ret_error);
  reader.error = ret_error;
  if (fuzzing == NULL) {
    no_memory(&reader);
    return NULL;
  }
  good = size <= FUZZING_MAX_SIZE || refuse(&reader, "it has more than %zu bytes", FUZZING_MAX_SIZE);
  good = good && take_members(&reader, &fuzzing_form, (char *)fuzzing, true);
  if (good && (peek(&reader) != '\0' || reader.at < size))
    good = refuse(&reader, "more follows behind the end");
  if (good && check(&reader, fuzzing))
    return fuzzing;
  fuzzing_free(fuzzing);
  return NULL;
}
