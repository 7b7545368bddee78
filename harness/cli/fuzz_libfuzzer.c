/*
 * libFuzzer: processes that end with what they find, and are started again for
 * the rest of the runs, or of the time, with the next seed.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fuzz_campaign.h"
#include "run/platform.h"

#define INPUT_SECONDS 25u  /* that one input may take */
#define STALE_STARTS 10u   /* starts in a row that find nothing new: then what is found hides the rest */
#define STARTS_MAX 60u     /* of one process: each tries the seeds again */
#define GRACE_SECONDS 20.0 /* to stop in, when asked */
#define LOOK_MILLISECONDS 100u
#define LOG_MAX ((size_t)4 << 20) /* bytes of one process' output that are looked at */

struct process {
  unsigned number; /* from 0 */
  char *log;
  size_t log_start;             /* where the output of this start begins */
  long long running;            /* 0: not */
  unsigned long long runs_left; /* where runs are counted */
  unsigned stale, starts;
  uint64_t executions; /* of the starts before */
  uint64_t edges, now; /* as last told: edges and executions */
  bool over, interrupted;
  double asked_at;
};

struct libfuzzer {
  struct fuzz_campaign *campaign;
  struct process *processes;
  char error[512]; /* "" */
};

/* ---- what the engine says ---- */

/* The number behind the last `key` in the text; false: there is none. */
static bool last_number(const char *text, const char *key, uint64_t *ret_number)
{
  const char *found = NULL;

  for (const char *next = text; (next = strstr(next, key)) != NULL; next += strlen(key))
    found = next + strlen(key);
  if (found == NULL)
    return false;
  found += strspn(found, " ");
  *ret_number = strtoull(found, NULL, 10);
  return found[0] >= '0' && found[0] <= '9';
}

/* "#1024\tpulse  cov: 12 ft: 34 ..." at the start of a line: the executions of the last one. */
static uint64_t last_status(const char *text)
{
  uint64_t executions = 0;

  for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
    line += line[0] == '\n';
    if (line[0] == '#' && line[1] >= '0' && line[1] <= '9' && strcspn(line, "\t") < strcspn(line, "\n"))
      executions = strtoull(line + 1, NULL, 10);
  }
  return executions;
}

/* "(1234 inline 8-bit counters)" of all modules. */
static uint64_t count_edges(const char *text)
{
  static const char mark[] = "INFO: Loaded ";
  const char *line = strstr(text, mark), *number = line != NULL ? strchr(line, '(') : NULL;

  return number != NULL ? strtoull(number + 1, NULL, 10) : 0;
}

static void read_status(struct process *process, struct fuzz_campaign *campaign, const char *text)
{
  uint64_t number, at = last_status(text);

  if (at > process->now)
    process->now = at;
  if (last_number(text, "stat::number_of_executed_units:", &number))
    process->now = number;
  if (last_number(text, " cov: ", &number) && number > process->edges)
    process->edges = number;
  number = count_edges(text);
  if (number > 0)
    campaign->result->edges_total = number;
}

/* "artifact_prefix='...'; Test unit written to PATH" */
static char *find_artifact(const char *text)
{
  static const char mark[] = "Test unit written to ";
  const char *found = strstr(text, mark);

  if (found == NULL)
    return NULL;
  found += strlen(mark);
  return fuzz_print("%.*s", (int)strcspn(found, "\n"), found);
}

/* ---- starting ---- */

static unsigned seconds_left(const struct fuzz_campaign *campaign)
{
  double left = campaign->began + campaign->options->seconds - platform_seconds();

  return left > 0 ? (unsigned)(left + 0.999) : 0;
}

/* "max_len = 1024" below "[libfuzzer]" of the target's options becomes "-max_len=1024". */
static void add_target_options(const struct fuzz_campaign *campaign, struct fuzz_words *words)
{
  char *path = fuzz_print("%s.options", campaign->program);
  FILE *file = path != NULL ? fopen(path, "r") : NULL;
  bool is_ours = false, has_timeout = false;
  char line[256], key[64], value[64];

  while (file != NULL && fgets(line, sizeof line, file) != NULL)
    if (line[0] == '[')
      is_ours = strncmp(line, "[libfuzzer]", 11) == 0;
    else if (is_ours && sscanf(line, " %63[a-z_] = %63s", key, value) == 2) {
      fuzz_add_word(words, "-%s=%s", key, value);
      has_timeout = has_timeout || strcmp(key, "timeout") == 0;
    }
  if (!has_timeout)
    fuzz_add_word(words, "-timeout=%u", INPUT_SECONDS);
  if (file != NULL)
    fclose(file);
  free(path);
}

