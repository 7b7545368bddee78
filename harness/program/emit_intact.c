/* Content that is wrong is a fault only if the reclaim before said that it is intact. */
#include <inttypes.h>

#include "program/emit_parts.h"

static bool is_create(uint8_t op)
{
  return op == OP_CREATE_ALLOCATION || op == OP_CREATE_ALLOCATION2;
}

/* The resource that an allocation was made in; of type OBJECT_VALUE if in none. */
static struct handle_ref resource_of(const struct program *program, size_t before, uint32_t slot)
{
  for (size_t i = before; i-- > 0;) {
    const struct argument *arguments = program->calls[i].arguments;

    if (!is_create(program->calls[i].op) || slot < arguments[CREATE_ALLOCATION_ARG_CREATED].created.slot ||
        slot - arguments[CREATE_ALLOCATION_ARG_CREATED].created.slot >=
            arguments[CREATE_ALLOCATION_ARG_CREATED].created.count)
      continue;
    if (arguments[CREATE_ALLOCATION_ARG_CREATED_RESOURCE].created.count > 0)
      return (struct handle_ref){.type = OBJECT_RESOURCE,
                                 .slot = arguments[CREATE_ALLOCATION_ARG_CREATED_RESOURCE].created.slot};
    return arguments[CREATE_ALLOCATION_ARG_RESOURCE].handle;
  }
  return (struct handle_ref){.type = OBJECT_VALUE};
}

/* The last place of a list where an object stands. False: it does not. */
static bool find_item(const struct program *program, const struct call *call, uint8_t argument,
                      struct handle_ref object, uint32_t *ret_item)
{
  if (object.type == OBJECT_VALUE)
    return false;
  for (uint32_t item = program_list_length(program, call, argument); item-- > 0;) {
    struct handle_ref listed = program_list_handle(program, &call->arguments[argument], item);

    if (listed.type == object.type && listed.slot == object.slot && listed.flip == 0) {
      *ret_item = item;
      return true;
    }
  }
  return false;
}

/* Whether the call reclaimed the allocation, and what it said of it can be looked at. */
static bool is_reclaim_of(const struct emitter *emitter, size_t index, struct handle_ref allocation, uint32_t *ret_item)
{
  const struct program *program = emitter->program;
  const struct call *call = &program->calls[index];
  bool second = call->op == OP_RECLAIM_ALLOCATIONS2;
  uint8_t handles = second ? (uint8_t)RECLAIM2_ARG_HANDLES : (uint8_t)RECLAIM_ARG_HANDLES;
  uint8_t resources = second ? (uint8_t)RECLAIM2_ARG_RESOURCES : (uint8_t)RECLAIM_ARG_RESOURCES;
  uint8_t output = second ? (uint8_t)RECLAIM2_ARG_RESULTS : (uint8_t)RECLAIM_ARG_DISCARDED;
  uint32_t room = emit_room(program, call, output);

  if ((call->op != OP_RECLAIM_ALLOCATIONS && !second) || emitter->facts->calls[index].status != STATUS_SUCCESS ||
      !emit_is_laid(call->place.kind) || !emit_is_whole(call->arguments[output].place, (uint64_t)room * 4))
    return false;
  return (find_item(program, call, handles, allocation, ret_item) ||
          find_item(program, call, resources, resource_of(program, index, allocation.slot), ret_item)) &&
         *ret_item < room;
}

void emit_find_intacts(struct emitter *emitter)
{
  const struct program *program = emitter->program;

  for (size_t i = 0; i < program->call_count; i++)
    for (size_t k = 0; k < emitter->facts->calls[i].fault_count; k++) {
      const struct emit_fault *fault = &emitter->facts->calls[i].faults[k];
      struct emit_intact intact = {.fault = fault};
      struct handle_ref allocation;

      if (fault->kind != EMIT_CONTENT || emitter->intact_count == EMIT_MAX_INTACTS)
        continue;
      allocation = program_list_handle(program, &program->calls[i].arguments[CONTENT_ARG_LIST], fault->item);
      for (intact.call = i; intact.call-- > 0;)
        if (is_reclaim_of(emitter, intact.call, allocation, &intact.item)) {
          emitter->intacts[emitter->intact_count++] = intact;
          break;
        }
    }
}

bool emit_has_intact(const struct emitter *emitter, size_t call)
{
  for (size_t i = 0; i < emitter->intact_count; i++)
    if (emitter->intacts[i].call == call)
      return true;
  return false;
}

void emit_intacts(struct emitter *emitter, size_t call)
{
  bool second = emitter->program->calls[call].op == OP_RECLAIM_ALLOCATIONS2;

  for (size_t i = 0; i < emitter->intact_count; i++)
    if (emitter->intacts[i].call == call)
      buffer_printf(emitter->text, "    intact_%zu = status == STATUS_SUCCESS && %s[%" PRIu32 "] == %s;\n", i + 1,
                    second ? "results_at" : "discarded_at", emitter->intacts[i].item,
                    second ? "D3DDDI_RECLAIM_RESULT_OK" : "FALSE");
}

void emit_intact_condition(const struct emitter *emitter, const struct emit_fault *fault, struct buffer *ret_text)
{
  for (size_t i = 0; i < emitter->intact_count; i++)
    if (emitter->intacts[i].fault == fault)
      buffer_printf(ret_text, " && intact_%zu", i + 1);
}
