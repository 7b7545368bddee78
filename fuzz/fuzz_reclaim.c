/* Reclaims return what the contract allows, and say of each allocation what was done to it. */
#include "fuzz/target.h"

const struct fuzz_target fuzz_reclaim = {
    .name = "fuzz_reclaim",
    .property = "reclaims return what the contract allows, and their results are true",
    .world = "fuzz_reclaim",
    .operations = SCOPE_OPERATION(OP_RECLAIM_ALLOCATIONS) | SCOPE_OPERATION(OP_RECLAIM_ALLOCATIONS2),
    .max_calls = 2,
};
