#include "certify_support.h"

#include <stdlib.h>

#include "digest/sha256.h"

#define CHAIN "\nchain "

void sample_begin(struct sample_run *run)
{
  static const char title[] = "title none\n";
  const struct requirement_set *set = scene_requirements();
  struct buffer text = {0};
  struct requirement_error error;

  memset(run, 0, sizeof *run);
  for (size_t i = 0; i < set->source_count; i++)
    buffer_printf(&text, "source %s | %s | %s\n", set->sources[i].tag, grade_names[set->sources[i].grade],
                  set->sources[i].title);
  for (size_t i = 0; i < set->requirement_count; i++)
    buffer_printf(&text, "%s | %s | %s | %s\n", set->requirements[i].id, grade_names[set->requirements[i].grade],
                  set->requirements[i].sources, set->requirements[i].sentence);
  assert_true(requirement_set_parse(buffer_text(&text), text.size, &run->results.requirement_set, &error));
  assert_true(profile_parse(title, sizeof title - 1, &run->results.requirement_set, &run->contract, &error));
  buffer_free(&text);
}

void sample_free(struct sample_run *run)
{
  profile_free(&run->contract);
  run_results_free(&run->results);
  free(run->text);
  memset(run, 0, sizeof *run);
}

struct certify_options sample_options(struct sample_run *run, const struct program_set *cases, const char *filter)
{
  return (struct certify_options){.results = &run->results,
                                  .profile = &run->contract,
                                  .contract = &run->contract,
                                  .cases = cases,
                                  .suites = true,
                                  .filter = filter,
                                  .timeout_seconds = 20,
                                  .stop = &run->stop};
}

enum certify_end sample_play(struct sample_run *run, struct certify_options *options, char *ret_error,
                             size_t error_size)
{
  enum certify_end end;

  options->transcript = open_memstream(&run->text, &run->size);
  assert_non_null(options->transcript);
  end = certify_run(options, ret_error, error_size);
  fclose(options->transcript);
  return end;
}

void sample_forge_chain(char *text, size_t size)
{
  size_t begin = 0;
  char hex[SHA256_HEX];

  for (char *at; (at = memmem(text + begin, size - begin, CHAIN, sizeof CHAIN - 1)) != NULL;) {
    struct sha256 hash;
    size_t end = (size_t)(at + 1 - text);

    if (begin == end) /* the chain line that the block begins with */
      break;
    sha256_begin(&hash);
    sha256_add(&hash, text + begin, end - begin);
    assert_true(sha256_end(&hash, hex));
    memcpy(text + end + sizeof CHAIN - 2, hex, SHA256_HEX - 1);
    begin = end;
  }
}
