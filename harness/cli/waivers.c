#include "cli/waivers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/platform.h"

bool waivers_options(const struct command *command, const char *path, const char *today, const char *version)
{
  struct waiver_version parsed;

  if (version != NULL && !waiver_version_parse(version, strlen(version), &parsed))
    misuse(command, "--target-version '%s': expected up to %u numbers with dots between them, such as 31.0.101",
           version, VERSION_MAX_PARTS);
  else if (today != NULL && path == NULL)
    misuse(command, "--today has no use without --waivers");
  else if (today != NULL && !waiver_is_date(today, strlen(today)))
    misuse(command, "--today '%s': expected a day, such as 2027-03-31", today);
  else
    return true;
  return false;
}

static int complain_at(const char *path, const struct text_error *error)
{
  if (error->line == 0) {
    complain("%s: %s", file_title(path), error->message);
    return EXIT_UNABLE;
  }
  complain("%s:%zu:%zu: %s", file_title(path), error->line, error->column, error->message);
  return EXIT_USAGE;
}

static bool set_text(char **text, const char *value)
{
  free(*text);
  *text = buffer_copy_string(value);
  return *text != NULL;
}

int waivers_load(const char *path, const char *today, const struct program_set *cases, struct run_results *results)
{
  struct buffer content = {NULL, 0, 0, false};
  struct text_error error = {0, 0, "out of memory"};
  char now[32], lapsed[WAIVER_DATE];
  int status = read_content(path, &content);

  if (status != EXIT_CLEAN)
    goto out;
  platform_utc(now, sizeof now);
  now[WAIVER_DATE - 1] = '\0';
  today = today != NULL ? today : now;
  results->waivers = waivers_parse(buffer_text(&content), content.size, &results->requirement_set, &error);
  if (results->waivers == NULL || !waivers_are_distinct(results->waivers, cases, &error) ||
      !waivers_are_short(results->waivers, today, &error)) {
    status = complain_at(path, &error);
    goto out;
  }
  waivers_lapsed(results->waivers, today, lapsed);
  if (!set_text(&results->facts.waivers_sha256, results->waivers->sha256) ||
      !set_text(&results->facts.waivers_lapsed, lapsed)) {
    complain("out of memory");
    status = EXIT_UNABLE;
  }
out:
  buffer_free(&content);
  return status;
}

bool waivers_restore(const struct buffer *content, struct run_results *results, struct text_error *ret_error)
{
  struct waiver_set *set;

  if (results->facts.waivers_sha256[0] == '\0') {
    *ret_error = (struct text_error){1, 1, "the run had no waivers"};
    return false;
  }
  set = waivers_parse(buffer_text(content), content->size, &results->requirement_set, ret_error);
  if (set == NULL)
    return false;
  if (strcmp(set->sha256, results->facts.waivers_sha256) != 0) {
    *ret_error = (struct text_error){1, 1, ""};
    snprintf(ret_error->message, sizeof ret_error->message, "its SHA-256 is %s, and the run's waivers had %s",
             set->sha256, results->facts.waivers_sha256);
    waivers_free(set);
    return false;
  }
  results->waivers = set;
  return true;
}
