#include "cli/fuzz_file.h"

#include <stdlib.h>
#include <string.h>

#include "cli/system.h"

/* "fuzz_offer, fuzz_offer_bytes or fuzz_text" */
static void name_targets(struct buffer *ret_text)
{
  for (const struct fuzz_target *const *target = fuzz_targets; *target != NULL; target++)
    buffer_printf(ret_text, "%s%s", target == fuzz_targets ? "" : target[1] != NULL ? ", " : " or ", (*target)->name);
}

const struct fuzz_target *fuzz_target_option(const struct command *command)
{
  const struct fuzz_target *target = fuzz_target_by_name(optarg, strlen(optarg));
  struct buffer names = {NULL, 0, 0, false};

  if (target != NULL)
    return target;
  name_targets(&names);
  misuse(command, "--as '%s': no fuzz target; expected %s", optarg, buffer_text(&names));
  buffer_free(&names);
  return NULL;
}

/* ---- what a path says ---- */

static bool continues_name(char character)
{
  return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
}

/* The target that a part of a path begins with, alone or with more behind '_', '-' and the like; the longest name. */
static const struct fuzz_target *begins_with_target(const char *part)
{
  const struct fuzz_target *found = NULL;
  size_t longest = 0;

  for (const struct fuzz_target *const *target = fuzz_targets; *target != NULL; target++) {
    size_t length = strlen((*target)->name);

    if (length > longest && strncmp(part, (*target)->name, length) == 0 && !continues_name(part[length])) {
      found = *target;
      longest = length;
    }
  }
  return found;
}

const struct fuzz_target *fuzz_target_of_path(const char *path)
{
  const struct fuzz_target *found = NULL;

  /* The innermost part that names one. */
  for (const char *part = path; part != NULL;) {
    const struct fuzz_target *target = begins_with_target(part);

    found = target != NULL ? target : found;
    while (*part != '\0' && !system_is_separator(*part))
      part++;
    part = *part != '\0' ? part + 1 : NULL;
  }
  return found;
}

const struct fuzz_target *fuzz_target_of_file(const char *path, const struct fuzz_target *as)
{
  const struct fuzz_target *target = as != NULL ? as : fuzz_target_of_path(path);

  return as == NULL && target != NULL && target->operations == 0 && is_text_name(path) ? NULL : target;
}

/* ---- programs of inputs ---- */

static int no_memory(const char *path)
{
  complain("%s: out of memory", file_title(path));
  return EXIT_UNABLE;
}

/* Room for one more program, empty. */
static struct program *add_program(struct program_set *set)
{
  struct program *grown = realloc(set->programs, (set->count + 1) * sizeof *grown);

  if (grown == NULL)
    return NULL;
  set->programs = grown;
  set->capacity = set->count + 1;
  program_init(&grown[set->count]);
  return &grown[set->count++];
}

void fuzz_say_target(const char *path, const struct fuzz_target *target, const struct fuzz_target *as)
{
  if (as == NULL)
    complain("%s: read as an input of %s; --as says otherwise", file_title(path), target->name);
}

static int add_input(const char *path, const struct fuzz_target *target, const struct fuzz_target *as, const char *data,
                     size_t size, struct program_set *ret_set)
{
  struct fuzz_world world;
  struct program *program;
  char error[256];
  int status = EXIT_CLEAN;

  fuzz_say_target(path, target, as);
  if (!fuzz_world_load(target, &world, error, sizeof error)) {
    complain("%s: %s", target->name, error);
    return EXIT_UNABLE;
  }
  program = add_program(ret_set);
  if (program == NULL || !fuzz_program(target, (const uint8_t *)data, size, &world, program))
    status = no_memory(path);
  fuzz_world_free(&world);
  return status;
}

