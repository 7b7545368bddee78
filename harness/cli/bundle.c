#include "cli/bundle.h"

#include <errno.h>
#include <string.h>

#include "cli/bundle_journal.h"
#include "cli/command.h"
#include "cli/system.h"
#include "digest/sha256.h"
#include "reports/reports.h"

const struct bundle_report bundle_reports[] = {
    {"results.json", report_json, true, false},   {BUNDLE_FUZZING, report_fuzzing, true, true},
    {BUNDLE_WAIVERS, report_waivers, true, true}, {"junit.xml", report_junit, true, false},
    {"results.sarif", report_sarif, true, false}, {"report.html", report_html, true, false},
    {"times.json", report_times, false, false},
};

const size_t bundle_report_count = sizeof bundle_reports / sizeof bundle_reports[0];

/* Files of a bundle, by path. */
struct writing {
  const char *folder;
  struct buffer path, text, sums;
  bool good, quiet; /* whether all went well, and whether more is to be said */
};

static const char *path_in(struct writing *writing, const char *name)
{
  buffer_clear(&writing->path);
  buffer_printf(&writing->path, "%s/%s", writing->folder, name);
  return buffer_text(&writing->path);
}

/* The first failure is told: the others follow from it. */
static void fail(struct writing *writing, const char *name, const char *why)
{
  if (writing->good && !writing->quiet)
    complain("%s/%s: %s", writing->folder, name, why);
  writing->good = false;
}

bool bundle_begin(const char *folder, enum bundle_left left, struct bundle *ret_bundle, int *ret_status)
{
  struct writing writing = {.folder = folder};

  *ret_bundle = (struct bundle){.folder = folder, .lock = -1};
  *ret_status = EXIT_UNABLE;
  if (!make_folder(folder))
    return false;
  ret_bundle->lock = system_lock(folder);
  if (ret_bundle->lock < 0) {
    complain("%s: another run is writing its bundle there", folder);
    return false;
  }
  *ret_status = bundle_look_for_journal(folder, left, ret_bundle);
  if (*ret_status == EXIT_CLEAN && ret_bundle->transcript == NULL) {
    errno = 0;
    ret_bundle->transcript = fopen(path_in(&writing, BUNDLE_PART), "wb");
    if (ret_bundle->transcript == NULL) {
      complain("%s: the bundle cannot be written: %s", folder, strerror(errno));
      *ret_status = EXIT_UNABLE;
    }
  }
  if (ret_bundle->transcript == NULL) {
    system_unlock(ret_bundle->lock);
    buffer_free(&ret_bundle->journal);
  }
  buffer_free(&writing.path);
  return ret_bundle->transcript != NULL;
}

void bundle_drop(struct bundle *bundle)
{
  struct writing writing = {.folder = bundle->folder};

  fclose(bundle->transcript);
  if (!bundle->is_journal_kept)
    remove(path_in(&writing, BUNDLE_PART));
  buffer_free(&writing.path);
  buffer_free(&bundle->journal);
  system_unlock(bundle->lock);
}

static void remove_old(struct writing *writing)
{
  remove(path_in(writing, BUNDLE_SUMS));
  for (size_t i = 0; i < bundle_report_count; i++)
    remove(path_in(writing, bundle_reports[i].name));
}

static void add_sum(struct writing *writing, const char *name)
{
  char hex[65];

  if (writing->good && !sha256_file(path_in(writing, name), hex))
    fail(writing, name, "it cannot be read back");
  if (writing->good)
    buffer_printf(&writing->sums, "%s  %s\n", hex, name);
}

static void put_transcript(struct writing *writing, FILE *transcript)
{
  struct buffer part = {NULL, 0, 0, false};

  errno = 0;
  if (fclose(transcript) != 0)
    fail(writing, BUNDLE_TRANSCRIPT, strerror(errno));
  buffer_printf(&part, "%s/%s", writing->folder, BUNDLE_PART);
  errno = ENOMEM;
  if (part.failed || !system_replace(buffer_text(&part), path_in(writing, BUNDLE_TRANSCRIPT)))
    fail(writing, BUNDLE_TRANSCRIPT, strerror(errno));
  add_sum(writing, BUNDLE_TRANSCRIPT);
  buffer_free(&part);
}

static void put_text(struct writing *writing, const char *name, const struct buffer *text)
{
  int error = text->failed ? ENOMEM : store_file(path_in(writing, name), buffer_text(text), text->size);

  if (error != 0)
    fail(writing, name, strerror(error));
}

bool bundle_finish(struct bundle *bundle, const struct run_results *results, bool quiet)
{
  struct writing writing = {.folder = bundle->folder, .good = true, .quiet = quiet};

  remove_old(&writing);
  put_transcript(&writing, bundle->transcript);
  for (size_t i = 0; i < bundle_report_count; i++) {
    buffer_clear(&writing.text);
    bundle_reports[i].write(results, &writing.text);
    if (bundle_reports[i].is_optional && writing.text.size == 0 && !writing.text.failed)
      continue;
    put_text(&writing, bundle_reports[i].name, &writing.text);
    if (bundle_reports[i].is_same)
      add_sum(&writing, bundle_reports[i].name);
  }
  if (writing.good)
    put_text(&writing, BUNDLE_SUMS, &writing.sums);
  system_unlock(bundle->lock);
  buffer_free(&bundle->journal);
  buffer_free(&writing.path);
  buffer_free(&writing.text);
  buffer_free(&writing.sums);
  return writing.good;
}
