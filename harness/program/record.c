#include "program/record.h"

#include <string.h>

/*
 * The form, all numbers little-endian: the length of what follows (32 bits),
 * op, outcome, process, teardown (8 each), call, status (32 each), a mask of
 * the arguments that have memory (16), the argument structure's memory, those
 * memories, the detail's length (32), the detail and a NUL.
 * Of one memory: address (64), place, flags (8 each), size, readable (32
 * each), the bytes before and, where they changed, the bytes after the call.
 */
enum memory_flag { MEMORY_WRITABLE = 1, MEMORY_CHANGED = 2, MEMORY_FLAGS = 3 };

struct reader {
  const uint8_t *data;
  size_t size;
  size_t position;
  bool short_read;
};

static void write_number(struct buffer *buffer, uint64_t number, unsigned bytes)
{
  uint8_t data[8];

  for (unsigned i = 0; i < bytes; i++)
    data[i] = (uint8_t)(number >> (8 * i));
  buffer_append(buffer, data, bytes);
}

static uint64_t number_at(const uint8_t *data, size_t bytes)
{
  uint64_t number = 0;

  for (size_t i = 0; i < bytes; i++)
    number |= (uint64_t)data[i] << (8 * i);
  return number;
}

static void write_memory(struct buffer *buffer, const struct memory_record *memory)
{
  const bool changed = memory->readable != 0 && memory->before != memory->after &&
                       memcmp(memory->before, memory->after, memory->readable) != 0;

  write_number(buffer, memory->address, 8);
  write_number(buffer, memory->place, 1);
  write_number(buffer, (memory->writable ? MEMORY_WRITABLE : 0u) | (changed ? MEMORY_CHANGED : 0u), 1);
  write_number(buffer, memory->size, 4);
  write_number(buffer, memory->readable, 4);
  buffer_append(buffer, memory->before, memory->readable);
  if (changed)
    buffer_append(buffer, memory->after, memory->readable);
}

static bool memory_is_used(const struct memory_record *memory)
{
  return memory->address != 0 || memory->place != 0 || memory->size != 0 || memory->readable != 0 || memory->writable;
}

void record_write(const struct call_record *record, struct buffer *buffer)
{
  const size_t start = buffer->size;
  const size_t detail = strlen(record->detail);
  unsigned mask = 0;

  for (unsigned i = 0; i < CALL_MAX_ARGUMENTS; i++)
    mask |= memory_is_used(&record->memory[i]) ? 1u << i : 0u;
  write_number(buffer, 0, 4); /* the length, once it is known */
  write_number(buffer, record->op, 1);
  write_number(buffer, record->outcome, 1);
  write_number(buffer, record->process, 1);
  write_number(buffer, record->teardown ? 1 : 0, 1);
  write_number(buffer, record->call, 4);
  write_number(buffer, (uint32_t)record->status, 4);
  write_number(buffer, mask, 2);
  write_memory(buffer, &record->argument);
  for (unsigned i = 0; i < CALL_MAX_ARGUMENTS; i++)
    if ((mask >> i & 1) != 0)
      write_memory(buffer, &record->memory[i]);
  write_number(buffer, detail, 4);
  buffer_append(buffer, record->detail, detail + 1);
  if (buffer->size - start - 4 > UINT32_MAX)
    buffer->failed = true;
  if (!buffer->failed)
    for (unsigned i = 0; i < 4; i++)
      buffer->data[start + i] = (char)((buffer->size - start - 4) >> (8 * i) & 0xFF);
}

static const uint8_t *read_bytes(struct reader *reader, size_t bytes)
{
  const uint8_t *data = reader->data + reader->position;

  if (reader->short_read || reader->size - reader->position < bytes) {
    reader->short_read = true;
    return NULL;
  }
  reader->position += bytes;
  return data;
}

static uint64_t read_number(struct reader *reader, size_t bytes)
{
  const uint8_t *data = read_bytes(reader, bytes);

  return data == NULL ? 0 : number_at(data, bytes);
}

static bool read_memory(struct reader *reader, struct memory_record *ret_memory)
{
  uint8_t flags;

  *ret_memory = (struct memory_record){0};
  ret_memory->address = read_number(reader, 8);
  ret_memory->place = (uint8_t)read_number(reader, 1);
  flags = (uint8_t)read_number(reader, 1);
  ret_memory->writable = (flags & MEMORY_WRITABLE) != 0;
  ret_memory->size = (uint32_t)read_number(reader, 4);
  ret_memory->readable = (uint32_t)read_number(reader, 4);
  ret_memory->before = read_bytes(reader, ret_memory->readable);
  ret_memory->after = (flags & MEMORY_CHANGED) != 0 ? read_bytes(reader, ret_memory->readable) : ret_memory->before;
  return !reader->short_read && ret_memory->place < PLACE_COUNT && (flags & ~MEMORY_FLAGS) == 0;
}

static bool read_memories(struct reader *reader, unsigned mask, struct call_record *ret_record)
{
  if (mask >> CALL_MAX_ARGUMENTS != 0 || !read_memory(reader, &ret_record->argument))
    return false;
  for (unsigned i = 0; i < CALL_MAX_ARGUMENTS; i++)
    if ((mask >> i & 1) != 0 && !read_memory(reader, &ret_record->memory[i]))
      return false;
  return true;
}

/* The detail is handed on as a C string, so its NUL must be there and be the first. */
static bool read_detail(struct reader *reader, struct call_record *ret_record)
{
  const size_t length = (size_t)read_number(reader, 4);
  const uint8_t *detail = read_bytes(reader, length);
  const uint8_t *end = read_bytes(reader, 1);

  if (reader->short_read || *end != 0 || memchr(detail, 0, length) != NULL)
    return false;
  ret_record->detail = (const char *)detail;
  return reader->position == reader->size;
}

bool record_read(const uint8_t *data, size_t size, size_t *position, struct call_record *ret_record)
{
  struct reader reader = {data, size, *position, *position > size};
  const size_t length = (size_t)read_number(&reader, 4);
  uint64_t teardown;
  unsigned mask;

  *ret_record = (struct call_record){.detail = ""};
  if (reader.short_read || size - reader.position < length)
    return false;
  reader.size = reader.position + length;
  ret_record->op = (uint8_t)read_number(&reader, 1);
  ret_record->outcome = (uint8_t)read_number(&reader, 1);
  ret_record->process = (uint8_t)read_number(&reader, 1);
  teardown = read_number(&reader, 1);
  ret_record->teardown = teardown != 0;
  ret_record->call = (uint32_t)read_number(&reader, 4);
  ret_record->status = (NTSTATUS)(uint32_t)read_number(&reader, 4);
  mask = (unsigned)read_number(&reader, 2);
  if (reader.short_read || ret_record->op >= OP_COUNT || ret_record->outcome > RECORD_SKIPPED || teardown > 1 ||
      !read_memories(&reader, mask, ret_record) || !read_detail(&reader, ret_record))
    return false;
  *position = reader.position;
  return true;
}
