/* What is said on standard error: one line a complaint, and nothing in it that a terminal would obey. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "reports/utf8.h"

void clean_text(const char *text, struct buffer *ret_text)
{
  for (uint32_t character; (character = utf8_next(&text)) != 0;)
    if (character == '\t')
      buffer_byte(ret_text, ' ');
    else if (utf8_is_plain(character))
      utf8_append(character, ret_text);
    else
      utf8_append_spelled(character, ret_text);
}

BUFFER_PRINTF_AT(1, 0) static void put_clean(const char *format, va_list arguments)
{
  struct buffer clean = {NULL, 0, 0, false};
  char text[8192];

  vsnprintf(text, sizeof text, format, arguments);
  clean_text(text, &clean);
  fputs(clean.failed ? "out of memory" : buffer_text(&clean), stderr);
  buffer_free(&clean);
}

void complain(const char *format, ...)
{
  va_list arguments;

  fputs("offercheck: ", stderr);
  va_start(arguments, format);
  put_clean(format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
}

int misuse(const struct command *command, const char *format, ...)
{
  va_list arguments;

  fprintf(stderr, "offercheck: %s: ", command->name);
  va_start(arguments, format);
  put_clean(format, arguments);
  va_end(arguments);
  fprintf(stderr, "; see 'offercheck %s --help'\n", command->name);
  return EXIT_USAGE;
}
