/* AFL++: afl-fuzz goes on behind what it finds; its findings are played once more to see what they show. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fuzz_campaign.h"
#include "cli/system.h"
#include "run/platform.h"

#define AFL_FUZZ "afl-fuzz"
#define LOOK_MILLISECONDS 200u
#define GRACE_SECONDS 20.0
#define START_SECONDS 300u /* beyond its time, for the seeds to be tried */
#define FILES_MAX 200u     /* that are played once more */
#define REPLAY_SECONDS 60u
#define OUTPUT_MAX ((size_t)1 << 20)

struct afl {
  struct fuzz_campaign *campaign;
  char *folder, *program; /* its output, afl-fuzz itself */
  long long running[FUZZ_MAX_JOBS];
  bool asked;
  double asked_at;
  char error[512]; /* "" */
};

/* afl-fuzz, by PATH. NULL: it is not there. */
static char *find_afl_fuzz(void)
{
  const char *path = getenv("PATH");

  while (path != NULL && *path != '\0') {
    size_t length = strcspn(path, ":");
    char *program = fuzz_print("%.*s/" AFL_FUZZ, (int)length, path);

    if (program != NULL && length > 0 && fuzz_is_program(program))
      return program;
    free(program);
    path += length + (path[length] == ':');
  }
  return NULL;
}

/* What afl-fuzz calls a process' own folder. */
static void name_process(const struct afl *afl, unsigned number, char *ret_name, size_t size)
{
  if (afl->campaign->options->jobs == 1)
    snprintf(ret_name, size, "default");
  else if (number == 0)
    snprintf(ret_name, size, "main");
  else
    snprintf(ret_name, size, "s%u", number);
}

static void add_environment(const struct afl *afl, struct fuzz_words *words)
{
  static const char *const settings[] = {"AFL_NO_UI=1",
                                         "AFL_SKIP_CPUFREQ=1",
                                         "AFL_AUTORESUME=1",
                                         "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1",
                                         "AFL_NO_AFFINITY=1",
                                         "AFL_IGNORE_PROBLEMS=1",
                                         "AFL_FORKSRV_INIT_TMOUT=60000"};
  char *mutator = fuzz_print("%s_mutator.so", afl->campaign->program);
  unsigned long long size;

  for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
    fuzz_add_word(words, "%s", settings[i]);
  if (mutator != NULL && system_file(mutator, &size) == FILE_PLAIN)
    fuzz_add_word(words, "AFL_CUSTOM_MUTATOR_LIBRARY=%s", mutator);
  free(mutator);
  fuzz_add_environment(afl->campaign, words);
}

/* The second program may be named, or its folder. */
static void add_cmplog(const struct fuzz_campaign *campaign, struct fuzz_words *words)
{
  unsigned long long size;

  if (campaign->options->cmplog == NULL)
    return;
  fuzz_add_word(words, "-c");
  if (system_file(campaign->options->cmplog, &size) == FILE_FOLDER)
    fuzz_add_word(words, "%s/%s", campaign->options->cmplog, campaign->fuzz->name);
  else
    fuzz_add_word(words, "%s", campaign->options->cmplog);
}

static void add_arguments(const struct afl *afl, unsigned number, struct fuzz_words *words)
{
  const struct fuzz_campaign *campaign = afl->campaign;
  const struct fuzz_options *options = campaign->options;
  char name[32];

  fuzz_add_word(words, "%s", afl->program);
  fuzz_add_word(words, "-i");
  fuzz_add_word(words, "%s", options->corpus != NULL ? options->corpus : campaign->seeds);
  fuzz_add_word(words, "-o");
  fuzz_add_word(words, "%s", afl->folder);
  fuzz_add_word(words, "-s");
  fuzz_add_word(words, "%u", options->seed + number);
  if (options->seconds > 0) {
    fuzz_add_word(words, "-V");
    fuzz_add_word(words, "%u", options->seconds);
  }
  if (options->runs > 0) {
    fuzz_add_word(words, "-E");
    fuzz_add_word(words, "%llu", (options->runs + options->jobs - 1) / options->jobs);
  }
  if (options->jobs > 1) {
    name_process(afl, number, name, sizeof name);
    fuzz_add_word(words, number == 0 ? "-M" : "-S");
    fuzz_add_word(words, "%s", name);
  }
  if (campaign->dictionary != NULL) {
    fuzz_add_word(words, "-x");
    fuzz_add_word(words, "%s", campaign->dictionary);
  }
  add_cmplog(campaign, words);
  fuzz_add_word(words, "--");
  fuzz_add_word(words, "%s", campaign->program);
}

