/* The harness's own operations: control, content, statistics. */
#include <string.h>

#include "run/marshal.h"
#include "run/others.h"
#include "run/platform.h"

#define FILL_CHUNK 4096u

bool harness_record(struct execution *execution, uint8_t op, uint32_t index, const struct harness_argument *before,
                    const struct harness_argument *after, enum record_outcome outcome, NTSTATUS status,
                    const char *detail)
{
  struct call_record record = {.op = op,
                               .outcome = (uint8_t)outcome,
                               .process = execution->process,
                               .teardown = execution->teardown,
                               .call = index | execution->mark,
                               .status = status,
                               .detail = detail};

  record.argument = (struct memory_record){.address = ARENA_NOMINAL,
                                           .size = sizeof *before,
                                           .readable = sizeof *before,
                                           .writable = true,
                                           .before = (const uint8_t *)before,
                                           .after = (const uint8_t *)after};
  if (memcmp(before, after, sizeof *before) == 0)
    record.argument.after = record.argument.before;
  if (outcome == RECORD_CRASHED) {
    if (execution->sink.enter != NULL)
      execution->sink.enter(execution->sink.context, &record);
    return true;
  }
  return execution->sink.leave(execution->sink.context, &record);
}

/* What the system's own escapes can do comes first; they answer for the mock as for any other target. */
static NTSTATUS force_reset(const struct execution *execution, D3DKMT_HANDLE adapter)
{
  execution->escape->data.tdr = (D3DKMT_TDRDBGCTRL_ESCAPE){D3DKMT_TDRDBGCTRLTYPE_FORCETDR, {0}};
  return target_escape(execution->target, execution->escape, adapter, D3DKMT_ESCAPE_TDRDBGCTRL,
                       sizeof execution->escape->data.tdr);
}

static NTSTATUS set_discard(struct execution *execution, D3DKMT_HANDLE adapter, uint64_t policy)
{
  D3DKMT_VIDMM_ESCAPE *data = &execution->escape->data.vidmm;

  memset(data, 0, sizeof *data);
  data->Type = D3DKMT_VIDMMESCAPETYPE_SETFAULT;
  data->SetFault.AlwaysDiscardOfferedAllocation = policy == MOCK_DISCARD_ALWAYS;
  data->SetFault.NeverDiscardOfferedAllocation = policy == MOCK_DISCARD_NEVER;
  execution->policy_set = execution->policy_set || policy != MOCK_DISCARD_ON_PRESSURE;
  return target_escape(execution->target, execution->escape, adapter, D3DKMT_ESCAPE_VIDMM, sizeof *data);
}

static NTSTATUS control(struct execution *execution, uint8_t op, struct harness_argument *argument)
{
  static const enum mock_control_command commands[OP_COUNT] = {
      [OP_PROCESS] = MOCK_CONTROL_SET_PROCESS,
      [OP_STOP_ADAPTER] = MOCK_CONTROL_STOP_ADAPTER,
      [OP_START_ADAPTER] = MOCK_CONTROL_START_ADAPTER,
      [OP_SET_BUDGET] = MOCK_CONTROL_SET_BUDGET,
      [OP_FAIL_ALLOCATION] = MOCK_CONTROL_FAIL_ALLOCATION,
      [OP_STATISTICS] = MOCK_CONTROL_STATISTICS,
  };
  uint64_t arguments[4] = {argument->value, 0, 0, 0};

  switch (op) {
  case OP_RESET_ADAPTER:
    return force_reset(execution, argument->handle);
  case OP_SET_DISCARD:
    return set_discard(execution, argument->handle, argument->value);
  case OP_PROCESS:
    if (execution->target->others != NULL)
      return argument->value < MOCK_PROCESS_COUNT ? others_open(execution, (uint8_t)argument->value)
                                                  : STATUS_INVALID_PARAMETER;
    /* fall through */
  default:
    execution->failure_set = execution->failure_set || op == OP_FAIL_ALLOCATION;
    return target_control(execution->target, execution->escape, argument->handle, commands[op], arguments,
                          argument->results);
  }
}

