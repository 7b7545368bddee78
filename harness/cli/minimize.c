/* minimize: the least of a program that still shows its failure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/fuzz_file.h"
#include "cli/minimize.h"
#include "cli/session.h"
#include "cli/system.h"
#include "program/binary.h"
#include "program/minimize.h"
#include "run/contract.h"
#include "run/linked.h"
#include "run/platform.h"

#define PROGRESS_SECONDS 0.1
#define CLEAR_LINE "\r\033[K"
#define UNNAMED "minimized"

static volatile int stopped;

struct minimization {
  const char *target, *profile_name, *out, *case_name; /* the profile and the case may be NULL */
  const struct fuzz_target *as;                        /* what the file is an input of; NULL: its path says it */
  unsigned timeout_seconds;
  volatile int *stop;
  double deadline; /* of platform_seconds; 0: none */
  struct requirement_set requirements;
  struct profile profile;
  struct reproducer *reproducer;
  struct signature wanted; /* what the program showed at first */
  struct signature shown;  /* what the best so far showed */
  bool fresh;              /* each program gets a worker of its own */
  bool borrowed;           /* the best so far was not the first program of its worker */
  bool trusted;            /* one that was not the first has failed alike in a worker of its own */
  bool progress;
  double last_progress;
  size_t calls_before;
  unsigned long executions, timeouts;
  char error[512]; /* why no more can be played; "" */
};

/* ---- playing ---- */

static enum reproduce_end play(struct minimization *minimization, const struct program *program, bool fresh,
                               struct signature *ret_signature)
{
  enum reproduce_end end = reproducer_play(minimization->reproducer, program, fresh, ret_signature, minimization->error,
                                           sizeof minimization->error);

  if (end != REPRODUCE_UNABLE)
    minimization->error[0] = '\0';
  minimization->executions++;
  minimization->timeouts += ret_signature->verdict == VERDICT_TIMEOUT;
  return end;
}

static void show_progress(struct minimization *minimization, const struct program *candidate)
{
  const double now = platform_seconds();

  if (!minimization->progress || now - minimization->last_progress < PROGRESS_SECONDS)
    return;
  minimization->last_progress = now;
  fprintf(stderr, CLEAR_LINE "%zu calls of %zu, %lu executions", candidate->call_count, minimization->calls_before,
          minimization->executions);
  fflush(stderr);
}

static bool is_late(const struct minimization *minimization)
{
  return minimization->deadline > 0 && platform_seconds() > minimization->deadline;
}

/* Whether a program fails alike in a worker of its own: a target may keep something from one program to the next. */
static bool holds_alone(struct minimization *minimization, const struct program *program)
{
  struct signature signature;

  return play(minimization, program, true, &signature) != REPRODUCE_PLAYED ||
         signature_same(&signature, &minimization->wanted);
}

static enum minimize_answer play_candidate(void *context, const struct program *candidate, size_t *ret_call)
{
  struct minimization *minimization = context;
  struct signature signature;
  bool borrowed;

  show_progress(minimization, candidate);
  if (is_late(minimization) || play(minimization, candidate, minimization->fresh, &signature) != REPRODUCE_PLAYED)
    return MINIMIZE_STOP;
  if (!signature_same(&signature, &minimization->wanted))
    return MINIMIZE_LOST;
  borrowed = reproducer_is_used(minimization->reproducer);
  if (borrowed && !minimization->trusted) {
    minimization->trusted = holds_alone(minimization, candidate);
    minimization->fresh = !minimization->trusted;
    if (minimization->fresh)
      return MINIMIZE_LOST;
  }
  minimization->borrowed = borrowed;
  minimization->shown = signature;
  *ret_call = signature.call;
  return MINIMIZE_SHOWN;
}

/* ---- the result ---- */

