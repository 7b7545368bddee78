/*
 * What the tests of programs share: chance that repeats, programs made by it,
 * and exact comparison.
 */
#ifndef OFFERCHECK_TESTS_TEST_PROGRAM_SUPPORT_H
#define OFFERCHECK_TESTS_TEST_PROGRAM_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "program/binary.h"
#include "program/text.h"

/* SplitMix64: the same numbers everywhere. */
static inline uint64_t chance(uint64_t *state)
{
  uint64_t value = *state += 0x9E3779B97F4A7C15u;

  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
  value = (value ^ value >> 27) * 0x94D049BB133111EBu;
  return value ^ value >> 31;
}

static inline uint64_t below(uint64_t *state, uint64_t bound)
{
  return chance(state) % bound;
}

/* Numbers of all sizes, small ones and edges more often than chance would have them. */
static inline uint64_t some_number(uint64_t *state, unsigned bits)
{
  const uint64_t all = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;

  switch (below(state, 4)) {
  case 0:
    return below(state, 5);
  case 1:
    return all - below(state, 3);
  default:
    return (chance(state) >> below(state, 64)) & all;
  }
}

static inline struct placement some_place(uint64_t *state)
{
  struct placement place = {(uint8_t)below(state, PLACE_COUNT), 0};

  if (place.kind == PLACE_MISALIGNED)
    place.argument = 1 + below(state, 7);
  else if (placement_has_argument((enum placement_kind)place.kind))
    place.argument = some_number(state, 64);
  return place;
}

static inline struct handle_ref some_handle(uint64_t *state)
{
  struct handle_ref handle = {.type = (uint8_t)below(state, OBJECT_TYPE_COUNT), .count = 1};

  if (handle.type != OBJECT_VALUE)
    handle.slot = (uint16_t)below(state, below(state, 2) == 0 ? 4 : object_types[handle.type].slots);
  if (handle.type == OBJECT_VALUE || below(state, 3) == 0)
    handle.flip = (uint32_t)some_number(state, 32);
  return handle;
}

static inline void some_list(uint64_t *state, struct program *program, enum argument_kind kind, struct argument *list)
{
  const uint64_t runs = below(state, below(state, 4) == 0 ? 40 : 4);

  list->place = some_place(state);
  for (uint64_t i = 0; i < runs; i++) {
    struct handle_ref handle = some_handle(state);
    const struct value_run value = {(uint32_t)some_number(state, 32), (uint32_t)(1 + below(state, 3))};

    handle.stride = handle.type != OBJECT_VALUE && below(state, 2) == 0;
    handle.count = (uint32_t)(1 + below(state, 5));
    assert_true(kind == ARG_HANDLES ? program_add_handle(program, list, handle)
                                    : program_add_value(program, list, value));
  }
}

static inline void some_argument(uint64_t *state, struct program *program, const struct argument_info *row,
                                 struct argument *argument)
{
  switch (row->kind) {
  case ARG_HANDLE:
    argument->handle = some_handle(state);
    break;
  case ARG_LUID:
    if (below(state, 2) == 0)
      argument->handle = (struct handle_ref){.type = OBJECT_ADAPTER, .slot = (uint16_t)below(state, 64), .count = 1};
    else
      argument->number = some_number(state, 64);
    break;
  case ARG_HANDLES:
  case ARG_VALUES:
    some_list(state, program, row->kind, argument);
    break;
  case ARG_OUTPUT:
    argument->place = some_place(state);
    argument->given = below(state, 2) == 0;
    argument->number = argument->given ? below(state, PROGRAM_MAX_LIST + 1) : 0;
    break;
  case ARG_CREATED:
    argument->created.count = (uint16_t)(row->offset == NO_OFFSET ? 1 + below(state, 4) : 1);
    argument->created.slot = (uint16_t)below(state, below(state, 2) == 0 ? 6 : object_types[row->type].slots - 4);
    break;
  case ARG_COUNT:
    argument->given = true;
    argument->number = some_number(state, 32);
    break;
  case ARG_U32:
    argument->number = some_number(state, 32);
    break;
  case ARG_U64:
  case ARG_SETTING:
    argument->number = some_number(state, 64);
    break;
  }
}

static inline void some_call(uint64_t *state, struct program *program, enum program_op op)
{
  struct call *call = program_add_call(program, op);

  assert_non_null(call);
  if (below(state, 3) == 0)
    call->place = some_place(state);
  if (below(state, 3) == 0)
    call->padding = (uint8_t)chance(state);
  for (uint8_t i = 0; i < program_ops[op].argument_count; i++)
    if (below(state, 4) != 0)
      some_argument(state, program, &program_ops[op].arguments[i], &call->arguments[i]);
}

