/*
 * Plays inputs of a fuzz target on its standing world, and says whether they
 * come out as they should.
 *
 *   standing_world TARGET again SEED...    changed seeds one after another, the world restored between them, come out as
 *                                          each does alone on a new world
 *   standing_world TARGET seeds SEED...    each call of a seed returns what its text expects: STATUS_SUCCESS, if it says
 *                                          nothing
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/entry_points.h"
#include "embedded.h"
#include "fuzz/engine/restore.h"
#include "fuzz/input.h"
#include "fuzz/mutator.h"
#include "oracle/oracle.h"
#include "program/text.h"
#include "run/contract.h"
#include "run/execute.h"
#include "run/probe.h"

#define INPUTS 2000u
#define INPUT_MAX 512u /* bytes */
#define CHANGES 16u    /* one after another, before the next seed */

struct player {
  const struct fuzz_target *fuzz;
  struct fuzz_world world;
  struct target target;
  struct execution execution;
  struct requirement_set requirements;
  struct profile profile;
  struct oracle *oracle;
  bool changed;       /* a call succeeded */
  bool watched;       /* calls are of the input */
  struct buffer came; /* what the input's calls returned and were allowed to, as text */
};

static _Noreturn void give_up(const char *what, const char *why)
{
  fprintf(stderr, "standing_world: %s%s%s\n", what, why[0] != '\0' ? ": " : "", why);
  exit(3);
}

/* Results, but not the paging fence value, which counts all calls. */
static void note_results(struct player *player, const struct call_record *record)
{
  const struct op_info *op = &program_ops[record->op];

  for (uint8_t i = 0; i < op->argument_count; i++) {
    const struct memory_record *memory = &record->memory[i];

    if (op->arguments[i].kind != ARG_OUTPUT || memory->address == 0)
      continue;
    buffer_string(&player->came, " results");
    for (uint32_t k = 0; k < memory->readable; k++)
      buffer_printf(&player->came, " %02X", memory->after[k]);
  }
}

static bool judge(void *context, const struct call_record *record)
{
  static struct judgement judgement;
  struct player *player = context;

  oracle_judge(player->oracle, record, &judgement);
  player->changed = player->changed || (record->outcome == RECORD_RETURNED && record->status == STATUS_SUCCESS);
  if (!player->watched)
    return true;
  buffer_printf(&player->came, "%s 0x%08" PRIX32 " %s, allowed", program_ops[record->op].name, (uint32_t)record->status,
                verdict_names[judgement.verdict]);
  for (size_t i = 0; i < judgement.allowed_count; i++)
    buffer_printf(&player->came, " 0x%08" PRIX32 " %s", (uint32_t)judgement.allowed[i].status,
                  judgement.allowed[i].requirement->id);
  note_results(player, record);
  buffer_string(&player->came, "\n");
  return true;
}

static void open_player(struct player *player, const struct fuzz_target *fuzz)
{
  const char *missing;
  char error[256] = "";

  memset(player, 0, sizeof *player);
  player->fuzz = fuzz;
  target_open_linked(&player->target);
  target_probe(&player->target);
  if (!fuzz_world_load(fuzz, &player->world, error, sizeof error) ||
      !contract_requirements(&player->requirements, error, sizeof error) ||
      !contract_profile("mock", &player->requirements, &player->profile, error, sizeof error))
    give_up(fuzz->name, error);
  player->oracle = oracle_create(&player->requirements, &player->profile, &missing);
  if (player->oracle == NULL || !execution_init(&player->execution, &player->target))
    give_up(fuzz->name, "out of memory");
  player->execution.sink = (struct record_sink){NULL, judge, player};
}

static void close_player(struct player *player)
{
  execution_free(&player->execution);
  oracle_destroy(player->oracle);
  profile_free(&player->profile);
  requirement_set_free(&player->requirements);
  fuzz_world_free(&player->world);
  buffer_free(&player->came);
}

static void begin_anew(struct player *player)
{
  execution_finish(&player->execution);
  oracle_reset(player->oracle);
  if (!execution_play(&player->execution, &player->world.world, 0))
    give_up(player->fuzz->name, "its world could not be made");
}

static void play_input(struct player *player, const struct program *input)
{
  buffer_clear(&player->came);
  player->changed = false;
  player->watched = true;
  if (!execution_play(&player->execution, input, 0))
    give_up(player->fuzz->name, "an input could not be played");
  player->watched = false;
}