/* On one line, as a property has to be. */
static void state_failure(const struct minimization *minimization, struct buffer *ret_text)
{
  char failure[640];

  signature_describe(&minimization->shown, failure, sizeof failure);
  buffer_string(ret_text, failure);
  if (minimization->shown.message[0] != '\0')
    buffer_printf(ret_text, ": %s", minimization->shown.message);
  for (size_t i = 0; i < ret_text->size; i++)
    if (ret_text->data[i] < ' ' || ret_text->data[i] > '~')
      ret_text->data[i] = '?';
  while (ret_text->size > 0 && ret_text->data[ret_text->size - 1] == ' ')
    ret_text->data[--ret_text->size] = '\0';
}

/* Says in the program what it shows. False: out of memory. */
static bool set_titles(const struct minimization *minimization, struct program *program)
{
  const struct signature *shown = &minimization->shown;
  struct buffer sentence = {NULL, 0, 0, false};
  bool good;

  state_failure(minimization, &sentence);
  while (program->requirement_count > 0)
    free(program->requirements[--program->requirement_count]);
  good = !sentence.failed &&
         program_set_title(program, program->name != NULL ? program->name : UNNAMED, buffer_text(&sentence));
  if (shown->requirement[0] != '\0')
    good = good && program_add_requirement(program, shown->requirement);
  buffer_free(&sentence);
  return good;
}

static int write_result(const struct minimization *minimization, struct program *program)
{
  const bool text = strcmp(minimization->out, "-") == 0 || is_text_name(minimization->out);
  struct buffer bytes = {NULL, 0, 0, false};
  int status = EXIT_CLEAN;

  if (!set_titles(minimization, program)) {
    complain("out of memory");
    return EXIT_UNABLE;
  }
  if (text)
    program_format(program, &bytes);
  else
    program_encode(program, &bytes);
  if (bytes.failed) {
    complain("out of memory");
    status = EXIT_UNABLE;
  } else if (!write_file(minimization->out, buffer_text(&bytes), bytes.size)) {
    status = EXIT_UNABLE;
  }
  buffer_free(&bytes);
  return status;
}

static void summarize(const struct minimization *minimization, const struct program *program)
{
  char failure[640], timeouts[64] = "";

  signature_describe(&minimization->shown, failure, sizeof failure);
  if (minimization->timeouts > 0)
    snprintf(timeouts, sizeof timeouts, ", %lu of them up to the timeout", minimization->timeouts);
  complain("%s%s: %zu calls to %zu, %lu executions%s", *minimization->stop ? "interrupted; " : "", failure,
           minimization->calls_before, program->call_count, minimization->executions, timeouts);
}

/* ---- the work ---- */

/* Minimizes it from the start. False: out of memory. */
static bool reduce(struct minimization *minimization, struct program *program)
{
  const struct minimize_options options = {play_candidate, minimization};

  minimization->shown = minimization->wanted;
  minimization->borrowed = false;
  return program_minimize(program, &options, minimization->wanted.call);
}

static bool is_over(const struct minimization *minimization)
{
  return *minimization->stop || is_late(minimization) || minimization->error[0] != '\0';
}

/* What came out does not fail on its own: all is done again, in a worker for each program. */
static bool reduce_for_sure(struct minimization *minimization, struct program *program)
{
  struct program original;
  bool good = program_copy(program, &original);

  good = good && reduce(minimization, program);
  if (good && !is_over(minimization) && minimization->borrowed && !holds_alone(minimization, program)) {
    program_free(program);
    *program = original;
    program_init(&original);
    minimization->fresh = true;
    good = reduce(minimization, program);
  }
  program_free(&original);
  return good;
}

static int finish(struct minimization *minimization, struct program *program, bool good)
{
  int status;

  if (minimization->progress)
    fputs(CLEAR_LINE, stderr);
  status = write_result(minimization, program);
  if (status != EXIT_CLEAN)
    return status;
  if (good && minimization->error[0] == '\0') {
    summarize(minimization, program);
    return *minimization->stop ? EXIT_FAILED : EXIT_CLEAN;
  }
  complain("%s; what it had come to is written", good ? minimization->error : "out of memory");
  return EXIT_UNABLE;
}

