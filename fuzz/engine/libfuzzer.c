/* libFuzzer's hooks for the structure-aware mutator. Built once for each target, which FUZZ_TARGET names. */
#include <string.h>

#include "fuzz/mutator.h"

extern const struct fuzz_target FUZZ_TARGET;

/* libFuzzer's own mutation. Other engines have none, and do not call what stands here. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second, size_t second_size,
                                 uint8_t *ret_data, size_t max_size, unsigned seed);

static struct fuzz_mutator *mutator(void)
{
  static struct fuzz_mutator *made;

  if (made == NULL)
    made = fuzz_mutator_create(&FUZZ_TARGET);
  return made;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
  size_t made = mutator() != NULL ? fuzz_mutate(mutator(), data, size, max_size, seed) : 0;

  return made == 0 && LLVMFuzzerMutate != NULL ? LLVMFuzzerMutate(data, size, max_size) : made;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second, size_t second_size,
                                 uint8_t *ret_data, size_t max_size, unsigned seed)
{
  size_t made =
      mutator() != NULL ? fuzz_splice(mutator(), first, first_size, second, second_size, ret_data, max_size, seed) : 0;

  if (made > 0)
    return made;
  made = first_size < max_size ? first_size : max_size;
  memcpy(ret_data, first, made);
  return made;
}
