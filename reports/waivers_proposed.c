/* Waivers for all that failed, as far as a run can write them. */
#include <stdlib.h>
#include <string.h>

#include "oracle/oracle.h"
#include "reports/digest.h"
#include "reports/reports.h"

enum { LINE_MAX = 110 };

/* The deviations [begin, end) of one case or suite that are one: the call, and what came of it. */
struct deed {
  const struct deviation *first;
  const struct requirement **requirements; /* in the set's order */
  size_t requirement_count;
  bool written;
};

struct deeds {
  struct deed *items;
  size_t count;
};

static bool is_one(const struct deviation *a, const struct deviation *b)
{
  return a->verdict == b->verdict && a->op == b->op && a->status == b->status && strcmp(a->detail, b->detail) == 0;
}

static struct deed *find(struct deeds *deeds, const struct deviation *deviation)
{
  for (size_t i = deeds->count; i > 0; i--) {
    struct deed *deed = &deeds->items[i - 1];
    if (strcmp(deed->first->name, deviation->name) != 0)
      break;
    if (is_one(deed->first, deviation))
      return deed;
  }
  return NULL;
}

static bool add_requirement(struct deed *deed, const struct requirement *requirement)
{
  size_t at = deed->requirement_count;
  void *grown = realloc(deed->requirements, (at + 1) * sizeof *deed->requirements);
  if (grown == NULL)
    return false;
  deed->requirements = grown;
  for (; at > 0 && deed->requirements[at - 1] > requirement; at--)
    deed->requirements[at] = deed->requirements[at - 1];
  deed->requirements[at] = requirement;
  deed->requirement_count++;
  return true;
}

static void free_deeds(struct deeds *deeds)
{
  for (size_t i = 0; i < deeds->count; i++)
    free(deeds->items[i].requirements);
  free(deeds->items);
}

static bool gather(const struct run_results *results, struct deeds *ret_deeds)
{
  ret_deeds->items = calloc(results->deviation_count + 1, sizeof *ret_deeds->items);
  for (size_t i = 0; ret_deeds->items != NULL && i < results->deviation_count; i++) {
    const struct deviation *deviation = &results->deviations[i];
    struct deed *deed = find(ret_deeds, deviation);
    if (deed == NULL) {
      deed = &ret_deeds->items[ret_deeds->count++];
      deed->first = deviation;
    }
    if (!add_requirement(deed, deviation->requirement))
      return false;
  }
  return ret_deeds->items != NULL;
}

/* Whether one waiver can say both. */
static bool are_alike(const struct deed *a, const struct deed *b)
{
  return is_one(a->first, b->first) && a->requirement_count == b->requirement_count &&
         memcmp(a->requirements, b->requirements, a->requirement_count * sizeof *a->requirements) == 0;
}

/* ---- text ---- */

/* A line "KEY WORD..." that begins anew when it grows long. */
struct words {
  struct buffer *text;
  const char *key;
  size_t column; /* 0: nothing stands there */
};

static void put_word(struct words *words, const char *word)
{
  size_t size = strlen(word);
  if (words->column > 0 && words->column + 1 + size > LINE_MAX) {
    buffer_byte(words->text, '\n');
    words->column = 0;
  }
  if (words->column == 0) {
    buffer_string(words->text, words->key);
    words->column = strlen(words->key);
  }
  buffer_printf(words->text, " %s", word);
  words->column += 1 + size;
}

/* Text of the target's as a glob that matches it, of what a line of the file can hold. */
static void put_foreign(const char *text, struct buffer *ret_text)
{
  for (; *text != '\0'; text++)
    buffer_byte(ret_text, (uint8_t)(*text > ' ' && *text < 0x7F ? *text : *text == ' ' ? ' ' : '?'));
}

static void put_deviation(const struct deviation *deviation, struct buffer *ret_text)
{
  char status[64];
  buffer_printf(ret_text, "deviation %s %s", verdict_names[deviation->verdict],
                deviation->op == WAIVER_WORKER ? "worker" : program_ops[deviation->op].name);
  if (deviation->verdict == VERDICT_FAIL) {
    oracle_status_text(deviation->status, status, sizeof status);
    buffer_printf(ret_text, " returned %.*s", (int)strcspn(status, " "), status);
  } else if (deviation->verdict == VERDICT_CRASH) {
    buffer_byte(ret_text, ' ');
    put_foreign(deviation->detail[0] != '\0' ? deviation->detail : "*", ret_text);
  }
  buffer_byte(ret_text, '\n');
}

static void put_rest(const struct run_results *results, struct buffer *ret_text)
{
  buffer_string(ret_text, "target ");
  put_foreign(digest_target(results), ret_text);
  buffer_printf(ret_text, "\nversions %s\n",
                results->facts.target_version[0] != '\0' ? results->facts.target_version : "*");
  buffer_string(ret_text, "reason <why this may pass, and until when>\n"
                          "link <https:// where it is written down>\n"
                          "expires <YYYY-MM-DD, its last day>\n");
}

static void put_waiver(const struct run_results *results, struct deeds *deeds, size_t index, size_t number,
                       struct buffer *ret_text)
{
  const struct deed *deed = &deeds->items[index];
  struct words cases = {ret_text, "cases", 0}, requirements = {ret_text, "requirements", 0};
  buffer_printf(ret_text, "\nwaiver %s-%zu\n", deed->requirements[0]->id, number);
  for (size_t i = index; i < deeds->count; i++)
    if (!deeds->items[i].written && are_alike(deed, &deeds->items[i])) {
      put_word(&cases, deeds->items[i].first->name);
      deeds->items[i].written = true;
    }
  buffer_byte(ret_text, '\n');
  for (size_t i = 0; i < deed->requirement_count; i++)
    put_word(&requirements, deed->requirements[i]->id);
  buffer_byte(ret_text, '\n');
  put_deviation(deed->first, ret_text);
  put_rest(results, ret_text);
}

size_t report_proposed_waivers(const struct run_results *results, struct buffer *ret_text)
{
  struct deeds deeds = {0};
  size_t count = 0;
  if (gather(results, &deeds)) {
    buffer_string(ret_text,
                  "# Waivers for what failed and was not waived. Fill in each reason, link and date, or mend the\n"
                  "# target; what may not pass is to be deleted.\n");
    for (size_t i = 0; i < deeds.count; i++)
      if (!deeds.items[i].written)
        put_waiver(results, &deeds, i, ++count, ret_text);
  } else {
    ret_text->failed = true;
  }
  free_deeds(&deeds);
  return count;
}
