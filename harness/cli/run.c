#include <stdio.h>
#include <string.h>

#include "cli/names.h"
#include "cli/session.h"
#include "reports/utf8.h"

#define COLUMNS 80u
#define FIELD_COLUMN 23u /* where the values of a call's fields stand */
#define RECORDS_SHOWN 6u /* of one call of the program, which may stand for thousands (check) */

/* Columns of text that is plain, up to its next blank. */
static size_t word_columns(const char *text)
{
  size_t columns = 0;

  while (*text != '\0' && *text != ' ') {
    utf8_next(&text);
    columns++;
  }
  return columns;
}

/* Prints text of one line behind `column` characters that stand there already; what does not fit goes below. */
static void print_wrapped(const char *text, size_t column, size_t indent)
{
  struct buffer clean = {NULL, 0, 0, false};
  const char *rest;

  clean_text(text, &clean);
  rest = buffer_text(&clean);
  while (*rest != '\0') {
    size_t blanks = strspn(rest, " "), columns = word_columns(rest + blanks), bytes = strcspn(rest + blanks, " ");

    if (column > indent && column + blanks + columns > COLUMNS) {
      printf("\n%*s", (int)indent, "");
      column = indent;
      rest += blanks;
      blanks = 0;
    }
    printf("%.*s", (int)(blanks + bytes), rest);
    column += blanks + columns;
    rest += blanks + bytes;
  }
  putchar('\n');
  buffer_free(&clean);
}

/* Takes the next line off *text, for which `line` is the place. False: there is none. */
static bool next_line(const char **text, struct buffer *line)
{
  size_t length = strcspn(*text, "\n");

  if (**text == '\0')
    return false;
  buffer_clear(line);
  buffer_append(line, *text, length);
  *text += length + ((*text)[length] == '\n');
  return true;
}

static void print_fields(const char *decoded)
{
  struct buffer line = {NULL, 0, 0, false};

  while (next_line(&decoded, &line)) {
    printf("%6s", "");
    print_wrapped(buffer_text(&line), 6, FIELD_COLUMN);
  }
  buffer_free(&line);
}

static void print_output(const char *output)
{
  struct buffer line = {NULL, 0, 0, false}, clean = {NULL, 0, 0, false};

  puts("  the target wrote:");
  while (next_line(&output, &line)) {
    buffer_clear(&clean);
    clean_text(buffer_text(&line), &clean);
    printf("    | %s\n", buffer_text(&clean));
  }
  buffer_free(&line);
  buffer_free(&clean);
}

static void print_findings(const struct finding *findings, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    int column = printf("    %s", verdict_names[findings[i].verdict]);

    if (findings[i].requirement[0] != '\0')
      column += printf(" %s", findings[i].requirement);
    column += printf(": ");
    print_wrapped(findings[i].message, (size_t)column, 6);
  }
}

static void print_call(const struct call_result *call, size_t number)
{
  int column = printf("%3zu %s", number, call->teardown ? "teardown: " : "");

  print_wrapped(call->text, (size_t)column, 6);
  print_fields(call->decoded);
  printf("    = ");
  print_wrapped(call->outcome, 6, 6);
  if (call->allowed[0] != '\0') {
    printf("      allowed: ");
    print_wrapped(call->allowed, 15, 15);
  }
  print_findings(call->findings, call->finding_count);
}

/* The calls that only clear away are shown when something is said of them. */
static bool is_shown(const struct call_result *call, bool all)
{
  return all || !call->teardown || call->finding_count > 0;
}

/* The program's call, without what serves it: "Lock2, for: check ..." is "check ...". */
static const char *own_text(const struct call_result *call)
{
  static const char serves[] = ", for: ";
  const char *found = strstr(call->text, serves);

  return found != NULL ? found + strlen(serves) : call->text;
}

/* How many records from the first-th on are of the same call of the program. */
static size_t count_records(const struct case_result *result, size_t first)
{
  size_t count = 1;

  while (first + count < result->call_count && result->calls[first].teardown == result->calls[first + count].teardown &&
         strcmp(own_text(&result->calls[first]), own_text(&result->calls[first + count])) == 0)
    count++;
  return count;
}