static bool control_call(struct execution *execution, const struct call *call, uint32_t index)
{
  const struct op_info *op = &program_ops[call->op];
  struct harness_argument before, after;
  NTSTATUS status;

  memset(&before, 0, sizeof before);
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].kind == ARG_HANDLE)
      before.handle = execution_handle(execution, call->arguments[i].handle);
    else
      before.value = call->arguments[i].number;
  after = before;
  if (!target_is_capable(execution->target, (enum program_op)call->op))
    return harness_record(execution, call->op, index, &before, &before, RECORD_MISSING, STATUS_NOT_SUPPORTED,
                          "the target has no way to do it");
  harness_record(execution, call->op, index, &before, &before, RECORD_CRASHED, 0, "");
  status = control(execution, call->op, &after);
  if (call->op == OP_PROCESS && status == STATUS_SUCCESS)
    execution->process = (uint8_t)before.value;
  return harness_record(execution, call->op, index, &before, &after, RECORD_RETURNED, status, "");
}

/* The pattern of a seed: each 8 bytes differ from those before and from those of any other seed. */
static void pattern(uint64_t seed, uint64_t offset, uint8_t *ret_data, size_t size)
{
  for (size_t at = 0; at < size; at += 8) {
    uint64_t word = (offset + at) * 0x9E3779B97F4A7C15u ^ (seed + 1) * 0xD6E8FEB86659FD93u;
    size_t left = size - at < 8 ? size - at : 8;

    word ^= word >> 29;
    memcpy(ret_data + at, &word, left);
  }
}

/* Content in the harness's own heap is at hand; what else a target maps may be anywhere. */
static bool write_content(const struct execution *execution, uint64_t address, const uint8_t *data, size_t size)
{
  uint8_t *heap = arena_heap_at(&execution->arena, address, size);

  if (heap == NULL)
    return platform_write(address, data, size);
  memcpy(heap, data, size);
  return true;
}

static bool read_content(const struct execution *execution, uint64_t address, uint8_t *ret_data, size_t size)
{
  const uint8_t *heap = arena_heap_at(&execution->arena, address, size);

  if (heap == NULL)
    return platform_read(ret_data, address, size);
  memcpy(ret_data, heap, size);
  return true;
}

static bool fill(const struct execution *execution, uint64_t address, uint64_t size, uint64_t seed)
{
  uint8_t data[FILL_CHUNK];

  for (uint64_t at = 0; at < size; at += FILL_CHUNK) {
    size_t chunk = size - at < FILL_CHUNK ? (size_t)(size - at) : FILL_CHUNK;

    pattern(seed, at, data, chunk);
    if (!write_content(execution, address + at, data, chunk))
      return false;
  }
  return true;
}

static bool compare(const struct execution *execution, uint64_t address, uint64_t size, uint64_t seed,
                    uint64_t *ret_mismatch)
{
  uint8_t expected[FILL_CHUNK], data[FILL_CHUNK];

  *ret_mismatch = CHECK_NO_MISMATCH;
  for (uint64_t at = 0; at < size && *ret_mismatch == CHECK_NO_MISMATCH; at += FILL_CHUNK) {
    size_t chunk = size - at < FILL_CHUNK ? (size_t)(size - at) : FILL_CHUNK;

    pattern(seed, at, expected, chunk);
    if (!read_content(execution, address + at, data, chunk))
      return false;
    if (memcmp(data, expected, chunk) == 0)
      continue;
    for (size_t i = 0; i < chunk && *ret_mismatch == CHECK_NO_MISMATCH; i++)
      if (data[i] != expected[i])
        *ret_mismatch = at + i;
  }
  return true;
}

/* Lock2 or Unlock2 on the way to the content: a record of its own. */
static bool lock_call(struct execution *execution, uint8_t op, uint32_t device, uint32_t allocation, uint32_t index,
                      NTSTATUS *ret_status, uint64_t *ret_address)
{
  struct call call = {.op = op};
  struct program program;
  struct marshalled m;
  bool good;

  program_init(&program);
  marshal_begin(&m, &program, &call, index);
  arena_next_call(&execution->arena);
  execution->scratch_used = 0;
  marshal_store(&m, offsetof(D3DKMT_LOCK2, hDevice), 4, device);
  marshal_store(&m, offsetof(D3DKMT_LOCK2, hAllocation), 4, allocation);
  good = marshal_call(execution, &m);
  *ret_status = m.record.outcome == RECORD_RETURNED ? m.record.status : STATUS_NOT_SUPPORTED;
  if (op == OP_LOCK2 && m.argument.memory != NULL)
    memcpy(ret_address, m.argument.memory + offsetof(D3DKMT_LOCK2, pData), sizeof *ret_address);
  return good;
}