static int minimize(struct minimization *minimization, const char *title, struct program *program)
{
  char reason[160];

  if (reproducer_lacks(minimization->reproducer, program, reason, sizeof reason)) {
    complain("%s: %s: nothing to minimize", title, reason);
    return EXIT_USAGE;
  }
  minimization->calls_before = program->call_count;
  switch (play(minimization, program, true, &minimization->wanted)) {
  case REPRODUCE_STOPPED:
    complain("interrupted before the program was played once");
    return EXIT_UNABLE;
  case REPRODUCE_UNABLE:
    complain("%s", minimization->error);
    return EXIT_UNABLE;
  case REPRODUCE_PLAYED:
    break;
  }
  if (!signature_fails(&minimization->wanted)) {
    complain("%s: nothing fails in it on %s: nothing to minimize", title, minimization->target);
    return EXIT_USAGE;
  }
  minimization->progress = system_is_terminal(stderr);
  return finish(minimization, program, reduce_for_sure(minimization, program));
}

/* Starts what plays. Returns EXIT_CLEAN, or another status after a complaint; then there is nothing to close. */
static int open_target(struct minimization *minimization)
{
  const char *name =
      minimization->profile_name != NULL ? minimization->profile_name : linked_profile(minimization->target);
  struct reproduce_options options = {.library = linked_library(minimization->target),
                                      .timeout_seconds = minimization->timeout_seconds,
                                      .requirements = &minimization->requirements,
                                      .profile = &minimization->profile,
                                      .stop = minimization->stop};
  char error[512];
  int status;

  if (!contract_requirements(&minimization->requirements, error, sizeof error)) {
    complain("%s", error);
    return EXIT_UNABLE;
  }
  status = load_profile(name, &minimization->requirements, &minimization->profile);
  if (status != EXIT_CLEAN) {
    requirement_set_free(&minimization->requirements);
    return status;
  }
  minimization->reproducer = reproducer_create(&options, error, sizeof error);
  if (minimization->reproducer != NULL)
    return EXIT_CLEAN;
  complain("target %s: %s", minimization->target, error);
  profile_free(&minimization->profile);
  requirement_set_free(&minimization->requirements);
  return EXIT_UNABLE;
}

static void close_target(struct minimization *minimization)
{
  reproducer_destroy(minimization->reproducer);
  profile_free(&minimization->profile);
  requirement_set_free(&minimization->requirements);
}

static int start(struct minimization *minimization, const char *title, struct program *program)
{
  int status;

  system_catch_signals(&stopped);
  status = open_target(minimization);
  if (status != EXIT_CLEAN)
    return status;
  status = minimize(minimization, title, program);
  close_target(minimization);
  return status;
}

bool minimize_program(const struct minimize_request *request, struct program *program, struct signature *ret_shown)
{
  struct minimization minimization = {.target = request->target,
                                      .profile_name = request->profile,
                                      .timeout_seconds = request->timeout_seconds,
                                      .stop = request->stop,
                                      .deadline = platform_seconds() + request->seconds};
  char reason[160];
  bool fails = false;

  if (open_target(&minimization) != EXIT_CLEAN)
    return false;
  if (!reproducer_lacks(minimization.reproducer, program, reason, sizeof reason) &&
      play(&minimization, program, true, &minimization.wanted) == REPRODUCE_PLAYED &&
      signature_fails(&minimization.wanted)) {
    fails = reduce_for_sure(&minimization, program) && set_titles(&minimization, program);
    *ret_shown = minimization.shown;
  }
  close_target(&minimization);
  return fails;
}

/* The one program of the file, or that of the name. NULL: a complaint was printed. */
static struct program *choose(const struct program_set *programs, const char *title, const char *case_name)
{
  for (size_t i = 0; case_name != NULL && i < programs->count; i++)
    if (programs->programs[i].name != NULL && strcmp(programs->programs[i].name, case_name) == 0)
      return &programs->programs[i];
  if (case_name != NULL)
    complain("no case '%s' in %s", case_name, title);
  else if (programs->count > 1)
    complain("%s: it has %zu programs; say with --case which one", title, programs->count);
  else
    return &programs->programs[0];
  return NULL;
}

