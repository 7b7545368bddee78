/* The status of an offer or a reclaim, and what it left of its inputs. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "oracle/law.h"

struct judgement_finding *judge_find(struct judgement *judgement, enum verdict verdict,
                                     const struct requirement *requirement, const char *message)
{
  struct judgement_finding *finding;

  if (verdict > judgement->verdict)
    judgement->verdict = verdict;
  if (judgement->finding_count == JUDGEMENT_MAX_FINDINGS)
    return NULL;
  finding = &judgement->findings[judgement->finding_count++];
  finding->verdict = verdict;
  finding->requirement = requirement;
  snprintf(finding->message, sizeof finding->message, "%s", message);
  return finding;
}

struct judgement_finding *judge_breach(const struct oracle *oracle, struct judgement *judgement, enum rule rule,
                                       const char *message)
{
  return judge_find(judgement, oracle->rules[rule].breach, oracle->rules[rule].requirement, message);
}

void judge_note(struct judgement *judgement, const struct requirement *requirement, const char *situation,
                const char *outcome)
{
  struct judgement_note *note;

  if (judgement->note_count == JUDGEMENT_MAX_NOTES)
    return;
  note = &judgement->notes[judgement->note_count++];
  note->requirement = requirement;
  snprintf(note->situation, sizeof note->situation, "%s", situation);
  snprintf(note->outcome, sizeof note->outcome, "%s", outcome);
}

void judge_allow(struct judgement *judgement, NTSTATUS status, const struct requirement *requirement)
{
  if (judgement->allowed_count < JUDGEMENT_MAX_ALLOWED && !judgement_allows(judgement, status))
    judgement->allowed[judgement->allowed_count++] = (struct allowed_status){status, requirement};
}

static const struct fault_law *law_of(const struct oracle *oracle, const struct call_view *view, uint32_t fault)
{
  return &oracle->faults[view->family][view->faults[fault].class];
}

static bool fault_allows(const struct oracle *oracle, const struct call_view *view, uint32_t fault, NTSTATUS status)
{
  const struct fault_law *law = law_of(oracle, view, fault);

  if (fault_infos[view->faults[fault].class].status == status)
    return true;
  for (size_t i = 0; i < law->admitted_count; i++)
    if (law->admitted[i] == status)
      return true;
  return false;
}

/* A call without faults: which requirement says that it succeeds? */
static enum rule success_rule(const struct oracle *oracle, const struct call_view *view)
{
  uint32_t first;

  if (view->family == FAMILY_RECLAIM) {
    if (view->record->op == OP_RECLAIM_ALLOCATIONS && view->output != NULL && view->output->address == 0)
      return RULE_RECLAIM_NO_RESULTS;
    if (view->list == NULL || view->count == 0)
      return RULE_RECLAIM_OFFERED;
    first = law_listed(oracle, view, 0);
    if (oracle->world.objects[first].twice && oracle->world.objects[first].offered == TRUTH_YES)
      return RULE_RECLAIM_TWICE_OFFERED;
    return view->listed == OBJECT_ALLOCATION && oracle->world.objects[first].offered == TRUTH_NO
               ? RULE_RECLAIM_UNOFFERED
               : RULE_RECLAIM_OFFERED;
  }
  if ((view->flags & 3) != 0)
    return RULE_OFFER_FLAGS;
  if (view->listed == OBJECT_RESOURCE)
    return RULE_OFFER_RESOURCE;
  if (view->list != NULL && view->count > 0) {
    first = law_listed(oracle, view, 0);
    if (oracle->world.objects[first].resource != WORLD_NONE)
      return RULE_OFFER_MEMBER;
  }
  return view->count > 1 ? RULE_OFFER_LIST : RULE_OFFER_ONE;
}

/* That what was removed elsewhere does not touch this call. */
static const struct rule_law *elsewhere_law(const struct oracle *oracle, const struct call_view *view)
{
  return &oracle->rules[view->family == FAMILY_OFFER ? RULE_OFFER_ELSEWHERE : RULE_RECLAIM_ELSEWHERE];
}

