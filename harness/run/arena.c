#include "run/arena.h"

#include <string.h>

#include "run/platform.h"

#define SLOT_STRIDE ((size_t)ARENA_SLOT_BYTES + PLATFORM_PAGE)
#define PLAIN_SLOTS (ARENA_SLOTS - ARENA_READ_ONLY_SLOTS)
#define ARENA_BYTES (SLOT_STRIDE * PLAIN_SLOTS + PLATFORM_PAGE)
#define ALIASES_NOMINAL                                                                                                \
  (ARENA_NOMINAL + SLOT_STRIDE * PLAIN_SLOTS + PLATFORM_PAGE) /* of the first alias; the others follow */

#define HEAP_KEPT (64u << 10) /* bytes that are sooner cleared than mapped anew */

#define KERNEL_ADDRESS 0xFFFF800000001000u
#define NONCANONICAL_ADDRESS 0x0000800000001000u

/* A page without access stands before each slot and after the last. */
static uint8_t *slot_begin(const struct arena *arena, unsigned slot)
{
  return arena->slots + PLATFORM_PAGE + slot * SLOT_STRIDE;
}

static uint8_t *slot_end(const struct arena *arena, unsigned slot)
{
  return slot_begin(arena, slot) + ARENA_SLOT_BYTES;
}

static void widen(struct arena *arena, const uint8_t *memory, size_t bytes)
{
  const uint64_t begin = (uint64_t)(uintptr_t)memory, end = arena->lowest + arena->span;
  const uint64_t last = begin + bytes > end ? begin + bytes : end;

  arena->lowest = begin < arena->lowest ? begin : arena->lowest;
  arena->span = last - arena->lowest;
}

static void measure(struct arena *arena)
{
  arena->lowest = (uint64_t)(uintptr_t)arena->slots;
  arena->span = ARENA_BYTES;
  widen(arena, arena->heap, HEAP_BYTES);
  for (unsigned i = 0; i < ARENA_READ_ONLY_SLOTS; i++)
    widen(arena, arena->aliases[i].read_only, ARENA_SLOT_BYTES);
}

bool arena_init(struct arena *arena)
{
  memset(arena, 0, sizeof *arena);
  arena->slots = platform_reserve(ARENA_BYTES);
  arena->heap = platform_reserve(HEAP_BYTES);
  if (arena->slots == NULL || arena->heap == NULL || !platform_protect(arena->heap, HEAP_BYTES, ACCESS_READ_WRITE))
    goto fail;
  for (unsigned slot = 0; slot < PLAIN_SLOTS; slot++)
    if (!platform_protect(slot_begin(arena, slot), ARENA_SLOT_BYTES, ACCESS_READ_WRITE))
      goto fail;
  for (unsigned i = 0; i < ARENA_READ_ONLY_SLOTS; i++) {
    arena->aliases[i].read_only = platform_alias(ARENA_SLOT_BYTES, &arena->aliases[i].writable);
    if (arena->aliases[i].read_only == NULL)
      goto fail;
  }
  measure(arena);
  return true;
fail:
  arena_free(arena);
  return false;
}

void arena_free(struct arena *arena)
{
  if (arena->slots != NULL)
    platform_release(arena->slots, ARENA_BYTES);
  if (arena->heap != NULL)
    platform_release(arena->heap, HEAP_BYTES);
  for (unsigned i = 0; i < ARENA_READ_ONLY_SLOTS; i++)
    if (arena->aliases[i].read_only != NULL)
      platform_release_alias(arena->aliases[i].read_only, arena->aliases[i].writable, ARENA_SLOT_BYTES);
  memset(arena, 0, sizeof *arena);
}

void *arena_spare(const struct arena *arena)
{
  return slot_begin(arena, 0);
}

void arena_next_call(struct arena *arena)
{
  arena->read_only = 0;
  arena->taken = 0;
}

void arena_next_program(struct arena *arena)
{
  arena_next_call(arena);
  if (arena->heap_used > HEAP_KEPT)
    platform_discard(arena->heap, arena->heap_used);
  else
    memset(arena->heap, 0, arena->heap_used);
  arena->heap_used = 0;
}

/* Where a piece that is mapped begins, counted back from the slot's end. */
static size_t distance_from_end(struct placement place, size_t size)
{
  size_t misalignment = place.argument % 8;
  size_t across = PLATFORM_PAGE + (size / 2 + 7) / 8 * 8;

  switch (place.kind) {
  case PLACE_CUT:
    return place.argument < size ? (size_t)place.argument : size;
  case PLACE_MISALIGNED:
    return (size + 7) / 8 * 8 + 8 - (misalignment != 0 ? misalignment : 1);
  case PLACE_ACROSS:
    return across > size ? across : size;
  default:
    return size;
  }
}

static bool is_mapped(uint8_t kind)
{
  return kind == PLACE_GUARDED || kind == PLACE_CUT || kind == PLACE_MISALIGNED || kind == PLACE_READ_ONLY ||
         kind == PLACE_ACROSS;
}

