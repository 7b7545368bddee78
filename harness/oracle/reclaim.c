/* What a reclaim said and did: its results, item by item. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "oracle/law.h"

enum result { RESULT_OK, RESULT_DISCARDED, RESULT_NOT_COMMITTED, RESULT_UNKNOWN };

static const char *const result_names[] = {"OK", "DISCARDED", "NOT_COMMITTED", "unknown"};

static bool has_results(const struct call_view *view)
{
  return view->output->address != 0 && view->output->writable && view->output->readable >= (uint64_t)view->count * 4;
}

/* The result of an item; one that there is none of is judged, unless `judgement` is NULL. */
static enum result result_of(const struct oracle *oracle, const struct call_view *view, uint32_t item,
                             struct judgement *judgement)
{
  char message[120];
  uint32_t value;

  if (!has_results(view))
    return RESULT_UNKNOWN;
  memcpy(&value, view->output->after + (size_t)item * 4, sizeof value);
  if (view->record->op == OP_RECLAIM_ALLOCATIONS)
    return value != 0 ? RESULT_DISCARDED : RESULT_OK;
  if (value <= D3DDDI_RECLAIM_RESULT_NOT_COMMITTED)
    return (enum result)value;
  if (judgement == NULL)
    return RESULT_UNKNOWN;
  snprintf(message, sizeof message, "result %" PRIu32 " is 0x%08" PRIX32 ", none of OK, DISCARDED, NOT_COMMITTED", item,
           value);
  judge_breach(oracle, judgement, RULE_RECLAIM_RESULT, message);
  return RESULT_UNKNOWN;
}

/* What the result must be, if that can be known; RESULT_UNKNOWN if it cannot. */
static enum result known_result(const struct world *world, const struct object *object)
{
  const struct adapter_state *adapter = world_adapter(world, object->parent);

  if (object->alive != TRUTH_YES)
    return RESULT_UNKNOWN;
  if (object->offered == TRUTH_NO)
    return object->written ? RESULT_OK : RESULT_UNKNOWN;
  if (object->offered != TRUTH_YES)
    return RESULT_UNKNOWN;
  if (object->policy == DISCARD_ALWAYS)
    return RESULT_DISCARDED;
  return object->policy == DISCARD_NEVER && adapter->policy_time < object->offer_time && object->decommit == TRUTH_NO
             ? RESULT_OK
             : RESULT_UNKNOWN;
}

/* Which rule the wrong result breaks. */
static enum rule result_rule(const struct object *object, enum result came)
{
  if (came == RESULT_NOT_COMMITTED)
    return RULE_RECLAIM_DECOMMIT;
  if (object->offered == TRUTH_YES)
    return RULE_DISCARD_FORCED;
  return object->refused ? RULE_OFFER_ATOMIC : RULE_RECLAIM_UNOFFERED;
}

static bool is_wrong(const struct object *object, enum result known, enum result came)
{
  if (came == RESULT_UNKNOWN)
    return false;
  if (came == RESULT_NOT_COMMITTED && object->decommit == TRUTH_NO)
    return true;
  if (known == RESULT_DISCARDED)
    return came == RESULT_OK;
  return known == RESULT_OK && came != RESULT_OK;
}

/* Of the results known beforehand, are there as many of each kind as there should be, only elsewhere? */
struct tally {
  uint32_t wrong_ok, wrong_discarded;
};

static void judge_result(const struct oracle *oracle, const struct call_view *view, uint32_t item,
                         const struct object *object, enum result came, struct tally *tally,
                         struct judgement *judgement)
{
  enum result known = known_result(&oracle->world, object);
  char message[200];

  if (!is_wrong(object, known, came))
    return;
  if (came == RESULT_OK)
    tally->wrong_ok++;
  else if (object->offered == TRUTH_NO)
    tally->wrong_discarded++;
  snprintf(message, sizeof message, "result %" PRIu32 " of 0x%08" PRIX32 " is %s, though it %s", item,
           law_item(view->list, item), result_names[came],
           came == RESULT_NOT_COMMITTED  ? "was not offered with AllowDecommit"
           : known == RESULT_DISCARDED   ? "was offered while every offer is discarded"
           : object->offered != TRUTH_NO ? "was offered while no offer is discarded"
           : object->refused             ? "stood only in an offer that was refused"
                                         : "was never offered");
  judge_breach(oracle, judgement, result_rule(object, came), message);
  /* It may not have been offered at all, though its resource was. */
  if (known == RESULT_DISCARDED && object->by_resource)
    judge_find(judgement, oracle->rules[RULE_DISCARD_FORCED].breach, oracle->rules[RULE_OFFER_RESOURCE].requirement,
               message);
}