/* The demand that stands against the call: how many faults must be refused, how many only ought to be. */
struct demand {
  uint32_t refuse, measured, open;
  const struct requirement *success; /* that says a good call succeeds, or that an oddity is accepted */
};

static void weigh(const struct oracle *oracle, const struct call_view *view, struct demand *ret_demand)
{
  memset(ret_demand, 0, sizeof *ret_demand);
  ret_demand->success = oracle->rules[success_rule(oracle, view)].requirement;
  for (uint32_t i = 0; i < view->fault_count; i++)
    switch (law_of(oracle, view, i)->strength) {
    case STRENGTH_REFUSE:
      ret_demand->refuse++;
      break;
    case STRENGTH_MEASURED:
      ret_demand->measured++;
      break;
    case STRENGTH_OPEN:
      ret_demand->open++;
      break;
    default:
      ret_demand->success = law_of(oracle, view, i)->requirement;
    }
}

static void allow_all(const struct oracle *oracle, const struct call_view *view, const struct demand *demand,
                      struct judgement *judgement)
{
  judgement->demanded = true;
  if (demand->refuse == 0)
    judge_allow(judgement, STATUS_SUCCESS, demand->success);
  if (oracle->world.removed_elsewhere && elsewhere_law(oracle, view)->breach == VERDICT_NOTED)
    judge_allow(judgement, STATUS_DEVICE_REMOVED, elsewhere_law(oracle, view)->requirement);
  if (view->removable)
    judge_allow(judgement, STATUS_DEVICE_REMOVED, oracle->faults[view->family][FAULT_DEVICE_INSTANCE].requirement);
  for (uint32_t i = 0; i < view->fault_count; i++) {
    const struct fault_law *law = law_of(oracle, view, i);

    if (law->strength == STRENGTH_ACCEPT)
      continue;
    judge_allow(judgement, fault_infos[view->faults[i].class].status, law->requirement);
    for (size_t k = 0; k < law->admitted_count; k++)
      judge_allow(judgement, law->admitted[k], law->requirement);
  }
}

/* "a listed handle is zero (item 2, 0x00000000)" */
static void describe_fault(const struct fault *fault, char *ret_text, size_t size)
{
  const char *situation = fault_infos[fault->class].situation;

  if ((fault->class >= FAULT_HANDLE_ZERO && fault->class <= FAULT_HANDLE_UNSURE) ||
      fault->class == FAULT_DEVICE_FOREIGN || (fault->class >= FAULT_OFFERED_TWICE && fault->class <= FAULT_LOCKED))
    snprintf(ret_text, size, "%s (item %" PRIu32 ", 0x%08" PRIX32 ")", situation, fault->item, fault->value);
  else if (fault->value != 0)
    snprintf(ret_text, size, "%s (0x%" PRIX32 ")", situation, fault->value);
  else
    snprintf(ret_text, size, "%s", situation);
}

static void describe_allowed(const struct judgement *judgement, char *ret_text, size_t size)
{
  size_t length = 0;

  ret_text[0] = '\0';
  for (size_t i = 0; i < judgement->allowed_count && length < size; i++) {
    char status[64];

    oracle_status_text(judgement->allowed[i].status, status, sizeof status);
    length += (size_t)snprintf(ret_text + length, size - length, "%s%s", i > 0 ? " or " : "", status);
  }
}

static void describe_outcome(const struct call_record *record, char *ret_text, size_t size)
{
  if (record->outcome == RECORD_RETURNED)
    oracle_status_text(record->status, ret_text, size);
  else
    snprintf(ret_text, size, "no return: %.48s", record->detail);
}

static enum rule precedence_rule(const struct call_view *view)
{
  return view->family == FAMILY_OFFER ? RULE_OFFER_PRECEDENCE : RULE_RECLAIM_PRECEDENCE;
}

