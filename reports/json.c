#include "reports/json.h"

#include <inttypes.h>
#include <stddef.h>

#include "reports/utf8.h"

static const char *short_escape(uint32_t code_point)
{
  switch (code_point) {
  case '"':
    return "\\\"";
  case '\\':
    return "\\\\";
  case '\n':
    return "\\n";
  case '\r':
    return "\\r";
  case '\t':
    return "\\t";
  default:
    return NULL;
  }
}

/* Characters that show nothing are escaped too: the value is the same, and no viewer of the file obeys them. */
static void write_escaped(uint32_t code_point, struct buffer *text)
{
  const char *escape = short_escape(code_point);
  if (escape != NULL) {
    buffer_string(text, escape);
  } else if (utf8_is_plain(code_point)) {
    utf8_append(code_point, text);
  } else if (code_point < 0x10000) {
    buffer_printf(text, "\\u%04x", (unsigned)code_point);
  } else {
    uint32_t offset = code_point - 0x10000;
    buffer_printf(text, "\\u%04x\\u%04x", (unsigned)(0xD800 + (offset >> 10)), (unsigned)(0xDC00 + (offset & 0x3FF)));
  }
}

static void write_string(const char *value, struct buffer *text)
{
  buffer_byte(text, '"');
  for (uint32_t code_point; (code_point = utf8_next(&value)) != 0;)
    write_escaped(code_point, text);
  buffer_byte(text, '"');
}

static void start_line(struct json *json)
{
  buffer_byte(json->text, '\n');
  for (unsigned i = 0; i < json->depth; i++)
    buffer_string(json->text, "  ");
}

static void start_value(struct json *json, const char *key)
{
  if (json->follows)
    buffer_byte(json->text, ',');
  if (json->depth > 0)
    start_line(json);
  json->follows = true;
  if (key == NULL)
    return;
  write_string(key, json->text);
  buffer_string(json->text, ": ");
}

static void begin(struct json *json, const char *key, uint8_t bracket)
{
  start_value(json, key);
  buffer_byte(json->text, bracket);
  json->depth++;
  json->follows = false;
}

static void end(struct json *json, uint8_t bracket)
{
  json->depth--;
  if (json->follows)
    start_line(json);
  buffer_byte(json->text, bracket);
  json->follows = true;
  if (json->depth == 0)
    buffer_byte(json->text, '\n');
}

void json_begin_object(struct json *json, const char *key)
{
  begin(json, key, '{');
}

void json_end_object(struct json *json)
{
  end(json, '}');
}

void json_begin_list(struct json *json, const char *key)
{
  begin(json, key, '[');
}

void json_end_list(struct json *json)
{
  end(json, ']');
}

void json_string(struct json *json, const char *key, const char *value)
{
  start_value(json, key);
  write_string(value, json->text);
}

void json_number(struct json *json, const char *key, uint64_t value)
{
  start_value(json, key);
  buffer_printf(json->text, "%" PRIu64, value);
}

void json_bool(struct json *json, const char *key, bool value)
{
  start_value(json, key);
  buffer_string(json->text, value ? "true" : "false");
}

void json_seconds(struct json *json, const char *key, double value)
{
  const double most = 1e12;
  /* By whole numbers: printf's decimal point depends on the locale. */
  uint64_t milliseconds = value > 0 && value < most ? (uint64_t)(value * 1000 + 0.5) : 0;
  start_value(json, key);
  buffer_printf(json->text, "%" PRIu64 ".%03" PRIu64, milliseconds / 1000, milliseconds % 1000);
}
