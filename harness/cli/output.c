/* Writing files, folders and standard output. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/system.h"
#include "run/platform.h"

#define TRIES 100 /* names for a temporary file */

/* A reader who has seen enough of a pipe needs no telling. */
static bool lament(int error)
{
  if (error != EPIPE)
    complain("standard output: %s", error != 0 ? strerror(error) : "it cannot be written");
  return false;
}

bool flush_output(void)
{
  errno = 0;
  return (fflush(stdout) == 0 && ferror(stdout) == 0) || lament(errno);
}

static bool write_output(const char *data, size_t size)
{
  errno = 0;
  return fwrite(data, 1, size, stdout) == size ? flush_output() : lament(errno);
}

/* Closes the file. Returns 0, or errno. */
static int fill_file(FILE *file, const char *data, size_t size)
{
  int error = 0;

  errno = 0;
  if (size > 0 && fwrite(data, 1, size, file) != size)
    error = errno != 0 ? errno : EIO;
  if (fclose(file) != 0 && error == 0)
    error = errno != 0 ? errno : EIO;
  return error;
}

/* A file beside `path` that was not there before. NULL: none can be made. */
static FILE *open_temporary(const char *path, struct buffer *ret_name)
{
  FILE *file = NULL;

  for (int i = 0; i < TRIES && file == NULL; i++) {
    buffer_clear(ret_name);
    buffer_printf(ret_name, "%s.%d.part", path, i);
    if (ret_name->failed)
      return NULL;
    file = system_create(buffer_text(ret_name));
    if (file == NULL && errno != EEXIST)
      return NULL;
  }
  return file;
}

static int store_in_place(const char *path, const char *data, size_t size)
{
  FILE *file = fopen(path, "wb");

  return file != NULL ? fill_file(file, data, size) : errno;
}

int store_file(const char *path, const char *data, size_t size)
{
  struct buffer temporary = {NULL, 0, 0, false};
  enum file_kind kind = system_entry(path);
  FILE *file = NULL;
  int error;

  /* A device or a link is what it is and cannot be replaced by a file. */
  if (kind == FILE_NONE || kind == FILE_PLAIN)
    file = open_temporary(path, &temporary);
  if (file == NULL) {
    error = store_in_place(path, data, size);
  } else {
    error = fill_file(file, data, size);
    if (error == 0 && !system_replace(buffer_text(&temporary), path))
      error = errno;
    if (error != 0)
      remove(buffer_text(&temporary));
  }
  buffer_free(&temporary);
  return error;
}

bool write_file(const char *path, const char *data, size_t size)
{
  int error;

  if (strcmp(path, "-") == 0)
    return write_output(data, size);
  error = store_file(path, data, size);
  if (error != 0)
    complain("%s: %s", path, strerror(error));
  return error == 0;
}

bool make_folder(const char *path)
{
  size_t length = strlen(path);
  char *part = malloc(length + 1);
  bool good = part != NULL;

  errno = ENOMEM;
  for (size_t i = 1; good && i <= length; i++) {
    if (!system_is_separator(path[i]) && path[i] != '\0')
      continue;
    memcpy(part, path, i);
    part[i] = '\0';
    good = platform_make_folder(part);
  }
  if (!good)
    complain("%s: the folder cannot be made: %s", path, strerror(errno));
  free(part);
  return good;
}
