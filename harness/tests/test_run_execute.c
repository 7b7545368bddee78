/* Programs on the mock: what is passed, what is recorded, what is left behind. */
#include "run_support.h"

#include "run/marshal.h"

static struct kept_records kept;

static int free_kept(void **state)
{
  (void)state;
  kept_free(&kept);
  return 0;
}

static void records_say_what_was_passed_and_what_came(void **state)
{
  struct call_record offered, enumerated;
  uint32_t handles[3];

  (void)state;
  play_text(ONE_DEVICE "OfferAllocations hDevice=D HandleList=[X] Priority=HIGH Flags=AllowDecommit\n"
                       "OfferAllocations hDevice=0 HandleList=[X] Priority=LOW\n",
            &kept);
  offered = kept_of(&kept, OP_OFFER_ALLOCATIONS, 0);
  assert_int_equal(offered.outcome, RECORD_RETURNED);
  assert_int_equal(offered.status, STATUS_SUCCESS);
  assert_int_equal(offered.call, ONE_DEVICE_CALLS);
  assert_int_equal(record_field(&offered, offsetof(D3DKMT_OFFERALLOCATIONS, NumAllocations), 4, false), 3);
  assert_int_equal(record_field(&offered, offsetof(D3DKMT_OFFERALLOCATIONS, Priority), 4, false), 3);
  assert_int_equal(record_field(&offered, offsetof(D3DKMT_OFFERALLOCATIONS, Flags), 4, false), 2);
  assert_true(record_field(&offered, offsetof(D3DKMT_OFFERALLOCATIONS, HandleList), 8, false) ==
              offered.memory[OFFER_ARG_HANDLES].address);
  assert_int_equal(offered.memory[OFFER_ARG_HANDLES].readable, 12);
  assert_int_equal(offered.memory[OFFER_ARG_RESOURCES].address, 0);
  assert_ptr_equal(offered.argument.before, offered.argument.after);
  memcpy(handles, offered.memory[OFFER_ARG_HANDLES].before, sizeof handles);
  assert_true(handles[0] != 0 && handles[1] != handles[0] && handles[2] != handles[1]);
  offered = kept_of(&kept, OP_OFFER_ALLOCATIONS, 1);
  assert_int_equal(offered.status, STATUS_INVALID_PARAMETER);
  enumerated = kept_of(&kept, OP_ENUM_ADAPTERS2, 0);
  assert_ptr_not_equal(enumerated.memory[ENUM_ARG_ADAPTERS].before, enumerated.memory[ENUM_ARG_ADAPTERS].after);
  assert_int_equal(record_field(&enumerated, 0, 4, false), D3DKMT_MAX_ADAPTERS);
  assert_int_equal(record_field(&enumerated, 0, 4, true), MOCK_ADAPTER_COUNT);
}

static void each_call_is_told_of_before_it_is_made(void **state)
{
  (void)state;
  play_text(ONE_DEVICE "fill hDevice=D allocations=[X] seed=3\nstatistics\n", &kept);
  assert_true(kept.entered + kept_count(&kept, OP_FILL) == kept.count);
}

static void nothing_is_left_behind(void **state)
{
  struct call_record last;

  (void)state;
  play_text("process index=1\nEnumAdapters2 hAdapter->B[2]\nCreateDevice hAdapter=B[1] hDevice->P\n"
            "CreateAllocation2 hDevice=P Flags=CreateResource hResource->R hAllocation->Y[2]\n"
            "process index=0\n" ONE_DEVICE "CreateContextVirtual hDevice=D hContext->C\n"
            "OfferAllocations hDevice=D HandleList=[X] Priority=LOW\nstop-adapter hAdapter=A[0]\n"
            "fail-allocation nth=1\n",
            &kept);
  last = kept_at(&kept, kept.count - 1);
  assert_int_equal(last.op, OP_STATISTICS);
  assert_true(last.teardown);
  assert_int_equal(last.process, 0);
  for (unsigned i = MOCK_STATISTIC_LIVE_OBJECTS; i <= MOCK_STATISTIC_LIVE_BYTES; i++)
    assert_int_equal(record_field(&last, offsetof(struct harness_argument, results) + i * 8, 8, true), 0);
  assert_int_equal(kept_count(&kept, OP_DESTROY_DEVICE), 2);
  assert_int_equal(kept_count(&kept, OP_CLOSE_ADAPTER), 4);
}

