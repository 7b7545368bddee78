/*
 * A main for machines without a fuzzing engine: plays files, and the files of
 * folders, in the order of their names.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define INPUT_MAX ((size_t)16 << 20) /* bytes; engines stop far below */
#define DEPTH_MAX 16u                /* of folders in folders */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t played;

static bool complain(const char *path, const char *what)
{
  fprintf(stderr, "%s: %s\n", path, what);
  return false;
}

/* The input gets a block of its own size, so that reading past it shows. */
static bool play_bytes(const uint8_t *data, size_t size)
{
  uint8_t *copy = malloc(size > 0 ? size : 1);

  if (copy == NULL)
    return false;
  memcpy(copy, data, size);
  LLVMFuzzerTestOneInput(copy, size);
  free(copy);
  played++;
  return true;
}

static bool play_file(const char *path)
{
  FILE *file = fopen(path, "rb");
  uint8_t *data = malloc(INPUT_MAX + 1);
  size_t size = 0;
  bool good = false;

  if (file == NULL)
    complain(path, strerror(errno));
  else if (data == NULL)
    complain(path, "out of memory");
  else {
    size = fread(data, 1, INPUT_MAX + 1, file);
    if (ferror(file))
      complain(path, "it cannot be read");
    else if (size > INPUT_MAX)
      complain(path, "it has more than 16 MiB");
    else
      good = play_bytes(data, size) || complain(path, "out of memory");
  }
  if (file != NULL)
    fclose(file);
  free(data);
  return good;
}

static bool play_path(const char *path, unsigned depth);

static bool play_entry(const char *folder, const char *name, unsigned depth)
{
  size_t size = strlen(folder) + strlen(name) + 2;
  char *path = malloc(size);
  bool good;

  if (path == NULL)
    return complain(folder, "out of memory");
  snprintf(path, size, "%s/%s", folder, name);
  good = play_path(path, depth + 1);
  free(path);
  return good;
}

static bool play_folder(const char *path, unsigned depth)
{
  struct dirent **entries;
  int count = depth < DEPTH_MAX ? scandir(path, &entries, NULL, alphasort) : -1;
  bool good = true;

  if (count < 0)
    return complain(path, depth < DEPTH_MAX ? strerror(errno) : "too many folders in each other");
  for (int i = 0; i < count; i++) {
    if (entries[i]->d_name[0] != '.')
      good = play_entry(path, entries[i]->d_name, depth) && good;
    free(entries[i]);
  }
  free(entries);
  return good;
}

static bool play_path(const char *path, unsigned depth)
{
  struct stat about;

  if (stat(path, &about) != 0)
    return complain(path, strerror(errno));
  return S_ISDIR(about.st_mode) ? play_folder(path, depth) : play_file(path);
}

static int usage(const char *name)
{
  fprintf(stderr,
          "Usage: %s FILE|FOLDER...\n\n"
          "Plays inputs; there is no fuzzing engine in this program. A finding ends it with\n"
          "a message and a signal.\n\n"
          "Exit status: 0 nothing was found; 2 bad usage, or no input was there; 3 an input\n"
          "could not be read.\n",
          name);
  return 2;
}

int main(int argc, char **argv)
{
  bool good = true;

  if (argc < 2 || argv[1][0] == '-')
    return usage(argv[0]);
  LLVMFuzzerInitialize(&argc, &argv);
  for (int i = 1; i < argc; i++)
    good = play_path(argv[i], 0) && good;
  printf("%zu input%s played\n", played, played == 1 ? "" : "s");
  if (fflush(stdout) != 0)
    return 3;
  if (played == 0 && good)
    fprintf(stderr, "%s: no input was there\n", argv[0]);
  return !good ? 3 : played == 0 ? 2 : 0;
}
