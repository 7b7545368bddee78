#include "program/minimize.h"

#include <stdlib.h>
#include <string.h>

#include "program/binary.h"
#include "program/minimize_parts.h"

#define FIRST_LOST 256u
#define EMPTY 0u /* no hash is 0 */

/* ---- candidates ---- */

static uint64_t hash_calls(struct minimizer *minimizer, const struct program *program)
{
  struct program bare = *program;
  uint64_t hash = 0xCBF29CE484222325u;

  bare.expectation_count = bare.name_count = bare.requirement_count = bare.need_count = 0;
  bare.name = bare.sentence = NULL;
  buffer_clear(&minimizer->bytes);
  program_encode(&bare, &minimizer->bytes);
  minimizer->failed = minimizer->failed || minimizer->bytes.failed;
  for (size_t i = 0; i < minimizer->bytes.size; i++)
    hash = (hash ^ (uint8_t)minimizer->bytes.data[i]) * 0x100000001B3u;
  return hash != EMPTY ? hash : 1;
}

static uint64_t *find_lost(uint64_t *lost, size_t slots, uint64_t hash)
{
  size_t at = (size_t)hash & (slots - 1);

  while (lost[at] != EMPTY && lost[at] != hash)
    at = (at + 1) & (slots - 1);
  return &lost[at];
}

static bool was_lost(const struct minimizer *minimizer, uint64_t hash)
{
  return minimizer->lost_count > 0 && *find_lost(minimizer->lost, minimizer->lost_slots, hash) == hash;
}

static bool grow_lost(struct minimizer *minimizer)
{
  const size_t slots = minimizer->lost_slots > 0 ? minimizer->lost_slots * 2 : FIRST_LOST;
  uint64_t *grown = calloc(slots, sizeof *grown);

  if (grown == NULL)
    return false;
  for (size_t i = 0; i < minimizer->lost_slots; i++)
    if (minimizer->lost[i] != EMPTY)
      *find_lost(grown, slots, minimizer->lost[i]) = minimizer->lost[i];
  free(minimizer->lost);
  minimizer->lost = grown;
  minimizer->lost_slots = slots;
  return true;
}

static void remember_lost(struct minimizer *minimizer, uint64_t hash)
{
  if (minimizer->lost_count * 2 >= minimizer->lost_slots && !grow_lost(minimizer)) {
    minimizer->failed = true;
    return;
  }
  *find_lost(minimizer->lost, minimizer->lost_slots, hash) = hash;
  minimizer->lost_count++;
}

static void take(struct minimizer *minimizer, struct program *candidate)
{
  program_free(minimizer->best);
  *minimizer->best = *candidate;
  program_init(candidate);
}

static bool play(struct minimizer *minimizer, struct program *candidate, uint64_t hash)
{
  size_t call = MINIMIZE_NO_CALL;

  switch (minimizer->options->play(minimizer->options->context, candidate, &call)) {
  case MINIMIZE_SHOWN:
    minimizer->call = call;
    minimizer->best_hash = hash;
    minimizer->changed = true;
    return true;
  case MINIMIZE_LOST:
    remember_lost(minimizer, hash);
    return false;
  case MINIMIZE_STOP:
    break;
  }
  minimizer->stopped = true;
  return false;
}

bool minimizer_try(struct minimizer *minimizer, struct program *candidate)
{
  const uint64_t hash = hash_calls(minimizer, candidate);
  bool good = false;

  if (!minimizer_is_over(minimizer))
    good = hash == minimizer->best_hash || (!was_lost(minimizer, hash) && play(minimizer, candidate, hash));
  if (good)
    take(minimizer, candidate);
  program_free(candidate);
  return good;
}

/* ---- the whole ---- */

static void minimize_once(struct minimizer *minimizer)
{
  minimizer->changed = false;
  minimize_calls(minimizer);
  minimize_arguments(minimizer);
  minimize_lists(minimizer);
  minimize_numbers(minimizer);
  minimize_created(minimizer);
}

/* Whether a call of the operation needs the capability, which may be the name of an entry point. */
static bool op_needs(enum program_op op, const char *capability)
{
  const struct op_info *info = &program_ops[op];

  return strcmp(info->capability != NULL ? info->capability : info->name, capability) == 0;
}

static bool is_needed(const struct program *program, const char *capability)
{
  bool known = false;

  for (unsigned op = 0; op < OP_COUNT; op++)
    known = known || op_needs((enum program_op)op, capability);
  for (size_t i = 0; i < program->call_count; i++)
    if (op_needs((enum program_op)program->calls[i].op, capability))
      return true;
  return !known; /* what no operation stands for may be needed still */
}

static void drop_needs(struct program *program)
{
  size_t kept = 0;

  for (size_t i = 0; i < program->need_count; i++)
    if (is_needed(program, program->needs[i]))
      program->needs[kept++] = program->needs[i];
    else
      free(program->needs[i]);
  program->need_count = kept;
}

static bool copy_notes(const struct program *source, struct program *program)
{
  bool good = program_set_title(program, source->name, source->sentence);

  for (size_t i = 0; good && i < source->name_count; i++) {
    const struct object_name *name = &source->names[i];

    good = program_add_name(program, (enum object_type)name->type, name->slot, name->count, name->name);
  }
  for (size_t i = 0; good && i < source->requirement_count; i++)
    good = program_add_requirement(program, source->requirements[i]);
  for (size_t i = 0; good && i < source->need_count; i++)
    good = program_add_need(program, source->needs[i]);
  return good;
}

/* Lists and their items that went are still in the program's arrays; here they are left behind. */
static bool tidy(struct program *program)
{
  struct program fresh;
  bool good;

  program_init(&fresh);
  good = program_append(&fresh, program, 0) && copy_notes(program, &fresh);
  if (good) {
    program_free(program);
    *program = fresh;
  } else {
    program_free(&fresh);
  }
  return good;
}

bool program_minimize(struct program *program, const struct minimize_options *options, size_t call)
{
  struct minimizer minimizer = {.options = options, .best = program, .call = call};

  program->expectation_count = 0;
  minimizer.best_hash = hash_calls(&minimizer, program);
  do {
    do {
      minimize_once(&minimizer);
    } while (minimizer.changed && !minimizer_is_over(&minimizer));
    minimize_pairs(&minimizer);
  } while (minimizer.changed && !minimizer_is_over(&minimizer));
  minimize_slots(&minimizer);
  drop_needs(program);
  free(minimizer.lost);
  buffer_free(&minimizer.bytes);
  return tidy(program) && !minimizer.failed;
}
