/* Trying text where a process cannot be forked: here and now. */
#include "cli/fuzz_file.h"

enum fuzz_check_end fuzz_check(const struct fuzz_target *target, const char *data, size_t size,
                               unsigned timeout_seconds, struct buffer *ret_finding)
{
  (void)timeout_seconds;
  return target->check((const uint8_t *)data, size, ret_finding) ? CHECK_HOLDS : CHECK_FAILS;
}