int fuzz_read_input(const char *path, const struct fuzz_target *target, const struct fuzz_target *as,
                    const struct buffer *content, struct program_set *ret_set)
{
  const char *text = buffer_text(content);
  struct buffer bytes = {NULL, 0, 0, false};
  struct text_error error;
  char seed_error[512];
  bool is_text = is_text_name(path) || program_is_text((const uint8_t *)text, content->size);
  int status = EXIT_CLEAN;

  if (is_text && fuzz_parse(target, text, content->size, &bytes, seed_error, sizeof seed_error)) {
    status = add_input(path, target, as, buffer_text(&bytes), bytes.size, ret_set);
  } else if (!is_text || !program_parse(text, content->size, ret_set, &error)) {
    /* Text that is neither a seed nor a program of its own may still be bytes. */
    if (is_text_name(path)) {
      complain("%s:%s", file_title(path), seed_error);
      status = EXIT_USAGE;
    } else {
      status = add_input(path, target, as, text, content->size, ret_set);
    }
  }
  buffer_free(&bytes);
  return status;
}

/* Whether it begins with those calls. */
static bool begins_with(const struct program *program, const struct program *calls)
{
  struct program start;
  bool same;

  if (calls->call_count == 0 || program->call_count < calls->call_count || program->calls[0].op != calls->calls[0].op ||
      !program_copy(program, &start))
    return false;
  start.call_count = calls->call_count;
  same = program_same_calls(&start, calls);
  program_free(&start);
  return same;
}

const struct fuzz_target *fuzz_find_world(const struct program *program, size_t *ret_calls)
{
  *ret_calls = 0;
  for (const struct fuzz_target *const *target = fuzz_targets; *target != NULL; target++) {
    struct fuzz_world world;
    char error[256];
    bool found;

    if ((*target)->world == NULL || !fuzz_world_load(*target, &world, error, sizeof error))
      continue;
    found = begins_with(program, &world.world);
    *ret_calls = found ? world.world.call_count : 0;
    fuzz_world_free(&world);
    if (found)
      return *target;
  }
  return NULL;
}

/* The calls behind the world. False: a complaint was printed. */
static bool leave_world_out(const struct fuzz_target *target, const struct program *program, struct program *ret_input)
{
  struct fuzz_world world;
  char error[256];
  bool good;

  if (!fuzz_world_load(target, &world, error, sizeof error)) {
    complain("%s: %s", target->name, error);
    return false;
  }
  good = world.world.call_count == 0 || begins_with(program, &world.world);
  if (!good)
    complain("the program does not begin with the world of %s: it is no input of that", target->name);
  else if (!program_append(ret_input, program, world.world.call_count)) {
    complain("out of memory");
    good = false;
  }
  fuzz_world_free(&world);
  return good;
}

/* Whether the bytes say these calls: an input has not room for everything. */
static bool says(const struct fuzz_target *target, const struct buffer *bytes, const struct program *input)
{
  struct program again;
  bool same;

  program_init(&again);
  same = fuzz_decode(target, (const uint8_t *)buffer_text(bytes), bytes->size, &again) &&
         program_same_calls(&again, input);
  program_free(&again);
  return same;
}

bool fuzz_encode_input(const struct fuzz_target *target, const struct program *program, struct buffer *ret_bytes)
{
  struct program input;
  bool good;

  if (target->operations == 0) {
    program_format(program, ret_bytes);
    return !ret_bytes->failed;
  }
  program_init(&input);
  good = leave_world_out(target, program, &input);
  for (size_t i = 0; good && i < input.call_count; i++)
    if ((target->operations & SCOPE_OPERATION(input.calls[i].op)) == 0) {
      complain("call %zu, %s, is no call of %s", program->call_count - input.call_count + i + 1,
               program_ops[input.calls[i].op].name, target->name);
      good = false;
    }
  if (good && input.call_count > target->max_calls) {
    complain("it has %zu calls beyond the world; an input of %s has at most %u", input.call_count, target->name,
             (unsigned)target->max_calls);
    good = false;
  }
  if (good) {
    fuzz_encode(target, &input, ret_bytes);
    good = !ret_bytes->failed && says(target, ret_bytes, &input);
    if (!good)
      complain("its calls cannot be said as an input of %s", target->name);
  }
  program_free(&input);
  return good;
}
