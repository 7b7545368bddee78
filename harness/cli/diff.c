/* diff: what became worse, better or merely other from one bundle to another. */
#include <stdio.h>

#include "cli/bundle_check.h"
#include "cli/command.h"
#include "cli/summary.h"
#include "reports/compare.h"

static int print(const struct comparison *comparison, const char *const names[2], bool json, bool all)
{
  struct buffer text = {NULL, 0, 0, false};
  int status = comparison->counts[CHANGE_WORSE] > 0 ? EXIT_FAILED : EXIT_CLEAN;

  if (json)
    report_comparison_json(comparison, names, &text);
  else
    report_comparison(comparison, names, all, wants_color(), &text);
  if (text.failed) {
    complain("out of memory");
    status = EXIT_UNABLE;
  } else {
    fputs(buffer_text(&text), stdout);
  }
  buffer_free(&text);
  return flush_output() ? status : EXIT_UNABLE;
}

static int compare(const char *const names[2], bool json, bool all)
{
  struct bundle_check checks[2];
  struct comparison comparison;
  struct suite_data suite;
  int status = EXIT_UNABLE;
  bool good[2];

  if (!load_suite(&suite))
    return EXIT_UNABLE;
  for (int i = 0; i < 2; i++)
    good[i] = bundle_check_holds(names[i], &suite.cases, &checks[i]);
  if (good[0] && good[1]) {
    if (comparison_make(&checks[0].results, &checks[1].results, &comparison)) {
      status = print(&comparison, names, json, all);
      comparison_free(&comparison);
    } else {
      complain("out of memory");
    }
  }
  bundle_check_free(&checks[0]);
  bundle_check_free(&checks[1]);
  free_suite(&suite);
  return status;
}

static int run_diff(int argc, char **argv)
{
  enum { JSON = OPTION_FIRST, ALL, HELP };
  static const struct option long_options[] = {{"json", no_argument, NULL, JSON},
                                               {"all", no_argument, NULL, ALL},
                                               {"help", no_argument, NULL, HELP},
                                               {NULL, 0, NULL, 0}};
  bool json = false, all = false;
  int option;

  while ((option = next_option(&diff_command, ":", long_options, argc, argv)) != -1)
    switch (option) {
    case JSON:
      json = true;
      break;
    case ALL:
      all = true;
      break;
    case HELP:
      return print_help(&diff_command);
    default:
      return EXIT_USAGE;
    }
  if (argc - optind != 2)
    return misuse(&diff_command, "%d bundles given; expected two folders, such as 'before after'", argc - optind);
  if (json && all)
    return misuse(&diff_command, "--all has no use with --json, which has all");
  return compare((const char *const[]){argv[optind], argv[optind + 1]}, json, all);
}

const struct command diff_command = {
    "diff",
    "[--json|--all] FOLDER FOLDER",
    "compare two bundles: verdicts and recorded behaviour",
    "Compares two bundles that 'certify' or 'merge' wrote, A and B: which verdicts\n"
    "got worse from A to B, which got better, and what merely differs, the recorded\n"
    "implementation-defined behaviour above all. Both are first checked as 'verify'\n"
    "does; one that does not hold is not compared.\n\n"
    "Worse is what broke nothing, or was not judged, and is TIMEOUT, CRASH or FAIL;\n"
    "and what broke nothing, and is WAIVED. What one run alone judged is told apart:\n"
    "it says nothing of a change.\n\n"
    "  --all                  every line; else each part is cut\n"
    "  --json                 all of it as JSON, as reports/diff.schema.json has it\n"
    "  --help                 this text\n\n"
    "Exit status: 0 nothing got worse; 1 something got worse; 2 bad usage; 3 a bundle\n"
    "cannot be read, does not hold, or was made by another offercheck.",
    run_diff,
};
