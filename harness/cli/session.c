#include "cli/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/facts.h"
#include "cli/bundle.h"
#include "cli/system.h"
#include "cli/waivers.h"
#include "digest/sha256.h"
#include "reports/utf8.h"
#include "run/linked.h"
#include "run/platform.h"

#define CONTRACT "ddi"
#define PROGRESS_SECONDS 0.1
#define PROGRESS_NAME 66u /* characters */
#define CLEAR_LINE "\r\033[K"

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown"
#endif

static volatile int stopped;

struct progress {
  bool shown;
  double last;
};

/* One line of less than 80 columns, each in place of the last. */
static void show_progress(void *context, const char *name, uint64_t done, uint64_t total)
{
  struct progress *progress = context;
  struct buffer line = {NULL, 0, 0, false}, clean = {NULL, 0, 0, false};
  double now = platform_seconds();
  const char *rest;

  if (now - progress->last < PROGRESS_SECONDS)
    return;
  progress->last = now;
  progress->shown = true;
  clean_text(name, &clean);
  rest = buffer_text(&clean);
  for (unsigned i = 0; i < PROGRESS_NAME && *rest != '\0'; i++)
    utf8_append(utf8_next(&rest), &line);
  fprintf(stderr, CLEAR_LINE "%3u %%  %s", (unsigned)(total > 0 ? done * 100 / total : 0), buffer_text(&line));
  fflush(stderr);
  buffer_free(&line);
  buffer_free(&clean);
}

/* A bare name is looked for where libraries are, and what has this name here may be another file. */
static bool is_path(const char *library)
{
  while (*library != '\0' && !system_is_separator(*library))
    library++;
  return *library != '\0';
}

/* What is no plain file, as a pipe or a device, may have no end. */
static void sum_library(const char *library, char ret_sha256[SHA256_HEX])
{
  unsigned long long size;

  if (is_path(library) && system_file(library, &size) == FILE_PLAIN)
    sha256_file(library, ret_sha256);
}

/* The library's sum, or that of the program which holds the vendor's; the mock is a part of this version. */
static void sum_target(const char *target, char ret_sha256[SHA256_HEX])
{
  const char *library = linked_library(target);
  char own[4096];

  if (library != NULL)
    sum_library(library, ret_sha256);
  else if (!linked_is_mock() && system_own_path(own, sizeof own))
    sha256_file(own, ret_sha256);
}

/* Facts are strings that are never NULL: a run without memory for them is no run. */
static bool state_facts(const struct session_options *options, const char *profile, const char *title,
                        struct run_results *results)
{
  struct run_facts *facts = &results->facts;
  char system[256], processor[256], sha256[SHA256_HEX] = "", suite[SHA256_HEX] = "", started[32];

  platform_system(system, sizeof system);
  platform_processor(processor, sizeof processor);
  platform_utc(started, sizeof started);
  sum_target(options->target, sha256);
  if (options->transcript != NULL && !bundle_suite_sum(suite))
    return false;
  facts->version = buffer_copy_string(OFFERCHECK_VERSION);
  facts->suite_sha256 = buffer_copy_string(suite);
  facts->target = buffer_copy_string(options->target);
  facts->target_sha256 = buffer_copy_string(sha256);
  facts->target_version = buffer_copy_string(options->target_version != NULL ? options->target_version : "");
  facts->adapter = buffer_copy_string("");
  facts->adapter_wish = buffer_copy_string(options->wishes.adapter != NULL ? options->wishes.adapter : "");
  facts->provision = buffer_copy_string(buffer_text(&options->wishes.provision_text));
  facts->disruptive = options->wishes.disruptive;
  facts->allocations = buffer_copy_string("");
  facts->capabilities = buffer_copy_string("");
  facts->profile = buffer_copy_string(profile);
  facts->profile_title = buffer_copy_string(title);
  facts->filter = buffer_copy_string(options->filter != NULL ? options->filter : "");
  facts->waivers_sha256 = buffer_copy_string("");
  facts->waivers_lapsed = buffer_copy_string("");
  facts->shard = buffer_copy_string(options->shard != NULL ? options->shard : "");
  facts->system = buffer_copy_string(system);
  facts->processor = buffer_copy_string(processor);
  facts->compiler = buffer_copy_string(COMPILER);
  facts->timeout_seconds = options->timeout_seconds;
  facts->memory_megabytes = options->memory_megabytes;
  facts->isolated = !options->in_process;
  results->times.started = buffer_copy_string(started);
  results->times.finished = buffer_copy_string(started); /* room for when it is known */
  results->incomplete = buffer_copy_string("");
  return run_facts_are_whole(facts) && results->times.started != NULL && results->times.finished != NULL &&
         results->incomplete != NULL;
}

static bool names_folder(const char *path)
{
  while (*path != '\0' && !system_is_separator(*path))
    path++;
  return *path != '\0';
}

/* A library's name without a folder is looked for among the system's: say so where a file was meant. */
static void complain_of_target(const char *target, const char *error)
{
  unsigned long long size;

  if (strcmp(target, "mock") == 0 && !linked_is_mock())
    complain("target mock: this program has no mock kernel; it is linked with %s", linked_name());
  else if (!names_folder(target) && system_file(target, &size) != FILE_NONE)
    complain("target %s: %s; './%s' is the file in this folder", target, error, target);
  else
    complain("target %s: %s", target, error);
}

