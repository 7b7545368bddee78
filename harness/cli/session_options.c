/* The options that say what is tested and how, which certify and run share. */
#include "cli/session.h"

int session_option(const struct command *command, int option, struct session_options *options)
{
  switch (option) {
  case SESSION_TARGET:
    options->target = optarg;
    break;
  case SESSION_ADAPTER:
    options->wishes.adapter = optarg;
    break;
  case SESSION_PROVISION:
    options->provision = optarg;
    break;
  case SESSION_DISRUPTIVE:
    options->wishes.disruptive = true;
    break;
  case SESSION_PROFILE:
    options->profile = optarg;
    break;
  case SESSION_TIMEOUT:
    if (!number_option(command, "timeout", "seconds", 1, TIMEOUT_MAX, &options->timeout_seconds))
      return EXIT_USAGE;
    break;
  case SESSION_NO_ISOLATION:
    options->in_process = true;
    break;
  default:
    return EXIT_USAGE;
  }
  return EXIT_CLEAN;
}

int session_read_files(struct session_options *options)
{
  return options->provision != NULL ? wishes_read_provision(options->provision, &options->wishes) : EXIT_CLEAN;
}