/* `exact`: a result says whether the memory could be committed again, not only that the content is lost. */
static void follow_result(struct object *object, enum result came, bool exact)
{
  if (came != RESULT_OK) {
    object->written = false;
    object->residency = RESIDENCY_UNKNOWN; /* it may have no memory since: what it has not cannot be taken from it */
  }
  if (came == RESULT_NOT_COMMITTED) {
    object->offered = TRUTH_MAYBE;
    object->priority = 0;
    return;
  }
  /* Without exact results, one that could not be committed again cannot be told from the others. */
  object->offered =
      came != RESULT_OK && (came == RESULT_UNKNOWN || !exact) && object->decommit != TRUTH_NO ? TRUTH_MAYBE : TRUTH_NO;
  object->decommit = object->offered == TRUTH_NO ? TRUTH_NO : object->decommit;
  object->priority = 0;
  object->refused = false;
  object->reclaimed = object->offered == TRUTH_NO;
}

static void follow_refusal(const struct oracle *oracle, const struct call_view *view, struct object *object)
{
  if (oracle->rules[RULE_RECLAIM_ATOMIC].breach == VERDICT_FAIL && view->record->status != STATUS_SUCCESS)
    return;
  if (object->offered != TRUTH_NO) {
    object->offered = TRUTH_MAYBE;
    object->written = false;
    object->priority = 0;
    object->twice = false;
  }
}

/*
 * Discard order: an allocation of lower priority that was offered no later and
 * is reclaimed no earlier cannot be intact while one of higher priority was
 * discarded. Only allocations that could have taken each other's place are
 * compared, and only where nothing but memory pressure can have discarded them.
 */
static bool is_comparable(const struct world *world, const struct object *object)
{
  const struct adapter_state *adapter = world_adapter(world, object->parent);

  return object->alive == TRUTH_YES && object->offered == TRUTH_YES && object->locks == 0 &&
         object->residency != RESIDENCY_UNKNOWN && object->priority >= D3DKMT_OFFER_PRIORITY_LOW &&
         object->priority <= D3DKMT_OFFER_PRIORITY_HIGH && object->policy == DISCARD_ON_PRESSURE &&
         adapter->policy == DISCARD_ON_PRESSURE && adapter->policy_time < object->offer_time && object->size != 0;
}

/*
 * Whether the system had to take the one before the other: the same kind of
 * memory, offered on the same terms, and no earlier. Offered later it counts
 * too where nothing can have come between: the program rules the budget, and
 * made no call in between that wants memory.
 */
static bool is_before(const struct world *world, const struct object *lower, const struct object *higher)
{
  return lower->size == higher->size && lower->made_flags == higher->made_flags &&
         (lower->resource == WORLD_NONE) == (higher->resource == WORLD_NONE) && lower->residency == higher->residency &&
         lower->flags == higher->flags &&
         (lower->offer_time <= higher->offer_time ||
          (lower->offer_epoch == higher->offer_epoch && world_adapter(world, lower->parent)->budget != 0));
}

struct discarded {
  uint32_t item; /* the first discarded of each priority, by the list's order */
  const struct object *object;
};