static int report_end(enum certify_end end, const struct session_options *options, const struct run_results *results,
                      const char *error)
{
  switch (end) {
  case CERTIFY_NOTHING:
    complain("the filter '%s' matches no case, suite or requirement; see 'offercheck list'", options->filter);
    return EXIT_USAGE;
  case CERTIFY_NO_RESUME:
    complain("--resume: %s; --restart begins anew", error);
    return EXIT_USAGE;
  case CERTIFY_NO_ADAPTER:
    complain("target %s: %s", options->target, error);
    return EXIT_USAGE;
  case CERTIFY_NO_TARGET:
    complain_of_target(options->target, error);
    return EXIT_UNABLE;
  case CERTIFY_NO_RESOURCE:
    complain("%s", error);
    return EXIT_UNABLE;
  default:
    if (!results->complete)
      complain("%s before the end; what was judged until then is kept", results->incomplete);
    return EXIT_CLEAN;
  }
}

static int play(const struct session_options *options, const struct profile *profile, const struct profile *contract,
                const struct program_set *programs, struct run_results *results)
{
  struct progress progress = {false, 0};
  struct certify_options certify = {.results = results,
                                    .profile = profile,
                                    .contract = contract,
                                    .cases = programs,
                                    .suites = options->suites,
                                    .filter = options->filter,
                                    .library = linked_library(options->target),
                                    .timeout_seconds = options->timeout_seconds,
                                    .memory_megabytes = options->memory_megabytes,
                                    .jobs = options->jobs,
                                    .in_process = options->in_process,
                                    .stop = &stopped,
                                    .transcript = options->transcript,
                                    .progress = system_is_terminal(stderr) ? show_progress : NULL,
                                    .progress_context = &progress};
  const struct target_wishes wishes = wishes_for_target(&options->wishes);
  double began = platform_seconds();
  struct journal journal;
  struct text_error wrong;
  char error[1024];
  enum certify_end end;

  certify.wishes = &wishes;
  if (options->shard != NULL)
    shard_parse(options->shard, &certify.shard);
  if (options->journal != NULL &&
      !journal_open(&journal, buffer_text(options->journal), options->journal->size, programs, &wrong)) {
    snprintf(error, sizeof error, "what an interrupted run left cannot be read: line %zu, byte %zu: %s", wrong.line,
             wrong.column, wrong.message);
    end = wrong.line == 0 ? CERTIFY_NO_RESOURCE : CERTIFY_NO_RESUME;
  } else {
    certify.journal = options->journal != NULL ? &journal : NULL;
    end = certify_run(&certify, error, sizeof error);
  }
  if (options->journal != NULL)
    journal_close(&journal);
  if (progress.shown)
    fputs(CLEAR_LINE, stderr);
  platform_utc(results->times.finished, strlen(results->times.finished) + 1);
  results->times.seconds = platform_seconds() - began;
  return report_end(end, options, results, error);
}

int session_run(const struct session_options *options, const struct program_set *programs,
                struct run_results *ret_results)
{
  const char *name = options->profile != NULL ? options->profile : linked_profile(options->target);
  struct profile profile, contract;
  struct suite_data suite;
  int status = EXIT_UNABLE;

  memset(ret_results, 0, sizeof *ret_results);
  system_catch_signals(&stopped);
  memset(&suite, 0, sizeof suite);
  if (!(programs != NULL ? load_requirements(&suite.requirements) : load_suite(&suite)))
    return EXIT_UNABLE;
  ret_results->requirement_set = suite.requirements;
  memset(&suite.requirements, 0, sizeof suite.requirements);
  status = load_profile(name, &ret_results->requirement_set, &profile);
  if (status != EXIT_CLEAN)
    goto no_profile;
  status = load_profile(CONTRACT, &ret_results->requirement_set, &contract);
  if (status != EXIT_CLEAN)
    goto no_contract;
  if (state_facts(options, name, profile.title, ret_results)) {
    if (options->waivers != NULL)
      status = waivers_load(options->waivers, options->today, &suite.cases, ret_results);
    if (status == EXIT_CLEAN)
      status = play(options, &profile, &contract, programs != NULL ? programs : &suite.cases, ret_results);
  } else {
    complain("out of memory");
    status = EXIT_UNABLE;
  }
  profile_free(&contract);
no_contract:
  profile_free(&profile);
no_profile:
  free_suite(&suite);
  return status;
}

static uint64_t count_judged(const struct run_results *results)
{
  uint64_t judged = 0;

  for (unsigned verdict = VERDICT_PASS; verdict < VERDICT_COUNT; verdict++)
    judged += results->verdicts[verdict];
  for (size_t i = 0; i < results->suite_count; i++)
    judged += results->suites[i].judged;
  return judged;
}

int session_status(const struct run_results *results)
{
  if (results->verdict >= VERDICT_STALE_WAIVER)
    return EXIT_FAILED;
  if (!results->complete)
    return EXIT_UNABLE;
  if (results->verdict == VERDICT_BROKEN) {
    complain("some of it is BROKEN: the harness could not judge it");
    return EXIT_UNABLE;
  }
  if (results->facts.shard[0] != '\0' && results->case_count == 0 && results->suite_count == 0) {
    complain("the shard %s holds nothing: fewer cases and stretches were chosen", results->facts.shard);
    return EXIT_CLEAN;
  }
  if (count_judged(results) == 0) {
    complain("nothing was judged: the target supports none of it");
    return EXIT_UNABLE;
  }
  return EXIT_CLEAN;
}
