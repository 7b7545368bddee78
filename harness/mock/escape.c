#include "mock/control.h"
#include "mock/user_memory.h"

/* The mock's own escape: see abi/control.h. `adapter` is NULL when the caller named none. */
static NTSTATUS escape_control(struct mock_adapter *adapter, uintptr_t user, UINT size)
{
  struct mock_control control;

  if (size != sizeof control || !mock_copy_in_uncounted(&control, user, size))
    return STATUS_INVALID_PARAMETER;
  if (control.magic != MOCK_CONTROL_MAGIC || !mock_probe_write(user, size) || !mock_control_run(adapter, &control))
    return STATUS_INVALID_PARAMETER;
  return mock_copy_out(user + offsetof(struct mock_control, results), control.results, sizeof control.results)
             ? STATUS_SUCCESS
             : STATUS_INVALID_PARAMETER;
}

/* SETFAULT sets the discard policy; asking for always and never at once is refused, other types are not supported. */
static NTSTATUS escape_vidmm(struct mock_adapter *adapter, uintptr_t user, UINT size)
{
  D3DKMT_VIDMM_ESCAPE escape;

  if (size != sizeof escape || !mock_copy_in_uncounted(&escape, user, size))
    return STATUS_INVALID_PARAMETER;
  if ((UINT)escape.Type != D3DKMT_VIDMMESCAPETYPE_SETFAULT)
    return STATUS_NOT_SUPPORTED;
  if (escape.SetFault.AlwaysDiscardOfferedAllocation && escape.SetFault.NeverDiscardOfferedAllocation)
    return STATUS_INVALID_PARAMETER;
  mock_adapter_set_policy(adapter, escape.SetFault.AlwaysDiscardOfferedAllocation  ? MOCK_DISCARD_ALWAYS
                                   : escape.SetFault.NeverDiscardOfferedAllocation ? MOCK_DISCARD_NEVER
                                                                                   : MOCK_DISCARD_ON_PRESSURE);
  return STATUS_SUCCESS;
}

/* The three controls that reset a GPU or an engine of it are one here: there is one of each. */
static NTSTATUS escape_tdr(struct mock_adapter *adapter, uintptr_t user, UINT size)
{
  D3DKMT_TDRDBGCTRL_ESCAPE escape;

  if (size != sizeof escape || !mock_copy_in_uncounted(&escape, user, size))
    return STATUS_INVALID_PARAMETER;
  switch ((UINT)escape.TdrControl) {
  case D3DKMT_TDRDBGCTRLTYPE_FORCETDR:
  case D3DKMT_TDRDBGCTRLTYPE_GPUTDR:
  case D3DKMT_TDRDBGCTRLTYPE_ENGINETDR:
    break;
  default:
    return STATUS_INVALID_PARAMETER;
  }
  if (adapter->is_stopped)
    return STATUS_DEVICE_REMOVED;
  mock_adapter_reset_devices(adapter);
  return STATUS_SUCCESS;
}

/*
 * hAdapter, which only the mock's own escape may leave out, is checked first, then the type (STATUS_NOT_SUPPORTED for an unknown
 * one), then the private driver data. hDevice, hContext and Flags are not looked at.
 * The bytes read are not counted: a test's own controls are no part of what it measures.
 */
NTSTATUS mock_D3DKMTEscape(const struct mock_call *call, D3DKMT_ESCAPE *arguments)
{
  const struct mock_adapter_handle *opened = mock_object_find(call->process, arguments->hAdapter, MOCK_KIND_ADAPTER);
  const uintptr_t user = (uintptr_t)arguments->pPrivateDriverData;
  const UINT size = arguments->PrivateDriverDataSize;

  if (arguments->hAdapter == 0 && (UINT)arguments->Type == D3DKMT_ESCAPE_DRIVERPRIVATE)
    return escape_control(NULL, user, size);
  if (opened == NULL)
    return STATUS_INVALID_PARAMETER;
  switch ((UINT)arguments->Type) {
  case D3DKMT_ESCAPE_DRIVERPRIVATE:
    return escape_control(opened->adapter, user, size);
  case D3DKMT_ESCAPE_VIDMM:
    return escape_vidmm(opened->adapter, user, size);
  case D3DKMT_ESCAPE_TDRDBGCTRL:
    return escape_tdr(opened->adapter, user, size);
  default:
    return STATUS_NOT_SUPPORTED;
  }
}
