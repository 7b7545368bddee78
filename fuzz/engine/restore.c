#include "fuzz/engine/restore.h"

#define HANDLE_INSTANCE 0x0000003Fu /* bits of a handle that a target may ignore */

static struct handle_ref nth_of(struct handle_ref run, uint32_t index)
{
  run.slot = (uint16_t)((run.slot + (run.stride != 0 ? index : 0)) & (object_types[run.type].slots - 1));
  return run;
}

/* Handles are compared by what they are worth: another process's may be worth as much as one of this process. */
static bool runs_meet(const struct execution *execution, struct handle_ref listed, struct handle_ref own)
{
  const uint32_t listed_count = listed.stride != 0 ? listed.count : 1, own_count = own.stride != 0 ? own.count : 1;

  for (uint32_t i = 0; i < listed_count; i++) {
    const uint32_t handle = execution_handle(execution, nth_of(listed, i));

    for (uint32_t k = 0; handle != 0 && k < own_count; k++)
      if (((execution_handle(execution, nth_of(own, k)) ^ handle) & ~HANDLE_INSTANCE) == 0)
        return true;
  }
  return false;
}

static bool list_meets(const struct execution *execution, const struct program *restore, const struct argument *list,
                       const struct program *input)
{
  for (uint32_t i = 0; i < list->list.count; i++)
    for (size_t k = 0; k < input->handle_count; k++)
      if (runs_meet(execution, input->handles[k], restore->handles[list->list.first + i]))
        return true;
  return false;
}

bool restore_needs(const struct execution *execution, const struct program *restore, const struct call *call,
                   const struct program *input)
{
  const struct op_info *op = &program_ops[call->op];
  bool has_list = false;

  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].kind == ARG_HANDLES) {
      has_list = has_list || call->arguments[i].list.count > 0;
      if (list_meets(execution, restore, &call->arguments[i], input))
        return true;
    }
  return !has_list;
}
