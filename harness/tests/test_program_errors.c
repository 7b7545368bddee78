/* Texts that are wrong: the error says where, and what would have been right. */
#include "test_program_support.h"

#include <stdlib.h>

static const struct {
  const char *text;
  unsigned line, column;
  const char *message; /* a part of it */
} errors[] = {
    {"", 1, 1, "no call"},
    {"# only a comment\n", 1, 1, "no call"},
    {"define d\nfill\nend\n", 1, 1, "no call"},
    {"case a\n", 1, 1, "no call"},
    {"case a\nfill\ncase b\nproperty P.\n", 3, 1, "no call"},
    /* operations and arguments */
    {"fill\n  OfferAllocation\n", 2, 3, "unknown operation 'OfferAllocation'; did you mean 'OfferAllocations'?"},
    {"xyzzy", 1, 1, "unknown operation 'xyzzy'"},
    {"\xC3\xA9\x01", 1, 1, "unknown operation '"},
    {"OfferAllocations hDevce=0", 1, 18, "did you mean 'hDevice'?"},
    {"CloseAdapter wrong=0", 1, 14, "expected one of: hAdapter"},
    {"OfferAllocations hDevice->D", 1, 25, "write hDevice="},
    {"CreateDevice hDevice=D", 1, 21, "write hDevice->"},
    {"OfferAllocations hDevice 5", 1, 25, "expected '='"},
    {"OfferAllocations hDevice=0 hDevice=0", 1, 28, "given twice"},
    {"fill padding=1 padding=1", 1, 16, "given twice"},
    {"fill padding=256", 1, 14, "at most 255"},
    {"fill =", 1, 6, "expected field=value"},
    {"fill seed=1x", 1, 12, "expected a blank"},
    /* numbers and symbols */
    {"OfferAllocations Priority=", 1, 27, "expected a number"},
    {"OfferAllocations Priority=LO", 1, 27, "did you mean 'LOW'?"},
    {"OfferAllocations Priority=SOMETHING", 1, 27, "expected one of: LOW, NORMAL, HIGH, AUTO"},
    {"OfferAllocations Priority=LOW|HIGH", 1, 30, "expected a blank"},
    {"OfferAllocations Flags=AllowDecommit|", 1, 38, "expected a number"},
    {"OfferAllocations Priority=0x100000000", 1, 27, "at most 4294967295"},
    {"OfferAllocations Priority=0x", 1, 27, "expected a number"},
    {"OfferAllocations NumAllocations=many", 1, 33, "a number or auto"},
    {"fill seed=18446744073709551616", 1, 11, "too large"},
    /* handles and names */
    {"OfferAllocations hDevice=D", 1, 26, "unknown name 'D'"},
    {"CreateDevice hDevice->Device\nDestroyDevice hDevice=device", 2, 23, "did you mean 'Device'?"},
    {"OfferAllocations hDevice=", 1, 26, "expected a handle"},
    {"OfferAllocations hDevice=device64", 1, 26, "device63"},
    {"OfferAllocations hDevice=device99999999999999999999", 1, 26, "device63"},
    {"OfferAllocations hDevice=device60[4]", 1, 34, "last index here is 3"},
    {"OfferAllocations hDevice=device0[0..1]", 1, 26, "one handle stands here, not 2"},
    {"OfferAllocations hDevice=device0*2", 1, 33, "expected a blank"},
    {"CreateAllocation hAllocation->X[3]\nfill hDevice=X", 2, 14, "give an index"},
    {"CreateAllocation hAllocation->X[3]\nfill allocations=[X[3]]", 2, 20, "last index here is 2"},
    {"CreateAllocation hAllocation->X[3]\nfill allocations=[X[2..1]]", 2, 20, "ends before it begins"},
    {"CreateAllocation hAllocation->X[3]\nfill allocations=[X*2]", 2, 20, "only a single item"},
    {"CreateAllocation hResource=R hAllocation->X", 1, 28, "unknown name 'R'"},
    {"CreateAllocation hAllocation->X[0]", 1, 33, "at least 1"},
    {"CreateAllocation hAllocation->X[16385]", 1, 33, "at most 16384"},
    {"CreateAllocation hAllocation->X[16384]\nCreateAllocation hAllocation->Y", 2, 31, "no 1 unused slots"},
    {"CreateAllocation hAllocation->X[2]\nCreateAllocation hAllocation->X[3]", 2, 32, "at most 2"},
    {"CreateDevice hDevice->D[2]", 1, 25, "at most 1"},
    {"CreateDevice hDevice->allocation0", 1, 23, "allocation0 is of type allocation"},
    {"CreateDevice hDevice->D\nCreateAllocation hAllocation->D", 2, 31, "D is of type device"},
    {"CreateDevice hDevice->null", 1, 23, "expected a name"},
    {"CreateDevice hDevice->device64", 1, 23, "device63"},
    {"slot X[2] = device63\nfill", 1, 13, "only 64 slots"},
    {"slot X[2] = D\nfill", 1, 13, "such as allocation7"},
    {"slot device1 = device2\nfill", 1, 6, "expected a name"},
    {"slot X = device1\nslot X = device1\nfill", 2, 6, "named already"},
    {"slot X device1\nfill", 1, 8, "expected '='"},
    /* lists, outputs, placements */
    {"fill allocations=", 1, 18, "expected a list"},
    {"fill allocations=[0 1", 1, 18, "has no end"},
    {"fill allocations=[0,1]", 1, 20, "expected a blank or ']'"},
    {"fill allocations=[0*0]", 1, 21, "at least 1"},
    {"fill allocations=[0*65537]", 1, 21, "at most 65536"},
    {"fill allocations=[0*65536 1]", 1, 27, "at most 65536 items"},
    {"fill allocations=[]@somewhere", 1, 21, "unknown placement"},
    {"fill allocations=[]@cut", 1, 24, "expected ':'"},
    {"fill allocations=[]@misaligned:8", 1, 32, "at most 7"},
    {"fill allocations=[]@misaligned:0", 1, 32, "1 to 7"},
    {"fill@unmaped", 1, 6, "did you mean 'unmapped'?"},
    {"ReclaimAllocations pDiscarded=[]", 1, 31, "expected out"},
    {"ReclaimAllocations pDiscarded=out:65537", 1, 35, "at most 65536"},
    {"OpenAdapterFromLuid AdapterLuid=device0", 1, 33, "expected an adapter"},
    {"OpenAdapterFromLuid AdapterLuid=adapter0^1", 1, 33, "expected an adapter"},
    /* notes */
    {"expect SUCCESS\nfill", 1, 1, "behind a call"},
    {"fill\nexpect SUCCESS\nexpect SUCCESS", 3, 1, "already"},
    {"fill\nexpect", 2, 7, "expected a status"},
    {"fill\nexpect INVALID_PARAMETR", 2, 8, "did you mean 'INVALID_PARAMETER'?"},
    {"fill\nexpect 0x1g", 2, 8, "32-bit number"},
    {"fill\nexpect 0 1 2 3 4 5 6 7 8", 2, 24, "at most 8"},
    {"needs telepathy\nfill", 1, 7, "unknown capability 'telepathy'"},
    {"needs stop-adaptor\nfill", 1, 7, "did you mean 'stop-adapter'?"},
    {"shows\nfill", 1, 6, "requirement"},
    {"property A.\nproperty B.\nfill", 2, 1, "given twice"},
    {"property\nfill", 1, 9, "expected a sentence"},
    {"property \xC3(\nfill", 1, 10, "UTF-8"},
    {"property \xED\xA0\x80\nfill", 1, 10, "UTF-8"},
    {"case \xFF\nfill", 1, 6, "UTF-8"},
    {"case a\tb\nfill", 1, 6, "one word"},
    {"case\nfill", 1, 5, "name"},
    /* cases, loops, blocks */
    {"fill\ncase a\nfill", 1, 1, "belongs to no case"},
    {"case a\nfill\ncase a\nfill", 3, 1, "names two programs"},
    {"case a\nfor i in 1 2\nprocess index=$i", 1, 1, "names two programs"},
    {"case a$i\nfor i in 1 2\nprocess index=$j", 3, 16, "unknown variable 'j'"},
    {"case a$i\n for i,j in 1,2\nfill", 2, 8, "variable j is not used"},
    {"case a$i\nfor i in 1\nfor i in 2\nfill", 3, 5, "already"},
    {"case a\nfor 1 in 2\nfill", 2, 5, "expected a variable"},
    {"case a\nfor i of 2\nfill", 2, 7, "expected 'in'"},
    {"case a\nfor i in\nfill", 2, 9, "expected a value"},
    {"case a\nfor i,j in 1 2\nfill", 2, 13, "2 names run together"},
    {"case a\nfor i,j in 1,2,3\nfill", 2, 15, "expected a blank"},
    {"case a\nfor i,j in 1,\nfill", 2, 14, "expected a value"},
    {"case a\nfor i in \"1\nfill", 2, 10, "no end"},
    {"for i in 1\nfill", 1, 1, "stands in a case"},
    {"fill $", 1, 6, "expected $name"},
    {"fill ${i", 1, 6, "expected $name"},
    {"fill seed=$i", 1, 12, "unknown variable 'i'"},
    {"case a$i\nfor i in 1 22\nfill seed=$i allocations=[ $i 1*0 ]", 3, 33, "at least 1"},
    {"case a$i\nfor i in 1 xyz\nfill seed=$i", 3, 11, "expected a number"},
    {"define d\nfill\n", 1, 1, "no end"},
    {"define d\ncase a\nfill\nend", 2, 1, "expected 'end'"},
    {"define d\nend d\nfill", 2, 1, "behind end"},
    {"define d e\nend\nfill", 1, 8, "one word"},
    {"define d\nend\ndefine d\nend\nfill", 3, 1, "defined above"},
    {"fill\ndefine d\nend\nfill", 4, 1, "above all calls"},
    {"include d\ndefine d\nfill\nend", 1, 9, "unknown block"},
    {"include d", 1, 9, "must be defined above"},
    {"include", 1, 8, "expected the name"},
    {"define d\nfill\nend\ninclude d e", 4, 11, "end of the line"},
    {"define d\n  fil\nend\ninclude d", 2, 3, "(in d included from line 4)"},
    {"define d\nfill $x\nend\n\ninclude d", 2, 7, "(in d included from line 5)"},
    {"define d\nfil\nend\ndefine e\ninclude d\nend\ninclude e", 2, 1, "(in d included from line 5)"},
    {"define d\ninclude d\nend\ninclude d", 2, 1, "more than 16 deep"},
    {"case a\nend\nfill", 2, 1, "unknown operation 'end'"},
};

