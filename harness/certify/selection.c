#include "certify/selection.h"

#include <stdlib.h>
#include <string.h>

#define STRETCH 4096u /* combinations at the most; all of one group */

bool certify_matches(const char *glob, const char *text)
{
  const char *star = NULL, *resume = NULL;

  while (*text != '\0') {
    if (*glob == '*') {
      star = ++glob;
      resume = text;
    } else if (*glob == '?' || *glob == *text) {
      glob++;
      text++;
    } else if (star != NULL) {
      glob = star;
      text = ++resume;
    } else {
      return false;
    }
  }
  while (*glob == '*')
    glob++;
  return *glob == '\0';
}

/* A number without a sign, a blank or a zero before it. */
static bool read_number(const char **at, uint32_t *ret_number)
{
  if (**at < '1' || **at > '9')
    return false;
  for (*ret_number = 0; **at >= '0' && **at <= '9'; (*at)++) {
    *ret_number = *ret_number * 10 + (uint32_t)(**at - '0');
    if (*ret_number > SHARD_MAX)
      return false;
  }
  return true;
}

bool shard_parse(const char *text, struct shard *ret_shard)
{
  struct shard shard = {0, 0};

  *ret_shard = shard;
  if (text[0] == '\0')
    return true;
  if (!read_number(&text, &shard.number) || *text++ != '/' || !read_number(&text, &shard.count) || *text != '\0' ||
      shard.number > shard.count)
    return false;
  *ret_shard = shard;
  return true;
}

/* ---- stretches ---- */

static uint64_t group_size(const struct suite *suite)
{
  return suite_combinations(suite) / suite_groups(suite);
}

static uint64_t group_stretches(const struct suite *suite)
{
  return (group_size(suite) + STRETCH - 1) / STRETCH;
}

uint64_t suite_stretches(const struct suite *suite)
{
  return suite_groups(suite) * group_stretches(suite);
}

void suite_stretch(const struct suite *suite, uint64_t number, uint64_t *ret_first, uint64_t *ret_end)
{
  uint64_t size = group_size(suite), begin = number / group_stretches(suite) * size;
  uint64_t before = number % group_stretches(suite) * STRETCH;

  *ret_first = begin + before;
  *ret_end = size - before < STRETCH ? begin + size : *ret_first + STRETCH;
}

uint64_t suite_stretch_of(const struct suite *suite, uint64_t combination)
{
  uint64_t size = group_size(suite);

  return combination / size * group_stretches(suite) + combination % size / STRETCH;
}

/* ---- the selection ---- */

static bool chooses(const char *filter, const struct program *program)
{
  if (filter == NULL || (program->name != NULL && certify_matches(filter, program->name)))
    return true;
  for (size_t i = 0; i < program->requirement_count; i++)
    if (certify_matches(filter, program->requirements[i]))
      return true;
  return false;
}

static void add_suite(struct selection *selection, size_t index)
{
  uint64_t stretches = suite_stretches(&suites[index]), first, end;

  selection->suites[index] = selection->job_count;
  for (uint64_t i = 0; i < stretches; i++)
    if (selection_has(selection, selection->job_count++)) {
      suite_stretch(&suites[index], i, &first, &end);
      selection->total += end - first;
    }
}

bool selection_init(struct selection *selection, const struct program_set *cases, bool with_suites, const char *filter,
                    struct shard shard)
{
  memset(selection, 0, sizeof *selection);
  selection->shard = shard;
  selection->cases = malloc((cases->count + 1) * sizeof *selection->cases);
  if (selection->cases == NULL)
    return false;
  for (size_t i = 0; i < cases->count; i++) {
    selection->cases[i] = chooses(filter, &cases->programs[i]) ? selection->job_count++ : SELECTION_NONE;
    selection->total += selection_has(selection, selection->cases[i]);
  }
  for (size_t i = 0; i < SUITE_COUNT; i++) {
    selection->suites[i] = SELECTION_NONE;
    if (with_suites && (filter == NULL || certify_matches(filter, suites[i].name)))
      add_suite(selection, i);
  }
  return true;
}

void selection_free(struct selection *selection)
{
  free(selection->cases);
  memset(selection, 0, sizeof *selection);
}

uint32_t selection_shard_of(uint64_t place, uint32_t shard_count)
{
  return (uint32_t)(place % shard_count);
}

bool selection_has(const struct selection *selection, uint64_t place)
{
  const struct shard *shard = &selection->shard;

  return place != SELECTION_NONE && (shard->count == 0 || selection_shard_of(place, shard->count) == shard->number - 1);
}

bool selection_has_suite(const struct selection *selection, size_t index)
{
  uint64_t first = selection->suites[index];

  if (first == SELECTION_NONE)
    return false;
  for (uint64_t i = 0; i < suite_stretches(&suites[index]); i++)
    if (selection_has(selection, first + i))
      return true;
  return false;
}
