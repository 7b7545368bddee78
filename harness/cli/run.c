#include <stdio.h>
#include <string.h>

#include "cli/fuzz_file.h"
#include "cli/names.h"
#include "cli/run_print.h"
#include "cli/session.h"
#include "run/linked.h"

struct run_files {
  const struct fuzz_target *as; /* what they are inputs of; NULL: their paths say it */
  char **paths;
  int count;
};

/* Says what came of text that was tried. Returns EXIT_CLEAN if it holds, and is a program to play. */
static int print_check(const struct fuzz_target *target, const char *path, enum fuzz_check_end end,
                       const struct buffer *finding)
{
  if (end == CHECK_UNABLE) {
    complain("%s: it cannot be tried: %s", file_title(path), buffer_text(finding));
    return EXIT_UNABLE;
  }
  if (end == CHECK_HOLDS)
    return EXIT_CLEAN;
  print_wrapped(file_title(path), 0, 0);
  printf("  ");
  print_wrapped(target->property, 2, 2);
  printf("%s: ", verdict_names[VERDICT_FAIL]);
  print_wrapped(buffer_text(finding), 6, 2);
  return flush_output() ? EXIT_FAILED : EXIT_UNABLE;
}

/* What no program can be made of was refused, as it should be. */
static int read_tried(const char *path, const struct fuzz_target *target, const struct buffer *content,
                      struct program_set *ret_programs)
{
  struct text_error error;

  if (program_parse(buffer_text(content), content->size, ret_programs, &error))
    return EXIT_CLEAN;
  if (error.line == 0) {
    complain("%s: %s", file_title(path), error.message);
    return EXIT_UNABLE;
  }
  print_wrapped(file_title(path), 0, 0);
  printf("  ");
  print_wrapped(target->property, 2, 2);
  printf("  it is no program, and refused: %zu:%zu: ", error.line, error.column);
  print_wrapped(error.message, 40, 2);
  puts(verdict_names[VERDICT_PASS]);
  return flush_output() ? EXIT_CLEAN : EXIT_UNABLE;
}

/* Text that is to be tried itself, before what it says is played. */
static int read_text_input(const char *path, const struct fuzz_target *target, const struct fuzz_target *as,
                           unsigned timeout_seconds, struct program_set *ret_programs)
{
  struct buffer content = {NULL, 0, 0, false}, finding = {NULL, 0, 0, false};
  int status = read_content(path, &content);

  fuzz_say_target(path, target, as);
  if (status == EXIT_CLEAN)
    status = print_check(target, path,
                         fuzz_check(target, buffer_text(&content), content.size, timeout_seconds, &finding), &finding);
  if (status == EXIT_CLEAN)
    status = read_tried(path, target, &content, ret_programs);
  buffer_free(&content);
  buffer_free(&finding);
  return status;
}

/* EXIT_FAILED: the text of a file does not hold; the others were read all the same. */
static int read_all(const struct run_files *files, unsigned timeout_seconds, struct program_set *ret_programs)
{
  char **const paths = files->paths;
  int worst = EXIT_CLEAN;

  for (int i = 0; i < files->count; i++) {
    const struct fuzz_target *target = fuzz_target_of_file(paths[i], files->as);
    size_t first = ret_programs->count;
    int status = target != NULL && target->operations == 0
                     ? read_text_input(paths[i], target, files->as, timeout_seconds, ret_programs)
                     : read_programs(paths[i], files->as, ret_programs);

    if (status != EXIT_CLEAN && status != EXIT_FAILED)
      return status;
    worst = status != EXIT_CLEAN ? status : worst;
    if (!name_programs(paths[i], false, ret_programs, first)) {
      complain("out of memory");
      return EXIT_UNABLE;
    }
  }
  return worst;
}

/* "3 programs: 1 FAIL, 2 PASS", heaviest first. */
static void print_tally(const struct run_results *results)
{
  const char *separator = ": ";

  if (results->case_count < 2)
    return;
  printf("%zu programs", results->case_count);
  for (unsigned verdict = VERDICT_COUNT; verdict-- > 0;)
    if (results->verdicts[verdict] > 0) {
      printf("%s%llu %s", separator, (unsigned long long)results->verdicts[verdict], verdict_names[verdict]);
      separator = ", ";
    }
  putchar('\n');
}

