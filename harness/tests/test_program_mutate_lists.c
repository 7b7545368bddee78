/* What mutations reach in the list of an offer: each kind of handle, each edit, each place. */
#include "test_program_mutate_support.h"

/* Some item for which a question's answer is yes; far items of long lists are not asked. */
static bool any_item(const struct program *program, uint8_t argument, bool (*is)(struct handle_ref, uint64_t),
                     uint64_t parameter)
{
  const uint32_t length = program_list_length(program, program->calls, argument);

  for (uint32_t i = 0; i < length && i < 8; i++)
    if (is(program_list_handle(program, argument_of(program, argument), i), parameter))
      return true;
  return false;
}

static bool is_allocation_from(struct handle_ref handle, uint64_t first)
{
  return handle.type == OBJECT_ALLOCATION && handle.flip == 0 && handle.slot >= first && handle.slot < first + 2;
}

static bool item_is_allocation_from(const struct program *changed, uint64_t first)
{
  return any_item(changed, OFFER_ARG_HANDLES, is_allocation_from, first);
}

static bool is_new_live(struct handle_ref handle, uint64_t parameter)
{
  (void)parameter;
  return handle.type == OBJECT_ALLOCATION && handle.flip == 0 && handle.slot >= LENGTH && handle.slot < Y_FIRST;
}

static bool item_is_new_and_live(const struct program *changed, uint64_t parameter)
{
  return any_item(changed, OFFER_ARG_HANDLES, is_new_live, parameter);
}

static bool is_of_type(struct handle_ref handle, uint64_t type)
{
  return handle.type == type && handle.flip == 0;
}

static bool item_is_of_type(const struct program *changed, uint64_t type)
{
  return any_item(changed, OFFER_ARG_HANDLES, is_of_type, type);
}

static bool is_never_created(struct handle_ref handle, uint64_t parameter)
{
  (void)parameter;
  return handle.type == OBJECT_ALLOCATION && handle.slot >= ALLOCATIONS && handle.flip == 0;
}

static bool item_was_never_created(const struct program *changed, uint64_t parameter)
{
  return any_item(changed, OFFER_ARG_HANDLES, is_never_created, parameter);
}

static bool is_value(struct handle_ref handle, uint64_t value)
{
  return handle.type == OBJECT_VALUE && handle.flip == value;
}

static bool item_is_value(const struct program *changed, uint64_t value)
{
  return any_item(changed, OFFER_ARG_HANDLES, is_value, value);
}

static bool looks_fresh(struct handle_ref handle, uint64_t parameter)
{
  (void)parameter;
  return handle.type == OBJECT_VALUE && (handle.flip & 0x3F) == 0 && handle.flip >> 30 != 0 &&
         (handle.flip & 0x3FFFFFC0) != 0;
}

static bool item_looks_fresh(const struct program *changed, uint64_t parameter)
{
  return any_item(changed, OFFER_ARG_HANDLES, looks_fresh, parameter);
}

/* All flipped bits lie in the mask. */
static bool is_near_miss(struct handle_ref handle, uint64_t mask)
{
  return handle.type == OBJECT_ALLOCATION && handle.flip != 0 && (handle.flip & ~mask) == 0;
}

static bool item_is_near_miss(const struct program *changed, uint64_t mask)
{
  return any_item(changed, OFFER_ARG_HANDLES, is_near_miss, mask);
}

static bool list_has_length(const struct program *changed, uint64_t length)
{
  return program_list_length(changed, changed->calls, OFFER_ARG_HANDLES) == length;
}

/* The list is allocations of these slots, a digit each, the first one's highest. */
static bool list_is(const struct program *changed, uint64_t slots)
{
  const uint32_t length = program_list_length(changed, changed->calls, OFFER_ARG_HANDLES);

  for (uint32_t i = length; i-- > 0; slots /= 10) {
    const struct handle_ref item = program_list_handle(changed, argument_of(changed, OFFER_ARG_HANDLES), i);

    if (length > 9 || item.type != OBJECT_ALLOCATION || item.flip != 0 || item.slot != slots % 10)
      return false;
  }
  return length != 0 && slots == 9; /* what is left is the mark in front */
}

static bool resources_are_given(const struct program *changed, uint64_t with_list)
{
  return any_item(changed, OFFER_ARG_RESOURCES, is_of_type, OBJECT_RESOURCE) &&
         (argument_of(changed, OFFER_ARG_HANDLES)->list.count != 0) == with_list;
}

static bool list_is_placed(const struct program *changed, uint64_t kind)
{
  return argument_of(changed, OFFER_ARG_HANDLES)->place.kind == kind &&
         argument_of(changed, OFFER_ARG_HANDLES)->list.count != 0;
}

static bool list_is_cut(const struct program *changed, uint64_t size)
{
  return list_is_placed(changed, PLACE_CUT) && argument_of(changed, OFFER_ARG_HANDLES)->place.argument == size;
}

static bool list_is_misaligned(const struct program *changed, uint64_t by)
{
  return list_is_placed(changed, PLACE_MISALIGNED) && argument_of(changed, OFFER_ARG_HANDLES)->place.argument == by;
}