static bool start(struct afl *afl, unsigned number)
{
  struct fuzz_campaign *campaign = afl->campaign;
  struct fuzz_words arguments = {NULL, 0, false}, environment = {NULL, 0, false};
  char *log = number == 0 ? fuzz_print("%s/engine.log", campaign->folder)
                          : fuzz_print("%s/engine-%u.log", campaign->folder, number + 1);
  bool good;

  add_arguments(afl, number, &arguments);
  add_environment(afl, &environment);
  good = log != NULL && write_file(log, "", 0) && fuzz_say_command(campaign, &environment, &arguments);
  if (good) {
    const struct fuzz_process what = {arguments.words, environment.words, log, campaign->options->runs > 0};

    afl->running[number] = fuzz_process_start(&what);
    good = afl->running[number] > 0;
    if (!good)
      afl->running[number] = 0;
  }
  if (!good)
    snprintf(afl->error, sizeof afl->error, "%s could not be started", afl->program);
  free(log);
  fuzz_free_words(&arguments);
  fuzz_free_words(&environment);
  return good;
}

/* ---- what it says ---- */

static uint64_t statistic(const char *text, const char *key)
{
  for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
    line += line[0] == '\n';
    if (strncmp(line, key, strlen(key)) == 0 && strchr(line, ':') != NULL)
      return strtoull(strchr(line, ':') + 1, NULL, 10);
  }
  return 0;
}

/* Adds up what all processes say so far. */
static void read_statistics(const struct afl *afl, struct fuzzing_target *ret_result)
{
  ret_result->executions = ret_result->executions_per_second = ret_result->corpus_new = 0;
  for (unsigned i = 0; i < afl->campaign->options->jobs; i++) {
    struct buffer text = {NULL, 0, 0, false};
    char name[32];
    char *path;

    name_process(afl, i, name, sizeof name);
    path = fuzz_print("%s/%s/fuzzer_stats", afl->folder, name);
    if (path != NULL && fuzz_read_from(path, 0, OUTPUT_MAX, &text)) {
      uint64_t edges = statistic(buffer_text(&text), "edges_found");

      ret_result->executions += statistic(buffer_text(&text), "execs_done");
      ret_result->executions_per_second += statistic(buffer_text(&text), "execs_per_sec");
      ret_result->edges = edges > ret_result->edges ? edges : ret_result->edges;
      ret_result->edges_total = statistic(buffer_text(&text), "total_edges");
      ret_result->corpus = statistic(buffer_text(&text), "corpus_count");
      ret_result->corpus_new += statistic(buffer_text(&text), "corpus_found");
    }
    free(path);
    buffer_free(&text);
  }
}

static void look(struct afl *afl)
{
  struct fuzzing_target now = {.edges = 0};
  char line[128];

  if (!afl->campaign->progress)
    return;
  read_statistics(afl, &now);
  snprintf(line, sizeof line, "%s: %" PRIu64 " executions, %" PRIu64 "/s, %" PRIu64 " edges", afl->campaign->fuzz->name,
           now.executions, now.executions_per_second, now.edges);
  fuzz_show_progress(afl->campaign, line);
}

/* ---- running ---- */

static void ask_to_stop(struct afl *afl)
{
  const double now = platform_seconds();

  for (unsigned i = 0; i < afl->campaign->options->jobs; i++)
    if (afl->running[i] != 0 && !afl->asked)
      fuzz_process_interrupt(afl->running[i]);
    else if (afl->running[i] != 0 && now - afl->asked_at > GRACE_SECONDS)
      fuzz_process_kill(afl->running[i]);
  if (!afl->asked)
    afl->asked_at = now;
  afl->asked = true;
}

static bool is_overdue(const struct afl *afl)
{
  const unsigned seconds = afl->campaign->options->seconds;

  return seconds > 0 && platform_seconds() - afl->campaign->began > (double)seconds + START_SECONDS;
}

