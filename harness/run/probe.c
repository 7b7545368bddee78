#include "run/probe.h"

#include <stdio.h>
#include <string.h>

#include "abi/status_names.h"
#include "run/platform.h"
#include "run/provision.h"

#define ESCAPED "D3DKMTEscape"
#define CONTROLLED "the mock's control interface"

/* A target while it is being probed. */
struct probe {
  struct target *target;
  const struct target_wishes *wishes;
  struct adapter_list *adapters;
  D3DKMT_HANDLE handles[D3DKMT_MAX_ADAPTERS];
  D3DKMT_HANDLE device; /* 0: none */
};

static bool has(const struct probe *probe, enum abi_entry entry)
{
  return probe->target->table.functions[entry] != NULL;
}

static NTSTATUS call(const struct probe *probe, enum abi_entry entry, void *argument)
{
  return has(probe, entry) ? abi_call(&probe->target->table, entry, argument) : STATUS_NOT_IMPLEMENTED;
}

static void found(struct target_capability *capability, bool there, const char *how)
{
  capability->there = there;
  snprintf(capability->how, sizeof capability->how, "%s", how);
}

/* "D3DKMTCreateDevice returned STATUS_INVALID_PARAMETER" */
static void found_status(struct target_capability *capability, enum abi_entry entry, NTSTATUS status)
{
  const char *name = abi_status_name(status);

  capability->there = false;
  if (name != NULL)
    snprintf(capability->how, sizeof capability->how, "%s returned %s", abi_entries[entry].name, name);
  else
    snprintf(capability->how, sizeof capability->how, "%s returned 0x%08X", abi_entries[entry].name,
             (unsigned)(uint32_t)status);
}

/* ---- adapters ---- */

/* Wide characters of the driver's into ASCII: all that a name needs. */
static void narrow(const WCHAR *wide, size_t count, char *ret_text, size_t size)
{
  size_t i;

  for (i = 0; i + 1 < size && i < count && wide[i] != 0; i++)
    ret_text[i] = wide[i] >= 0x20 && wide[i] < 0x7F ? (char)wide[i] : '?';
  ret_text[i] = '\0';
}

static void describe(const struct probe *probe, D3DKMT_HANDLE adapter, struct adapter_row *row)
{
  static D3DKMT_DRIVER_DESCRIPTION description;
  D3DKMT_ADAPTERTYPE type = {{.Value = 0}};
  D3DKMT_QUERYADAPTERINFO query = {adapter, KMTQAITYPE_DRIVER_DESCRIPTION, &description, sizeof description};

  memset(&description, 0, sizeof description);
  if (call(probe, ABI_QUERY_ADAPTER_INFO, &query) == STATUS_SUCCESS)
    narrow(description.DriverDescription,
           sizeof description.DriverDescription / sizeof description.DriverDescription[0], row->description,
           sizeof row->description);
  query = (D3DKMT_QUERYADAPTERINFO){adapter, KMTQAITYPE_ADAPTERTYPE, &type, sizeof type};
  row->typed = call(probe, ABI_QUERY_ADAPTER_INFO, &query) == STATUS_SUCCESS;
  row->type = row->typed ? type.Value : 0;
}

static NTSTATUS enumerate(struct probe *probe)
{
  static D3DKMT_ADAPTERINFO infos[D3DKMT_MAX_ADAPTERS];
  D3DKMT_ENUMADAPTERS2 enumeration = {D3DKMT_MAX_ADAPTERS, infos};
  NTSTATUS status = call(probe, ABI_ENUM_ADAPTERS2, &enumeration);
  uint32_t count = status == STATUS_SUCCESS ? enumeration.NumAdapters : 0;

  probe->adapters->count = count < D3DKMT_MAX_ADAPTERS ? count : D3DKMT_MAX_ADAPTERS;
  for (uint32_t i = 0; i < probe->adapters->count; i++) {
    struct adapter_row *row = &probe->adapters->rows[i];

    memset(row, 0, sizeof *row);
    row->luid = (uint64_t)(uint32_t)infos[i].AdapterLuid.HighPart << 32 | infos[i].AdapterLuid.LowPart;
    probe->handles[i] = infos[i].hAdapter;
    describe(probe, infos[i].hAdapter, row);
  }
  probe->target->adapters = probe->adapters->count;
  return status;
}

