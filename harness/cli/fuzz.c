/* fuzz: runs the fuzzers, and keeps what they find. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fuzz_campaign.h"
#include "cli/system.h"
#include "run/contract.h"
#include "run/linked.h"
#include "run/platform.h"

#define OUT_DEFAULT "fuzzing"
#define SECONDS_DEFAULT 60u
#define SECONDS_MAX 8640000u
#define RUNS_MAX 1000000000000u
#define SEED_MAX 4000000000u

static volatile int stopped;

static int no_memory(void)
{
  complain("out of memory");
  return EXIT_UNABLE;
}

/* ---- one target ---- */

static bool prepare(struct fuzz_campaign *campaign)
{
  campaign->folder = fuzz_print("%s/%s", campaign->options->out, campaign->fuzz->name);
  campaign->corpus = fuzz_print("%s/%s/corpus", campaign->options->out, campaign->fuzz->name);
  campaign->crashes = fuzz_print("%s/%s/crashes", campaign->options->out, campaign->fuzz->name);
  campaign->result->name = buffer_copy_string(campaign->fuzz->name);
  campaign->result->property = buffer_copy_string(campaign->fuzz->property);
  campaign->result->target = buffer_copy_string(campaign->options->target);
  campaign->result->seed = campaign->options->seed;
  if (campaign->folder == NULL || campaign->corpus == NULL || campaign->crashes == NULL ||
      campaign->result->name == NULL || campaign->result->property == NULL || campaign->result->target == NULL) {
    complain("out of memory");
    return false;
  }
  return make_folder(campaign->folder) && make_folder(campaign->corpus) && make_folder(campaign->crashes);
}

/* Strings that nothing was said of are empty. */
static bool complete(struct fuzzing_target *result)
{
  char **const strings[] = {&result->name,   &result->property, &result->engine, &result->sanitizers,
                            &result->target, &result->command,  &result->end};

  for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
    if (*strings[i] == NULL)
      *strings[i] = buffer_copy_string("");
    if (*strings[i] == NULL)
      return false;
  }
  return true;
}

static int run_engine(struct fuzz_campaign *campaign)
{
  const size_t seeds = campaign->seeds != NULL ? fuzz_list_files(campaign->seeds, 0, NULL) : 0;
  const size_t before = fuzz_list_files(campaign->corpus, 0, NULL);
  size_t after;
  int status;

  campaign->began = platform_seconds();
  campaign->progress = system_is_terminal(stderr);
  if (campaign->engine == ENGINE_AFL)
    return fuzz_run_afl(campaign);
  status = fuzz_run_libfuzzer(campaign);
  after = fuzz_list_files(campaign->corpus, 0, NULL);
  campaign->result->corpus = seeds + after;
  campaign->result->corpus_new = after > before ? after - before : 0;
  return status;
}

static void free_campaign(struct fuzz_campaign *campaign)
{
  for (size_t i = 0; i < campaign->find_count; i++) {
    free(campaign->finds[i].path);
    free(campaign->finds[i].report);
  }
  free(campaign->program);
  free(campaign->seeds);
  free(campaign->dictionary);
  free(campaign->folder);
  free(campaign->corpus);
  free(campaign->crashes);
}

static int fuzz_target(const struct fuzz_options *options, const struct fuzz_target *target,
                       const struct requirement_set *requirements, struct fuzzing *fuzzing)
{
  struct fuzz_campaign campaign = {.options = options, .fuzz = target, .requirements = requirements};
  int status;

  campaign.result = fuzzing_add(&fuzzing->targets, &fuzzing->target_count, sizeof *campaign.result);
  if (campaign.result == NULL)
    return no_memory();
  status = fuzz_find_program(&campaign);
  if (status == EXIT_CLEAN && !prepare(&campaign))
    status = EXIT_UNABLE;
  if (status == EXIT_CLEAN) {
    const bool was_stopped = *options->stop != 0;
    int kept;

    status = run_engine(&campaign);
    if (*options->stop && !was_stopped && campaign.result->end == NULL)
      campaign.result->end = buffer_copy_string("interrupted");
    /* What was found is kept all the same; a second interrupt ends that, too. */
    *options->stop = 0;
    kept = fuzz_keep_finds(&campaign);
    *options->stop = campaign.result->end != NULL && strcmp(campaign.result->end, "interrupted") == 0;
    status = status == EXIT_CLEAN ? kept : status;
  }
  if (!complete(campaign.result))
    status = no_memory();
  else if (campaign.began > 0)
    fuzz_print_target(campaign.result);
  free_campaign(&campaign);
  return status;
}

/* ---- all of them ---- */

static size_t count_findings(const struct fuzzing *fuzzing)
{
  size_t count = 0;

  for (size_t i = 0; i < fuzzing->target_count; i++)
    count += fuzzing->targets[i].finding_count;
  return count;
}

static bool has_begun(const struct fuzzing *fuzzing)
{
  return fuzzing->target_count > 0 && fuzzing->targets[0].command != NULL && fuzzing->targets[0].command[0] != '\0';
}