static void add_arguments(const struct libfuzzer *fuzzing, const struct process *process, struct fuzz_words *words)
{
  const struct fuzz_campaign *campaign = fuzzing->campaign;
  const struct fuzz_options *options = campaign->options;

  fuzz_add_word(words, "%s", campaign->program);
  fuzz_add_word(words, "-seed=%u", options->seed + process->number + process->starts * options->jobs);
  if (options->runs > 0)
    fuzz_add_word(words, "-runs=%llu", process->runs_left);
  if (options->seconds > 0)
    fuzz_add_word(words, "-max_total_time=%u", seconds_left(campaign));
  add_target_options(campaign, words);
  /* Reading the corpus again goes by the clock: only where others add to it. */
  if (options->jobs == 1)
    fuzz_add_word(words, "-reload=0");
  fuzz_add_word(words, "-print_final_stats=1");
  fuzz_add_word(words, "-artifact_prefix=%s/", campaign->crashes);
  if (campaign->dictionary != NULL)
    fuzz_add_word(words, "-dict=%s", campaign->dictionary);
  fuzz_add_word(words, "%s", campaign->corpus);
  if (options->corpus != NULL)
    fuzz_add_word(words, "%s", options->corpus);
  if (campaign->seeds != NULL)
    fuzz_add_word(words, "%s", campaign->seeds);
}

static bool start(struct libfuzzer *fuzzing, struct process *process)
{
  struct fuzz_campaign *campaign = fuzzing->campaign;
  struct fuzz_words arguments = {NULL, 0, false}, environment = {NULL, 0, false};
  struct buffer log = {NULL, 0, 0, false};
  char *none[] = {NULL};
  bool good;

  add_arguments(fuzzing, process, &arguments);
  fuzz_add_environment(campaign, &environment);
  good = fuzz_say_command(campaign, &environment, &arguments);
  if (!good) {
    snprintf(fuzzing->error, sizeof fuzzing->error, "out of memory");
  } else {
    const struct fuzz_process what = {arguments.words, environment.words != NULL ? environment.words : none,
                                      process->log, campaign->options->runs > 0};

    fuzz_read_from(process->log, 0, SIZE_MAX, &log);
    process->log_start = log.size;
    process->now = 0;
    process->starts++;
    process->interrupted = false;
    process->running = fuzz_process_start(&what);
    good = process->running > 0;
    if (!good) {
      snprintf(fuzzing->error, sizeof fuzzing->error, "%s: %s", campaign->program, strerror(errno));
      process->running = 0;
    }
  }
  buffer_free(&log);
  fuzz_free_words(&arguments);
  fuzz_free_words(&environment);
  return good;
}

/* ---- ending ---- */

/* The last line that says something, for who asks why nothing ran. */
static void last_line(const char *text, char *ret_line, size_t size)
{
  ret_line[0] = '\0';
  while (*text != '\0') {
    size_t length = strcspn(text, "\n");

    if (strspn(text, " \t\r") < length)
      snprintf(ret_line, size, "%.*s", (int)length, text);
    text += length + (text[length] == '\n');
  }
}

/* A process that was not to end, and showed nothing. */
static void give_up(struct libfuzzer *fuzzing, struct process *process, const char *end, const char *text)
{
  struct fuzz_campaign *campaign = fuzzing->campaign;
  char line[256];

  last_line(text, line, sizeof line);
  process->over = true;
  snprintf(fuzzing->error, sizeof fuzzing->error, "%s: the fuzzer ended with %s%s: %s", campaign->program, end,
           process->executions + process->now == 0 ? " before its first input" : "",
           line[0] != '\0' ? line : "it said nothing");
  if (campaign->result->end == NULL)
    campaign->result->end = fuzz_print("the fuzzer ended with %s: %.200s", end, line);
}

static void take_end(struct libfuzzer *fuzzing, struct process *process, const char *end)
{
  struct fuzz_campaign *campaign = fuzzing->campaign;
  const struct fuzz_options *options = campaign->options;
  struct buffer text = {NULL, 0, 0, false};
  char *artifact;

  process->running = 0;
  fuzz_read_from(process->log, process->log_start, LOG_MAX, &text);
  read_status(process, campaign, buffer_text(&text));
  artifact = find_artifact(buffer_text(&text));
  if (artifact != NULL) {
    bool is_new = fuzz_take_find(campaign, artifact, buffer_text(&text));

    /* A seed that fails would be the end of every start. */
    process->stale = fuzz_leave_seed_out(campaign, artifact) || is_new ? 0 : process->stale + 1;
    if (process->stale >= STALE_STARTS) {
      process->over = true;
      if (campaign->result->end == NULL)
        campaign->result->end = fuzz_print("what was found shows up again at once, %u times", STALE_STARTS);
    }
  } else if (end[0] != '\0' && !process->interrupted) {
    give_up(fuzzing, process, end, buffer_text(&text));
  } else {
    process->over = true;
  }
  process->executions += process->now;
  process->runs_left = process->runs_left > process->now ? process->runs_left - process->now : 0;
  process->now = 0;
  if ((options->runs > 0 && process->runs_left == 0) || (options->seconds > 0 && seconds_left(campaign) == 0))
    process->over = true;
  if (!process->over && (campaign->find_count == FUZZ_MAX_FINDINGS || process->starts == STARTS_MAX)) {
    process->over = true;
    if (campaign->result->end == NULL)
      campaign->result->end = fuzz_print("%u inputs failed, in %zu ways", process->starts, campaign->find_count);
  }
  free(artifact);
  buffer_free(&text);
}