static void close_all(struct probe *probe)
{
  D3DKMT_DESTROYDEVICE device = {probe->device};

  if (probe->device != 0)
    call(probe, ABI_DESTROY_DEVICE, &device);
  for (uint32_t i = 0; i < probe->adapters->count; i++) {
    D3DKMT_CLOSEADAPTER close = {probe->handles[i]};

    call(probe, ABI_CLOSE_ADAPTER, &close);
  }
}

static bool make_device(struct probe *probe, uint32_t adapter)
{
  D3DKMT_CREATEDEVICE create;
  NTSTATUS status;

  memset(&create, 0, sizeof create);
  create.hAdapter = probe->handles[adapter];
  status = call(probe, ABI_CREATE_DEVICE, &create);
  if (status != STATUS_SUCCESS) {
    if (probe->target->device.how[0] == '\0')
      found_status(&probe->target->device, ABI_CREATE_DEVICE, status);
    return false;
  }
  probe->device = create.hDevice;
  found(&probe->target->device, true, "");
  return true;
}

/* The first that makes a device: of those for rendering in hardware if there is one. */
static uint32_t first_of_use(struct probe *probe)
{
  for (int pass = 0; pass < 2; pass++)
    for (uint32_t i = 0; i < probe->adapters->count; i++)
      if ((adapter_sort(&probe->adapters->rows[i])[0] != '\0') == (pass == 1) && make_device(probe, i))
        return i;
  return 0;
}

/* False: the wish is nobody's. */
static bool choose(struct probe *probe, char *ret_error, size_t error_size)
{
  const char *wish = probe->wishes->adapter;
  uint32_t chosen;

  if (wish == NULL) {
    chosen = first_of_use(probe);
  } else {
    chosen = adapter_choose(probe->adapters, wish, ret_error, error_size);
    if (chosen == D3DKMT_MAX_ADAPTERS)
      return false;
    make_device(probe, chosen);
  }
  if (probe->adapters->count == 0)
    return true;
  probe->target->luid = chosen > 0 ? probe->adapters->rows[chosen].luid : 0;
  memcpy(probe->target->description, probe->adapters->rows[chosen].description, sizeof probe->target->description);
  probe->target->is_mock = strcmp(probe->target->description, MOCK_DRIVER_DESCRIPTION) == 0 && has(probe, ABI_ESCAPE);
  if (chosen > 0) { /* what follows asks the first */
    D3DKMT_HANDLE first = probe->handles[0];

    probe->handles[0] = probe->handles[chosen];
    probe->handles[chosen] = first;
  }
  return true;
}

/* ---- allocations ---- */

static NTSTATUS create_allocation(const struct probe *probe, D3DKMT_CREATEALLOCATION *create,
                                  D3DDDI_ALLOCATIONINFO2 *info)
{
  create->hDevice = probe->device;
  create->NumAllocations = 1;
  create->pAllocationInfo2 = info; /* the first call's structure is its beginning */
  return has(probe, ABI_CREATE_ALLOCATION2) ? call(probe, ABI_CREATE_ALLOCATION2, create)
                                            : call(probe, ABI_CREATE_ALLOCATION, create);
}

static NTSTATUS try_heap(const struct probe *probe, const uint8_t *page, D3DDDI_ALLOCATIONINFO2 *info)
{
  D3DKMT_CREATESTANDARDALLOCATION standard;
  D3DKMT_CREATEALLOCATION create;

  memset(&create, 0, sizeof create);
  memset(&standard, 0, sizeof standard);
  standard.Type = D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP;
  standard.ExistingHeapData.Size = PLATFORM_PAGE;
  create.pStandardAllocation = &standard;
  create.Flags.StandardAllocation = 1;
  create.Flags.ExistingSysMem = 1;
  info->pSystemMem = page;
  return create_allocation(probe, &create, info);
}

