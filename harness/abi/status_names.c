#include "abi/status_names.h"
#include "abi/statuses.h"

#include <string.h>

static const struct {
  const char *name;
  NTSTATUS value;
} status_names[] = {
#define ABI_STATUS(name, value) {#name, (NTSTATUS)value},
#include "abi/statuses.def"
#undef ABI_STATUS
};

#define ABI_STATUS(name, value)                                                                                        \
  _Static_assert(name == (NTSTATUS)value, #name " differs between statuses.h and statuses.def");
#include "abi/statuses.def"
#undef ABI_STATUS

#define STATUS_NAME_COUNT (sizeof status_names / sizeof status_names[0])

const char *abi_status_name(NTSTATUS status)
{
  for (size_t i = 0; i < STATUS_NAME_COUNT; i++)
    if (status_names[i].value == status)
      return status_names[i].name;
  return NULL;
}

bool abi_status_by_name(const char *name, size_t length, NTSTATUS *ret_status)
{
  static const char prefix[] = "STATUS_";
  const size_t prefix_length = sizeof prefix - 1;

  if (length > prefix_length && memcmp(name, prefix, prefix_length) == 0) {
    name += prefix_length;
    length -= prefix_length;
  }
  for (size_t i = 0; i < STATUS_NAME_COUNT; i++) {
    const char *bare = status_names[i].name + prefix_length;

    if (strlen(bare) == length && memcmp(bare, name, length) == 0) {
      *ret_status = status_names[i].value;
      return true;
    }
  }
  return false;
}
