/* The interface: bit-fields where the layout says, statuses and entry points by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "abi/entry_points.h"
#include "abi/status_names.h"

/* What `high - low + 1` bits from bit `low` of byte `offset` on look like in memory. */
static void expect_bits(const char *name, const uint8_t *bytes, size_t size, size_t offset, unsigned low, unsigned high)
{
  for (size_t bit = 0; bit < size * 8; bit++) {
    bool expected = bit >= offset * 8 + low && bit <= offset * 8 + high;
    bool found = (bytes[bit / 8] >> (bit % 8) & 1) != 0;

    if (expected != found)
      fail_msg("%s: bit %zu of byte %zu is %d", name, bit % 8, bit / 8, found);
  }
}

static void bit_fields_lie_where_the_layout_says(void **state)
{
  (void)state;
#define ABI_STRUCT(structure, bytes)
#define ABI_FIELD(structure, field, offset)
#define ABI_BITS(structure, field, offset, low, high)                                                                  \
  {                                                                                                                    \
    structure value;                                                                                                   \
    memset(&value, 0, sizeof value);                                                                                   \
    value.field--;                                                                                                     \
    expect_bits(#structure "." #field, (const uint8_t *)&value, sizeof value, offset, low, high);                      \
  }
#include "abi/layout.def"
#undef ABI_STRUCT
#undef ABI_FIELD
#undef ABI_BITS
}

static void statuses_are_found_with_and_without_their_prefix(void **state)
{
  NTSTATUS status = 1;

  (void)state;
  assert_true(abi_status_by_name("STATUS_DEVICE_REMOVED", 21, &status));
  assert_int_equal((uint32_t)status, 0xC00002B6);
  assert_true(abi_status_by_name("INVALID_PARAMETER or", 17, &status));
  assert_int_equal((uint32_t)status, 0xC000000D);
  assert_string_equal(abi_status_name(status), "STATUS_INVALID_PARAMETER");
}

static void no_other_name_is_a_status(void **state)
{
  static const char *const names[] = {"", "STATUS_", "SUCCES", "SUCCESSS", "success", "STATUS_STATUS_SUCCESS"};
  NTSTATUS status = 7;

  (void)state;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    assert_false(abi_status_by_name(names[i], strlen(names[i]), &status));
  assert_int_equal(status, 7);
  assert_null(abi_status_name(0x12345678));
}

static void only_the_offer_call_is_required(void **state)
{
  (void)state;
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++)
    assert_int_equal(abi_entries[i].required, i == ABI_OFFER_ALLOCATIONS);
}

static void the_offer_call_is_as_documented(void **state)
{
  const struct abi_entry_info *offer = &abi_entries[ABI_OFFER_ALLOCATIONS];

  (void)state;
  assert_string_equal(offer->name, "D3DKMTOfferAllocations");
  assert_string_equal(offer->structure, "D3DKMT_OFFERALLOCATIONS");
  assert_int_equal(offer->ioctl, 0x27);
  assert_true(offer->is_const);
  assert_false(abi_entries[ABI_RECLAIM_ALLOCATIONS2].is_const);
}

static void ioctl_numbers_differ(void **state)
{
  (void)state;
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++)
    for (unsigned k = 0; k < i; k++)
      assert_false(abi_entries[i].ioctl != 0 && abi_entries[i].ioctl == abi_entries[k].ioctl);
}

static void every_entry_point_is_linked(void **state)
{
  struct abi_table table = {{NULL}};

  (void)state;
  abi_table_linked(&table);
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++)
    assert_true(table.functions[i] != NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bit_fields_lie_where_the_layout_says),
      cmocka_unit_test(statuses_are_found_with_and_without_their_prefix),
      cmocka_unit_test(no_other_name_is_a_status),
      cmocka_unit_test(only_the_offer_call_is_required),
      cmocka_unit_test(the_offer_call_is_as_documented),
      cmocka_unit_test(ioctl_numbers_differ),
      cmocka_unit_test(every_entry_point_is_linked),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
