#include "cli/wishes.h"

#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

int wishes_read_provision(const char *path, struct wishes *wishes)
{
  struct text_error error;
  int status = read_content(path, &wishes->provision_text);

  if (status != EXIT_CLEAN)
    return status;
  if (wishes->provision == NULL)
    wishes->provision = malloc(sizeof *wishes->provision);
  if (wishes->provision == NULL) {
    complain("out of memory");
    return EXIT_UNABLE;
  }
  if (provision_parse(buffer_text(&wishes->provision_text), wishes->provision_text.size, wishes->provision, &error))
    return EXIT_CLEAN;
  complain("%s:%zu:%zu: %s", file_title(path), error.line, error.column, error.message);
  return EXIT_USAGE;
}

struct target_wishes wishes_for_target(const struct wishes *wishes)
{
  return (struct target_wishes){wishes->adapter, wishes->provision, wishes->disruptive};
}

void wishes_free(struct wishes *wishes)
{
  buffer_free(&wishes->provision_text);
  free(wishes->provision);
  memset(wishes, 0, sizeof *wishes);
}
