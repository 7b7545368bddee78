/* Reading a file of waivers. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/waivers_parts.h"

bool waivers_wrong(struct waivers_parsing *parsing, const char *at, const char *format, ...)
{
  va_list arguments;

  *parsing->error = (struct text_error){1, 1, ""};
  for (const char *c = parsing->text; c < at; c++) {
    parsing->error->column++;
    if (*c == '\n') {
      parsing->error->line++;
      parsing->error->column = 1;
    }
  }
  va_start(arguments, format);
  vsnprintf(parsing->error->message, sizeof parsing->error->message, format, arguments);
  va_end(arguments);
  return false;
}

bool waivers_no_memory(struct waivers_parsing *parsing)
{
  *parsing->error = (struct text_error){0, 0, "out of memory"};
  return false;
}

int waivers_shown(struct slice slice)
{
  return slice.size > 60 ? 60 : (int)slice.size;
}

bool waivers_keep(struct waivers_parsing *parsing, struct slice value, char **ret_text)
{
  *ret_text = slice_copy(value);
  return *ret_text != NULL || waivers_no_memory(parsing);
}

/* Whether the waiver that ends here has all that it needs. */
static bool end_waiver(struct waivers_parsing *parsing, const char *at)
{
  if (parsing->waiver == NULL)
    return true;
  for (unsigned i = 0; i < WAIVERS_KEY_COUNT; i++)
    if (!waivers_keys[i].optional && (parsing->given & 1u << i) == 0)
      return waivers_wrong(parsing, at, "waiver '%s' of line %zu ends without a line '%s'", parsing->waiver->name,
                           parsing->waiver->line, waivers_keys[i].word);
  return true;
}

static bool is_name(struct slice name)
{
  static const char others[] = "-_./";

  for (size_t i = 0; i < name.size; i++) {
    char c = name.text[i];

    if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
        memchr(others, c, sizeof others - 1) == NULL)
      return false;
  }
  return name.size <= WAIVER_MAX_NAME;
}

static bool check_name(struct waivers_parsing *parsing, struct slice name)
{
  if (!is_name(name))
    return waivers_wrong(parsing, name.text, "'%.*s' is no name; expected up to %u letters, digits and any of - _ . /",
                         waivers_shown(name), name.text, WAIVER_MAX_NAME);
  for (size_t i = 0; i < parsing->set->count; i++)
    if (slice_is(name, parsing->set->waivers[i].name))
      return waivers_wrong(parsing, name.text, "a second waiver '%.*s'; line %zu has the first", (int)name.size,
                           name.text, parsing->set->waivers[i].line);
  return true;
}

static bool begin_waiver(struct waivers_parsing *parsing, struct slice name, size_t line)
{
  struct waiver_set *set = parsing->set;
  struct waiver *grown;

  if (!check_name(parsing, name))
    return false;
  if (set->count == WAIVERS_MAX)
    return waivers_wrong(parsing, name.text, "too many waivers; at most %u", WAIVERS_MAX);
  grown = realloc(set->waivers, (set->count + 1) * sizeof *grown);
  if (grown == NULL)
    return waivers_no_memory(parsing);
  set->waivers = grown;
  parsing->waiver = &grown[set->count++];
  *parsing->waiver = (struct waiver){.line = line};
  parsing->given = 0;
  return waivers_keep(parsing, name, &parsing->waiver->name);
}

static bool check_value(struct waivers_parsing *parsing, const char *key, struct slice value)
{
  if (value.size == 0)
    return waivers_wrong(parsing, value.text, "nothing stands behind '%s'", key);
  if (value.size > WAIVER_MAX_TEXT)
    return waivers_wrong(parsing, value.text + WAIVER_MAX_TEXT,
                         "the line is too long; at most %u bytes may stand behind '%s'", WAIVER_MAX_TEXT, key);
  if (value.text[0] == '<' && value.text[value.size - 1] == '>')
    return waivers_wrong(parsing, value.text, "'%.*s' only holds the place; fill it in", waivers_shown(value),
                         value.text);
  return true;
}

