/* Where the memory lies that a target gets, and what it can reach there. */
#include "run_support.h"

#include "run/platform.h"

static struct arena arena;

static int open_arena(void **state)
{
  (void)state;
  return arena_init(&arena) ? 0 : -1;
}

static int close_arena(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

static struct piece place(uint8_t kind, uint64_t argument, const void *data, size_t size)
{
  struct piece piece;

  assert_true(arena_place(&arena, (struct placement){kind, argument}, data, size, &piece));
  return piece;
}

static bool is_readable(uint64_t address)
{
  uint8_t byte;

  return platform_read(&byte, address, 1);
}

static bool is_writable(uint64_t address)
{
  uint8_t byte = 0;

  return platform_read(&byte, address, 1) && platform_write(address, &byte, 1);
}

static const size_t sizes[] = {1, 4, 12, 24, 40, 4092, 4096, 4100, 8192, 12000, 40960, 262144};

static void a_guarded_piece_ends_where_nothing_is_mapped(void **state)
{
  (void)state;
  for (size_t i = 0; i < COUNT_OF(sizes); i++) {
    struct piece piece = place(PLACE_GUARDED, 0, NULL, sizes[i]);

    assert_int_equal(piece.mapped, sizes[i]);
    assert_true(piece.writable);
    assert_true(is_writable(piece.address + sizes[i] - 1));
    assert_false(is_readable(piece.address + sizes[i]));
    arena_next_call(&arena);
  }
}

static void what_is_laid_there_is_there(void **state)
{
  static const uint8_t kinds[] = {PLACE_GUARDED, PLACE_MISALIGNED, PLACE_ACROSS, PLACE_READ_ONLY};
  static const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(kinds); i++) {
    struct piece piece = place(kinds[i], 3, data, sizeof data);
    uint8_t read[sizeof data];

    assert_true(platform_read(read, piece.address, sizeof read));
    assert_memory_equal(read, data, sizeof data);
    assert_true(piece.mapped >= sizeof data);
    for (uint64_t at = sizeof data; at < piece.mapped; at++) {
      uint8_t behind = 0xFF;

      assert_true(platform_read(&behind, piece.address + at, 1));
      assert_int_equal(behind, 0);
    }
    assert_false(is_readable(piece.address + piece.mapped));
  }
}

static void a_cut_piece_ends_early(void **state)
{
  static const uint32_t data[] = {1, 2, 3};

  (void)state;
  for (uint64_t cut = 0; cut <= 13; cut++) {
    struct piece piece = place(PLACE_CUT, cut, data, sizeof data);
    uint64_t there = cut < sizeof data ? cut : sizeof data;
    uint8_t read[sizeof data];

    assert_int_equal(piece.size, sizeof data);
    assert_int_equal(piece.mapped, there);
    assert_true(platform_read(read, piece.address, there) || there == 0);
    assert_memory_equal(read, data, there);
    assert_false(is_readable(piece.address + there));
    arena_next_call(&arena);
  }
}

static void a_misaligned_piece_is_that_far_from_eight(void **state)
{
  (void)state;
  for (uint64_t misalignment = 1; misalignment < 8; misalignment++)
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
      struct piece piece = place(PLACE_MISALIGNED, misalignment, NULL, sizes[i]);

      assert_int_equal(piece.address % 8, misalignment);
      assert_true(piece.mapped >= sizes[i]);
      assert_true(is_writable(piece.address + sizes[i] - 1));
      arena_next_call(&arena);
    }
}

static void a_piece_across_lies_on_two_pages_and_whole(void **state)
{
  (void)state;
  for (size_t i = 1; i < COUNT_OF(sizes); i++) {
    struct piece piece = place(PLACE_ACROSS, 0, NULL, sizes[i]);

    assert_true(piece.mapped >= sizes[i]);
    assert_true(piece.address / PLATFORM_PAGE != (piece.address + sizes[i] - 1) / PLATFORM_PAGE || sizes[i] <= 8);
    assert_true(is_writable(piece.address));
    assert_true(is_writable(piece.address + sizes[i] - 1));
    arena_next_call(&arena);
  }
}

static void a_read_only_piece_is_not_the_target_s_to_write(void **state)
{
  struct piece piece, other;
  uint32_t seen;

  (void)state;
  for (unsigned round = 0; round < 3; round++) {
    piece = place(PLACE_READ_ONLY, 0, &(uint32_t){7 + round}, 4);
    other = place(PLACE_GUARDED, 0, NULL, 4);
    assert_false(piece.writable);
    assert_true(platform_read(&seen, piece.address, sizeof seen));
    assert_int_equal(seen, 7 + round);
    assert_false(is_readable(piece.address + 4));
    assert_false(is_writable(piece.address));
    assert_true(is_writable(other.address));
    assert_int_equal(arena_nominal(&arena, piece.address) % PLATFORM_PAGE, piece.address % PLATFORM_PAGE);
    assert_true(arena_nominal(&arena, piece.address) < HEAP_NOMINAL);
    arena_next_call(&arena);
  }
}

static void what_is_not_mapped_cannot_be_reached(void **state)
{
  static const uint8_t kinds[] = {PLACE_UNMAPPED, PLACE_KERNEL, PLACE_NONCANONICAL};
  uint8_t data[4] = {0};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(kinds); i++) {
    struct piece piece = place(kinds[i], 0, NULL, 12);

    assert_true(piece.address != 0);
    assert_int_equal(piece.mapped, 0);
    assert_false(piece.writable);
    assert_false(platform_read(data, piece.address, sizeof data));
    assert_false(platform_write(piece.address, data, sizeof data));
  }
  assert_true(place(PLACE_NULL, 0, NULL, 12).address == 0);
  assert_true(place(PLACE_KERNEL, 0, NULL, 12).address >> 63 == 1);
}

