#include <string.h>

#include "program/mutate_parts.h"

/* A program in the making. */
struct splice {
  const struct program_scope *scope;
  struct program *result;
  uint64_t random;
  uint32_t left; /* items that lists may still take */
};

static bool take_calls(struct splice *splice, const struct program *source, size_t from, size_t to)
{
  const size_t most = splice->scope->max_calls < PROGRAM_MAX_CALLS ? splice->scope->max_calls : PROGRAM_MAX_CALLS;

  for (size_t i = from; i < to && splice->result->call_count < most; i++)
    if ((splice->scope->operations & SCOPE_OPERATION(source->calls[i].op)) != 0 &&
        !append_call(splice->result, source, &source->calls[i], &splice->left))
      return false;
  return true;
}

static size_t some_place(struct splice *splice, const struct program *program)
{
  return random_below(&splice->random, (uint32_t)program->call_count + 1);
}

/* The beginning of one and the end of the other. */
static bool cross(struct splice *splice, const struct program *first, const struct program *second)
{
  const size_t end = some_place(splice, first), begin = some_place(splice, second);

  return take_calls(splice, first, 0, end) && take_calls(splice, second, begin, second->call_count);
}

/* Some calls of the second in the middle of the first. */
static bool embed(struct splice *splice, const struct program *first, const struct program *second)
{
  const size_t place = some_place(splice, first), a = some_place(splice, second), b = some_place(splice, second);

  return take_calls(splice, first, 0, place) && take_calls(splice, second, a < b ? a : b, a < b ? b : a) &&
         take_calls(splice, first, place, first->call_count);
}

static const struct call *call_of(struct splice *splice, const struct program *program, uint8_t op)
{
  const size_t count = program->call_count, start = count == 0 ? 0 : random_below(&splice->random, (uint32_t)count);

  for (size_t i = 0; i < count; i++)
    if (program->calls[(start + i) % count].op == op)
      return &program->calls[(start + i) % count];
  return NULL;
}

/* The first, with some arguments of one call as a call of the second has them. */
static bool mix_arguments(struct splice *splice, const struct program *first, const struct program *second)
{
  struct program *result = splice->result;
  const struct call *from;
  struct call *call;
  uint32_t chosen;

  if (!take_calls(splice, first, 0, first->call_count))
    return false;
  if (result->call_count == 0)
    return true;
  call = &result->calls[random_below(&splice->random, (uint32_t)result->call_count)];
  from = call_of(splice, second, call->op);
  if (from == NULL)
    return true;
  chosen = (uint32_t)random_next(&splice->random) | 1u << random_below(&splice->random, CALL_MAX_ARGUMENTS);
  for (uint8_t i = 0; i < program_ops[call->op].argument_count; i++)
    if ((chosen >> i & 1) != 0 && !copy_argument(result, call, i, second, from))
      return false;
  if ((chosen >> CALL_MAX_ARGUMENTS & 3) == 3)
    call->place = from->place;
  return true;
}

bool program_splice(const struct program *first, const struct program *second, const struct program_scope *scope,
                    uint64_t seed, struct program *ret_program)
{
  struct splice splice = {scope, ret_program, seed, PROGRAM_MAX_ITEMS};
  bool good;

  program_clear(ret_program);
  if (scope->max_calls == 1 || random_one_in(&splice.random, 3))
    good = mix_arguments(&splice, first, second);
  else if (random_one_in(&splice.random, 3))
    good = embed(&splice, first, second);
  else
    good = cross(&splice, first, second);
  if (good && ret_program->call_count == 0)
    good = take_calls(&splice, first->call_count != 0 ? first : second, 0,
                      first->call_count + second->call_count == 0 ? 0 : 1);
  shorten_calls(ret_program, &splice.random);
  return good;
}
