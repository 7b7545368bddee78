/* show and encode: programs from one form to the other. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/suites.h"
#include "cli/command.h"
#include "cli/fuzz_file.h"
#include "cli/names.h"
#include "cli/system.h"
#include "program/binary.h"

struct conversion {
  const struct command *command;
  const char *out; /* NULL: where the command puts it by itself */
  const char *case_name;
  const struct fuzz_target *as; /* what the files are inputs of; NULL: their paths say it */
};

static int no_memory(void)
{
  complain("out of memory");
  return EXIT_UNABLE;
}

static int write_text(const struct conversion *conversion, const struct program_set *programs)
{
  struct buffer text = {NULL, 0, 0, false};
  int status = EXIT_CLEAN;

  for (size_t i = 0; i < programs->count; i++) {
    if (i > 0)
      buffer_byte(&text, '\n');
    program_format(&programs->programs[i], &text);
  }
  if (text.failed)
    status = no_memory();
  else if (!write_file(conversion->out != NULL ? conversion->out : "-", buffer_text(&text), text.size)) {
    status = EXIT_UNABLE;
  }
  buffer_free(&text);
  return status;
}

/* With --as it is that target's input, without the world that each of them has. */
static int write_binary(const struct conversion *conversion, const struct program *program, const char *path)
{
  struct buffer bytes = {NULL, 0, 0, false};
  int status = EXIT_CLEAN;

  if (conversion->as == NULL)
    program_encode(program, &bytes);
  if (conversion->as != NULL && !fuzz_encode_input(conversion->as, program, &bytes))
    status = EXIT_USAGE;
  else if (bytes.failed)
    status = no_memory();
  else if (!write_file(path, buffer_text(&bytes), bytes.size)) {
    status = EXIT_UNABLE;
  }
  buffer_free(&bytes);
  return status;
}

/* A case's name as that of a binary file: no folder, not hidden, and not one that says it is text. */
static char *name_file(const char *name)
{
  size_t length = strlen(name);
  char *file = malloc(length + 1);

  if (file == NULL)
    return NULL;
  for (size_t i = 0; i <= length; i++)
    file[i] = (char)(name[i] == '/' ? '-' : name[i]);
  if (file[0] == '.')
    file[0] = '-';
  if (is_text_name(file))
    file[length - strlen(TEXT_SUFFIX)] = '-';
  return file;
}

static char **name_files(const struct program_set *programs)
{
  char **names = calloc(programs->count + 1, sizeof *names);
  bool good = names != NULL;

  for (size_t i = 0; good && i < programs->count; i++) {
    names[i] = name_file(programs->programs[i].name);
    good = names[i] != NULL;
  }
  if (good && make_names_unique(names, programs->count))
    return names;
  for (size_t i = 0; names != NULL && i < programs->count; i++)
    free(names[i]);
  free(names);
  return NULL;
}

/* A file for each program, in the folder. */
static int write_binaries(const struct conversion *conversion, const struct program_set *programs)
{
  const char *folder = conversion->out;
  struct buffer path = {NULL, 0, 0, false};
  char **names;
  int status = EXIT_CLEAN;

  if (system_entry(folder) == FILE_PLAIN) {
    complain("%s: it is a file; %zu programs need a folder", folder, programs->count);
    return EXIT_USAGE;
  }
  if (!make_folder(folder))
    return EXIT_UNABLE;
  names = name_files(programs);
  if (names == NULL)
    return no_memory();
  for (size_t i = 0; status == EXIT_CLEAN && i < programs->count; i++) {
    buffer_clear(&path);
    buffer_printf(&path, "%s/%s", folder, names[i]);
    status = path.failed ? no_memory() : write_binary(conversion, &programs->programs[i], buffer_text(&path));
  }
  for (size_t i = 0; i < programs->count; i++)
    free(names[i]);
  free(names);
  buffer_free(&path);
  return status;
}

static int encode(const struct conversion *conversion, const struct program_set *programs)
{
  if (programs->count == 1)
    return write_binary(conversion, &programs->programs[0], conversion->out);
  return write_binaries(conversion, programs);
}

/* Leaves only the case of that name. */
static bool pick_case(const char *name, struct program_set *programs)
{
  for (size_t i = 0; i < programs->count; i++)
    if (programs->programs[i].name != NULL && strcmp(programs->programs[i].name, name) == 0) {
      struct program kept = programs->programs[i];

      programs->programs[i] = programs->programs[0];
      programs->programs[0] = kept;
      while (programs->count > 1)
        program_free(&programs->programs[--programs->count]);
      return true;
    }
  return false;
}

/* A combination of a generated suite, by the name that reports give it: "exhaustive/offer#5". */
static const struct suite *find_combination(const char *name, uint64_t *ret_combination)
{
  const char *sign = strrchr(name, '#');

  for (size_t i = 0; sign != NULL && i < SUITE_COUNT; i++) {
    unsigned long long number;

    if (strlen(suites[i].name) != (size_t)(sign - name) || strncmp(suites[i].name, name, (size_t)(sign - name)) != 0 ||
        !parse_number(sign + 1, 0, suite_combinations(&suites[i]) - 1, &number))
      continue;
    *ret_combination = number;
    return &suites[i];
  }
  return NULL;
}

static int take_combination(const struct suite *suite, uint64_t combination, const char *name,
                            struct program_set *ret_programs)
{
  struct program *program = malloc(sizeof *program);
  struct buffer about = {NULL, 0, 0, false};
  bool good;

