/*
 * Keeping programs short. What was tried with thousands of items or dozens of
 * calls was tried: most of what comes of it is tried with a few, for an
 * execution takes as long as its lists and its calls are many.
 */
#include "program/mutate_parts.h"

#define RUN_SHORT 32u     /* items that cost nothing worth speaking of */
#define MEMORY_SHORT 256u /* and items, or bytes, of outputs */
#define LISTS_KEPT 64u    /* one program of so many keeps longer lists as they are */
#define CALLS_FEW 12u     /* calls that a program has without harm */
#define CALLS_KEPT 6u     /* one program of so many keeps more */

static uint32_t few(uint64_t *random)
{
  return 2 + random_below(random, 7);
}

static void shorten_lists(struct program *program, uint64_t *random)
{
  for (size_t i = 0; i < program->handle_count; i++)
    if (program->handles[i].count > RUN_SHORT)
      program->handles[i].count = few(random);
  for (size_t i = 0; i < program->value_count; i++)
    if (program->values[i].count > RUN_SHORT)
      program->values[i].count = few(random);
}

/* Memory is laid for as many items as a number names, here where it is not a list's own count. */
static void shorten_memory(const struct op_info *op, struct argument *arguments, uint8_t output)
{
  const uint8_t counter = op->arguments[output].counted_by;

  if (arguments[output].number > RUN_SHORT) {
    arguments[output].number = 0;
    arguments[output].given = false;
  }
  if (op->arguments[counter].kind == ARG_U32 && arguments[counter].number > MEMORY_SHORT)
    arguments[counter].number = op->arguments[counter].value;
}

static void shorten_created(struct call *call, uint64_t *random)
{
  struct argument *created = &call->arguments[CREATE_ALLOCATION_ARG_CREATED];
  struct argument *count = &call->arguments[CREATE_ALLOCATION_ARG_COUNT];

  if (created->created.count > RUN_SHORT)
    created->created.count = (uint16_t)few(random);
  if (count->number > RUN_SHORT) {
    count->number = 0;
    count->given = false;
  }
}

static void shorten_call(struct call *call, uint64_t *random)
{
  const struct op_info *op = &program_ops[call->op];

  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].kind == ARG_OUTPUT)
      shorten_memory(op, call->arguments, i);
  if (call->op == OP_CREATE_ALLOCATION || call->op == OP_CREATE_ALLOCATION2)
    shorten_created(call, random);
}

void shorten_calls(struct program *program, uint64_t *random)
{
  if (program->call_count > CALLS_FEW && !random_one_in(random, CALLS_KEPT))
    while (program->call_count > CALLS_FEW)
      remove_call(program, random_below(random, (uint32_t)program->call_count));
}

void shorten_program(struct program *program, uint64_t *random)
{
  if (!random_one_in(random, LISTS_KEPT)) {
    shorten_lists(program, random);
    for (size_t i = 0; i < program->call_count; i++)
      shorten_call(&program->calls[i], random);
  }
  shorten_calls(program, random);
}

void program_shorten(struct program *program, uint64_t seed)
{
  shorten_program(program, &seed);
}
