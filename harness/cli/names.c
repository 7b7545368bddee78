#include "cli/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/system.h"
#include "program/notes.h"

/* The file's name without its folder, as one word. */
static void name_of_file(const char *path, struct buffer *ret_name)
{
  const char *title = file_title(path), *base = title;
  size_t length;

  for (const char *c = title; *c != '\0'; c++)
    if (system_is_separator(*c) && c[1] != '\0')
      base = c + 1;
  length = strlen(base);
  if (length > NOTE_MAX_WORD)
    base += length - NOTE_MAX_WORD;
  for (; *base != '\0'; base++)
    buffer_byte(ret_name, (uint8_t)(*base > ' ' && *base < 0x7F ? *base : '-'));
}

bool name_programs(const char *path, bool as_word, struct program_set *programs, size_t first)
{
  struct buffer name = {NULL, 0, 0, false};
  bool good;

  if (as_word)
    name_of_file(path, &name);
  else
    buffer_string(&name, file_title(path));
  good = !name.failed;
  for (size_t i = first; good && i < programs->count; i++)
    if (programs->programs[i].name == NULL)
      good = program_set_title(&programs->programs[i], buffer_text(&name), programs->programs[i].sentence);
  buffer_free(&name);
  return good;
}

static int compare_names(const void *a, const void *b)
{
  char *const *first = *(char **const *)a, *const *second = *(char **const *)b;
  int order = strcmp(*first, *second);

  /* Equal ones stay in their order. */
  return order != 0 ? order : first < second ? -1 : first > second;
}

static bool number_name(char **name, size_t number)
{
  size_t size = strlen(*name) + 24;
  char *numbered = malloc(size);

  if (numbered == NULL)
    return false;
  snprintf(numbered, size, "%s~%zu", *name, number);
  free(*name);
  *name = numbered;
  return true;
}

/* One pass. A new name may be one that was there already: then another pass is due. */
static bool number_equal_names(char **names, char ***sorted, size_t count, bool *ret_changed)
{
  *ret_changed = false;
  for (size_t i = 0; i < count; i++)
    sorted[i] = &names[i];
  qsort(sorted, count, sizeof *sorted, compare_names);
  for (size_t i = 0, same; i < count; i += same) {
    for (same = 1; i + same < count && strcmp(*sorted[i], *sorted[i + same]) == 0; same++) {
      if (!number_name(sorted[i + same], same + 1))
        return false;
      *ret_changed = true;
    }
  }
  return true;
}

bool make_names_unique(char **names, size_t count)
{
  char ***sorted = malloc((count + 1) * sizeof *sorted);
  bool changed = sorted != NULL, good = changed;

  while (good && changed)
    good = number_equal_names(names, sorted, count, &changed);
  free(sorted);
  return good;
}