static bool parse_key(struct waivers_parsing *parsing, struct slice word, struct slice value)
{
  for (unsigned i = 0; i < WAIVERS_KEY_COUNT; i++) {
    if (!slice_is(word, waivers_keys[i].word))
      continue;
    if (parsing->waiver == NULL)
      return waivers_wrong(parsing, word.text, "expected a line 'waiver NAME' first");
    if (!waivers_keys[i].repeated && (parsing->given & 1u << i) != 0)
      return waivers_wrong(parsing, word.text, "a second line '%s' of waiver '%s'", waivers_keys[i].word,
                           parsing->waiver->name);
    parsing->given |= 1u << i;
    return check_value(parsing, waivers_keys[i].word, value) && waivers_keys[i].parse(parsing, value);
  }
  return waivers_wrong(
      parsing, word.text,
      "a line cannot begin with '%.*s'; expected waiver, cases, requirements, deviation, says, target, "
      "versions, reason, link or expires",
      waivers_shown(word), word.text);
}

static bool parse_line(struct waivers_parsing *parsing, struct slice line, size_t number)
{
  struct slice word, rest = line;

  for (size_t i = 0; i < line.size; i++)
    if ((unsigned char)line.text[i] < 0x20 && line.text[i] != '\t')
      return waivers_wrong(parsing, line.text + i, "a control character has no place here");
  slice_word(&rest, &word);
  while (rest.size > 0 && (rest.text[0] == ' ' || rest.text[0] == '\t')) {
    rest.text++;
    rest.size--;
  }
  if (!slice_is(word, "waiver"))
    return parse_key(parsing, word, rest);
  return end_waiver(parsing, word.text) && check_value(parsing, "waiver", rest) && begin_waiver(parsing, rest, number);
}

static bool parse_all(struct waivers_parsing *parsing)
{
  static const char byte_order_mark[] = "\xEF\xBB\xBF";
  size_t skip = parsing->size >= 3 && memcmp(parsing->text, byte_order_mark, 3) == 0 ? 3 : 0;
  const char *nul = memchr(parsing->text, '\0', parsing->size);
  struct lines lines = {parsing->text + skip, parsing->size - skip, 0};
  struct slice line;

  if (parsing->size > WAIVERS_MAX_SIZE)
    return waivers_wrong(parsing, parsing->text, "the file is too large; at most %u bytes", WAIVERS_MAX_SIZE);
  if (nul != NULL)
    return waivers_wrong(parsing, nul, "a byte of value 0: this is no text");
  while (lines_next(&lines, &line))
    if (!parse_line(parsing, line, lines.number))
      return false;
  if (parsing->set->count == 0)
    return waivers_wrong(parsing, parsing->text, "there is no waiver in it; expected a line 'waiver NAME'");
  return end_waiver(parsing, parsing->text + parsing->size);
}

static bool keep_text(struct waivers_parsing *parsing)
{
  struct waiver_set *set = parsing->set;
  struct sha256 hash;

  set->text = malloc(parsing->size + 1);
  if (set->text == NULL)
    return waivers_no_memory(parsing);
  memcpy(set->text, parsing->text, parsing->size);
  set->text[parsing->size] = '\0';
  set->size = parsing->size;
  sha256_begin(&hash);
  sha256_add(&hash, set->text, set->size);
  return sha256_end(&hash, set->sha256) || waivers_no_memory(parsing);
}

struct waiver_set *waivers_parse(const char *text, size_t size, const struct requirement_set *requirements,
                                 struct text_error *ret_error)
{
  struct waivers_parsing parsing = {text, size, requirements, calloc(1, sizeof *parsing.set), NULL, 0, ret_error};

  if (parsing.set == NULL) {
    waivers_no_memory(&parsing);
    return NULL;
  }
  if (parse_all(&parsing) && keep_text(&parsing))
    return parsing.set;
  waivers_free(parsing.set);
  return NULL;
}

static void free_waiver(struct waiver *waiver)
{
  for (size_t i = 0; i < waiver->case_count; i++)
    free(waiver->cases[i]);
  free(waiver->cases);
  free(waiver->requirements);
  free(waiver->name);
  free(waiver->detail);
  free(waiver->says);
  free(waiver->deviation);
  free(waiver->target);
  free(waiver->versions);
  free(waiver->reason);
  free(waiver->link);
  free(waiver->remark);
}

void waivers_free(struct waiver_set *set)
{
  if (set == NULL)
    return;
  for (size_t i = 0; i < set->count; i++)
    free_waiver(&set->waivers[i]);
  free(set->waivers);
  free(set->text);
  free(set);
}
