#include "fuzz/engine/session.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/engine/counters.h"
#include "fuzz/engine/finding.h"
#include "fuzz/engine/restore.h"
#include "fuzz/input.h"
#include "program/text.h"
#include "run/contract.h"
#include "run/execute.h"
#include "run/probe.h"

static struct {
  const struct fuzz_target *fuzz;
  struct fuzz_world world;
  struct program input;
  const struct program *playing;
  struct target target;
  struct execution execution;
  struct requirement_set requirements;
  struct profile profile;
  struct oracle *oracle;
  bool standing; /* the world was played, and is as it was */
  bool changed;  /* a call of the input succeeded */
} session;

static bool complain(const char *what, const char *why)
{
  fprintf(stderr, "%s: %s%s%s\n", session.fuzz->name, what, why[0] != '\0' ? ": " : "", why);
  return false;
}

/* All that was played: the world, the input on it, what puts the world right; as far as it came. */
static _Noreturn void report(const struct judgement *judgement, const struct call_record *record)
{
  const struct program *parts[] = {&session.world.world, &session.input, &session.world.restore};
  struct buffer text = {NULL, 0, 0, false};
  struct program whole;
  size_t number = 0;
  bool good = program_copy(parts[0], &whole);

  for (size_t i = 0; i < 3; i++) {
    if (parts[i] == session.playing && record->call != UINT32_MAX)
      number = (i > 0 ? whole.call_count : 0) + record->call + 1;
    good = good && (i == 0 || program_append(&whole, parts[i], 0));
    if (parts[i] == session.playing)
      break;
  }
  program_format(good ? &whole : session.playing, &text);
  finding_judged(judgement, record, number, buffer_text(&text));
}

static bool judge(void *context, const struct call_record *record)
{
  static struct judgement judgement;

  (void)context;
  oracle_judge(session.oracle, record, &judgement);
  count_judgement(record, &judgement);
  if (judgement.verdict == VERDICT_FAIL)
    report(&judgement, record);
  session.changed = session.changed || (record->outcome == RECORD_RETURNED && record->status == STATUS_SUCCESS);
  return true;
}

static bool play(const struct program *program)
{
  session.playing = program;
  return execution_play(&session.execution, program, 0) && !session.execution.failed;
}

/* Empties the target and the oracle, and plays the world anew. */
static bool begin_anew(void)
{
  session.execution.failed = false;
  execution_finish(&session.execution);
  oracle_reset(session.oracle);
  session.execution.failed = false;
  session.standing = play(&session.world.world);
  return session.standing;
}

/*
 * In the child of a fork, as AFL++ makes them: the standing world is the parent's, and of none of its handles. Here, and not
 * with the next input, whose coverage it would be.
 */
static void begin_in_child(void)
{
  execution_forget(&session.execution);
  oracle_reset(session.oracle);
  begin_anew();
}

static bool restore(void)
{
  const struct program *program = &session.world.restore;

  session.playing = program;
  for (size_t i = 0; i < program->call_count; i++)
    if (restore_needs(&session.execution, program, &program->calls[i], &session.input) &&
        !execution_play_call(&session.execution, program, i))
      return false;
  return true;
}

static bool open_target(void)
{
  const char *library = getenv(SESSION_TARGET_VARIABLE);
  char error[256];

  if (library == NULL || library[0] == '\0')
    target_open_linked(&session.target);
  else if (!target_open_library(library, &session.target, error, sizeof error))
    return complain(library, error);
  target_probe(&session.target);
  return true;
}

static bool load_contract(void)
{
  const char *given = getenv(SESSION_PROFILE_VARIABLE);
  const char *name = given != NULL && given[0] != '\0' ? given : session.target.is_mock ? "mock" : "ddi";
  const char *missing;
  char error[256];

  if (!contract_requirements(&session.requirements, error, sizeof error) ||
      !contract_profile(name, &session.requirements, &session.profile, error, sizeof error))
    return complain(error, "");
  session.oracle = oracle_create(&session.requirements, &session.profile, &missing);
  if (session.oracle == NULL)
    return complain(missing != NULL ? missing : "out of memory", missing != NULL ? "no such requirement" : "");
  oracle_keep_quiet(session.oracle);
  count_requirements(&session.requirements);
  return true;
}

bool session_begin(const struct fuzz_target *target)
{
  char error[256];

  session.fuzz = target;
  program_init(&session.input);
  if (target->operations == 0)
    return true;
  if (!open_target() || !load_contract())
    return false;
  if (!fuzz_world_load(target, &session.world, error, sizeof error))
    return complain(error, "");
  if (!execution_init_long(&session.execution, &session.target))
    return complain("out of memory", "");
  session.execution.sink = (struct record_sink){NULL, judge, NULL};
  if (pthread_atfork(NULL, NULL, begin_in_child) != 0)
    return complain("out of memory", "");
  return begin_anew() || complain("its world could not be made", "");
}

static void check(const uint8_t *data, size_t size)
{
  struct buffer finding = {NULL, 0, 0, false};

  if (!session.fuzz->check(data, size, &finding))
    finding_property(buffer_text(&finding));
  buffer_free(&finding);
}

void session_try(const uint8_t *data, size_t size)
{
  if (session.fuzz->operations == 0) {
    check(data, size);
    return;
  }
  if (!session.standing && !begin_anew())
    return;
  if (!fuzz_decode(session.fuzz, data, size, &session.input))
    return;
  session.changed = false;
  session.standing = play(&session.input);
  if (!session.standing || session.world.world.call_count == 0 || !session.target.is_mock)
    begin_anew();
  else if (session.changed)
    session.standing = restore();
}

const struct program *session_world(void)
{
  return &session.world.world;
}