/* ---- the loop ---- */

static void look(struct libfuzzer *fuzzing)
{
  struct fuzz_campaign *campaign = fuzzing->campaign;
  uint64_t executions = 0, edges = 0;
  double seconds = platform_seconds() - campaign->began;
  char line[128];

  if (!campaign->progress)
    return;
  for (unsigned i = 0; i < campaign->options->jobs; i++) {
    struct process *process = &fuzzing->processes[i];
    struct buffer text = {NULL, 0, 0, false};

    if (process->running != 0 && fuzz_read_from(process->log, process->log_start, LOG_MAX, &text))
      read_status(process, campaign, buffer_text(&text));
    buffer_free(&text);
    executions += process->executions + process->now;
    edges = process->edges > edges ? process->edges : edges;
  }
  snprintf(line, sizeof line, "%s: %" PRIu64 " executions, %.0f/s, %" PRIu64 " edges, %zu findings",
           campaign->fuzz->name, executions, seconds > 0 ? (double)executions / seconds : 0, edges,
           campaign->find_count);
  fuzz_show_progress(campaign, line);
}

static void ask_to_stop(struct process *process)
{
  if (!process->interrupted) {
    process->interrupted = true;
    process->asked_at = platform_seconds();
    fuzz_process_interrupt(process->running);
  } else if (platform_seconds() - process->asked_at > GRACE_SECONDS) {
    fuzz_process_kill(process->running);
  }
}

/* Whether anything is left to do. */
static bool step(struct libfuzzer *fuzzing)
{
  const struct fuzz_options *options = fuzzing->campaign->options;
  bool is_left = false;

  for (unsigned i = 0; i < options->jobs; i++) {
    struct process *process = &fuzzing->processes[i];
    const bool stop = *options->stop || fuzzing->error[0] != '\0';
    char end[64];

    if (process->running == 0 && (process->over || stop || !start(fuzzing, process)))
      continue;
    is_left = true;
    if (stop)
      ask_to_stop(process);
    if (fuzz_process_wait(process->running, LOOK_MILLISECONDS / options->jobs, end, sizeof end))
      take_end(fuzzing, process, end);
  }
  look(fuzzing);
  return is_left;
}

static bool prepare(struct libfuzzer *fuzzing)
{
  const struct fuzz_campaign *campaign = fuzzing->campaign;
  const unsigned jobs = campaign->options->jobs;

  fuzzing->processes = calloc(jobs, sizeof *fuzzing->processes);
  if (fuzzing->processes == NULL)
    return false;
  for (unsigned i = 0; i < jobs; i++) {
    struct process *process = &fuzzing->processes[i];

    process->number = i;
    process->runs_left = (campaign->options->runs + jobs - 1) / jobs;
    process->log = i == 0 ? fuzz_print("%s/engine.log", campaign->folder)
                          : fuzz_print("%s/engine-%u.log", campaign->folder, i + 1);
    if (process->log == NULL || !write_file(process->log, "", 0))
      return false;
  }
  return true;
}

static void add_up(struct libfuzzer *fuzzing)
{
  struct fuzzing_target *result = fuzzing->campaign->result;
  double seconds = platform_seconds() - fuzzing->campaign->began;

  for (unsigned i = 0; i < fuzzing->campaign->options->jobs; i++) {
    result->executions += fuzzing->processes[i].executions;
    if (fuzzing->processes[i].edges > result->edges)
      result->edges = fuzzing->processes[i].edges;
  }
  result->executions_per_second = seconds > 0 ? (uint64_t)((double)result->executions / seconds) : 0;
}

int fuzz_run_libfuzzer(struct fuzz_campaign *campaign)
{
  struct libfuzzer fuzzing = {.campaign = campaign};
  int status = EXIT_CLEAN;

  if (!prepare(&fuzzing)) {
    status = EXIT_UNABLE;
  } else {
    while (step(&fuzzing))
      continue;
    fuzz_show_progress(campaign, NULL);
    add_up(&fuzzing);
  }
  if (fuzzing.error[0] != '\0') {
    complain("%s", fuzzing.error);
    status = EXIT_UNABLE;
  }
  for (unsigned i = 0; fuzzing.processes != NULL && i < campaign->options->jobs; i++)
    free(fuzzing.processes[i].log);
  free(fuzzing.processes);
  return status;
}
