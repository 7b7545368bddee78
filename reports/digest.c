#include "reports/digest.h"

#include <string.h>

#include "reports/markup.h"

const char *const conclusion_words[] = {
    [CONCLUSION_PASS] = "PASS",
    [CONCLUSION_FAIL] = "FAIL",
    [CONCLUSION_INCOMPLETE] = "INCOMPLETE",
    [CONCLUSION_BROKEN] = "BROKEN",
    [CONCLUSION_NOT_SUPPORTED] = "NOT SUPPORTED",
};

bool digest_is_bad(enum verdict verdict)
{
  return verdict >= VERDICT_STALE_WAIVER;
}

struct requirement_counts digest_count_requirements(const struct run_results *results)
{
  struct requirement_counts counts = {.all = results->requirement_set.requirement_count};
  for (size_t i = 0; i < counts.all; i++) {
    enum verdict verdict = results->requirements[i].verdict;
    counts.played += verdict != VERDICT_NOT_SUPPORTED;
    counts.broken += verdict > VERDICT_STALE_WAIVER;
    counts.warned += verdict == VERDICT_WARN;
  }
  return counts;
}

const char *digest_target(const struct run_results *results)
{
  const char *name = results->facts.target;
  for (const char *c = name; *c != '\0'; c++) {
    if ((*c == '/' || *c == '\\') && c[1] != '\0')
      name = c + 1;
  }
  return name;
}

const struct source *digest_source(const struct requirement_set *set, const char *tag, size_t size)
{
  for (size_t i = 0; i < set->source_count; i++) {
    if (strlen(set->sources[i].tag) == size && memcmp(set->sources[i].tag, tag, size) == 0)
      return &set->sources[i];
  }
  return NULL;
}

static void count_of(uint64_t count, const char *noun, struct buffer *sentence)
{
  markup_number(count, sentence);
  buffer_printf(sentence, " %s%s", noun, count == 1 ? "" : "s");
}

static void say_failed(const struct run_results *results, struct requirement_counts counts, struct buffer *sentence)
{
  uint64_t failed =
      results->verdicts[VERDICT_TIMEOUT] + results->verdicts[VERDICT_CRASH] + results->verdicts[VERDICT_FAIL];
  if (counts.broken > 0) {
    count_of(counts.broken, "requirement", sentence);
    buffer_string(sentence, " broken by target ");
  } else if (failed > 0) {
    count_of(failed, "case", sentence);
    buffer_string(sentence, " failed by target ");
  } else {
    count_of(waivers_count(results->waivers, WAIVER_STALE), "stale waiver", sentence);
    buffer_string(sentence, " for target ");
  }
  buffer_string(sentence, digest_target(results));
}

static void say_passed(const struct run_results *results, struct requirement_counts counts, struct buffer *sentence)
{
  buffer_printf(sentence, "no requirement of profile %s is broken", results->facts.profile);
  if (counts.warned > 0) {
    buffer_string(sentence, ", with ");
    count_of(counts.warned, "warning", sentence);
  }
}

/* What kept the run from a verdict on the target. */
static enum conclusion say_open(const struct run_results *results, struct buffer *sentence)
{
  if (!results->complete) {
    buffer_string(sentence, "the run was stopped before its end; what was played broke nothing");
    return CONCLUSION_INCOMPLETE;
  }
  if (results->case_count + results->suite_count == 0) {
    buffer_string(sentence, "no case was played");
    return CONCLUSION_INCOMPLETE;
  }
  bool broken = results->verdict == VERDICT_BROKEN;
  buffer_string(sentence, broken ? "the harness failed, so this run proves nothing about target "
                                 : "nothing could be judged on target ");
  buffer_string(sentence, digest_target(results));
  return broken ? CONCLUSION_BROKEN : CONCLUSION_NOT_SUPPORTED;
}

enum conclusion digest_conclude(const struct run_results *results, struct buffer *ret_sentence)
{
  struct requirement_counts counts = digest_count_requirements(results);
  if (digest_is_bad(results->verdict)) {
    say_failed(results, counts, ret_sentence);
    return CONCLUSION_FAIL;
  }
  if (!results->complete || results->verdict == VERDICT_BROKEN || results->verdict == VERDICT_NOT_SUPPORTED)
    return say_open(results, ret_sentence);
  say_passed(results, counts, ret_sentence);
  return CONCLUSION_PASS;
}
