/* The text form: it says all that a program is, in one way, and the same text gives the same program. */
#include "test_program_support.h"

#include <stdlib.h>

/* The text of all programs of `text`, printed one behind the other. */
static void assert_prints(const char *text, const char *expected)
{
  struct buffer printed = {0};
  struct program_set set;

  parse(text, strlen(text), &set);
  for (size_t i = 0; i < set.count; i++) {
    program_format(&set.programs[i], &printed);
    assert_text_round_trip(&set.programs[i]);
    assert_binary_round_trip(&set.programs[i]);
  }
  if (strcmp(buffer_text(&printed), expected) != 0)
    fail_msg("printed:\n%s\nexpected:\n%s", buffer_text(&printed), expected);
  buffer_free(&printed);
  program_set_free(&set);
}

/* Texts, and what they are printed as; NULL: as they are. */
static const struct {
  const char *text;
  const char *printed;
} prints[] = {
    {"statistics\n", NULL},
    {"\xEF\xBB\xBF  statistics # comment\r\n\r\n# comment\n", "statistics\n"},
    {"OfferAllocations\n", NULL},
    {"OfferAllocations@null padding=0xAA hDevice=device3^0x40 Priority=5 Flags=OfferImmediately|AllowDecommit|0x8\n",
     NULL},
    {"OfferAllocations@cut:12\nOfferAllocations@misaligned:1\nOfferAllocations@address:0x7FFF0000\n"
     "OfferAllocations@unmapped\nOfferAllocations@kernel\nOfferAllocations@noncanonical\nOfferAllocations@readonly\n"
     "OfferAllocations@across\n",
     NULL},
    {"OfferAllocations@guarded Priority=2 Flags=0 NumAllocations=auto HandleList=null pResources=null\n",
     "OfferAllocations\n"},
    {"OfferAllocations Priority=0x4 Flags=0X3 NumAllocations=0xffffffff padding=7\n",
     "OfferAllocations padding=0x07 NumAllocations=0xFFFFFFFF Priority=AUTO Flags=OfferImmediately|AllowDecommit\n"},
    {"OfferAllocations pResources=[] HandleList=[allocation0]@null\n", NULL},
    {"OfferAllocations HandleList=[ 5  5*3 allocation7[2] allocation7[2..2] allocation7[0..3]^0x40 allocation1*64 ]\n",
     "OfferAllocations HandleList=[0x5 0x5*3 allocation9 allocation9 allocation7[0..3]^0x40 allocation1*64]\n"},
    {"OfferAllocations HandleList=[0 adapter1 device1 context1 queue1 sync1 resource1 allocation1]@cut:8\n", NULL},
    {"OfferAllocations hDevice=0x40000040^0x40\n", "OfferAllocations hDevice=0x40000000\n"},
    {"CreateDevice hDevice->D\nOfferAllocations hDevice=D HandleList=[D D^0x1 D*2]\n", NULL},
    {"CreateAllocation hAllocation->X[4] hResource->R\nfill allocations=[X X[1] X[1..2] X[3]*2 R]\n",
     "CreateAllocation hResource->R hAllocation->X[4]\nfill allocations=[X X[1] X[1..2] X[3]*2 R]\n"},
    {"CreateAllocation hAllocation->X[4]\nCreateAllocation hAllocation->X[2]\nCreateAllocation hAllocation->X\n",
     "CreateAllocation hAllocation->X[4]\nCreateAllocation hAllocation->X[2]\nCreateAllocation hAllocation->X[4]\n"},
    {"CreateAllocation hAllocation->allocation7[2]\nCreateAllocation hAllocation->allocation9\n", NULL},
    {"slot X[4] = allocation7\nCreateAllocation hAllocation->X[4]\n", NULL},
    {"slot X=allocation0\nslot Y[2]=allocation0\nfill allocations=[X Y[1]]\n",
     "slot X = allocation0\nslot Y[2] = allocation0\nfill allocations=[X Y[1]]\n"},
    {"slot X = allocation0\nCreateAllocation hAllocation->X\n", "CreateAllocation hAllocation->X\n"},
    {"CreatePagingQueue hSyncObject->S hPagingQueue->Q Priority=BELOW_NORMAL\n",
     "CreatePagingQueue Priority=BELOW_NORMAL hPagingQueue->Q hSyncObject->S\n"},
    {"ReclaimAllocations pDiscarded=out:5@readonly\nReclaimAllocations pDiscarded=null\n"
     "ReclaimAllocations pDiscarded=out@across\nReclaimAllocations pDiscarded=out:0@null\n",
     NULL},
    {"MakeResident AllocationList=[allocation0*3] PriorityList=[LOW 7*2 0x78000000 0x12345678]@unmapped\n",
     "MakeResident AllocationList=[allocation0*3] PriorityList=[LOW 7*2 NORMAL 0x12345678]@unmapped\n"},
    {"OpenAdapterFromLuid AdapterLuid=0x123456789ABCDEF0 hAdapter->A\nOpenAdapterFromLuid AdapterLuid=A\n", NULL},
    {"Escape pPrivateDriverData=[1 2*3 0xFFFFFFFF]\nCreateContextVirtual pPrivateDriverData=[] hContext->C\n", NULL},
    {"EnumAdapters3 pAdapters=out:3 hAdapter->A[2] Filter=0xFFFFFFFFFFFFFFFF\nstop-adapter hAdapter=A[1]\n", NULL},
    {"set-discard policy=never\nfill seed=0x100000000\ncheck\nprocess index=3\nset-budget bytes=100000\n",
     "set-discard policy=never\nfill seed=0x100000000\ncheck\nprocess index=3\nset-budget bytes=0x186A0\n"},
    {"CreateAllocation2 Size=65536 Backing=private-data Priority=HIGH "
     "Flags=CreateResource|StandardAllocation|0x400000\n",
     "CreateAllocation2 Flags=CreateResource|StandardAllocation|0x400000 Size=65536 Backing=private-data "
     "Priority=HIGH\n"},
    {"OfferAllocations\n  expect STATUS_INVALID_PARAMETER 0xC00002B6 0xC0001234\nstatistics\n",
     "OfferAllocations\n  expect INVALID_PARAMETER DEVICE_REMOVED 0xC0001234\nstatistics\n"},
    {"property It costs $$5.  # comment\nshows A B\nshows C\nneeds ReclaimAllocations\nstatistics\n",
     "property It costs $$5.\nshows A B C\nneeds ReclaimAllocations\nstatistics\n"},
    {"case x\nproperty $# is a number sign, a#b too, and $#c.\nstatistics\n", NULL},
    {"define d\nstatistics\nend\ncheck\ninclude d\n", "check\nstatistics\n"},
    {"define d\nstatistics\nend\ndefine e\ninclude d\ninclude d\nend\ncase c\ninclude e\n",
     "case c\nstatistics\nstatistics\n"},
    {"case a\nstatistics\ndefine d\nfill\nend\ncase b\ninclude d\n", "case a\nstatistics\ncase b\nfill\n"},
    {"case c/$i/${j}k\nfor i in 0 1\nfor j in 2 3\nprocess index=$i\nproperty $j\n",
     "case c/0/2k\nproperty 2\nprocess\ncase c/0/3k\nproperty 3\nprocess\n"
     "case c/1/2k\nproperty 2\nprocess index=1\ncase c/1/3k\nproperty 3\nprocess index=1\n"},
    {"case c/$n\nfor n,list,s in a,\"[1 2]\",SUCCESS b,[],0x7\nfill allocations=$list\nexpect $s\n",
     "case c/a\nfill allocations=[0x1 0x2]\n  expect SUCCESS\ncase c/b\nfill allocations=[]\n  expect 0x00000007\n"},
    {"define d\nprocess index=$i\nend\ncase c$i\nfor i in 1 2\ninclude d\n",
     "case c1\nprocess index=1\ncase c2\nprocess index=2\n"},
    {"define d1\nfill\nend\ndefine d2\ncheck\nend\ncase c$i\nfor i in 1 2\ninclude d$i\n",
     "case c1\nfill\ncase c2\ncheck\n"},
    {"case c$e\nfor e in \"\" x\nstatistics\n", "case c\nstatistics\ncase cx\nstatistics\n"},
};

