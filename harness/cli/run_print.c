#include "cli/run_print.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
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

void print_wrapped(const char *text, size_t column, size_t indent)
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

/* How many records from the first on are of the world, if they are all as expected; else 0. */
static size_t count_world(const struct case_result *result, const struct standing_world *world)
{
  size_t count = 0;

  while (world->name != NULL && count < result->call_count && !result->calls[count].teardown &&
         result->calls[count].place < world->calls) {
    if (result->calls[count].finding_count > 0)
      return 0;
    count++;
  }
  /* What ended in the world did so in its last call. */
  return count < result->call_count ? count : 0;
}

void print_case(const struct case_result *result, const struct standing_world *world, bool all)
{
  size_t first = all ? 0 : count_world(result, world);

  print_wrapped(result->name, 0, 0);
  if (result->property[0] != '\0') {
    printf("  ");
    print_wrapped(result->property, 2, 2);
  }
  if (first > 0)
    printf("    world of %s: %zu calls, as expected; --all shows them\n", world->name, world->calls);
  for (size_t i = first, count; i < result->call_count; i += count) {
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
