/*
 * What the tests of the mutator share: programs to begin with, and what must
 * hold for every program that comes out.
 */
#ifndef OFFERCHECK_TESTS_TEST_PROGRAM_MUTATE_SUPPORT_H
#define OFFERCHECK_TESTS_TEST_PROGRAM_MUTATE_SUPPORT_H

#include "test_program_support.h"

#include "program/mutate.h"

/* Two devices on one adapter, one on another, one of another process; destroyed: allocation14 and 15, device3. */
static const char world_text[] = "EnumAdapters2 hAdapter->A[2]\n"
                                 "CreateDevice hAdapter=A[0] hDevice->D\n"
                                 "CreateDevice hAdapter=A[0] hDevice->E\n"
                                 "CreateDevice hAdapter=A[1] hDevice->F\n"
                                 "CreateDevice hAdapter=A[0] hDevice->H\n"
                                 "CreatePagingQueue hDevice=D hPagingQueue->Q hSyncObject->S\n"
                                 "CreateContextVirtual hDevice=D hContext->C\n"
                                 "CreateAllocation2 hDevice=D hAllocation->X[8]\n"
                                 "CreateAllocation2 hDevice=E hAllocation->Y[2]\n"
                                 "CreateAllocation2 hDevice=F hAllocation->Z[2]\n"
                                 "CreateAllocation2 hDevice=D Flags=CreateResource hResource->R hAllocation->W[2]\n"
                                 "CreateAllocation2 hDevice=D hAllocation->V[2]\n"
                                 "DestroyAllocation2 hDevice=D phAllocationList=[V]\n"
                                 "DestroyDevice hDevice=H\n"
                                 "process index=1\n"
                                 "EnumAdapters2 hAdapter->B[2]\n"
                                 "CreateDevice hAdapter=B[0] hDevice->G\n"
                                 "CreateAllocation2 hDevice=G hAllocation->U[2]\n"
                                 "process index=0\n";

/* The one program of a text. */
static inline void parse_one(const char *text, struct program *ret_program)
{
  struct program_set set;

  parse(text, strlen(text), &set);
  assert_int_equal(set.count, 1);
  assert_true(program_copy(&set.programs[0], ret_program));
  program_set_free(&set);
}

static inline void assert_in_scope(const struct program *program, const struct program_scope *scope)
{
  if (program->call_count > scope->max_calls)
    fail_msg("%u calls, more than %u", (unsigned)program->call_count, (unsigned)scope->max_calls);
  for (size_t i = 0; i < program->call_count; i++)
    if ((scope->operations & SCOPE_OPERATION(program->calls[i].op)) == 0)
      fail_msg("%s is not in the scope", program_ops[program->calls[i].op].name);
}

/* Each run is in a list: nothing is left behind by edits. */
static inline void assert_tight(const struct program *program)
{
  size_t handles = 0, values = 0;

  for (size_t i = 0; i < program->call_count; i++)
    for (uint8_t k = 0; k < program_ops[program->calls[i].op].argument_count; k++) {
      const enum argument_kind kind = program_ops[program->calls[i].op].arguments[k].kind;
      const struct argument *argument = &program->calls[i].arguments[k];

      handles += kind == ARG_HANDLES ? argument->list.count : 0;
      values += kind == ARG_VALUES ? argument->list.count : 0;
    }
  assert_int_equal(handles, program->handle_count);
  assert_int_equal(values, program->value_count);
}

/* Reused from check to check. */
struct coded {
  struct program again;
  struct buffer bytes;
};

static inline void assert_comes_back(struct coded *coded, const struct program *program)
{
  buffer_clear(&coded->bytes);
  program_encode(program, &coded->bytes);
  assert_true(program_decode((const uint8_t *)buffer_text(&coded->bytes), coded->bytes.size, &coded->again));
  if (!program_same_calls(program, &coded->again)) {
    struct buffer text = {0};

    program_format(program, &text);
    buffer_byte(&text, '\n');
    program_format(&coded->again, &text);
    fail_msg("a program does not come back:\n%.4000s", buffer_text(&text));
  }
}

static inline void coded_free(struct coded *coded)
{
  program_free(&coded->again);
  buffer_free(&coded->bytes);
}

/* ---- what mutations reach ---- */

#define SEEDS 300000u
#define SOME 2u /* times that a kind of change has to come up: the seeds are fixed, and long lists are rare */

/* Slots of the world's objects. */
enum { DEVICE_D, DEVICE_E, DEVICE_F, DEVICE_H, DEVICE_G };
enum { X_FIRST = 0, Y_FIRST = 8, Z_FIRST = 10, W_FIRST = 12, V_FIRST = 14, U_FIRST = 16, ALLOCATIONS = 18 };

/* A kind of change: what holds for the program that was changed, and for how many it did. */
struct reached {
  const char *name;
  bool (*holds)(const struct program *changed, uint64_t parameter);
  uint64_t parameter;
  unsigned count;
};

static inline void reach(const struct program *base, const struct program_scope *scope, struct reached *rows,
                         size_t count)
{
  struct mutator *mutator = mutator_create(scope);
  uint64_t seed = 20;
  unsigned missing = 0;

  assert_non_null(mutator);
  for (unsigned i = 0; i < SEEDS; i++) {
    struct program changed;

    assert_true(program_copy(base, &changed));
    assert_true(mutator_mutate(mutator, &changed, chance(&seed)));
    for (size_t k = 0; k < count && changed.call_count != 0; k++)
      rows[k].count += rows[k].holds(&changed, rows[k].parameter);
    program_free(&changed);
  }
  for (size_t k = 0; k < count; k++)
    if (rows[k].count < SOME) {
      print_error("%s %llx: %u of %u\n", rows[k].name, (unsigned long long)rows[k].parameter, rows[k].count, SEEDS);
      missing++;
    }
  assert_int_equal(missing, 0);
  mutator_free(mutator);
}

#define LENGTH 3u /* of the list that is offered here */

static const char offer_text[] = "OfferAllocations hDevice=device0 HandleList=[allocation0 allocation1 allocation2] "
                                 "Priority=LOW\n";

static inline const struct argument *argument_of(const struct program *program, uint8_t argument)
{
  return &program->calls[0].arguments[argument];
}

#endif
