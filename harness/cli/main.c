#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

static const struct command *const commands[] = {&certify_command, &list_command, &run_command, &show_command,
                                                 &encode_command};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

void complain(const char *format, ...)
{
  va_list arguments;

  fputs("offercheck: ", stderr);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
}

int misuse(const struct command *command, const char *format, ...)
{
  va_list arguments;

  fprintf(stderr, "offercheck: %s: ", command->name);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fprintf(stderr, "; see 'offercheck %s --help'\n", command->name);
  return EXIT_USAGE;
}

int print_help(const struct command *command)
{
  printf("Usage: offercheck %s %s\n\n%s\n", command->name, command->usage, command->help);
  return flush_output() ? EXIT_CLEAN : EXIT_UNABLE;
}

bool parse_number(const char *text, unsigned long long least, unsigned long long most, unsigned long long *ret_number)
{
  char *end;

  if (text[0] < '0' || text[0] > '9')
    return false;
  errno = 0;
  *ret_number = strtoull(text, &end, 10);
  return errno == 0 && *end == '\0' && *ret_number >= least && *ret_number <= most;
}

static int usage(FILE *file)
{
  fputs("Usage: offercheck COMMAND ...\n\n"
        "Tests an implementation of D3DKMTOfferAllocations against its contract.\n\n",
        file);
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    fprintf(file, "  %-10s %s\n", commands[i]->name, commands[i]->about);
  fputs("\n'offercheck COMMAND --help' tells more. 'offercheck --version' prints the version.\n\n"
        "Exit status: 0 nothing failed; 1 the target failed something; 2 bad usage or bad\n"
        "input; 3 the harness could not do its work.\n",
        file);
  return EXIT_USAGE;
}

int main(int argc, char **argv)
{
  signal(SIGPIPE, SIG_IGN); /* a worker or a pager that went away shows in what a write returns */
  if (argc < 2) {
    complain("no command given; expected certify, list, run, show or encode; see 'offercheck --help'");
    return EXIT_USAGE;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
    usage(stdout);
    return flush_output() ? EXIT_CLEAN : EXIT_UNABLE;
  }
  if (strcmp(argv[1], "--version") == 0) {
    puts("offercheck " OFFERCHECK_VERSION);
    return flush_output() ? EXIT_CLEAN : EXIT_UNABLE;
  }
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    if (strcmp(argv[1], commands[i]->name) == 0)
      return commands[i]->run(argc - 1, argv + 1);
  complain("no command '%s'; expected certify, list, run, show or encode; see 'offercheck --help'", argv[1]);
  return EXIT_USAGE;
}
