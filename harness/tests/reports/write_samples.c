/*
 * Writes each report of each sample of sample_results.h: FOLDER/SAMPLE/FILE, for the checks by tools that read such
 * files.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../sample_results.h"
#include "reports/reports.h"

static const struct {
  const char *name;
  void (*write)(const struct run_results *results, struct buffer *ret_text);
} files[] = {
    {"results.json", report_json},
    {"junit.xml", report_junit},
    {"results.sarif", report_sarif},
    {"report.html", report_html},
};

static bool store(const char *path, const struct buffer *text)
{
  FILE *file = fopen(path, "wb");
  bool good = file != NULL && fwrite(buffer_text(text), 1, text->size, file) == text->size;

  return (file == NULL || fclose(file) == 0) && good && !text->failed;
}

static bool write_sample(const char *folder, enum sample sample)
{
  struct run_results results;
  char path[4096];
  bool good = true;

  sample_results(sample, &results);
  if (sample == SAMPLE_FAILING || sample == SAMPLE_HOSTILE)
    results.fuzzing = sample_fuzzing(sample == SAMPLE_HOSTILE ? sample_hostile_text : "a sample of some words");
  snprintf(path, sizeof path, "%s/%s", folder, sample_names[sample]);
  (void)mkdir(path, 0777);
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    struct buffer text = {0};

    files[i].write(&results, &text);
    snprintf(path, sizeof path, "%s/%s/%s", folder, sample_names[sample], files[i].name);
    if (!store(path, &text)) {
      perror(path);
      good = false;
    }
    buffer_free(&text);
  }
  run_results_free(&results);
  return good;
}

int main(int argc, char **argv)
{
  bool good = argc == 2;

  for (int sample = 0; good && sample < SAMPLE_COUNT; sample++)
    good = write_sample(argv[1], (enum sample)sample);
  return good ? 0 : 1;
}
