/* Keeping what engines found: minimized, decoded, as files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/emit.h"
#include "cli/fuzz_campaign.h"
#include "cli/minimize.h"

#define MINIMIZE_SECONDS 20.0 /* for one find */
#define PLAY_SECONDS 10u
#define SLUG_MAX 80u
#define INPUT_MAX ((size_t)4 << 20)

struct keeping {
  struct fuzz_campaign *campaign;
  const struct fuzz_find *find;
  struct fuzzing_finding *finding;
  struct program_set programs;
  struct buffer input;
  char slug[SLUG_MAX + 8];
  bool minimized; /* it failed here, too, and was cut down */
  struct signature shown;
};

/* The signature as the name of files. */
static void name_slug(struct keeping *keeping)
{
  const char *from = keeping->find->requirement[0] != '\0' ? keeping->find->requirement : keeping->find->signature;
  size_t length = 0;

  for (; *from != '\0' && length < SLUG_MAX; from++) {
    char letter = *from >= 'A' && *from <= 'Z' ? (char)(*from - 'A' + 'a') : *from;

    if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9'))
      keeping->slug[length++] = letter;
    else if (length > 0 && keeping->slug[length - 1] != '-')
      keeping->slug[length++] = '-';
  }
  while (length > 0 && keeping->slug[length - 1] == '-')
    length--;
  keeping->slug[length] = '\0';
}

/* Two signatures may come to one name. */
static void make_slug_unique(struct keeping *keeping, size_t number)
{
  const struct fuzz_campaign *campaign = keeping->campaign;
  const size_t length = strlen(keeping->slug);

  for (size_t i = 0; i + 1 < campaign->result->finding_count; i++) {
    const struct fuzzing_finding *other = &campaign->result->findings[i];
    const char *file = other->file_count > 0 ? strrchr(other->files[0], '/') : NULL;

    if (file != NULL && strncmp(file + 1, keeping->slug, length) == 0 && file[1 + length] == '.') {
      snprintf(keeping->slug + length, sizeof keeping->slug - length, "-%zu", number + 1);
      return;
    }
  }
}

static char *path_of(const struct keeping *keeping, const char *suffix)
{
  return fuzz_print("%s/findings/%s%s", keeping->campaign->folder, keeping->slug, suffix);
}

static bool add_file(struct keeping *keeping, const char *suffix)
{
  struct fuzzing_finding *finding = keeping->finding;
  char **file = fuzzing_add(&finding->files, &finding->file_count, sizeof *file);

  if (file == NULL)
    return false;
  *file = fuzz_print("%s/findings/%s%s", keeping->campaign->fuzz->name, keeping->slug, suffix);
  return *file != NULL;
}

static bool keep_file(struct keeping *keeping, const char *suffix, const char *data, size_t size)
{
  char *path = path_of(keeping, suffix);
  bool good = path != NULL && write_file(path, data, size) && add_file(keeping, suffix);

  free(path);
  return good;
}

static bool shows_the_same(const struct fuzz_find *find, const struct signature *shown)
{
  if (find->requirement[0] != '\0')
    return strcmp(find->requirement, shown->requirement) == 0;
  return find->verdict != VERDICT_FAIL && signature_fails(shown);
}

/* Cuts the program down, if it fails here as it did in the fuzzer, whose sanitizers and whose target it may need. */
static bool cut_down(struct keeping *keeping)
{
  const struct fuzz_options *options = keeping->campaign->options;
  const struct minimize_request request = {options->target, options->profile, PLAY_SECONDS, MINIMIZE_SECONDS,
                                           options->stop};
  struct program *program = &keeping->programs.programs[0];
  struct program whole;
  bool good = program_copy(program, &whole);

  if (!good)
    return false;
  keeping->minimized =
      minimize_program(&request, program, &keeping->shown) && shows_the_same(keeping->find, &keeping->shown);
  if (!keeping->minimized) {
    program_free(program);
    *program = whole;
    return program_set_title(program, NULL, NULL);
  }
  program_free(&whole);
  return program_set_title(program, keeping->slug, program->sentence);
}

static bool keep_c(struct keeping *keeping)
{
  const struct fuzz_options *options = keeping->campaign->options;
  const struct emit_options emit = {options->target, options->profile, PLAY_SECONDS};
  char *path = path_of(keeping, ".c");
  bool good = path != NULL && emit_write(&emit, &keeping->programs, path) == EXIT_CLEAN && add_file(keeping, ".c");

  free(path);
  return good;
}

