#include "cli/system.h"

#include <io.h>
#include <signal.h>
#include <sys/stat.h>
#include <windows.h>

void system_begin(void)
{
  /* A closed stream has no descriptor that another file could take. */
}

static volatile int *stopped;

static void stop(int signal_number)
{
  *stopped = 1;
  signal(signal_number, stop);
}

void system_catch_signals(volatile int *ret_stopped)
{
  stopped = ret_stopped;
  signal(SIGINT, stop);
  signal(SIGTERM, stop);
  signal(SIGBREAK, stop);
}

bool system_is_terminal(FILE *stream)
{
  HANDLE console = (HANDLE)_get_osfhandle(_fileno(stream));
  DWORD mode;

  return GetConsoleMode(console, &mode) != 0 &&
         SetConsoleMode(console, mode | 0x0004 /* ENABLE_VIRTUAL_TERMINAL_PROCESSING */) != 0;
}

enum file_kind system_file(const char *path, unsigned long long *ret_size)
{
  struct _stat64 about;

  *ret_size = 0;
  if (_stat64(path, &about) != 0)
    return FILE_NONE;
  if ((about.st_mode & _S_IFMT) == _S_IFDIR)
    return FILE_FOLDER;
  if ((about.st_mode & _S_IFMT) != _S_IFREG)
    return FILE_OTHER;
  *ret_size = (unsigned long long)about.st_size;
  return FILE_PLAIN;
}

enum file_kind system_entry(const char *path)
{
  unsigned long long size;

  return system_file(path, &size);
}

bool system_replace(const char *from, const char *to)
{
  if (MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING))
    return true;
  errno = EACCES;
  return false;
}

/* Windows refuses to replace a file that is open: two runs cannot mix their files. */
int system_lock(const char *folder)
{
  (void)folder;
  return 0;
}

void system_unlock(int lock)
{
  (void)lock;
}