static void texts_are_printed_in_one_way(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof prints / sizeof prints[0]; i++)
    assert_prints(prints[i].text, prints[i].printed != NULL ? prints[i].printed : prints[i].text);
}

static void every_operation_comes_back(void **state)
{
  uint64_t seed = 11;

  (void)state;
  for (unsigned op = 0; op < OP_COUNT; op++)
    for (unsigned turn = 0; turn < 40; turn++) {
      struct program program;

      program_init(&program);
      some_call(&seed, &program, (enum program_op)op);
      assert_text_round_trip(&program);
      program_free(&program);
    }
}

static void every_program_and_its_notes_come_back(void **state)
{
  uint64_t seed = 12;

  (void)state;
  for (unsigned i = 0; i < 5000; i++) {
    struct program program;

    program_init(&program);
    some_program(&seed, &program);
    assert_text_round_trip(&program);
    program_free(&program);
  }
}

static void names_take_the_lowest_unused_slots(void **state)
{
  static const char text[] = "CreateDevice hAdapter=adapter1 hDevice->device1\n"
                             "CreateAllocation hAllocation->X\n"
                             "CreateAllocation hAllocation->allocation3\n"
                             "CreateAllocation hAllocation->Y[3]\n"
                             "CreateAllocation hAllocation->Z[2]\n"
                             "CreateDevice hDevice->D\n"
                             "CreateDevice hDevice->E\n";
  static const struct {
    const char *name;
    uint16_t slot, count;
  } expected[] = {{"X", 0, 1}, {"Y", 4, 3}, {"Z", 1, 2}, {"D", 0, 1}, {"E", 2, 1}};
  struct program_set set;

  (void)state;
  parse(text, sizeof text - 1, &set);
  assert_int_equal(set.programs[0].name_count, 5);
  for (size_t i = 0; i < 5; i++) {
    assert_string_equal(set.programs[0].names[i].name, expected[i].name);
    assert_int_equal(set.programs[0].names[i].slot, expected[i].slot);
    assert_int_equal(set.programs[0].names[i].count, expected[i].count);
  }
  program_set_free(&set);
}

