/* A fuzz target whose engine forks, as AFL++ does: in the child its standing world is there again, and is the child's. */
#include "test_mock_support.h"

#include <sys/wait.h>
#include <unistd.h>

#include "fuzz/engine/session.h"
#include "fuzz/target.h"

static void test_the_world_stands_in_the_child_of_a_fork(void **state)
{
  static const char name[] = "fuzz_offer";
  static const uint8_t input[] = {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x80};
  uint64_t objects;
  pid_t child;
  int status;

  (void)state;
  if (UNDER_MEMORY_SANITIZER)
    skip(); /* clang 14's holds its own locks while the child makes its world */
  assert_true(session_begin(fuzz_target_by_name(name, sizeof name - 1)));
  objects = mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS);
  assert_true(objects > 0);
  child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    /* What a call on a stale handle returns would be judged a finding, and end the process. */
    if (mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS) != objects)
      _exit(1);
    for (size_t size = 0; size <= sizeof input; size++)
      session_try(input, size);
    _exit(mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS) == objects ? 0 : 2);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS), objects);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_world_stands_in_the_child_of_a_fork),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
