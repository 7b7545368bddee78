#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/bundle.h"
#include "cli/session.h"
#include "reports/reports.h"

#define OUT_DEFAULT "reports/latest"

static int certify(const struct session_options *options, const char *out)
{
  struct session_options with_transcript = *options;
  struct run_results results;
  struct buffer summary = {NULL, 0, 0, false};
  int status;

  with_transcript.transcript = bundle_begin(out);
  if (with_transcript.transcript == NULL)
    return EXIT_UNABLE;
  status = session_run(&with_transcript, NULL, &results);
  if (fclose(with_transcript.transcript) != 0 && status == EXIT_CLEAN) {
    complain("%s/transcript: it cannot be written", out);
    status = EXIT_UNABLE;
  }
  if (results.entries != NULL) {
    if (!bundle_finish(out, &results))
      status = EXIT_UNABLE;
    report_summary(&results, isatty(STDOUT_FILENO) == 1, &summary);
    fputs(buffer_text(&summary), stdout);
    printf("The report is %s/report.html\n", out);
    if (!flush_output())
      status = EXIT_UNABLE;
  }
  if (status == EXIT_CLEAN)
    status = session_status(&results);
  buffer_free(&summary);
  run_results_free(&results);
  return status;
}

static int run_certify(int argc, char **argv)
{
  static const struct option long_options[] = {{"target", required_argument, NULL, 't'},
                                               {"profile", required_argument, NULL, 'p'},
                                               {"filter", required_argument, NULL, 'f'},
                                               {"timeout", required_argument, NULL, 'T'},
                                               {"out", required_argument, NULL, 'o'},
                                               {"help", no_argument, NULL, 'h'},
                                               {NULL, 0, NULL, 0}};
  struct session_options options = {"mock", NULL, NULL, TIMEOUT_DEFAULT, true, NULL};
  const char *out = OUT_DEFAULT;
  unsigned long long number;
  int option;

  opterr = 0;
  while ((option = getopt_long(argc, argv, ":", long_options, NULL)) != -1)
    switch (option) {
    case 't':
      options.target = optarg;
      break;
    case 'p':
      options.profile = optarg;
      break;
    case 'f':
      options.filter = optarg;
      break;
    case 'T':
      if (!parse_number(optarg, 1, TIMEOUT_MAX, &number))
        return misuse(&certify_command, "--timeout '%s': expected seconds, 1 to %u", optarg, TIMEOUT_MAX);
      options.timeout_seconds = (unsigned)number;
      break;
    case 'o':
      out = optarg;
      break;
    case 'h':
      return print_help(&certify_command);
    case ':':
      return misuse(&certify_command, "'%s' needs a value", argv[optind - 1]);
    default:
      return misuse(&certify_command, "no option '%s'", argv[optind - 1]);
    }
  if (optind < argc)
    return misuse(&certify_command, "'%s' is too much; expected options alone", argv[optind]);
  return certify(&options, out);
}

const struct command certify_command = {
    "certify",
    "[OPTION...]",
    "run the conformance suite and write a bundle",
    "Runs the conformance suite on a target and writes a bundle: transcript,\n"
    "results.json, junit.xml, report.html, times.json and SHA256SUMS.\n\n"
    "  --target mock|LIBRARY  what is tested; the default is the mock kernel\n"
    "  --profile NAME         ddi, wsl2 or mock; the default is mock for the mock\n"
    "                         kernel and ddi, the contract alone, for any other\n"
    "  --filter GLOB          only cases, suites and requirements that match, such as\n"
    "                         'offer/*', 'exhaustive*', 'OFR-DEV*'\n"
    "  --timeout SECONDS      that one case may take; the default is 10\n"
    "  --out FOLDER           where the bundle goes; the default is reports/latest\n"
    "  --help                 this text\n\n"
    "Exit status: 0 nothing failed; 1 the target failed something; 2 bad usage; 3 the\n"
    "harness could not do its work, or was interrupted. An interrupted run leaves a\n"
    "bundle of what was judged, marked as incomplete.",
    run_certify,
};
