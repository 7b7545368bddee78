#include "oracle/oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/status_names.h"
#include "oracle/law.h"

const struct fault_info fault_infos[FAULT_COUNT] = {
#define ORACLE_FAULT(class, offer, reclaim, status, situation) [FAULT_##class] = {situation, status},
#include "oracle/faults.def"
#undef ORACLE_FAULT
};

static const char *const fault_requirements[FAMILY_COUNT][FAULT_COUNT] = {
#define ORACLE_FAULT(class, offer, reclaim, status, situation) [FAULT_##class] = offer,
    [FAMILY_OFFER] =
        {
#include "oracle/faults.def"
        },
#undef ORACLE_FAULT
#define ORACLE_FAULT(class, offer, reclaim, status, situation) [FAULT_##class] = reclaim,
    [FAMILY_RECLAIM] =
        {
#include "oracle/faults.def"
        },
#undef ORACLE_FAULT
};

static const char *const rule_requirements[RULE_COUNT] = {
#define ORACLE_RULE(rule, requirement) [RULE_##rule] = requirement,
#include "oracle/rules.def"
#undef ORACLE_RULE
};

bool oracle_knows(const char *requirement_id)
{
  for (unsigned family = 0; family < FAMILY_COUNT; family++)
    for (unsigned class = 0; class < FAULT_COUNT; class ++) {
      const char *id = fault_requirements[family][class];

      if (id != NULL && strcmp(id, requirement_id) == 0)
        return true;
    }
  for (unsigned rule = 0; rule < RULE_COUNT; rule++)
    if (strcmp(rule_requirements[rule], requirement_id) == 0)
      return true;
  return false;
}

static enum strength strength_of(const struct requirement *requirement, enum choice choice)
{
  if (choice == CHOICE_REFUSE)
    return STRENGTH_REFUSE;
  if (choice == CHOICE_ACCEPT)
    return STRENGTH_ACCEPT;
  switch (requirement->grade) {
  case GRADE_DOCUMENTED:
    return STRENGTH_REFUSE;
  case GRADE_MEASURED:
    return STRENGTH_MEASURED;
  default:
    return STRENGTH_OPEN;
  }
}

static enum verdict breach_of(const struct requirement *requirement, enum choice choice)
{
  if (choice != CHOICE_OPEN || requirement->grade == GRADE_DOCUMENTED)
    return VERDICT_FAIL;
  return requirement->grade == GRADE_MEASURED ? VERDICT_WARN : VERDICT_NOTED;
}

static void admit(struct fault_law *law, const struct profile *profile)
{
  for (size_t i = 0; i < profile->admission_count && law->admitted_count < LAW_MAX_ADMITTED; i++)
    if (profile->admissions[i].requirement == law->requirement)
      law->admitted[law->admitted_count++] = profile->admissions[i].status;
}

static bool bind_laws(struct oracle *oracle, const struct requirement_set *set, const struct profile *profile,
                      const char **ret_missing)
{
  for (unsigned family = 0; family < FAMILY_COUNT; family++)
    for (unsigned class = 0; class < FAULT_COUNT; class ++) {
      const char *id = fault_requirements[family][class];
      struct fault_law *law = &oracle->faults[family][class];

      if (id == NULL)
        continue;
      law->requirement = requirement_find(set, id);
      if (law->requirement == NULL) {
        *ret_missing = id;
        return false;
      }
      law->strength = strength_of(law->requirement, profile_choice(profile, law->requirement));
      admit(law, profile);
    }
  for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
    struct rule_law *law = &oracle->rules[rule];

    law->requirement = requirement_find(set, rule_requirements[rule]);
    if (law->requirement == NULL) {
      *ret_missing = rule_requirements[rule];
      return false;
    }
    law->choice = profile_choice(profile, law->requirement);
    law->breach = breach_of(law->requirement, law->choice);
  }
  return true;
}

struct oracle *oracle_create(const struct requirement_set *requirements, const struct profile *profile,
                             const char **ret_missing)
{
  struct oracle *oracle = calloc(1, sizeof *oracle);

  *ret_missing = NULL;
  if (oracle == NULL)
    return NULL;
  if (!world_init(&oracle->world) || !bind_laws(oracle, requirements, profile, ret_missing)) {
    oracle_destroy(oracle);
    return NULL;
  }
  return oracle;
}

void oracle_destroy(struct oracle *oracle)
{
  if (oracle == NULL)
    return;
  world_free(&oracle->world);
  free(oracle->listed);
  free(oracle);
}

void oracle_keep_quiet(struct oracle *oracle)
{
  oracle->quiet = true;
}

void oracle_reset(struct oracle *oracle)
{
  world_reset(&oracle->world);
}

static bool is_judged_call(uint8_t op)
{
  return op == OP_OFFER_ALLOCATIONS || op == OP_RECLAIM_ALLOCATIONS || op == OP_RECLAIM_ALLOCATIONS2;
}

/* A call that should not have come back the way it did, and of which no fault or rule is known. */
static void judge_lost_call(const struct oracle *oracle, const struct call_record *record, struct judgement *judgement)
{
  char message[160];

  if (record->outcome != RECORD_CRASHED && record->outcome != RECORD_TIMEOUT)
    return;
  snprintf(message, sizeof message, "%s did not return: %.100s", program_ops[record->op].name, record->detail);
  judge_find(judgement, record->outcome == RECORD_CRASHED ? VERDICT_CRASH : VERDICT_TIMEOUT,
             oracle->rules[RULE_OFFER_NO_LEAK].requirement, message);
}

void oracle_judge(struct oracle *oracle, const struct call_record *record, struct judgement *ret_judgement)
{
  struct judgement *judgement = ret_judgement;

  judgement->verdict = VERDICT_PASS;
  judgement->demanded = false;
  judgement->allowed_count = judgement->finding_count = judgement->note_count = 0;
  oracle->world.time++;
  if (record->outcome == RECORD_MISSING || record->outcome == RECORD_SKIPPED || oracle->world.lost)
    return;
  if (is_judged_call(record->op)) {
    struct call_view view;

    law_view(oracle, record, &view);
    judge_status(oracle, &view, judgement);
    if (view.family == FAMILY_OFFER)
      judge_offer(oracle, &view);
    else
      judge_reclaim(oracle, &view, judgement);
    oracle->world.epoch += view.family == FAMILY_RECLAIM; /* it may page in */
    oracle->world.bytes_read += law_bytes_read(&view);
    oracle->world.family = (uint8_t)view.family;
    return;
  }
  if (record->op != OP_FILL && record->op != OP_CHECK && record->op != OP_LOCK2 && record->op != OP_UNLOCK2)
    oracle->world.epoch++;
  judge_lost_call(oracle, record, judgement);
  judge_other(oracle, record, judgement);
  world_follow(&oracle->world, record);
}

bool judgement_allows(const struct judgement *judgement, NTSTATUS status)
{
  for (size_t i = 0; i < judgement->allowed_count; i++)
    if (judgement->allowed[i].status == status)
      return true;
  return false;
}

int oracle_status_text(NTSTATUS status, char *ret_text, size_t size)
{
  const char *name = abi_status_name(status);

  if (name == NULL)
    return snprintf(ret_text, size, "0x%08X", (unsigned)(uint32_t)status);
  return snprintf(ret_text, size, "%s (0x%08X)", name, (unsigned)(uint32_t)status);
}