static void a_parsed_call_has_what_its_line_says(void **state)
{
  static const char text[] = "OfferAllocations@cut:12 padding=0xAA hDevice=device5^0x40 NumAllocations=7 Priority=HIGH "
                             "HandleList=[allocation3[1..2] 9*4]@misaligned:3";
  struct program_set set;
  const struct call *call;
  struct handle_ref handle;

  (void)state;
  parse(text, sizeof text - 1, &set);
  call = &set.programs[0].calls[0];
  assert_int_equal(call->op, OP_OFFER_ALLOCATIONS);
  assert_int_equal(call->place.kind, PLACE_CUT);
  assert_int_equal(call->place.argument, 12);
  assert_int_equal(call->padding, 0xAA);
  assert_int_equal(call->arguments[OFFER_ARG_DEVICE].handle.type, OBJECT_DEVICE);
  assert_int_equal(call->arguments[OFFER_ARG_DEVICE].handle.slot, 5);
  assert_int_equal(call->arguments[OFFER_ARG_DEVICE].handle.flip, 0x40);
  assert_true(call->arguments[OFFER_ARG_COUNT].given);
  assert_int_equal(call->arguments[OFFER_ARG_COUNT].number, 7);
  assert_int_equal(call->arguments[OFFER_ARG_PRIORITY].number, 3);
  assert_int_equal(call->arguments[OFFER_ARG_FLAGS].number, 0);
  assert_int_equal(call->arguments[OFFER_ARG_RESOURCES].place.kind, PLACE_NULL);
  assert_int_equal(call->arguments[OFFER_ARG_HANDLES].place.kind, PLACE_MISALIGNED);
  assert_int_equal(program_list_length(&set.programs[0], call, OFFER_ARG_HANDLES), 6);
  handle = program_list_handle(&set.programs[0], &call->arguments[OFFER_ARG_HANDLES], 1);
  assert_int_equal(handle.type, OBJECT_ALLOCATION);
  assert_int_equal(handle.slot, 5);
  handle = program_list_handle(&set.programs[0], &call->arguments[OFFER_ARG_HANDLES], 5);
  assert_int_equal(handle.type, OBJECT_VALUE);
  assert_int_equal(handle.flip, 9);
  program_set_free(&set);
}

