#include "fuzz/engine/counters.h"

#define REQUIREMENTS_MAX 256u

__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t counters[2][REQUIREMENTS_MAX];

static const struct requirement *first;

void count_requirements(const struct requirement_set *requirements)
{
  first = requirements->requirements;
}

void count_judgement(const struct call_record *record, const struct judgement *judgement)
{
  for (size_t i = 0; i < judgement->allowed_count; i++) {
    size_t number = (size_t)(judgement->allowed[i].requirement - first) % REQUIREMENTS_MAX;

    /* Not how often: the engine takes each doubling for something new. */
    counters[record->op == OP_OFFER_ALLOCATIONS][number] = 1;
  }
}
