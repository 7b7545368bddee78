#define _GNU_SOURCE
#include "cli/system.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NO_LOCK 0

void system_begin(void)
{
  /* The other way round than is of use: reading or writing must fail as if the stream were closed. */
  static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};

  for (int i = 0; i < 3; i++)
    if (fcntl(i, F_GETFD) == -1 && errno == EBADF && open("/dev/null", modes[i]) < 0)
      _exit(3);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
}

static volatile int *stopped;

static void stop(int signal_number)
{
  (void)signal_number;
  *stopped = 1;
}

void system_catch_signals(volatile int *ret_stopped)
{
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

  stopped = ret_stopped;
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
    struct sigaction action;

    if (sigaction(signals[i], NULL, &action) != 0 || action.sa_handler == SIG_IGN)
      continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = stop;
    action.sa_flags = SA_RESTART;
    sigaction(signals[i], &action, NULL);
  }
}

bool system_is_terminal(FILE *stream)
{
  const char *type = getenv("TERM");

  return isatty(fileno(stream)) == 1 && (type == NULL || strcmp(type, "dumb") != 0);
}

static enum file_kind kind_of(const struct stat *about)
{
  if (S_ISREG(about->st_mode))
    return FILE_PLAIN;
  return S_ISDIR(about->st_mode) ? FILE_FOLDER : FILE_OTHER;
}

enum file_kind system_file(const char *path, unsigned long long *ret_size)
{
  struct stat about;

  *ret_size = 0;
  if (stat(path, &about) != 0)
    return FILE_NONE;
  if (S_ISREG(about.st_mode))
    *ret_size = (unsigned long long)about.st_size;
  return kind_of(&about);
}

enum file_kind system_entry(const char *path)
{
  struct stat about;

  return lstat(path, &about) == 0 ? kind_of(&about) : FILE_NONE;
}

bool system_is_separator(char character)
{
  return character == '/';
}

bool system_own_path(char *ret_path, size_t size)
{
  ssize_t length = readlink("/proc/self/exe", ret_path, size - 1);

  if (length <= 0 || (size_t)length >= size - 1)
    return false;
  ret_path[length] = '\0';
  return true;
}

bool system_is_same(const char *a, const char *b)
{
  struct stat about[2];

  return stat(a, &about[0]) == 0 && stat(b, &about[1]) == 0 && about[0].st_dev == about[1].st_dev &&
         about[0].st_ino == about[1].st_ino;
}

FILE *system_create(const char *path)
{
  return fopen(path, "wbx");
}

bool system_truncate(FILE *file, unsigned long long size)
{
  return fflush(file) == 0 && ftruncate(fileno(file), (off_t)size) == 0 && fseeko(file, (off_t)size, SEEK_SET) == 0;
}

bool system_replace(const char *from, const char *to)
{
  return rename(from, to) == 0;
}

int system_lock(const char *folder)
{
  int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (lock < 0)
    return NO_LOCK;
  if (flock(lock, LOCK_EX | LOCK_NB) == 0)
    return lock;
  if (errno == EWOULDBLOCK) {
    close(lock);
    return -1;
  }
  close(lock);
  return NO_LOCK;
}

void system_unlock(int lock)
{
  if (lock == NO_LOCK)
    return;
  /* A process that the target left behind may hold the descriptor, too. */
  flock(lock, LOCK_UN);
  close(lock);
}