  if (program == NULL)
    return no_memory();
  program_init(program);
  suite_describe(suite, combination, &about);
  good = suite_program(suite, combination, program) && !about.failed &&
         program_set_title(program, name, buffer_text(&about));
  *ret_programs = (struct program_set){program, 1, 1};
  buffer_free(&about);
  return good ? EXIT_CLEAN : no_memory();
}

/* A case that is built in. */
static int take_built_in(const char *name, struct program_set *ret_programs)
{
  uint64_t combination;
  const struct suite *suite = find_combination(name, &combination);
  struct suite_data data;

  if (suite != NULL)
    return take_combination(suite, combination, name, ret_programs);
  if (!load_suite(&data))
    return EXIT_UNABLE;
  *ret_programs = data.cases;
  memset(&data.cases, 0, sizeof data.cases);
  free_suite(&data);
  if (pick_case(name, ret_programs))
    return EXIT_CLEAN;
  complain("no case '%s'; see 'offercheck list cases'", name);
  return EXIT_USAGE;
}

/* Several programs stand side by side: each needs a name, and one of its own. */
static bool tell_apart(struct program_set *programs)
{
  char **names = malloc(programs->count * sizeof *names);
  bool good = names != NULL;

  for (size_t i = 0; good && i < programs->count; i++)
    names[i] = programs->programs[i].name;
  good = good && make_names_unique(names, programs->count);
  for (size_t i = 0; names != NULL && i < programs->count; i++)
    programs->programs[i].name = names[i];
  free(names);
  return good;
}

static int take_files(const struct conversion *conversion, int count, char **paths, struct program_set *ret_programs)
{
  for (int i = 0; i < count; i++) {
    size_t first = ret_programs->count;
    int status = read_programs(paths[i], conversion->as, ret_programs);

    if (status != EXIT_CLEAN)
      return status;
    if (count > 1 && !name_programs(paths[i], true, ret_programs, first))
      return no_memory();
  }
  if (conversion->case_name != NULL && !pick_case(conversion->case_name, ret_programs)) {
    complain("no case '%s' in %s", conversion->case_name, count == 1 ? file_title(paths[0]) : "the files");
    return EXIT_USAGE;
  }
  return ret_programs->count > 1 && !tell_apart(ret_programs) ? no_memory() : EXIT_CLEAN;
}

static int convert(const struct conversion *conversion, int count, char **paths)
{
  struct program_set programs = {NULL, 0, 0};
  int status =
      count == 0 ? take_built_in(conversion->case_name, &programs) : take_files(conversion, count, paths, &programs);

  if (status == EXIT_CLEAN)
    status = conversion->command == &show_command ? write_text(conversion, &programs) : encode(conversion, &programs);
  program_set_free(&programs);
  return status;
}

static int run_conversion(const struct command *command, int argc, char **argv)
{
  enum { CASE = OPTION_FIRST, AS, HELP };
  static const struct option long_options[] = {{"out", required_argument, NULL, 'o'},
                                               {"case", required_argument, NULL, CASE},
                                               {"as", required_argument, NULL, AS},
                                               {"help", no_argument, NULL, HELP},
                                               {NULL, 0, NULL, 0}};
  struct conversion conversion = {command, NULL, NULL, NULL};
  int option;

  while ((option = next_option(command, ":o:", long_options, argc, argv)) != -1)
    switch (option) {
    case 'o':
      conversion.out = optarg;
      break;
    case CASE:
      conversion.case_name = optarg;
      break;
    case AS:
      conversion.as = fuzz_target_option(command);
      if (conversion.as == NULL)
        return EXIT_USAGE;
      break;
    case HELP:
      return print_help(command);
    default:
      return EXIT_USAGE;
    }
  if (optind == argc && conversion.case_name == NULL)
    return misuse(command, "no file given");
  if (conversion.out == NULL && command == &encode_command)
    return misuse(command, "-o is missing: say where the binary goes");
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

const struct command show_command = {
    "show",
    "[-o OUT] [--case NAME] [--as TARGET] FILE...",
    "print programs as text",
    "Prints programs, text or binary, as canonical text: loops are unrolled. A FILE\n"
    "of '-' is standard input.\n\n"
    "  -o, --out OUT   the file that it goes to; '-', the default, is standard output\n"
    "  --case NAME     only this case; without a FILE, of those that are built in or\n"
    "                  generated, such as 'exhaustive/offer#5'\n"
    "  --as TARGET     the fuzz target, such as fuzz_offer, that the FILEs are inputs\n"
    "                  of; the default is what their paths say\n"
    "  --help          this text\n\n"
    "Exit status: 0 it is printed; 2 bad usage or bad input; 3 it cannot be written.",
    run_show,
};

const struct command encode_command = {
    "encode",
    "-o OUT [--case NAME] [--as TARGET] FILE...",
    "turn programs into binary",
    "Turns programs, text or binary, into the binary form that fuzzers take. A FILE\n"
    "of '-' is standard input.\n\n"
    "  -o, --out OUT   a file, or '-' for standard output; where there are several\n"
    "                  programs a folder, which gets a file for each, of the case's\n"
    "                  name with '-' for '/'\n"
    "  --case NAME     only this case; without a FILE, of those that are built in or\n"
    "                  generated, such as 'exhaustive/offer#5'\n"
    "  --as TARGET     write inputs of this fuzz target, such as fuzz_offer, without\n"
    "                  its world; text may be a seed's, binary is such an input\n"
    "  --help          this text\n\n"
    "Exit status: 0 it is written; 2 bad usage or bad input; 3 it cannot be written.",
    run_encode,
};
