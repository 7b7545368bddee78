/* Requirements, profiles and cases, as they were built in. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "embedded.h"
#include "run/contract.h"

#define CASES "conformance/cases/"

bool load_requirements(struct requirement_set *ret_set)
{
  char error[256];

  if (contract_requirements(ret_set, error, sizeof error))
    return true;
  complain("%s", error);
  return false;
}

static bool states_need(const struct program *program, const char *capability)
{
  for (size_t i = 0; i < program->need_count; i++)
    if (strcmp(program->needs[i], capability) == 0)
      return true;
  return false;
}

/* A case says what it asks of a target beyond its entry points. */
static bool check_needs(const struct embedded_file *file, const struct program *program)
{
  for (size_t i = 0; i < program->call_count; i++) {
    const char *capability = program_ops[program->calls[i].op].capability;

    if (capability != NULL && !states_need(program, capability)) {
      complain("%s: case '%s' calls %s and does not say 'needs %s'", file->name, program->name,
               program_ops[program->calls[i].op].name, capability);
      return false;
    }
  }
  return true;
}

/* What the parser cannot know: that the requirements exist, and that a case says what it shows. */
static bool check_case(const struct embedded_file *file, const struct program *program,
                       const struct requirement_set *requirements)
{
  if (program->name == NULL || program->sentence == NULL || program->requirement_count == 0) {
    complain("%s: case '%s' lacks its name, its property or what it shows", file->name,
             program->name != NULL ? program->name : "");
    return false;
  }
  for (size_t i = 0; i < program->requirement_count; i++)
    if (requirement_find(requirements, program->requirements[i]) == NULL) {
      complain("%s: case '%s' shows '%s', which is no requirement", file->name, program->name,
               program->requirements[i]);
      return false;
    }
  return check_needs(file, program);
}

static int compare_names(const void *a, const void *b)
{
  return strcmp((*(const struct program *const *)a)->name, (*(const struct program *const *)b)->name);
}

/* Names have to be unique over all files: reports, filters and waivers go by them. */
static bool check_names(const struct program_set *cases)
{
  const struct program **sorted = malloc((cases->count + 1) * sizeof *sorted);
  bool good = sorted != NULL;

  for (size_t i = 0; good && i < cases->count; i++)
    sorted[i] = &cases->programs[i];
  if (good)
    qsort(sorted, cases->count, sizeof *sorted, compare_names);
  for (size_t i = 1; good && i < cases->count; i++)
    if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0) {
      complain("two cases have the name '%s'", sorted[i]->name);
      good = false;
    }
  free(sorted);
  return good;
}

static bool load_cases(const struct requirement_set *requirements, struct program_set *ret_cases)
{
  struct text_error error;

  for (size_t i = 0; i < embedded_file_count; i++) {
    const struct embedded_file *file = &embedded_files[i];
    size_t first = ret_cases->count;

    if (strncmp(file->name, CASES, strlen(CASES)) != 0)
      continue;
    if (!program_parse((const char *)file->data, file->size, ret_cases, &error)) {
      if (error.line == 0)
        complain("%s: %s", file->name, error.message);
      else
        complain("%s:%zu:%zu: %s", file->name, error.line, error.column, error.message);
      return false;
    }
    for (size_t k = first; k < ret_cases->count; k++) {
      ret_cases->programs[k].file = file->name;
      if (!check_case(file, &ret_cases->programs[k], requirements))
        return false;
    }
  }
  return check_names(ret_cases);
}

bool load_suite(struct suite_data *ret_suite)
{
  memset(ret_suite, 0, sizeof *ret_suite);
  if (load_requirements(&ret_suite->requirements) && load_cases(&ret_suite->requirements, &ret_suite->cases))
    return true;
  free_suite(ret_suite);
  return false;
}

void free_suite(struct suite_data *suite)
{
  requirement_set_free(&suite->requirements);
  program_set_free(&suite->cases);
}

static int no_profile(const char *name)
{
  struct buffer known = {NULL, 0, 0, false};
  size_t position = 0;
  const char *other;

  while ((other = contract_next_profile(&position)) != NULL)
    buffer_printf(&known, "%s%s", known.size > 0 ? ", " : "", other);
  complain("no profile '%s'; expected one of %s", name, buffer_text(&known));
  buffer_free(&known);
  return EXIT_USAGE;
}

int load_profile(const char *name, const struct requirement_set *requirements, struct profile *ret_profile)
{
  char error[256];

  if (!contract_has_profile(name))
    return no_profile(name);
  if (contract_profile(name, requirements, ret_profile, error, sizeof error))
    return EXIT_CLEAN;
  complain("%s", error);
  return EXIT_UNABLE;
}