static void judge_order(const struct oracle *oracle, const struct call_view *view, struct judgement *judgement)
{
  struct discarded first[D3DKMT_OFFER_PRIORITY_HIGH + 1] = {{0, NULL}};
  char message[200];

  if (view->listed != OBJECT_ALLOCATION || !has_results(view))
    return;
  for (uint32_t item = 0; item < view->count; item++) {
    const struct object *object = &oracle->world.objects[law_listed(oracle, view, item)];
    enum result came = result_of(oracle, view, item, NULL);

    if (!is_comparable(&oracle->world, object))
      continue;
    if (came == RESULT_DISCARDED && first[object->priority].object == NULL)
      first[object->priority] = (struct discarded){item, object};
    for (unsigned higher = object->priority + 1u; came == RESULT_OK && higher <= D3DKMT_OFFER_PRIORITY_HIGH; higher++)
      if (first[higher].object != NULL && is_before(&oracle->world, object, first[higher].object)) {
        snprintf(message, sizeof message,
                 "item %" PRIu32 ", offered at priority %u, was discarded while item %" PRIu32
                 ", offered at priority %u, is intact",
                 first[higher].item, higher, item, (unsigned)object->priority);
        judge_breach(oracle, judgement, RULE_DISCARD_ORDER, message);
        return;
      }
  }
}

static void judge_fence(struct oracle *oracle, const struct call_view *view, struct judgement *judgement)
{
  struct object *queue = &oracle->world.objects[view->queue];
  uint64_t value;
  char message[160];

  if (view->record->op != OP_RECLAIM_ALLOCATIONS2 || view->queue == WORLD_NONE)
    return;
  value = record_field(view->record, offsetof(D3DKMT_RECLAIMALLOCATIONS2, PagingFenceValue), 8, true);
  if (value < queue->fence) {
    snprintf(message, sizeof message, "the paging fence value fell from %" PRIu64 " to %" PRIu64, queue->fence, value);
    judge_breach(oracle, judgement, RULE_RECLAIM_FENCE, message);
  }
  queue->fence = value;
}

/* One item: the allocation, or all of the resource's. */
static void each_allocation(struct oracle *oracle, const struct call_view *view, uint32_t item, enum result came,
                            bool follow, struct tally *tally, struct judgement *judgement)
{
  struct world *world = &oracle->world;
  uint32_t listed = law_listed(oracle, view, item);

  if (listed == WORLD_NONE)
    return;
  if (view->listed == OBJECT_ALLOCATION) {
    if (follow)
      follow_result(&world->objects[listed], came, view->record->op == OP_RECLAIM_ALLOCATIONS2);
    else
      judge_result(oracle, view, item, &world->objects[listed], came, tally, judgement);
    return;
  }
  /* One result for several allocations says of none of them what it is. */
  if (!follow && world->objects[listed].members != 1)
    return;
  for (uint32_t i = 1; i < world->count; i++)
    if (world->objects[i].type == OBJECT_ALLOCATION && world->objects[i].resource == listed &&
        world->objects[i].alive != TRUTH_NO) {
      if (follow)
        follow_result(&world->objects[i], came, view->record->op == OP_RECLAIM_ALLOCATIONS2);
      else
        judge_result(oracle, view, item, &world->objects[i], came, tally, judgement);
    }
}

static void judge_success(struct oracle *oracle, const struct call_view *view, struct judgement *judgement)
{
  struct tally tally = {0, 0};
  bool removed = oracle->world.objects[view->device].removal != REMOVAL_NONE;

  judge_fence(oracle, view, judgement);
  /* A device that was removed and goes on all the same may have lost anything. */
  if (!removed)
    judge_order(oracle, view, judgement);
  /* Judged before anything is followed: the same handle may be listed twice. */
  for (uint32_t item = 0; item < view->count && !removed; item++)
    each_allocation(oracle, view, item, result_of(oracle, view, item, judgement), false, &tally, judgement);
  if (tally.wrong_ok > 0 && tally.wrong_ok == tally.wrong_discarded)
    judge_breach(oracle, judgement, RULE_RECLAIM_ORDER,
                 "as many results are OK that should be DISCARDED as the other way round: they stand in another order");
  for (uint32_t item = 0; item < view->count; item++)
    each_allocation(oracle, view, item, result_of(oracle, view, item, NULL), true, &tally, judgement);
}

void judge_reclaim(struct oracle *oracle, const struct call_view *view, struct judgement *judgement)
{
  bool succeeded = view->record->outcome == RECORD_RETURNED && view->record->status == STATUS_SUCCESS;

  if (succeeded && view->list != NULL && view->device != WORLD_NONE && !view->several)
    judge_success(oracle, view, judgement);
  else
    law_each_touched(oracle, view, follow_refusal);
}
