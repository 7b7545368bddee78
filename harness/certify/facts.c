#include "certify/facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "program/buffer.h"

#define ROW(key, member, kind, share)                                                                                  \
  {                                                                                                                    \
    key, offsetof(struct run_facts, member), kind, share                                                               \
  }

const struct fact run_fact_table[] = {
    ROW("version", version, FACT_TEXT, FACT_EQUAL),
    ROW("suite-sha256", suite_sha256, FACT_TEXT, FACT_EQUAL),
    ROW("target", target, FACT_TEXT, FACT_EQUAL),
    ROW("target-sha256", target_sha256, FACT_TEXT, FACT_EQUAL),
    ROW("target-version", target_version, FACT_TEXT, FACT_EQUAL),
    ROW("adapter", adapter, FACT_TEXT, FACT_EQUAL),
    ROW("adapter-wish", adapter_wish, FACT_TEXT, FACT_EQUAL),
    ROW("adapter-luid", adapter_luid, FACT_NUMBER64, FACT_EQUAL),
    ROW("adapters", adapters, FACT_NUMBER32, FACT_EQUAL),
    ROW("provision", provision, FACT_TEXT, FACT_EQUAL),
    ROW("disruptive", disruptive, FACT_SWITCH, FACT_EQUAL),
    ROW("allocations", allocations, FACT_TEXT, FACT_EQUAL),
    ROW("capabilities", capabilities, FACT_TEXT, FACT_EQUAL),
    ROW("profile", profile, FACT_TEXT, FACT_EQUAL),
    ROW("filter", filter, FACT_TEXT, FACT_EQUAL),
    ROW("waivers-sha256", waivers_sha256, FACT_TEXT, FACT_EQUAL),
    ROW("waivers-lapsed", waivers_lapsed, FACT_TEXT, FACT_EQUAL),
    ROW("shard", shard, FACT_TEXT, FACT_OWN),
    ROW("seed", seed, FACT_NUMBER64, FACT_EQUAL),
    ROW("timeout", timeout_seconds, FACT_NUMBER32, FACT_EQUAL),
    ROW("memory", memory_megabytes, FACT_NUMBER32, FACT_EQUAL),
    ROW("isolated", isolated, FACT_SWITCH, FACT_EQUAL),
    ROW("system", system, FACT_TEXT, FACT_EACH),
    ROW("processor", processor, FACT_TEXT, FACT_EACH),
    ROW("compiler", compiler, FACT_TEXT, FACT_EACH),
    ROW("mock-control", mock_control, FACT_SWITCH, FACT_EQUAL),
};

const unsigned run_fact_count = sizeof run_fact_table / sizeof run_fact_table[0];

static const void *member(const struct fact *fact, const struct run_facts *facts)
{
  return (const char *)facts + fact->offset;
}

static void *own_member(const struct fact *fact, struct run_facts *facts)
{
  return (char *)facts + fact->offset;
}

void fact_text(const struct fact *fact, const struct run_facts *facts, struct buffer *ret_text)
{
  const void *value = member(fact, facts);

  switch (fact->kind) {
  case FACT_TEXT:
    if (*(char *const *)value != NULL)
      buffer_string(ret_text, *(char *const *)value);
    break;
  case FACT_NUMBER64:
    buffer_printf(ret_text, "%" PRIu64, *(const uint64_t *)value);
    break;
  case FACT_NUMBER32:
    buffer_printf(ret_text, "%" PRIu32, *(const uint32_t *)value);
    break;
  case FACT_SWITCH:
    buffer_string(ret_text, *(const bool *)value ? "yes" : "no");
    break;
  }
}

static enum fact_taken take_string(const char *text, char **ret_text)
{
  char *copy = buffer_copy_string(text);

  if (copy == NULL)
    return FACT_NO_MEMORY;
  free(*ret_text);
  *ret_text = copy;
  return FACT_TAKEN;
}

static enum fact_taken take_number(const char *text, uint64_t most, uint64_t *ret_number)
{
  uint64_t number = 0;

  for (const char *at = text; *at != '\0'; at++) {
    uint64_t digit = (uint64_t)(*at - '0');

    if (*at < '0' || *at > '9' || digit > most || number > (most - digit) / 10)
      return FACT_WRONG;
    number = number * 10 + digit;
  }
  *ret_number = number;
  return text[0] != '\0' ? FACT_TAKEN : FACT_WRONG;
}

enum fact_taken fact_take(const struct fact *fact, const char *text, struct run_facts *facts)
{
  void *value = own_member(fact, facts);
  enum fact_taken taken;
  uint64_t number = 0;

  switch (fact->kind) {
  case FACT_TEXT:
    return take_string(text, value);
  case FACT_NUMBER64:
    return take_number(text, UINT64_MAX, value);
  case FACT_NUMBER32:
    taken = take_number(text, UINT32_MAX, &number);
    *(uint32_t *)value = (uint32_t)number;
    return taken;
  case FACT_SWITCH:
    *(bool *)value = strcmp(text, "yes") == 0;
    return *(bool *)value || strcmp(text, "no") == 0 ? FACT_TAKEN : FACT_WRONG;
  }
  return FACT_WRONG;
}

bool fact_is_equal(const struct fact *fact, const struct run_facts *a, const struct run_facts *b)
{
  struct buffer texts[2] = {{NULL, 0, 0, false}, {NULL, 0, 0, false}};
  bool same;

  fact_text(fact, a, &texts[0]);
  fact_text(fact, b, &texts[1]);
  same = !texts[0].failed && !texts[1].failed && strcmp(buffer_text(&texts[0]), buffer_text(&texts[1])) == 0;
  buffer_free(&texts[0]);
  buffer_free(&texts[1]);
  return same;
}

bool run_facts_are_whole(const struct run_facts *facts)
{
  bool whole = facts->profile_title != NULL;

  for (unsigned i = 0; i < run_fact_count; i++)
    whole = whole && (run_fact_table[i].kind != FACT_TEXT || *(char *const *)member(&run_fact_table[i], facts) != NULL);
  return whole;
}

void run_facts_free(struct run_facts *facts)
{
  for (unsigned i = 0; i < run_fact_count; i++)
    if (run_fact_table[i].kind == FACT_TEXT)
      free(*(char **)own_member(&run_fact_table[i], facts));
  free(facts->profile_title);
  memset(facts, 0, sizeof *facts);
}