static void items_and_lists(void **state)
{
  static struct reached rows[] = {
      {"stale", item_is_allocation_from, V_FIRST, 0},
      {"another device's", item_is_allocation_from, Y_FIRST, 0},
      {"another adapter's", item_is_allocation_from, Z_FIRST, 0},
      {"another process's", item_is_allocation_from, U_FIRST, 0},
      {"a resource's allocation", item_is_allocation_from, W_FIRST, 0},
      {"live", item_is_new_and_live, 0, 0},
      {"of type", item_is_of_type, OBJECT_ADAPTER, 0},
      {"of type", item_is_of_type, OBJECT_DEVICE, 0},
      {"of type", item_is_of_type, OBJECT_CONTEXT, 0},
      {"of type", item_is_of_type, OBJECT_PAGING_QUEUE, 0},
      {"of type", item_is_of_type, OBJECT_SYNC, 0},
      {"of type", item_is_of_type, OBJECT_RESOURCE, 0},
      {"never created", item_was_never_created, 0, 0},
      {"looks fresh", item_looks_fresh, 0, 0},
      {"literal", item_is_value, 0, 0},
      {"literal", item_is_value, 1, 0},
      {"literal", item_is_value, 0xFFFFFFFF, 0},
      {"near miss, instance", item_is_near_miss, 0x3F, 0},
      {"near miss, one more", item_is_near_miss, 1, 0},
      {"near miss, unique", item_is_near_miss, 0xC0000000, 0},
      {"near miss, next index", item_is_near_miss, 0x40, 0},
      {"near miss, one less", item_is_near_miss, 0x7F, 0},
      {"near miss, far index", item_is_near_miss, 0x3FC00000, 0},
      {"near miss, one bit", item_is_near_miss, 0x8000, 0},
      {"length", list_has_length, 0, 0},
      {"length", list_has_length, 1, 0},
      {"length", list_has_length, LENGTH - 1, 0},
      {"length", list_has_length, LENGTH + 1, 0},
      {"length", list_has_length, 1023, 0},
      {"length", list_has_length, 1024, 0},
      {"length", list_has_length, 1025, 0},
      {"length", list_has_length, 1024 + LENGTH, 0},
      {"length", list_has_length, 10239, 0},
      {"length", list_has_length, 10240, 0},
      {"length", list_has_length, 10241, 0},
      {"reversed", list_is, 9210, 0},
      {"swapped", list_is, 9102, 0},
      {"first removed", list_is, 912, 0},
      {"middle removed", list_is, 902, 0},
      {"range removed", list_is, 92, 0},
      {"last removed", list_is, 901, 0},
      {"duplicated", list_is, 90122, 0},
      {"duplicated in front", list_is, 92012, 0},
      {"resources too", resources_are_given, 1, 0},
      {"resources instead", resources_are_given, 0, 0},
      {"list at", list_is_placed, PLACE_NULL, 0},
      {"list at", list_is_placed, PLACE_UNMAPPED, 0},
      {"list at", list_is_placed, PLACE_KERNEL, 0},
      {"list at", list_is_placed, PLACE_NONCANONICAL, 0},
      {"list at", list_is_placed, PLACE_READ_ONLY, 0},
      {"list at", list_is_placed, PLACE_ACROSS, 0},
      {"list at", list_is_placed, PLACE_ADDRESS, 0},
      {"list cut", list_is_cut, 0, 0},
      {"list cut", list_is_cut, 1, 0},
      {"list cut", list_is_cut, 4, 0},
      {"list cut", list_is_cut, 4 * LENGTH - 1, 0},
      {"list cut", list_is_cut, 4 * LENGTH - 4, 0},
      {"list misaligned", list_is_misaligned, 1, 0},
      {"list misaligned", list_is_misaligned, 4, 0},
      {"list misaligned", list_is_misaligned, 7, 0},
  };
  struct program world, base;
  const struct program_scope scope = {SCOPE_OPERATION(OP_OFFER_ALLOCATIONS), 1, &world};

  (void)state;
  parse_one(world_text, &world);
  parse_one(offer_text, &base);
  reach(&base, &scope, rows, sizeof rows / sizeof rows[0]);
  program_free(&world);
  program_free(&base);
}

/* Few mutations change nothing: an execution spent on the same program again is lost. */
static void nearly_every_mutation_changes_something(void **state)
{
  struct program world, base;
  const struct program_scope scope = {SCOPE_OPERATION(OP_OFFER_ALLOCATIONS), 1, &world};
  unsigned same = 0;
  uint64_t seed = 24;

  (void)state;
  parse_one(world_text, &world);
  parse_one(offer_text, &base);
  for (unsigned i = 0; i < 20000; i++) {
    struct program changed;

    assert_true(program_copy(&base, &changed));
    assert_true(program_mutate(&changed, &scope, chance(&seed)));
    same += program_same_calls(&changed, &base);
    program_free(&changed);
  }
  if (same > 200)
    fail_msg("%u of 20000 mutations changed nothing", same);
  program_free(&world);
  program_free(&base);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(items_and_lists),
      cmocka_unit_test(nearly_every_mutation_changes_something),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
