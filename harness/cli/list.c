#include <stdio.h>
#include <string.h>

#include "certify/suites.h"
#include "cli/command.h"
#include "cli/list_adapters.h"
#include "reports/json.h"
#include "run/contract.h"
#include "run/linked.h"

static bool shows(const struct program *program, const char *id)
{
  for (size_t i = 0; i < program->requirement_count; i++)
    if (strcmp(program->requirements[i], id) == 0)
      return true;
  return false;
}

static void list_requirements(const struct suite_data *suite, struct buffer *ret_text)
{
  for (size_t i = 0; i < suite->requirements.requirement_count; i++) {
    const struct requirement *requirement = &suite->requirements.requirements[i];
    size_t cases = 0;

    for (size_t k = 0; k < suite->cases.count; k++)
      cases += shows(&suite->cases.programs[k], requirement->id);
    buffer_printf(ret_text, "%-11s %-10s %-6s %4zu case%s  %s\n", requirement->id, grade_names[requirement->grade],
                  requirement->sources, cases, cases == 1 ? " " : "s", requirement->sentence);
  }
}

/* "S T" as a list; "-" stands for none. */
static void list_words_json(struct json *json, const char *key, const char *words)
{
  char word[32];

  json_begin_list(json, key);
  for (size_t length; (length = strcspn(words, " ")) > 0; words += length, words += strspn(words, " ")) {
    snprintf(word, sizeof word, "%.*s", (int)length, words);
    if (strcmp(word, "-") != 0)
      json_string(json, NULL, word);
  }
  json_end_list(json);
}

static void list_requirements_json(const struct suite_data *suite, struct json *json)
{
  json_begin_list(json, NULL);
  for (size_t i = 0; i < suite->requirements.requirement_count; i++) {
    const struct requirement *requirement = &suite->requirements.requirements[i];

    json_begin_object(json, NULL);
    json_string(json, "id", requirement->id);
    json_string(json, "grade", grade_names[requirement->grade]);
    list_words_json(json, "sources", requirement->sources);
    json_string(json, "sentence", requirement->sentence);
    json_begin_list(json, "cases");
    for (size_t k = 0; k < suite->cases.count; k++)
      if (shows(&suite->cases.programs[k], requirement->id))
        json_string(json, NULL, suite->cases.programs[k].name);
    json_end_list(json);
    json_end_object(json);
  }
  json_end_list(json);
}

static void list_cases(const struct suite_data *suite, struct buffer *ret_text)
{
  for (size_t i = 0; i < suite->cases.count; i++)
    buffer_printf(ret_text, "%s\n", suite->cases.programs[i].name);
  for (size_t i = 0; i < SUITE_COUNT; i++)
    buffer_printf(ret_text, "%s  (%llu combinations)\n", suites[i].name,
                  (unsigned long long)suite_combinations(&suites[i]));
}

static void list_strings_json(struct json *json, const char *key, char *const *strings, size_t count)
{
  json_begin_list(json, key);
  for (size_t i = 0; i < count; i++)
    json_string(json, NULL, strings[i]);
  json_end_list(json);
}

static void list_cases_json(const struct suite_data *suite, struct json *json)
{
  json_begin_list(json, NULL);
  for (size_t i = 0; i < suite->cases.count; i++) {
    const struct program *program = &suite->cases.programs[i];

    json_begin_object(json, NULL);
    json_string(json, "name", program->name);
    json_string(json, "property", program->sentence);
    list_strings_json(json, "requirements", program->requirements, program->requirement_count);
    list_strings_json(json, "needs", program->needs, program->need_count);
    json_end_object(json);
  }
  for (size_t i = 0; i < SUITE_COUNT; i++) {
    json_begin_object(json, NULL);
    json_string(json, "name", suites[i].name);
    json_string(json, "property", suites[i].property);
    json_number(json, "combinations", suite_combinations(&suites[i]));
    json_end_object(json);
  }
  json_end_list(json);
}

static void list_profiles(const struct suite_data *suite, struct buffer *ret_text, struct json *json)
{
  struct profile profile;
  size_t position = 0;
  const char *name;

  if (json != NULL)
    json_begin_list(json, NULL);
  while ((name = contract_next_profile(&position)) != NULL) {
    if (load_profile(name, &suite->requirements, &profile) != EXIT_CLEAN)
      continue;
    if (json != NULL) {
      json_begin_object(json, NULL);
      json_string(json, "name", name);
      json_string(json, "title", profile.title);
      json_end_object(json);
    } else {
      buffer_printf(ret_text, "%-6s %s\n", name, profile.title);
    }
    profile_free(&profile);
  }
  if (json != NULL)
    json_end_list(json);
}

static int list(const char *what, bool as_json)
{
  struct buffer text = {NULL, 0, 0, false};
  struct json json = {&text, 0, false};
  struct suite_data suite;
  int status = EXIT_CLEAN;

  if (strcmp(what, "cases") != 0 && strcmp(what, "requirements") != 0 && strcmp(what, "profiles") != 0)
    return misuse(&list_command, "'%s': expected cases, requirements, profiles or adapters", what);
  if (!load_suite(&suite))
    return EXIT_UNABLE;
  if (strcmp(what, "requirements") == 0) {
    if (as_json)
      list_requirements_json(&suite, &json);
    else
      list_requirements(&suite, &text);
  } else if (strcmp(what, "cases") == 0) {
    if (as_json)
      list_cases_json(&suite, &json);
    else
      list_cases(&suite, &text);
  } else {
    list_profiles(&suite, &text, as_json ? &json : NULL);
  }
  if (as_json)
    buffer_byte(&text, '\n');
  if (text.failed)
    complain("out of memory");
  if (text.failed || !write_file("-", buffer_text(&text), text.size))
    status = EXIT_UNABLE;
  free_suite(&suite);
  buffer_free(&text);
  return status;
}

static int run_list(int argc, char **argv)
{
  enum { JSON = OPTION_FIRST, TARGET, HELP };
  static const struct option long_options[] = {{"json", no_argument, NULL, JSON},
                                               {"target", required_argument, NULL, TARGET},
                                               {"help", no_argument, NULL, HELP},
                                               {NULL, 0, NULL, 0}};
  const char *target = NULL;
  bool as_json = false;
  int option;

  while ((option = next_option(&list_command, ":", long_options, argc, argv)) != -1)
    switch (option) {
    case JSON:
      as_json = true;
      break;
    case TARGET:
      target = optarg;
      break;
    case HELP:
      return print_help(&list_command);
    default:
      return EXIT_USAGE;
    }
  if (argc - optind > 1)
    return misuse(&list_command, "'%s' is too much; expected one of cases, requirements, profiles, adapters",
                  argv[optind + 1]);
  if (optind < argc && strcmp(argv[optind], "adapters") == 0)
    return list_adapters(target != NULL ? target : linked_name(), as_json);
  if (target != NULL)
    return misuse(&list_command, "--target is for adapters alone");
  return list(optind < argc ? argv[optind] : "cases", as_json);
}

const struct command list_command = {
    "list",
    "[cases|requirements|profiles|adapters] [--json]",
    "list cases, requirements, profiles or a target's adapters",
    "Lists what is built in: the conformance cases and generated suites (the\n"
    "default), the requirements with their grades, sources and cases, or the\n"
    "profiles. 'adapters' are the target's, and what it was found to be able to.\n\n"
    "  --target mock|LIBRARY  whose adapters; the default is the mock kernel\n"
    "  --json                 as JSON, for programs\n"
    "  --help                 this text",
    run_list,
};
