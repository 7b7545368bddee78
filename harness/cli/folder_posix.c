#include <dirent.h>
#include <errno.h>

#include "cli/folder.h"

bool folder_read(const char *path, struct folder_names *names)
{
  DIR *folder = opendir(path);
  const struct dirent *entry;
  bool good = true;
  int error;

  if (folder == NULL)
    return false;
  errno = 0;
  while (good && (entry = readdir(folder)) != NULL)
    good = folder_add(names, entry->d_name);
  error = errno;
  closedir(folder);
  errno = error;
  return good && error == 0;
}
