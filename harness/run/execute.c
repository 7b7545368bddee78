#include "run/execute.h"

#include <stdlib.h>
#include <string.h>

#include "run/marshal.h"
#include "run/others.h"

#define HEAP_ANNOUNCED (1u << 20) /* bytes: the target looks at every page, and most programs use few */

/* Memory that the target may copy from and to without asking the system, with so much of the heap. */
static void register_memory(struct execution *execution, size_t heap)
{
  uint64_t addresses[ARENA_SLOTS + 1], sizes[ARENA_SLOTS + 1];
  size_t count = arena_ranges(&execution->arena, heap, addresses, sizes);

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

/* The next `count` items of the tables, or only their bytes where there are no tables yet. */
static void *lay(uint8_t *tables, size_t *at, size_t count, size_t size)
{
  void *table = tables != NULL ? tables + *at : NULL;

  *at += (count * size + 7) / 8 * 8;
  return table;
}

static size_t lay_tables(struct execution *execution, uint8_t *tables)
{
  const uint32_t adapters = object_types[OBJECT_ADAPTER].slots, allocations = object_types[OBJECT_ALLOCATION].slots;
  size_t at = 0;

  for (unsigned type = 1; type < OBJECT_TYPE_COUNT; type++)
    execution->handles[type] = lay(tables, &at, object_types[type].slots, sizeof(uint32_t));
  execution->used = lay(tables, &at, OBJECT_TYPE_COUNT, sizeof *execution->used);
  execution->luids = lay(tables, &at, adapters, sizeof *execution->luids);
  execution->seeds = lay(tables, &at, allocations, sizeof *execution->seeds);
  execution->sizes = lay(tables, &at, allocations, sizeof *execution->sizes);
  execution->owners = lay(tables, &at, allocations, sizeof *execution->owners);
  execution->births = lay(tables, &at, allocations, sizeof *execution->births);
  execution->born = lay(tables, &at, 1, sizeof *execution->born);
  return at;
}

size_t execution_table_bytes(void)
{
  struct execution execution;

  return lay_tables(&execution, NULL);
}

static bool begin(struct execution *execution, const struct target *target, size_t heap)
{
  memset(execution, 0, sizeof *execution);
  execution->target = target;
  if (!arena_init(&execution->arena))
    return false;
  execution->escape = arena_spare(&execution->arena);
  execution->tables = target->others != NULL ? others_tables(target->others) : calloc(1, execution_table_bytes());
  execution->scratch = malloc(MARSHAL_SCRATCH_BYTES);
  if (execution->tables == NULL || execution->scratch == NULL) {
    execution_free(execution);
    return false;
  }
  lay_tables(execution, execution->tables);
  register_memory(execution, heap);
  reset_target(execution); /* what asked it for its name is forgotten: every program begins alike */
  return true;
}

bool execution_init(struct execution *execution, const struct target *target)
{
  return begin(execution, target, HEAP_ANNOUNCED);
}

bool execution_init_long(struct execution *execution, const struct target *target)
{
  return begin(execution, target, HEAP_BYTES);
}

void execution_free(struct execution *execution)
{
  if (execution->target != NULL && execution->target->others == NULL)
    free(execution->tables);
  free(execution->made);
  free(execution->scratch);
  arena_free(&execution->arena);
  memset(execution, 0, sizeof *execution);
}

bool execution_make_call(struct execution *execution, const struct program *program, const struct call *call,
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

static bool is_elsewhere(const struct execution *execution, const struct call *call)
{
  return execution->process != 0 && execution->target->others != NULL && call->op != OP_PROCESS;
}

static bool play_call(struct execution *execution, const struct program *program, const struct call *call,
                      uint32_t index)
{
  return is_elsewhere(execution, call) ? others_play(execution, program, call, index)
                                       : execution_make_call(execution, program, call, index);
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

/* Where other processes are real ones, each clears away what is its own. */
static bool set_process(struct execution *execution, uint8_t process)
{
  uint64_t arguments[4] = {process, 0, 0, 0};

  if (process == execution->process || execution->is_other || execution->target->others != NULL)
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
  return execution_make_call(execution, &program, &call, UINT32_MAX);
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
  return !target_is_capable(execution->target, OP_STATISTICS) || play_call(execution, &program, &call, UINT32_MAX);
}

/* What the processes have in common. */
static void forget(struct execution *execution)
{
  memset(execution->luids, 0, execution->used[OBJECT_ADAPTER] * sizeof *execution->luids);
  memset(execution->seeds, 0, execution->used[OBJECT_ALLOCATION] * sizeof *execution->seeds);
  memset(execution->sizes, 0, execution->used[OBJECT_ALLOCATION] * sizeof *execution->sizes);
  for (unsigned type = 1; type < OBJECT_TYPE_COUNT; type++) {
    memset(execution->handles[type], 0, execution->used[type] * sizeof *execution->handles[type]);
    execution->used[type] = 0;
  }
  execution->process = 0;
}

static void forget_made(struct execution *execution)
{
  execution->made_count = 0;
  execution->policy_set = false;
  execution->failure_set = false;
  arena_next_program(&execution->arena);
}

void execution_forget(struct execution *execution)
{
  forget_made(execution);
  forget(execution);
}

bool execution_leave_nothing(struct execution *execution)
{
  static const uint64_t none[4] = {0, 0, 0, 0};
  bool good;

  execution->teardown = true;
  if (execution->failure_set)
    target_control(execution->target, execution->escape, 0, MOCK_CONTROL_FAIL_ALLOCATION, none, NULL);
  if (execution->policy_set && !execution->target->is_mock)
    target_clear_faults(execution->target, execution->escape);
  good = destroy_all(execution);
  set_process(execution, 0);
  execution->teardown = false;
  forget_made(execution);
  return good;
}

bool execution_finish(struct execution *execution)
{
  bool good;

  if (execution->target->others != NULL)
    execution->process = 0;
  good = execution_leave_nothing(execution) && (execution->target->others == NULL || others_finish(execution));
  execution->teardown = true;
  good = good && last_statistics(execution);
  execution->teardown = false;
  reset_target(execution);
  forget(execution);
  return good;
}
