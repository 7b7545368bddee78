/* The provisioning file: what it says is what a driver is asked, and anything else is one clear error. */
#include "run_support.h"

#include <stdlib.h>

#include "run/provision.h"

#define FIRST "offercheck-provision 1\n"

static const char whole[] = FIRST "# a comment\n"
                                  "allocation 534E4432 00000000 # eight bytes\n"
                                  "allocation FF\n"
                                  "resource 01 02 03\n"
                                  "runtime 04\n"
                                  "size-at 4 4 0x1000\n"
                                  "flags 0x2\n"
                                  "allocation-flags 1\n"
                                  "source 7\n"
                                  "memory caller\n";

static struct provision provision;
static struct text_error error;

static bool parse(const char *text)
{
  return provision_parse(text, strlen(text), &provision, &error);
}

static void what_it_says_is_asked(void **state)
{
  D3DKMT_CREATEALLOCATIONFLAGS flags = {.CreateResource = 1};
  D3DDDI_ALLOCATIONINFO2 info;
  uint8_t data[PROVISION_MAX_DATA];

  (void)state;
  memset(&info, 0, sizeof info);
  assert_true(parse(whole));
  assert_int_equal(provision.allocation.size, 9);
  assert_int_equal(provision.resource.size, 3);
  assert_int_equal(provision.runtime.size, 1);
  provision_fill(&provision, 4097, data);
  assert_memory_equal(data, "SND2\2\0\0\0\xFF", 9);
  provision_apply(&provision, &flags, &info);
  assert_true(flags.CreateResource && flags.CreateShared && flags.ExistingSysMem);
  assert_int_equal(info.Flags.Value, 1);
  assert_int_equal(info.VidPnSourceId, 7);
  assert_int_equal(provision_size(&provision, 4097), 4097);
}

static void a_fixed_size_is_what_an_allocation_has_at_the_most(void **state)
{
  (void)state;
  assert_true(parse(FIRST "allocation 00\nsize 8192"));
  assert_int_equal(provision_size(&provision, 4096), 4096);
  assert_int_equal(provision_size(&provision, 16384), 8192);
  assert_false(provision.over_caller);
}

static void an_error_has_its_place(void **state)
{
  static const struct {
    const char *text;
    size_t line, column;
    const char *message;
  } rows[] = {
      {"", 1, 1, "expected 'offercheck-provision 1'"},
      {"offercheck-provision 2\n", 1, 1, "expected 'offercheck-provision 1'"},
      {FIRST, 1, 1, "no line 'allocation'"},
      {FIRST "allocation\n", 2, 11, "no bytes"},
      {FIRST "allocation 0\n", 2, 12, "a pair of hex digits"},
      {FIRST "allocation 00 0g\n", 2, 15, "a pair of hex digits"},
      {FIRST "allocation 00\n", 2, 1, "neither 'size' and 'size-at'"},
      {FIRST "allocation 00\nsize 1\nsize-at 0 1 1\n", 4, 1, "both 'size' and 'size-at'"},
      {FIRST "allocation 00\nsize 0\n", 3, 1, "'size' is 0"},
      {FIRST "allocation 00\nsize 4096 1\n", 3, 11, "the end of the line"},
      {FIRST "allocation 00\nsize 1\nsize 1\n", 4, 1, "'size' a second time"},
      {FIRST "allocation 0000\nsize-at 1 2 1\n", 3, 1, "leads beyond the 2 bytes"},
      {FIRST "allocation 0000\nsize-at 0 3 1\n", 3, 14, "expected 1, 2, 4 or 8"},
      {FIRST "allocation 0000\nsize-at 0 0 1\n", 3, 14, "expected 1, 2, 4 or 8"},
      {FIRST "allocation 0000\nsize-at 0 1 0\n", 3, 14, "unit 0"},
      {FIRST "flags 0x100000000\n", 2, 7, "flags is above"},
      {FIRST "flags x\n", 2, 7, "'x' is no number"},
      {FIRST "flags\n", 2, 6, "no flags"},
      {FIRST "memory mine\n", 2, 8, "driver or caller"},
      {FIRST "colour 1\n", 2, 1, "'colour' is none of"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    assert_false(parse(rows[i].text));
    if (error.line != rows[i].line || error.column != rows[i].column || strstr(error.message, rows[i].message) == NULL)
      fail_msg("'%s': %zu:%zu: %s", rows[i].text, error.line, error.column, error.message);
  }
}

static void a_nul_and_too_much_are_refused(void **state)
{
  static char large[PROVISION_MAX_FILE + 1];
  struct buffer text = {NULL, 0, 0, false};

  (void)state;
  assert_false(provision_parse("offercheck-provision 1\0x", 24, &provision, &error));
  assert_int_equal(error.column, 23);
  memset(large, '\n', sizeof large);
  assert_false(provision_parse(large, sizeof large, &provision, &error));
  buffer_string(&text, FIRST "allocation ");
  for (unsigned i = 0; i <= PROVISION_MAX_DATA; i++)
    buffer_string(&text, "00");
  assert_false(parse(buffer_text(&text)));
  assert_non_null(strstr(error.message, "more than 4096 bytes"));
  buffer_free(&text);
}

/* In memory of just that size: what is read beyond it shows under AddressSanitizer. */
static void cut_off_anywhere_it_is_a_file_or_an_error(void **state)
{
  (void)state;
  for (size_t size = 0; size <= strlen(whole); size++) {
    char *cut = malloc(size > 0 ? size : 1);

    assert_non_null(cut);
    memcpy(cut, whole, size);
    memset(&error, 0, sizeof error);
    if (!provision_parse(cut, size, &provision, &error))
      assert_true(error.line > 0 && error.column > 0 && error.message[0] != '\0');
    free(cut);
  }
}

/* Whatever a byte is changed to. */
static void changed_anywhere_it_is_a_file_or_an_error(void **state)
{
  static const char others[] = {0, '\n', ' ', '#', '0', 'f', '-', (char)0xFF};
  char text[sizeof whole];

  (void)state;
  for (size_t at = 0; at < strlen(whole); at++)
    for (size_t i = 0; i < sizeof others; i++) {
      uint8_t data[PROVISION_MAX_DATA];

      memcpy(text, whole, sizeof whole);
      text[at] = others[i];
      if (provision_parse(text, strlen(whole), &provision, &error))
        provision_fill(&provision, UINT64_MAX, data);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_it_says_is_asked),
      cmocka_unit_test(a_fixed_size_is_what_an_allocation_has_at_the_most),
      cmocka_unit_test(an_error_has_its_place),
      cmocka_unit_test(a_nul_and_too_much_are_refused),
      cmocka_unit_test(cut_off_anywhere_it_is_a_file_or_an_error),
      cmocka_unit_test(changed_anywhere_it_is_a_file_or_an_error),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
