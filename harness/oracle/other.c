/* What the contract says of other calls: locks, content, new memory, what stays behind. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "abi/control.h"
#include "oracle/law.h"

static uint32_t own_allocation(const struct world *world, const struct call_record *record, size_t device_offset,
                               size_t offset)
{
  uint32_t device = world_find(world, record->process, false, (uint32_t)record_field(record, device_offset, 4, false));
  uint32_t index = world_find(world, record->process, false, (uint32_t)record_field(record, offset, 4, false));
  const struct object *object = &world->objects[index];

  if (object->alive != TRUTH_YES || object->type != OBJECT_ALLOCATION || object->parent != device ||
      world->objects[device].alive != TRUTH_YES || world->objects[device].removal != REMOVAL_NONE)
    return WORLD_NONE;
  return index;
}

/* The structure lies where nothing can be held against it. */
static bool is_plain(const struct call_record *record)
{
  return record->argument.readable >= program_ops[record->op].size && record->argument.writable &&
         record->argument.address % 8 == 0;
}

/* Another device's removal may have been this one's, where the contract leaves that open. */
static bool is_removed_along(const struct oracle *oracle, const struct call_record *record)
{
  return record->status == STATUS_DEVICE_REMOVED && oracle->world.removed_elsewhere &&
         oracle->rules[RULE_OFFER_ELSEWHERE].breach == VERDICT_NOTED;
}

/* Locking what is offered is left open; right after a reclaim it must work if it ever did. */
static void judge_lock(struct oracle *oracle, const struct call_record *record, struct judgement *judgement)
{
  const struct rule_law *lock = &oracle->rules[RULE_OFFER_LOCK];
  uint32_t index =
      own_allocation(&oracle->world, record, offsetof(D3DKMT_LOCK2, hDevice), offsetof(D3DKMT_LOCK2, hAllocation));
  const struct object *object = &oracle->world.objects[index];
  char came[64], message[200];

  if (index == WORLD_NONE || record->outcome != RECORD_RETURNED || oracle->world.exhaustion || !is_plain(record) ||
      is_removed_along(oracle, record))
    return;
  if (oracle->quiet && object->offered == TRUTH_NO && record->status == STATUS_SUCCESS)
    return;
  oracle_status_text(record->status, came, sizeof came);
  if (object->offered == TRUTH_YES) {
    judge_note(judgement, lock->requirement, "an offered allocation is locked", came);
    snprintf(message, sizeof message, "an offered allocation is locked: returned %s", came);
    if (lock->choice == CHOICE_OPEN)
      judge_find(judgement, VERDICT_NOTED, lock->requirement, message);
    else if ((lock->choice == CHOICE_ACCEPT) != (record->status == STATUS_SUCCESS))
      judge_find(judgement, VERDICT_FAIL, lock->requirement, message);
  } else if (object->offered == TRUTH_NO && object->reclaimed && object->lockable && object->locks == 0 &&
             record_field(record, offsetof(D3DKMT_LOCK2, Flags), 4, false) == 0) {
    judgement->demanded = true;
    judge_allow(judgement, STATUS_SUCCESS, oracle->rules[RULE_RECLAIM_LOCK].requirement);
    if (record->status != STATUS_SUCCESS) {
      snprintf(message, sizeof message, "a reclaimed allocation cannot be locked: returned %s", came);
      judge_breach(oracle, judgement, RULE_RECLAIM_LOCK, message);
      if (object->twice)
        judge_breach(oracle, judgement, RULE_RECLAIM_TWICE_OFFERED, message);
    }
  }
}

static void judge_content(struct oracle *oracle, const struct call_record *record, struct judgement *judgement)
{
  uint32_t index = own_allocation(&oracle->world, record, offsetof(struct harness_argument, handle),
                                  offsetof(struct harness_argument, object));
  const struct object *object = &oracle->world.objects[index];
  uint64_t mismatch =
      record_field(record, offsetof(struct harness_argument, results) + CHECK_MISMATCH * sizeof(uint64_t), 8, true);
  uint64_t seed = record_field(record, offsetof(struct harness_argument, value), 8, false);
  uint64_t size =
      record_field(record, offsetof(struct harness_argument, results) + CHECK_SIZE * sizeof(uint64_t), 8, true);
  char message[200];

  if (index == WORLD_NONE || record->outcome != RECORD_RETURNED || object->offered != TRUTH_NO || !object->written ||
      mismatch == CHECK_NO_MISMATCH || object->seed != seed || object->filled < size)
    return;
  snprintf(message, sizeof message, "the content of 0x%08" PRIX32 " differs from byte %" PRIu64 " on, though it %s",
           object->handle, mismatch,
           object->reclaimed ? "was reclaimed as intact"
           : object->refused ? "stood only in an offer that was refused"
                             : "was never offered");
  judge_breach(oracle, judgement,
               object->reclaimed ? RULE_RECLAIM_INTACT
               : object->refused ? RULE_OFFER_ATOMIC
                                 : RULE_UNOFFERED_CONTENT,
               message);
}

