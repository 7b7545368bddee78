#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/session.h"
#include "program/text.h"

static void print_indented(const char *text, const char *indent)
{
  while (*text != '\0') {
    size_t length = strcspn(text, "\n");

    printf("%s%.*s\n", indent, (int)length, text);
    text += length + (text[length] == '\n');
  }
}

static void print_findings(const struct finding *findings, size_t count)
{
  for (size_t i = 0; i < count; i++)
    printf("   %s %s: %s\n", verdict_names[findings[i].verdict], findings[i].requirement, findings[i].message);
}

static void print_call(const struct call_result *call, size_t number)
{
  if (call->teardown)
    printf("%3zu teardown: %s\n", number, call->text);
  else
    printf("%3zu %s\n", number, call->text);
  print_indented(call->decoded, "      ");
  printf("    = %s\n", call->outcome);
  if (call->allowed[0] != '\0')
    printf("      allowed: %s\n", call->allowed);
  print_findings(call->findings, call->finding_count);
}

/* The calls that only clear away are shown when something is said of them. */
static bool is_shown(const struct call_result *call, bool all)
{
  return all || !call->teardown || call->finding_count > 0;
}

static void print_case(const struct case_result *result, bool all)
{
  printf("%s\n", result->name);
  if (result->property[0] != '\0')
    printf("  %s\n", result->property);
  for (size_t i = 0; i < result->call_count; i++)
    if (is_shown(&result->calls[i], all))
      print_call(&result->calls[i], i + 1);
  print_findings(result->findings, result->finding_count);
  if (result->output[0] != '\0') {
    printf("  the target wrote:\n");
    print_indented(result->output, "    | ");
  }
  printf("%s%s%s\n\n", verdict_names[result->verdict], result->reason[0] != '\0' ? ": " : "", result->reason);
}

/* A program without a title is called what its file is called. */
static bool name_programs(const char *path, struct program_set *programs, size_t first)
{
  for (size_t i = first; i < programs->count; i++)
    if (programs->programs[i].name == NULL) {
      size_t size = strlen(path) + 1;

      programs->programs[i].name = malloc(size);
      if (programs->programs[i].name == NULL)
        return false;
      memcpy(programs->programs[i].name, path, size);
    }
  return true;
}

static int read_all(int count, char **paths, struct program_set *ret_programs)
{
  for (int i = 0; i < count; i++) {
    size_t first = ret_programs->count;
    int status = read_programs(paths[i], ret_programs);

    if (status != EXIT_CLEAN)
      return status;
    if (!name_programs(paths[i], ret_programs, first)) {
      complain("out of memory");
      return EXIT_UNABLE;
    }
  }
  return EXIT_CLEAN;
}

static int play(const struct session_options *options, int count, char **paths, bool all)
{
  struct program_set programs = {NULL, 0, 0};
  struct run_results results;
  int status = read_all(count, paths, &programs);

  if (status != EXIT_CLEAN)
    goto out;
  status = session_run(options, &programs, &results);
  for (size_t i = 0; i < results.case_count; i++)
    print_case(&results.cases[i], all);
  if (!flush_output())
    status = EXIT_UNABLE;
  else if (status == EXIT_CLEAN)
    status = session_status(&results);
  run_results_free(&results);
out:
  program_set_free(&programs);
  return status;
}

static int run_run(int argc, char **argv)
{
  static const struct option long_options[] = {
      {"target", required_argument, NULL, 't'},  {"profile", required_argument, NULL, 'p'},
      {"timeout", required_argument, NULL, 'T'}, {"all", no_argument, NULL, 'a'},
      {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0}};
  struct session_options options = {"mock", NULL, NULL, TIMEOUT_DEFAULT, false, NULL};
  unsigned long long number;
  bool all = false;
  int option;

  opterr = 0;
  while ((option = getopt_long(argc, argv, ":", long_options, NULL)) != -1)
    switch (option) {
    case 't':
      options.target = optarg;
      break;
    case 'p':
      options.profile = optarg;
      break;
    case 'T':
      if (!parse_number(optarg, 1, TIMEOUT_MAX, &number))
        return misuse(&run_command, "--timeout '%s': expected seconds, 1 to %u", optarg, TIMEOUT_MAX);
      options.timeout_seconds = (unsigned)number;
      break;
    case 'a':
      all = true;
      break;
    case 'h':
      return print_help(&run_command);
    case ':':
      return misuse(&run_command, "'%s' needs a value", argv[optind - 1]);
    default:
      return misuse(&run_command, "no option '%s'", argv[optind - 1]);
    }
  if (optind == argc)
    return misuse(&run_command, "no file given");
  return play(&options, argc - optind, argv + optind, all);
}

const struct command run_command = {
    "run",
    "[OPTION...] FILE...",
    "play programs or crash files, with every call decoded",
    "Plays programs on a target: text (.kmt) or binary, crash files included. Each\n"
    "call is shown with every field, what came back, what the contract allows, and\n"
    "the verdict with its requirement.\n\n"
    "  --target mock|LIBRARY  what is tested; the default is the mock kernel\n"
    "  --profile NAME         ddi, wsl2 or mock; the default is the target's own\n"
    "  --timeout SECONDS      that one program may take; the default is 10\n"
    "  --all                  show the calls that clear away afterwards, too\n"
    "  --help                 this text\n\n"
    "Exit status: 0 nothing failed; 1 something failed; 2 bad usage or bad input; 3\n"
    "the harness could not do its work.",
    run_run,
};
