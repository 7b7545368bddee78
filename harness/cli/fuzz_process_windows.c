/* No engine of ours runs on Windows. */
#include <errno.h>

#include "cli/fuzz_campaign.h"

const bool fuzz_is_there = false;

long long fuzz_process_start(const struct fuzz_process *process)
{
  (void)process;
  errno = ENOSYS;
  return -1;
}

bool fuzz_process_wait(long long number, unsigned milliseconds, char *ret_end, size_t size)
{
  (void)number;
  (void)milliseconds;
  if (size > 0)
    ret_end[0] = '\0';
  return true;
}

void fuzz_process_interrupt(long long number)
{
  (void)number;
}

void fuzz_process_kill(long long number)
{
  (void)number;
}

bool fuzz_is_program(const char *path)
{
  (void)path;
  return false;
}

size_t fuzz_list_files(const char *folder, size_t most, struct fuzz_words *ret_names)
{
  (void)folder;
  (void)most;
  (void)ret_names;
  return 0;
}
