/* The harness's own operations: escapes, and the content of allocations. */
#include <inttypes.h>
#include <stdio.h>

#include "abi/control.h"
#include "program/emit_parts.h"

#define LOOP_LENGTH 4u /* runs of allocations that are shorter are written out */

static void reset_adapter(struct emitter *emitter, const struct call *call)
{
  buffer_string(emitter->text,
                "    D3DKMT_TDRDBGCTRL_ESCAPE escape_data = {.TdrControl = D3DKMT_TDRDBGCTRLTYPE_FORCETDR};\n"
                "    D3DKMT_ESCAPE escape = {\n        .hAdapter = ");
  emit_handle(emitter, call->arguments[0].handle, emitter->text);
  buffer_string(emitter->text, ",\n        .Type = D3DKMT_ESCAPE_TDRDBGCTRL,\n");
}

static void set_discard(struct emitter *emitter, const struct call *call)
{
  uint64_t policy = call->arguments[1].number;

  buffer_printf(emitter->text,
                "    D3DKMT_VIDMM_ESCAPE escape_data = {\n"
                "        .Type = D3DKMT_VIDMMESCAPETYPE_SETFAULT,\n"
                "        .SetFault = {%s},\n"
                "    };\n"
                "    D3DKMT_ESCAPE escape = {\n        .hAdapter = ",
                policy == MOCK_DISCARD_ALWAYS  ? ".AlwaysDiscardOfferedAllocation = 1"
                : policy == MOCK_DISCARD_NEVER ? ".NeverDiscardOfferedAllocation = 1"
                                               : ".Value = 0");
  emit_handle(emitter, call->arguments[0].handle, emitter->text);
  buffer_string(emitter->text, ",\n        .Type = D3DKMT_ESCAPE_VIDMM,\n");
}

/* What the system's own escapes can do. */
static void system_escape(struct emitter *emitter, const struct call *call)
{
  if (call->op == OP_RESET_ADAPTER)
    reset_adapter(emitter, call);
  else
    set_discard(emitter, call);
  buffer_string(emitter->text, "        .pPrivateDriverData = &escape_data,\n"
                               "        .PrivateDriverDataSize = sizeof escape_data,\n"
                               "    };\n\n");
}

/* What only the mock can do. */
static void mock_control(struct emitter *emitter, const struct call *call)
{
  static const char *const commands[OP_COUNT] = {
      [OP_PROCESS] = "MOCK_CONTROL_SET_PROCESS",
      [OP_STOP_ADAPTER] = "MOCK_CONTROL_STOP_ADAPTER",
      [OP_START_ADAPTER] = "MOCK_CONTROL_START_ADAPTER",
      [OP_SET_BUDGET] = "MOCK_CONTROL_SET_BUDGET",
      [OP_FAIL_ALLOCATION] = "MOCK_CONTROL_FAIL_ALLOCATION",
      [OP_STATISTICS] = "MOCK_CONTROL_STATISTICS",
  };
  const struct op_info *op = &program_ops[call->op];
  struct buffer adapter = {NULL, 0, 0, false}, value = {NULL, 0, 0, false};

  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].kind == ARG_HANDLE)
      emit_handle(emitter, call->arguments[i].handle, &adapter);
    else
      emit_number(call->arguments[i].number, &value);
  buffer_printf(emitter->text, "    status = control(%s, %s, %s, %s);\n",
                adapter.size > 0 ? buffer_text(&adapter) : "0", commands[call->op],
                value.size > 0 ? buffer_text(&value) : "0", call->op == OP_STATISTICS ? "statistics" : "NULL");
  emitter->failed = emitter->failed || adapter.failed || value.failed;
  buffer_free(&adapter);
  buffer_free(&value);
}

static void control_call(struct emitter *emitter, size_t index)
{
  const struct call *call = &emitter->program->calls[index];
  bool is_system = call->op == OP_RESET_ADAPTER || call->op == OP_SET_DISCARD;

  if (call->op == OP_STATISTICS)
    buffer_string(emitter->text, "    uint64_t statistics[6] = {0};\n\n");
  if (is_system)
    system_escape(emitter, call);
  if (emit_find_fault(&emitter->facts->calls[index], EMIT_NO_RETURN) != NULL)
    buffer_string(emitter->text, "    about_to(\"D3DKMTEscape\"); /* which does not return */\n");
  if (is_system)
    buffer_string(emitter->text, "    status = D3DKMTEscape(&escape);\n");
  else
    mock_control(emitter, call);
  emit_returned(emitter, index, "D3DKMTEscape");
  emit_statistics_faults(emitter, &emitter->facts->calls[index]);
  if (call->op == OP_STATISTICS && emitter->reads)
    buffer_string(emitter->text, "    bytes_read = statistics[MOCK_STATISTIC_USER_BYTES_READ];\n");
  if (call->op == OP_PROCESS && emitter->teardown)
    buffer_printf(emitter->text, "    process = %" PRIu64 ";\n", call->arguments[0].number);
}

