#include "mock/kernel.h"
#include "mock/user_memory.h"

/* More private driver data than any driver passes. */
#define PRIVATE_DATA_MAX 65536u

void mock_context_destroy(struct mock_context *context)
{
  mock_list_remove(&context->device_link);
  mock_object_free(&context->object);
}

/*
 * In this order: an unknown device, a removed device (STATUS_DEVICE_REMOVED),
 * reserved flags, a node other than 0, private driver data that cannot be read.
 * EngineAffinity and ClientHint may be anything.
 */
NTSTATUS mock_D3DKMTCreateContextVirtual(const struct mock_call *call, D3DKMT_CREATECONTEXTVIRTUAL *arguments)
{
  struct mock_device *device;
  struct mock_context *context;
  NTSTATUS status = mock_device_find_active(call->process, arguments->hDevice, &device);

  if (status != STATUS_SUCCESS)
    return status;
  if (arguments->Flags.Reserved != 0 || arguments->NodeOrdinal != 0 ||
      arguments->PrivateDriverDataSize > PRIVATE_DATA_MAX ||
      !mock_probe_read((uintptr_t)arguments->pPrivateDriverData, arguments->PrivateDriverDataSize))
    return STATUS_INVALID_PARAMETER;
  context = mock_object_create(call->process, MOCK_KIND_CONTEXT);
  if (context == NULL)
    return STATUS_NO_MEMORY;
  context->object.device = device;
  mock_list_append(&device->contexts, &context->device_link);
  arguments->hContext = context->object.handle;
  if (MOCK_CALL_WRITE_FIELD(call, D3DKMT_CREATECONTEXTVIRTUAL, arguments, hContext))
    return STATUS_SUCCESS;
  mock_context_destroy(context);
  return STATUS_INVALID_PARAMETER;
}

/* A context of a removed device can be destroyed too. */
NTSTATUS mock_D3DKMTDestroyContext(const struct mock_call *call, D3DKMT_DESTROYCONTEXT *arguments)
{
  struct mock_context *context = mock_object_find(call->process, arguments->hContext, MOCK_KIND_CONTEXT);

  if (context == NULL)
    return STATUS_INVALID_PARAMETER;
  mock_context_destroy(context);
  return STATUS_SUCCESS;
}
