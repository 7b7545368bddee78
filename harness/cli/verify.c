/* verify: whether a bundle holds, by its sums, its chain, and by judging every call again. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/verify.h"
#include "cli/bundle.h"
#include "cli/bundle_journal.h"
#include "cli/folder.h"
#include "cli/session.h"
#include "cli/system.h"
#include "cli/waivers.h"
#include "reports/fuzzing_read.h"

#define SHOWN_MAX 40u /* differences */
#define CONTRACT "ddi"

struct check {
  const char *folder;
  struct folder_names names;
  struct buffer transcript, sums;
  unsigned long differences;
  bool unable; /* a complaint was printed */
};

/* One line a difference. */
BUFFER_PRINTF_AT(3, 4) static void differ(struct check *check, const char *file, const char *format, ...)
{
  struct buffer clean = {NULL, 0, 0, false};
  char text[1024];
  va_list arguments;

  if (check->differences++ >= SHOWN_MAX)
    return;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  clean_text(file, &clean);
  buffer_string(&clean, ": ");
  clean_text(text, &clean);
  puts(buffer_text(&clean));
  buffer_free(&clean);
}

static int unable(struct check *check, const char *file, const char *why)
{
  if (!check->unable)
    complain("%s%s%s: %s", check->folder, file[0] != '\0' ? "/" : "", file, why);
  check->unable = true;
  return EXIT_UNABLE;
}

/* Whether there is a file of that name. */
static bool is_there(const struct check *check, const char *name)
{
  struct buffer path = {NULL, 0, 0, false};
  unsigned long long size;
  bool there;

  buffer_printf(&path, "%s/%s", check->folder, name);
  there = system_file(buffer_text(&path), &size) == FILE_PLAIN;
  buffer_free(&path);
  return there;
}

/* Reads a file of the bundle that is there. False: it cannot be read. */
static bool read_whole(struct check *check, const char *name, struct buffer *ret_content)
{
  int error = read_bundle_file(check->folder, name, ret_content);

  if (error != 0)
    unable(check, name, strerror(error));
  return error == 0;
}

/* ---- files and sums ---- */

static bool is_of_bundle(const char *name)
{
  for (size_t i = 0; i < bundle_report_count; i++)
    if (strcmp(name, bundle_reports[i].name) == 0)
      return true;
  return strcmp(name, BUNDLE_TRANSCRIPT) == 0 || strcmp(name, BUNDLE_SUMS) == 0;
}

static void check_presence(struct check *check, const char *name)
{
  if (!is_there(check, name))
    differ(check, name, "it is missing, or no file");
}

static void check_names(struct check *check)
{
  for (size_t i = 0; i < check->names.count; i++)
    if (!is_of_bundle(check->names.names[i]))
      differ(check, check->names.names[i], "it is no file of a bundle");
  for (size_t i = 0; i < bundle_report_count; i++)
    if (!bundle_reports[i].is_optional)
      check_presence(check, bundle_reports[i].name);
  check_presence(check, BUNDLE_TRANSCRIPT);
  check_presence(check, BUNDLE_SUMS);
}

/* Takes the next line off the sums, as it should be: 64 digits, two blanks, the name. */
static void check_sum(struct check *check, const char *name, size_t *line, const char **at)
{
  const char *end = strchr(*at, '\n');
  size_t length = end != NULL ? (size_t)(end - *at) : strlen(*at);
  struct buffer path = {NULL, 0, 0, false};
  char hex[SHA256_HEX];

  (*line)++;
  if (end == NULL || length != SHA256_HEX - 1 + 2 + strlen(name) || strncmp(*at + SHA256_HEX - 1, "  ", 2) != 0 ||
      strncmp(*at + SHA256_HEX + 1, name, strlen(name)) != 0) {
    differ(check, BUNDLE_SUMS, "line %zu is not the sum of %s, two blanks and that name", *line, name);
  } else if (is_there(check, name)) {
    buffer_printf(&path, "%s/%s", check->folder, name);
    if (!sha256_file(buffer_text(&path), hex))
      unable(check, name, strerror(errno));
    else if (strncmp(hex, *at, SHA256_HEX - 1) != 0)
      differ(check, name, "its SHA-256 is %s, not that of %s, line %zu", hex, BUNDLE_SUMS, *line);
    buffer_free(&path);
  }
  *at = end != NULL ? end + 1 : *at + length;
}

