#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/system.h"
#include "run/linked.h"
#include "run/worker.h"

static const struct command *const commands[] = {&certify_command, &list_command,     &run_command,  &show_command,
                                                 &encode_command,  &minimize_command, &emit_command, &fuzz_command,
                                                 &verify_command,  &merge_command,    &diff_command, &waive_command};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

/* Help texts speak of the mock kernel. */
static void name_linked(void)
{
  if (!linked_is_mock())
    printf("\nThis program is linked with %s, which is its default target in place of the\n"
           "mock kernel, judged by the profile %s.\n",
           linked_name(), linked_profile(linked_name()));
}

int print_help(const struct command *command)
{
  printf("Usage: offercheck %s %s\n\n%s\n", command->name, command->usage, command->help);
  name_linked();
  return flush_output() ? EXIT_CLEAN : EXIT_UNABLE;
}

static int usage(void)
{
  fputs("Usage: offercheck COMMAND ...\n\n"
        "Tests an implementation of D3DKMTOfferAllocations against its contract.\n\n",
        stdout);
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    printf("  %-10s %s\n", commands[i]->name, commands[i]->about);
  fputs("\n'offercheck COMMAND --help' tells more, 'offercheck --version' the version.\n\n"
        "Exit status: 0 nothing failed; 1 the target failed something; 2 bad usage or bad\n"
        "input; 3 the harness could not do its work.\n",
        stdout);
  name_linked();
  return flush_output() ? EXIT_CLEAN : EXIT_UNABLE;
}

static int version(void)
{
  puts("offercheck " OFFERCHECK_VERSION);
  return flush_output() ? EXIT_CLEAN : EXIT_UNABLE;
}

/* "certify, list, run, show or encode" */
static void name_commands(struct buffer *ret_text)
{
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    buffer_printf(ret_text, "%s%s", i == 0 ? "" : i + 1 < COMMAND_COUNT ? ", " : " or ", commands[i]->name);
}

static int no_command(const char *given)
{
  struct buffer names = {NULL, 0, 0, false};

  name_commands(&names);
  if (given == NULL)
    complain("no command given; expected %s; see 'offercheck --help'", buffer_text(&names));
  else
    complain("no command '%s'; expected %s; see 'offercheck --help'", given, buffer_text(&names));
  buffer_free(&names);
  return EXIT_USAGE;
}

int main(int argc, char **argv)
{
  worker_begin(argc, argv);
  system_begin();
  if (argc < 2)
    return no_command(NULL);
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    if (strcmp(argv[1], commands[i]->name) == 0)
      return commands[i]->run(argc - 1, argv + 1);
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
    return usage();
  if (strcmp(argv[1], "--version") == 0)
    return version();
  return no_command(argv[1]);
}
