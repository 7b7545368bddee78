#include "certify/suite_fields.h"

#include <stdio.h>
#include <string.h>

const struct suite suites[SUITE_COUNT] = {
    {"exhaustive/offer", "One offer in every combination of its fields' classes is judged.", OP_OFFER_ALLOCATIONS,
     false},
    {"exhaustive/reclaim", "One reclaim through a device in every combination of its fields' classes is judged.",
     OP_RECLAIM_ALLOCATIONS, false},
    {"exhaustive/reclaim2", "One reclaim through a paging queue in every combination of its fields' classes is judged.",
     OP_RECLAIM_ALLOCATIONS2, false},
    {"pairs/offer", "When two faults of an offer meet, one of the statuses that either allows alone is returned.",
     OP_OFFER_ALLOCATIONS, true},
    {"pairs/reclaim", "When two faults of a reclaim through a device meet, a status of one of them is returned.",
     OP_RECLAIM_ALLOCATIONS, true},
    {"pairs/reclaim2", "When two faults of a reclaim through a paging queue meet, a status of one of them is returned.",
     OP_RECLAIM_ALLOCATIONS2, true},
};

#define CLASSES(name, rows, common)                                                                                    \
  {                                                                                                                    \
    name, sizeof(rows) / sizeof((rows)[0]), common, rows                                                               \
  }

/* D and Q are this process's, on the first adapter; E is another device there, Z was destroyed, P is another process's. */
static const struct suite_class devices[] = {
    {"valid", "hDevice=D"},
    {"zero", "hDevice=0"},
    {"never issued", "hDevice=0x7FFFFFC0"},
    {"destroyed", "hDevice=Z"},
    {"of another type", "hDevice=X[0]"},
    {"another process's", "hDevice=P2"},
    {"another device", "hDevice=E"},
    {"unique changed", "hDevice=D^0x80000000"},
    {"instance changed", "hDevice=D^0x1"},
};

static const struct suite_class queues[] = {
    {"valid", "hPagingQueue=Q"},
    {"zero", "hPagingQueue=0"},
    {"never issued", "hPagingQueue=0x7FFFFFC0"},
    {"destroyed", "hPagingQueue=QZ"},
    {"of another type", "hPagingQueue=D"},
    {"another process's", "hPagingQueue=QP"},
    {"another device's", "hPagingQueue=QE"},
    {"unique changed", "hPagingQueue=Q^0x80000000"},
    {"instance changed", "hPagingQueue=Q^0x1"},
};

/* %a and %r stand for the three allocations and the three resources. */
static const struct suite_class lists[] = {
    {"handles", "HandleList=[%a]"},
    {"resources", "pResources=[%r]"},
    {"both", "HandleList=[%a] pResources=[%r]"},
    {"none", ""},
    {"unmapped", "HandleList=[%a]@unmapped"},
    {"cut off", "HandleList=[%a]@cut:4"},
    {"kernel address", "HandleList=[%a]@kernel"},
    {"not canonical", "HandleList=[%a]@noncanonical"},
    {"misaligned", "HandleList=[%a]@misaligned:1"},
    {"resources unmapped", "pResources=[%r]@unmapped"},
};

/* What takes the place of one item, for allocations and for resources after a '|'. */
static const struct suite_class items[] = {
    {"valid", NULL},
    {"zero", "0|0"},
    {"never issued", "0x7FFFFF80|0x7FFFFF80"},
    {"destroyed", "G|RG"},
    {"of another type", "Q|X[0]"},
    {"another process's", "XP[39]|RP"},
    {"another device's", "Y|RY"},
    {"index changed", "X[1]^0x20000000|R1^0x20000000"},
    {"unique changed", "X[1]^0x80000000|R1^0x80000000"},
    {"instance changed", "X[1]^0x1|R1^0x1"},
};