static void check_sums(struct check *check)
{
  const char *at;
  size_t line = 0;

  if (!is_there(check, BUNDLE_SUMS) || !read_whole(check, BUNDLE_SUMS, &check->sums))
    return;
  at = buffer_text(&check->sums);
  check_sum(check, BUNDLE_TRANSCRIPT, &line, &at);
  for (size_t i = 0; i < bundle_report_count; i++)
    if (bundle_reports[i].is_same && (!bundle_reports[i].is_optional || is_there(check, bundle_reports[i].name)))
      check_sum(check, bundle_reports[i].name, &line, &at);
  if (at != buffer_text(&check->sums) + check->sums.size)
    differ(check, BUNDLE_SUMS, "more follows behind line %zu", line);
}

/* ---- judging again ---- */

static void place(const char *text, size_t offset, size_t *ret_line)
{
  *ret_line = 1;
  for (size_t i = 0; i < offset; i++)
    *ret_line += text[i] == '\n';
}

static void check_report(struct check *check, const struct bundle_report *report, const struct run_results *results)
{
  struct buffer given = {NULL, 0, 0, false}, derived = {NULL, 0, 0, false};
  size_t same = 0, line;

  if (!report->is_same || !is_there(check, report->name) || !read_whole(check, report->name, &given))
    goto out;
  report->write(results, &derived);
  if (derived.failed) {
    unable(check, report->name, strerror(ENOMEM));
    goto out;
  }
  while (same < given.size && same < derived.size && given.data[same] == derived.data[same])
    same++;
  place(buffer_text(&given), same, &line);
  if (same < given.size || same < derived.size)
    differ(check, report->name, "byte %zu, in line %zu, is not what the transcript gives", same + 1, line);
out:
  buffer_free(&given);
  buffer_free(&derived);
}

/* What fuzzing found is no part of the run: the page takes it from the bundle's own file. */
static void read_fuzzing(struct check *check, struct run_results *results)
{
  struct buffer content = {NULL, 0, 0, false};
  struct text_error error;

  if (is_there(check, BUNDLE_FUZZING) && read_whole(check, BUNDLE_FUZZING, &content)) {
    results->fuzzing = fuzzing_read(buffer_text(&content), content.size, &error);
    if (results->fuzzing == NULL && error.line == 0)
      unable(check, BUNDLE_FUZZING, error.message);
    else if (results->fuzzing == NULL)
      differ(check, BUNDLE_FUZZING, "line %zu, byte %zu: %s", error.line, error.column, error.message);
  }
  buffer_free(&content);
}

/* The waivers that the run was held against. False: they are not those, and nothing can be derived. */
static bool read_waivers(struct check *check, struct run_results *results)
{
  struct buffer content = {NULL, 0, 0, false};
  struct text_error error = {0, 0, ""};
  bool good = false, there = is_there(check, BUNDLE_WAIVERS);

  if (!there && results->facts.waivers_sha256[0] == '\0')
    return true;
  if (!there)
    differ(check, BUNDLE_WAIVERS, "it is missing, or no file, and the run had waivers");
  else if (read_whole(check, BUNDLE_WAIVERS, &content))
    good = waivers_restore(&content, results, &error);
  if (there && !good && !check->unable) {
    if (error.line == 0)
      unable(check, BUNDLE_WAIVERS, error.message);
    else
      differ(check, BUNDLE_WAIVERS, "line %zu, byte %zu: %s", error.line, error.column, error.message);
  }
  buffer_free(&content);
  return good;
}

static char *copy(const char *text)
{
  size_t size = strlen(text) + 1;
  char *made = malloc(size);

  if (made != NULL)
    memcpy(made, text, size);
  return made;
}

static void check_error(struct check *check, const struct text_error *error)
{
  if (error->line == 0)
    unable(check, BUNDLE_TRANSCRIPT, error->message);
  else
    differ(check, BUNDLE_TRANSCRIPT, "line %zu, byte %zu: %s", error->line, error->column, error->message);
}

/* Whether this program would judge as the one that made the bundle did. */
static bool check_maker(struct check *check, const struct run_results *results)
{
  char sum[SHA256_HEX];

  if (!bundle_suite_sum(sum))
    return unable(check, "", strerror(ENOMEM)), false;
  if (strcmp(results->facts.version, OFFERCHECK_VERSION) == 0 && strcmp(results->facts.suite_sha256, sum) == 0)
    return true;
  complain("%s: it was made by offercheck %s with the suite %.12s; this is %s with %.12s, and judges otherwise",
           check->folder, results->facts.version, results->facts.suite_sha256, OFFERCHECK_VERSION, sum);
  check->unable = true;
  return false;
}

static void derive(struct check *check, struct verification *verification, const struct program_set *cases,
                   struct run_results *results)
{
  struct profile profile, contract;
  struct text_error error;

