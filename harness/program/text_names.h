/*
 * Which names a text has used, and which slots. Private to text_*.c.
 */
#ifndef OFFERCHECK_PROGRAM_TEXT_NAMES_H
#define OFFERCHECK_PROGRAM_TEXT_NAMES_H

#include "program/text_lexer.h"

#define NAME_NOT_FOUND SIZE_MAX

struct name_entry {
  struct word name; /* not owned */
  size_t index;
  uint32_t generation; /* of the map when the entry was made; another one means empty */
};

/* From names to indices. All zero is an empty map. */
struct name_map {
  struct name_entry *entries;
  size_t capacity; /* 0 or a power of two */
  size_t count;
  uint32_t generation;
};

size_t name_map_find(const struct name_map *map, struct word name);

/* Adds a name that is not there. The name's bytes stay where they are while the map is used. False: out of memory. */
bool name_map_add(struct name_map *map, struct word name, size_t index);

/* Gives a name that is there another index. */
void name_map_change(struct name_map *map, struct word name, size_t index);

/* Empties the map, in constant time. */
void name_map_clear(struct name_map *map);
void name_map_free(struct name_map *map);

#define SLOTS_MAX 16384u

/* One bit a slot of each type: spoken of so far, under a name or not. */
struct slot_use {
  uint64_t words[OBJECT_TYPE_COUNT][SLOTS_MAX / 64];
};

void slot_use_mark(struct slot_use *use, uint8_t type, uint32_t slot, uint32_t count);

/* The lowest run of `count` unused slots. False: there is none. */
bool slot_use_find(const struct slot_use *use, uint8_t type, uint32_t count, uint16_t *ret_slot);

#endif