static void what_the_program_destroyed_is_not_destroyed_again(void **state)
{
  (void)state;
  play_text(ONE_DEVICE "DestroyDevice hDevice=D\nCloseAdapter hAdapter=A[0]\n", &kept);
  assert_int_equal(kept_count(&kept, OP_DESTROY_DEVICE), 1);
  assert_int_equal(kept_count(&kept, OP_CLOSE_ADAPTER), 2);
  for (size_t i = 0; i < kept_count(&kept, OP_CLOSE_ADAPTER); i++)
    assert_int_equal(kept_of(&kept, OP_CLOSE_ADAPTER, i).status, STATUS_SUCCESS);
}

static const char mixed[] = ONE_DEVICE "CreatePagingQueue hDevice=D hPagingQueue->Q2\n"
                                       "OpenAdapterFromLuid AdapterLuid=A[1] hAdapter->B\n"
                                       "CreateAllocation2 hDevice=D Backing=private-data Size=8192 hAllocation->P[2]\n"
                                       "fill hDevice=D allocations=[X P] seed=9\n"
                                       "OfferAllocations@misaligned:3 padding=0xAA hDevice=D HandleList=[X]@across\n"
                                       "OfferAllocations@cut:17 hDevice=D HandleList=[X]\n"
                                       "OfferAllocations hDevice=D HandleList=[X]@cut:5\n"
                                       "ReclaimAllocations2 hPagingQueue=Q HandleList=[X] pResults=out@readonly\n"
                                       "ReclaimAllocations2 hPagingQueue=Q HandleList=[X]\n"
                                       "Lock2 hDevice=D hAllocation=P[1]\n"
                                       "check hDevice=D allocations=[X P]\n"
                                       "QueryAdapterInfo hAdapter=A[0] Type=ADAPTERTYPE\n"
                                       "statistics\n";

static void two_runs_give_the_same_records(void **state)
{
  struct kept_records again;

  (void)state;
  play_text(mixed, &kept);
  play_text(mixed, &again);
  assert_int_equal(kept.bytes.size, again.bytes.size);
  assert_memory_equal(kept.bytes.data, again.bytes.data, kept.bytes.size);
  kept_free(&again);
}

/* Whatever ran before on the same execution. */
static void the_programs_before_do_not_show(void **state)
{
  static const char probe[] = "OpenAdapterFromLuid AdapterLuid=adapter1 hAdapter->B\n"
                              "check hDevice=device0 allocations=[allocation0 allocation1]\n"
                              "OfferAllocations hDevice=device0 HandleList=[allocation0]\n";
  struct program_set first, second;
  struct kept_records alone;
  struct target target;
  struct execution execution;

  (void)state;
  parse_programs(mixed, &first);
  parse_programs(probe, &second);
  target_open_linked(&target);
  target_probe(&target);
  assert_true(execution_init(&execution, &target));
  execution.sink = keep_records(&kept);
  assert_true(execution_play(&execution, &first.programs[0], 0) && execution_finish(&execution));
  kept_free(&kept);
  assert_true(execution_play(&execution, &second.programs[0], 0) && execution_finish(&execution));
  execution_free(&execution);
  play_text(probe, &alone);
  assert_int_equal(kept.bytes.size, alone.bytes.size);
  assert_memory_equal(kept.bytes.data, alone.bytes.data, alone.bytes.size);
  kept_free(&alone);
  program_set_free(&first);
  program_set_free(&second);
}

static void content_is_checked_for_what_was_written(void **state)
{
  (void)state;
  play_text(ONE_DEVICE "fill hDevice=D allocations=[X] seed=1\nfill hDevice=D allocations=[X[1]] seed=2\n"
                       "check hDevice=D allocations=[X]\n"
                       "CreateAllocation2 hDevice=D hAllocation->X[3]\ncheck hDevice=D allocations=[X[0]]\n",
            &kept);
  for (size_t i = 0; i < 4; i++) {
    struct call_record check = kept_of(&kept, OP_CHECK, i);
    uint64_t mismatch = record_field(&check, offsetof(struct harness_argument, results), 8, true);

    assert_int_equal(check.outcome, RECORD_RETURNED);
    assert_int_equal(record_field(&check, offsetof(struct harness_argument, value), 8, false), i == 3   ? 0
                                                                                               : i == 1 ? 2
                                                                                                        : 1);
    if (i < 3)
      assert_true(mismatch == CHECK_NO_MISMATCH);
    else
      assert_true(mismatch == 0); /* nothing was written there yet */
  }
}

