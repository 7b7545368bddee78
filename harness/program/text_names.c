#include "program/text_names.h"

#include <stdlib.h>
#include <string.h>

static uint64_t hash(struct word name)
{
  uint64_t value = 0xCBF29CE484222325u;

  for (size_t i = 0; i < name.length; i++)
    value = (value ^ (uint8_t)name.text[i]) * 0x100000001B3u;
  return value ^ value >> 29;
}

/* The entry that holds the name, or the empty one where it would go; the map is never full. */
static struct name_entry *place_of(struct name_entry *entries, size_t capacity, uint32_t generation, struct word name)
{
  size_t i = (size_t)hash(name) & (capacity - 1);

  while (entries[i].generation == generation &&
         (entries[i].name.length != name.length || memcmp(entries[i].name.text, name.text, name.length) != 0))
    i = (i + 1) & (capacity - 1);
  return &entries[i];
}

size_t name_map_find(const struct name_map *map, struct word name)
{
  const struct name_entry *entry;

  if (map->count == 0)
    return NAME_NOT_FOUND;
  entry = place_of(map->entries, map->capacity, map->generation, name);
  return entry->generation == map->generation ? entry->index : NAME_NOT_FOUND;
}

static bool grow(struct name_map *map)
{
  const size_t capacity = map->capacity == 0 ? 16 : map->capacity * 2;
  struct name_entry *entries = calloc(capacity, sizeof *entries);

  if (entries == NULL)
    return false;
  for (size_t i = 0; i < map->capacity; i++)
    if (map->count != 0 && map->entries[i].generation == map->generation)
      *place_of(entries, capacity, map->generation, map->entries[i].name) = map->entries[i];
  free(map->entries);
  map->entries = entries;
  map->capacity = capacity;
  return true;
}

bool name_map_add(struct name_map *map, struct word name, size_t index)
{
  if (map->generation == 0)
    map->generation = 1;
  if (map->count >= map->capacity / 2 && !grow(map))
    return false;
  *place_of(map->entries, map->capacity, map->generation, name) = (struct name_entry){name, index, map->generation};
  map->count++;
  return true;
}

void name_map_change(struct name_map *map, struct word name, size_t index)
{
  place_of(map->entries, map->capacity, map->generation, name)->index = index;
}

void name_map_clear(struct name_map *map)
{
  map->count = 0;
  if (++map->generation != 0)
    return;
  /* The generations have come round: entries of the first ones would seem alive again. */
  for (size_t i = 0; i < map->capacity; i++)
    map->entries[i].generation = 0;
  map->generation = 1;
}

void name_map_free(struct name_map *map)
{
  free(map->entries);
  *map = (struct name_map){0};
}

void slot_use_mark(struct slot_use *use, uint8_t type, uint32_t slot, uint32_t count)
{
  const uint32_t end = slot + count < SLOTS_MAX ? slot + count : SLOTS_MAX;

  while (slot < end) {
    const uint32_t bit = slot % 64;
    const uint32_t bits = end - slot < 64 - bit ? end - slot : 64 - bit;

    use->words[type][slot / 64] |= (bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1) << bit;
    slot += bits;
  }
}

bool slot_use_find(const struct slot_use *use, uint8_t type, uint32_t count, uint16_t *ret_slot)
{
  const uint64_t *words = use->words[type];
  const uint32_t slots = object_types[type].slots < SLOTS_MAX ? object_types[type].slots : SLOTS_MAX;
  uint32_t length = 0;

  for (uint32_t slot = 0; slot < slots; slot++) {
    if (slot % 64 == 0 && words[slot / 64] == UINT64_MAX) {
      length = 0;
      slot += 63;
      continue;
    }
    length = (words[slot / 64] >> (slot % 64) & 1) != 0 ? 0 : length + 1;
    if (length == count) {
      *ret_slot = (uint16_t)(slot + 1 - count);
      return true;
    }
  }
  return false;
}
