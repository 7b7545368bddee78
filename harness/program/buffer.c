#include "program/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST_CAPACITY 64u

void buffer_free(struct buffer *buffer)
{
  free(buffer->data);
  *buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer)
{
  buffer->size = 0;
  buffer->failed = false;
  if (buffer->data != NULL)
    buffer->data[0] = '\0';
}

/* Makes room for `size` more bytes and the NUL behind them. */
static bool reserve(struct buffer *buffer, size_t size)
{
  size_t capacity = buffer->capacity < SMALLEST_CAPACITY ? SMALLEST_CAPACITY : buffer->capacity;
  char *data;

  if (buffer->failed)
    return false;
  if (size < buffer->capacity - buffer->size && buffer->capacity != 0)
    return true;
  if (size >= SIZE_MAX / 4 - buffer->size)
    goto fail;
  while (capacity - buffer->size <= size)
    capacity *= 2;
  data = realloc(buffer->data, capacity);
  if (data == NULL)
    goto fail;
  buffer->data = data;
  buffer->capacity = capacity;
  return true;
fail:
  buffer->failed = true;
  return false;
}

void buffer_append(struct buffer *buffer, const void *data, size_t size)
{
  if (!reserve(buffer, size))
    return;
  if (size != 0)
    memcpy(buffer->data + buffer->size, data, size);
  buffer->size += size;
  buffer->data[buffer->size] = '\0';
}

void buffer_string(struct buffer *buffer, const char *text)
{
  buffer_append(buffer, text, strlen(text));
}

void buffer_byte(struct buffer *buffer, uint8_t byte)
{
  buffer_append(buffer, &byte, 1);
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
  va_list arguments;
  int length;

  va_start(arguments, format);
  length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length < 0) {
    buffer->failed = true;
    return;
  }
  if (!reserve(buffer, (size_t)length))
    return;
  va_start(arguments, format);
  (void)vsnprintf(buffer->data + buffer->size, (size_t)length + 1, format, arguments);
  va_end(arguments);
  buffer->size += (size_t)length;
}

const char *buffer_text(const struct buffer *buffer)
{
  return buffer->data == NULL ? "" : buffer->data;
}

char *buffer_copy_string(const char *text)
{
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);

  if (copy != NULL)
    memcpy(copy, text, size);
  return copy;
}
