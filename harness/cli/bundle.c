#include "cli/bundle.h"

#include <errno.h>
#include <string.h>

#include "cli/command.h"
#include "reports/reports.h"
#include "run/platform.h"

static const struct {
  const char *name;
  void (*write)(const struct run_results *results, struct buffer *ret_text);
} writers[] = {
    {"results.json", report_json},
    {"junit.xml", report_junit},
    {"report.html", report_html},
    {"times.json", report_times},
};

#define WRITER_COUNT (sizeof writers / sizeof writers[0])

static bool path_in(const char *folder, const char *name, struct buffer *ret_path)
{
  buffer_clear(ret_path);
  buffer_printf(ret_path, "%s/%s", folder, name);
  if (ret_path->failed)
    complain("out of memory");
  return !ret_path->failed;
}

FILE *bundle_begin(const char *folder)
{
  struct buffer path = {NULL, 0, 0, false};
  FILE *file = NULL;

  if (make_folder(folder) && path_in(folder, "transcript", &path)) {
    file = fopen(buffer_text(&path), "wb");
    if (file == NULL)
      complain("%s: %s", buffer_text(&path), strerror(errno));
  }
  buffer_free(&path);
  return file;
}

static bool add_sum(const char *folder, const char *name, struct buffer *sums)
{
  struct buffer path = {NULL, 0, 0, false};
  char hex[65];
  bool good = path_in(folder, name, &path);

  if (good && !platform_sha256_file(buffer_text(&path), hex)) {
    complain("%s: it cannot be read back", buffer_text(&path));
    good = false;
  }
  if (good)
    buffer_printf(sums, "%s  %s\n", hex, name);
  buffer_free(&path);
  return good;
}

bool bundle_finish(const char *folder, const struct run_results *results)
{
  struct buffer text = {NULL, 0, 0, false}, path = {NULL, 0, 0, false}, sums = {NULL, 0, 0, false};
  bool good = true;

  for (size_t i = 0; i < WRITER_COUNT; i++) {
    buffer_clear(&text);
    writers[i].write(results, &text);
    if (text.failed) {
      complain("%s/%s: out of memory", folder, writers[i].name);
      good = false;
      break;
    }
    good = path_in(folder, writers[i].name, &path) && write_file(buffer_text(&path), buffer_text(&text), text.size) &&
           good;
  }
  if (good) {
    good = add_sum(folder, "transcript", &sums);
    for (size_t i = 0; i < WRITER_COUNT; i++)
      good = good && add_sum(folder, writers[i].name, &sums);
    good =
        good && path_in(folder, "SHA256SUMS", &path) && write_file(buffer_text(&path), buffer_text(&sums), sums.size);
  }
  buffer_free(&text);
  buffer_free(&path);
  buffer_free(&sums);
  return good;
}
