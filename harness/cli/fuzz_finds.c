/* What engines found: telling one find from another, and a seed from what was made of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fuzz_campaign.h"
#include "run/reproduce.h"

#define REPORT_LINES 60u
#define SEEDS_MAX 65536u
#define INPUT_MAX ((size_t)4 << 20)

/* ---- telling them apart ---- */

/* "OFR-HND-03: OfferAllocations returned ..." at the start of a line, where it begins. */
static const char *find_requirement(const struct requirement_set *set, const char *output,
                                    const struct requirement **ret_requirement)
{
  for (const char *line = output; line != NULL; line = strchr(line, '\n')) {
    char id[64];
    size_t length;

    line += line[0] == '\n';
    length = strcspn(line, ": \n");
    if (length == 0 || length >= sizeof id || line[length] != ':')
      continue;
    memcpy(id, line, length);
    id[length] = '\0';
    *ret_requirement = requirement_find(set, id);
    if (*ret_requirement != NULL)
      return line;
  }
  return NULL;
}

/* "fuzz_text: what is printed of a program is refused" */
static const char *find_property(const struct fuzz_target *target, const char *output)
{
  const size_t length = strlen(target->name);

  for (const char *line = output; line != NULL; line = strchr(line, '\n')) {
    line += line[0] == '\n';
    if (strncmp(line, target->name, length) == 0 && line[length] == ':')
      return line;
  }
  return NULL;
}

/* The line in which a sanitizer, or the engine, begins to speak. */
static const char *find_error(const char *output)
{
  static const char *const marks[] = {"ERROR: ", "WARNING: MemorySanitizer", "WARNING: ThreadSanitizer",
                                      ": runtime error: "};
  const char *first = NULL;

  for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
    const char *found = strstr(output, marks[i]);

    first = found != NULL && (first == NULL || found < first) ? found : first;
  }
  while (first != NULL && first > output && first[-1] != '\n')
    first--;
  return first;
}

/* What the engine said of itself, and is no report of a sanitizer's. */
static void read_error(const char *error, struct fuzz_find *find)
{
  find->verdict = VERDICT_CRASH;
  if (strstr(error, "ERROR: libFuzzer: timeout") != NULL || strstr(error, "ERROR: timeout") != NULL) {
    find->verdict = VERDICT_TIMEOUT;
    snprintf(find->signature, sizeof find->signature, "timeout");
  } else if (strstr(error, "ERROR: libFuzzer: out-of-memory") != NULL) {
    snprintf(find->signature, sizeof find->signature, "out of memory");
  } else if (!sanitizer_report(error, find->signature, sizeof find->signature)) {
    snprintf(find->signature, sizeof find->signature, FUZZ_CRASH);
  }
}

/* Returns where the report begins. */
static const char *read_output(const struct fuzz_campaign *campaign, const char *output, struct fuzz_find *find)
{
  const struct requirement *requirement = NULL;
  const char *error = find_error(output), *said = find_requirement(campaign->requirements, output, &requirement);

  if (said == NULL)
    said = find_property(campaign->fuzz, output);
  if (said != NULL && requirement != NULL) {
    snprintf(find->requirement, sizeof find->requirement, "%s", requirement->id);
    snprintf(find->signature, sizeof find->signature, "%s FAIL", requirement->id);
  } else if (said != NULL) {
    snprintf(find->signature, sizeof find->signature, "%.*s", (int)strcspn(said, "\n"), said);
  } else {
    said = error != NULL ? error : output;
    read_error(said, find);
  }
  return said;
}

static char *first_lines(const char *output)
{
  size_t length = 0;

  for (unsigned i = 0; i < REPORT_LINES && output[length] != '\0'; i++)
    length += strcspn(output + length, "\n") + (strchr(output + length, '\n') != NULL);
  return fuzz_print("%.*s", (int)(length < 4000 ? length : 4000), output);
}

bool fuzz_take_find(struct fuzz_campaign *campaign, const char *path, const char *output)
{
  struct fuzz_find find = {.verdict = VERDICT_FAIL};

  output = read_output(campaign, output, &find);
  for (size_t i = 0; i < campaign->find_count; i++)
    if (strcmp(campaign->finds[i].signature, find.signature) == 0)
      return false;
  if (campaign->find_count == FUZZ_MAX_FINDINGS)
    return false;
  find.path = fuzz_print("%s", path);
  find.report = first_lines(output);
  if (find.path == NULL || find.report == NULL) {
    free(find.path);
    free(find.report);
    return false;
  }
  campaign->finds[campaign->find_count++] = find;
  return true;
}

/* ---- seeds ---- */

static bool same_content(const char *path, const struct buffer *content)
{
  struct buffer other = {NULL, 0, 0, false};
  bool same = fuzz_read_from(path, 0, INPUT_MAX, &other) && other.size == content->size &&
              memcmp(buffer_text(&other), buffer_text(content), content->size) == 0;

  buffer_free(&other);
  return same;
}

static bool copy_file(const char *from, const char *to)
{
  struct buffer content = {NULL, 0, 0, false};
  bool good = fuzz_read_from(from, 0, SIZE_MAX, &content) && store_file(to, buffer_text(&content), content.size) == 0;

  buffer_free(&content);
  return good;
}

/* Copies the seeds, or where that was done takes from the copy what is left out. */
static bool copy_seeds(struct fuzz_campaign *campaign, const struct fuzz_words *names, size_t without)
{
  char *folder = fuzz_print("%s/seeds", campaign->folder);
  bool good = folder != NULL && (campaign->has_own_seeds || make_folder(folder));

  for (size_t i = 0; good && i < names->count; i++) {
    char *from = fuzz_print("%s/%s", campaign->seeds, names->words[i]);
    char *to = fuzz_print("%s/%s", folder, names->words[i]);

    good = from != NULL && to != NULL;
    if (good && i == without)
      remove(to);
    else if (good && !campaign->has_own_seeds)
      good = copy_file(from, to);
    free(from);
    free(to);
  }
  if (!good) {
    free(folder);
    return false;
  }
  free(campaign->seeds);
  campaign->seeds = folder;
  campaign->has_own_seeds = true;
  return true;
}

bool fuzz_leave_seed_out(struct fuzz_campaign *campaign, const char *path)
{
  struct buffer content = {NULL, 0, 0, false};
  struct fuzz_words names = {NULL, 0, false};
  bool left_out = false;

  if (campaign->seeds != NULL && fuzz_read_from(path, 0, INPUT_MAX, &content))
    fuzz_list_files(campaign->seeds, SEEDS_MAX, &names);
  for (size_t i = 0; i < names.count && !left_out; i++) {
    char *seed = fuzz_print("%s/%s", campaign->seeds, names.words[i]);

    left_out = seed != NULL && same_content(seed, &content) && copy_seeds(campaign, &names, i);
    free(seed);
  }
  fuzz_free_words(&names);
  buffer_free(&content);
  return left_out;
}