static int read_and_minimize(struct minimization *minimization, const char *path)
{
  const struct fuzz_target *input = fuzz_target_of_file(path, minimization->as);
  struct program_set programs = {NULL, 0, 0};
  struct program *program;
  int status;

  if (input != NULL && input->operations == 0) {
    fuzz_say_target(path, input, minimization->as);
    return minimize_text(path, input, minimization->out, minimization->timeout_seconds, minimization->stop);
  }
  status = read_programs(path, minimization->as, &programs);
  program = status == EXIT_CLEAN ? choose(&programs, file_title(path), minimization->case_name) : NULL;

  if (program != NULL)
    status = start(minimization, file_title(path), program);
  else if (status == EXIT_CLEAN)
    status = EXIT_USAGE;
  program_set_free(&programs);
  return status;
}

static int run_minimize(int argc, char **argv)
{
  enum { TARGET = OPTION_FIRST, PROFILE, TIMEOUT, CASE, AS, HELP };
  static const struct option long_options[] = {{"out", required_argument, NULL, 'o'},
                                               {"case", required_argument, NULL, CASE},
                                               {"as", required_argument, NULL, AS},
                                               {"target", required_argument, NULL, TARGET},
                                               {"profile", required_argument, NULL, PROFILE},
                                               {"timeout", required_argument, NULL, TIMEOUT},
                                               {"help", no_argument, NULL, HELP},
                                               {NULL, 0, NULL, 0}};
  struct minimization minimization = {
      .target = linked_name(), .out = "-", .timeout_seconds = TIMEOUT_DEFAULT, .stop = &stopped};
  int option;

  while ((option = next_option(&minimize_command, ":o:", long_options, argc, argv)) != -1)
    switch (option) {
    case 'o':
      minimization.out = optarg;
      break;
    case CASE:
      minimization.case_name = optarg;
      break;
    case AS:
      minimization.as = fuzz_target_option(&minimize_command);
      if (minimization.as == NULL)
        return EXIT_USAGE;
      break;
    case TARGET:
      minimization.target = optarg;
      break;
    case PROFILE:
      minimization.profile_name = optarg;
      break;
    case TIMEOUT:
      if (!number_option(&minimize_command, "timeout", "seconds", 1, TIMEOUT_MAX, &minimization.timeout_seconds))
        return EXIT_USAGE;
      break;
    case HELP:
      return print_help(&minimize_command);
    default:
      return EXIT_USAGE;
    }
  if (optind == argc)
    return misuse(&minimize_command, "no file given");
  if (optind + 1 < argc)
    return misuse(&minimize_command, "'%s' is too much; one program is minimized at a time", argv[optind + 1]);
  return read_and_minimize(&minimization, argv[optind]);
}

const struct command minimize_command = {
    "minimize",
    "[OPTION...] FILE",
    "cut a program down to what its failure takes",
    "Takes a program, text or binary, that makes the target fail and finds the fewest\n"
    "calls and the plainest arguments that still fail alike: with the same verdict on\n"
    "the same requirement, the same end of the process in the same call, or the same\n"
    "report of a sanitizer. A FILE of '-' is standard input.\n\n"
    "  -o, --out OUT          where it goes: text if the name ends in .kmt, else\n"
    "                         binary; '-', the default, is text on standard output\n"
    "  --case NAME            the program, where the FILE has several\n"
    "  --as TARGET            the fuzz target, such as fuzz_offer, that the FILE is\n"
    "                         an input of; the default is what its path says\n"
    "  --target mock|LIBRARY  what is tested; the default is the mock kernel\n"
    "  --profile NAME         ddi, wsl2 or mock; the default is the target's own\n"
    "  --timeout SECONDS      that one execution may take; the default is 10. What\n"
    "                         hangs takes as long for every step, a score or two:\n"
    "                         one second is mostly enough\n"
    "  --help                 this text\n\n"
    "The last line on standard error says what fails and how far it got. After an\n"
    "interrupt the least program so far is written.\n\n"
    "Exit status: 0 it is minimized; 1 it was interrupted, and something was written;\n"
    "2 bad usage or bad input, one that shows no failure too; 3 the harness could not\n"
    "do its work.",
    run_minimize,
};