/* Names that overlap, stand in any order, and may or may not be those that objects are made under. */
static inline void some_notes(uint64_t *state, struct program *program)
{
  const uint64_t names = below(state, 8);

  for (uint64_t i = 0; i < names; i++) {
    const enum object_type type = (enum object_type)(1 + below(state, OBJECT_TYPE_COUNT - 1));
    char name[16];

    (void)snprintf(name, sizeof name, "N%u", (unsigned)i);
    assert_true(program_add_name(program, type, (uint16_t)below(state, 6), (uint16_t)(1 + below(state, 4)), name));
  }
  for (uint32_t i = 0; i < program->call_count; i++) {
    struct expectation expectation = {.call = i, .count = (uint8_t)(1 + below(state, EXPECT_MAX_STATUSES))};

    for (uint8_t k = 0; k < expectation.count; k++)
      expectation.statuses[k] = below(state, 2) == 0 ? STATUS_DEVICE_REMOVED : (NTSTATUS)(uint32_t)chance(state);
    if (below(state, 3) == 0)
      assert_true(program_add_expectation(program, &expectation));
  }
  if (below(state, 2) == 0)
    assert_true(program_set_title(program, "a/$b#\xC3\xA9", below(state, 2) == 0 ? "#1 costs $5 #  ${x} \"q\"" : NULL));
  if (below(state, 2) == 0)
    assert_true(program_add_requirement(program, "#OFR-$1") && program_add_requirement(program, "OFR-RET-01"));
  if (below(state, 2) == 0)
    assert_true(program_add_need(program, "stop-adapter") && program_add_need(program, "ReclaimAllocations"));
}

static inline void some_program(uint64_t *state, struct program *ret_program)
{
  const uint64_t calls = 1 + below(state, 6);

  for (uint64_t i = 0; i < calls; i++)
    some_call(state, ret_program, (enum program_op)below(state, OP_COUNT));
  some_notes(state, ret_program);
}

static inline void assert_same_strings(char *const *a, size_t a_count, char *const *b, size_t b_count)
{
  assert_int_equal(a_count, b_count);
  for (size_t i = 0; i < a_count; i++)
    assert_string_equal(a[i], b[i]);
}

static inline void assert_same_title(const char *a, const char *b)
{
  assert_int_equal(a == NULL, b == NULL);
  if (a != NULL && b != NULL)
    assert_string_equal(a, b);
}

static inline void assert_same_notes(const struct program *a, const struct program *b)
{
  assert_same_title(a->name, b->name);
  assert_same_title(a->sentence, b->sentence);
  assert_same_strings(a->requirements, a->requirement_count, b->requirements, b->requirement_count);
  assert_same_strings(a->needs, a->need_count, b->needs, b->need_count);
  assert_int_equal(a->name_count, b->name_count);
  for (size_t i = 0; i < a->name_count; i++) {
    assert_string_equal(a->names[i].name, b->names[i].name);
    assert_int_equal(a->names[i].type, b->names[i].type);
    assert_int_equal(a->names[i].slot, b->names[i].slot);
    assert_int_equal(a->names[i].count, b->names[i].count);
  }
  assert_int_equal(a->expectation_count, b->expectation_count);
  for (size_t i = 0; i < a->expectation_count; i++) {
    assert_int_equal(a->expectations[i].call, b->expectations[i].call);
    assert_int_equal(a->expectations[i].count, b->expectations[i].count);
    for (uint8_t k = 0; k < a->expectations[i].count; k++)
      assert_int_equal(a->expectations[i].statuses[k], b->expectations[i].statuses[k]);
  }
}

static inline bool same_runs(const struct program *a, const struct program *b)
{
  if (a->handle_count != b->handle_count || a->value_count != b->value_count)
    return false;
  for (size_t i = 0; i < a->handle_count; i++)
    if (a->handles[i].type != b->handles[i].type || a->handles[i].stride != b->handles[i].stride ||
        a->handles[i].slot != b->handles[i].slot || a->handles[i].flip != b->handles[i].flip ||
        a->handles[i].count != b->handles[i].count)
      return false;
  for (size_t i = 0; i < a->value_count; i++)
    if (a->values[i].value != b->values[i].value || a->values[i].count != b->values[i].count)
      return false;
  return true;
}

/* Not only the same calls: the same runs in their lists, and the same notes. */
static inline void assert_same_program(const struct program *a, const struct program *b)
{
  assert_true(program_same_calls(a, b));
  assert_true(same_runs(a, b));
  assert_same_notes(a, b);
}

static inline void assert_same_buffers(const struct buffer *a, const struct buffer *b)
{
  assert_false(a->failed || b->failed);
  assert_int_equal(a->size, b->size);
  if (a->size != 0)
    assert_memory_equal(a->data, b->data, a->size);
}

/* Parses a text that must hold programs. */
static inline void parse(const char *text, size_t size, struct program_set *ret_set)
{
  struct text_error error;

  *ret_set = (struct program_set){0};
  if (!program_parse(text, size, ret_set, &error))
    fail_msg("%u:%u: %s\n%.400s", (unsigned)error.line, (unsigned)error.column, error.message, text);
}

static inline void assert_text_round_trip(const struct program *program)
{
  struct buffer text = {0}, again = {0};
  struct program_set set;

  program_format(program, &text);
  parse(buffer_text(&text), text.size, &set);
  assert_int_equal(set.count, 1);
  program_format(&set.programs[0], &again);
  if (strcmp(buffer_text(&text), buffer_text(&again)) != 0)
    fail_msg("%s\n---- came back as\n%s", buffer_text(&text), buffer_text(&again));
  assert_same_program(program, &set.programs[0]);
  program_set_free(&set);
  buffer_free(&again);
  buffer_free(&text);
}

static inline void assert_binary_round_trip(const struct program *program)
{
  struct buffer bytes = {0}, again = {0};
  struct program decoded;

  program_init(&decoded);
  program_encode(program, &bytes);
  assert_true(program_decode((const uint8_t *)bytes.data, bytes.size, &decoded));
  assert_same_program(program, &decoded);
  program_encode(&decoded, &again);
  assert_same_buffers(&bytes, &again);
  program_free(&decoded);
  buffer_free(&again);
  buffer_free(&bytes);
}

#endif