static NTSTATUS try_provisioned(const struct probe *probe, const uint8_t *page, D3DDDI_ALLOCATIONINFO2 *info)
{
  const struct provision *provision = probe->wishes->provision;
  static uint8_t data[PROVISION_MAX_DATA];
  D3DKMT_CREATEALLOCATION create;

  memset(&create, 0, sizeof create);
  provision_fill(provision, PLATFORM_PAGE, data);
  provision_apply(provision, &create.Flags, info);
  create.pPrivateDriverData = provision->resource.size > 0 ? provision->resource.bytes : NULL;
  create.PrivateDriverDataSize = provision->resource.size;
  create.pPrivateRuntimeData = provision->runtime.size > 0 ? provision->runtime.bytes : NULL;
  create.PrivateRuntimeDataSize = provision->runtime.size;
  info->pPrivateDriverData = data;
  info->PrivateDriverDataSize = provision->allocation.size;
  info->pSystemMem = provision->over_caller ? page : NULL;
  return create_allocation(probe, &create, info);
}

static NTSTATUS try_mock(const struct probe *probe, D3DDDI_ALLOCATIONINFO2 *info)
{
  static struct mock_allocation_data data = {MOCK_ALLOCATION_MAGIC, 0, PLATFORM_PAGE};
  D3DKMT_CREATEALLOCATION create;

  memset(&create, 0, sizeof create);
  info->pPrivateDriverData = &data;
  info->PrivateDriverDataSize = sizeof data;
  return create_allocation(probe, &create, info);
}

static void destroy_allocation(const struct probe *probe, D3DKMT_HANDLE allocation)
{
  D3DKMT_DESTROYALLOCATION2 destroy2;
  D3DKMT_DESTROYALLOCATION destroy;

  memset(&destroy2, 0, sizeof destroy2);
  destroy2.hDevice = probe->device;
  destroy2.phAllocationList = &allocation;
  destroy2.AllocationCount = 1;
  destroy = (D3DKMT_DESTROYALLOCATION){probe->device, 0, &allocation, 1};
  if (has(probe, ABI_DESTROY_ALLOCATION2))
    call(probe, ABI_DESTROY_ALLOCATION2, &destroy2);
  else
    call(probe, ABI_DESTROY_ALLOCATION, &destroy);
}

static void try_way(const struct probe *probe, enum allocation_way way, const uint8_t *page)
{
  struct target_capability *capability = &probe->target->allocations[way];
  const enum abi_entry entry = has(probe, ABI_CREATE_ALLOCATION2) ? ABI_CREATE_ALLOCATION2 : ABI_CREATE_ALLOCATION;
  D3DDDI_ALLOCATIONINFO2 info;
  NTSTATUS status;

  memset(&info, 0, sizeof info);
  if (!has(probe, entry)) {
    found(capability, false, "it has no D3DKMTCreateAllocation2");
    return;
  }
  status = way == ALLOCATION_HEAP          ? try_heap(probe, page, &info)
           : way == ALLOCATION_PROVISIONED ? try_provisioned(probe, page, &info)
                                           : try_mock(probe, &info);
  if (status != STATUS_SUCCESS) {
    found_status(capability, entry, status);
    return;
  }
  destroy_allocation(probe, info.hAllocation);
  found(capability, true, "");
}

static void find_allocations(const struct probe *probe)
{
  struct target_capability *ways = probe->target->allocations;
  uint8_t *page = platform_reserve(PLATFORM_PAGE);
  bool good = page != NULL && platform_protect(page, PLATFORM_PAGE, ACCESS_READ_WRITE);

  for (unsigned way = 0; way < ALLOCATION_WAYS; way++)
    if (probe->device == 0 || !good)
      found(&ways[way], false, good ? "there is no device" : "the harness has no memory");
    else if (way == ALLOCATION_PROVISIONED && probe->wishes->provision == NULL)
      found(&ways[way], false, "no provisioning file was given");
    else if (way == ALLOCATION_MOCK && !probe->target->is_mock)
      found(&ways[way], false, "it is not the mock");
    else
      try_way(probe, (enum allocation_way)way, page);
  if (page != NULL)
    platform_release(page, PLATFORM_PAGE);
}

