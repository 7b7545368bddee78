/* What is found out of a target: which adapter, what it can, and how that stands in a transcript. */
#include "run_support.h"

#include "abi/entry_points.h"
#include "run/target.h"

static const struct adapter_list adapters = {
    .count = 4,
    .rows = {{.luid = 0x100000010, .description = "Vendor Radiant 4090"},
             {.luid = 0x20, .description = "Vendor Radiant 4090 SE"},
             {.luid = 0x30, .description = "Basic Render", .typed = true, .type = 5},
             {.luid = 0x40, .description = "", .typed = true, .type = 2}},
};

static char text[256];

static void an_adapter_has_an_index_a_luid_and_a_name(void **state)
{
  (void)state;
  assert_int_equal(adapter_choose(&adapters, "0", text, sizeof text), 0);
  assert_int_equal(adapter_choose(&adapters, "3", text, sizeof text), 3);
  assert_int_equal(adapter_choose(&adapters, "0x100000010", text, sizeof text), 0);
  assert_int_equal(adapter_choose(&adapters, "0X30", text, sizeof text), 2);
  assert_int_equal(adapter_choose(&adapters, "basic", text, sizeof text), 2);
  assert_int_equal(adapter_choose(&adapters, "4090 se", text, sizeof text), 1);
}

static void none_and_several_are_refused_with_all_there_are(void **state)
{
  static const char *const wishes[] = {"4", "0x11", "0x", "4090", "vendor", "other", "", "-1", "99999999999999999999"};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(wishes); i++) {
    assert_int_equal(adapter_choose(&adapters, wishes[i], text, sizeof text), D3DKMT_MAX_ADAPTERS);
    if (strstr(text, "0: 0x100000010 'Vendor Radiant 4090'") == NULL || strstr(text, "3: 0x40 ''") == NULL)
      fail_msg("'%s': %s", wishes[i], text);
  }
}

static void a_list_that_does_not_fit_is_cut_off(void **state)
{
  static struct adapter_list many = {.count = D3DKMT_MAX_ADAPTERS};
  char small[40];

  (void)state;
  assert_int_equal(adapter_choose(&many, "x", small, sizeof small), D3DKMT_MAX_ADAPTERS);
  assert_true(strlen(small) < sizeof small);
}

static void sorts_are_told(void **state)
{
  (void)state;
  assert_string_equal(adapter_sort(&adapters.rows[0]), "");
  assert_string_equal(adapter_sort(&adapters.rows[2]), "software");
  assert_string_equal(adapter_sort(&adapters.rows[3]), "display only");
}

static void the_mock_can_all_of_it(void **state)
{
  struct target target;

  (void)state;
  target_open_linked(&target);
  target_probe(&target);
  assert_true(target.is_mock && target.device.there);
  assert_int_equal(target.adapters, 2);
  assert_int_equal(target.luid, 0);
  for (unsigned i = 0; i < CAPABILITY_COUNT; i++)
    assert_true(target.capabilities[i].there);
  assert_int_equal(target_allocation_way(&target, BACKING_AUTO), ALLOCATION_HEAP);
  assert_int_equal(target_allocation_way(&target, BACKING_EXISTING_HEAP), ALLOCATION_HEAP);
  assert_int_equal(target_allocation_way(&target, BACKING_PRIVATE_DATA), ALLOCATION_MOCK);
  assert_int_equal(target_allocation_way(&target, UINT64_MAX), ALLOCATION_WAYS);
}

static void the_other_adapter_can_be_chosen(void **state)
{
  static struct adapter_list found;
  const struct target_wishes wishes = {.adapter = "1"};
  struct target target;

  (void)state;
  target_open_linked(&target);
  assert_true(target_probe_by(&target, &wishes, &found, text, sizeof text));
  assert_int_equal(found.count, 2);
  assert_true(target.luid == found.rows[1].luid && target.luid != 0);
}