static const struct suite_class counts[] = {
    {"3", "NumAllocations=3"},
    {"0", "NumAllocations=0"},
    {"one beyond the list", "NumAllocations=4"},
    {"wraps to one item", "NumAllocations=0x40000001"},
    {"all ones", "NumAllocations=0xFFFFFFFF"},
    {"wraps to none", "NumAllocations=0x40000000"},
    {"above the limit", "NumAllocations=10241"},
};

static const struct suite_class priorities[] = {
    {"LOW", "Priority=LOW"},
    {"AUTO", "Priority=AUTO"},
    {"0", "Priority=0"},
    {"5", "Priority=5"},
    {"0x80000000", "Priority=0x80000000"},
    {"0x101", "Priority=0x101"},
    {"all ones", "Priority=0xFFFFFFFF"},
};

static const struct suite_class flags[] = {
    {"none", ""},
    {"both defined", "Flags=OfferImmediately|AllowDecommit"},
    {"reserved bit 2", "Flags=0x4"},
    {"reserved bit 31", "Flags=0x80000000"},
};

static const struct suite_class discarded[] = {
    {"given", ""},
    {"NULL", "pDiscarded=null"},
    {"unmapped", "pDiscarded=out@unmapped"},
    {"cut off", "pDiscarded=out@cut:4"},
    {"read-only", "pDiscarded=out@readonly"},
};

static const struct suite_class results[] = {
    {"given", ""},
    {"NULL", "pResults=null"},
    {"unmapped", "pResults=out@unmapped"},
    {"cut off", "pResults=out@cut:4"},
    {"read-only", "pResults=out@readonly"},
};

static const struct suite_class structures[] = {
    {"given", ""},
    {"NULL", "@null"},
    {"unmapped", "@unmapped"},
    {"cut off", "@cut:12"},
    {"kernel address", "@kernel"},
    {"misaligned", "@misaligned:1"},
};

static const struct suite_class states[] = {
    {"active", ""},
    {"adapter stopped", "stop-adapter hAdapter=A[0]\n"},
    {"reset", "reset-adapter hAdapter=A[0]\n"},
    {"marked as in error", "MarkDeviceAsError hDevice=D\n"},
};

static const struct suite_field offer_fields[] = {
    CLASSES("state", states, 4), CLASSES("device", devices, 8),       CLASSES("list", lists, 6),
    CLASSES("item", items, 9),   CLASSES("count", counts, 5),         CLASSES("priority", priorities, 5),
    CLASSES("flags", flags, 3),  CLASSES("structure", structures, 1),
};
static const struct suite_field reclaim_fields[] = {
    CLASSES("state", states, 4),         CLASSES("device", devices, 8), CLASSES("list", lists, 6),
    CLASSES("item", items, 9),           CLASSES("count", counts, 5),   CLASSES("pDiscarded", discarded, 4),
    CLASSES("structure", structures, 1),
};
static const struct suite_field reclaim2_fields[] = {
    CLASSES("state", states, 4),         CLASSES("paging queue", queues, 8), CLASSES("list", lists, 6),
    CLASSES("item", items, 9),           CLASSES("count", counts, 5),        CLASSES("pResults", results, 4),
    CLASSES("structure", structures, 1),
};

const struct suite_field *suite_fields(const struct suite *suite, size_t *ret_count)
{
  switch (suite->op) {
  case OP_OFFER_ALLOCATIONS:
    *ret_count = sizeof offer_fields / sizeof offer_fields[0];
    return offer_fields;
  case OP_RECLAIM_ALLOCATIONS:
    *ret_count = sizeof reclaim_fields / sizeof reclaim_fields[0];
    return reclaim_fields;
  default:
    *ret_count = sizeof reclaim2_fields / sizeof reclaim2_fields[0];
    return reclaim2_fields;
  }
}

/* A wrong item stands at each of three places, a right one at none. */
static uint64_t variants(const struct suite *suite, const struct suite_field *field, size_t index)
{
  size_t classes = suite->pairs ? field->count : field->common;

  return index == SUITE_ITEM ? 1 + (classes - 1) * (uint64_t)SUITE_POSITIONS : classes;
}

