/* waive: waivers for what failed in a bundle, to be filled in. */
#include <stdio.h>

#include "cli/bundle_check.h"
#include "cli/command.h"
#include "reports/reports.h"

static int write_waivers(const struct bundle_check *check, const char *out)
{
  struct buffer text = {NULL, 0, 0, false};
  size_t count = report_proposed_waivers(&check->results, &text);
  int status = EXIT_CLEAN;

  if (text.failed) {
    complain("out of memory");
    status = EXIT_UNABLE;
  } else if (count == 0) {
    complain("%s: nothing in it failed that is not waived already", check->folder);
    status = EXIT_USAGE;
  } else if (!write_file(out, buffer_text(&text), text.size)) {
    status = EXIT_UNABLE;
  }
  buffer_free(&text);
  return status;
}

static int waive(const char *folder, const char *out)
{
  struct bundle_check check;
  struct suite_data suite;
  int status = EXIT_UNABLE;

  if (!load_suite(&suite))
    return EXIT_UNABLE;
  if (bundle_check_holds(folder, &suite.cases, &check))
    status = write_waivers(&check, out);
  bundle_check_free(&check);
  free_suite(&suite);
  return status;
}

static int run_waive(int argc, char **argv)
{
  enum { HELP = OPTION_FIRST };
  static const struct option long_options[] = {{"help", no_argument, NULL, HELP}, {NULL, 0, NULL, 0}};
  const char *out = "-";
  int option;

  while ((option = next_option(&waive_command, ":o:", long_options, argc, argv)) != -1)
    switch (option) {
    case 'o':
      out = optarg;
      break;
    case HELP:
      return print_help(&waive_command);
    default:
      return EXIT_USAGE;
    }
  if (optind == argc)
    return misuse(&waive_command, "no bundle given; expected a folder, such as reports/latest");
  if (optind + 1 < argc)
    return misuse(&waive_command, "'%s' is too much; expected one folder", argv[optind + 1]);
  return waive(argv[optind], out);
}

const struct command waive_command = {
    "waive",
    "FOLDER [-o FILE]",
    "write waivers for what failed in a bundle, to be filled in",
    "Writes a file of waivers for all that failed in a bundle and was not waived, for\n"
    "'certify --waivers'. Cases, requirements, deviations and the target are there;\n"
    "reason, link and date of expiry hold their places, and the file is refused until\n"
    "they are filled in. The bundle is first checked as 'verify' does.\n\n"
    "  -o FILE                where they go; the default is standard output\n"
    "  --help                 this text\n\n"
    "Exit status: 0 they were written; 2 bad usage, or there is nothing to waive; 3\n"
    "the bundle cannot be read, does not hold, or was made by another offercheck.",
    run_waive,
};
