/* What mutations reach in the fields of a call beside the list of an offer. */
#include "test_program_mutate_support.h"

/* ---- the rest of an offer ---- */

static bool device_is(const struct program *changed, uint64_t slot)
{
  const struct handle_ref handle = argument_of(changed, OFFER_ARG_DEVICE)->handle;

  return handle.type == OBJECT_DEVICE && handle.slot == slot && handle.flip == 0;
}

static bool device_is_of_type(const struct program *changed, uint64_t type)
{
  return argument_of(changed, OFFER_ARG_DEVICE)->handle.type == type;
}

static bool device_is_near_miss(const struct program *changed, uint64_t mask)
{
  const struct handle_ref handle = argument_of(changed, OFFER_ARG_DEVICE)->handle;

  return handle.type == OBJECT_DEVICE && handle.flip != 0 && (handle.flip & ~mask) == 0;
}

static bool count_is(const struct program *changed, uint64_t count)
{
  return argument_of(changed, OFFER_ARG_COUNT)->given && argument_of(changed, OFFER_ARG_COUNT)->number == count;
}

static bool priority_is(const struct program *changed, uint64_t priority)
{
  return argument_of(changed, OFFER_ARG_PRIORITY)->number == priority;
}

static bool flags_are(const struct program *changed, uint64_t flags)
{
  return argument_of(changed, OFFER_ARG_FLAGS)->number == flags;
}

static bool structure_is_placed(const struct program *changed, uint64_t kind)
{
  return changed->calls[0].place.kind == kind;
}

static bool structure_is_cut(const struct program *changed, uint64_t size)
{
  return structure_is_placed(changed, PLACE_CUT) && changed->calls[0].place.argument == size;
}

static bool padding_is(const struct program *changed, uint64_t padding)
{
  return changed->calls[0].padding == padding;
}