/* A value that was another allocation's must not be filled with that one's size. */
static void an_allocation_of_unknown_size_is_not_written_to(void **state)
{
  (void)state;
  play_text("process index=1\nEnumAdapters2 hAdapter->B[2]\nCreateDevice hAdapter=B[0] hDevice->P\n"
            "CreatePagingQueue hDevice=P hPagingQueue->PQ\n"
            "CreateAllocation2 hDevice=P Size=65536 hAllocation->BIG\nprocess index=0\n" ONE_DEVICE
            "fill hDevice=D allocations=[X] seed=5\n"
            "fill hDevice=D allocations=[BIG] seed=7\ncheck hDevice=D allocations=[X]\n",
            &kept);
  for (size_t i = 0; i < 3; i++) {
    struct call_record check = kept_of(&kept, OP_CHECK, i);

    assert_true(record_field(&check, offsetof(struct harness_argument, results), 8, true) == CHECK_NO_MISMATCH);
  }
}

static uint8_t small_memory[4096];

static NTSTATUS APIENTRY create_the_same(D3DKMT_CREATEALLOCATION *argument)
{
  argument->pAllocationInfo2[0].hAllocation = 0x1234;
  return STATUS_SUCCESS;
}

static NTSTATUS APIENTRY lock_small(D3DKMT_LOCK2 *argument)
{
  argument->pData = small_memory;
  return STATUS_SUCCESS;
}

static NTSTATUS APIENTRY unlock_small(const D3DKMT_UNLOCK2 *argument)
{
  (void)argument;
  return STATUS_SUCCESS;
}

/* A target that gives a handle away again at once: the old slot's size is not that of the new object. */
static void a_handle_that_came_again_has_the_new_size_alone(void **state)
{
  struct program_set set;
  struct target target;
  struct execution execution;
  struct call_record fill;

  (void)state;
  parse_programs("CreateAllocation2 hDevice=1 Size=65536 hAllocation->OLD\n"
                 "CreateAllocation2 hDevice=1 Size=4096 hAllocation->NEW\n"
                 "fill hDevice=1 allocations=[OLD NEW] seed=1\n",
                 &set);
  memset(&target, 0, sizeof target);
  target.table.functions[ABI_CREATE_ALLOCATION2] = (abi_function)create_the_same;
  target.table.functions[ABI_LOCK2] = (abi_function)lock_small;
  target.table.functions[ABI_UNLOCK2] = (abi_function)unlock_small;
  assert_true(execution_init(&execution, &target));
  execution.sink = keep_records(&kept);
  assert_true(execution_play(&execution, &set.programs[0], 0) && execution_finish(&execution));
  fill = kept_of(&kept, OP_FILL, 0);
  assert_int_equal(record_field(&fill, offsetof(struct harness_argument, results) + CHECK_SIZE * 8, 8, true), 0);
  fill = kept_of(&kept, OP_FILL, 1);
  assert_int_equal(record_field(&fill, offsetof(struct harness_argument, results) + CHECK_SIZE * 8, 8, true), 4096);
  execution_free(&execution);
  program_set_free(&set);
}

static void what_cannot_be_locked_is_skipped(void **state)
{
  (void)state;
  play_text(ONE_DEVICE "DestroyAllocation2 hDevice=D phAllocationList=[X[0]]\nfill hDevice=D allocations=[X]\n", &kept);
  assert_int_equal(kept_of(&kept, OP_FILL, 0).outcome, RECORD_SKIPPED);
  assert_string_equal(kept_of(&kept, OP_FILL, 0).detail, "the allocation could not be locked");
  assert_int_equal(kept_of(&kept, OP_FILL, 1).outcome, RECORD_RETURNED);
}

static void padding_is_where_no_field_is(void **state)
{
  struct call_record record;

  (void)state;
  play_text(ONE_DEVICE "OfferAllocations padding=0xA5 hDevice=D HandleList=[X]\n", &kept);
  record = kept_of(&kept, OP_OFFER_ALLOCATIONS, 0);
  for (size_t i = 0; i < sizeof(D3DKMT_OFFERALLOCATIONS); i++) {
    bool is_padding = (i >= 4 && i < 8) || i >= 36; /* behind hDevice, behind Flags */

    if (is_padding)
      assert_int_equal(record.argument.before[i], 0xA5);
  }
  assert_int_equal(record_field(&record, offsetof(D3DKMT_OFFERALLOCATIONS, NumAllocations), 4, false), 3);
  assert_int_equal(record_field(&record, offsetof(D3DKMT_OFFERALLOCATIONS, pResources), 8, false), 0);
  assert_int_equal(record_field(&record, offsetof(D3DKMT_OFFERALLOCATIONS, Flags), 4, false), 0);
  assert_int_equal(record.status, STATUS_SUCCESS);
}

