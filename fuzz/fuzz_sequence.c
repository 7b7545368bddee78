/* Whatever calls a program makes, in whatever order, each returns what the contract allows, and nothing is left behind. */
#include "fuzz/target.h"

const struct fuzz_target fuzz_sequence = {
    .name = "fuzz_sequence",
    .property = "whatever a program calls, each call returns what the contract allows",
    .operations = SCOPE_ALL_OPERATIONS,
    .max_calls = 64,
};