/* What is mapped there is not the program's: it gets an address where nothing is. */
static void a_wild_address_never_hits_anything(void **state)
{
  static uint8_t here[8];
  struct piece piece = place(PLACE_ADDRESS, (uint64_t)(uintptr_t)here, NULL, 4);

  (void)state;
  assert_int_not_equal(piece.address, (uint64_t)(uintptr_t)here);
  assert_int_equal(piece.place, PLACE_UNMAPPED);
  assert_int_equal(piece.mapped, 0);
  piece = place(PLACE_ADDRESS, 0x1000, NULL, 4);
  assert_int_equal(piece.address, 0x1000);
  assert_int_equal(piece.mapped, 0);
  assert_int_equal(place(PLACE_ADDRESS, UINT64_MAX - 1, NULL, 4).address, UINT64_MAX - 1);
}

static void pieces_of_one_call_do_not_touch(void **state)
{
  struct piece pieces[ARENA_SLOTS];
  unsigned count = 0;

  (void)state;
  for (; count < ARENA_SLOTS - ARENA_READ_ONLY_SLOTS; count++)
    pieces[count] = place(PLACE_GUARDED, 0, NULL, 4096);
  for (; count < ARENA_SLOTS; count++)
    pieces[count] = place(PLACE_READ_ONLY, 0, NULL, 4096);
  for (unsigned a = 0; a < count; a++)
    for (unsigned b = a + 1; b < count; b++)
      assert_true(pieces[a].address + 4096 < pieces[b].address || pieces[b].address + 4096 < pieces[a].address);
  assert_false(arena_place(&arena, (struct placement){PLACE_GUARDED, 0}, NULL, 4, &pieces[0]));
  assert_false(arena_place(&arena, (struct placement){PLACE_READ_ONLY, 0}, NULL, 4, &pieces[0]));
  arena_next_call(&arena);
  assert_false(arena_place(&arena, (struct placement){PLACE_GUARDED, 0}, NULL, ARENA_SLOT_BYTES, &pieces[0]));
}

static void nominal_addresses_are_the_same_in_every_arena(void **state)
{
  static const uint8_t kinds[] = {PLACE_GUARDED, PLACE_CUT, PLACE_MISALIGNED, PLACE_ACROSS, PLACE_READ_ONLY};
  struct arena other;

  (void)state;
  assert_true(arena_init(&other));
  for (size_t i = 0; i < COUNT_OF(kinds); i++) {
    struct piece here = place(kinds[i], 5, NULL, 40), there;

    assert_true(arena_place(&other, (struct placement){kinds[i], 5}, NULL, 40, &there));
    assert_true(here.address != there.address);
    assert_true(arena_nominal(&arena, here.address) == arena_nominal(&other, there.address));
    assert_true(arena_nominal(&arena, here.address) >= ARENA_NOMINAL);
  }
  assert_true(arena_nominal(&arena, (uint64_t)(uintptr_t)arena_heap(&arena, 100)) == HEAP_NOMINAL);
  assert_true(arena_nominal(&arena, 0x1234) == 0x1234);
  arena_free(&other);
}

static void the_heap_gives_pages_until_it_is_used_up(void **state)
{
  uint8_t *first = arena_heap(&arena, 1), *second = arena_heap(&arena, 4097);

  (void)state;
  assert_ptr_equal(second, first + 4096);
  first[0] = 1;
  assert_null(arena_heap(&arena, HEAP_BYTES - 4096));
  assert_null(arena_heap(&arena, SIZE_MAX));
  assert_non_null(arena_heap(&arena, HEAP_BYTES - 3 * 4096));
  assert_null(arena_heap(&arena, 1));
  arena_next_program(&arena);
  assert_ptr_equal(arena_heap(&arena, HEAP_BYTES), first);
  assert_int_equal(first[0], 0);
}

static void copies_are_all_or_nothing(void **state)
{
  struct piece piece = place(PLACE_GUARDED, 0, NULL, 8);
  uint8_t data[16] = {0};

  (void)state;
  assert_true(platform_write(piece.address, data, 8));
  assert_false(platform_read(data, piece.address, 9));
  assert_false(platform_write(piece.address, data, 9));
  assert_false(platform_read(data, 0, 1));
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, open_arena, close_arena)

int main(void)
{
  const struct CMUnitTest tests[] = {
      IN_ARENA(a_guarded_piece_ends_where_nothing_is_mapped),
      IN_ARENA(what_is_laid_there_is_there),
      IN_ARENA(a_cut_piece_ends_early),
      IN_ARENA(a_misaligned_piece_is_that_far_from_eight),
      IN_ARENA(a_piece_across_lies_on_two_pages_and_whole),
      IN_ARENA(a_read_only_piece_is_not_the_target_s_to_write),
      IN_ARENA(what_is_not_mapped_cannot_be_reached),
      IN_ARENA(a_wild_address_never_hits_anything),
      IN_ARENA(pieces_of_one_call_do_not_touch),
      IN_ARENA(nominal_addresses_are_the_same_in_every_arena),
      IN_ARENA(the_heap_gives_pages_until_it_is_used_up),
      IN_ARENA(copies_are_all_or_nothing),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
