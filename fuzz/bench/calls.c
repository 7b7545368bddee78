/* Prints how many calls the inputs of a target make on average. */
#include <stdio.h>
#include <string.h>

#include "fuzz/input.h"

#define INPUT_MAX ((size_t)1 << 20)

static bool count_calls(const struct fuzz_target *target, const char *path, size_t *ret_calls)
{
  static uint8_t data[INPUT_MAX];
  FILE *file = fopen(path, "rb");
  struct program program;
  size_t size;
  bool good;

  if (file == NULL)
    return false;
  size = fread(data, 1, sizeof data, file);
  fclose(file);
  program_init(&program);
  good = fuzz_decode(target, data, size, &program);
  *ret_calls = program.call_count;
  program_free(&program);
  return good;
}

int main(int argc, char **argv)
{
  const struct fuzz_target *target = argc > 2 ? fuzz_target_by_name(argv[1], strlen(argv[1])) : NULL;
  size_t calls, sum = 0;

  if (target == NULL || target->operations == 0) {
    fprintf(stderr, "Usage: %s TARGET INPUT...\n", argv[0]);
    return 2;
  }
  for (int i = 2; i < argc; i++) {
    if (!count_calls(target, argv[i], &calls)) {
      fprintf(stderr, "%s: it cannot be read\n", argv[i]);
      return 1;
    }
    sum += calls;
  }
  printf("%.2f\n", (double)sum / (argc - 2));
  return 0;
}