static bool keep_program(struct keeping *keeping)
{
  struct buffer text = {NULL, 0, 0, false};
  bool good = fuzz_read_input("crash", keeping->campaign->fuzz, keeping->campaign->fuzz, &keeping->input,
                              &keeping->programs) == EXIT_CLEAN &&
              cut_down(keeping);

  if (good) {
    program_format(&keeping->programs.programs[0], &text);
    keeping->finding->calls = text.failed ? NULL : buffer_copy_string(buffer_text(&text));
    good = keeping->finding->calls != NULL && keep_file(keeping, ".kmt", buffer_text(&text), text.size);
  }
  good = good && (!keeping->minimized || keep_c(keeping));
  buffer_free(&text);
  return good;
}

/* Cuts the text down, if what the fuzzer found does not hold here, either. */
static bool cut_text_down(struct keeping *keeping)
{
  const struct fuzz_target *target = keeping->campaign->fuzz;
  struct buffer finding = {NULL, 0, 0, false};
  char *path = path_of(keeping, TEXT_SUFFIX);
  bool good = path != NULL;

  if (good &&
      fuzz_check(target, buffer_text(&keeping->input), keeping->input.size, PLAY_SECONDS, &finding) == CHECK_FAILS) {
    good = minimize_text(keeping->find->path, target, path, PLAY_SECONDS, keeping->campaign->options->stop) !=
               EXIT_UNABLE &&
           add_file(keeping, TEXT_SUFFIX);
    buffer_clear(&keeping->input);
    good = good && fuzz_read_from(path, 0, INPUT_MAX, &keeping->input);
  }
  buffer_free(&finding);
  free(path);
  return good;
}

static bool keep_text(struct keeping *keeping)
{
  if (!cut_text_down(keeping))
    return false;
  keeping->finding->calls = buffer_copy_string(buffer_text(&keeping->input));
  return keeping->finding->calls != NULL;
}

/* What the fuzzer did not say, the command's own worker may have seen. */
static bool fill_in(struct keeping *keeping)
{
  const struct fuzz_find *find = keeping->find;
  const bool is_crash = keeping->minimized && strcmp(find->signature, FUZZ_CRASH) == 0;
  const char *id = is_crash ? keeping->shown.requirement : find->requirement;
  const struct requirement *requirement = id[0] != '\0' ? requirement_find(keeping->campaign->requirements, id) : NULL;
  struct fuzzing_finding *finding = keeping->finding;
  char described[640];

  signature_describe(&keeping->shown, described, sizeof described);
  finding->requirement = buffer_copy_string(id);
  finding->sentence = buffer_copy_string(requirement != NULL ? requirement->sentence : "");
  finding->verdict = buffer_copy_string(verdict_names[find->verdict]);
  finding->signature = buffer_copy_string(is_crash ? described : find->signature);
  return finding->requirement != NULL && finding->sentence != NULL && finding->verdict != NULL &&
         finding->signature != NULL;
}

static bool keep(struct keeping *keeping)
{
  const struct fuzz_find *find = keeping->find;

  if (!fuzz_read_from(find->path, 0, INPUT_MAX, &keeping->input)) {
    complain("%s: it cannot be read: %s", find->path, strerror(errno));
    return false;
  }
  return keep_file(keeping, ".bin", buffer_text(&keeping->input), keeping->input.size) &&
         keep_file(keeping, ".txt", find->report, strlen(find->report)) &&
         (keeping->campaign->fuzz->operations != 0 ? keep_program(keeping) : keep_text(keeping));
}

/* What is missing of a finding that could not be kept whole is empty. */
static bool complete(struct fuzzing_finding *finding)
{
  char **const strings[] = {&finding->requirement, &finding->sentence, &finding->verdict, &finding->signature,
                            &finding->calls};

  for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
    if (*strings[i] == NULL)
      *strings[i] = buffer_copy_string("");
    if (*strings[i] == NULL)
      return false;
  }
  return true;
}

int fuzz_keep_finds(struct fuzz_campaign *campaign)
{
  char *folder = fuzz_print("%s/findings", campaign->folder);
  bool good = folder != NULL && (campaign->find_count == 0 || make_folder(folder));

  free(folder);
  for (size_t i = 0; i < campaign->find_count; i++) {
    struct keeping keeping = {.campaign = campaign, .find = &campaign->finds[i]};

    keeping.finding =
        fuzzing_add(&campaign->result->findings, &campaign->result->finding_count, sizeof *keeping.finding);
    if (keeping.finding == NULL)
      return EXIT_UNABLE;
    name_slug(&keeping);
    make_slug_unique(&keeping, i);
    fuzz_show_progress(campaign, "minimizing what was found");
    good = keep(&keeping) && good;
    good = fill_in(&keeping) && good;
    good = complete(keeping.finding) && good;
    program_set_free(&keeping.programs);
    buffer_free(&keeping.input);
  }
  fuzz_show_progress(campaign, NULL);
  return good ? EXIT_CLEAN : EXIT_UNABLE;
}
