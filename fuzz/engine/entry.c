/* What engines call. Built once for each target, which FUZZ_TARGET names. */
#include <stdlib.h>

#include "fuzz/engine/session.h"

extern const struct fuzz_target FUZZ_TARGET;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv) /* NOLINT(readability-non-const-parameter): the engines' own */
{
  (void)argc;
  (void)argv;
  if (!session_begin(&FUZZ_TARGET))
    exit(3);
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  session_try(data, size);
  return 0;
}
