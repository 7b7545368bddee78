/* Runs with very many cases. */
#include <stdlib.h>

#include "sample_results.h"

struct sample_cases sample_repeat(struct run_results *results, size_t index, size_t count)
{
  struct sample_cases own = {results->cases, results->case_count};

  results->cases = calloc(count, sizeof *results->cases);
  if (results->cases == NULL)
    abort();
  results->case_count = count;
  for (size_t i = 0; i < count; i++)
    results->cases[i] = own.cases[index];
  return own;
}

void sample_restore(struct run_results *results, struct sample_cases own)
{
  free(results->cases);
  results->cases = own.cases;
  results->case_count = own.count;
}
