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

/* Wide characters of the driver's into ASCII: all that a name needs. */
static void narrow(const WCHAR *wide, size_t count, char *ret_text, size_t size)
{
  size_t i;

  for (i = 0; i + 1 < size && i < count && wide[i] != 0; i++)
    ret_text[i] = wide[i] >= 0x20 && wide[i] < 0x7F ? (char)wide[i] : '?';
  ret_text[i] = '\0';
}

static void describe(struct target *target, D3DKMT_HANDLE adapter)
{
  static D3DKMT_DRIVER_DESCRIPTION description;
  D3DKMT_QUERYADAPTERINFO query = {adapter, KMTQAITYPE_DRIVER_DESCRIPTION, &description, sizeof description};

  if (target->table.functions[ABI_QUERY_ADAPTER_INFO] == NULL ||
      abi_call(&target->table, ABI_QUERY_ADAPTER_INFO, &query) != STATUS_SUCCESS)
    return;
  narrow(description.DriverDescription, sizeof description.DriverDescription / sizeof description.DriverDescription[0],
         target->description, sizeof target->description);
  target->is_mock =
      strcmp(target->description, MOCK_DRIVER_DESCRIPTION) == 0 && target->table.functions[ABI_ESCAPE] != NULL;
}

void target_probe(struct target *target)
{
  static D3DKMT_ADAPTERINFO adapters[D3DKMT_MAX_ADAPTERS];
  D3DKMT_ENUMADAPTERS2 enumeration = {D3DKMT_MAX_ADAPTERS, adapters};

  if (target->table.functions[ABI_ENUM_ADAPTERS2] == NULL ||
      abi_call(&target->table, ABI_ENUM_ADAPTERS2, &enumeration) != STATUS_SUCCESS)
    return;
  if (enumeration.NumAdapters > 0)
    describe(target, adapters[0].hAdapter);
  for (ULONG i = 0; i < enumeration.NumAdapters && i < D3DKMT_MAX_ADAPTERS; i++) {
    D3DKMT_CLOSEADAPTER close = {adapters[i].hAdapter};

    if (target->table.functions[ABI_CLOSE_ADAPTER] != NULL)
      abi_call(&target->table, ABI_CLOSE_ADAPTER, &close);
  }
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

bool target_is_capable(const struct target *target, enum program_op op)
{
  if (op == OP_RESET_ADAPTER || op == OP_SET_DISCARD)
    return target->table.functions[ABI_ESCAPE] != NULL;
  return target->is_mock;
}

static bool op_is_missing(const struct target *target, enum program_op op, char *ret_reason, size_t size)
{
  static const enum abi_entry content_entries[] = {ABI_LOCK2, ABI_UNLOCK2};
  const struct op_info *info = &program_ops[op];

  if (info->entry != ABI_NO_ENTRY && target->table.functions[info->entry] == NULL) {
    snprintf(ret_reason, size, "the target has no %s", abi_entries[info->entry].name);
    return true;
  }
  if (info->capability != NULL && !target_is_capable(target, op)) {
    snprintf(ret_reason, size, "the target has no way to %s", info->capability);
    return true;
  }
  for (size_t i = 0; (op == OP_FILL || op == OP_CHECK) && i < 2; i++)
    if (target->table.functions[content_entries[i]] == NULL) {
      snprintf(ret_reason, size, "the target has no %s", abi_entries[content_entries[i]].name);
      return true;
    }
  return false;
}

bool target_lacks(const struct target *target, const struct program *program, char *ret_reason, size_t size)
{
  ret_reason[0] = '\0';
  for (size_t i = 0; i < program->call_count; i++)
    if (op_is_missing(target, (enum program_op)program->calls[i].op, ret_reason, size))
      return true;
  return false;
}
