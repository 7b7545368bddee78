/* The sum of what the verdicts follow from beside the calls. */
#include <string.h>

#include "cli/bundle.h"
#include "digest/sha256.h"
#include "embedded.h"

#define SUITE "conformance/"

/* Each name and each content counts with its NUL, so that nothing can move between them. */
bool bundle_suite_sum(char ret_hex[65])
{
  struct sha256 hash;

  sha256_begin(&hash);
  for (size_t i = 0; i < embedded_file_count; i++)
    if (strncmp(embedded_files[i].name, SUITE, strlen(SUITE)) == 0) {
      sha256_add(&hash, embedded_files[i].name, strlen(embedded_files[i].name) + 1);
      sha256_add(&hash, embedded_files[i].data, embedded_files[i].size + 1);
    }
  return sha256_end(&hash, ret_hex);
}
