/* Which adapter a run is about. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/probe.h"

#define RENDER 1u
#define SOFTWARE 4u

const char *adapter_sort(const struct adapter_row *row)
{
  if (!row->typed)
    return "";
  return (row->type & SOFTWARE) != 0 ? "software" : (row->type & RENDER) == 0 ? "display only" : "";
}

void adapter_list_tidy(struct adapter_list *adapters)
{
  if (adapters->count > D3DKMT_MAX_ADAPTERS)
    adapters->count = D3DKMT_MAX_ADAPTERS;
  for (uint32_t i = 0; i < adapters->count; i++)
    adapters->rows[i].description[sizeof adapters->rows[i].description - 1] = '\0';
}

/* A piece of a description, in letters of either case. */
static bool contains(const char *text, const char *piece)
{
  for (; *text != '\0'; text++) {
    size_t i = 0;

    while (piece[i] != '\0' && tolower((unsigned char)text[i]) == tolower((unsigned char)piece[i]))
      i++;
    if (piece[i] == '\0')
      return true;
  }
  return false;
}

static void list_all(const struct adapter_list *adapters, const char *wish, bool several, char *ret_error, size_t size)
{
  size_t length = (size_t)snprintf(ret_error, size, "%s '%.60s'; there are",
                                   several ? "several adapters are" : "no adapter is", wish);

  for (uint32_t i = 0; i < adapters->count && length < size; i++)
    length += (size_t)snprintf(ret_error + length, size - length, "%s %" PRIu32 ": 0x%" PRIX64 " '%.40s'",
                               i > 0 ? "," : "", i, adapters->rows[i].luid, adapters->rows[i].description);
  if (adapters->count == 0)
    snprintf(ret_error, size, "no adapter is '%.60s'; the target lists none", wish);
}

/* A whole number in that base, and nothing else. */
static bool is_number(const char *text, int base, uint64_t *ret_number)
{
  char *end;

  if (!isxdigit((unsigned char)text[0]))
    return false;
  *ret_number = strtoull(text, &end, base);
  return *end == '\0';
}

uint32_t adapter_choose(const struct adapter_list *adapters, const char *wish, char *ret_error, size_t error_size)
{
  uint32_t chosen = D3DKMT_MAX_ADAPTERS, matches = 0;
  bool hex = strncmp(wish, "0x", 2) == 0 || strncmp(wish, "0X", 2) == 0;
  uint64_t number;

  if (!hex && is_number(wish, 10, &number) && number < adapters->count)
    return (uint32_t)number;
  for (uint32_t i = 0; i < adapters->count; i++)
    if (hex && is_number(wish + 2, 16, &number) ? adapters->rows[i].luid == number
                                                : contains(adapters->rows[i].description, wish)) {
      chosen = i;
      matches++;
    }
  if (matches == 1)
    return chosen;
  list_all(adapters, wish, matches > 1, ret_error, error_size);
  return D3DKMT_MAX_ADAPTERS;
}