static void every_structure_has_its_fields_spared(void **state)
{
  (void)state;
  for (unsigned op = 0; op < OP_COUNT; op++) {
    struct call call = {.op = (uint8_t)op};
    struct marshalled m;

    memset(&m, 0, sizeof m);
    m.call = &call;
    marshal_padding(&m, 0xFF);
    for (uint8_t i = 0; i < program_ops[op].argument_count; i++) {
      const struct argument_info *row = &program_ops[op].arguments[i];
      size_t bytes = row->kind == ARG_HANDLES || row->kind == ARG_VALUES || row->kind == ARG_OUTPUT ? 8 : 4;

      for (size_t k = 0; row->offset != NO_OFFSET && program_ops[op].entry != ABI_NO_ENTRY && k < bytes; k++)
        if (m.structure[row->offset + k] != 0)
          fail_msg("%s.%s is padding", program_ops[op].name, row->name);
    }
  }
}

static void counts_follow_from_the_lists(void **state)
{
  struct call_record record;

  (void)state;
  play_text(ONE_DEVICE "ReclaimAllocations hDevice=D HandleList=[X[0]*5 X]\n"
                       "ReclaimAllocations hDevice=D HandleList=[X] NumAllocations=2 pDiscarded=out:7\n",
            &kept);
  record = kept_of(&kept, OP_RECLAIM_ALLOCATIONS, 0);
  assert_int_equal(record_field(&record, offsetof(D3DKMT_RECLAIMALLOCATIONS, NumAllocations), 4, false), 8);
  assert_int_equal(record.memory[RECLAIM_ARG_DISCARDED].size, 32);
  record = kept_of(&kept, OP_RECLAIM_ALLOCATIONS, 1);
  assert_int_equal(record_field(&record, offsetof(D3DKMT_RECLAIMALLOCATIONS, NumAllocations), 4, false), 2);
  assert_int_equal(record.memory[RECLAIM_ARG_DISCARDED].size, 28);
}

static void the_sink_stops_the_program(void **state)
{
  struct program_set set;
  struct target target;
  struct execution execution;

  (void)state;
  parse_programs(ONE_DEVICE, &set);
  target_open_linked(&target);
  target_probe(&target);
  assert_true(execution_init(&execution, &target));
  kept.stop_at = 2;
  execution.sink = keep_records(&kept);
  assert_false(execution_play(&execution, &set.programs[0], 0));
  assert_false(execution.failed);
  assert_int_equal(kept.count, 2);
  assert_true(execution_finish(&execution));
  execution_free(&execution);
  program_set_free(&set);
}

static void an_entry_point_that_is_missing_is_recorded_and_no_more(void **state)
{
  struct program_set set;
  struct target target;
  struct execution execution;
  char reason[128];

  (void)state;
  parse_programs(ONE_DEVICE "ReclaimAllocations hDevice=D HandleList=[X]\nstatistics\n", &set);
  target_open_linked(&target);
  target_probe(&target);
  assert_false(target_lacks(&target, &set.programs[0], reason, sizeof reason));
  target.table.functions[ABI_RECLAIM_ALLOCATIONS] = NULL;
  assert_true(target_lacks(&target, &set.programs[0], reason, sizeof reason));
  assert_string_equal(reason, "the target has no D3DKMTReclaimAllocations");
  assert_true(execution_init(&execution, &target));
  execution.sink = keep_records(&kept);
  assert_true(execution_play(&execution, &set.programs[0], 0) && execution_finish(&execution));
  assert_int_equal(kept_of(&kept, OP_RECLAIM_ALLOCATIONS, 0).outcome, RECORD_MISSING);
  execution_free(&execution);
  program_set_free(&set);
}

#define KEEPING(test) cmocka_unit_test_teardown(test, free_kept)

int main(void)
{
  const struct CMUnitTest tests[] = {
      KEEPING(records_say_what_was_passed_and_what_came),
      KEEPING(each_call_is_told_of_before_it_is_made),
      KEEPING(nothing_is_left_behind),
      KEEPING(what_the_program_destroyed_is_not_destroyed_again),
      KEEPING(two_runs_give_the_same_records),
      KEEPING(the_programs_before_do_not_show),
      KEEPING(content_is_checked_for_what_was_written),
      KEEPING(an_allocation_of_unknown_size_is_not_written_to),
      KEEPING(a_handle_that_came_again_has_the_new_size_alone),
      KEEPING(what_cannot_be_locked_is_skipped),
      KEEPING(padding_is_where_no_field_is),
      KEEPING(every_structure_has_its_fields_spared),
      KEEPING(counts_follow_from_the_lists),
      KEEPING(the_sink_stops_the_program),
      KEEPING(an_entry_point_that_is_missing_is_recorded_and_no_more),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