static void errors_say_where_and_what(void **state)
{
  bool wrong = false;

  (void)state;
  for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
    struct program_set set = {0};
    struct text_error error;

    if (program_parse(errors[i].text, strlen(errors[i].text), &set, &error))
      fail_msg("accepted:\n%s", errors[i].text);
    if (error.line != errors[i].line || error.column != errors[i].column ||
        strstr(error.message, errors[i].message) == NULL) {
      wrong = true;
      print_error("%u:%u: %s\nexpected %u:%u: %s\nof:\n%s\n\n", (unsigned)error.line, (unsigned)error.column,
                  error.message, errors[i].line, errors[i].column, errors[i].message, errors[i].text);
    }
    program_set_free(&set);
  }
  assert_false(wrong);
}

/* ---- limits ---- */

static void assert_refused(const char *text, size_t size, unsigned line, const char *message)
{
  struct program_set set = {0};
  struct text_error error;

  assert_false(program_parse(text, size, &set, &error));
  if (error.line != line || strstr(error.message, message) == NULL)
    fail_msg("%u:%u: %s", (unsigned)error.line, (unsigned)error.column, error.message);
  assert_int_equal(set.count, 0);
  program_set_free(&set);
}

static void repeat(struct buffer *text, const char *part, unsigned times)
{
  for (unsigned i = 0; i < times; i++)
    buffer_string(text, part);
}

