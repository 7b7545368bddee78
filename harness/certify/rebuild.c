#include "certify/rebuild.h"

#include <string.h>

#include "certify/player.h"
#include "run/marshal.h"

/* Nothing else is handed to an entry point than its argument; each thread builds for itself. */
static _Thread_local NTSTATUS answer;

#define ANSWERING(name, structure)                                                                                     \
  static NTSTATUS APIENTRY name(structure *argument)                                                                   \
  {                                                                                                                    \
    (void)argument;                                                                                                    \
    return answer;                                                                                                     \
  }
ANSWERING(answer_offer, const D3DKMT_OFFERALLOCATIONS)
ANSWERING(answer_reclaim, const D3DKMT_RECLAIMALLOCATIONS)
ANSWERING(answer_reclaim2, D3DKMT_RECLAIMALLOCATIONS2)

static bool keep_record(void *context, const struct call_record *record)
{
  struct rebuild *rebuild = context;

  rebuild->record = *record;
  rebuild->built = true;
  return true;
}

void rebuild_init(struct rebuild *rebuild)
{
  memset(rebuild, 0, sizeof *rebuild);
  rebuild->target.table.functions[ABI_OFFER_ALLOCATIONS] = (abi_function)answer_offer;
  rebuild->target.table.functions[ABI_RECLAIM_ALLOCATIONS] = (abi_function)answer_reclaim;
  rebuild->target.table.functions[ABI_RECLAIM_ALLOCATIONS2] = (abi_function)answer_reclaim2;
  program_init(&rebuild->world);
  program_init(&rebuild->call);
}

void rebuild_free(struct rebuild *rebuild)
{
  if (rebuild->ready)
    execution_free(&rebuild->execution);
  rebuild->ready = false;
  program_free(&rebuild->world);
  program_free(&rebuild->call);
}

bool rebuild_begin(struct rebuild *rebuild, const struct suite *suite, uint64_t combination)
{
  uint64_t group_size = suite_combinations(suite) / suite_groups(suite);

  if (rebuild->ready)
    execution_free(&rebuild->execution);
  rebuild->suite = suite;
  rebuild->ready = execution_init(&rebuild->execution, &rebuild->target);
  if (!rebuild->ready)
    return false;
  rebuild->execution.sink = (struct record_sink){NULL, keep_record, rebuild};
  program_free(&rebuild->world);
  return suite_world(suite, combination / group_size, &rebuild->world);
}

void rebuild_follow(struct rebuild *rebuild, const struct call_record *record)
{
  uint32_t index = record->call & ~PLAYER_WORLD;
  struct marshalled m;

  if (!rebuild->ready || index >= rebuild->world.call_count || rebuild->world.calls[index].op != record->op)
    return;
  if (record->op == OP_PROCESS && record->outcome == RECORD_RETURNED && record->status == STATUS_SUCCESS)
    rebuild->execution.process =
        (uint8_t)record_field(record, offsetof(struct harness_argument, value), sizeof(uint64_t), false);
  if (program_ops[record->op].entry == ABI_NO_ENTRY)
    return;
  memset(&m, 0, sizeof m);
  m.program = &rebuild->world;
  m.call = &rebuild->world.calls[index];
  m.record = *record;
  memcpy(m.structure, record->argument.before,
         record->argument.readable < sizeof m.structure ? record->argument.readable : sizeof m.structure);
  for (uint8_t i = 0; i < program_ops[record->op].argument_count; i++) {
    m.pieces[i].memory = record->memory[i].readable > 0 ? (uint8_t *)(uintptr_t)record->memory[i].after : NULL;
    m.pieces[i].mapped = record->memory[i].readable;
  }
  marshal_created(&rebuild->execution, &m);
}

const struct call_record *rebuild_combination(struct rebuild *rebuild, uint64_t combination, NTSTATUS status)
{
  rebuild->built = false;
  answer = status;
  if (!rebuild->ready || !suite_call(rebuild->suite, combination, &rebuild->call) ||
      !execution_play(&rebuild->execution, &rebuild->call, 0) || !rebuild->built)
    return NULL;
  return &rebuild->record;
}
