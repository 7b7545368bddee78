/*
 * A growing array of bytes, for text and for binary. It always ends with a NUL
 * that `size` does not count.
 */
#ifndef OFFERCHECK_PROGRAM_BUFFER_H
#define OFFERCHECK_PROGRAM_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
  char *data; /* NULL while empty: buffer_text gives "" then */
  size_t size;
  size_t capacity;
  bool failed; /* memory ran out; what was appended since is lost */
};

/* Says that parameter `format_at` is printf's, and that what it prints starts at parameter `first`. */
#if defined(__MINGW32__)
#define BUFFER_PRINTF_AT(format_at, first) __attribute__((format(gnu_printf, format_at, first)))
#else
#define BUFFER_PRINTF_AT(format_at, first) __attribute__((format(printf, format_at, first)))
#endif
#define BUFFER_PRINTF BUFFER_PRINTF_AT(2, 3)

void buffer_free(struct buffer *buffer);
void buffer_clear(struct buffer *buffer); /* keeps the memory */
void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_string(struct buffer *buffer, const char *text);
void buffer_byte(struct buffer *buffer, uint8_t byte);
BUFFER_PRINTF void buffer_printf(struct buffer *buffer, const char *format, ...);
const char *buffer_text(const struct buffer *buffer);

/* A copy of a string, the caller's to free. NULL: out of memory. */
char *buffer_copy_string(const char *text);

#endif
