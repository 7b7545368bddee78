#include "cli/bundle_check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "certify/verify.h"
#include "cli/bundle.h"
#include "cli/bundle_journal.h"
#include "cli/command.h"
#include "cli/folder.h"
#include "cli/judge_again.h"
#include "cli/system.h"
#include "cli/waivers.h"
#include "digest/sha256.h"
#include "reports/fuzzing_read.h"
#include "run/contract.h"

/* One line a difference. */
BUFFER_PRINTF_AT(3, 4) static void differ(struct bundle_check *check, const char *file, const char *format, ...)
{
  char text[1024];
  va_list arguments;

  if (check->differences++ >= BUNDLE_CHECK_LINES)
    return;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  clean_text(check->folder, &check->lines);
  buffer_string(&check->lines, "/");
  clean_text(file, &check->lines);
  buffer_string(&check->lines, ": ");
  clean_text(text, &check->lines);
  buffer_string(&check->lines, "\n");
}

static void unable(struct bundle_check *check, const char *file, const char *why)
{
  if (!check->unable)
    complain("%s%s%s: %s", check->folder, file[0] != '\0' ? "/" : "", file, why);
  check->unable = true;
}

/* Whether there is a file of that name. */
static bool is_there(const struct bundle_check *check, const char *name)
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
static bool read_whole(struct bundle_check *check, const char *name, struct buffer *ret_content)
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

static void check_presence(struct bundle_check *check, const char *name)
{
  if (!is_there(check, name))
    differ(check, name, "it is missing, or no file");
}

static void check_names(struct bundle_check *check, const struct folder_names *names)
{
  for (size_t i = 0; i < names->count; i++)
    if (!is_of_bundle(names->names[i]))
      differ(check, names->names[i], "it is no file of a bundle");
  for (size_t i = 0; i < bundle_report_count; i++)
    if (!bundle_reports[i].is_optional)
      check_presence(check, bundle_reports[i].name);
  check_presence(check, BUNDLE_TRANSCRIPT);
  check_presence(check, BUNDLE_SUMS);
}

/* Takes the next line off the sums, as it should be: 64 digits, two blanks, the name. */
static void check_sum(struct bundle_check *check, const char *name, size_t *line, const char **at)
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

static void check_sums(struct bundle_check *check)
{
  struct buffer sums = {NULL, 0, 0, false};
  const char *at;
  size_t line = 0;

  if (!is_there(check, BUNDLE_SUMS) || !read_whole(check, BUNDLE_SUMS, &sums))
    goto out;
  at = buffer_text(&sums);
  check_sum(check, BUNDLE_TRANSCRIPT, &line, &at);
  for (size_t i = 0; i < bundle_report_count; i++)
    if (bundle_reports[i].is_same && (!bundle_reports[i].is_optional || is_there(check, bundle_reports[i].name)))
      check_sum(check, bundle_reports[i].name, &line, &at);
  if (at != buffer_text(&sums) + sums.size)
    differ(check, BUNDLE_SUMS, "more follows behind line %zu", line);
out:
  buffer_free(&sums);
}

/* ---- judging again ---- */

static void place(const char *text, size_t offset, size_t *ret_line)
{
  *ret_line = 1;
  for (size_t i = 0; i < offset; i++)
    *ret_line += text[i] == '\n';
}

static void check_report(struct bundle_check *check, const struct bundle_report *report,
                         const struct run_results *results)
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
static void read_fuzzing(struct bundle_check *check, struct run_results *results)
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
static bool read_waivers(struct bundle_check *check, struct run_results *results)
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

static void check_error(struct bundle_check *check, const struct text_error *error)
{
  if (error->line == 0)
    unable(check, BUNDLE_TRANSCRIPT, error->message);
  else
    differ(check, BUNDLE_TRANSCRIPT, "line %zu, byte %zu: %s", error->line, error->column, error->message);
}

/* Whether this program would judge as the one that made the bundle did. */
static bool check_maker(struct bundle_check *check, const struct run_results *results)
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

static bool derive_transcript(void *context, const struct certify_options *options, struct text_error *ret_error)
{
  return verify_derive(context, options, ret_error);
}

static void derive(struct bundle_check *check, struct verification *verification, const struct program_set *cases)
{
  struct text_error error;

  switch (judge_again(cases, &check->results, derive_transcript, verification, &error)) {
  case EXIT_CLEAN:
    for (size_t i = 0; i < bundle_report_count; i++)
      check_report(check, &bundle_reports[i], &check->results);
    break;
  case EXIT_FAILED:
    check_error(check, &error);
    break;
  default:
    check->unable = true;
  }
}

static void check_transcript(struct bundle_check *check, const struct program_set *cases)
{
  struct verification verification;
  struct text_error error;
  char why[256];

  read_fuzzing(check, &check->results);
  if (!is_there(check, BUNDLE_TRANSCRIPT) || !read_whole(check, BUNDLE_TRANSCRIPT, &check->transcript))
    return;
  if (!transcript_read(buffer_text(&check->transcript), check->transcript.size, &error))
    check_error(check, &error);
  if (!contract_requirements(&check->results.requirement_set, why, sizeof why)) {
    unable(check, "", why);
    return;
  }
  if (!verify_open(&verification, buffer_text(&check->transcript), check->transcript.size, &check->results, &error)) {
    if (check->differences == 0)
      check_error(check, &error);
  } else if (check_maker(check, &check->results) && read_waivers(check, &check->results)) {
    derive(check, &verification, cases);
  }
  verify_close(&verification);
}

void bundle_check(const char *folder, const struct program_set *cases, struct bundle_check *ret_check)
{
  struct folder_names names;

  memset(ret_check, 0, sizeof *ret_check);
  ret_check->folder = folder;
  if (!folder_list(folder, &names)) {
    unable(ret_check, "", errno == EMFILE ? "too many files for a bundle" : strerror(errno));
    return;
  }
  check_names(ret_check, &names);
  check_sums(ret_check);
  check_transcript(ret_check, cases);
  folder_names_free(&names);
}

bool bundle_check_holds(const char *folder, const struct program_set *cases, struct bundle_check *ret_check)
{
  bundle_check(folder, cases, ret_check);
  if (ret_check->differences > 0)
    complain("%s: it does not hold, and is not used; 'offercheck verify' tells why", folder);
  return ret_check->differences == 0 && !ret_check->unable;
}

void bundle_check_free(struct bundle_check *check)
{
  run_results_free(&check->results);
  buffer_free(&check->transcript);
  buffer_free(&check->lines);
}
