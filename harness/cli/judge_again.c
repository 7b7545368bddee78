#include "cli/judge_again.h"

#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

#define CONTRACT "ddi"

/* What the transcript does not say and no report may lack. */
static bool fill_in(struct run_results *results, const struct profile *profile)
{
  results->facts.profile_title = buffer_copy_string(profile->title);
  results->incomplete = buffer_copy_string("");
  if (results->times.started == NULL)
    results->times.started = buffer_copy_string("");
  if (results->times.finished == NULL)
    results->times.finished = buffer_copy_string("");
  return results->facts.profile_title != NULL && results->incomplete != NULL && results->times.started != NULL &&
         results->times.finished != NULL;
}

int judge_again(const struct program_set *cases, struct run_results *results, again_deriver derive, void *context,
                struct text_error *ret_error)
{
  struct profile profile, contract;
  struct certify_options options = {.results = results,
                                    .profile = &profile,
                                    .contract = &contract,
                                    .cases = cases,
                                    .suites = true,
                                    .filter = results->facts.filter[0] != '\0' ? results->facts.filter : NULL,
                                    .timeout_seconds = results->facts.timeout_seconds};
  int status = EXIT_UNABLE;

  if (load_profile(results->facts.profile, &results->requirement_set, &profile) != EXIT_CLEAN)
    return EXIT_UNABLE;
  if (load_profile(CONTRACT, &results->requirement_set, &contract) != EXIT_CLEAN)
    goto no_contract;
  if (!fill_in(results, &profile)) {
    complain("out of memory");
  } else if (derive(context, &options, ret_error)) {
    status = EXIT_CLEAN;
  } else if (ret_error->line != 0) {
    status = EXIT_FAILED;
  } else {
    complain("%s", ret_error->message);
  }
  profile_free(&contract);
no_contract:
  profile_free(&profile);
  return status;
}
