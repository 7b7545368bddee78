/* The exported entry points: each copies the caller's structure in and hands it to its handler. */
#include "mock/defects.h"
#include "mock/kernel.h"
#include "mock/user_memory.h"

bool mock_call_write(const struct mock_call *call, size_t offset, const void *from, size_t size)
{
  return mock_copy_out(call->user + offset, from, size);
}

static NTSTATUS begin(struct mock_call *call, enum abi_entry entry, const void *user, void *ret_arguments, size_t size)
{
  mock_kernel_lock();
  call->entry = entry;
  call->process = mock_kernel_current_process();
  call->user = (uintptr_t)user;
  MOCK_BROKEN(mock_defect_read_structure(call, ret_arguments, size));
  if (entry == ABI_ESCAPE ? mock_copy_in_uncounted(ret_arguments, call->user, size)
                          : mock_copy_in(ret_arguments, call->user, size))
    return STATUS_SUCCESS;
  return MOCK_VALUE(STATUS_INVALID_PARAMETER, mock_defect_bad_pointer_status(call));
}

#define ABI_ENTRY(id, function, structure, qualifier, ioctl, need)                                                     \
  NTSTATUS APIENTRY function(qualifier structure *pData)                                                               \
  {                                                                                                                    \
    structure arguments;                                                                                               \
    struct mock_call call;                                                                                             \
    NTSTATUS status = begin(&call, ABI_##id, pData, &arguments, sizeof arguments);                                     \
                                                                                                                       \
    if (status == STATUS_SUCCESS)                                                                                      \
      status = mock_##function(&call, &arguments);                                                                     \
    mock_kernel_unlock();                                                                                              \
    return status;                                                                                                     \
  }
#include "abi/entry_points.def"
#undef ABI_ENTRY
