/* What was found out of a target: as text, and what a program lacks by it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "run/target.h"

const char *const capability_names[CAPABILITY_COUNT] = {
    [CAPABILITY_PROCESSES] = "processes",         [CAPABILITY_STOP_ADAPTER] = "stop-adapter",
    [CAPABILITY_RESET_ADAPTER] = "reset-adapter", [CAPABILITY_SET_BUDGET] = "set-budget",
    [CAPABILITY_SET_DISCARD] = "set-discard",     [CAPABILITY_FAIL_ALLOCATION] = "fail-allocation",
    [CAPABILITY_STATISTICS] = "statistics",
};

static const char *const way_names[ALLOCATION_WAYS] = {
    [ALLOCATION_HEAP] = "existing-heap",
    [ALLOCATION_PROVISIONED] = "provisioned",
    [ALLOCATION_MOCK] = "mock",
};

/* ---- as text: "NAME yes: HOW; NAME no: WHY" ---- */

static void tidy(char *text, size_t size)
{
  text[size - 1] = '\0';
  for (; *text != '\0'; text++)
    if (*text == ';')
      *text = ',';
}

void target_tidy(struct target *target)
{
  target->description[sizeof target->description - 1] = '\0';
  tidy(target->device.how, TARGET_HOW);
  for (unsigned i = 0; i < ALLOCATION_WAYS; i++)
    tidy(target->allocations[i].how, TARGET_HOW);
  for (unsigned i = 0; i < CAPABILITY_COUNT; i++)
    tidy(target->capabilities[i].how, TARGET_HOW);
}

static void put(const char *name, const struct target_capability *found, bool first, struct buffer *ret_text)
{
  buffer_printf(ret_text, "%s%s %s%s%s", first ? "" : "; ", name, found->there ? "yes" : "no",
                found->how[0] != '\0' ? ": " : "", found->how);
}

static bool skip(const char **text, const char *word)
{
  size_t length = strlen(word);

  if (strncmp(*text, word, length) != 0)
    return false;
  *text += length;
  return true;
}

static bool take(const char **text, const char *name, bool first, struct target_capability *ret_found)
{
  size_t length;

  if ((!first && !skip(text, "; ")) || !skip(text, name) || !skip(text, " "))
    return false;
  ret_found->there = skip(text, "yes");
  ret_found->how[0] = '\0';
  if (!ret_found->there && !skip(text, "no"))
    return false;
  if (!skip(text, ": "))
    return true;
  length = strcspn(*text, ";");
  snprintf(ret_found->how, sizeof ret_found->how, "%.*s", (int)(length < TARGET_HOW ? length : TARGET_HOW), *text);
  *text += length;
  return length > 0 && length < TARGET_HOW;
}

void target_allocations_text(const struct target *target, struct buffer *ret_text)
{
  put("device", &target->device, true, ret_text);
  for (unsigned i = 0; i < ALLOCATION_WAYS; i++)
    put(way_names[i], &target->allocations[i], false, ret_text);
}

void target_capabilities_text(const struct target *target, struct buffer *ret_text)
{
  for (unsigned i = 0; i < CAPABILITY_COUNT; i++)
    put(capability_names[i], &target->capabilities[i], i == 0, ret_text);
}

bool target_take_allocations(const char *text, struct target *target)
{
  bool good = take(&text, "device", true, &target->device);

  for (unsigned i = 0; good && i < ALLOCATION_WAYS; i++)
    good = take(&text, way_names[i], false, &target->allocations[i]);
  return good && *text == '\0';
}

bool target_take_capabilities(const char *text, struct target *target)
{
  bool good = true;

  for (unsigned i = 0; good && i < CAPABILITY_COUNT; i++)
    good = take(&text, capability_names[i], i == 0, &target->capabilities[i]);
  return good && *text == '\0';
}

/* ---- what a program needs ---- */