/* Found, written, read: the same again. */
static void it_stands_in_text_and_comes_back(void **state)
{
  struct buffer first = {NULL, 0, 0, false}, second = {NULL, 0, 0, false};
  struct target target, taken;

  (void)state;
  memset(&taken, 0, sizeof taken);
  target_open_linked(&target);
  target_probe(&target);
  snprintf(target.capabilities[1].how, TARGET_HOW, "a; b: c yes; statistics no");
  memset(target.capabilities[2].how, 'x', TARGET_HOW);
  target.device.there = false;
  target_tidy(&target);
  target_allocations_text(&target, &first);
  assert_true(target_take_allocations(buffer_text(&first), &taken));
  target_allocations_text(&taken, &second);
  assert_string_equal(buffer_text(&first), buffer_text(&second));
  assert_false(taken.device.there);
  buffer_clear(&first);
  buffer_clear(&second);
  target_capabilities_text(&target, &first);
  assert_true(target_take_capabilities(buffer_text(&first), &taken));
  target_capabilities_text(&taken, &second);
  assert_string_equal(buffer_text(&first), buffer_text(&second));
  for (size_t cut = 0; cut < first.size; cut++) {
    buffer_clear(&second);
    buffer_append(&second, first.data, cut);
    target_take_capabilities(buffer_text(&second), &taken); /* whatever it is, it is read to its end and no further */
  }
  assert_false(target_take_capabilities("processes perhaps", &taken));
  assert_false(target_take_capabilities("", &taken));
  buffer_free(&first);
  buffer_free(&second);
}

static void lacks(const struct target *target, const char *program, const char *reason)
{
  struct program_set set = {NULL, 0, 0};
  bool missing;

  parse_programs(program, &set);
  missing = target_lacks(target, &set.programs[0], text, sizeof text);
  program_set_free(&set);
  if (missing != (reason != NULL) || (reason != NULL && strstr(text, reason) == NULL))
    fail_msg("'%s' for %s", text, program);
}

static void what_is_missing_is_said(void **state)
{
  struct target target;

  (void)state;
  target_open_linked(&target);
  target_probe(&target);
  lacks(&target, ONE_DEVICE, NULL);
  snprintf(target.allocations[ALLOCATION_HEAP].how, TARGET_HOW, "it is full");
  target.allocations[ALLOCATION_HEAP].there = false;
  lacks(&target, ONE_DEVICE, NULL);
  lacks(&target, "CreateAllocation2 Backing=existing-heap\n",
        "the target makes no existing-heap allocation; existing-heap: it is full");
  target.allocations[ALLOCATION_MOCK].there = false;
  lacks(&target, ONE_DEVICE, "the target makes no allocation; existing-heap: it is full; provisioned: no prov");
  lacks(&target, "OfferAllocations hDevice=0 HandleList=[1] Priority=LOW\n", NULL);
  target.device = (struct target_capability){false, "it is tired"};
  lacks(&target, "EnumAdapters2 hAdapter->A\nCreateDevice hAdapter=A hDevice->D\n", "makes no device: it is tired");
  target.capabilities[CAPABILITY_RESET_ADAPTER] = (struct target_capability){false, "nobody allowed it"};
  lacks(&target, "reset-adapter hAdapter=0\n", "no way to reset-adapter: nobody allowed it");
  target.adapters = 1;
  lacks(&target, "case offer/x\nproperty P.\nneeds two-adapters\nEnumAdapters2 hAdapter->A\n", "has one adapter");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_adapter_has_an_index_a_luid_and_a_name),
      cmocka_unit_test(none_and_several_are_refused_with_all_there_are),
      cmocka_unit_test(a_list_that_does_not_fit_is_cut_off),
      cmocka_unit_test(sorts_are_told),
      cmocka_unit_test(the_mock_can_all_of_it),
      cmocka_unit_test(the_other_adapter_can_be_chosen),
      cmocka_unit_test(it_stands_in_text_and_comes_back),
      cmocka_unit_test(what_is_missing_is_said),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