  if (load_profile(results->facts.profile, &results->requirement_set, &profile) != EXIT_CLEAN) {
    check->unable = true;
    return;
  }
  if (load_profile(CONTRACT, &results->requirement_set, &contract) != EXIT_CLEAN) {
    check->unable = true;
    goto no_contract;
  }
  results->facts.profile_title = copy(profile.title);
  results->incomplete = copy("");
  results->times.started = copy("");
  results->times.finished = copy("");
  if (results->facts.profile_title == NULL || results->incomplete == NULL || results->times.started == NULL ||
      results->times.finished == NULL) {
    unable(check, "", strerror(ENOMEM));
  } else {
    struct certify_options options = {.results = results,
                                      .profile = &profile,
                                      .contract = &contract,
                                      .cases = cases,
                                      .suites = true,
                                      .filter = results->facts.filter[0] != '\0' ? results->facts.filter : NULL,
                                      .timeout_seconds = results->facts.timeout_seconds};

    if (!verify_derive(verification, &options, &error))
      check_error(check, &error);
    else
      for (size_t i = 0; i < bundle_report_count; i++)
        check_report(check, &bundle_reports[i], results);
  }
  profile_free(&contract);
no_contract:
  profile_free(&profile);
}

static void check_transcript(struct check *check, struct run_results *results)
{
  struct verification verification;
  struct suite_data suite;
  struct text_error error;

  read_fuzzing(check, results);
  if (!is_there(check, BUNDLE_TRANSCRIPT) || !read_whole(check, BUNDLE_TRANSCRIPT, &check->transcript))
    return;
  if (!transcript_read(buffer_text(&check->transcript), check->transcript.size, &error))
    check_error(check, &error);
  if (!load_suite(&suite)) {
    check->unable = true;
    return;
  }
  results->requirement_set = suite.requirements;
  memset(&suite.requirements, 0, sizeof suite.requirements);
  if (!verify_open(&verification, buffer_text(&check->transcript), check->transcript.size, results, &error)) {
    if (check->differences == 0)
      check_error(check, &error);
  } else if (check_maker(check, results) && read_waivers(check, results)) {
    derive(check, &verification, &suite.cases, results);
  }
  verify_close(&verification);
  free_suite(&suite);
}

/* ---- the command ---- */

static int conclude(struct check *check, const struct run_results *results)
{
  struct buffer line = {NULL, 0, 0, false};

  clean_text(check->folder, &line);
  if (check->differences > SHOWN_MAX)
    buffer_printf(&line, ": and %lu differences more", check->differences - SHOWN_MAX);
  else if (check->differences > 0)
    buffer_printf(&line, ": not verified, %lu difference%s", check->differences, check->differences > 1 ? "s" : "");
  else if (!check->unable)
    buffer_printf(&line, ": verified: %llu calls judged again, the run is %s%s%s%s", (unsigned long long)results->calls,
                  verdict_names[results->verdict], results->complete ? "" : "; it is incomplete (",
                  results->complete ? "" : results->incomplete,
                  results->complete ? "" : "), and so is what was verified");
  if (check->differences > 0 || !check->unable)
    puts(buffer_text(&line));
  buffer_free(&line);
  if (!flush_output())
    return EXIT_UNABLE;
  return check->differences > 0 ? EXIT_FAILED : check->unable ? EXIT_UNABLE : EXIT_CLEAN;
}

static int verify(const char *folder)
{
  struct check check = {.folder = folder};
  struct run_results results;
  int status;

  memset(&results, 0, sizeof results);
  if (!folder_list(folder, &check.names))
    return unable(&check, "", errno == EMFILE ? "too many files for a bundle" : strerror(errno));
  check_names(&check);
  check_sums(&check);
  check_transcript(&check, &results);
  status = conclude(&check, &results);
  run_results_free(&results);
  folder_names_free(&check.names);
  buffer_free(&check.transcript);
  buffer_free(&check.sums);
  return status;
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
  if (optind + 1 < argc)
    return misuse(&verify_command, "'%s' is too much; expected one folder", argv[optind + 1]);
  return verify(argv[optind]);
}

const struct command verify_command = {
    "verify",
    "FOLDER",
    "check a bundle, and judge every call in it again",
    "Checks a bundle that 'certify' wrote: that its files are those of a bundle, that\n"
    "SHA256SUMS and the transcript's chain hold, and that every verdict and every\n"
    "report follows from the calls in the transcript. No target is needed. Each\n"
    "difference is one line on standard output. times.json is covered by nothing.\n\n"
    "  --help                 this text\n\n"
    "Exit status: 0 it holds; 1 something differs; 2 bad usage; 3 it cannot be\n"
    "read, or another offercheck made it.",
    run_verify,
};