/* When all that the program made is destroyed, nothing may be left in the target. */
static void judge_leak(struct oracle *oracle, const uint64_t *statistics, struct judgement *judgement)
{
  char message[160];

  if (!world_is_empty(&oracle->world))
    return;
  if (statistics[MOCK_STATISTIC_LIVE_OBJECTS] == 0 && statistics[MOCK_STATISTIC_LIVE_BYTES] == 0)
    return;
  snprintf(message, sizeof message, "all is destroyed, but %" PRIu64 " objects and %" PRIu64 " bytes are left",
           statistics[MOCK_STATISTIC_LIVE_OBJECTS], statistics[MOCK_STATISTIC_LIVE_BYTES]);
  judge_breach(oracle, judgement, RULE_OFFER_NO_LEAK, message);
}

static void judge_reads(struct oracle *oracle, uint64_t target_read, struct judgement *judgement)
{
  struct world *world = &oracle->world;
  uint64_t read = target_read - world->target_read;
  char message[160];

  if (!world->read_exact || read <= world->bytes_read)
    return;
  snprintf(message, sizeof message, "%" PRIu64 " bytes of the caller's memory were read where %" PRIu64 " are there",
           read, world->bytes_read);
  judge_breach(oracle, judgement, world->family == FAMILY_OFFER ? RULE_OFFER_READ_ONCE : RULE_RECLAIM_READ_ONCE,
               message);
}

/* Whether the handle is that of an allocation of the device that nothing keeps from being destroyed. */
static bool is_destructible(const struct world *world, uint32_t device, uint32_t index, bool *ret_offered)
{
  const struct object *object = &world->objects[index];

  if (index == WORLD_NONE || object->type != OBJECT_ALLOCATION || object->alive != TRUTH_YES ||
      object->parent != device || object->locks > 0)
    return false;
  *ret_offered = *ret_offered || object->offered == TRUTH_YES;
  return true;
}

/* Being offered keeps nothing from being destroyed. */
static void judge_destruction(struct oracle *oracle, const struct call_record *record, struct judgement *judgement)
{
  const struct world *world = &oracle->world;
  const struct memory_record *list = &record->memory[DESTROY_ALLOCATION_ARG_LIST];
  uint32_t device = world_find(world, record->process, false, (uint32_t)record_field(record, 0, 4, false));
  uint64_t count = record_field(record, offsetof(D3DKMT_DESTROYALLOCATION2, AllocationCount), 4, false);
  bool offered = false;
  char came[64], message[160];

  if (record->outcome != RECORD_RETURNED || record->status == STATUS_SUCCESS || world->exhaustion ||
      !is_plain(record) || list->address % 4 != 0 || is_removed_along(oracle, record) ||
      world->objects[device].type != OBJECT_DEVICE || world->objects[device].alive != TRUTH_YES ||
      world->objects[device].removal != REMOVAL_NONE)
    return;
  if (count == 0 || count > 64 || record_field(record, offsetof(D3DKMT_DESTROYALLOCATION2, hResource), 4, false) != 0 ||
      (record->op == OP_DESTROY_ALLOCATION2 &&
       record_field(record, offsetof(D3DKMT_DESTROYALLOCATION2, Flags), 4, false) != 0))
    return;
  for (uint64_t i = 0; i < count; i++) {
    if ((i + 1) * 4 > list->readable ||
        !is_destructible(world, device, world_find(world, record->process, false, law_item(list, (uint32_t)i)),
                         &offered))
      return;
    for (uint64_t k = 0; k < i; k++)
      if (law_item(list, (uint32_t)k) == law_item(list, (uint32_t)i))
        return;
  }
  if (!offered)
    return;
  oracle_status_text(record->status, came, sizeof came);
  snprintf(message, sizeof message, "an offered allocation cannot be destroyed: returned %s", came);
  judge_breach(oracle, judgement, RULE_OFFER_NO_LEAK, message);
}

static void judge_statistics(struct oracle *oracle, const struct call_record *record, struct judgement *judgement)
{
  struct world *world = &oracle->world;
  uint64_t statistics[6];

  if (record->outcome != RECORD_RETURNED || record->status != STATUS_SUCCESS)
    return;
  for (size_t i = 0; i < 6; i++)
    statistics[i] = record_field(record, offsetof(struct harness_argument, results) + i * sizeof(uint64_t), 8, true);
  judge_leak(oracle, statistics, judgement);
  judge_reads(oracle, statistics[MOCK_STATISTIC_USER_BYTES_READ], judgement);
  world->target_read = statistics[MOCK_STATISTIC_USER_BYTES_READ];
  world->bytes_read = 0;
  world->read_exact = true;
}

