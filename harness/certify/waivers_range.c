/* Dates and versions. */
#include <string.h>

#include "certify/waivers.h"

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static unsigned number(const char *text, size_t size)
{
  unsigned value = 0;

  for (size_t i = 0; i < size; i++)
    value = value * 10 + (unsigned)(text[i] - '0');
  return value;
}

bool waiver_is_date(const char *text, size_t size)
{
  static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  unsigned year, month, day;
  bool leap;

  if (size != WAIVER_DATE - 1)
    return false;
  for (size_t i = 0; i < size; i++)
    if (i == 4 || i == 7 ? text[i] != '-' : !is_digit(text[i]))
      return false;
  year = number(text, 4);
  month = number(text + 5, 2);
  day = number(text + 8, 2);
  leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return year >= 1970 && month >= 1 && month <= 12 && day >= 1 &&
         day <= days[month - 1] + (unsigned)(month == 2 && leap);
}

bool waiver_version_parse(const char *text, size_t size, struct waiver_version *ret_version)
{
  size_t at = 0;

  memset(ret_version, 0, sizeof *ret_version);
  for (unsigned part = 0; part < VERSION_MAX_PARTS; part++) {
    uint64_t value = 0;
    size_t begin = at;

    while (at < size && is_digit(text[at]) && value <= UINT32_MAX)
      value = value * 10 + (uint64_t)(text[at++] - '0');
    if (at == begin || value > UINT32_MAX)
      return false;
    ret_version->parts[part] = (uint32_t)value;
    if (at == size)
      return true;
    if (text[at++] != '.')
      return false;
  }
  return false;
}

static int compare(const struct waiver_version *a, const struct waiver_version *b)
{
  for (unsigned i = 0; i < VERSION_MAX_PARTS; i++)
    if (a->parts[i] != b->parts[i])
      return a->parts[i] < b->parts[i] ? -1 : 1;
  return 0;
}

/* Where the ".." stands; `size` if nowhere. */
static size_t find_dots(const char *text, size_t size)
{
  for (size_t i = 0; i + 1 < size; i++)
    if (text[i] == '.' && text[i + 1] == '.')
      return i;
  return size;
}

bool waiver_range_parse(const char *text, size_t size, struct waiver_range *ret_range)
{
  size_t dots = find_dots(text, size);

  memset(ret_range, 0, sizeof *ret_range);
  if (size == 1 && text[0] == '*')
    return true;
  ret_range->bounded = true;
  if (dots == size) {
    ret_range->has_first = ret_range->has_last = true;
    if (!waiver_version_parse(text, size, &ret_range->first))
      return false;
    ret_range->last = ret_range->first;
    return true;
  }
  ret_range->has_first = dots > 0;
  ret_range->has_last = dots + 2 < size;
  if ((!ret_range->has_first && !ret_range->has_last) ||
      (ret_range->has_first && !waiver_version_parse(text, dots, &ret_range->first)) ||
      (ret_range->has_last && !waiver_version_parse(text + dots + 2, size - dots - 2, &ret_range->last)))
    return false;
  return !ret_range->has_first || !ret_range->has_last || compare(&ret_range->first, &ret_range->last) <= 0;
}

bool waiver_range_has(const struct waiver_range *range, const struct waiver_version *version)
{
  return (!range->has_first || compare(&range->first, version) <= 0) &&
         (!range->has_last || compare(version, &range->last) <= 0);
}

bool waiver_ranges_meet(const struct waiver_range *a, const struct waiver_range *b)
{
  return !(a->has_last && b->has_first && compare(&a->last, &b->first) < 0) &&
         !(b->has_last && a->has_first && compare(&b->last, &a->first) < 0);
}
