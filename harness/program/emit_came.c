/* What a call has to come back with, and what is looked at besides. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "abi/status_names.h"
#include "program/emit_parts.h"

const struct emit_fault *emit_find_fault(const struct emit_call *came, enum emit_fault_kind kind)
{
  for (size_t i = 0; i < came->fault_count; i++)
    if (came->faults[i].kind == kind)
      return &came->faults[i];
  return NULL;
}

void emit_status(NTSTATUS status, struct buffer *ret_text)
{
  const char *name = abi_status_name(status);

  if (name != NULL)
    buffer_string(ret_text, name);
  else
    buffer_printf(ret_text, "(NTSTATUS)0x%08" PRIX32, (uint32_t)status);
}

/* A control character would end the line, a trigraph or a quote the string. */
void emit_quoted(const char *text, struct buffer *ret_text)
{
  for (; *text != '\0'; text++)
    if (*text == '"' || *text == '\\' || *text == '?')
      buffer_printf(ret_text, "\\%c", *text);
    else if ((unsigned char)*text >= 0x20 && *text != 0x7F)
      buffer_byte(ret_text, (uint8_t)*text);
}

void emit_comment(const char *text, struct buffer *ret_text)
{
  for (; *text != '\0'; text++)
    if (text[0] == '*' && text[1] == '/')
      buffer_string(ret_text, "* ");
    else if (text[0] == '/' && text[1] == '*')
      buffer_string(ret_text, "/ ");
    else if ((unsigned char)*text >= 0x20 && *text != 0x7F)
      buffer_byte(ret_text, (uint8_t)*text);
}

bool emit_is_needed(const struct emitter *emitter, size_t index)
{
  return index < emitter->first_fault;
}

/* "status == A || status == B", or its opposite. */
static void compare_status(const struct emit_call *came, bool opposite, struct buffer *text)
{
  for (size_t i = 0; i < came->allowed_count; i++) {
    buffer_string(text, i > 0 ? (opposite ? " && status " : " || status ") : "status ");
    buffer_string(text, opposite ? "!= " : "== ");
    emit_status(came->allowed[i], text);
  }
  if (came->allowed_count == 0) {
    buffer_string(text, opposite ? "status != " : "status == ");
    emit_status(came->status, text);
  }
}

/* ", expected A or B" */
static void expected_text(const struct emit_call *came, struct buffer *text)
{
  if (came->allowed_count == 0) {
    buffer_string(text, "NULL");
    return;
  }
  buffer_byte(text, '"');
  for (size_t i = 0; i < came->allowed_count; i++) {
    buffer_string(text, i > 0 ? " or " : "");
    emit_status(came->allowed[i], text);
  }
  buffer_byte(text, '"');
}

void emit_fault_if(struct emitter *emitter, const struct emit_fault *fault, const char *condition)
{
  bool is_short = strlen(condition) + strlen(fault->message) < 80;

  buffer_printf(emitter->text, "    fault_if(%s,%s\"", condition, is_short ? " " : "\n             ");
  emit_quoted(fault->message, emitter->text);
  buffer_string(emitter->text, "\");\n");
}

/* Where nothing is wrong with the program, its offers and reclaims are what is looked at. */
static bool is_watched(const struct emitter *emitter, uint8_t op)
{
  return emitter->first_fault == SIZE_MAX && emit_is_judged(op);
}

bool emit_returned(struct emitter *emitter, size_t index, const char *name)
{
  const struct emit_call *came = &emitter->facts->calls[index];
  const struct emit_fault *fault = emit_find_fault(came, EMIT_STATUS);
  uint8_t op = emitter->program->calls[index].op;
  bool succeeded = came->outcome == RECORD_MISSING || came->status == STATUS_SUCCESS, sure = false;
  struct emit_call needed = {.allowed_count = 1, .allowed = {STATUS_SUCCESS}};
  struct buffer condition = {NULL, 0, 0, false}, expected = {NULL, 0, 0, false};

  expected_text(came, &expected);
  buffer_printf(emitter->text, "    returned(\"%s\", status, %s);\n", name, buffer_text(&expected));
  if (fault != NULL) {
    compare_status(came, came->allowed_count > 0, &condition);
    emit_fault_if(emitter, fault, buffer_text(&condition));
  } else if (is_watched(emitter, op) && came->outcome == RECORD_RETURNED) {
    struct emit_fault changed = {.message = "it may not return this"};

    if (came->allowed_count == 0)
      changed.message = "it returned something else when this was written";
    compare_status(came, true, &condition);
    emit_fault_if(emitter, &changed, buffer_text(&condition));
  } else if (emit_is_needed(emitter, index) && (succeeded || (emit_is_judged(op) && came->allowed_count > 0))) {
    compare_status(emit_is_judged(op) && came->allowed_count > 0 ? came : &needed, false, &condition);
    buffer_printf(emitter->text, "    need(%s);\n", buffer_text(&condition));
    sure = !emit_is_judged(op);
  }
  emitter->failed = emitter->failed || condition.failed || expected.failed;
  buffer_free(&condition);
  buffer_free(&expected);
  return sure;
}