/*
 * A place that is not the arena's: an address and nothing there. Where a wild
 * one hits something, which is not the program's to touch, it is passed another.
 */
static void place_elsewhere(const struct arena *arena, struct placement place, struct piece *ret_piece)
{
  uint8_t byte;

  switch (place.kind) {
  case PLACE_NULL:
    break;
  case PLACE_KERNEL:
    ret_piece->address = KERNEL_ADDRESS;
    break;
  case PLACE_NONCANONICAL:
    ret_piece->address = NONCANONICAL_ADDRESS;
    break;
  case PLACE_ADDRESS:
    ret_piece->address = place.argument;
    if (place.argument >= KERNEL_ADDRESS || !platform_read(&byte, place.argument, sizeof byte))
      break;
    ret_piece->place = PLACE_UNMAPPED;
    /* fall through */
  default:
    ret_piece->address = (uint64_t)(uintptr_t)slot_end(arena, arena->taken);
    break;
  }
}

bool arena_place(struct arena *arena, struct placement place, const void *data, size_t size, struct piece *ret_piece)
{
  bool read_only = place.kind == PLACE_READ_ONLY;
  size_t distance = distance_from_end(place, size);
  size_t copied = distance < size ? distance : size;

  memset(ret_piece, 0, sizeof *ret_piece);
  ret_piece->size = (uint32_t)size;
  ret_piece->place = place.kind;
  if (size > ARENA_SLOT_BYTES - 2 * PLATFORM_PAGE ||
      (read_only ? arena->read_only == ARENA_READ_ONLY_SLOTS : arena->taken == PLAIN_SLOTS))
    return false;
  if (!is_mapped(place.kind)) {
    place_elsewhere(arena, place, ret_piece);
    return true;
  }
  if (read_only) {
    const struct arena_alias *alias = &arena->aliases[arena->read_only++];

    ret_piece->memory = alias->writable + ARENA_SLOT_BYTES - distance;
    ret_piece->address = (uint64_t)(uintptr_t)(alias->read_only + ARENA_SLOT_BYTES - distance);
  } else {
    ret_piece->memory = slot_end(arena, arena->taken++) - distance;
    ret_piece->address = (uint64_t)(uintptr_t)ret_piece->memory;
  }
  ret_piece->mapped = (uint32_t)distance;
  ret_piece->writable = !read_only;
  ret_piece->data = distance < size ? data : NULL;
  if (distance > copied)
    memset(ret_piece->memory + copied, 0, distance - copied);
  if (copied > 0 && data != NULL)
    memcpy(ret_piece->memory, data, copied);
  else if (copied > 0)
    memset(ret_piece->memory, 0, copied);
  return true;
}

uint8_t *arena_heap(struct arena *arena, size_t bytes)
{
  size_t rounded = (bytes + PLATFORM_PAGE - 1) / PLATFORM_PAGE * PLATFORM_PAGE;
  uint8_t *memory = arena->heap + arena->heap_used;

  if (rounded < bytes || rounded > HEAP_BYTES - arena->heap_used)
    return NULL;
  arena->heap_used += rounded;
  return memory;
}

uint8_t *arena_heap_at(const struct arena *arena, uint64_t address, size_t bytes)
{
  uint64_t offset = address - (uint64_t)(uintptr_t)arena->heap;

  return offset < HEAP_BYTES && bytes <= HEAP_BYTES - offset ? arena->heap + offset : NULL;
}

uint64_t arena_nominal(const struct arena *arena, uint64_t address)
{
  uint64_t in_slots = address - (uint64_t)(uintptr_t)arena->slots;
  uint64_t in_heap = address - (uint64_t)(uintptr_t)arena->heap;

  if (!arena_may_hold(arena, address))
    return address;
  if (in_slots <= ARENA_BYTES)
    return ARENA_NOMINAL + in_slots;
  if (in_heap <= HEAP_BYTES)
    return HEAP_NOMINAL + in_heap;
  for (unsigned i = 0; i < ARENA_READ_ONLY_SLOTS; i++) {
    uint64_t in_alias = address - (uint64_t)(uintptr_t)arena->aliases[i].read_only;

    if (in_alias <= ARENA_SLOT_BYTES)
      return ALIASES_NOMINAL + i * SLOT_STRIDE + in_alias;
  }
  return address;
}

size_t arena_ranges(const struct arena *arena, size_t heap, uint64_t ret_addresses[ARENA_SLOTS + 1],
                    uint64_t ret_sizes[ARENA_SLOTS + 1])
{
  size_t count = 0;

  for (unsigned slot = 0; slot < PLAIN_SLOTS; slot++) {
    ret_addresses[count] = (uint64_t)(uintptr_t)slot_begin(arena, slot);
    ret_sizes[count++] = ARENA_SLOT_BYTES;
  }
  ret_addresses[count] = (uint64_t)(uintptr_t)arena->heap;
  ret_sizes[count++] = heap;
  return count;
}
