#include "cli/system.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <windows.h>

#define LOCK_NAME "/transcript.lock"
#define NO_LOCK 0

void system_begin(void)
{
  /* A closed stream has no descriptor that another file could take. What is read or written may be in binary. */
  _setmode(_fileno(stdin), _O_BINARY);
  _setmode(_fileno(stdout), _O_BINARY);
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

bool system_is_separator(char character)
{
  return character == '/' || character == '\\';
}

bool system_own_path(char *ret_path, size_t size)
{
  DWORD length = GetModuleFileNameA(NULL, ret_path, (DWORD)size);

  return length > 0 && length < size;
}

/* Paths are compared as Windows writes them out. */
bool system_is_same(const char *a, const char *b)
{
  char full[2][MAX_PATH * 4];

  return GetFullPathNameA(a, sizeof full[0], full[0], NULL) != 0 &&
         GetFullPathNameA(b, sizeof full[1], full[1], NULL) != 0 && _stricmp(full[0], full[1]) == 0;
}

FILE *system_create(const char *path)
{
  int file = _open(path, _O_WRONLY | _O_CREAT | _O_EXCL | _O_BINARY, _S_IREAD | _S_IWRITE);
  FILE *stream = file >= 0 ? _fdopen(file, "wb") : NULL;

  if (file >= 0 && stream == NULL)
    _close(file);
  return stream;
}

bool system_truncate(FILE *file, unsigned long long size)
{
  return fflush(file) == 0 && _chsize_s(_fileno(file), (long long)size) == 0 &&
         _fseeki64(file, (long long)size, SEEK_SET) == 0;
}

bool system_replace(const char *from, const char *to)
{
  if (MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING))
    return true;
  errno = EACCES;
  return false;
}

/* A folder cannot be locked, but a file in it that nobody else may open, and that vanishes with its handle, can stand for it. */
int system_lock(const char *folder)
{
  char path[MAX_PATH * 4];
  HANDLE file;

  if (strlen(folder) + sizeof LOCK_NAME > sizeof path)
    return NO_LOCK;
  strcat(strcpy(path, folder), LOCK_NAME);
  file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
  if (file != INVALID_HANDLE_VALUE)
    return _open_osfhandle((intptr_t)file, 0);
  return GetLastError() == ERROR_SHARING_VIOLATION ? -1 : NO_LOCK;
}

void system_unlock(int lock)
{
  if (lock != NO_LOCK)
    _close(lock);
}
