#include "run/provision.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_LINE "offercheck-provision 1"

struct reader {
  const char *at, *end; /* of the line that is being read */
  const char *start;
  size_t line;
  struct text_error *error;
};

BUFFER_PRINTF_AT(2, 3) static bool wrong(const struct reader *reader, const char *format, ...)
{
  va_list arguments;

  reader->error->line = reader->line;
  reader->error->column = (size_t)(reader->at - reader->start) + 1;
  va_start(arguments, format);
  vsnprintf(reader->error->message, sizeof reader->error->message, format, arguments);
  va_end(arguments);
  return false;
}

static bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

static void skip_blanks(struct reader *reader)
{
  while (reader->at < reader->end && is_blank(*reader->at))
    reader->at++;
}

/* The length of the word at the place; 0: the line ends. */
static size_t word_length(struct reader *reader)
{
  size_t length = 0;

  skip_blanks(reader);
  while (reader->at + length < reader->end && !is_blank(reader->at[length]))
    length++;
  return length;
}

static bool is_word(const struct reader *reader, size_t length, const char *word)
{
  return strlen(word) == length && memcmp(reader->at, word, length) == 0;
}

static int digit_of(char c)
{
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

static bool take_number(struct reader *reader, const char *what, uint64_t most, uint64_t *ret_number)
{
  size_t length = word_length(reader);
  bool hex = length > 2 && reader->at[0] == '0' && (reader->at[1] == 'x' || reader->at[1] == 'X');
  const unsigned base = hex ? 16 : 10;

  *ret_number = 0;
  if (length == 0)
    return wrong(reader, "no %s; expected a number", what);
  for (size_t i = hex ? 2 : 0; i < length; i++) {
    int digit = digit_of(reader->at[i]);

    if (digit < 0 || (unsigned)digit >= base)
      return wrong(reader, "'%.*s' is no number", (int)(length < 40 ? length : 40), reader->at);
    if (*ret_number > (most - (unsigned)digit) / base || (unsigned)digit > most)
      return wrong(reader, "%s is above %" PRIu64, what, most);
    *ret_number = *ret_number * base + (unsigned)digit;
  }
  reader->at += length;
  return true;
}

static bool take_number32(struct reader *reader, const char *what, uint32_t most, uint32_t *ret_number)
{
  uint64_t number = 0;
  bool good = take_number(reader, what, most, &number);

  *ret_number = (uint32_t)number;
  return good;
}

static bool take_hex(struct reader *reader, struct provision_data *data)
{
  if (word_length(reader) == 0)
    return wrong(reader, "no bytes; expected pairs of hex digits");
  while (word_length(reader) > 0) {
    int high = digit_of(reader->at[0]), low = reader->at + 1 < reader->end ? digit_of(reader->at[1]) : -1;

    if (high < 0 || low < 0)
      return wrong(reader, "expected a pair of hex digits");
    if (data->size == PROVISION_MAX_DATA)
      return wrong(reader, "more than %u bytes", PROVISION_MAX_DATA);
    data->bytes[data->size++] = (uint8_t)(high << 4 | low);
    reader->at += 2;
  }
  return true;
}

static bool take_size_at(struct reader *reader, struct provision *provision)
{
  if (!take_number32(reader, "offset", PROVISION_MAX_DATA - 1, &provision->size_offset) ||
      !take_number32(reader, "width", 8, &provision->size_width) ||
      !take_number(reader, "unit", 1u << 30, &provision->size_unit))
    return false;
  if (provision->size_width == 0 || (provision->size_width & (provision->size_width - 1)) != 0)
    return wrong(reader, "width %" PRIu32 "; expected 1, 2, 4 or 8", provision->size_width);
  return provision->size_unit != 0 || wrong(reader, "unit 0; expected 1 or more bytes");
}

static bool take_memory(struct reader *reader, struct provision *provision)
{
  size_t length = word_length(reader);

  if (!is_word(reader, length, "driver") && !is_word(reader, length, "caller"))
    return wrong(reader, "expected driver or caller");
  provision->over_caller = is_word(reader, length, "caller");
  reader->at += length;
  return true;
}

enum key {
  KEY_ALLOCATION,
  KEY_RESOURCE,
  KEY_RUNTIME,
  KEY_SIZE_AT,
  KEY_SIZE,
  KEY_FLAGS,
  KEY_ALLOCATION_FLAGS,
  KEY_SOURCE,
  KEY_MEMORY,
  KEY_COUNT
};

static const char *const keys[KEY_COUNT] = {"allocation", "resource",         "runtime", "size-at", "size",
                                            "flags",      "allocation-flags", "source",  "memory"};

static bool take_value(struct reader *reader, enum key key, struct provision *provision)
{
  switch (key) {
  case KEY_ALLOCATION:
    return take_hex(reader, &provision->allocation);
  case KEY_RESOURCE:
    return take_hex(reader, &provision->resource);
  case KEY_RUNTIME:
    return take_hex(reader, &provision->runtime);
  case KEY_SIZE_AT:
    return take_size_at(reader, provision);
  case KEY_SIZE:
    return take_number(reader, "size", UINT32_MAX, &provision->size);
  case KEY_FLAGS:
    return take_number32(reader, "flags", UINT32_MAX, &provision->flags);
  case KEY_ALLOCATION_FLAGS:
    return take_number32(reader, "allocation-flags", UINT32_MAX, &provision->allocation_flags);
  case KEY_SOURCE:
    return take_number32(reader, "source", UINT32_MAX, &provision->source);
  default:
    return take_memory(reader, provision);
  }
}

static bool take_line(struct reader *reader, struct provision *provision, bool seen[KEY_COUNT])
{
  size_t length = word_length(reader);
  unsigned key = 0;

  if (length == 0)
    return true;
  while (key < KEY_COUNT && !is_word(reader, length, keys[key]))
    key++;
  if (key == KEY_COUNT)
    return wrong(
        reader,
        "'%.*s' is none of allocation, resource, runtime, size-at, size, flags, allocation-flags, source, memory",
        (int)(length < 40 ? length : 40), reader->at);
  if (seen[key] && key > KEY_RUNTIME)
    return wrong(reader, "'%s' a second time", keys[key]);
  seen[key] = true;
  reader->at += length;
  if (!take_value(reader, (enum key)key, provision))
    return false;
  return word_length(reader) == 0 || wrong(reader, "expected the end of the line");
}

/* What only the whole file shows. */
static bool is_whole(struct reader *reader, const struct provision *provision, const bool seen[KEY_COUNT])
{
  reader->at = reader->start;
  if (!seen[KEY_ALLOCATION])
    return wrong(reader, "the file has no line 'allocation'");
  if (seen[KEY_SIZE] == seen[KEY_SIZE_AT])
    return wrong(reader, "the file has %s 'size' and 'size-at'; expected one of them",
                 seen[KEY_SIZE] ? "both" : "neither");
  if (seen[KEY_SIZE] && provision->size == 0)
    return wrong(reader, "'size' is 0");
  if (seen[KEY_SIZE_AT] && provision->size_offset + provision->size_width > provision->allocation.size)
    return wrong(reader, "'size-at' leads beyond the %" PRIu32 " bytes of 'allocation'", provision->allocation.size);
  return true;
}

/* Cuts the next line off, without its comment. */
static void next_line(struct reader *reader, const char **text, size_t *size)
{
  const char *newline = memchr(*text, '\n', *size), *comment;
  size_t length = newline != NULL ? (size_t)(newline - *text) : *size;

  reader->line++;
  reader->start = reader->at = *text;
  comment = memchr(*text, '#', length);
  reader->end = comment != NULL ? comment : *text + length;
  *text += length + (newline != NULL);
  *size -= length + (newline != NULL);
}

bool provision_parse(const char *text, size_t size, struct provision *ret_provision, struct text_error *ret_error)
{
  struct reader reader = {.error = ret_error};
  bool seen[KEY_COUNT] = {false};

  memset(ret_provision, 0, sizeof *ret_provision);
  reader.at = reader.start = text;
  reader.line = 1;
  if (size > PROVISION_MAX_FILE)
    return wrong(&reader, "the file has more than %u bytes", PROVISION_MAX_FILE);
  for (size_t i = 0; i < size; i++)
    if (text[i] == '\0') {
      reader.at = text + i;
      return wrong(&reader, "a NUL byte; expected text");
    }
  reader.line = 0;
  next_line(&reader, &text, &size);
  while (reader.end > reader.at && is_blank(reader.end[-1]))
    reader.end--;
  if (!is_word(&reader, (size_t)(reader.end - reader.at), FIRST_LINE))
    return wrong(&reader, "expected '" FIRST_LINE "'");
  while (size > 0) {
    next_line(&reader, &text, &size);
    if (!take_line(&reader, ret_provision, seen))
      return false;
  }
  return is_whole(&reader, ret_provision, seen);
}

void provision_fill(const struct provision *provision, uint64_t bytes, uint8_t *ret_data)
{
  memcpy(ret_data, provision->allocation.bytes, provision->allocation.size);
  if (provision->size_width > 0) {
    uint64_t units = bytes / provision->size_unit + (bytes % provision->size_unit != 0);

    memcpy(ret_data + provision->size_offset, &units,
           provision->size_width); /* little-endian, as all that has this interface */
  }
}

uint64_t provision_size(const struct provision *provision, uint64_t bytes)
{
  return provision->size_width == 0 && provision->size < bytes ? provision->size : bytes;
}

void provision_apply(const struct provision *provision, D3DKMT_CREATEALLOCATIONFLAGS *flags,
                     D3DDDI_ALLOCATIONINFO2 *info)
{
  uint32_t bits;

  memcpy(&bits, flags, sizeof bits);
  bits |= provision->flags | (provision->over_caller ? 1u << 5 : 0); /* ExistingSysMem */
  memcpy(flags, &bits, sizeof bits);
  info->Flags.Value |= provision->allocation_flags;
  info->VidPnSourceId = provision->source;
}
