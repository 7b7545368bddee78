#include "program/notes.h"

#include <string.h>

/* Capabilities that no single operation asks for. */
static const char *const other_capabilities[] = {"two-adapters"};

static const char *const reserved_words[] = {"null", "out", "auto"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool same(const char *text, size_t length, const char *word)
{
  return strlen(word) == length && memcmp(text, word, length) == 0;
}

static bool is_one_of(const char *text, size_t length, const char *const *words, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (same(text, length, words[i]))
      return true;
  return false;
}

/* Lead bytes of UTF-8 by range, and the bounds that the second byte keeps: no overlong forms, no surrogates. */
static const struct {
  uint8_t first, last, length, second_first, second_last;
} utf8_leads[] = {
    {0x00, 0x7F, 1, 0, 0},       {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF},
    {0xE1, 0xEC, 3, 0x80, 0xBF}, {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF},
    {0xF0, 0xF0, 4, 0x90, 0xBF}, {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

/* Bytes of the character at `text`, 0 when it is not valid. */
static size_t utf8_character(const uint8_t *text, size_t length)
{
  for (size_t i = 0; i < COUNT(utf8_leads); i++) {
    if (text[0] < utf8_leads[i].first || text[0] > utf8_leads[i].last)
      continue;
    if (utf8_leads[i].length > length)
      return 0;
    if (utf8_leads[i].length > 1 && (text[1] < utf8_leads[i].second_first || text[1] > utf8_leads[i].second_last))
      return 0;
    for (size_t k = 2; k < utf8_leads[i].length; k++)
      if ((text[k] & 0xC0) != 0x80)
        return 0;
    return utf8_leads[i].length;
  }
  return 0;
}

size_t note_valid_utf8(const char *text, size_t length)
{
  size_t position = 0;

  while (position < length) {
    const size_t character = utf8_character((const uint8_t *)text + position, length - position);

    if (character == 0)
      break;
    position += character;
  }
  return position;
}

/* Whether every byte is at least `least`, and none is DEL. */
static bool has_only(const char *text, size_t length, unsigned char least)
{
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)text[i] < least || text[i] == 0x7F)
      return false;
  return note_valid_utf8(text, length) == length;
}

bool note_is_word(const char *text, size_t length)
{
  return length != 0 && length <= NOTE_MAX_WORD && has_only(text, length, '!');
}

bool note_is_sentence(const char *text, size_t length)
{
  return length != 0 && length <= NOTE_MAX_SENTENCE && has_only(text, length, ' ') && text[0] != ' ' &&
         text[length - 1] != ' ';
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool is_name_character(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

bool note_is_name(const char *text, size_t length)
{
  enum object_type type;
  uint32_t slot;

  if (length == 0 || length > NOTE_MAX_NAME || is_digit(text[0]))
    return false;
  for (size_t i = 0; i < length; i++)
    if (!is_name_character(text[i]))
      return false;
  return !is_one_of(text, length, reserved_words, COUNT(reserved_words)) &&
         !note_default_name(text, length, &type, &slot);
}

bool note_is_capability(const char *text, size_t length)
{
  for (size_t i = 0; i < OP_COUNT; i++) {
    const struct op_info *op = &program_ops[i];

    if (op->capability != NULL && same(text, length, op->capability))
      return true;
    if (op->entry != ABI_NO_ENTRY && same(text, length, op->name))
      return true;
  }
  return is_one_of(text, length, other_capabilities, COUNT(other_capabilities));
}

bool note_default_name(const char *text, size_t length, enum object_type *ret_type, uint32_t *ret_slot)
{
  size_t digits = 0;
  uint32_t slot = 0;

  while (digits < length && is_digit(text[length - digits - 1]))
    digits++;
  for (unsigned type = OBJECT_VALUE + 1; digits != 0 && type < OBJECT_TYPE_COUNT; type++) {
    const uint32_t slots = object_types[type].slots;

    if (!same(text, length - digits, object_types[type].name))
      continue;
    for (size_t i = length - digits; i < length && slot < slots; i++)
      slot = slot * 10 + (uint32_t)(text[i] - '0');
    *ret_type = (enum object_type)type;
    *ret_slot = slot < slots ? slot : slots;
    return true;
  }
  return false;
}
