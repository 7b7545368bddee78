/* show and encode: programs from one form to the other. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "program/binary.h"

struct conversion {
  const struct command *command;
  const char *out; /* NULL: where the command puts it by itself */
  const char *case_name;
};

static int write_text(const struct conversion *conversion, const struct program_set *programs)
{
  struct buffer text = {NULL, 0, 0, false};
  int status = EXIT_CLEAN;

  for (size_t i = 0; i < programs->count; i++) {
    if (i > 0)
      buffer_byte(&text, '\n');
    program_format(&programs->programs[i], &text);
  }
  if (text.failed) {
    complain("out of memory");
    status = EXIT_UNABLE;
  } else if (!write_file(conversion->out != NULL ? conversion->out : "-", buffer_text(&text), text.size)) {
    status = EXIT_UNABLE;
  }
  buffer_free(&text);
  return status;
}

static int write_binary(const struct program *program, const char *path)
{
  struct buffer bytes = {NULL, 0, 0, false};
  int status = EXIT_CLEAN;

  program_encode(program, &bytes);
  if (bytes.failed) {
    complain("out of memory");
    status = EXIT_UNABLE;
  } else if (!write_file(path, buffer_text(&bytes), bytes.size)) {
    status = EXIT_UNABLE;
  }
  buffer_free(&bytes);
  return status;
}

/* A file for each program, in the folder: the case's name, with '-' for '/'. */
static int write_binaries(const struct conversion *conversion, const struct program_set *programs)
{
  struct buffer path = {NULL, 0, 0, false};
  int status = make_folder(conversion->out) ? EXIT_CLEAN : EXIT_UNABLE;

  for (size_t i = 0; status == EXIT_CLEAN && i < programs->count; i++) {
    const char *name = programs->programs[i].name;

    buffer_clear(&path);
    buffer_printf(&path, "%s/", conversion->out);
    for (; name != NULL && *name != '\0'; name++)
      buffer_byte(&path, (uint8_t)(*name == '/' ? '-' : *name));
    if (programs->programs[i].name == NULL)
      buffer_printf(&path, "program-%zu", i);
    status = write_binary(&programs->programs[i], buffer_text(&path));
  }
  buffer_free(&path);
  return status;
}

static int encode(const struct conversion *conversion, const struct program_set *programs)
{
  if (conversion->out == NULL)
    return misuse(conversion->command, "-o is missing: say where the binary goes");
  if (programs->count == 1)
    return write_binary(&programs->programs[0], conversion->out);
  return write_binaries(conversion, programs);
}

/* Leaves only the case of that name. */
static int pick_case(const char *name, struct program_set *programs)
{
  for (size_t i = 0; i < programs->count; i++)
    if (programs->programs[i].name != NULL && strcmp(programs->programs[i].name, name) == 0) {
      struct program kept = programs->programs[i];

      programs->programs[i] = programs->programs[0];
      programs->programs[0] = kept;
      while (programs->count > 1)
        program_free(&programs->programs[--programs->count]);
      return EXIT_CLEAN;
    }
  complain("no case '%s'; see 'offercheck list cases'", name);
  return EXIT_USAGE;
}

static int convert(const struct conversion *conversion, int count, char **paths)
{
  struct program_set programs = {NULL, 0, 0};
  struct suite_data suite;
  int status = EXIT_CLEAN;

  if (conversion->case_name != NULL && count == 0) {
    if (!load_suite(&suite))
      return EXIT_UNABLE;
    programs = suite.cases;
    memset(&suite.cases, 0, sizeof suite.cases);
    free_suite(&suite);
  }
  for (int i = 0; status == EXIT_CLEAN && i < count; i++)
    status = read_programs(paths[i], &programs);
  if (status == EXIT_CLEAN && conversion->case_name != NULL)
    status = pick_case(conversion->case_name, &programs);
  if (status == EXIT_CLEAN)
    status = conversion->command == &show_command ? write_text(conversion, &programs) : encode(conversion, &programs);
  program_set_free(&programs);
  return status;
}

static int run_conversion(const struct command *command, int argc, char **argv)
{
  static const struct option long_options[] = {{"out", required_argument, NULL, 'o'},
                                               {"case", required_argument, NULL, 'c'},
                                               {"help", no_argument, NULL, 'h'},
                                               {NULL, 0, NULL, 0}};
  struct conversion conversion = {command, NULL, NULL};
  int option;

  opterr = 0;
  while ((option = getopt_long(argc, argv, ":o:", long_options, NULL)) != -1)
    switch (option) {
    case 'o':
      conversion.out = optarg;
      break;
    case 'c':
      conversion.case_name = optarg;
      break;
    case 'h':
      return print_help(command);
    case ':':
      return misuse(command, "'%s' needs a value", argv[optind - 1]);
    default:
      return misuse(command, "no option '%s'", argv[optind - 1]);
    }
  if (optind == argc && conversion.case_name == NULL)
    return misuse(command, "no file given");
  return convert(&conversion, argc - optind, argv + optind);
}

static int run_show(int argc, char **argv)
{
  return run_conversion(&show_command, argc, argv);
}

static int run_encode(int argc, char **argv)
{
  return run_conversion(&encode_command, argc, argv);
}

#define CONVERSION_OPTIONS                                                                                             \
  "  -o, --out OUT   where it goes\n"                                                                                  \
  "  --case NAME     only this case; without a FILE, of those that are built in\n"                                     \
  "  --help          this text"

const struct command show_command = {
    "show",
    "[-o OUT] [--case NAME] FILE...",
    "print programs as text",
    "Prints programs, text or binary, as canonical text: loops are unrolled.\n\n" CONVERSION_OPTIONS,
    run_show,
};

const struct command encode_command = {
    "encode",
    "-o OUT [--case NAME] FILE...",
    "turn programs into binary",
    "Turns programs into the binary form that fuzzers take. OUT is a file or, when\n"
    "there are several programs, a folder that gets one file for each.\n\n" CONVERSION_OPTIONS,
    run_encode,
};
