/* What may stand behind each key of a waiver. */
#include <stdlib.h>
#include <string.h>

#include "abi/status_names.h"
#include "certify/waivers_parts.h"
#include "program/ops.h"

#define WORKER "worker"

static bool parse_cases(struct waivers_parsing *parsing, struct slice value)
{
  struct waiver *waiver = parsing->waiver;
  struct slice word;

  while (slice_word(&value, &word)) {
    char **grown = realloc(waiver->cases, (waiver->case_count + 1) * sizeof *grown);

    if (grown == NULL)
      return waivers_no_memory(parsing);
    waiver->cases = grown;
    if (!waivers_keep(parsing, word, &grown[waiver->case_count]))
      return false;
    waiver->case_count++;
  }
  return true;
}

static const struct requirement *find_requirement(const struct waivers_parsing *parsing, struct slice id)
{
  for (size_t i = 0; i < parsing->requirements->requirement_count; i++)
    if (slice_is(id, parsing->requirements->requirements[i].id))
      return &parsing->requirements->requirements[i];
  return NULL;
}

static bool parse_requirements(struct waivers_parsing *parsing, struct slice value)
{
  struct waiver *waiver = parsing->waiver;
  struct slice word;

  while (slice_word(&value, &word)) {
    const struct requirement *requirement = find_requirement(parsing, word);
    const struct requirement **grown;

    if (requirement == NULL)
      return waivers_wrong(parsing, word.text, "no requirement '%.*s'; see 'offercheck list requirements'",
                           waivers_shown(word), word.text);
    if (waiver_is_about(waiver, requirement))
      return waivers_wrong(parsing, word.text, "a second '%s' in waiver '%s'", requirement->id, waiver->name);
    grown = realloc(waiver->requirements, (waiver->requirement_count + 1) * sizeof *grown);
    if (grown == NULL)
      return waivers_no_memory(parsing);
    waiver->requirements = grown;
    grown[waiver->requirement_count++] = requirement;
  }
  return true;
}

static bool parse_verdict(struct waivers_parsing *parsing, struct slice word)
{
  static const enum verdict verdicts[] = {VERDICT_FAIL, VERDICT_WARN, VERDICT_CRASH, VERDICT_TIMEOUT};

  for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
    if (slice_is(word, verdict_names[verdicts[i]])) {
      parsing->waiver->verdict = verdicts[i];
      return true;
    }
  return waivers_wrong(parsing, word.text, "'%.*s' cannot be waived; expected FAIL, WARN, CRASH or TIMEOUT",
                       waivers_shown(word), word.text);
}

static bool parse_call(struct waivers_parsing *parsing, struct slice word)
{
  enum program_op op = program_op_by_name(word.text, word.size);
  enum verdict verdict = parsing->waiver->verdict;

  if (slice_is(word, WORKER) && (verdict == VERDICT_CRASH || verdict == VERDICT_TIMEOUT)) {
    parsing->waiver->op = WAIVER_WORKER;
    return true;
  }
  parsing->waiver->op = (uint8_t)op;
  return op != OP_COUNT ||
         waivers_wrong(parsing, word.text, "no call '%.*s'; expected one as a program has it, such as OfferAllocations",
                       waivers_shown(word), word.text);
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

static bool parse_status(struct waivers_parsing *parsing, struct slice rest)
{
  const char *at = rest.text;
  struct slice word, status, more;

  if (!slice_word(&rest, &word) || !slice_is(word, "returned") || !slice_word(&rest, &status))
    return waivers_wrong(parsing, at, "expected 'returned' and a status, such as 'returned STATUS_SUCCESS'");
  if (!abi_status_by_name(status.text, status.size, &parsing->waiver->status) &&
      !parse_number(status, &parsing->waiver->status))
    return waivers_wrong(parsing, status.text, "no status '%.*s'; expected its name, or 0x and up to 8 digits",
                         waivers_shown(status), status.text);
  return !slice_word(&rest, &more) ||
         waivers_wrong(parsing, more.text, "'%.*s' is too much; the deviation ends with the status",
                       waivers_shown(more), more.text);
}

static bool parse_deviation(struct waivers_parsing *parsing, struct slice value)
{
  struct waiver *waiver = parsing->waiver;
  struct slice rest = value, word;

  slice_word(&rest, &word);
  if (!parse_verdict(parsing, word))
    return false;
  if (!slice_word(&rest, &word))
    return waivers_wrong(parsing, rest.text, "expected the call that deviates, behind the verdict");
  if (!parse_call(parsing, word))
    return false;
  if (!waivers_keep(parsing, value, &waiver->deviation))
    return false;
  if (waiver->verdict == VERDICT_FAIL || waiver->verdict == VERDICT_WARN)
    return parse_status(parsing, rest);
  if (!slice_word(&rest, &word))
    return waiver->verdict == VERDICT_TIMEOUT ||
           waivers_wrong(parsing, rest.text,
                         "expected how it ends, such as SIGSEGV or 'exit status 3'; '*' is any way");
  if (waiver->verdict == VERDICT_TIMEOUT)
    return waivers_wrong(parsing, word.text, "'%.*s' is too much; the deviation ends with the call",
                         waivers_shown(word), word.text);
  return waivers_keep(parsing, (struct slice){word.text, word.size + rest.size}, &waiver->detail);
}

static bool parse_says(struct waivers_parsing *parsing, struct slice value)
{
  return waivers_keep(parsing, value, &parsing->waiver->says);
}

static bool parse_target(struct waivers_parsing *parsing, struct slice value)
{
  return waivers_keep(parsing, value, &parsing->waiver->target);
}

static bool parse_versions(struct waivers_parsing *parsing, struct slice value)
{
  if (!waiver_range_parse(value.text, value.size, &parsing->waiver->range))
    return waivers_wrong(
        parsing, value.text,
        "'%.*s' is no range of versions; expected one such as 1.2, 1.2..3.4, 1.2.., ..3.4, or * for any",
        waivers_shown(value), value.text);
  return waivers_keep(parsing, value, &parsing->waiver->versions);
}

static bool parse_reason(struct waivers_parsing *parsing, struct slice value)
{
  return waivers_keep(parsing, value, &parsing->waiver->reason);
}

static bool parse_link(struct waivers_parsing *parsing, struct slice value)
{
  static const char *const schemes[] = {"https://", "http://"};
  struct slice rest = value, word;

  slice_word(&rest, &word);
  for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
    if (rest.size == 0 && word.size > strlen(schemes[i]) && memcmp(word.text, schemes[i], strlen(schemes[i])) == 0)
      return waivers_keep(parsing, value, &parsing->waiver->link);
  return waivers_wrong(parsing, value.text,
                       "'%.*s' is no link; expected https:// or http:// and what follows, without blanks",
                       waivers_shown(value), value.text);
}

static bool parse_expires(struct waivers_parsing *parsing, struct slice value)
{
  if (!waiver_is_date(value.text, value.size))
    return waivers_wrong(parsing, value.text, "'%.*s' is no day; expected its year, month and day, such as 2027-03-31",
                         waivers_shown(value), value.text);
  memcpy(parsing->waiver->expires, value.text, value.size);
  return true;
}

const struct waivers_key waivers_keys[WAIVERS_KEY_COUNT] = {
    {"cases", false, true, parse_cases},          {"requirements", false, true, parse_requirements},
    {"deviation", false, false, parse_deviation}, {"says", true, false, parse_says},
    {"target", false, false, parse_target},       {"versions", false, false, parse_versions},
    {"reason", false, false, parse_reason},       {"link", false, false, parse_link},
    {"expires", false, false, parse_expires},
};