/* Whether some are still running. */
static bool step(struct afl *afl)
{
  const unsigned jobs = afl->campaign->options->jobs;
  bool is_left = false;

  if (*afl->campaign->options->stop || afl->error[0] != '\0' || is_overdue(afl))
    ask_to_stop(afl);
  for (unsigned i = 0; i < jobs; i++) {
    char end[64];

    if (afl->running[i] == 0)
      continue;
    if (!fuzz_process_wait(afl->running[i], LOOK_MILLISECONDS / jobs, end, sizeof end)) {
      is_left = true;
      continue;
    }
    afl->running[i] = 0;
    if (end[0] != '\0' && !afl->asked && afl->error[0] == '\0')
      snprintf(afl->error, sizeof afl->error, "afl-fuzz ended with %s; see %s/engine%s.log", end, afl->campaign->folder,
               i == 0 ? "" : "-2");
  }
  look(afl);
  return is_left;
}

/* Plays a file with the fuzzer itself, for its report. */
static bool replay(struct fuzz_campaign *campaign, const char *path, struct buffer *ret_output)
{
  char *arguments[] = {campaign->program, (char *)(uintptr_t)path, NULL};
  struct fuzz_words environment = {NULL, 0, false};
  char *log = fuzz_print("%s/replay.log", campaign->folder);
  char *none[] = {NULL}, end[64];
  bool fails = false;
  long long number = -1;

  fuzz_add_environment(campaign, &environment);
  if (log != NULL && !environment.failed && write_file(log, "", 0)) {
    const struct fuzz_process what = {arguments, environment.words != NULL ? environment.words : none, log, true};

    number = fuzz_process_start(&what);
  }
  if (number > 0 && !fuzz_process_wait(number, REPLAY_SECONDS * 1000, end, sizeof end)) {
    fuzz_process_kill(number);
    fuzz_process_wait(number, REPLAY_SECONDS * 1000, end, sizeof end);
    buffer_string(ret_output, "ERROR: timeout\n");
    fails = true;
  } else if (number > 0) {
    fails = end[0] != '\0';
  }
  if (number > 0)
    fuzz_read_from(log, 0, OUTPUT_MAX, ret_output);
  if (log != NULL)
    remove(log);
  free(log);
  fuzz_free_words(&environment);
  return fails;
}

static void collect_folder(struct afl *afl, const char *process, const char *kind)
{
  struct fuzz_campaign *campaign = afl->campaign;
  struct fuzz_words names = {NULL, 0, false};
  char *folder = fuzz_print("%s/%s/%s", afl->folder, process, kind);

  if (folder != NULL)
    fuzz_list_files(folder, FILES_MAX, &names);
  for (size_t i = 0; i < names.count; i++) {
    struct buffer output = {NULL, 0, 0, false};
    char *path = strcmp(names.words[i], "README.txt") != 0 ? fuzz_print("%s/%s", folder, names.words[i]) : NULL;

    if (path != NULL && replay(campaign, path, &output))
      fuzz_take_find(campaign, path, buffer_text(&output));
    buffer_free(&output);
    free(path);
  }
  fuzz_free_words(&names);
  free(folder);
}

static void collect(struct afl *afl)
{
  for (unsigned i = 0; i < afl->campaign->options->jobs; i++) {
    char name[32];

    name_process(afl, i, name, sizeof name);
    collect_folder(afl, name, "crashes");
    collect_folder(afl, name, "hangs");
  }
}

int fuzz_run_afl(struct fuzz_campaign *campaign)
{
  struct afl afl = {.campaign = campaign};

  afl.program = find_afl_fuzz();
  afl.folder = fuzz_print("%s/afl", campaign->folder);
  if (afl.program == NULL)
    snprintf(afl.error, sizeof afl.error, "afl-fuzz is not there; it is in Debian's package afl++");
  else if (campaign->seeds == NULL && campaign->options->corpus == NULL)
    snprintf(afl.error, sizeof afl.error, "%s has no seeds beside it, and AFL++ needs one; give some with --corpus",
             campaign->program);
  else if (afl.folder == NULL)
    snprintf(afl.error, sizeof afl.error, "out of memory");
  if (afl.error[0] == '\0') {
    for (unsigned i = 0; i < campaign->options->jobs && start(&afl, i); i++)
      continue;
    while (step(&afl))
      continue;
    fuzz_show_progress(campaign, NULL);
    read_statistics(&afl, campaign->result);
    collect(&afl);
  }
  if (afl.error[0] != '\0')
    complain("%s", afl.error);
  free(afl.program);
  free(afl.folder);
  return afl.error[0] != '\0' ? EXIT_UNABLE : EXIT_CLEAN;
}