static void print_cases(const struct run_results *results, const struct program_set *programs, bool all)
{
  for (size_t i = 0; i < results->case_count && i < programs->count; i++) {
    struct standing_world world;
    const struct fuzz_target *target = fuzz_find_world(&programs->programs[i], &world.calls);

    world.name = target != NULL ? target->name : NULL;
    print_case(&results->cases[i], &world, all);
  }
}

static int play(const struct session_options *options, const struct run_files *files, bool all)
{
  struct program_set programs = {NULL, 0, 0};
  struct run_results results;
  int status = read_all(files, options->timeout_seconds, &programs);
  const bool failed = status == EXIT_FAILED;

  if ((status != EXIT_CLEAN && !failed) || programs.count == 0)
    goto out;
  status = session_run(options, &programs, &results);
  print_cases(&results, &programs, all);
  print_tally(&results);
  if (!flush_output())
    status = EXIT_UNABLE;
  else if (status == EXIT_CLEAN)
    status = session_status(&results);
  if (failed && status == EXIT_CLEAN)
    status = EXIT_FAILED;
  run_results_free(&results);
out:
  program_set_free(&programs);
  return status;
}

static int run_run(int argc, char **argv)
{
  enum { AS = SESSION_OPTION_END, ALL, HELP };
  static const struct option long_options[] = {SESSION_LONG_OPTIONS,
                                               {"as", required_argument, NULL, AS},
                                               {"all", no_argument, NULL, ALL},
                                               {"help", no_argument, NULL, HELP},
                                               {NULL, 0, NULL, 0}};
  struct session_options options = {
      .target = linked_name(), .timeout_seconds = TIMEOUT_DEFAULT, .memory_megabytes = MEMORY_DEFAULT};
  struct run_files files = {NULL, NULL, 0};
  bool all = false;
  int option, status;

  while ((option = next_option(&run_command, ":", long_options, argc, argv)) != -1)
    switch (option) {
    case AS:
      files.as = fuzz_target_option(&run_command);
      if (files.as == NULL)
        return EXIT_USAGE;
      break;
    case ALL:
      all = true;
      break;
    case HELP:
      return print_help(&run_command);
    default:
      if (session_option(&run_command, option, &options) != EXIT_CLEAN)
        return EXIT_USAGE;
    }
  if (optind == argc)
    return misuse(&run_command, "no file given");
  files.paths = argv + optind;
  files.count = argc - optind;
  status = session_read_files(&options);
  if (status == EXIT_CLEAN)
    status = play(&options, &files, all);
  wishes_free(&options.wishes);
  return status;
}

const struct command run_command = {
    "run",
    "[OPTION...] FILE...",
    "play programs or crash files, with every call decoded",
    "Plays programs on a target: text (.kmt) or binary, crash files included. Each\n"
    "call is shown with every field, what came back, what the contract allows, and\n"
    "the verdict with its requirement. A FILE of '-' is standard input.\n\n"
    "  --target mock|LIBRARY  what is tested; the default is the mock kernel\n" WISHES_HELP
    "  --profile NAME         ddi, wsl2 or mock; the default is the target's own\n"
    "  --timeout SECONDS      that one program may take; the default is 10\n"
    "  --no-isolation         no worker: the target is played in the command's own\n"
    "                         process, for a debugger; a crash ends the command\n"
    "  --as TARGET            the fuzz target, such as fuzz_offer, that the FILEs are\n"
    "                         inputs of; the default is what their paths say\n"
    "  --all                  show the calls that clear away afterwards, too, all\n"
    "                         that one call of a program came to, and a target's\n"
    "                         world\n"
    "  --help                 this text\n\n"
    "Exit status: 0 nothing failed; 1 something failed; 2 bad usage or bad input; 3\n"
    "the harness could not do its work.",
    run_run,
};
