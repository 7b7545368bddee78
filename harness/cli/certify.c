#include <stdio.h>
#include <string.h>

#include "certify/schedule.h"
#include "cli/bundle.h"
#include "cli/session.h"
#include "cli/summary.h"
#include "cli/waivers.h"
#include "reports/fuzzing_read.h"
#include "run/linked.h"

#define OUT_DEFAULT "reports/latest"

/* What fuzzing found, from its file. NULL: a complaint was printed, and *ret_status says what it is worth. */
static struct fuzzing *read_fuzzing(const char *path, int *ret_status)
{
  struct buffer content = {NULL, 0, 0, false};
  struct fuzzing *fuzzing = NULL;
  struct text_error error;

  *ret_status = read_content(path, &content);
  if (*ret_status == EXIT_CLEAN) {
    fuzzing = fuzzing_read(buffer_text(&content), content.size, &error);
    *ret_status = fuzzing != NULL ? EXIT_CLEAN : error.line == 0 ? EXIT_UNABLE : EXIT_USAGE;
    if (fuzzing == NULL && error.line == 0)
      complain("%s: %s", file_title(path), error.message);
    else if (fuzzing == NULL)
      complain("%s:%zu:%zu: %s; expected what 'offercheck fuzz' writes", file_title(path), error.line, error.column,
               error.message);
  }
  buffer_free(&content);
  return fuzzing;
}

/* `fuzzing` is taken over; NULL: there is none. */
static int certify(const struct session_options *options, const char *out, enum bundle_left left,
                   struct fuzzing *fuzzing)
{
  struct session_options with_transcript = *options;
  struct run_results results;
  struct bundle bundle;
  int status;

  if (!bundle_begin(out, left, &bundle, &status)) {
    fuzzing_free(fuzzing);
    return status;
  }
  with_transcript.transcript = bundle.transcript;
  with_transcript.journal = bundle.journal.size > 0 ? &bundle.journal : NULL;
  status = session_run(&with_transcript, NULL, &results);
  results.fuzzing = fuzzing;
  if (results.entries == NULL || status == EXIT_USAGE) {
    bundle_drop(&bundle); /* nothing was played */
  } else {
    bool is_written = bundle_finish(&bundle, &results, status != EXIT_CLEAN);

    if (!print_summary(&results, is_written ? out : NULL) || !is_written)
      status = EXIT_UNABLE;
  }
  if (status == EXIT_CLEAN)
    status = session_status(&results);
  run_results_free(&results);
  return status;
}

static bool is_shard(const char *text)
{
  struct shard shard;

  if (shard_parse(text, &shard))
    return true;
  misuse(&certify_command, "--shard '%s': expected I/N, such as 2/7, with I from 1 to N and N at most %u", text,
         SHARD_MAX);
  return false;
}

