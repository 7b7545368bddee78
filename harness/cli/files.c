/* Reading programs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/fuzz_file.h"
#include "cli/system.h"
#include "program/binary.h"

static bool is_standard_input(const char *path)
{
  return strcmp(path, "-") == 0;
}

const char *file_title(const char *path)
{
  return is_standard_input(path) ? "standard input" : path;
}

/* What can be known without opening it; to open a pipe is to wait for its writer. */
static bool is_readable_kind(const char *path)
{
  unsigned long long size;
  enum file_kind kind = system_file(path, &size);

  if (path[0] == '\0')
    complain("the name of a file is empty");
  else if (kind == FILE_FOLDER)
    complain("%s: it is a folder; expected a program file", path);
  else if (size > FILE_MAX_SIZE)
    complain("%s: it is too large, %llu bytes; a program file has at most %u", path, size, FILE_MAX_SIZE);
  else
    return true;
  return false;
}

static int read_stream(FILE *file, const char *title, struct buffer *ret_content)
{
  char chunk[65536];
  size_t got;

  errno = 0;
  while (ret_content->size <= FILE_MAX_SIZE && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
    buffer_append(ret_content, chunk, got);
  if (ferror(file)) {
    complain("%s: %s", title, strerror(errno));
    return EXIT_USAGE;
  }
  if (ret_content->failed) {
    complain("%s: out of memory", title);
    return EXIT_UNABLE;
  }
  if (ret_content->size > FILE_MAX_SIZE) {
    complain("%s: it is too large; a program file has at most %u bytes", title, FILE_MAX_SIZE);
    return EXIT_USAGE;
  }
  return EXIT_CLEAN;
}

int read_content(const char *path, struct buffer *ret_content)
{
  FILE *file;
  int status;

  if (is_standard_input(path))
    return read_stream(stdin, file_title(path), ret_content);
  if (!is_readable_kind(path))
    return EXIT_USAGE;
  file = fopen(path, "rb");
  if (file == NULL) {
    complain("%s: %s", path, strerror(errno));
    return EXIT_USAGE;
  }
  status = read_stream(file, path, ret_content);
  fclose(file);
  return status;
}

bool is_text_name(const char *path)
{
  size_t length = strlen(path), end = strlen(TEXT_SUFFIX);

  return length >= end && strcmp(path + length - end, TEXT_SUFFIX) == 0;
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

static int parse_file(const char *title, const struct buffer *content, struct program_set *ret_set)
{
  struct text_error error;

  if (program_parse(buffer_text(content), content->size, ret_set, &error))
    return EXIT_CLEAN;
  if (error.line == 0)
    complain("%s: %s", title, error.message);
  else
    complain("%s:%zu:%zu: %s", title, error.line, error.column, error.message);
  return error.line == 0 ? EXIT_UNABLE : EXIT_USAGE;
}

int parse_programs(const char *path, const struct fuzz_target *as, const struct buffer *content,
                   struct program_set *ret_set)
{
  const struct fuzz_target *target = fuzz_target_of_file(path, as);
  const char *title = file_title(path);
  bool is_text = is_text_name(path) || program_is_text((const uint8_t *)buffer_text(content), content->size);

  if (target != NULL && target->operations == 0) {
    fuzz_say_target(path, target, as);
    return parse_file(title, content, ret_set);
  }
  if (target != NULL && (target->world != NULL || as != NULL))
    return fuzz_read_input(path, target, as, content, ret_set);
  if (content->size > 0)
    return is_text ? parse_file(title, content, ret_set) : decode_file(title, content, ret_set);
  complain("%s: it is empty; expected a program, in text (.kmt) or in binary", title);
  return EXIT_USAGE;
}

int read_programs(const char *path, const struct fuzz_target *as, struct program_set *ret_set)
{
  struct buffer content = {NULL, 0, 0, false};
  int status = read_content(path, &content);

  if (status == EXIT_CLEAN)
    status = parse_programs(path, as, &content, ret_set);
  buffer_free(&content);
  return status;
}
