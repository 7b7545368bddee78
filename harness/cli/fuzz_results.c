/* What fuzzing came to: for people, and as a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fuzz_campaign.h"
#include "reports/markup.h"
#include "reports/reports.h"

#define RESULTS "fuzzing.json"

static void put_count(struct buffer *text, uint64_t number, const char *what)
{
  markup_number(number, text);
  buffer_printf(text, " %s%s", what, number == 1 ? "" : "s");
}

static void print_finding(const struct fuzzing_finding *finding)
{
  struct buffer text = {NULL, 0, 0, false}, clean = {NULL, 0, 0, false};
  const char *rest = finding->calls;

  buffer_printf(&text, "  %s: %s%s%s", finding->verdict, finding->signature, finding->sentence[0] != '\0' ? ": " : "",
                finding->sentence);
  clean_text(buffer_text(&text), &clean);
  puts(buffer_text(&clean));
  while (*rest != '\0') {
    size_t length = strcspn(rest, "\n");

    buffer_clear(&text);
    buffer_clear(&clean);
    buffer_append(&text, rest, length);
    clean_text(buffer_text(&text), &clean);
    printf("    | %s\n", buffer_text(&clean));
    rest += length + (rest[length] == '\n');
  }
  for (size_t i = 0; i < finding->file_count; i++)
    printf("%s%s", i == 0 ? "    kept as " : ", ", finding->files[i]);
  puts(finding->file_count > 0 ? "" : "    it could not be kept");
  buffer_free(&text);
  buffer_free(&clean);
}

void fuzz_print_target(const struct fuzzing_target *result)
{
  struct buffer text = {NULL, 0, 0, false};

  printf("%s: %s, %s\n", result->name, result->engine,
         result->sanitizers[0] != '\0' ? result->sanitizers : "no sanitizer");
  buffer_string(&text, "  ");
  put_count(&text, result->executions, "execution");
  buffer_string(&text, ", ");
  markup_number(result->executions_per_second, &text);
  buffer_string(&text, " a second, ");
  markup_number(result->edges, &text);
  buffer_string(&text, " of ");
  put_count(&text, result->edges_total, "edge");
  buffer_string(&text, ", ");
  put_count(&text, result->corpus_new, "new input");
  buffer_string(&text, ", ");
  put_count(&text, result->finding_count, "finding");
  puts(buffer_text(&text));
  if (result->end[0] != '\0')
    printf("  it ended early: %s\n", result->end);
  for (size_t i = 0; i < result->finding_count; i++)
    print_finding(&result->findings[i]);
  fflush(stdout);
  buffer_free(&text);
}

/* Cuts the next word off; "" at the end. */
static char *next_word(char **rest)
{
  char *word = *rest + strspn(*rest, " \t\r");
  size_t length = strcspn(word, " \t\r");

  *rest = word + length + (word[length] != '\0');
  word[length] = '\0';
  return word;
}

/* A line of the coverage file: "FILE LINES COVERED BRANCHES COVERED". */
static bool add_coverage(const char *line, size_t length, struct fuzzing *fuzzing)
{
  unsigned long long numbers[4];
  char text[512], *rest = text, *name;
  struct fuzzing_coverage *row;

  if (length >= sizeof text || memchr(line, '\0', length) != NULL)
    return false;
  memcpy(text, line, length);
  text[length] = '\0';
  name = next_word(&rest);
  for (size_t i = 0; i < 4; i++)
    if (!parse_number(next_word(&rest), 0, UINT64_MAX, &numbers[i]))
      return false;
  if (name[0] == '\0' || next_word(&rest)[0] != '\0' || numbers[1] > numbers[0] || numbers[3] > numbers[2])
    return false;
  row = fuzzing_add(&fuzzing->coverage, &fuzzing->coverage_count, sizeof *row);
  if (row == NULL)
    return false;
  *row = (struct fuzzing_coverage){buffer_copy_string(name), numbers[0], numbers[1], numbers[2], numbers[3]};
  return row->file != NULL;
}

int fuzz_read_coverage(const char *path, struct fuzzing *fuzzing)
{
  struct buffer text = {NULL, 0, 0, false};
  size_t line = 0;
  const char *rest;
  int status = read_content(path, &text);

  for (rest = buffer_text(&text); status == EXIT_CLEAN && rest < buffer_text(&text) + text.size;) {
    size_t length = strcspn(rest, "\n");

    line++;
    if (!add_coverage(rest, length, fuzzing)) {
      complain("%s:%zu: expected 'FILE LINES COVERED BRANCHES COVERED', such as 'corpus-coverage' writes",
               file_title(path), line);
      status = EXIT_USAGE;
    }
    rest += length + 1;
  }
  buffer_free(&text);
  return status;
}

bool fuzz_write_results(const char *folder, const struct fuzzing *fuzzing)
{
  struct buffer text = {NULL, 0, 0, false};
  char *path = fuzz_print("%s/" RESULTS, folder);
  bool good;

  fuzzing_write(fuzzing, &text);
  good = path != NULL && !text.failed && write_file(path, buffer_text(&text), text.size);
  if (path == NULL || text.failed)
    complain("out of memory");
  else if (good)
    printf("The results are %s\n", path);
  free(path);
  buffer_free(&text);
  return good;
}
