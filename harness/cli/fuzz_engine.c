/* The programs of fuzz targets: where they are, and which engine they have. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fuzz_campaign.h"
#include "cli/system.h"
#include "run/linked.h"

#define PROGRAM_MAX_SIZE ((size_t)512 << 20)

const char *const fuzz_engine_names[ENGINE_COUNT] = {"", "libfuzzer", "afl"};
static const char *const titles[ENGINE_COUNT] = {"", "libFuzzer", "AFL++"};
static const char *const presets[ENGINE_COUNT] = {"fuzz", "fuzz", "afl"};

/* What only programs with that engine or that sanitizer hold. AFL++'s driver looks like libFuzzer in part. */
static const struct {
  const char *text, *sanitizer;
  enum fuzz_engine engine;
} marks[] = {
    {"INFO: Seed: ", NULL, ENGINE_LIBFUZZER}, {"##SIG_AFL_PERSISTENT##", NULL, ENGINE_AFL},
    {"asan_init", "address", ENGINE_NONE},    {"msan_init", "memory", ENGINE_NONE},
    {"tsan_init", "thread", ENGINE_NONE},     {"__ubsan_handle_", "undefined", ENGINE_NONE},
};

#define MARK_COUNT (sizeof marks / sizeof marks[0])
#define LONGEST_MARK 32u

static bool contains(const char *data, size_t size, const char *text)
{
  const size_t length = strlen(text);
  const char *end = data + size;

  while ((size_t)(end - data) >= length) {
    data = memchr(data, text[0], (size_t)(end - data) - length + 1);
    if (data == NULL)
      return false;
    if (memcmp(data, text, length) == 0)
      return true;
    data++;
  }
  return false;
}

/* Looks for the marks, a block after the other, each with the end of the one before. False: errno says why. */
static bool scan(const char *path, bool ret_found[MARK_COUNT])
{
  static char block[LONGEST_MARK + (1 << 16)];
  FILE *file = fopen(path, "rb");
  size_t kept = 0, got;
  bool good;

  memset(ret_found, 0, MARK_COUNT * sizeof *ret_found);
  if (file == NULL)
    return false;
  while ((got = fread(block + kept, 1, sizeof block - kept, file)) > 0) {
    got += kept;
    for (size_t i = 0; i < MARK_COUNT; i++)
      ret_found[i] = ret_found[i] || contains(block, got, marks[i].text);
    kept = got < LONGEST_MARK ? got : LONGEST_MARK;
    memmove(block, block + got - kept, kept);
  }
  good = ferror(file) == 0;
  fclose(file);
  return good;
}

static bool is_folder(const char *path)
{
  unsigned long long size;

  return system_file(path, &size) == FILE_FOLDER;
}

/* The folder of the programs; NULL: there is none, and a complaint was printed. */
static char *find_fuzzers(const struct fuzz_options *options)
{
  static const char *const places[] = {"fuzzers", "../lib/offercheck/fuzzers"};
  char own[4096];
  size_t length;

  if (options->fuzzers != NULL && is_folder(options->fuzzers))
    return fuzz_print("%s", options->fuzzers);
  if (options->fuzzers != NULL) {
    complain("%s: no such folder; expected that of the fuzzers, such as build/fuzz/fuzzers", options->fuzzers);
    return NULL;
  }
  if (!system_own_path(own, sizeof own))
    own[0] = '\0';
  length = strlen(own);
  while (length > 0 && !system_is_separator(own[length - 1]))
    length--;
  for (size_t i = 0; length > 0 && i < sizeof places / sizeof places[0]; i++) {
    char *path = fuzz_print("%.*s%s", (int)length, own, places[i]);

    if (path != NULL && is_folder(path))
      return path;
    free(path);
  }
  if (linked_is_mock())
    complain(
        "no fuzzers beside this program; build them, 'cmake --preset fuzz && cmake --build --preset fuzz', and say "
        "--fuzzers build/fuzz/fuzzers");
  else
    complain("no fuzzers beside this program; link them with offercheck_add_fuzzers, and say --fuzzers FOLDER");
  return NULL;
}

static int name_engine(struct fuzz_campaign *campaign, const bool found[MARK_COUNT])
{
  const enum fuzz_engine wanted = campaign->options->engine;
  struct buffer sanitizers = {NULL, 0, 0, false};

  for (size_t i = 0; i < MARK_COUNT; i++)
    if (found[i] && marks[i].sanitizer == NULL)
      campaign->engine = marks[i].engine;
    else if (found[i])
      buffer_printf(&sanitizers, "%s%s", sanitizers.size > 0 ? ", " : "", marks[i].sanitizer);
  campaign->result->engine = fuzz_print("%s", titles[campaign->engine]);
  campaign->result->sanitizers = fuzz_print("%s", buffer_text(&sanitizers));
  buffer_free(&sanitizers);
  if (campaign->engine != ENGINE_NONE && (wanted == ENGINE_NONE || wanted == campaign->engine))
    return EXIT_CLEAN;
  if (!linked_is_mock()) {
    complain("%s: it has %s%s; link one with %s by offercheck_add_fuzzers, ENGINE -fsanitize=fuzzer or libAFLDriver.a",
             campaign->program, campaign->engine == ENGINE_NONE ? "no fuzzing engine: it only plays files" : "",
             titles[campaign->engine], wanted != ENGINE_NONE ? titles[wanted] : "an engine");
    return EXIT_UNABLE;
  }
  complain("%s: it has %s%s; build one with %s, 'cmake --preset %s && cmake --build --preset %s', and say --fuzzers "
           "build/%s/fuzzers",
           campaign->program, campaign->engine == ENGINE_NONE ? "no fuzzing engine: it only plays files" : "",
           titles[campaign->engine], wanted != ENGINE_NONE ? titles[wanted] : "an engine", presets[wanted],
           presets[wanted], presets[wanted]);
  return EXIT_UNABLE;
}

/* A path beside the program that is there; else NULL. */
static char *beside(const struct fuzz_campaign *campaign, const char *suffix, enum file_kind kind)
{
  char *path = fuzz_print("%s%s", campaign->program, suffix);
  unsigned long long size;

  if (path != NULL && system_file(path, &size) == kind)
    return path;
  free(path);
  return NULL;
}

int fuzz_find_program(struct fuzz_campaign *campaign)
{
  char *fuzzers = find_fuzzers(campaign->options);
  bool found[MARK_COUNT];

  if (fuzzers == NULL)
    return EXIT_UNABLE;
  campaign->program = fuzz_print("%s/%s", fuzzers, campaign->fuzz->name);
  free(fuzzers);
  if (campaign->program == NULL) {
    complain("out of memory");
    return EXIT_UNABLE;
  }
  if (!scan(campaign->program, found)) {
    complain("%s: %s", campaign->program, strerror(errno));
    return EXIT_UNABLE;
  }
  if (!fuzz_is_program(campaign->program)) {
    complain("%s: it is no program", campaign->program);
    return EXIT_UNABLE;
  }
  campaign->seeds = beside(campaign, "_seed_corpus", FILE_FOLDER);
  campaign->dictionary = beside(campaign, ".dict", FILE_PLAIN);
  return name_engine(campaign, found);
}