/* A handle that came again is the newer allocation's, in another slot. */
static bool is_reused(const struct execution *execution, uint32_t slot)
{
  const uint32_t *handles = execution->handles[OBJECT_ALLOCATION];

  for (uint32_t i = 0; i < execution->used[OBJECT_ALLOCATION]; i++)
    if (handles[i] == handles[slot] && execution->births[i] > execution->births[slot] &&
        execution->owners[i] == execution->owners[slot])
      return true;
  return false;
}

/* Whether the handle is that of the allocation that was made in its slot: only then its size and content are known. */
static bool is_known(const struct execution *execution, struct handle_ref handle)
{
  return handle.type == OBJECT_ALLOCATION && handle.flip == 0 && handle.slot < execution->used[OBJECT_ALLOCATION] &&
         execution->owners[handle.slot] == execution->process && !is_reused(execution, handle.slot);
}

static bool content_of(struct execution *execution, const struct call *call, uint32_t index, struct handle_ref handle)
{
  struct harness_argument before, after;
  bool known = is_known(execution, handle);
  uint64_t address = 0, size = known ? execution->sizes[handle.slot] : 0;
  NTSTATUS status = STATUS_SUCCESS;
  const char *detail = "";

  memset(&before, 0, sizeof before);
  before.handle = execution_handle(execution, call->arguments[CONTENT_ARG_DEVICE].handle);
  before.object = execution_handle(execution, handle);
  if (known && call->op == OP_FILL)
    execution->seeds[handle.slot] = call->arguments[CONTENT_ARG_SEED].number;
  before.value = known ? execution->seeds[handle.slot] : 0;
  after = before;
  if (!lock_call(execution, OP_LOCK2, before.handle, before.object, index, &status, &address))
    return false;
  if (status != STATUS_SUCCESS)
    return harness_record(execution, call->op, index, &before, &before, RECORD_SKIPPED, status,
                          "the allocation could not be locked");
  after.results[CHECK_SIZE] = size;
  if (call->op == OP_FILL ? !fill(execution, address, size, before.value)
                          : !compare(execution, address, size, before.value, &after.results[CHECK_MISMATCH]))
    detail = "the locked memory is not accessible";
  if (!harness_record(execution, call->op, index, &before, &after, detail[0] == '\0' ? RECORD_RETURNED : RECORD_SKIPPED,
                      STATUS_SUCCESS, detail))
    return false;
  return lock_call(execution, OP_UNLOCK2, before.handle, before.object, index, &status, &address);
}

/* The same handle again, or one slot more of those that no call has filled, shows nothing that the first does not. */
static uint32_t worth_visiting(const struct execution *execution, struct handle_ref run)
{
  const uint32_t used = execution->used[run.type], known = run.slot < used ? used - run.slot : 0;

  if (run.stride == 0)
    return 1;
  return run.count <= known ? run.count : known + 1;
}

bool harness_call(struct execution *execution, const struct program *program, const struct call *call, uint32_t index)
{
  const struct argument *list = &call->arguments[CONTENT_ARG_LIST];

  if (call->op != OP_FILL && call->op != OP_CHECK)
    return control_call(execution, call, index);
  for (uint32_t k = list->list.first; k < list->list.first + list->list.count; k++)
    for (uint32_t n = 0, end = worth_visiting(execution, program->handles[k]); n < end; n++) {
      struct handle_ref handle = program->handles[k];

      handle.slot = (uint16_t)((handle.slot + n * handle.stride) & (object_types[handle.type].slots - 1));
      if (!content_of(execution, call, index, handle))
        return false;
    }
  return true;
}