/* ---- what else was wrong ---- */

/* The structure and the lists are inputs; only the second reclaim call may write to its structure, from the fence value on. */
static void inputs(struct emitter *emitter, size_t index, const char *variable, const struct emit_fault *fault)
{
  const struct call *call = &emitter->program->calls[index];
  const struct op_info *op = &program_ops[call->op];
  struct buffer condition = {NULL, 0, 0, false};
  char name[64];

  if (emit_is_whole(call->place, op->size) && call->op == OP_RECLAIM_ALLOCATIONS2)
    buffer_printf(&condition, "memcmp(%s_at, &%s, offsetof(D3DKMT_RECLAIMALLOCATIONS2, PagingFenceValue)) != 0",
                  variable, variable);
  else if (emit_is_whole(call->place, op->size))
    buffer_printf(&condition, "memcmp(%s_at, &%s, sizeof %s) != 0", variable, variable, variable);
  for (uint8_t i = 0; i < op->argument_count; i++) {
    uint64_t size = (uint64_t)program_list_length(emitter->program, call, i) * 4;

    if (op->arguments[i].kind != ARG_HANDLES || size == 0 || !emit_is_whole(call->arguments[i].place, size))
      continue;
    emit_snake(op->arguments[i].name, name);
    buffer_printf(&condition, "%smemcmp(%s_at, %s, sizeof %s) != 0", condition.size > 0 ? " || " : "", name, name,
                  name);
  }
  if (condition.size > 0)
    emit_fault_if(emitter, fault, buffer_text(&condition));
  emitter->failed = emitter->failed || condition.failed;
  buffer_free(&condition);
}

static uint8_t output_of(const struct call *call)
{
  return call->op == OP_RECLAIM_ALLOCATIONS ? (uint8_t)RECLAIM_ARG_DISCARDED : (uint8_t)RECLAIM2_ARG_RESULTS;
}

static uint64_t results_asked_for(const struct emitter *emitter, const struct call *call)
{
  const struct op_info *op = &program_ops[call->op];
  uint8_t count = op->arguments[output_of(call)].counted_by;

  if (call->arguments[count].given)
    return (uint32_t)call->arguments[count].number;
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].kind == ARG_HANDLES && call->arguments[i].place.kind != PLACE_NULL)
      return program_list_length(emitter->program, call, i);
  return 0;
}

static const char *result_name(const struct call *call, uint64_t value)
{
  static const char *const names[] = {"D3DDDI_RECLAIM_RESULT_OK", "D3DDDI_RECLAIM_RESULT_DISCARDED",
                                      "D3DDDI_RECLAIM_RESULT_NOT_COMMITTED"};

  if (call->op == OP_RECLAIM_ALLOCATIONS)
    return value != 0 ? "!= FALSE" : "== FALSE";
  return value < 3 ? names[value] : NULL;
}

static void result(struct emitter *emitter, const struct call *call, const struct emit_fault *fault)
{
  struct buffer condition = {NULL, 0, 0, false};
  const char *value = result_name(call, fault->value);
  const char *array = call->op == OP_RECLAIM_ALLOCATIONS ? "discarded_at" : "results_at";
  bool is_bool = call->op == OP_RECLAIM_ALLOCATIONS;

  if (fault->kind == EMIT_ORDER)
    buffer_printf(&condition,
                  is_bool ? "status == STATUS_SUCCESS && %s[%" PRIu32 "] != FALSE && %s[%" PRIu32 "] == FALSE"
                          : "status == STATUS_SUCCESS && %s[%" PRIu32 "] == D3DDDI_RECLAIM_RESULT_DISCARDED &&\n"
                            "             %s[%" PRIu32 "] == D3DDDI_RECLAIM_RESULT_OK",
                  array, fault->item, array, fault->other);
  else if (value == NULL)
    buffer_printf(&condition, "status == STATUS_SUCCESS && (UINT)%s[%" PRIu32 "] > 2", array, fault->item);
  else
    buffer_printf(&condition, "status == STATUS_SUCCESS && %s[%" PRIu32 "] %s%s", array, fault->item,
                  is_bool ? "" : "== ", value);
  emit_fault_if(emitter, fault, buffer_text(&condition));
  emitter->failed = emitter->failed || condition.failed;
  buffer_free(&condition);
}

