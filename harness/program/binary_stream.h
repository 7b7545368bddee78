/*
 * Bytes in and bytes out, inline: fuzzers spend their time here. Private to
 * binary*.c.
 */
#ifndef OFFERCHECK_PROGRAM_BINARY_STREAM_H
#define OFFERCHECK_PROGRAM_BINARY_STREAM_H

#include "program/buffer.h"

struct stream {
  const uint8_t *data;
  size_t size;
  size_t position;
};

/* The next byte; 0 behind the end. */
static inline uint8_t stream_byte(struct stream *stream)
{
  return stream->position < stream->size ? stream->data[stream->position++] : 0;
}

/* A number in groups of seven bits, lowest first, each byte but the last with its high bit set; bits above 64 are lost. */
static inline uint64_t stream_number(struct stream *stream)
{
  uint64_t number = 0;

  for (unsigned shift = 0; shift < 70; shift += 7) {
    const uint8_t byte = stream_byte(stream);

    number |= (uint64_t)(byte & 0x7F) << shift;
    if (byte < 0x80)
      break;
  }
  return number;
}

static inline uint64_t stream_number_up_to(struct stream *stream, uint64_t most)
{
  const uint64_t number = stream_number(stream);

  return number < most ? number : most;
}

static inline void put_byte(struct buffer *buffer, uint8_t byte)
{
  if (buffer->capacity - buffer->size > 1) {
    buffer->data[buffer->size++] = (char)byte;
    buffer->data[buffer->size] = '\0';
  } else {
    buffer_byte(buffer, byte);
  }
}

static inline void put_number(struct buffer *buffer, uint64_t number)
{
  for (; number >= 0x80; number >>= 7)
    put_byte(buffer, (uint8_t)(number | 0x80));
  put_byte(buffer, (uint8_t)number);
}

#endif
