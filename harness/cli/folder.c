#include "cli/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "program/buffer.h"

bool folder_add(struct folder_names *names, const char *name)
{
  if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
    return true;
  if (names->count == FOLDER_MAX_NAMES) {
    errno = EMFILE;
    return false;
  }
  names->names[names->count] = buffer_copy_string(name);
  if (names->names[names->count] == NULL)
    return false;
  names->count++;
  return true;
}

static int compare(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

bool folder_list(const char *path, struct folder_names *ret_names)
{
  int error;

  ret_names->count = 0;
  ret_names->names = calloc(FOLDER_MAX_NAMES, sizeof *ret_names->names);
  if (ret_names->names == NULL)
    return false;
  if (!folder_read(path, ret_names)) {
    error = errno;
    folder_names_free(ret_names);
    errno = error;
    return false;
  }
  if (ret_names->count > 1)
    qsort(ret_names->names, ret_names->count, sizeof *ret_names->names, compare);
  return true;
}

void folder_names_free(struct folder_names *names)
{
  for (size_t i = 0; i < names->count; i++)
    free(names->names[i]);
  free(names->names);
  names->names = NULL;
  names->count = 0;
}
