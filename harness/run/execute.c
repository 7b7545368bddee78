#include "run/execute.h"

#include <stdlib.h>
#include <string.h>

#include "run/marshal.h"

/* Memory that the target may copy from and to without asking the system. */
static void register_memory(struct execution *execution)
{
  uint64_t addresses[ARENA_SLOTS + 1], sizes[ARENA_SLOTS + 1];
  size_t count = arena_ranges(&execution->arena, addresses, sizes);

  for (size_t i = 0; i < count; i++) {
    uint64_t arguments[4] = {addresses[i], sizes[i], 0, 0};

    target_control(execution->target, execution->escape, 0, MOCK_CONTROL_REGISTER_MEMORY, arguments, NULL);
  }
}

static void reset_target(const struct execution *execution)
{
  static const uint64_t none[4] = {0, 0, 0, 0};

  target_control(execution->target, execution->escape, 0, MOCK_CONTROL_RESET, none, NULL);
}

bool execution_init(struct execution *execution, const struct target *target)
{
  bool good = true;

  memset(execution, 0, sizeof *execution);
  execution->target = target;
  if (!arena_init(&execution->arena))
    return false;
  execution->escape = arena_spare(&execution->arena);
  for (unsigned type = 1; type < OBJECT_TYPE_COUNT; type++) {
    execution->handles[type] = calloc(object_types[type].slots, sizeof *execution->handles[type]);
    good = good && execution->handles[type] != NULL;
  }
  execution->luids = calloc(object_types[OBJECT_ADAPTER].slots, sizeof *execution->luids);
  execution->seeds = calloc(object_types[OBJECT_ALLOCATION].slots, sizeof *execution->seeds);
  execution->sizes = calloc(object_types[OBJECT_ALLOCATION].slots, sizeof *execution->sizes);
  execution->owners = calloc(object_types[OBJECT_ALLOCATION].slots, sizeof *execution->owners);
  execution->births = calloc(object_types[OBJECT_ALLOCATION].slots, sizeof *execution->births);
  execution->scratch = malloc(MARSHAL_SCRATCH_BYTES);
  if (!good || execution->luids == NULL || execution->seeds == NULL || execution->sizes == NULL ||
      execution->owners == NULL || execution->births == NULL || execution->scratch == NULL) {
    execution_free(execution);
    return false;
  }
  register_memory(execution);
  reset_target(execution); /* what asked it for its name is forgotten: every program begins alike */
  return true;
}

void execution_free(struct execution *execution)
{
  for (unsigned type = 0; type < OBJECT_TYPE_COUNT; type++)
    free(execution->handles[type]);
  free(execution->luids);
  free(execution->seeds);
  free(execution->sizes);
  free(execution->owners);
  free(execution->births);
  free(execution->made);
  free(execution->scratch);
  arena_free(&execution->arena);
  memset(execution, 0, sizeof *execution);
}

static bool play_call(struct execution *execution, const struct program *program, const struct call *call,
                      uint32_t index)
{
  struct marshalled m;
  bool good;

  arena_next_call(&execution->arena);
  execution->scratch_used = 0;
  if (program_ops[call->op].entry == ABI_NO_ENTRY)
    return harness_call(execution, program, call, index);
  marshal_begin(&m, program, call, index);
  marshal_padding(&m, call->padding);
  good = marshal_arguments(execution, &m);
  if (good && (call->op == OP_CREATE_ALLOCATION || call->op == OP_CREATE_ALLOCATION2))
    good = marshal_allocations(execution, &m);
  if (!good) {
    execution->failed = true;
    return false;
  }
  return marshal_call(execution, &m) && marshal_created(execution, &m);
}

bool execution_play(struct execution *execution, const struct program *program, size_t first)
{
  for (size_t i = first; i < program->call_count; i++)
    if (!play_call(execution, program, &program->calls[i], (uint32_t)i))
      return false;
  return true;
}

bool execution_play_call(struct execution *execution, const struct program *program, size_t index)
{
  return play_call(execution, program, &program->calls[index], (uint32_t)index);
}

static bool set_process(struct execution *execution, uint8_t process)
{
  uint64_t arguments[4] = {process, 0, 0, 0};

  if (process == execution->process)
    return true;
  execution->process = process;
  return target_control(execution->target, execution->escape, 0, MOCK_CONTROL_SET_PROCESS, arguments, NULL) ==
         STATUS_SUCCESS;
}

/* Devices take what they own with them. */
static bool destroy(struct execution *execution, const struct made_object *object)
{
  struct call call = {.op = object->type == OBJECT_DEVICE ? OP_DESTROY_DEVICE : OP_CLOSE_ADAPTER};
  struct program program;

  memset(&program, 0, sizeof program);
  call.arguments[0].handle = (struct handle_ref){.type = OBJECT_VALUE, .flip = object->handle, .count = 1};
  set_process(execution, object->process);
  return play_call(execution, &program, &call, UINT32_MAX);
}

static bool destroy_all(struct execution *execution)
{
  static const enum object_type order[] = {OBJECT_DEVICE, OBJECT_ADAPTER};
  bool good = true;

  for (size_t pass = 0; pass < 2; pass++)
    for (size_t i = execution->made_count; good && i-- > 0;)
      if (execution->made[i].alive && execution->made[i].type == order[pass])
        good = destroy(execution, &execution->made[i]);
  return good;
}

static bool last_statistics(struct execution *execution)
{
  struct call call = {.op = OP_STATISTICS};
  struct program program;

  memset(&program, 0, sizeof program);
  return !execution->target->is_mock || play_call(execution, &program, &call, UINT32_MAX);
}

static void forget(struct execution *execution)
{
  memset(execution->luids, 0, execution->used[OBJECT_ADAPTER] * sizeof *execution->luids);
  memset(execution->seeds, 0, execution->used[OBJECT_ALLOCATION] * sizeof *execution->seeds);
  memset(execution->sizes, 0, execution->used[OBJECT_ALLOCATION] * sizeof *execution->sizes);
  for (unsigned type = 1; type < OBJECT_TYPE_COUNT; type++) {
    memset(execution->handles[type], 0, execution->used[type] * sizeof *execution->handles[type]);
    execution->used[type] = 0;
  }
  execution->made_count = 0;
  execution->process = 0;
  execution->policy_set = false;
  execution->failure_set = false;
  arena_next_program(&execution->arena);
}

bool execution_finish(struct execution *execution)
{
  static const uint64_t none[4] = {0, 0, 0, 0};
  bool good;

  execution->teardown = true;
  if (execution->failure_set)
    target_control(execution->target, execution->escape, 0, MOCK_CONTROL_FAIL_ALLOCATION, none, NULL);
  good = destroy_all(execution);
  set_process(execution, 0);
  good = good && last_statistics(execution);
  reset_target(execution);
  execution->teardown = false;
  forget(execution);
  return good;
}