/* ---- capabilities ---- */

static NTSTATUS set_no_fault(const struct probe *probe)
{
  static struct escape_memory memory;

  memset(&memory, 0, sizeof memory);
  memory.data.vidmm.Type = D3DKMT_VIDMMESCAPETYPE_SETFAULT;
  return target_escape(probe->target, &memory, probe->handles[0], D3DKMT_ESCAPE_VIDMM, sizeof memory.data.vidmm);
}

static void find_capabilities(const struct probe *probe)
{
  struct target_capability *capabilities = probe->target->capabilities;
  bool is_mock = probe->target->is_mock, escapes = has(probe, ABI_ESCAPE) && probe->adapters->count > 0;
  NTSTATUS status = escapes ? set_no_fault(probe) : STATUS_NOT_IMPLEMENTED;

  for (unsigned i = 0; i < CAPABILITY_COUNT; i++)
    found(&capabilities[i], is_mock, is_mock ? CONTROLLED : "the interface has none");
  if (!is_mock)
    found(&capabilities[CAPABILITY_PROCESSES], false, "no second process could be started");
  if (!has(probe, ABI_ESCAPE)) {
    found(&capabilities[CAPABILITY_SET_DISCARD], false, "it has no D3DKMTEscape");
    found(&capabilities[CAPABILITY_RESET_ADAPTER], false, "it has no D3DKMTEscape");
    return;
  }
  if (status == STATUS_SUCCESS)
    found(&capabilities[CAPABILITY_SET_DISCARD], true, ESCAPED);
  else
    found_status(&capabilities[CAPABILITY_SET_DISCARD], ABI_ESCAPE, status);
  if (is_mock || probe->wishes->disruptive)
    found(&capabilities[CAPABILITY_RESET_ADAPTER], true, ESCAPED);
  else
    found(&capabilities[CAPABILITY_RESET_ADAPTER], false, "it would disturb the machine, which --disruptive allows");
}

/* ---- all of it ---- */

bool target_probe_by(struct target *target, const struct target_wishes *wishes, struct adapter_list *ret_adapters,
                     char *ret_error, size_t error_size)
{
  static const struct target_wishes none;
  struct probe probe = {.target = target, .wishes = wishes != NULL ? wishes : &none, .adapters = ret_adapters};
  NTSTATUS status = enumerate(&probe);
  bool good;

  target->provision = probe.wishes->provision;
  if (status != STATUS_SUCCESS)
    found_status(&target->device, ABI_ENUM_ADAPTERS2, status);
  else if (ret_adapters->count == 0)
    found(&target->device, false, "it has no adapters");
  good = choose(&probe, ret_error, error_size);
  if (good) {
    find_allocations(&probe);
    find_capabilities(&probe);
  }
  close_all(&probe);
  return good;
}

void target_probe(struct target *target)
{
  static struct adapter_list adapters;
  char error[256];

  target_probe_by(target, NULL, &adapters, error, sizeof error);
}

void target_assume(struct target *target, const struct target_wishes *wishes, const char *why)
{
  struct target_capability *capabilities = target->capabilities;

  target->provision = wishes != NULL ? wishes->provision : NULL;
  target->adapters = 2;
  found(&target->device, true, why);
  for (unsigned way = 0; way < ALLOCATION_WAYS; way++)
    found(&target->allocations[way],
          way == ALLOCATION_HEAP || (way == ALLOCATION_PROVISIONED && target->provision != NULL), why);
  for (unsigned i = 0; i < CAPABILITY_COUNT; i++)
    found(&capabilities[i], false, why);
}
