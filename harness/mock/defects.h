/*
 * Planted defects: see defects.def. In a build without MOCK_DEFECTS the macros
 * leave the right code alone, and nothing of the broken.
 *
 * One is chosen by the environment variable MOCK_DEFECT (a name that is not
 * known ends the program) or by mock_set_defect.
 */
#ifndef OFFERCHECK_MOCK_DEFECTS_H
#define OFFERCHECK_MOCK_DEFECTS_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* NULL: none. Returns false for a name that is not known, and in a build without defects. */
bool mock_set_defect(const char *name);

#ifdef __cplusplus
}
#endif

#ifdef MOCK_DEFECTS

#include "mock/kernel.h"

enum mock_defect {
  MOCK_NO_DEFECT,
#define MOCK_DEFECT(name, requirement, what) MOCK_DEFECT_##name,
#include "mock/defects.def"
#undef MOCK_DEFECT
  MOCK_DEFECT_COUNT
};

enum mock_defect mock_active_defect(void);

#define MOCK_HAS_DEFECT(name) (mock_active_defect() == MOCK_DEFECT_##name)

/* `right`, or in a build with defects `broken`, which is as good as right unless its defect is chosen. */
#define MOCK_VALUE(right, broken) (broken)

/* Statements of a build with defects alone. */
#define MOCK_BROKEN(...) __VA_ARGS__

void mock_defect_read_structure(const struct mock_call *call, void *ret_arguments, size_t size);
NTSTATUS mock_defect_bad_pointer_status(const struct mock_call *call);
int mock_defect_discard_order(int place);
UINT mock_defect_priority(UINT priority);
bool mock_defect_refuses_flags(D3DKMT_OFFER_FLAGS flags);
bool mock_defect_skips_offer(const struct mock_allocation *allocation);
unsigned mock_defect_restore(struct mock_allocation *allocation);
bool mock_defect_refuses_destroy(struct mock_allocation **items, UINT count);
bool mock_defect_refuses_lock(struct mock_allocation *allocation);

#else

#define MOCK_HAS_DEFECT(name) 0
#define MOCK_VALUE(right, broken) (right)
#define MOCK_BROKEN(...) ((void)0)

#endif

#endif
