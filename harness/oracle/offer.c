/* What an offer did to the world. */
#include "oracle/law.h"

/* Whether the target is held to leave everything as it was when it refuses. */
static bool is_atomic(const struct oracle *oracle, enum rule rule)
{
  return oracle->rules[rule].breach == VERDICT_FAIL;
}

static void offer_accepted(const struct oracle *oracle, const struct call_view *view, struct object *object,
                           enum truth certain)
{
  bool decommit = (view->flags & 2) != 0;

  object->priority =
      object->offered == TRUTH_NO && object->locks == 0 && certain == TRUTH_YES ? (uint8_t)view->priority : 0;
  object->flags = view->flags;
  object->twice = object->offered == TRUTH_YES;
  object->by_resource = view->listed == OBJECT_RESOURCE;
  object->decommit = decommit || (object->offered != TRUTH_NO && object->decommit != TRUTH_NO) ? TRUTH_YES : TRUTH_NO;
  object->policy = object->offered == TRUTH_NO && certain == TRUTH_YES
                       ? world_adapter(&oracle->world, object->parent)->policy
                       : DISCARD_UNKNOWN;
  object->offered = (uint8_t)certain;
  object->offer_time = oracle->world.time;
  object->offer_epoch = oracle->world.epoch;
  object->reclaimed = false;
  object->refused = false;
}

static void offer_refused(const struct oracle *oracle, const struct call_view *view, struct object *object)
{
  object->refused = true;
  if (is_atomic(oracle, RULE_OFFER_ATOMIC))
    return;
  if ((view->flags & 2) != 0)
    object->decommit = TRUTH_MAYBE;
  object->priority = 0; /* the refused call may have changed it */
  if (object->offered == TRUTH_NO) {
    object->offered = TRUTH_MAYBE;
    object->policy = DISCARD_UNKNOWN;
  }
}

static void follow_allocation(const struct oracle *oracle, const struct call_view *view, struct object *object)
{
  /* What a call with faults did to whom cannot be told, if it did anything. */
  bool sure = view->list != NULL && !view->several && (view->fault_count == 0 || object->alive == TRUTH_YES);

  if (view->record->outcome == RECORD_RETURNED && view->record->status == STATUS_SUCCESS)
    offer_accepted(oracle, view, object, sure ? TRUTH_YES : TRUTH_MAYBE);
  else
    offer_refused(oracle, view, object);
}

void judge_offer(struct oracle *oracle, const struct call_view *view)
{
  law_each_touched(oracle, view, follow_allocation);
}
