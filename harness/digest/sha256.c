#include "digest/sha256.h"

#include <errno.h>
#include <stdio.h>

bool sha256_file(const char *path, char ret_hex[SHA256_HEX])
{
  FILE *file = fopen(path, "rb");
  unsigned char data[65536];
  struct sha256 hash;
  size_t got;
  int error = 0;

  if (file == NULL)
    return false;
  sha256_begin(&hash);
  while ((got = fread(data, 1, sizeof data, file)) > 0)
    sha256_add(&hash, data, got);
  if (ferror(file) != 0)
    error = errno != 0 ? errno : EIO;
  fclose(file);
  if (!sha256_end(&hash, ret_hex) && error == 0)
    error = ENOMEM;
  errno = error;
  return error == 0;
}
