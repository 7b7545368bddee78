/* Adapters: enumeration, what they are, and the system's escapes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "second.h"

struct adapter {
  const wchar_t *description;
  UINT type;
  LUID luid;
  bool devices; /* can be made on it */
};

#define RENDER 1u
#define DISPLAY 2u
#define SOFTWARE 4u

static const struct adapter usual[] = {{L"Second implementation", RENDER | DISPLAY, {0x5EC0, 1}, true}};
static const struct adapter many[] = {{L"Second display alone", DISPLAY, {0x5ECB, 1}, false},
                                      {L"Second software renderer", RENDER | SOFTWARE, {0x5ECA, 1}, true},
                                      {L"Second implementation", RENDER | DISPLAY, {0x5EC0, 1}, true},
                                      {L"Second implementation's twin", RENDER, {0x5ECD, 1}, true}};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A driver that someone told to discard all that is offered, or nothing. */
static UINT faults[COUNT_OF(many)];

static const struct adapter *adapters(ULONG *ret_count)
{
  bool wants_many = second_is("adapters");

  *ret_count = wants_many ? COUNT_OF(many) : COUNT_OF(usual);
  return wants_many ? many : usual;
}

static struct object *open_adapter(unsigned index)
{
  struct object *adapter = object_add(ADAPTER, NULL);

  if (adapter != NULL)
    adapter->adapter = index;
  return adapter;
}

NTSTATUS second_EnumAdapters2(D3DKMT_ENUMADAPTERS2 *arguments, uintptr_t user)
{
  ULONG room = arguments->NumAdapters;
  const struct adapter *all = adapters(&arguments->NumAdapters);

  (void)user;
  if (arguments->pAdapters == NULL)
    return STATUS_SUCCESS;
  if (room < arguments->NumAdapters)
    return STATUS_BUFFER_TOO_SMALL;
  for (ULONG i = 0; i < arguments->NumAdapters; i++) {
    struct object *adapter = open_adapter(i);
    D3DKMT_ADAPTERINFO info = {adapter != NULL ? adapter->handle : 0, all[i].luid, 1, FALSE};

    if (adapter == NULL || !user_write(&arguments->pAdapters[i], &info, sizeof info))
      return STATUS_INVALID_PARAMETER;
  }
  return STATUS_SUCCESS;
}

NTSTATUS second_OpenAdapterFromLuid(D3DKMT_OPENADAPTERFROMLUID *arguments, uintptr_t user)
{
  ULONG count;
  const struct adapter *all = adapters(&count);

  (void)user;
  for (ULONG i = 0; i < count; i++)
    if (memcmp(&all[i].luid, &arguments->AdapterLuid, sizeof(LUID)) == 0) {
      struct object *adapter = open_adapter(i);

      arguments->hAdapter = adapter != NULL ? adapter->handle : 0;
      return adapter != NULL ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
  return STATUS_INVALID_PARAMETER;
}

NTSTATUS second_CloseAdapter(D3DKMT_CLOSEADAPTER *arguments, uintptr_t user)
{
  struct object *adapter = object_find(arguments->hAdapter, ADAPTER);

  (void)user;
  if (adapter == NULL)
    return STATUS_INVALID_HANDLE;
  object_remove(adapter);
  return STATUS_SUCCESS;
}

NTSTATUS second_QueryAdapterInfo(D3DKMT_QUERYADAPTERINFO *arguments, uintptr_t user)
{
  struct object *adapter = object_find(arguments->hAdapter, ADAPTER);
  static D3DKMT_DRIVER_DESCRIPTION description;
  ULONG count;
  const struct adapter *all = adapters(&count);
  const void *answer = NULL;
  size_t size = 0;

  (void)user;
  if (adapter == NULL)
    return STATUS_INVALID_PARAMETER;
  if (arguments->Type == KMTQAITYPE_ADAPTERTYPE) {
    answer = &all[adapter->adapter].type;
    size = sizeof all->type;
  } else if (arguments->Type == KMTQAITYPE_DRIVER_DESCRIPTION) {
    memset(&description, 0, sizeof description);
    wcscpy(description.DriverDescription, all[adapter->adapter].description);
    answer = &description;
    size = sizeof description;
  }
  if (answer == NULL)
    return STATUS_NOT_SUPPORTED;
  return arguments->PrivateDriverDataSize >= size && user_write(arguments->pPrivateDriverData, answer, size)
             ? STATUS_SUCCESS
             : STATUS_INVALID_PARAMETER;
}

bool adapter_makes_devices(unsigned index)
{
  ULONG count;

  return adapters(&count)[index].devices && !second_is("no-device");
}

/* Kept in a file where there is one, a character for each adapter. */
static UINT fault_of(unsigned index)
{
  const char *path = getenv("SECOND_FAULTS");
  FILE *file = path != NULL ? fopen(path, "r") : NULL;
  int bits = EOF;

  if (file != NULL && fseek(file, (long)index, SEEK_SET) == 0)
    bits = fgetc(file);
  if (file != NULL)
    fclose(file);
  return path == NULL ? faults[index] : bits == EOF ? 0 : (UINT)(bits - '0') << 13;
}

static void set_fault(unsigned index, UINT value)
{
  const char *path = getenv("SECOND_FAULTS");
  FILE *file = path != NULL ? fopen(path, "r+") : NULL;

  faults[index] = value;
  if (file != NULL && fseek(file, (long)index, SEEK_SET) == 0)
    fputc('0' + (int)(value >> 13 & 3), file);
  if (file != NULL)
    fclose(file);
}

bool adapter_always_discards(unsigned index)
{
  return (fault_of(index) >> 14 & 1) != 0;
}

bool adapter_never_discards(unsigned index)
{
  return (fault_of(index) >> 13 & 1) != 0;
}

NTSTATUS second_Escape(D3DKMT_ESCAPE *arguments, uintptr_t user)
{
  struct object *adapter = object_find(arguments->hAdapter, ADAPTER);
  D3DKMT_VIDMM_ESCAPE vidmm;
  D3DKMT_TDRDBGCTRL_ESCAPE reset;

  (void)user;
  second_crash("crash-escape");
  if (adapter == NULL)
    return STATUS_INVALID_HANDLE;
  if (arguments->Type == D3DKMT_ESCAPE_TDRDBGCTRL) {
    if (!user_read(&reset, arguments->pPrivateDriverData, sizeof reset) ||
        reset.TdrControl != D3DKMT_TDRDBGCTRLTYPE_FORCETDR)
      return STATUS_INVALID_PARAMETER;
    adapter_reset(adapter->adapter);
    return STATUS_SUCCESS;
  }
  if (arguments->Type != D3DKMT_ESCAPE_VIDMM || second_is("no-faultset"))
    return STATUS_NOT_SUPPORTED;
  if (!user_read(&vidmm, arguments->pPrivateDriverData, sizeof vidmm) || vidmm.Type != D3DKMT_VIDMMESCAPETYPE_SETFAULT)
    return STATUS_INVALID_PARAMETER;
  set_fault(adapter->adapter, vidmm.SetFault.Value);
  return STATUS_SUCCESS;
}
