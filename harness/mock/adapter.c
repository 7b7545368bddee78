#include "mock/kernel.h"
#include "mock/memory.h"
#include "mock/user_memory.h"

/* Opens an adapter: each time a new handle, which D3DKMTCloseAdapter closes. */
static struct mock_adapter_handle *open_adapter(struct mock_process *process, struct mock_adapter *adapter)
{
  struct mock_adapter_handle *opened = mock_object_create(process, MOCK_KIND_ADAPTER);

  if (opened != NULL)
    opened->adapter = adapter;
  return opened;
}

static void close_adapters(struct mock_adapter_handle **opened)
{
  for (UINT i = 0; i < MOCK_ADAPTER_COUNT; i++)
    if (opened[i] != NULL)
      mock_object_free(&opened[i]->object);
}

/* Opens all adapters and writes them to `user`: all or none. */
static NTSTATUS open_all(const struct mock_call *call, uintptr_t user)
{
  struct mock_adapter_handle *opened[MOCK_ADAPTER_COUNT] = {NULL};
  D3DKMT_ADAPTERINFO infos[MOCK_ADAPTER_COUNT] = {{.hAdapter = 0}};

  for (UINT i = 0; i < MOCK_ADAPTER_COUNT; i++) {
    opened[i] = open_adapter(call->process, &mock_kernel.adapters[i]);
    if (opened[i] == NULL) {
      close_adapters(opened);
      return STATUS_NO_MEMORY;
    }
    infos[i].hAdapter = opened[i]->object.handle;
    infos[i].AdapterLuid = mock_kernel.adapters[i].luid;
    infos[i].NumOfSources = 1;
  }
  if (mock_copy_out(user, infos, sizeof infos))
    return STATUS_SUCCESS;
  close_adapters(opened);
  return STATUS_INVALID_PARAMETER;
}

/*
 * Both enumerations: pAdapters NULL asks for the count; too little room is
 * STATUS_BUFFER_TOO_SMALL, with the count too; otherwise each adapter, stopped ones too, is opened.
 */
static NTSTATUS enumerate(const struct mock_call *call, uintptr_t adapters, UINT room, size_t count_offset)
{
  const ULONG count = MOCK_ADAPTER_COUNT;

  if (!mock_call_write(call, count_offset, &count, sizeof count))
    return STATUS_INVALID_PARAMETER;
  if (adapters == 0)
    return STATUS_SUCCESS;
  return room >= MOCK_ADAPTER_COUNT ? open_all(call, adapters) : STATUS_BUFFER_TOO_SMALL;
}

NTSTATUS mock_D3DKMTEnumAdapters2(const struct mock_call *call, D3DKMT_ENUMADAPTERS2 *arguments)
{
  return enumerate(call, (uintptr_t)arguments->pAdapters, arguments->NumAdapters,
                   offsetof(D3DKMT_ENUMADAPTERS2, NumAdapters));
}

/* Reserved filter bits are refused; the two known ones hide nothing here. */
NTSTATUS mock_D3DKMTEnumAdapters3(const struct mock_call *call, D3DKMT_ENUMADAPTERS3 *arguments)
{
  if (arguments->Filter.Reserved != 0)
    return STATUS_INVALID_PARAMETER;
  return enumerate(call, (uintptr_t)arguments->pAdapters, arguments->NumAdapters,
                   offsetof(D3DKMT_ENUMADAPTERS3, NumAdapters));
}

/* An unknown LUID is refused; a stopped adapter can be opened, to ask about it or to start it. */
NTSTATUS mock_D3DKMTOpenAdapterFromLuid(const struct mock_call *call, D3DKMT_OPENADAPTERFROMLUID *arguments)
{
  struct mock_adapter_handle *opened;
  UINT i = 0;

  while (i < MOCK_ADAPTER_COUNT && (mock_kernel.adapters[i].luid.LowPart != arguments->AdapterLuid.LowPart ||
                                    mock_kernel.adapters[i].luid.HighPart != arguments->AdapterLuid.HighPart))
    i++;
  if (i == MOCK_ADAPTER_COUNT)
    return STATUS_INVALID_PARAMETER;
  opened = open_adapter(call->process, &mock_kernel.adapters[i]);
  if (opened == NULL)
    return STATUS_NO_MEMORY;
  arguments->hAdapter = opened->object.handle;
  if (MOCK_CALL_WRITE_FIELD(call, D3DKMT_OPENADAPTERFROMLUID, arguments, hAdapter))
    return STATUS_SUCCESS;
  mock_object_free(&opened->object);
  return STATUS_INVALID_PARAMETER;
}

/* Devices created through the handle live on. */
NTSTATUS mock_D3DKMTCloseAdapter(const struct mock_call *call, D3DKMT_CLOSEADAPTER *arguments)
{
  struct mock_adapter_handle *opened = mock_object_find(call->process, arguments->hAdapter, MOCK_KIND_ADAPTER);

  if (opened == NULL)
    return STATUS_INVALID_PARAMETER;
  mock_object_free(&opened->object);
  return STATUS_SUCCESS;
}
