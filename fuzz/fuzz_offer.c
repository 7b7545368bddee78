/* One offer, with any handles, counts, lists, priorities and flags, returns what the contract allows, and changes nothing when it is refused. */
#include "fuzz/target.h"

const struct fuzz_target fuzz_offer = {
    .name = "fuzz_offer",
    .property = "any one offer returns what the contract allows",
    .world = "fuzz_offer",
    .operations = SCOPE_OPERATION(OP_OFFER_ALLOCATIONS),
    .max_calls = 1,
};