static void a_huge_text_is_refused_at_once(void **state)
{
  /* Not a byte of it is looked at: there is only one. */
  (void)state;
  assert_refused("", 100u << 20, 1, "larger than 4 MiB");
}

static void a_zero_byte_is_no_text(void **state)
{
  (void)state;
  assert_refused("fill\n fi\0ll", 11, 2, "value 0");
}

static void a_program_has_a_largest_number_of_calls(void **state)
{
  struct buffer text = {0};
  struct program_set set;

  (void)state;
  repeat(&text, "fill\n", PROGRAM_MAX_CALLS);
  parse(text.data, text.size, &set);
  assert_int_equal(set.programs[0].call_count, PROGRAM_MAX_CALLS);
  program_set_free(&set);
  buffer_string(&text, "fill");
  assert_refused(text.data, text.size, PROGRAM_MAX_CALLS + 1, "at most 4096 calls");
  buffer_free(&text);
}

static void a_list_of_10240_items_is_read(void **state)
{
  struct buffer text = {0};
  struct program_set set;

  (void)state;
  buffer_string(&text, "OfferAllocations HandleList=[");
  for (unsigned i = 0; i < 10240; i++)
    buffer_printf(&text, "allocation%u ", i);
  buffer_string(&text, "]");
  parse(text.data, text.size, &set);
  assert_int_equal(program_list_length(&set.programs[0], set.programs[0].calls, OFFER_ARG_HANDLES), 10240);
  assert_text_round_trip(&set.programs[0]);
  assert_binary_round_trip(&set.programs[0]);
  program_set_free(&set);
  buffer_free(&text);
}

