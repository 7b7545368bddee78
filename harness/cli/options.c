/* Options, as getopt_long reads them, with complaints that name what is wrong. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

/* The option with that value; NULL: there is none. */
static const struct option *find_option(const struct option *options, int value)
{
  for (; options->name != NULL; options++)
    if (options->val == value)
      return options;
  return NULL;
}

static bool could_mean_several(const struct option *options, const char *word)
{
  size_t length = strcspn(word, "="), count = 0;

  for (; options->name != NULL; options++)
    count += strncmp(options->name, word, length) == 0;
  return count > 1;
}

static int refuse(const struct command *command, const struct option *options, const char *word)
{
  if (optopt >= OPTION_FIRST)
    misuse(command, "'%s': --%s takes no value", word, find_option(options, optopt)->name);
  else if (optopt != 0)
    misuse(command, "no option '-%c'", optopt);
  else if (could_mean_several(options, word + 2))
    misuse(command, "'%s' could mean several options; write it out", word);
  else
    misuse(command, "no option '%.*s'", (int)strcspn(word, "="), word);
  return OPTION_WRONG;
}

/* Short forms of long options are refused: what they mean would change with the next option that is added. */
static bool is_abbreviated(const struct option *option, const char *word)
{
  size_t length = strlen(option->name);

  return strncmp(word + 2, option->name, length) != 0 || (word[2 + length] != '\0' && word[2 + length] != '=');
}

int next_option(const struct command *command, const char *letters, const struct option *options, int argc, char **argv)
{
  int index = -1, option;
  const char *word;

  opterr = 0;
  option = getopt_long(argc, argv, letters, options, &index);
  if (option == -1)
    return -1;
  word = argv[optind - 1];
  if (option == ':' && optopt >= OPTION_FIRST)
    return misuse(command, "'%s' needs a value", word), OPTION_WRONG;
  if (option == ':')
    return misuse(command, "'-%c' needs a value", optopt), OPTION_WRONG;
  if (option == '?')
    return refuse(command, options, word);
  if (index >= 0 && options[index].has_arg == required_argument && optarg == word)
    word = argv[optind - 2];
  if (index >= 0 && is_abbreviated(&options[index], word))
    return misuse(command, "no option '%.*s' (is it --%s?)", (int)strcspn(word, "="), word, options[index].name),
           OPTION_WRONG;
  if (optarg != NULL && optarg[0] == '\0')
    return misuse(command, "the value of '%.*s' is empty", (int)strcspn(word, "="), word), OPTION_WRONG;
  return option;
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

bool number_option(const struct command *command, const char *name, const char *what, unsigned least, unsigned most,
                   unsigned *ret_number)
{
  unsigned long long number;

  if (!parse_number(optarg, least, most, &number)) {
    misuse(command, "--%s '%s': expected %s, %u to %u", name, optarg, what, least, most);
    return false;
  }
  *ret_number = (unsigned)number;
  return true;
}