static void overrun(struct emitter *emitter, const struct call *call, const struct emit_fault *fault)
{
  const char *array = call->op == OP_RECLAIM_ALLOCATIONS ? "discarded" : "results";
  uint64_t own = results_asked_for(emitter, call);
  struct buffer condition = {NULL, 0, 0, false};

  if (own >= emit_room(emitter->program, call, output_of(call)))
    return;
  buffer_printf(&condition,
                "memcmp(%s_at + %" PRIu64 ", %s + %" PRIu64 ", sizeof %s - %" PRIu64 " * sizeof %s[0]) != 0", array,
                own, array, own, array, own, array);
  emit_fault_if(emitter, fault, buffer_text(&condition));
  emitter->failed = emitter->failed || condition.failed;
  buffer_free(&condition);
}

static void statistics(struct emitter *emitter, const struct emit_fault *fault)
{
  struct buffer condition = {NULL, 0, 0, false};

  if (fault->kind == EMIT_LEAK)
    buffer_string(&condition, "statistics[MOCK_STATISTIC_LIVE_OBJECTS] != 0 || "
                              "statistics[MOCK_STATISTIC_LIVE_BYTES] != 0");
  else
    buffer_printf(&condition, "statistics[MOCK_STATISTIC_USER_BYTES_READ] - bytes_read > %" PRIu64, fault->value);
  emit_fault_if(emitter, fault, buffer_text(&condition));
  emitter->failed = emitter->failed || condition.failed;
  buffer_free(&condition);
}

void emit_statistics_faults(struct emitter *emitter, const struct emit_call *came)
{
  for (size_t i = 0; i < came->fault_count; i++)
    if (came->faults[i].kind == EMIT_LEAK || came->faults[i].kind == EMIT_READS)
      statistics(emitter, &came->faults[i]);
}

/* Whether the call goes through the paging queue whose fence value fell first: each queue has values of its own. */
static bool is_through_queue(const struct emitter *emitter, const struct call *call)
{
  for (size_t i = 0; i < emitter->facts->call_count; i++)
    if (emit_find_fault(&emitter->facts->calls[i], EMIT_FENCE) != NULL) {
      struct handle_ref queue = emitter->program->calls[i].arguments[RECLAIM2_ARG_QUEUE].handle;
      struct handle_ref other = call->arguments[RECLAIM2_ARG_QUEUE].handle;

      return queue.type == other.type && queue.slot == other.slot && queue.flip == other.flip;
    }
  return false;
}

static void fence(struct emitter *emitter, const struct call *call, const struct emit_fault *fault,
                  const char *variable)
{
  if (fault != NULL)
    emit_fault_if(emitter, fault, "status == STATUS_SUCCESS && reclaim_allocations2_at->PagingFenceValue < fence");
  if (emit_is_whole(call->place, sizeof(D3DKMT_RECLAIMALLOCATIONS2)))
    buffer_printf(emitter->text, "    if (status == STATUS_SUCCESS)\n      fence = %s_at->PagingFenceValue;\n",
                  variable);
}

void emit_faults(struct emitter *emitter, size_t index, const char *variable)
{
  const struct call *call = &emitter->program->calls[index];
  const struct emit_call *came = &emitter->facts->calls[index];

  for (size_t i = 0; i < came->fault_count; i++)
    switch (came->faults[i].kind) {
    case EMIT_INPUTS:
      inputs(emitter, index, variable, &came->faults[i]);
      break;
    case EMIT_OVERRUN:
      overrun(emitter, call, &came->faults[i]);
      break;
    case EMIT_RESULT:
    case EMIT_ORDER:
      result(emitter, call, &came->faults[i]);
      break;
    default:
      break;
    }
  if (call->op == OP_RECLAIM_ALLOCATIONS2 && emitter->fence && is_through_queue(emitter, call))
    fence(emitter, call, emit_find_fault(came, EMIT_FENCE), variable);
}
