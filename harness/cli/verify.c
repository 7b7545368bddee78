/* verify: whether bundles hold, by their sums, their chains, and by judging every call again. */
#include <stdio.h>

#include "cli/bundle_check.h"
#include "cli/command.h"

static int conclude(const struct bundle_check *check)
{
  const struct run_results *results = &check->results;
  struct buffer line = {NULL, 0, 0, false};

  fputs(buffer_text(&check->lines), stdout);
  clean_text(check->folder, &line);
  if (check->differences > BUNDLE_CHECK_LINES)
    buffer_printf(&line, ": and %lu differences more", check->differences - BUNDLE_CHECK_LINES);
  else if (check->differences > 0)
    buffer_printf(&line, ": not verified, %lu difference%s", check->differences, check->differences > 1 ? "s" : "");
  else if (!check->unable)
    buffer_printf(&line, ": verified: %llu calls judged again, %s%s%s is %s%s%s%s", (unsigned long long)results->calls,
                  results->facts.shard[0] != '\0' ? "shard " : "the run", results->facts.shard,
                  results->facts.shard[0] != '\0' ? " of the run" : "", verdict_names[results->verdict],
                  results->complete ? "" : "; it is incomplete (", results->complete ? "" : results->incomplete,
                  results->complete ? "" : "), and so is what was verified");
  if (check->differences > 0 || !check->unable)
    puts(buffer_text(&line));
  buffer_free(&line);
  return check->differences > 0 ? EXIT_FAILED : check->unable ? EXIT_UNABLE : EXIT_CLEAN;
}

/* The worst of the folders' statuses: a difference, or none that could be read. */
static int worse(int a, int b)
{
  return a == EXIT_FAILED || b == EXIT_FAILED ? EXIT_FAILED : a > b ? a : b;
}

static int verify(char *const *folders, size_t count)
{
  struct suite_data suite;
  struct bundle_check check;
  int status = EXIT_CLEAN;

  if (!load_suite(&suite))
    return EXIT_UNABLE;
  for (size_t i = 0; i < count; i++) {
    bundle_check(folders[i], &suite.cases, &check);
    status = worse(status, conclude(&check));
    bundle_check_free(&check);
  }
  free_suite(&suite);
  return flush_output() ? status : EXIT_UNABLE;
}

static int run_verify(int argc, char **argv)
{
  enum { HELP = OPTION_FIRST };
  static const struct option long_options[] = {{"help", no_argument, NULL, HELP}, {NULL, 0, NULL, 0}};
  int option;

  while ((option = next_option(&verify_command, ":", long_options, argc, argv)) != -1)
    if (option != HELP)
      return EXIT_USAGE;
    else
      return print_help(&verify_command);
  if (optind == argc)
    return misuse(&verify_command, "no bundle given; expected a folder, such as reports/latest");
  return verify(argv + optind, (size_t)(argc - optind));
}

const struct command verify_command = {
    "verify",
    "FOLDER...",
    "check bundles, and judge every call in them again",
    "Checks each bundle that 'certify' wrote: that its files are those of a bundle,\n"
    "that SHA256SUMS and the transcript's chain hold, and that every verdict and\n"
    "every report follows from the calls in the transcript. No target is needed. Each\n"
    "difference is one line on standard output. times.json is covered by nothing.\n\n"
    "  --help                 this text\n\n"
    "Exit status: 0 it holds; 1 something differs; 2 bad usage; 3 it cannot be\n"
    "read, or another offercheck made it.",
    run_verify,
};
