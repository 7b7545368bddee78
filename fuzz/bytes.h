/*
 * Raw structures with a list behind them: reading, writing, and changing a
 * field to what is worth trying in one of its sort.
 */
#ifndef OFFERCHECK_FUZZ_BYTES_H
#define OFFERCHECK_FUZZ_BYTES_H

#include "program/buffer.h"

#define BYTES_KERNEL_ADDRESS 0xFFFF800000001000u
#define BYTES_NONCANONICAL_ADDRESS 0x0000800000001000u

enum bytes_sort {
  BYTES_HANDLE,  /* 32 bits */
  BYTES_POINTER, /* 64 bits */
  BYTES_COUNT,   /* 32 bits: of the list's items */
  BYTES_NUMBER,  /* 32 bits: a priority, flags */
  BYTES_BYTE
};

struct bytes_field {
  size_t offset;
  enum bytes_sort sort;
};

struct bytes_layout {
  const struct bytes_field *fields;
  size_t field_count;
  size_t structure_size; /* the list follows */
  uint64_t list_address; /* what pointers to the list's first byte are */
};

uint32_t bytes_get32(const uint8_t *data);
void bytes_set32(uint8_t *data, uint32_t value);
void bytes_put32(struct buffer *buffer, uint32_t value);

/* Changes a field, or an item of the list, or how many there are. Returns the new size, at most max_size; 0: there is no room. */
size_t bytes_mutate(const struct bytes_layout *layout, uint8_t *data, size_t size, size_t max_size, uint64_t seed);

#endif
