#include "oracle/requirements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const grade_names[GRADE_COUNT] = {
    [GRADE_INFERRED] = "inferred",
    [GRADE_MEASURED] = "measured",
    [GRADE_DOCUMENTED] = "documented",
};

bool requirement_error_at(struct requirement_error *ret_error, size_t line, const char *what, struct slice about)
{
  int width = about.size > 60 ? 60 : (int)about.size;

  ret_error->line = line;
  if (about.size > 0)
    snprintf(ret_error->message, sizeof ret_error->message, "%s: '%.*s'", what, width, about.text);
  else
    snprintf(ret_error->message, sizeof ret_error->message, "%s", what);
  return false;
}

static bool grade_by_name(struct slice name, enum grade *ret_grade)
{
  for (unsigned i = 0; i < GRADE_COUNT; i++)
    if (slice_is(name, grade_names[i])) {
      *ret_grade = (enum grade)i;
      return true;
    }
  return false;
}

static const struct source *find_source(const struct requirement_set *set, struct slice tag)
{
  for (size_t i = 0; i < set->source_count; i++)
    if (slice_is(tag, set->sources[i].tag))
      return &set->sources[i];
  return NULL;
}

/* The highest grade that the sources allow; a requirement without sources can only be inferred. */
static bool highest_grade(const struct requirement_set *set, struct slice tags, size_t line, enum grade *ret_grade,
                          struct requirement_error *ret_error)
{
  struct slice tag;

  *ret_grade = GRADE_INFERRED;
  if (slice_is(tags, "-"))
    return true;
  while (slice_word(&tags, &tag)) {
    const struct source *source = find_source(set, tag);

    if (source == NULL)
      return requirement_error_at(ret_error, line, "no source line before this one has the tag", tag);
    if (source->grade > *ret_grade)
      *ret_grade = source->grade;
  }
  return true;
}

static bool parse_source(struct requirement_set *set, struct slice line, size_t number,
                         struct requirement_error *ret_error)
{
  struct slice tag, grade, title;
  struct source source = {NULL, GRADE_INFERRED, NULL};
  void *grown;

  if (!slice_field(&line, &tag) || !slice_field(&line, &grade) || !slice_field(&line, &title) || line.size > 0)
    return requirement_error_at(ret_error, number,
                                "a source line has a tag, a grade and a title, with ' | ' between them", line);
  if (!grade_by_name(grade, &source.grade))
    return requirement_error_at(ret_error, number, "expected documented, measured or inferred", grade);
  if (find_source(set, tag) != NULL)
    return requirement_error_at(ret_error, number, "a second source with the tag", tag);
  grown = realloc(set->sources, (set->source_count + 1) * sizeof *set->sources);
  if (grown == NULL)
    return requirement_error_at(ret_error, 0, "out of memory", (struct slice){NULL, 0});
  set->sources = grown;
  source.tag = slice_copy(tag);
  source.title = slice_copy(title);
  set->sources[set->source_count++] = source;
  if (source.tag == NULL || source.title == NULL)
    return requirement_error_at(ret_error, 0, "out of memory", (struct slice){NULL, 0});
  return true;
}

static bool parse_requirement(struct requirement_set *set, struct slice line, size_t number,
                              struct requirement_error *ret_error)
{
  struct slice id, grade, sources, sentence;
  struct requirement requirement = {NULL, GRADE_INFERRED, NULL, NULL, number};
  enum grade highest;
  void *grown;

  if (!slice_field(&line, &id) || !slice_field(&line, &grade) || !slice_field(&line, &sources) ||
      !slice_field(&line, &sentence) || line.size > 0)
    return requirement_error_at(
        ret_error, number, "a requirement has an id, a grade, sources and a sentence, with ' | ' between them", line);
  if (!grade_by_name(grade, &requirement.grade))
    return requirement_error_at(ret_error, number, "expected documented, measured or inferred", grade);
  if (!highest_grade(set, sources, number, &highest, ret_error))
    return false;
  if (requirement.grade > highest)
    return requirement_error_at(ret_error, number, "the grade is higher than the sources allow", id);
  for (size_t i = 0; i < set->requirement_count; i++)
    if (slice_is(id, set->requirements[i].id))
      return requirement_error_at(ret_error, number, "a second requirement with the id", id);
  grown = realloc(set->requirements, (set->requirement_count + 1) * sizeof *set->requirements);
  if (grown == NULL)
    return requirement_error_at(ret_error, 0, "out of memory", (struct slice){NULL, 0});
  set->requirements = grown;
  requirement.id = slice_copy(id);
  requirement.sources = slice_copy(sources);
  requirement.sentence = slice_copy(sentence);
  set->requirements[set->requirement_count++] = requirement;
  if (requirement.id == NULL || requirement.sources == NULL || requirement.sentence == NULL)
    return requirement_error_at(ret_error, 0, "out of memory", (struct slice){NULL, 0});
  return true;
}

bool requirement_set_parse(const char *text, size_t size, struct requirement_set *ret_set,
                           struct requirement_error *ret_error)
{
  struct lines lines = {text, size, 0};
  struct slice line;
  bool good = true;

  memset(ret_set, 0, sizeof *ret_set);
  while (good && lines_next(&lines, &line)) {
    struct slice rest = line, word;

    if (slice_word(&rest, &word) && slice_is(word, "source"))
      good = parse_source(ret_set, rest, lines.number, ret_error);
    else
      good = parse_requirement(ret_set, line, lines.number, ret_error);
  }
  if (good && ret_set->requirement_count == 0)
    good = requirement_error_at(ret_error, lines.number, "no requirement in the file", (struct slice){NULL, 0});
  if (!good)
    requirement_set_free(ret_set);
  return good;
}

void requirement_set_free(struct requirement_set *set)
{
  for (size_t i = 0; i < set->source_count; i++) {
    free(set->sources[i].tag);
    free(set->sources[i].title);
  }
  for (size_t i = 0; i < set->requirement_count; i++) {
    free(set->requirements[i].id);
    free(set->requirements[i].sources);
    free(set->requirements[i].sentence);
  }
  free(set->sources);
  free(set->requirements);
  memset(set, 0, sizeof *set);
}

const struct requirement *requirement_find(const struct requirement_set *set, const char *id)
{
  for (size_t i = 0; i < set->requirement_count; i++)
    if (strcmp(set->requirements[i].id, id) == 0)
      return &set->requirements[i];
  return NULL;
}
