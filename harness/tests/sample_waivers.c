/* Waivers for the samples: one in each state. */
#include "sample_results.h"

#include <stdlib.h>
#include <string.h>

static const char text[] = "# Known of the vendor's simulator.\n"
                           "waiver never-issued\n"
                           "cases offer/known-bug\n"
                           "requirements OFR-DEV-02\n"
                           "deviation FAIL OfferAllocations returned STATUS_SUCCESS\n"
                           "target libvendor*\n"
                           "versions 1.0..1.9\n"
                           "reason Fixed in the vendor's next release.\n"
                           "link https://bugs.example.org/17\n"
                           "expires 2024-12-31\n"
                           "\n"
                           "waiver count-zero\n"
                           "cases offer/waived offer/count/*\n"
                           "requirements OFR-CNT-01 OFR-RET-01\n"
                           "deviation FAIL OfferAllocations returned STATUS_SUCCESS\n"
                           "says returned*\n"
                           "target libvendor*\n"
                           "versions *\n"
                           "reason The count is not looked at.\n"
                           "link https://bugs.example.org/18\n"
                           "expires 2024-12-31\n"
                           "\n"
                           "waiver other-target\n"
                           "cases *\n"
                           "requirements OFR-DEV-01\n"
                           "deviation CRASH OfferAllocations SIGSEGV\n"
                           "target libother*\n"
                           "versions 2..\n"
                           "reason Another driver.\n"
                           "link https://bugs.example.org/19\n"
                           "expires 2024-12-31\n";

static const struct {
  enum waiver_state state;
  const char *remark;
  uint64_t covered;
} rows[] = {
    {WAIVER_USED, "", 1},
    {WAIVER_STALE, "in offer/waived there came nothing of the kind", 0},
    {WAIVER_OTHER_TARGET, "the target is not 'libother*'", 0},
};

static void replace(char **string, const char *value)
{
  size_t size = strlen(value) + 1;

  free(*string);
  *string = malloc(size);
  if (*string == NULL)
    abort();
  memcpy(*string, value, size);
}

void sample_waivers(struct run_results *results)
{
  struct text_error error;
  struct waiver_set *set = waivers_parse(text, sizeof text - 1, &results->requirement_set, &error);

  if (set == NULL)
    abort();
  for (size_t i = 0; i < set->count; i++) {
    set->waivers[i].state = rows[i].state;
    set->waivers[i].covered = rows[i].covered;
    replace(&set->waivers[i].remark, rows[i].remark);
  }
  results->waivers = set;
  replace(&results->facts.waivers_sha256, set->sha256);
}

void sample_poison_waivers(struct waiver_set *set)
{
  for (size_t i = 0; i < set->count; i++) {
    struct waiver *waiver = &set->waivers[i];
    char **texts[] = {&waiver->name,   &waiver->cases[0], &waiver->deviation,
                      &waiver->target, &waiver->reason,   &waiver->remark};
    struct buffer link = {NULL, 0, 0, false};

    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
      replace(texts[k], sample_hostile_text);
    buffer_printf(&link, "https://%s", sample_hostile_text);
    replace(&waiver->link, buffer_text(&link));
    buffer_free(&link);
  }
}
