/* Command lines, and small things that the engines share. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fuzz_campaign.h"
#include "cli/system.h"
#include "run/linked.h"

#define CLEAR_LINE "\r\033[K"

static char *print(const char *format, va_list arguments)
{
  char text[4096];
  int length = vsnprintf(text, sizeof text, format, arguments);
  char *made = length >= 0 && (size_t)length < sizeof text ? malloc((size_t)length + 1) : NULL;

  if (made != NULL)
    memcpy(made, text, (size_t)length + 1);
  return made;
}

char *fuzz_print(const char *format, ...)
{
  va_list arguments;
  char *made;

  va_start(arguments, format);
  made = print(format, arguments);
  va_end(arguments);
  return made;
}

void fuzz_add_word(struct fuzz_words *words, const char *format, ...)
{
  char **grown = realloc(words->words, (words->count + 2) * sizeof *grown);
  va_list arguments;

  if (grown == NULL) {
    words->failed = true;
    return;
  }
  words->words = grown;
  va_start(arguments, format);
  grown[words->count] = print(format, arguments);
  va_end(arguments);
  if (grown[words->count] == NULL)
    words->failed = true;
  else
    words->count++;
  grown[words->count] = NULL;
}

void fuzz_free_words(struct fuzz_words *words)
{
  for (size_t i = 0; i < words->count; i++)
    free(words->words[i]);
  free(words->words);
  *words = (struct fuzz_words){NULL, 0, false};
}

void fuzz_add_environment(const struct fuzz_campaign *campaign, struct fuzz_words *words)
{
  if (linked_library(campaign->options->target) != NULL)
    fuzz_add_word(words, "OFFERCHECK_TARGET=%s", campaign->options->target);
  if (campaign->options->profile != NULL)
    fuzz_add_word(words, "OFFERCHECK_PROFILE=%s", campaign->options->profile);
}

/* In single quotes if a shell would see more in it than its letters. */
static void quote(const char *word, struct buffer *text)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=/.,+:@%";

  if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
    buffer_string(text, word);
    return;
  }
  buffer_byte(text, '\'');
  for (; *word != '\0'; word++)
    if (*word == '\'')
      buffer_string(text, "'\\''");
    else
      buffer_byte(text, (uint8_t)*word);
  buffer_byte(text, '\'');
}

/* A variable's name stays outside the quotes. */
static void quote_variable(const char *variable, struct buffer *text)
{
  size_t length = strcspn(variable, "=");

  buffer_append(text, variable, length);
  buffer_byte(text, '=');
  quote(variable + length + (variable[length] == '='), text);
}

char *fuzz_command_line(const struct fuzz_words *environment, const struct fuzz_words *arguments)
{
  struct buffer text = {NULL, 0, 0, false};
  char *made = NULL;

  for (size_t i = 0; i < environment->count; i++) {
    quote_variable(environment->words[i], &text);
    buffer_byte(&text, ' ');
  }
  for (size_t i = 0; i < arguments->count; i++) {
    buffer_string(&text, i > 0 ? " " : "");
    quote(arguments->words[i], &text);
  }
  if (!text.failed)
    made = malloc(text.size + 1);
  if (made != NULL)
    memcpy(made, buffer_text(&text), text.size + 1);
  buffer_free(&text);
  return made;
}

bool fuzz_say_command(struct fuzz_campaign *campaign, const struct fuzz_words *environment,
                      const struct fuzz_words *arguments)
{
  struct buffer clean = {NULL, 0, 0, false};
  char *line;

  if (environment->failed || arguments->failed)
    return false;
  if (campaign->result->command != NULL)
    return true;
  line = fuzz_command_line(environment, arguments);
  if (line == NULL)
    return false;
  campaign->result->command = line;
  clean_text(line, &clean);
  puts(buffer_text(&clean));
  fflush(stdout);
  buffer_free(&clean);
  return true;
}

void fuzz_show_progress(struct fuzz_campaign *campaign, const char *text)
{
  if (!campaign->progress)
    return;
  fprintf(stderr, CLEAR_LINE "%.79s", text != NULL ? text : "");
  fflush(stderr);
}

bool fuzz_read_from(const char *path, size_t offset, size_t most, struct buffer *ret_text)
{
  FILE *file = fopen(path, "rb");
  char block[16384];
  bool good = file != NULL && fseek(file, (long)offset, SEEK_SET) == 0;

  while (good && most > 0) {
    size_t got = fread(block, 1, most < sizeof block ? most : sizeof block, file);

    if (got == 0)
      break;
    buffer_append(ret_text, block, got);
    most -= got;
  }
  if (file != NULL)
    fclose(file);
  return good && !ret_text->failed;
}