static void fields_of_an_offer(void **state)
{
  static struct reached rows[] = {
      {"device", device_is, DEVICE_E, 0},
      {"device, another adapter's", device_is, DEVICE_F, 0},
      {"device, destroyed", device_is, DEVICE_H, 0},
      {"device, another process's", device_is, DEVICE_G, 0},
      {"device of type", device_is_of_type, OBJECT_VALUE, 0},
      {"device of type", device_is_of_type, OBJECT_ADAPTER, 0},
      {"device of type", device_is_of_type, OBJECT_ALLOCATION, 0},
      {"device, near miss", device_is_near_miss, 0x3F, 0},
      {"device, near miss", device_is_near_miss, 0xC0000000, 0},
      {"count", count_is, 0, 0},
      {"count", count_is, 1, 0},
      {"count", count_is, LENGTH - 1, 0},
      {"count", count_is, LENGTH, 0},
      {"count", count_is, LENGTH + 1, 0},
      {"count", count_is, 1023, 0},
      {"count", count_is, 1024, 0},
      {"count", count_is, 1025, 0},
      {"count", count_is, 10239, 0},
      {"count", count_is, 10240, 0},
      {"count", count_is, 10241, 0},
      {"count", count_is, 0x20000000, 0},
      {"count", count_is, 0x40000000, 0},
      {"count", count_is, 0x80000000, 0},
      {"count", count_is, 0x40000000 + LENGTH, 0},
      {"count", count_is, 0x20000000 + LENGTH, 0},
      {"count", count_is, 0x7FFFFFFF, 0},
      {"count", count_is, 0xFFFFFFFF, 0},
      {"priority", priority_is, 0, 0},
      {"priority", priority_is, 2, 0},
      {"priority", priority_is, 3, 0},
      {"priority", priority_is, 4, 0},
      {"priority", priority_is, 5, 0},
      {"priority", priority_is, 0x80000000, 0},
      {"priority", priority_is, 0xFFFFFFFF, 0},
      {"flags", flags_are, 1, 0},
      {"flags", flags_are, 2, 0},
      {"flags", flags_are, 3, 0},
      {"flags", flags_are, 4, 0},
      {"flags", flags_are, 0x80000000, 0},
      {"flags", flags_are, 0xFFFFFFFC, 0},
      {"flags", flags_are, 0xFFFFFFFF, 0},
      {"structure at", structure_is_placed, PLACE_NULL, 0},
      {"structure at", structure_is_placed, PLACE_UNMAPPED, 0},
      {"structure at", structure_is_placed, PLACE_KERNEL, 0},
      {"structure at", structure_is_placed, PLACE_NONCANONICAL, 0},
      {"structure at", structure_is_placed, PLACE_MISALIGNED, 0},
      {"structure at", structure_is_placed, PLACE_READ_ONLY, 0},
      {"structure at", structure_is_placed, PLACE_ACROSS, 0},
      {"structure at", structure_is_placed, PLACE_ADDRESS, 0},
      {"structure cut", structure_is_cut, 0, 0},
      {"structure cut", structure_is_cut, 39, 0},
      {"padding", padding_is, 0xFF, 0},
      {"padding", padding_is, 0xAA, 0},
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

/* What was given can become "as many as the list has" again, and nothing can become something. */
static void a_given_count_follows_the_list_again(void **state)
{
  struct program world, base;
  const struct program_scope scope = {SCOPE_OPERATION(OP_OFFER_ALLOCATIONS), 1, &world};
  uint64_t seed = 21;
  unsigned automatic = 0;

  (void)state;
  parse_one(world_text, &world);
  parse_one("OfferAllocations NumAllocations=7\n", &base);
  for (unsigned i = 0; i < 10000; i++) {
    struct program changed;

    assert_true(program_copy(&base, &changed));
    assert_true(program_mutate(&changed, &scope, chance(&seed)));
    automatic += changed.call_count == 1 && !argument_of(&changed, OFFER_ARG_COUNT)->given;
    program_free(&changed);
  }
  assert_true(automatic > 100);
  program_free(&world);
  program_free(&base);
}

/* ---- arguments that offers do not have ---- */

/* The arguments of other calls, by what stands there. */
static bool number_is(const struct program *changed, uint64_t parameter)
{
  return argument_of(changed, (uint8_t)(parameter >> 56))->number == (parameter & 0xFFFFFFFFFFFFFF);
}

static bool output_has_room(const struct program *changed, uint64_t parameter)
{
  return argument_of(changed, (uint8_t)(parameter >> 56))->given && number_is(changed, parameter);
}

static bool output_is_placed(const struct program *changed, uint64_t parameter)
{
  return argument_of(changed, (uint8_t)(parameter >> 56))->place.kind == (parameter & 0xFF);
}

static bool values_begin_with(const struct program *changed, uint64_t parameter)
{
  const struct argument *list = argument_of(changed, (uint8_t)(parameter >> 56));

  return list->list.count != 0 && changed->values[list->list.first].value == (parameter & 0xFFFFFFFF);
}

static bool values_have_length(const struct program *changed, uint64_t parameter)
{
  return program_list_length(changed, changed->calls, (uint8_t)(parameter >> 56)) == (parameter & 0xFFFFFFFF);
}

static bool created_is(const struct program *changed, uint64_t parameter)
{
  const struct argument *created = argument_of(changed, (uint8_t)(parameter >> 56));

  return created->created.count == (parameter >> 16 & 0xFFFF) && created->created.slot == (parameter & 0xFFFF);
}

static bool handle_is_adapter(const struct program *changed, uint64_t slot)
{
  const struct handle_ref handle = argument_of(changed, 0)->handle;

  return handle.type == OBJECT_ADAPTER && handle.slot == slot;
}

#define IN(argument, value) ((uint64_t)(argument) << 56 | (uint64_t)(value))
#define SLOTS(argument, slot, count) IN(argument, (uint64_t)(count) << 16 | (slot))
#define ROWS(array) array, sizeof(array) / sizeof((array)[0])

static struct reached reclaim_rows[] = {
    {"results, room", output_has_room, IN(RECLAIM2_ARG_RESULTS, 0), 0},
    {"results, room", output_has_room, IN(RECLAIM2_ARG_RESULTS, 1), 0},
    {"results, room", output_has_room, IN(RECLAIM2_ARG_RESULTS, 1024), 0},
    {"results, room", output_has_room, IN(RECLAIM2_ARG_RESULTS, 10241), 0},
    {"results at", output_is_placed, IN(RECLAIM2_ARG_RESULTS, PLACE_NULL), 0},
    {"results at", output_is_placed, IN(RECLAIM2_ARG_RESULTS, PLACE_READ_ONLY), 0},
    {"results at", output_is_placed, IN(RECLAIM2_ARG_RESULTS, PLACE_CUT), 0},
    {"results at", output_is_placed, IN(RECLAIM2_ARG_RESULTS, PLACE_KERNEL), 0},
};

static struct reached create_rows[] = {
    {"size", number_is, IN(CREATE_ALLOCATION_ARG_SIZE, 1), 0},
    {"size", number_is, IN(CREATE_ALLOCATION_ARG_SIZE, 4095), 0},
    {"size", number_is, IN(CREATE_ALLOCATION_ARG_SIZE, 4097), 0},
    {"backing", number_is, IN(CREATE_ALLOCATION_ARG_BACKING, BACKING_EXISTING_HEAP), 0},
    {"backing", number_is, IN(CREATE_ALLOCATION_ARG_BACKING, BACKING_PRIVATE_DATA), 0},
    {"priority", number_is, IN(CREATE_ALLOCATION_ARG_PRIORITY, 0xC8000000), 0},
    {"flag", number_is, IN(CREATE_ALLOCATION_ARG_FLAGS, 1), 0},
    {"resource", created_is, SLOTS(CREATE_ALLOCATION_ARG_CREATED_RESOURCE, 1, 1), 0},
    {"none created", created_is, SLOTS(CREATE_ALLOCATION_ARG_CREATED, 0, 0), 0},
    {"fresh slots", created_is, SLOTS(CREATE_ALLOCATION_ARG_CREATED, 22, 2), 0},
    {"used slots", created_is, SLOTS(CREATE_ALLOCATION_ARG_CREATED, 0, 2), 0},
    {"more slots", created_is, SLOTS(CREATE_ALLOCATION_ARG_CREATED, 20, 1), 0},
};

static struct reached resident_rows[] = {
    {"values", values_begin_with, IN(3, 0xC8000000), 0},       {"values", values_begin_with, IN(3, 0), 0},
    {"values", values_begin_with, IN(3, 0xC8000001), 0},       {"values", values_have_length, IN(3, 2), 0},
    {"values at", output_is_placed, IN(3, PLACE_UNMAPPED), 0},
};

static struct reached luid_rows[] = {
    {"another adapter", handle_is_adapter, 1, 0},
    {"number", number_is, IN(0, 1), 0},
    {"number", number_is, IN(0, 0xFFFFFFFF), 0},
};

static struct reached failure_rows[] = {
    {"nth", number_is, IN(0, 1), 0},
    {"nth", number_is, IN(0, 8), 0},
    {"nth", number_is, IN(0, 64), 0},
    {"nth", number_is, IN(0, 0), 0},
};

static struct reached budget_rows[] = {
    {"another adapter", handle_is_adapter, 1, 0}, {"another process's adapter", handle_is_adapter, 2, 0},
    {"bytes", number_is, IN(1, 4096), 0},         {"bytes", number_is, IN(1, 0), 0},
    {"bytes", number_is, IN(1, 262144), 0},
};

static struct reached process_rows[] = {
    {"index", number_is, IN(0, 0), 0}, {"index", number_is, IN(0, 1), 0}, {"index", number_is, IN(0, 4), 0}};

static void arguments_of_other_calls(void **state)
{
  static const struct {
    enum program_op op;
    const char *text;
    struct reached *rows;
    size_t count;
  } calls[] = {
      {OP_RECLAIM_ALLOCATIONS2, "ReclaimAllocations2 hPagingQueue=queue0 HandleList=[allocation0 allocation1]\n",
       ROWS(reclaim_rows)},
      {OP_CREATE_ALLOCATION2, "slot P[2] = allocation20\nCreateAllocation2 hDevice=device0 hAllocation->P[2]\n",
       ROWS(create_rows)},
      {OP_MAKE_RESIDENT, "MakeResident hPagingQueue=queue0 AllocationList=[allocation0 allocation1]\n",
       ROWS(resident_rows)},
      {OP_OPEN_ADAPTER_FROM_LUID, "OpenAdapterFromLuid AdapterLuid=adapter0\n", ROWS(luid_rows)},
      {OP_FAIL_ALLOCATION, "fail-allocation nth=3\n", ROWS(failure_rows)},
      {OP_SET_BUDGET, "set-budget hAdapter=adapter0 bytes=65536\n", ROWS(budget_rows)},
      {OP_PROCESS, "process index=2\n", ROWS(process_rows)},
  };
  struct program world;

  (void)state;
  parse_one(world_text, &world);
  for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
    const struct program_scope scope = {SCOPE_OPERATION(calls[i].op), 1, &world};
    struct program base;

    parse_one(calls[i].text, &base);
    reach(&base, &scope, calls[i].rows, calls[i].count);
    program_free(&base);
  }
  program_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fields_of_an_offer),
      cmocka_unit_test(a_given_count_follows_the_list_again),
      cmocka_unit_test(arguments_of_other_calls),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