/* What tries our own parsers says nothing about another implementation. */
static bool is_worth_it(const struct fuzz_options *options, const struct fuzz_target *target)
{
  return target->operations != 0 || (linked_is_mock() && linked_library(options->target) == NULL);
}

static int fuzz_each(const struct fuzz_options *options, const struct fuzz_target *only, struct fuzzing *fuzzing)
{
  struct requirement_set requirements;
  char error[512];
  int status = EXIT_CLEAN;

  if (!contract_requirements(&requirements, error, sizeof error)) {
    complain("%s", error);
    return EXIT_UNABLE;
  }
  for (const struct fuzz_target *const *target = fuzz_targets; *target != NULL && !*options->stop; target++)
    if (only == *target || (only == NULL && is_worth_it(options, *target))) {
      int ended = fuzz_target(options, *target, &requirements, fuzzing);

      status = ended != EXIT_CLEAN ? ended : status;
      /* One that could not even start says what the others would. */
      if (ended != EXIT_CLEAN && fuzzing->targets[fuzzing->target_count - 1].command[0] == '\0')
        break;
    }
  requirement_set_free(&requirements);
  return status;
}

static int fuzz(const struct fuzz_options *options, const struct fuzz_target *only, const char *coverage)
{
  struct fuzzing *fuzzing = fuzzing_create();
  int status = EXIT_CLEAN, lock;

  if (fuzzing == NULL)
    return no_memory();
  fuzzing->version = buffer_copy_string(OFFERCHECK_VERSION);
  if (fuzzing->version == NULL)
    status = no_memory();
  if (status == EXIT_CLEAN && coverage != NULL)
    status = fuzz_read_coverage(coverage, fuzzing);
  if (status == EXIT_CLEAN && !make_folder(options->out))
    status = EXIT_UNABLE;
  if (status != EXIT_CLEAN)
    goto out;
  lock = system_lock(options->out);
  if (lock < 0) {
    complain("%s: another run is fuzzing there", options->out);
    status = EXIT_UNABLE;
    goto out;
  }
  system_catch_signals(options->stop);
  status = fuzz_each(options, only, fuzzing);
  /* What an earlier run wrote is not given up for nothing. */
  if ((has_begun(fuzzing) && !fuzz_write_results(options->out, fuzzing)) || !flush_output())
    status = EXIT_UNABLE;
  system_unlock(lock);
  if (status == EXIT_CLEAN && count_findings(fuzzing) > 0)
    status = EXIT_FAILED;
  if (*options->stop) {
    complain("interrupted before the end; what was found until then is kept");
    status = status == EXIT_FAILED ? EXIT_FAILED : EXIT_UNABLE;
  }
out:
  fuzzing_free(fuzzing);
  return status;
}

/* ---- the command line ---- */

static bool engine_option(struct fuzz_options *options)
{
  for (unsigned i = ENGINE_NONE + 1; i < ENGINE_COUNT; i++)
    if (strcmp(optarg, fuzz_engine_names[i]) == 0) {
      options->engine = (enum fuzz_engine)i;
      return true;
    }
  misuse(&fuzz_command, "--engine '%s': expected libfuzzer or afl", optarg);
  return false;
}

static bool runs_option(struct fuzz_options *options)
{
  if (parse_number(optarg, 1, RUNS_MAX, &options->runs))
    return true;
  misuse(&fuzz_command, "--runs '%s': expected executions, 1 to %llu", optarg, (unsigned long long)RUNS_MAX);
  return false;
}

/* What engines would only fail over later. */
static int check_options(const struct fuzz_options *options)
{
  unsigned long long size;

  if (linked_library(options->target) != NULL && system_file(options->target, &size) != FILE_PLAIN) {
    complain("target %s: it is no file; expected a library", options->target);
    return EXIT_USAGE;
  }
  if (options->profile != NULL && !contract_has_profile(options->profile)) {
    complain("no profile '%s'; see 'offercheck list profiles'", options->profile);
    return EXIT_USAGE;
  }
  if (options->corpus != NULL && system_file(options->corpus, &size) != FILE_FOLDER) {
    complain("%s: no such folder; expected that of the seeds", options->corpus);
    return EXIT_USAGE;
  }
  return EXIT_CLEAN;
}

static int run_on(struct fuzz_options *options, const char *name, const char *coverage)
{
  const struct fuzz_target *target = fuzz_target_by_name(name, strlen(name));
  struct buffer names = {NULL, 0, 0, false};
  int status;

  if (target == NULL && strcmp(name, "all") != 0) {
    for (const struct fuzz_target *const *other = fuzz_targets; *other != NULL; other++)
      buffer_printf(&names, "%s, ", (*other)->name);
    misuse(&fuzz_command, "no fuzz target '%s'; expected %sor all", name, buffer_text(&names));
    buffer_free(&names);
    return EXIT_USAGE;
  }
  if (!fuzz_is_there) {
    complain("fuzzers do not run on this system; 'run', 'show' and 'minimize' read what they found elsewhere");
    return EXIT_UNABLE;
  }
  if (options->seconds == 0 && options->runs == 0)
    options->seconds = SECONDS_DEFAULT;
  status = check_options(options);
  return status == EXIT_CLEAN ? fuzz(options, target, coverage) : status;
}