static void restore(struct player *player, const struct program *input)
{
  const struct program *program = &player->world.restore;

  for (size_t i = 0; player->changed && i < program->call_count; i++)
    if (restore_needs(&player->execution, program, &program->calls[i], input) &&
        !execution_play_call(&player->execution, program, i))
      give_up(player->fuzz->name, "its world could not be restored");
}

/* ---- seeds ---- */

static bool read_text(const char *path, struct buffer *ret_text)
{
  FILE *file = fopen(path, "rb");
  char block[4096];
  size_t got;

  if (file == NULL)
    return false;
  while ((got = fread(block, 1, sizeof block, file)) > 0)
    buffer_append(ret_text, block, got);
  fclose(file);
  return !ret_text->failed;
}

static bool read_seed(const struct fuzz_target *fuzz, const char *path, struct buffer *ret_bytes)
{
  struct buffer text = {NULL, 0, 0, false};
  char error[512] = "";
  bool good = read_text(path, &text) && fuzz_parse(fuzz, buffer_text(&text), text.size, ret_bytes, error, sizeof error);

  if (!good)
    fprintf(stderr, "%s: it cannot be read: %s\n", path, error);
  buffer_free(&text);
  return good;
}

/* ---- inputs one after another ---- */

struct sample {
  uint8_t data[INPUT_MAX];
  size_t size;
  char *came;
};

static void take_seed(const struct fuzz_target *fuzz, const char *path, struct sample *ret_sample)
{
  struct buffer bytes = {NULL, 0, 0, false};

  if (!read_seed(fuzz, path, &bytes))
    exit(3);
  ret_sample->size = bytes.size < INPUT_MAX ? bytes.size : INPUT_MAX;
  memcpy(ret_sample->data, buffer_text(&bytes), ret_sample->size);
  buffer_free(&bytes);
}

/* Each seed in turn, and changes upon changes to it, as a fuzzer makes them. */
static void make_samples(const struct fuzz_target *fuzz, char **seeds, size_t seed_count, struct sample *samples)
{
  struct fuzz_mutator *mutator = fuzz_mutator_create(fuzz);

  if (mutator == NULL)
    give_up(fuzz->name, "no mutator");
  for (uint32_t i = 0; i < INPUTS; i++) {
    size_t size = 0;

    if (i % CHANGES == 0) {
      take_seed(fuzz, seeds[i / CHANGES % seed_count], &samples[i]);
      continue;
    }
    memcpy(samples[i].data, samples[i - 1].data, samples[i - 1].size);
    samples[i].size = samples[i - 1].size;
    for (uint64_t seed = 1; size == 0 && seed < 64; seed++)
      size = fuzz_mutate(mutator, samples[i].data, samples[i].size, INPUT_MAX, i * 64 + seed);
    samples[i].size = size;
  }
  fuzz_mutator_free(mutator);
}

static char *copy_text(const char *text)
{
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);

  if (copy == NULL)
    give_up("out of memory", "");
  memcpy(copy, text, size);
  return copy;
}

static void show_difference(const struct player *player, uint32_t index, const struct sample *sample)
{
  struct buffer text = {NULL, 0, 0, false};
  struct program program;

  program_init(&program);
  if (fuzz_decode(player->fuzz, sample->data, sample->size, &program))
    program_format(&program, &text);
  fprintf(stderr, "%s: input %" PRIu32 " comes out otherwise on a new world.\n%s", player->fuzz->name, index,
          buffer_text(&text));
  fprintf(stderr, "After others:\n%sAlone:\n%s", sample->came, buffer_text(&player->came));
  program_free(&program);
  buffer_free(&text);
}

