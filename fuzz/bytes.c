#include "fuzz/bytes.h"

#include <string.h>

uint32_t bytes_get32(const uint8_t *data)
{
  uint32_t value;

  memcpy(&value, data, sizeof value);
  return value;
}

void bytes_set32(uint8_t *data, uint32_t value)
{
  memcpy(data, &value, sizeof value);
}

void bytes_put32(struct buffer *buffer, uint32_t value)
{
  buffer_append(buffer, &value, sizeof value);
}

struct change {
  const struct bytes_layout *layout;
  uint8_t *data;
  size_t size, max_size;
  uint64_t state;
};

/* The next number of the seed's, below `bound` (splitmix64). */
static uint32_t draw(struct change *change, uint32_t bound)
{
  uint64_t z = change->state += 0x9E3779B97F4A7C15u;

  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return (uint32_t)((z ^ z >> 31) >> 32) % bound;
}

static size_t items(const struct change *change)
{
  return (change->size - change->layout->structure_size) / 4;
}

static uint8_t *item(const struct change *change, size_t index)
{
  return change->data + change->layout->structure_size + index * 4;
}

/* Another handle of the input, or a near miss of the one that is there. */
static uint32_t other_handle(struct change *change, uint32_t handle)
{
  static const uint32_t literals[] = {0, 1, UINT32_MAX, 0x3FFFFFC0, 0x40000000, 0x80000000};
  size_t count = items(change);

  switch (draw(change, 6)) {
  case 0:
    return literals[draw(change, sizeof literals / sizeof literals[0])];
  case 1:
    return handle ^ 1u << draw(change, 32);
  case 2:
    return handle + 0x40u;
  case 3:
    return handle - 0x40u;
  case 4:
    return bytes_get32(change->data + change->layout->fields[0].offset);
  default:
    return count > 0 ? bytes_get32(item(change, draw(change, (uint32_t)count))) : handle;
  }
}

static uint64_t other_pointer(struct change *change, uint64_t pointer)
{
  const uint64_t list = change->layout->list_address;
  const uint64_t end = list + change->size - change->layout->structure_size;
  const uint64_t choices[] = {0,
                              list,
                              list,
                              list + draw(change, 8),
                              end - draw(change, 9),
                              end,
                              list + (UINT64_C(1) << 16),
                              BYTES_KERNEL_ADDRESS,
                              BYTES_NONCANONICAL_ADDRESS,
                              UINT64_MAX - draw(change, 16),
                              0x10000,
                              1u + draw(change, 4096),
                              pointer ^ UINT64_C(1) << draw(change, 64)};

  return choices[draw(change, sizeof choices / sizeof choices[0])];
}

static uint32_t other_count(struct change *change, uint32_t number)
{
  const uint32_t length = (uint32_t)items(change);
  const uint32_t choices[] = {0,          1,          2,      length,  length,     length + 1, length - 1, 1023,
                              1024,       1025,       10239,  10240,   10241,      0x3FFFFFFF, 0x40000000, 0x40000001,
                              0x80000000, 0x20000000, 0xFFFF, 0x10000, UINT32_MAX, number + 1, number - 1};

  return choices[draw(change, sizeof choices / sizeof choices[0])];
}

static uint32_t other_number(struct change *change, uint32_t number)
{
  switch (draw(change, 4)) {
  case 0:
    return draw(change, 6);
  case 1:
    return number ^ 1u << draw(change, 32);
  case 2:
    return number + 1;
  default:
    return draw(change, 2) == 0 ? UINT32_MAX - draw(change, 2) : 1u << draw(change, 32);
  }
}

static void change_field(struct change *change)
{
  const struct bytes_field *field = &change->layout->fields[draw(change, (uint32_t)change->layout->field_count)];
  uint8_t *at = change->data + field->offset;
  uint64_t pointer;

  switch (field->sort) {
  case BYTES_HANDLE:
    bytes_set32(at, other_handle(change, bytes_get32(at)));
    break;
  case BYTES_POINTER:
    memcpy(&pointer, at, sizeof pointer);
    pointer = other_pointer(change, pointer);
    memcpy(at, &pointer, sizeof pointer);
    break;
  case BYTES_COUNT:
    bytes_set32(at, other_count(change, bytes_get32(at)));
    break;
  case BYTES_NUMBER:
    bytes_set32(at, other_number(change, bytes_get32(at)));
    break;
  case BYTES_BYTE:
    *at = (uint8_t)draw(change, 256);
    break;
  }
}

static void insert_item(struct change *change)
{
  size_t count = items(change), at = draw(change, (uint32_t)count + 1);
  uint32_t handle = other_handle(change, count > 0 ? bytes_get32(item(change, at < count ? at : count - 1)) : 0);

  if (change->size + 4 > change->max_size)
    return;
  memmove(item(change, at + 1), item(change, at), change->size - (size_t)(item(change, at) - change->data));
  bytes_set32(item(change, at), handle);
  change->size += 4;
}

static void remove_item(struct change *change)
{
  size_t count = items(change), at;

  if (count == 0)
    return;
  at = draw(change, (uint32_t)count);
  change->size -= 4;
  memmove(item(change, at), item(change, at + 1), change->size - (size_t)(item(change, at) - change->data));
}

static void change_item(struct change *change)
{
  size_t count = items(change);
  uint8_t *first, *second;
  uint32_t swapped;

  if (count == 0)
    return;
  first = item(change, draw(change, (uint32_t)count));
  second = item(change, draw(change, (uint32_t)count));
  swapped = bytes_get32(first);
  if (draw(change, 2) == 0) {
    bytes_set32(first, other_handle(change, swapped));
    return;
  }
  bytes_set32(first, bytes_get32(second));
  bytes_set32(second, swapped);
}

size_t bytes_mutate(const struct bytes_layout *layout, uint8_t *data, size_t size, size_t max_size, uint64_t seed)
{
  struct change change = {layout, data, size, max_size, seed};

  if (max_size < layout->structure_size)
    return 0;
  if (size < layout->structure_size) {
    memset(data + size, 0, layout->structure_size - size);
    change.size = layout->structure_size;
  }
  do
    switch (draw(&change, 8)) {
    case 0:
      insert_item(&change);
      break;
    case 1:
      remove_item(&change);
      break;
    case 2:
    case 3:
      change_item(&change);
      break;
    default:
      change_field(&change);
      break;
    }
  while (draw(&change, 3) == 0);
  return change.size;
}
