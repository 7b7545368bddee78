/*
 * What the tests of the minimizer share: minimizing by a rule, and what rules
 * look for.
 */
#ifndef OFFERCHECK_TESTS_TEST_PROGRAM_MINIMIZE_SUPPORT_H
#define OFFERCHECK_TESTS_TEST_PROGRAM_MINIMIZE_SUPPORT_H

#include "test_program_support.h"

#include "program/minimize.h"

/* Whether a program shows it, and at which call if at one. */
typedef bool (*rule)(const struct program *program, size_t *ret_call);

struct playing {
  rule shows;
  size_t plays;
  size_t stop_after;  /* plays; 0: never */
  struct buffer seen; /* binary forms of all candidates, each behind its length */
};

static inline bool was_seen(const struct playing *playing, const struct buffer *bytes)
{
  for (size_t at = 0; at < playing->seen.size;) {
    size_t size;

    memcpy(&size, playing->seen.data + at, sizeof size);
    at += sizeof size;
    if (size == bytes->size && memcmp(playing->seen.data + at, bytes->data, size) == 0)
      return true;
    at += size;
  }
  return false;
}

static inline void note(struct playing *playing, const struct program *program)
{
  struct program bare = *program;
  struct buffer bytes = {0};

  bare.expectation_count = bare.name_count = bare.requirement_count = bare.need_count = 0;
  bare.name = bare.sentence = NULL;
  program_encode(&bare, &bytes);
  if (was_seen(playing, &bytes))
    fail_msg("a candidate is played twice, at play %u", (unsigned)playing->plays);
  buffer_append(&playing->seen, &bytes.size, sizeof bytes.size);
  buffer_append(&playing->seen, bytes.data, bytes.size);
  buffer_free(&bytes);
}

static inline enum minimize_answer play(void *context, const struct program *candidate, size_t *ret_call)
{
  struct playing *playing = context;

  if (playing->stop_after != 0 && playing->plays == playing->stop_after)
    return MINIMIZE_STOP;
  playing->plays++;
  note(playing, candidate);
  return playing->shows(candidate, ret_call) ? MINIMIZE_SHOWN : MINIMIZE_LOST;
}

/* Minimizes it and returns how many plays that took. */
static inline size_t minimize(struct program *program, rule shows, size_t stop_after)
{
  struct playing playing = {.shows = shows, .stop_after = stop_after};
  const struct minimize_options options = {play, &playing};
  size_t call = MINIMIZE_NO_CALL;

  assert_true(shows(program, &call));
  note(&playing, program);
  assert_true(program_minimize(program, &options, call));
  assert_true(shows(program, &call));
  buffer_free(&playing.seen);
  return playing.plays;
}

static inline bool is_created(const struct program *program, size_t before, const struct handle_ref *handle,
                              size_t *ret_call)
{
  for (size_t i = before; i-- > 0;)
    for (uint8_t k = 0; k < program_ops[program->calls[i].op].argument_count; k++) {
      const struct argument_info *row = &program_ops[program->calls[i].op].arguments[k];
      const struct argument *argument = &program->calls[i].arguments[k];

      if (row->kind == ARG_CREATED && row->type == handle->type && handle->slot >= argument->created.slot &&
          handle->slot - argument->created.slot < argument->created.count) {
        *ret_call = i;
        return true;
      }
    }
  return false;
}

static inline size_t count_op(const struct program *program, enum program_op op)
{
  size_t count = 0;

  for (size_t i = 0; i < program->call_count; i++)
    count += program->calls[i].op == op;
  return count;
}

static inline const struct call *only_offer(const struct program *program)
{
  for (size_t i = 0; i < program->call_count; i++)
    if (program->calls[i].op == OP_OFFER_ALLOCATIONS)
      return &program->calls[i];
  return NULL;
}

static inline void assert_text(const struct program *program, const char *expected)
{
  struct buffer text = {0};

  program_format(program, &text);
  assert_string_equal(buffer_text(&text), expected);
  buffer_free(&text);
}

static inline void minimize_text(const char *text, rule shows, const char *expected)
{
  struct program_set set;

  parse(text, strlen(text), &set);
  minimize(&set.programs[0], shows, 0);
  assert_text(&set.programs[0], expected);
  assert_text_round_trip(&set.programs[0]);
  assert_binary_round_trip(&set.programs[0]);
  program_set_free(&set);
}

#endif
