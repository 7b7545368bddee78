/* The planted defects of offers and reclaims: how batch.c, offer.c and reclaim.c go wrong. */
#ifndef OFFERCHECK_MOCK_DEFECTS_BATCH_H
#define OFFERCHECK_MOCK_DEFECTS_BATCH_H

#include "mock/batch.h"
#include "mock/defects.h"

#ifdef MOCK_DEFECTS

/* One of a pair of defects: the offer's or the reclaim's. */
#define BATCH_HAS_DEFECT(batch, name)                                                                                  \
  ((batch)->is_reclaim ? MOCK_HAS_DEFECT(reclaim_##name) : MOCK_HAS_DEFECT(offer_##name))

/* A condition for refusing a call, which the pair of that name forgets. */
#define BATCH_CHECK(batch, name, condition) (!BATCH_HAS_DEFECT(batch, name) && (condition))

/* The call succeeds without looking further. */
#define MOCK_STATUS_NOTHING_TO_DO ((NTSTATUS)0x4F430000)

bool mock_defect_is_out_of_memory(const struct mock_batch *batch);
void mock_defect_wrap_count(struct mock_batch *batch);
struct mock_object *mock_defect_find_parent(const struct mock_batch *batch);
NTSTATUS mock_defect_no_parent_status(const struct mock_batch *batch);
NTSTATUS mock_defect_removed_status(const struct mock_batch *batch);
void mock_defect_read_structure_again(struct mock_batch *batch);
bool mock_defect_read_list(struct mock_batch *batch, uintptr_t from);
void mock_defect_read_list_again(struct mock_batch *batch);
struct mock_object *mock_defect_find_item(const struct mock_batch *batch, UINT i, enum mock_kind kind);
bool mock_defect_skips_item(const struct mock_batch *batch, UINT i);
NTSTATUS mock_defect_bad_handle_status(const struct mock_batch *batch);
void mock_defect_write_inputs(const struct mock_batch *batch, NTSTATUS status);
void mock_defect_offer_part(struct mock_batch *batch, const D3DKMT_OFFERALLOCATIONS *arguments);
bool mock_defect_refuses_offer(const struct mock_batch *batch);
UINT mock_defect_first_offered(const struct mock_batch *batch);
bool mock_defect_refuses_reclaim(const struct mock_batch *batch, uintptr_t results);
void mock_defect_results(const struct mock_batch *batch, UINT *answers, bool as_bool);
bool mock_defect_write_results(const struct mock_batch *batch, uintptr_t results, const UINT *answers);

#else

#define BATCH_CHECK(batch, name, condition) (condition)

#endif

#endif
