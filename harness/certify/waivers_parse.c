/* Reading a file of waivers. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/status_names.h"
#include "certify/waivers.h"
#include "oracle/lines.h"
#include "program/ops.h"

#define WORKER "worker"

struct parsing {
  const char *text;
  size_t size;
  const struct requirement_set *requirements;
  struct waiver_set *set;
  struct waiver *waiver; /* the last one, or NULL */
  unsigned given;        /* its keys so far, a bit each */
  struct text_error *error;
};

/* States an error at a place in the text. Always false. */
BUFFER_PRINTF_AT(3, 4) static bool wrong(struct parsing *parsing, const char *at, const char *format, ...)
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

static bool no_memory(struct parsing *parsing)
{
  *parsing->error = (struct text_error){0, 0, "out of memory"};
  return false;
}

/* As much of it as a message has room for. */
static int shown(struct slice slice)
{
  return slice.size > 60 ? 60 : (int)slice.size;
}

static bool keep(struct parsing *parsing, struct slice value, char **ret_text)
{
  *ret_text = slice_copy(value);
  return *ret_text != NULL || no_memory(parsing);
}

/* ---- one key each ---- */

static bool parse_cases(struct parsing *parsing, struct slice value)
{
  struct waiver *waiver = parsing->waiver;
  struct slice word;

  while (slice_word(&value, &word)) {
    char **grown = realloc(waiver->cases, (waiver->case_count + 1) * sizeof *grown);

    if (grown == NULL)
      return no_memory(parsing);
    waiver->cases = grown;
    if (!keep(parsing, word, &grown[waiver->case_count]))
      return false;
    waiver->case_count++;
  }
  return true;
}

static const struct requirement *find_requirement(const struct parsing *parsing, struct slice id)
{
  for (size_t i = 0; i < parsing->requirements->requirement_count; i++)
    if (slice_is(id, parsing->requirements->requirements[i].id))
      return &parsing->requirements->requirements[i];
  return NULL;
}

static bool parse_requirements(struct parsing *parsing, struct slice value)
{
  struct waiver *waiver = parsing->waiver;
  struct slice word;

  while (slice_word(&value, &word)) {
    const struct requirement *requirement = find_requirement(parsing, word);
    const struct requirement **grown;

    if (requirement == NULL)
      return wrong(parsing, word.text, "no requirement '%.*s'; see 'offercheck list requirements'", shown(word),
                   word.text);
    if (waiver_is_about(waiver, requirement))
      return wrong(parsing, word.text, "a second '%s' in waiver '%s'", requirement->id, waiver->name);
    grown = realloc(waiver->requirements, (waiver->requirement_count + 1) * sizeof *grown);
    if (grown == NULL)
      return no_memory(parsing);
    waiver->requirements = grown;
    grown[waiver->requirement_count++] = requirement;
  }
  return true;
}

static bool parse_verdict(struct parsing *parsing, struct slice word)
{
  static const enum verdict verdicts[] = {VERDICT_FAIL, VERDICT_WARN, VERDICT_CRASH, VERDICT_TIMEOUT};

  for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
    if (slice_is(word, verdict_names[verdicts[i]])) {
      parsing->waiver->verdict = verdicts[i];
      return true;
    }
  return wrong(parsing, word.text, "'%.*s' cannot be waived; expected FAIL, WARN, CRASH or TIMEOUT", shown(word),
               word.text);
}

static bool parse_call(struct parsing *parsing, struct slice word)
{
  enum program_op op = program_op_by_name(word.text, word.size);
  enum verdict verdict = parsing->waiver->verdict;

  if (slice_is(word, WORKER) && (verdict == VERDICT_CRASH || verdict == VERDICT_TIMEOUT)) {
    parsing->waiver->op = WAIVER_WORKER;
    return true;
  }
  parsing->waiver->op = (uint8_t)op;
  return op != OP_COUNT ||
         wrong(parsing, word.text, "no call '%.*s'; expected one as a program has it, such as OfferAllocations",
               shown(word), word.text);
}

static bool parse_number(struct slice word, NTSTATUS *ret_status)
{
  static const char digits[] = "0123456789ABCDEF";
  uint32_t value = 0;

  if (word.size < 3 || word.size > 10 || memcmp(word.text, "0x", 2) != 0)
    return false;
  for (size_t i = 2; i < word.size; i++) {
    char c = word.text[i] >= 'a' && word.text[i] <= 'f' ? (char)(word.text[i] - 'a' + 'A') : word.text[i];
    const char *digit = strchr(digits, c);

    if (digit == NULL || c == '\0')
      return false;
    value = value << 4 | (uint32_t)(digit - digits);
  }
  *ret_status = (NTSTATUS)value;
  return true;
}

static bool parse_status(struct parsing *parsing, struct slice rest)
{
  const char *at = rest.text;
  struct slice word, status, more;

  if (!slice_word(&rest, &word) || !slice_is(word, "returned") || !slice_word(&rest, &status))
    return wrong(parsing, at, "expected 'returned' and a status, such as 'returned STATUS_SUCCESS'");
  if (!abi_status_by_name(status.text, status.size, &parsing->waiver->status) &&
      !parse_number(status, &parsing->waiver->status))
    return wrong(parsing, status.text, "no status '%.*s'; expected its name, or 0x and up to 8 digits", shown(status),
                 status.text);
  return !slice_word(&rest, &more) ||
         wrong(parsing, more.text, "'%.*s' is too much; the deviation ends with the status", shown(more), more.text);
}