static void choose(size_t index, uint64_t variant, struct suite_choice *choice)
{
  if (index == SUITE_ITEM && variant > 0) {
    choice->classes[SUITE_ITEM] = 1 + (size_t)((variant - 1) / SUITE_POSITIONS);
    choice->position = (size_t)((variant - 1) % SUITE_POSITIONS);
  } else {
    choice->classes[index] = (size_t)variant;
  }
}

/* Pairs: for each pair of fields, each pair of their wrong variants. */
static void choose_pair(const struct suite *suite, uint64_t number, struct suite_choice *choice)
{
  size_t count;
  const struct suite_field *fields = suite_fields(suite, &count);

  for (size_t a = 0; a < count; a++)
    for (size_t b = a + 1; b < count; b++) {
      uint64_t wrong_b = variants(suite, &fields[b], b) - 1;
      uint64_t pairs = (variants(suite, &fields[a], a) - 1) * wrong_b;

      if (number < pairs) {
        choose(a, 1 + number / wrong_b, choice);
        choose(b, 1 + number % wrong_b, choice);
        return;
      }
      number -= pairs;
    }
}

void suite_choose(const struct suite *suite, uint64_t combination, struct suite_choice *ret_choice)
{
  size_t count;
  const struct suite_field *fields = suite_fields(suite, &count);

  memset(ret_choice, 0, sizeof *ret_choice);
  if (suite->pairs) {
    choose_pair(suite, combination, ret_choice);
    return;
  }
  for (size_t i = count; i-- > 0;) {
    uint64_t n = variants(suite, &fields[i], i);

    choose(i, combination % n, ret_choice);
    combination /= n;
  }
}

uint64_t suite_combinations(const struct suite *suite)
{
  size_t count;
  const struct suite_field *fields = suite_fields(suite, &count);
  uint64_t product = 1, pairs = 0;

  for (size_t a = 0; a < count; a++) {
    product *= variants(suite, &fields[a], a);
    for (size_t b = a + 1; b < count; b++)
      pairs += (variants(suite, &fields[a], a) - 1) * (variants(suite, &fields[b], b) - 1);
  }
  return suite->pairs ? pairs : product;
}

/* Of pairs each is a group of its own: the device's state changes among them. */
uint64_t suite_groups(const struct suite *suite)
{
  size_t count;
  const struct suite_field *fields = suite_fields(suite, &count);

  return suite->pairs ? suite_combinations(suite) : variants(suite, &fields[SUITE_STATE], SUITE_STATE);
}

void suite_describe(const struct suite *suite, uint64_t combination, struct buffer *ret_text)
{
  size_t count;
  const struct suite_field *fields = suite_fields(suite, &count);
  struct suite_choice choice;

  suite_choose(suite, combination, &choice);
  for (size_t i = 0; i < count; i++) {
    buffer_printf(ret_text, "%s%s %s", i > 0 ? ", " : "", fields[i].name, fields[i].classes[choice.classes[i]].name);
    if (i == SUITE_ITEM && choice.classes[i] > 0)
      buffer_printf(ret_text, " at %u", (unsigned)choice.position);
  }
}

void suite_parameters(const struct suite *suite, struct buffer *ret_text)
{
  size_t count;
  const struct suite_field *fields = suite_fields(suite, &count);

  for (size_t i = 0; i < count; i++) {
    size_t classes = suite->pairs ? fields[i].count : fields[i].common;

    if (classes == 1)
      continue;
    buffer_printf(ret_text, "%s: ", fields[i].name);
    for (size_t k = 0; k < classes; k++)
      buffer_printf(ret_text, "%s%s", k > 0 ? ", " : "", fields[i].classes[k].name);
    buffer_string(ret_text, i == SUITE_ITEM ? " (first, middle, last)\n" : "\n");
  }
}