/* The first of them and all of which something is to be said. */
static void print_records(const struct case_result *result, size_t first, size_t count, bool all)
{
  size_t left_out = 0;

  for (size_t i = first; i < first + count; i++)
    if (!is_shown(&result->calls[i], all))
      continue;
    else if (all || i < first + RECORDS_SHOWN || result->calls[i].finding_count > 0)
      print_call(&result->calls[i], i + 1);
    else
      left_out++;
  if (left_out > 0)
    printf("    ... %zu more like these, all as they should be; --all shows them\n", left_out);
}

static void print_case(const struct case_result *result, bool all)
{
  print_wrapped(result->name, 0, 0);
  if (result->property[0] != '\0') {
    printf("  ");
    print_wrapped(result->property, 2, 2);
  }
  for (size_t i = 0, count; i < result->call_count; i += count) {
    count = count_records(result, i);
    print_records(result, i, count, all);
  }
  print_findings(result->findings, result->finding_count);
  if (result->output[0] != '\0')
    print_output(result->output);
  printf("%s%s", verdict_names[result->verdict], result->reason[0] != '\0' ? ": " : "");
  print_wrapped(result->reason, strlen(verdict_names[result->verdict]) + 2, 2);
  putchar('\n');
}

static int read_all(int count, char **paths, struct program_set *ret_programs)
{
  for (int i = 0; i < count; i++) {
    size_t first = ret_programs->count;
    int status = read_programs(paths[i], ret_programs);

    if (status != EXIT_CLEAN)
      return status;
    if (!name_programs(paths[i], false, ret_programs, first)) {
      complain("out of memory");
      return EXIT_UNABLE;
    }
  }
  return EXIT_CLEAN;
}

/* "3 programs: 1 FAIL, 2 PASS", heaviest first. */
static void print_tally(const struct run_results *results)
{
  const char *separator = ": ";

  if (results->case_count < 2)
    return;
  printf("%zu programs", results->case_count);
  for (unsigned verdict = VERDICT_COUNT; verdict-- > 0;)
    if (results->verdicts[verdict] > 0) {
      printf("%s%llu %s", separator, (unsigned long long)results->verdicts[verdict], verdict_names[verdict]);
      separator = ", ";
    }
  putchar('\n');
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
  print_tally(&results);
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
  enum { TARGET = OPTION_FIRST, PROFILE, TIMEOUT, ALL, HELP };
  static const struct option long_options[] = {{"target", required_argument, NULL, TARGET},
                                               {"profile", required_argument, NULL, PROFILE},
                                               {"timeout", required_argument, NULL, TIMEOUT},
                                               {"all", no_argument, NULL, ALL},
                                               {"help", no_argument, NULL, HELP},
                                               {NULL, 0, NULL, 0}};
  struct session_options options = {"mock", NULL, NULL, TIMEOUT_DEFAULT, false, NULL};
  bool all = false;
  int option;

  while ((option = next_option(&run_command, ":", long_options, argc, argv)) != -1)
    switch (option) {
    case TARGET:
      options.target = optarg;
      break;
    case PROFILE:
      options.profile = optarg;
      break;
    case TIMEOUT:
      if (!number_option(&run_command, "timeout", "seconds", 1, TIMEOUT_MAX, &options.timeout_seconds))
        return EXIT_USAGE;
      break;
    case ALL:
      all = true;
      break;
    case HELP:
      return print_help(&run_command);
    default:
      return EXIT_USAGE;
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
    "the verdict with its requirement. A FILE of '-' is standard input.\n\n"
    "  --target mock|LIBRARY  what is tested; the default is the mock kernel\n"
    "  --profile NAME         ddi, wsl2 or mock; the default is the target's own\n"
    "  --timeout SECONDS      that one program may take; the default is 10\n"
    "  --all                  show the calls that clear away afterwards, too, and all\n"
    "                         that one call of a program came to\n"
    "  --help                 this text\n\n"
    "Exit status: 0 nothing failed; 1 something failed; 2 bad usage or bad input; 3\n"
    "the harness could not do its work.",
    run_run,
};
