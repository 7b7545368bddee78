#include "reports/markup.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "reports/utf8.h"

static const char *reference(uint32_t code_point)
{
  switch (code_point) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return NULL;
  }
}

static void write_character(uint32_t code_point, bool attribute, struct buffer *markup)
{
  const char *escape = reference(code_point);
  if (escape != NULL)
    buffer_string(markup, escape);
  else if (code_point == '\n' || code_point == '\t')
    buffer_printf(markup, attribute ? "&#%u;" : "%c", (unsigned)code_point);
  else if (utf8_is_plain(code_point))
    utf8_append(code_point, markup);
  else
    utf8_append_spelled(code_point, markup);
}

static void write_markup(const char *text, bool attribute, struct buffer *markup)
{
  for (uint32_t code_point; (code_point = utf8_next(&text)) != 0;) {
    if (code_point == '\r' && *text == '\n')
      continue;
    write_character(code_point, attribute, markup);
  }
}

void markup_text(const char *text, struct buffer *ret_markup)
{
  write_markup(text, false, ret_markup);
}

void markup_attribute(const char *text, struct buffer *ret_markup)
{
  write_markup(text, true, ret_markup);
}

void markup_number(uint64_t number, struct buffer *ret_markup)
{
  char digits[24];
  snprintf(digits, sizeof digits, "%" PRIu64, number);
  size_t count = strlen(digits);
  for (size_t i = 0; i < count; i++) {
    if (i > 0 && (count - i) % 3 == 0)
      buffer_byte(ret_markup, ',');
    buffer_byte(ret_markup, (uint8_t)digits[i]);
  }
}
