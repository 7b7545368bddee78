#include "run/contract.h"

#include <stdio.h>
#include <string.h>

#include "embedded.h"

#define REQUIREMENTS "conformance/requirements.txt"
#define PROFILES "conformance/profiles/"
#define PROFILE_SUFFIX ".profile"

static const struct embedded_file *find_file(const char *name)
{
  for (size_t i = 0; i < embedded_file_count; i++)
    if (strcmp(embedded_files[i].name, name) == 0)
      return &embedded_files[i];
  return NULL;
}

bool contract_requirements(struct requirement_set *ret_set, char *ret_error, size_t size)
{
  const struct embedded_file *file = find_file(REQUIREMENTS);
  struct requirement_error error;

  if (file == NULL) {
    snprintf(ret_error, size, "%s is not built in", REQUIREMENTS);
    return false;
  }
  if (requirement_set_parse((const char *)file->data, file->size, ret_set, &error))
    return true;
  snprintf(ret_error, size, "%s:%zu: %s", REQUIREMENTS, error.line, error.message);
  return false;
}

static const struct embedded_file *find_profile(const char *name)
{
  char path[128];

  snprintf(path, sizeof path, PROFILES "%s" PROFILE_SUFFIX, name);
  return find_file(path);
}

bool contract_has_profile(const char *name)
{
  return find_profile(name) != NULL;
}

bool contract_profile(const char *name, const struct requirement_set *requirements, struct profile *ret_profile,
                      char *ret_error, size_t size)
{
  const struct embedded_file *file = find_profile(name);
  struct requirement_error error;

  if (file == NULL) {
    snprintf(ret_error, size, "no profile '%s'", name);
    return false;
  }
  if (profile_parse((const char *)file->data, file->size, requirements, ret_profile, &error))
    return true;
  snprintf(ret_error, size, "%s:%zu: %s", file->name, error.line, error.message);
  return false;
}

const char *contract_next_profile(size_t *position)
{
  static char name[64];

  for (; *position < embedded_file_count; (*position)++) {
    const char *file = embedded_files[*position].name;
    size_t length = strlen(file);

    if (strncmp(file, PROFILES, strlen(PROFILES)) != 0 || length <= strlen(PROFILES) + strlen(PROFILE_SUFFIX))
      continue;
    snprintf(name, sizeof name, "%.*s", (int)(length - strlen(PROFILES) - strlen(PROFILE_SUFFIX)),
             file + strlen(PROFILES));
    (*position)++;
    return name;
  }
  return NULL;
}
