/* emit-c: a program as a C file of its own. */
#include "cli/emit.h"

#include <stdio.h>
#include <string.h>

#include "cli/fuzz_file.h"
#include "cli/session.h"
#include "embedded.h"
#include "run/linked.h"

/* What C declarations are picked from. */
static bool find_sources(const char *ret_sources[EMIT_SOURCE_COUNT])
{
  for (size_t i = 0; i < EMIT_SOURCE_COUNT; i++) {
    ret_sources[i] = NULL;
    for (size_t k = 0; k < embedded_file_count; k++)
      if (strncmp(embedded_files[k].name, "harness/", 8) == 0 &&
          strcmp(embedded_files[k].name + 8, emit_source_names[i]) == 0)
        ret_sources[i] = (const char *)embedded_files[k].data;
    if (ret_sources[i] == NULL) {
      complain("harness/%s is not built in", emit_source_names[i]);
      return false;
    }
  }
  return true;
}

/* Leaves one program: the case of that name, or the only one there is. */
static int pick_program(const char *path, const char *case_name, struct program_set *programs)
{
  size_t picked = 0;
  struct program kept;

  if (case_name == NULL && programs->count > 1) {
    complain("%s: it holds %zu programs; say which one with --case NAME", file_title(path), programs->count);
    return EXIT_USAGE;
  }
  while (case_name != NULL && picked < programs->count &&
         (programs->programs[picked].name == NULL || strcmp(programs->programs[picked].name, case_name) != 0))
    picked++;
  if (picked == programs->count) {
    complain("no case '%s' in %s", case_name, file_title(path));
    return EXIT_USAGE;
  }
  kept = programs->programs[picked];
  programs->programs[picked] = programs->programs[0];
  programs->programs[0] = kept;
  while (programs->count > 1)
    program_free(&programs->programs[--programs->count]);
  if (kept.call_count == 0) {
    complain("%s: the program makes no call", file_title(path));
    return EXIT_USAGE;
  }
  return EXIT_CLEAN;
}

int emit_write(const struct emit_options *options, const struct program_set *programs, const char *out)
{
  const char *sources[EMIT_SOURCE_COUNT];
  struct buffer text = {NULL, 0, 0, false};
  struct emit_facts facts = {.calls = NULL};
  int status = find_sources(sources) ? emit_play(options, programs, &facts) : EXIT_UNABLE;

  if (status == EXIT_CLEAN) {
    program_emit(&programs->programs[0], &facts, sources, &text);
    if (text.failed) {
      complain("out of memory");
      status = EXIT_UNABLE;
    } else if (!write_file(out, buffer_text(&text), text.size)) {
      status = EXIT_UNABLE;
    }
  }
  emit_facts_free(&facts);
  buffer_free(&text);
  return status;
}

/* An input of a target that tries text may be no program at all. */
static int read_program_text(const char *path, const struct fuzz_target *target, const struct fuzz_target *as,
                             struct program_set *ret_programs)
{
  struct buffer content = {NULL, 0, 0, false};
  struct text_error error;
  int status = read_content(path, &content);

  fuzz_say_target(path, target, as);
  if (status == EXIT_CLEAN && !program_parse(buffer_text(&content), content.size, ret_programs, &error)) {
    complain("%s: this input of %s is no program (%zu:%zu: %s): there is no call to make", file_title(path),
             target->name, error.line, error.column, error.message);
    status = EXIT_USAGE;
  }
  buffer_free(&content);
  return status;
}

static int read_input(const char *path, const struct fuzz_target *as, struct program_set *ret_programs)
{
  const struct fuzz_target *target = fuzz_target_of_file(path, as);

  if (target != NULL && target->operations == 0)
    return read_program_text(path, target, as, ret_programs);
  return read_programs(path, as, ret_programs);
}

static int run_emit(int argc, char **argv)
{
  enum { CASE = OPTION_FIRST, TARGET, PROFILE, TIMEOUT, AS, HELP };
  static const struct option long_options[] = {{"out", required_argument, NULL, 'o'},
                                               {"case", required_argument, NULL, CASE},
                                               {"as", required_argument, NULL, AS},
                                               {"target", required_argument, NULL, TARGET},
                                               {"profile", required_argument, NULL, PROFILE},
                                               {"timeout", required_argument, NULL, TIMEOUT},
                                               {"help", no_argument, NULL, HELP},
                                               {NULL, 0, NULL, 0}};
  struct emit_options options = {linked_name(), NULL, TIMEOUT_DEFAULT};
  struct program_set programs = {NULL, 0, 0};
  const struct fuzz_target *as = NULL;
  const char *out = "-", *case_name = NULL;
  int option, status;

  while ((option = next_option(&emit_command, ":o:", long_options, argc, argv)) != -1)
    switch (option) {
    case 'o':
      out = optarg;
      break;
    case CASE:
      case_name = optarg;
      break;
    case AS:
      as = fuzz_target_option(&emit_command);
      if (as == NULL)
        return EXIT_USAGE;
      break;
    case TARGET:
      options.target = optarg;
      break;
    case PROFILE:
      options.profile = optarg;
      break;
    case TIMEOUT:
      if (!number_option(&emit_command, "timeout", "seconds", 1, TIMEOUT_MAX, &options.timeout_seconds))
        return EXIT_USAGE;
      break;
    case HELP:
      return print_help(&emit_command);
    default:
      return EXIT_USAGE;
    }
  if (optind == argc)
    return misuse(&emit_command, "no file given");
  if (argc - optind > 1)
    return misuse(&emit_command, "one file is enough; %d are given", argc - optind);
  status = read_input(argv[optind], as, &programs);
  if (status == EXIT_CLEAN)
    status = pick_program(argv[optind], case_name, &programs);
  if (status == EXIT_CLEAN)
    status = emit_write(&options, &programs, out);
  program_set_free(&programs);
  return status;
}

const struct command emit_command = {
    "emit-c",
    "[OPTION...] FILE",
    "turn a program into a C program of its own",
    "Plays a program, text or binary, on a target, and writes a C program that makes\n"
    "the same calls and tells whether what is wrong with them still is. It needs no\n"
    "other file; its first comment says how it is compiled, and what it shows. A FILE\n"
    "of '-' is standard input.\n\n"
    "  -o, --out OUT          the file that it goes to; '-', the default, is standard\n"
    "                         output\n"
    "  --case NAME            the case of a FILE that holds several\n"
    "  --as TARGET            the fuzz target, such as fuzz_offer, that the FILE is\n"
    "                         an input of; the default is what its path says\n"
    "  --target mock|LIBRARY  what it is played on; the default is the mock kernel\n"
    "  --profile NAME         ddi, wsl2 or mock; the default is the target's own\n"
    "  --timeout SECONDS      that it may take; the default is 10\n"
    "  --help                 this text\n\n"
    "The C program ends with 1 while the fault is there, 0 when it is gone, and 2\n"
    "when a call that leads there fails.\n\n"
    "Exit status: 0 it is written; 2 bad usage or bad input; 3 the harness could not\n"
    "do its work.",
    run_emit,
};
