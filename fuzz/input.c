#include "fuzz/input.h"

#include <stdio.h>
#include <string.h>

#include "embedded.h"
#include "program/binary.h"
#include "program/text.h"

static const struct embedded_file *find_world(const struct fuzz_target *target)
{
  char name[96];

  if (target->world == NULL)
    return NULL;
  snprintf(name, sizeof name, "fuzz/%s.kmt", target->world);
  for (size_t i = 0; i < embedded_file_count; i++)
    if (strcmp(embedded_files[i].name, name) == 0)
      return &embedded_files[i];
  return NULL;
}

/* The world comes first; what restores it says the world anew before it goes on. */
static bool take_programs(const struct program_set *set, struct fuzz_world *ret_world, char *ret_error, size_t size)
{
  if (set->count != 2 || strcmp(set->programs[0].name, "world") != 0 || strcmp(set->programs[1].name, "restore") != 0) {
    snprintf(ret_error, size, "expected the cases world and restore");
    return false;
  }
  if (program_copy(&set->programs[0], &ret_world->world) && program_set_title(&ret_world->world, NULL, NULL) &&
      program_append(&ret_world->restore, &set->programs[1], set->programs[0].call_count))
    return true;
  snprintf(ret_error, size, "out of memory");
  return false;
}

bool fuzz_world_load(const struct fuzz_target *target, struct fuzz_world *ret_world, char *ret_error, size_t size)
{
  const struct embedded_file *file = find_world(target);
  struct program_set set = {NULL, 0, 0};
  struct text_error error;
  bool good;

  program_init(&ret_world->world);
  program_init(&ret_world->restore);
  if (file == NULL && target->world == NULL)
    return true;
  if (file == NULL) {
    snprintf(ret_error, size, "fuzz/%s.kmt is not built in", target->world);
    return false;
  }
  if (!program_parse((const char *)file->data, file->size, &set, &error)) {
    snprintf(ret_error, size, "%s:%zu:%zu: %s", file->name, error.line, error.column, error.message);
    program_set_free(&set);
    return false;
  }
  good = take_programs(&set, ret_world, ret_error, size);
  program_set_free(&set);
  if (!good)
    fuzz_world_free(ret_world);
  return good;
}

void fuzz_world_free(struct fuzz_world *world)
{
  program_free(&world->world);
  program_free(&world->restore);
}

bool fuzz_decode(const struct fuzz_target *target, const uint8_t *data, size_t size, struct program *ret_program)
{
  const struct program_scope scope = {target->operations, target->max_calls, NULL};

  return target->decode != NULL ? target->decode(data, size, ret_program)
                                : program_decode_scope(data, size, &scope, ret_program);
}

void fuzz_encode(const struct fuzz_target *target, const struct program *program, struct buffer *ret_bytes)
{
  if (target->encode != NULL)
    target->encode(program, ret_bytes);
  else
    program_encode_scope(program, target->operations, ret_bytes);
}

/* The seed's text as a case that starts with the world: its lines come after so many others. */
static size_t compose(const struct fuzz_target *target, const char *text, size_t size, struct buffer *ret_text)
{
  const struct embedded_file *file = find_world(target);
  size_t lines = 0;

  if (file != NULL) {
    buffer_append(ret_text, file->data, file->size);
    buffer_string(ret_text, "\ncase input\ninclude world\n");
  }
  for (size_t i = 0; i < ret_text->size; i++)
    lines += ret_text->data[i] == '\n';
  buffer_append(ret_text, text, size);
  return lines;
}

static bool encode_input(const struct fuzz_target *target, const struct program_set *set, struct buffer *ret_bytes,
                         char *ret_error, size_t size)
{
  const struct program *whole = &set->programs[set->count - 1];
  struct program input;
  bool good;

  program_init(&input);
  good = program_append(&input, whole, set->count > 1 ? set->programs[0].call_count : 0);
  for (size_t i = 0; good && i < input.call_count; i++)
    if ((target->operations & SCOPE_OPERATION(input.calls[i].op)) == 0) {
      snprintf(ret_error, size, "%s is no call of %s", program_ops[input.calls[i].op].name, target->name);
      program_free(&input);
      return false;
    }
  if (good && input.call_count > target->max_calls) {
    snprintf(ret_error, size, "it has %zu calls, %s takes %u", input.call_count, target->name,
             (unsigned)target->max_calls);
    program_free(&input);
    return false;
  }
  if (good)
    fuzz_encode(target, &input, ret_bytes);
  program_free(&input);
  if (good && !ret_bytes->failed)
    return true;
  snprintf(ret_error, size, "out of memory");
  return false;
}

bool fuzz_parse(const struct fuzz_target *target, const char *text, size_t size, struct buffer *ret_bytes,
                char *ret_error, size_t error_size)
{
  struct buffer whole = {NULL, 0, 0, false};
  struct program_set set = {NULL, 0, 0};
  struct text_error error;
  size_t before = compose(target, text, size, &whole);
  bool good = false;

  if (whole.failed)
    snprintf(ret_error, error_size, "out of memory");
  else if (!program_parse(buffer_text(&whole), whole.size, &set, &error))
    snprintf(ret_error, error_size, "%zu:%zu: %s", error.line > before ? error.line - before : 0, error.column,
             error.message);
  else if (set.count != (before > 0 ? 3 : 1))
    snprintf(ret_error, error_size, "a seed is one program without a case of its own");
  else
    good = encode_input(target, &set, ret_bytes, ret_error, error_size);
  program_set_free(&set);
  buffer_free(&whole);
  return good;
}

bool fuzz_program(const struct fuzz_target *target, const uint8_t *data, size_t size, const struct fuzz_world *world,
                  struct program *ret_program)
{
  struct program input;
  bool good;

  program_init(&input);
  program_free(ret_program);
  good = fuzz_decode(target, data, size, &input) && program_copy(&world->world, ret_program) &&
         program_append(ret_program, &input, 0);
  program_free(&input);
  return good;
}

const struct fuzz_target *fuzz_target_by_name(const char *name, size_t length)
{
  for (const struct fuzz_target *const *target = fuzz_targets; *target != NULL; target++)
    if (strlen((*target)->name) == length && memcmp((*target)->name, name, length) == 0)
      return *target;
  return NULL;
}