static const struct target_capability *capability_of(const struct target *target, enum program_op op)
{
  static const enum capability capabilities[OP_COUNT] = {
      [OP_PROCESS] = CAPABILITY_PROCESSES,
      [OP_STOP_ADAPTER] = CAPABILITY_STOP_ADAPTER,
      [OP_START_ADAPTER] = CAPABILITY_STOP_ADAPTER,
      [OP_RESET_ADAPTER] = CAPABILITY_RESET_ADAPTER,
      [OP_SET_BUDGET] = CAPABILITY_SET_BUDGET,
      [OP_SET_DISCARD] = CAPABILITY_SET_DISCARD,
      [OP_FAIL_ALLOCATION] = CAPABILITY_FAIL_ALLOCATION,
      [OP_STATISTICS] = CAPABILITY_STATISTICS,
  };

  return &target->capabilities[capabilities[op]];
}

bool target_is_capable(const struct target *target, enum program_op op)
{
  return program_ops[op].capability != NULL && capability_of(target, op)->there;
}

enum allocation_way target_allocation_way(const struct target *target, uint64_t backing)
{
  static const bool fits[][ALLOCATION_WAYS] = {
      [BACKING_AUTO] = {true, true, true},
      [BACKING_EXISTING_HEAP] = {true, false, false},
      [BACKING_PRIVATE_DATA] = {false, true, true},
  };

  for (unsigned way = 0; backing <= BACKING_PRIVATE_DATA && way < ALLOCATION_WAYS; way++)
    if (fits[backing][way] && target->allocations[way].there)
      return (enum allocation_way)way;
  return ALLOCATION_WAYS;
}

static bool creates_allocations(const struct call *call)
{
  return call->op == OP_CREATE_ALLOCATION || call->op == OP_CREATE_ALLOCATION2;
}

/* "it makes no allocation: existing-heap: D3DKMTCreateAllocation2 returned ...; provisioned: ..." */
static void explain_allocations(const struct target *target, uint64_t backing, char *ret_reason, size_t size)
{
  size_t length = (size_t)snprintf(ret_reason, size, "the target makes no %sallocation",
                                   backing == BACKING_AUTO            ? ""
                                   : backing == BACKING_EXISTING_HEAP ? "existing-heap "
                                                                      : "private-data ");

  for (unsigned way = 0; way < ALLOCATION_WAYS && length < size; way++)
    if (target->allocations[way].how[0] != '\0')
      length += (size_t)snprintf(ret_reason + length, size - length, "; %s: %s", way_names[way],
                                 target->allocations[way].how);
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
    const struct target_capability *found = capability_of(target, op);

    snprintf(ret_reason, size, "the target has no way to %s%s%s", info->capability, found->how[0] != '\0' ? ": " : "",
             found->how);
    return true;
  }
  for (size_t i = 0; (op == OP_FILL || op == OP_CHECK) && i < 2; i++)
    if (target->table.functions[content_entries[i]] == NULL) {
      snprintf(ret_reason, size, "the target has no %s", abi_entries[content_entries[i]].name);
      return true;
    }
  return false;
}

static bool call_is_missing(const struct target *target, const struct call *call, char *ret_reason, size_t size)
{
  if (op_is_missing(target, (enum program_op)call->op, ret_reason, size))
    return true;
  if (call->op == OP_CREATE_DEVICE && !target->device.there) {
    snprintf(ret_reason, size, "the target makes no device: %s", target->device.how);
    return true;
  }
  if (creates_allocations(call) &&
      target_allocation_way(target, call->arguments[CREATE_ALLOCATION_ARG_BACKING].number) == ALLOCATION_WAYS) {
    explain_allocations(target, call->arguments[CREATE_ALLOCATION_ARG_BACKING].number, ret_reason, size);
    return true;
  }
  return false;
}

bool target_lacks(const struct target *target, const struct program *program, char *ret_reason, size_t size)
{
  ret_reason[0] = '\0';
  for (size_t i = 0; target->adapters < 2 && i < program->need_count; i++)
    if (strcmp(program->needs[i], "two-adapters") == 0) {
      snprintf(ret_reason, size, "the target has %s", target->adapters == 1 ? "one adapter" : "no adapters");
      return true;
    }
  for (size_t i = 0; i < program->call_count; i++)
    if (call_is_missing(target, &program->calls[i], ret_reason, size))
      return true;
  return false;
}