static bool parse_deviation(struct parsing *parsing, struct slice value)
{
  struct waiver *waiver = parsing->waiver;
  struct slice rest = value, word;

  slice_word(&rest, &word);
  if (!parse_verdict(parsing, word))
    return false;
  if (!slice_word(&rest, &word))
    return wrong(parsing, rest.text, "expected the call that deviates, behind the verdict");
  if (!parse_call(parsing, word))
    return false;
  if (!keep(parsing, value, &waiver->deviation))
    return false;
  if (waiver->verdict == VERDICT_FAIL || waiver->verdict == VERDICT_WARN)
    return parse_status(parsing, rest);
  if (!slice_word(&rest, &word))
    return waiver->verdict == VERDICT_TIMEOUT ||
           wrong(parsing, rest.text, "expected how it ends, such as SIGSEGV or 'exit status 3'; '*' is any way");
  if (waiver->verdict == VERDICT_TIMEOUT)
    return wrong(parsing, word.text, "'%.*s' is too much; the deviation ends with the call", shown(word), word.text);
  return keep(parsing, (struct slice){word.text, word.size + rest.size}, &waiver->detail);
}

static bool parse_says(struct parsing *parsing, struct slice value)
{
  return keep(parsing, value, &parsing->waiver->says);
}

static bool parse_target(struct parsing *parsing, struct slice value)
{
  return keep(parsing, value, &parsing->waiver->target);
}

static bool parse_versions(struct parsing *parsing, struct slice value)
{
  if (!waiver_range_parse(value.text, value.size, &parsing->waiver->range))
    return wrong(parsing, value.text,
                 "'%.*s' is no range of versions; expected one such as 1.2, 1.2..3.4, 1.2.., ..3.4, or * for any",
                 shown(value), value.text);
  return keep(parsing, value, &parsing->waiver->versions);
}

static bool parse_reason(struct parsing *parsing, struct slice value)
{
  return keep(parsing, value, &parsing->waiver->reason);
}

static bool parse_link(struct parsing *parsing, struct slice value)
{
  static const char *const schemes[] = {"https://", "http://"};
  struct slice rest = value, word;

  slice_word(&rest, &word);
  for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
    if (rest.size == 0 && word.size > strlen(schemes[i]) && memcmp(word.text, schemes[i], strlen(schemes[i])) == 0)
      return keep(parsing, value, &parsing->waiver->link);
  return wrong(parsing, value.text, "'%.*s' is no link; expected https:// or http:// and what follows, without blanks",
               shown(value), value.text);
}

static bool parse_expires(struct parsing *parsing, struct slice value)
{
  if (!waiver_is_date(value.text, value.size))
    return wrong(parsing, value.text, "'%.*s' is no day; expected its year, month and day, such as 2027-03-31",
                 shown(value), value.text);
  memcpy(parsing->waiver->expires, value.text, value.size);
  return true;
}

enum {
  KEY_CASES,
  KEY_REQUIREMENTS,
  KEY_DEVIATION,
  KEY_SAYS,
  KEY_TARGET,
  KEY_VERSIONS,
  KEY_REASON,
  KEY_LINK,
  KEY_EXPIRES,
  KEY_COUNT
};

static const struct {
  const char *word;
  bool optional, repeated;
  bool (*parse)(struct parsing *parsing, struct slice value);
} keys[KEY_COUNT] = {
    [KEY_CASES] = {"cases", false, true, parse_cases},
    [KEY_REQUIREMENTS] = {"requirements", false, true, parse_requirements},
    [KEY_DEVIATION] = {"deviation", false, false, parse_deviation},
    [KEY_SAYS] = {"says", true, false, parse_says},
    [KEY_TARGET] = {"target", false, false, parse_target},
    [KEY_VERSIONS] = {"versions", false, false, parse_versions},
    [KEY_REASON] = {"reason", false, false, parse_reason},
    [KEY_LINK] = {"link", false, false, parse_link},
    [KEY_EXPIRES] = {"expires", false, false, parse_expires},
};

/* ---- the file ---- */

