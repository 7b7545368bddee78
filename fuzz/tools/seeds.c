/*
 * Turns seeds into inputs: `.kmt` files become what the target's decoder takes,
 * other files stay as they are.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/input.h"

#define SEED_MAX ((size_t)1 << 20)

static bool complain(const char *path, const char *what)
{
  fprintf(stderr, "%s: %s\n", path, what);
  return false;
}

static bool read_seed(const char *path, struct buffer *ret_bytes)
{
  FILE *file = fopen(path, "rb");
  char block[4096];
  size_t got;
  bool good;

  if (file == NULL)
    return complain(path, strerror(errno));
  while ((got = fread(block, 1, sizeof block, file)) > 0 && ret_bytes->size <= SEED_MAX)
    buffer_append(ret_bytes, block, got);
  good = ferror(file) == 0 || complain(path, "it cannot be read");
  fclose(file);
  if (good && ret_bytes->size > SEED_MAX)
    good = complain(path, "it has more than 1 MiB");
  return good && (!ret_bytes->failed || complain(path, "out of memory"));
}

/* The file's name without its folders; "NAME.kmt" becomes "NAME". */
static void name_input(const char *path, bool is_text, char *ret_name, size_t size)
{
  const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;

  snprintf(ret_name, size, "%.*s", (int)(strlen(name) - (is_text ? strlen(".kmt") : 0)), name);
}

static bool write_input(const char *folder, const char *name, const struct buffer *bytes)
{
  char path[4096];
  FILE *file;
  bool good;

  if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
    return complain(name, "its path is too long");
  file = fopen(path, "wb");
  if (file == NULL)
    return complain(path, strerror(errno));
  good = fwrite(buffer_text(bytes), 1, bytes->size, file) == bytes->size;
  good = fclose(file) == 0 && good;
  return good || complain(path, strerror(errno));
}

static bool convert(const struct fuzz_target *target, const char *folder, const char *path)
{
  struct buffer seed = {NULL, 0, 0, false}, input = {NULL, 0, 0, false};
  size_t length = strlen(path);
  bool is_text = length > 4 && strcmp(path + length - 4, ".kmt") == 0 && target->operations != 0;
  char name[256], error[512];
  bool good = read_seed(path, &seed);

  name_input(path, is_text, name, sizeof name);
  if (good && is_text && !fuzz_parse(target, buffer_text(&seed), seed.size, &input, error, sizeof error))
    good = complain(path, error);
  good = good && write_input(folder, name, is_text ? &input : &seed);
  buffer_free(&seed);
  buffer_free(&input);
  return good;
}

int main(int argc, char **argv)
{
  const struct fuzz_target *target = argc > 3 ? fuzz_target_by_name(argv[1], strlen(argv[1])) : NULL;
  bool good = true;

  if (target == NULL) {
    fprintf(stderr, "Usage: %s TARGET FOLDER SEED...\n", argv[0]);
    return 2;
  }
  for (int i = 3; i < argc; i++)
    good = convert(target, argv[2], argv[i]) && good;
  return good ? 0 : 1;
}
