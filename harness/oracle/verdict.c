#include "oracle/verdict.h"

const char *const verdict_names[VERDICT_COUNT] = {
    [VERDICT_NOT_SUPPORTED] = "NOT_SUPPORTED",
    [VERDICT_PASS] = "PASS",
    [VERDICT_NOTED] = "NOTED",
    [VERDICT_WAIVED] = "WAIVED",
    [VERDICT_WARN] = "WARN",
    [VERDICT_BROKEN] = "BROKEN",
    [VERDICT_STALE_WAIVER] = "STALE_WAIVER",
    [VERDICT_TIMEOUT] = "TIMEOUT",
    [VERDICT_CRASH] = "CRASH",
    [VERDICT_FAIL] = "FAIL",
};

bool verdict_is_whole(enum verdict verdict)
{
  return verdict != VERDICT_NOTED && verdict != VERDICT_WARN && verdict != VERDICT_FAIL && verdict != VERDICT_WAIVED &&
         verdict != VERDICT_STALE_WAIVER;
}