/* Whether the waiver that ends here has all that it needs. */
static bool end_waiver(struct parsing *parsing, const char *at)
{
  if (parsing->waiver == NULL)
    return true;
  for (unsigned i = 0; i < KEY_COUNT; i++)
    if (!keys[i].optional && (parsing->given & 1u << i) == 0)
      return wrong(parsing, at, "waiver '%s' of line %zu ends without a line '%s'", parsing->waiver->name,
                   parsing->waiver->line, keys[i].word);
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

static bool check_name(struct parsing *parsing, struct slice name)
{
  if (!is_name(name))
    return wrong(parsing, name.text, "'%.*s' is no name; expected up to %u letters, digits and any of - _ . /",
                 shown(name), name.text, WAIVER_MAX_NAME);
  for (size_t i = 0; i < parsing->set->count; i++)
    if (slice_is(name, parsing->set->waivers[i].name))
      return wrong(parsing, name.text, "a second waiver '%.*s'; line %zu has the first", (int)name.size, name.text,
                   parsing->set->waivers[i].line);
  return true;
}

static bool begin_waiver(struct parsing *parsing, struct slice name, size_t line)
{
  struct waiver_set *set = parsing->set;
  struct waiver *grown;

  if (!check_name(parsing, name))
    return false;
  if (set->count == WAIVERS_MAX)
    return wrong(parsing, name.text, "too many waivers; at most %u", WAIVERS_MAX);
  grown = realloc(set->waivers, (set->count + 1) * sizeof *grown);
  if (grown == NULL)
    return no_memory(parsing);
  set->waivers = grown;
  parsing->waiver = &grown[set->count++];
  *parsing->waiver = (struct waiver){.line = line};
  parsing->given = 0;
  return keep(parsing, name, &parsing->waiver->name);
}

static bool check_value(struct parsing *parsing, const char *key, struct slice value)
{
  if (value.size == 0)
    return wrong(parsing, value.text, "nothing stands behind '%s'", key);
  if (value.size > WAIVER_MAX_TEXT)
    return wrong(parsing, value.text + WAIVER_MAX_TEXT, "the line is too long; at most %u bytes may stand behind '%s'",
                 WAIVER_MAX_TEXT, key);
  if (value.text[0] == '<' && value.text[value.size - 1] == '>')
    return wrong(parsing, value.text, "'%.*s' only holds the place; fill it in", shown(value), value.text);
  return true;
}

static bool parse_key(struct parsing *parsing, struct slice word, struct slice value)
{
  for (unsigned i = 0; i < KEY_COUNT; i++) {
    if (!slice_is(word, keys[i].word))
      continue;
    if (parsing->waiver == NULL)
      return wrong(parsing, word.text, "expected a line 'waiver NAME' first");
    if (!keys[i].repeated && (parsing->given & 1u << i) != 0)
      return wrong(parsing, word.text, "a second line '%s' of waiver '%s'", keys[i].word, parsing->waiver->name);
    parsing->given |= 1u << i;
    return check_value(parsing, keys[i].word, value) && keys[i].parse(parsing, value);
  }
  return wrong(parsing, word.text,
               "a line cannot begin with '%.*s'; expected waiver, cases, requirements, deviation, says, target, "
               "versions, reason, link or expires",
               shown(word), word.text);
}

static bool parse_line(struct parsing *parsing, struct slice line, size_t number)
{
  struct slice word, rest = line;

  for (size_t i = 0; i < line.size; i++)
    if ((unsigned char)line.text[i] < 0x20 && line.text[i] != '\t')
      return wrong(parsing, line.text + i, "a control character has no place here");
  slice_word(&rest, &word);
  while (rest.size > 0 && (rest.text[0] == ' ' || rest.text[0] == '\t')) {
    rest.text++;
    rest.size--;
  }
  if (!slice_is(word, "waiver"))
    return parse_key(parsing, word, rest);
  return end_waiver(parsing, word.text) && check_value(parsing, "waiver", rest) && begin_waiver(parsing, rest, number);
}

static bool parse_all(struct parsing *parsing)
{
  static const char byte_order_mark[] = "\xEF\xBB\xBF";
  size_t skip = parsing->size >= 3 && memcmp(parsing->text, byte_order_mark, 3) == 0 ? 3 : 0;
  const char *nul = memchr(parsing->text, '\0', parsing->size);
  struct lines lines = {parsing->text + skip, parsing->size - skip, 0};
  struct slice line;

  if (parsing->size > WAIVERS_MAX_SIZE)
    return wrong(parsing, parsing->text, "the file is too large; at most %u bytes", WAIVERS_MAX_SIZE);
  if (nul != NULL)
    return wrong(parsing, nul, "a byte of value 0: this is no text");
  while (lines_next(&lines, &line))
    if (!parse_line(parsing, line, lines.number))
      return false;
  if (parsing->set->count == 0)
    return wrong(parsing, parsing->text, "there is no waiver in it; expected a line 'waiver NAME'");
  return end_waiver(parsing, parsing->text + parsing->size);
}

static bool keep_text(struct parsing *parsing)
{
  struct waiver_set *set = parsing->set;
  struct sha256 hash;

  set->text = malloc(parsing->size + 1);
  if (set->text == NULL)
    return no_memory(parsing);
  memcpy(set->text, parsing->text, parsing->size);
  set->text[parsing->size] = '\0';
  set->size = parsing->size;
  sha256_begin(&hash);
  sha256_add(&hash, set->text, set->size);
  return sha256_end(&hash, set->sha256) || no_memory(parsing);
}

struct waiver_set *waivers_parse(const char *text, size_t size, const struct requirement_set *requirements,
                                 struct text_error *ret_error)
{
  struct parsing parsing = {text, size, requirements, calloc(1, sizeof *parsing.set), NULL, 0, ret_error};

  if (parsing.set == NULL) {
    no_memory(&parsing);
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