static void one_call_and_one_handle_are_printed_alone(void **state)
{
  static const char text[] = "CreateAllocation hAllocation->X[3]\nfill allocations=[X[0..1]]";
  struct buffer line = {0};
  struct program_set set;

  (void)state;
  parse(text, sizeof text - 1, &set);
  program_format_call(&set.programs[0], &set.programs[0].calls[1], &line);
  assert_string_equal(buffer_text(&line), "fill allocations=[X[0..1]]");
  buffer_clear(&line);
  program_format_handle(&set.programs[0], (struct handle_ref){OBJECT_ALLOCATION, 0, 2, 0x40, 1}, &line);
  assert_string_equal(buffer_text(&line), "X[2]^0x40");
  buffer_clear(&line);
  program_format_handle(&set.programs[0], (struct handle_ref){OBJECT_DEVICE, 0, 2, 0, 1}, &line);
  assert_string_equal(buffer_text(&line), "device2");
  buffer_free(&line);
  program_set_free(&set);
}

static void the_same_calls_may_be_listed_in_other_runs(void **state)
{
  static const char text[] = "case a\nfill allocations=[allocation0 allocation1 allocation2 5 5]\n"
                             "case b\nfill allocations=[allocation0[0..1] allocation2 5*2]\n"
                             "case c\nfill allocations=[allocation0[0..1] allocation2 5*3]\n"
                             "case d\nfill allocations=[allocation0*2 allocation2 5*2]\n";
  struct program_set set;

  (void)state;
  parse(text, sizeof text - 1, &set);
  assert_true(program_same_calls(&set.programs[0], &set.programs[1]));
  assert_false(program_same_calls(&set.programs[0], &set.programs[2]));
  assert_false(program_same_calls(&set.programs[1], &set.programs[3]));
  program_set_free(&set);
}

static void texts_add_to_a_set(void **state)
{
  struct program_set set = {0};
  struct text_error error;

  (void)state;
  assert_true(program_parse("case a\nfill", 11, &set, &error));
  assert_true(program_parse("case a\nfill", 11, &set, &error));
  assert_int_equal(set.count, 2);
  assert_false(program_parse("case b\nfill\ncase b\nfill", 23, &set, &error));
  assert_int_equal(set.count, 2);
  program_set_free(&set);
  assert_int_equal(set.count, 0);
}

static void text_is_told_from_binary(void **state)
{
  static const char *const texts[] = {"statistics", "# comment\n\nOfferAllocations@null\n", "define x\n",
                                      "\xEF\xBB\xBF\r\ncase x\r\n", "typo\nfill\n"};
  static const char *const binaries[] = {"", "A", "\x01\x02", "fill\x01", "AAAA BBBB", "# only a comment"};

  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    assert_true(program_is_text((const uint8_t *)texts[i], strlen(texts[i])));
  for (size_t i = 0; i < sizeof binaries / sizeof binaries[0]; i++)
    assert_false(program_is_text((const uint8_t *)binaries[i], strlen(binaries[i])));
}

static void any_bytes_are_read_or_refused(void **state)
{
  static const char alphabet[] =
      "OfferAllocations hDevice=X[0..2]*3^0x40@cut:8 ->\n$i{}\"#|case define end for in fill ,\xC3";
  uint64_t seed = 13;

  (void)state;
  for (unsigned i = 0; i < 30000; i++) {
    char text[200] = "case a\nfor i in 1 2\nCreateAllocation hAllocation->X[3]\nfill allocations=[X[0..2]]\n";
    const size_t size = strlen(text);
    struct program_set set = {0};
    struct text_error error;

    for (uint64_t k = below(&seed, 30); k > 0; k--)
      text[below(&seed, size)] = alphabet[below(&seed, sizeof alphabet)];
    if (program_parse(text, size, &set, &error)) {
      for (size_t k = 0; k < set.count; k++)
        assert_text_round_trip(&set.programs[k]);
    } else {
      assert_int_equal(set.count, 0);
      assert_true(error.line >= 1 && error.column >= 1 && error.message[0] != '\0');
    }
    program_set_free(&set);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(texts_are_printed_in_one_way),
      cmocka_unit_test(every_operation_comes_back),
      cmocka_unit_test(every_program_and_its_notes_come_back),
      cmocka_unit_test(names_take_the_lowest_unused_slots),
      cmocka_unit_test(a_parsed_call_has_what_its_line_says),
      cmocka_unit_test(one_call_and_one_handle_are_printed_alone),
      cmocka_unit_test(the_same_calls_may_be_listed_in_other_runs),
      cmocka_unit_test(texts_add_to_a_set),
      cmocka_unit_test(text_is_told_from_binary),
      cmocka_unit_test(any_bytes_are_read_or_refused),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
