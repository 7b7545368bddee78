#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "program/binary.h"
#include "run/platform.h"

bool flush_output(void)
{
  if (fflush(stdout) == 0 && ferror(stdout) == 0)
    return true;
  complain("standard output: %s", strerror(errno));
  return false;
}

int read_file(const char *path, struct buffer *ret_content)
{
  char chunk[65536];
  size_t got;
  struct stat about;
  FILE *file;
  int status = EXIT_CLEAN;

  if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
    complain("%s: it is a folder; expected a program file", path);
    return EXIT_USAGE;
  }
  file = fopen(path, "rb");
  if (file == NULL) {
    complain("%s: %s", path, strerror(errno));
    return EXIT_USAGE;
  }
  while (ret_content->size <= FILE_MAX_SIZE && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
    buffer_append(ret_content, chunk, got);
  if (ferror(file)) {
    complain("%s: %s", path, strerror(errno));
    status = EXIT_USAGE;
  } else if (ret_content->size > FILE_MAX_SIZE) {
    complain("%s: it is too large; a program has at most %u bytes", path, FILE_MAX_SIZE);
    status = EXIT_USAGE;
  } else if (ret_content->failed) {
    complain("%s: out of memory", path);
    status = EXIT_UNABLE;
  }
  fclose(file);
  return status;
}

static bool has_suffix(const char *text, const char *suffix)
{
  size_t length = strlen(text), end = strlen(suffix);

  return length >= end && strcmp(text + length - end, suffix) == 0;
}

static int decode_file(const char *path, const struct buffer *content, struct program_set *set)
{
  struct program *grown = realloc(set->programs, (set->count + 1) * sizeof *grown);

  if (grown == NULL) {
    complain("%s: out of memory", path);
    return EXIT_UNABLE;
  }
  set->programs = grown;
  set->capacity = set->count + 1;
  program_init(&grown[set->count]);
  if (!program_decode((const uint8_t *)buffer_text(content), content->size, &grown[set->count])) {
    complain("%s: out of memory", path);
    return EXIT_UNABLE;
  }
  set->count++;
  return EXIT_CLEAN;
}

int read_programs(const char *path, struct program_set *ret_set)
{
  struct buffer content = {NULL, 0, 0, false};
  struct text_error error;
  int status = read_file(path, &content);

  if (status != EXIT_CLEAN)
    goto out;
  if (content.size == 0) {
    complain("%s: the file is empty; expected a program, in text (.kmt) or in binary", path);
    status = EXIT_USAGE;
  } else if (has_suffix(path, ".kmt") || program_is_text((const uint8_t *)buffer_text(&content), content.size)) {
    if (!program_parse(buffer_text(&content), content.size, ret_set, &error)) {
      complain("%s:%zu:%zu: %s", path, error.line, error.column, error.message);
      status = EXIT_USAGE;
    }
  } else {
    status = decode_file(path, &content, ret_set);
  }
out:
  buffer_free(&content);
  return status;
}

bool write_file(const char *path, const char *data, size_t size)
{
  struct buffer temporary = {NULL, 0, 0, false};
  FILE *file;
  bool good;

  if (strcmp(path, "-") == 0) {
    fwrite(data, 1, size, stdout);
    return flush_output();
  }
  buffer_printf(&temporary, "%s.part", path);
  file = temporary.failed ? NULL : fopen(buffer_text(&temporary), "wb");
  good = file != NULL && (size == 0 || fwrite(data, 1, size, file) == size);
  if (file != NULL && fclose(file) != 0)
    good = false;
  if (good && rename(buffer_text(&temporary), path) != 0)
    good = false;
  if (!good) {
    int error = errno;

    if (file != NULL)
      remove(buffer_text(&temporary));
    complain("%s: %s", path, strerror(error));
  }
  buffer_free(&temporary);
  return good;
}

bool make_folder(const char *path)
{
  size_t length = strlen(path);
  char *part = malloc(length + 1);
  bool good = part != NULL && length > 0;

  for (size_t i = 1; good && i <= length; i++) {
    if (path[i] != '/' && path[i] != '\0')
      continue;
    memcpy(part, path, i);
    part[i] = '\0';
    good = platform_make_folder(part);
  }
  if (!good)
    complain("%s: %s", path, length > 0 ? strerror(errno) : "the name of the folder is empty");
  free(part);
  return good;
}
