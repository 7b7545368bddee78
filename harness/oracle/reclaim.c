/* What a reclaim said and did: its results, item by item. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "oracle/law.h"

enum result { RESULT_OK, RESULT_DISCARDED, RESULT_NOT_COMMITTED, RESULT_UNKNOWN };

static const char *const result_names[] = {"OK", "DISCARDED", "NOT_COMMITTED", "unknown"};

static bool has_results(const struct call_view *view)
{
  return view->output->address != 0 && view->output->readable >= (uint64_t)view->count * 4;
}

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
  snprintf(message, sizeof message, "result %" PRIu32 " is 0x%08" PRIX32 ", none of OK, DISCARDED, NOT_COMMITTED", item,
           value);
  judge_breach(oracle, judgement, RULE_RECLAIM_RESULT, message);
  return RESULT_UNKNOWN;
}

/* What the result must be, if that can be known; RESULT_UNKNOWN if it cannot. */
static enum result known_result(const struct object *object)
{
  if (object->offered == TRUTH_NO)
    return object->written ? RESULT_OK : RESULT_UNKNOWN;
  if (object->offered != TRUTH_YES)
    return RESULT_UNKNOWN;
  if (object->policy == DISCARD_ALWAYS)
    return RESULT_DISCARDED;
  return RESULT_UNKNOWN;
}

/* Which rule the wrong result breaks. */
static enum rule result_rule(const struct object *object, enum result known, enum result came)
{
  if (came == RESULT_NOT_COMMITTED)
    return RULE_RECLAIM_DECOMMIT;
  if (known == RESULT_DISCARDED)
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
  enum result known = known_result(object);
  char message[200];

  if (!is_wrong(object, known, came))
    return;
  if (came == RESULT_OK)
    tally->wrong_ok++;
  else
    tally->wrong_discarded++;
  snprintf(message, sizeof message, "result %" PRIu32 " of 0x%08" PRIX32 " is %s, though it %s", item,
           law_item(view->list, item), result_names[came],
           came == RESULT_NOT_COMMITTED ? "was not offered with AllowDecommit"
           : known == RESULT_DISCARDED  ? "was offered while every offer is discarded"
           : object->refused            ? "stood only in an offer that was refused"
                                        : "was never offered");
  judge_breach(oracle, judgement, result_rule(object, known, came), message);
}

static void follow_result(struct object *object, enum result came)
{
  if (came != RESULT_OK)
    object->written = false;
  if (came == RESULT_NOT_COMMITTED) {
    object->offered = TRUTH_MAYBE;
    object->priority = 0;
    return;
  }
  /* Without results, one that could not be committed again cannot be told from the others. */
  object->offered = came == RESULT_UNKNOWN && object->decommit != TRUTH_NO ? TRUTH_MAYBE : TRUTH_NO;
  object->decommit = object->offered == TRUTH_NO ? TRUTH_NO : object->decommit;
  object->priority = 0;
  object->refused = false;
  object->reclaimed = object->offered == TRUTH_NO;
}

static void follow_refusal(const struct oracle *oracle, struct object *object)
{
  if (oracle->rules[RULE_RECLAIM_ATOMIC].breach == VERDICT_FAIL)
    return;
  if (object->offered != TRUTH_NO) {
    object->offered = TRUTH_MAYBE;
    object->written = false;
    object->priority = 0;
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

  return object->offered == TRUTH_YES && object->priority >= D3DKMT_OFFER_PRIORITY_LOW &&
         object->priority <= D3DKMT_OFFER_PRIORITY_HIGH && object->policy == DISCARD_ON_PRESSURE &&
         adapter->policy == DISCARD_ON_PRESSURE && adapter->policy_time < object->offer_time && object->size != 0;
}

struct discarded {
  uint32_t item; /* the first discarded of each priority, by the list's order */
  bool found;
  uint64_t size, offer_time;
};

static void judge_order(const struct oracle *oracle, const struct call_view *view, struct judgement *judgement)
{
  struct discarded first[D3DKMT_OFFER_PRIORITY_HIGH + 1] = {{0, false, 0, 0}};
  char message[200];

  if (view->listed != OBJECT_ALLOCATION || !has_results(view))
    return;
  for (uint32_t item = 0; item < view->count; item++) {
    const struct object *object = &oracle->world.objects[law_listed(oracle, view, item)];
    uint32_t value;

    if (!is_comparable(&oracle->world, object))
      continue;
    memcpy(&value, view->output->after + (size_t)item * 4, sizeof value);
    if (value != 0 && !first[object->priority].found)
      first[object->priority] = (struct discarded){item, true, object->size, object->offer_time};
    for (unsigned higher = object->priority + 1u; value == 0 && higher <= D3DKMT_OFFER_PRIORITY_HIGH; higher++)
      if (first[higher].found && first[higher].size == object->size && object->offer_time <= first[higher].offer_time) {
        snprintf(message, sizeof message,
                 "item %" PRIu32 ", offered at priority %u, was discarded while item %" PRIu32
                 ", offered before at priority %u, is intact",
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
      follow_result(&world->objects[listed], came);
    else
      judge_result(oracle, view, item, &world->objects[listed], came, tally, judgement);
    return;
  }
  for (uint32_t i = 1; i < world->count; i++)
    if (world->objects[i].type == OBJECT_ALLOCATION && world->objects[i].resource == listed &&
        world->objects[i].alive != TRUTH_NO) {
      if (follow)
        follow_result(&world->objects[i], came);
      else if (world->objects[listed].members == 1)
        judge_result(oracle, view, item, &world->objects[i], came, tally, judgement);
    }
}

static void judge_success(struct oracle *oracle, const struct call_view *view, struct judgement *judgement)
{
  struct tally tally = {0, 0};

  judge_order(oracle, view, judgement);
  judge_fence(oracle, view, judgement);
  /* Judged before anything is followed: the same handle may be listed twice. */
  for (uint32_t item = 0; item < view->count; item++)
    each_allocation(oracle, view, item, result_of(oracle, view, item, judgement), false, &tally, judgement);
  if (tally.wrong_ok > 0 && tally.wrong_ok == tally.wrong_discarded)
    judge_breach(oracle, judgement, RULE_RECLAIM_ORDER,
                 "as many results are OK that should be DISCARDED as the other way round: they stand in another order");
  for (uint32_t item = 0; item < view->count; item++) {
    struct judgement ignored = {.finding_count = JUDGEMENT_MAX_FINDINGS};

    each_allocation(oracle, view, item, result_of(oracle, view, item, &ignored), true, &tally, judgement);
  }
}

void judge_reclaim(struct oracle *oracle, const struct call_view *view, struct judgement *judgement)
{
  if (view->list == NULL || view->device == WORLD_NONE)
    return;
  if (view->record->outcome == RECORD_RETURNED && view->record->status == STATUS_SUCCESS) {
    judge_success(oracle, view, judgement);
    return;
  }
  for (uint32_t item = 0; item < view->count; item++) {
    uint32_t listed = law_listed(oracle, view, item);

    if (listed != WORLD_NONE && view->listed == OBJECT_ALLOCATION)
      follow_refusal(oracle, &oracle->world.objects[listed]);
    for (uint32_t i = 1; listed != WORLD_NONE && view->listed == OBJECT_RESOURCE && i < oracle->world.count; i++)
      if (oracle->world.objects[i].type == OBJECT_ALLOCATION && oracle->world.objects[i].resource == listed)
        follow_refusal(oracle, &oracle->world.objects[i]);
  }
}
