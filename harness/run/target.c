#include "run/target.h"

#include <stdio.h>
#include <string.h>

#include "run/platform.h"

void target_open_linked(struct target *ret_target)
{
  memset(ret_target, 0, sizeof *ret_target);
  abi_table_linked(&ret_target->table);
}

bool target_open_library(const char *path, struct target *ret_target, char *ret_error, size_t error_size)
{
  void *library = platform_load(path, ret_error, error_size);

  memset(ret_target, 0, sizeof *ret_target);
  if (library == NULL)
    return false;
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++) {
    ret_target->table.functions[i] = platform_symbol(library, abi_entries[i].name);
    if (ret_target->table.functions[i] == NULL && abi_entries[i].required) {
      snprintf(ret_error, error_size, "it has no %s", abi_entries[i].name);
      return false;
    }
  }
  return true;
}

NTSTATUS target_escape(const struct target *target, struct escape_memory *memory, D3DKMT_HANDLE adapter,
                       D3DKMT_ESCAPETYPE type, UINT size)
{
  memory->escape = (D3DKMT_ESCAPE){
      .hAdapter = adapter, .Type = type, .pPrivateDriverData = &memory->data, .PrivateDriverDataSize = size};
  return abi_call(&target->table, ABI_ESCAPE, &memory->escape);
}

NTSTATUS target_control(const struct target *target, struct escape_memory *memory, D3DKMT_HANDLE adapter,
                        enum mock_control_command command, const uint64_t arguments[4], uint64_t results[6])
{
  struct mock_control *control = &memory->data.control;
  NTSTATUS status;

  if (!target->is_mock)
    return STATUS_NOT_SUPPORTED;
  memset(control, 0, sizeof *control);
  control->magic = MOCK_CONTROL_MAGIC;
  control->command = (uint32_t)command;
  memcpy(control->arguments, arguments, sizeof control->arguments);
  status = target_escape(target, memory, adapter, D3DKMT_ESCAPE_DRIVERPRIVATE, sizeof *control);
  if (results != NULL)
    memcpy(results, control->results, sizeof control->results);
  return status;
}

void target_clear_faults(const struct target *target, struct escape_memory *memory)
{
  static D3DKMT_ADAPTERINFO adapters[D3DKMT_MAX_ADAPTERS];
  D3DKMT_ENUMADAPTERS2 enumeration = {D3DKMT_MAX_ADAPTERS, adapters};

  if (target->table.functions[ABI_ENUM_ADAPTERS2] == NULL || target->table.functions[ABI_ESCAPE] == NULL ||
      abi_call(&target->table, ABI_ENUM_ADAPTERS2, &enumeration) != STATUS_SUCCESS)
    return;
  for (ULONG i = 0; i < enumeration.NumAdapters && i < D3DKMT_MAX_ADAPTERS; i++) {
    D3DKMT_CLOSEADAPTER close = {adapters[i].hAdapter};

    memset(&memory->data.vidmm, 0, sizeof memory->data.vidmm);
    memory->data.vidmm.Type = D3DKMT_VIDMMESCAPETYPE_SETFAULT;
    target_escape(target, memory, adapters[i].hAdapter, D3DKMT_ESCAPE_VIDMM, sizeof memory->data.vidmm);
    if (target->table.functions[ABI_CLOSE_ADAPTER] != NULL)
      abi_call(&target->table, ABI_CLOSE_ADAPTER, &close);
  }
}