static int run_fuzz(int argc, char **argv)
{
  enum {
    ENGINE = OPTION_FIRST,
    TIME,
    RUNS,
    SEED,
    JOBS,
    TARGET,
    PROFILE,
    CORPUS,
    OUT_FOLDER,
    FUZZERS,
    CMPLOG,
    COVERAGE,
    HELP
  };
  static const struct option long_options[] = {{"engine", required_argument, NULL, ENGINE},
                                               {"time", required_argument, NULL, TIME},
                                               {"runs", required_argument, NULL, RUNS},
                                               {"seed", required_argument, NULL, SEED},
                                               {"jobs", required_argument, NULL, JOBS},
                                               {"target", required_argument, NULL, TARGET},
                                               {"profile", required_argument, NULL, PROFILE},
                                               {"corpus", required_argument, NULL, CORPUS},
                                               {"out", required_argument, NULL, OUT_FOLDER},
                                               {"fuzzers", required_argument, NULL, FUZZERS},
                                               {"cmplog", required_argument, NULL, CMPLOG},
                                               {"coverage", required_argument, NULL, COVERAGE},
                                               {"help", no_argument, NULL, HELP},
                                               {NULL, 0, NULL, 0}};
  struct fuzz_options options = {.out = OUT_DEFAULT, .target = linked_name(), .seed = 1, .jobs = 1, .stop = &stopped};
  const char *coverage = NULL;
  bool good = true;
  int option;

  while (good && (option = next_option(&fuzz_command, ":", long_options, argc, argv)) != -1)
    switch (option) {
    case ENGINE:
      good = engine_option(&options);
      break;
    case TIME:
      good = number_option(&fuzz_command, "time", "seconds", 1, SECONDS_MAX, &options.seconds);
      break;
    case RUNS:
      good = runs_option(&options);
      break;
    case SEED:
      good = number_option(&fuzz_command, "seed", "a number", 1, SEED_MAX, &options.seed);
      break;
    case JOBS:
      good = number_option(&fuzz_command, "jobs", "processes", 1, FUZZ_MAX_JOBS, &options.jobs);
      break;
    case TARGET:
      options.target = optarg;
      break;
    case PROFILE:
      options.profile = optarg;
      break;
    case CORPUS:
      options.corpus = optarg;
      break;
    case OUT_FOLDER:
      options.out = optarg;
      break;
    case FUZZERS:
      options.fuzzers = optarg;
      break;
    case CMPLOG:
      options.cmplog = optarg;
      break;
    case COVERAGE:
      coverage = optarg;
      break;
    case HELP:
      return print_help(&fuzz_command);
    default:
      good = false;
    }
  if (!good)
    return EXIT_USAGE;
  if (optind == argc)
    return misuse(&fuzz_command, "no fuzz target given; 'all' is all of them");
  if (optind + 1 < argc)
    return misuse(&fuzz_command, "'%s' is too much; expected one fuzz target, or all", argv[optind + 1]);
  return run_on(&options, argv[optind], coverage);
}

const struct command fuzz_command = {
    "fuzz",
    "[OPTION...] TARGET|all",
    "run fuzzers, and keep and minimize what they find",
    "Runs the fuzzer of a fuzz target, such as fuzz_offer, and keeps each way of\n"
    "failing that it finds once: minimized as text and as a C program, with the input\n"
    "and the report. The engine's command line is printed. Of another implementation\n"
    "than the mock kernel 'all' are those that call it.\n\n"
    "  --engine libfuzzer|afl  the engine; the default is what the fuzzer has\n"
    "  --time SECONDS          for each target; the default, without --runs, is 60\n"
    "  --runs N                executions of each target\n"
    "  --seed N                of the engine; the default is 1. With --runs and one\n"
    "                          job the same seed gives the same run again\n"
    "  --jobs N                processes at a time; the default is 1\n"
    "  --target LIBRARY        what is tested in place of the mock kernel\n"
    "  --profile NAME          ddi, wsl2 or mock; the default is the target's own\n"
    "  --corpus FOLDER         more seeds, as inputs of the target; AFL++ takes these\n"
    "                          alone\n"
    "  --out FOLDER            where all goes; the default is ./fuzzing. What a run\n"
    "                          adds to its corpus is the next one's seed\n"
    "  --fuzzers FOLDER        where the fuzzers are; the default is beside this\n"
    "                          program, or as they are installed\n"
    "  --cmplog PATH           AFL++'s program with its comparisons logged, or the\n"
    "                          folder of those\n"
    "  --coverage FILE         lines 'FILE LINES COVERED BRANCHES COVERED', to go to\n"
    "                          the results: what 'corpus-coverage' measured\n"
    "  --help                  this text\n\n"
    "The results are fuzzing.json in the folder; 'certify --fuzzing' takes it.\n\n"
    "Exit status: 0 nothing was found; 1 something was; 2 bad usage; 3 the fuzzers\n"
    "could not be run, or it was interrupted and nothing was found.",
    run_fuzz,
};
