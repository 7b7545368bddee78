#include <errno.h>
#include <stdio.h>
#include <windows.h>

#include "cli/folder.h"

bool folder_read(const char *path, struct folder_names *names)
{
  char pattern[MAX_PATH * 4];
  WIN32_FIND_DATAA entry;
  HANDLE search;
  bool good = true;

  if ((size_t)snprintf(pattern, sizeof pattern, "%s\\*", path) >= sizeof pattern) {
    errno = ENAMETOOLONG;
    return false;
  }
  search = FindFirstFileA(pattern, &entry);
  if (search == INVALID_HANDLE_VALUE) {
    errno = ENOENT;
    return false;
  }
  do
    good = folder_add(names, entry.cFileName);
  while (good && FindNextFileA(search, &entry));
  FindClose(search);
  return good;
}