static int compare_again(struct player *player, char **seeds, size_t seed_count)
{
  struct sample *samples = calloc(INPUTS, sizeof *samples);
  struct program input;
  uint32_t succeeded = 0, different = 0;

  if (samples == NULL)
    give_up("out of memory", "");
  program_init(&input);
  make_samples(player->fuzz, seeds, seed_count, samples);
  begin_anew(player);
  for (uint32_t i = 0; i < INPUTS && fuzz_decode(player->fuzz, samples[i].data, samples[i].size, &input); i++) {
    play_input(player, &input);
    samples[i].came = copy_text(buffer_text(&player->came));
    succeeded += player->changed;
    restore(player, &input);
  }
  for (uint32_t i = 0; i < INPUTS && samples[i].came != NULL; i++) {
    begin_anew(player);
    if (!fuzz_decode(player->fuzz, samples[i].data, samples[i].size, &input))
      give_up("out of memory", "");
    play_input(player, &input);
    if (strcmp(samples[i].came, buffer_text(&player->came)) != 0 && different++ == 0)
      show_difference(player, i, &samples[i]);
    free(samples[i].came);
  }
  program_free(&input);
  free(samples);
  printf("%s: %u inputs, %" PRIu32 " with a call that succeeded, %" PRIu32 " come out otherwise\n", player->fuzz->name,
         INPUTS, succeeded, different);
  /* Inputs that change nothing would show nothing. */
  return different > 0 || succeeded < INPUTS / 50;
}

/* The world's text with the seed's behind it, whose expectations its bytes do not have. */
static bool parse_seed(const struct fuzz_target *fuzz, const struct buffer *seed, struct program_set *ret_set)
{
  struct buffer text = {NULL, 0, 0, false};
  struct text_error error;
  char name[96];
  bool good;

  snprintf(name, sizeof name, "fuzz/%s.kmt", fuzz->world);
  for (size_t i = 0; i < embedded_file_count; i++)
    if (strcmp(embedded_files[i].name, name) == 0)
      buffer_append(&text, embedded_files[i].data, embedded_files[i].size);
  buffer_string(&text, "\ncase input\ninclude world\n");
  buffer_append(&text, buffer_text(seed), seed->size);
  good = !text.failed && program_parse(buffer_text(&text), text.size, ret_set, &error);
  buffer_free(&text);
  return good;
}

static bool is_expected(const struct program *whole, uint32_t call, NTSTATUS status)
{
  for (size_t i = 0; i < whole->expectation_count; i++) {
    const struct expectation *expectation = &whole->expectations[i];

    if (expectation->call != call)
      continue;
    for (size_t k = 0; k < expectation->count; k++)
      if (expectation->statuses[k] == status)
        return true;
    return false;
  }
  return status == STATUS_SUCCESS;
}

/* What came of the input's calls, as `judge` noted it, against what the text of the seed expects. */
static bool check_statuses(const struct player *player, const struct program *whole, const char *path)
{
  uint32_t call = (uint32_t)player->world.world.call_count;
  bool good = true;

  for (const char *line = buffer_text(&player->came); *line != '\0'; line = strchr(line, '\n') + 1, call++) {
    NTSTATUS status = (NTSTATUS)strtoul(strchr(line, ' ') + 1, NULL, 16);

    if (is_expected(whole, call, status))
      continue;
    fprintf(stderr, "%s: not what it expects: %.*s\n", path, (int)strcspn(line, ","), line);
    good = false;
  }
  return good;
}

static bool check_seed(struct player *player, const char *path)
{
  struct buffer text = {NULL, 0, 0, false}, bytes = {NULL, 0, 0, false};
  struct program_set set = {NULL, 0, 0};
  struct program input;
  bool good = read_seed(player->fuzz, path, &bytes) && read_text(path, &text) && parse_seed(player->fuzz, &text, &set);

  program_init(&input);
  good = good && fuzz_decode(player->fuzz, (const uint8_t *)buffer_text(&bytes), bytes.size, &input);
  if (good) {
    begin_anew(player);
    play_input(player, &input);
    good = check_statuses(player, &set.programs[set.count - 1], path);
  }
  program_free(&input);
  program_set_free(&set);
  buffer_free(&text);
  buffer_free(&bytes);
  return good;
}

int main(int argc, char **argv)
{
  const struct fuzz_target *fuzz = argc > 2 ? fuzz_target_by_name(argv[1], strlen(argv[1])) : NULL;
  static struct player player;
  int status = 0;

  if (fuzz == NULL || fuzz->world == NULL || argc < 4 ||
      (strcmp(argv[2], "again") != 0 && strcmp(argv[2], "seeds") != 0)) {
    fprintf(stderr, "Usage: %s TARGET again|seeds SEED...\n", argv[0]);
    return 2;
  }
  open_player(&player, fuzz);
  if (strcmp(argv[2], "again") == 0)
    status = compare_again(&player, argv + 3, (size_t)argc - 3);
  else
    for (int i = 3; i < argc; i++)
      status |= !check_seed(&player, argv[i]);
  close_player(&player);
  return status;
}