static int run_certify(int argc, char **argv)
{
  enum {
    FILTER = SESSION_OPTION_END,
    SHARD,
    RESUME,
    RESTART,
    OUT_FOLDER,
    FUZZING,
    WAIVERS,
    TODAY,
    VERSION,
    MEMORY,
    JOBS,
    HELP
  };
  static const struct option long_options[] = {SESSION_LONG_OPTIONS,
                                               {"filter", required_argument, NULL, FILTER},
                                               {"shard", required_argument, NULL, SHARD},
                                               {"resume", no_argument, NULL, RESUME},
                                               {"restart", no_argument, NULL, RESTART},
                                               {"memory", required_argument, NULL, MEMORY},
                                               {"jobs", required_argument, NULL, JOBS},
                                               {"out", required_argument, NULL, OUT_FOLDER},
                                               {"fuzzing", required_argument, NULL, FUZZING},
                                               {"waivers", required_argument, NULL, WAIVERS},
                                               {"today", required_argument, NULL, TODAY},
                                               {"target-version", required_argument, NULL, VERSION},
                                               {"help", no_argument, NULL, HELP},
                                               {NULL, 0, NULL, 0}};
  struct session_options options = {.target = linked_name(),
                                    .timeout_seconds = TIMEOUT_DEFAULT,
                                    .memory_megabytes = MEMORY_DEFAULT,
                                    .jobs = 1,
                                    .suites = true};
  const char *out = OUT_DEFAULT, *fuzzing_path = NULL;
  struct fuzzing *fuzzing = NULL;
  enum bundle_left left = BUNDLE_REFUSE;
  int option, status;

  while ((option = next_option(&certify_command, ":", long_options, argc, argv)) != -1)
    switch (option) {
    case FILTER:
      options.filter = optarg;
      break;
    case SHARD:
      if (!is_shard(optarg))
        return EXIT_USAGE;
      options.shard = optarg;
      break;
    case RESUME:
      left = BUNDLE_RESUME;
      break;
    case RESTART:
      left = BUNDLE_RESTART;
      break;
    case MEMORY:
      if (!number_option(&certify_command, "memory", "megabytes", 0, MEMORY_MAX, &options.memory_megabytes))
        return EXIT_USAGE;
      break;
    case JOBS:
      if (!number_option(&certify_command, "jobs", "workers", 1, SCHEDULE_LANES_MAX, &options.jobs))
        return EXIT_USAGE;
      break;
    case OUT_FOLDER:
      out = optarg;
      break;
    case FUZZING:
      fuzzing_path = optarg;
      break;
    case WAIVERS:
      options.waivers = optarg;
      break;
    case TODAY:
      options.today = optarg;
      break;
    case VERSION:
      options.target_version = optarg;
      break;
    case HELP:
      return print_help(&certify_command);
    default:
      if (session_option(&certify_command, option, &options) != EXIT_CLEAN)
        return EXIT_USAGE;
    }
  if (optind < argc)
    return misuse(&certify_command, "'%s' is too much; expected options alone", argv[optind]);
  if (!waivers_options(&certify_command, options.waivers, options.today, options.target_version))
    return EXIT_USAGE;
  status = session_read_files(&options);
  if (status == EXIT_CLEAN && fuzzing_path != NULL)
    fuzzing = read_fuzzing(fuzzing_path, &status);
  if (status == EXIT_CLEAN)
    status = certify(&options, out, left, fuzzing);
  wishes_free(&options.wishes);
  return status;
}

const struct command certify_command = {
    "certify",
    "[OPTION...]",
    "run the conformance suite and write a bundle",
    "Runs the conformance suite on a target and writes a bundle: transcript,\n"
    "results.json, results.sarif, junit.xml, report.html, times.json and SHA256SUMS.\n\n"
    "  --target mock|LIBRARY  what is tested; the default is the mock kernel\n" WISHES_HELP
    "  --profile NAME         ddi, wsl2 or mock; the default is mock for the mock\n"
    "                         kernel and ddi, the contract alone, for any other\n"
    "  --filter GLOB          only cases, suites and requirements that match, such as\n"
    "                         'offer/*', 'exhaustive*', 'OFR-DEV*'\n"
    "  --shard I/N            only the I-th of N parts, which may run on machines\n"
    "                         of their own; 'offercheck merge' makes one run of them\n"
    "  --timeout SECONDS      that one case may take; the default is 10\n"
    "  --resume               go on with the run that was interrupted in that folder:\n"
    "                         what was judged is not run again\n"
    "  --restart              drop what it left; without either option it is refused\n"
    "  --memory MEGABYTES     that a worker process may use; the default is 4096,\n"
    "                         0 is no limit\n"
    "  --jobs N               workers side by side; the default is 1. The results are\n"
    "                         the same for any N\n"
    "  --no-isolation         no worker: the target is played in the command's own\n"
    "                         process, for a debugger; a crash ends the run\n"
    "  --out FOLDER           where the bundle goes; the default is reports/latest\n"
    "  --fuzzing FILE         a fuzzing.json of 'offercheck fuzz': it becomes a\n"
    "                         section of the report, and a file of the bundle\n"
    "  --waivers FILE         deviations that are known, and do not fail the run;\n"
    "                         conformance/README.md describes the file\n"
    "  --target-version N.N   the version that the target has, for waivers of some\n"
    "                         versions alone\n"
    "  --today YYYY-MM-DD     the day on which waivers may have expired; the default\n"
    "                         is the present one, in UTC\n"
    "  --help                 this text\n\n"
    "Exit status: 0 nothing failed; 1 the target failed something, or a waiver is\n"
    "stale; 2 bad usage; 3 the harness could not do its work, or was interrupted. An\n"
    "interrupted run leaves a bundle of what was judged, marked as incomplete.",
    run_certify,
};