/* A status that the allowed set does not have. */
static void judge_refusal(const struct oracle *oracle, const struct call_view *view, const struct demand *demand,
                          struct judgement *judgement)
{
  NTSTATUS status = view->record->status;
  char message[480], allowed[160], came[64], about[160];

  describe_allowed(judgement, allowed, sizeof allowed);
  oracle_status_text(status, came, sizeof came);
  if (status != STATUS_SUCCESS && status != STATUS_INVALID_PARAMETER && status != STATUS_DEVICE_REMOVED) {
    snprintf(message, sizeof message, "returned %s, which is no documented status; allowed: %s", came, allowed);
    judge_breach(oracle, judgement, view->family == FAMILY_OFFER ? RULE_OFFER_STATUS : RULE_RECLAIM_STATUS, message);
    return;
  }
  if (demand->refuse == 0) {
    snprintf(message, sizeof message, "returned %s; allowed: %s", came, allowed);
    judge_find(judgement, VERDICT_FAIL,
               status == STATUS_DEVICE_REMOVED && oracle->world.removed_elsewhere
                   ? elsewhere_law(oracle, view)->requirement
                   : demand->success,
               message);
    return;
  }
  for (uint32_t i = 0; i < view->fault_count; i++) {
    const struct fault_law *law = law_of(oracle, view, i);

    if (law->strength != STRENGTH_REFUSE)
      continue;
    describe_fault(&view->faults[i], about, sizeof about);
    snprintf(message, sizeof message, "returned %s though %s; allowed: %s", came, about, allowed);
    judge_find(judgement, VERDICT_FAIL, law->requirement, message);
  }
  if (demand->refuse > 1)
    judge_breach(oracle, judgement, precedence_rule(view), message);
}

/* Records what the target does where it has a choice. */
static void note_choices(const struct oracle *oracle, const struct call_view *view, const struct demand *demand,
                         struct judgement *judgement)
{
  char came[64], about[200];

  if (oracle->quiet)
    return;
  describe_outcome(view->record, came, sizeof came);
  if (view->fault_count == 2 && demand->refuse > 0) {
    snprintf(about, sizeof about, "%s, and %s", fault_infos[view->faults[0].class].situation,
             fault_infos[view->faults[1].class].situation);
    judge_note(judgement, oracle->rules[precedence_rule(view)].requirement, about, came);
  }
  if (view->fault_count == 1 && law_of(oracle, view, 0)->requirement->grade != GRADE_DOCUMENTED)
    judge_note(judgement, law_of(oracle, view, 0)->requirement, fault_infos[view->faults[0].class].situation, came);
}

static void judge_allowed(const struct oracle *oracle, const struct call_view *view, const struct demand *demand,
                          struct judgement *judgement)
{
  NTSTATUS status = view->record->status;
  char message[480], about[160], came[64];

  if (oracle->quiet)
    return; /* none of this is a failure */
  oracle_status_text(status, came, sizeof came);
  if (status == STATUS_DEVICE_REMOVED && view->fault_count == 0)
    judge_find(judgement, VERDICT_NOTED, elsewhere_law(oracle, view)->requirement,
               "returned STATUS_DEVICE_REMOVED after another adapter or device was removed");
  for (uint32_t i = 0; i < view->fault_count; i++) {
    const struct fault_law *law = law_of(oracle, view, i);

    describe_fault(&view->faults[i], about, sizeof about);
    if (law->strength == STRENGTH_MEASURED && status == STATUS_SUCCESS) {
      snprintf(message, sizeof message, "returned %s though %s; measured elsewhere: refused", came, about);
      judge_find(judgement, VERDICT_WARN, law->requirement, message);
    } else if (law->strength == STRENGTH_OPEN && demand->refuse == 0 && demand->measured == 0) {
      snprintf(message, sizeof message, "%s: returned %s", about, came);
      judge_find(judgement, VERDICT_NOTED, law->requirement, message);
    } else if (law->admitted_count > 0 && fault_infos[view->faults[i].class].status != status &&
               fault_allows(oracle, view, i, status)) {
      snprintf(message, sizeof message, "%s: returned %s, a deviation that the profile knows", about, came);
      judge_find(judgement, VERDICT_NOTED, law->requirement, message);
    }
  }
}