static void all_lists_together_have_a_limit(void **state)
{
  struct buffer text = {0};

  (void)state;
  repeat(&text, "fill allocations=[0*65536]\n", 16);
  buffer_string(&text, "fill allocations=[0]");
  assert_refused(text.data, text.size, 17, "all lists");
  buffer_free(&text);
}

static void loops_have_a_largest_product(void **state)
{
  struct buffer text = {0};

  (void)state;
  buffer_string(&text, "case a$a$b$c$d$e$f\n");
  for (int name = 'a'; name <= 'f'; name++)
    buffer_printf(&text, "for %c in 0 1 2 3 4 5 6 7 8 9\n", name);
  buffer_string(&text, "fill");
  assert_refused(text.data, text.size, 7, "more than 100000 programs");
  buffer_free(&text);
}

static void blocks_that_multiply_are_refused(void **state)
{
  struct buffer text = {0};

  (void)state;
  buffer_string(&text, "define d0\nend\n");
  for (unsigned i = 1; i < 15; i++) {
    buffer_printf(&text, "define d%u\n", i);
    for (unsigned k = 0; k < 20; k++)
      buffer_printf(&text, "include d%u\n", i - 1);
    buffer_string(&text, "end\n");
  }
  buffer_string(&text, "include d14\n");
  assert_refused(text.data, text.size, 15, "unrolled, this text comes to more than");
  buffer_free(&text);
}

static void names_have_a_limit(void **state)
{
  struct buffer text = {0};

  (void)state;
  for (unsigned i = 0; i <= PROGRAM_MAX_NAMES; i++)
    buffer_printf(&text, "slot N%u = allocation0\n", i);
  assert_refused(text.data, text.size, PROGRAM_MAX_NAMES + 1, "at most 1024 names");
  buffer_free(&text);
}

static void every_part_of_a_text_is_read_or_refused(void **state)
{
  static const char text[] =
      "define one\n  EnumAdapters2 hAdapter->A[2]\n  CreateDevice hAdapter=A[0] hDevice->D\nend\n"
      "case c/$i/${j}\nproperty P.\nfor i,k in 0,LOW 1,\"HIGH\"\nfor j in x\ninclude one\n"
      "OfferAllocations@cut:12 hDevice=D^0x40 HandleList=[A[$i] 5*3]@readonly Priority=$k\n"
      "  expect SUCCESS 0x5 # comment\n";

  (void)state;
  for (size_t start = 0; start < sizeof text; start++)
    for (size_t size = 0; size < sizeof text - start; size++) {
      char *part = malloc(size == 0 ? 1 : size);
      struct program_set set = {0};
      struct text_error error;

      assert_non_null(part);
      memcpy(part, text + start, size);
      if (!program_parse(part, size, &set, &error))
        assert_true(error.line >= 1 && error.column >= 1);
      (void)program_is_text((const uint8_t *)part, size);
      program_set_free(&set);
      free(part);
      if (start != 0 && size > 120)
        break;
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(errors_say_where_and_what),
      cmocka_unit_test(a_huge_text_is_refused_at_once),
      cmocka_unit_test(a_zero_byte_is_no_text),
      cmocka_unit_test(a_program_has_a_largest_number_of_calls),
      cmocka_unit_test(a_list_of_10240_items_is_read),
      cmocka_unit_test(all_lists_together_have_a_limit),
      cmocka_unit_test(loops_have_a_largest_product),
      cmocka_unit_test(blocks_that_multiply_are_refused),
      cmocka_unit_test(names_have_a_limit),
      cmocka_unit_test(every_part_of_a_text_is_read_or_refused),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