/* What is in use on the budgeted adapter: all that is alive and not surely offered, and, of that, what is. */
static bool add_up(const struct world *world, uint64_t luid, uint64_t *ret_kept, uint64_t *ret_offered)
{
  *ret_kept = *ret_offered = 0;
  for (uint32_t i = 1; i < world->count; i++) {
    const struct object *object = &world->objects[i];

    if (object->type != OBJECT_ALLOCATION || object->alive == TRUTH_NO || world_luid(world, object->parent) != luid)
      continue;
    if (object->size == 0)
      return false;
    if (object->offered == TRUTH_YES && object->policy == DISCARD_ON_PRESSURE && object->locks == 0)
      *ret_offered += object->size;
    else
      *ret_kept += object->size;
  }
  return true;
}

/* Nothing but the want of memory can stand against the new allocations. */
static bool is_plain_creation(const struct call_record *record, uint64_t count, uint64_t size)
{
  const uint32_t usual = 1u << 0 | 1u << 5 | 1u << 16; /* CreateResource, ExistingSysMem, StandardAllocation */
  const struct memory_record *infos = &record->memory[CREATE_ALLOCATION_ARG_INFO];
  size_t item = program_ops[record->op].arguments[CREATE_ALLOCATION_ARG_INFO].item_size;
  uint64_t flags = record_field(record, offsetof(D3DKMT_CREATEALLOCATION, Flags), 4, false);
  bool is_standard = (flags & 1u << 16) != 0, is_existing = (flags & 1u << 5) != 0;

  if (!is_plain(record) || count == 0 || count > D3DKMT_MAX_ALLOCATIONS_PER_CREATE || (flags & ~usual) != 0 ||
      is_standard != is_existing || record_field(record, offsetof(D3DKMT_CREATEALLOCATION, hResource), 4, false) != 0 ||
      size % MOCK_PAGE_SIZE != 0 || size > MOCK_ALLOCATION_MAX || infos->readable < count * item || !infos->writable ||
      infos->address % 8 != 0)
    return false;
  for (uint64_t i = 0; i < count; i++) {
    D3DDDI_ALLOCATIONINFO info; /* the beginning of the second call's */

    memcpy(&info, infos->before + i * item, sizeof info);
    if (info.Flags.Value != 0 || (is_standard && info.pSystemMem == NULL))
      return false;
  }
  return true;
}

static uint64_t wanted_bytes(const struct call_record *record)
{
  uint64_t count = record_field(record, offsetof(D3DKMT_CREATEALLOCATION, NumAllocations), 4, false);
  uint64_t size = world_allocation_size(record);

  return is_plain_creation(record, count, size) ? size * count : 0;
}

/* An allocation that fits only in place of offered ones can be made. */
static void judge_reuse(struct oracle *oracle, const struct call_record *record, struct judgement *judgement)
{
  const struct world *world = &oracle->world;
  uint32_t device = world_find(world, record->process, false, (uint32_t)record_field(record, 0, 4, false));
  const struct adapter_state *adapter = world_adapter(world, device);
  uint64_t kept, offered, wanted = wanted_bytes(record);
  char came[64], message[200];

  if (record->outcome != RECORD_RETURNED || adapter->budget == 0 || adapter->policy != DISCARD_ON_PRESSURE ||
      world->exhaustion || wanted == 0 || is_removed_along(oracle, record) ||
      !add_up(world, adapter->luid, &kept, &offered))
    return;
  if (world->objects[device].type != OBJECT_DEVICE || world->objects[device].alive != TRUTH_YES ||
      world->objects[device].removal != REMOVAL_NONE)
    return;
  if (kept + wanted > adapter->budget || kept + offered + wanted <= adapter->budget)
    return;
  judgement->demanded = true;
  judge_allow(judgement, STATUS_SUCCESS, oracle->rules[RULE_MEMORY_REUSE].requirement);
  if (record->status == STATUS_SUCCESS)
    return;
  oracle_status_text(record->status, came, sizeof came);
  snprintf(message, sizeof message,
           "returned %s though %" PRIu64 " bytes of a budget of %" PRIu64 " are in use, %" PRIu64
           " are offered and %" PRIu64 " are wanted",
           came, kept, adapter->budget, offered, wanted);
  judge_breach(oracle, judgement, RULE_MEMORY_REUSE, message);
}

void judge_other(struct oracle *oracle, const struct call_record *record, struct judgement *judgement)
{
  switch (record->op) {
  case OP_LOCK2:
    judge_lock(oracle, record, judgement);
    break;
  case OP_CHECK:
    judge_content(oracle, record, judgement);
    break;
  case OP_CREATE_ALLOCATION:
  case OP_CREATE_ALLOCATION2:
    judge_reuse(oracle, record, judgement);
    break;
  case OP_DESTROY_ALLOCATION:
  case OP_DESTROY_ALLOCATION2:
    judge_destruction(oracle, record, judgement);
    break;
  case OP_STATISTICS:
    judge_statistics(oracle, record, judgement);
    return;
  case OP_PROCESS:
  case OP_SET_DISCARD:
    return; /* these read no argument of the caller's that would count */
  default:
    break;
  }
  oracle->world.read_exact = false;
}
