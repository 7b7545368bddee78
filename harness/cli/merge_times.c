#include "cli/merge_times.h"

#include <stdlib.h>
#include <string.h>

#include "cli/bundle_journal.h"

#define TIMES "times.json"
#define TIME_FORM "dddd-dd-ddTdd:dd:ddZ"
#define SECONDS_MAX 1e9

/* What stands behind "KEY": in the text; NULL if it is not there. */
static const char *find_value(const char *text, const char *key)
{
  const char *at = strstr(text, key);

  if (at == NULL)
    return NULL;
  at += strlen(key);
  return at + strspn(at, " ");
}

static bool is_time(const char *text)
{
  size_t i = 0;

  for (; TIME_FORM[i] != '\0'; i++)
    if (TIME_FORM[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != TIME_FORM[i])
      return false;
  return text[i] == '"';
}

/* Keeps the time that is the earlier, or the later. */
static void take_time(const char *text, const char *key, bool earlier, char **time)
{
  const char *found = find_value(text, key);
  char *taken;

  if (found == NULL || *found++ != '"' || !is_time(found))
    return;
  if (*time != NULL && (strncmp(found, *time, sizeof TIME_FORM - 1) < 0) != earlier)
    return;
  taken = calloc(1, sizeof TIME_FORM);
  if (taken == NULL)
    return;
  memcpy(taken, found, sizeof TIME_FORM - 1);
  free(*time);
  *time = taken;
}

void merge_times(const char *folder, struct run_times *times)
{
  struct buffer text = {NULL, 0, 0, false};
  const char *seconds;
  double number;

  if (read_bundle_file(folder, TIMES, &text) == 0) {
    take_time(buffer_text(&text), "\"started\":", true, &times->started);
    take_time(buffer_text(&text), "\"finished\":", false, &times->finished);
    seconds = find_value(buffer_text(&text), "\"seconds\":");
    number = seconds != NULL ? strtod(seconds, NULL) : 0;
    if (number > 0 && number < SECONDS_MAX)
      times->seconds += number;
  }
  buffer_free(&text);
}