/* The call did not come back. It may not do so, unless all that is wrong with it is left open. */
static void judge_no_return(const struct oracle *oracle, const struct call_view *view, const struct demand *demand,
                            struct judgement *judgement)
{
  enum verdict verdict = view->record->outcome == RECORD_CRASHED ? VERDICT_CRASH : VERDICT_TIMEOUT;
  const struct requirement *requirement = demand->success;
  char message[480], about[160] = "nothing is wrong with the call";

  for (uint32_t i = 0; i < view->fault_count; i++) {
    const struct fault_law *law = law_of(oracle, view, i);

    requirement = law->requirement;
    describe_fault(&view->faults[i], about, sizeof about);
    if (law->strength != STRENGTH_OPEN)
      break;
  }
  if (verdict == VERDICT_CRASH && view->fault_count == 1 && view->faults[0].class == FAULT_STRUCTURE_NULL &&
      demand->open == 1)
    verdict = VERDICT_NOTED;
  snprintf(message, sizeof message, "did not return (%.100s): %s", view->record->detail, about);
  judge_find(judgement, verdict, requirement, message);
}

/* Results take as many items as the call counts; what lies behind them is not the callee's. */
static bool is_overrun(const struct call_view *view)
{
  const struct memory_record *memory = view->output;
  uint64_t own = (uint64_t)view->count * 4;

  return memory != NULL && memory->after != memory->before && own < memory->readable &&
         memcmp(memory->before + own, memory->after + own, (size_t)(memory->readable - own)) != 0;
}

/* The structure and the lists are inputs; only the second reclaim call may write to its structure. */
static bool is_written(const struct call_record *record)
{
  const struct memory_record *memory = &record->argument;
  const struct op_info *op = &program_ops[record->op];
  size_t fence = offsetof(D3DKMT_RECLAIMALLOCATIONS2, PagingFenceValue);

  if (record->op != OP_RECLAIM_ALLOCATIONS2 && memory->after != memory->before &&
      memcmp(memory->before, memory->after, memory->readable) != 0)
    return true;
  if (record->op == OP_RECLAIM_ALLOCATIONS2 && memory->readable >= op->size &&
      (memcmp(memory->before, memory->after, fence) != 0 ||
       memcmp(memory->before + op->size, memory->after + op->size, memory->readable - op->size) != 0))
    return true;
  for (uint8_t i = 0; i < op->argument_count; i++) {
    memory = &record->memory[i];
    if (op->arguments[i].kind == ARG_HANDLES && memory->after != memory->before &&
        memcmp(memory->before, memory->after, memory->readable) != 0)
      return true;
  }
  return false;
}

void judge_status(struct oracle *oracle, const struct call_view *view, struct judgement *judgement)
{
  struct demand demand;

  weigh(oracle, view, &demand);
  allow_all(oracle, view, &demand, judgement);
  if (view->record->outcome != RECORD_RETURNED) {
    judge_no_return(oracle, view, &demand, judgement);
    note_choices(oracle, view, &demand, judgement);
    return;
  }
  if (judgement_allows(judgement, view->record->status))
    judge_allowed(oracle, view, &demand, judgement);
  else
    judge_refusal(oracle, view, &demand, judgement);
  note_choices(oracle, view, &demand, judgement);
  if (is_written(view->record))
    judge_breach(oracle, judgement, view->family == FAMILY_OFFER ? RULE_OFFER_INPUTS : RULE_RECLAIM_INPUTS,
                 "the call wrote to its input structure or to a list");
  if (is_overrun(view))
    judge_breach(oracle, judgement, RULE_RECLAIM_INPUTS, "the call wrote past its results");
  if (view->record->status == STATUS_NO_MEMORY)
    oracle->world.exhaustion = false;
}