/* ---- content ---- */

static const struct emit_fault *item_fault(const struct emit_call *came, uint32_t item)
{
  for (size_t i = 0; i < came->fault_count; i++)
    if (came->faults[i].kind != EMIT_NO_RETURN && came->faults[i].item == item)
      return &came->faults[i];
  return NULL;
}

static struct emit_content content_at(const struct emit_call *came, uint32_t item)
{
  return item < came->content_count ? came->contents[item] : (struct emit_content){0, 0, false};
}

/* "check(D, X[0], 4096, 1)" */
static void content_call(struct emitter *emitter, const struct call *call, const char *allocation,
                         struct emit_content content, struct buffer *ret_text)
{
  buffer_printf(ret_text, "%s(", program_ops[call->op].name);
  emit_handle(emitter, call->arguments[CONTENT_ARG_DEVICE].handle, ret_text);
  buffer_printf(ret_text, ", %s, ", allocation);
  emit_number(content.size, ret_text);
  buffer_string(ret_text, ", ");
  emit_number(content.seed, ret_text);
  buffer_byte(ret_text, ')');
}

static void content_line(struct emitter *emitter, size_t index, const char *allocation, struct emit_content content,
                         const struct emit_fault *fault, const char *indent)
{
  const struct call *call = &emitter->program->calls[index];
  struct buffer text = {NULL, 0, 0, false};

  content_call(emitter, call, allocation, content, &text);
  if (fault != NULL) {
    buffer_string(&text, fault->kind == EMIT_LOCK ? " == NOT_LOCKED" : " == DIFFERS");
    emit_intact_condition(emitter, fault, &text);
    emit_fault_if(emitter, fault, buffer_text(&text));
  } else if (content.locked && emit_is_needed(emitter, index)) {
    buffer_printf(emitter->text, "%sneed(%s != NOT_LOCKED);\n", indent, buffer_text(&text));
  } else {
    buffer_printf(emitter->text, "%s%s;\n", indent, buffer_text(&text));
  }
  emitter->failed = emitter->failed || text.failed;
  buffer_free(&text);
}

/* Whether all allocations of a run are treated alike. */
static bool is_uniform(const struct emit_call *came, uint32_t first, uint32_t count)
{
  struct emit_content content = content_at(came, first);

  for (uint32_t i = first; i < first + count; i++) {
    struct emit_content other = content_at(came, i);

    if (other.size != content.size || other.seed != content.seed || other.locked != content.locked ||
        item_fault(came, i) != NULL)
      return false;
  }
  return true;
}

static void content_run(struct emitter *emitter, size_t index, struct handle_ref run, uint32_t first)
{
  const struct emit_call *came = &emitter->facts->calls[index];
  struct buffer allocation = {NULL, 0, 0, false};

  if (run.count >= LOOP_LENGTH && first + run.count <= came->content_count && is_uniform(came, first, run.count)) {
    emit_run_item(emitter, run, &allocation);
    buffer_printf(emitter->text, "    for (size_t i = 0; i < %" PRIu32 "; i++)\n", run.count);
    content_line(emitter, index, buffer_text(&allocation), content_at(came, first), NULL, "      ");
  } else {
    for (uint32_t n = 0; n < run.count && first + n < came->content_count; n++) {
      struct handle_ref handle = run;

      handle.slot = (uint16_t)((run.slot + n * run.stride) & (object_types[run.type].slots - 1));
      buffer_clear(&allocation);
      emit_handle(emitter, handle, &allocation);
      content_line(emitter, index, buffer_text(&allocation), content_at(came, first + n), item_fault(came, first + n),
                   "    ");
    }
  }
  emitter->failed = emitter->failed || allocation.failed;
  buffer_free(&allocation);
}

static void content_calls(struct emitter *emitter, size_t index)
{
  const struct call *call = &emitter->program->calls[index];
  const struct argument *list = &call->arguments[CONTENT_ARG_LIST];
  uint32_t item = 0;

  for (uint32_t k = list->list.first; k < list->list.first + list->list.count; k++) {
    content_run(emitter, index, emitter->program->handles[k], item);
    item += emitter->program->handles[k].count;
  }
}

void emit_harness(struct emitter *emitter, size_t index)
{
  uint8_t op = emitter->program->calls[index].op;

  if (op == OP_FILL || op == OP_CHECK)
    content_calls(emitter, index);
  else
    control_call(emitter, index);
}
