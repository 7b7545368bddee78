#include "reports/utf8.h"

struct lead {
  unsigned char mask;
  unsigned char value;
  unsigned char following;
  uint32_t least; /* below it the sequence is longer than need be */
};

static const struct lead leads[] = {
    {0x80, 0x00, 0, 0},
    {0xE0, 0xC0, 1, 0x80},
    {0xF0, 0xE0, 2, 0x800},
    {0xF8, 0xF0, 3, 0x10000},
};

static const struct lead *find_lead(unsigned char byte)
{
  for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
    if ((byte & leads[i].mask) == leads[i].value)
      return &leads[i];
  }
  return NULL;
}

uint32_t utf8_next(const char **text)
{
  const unsigned char *bytes = (const unsigned char *)*text;
  if (bytes[0] == 0)
    return 0;
  (*text)++;
  const struct lead *lead = find_lead(bytes[0]);
  if (lead == NULL)
    return UTF8_REPLACEMENT;
  uint32_t code_point = bytes[0] & (unsigned char)~lead->mask;
  for (unsigned i = 1; i <= lead->following; i++) {
    if ((bytes[i] & 0xC0) != 0x80) /* true of the final NUL as well */
      return UTF8_REPLACEMENT;
    code_point = code_point << 6 | (bytes[i] & 0x3F);
  }
  if (code_point < lead->least || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
    return UTF8_REPLACEMENT;
  *text += lead->following;
  return code_point;
}

void utf8_append(uint32_t code_point, struct buffer *ret_text)
{
  if (code_point < 0x80) {
    buffer_byte(ret_text, (uint8_t)code_point);
    return;
  }
  unsigned following = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
  buffer_byte(ret_text, (uint8_t)(leads[following].value | code_point >> (6 * following)));
  while (following-- > 0)
    buffer_byte(ret_text, (uint8_t)(0x80 | (code_point >> (6 * following) & 0x3F)));
}

struct range {
  uint32_t first;
  uint32_t last;
};

/* Unicode's controls, format characters and separators that show nothing of their own. */
static const struct range hidden[] = {
    {0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},   {0x61C, 0x61C},   {0x115F, 0x1160},
    {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},
    {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xFFFE, 0xFFFF},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

bool utf8_is_plain(uint32_t code_point)
{
  for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
    if (code_point >= hidden[i].first && code_point <= hidden[i].last)
      return false;
  }
  return (code_point & 0xFFFE) != 0xFFFE;
}

void utf8_append_spelled(uint32_t code_point, struct buffer *ret_text)
{
  buffer_printf(ret_text, "\\u%04X", (unsigned)code_point);
}

void utf8_append_shown(const char *text, size_t most, struct buffer *ret_text)
{
  for (uint32_t code_point; (code_point = utf8_next(&text)) != 0;) {
    if (code_point == '\r' && *text == '\n')
      continue;
    if (most-- == 0) {
      buffer_string(ret_text, "...");
      return;
    }
    if (code_point == '\n' || code_point == '\t' || utf8_is_plain(code_point))
      utf8_append(code_point, ret_text);
    else
      utf8_append_spelled(code_point, ret_text);
  }
}
