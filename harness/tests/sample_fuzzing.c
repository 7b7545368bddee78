/* What fuzzing might have found. */
#include <stdlib.h>
#include <string.h>

#include "sample_results.h"

static void assert_there(const void *memory)
{
  if (memory == NULL)
    abort();
}

static char *copy(const char *text)
{
  char *made = malloc(strlen(text) + 1);

  if (made == NULL)
    abort();
  return strcpy(made, text);
}

struct fuzzing *sample_fuzzing(const char *text)
{
  struct fuzzing *fuzzing = fuzzing_create();
  struct fuzzing_target *target;
  struct fuzzing_finding *finding;
  struct fuzzing_coverage *coverage;
  char **file;

  assert_there(fuzzing);
  fuzzing->version = copy("1");
  target = fuzzing_add(&fuzzing->targets, &fuzzing->target_count, sizeof *target);
  assert_there(target);
  *target = (struct fuzzing_target){.name = copy(text),
                                    .property = copy(text),
                                    .engine = copy(text),
                                    .sanitizers = copy(text),
                                    .target = copy(text),
                                    .command = copy(text),
                                    .end = copy(text),
                                    .seed = 7,
                                    .executions = UINT64_C(18446744073709551600),
                                    .executions_per_second = 12,
                                    .edges = 3,
                                    .edges_total = 4,
                                    .corpus = 5,
                                    .corpus_new = 1};
  finding = fuzzing_add(&target->findings, &target->finding_count, sizeof *finding);
  assert_there(finding);
  *finding = (struct fuzzing_finding){copy("OFR-HND-03"), copy(text), copy("FAIL"), copy(text), copy(text), NULL, 0};
  file = fuzzing_add(&finding->files, &finding->file_count, sizeof *file);
  assert_there(file);
  *file = copy(text);
  coverage = fuzzing_add(&fuzzing->coverage, &fuzzing->coverage_count, sizeof *coverage);
  assert_there(coverage);
  *coverage = (struct fuzzing_coverage){copy(text), 10, 9, 0, 0};
  return fuzzing;
}
