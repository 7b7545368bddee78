#include "cli/bundle_journal.h"

#include <errno.h>
#include <string.h>

#include "certify/journal.h"
#include "cli/command.h"
#include "cli/system.h"

#define FILE_SIZE_MAX ((size_t)1 << 30)

int read_bundle_file(const char *folder, const char *name, struct buffer *ret_content)
{
  struct buffer path = {NULL, 0, 0, false};
  static char chunk[1 << 16];
  FILE *file;
  size_t got;
  int error;

  buffer_clear(ret_content);
  buffer_printf(&path, "%s/%s", folder, name);
  errno = 0;
  file = path.failed ? NULL : fopen(buffer_text(&path), "rb");
  error = file != NULL ? 0 : path.failed ? ENOMEM : errno;
  if (file != NULL) {
    while (ret_content->size <= FILE_SIZE_MAX && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
      buffer_append(ret_content, chunk, got);
    error = ferror(file) != 0 ? EIO : ret_content->failed ? ENOMEM : ret_content->size > FILE_SIZE_MAX ? EFBIG : 0;
    fclose(file);
  }
  buffer_free(&path);
  return error;
}

/* A transcript in the folder, as far as it can be gone on with. */
struct left {
  const char *name;
  struct journal_extent extent;
  struct text_error error; /* its line is 0 if there is none */
};

/* Reads it into the bundle's journal. Returns an exit status; no such file is an empty one. */
static int read_left(const char *name, struct bundle *bundle, struct left *ret_left)
{
  struct buffer path = {NULL, 0, 0, false};
  unsigned long long size;
  int error = 0;

  *ret_left = (struct left){.name = name};
  buffer_clear(&bundle->journal);
  buffer_printf(&path, "%s/%s", bundle->folder, name);
  if (system_file(buffer_text(&path), &size) == FILE_PLAIN)
    error = read_bundle_file(bundle->folder, name, &bundle->journal);
  buffer_free(&path);
  if (error != 0) {
    complain("%s/%s: %s", bundle->folder, name, strerror(error));
    return EXIT_UNABLE;
  }
  if (!journal_measure(buffer_text(&bundle->journal), bundle->journal.size, &ret_left->extent, &ret_left->error) &&
      ret_left->error.line == 0) {
    complain("%s/%s: %s", bundle->folder, name, ret_left->error.message);
    return EXIT_UNABLE;
  }
  return EXIT_CLEAN;
}

/* Opens the part behind what is gone on with. */
static int open_part(struct bundle *bundle, const struct left *left)
{
  struct buffer path = {NULL, 0, 0, false};
  int error = 0;

  buffer_printf(&path, "%s/%s", bundle->folder, BUNDLE_PART);
  bundle->journal.size = left->extent.size;
  /* An older bundle stays whole until the new one is: its transcript is copied, and the copy is there whole or not. */
  if (strcmp(left->name, BUNDLE_PART) != 0)
    error = store_file(buffer_text(&path), buffer_text(&bundle->journal), bundle->journal.size);
  else
    bundle->is_journal_kept = true;
  errno = 0;
  if (error == 0) {
    bundle->transcript = fopen(buffer_text(&path), "r+b");
    if (bundle->transcript == NULL || !system_truncate(bundle->transcript, left->extent.size))
      error = errno != 0 ? errno : EIO;
  }
  if (error != 0) {
    complain("%s/%s: %s", bundle->folder, BUNDLE_PART, strerror(error));
    if (bundle->transcript != NULL)
      fclose(bundle->transcript);
    bundle->transcript = NULL;
  }
  buffer_free(&path);
  return error == 0 ? EXIT_CLEAN : EXIT_UNABLE;
}

static int resume(struct bundle *bundle)
{
  struct left left;
  int status = read_left(BUNDLE_PART, bundle, &left);

  if (status == EXIT_CLEAN && left.extent.blocks == 0 && left.error.line == 0)
    status = read_left(BUNDLE_TRANSCRIPT, bundle, &left);
  if (status != EXIT_CLEAN)
    return status;
  if (left.error.line != 0) {
    complain("%s/%s: line %zu, byte %zu: %s; --restart begins anew", bundle->folder, left.name, left.error.line,
             left.error.column, left.error.message);
    return EXIT_USAGE;
  }
  if (left.extent.blocks == 0) {
    buffer_clear(&bundle->journal);
    complain("%s: there is nothing to go on with; the run begins anew", bundle->folder);
    return EXIT_CLEAN;
  }
  complain("%s: going on behind the %zu cases and stretches that were judged%s", bundle->folder, left.extent.blocks - 1,
           left.extent.torn > 0 ? "; what was torn behind them is dropped" : "");
  return open_part(bundle, &left);
}

/* What was judged is not to be lost because an option was forgotten. */
static int refuse(struct bundle *bundle)
{
  struct left left;
  int status = read_left(BUNDLE_PART, bundle, &left);
  bool is_lost = status == EXIT_CLEAN && (left.extent.blocks > 1 || left.error.line != 0);

  buffer_free(&bundle->journal);
  if (!is_lost)
    return status;
  complain(
      "%s: an interrupted run is there; --resume goes on with it, --restart drops it, --out chooses another folder",
      bundle->folder);
  return EXIT_USAGE;
}

/* What is written to a link lands elsewhere, and who opens a pipe waits. */
static bool is_part_plain(const char *folder)
{
  struct buffer path = {NULL, 0, 0, false};
  enum file_kind kind;

  buffer_printf(&path, "%s/%s", folder, BUNDLE_PART);
  kind = system_entry(buffer_text(&path));
  if (kind != FILE_NONE && kind != FILE_PLAIN)
    complain("%s: it is no plain file, and stands where the transcript is to be written; remove it",
             buffer_text(&path));
  buffer_free(&path);
  return kind == FILE_NONE || kind == FILE_PLAIN;
}

int bundle_look_for_journal(const char *folder, enum bundle_left left, struct bundle *bundle)
{
  bundle->folder = folder;
  if (!is_part_plain(folder))
    return EXIT_USAGE;
  switch (left) {
  case BUNDLE_RESUME:
    return resume(bundle);
  case BUNDLE_REFUSE:
    return refuse(bundle);
  case BUNDLE_RESTART:
    break;
  }
  return EXIT_CLEAN;
}
