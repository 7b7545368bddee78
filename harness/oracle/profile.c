#include "oracle/profile.h"

#include <stdlib.h>
#include <string.h>

#include "abi/status_names.h"

static bool find(const struct requirement_set *set, struct slice id, const struct requirement **ret_requirement)
{
  for (size_t i = 0; i < set->requirement_count; i++)
    if (slice_is(id, set->requirements[i].id)) {
      *ret_requirement = &set->requirements[i];
      return true;
    }
  return false;
}

static bool add_choices(struct profile *profile, const struct requirement_set *set, enum choice choice,
                        struct slice ids, size_t line, struct requirement_error *ret_error)
{
  struct slice id;

  while (slice_word(&ids, &id)) {
    struct profile_choice row = {NULL, choice};
    void *grown;

    if (!find(set, id, &row.requirement))
      return requirement_error_at(ret_error, line, "no such requirement", id);
    if (profile_choice(profile, row.requirement) != CHOICE_OPEN)
      return requirement_error_at(ret_error, line, "a second choice for the requirement", id);
    grown = realloc(profile->choices, (profile->choice_count + 1) * sizeof *profile->choices);
    if (grown == NULL)
      return requirement_error_at(ret_error, 0, "out of memory", (struct slice){NULL, 0});
    profile->choices = grown;
    profile->choices[profile->choice_count++] = row;
  }
  return true;
}

static bool add_admission(struct profile *profile, const struct requirement_set *set, struct slice line, size_t number,
                          struct requirement_error *ret_error)
{
  struct profile_admission row = {NULL, 0};
  struct slice id, status, rest;
  void *grown;

  if (!slice_word(&line, &id) || !slice_word(&line, &status) || slice_word(&line, &rest))
    return requirement_error_at(ret_error, number, "admit takes a requirement and a status", (struct slice){NULL, 0});
  if (!find(set, id, &row.requirement))
    return requirement_error_at(ret_error, number, "no such requirement", id);
  if (!abi_status_by_name(status.text, status.size, &row.status))
    return requirement_error_at(ret_error, number, "no such status", status);
  grown = realloc(profile->admissions, (profile->admission_count + 1) * sizeof *profile->admissions);
  if (grown == NULL)
    return requirement_error_at(ret_error, 0, "out of memory", (struct slice){NULL, 0});
  profile->admissions = grown;
  profile->admissions[profile->admission_count++] = row;
  return true;
}

static bool parse_line(struct profile *profile, const struct requirement_set *set, struct slice line, size_t number,
                       struct requirement_error *ret_error)
{
  static const struct {
    const char *word;
    enum choice choice;
  } words[] = {{"refuse", CHOICE_REFUSE}, {"accept", CHOICE_ACCEPT}, {"hold", CHOICE_HOLD}};
  struct slice word;

  slice_word(&line, &word);
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (slice_is(word, words[i].word))
      return add_choices(profile, set, words[i].choice, line, number, ret_error);
  if (slice_is(word, "admit"))
    return add_admission(profile, set, line, number, ret_error);
  if (slice_is(word, "title") && profile->title == NULL) {
    struct slice title = {NULL, 0};

    slice_field(&line, &title);
    profile->title = slice_copy(title);
    return profile->title != NULL || requirement_error_at(ret_error, 0, "out of memory", (struct slice){NULL, 0});
  }
  return requirement_error_at(ret_error, number, "expected one title, refuse, accept, hold or admit", word);
}

bool profile_parse(const char *text, size_t size, const struct requirement_set *requirements,
                   struct profile *ret_profile, struct requirement_error *ret_error)
{
  struct lines lines = {text, size, 0};
  struct slice line;
  bool good = true;

  memset(ret_profile, 0, sizeof *ret_profile);
  while (good && lines_next(&lines, &line))
    good = parse_line(ret_profile, requirements, line, lines.number, ret_error);
  if (good && ret_profile->title == NULL)
    good = requirement_error_at(ret_error, lines.number, "the profile has no title line", (struct slice){NULL, 0});
  if (!good)
    profile_free(ret_profile);
  return good;
}

void profile_free(struct profile *profile)
{
  free(profile->title);
  free(profile->choices);
  free(profile->admissions);
  memset(profile, 0, sizeof *profile);
}

enum choice profile_choice(const struct profile *profile, const struct requirement *requirement)
{
  for (size_t i = 0; i < profile->choice_count; i++)
    if (profile->choices[i].requirement == requirement)
      return profile->choices[i].choice;
  return CHOICE_OPEN;
}
