/* libd3dkmt-mock.so, opened by name: every entry point is there, and what has no model says so. */
#include "test_mock_support.h"

#include <dlfcn.h>

static void *library;

static int open_library(void **state)
{
  (void)state;
  library = dlopen(TEST_MOCK, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL)
    print_error("%s\n", dlerror());
  return library == NULL;
}

static int close_library(void **state)
{
  (void)state;
  return dlclose(library);
}

static void test_every_modelled_entry_point_is_there(void **state)
{
  (void)state;
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++)
    if (dlsym(library, abi_entries[i].name) == NULL)
      fail_msg("%s", dlerror());
}

/* Whatever the pointer: it is not looked at. */
static void test_an_unmodelled_call_is_not_supported(void **state)
{
  static const char *const names[] = {
#define MOCK_UNMODELLED(function) #function,
#define MOCK_UNMODELLED_OTHER(function)
#include "mock/unmodelled.def"
#undef MOCK_UNMODELLED
#undef MOCK_UNMODELLED_OTHER
  };
  static const uintptr_t pointers[] = {0, 1, KERNEL_ADDRESS, UINTPTR_MAX};

  (void)state;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    for (size_t k = 0; k < sizeof pointers / sizeof pointers[0]; k++) {
      void *symbol = dlsym(library, names[i]);
      NTSTATUS (*function)(const void *pointer);

      if (symbol == NULL)
        fail_msg("%s", dlerror());
      memcpy(&function, &symbol, sizeof function);
      if (function((const void *)pointers[k]) != STATUS_NOT_SUPPORTED)
        fail_msg("%s does not say STATUS_NOT_SUPPORTED", names[i]);
    }
}

static void test_sharing_objects_is_not_supported(void **state)
{
  void *symbol = dlsym(library, "D3DKMTShareObjects");
  NTSTATUS (*function)(UINT count, const D3DKMT_HANDLE *objects, void *attributes, UINT access, HANDLE *ret_handle);
  const D3DKMT_HANDLE object = 0x40000000;
  HANDLE shared = (HANDLE)&shared;

  (void)state;
  assert_non_null(symbol);
  memcpy(&function, &symbol, sizeof function);
  ASSERT_STATUS(function(1, &object, NULL, 0, &shared), STATUS_NOT_SUPPORTED);
  assert_ptr_equal(shared, &shared);
}

/* A program that is linked with the mock too has two kernels, and a handle of the one is none of the other's. */
static void test_the_library_has_a_kernel_of_its_own(void **state)
{
  const struct abi_entry_info *entry = &abi_entries[ABI_CLOSE_ADAPTER];
  const D3DKMT_CLOSEADAPTER close = {world.adapters[0]};
  void *symbol = dlsym(library, entry->name);
  PFND3DKMTCloseAdapter function;

  (void)state;
  if (UNDER_MEMORY_SANITIZER)
    skip(); /* clang 14's takes the thread-local data of a library that is loaded late for uninitialised */
  memcpy(&function, &symbol, sizeof function);
  ASSERT_INVALID(function(&close));
  ASSERT_SUCCESS(D3DKMTCloseAdapter(&close));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_modelled_entry_point_is_there),
      cmocka_unit_test(test_an_unmodelled_call_is_not_supported),
      cmocka_unit_test(test_sharing_objects_is_not_supported),
      cmocka_unit_test_setup_teardown(test_the_library_has_a_kernel_of_its_own, set_up, tear_down),
  };

  return cmocka_run_group_tests(tests, open_library, close_library);
}
