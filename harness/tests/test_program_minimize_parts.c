/* Minimizing, part by part: what is cut off and made plainer, one kind of thing a test. */
#include "test_program_minimize_support.h"

/* ---- rules ---- */

/* An offer, and as many calls that lock as that unlock. */
static bool locks_in_pairs(const struct program *program, size_t *ret_call)
{
  (void)ret_call;
  return count_op(program, OP_OFFER_ALLOCATIONS) > 0 && count_op(program, OP_LOCK2) == count_op(program, OP_UNLOCK2);
}

static bool list_of_1024(const struct program *program, size_t *ret_call)
{
  const struct call *call = only_offer(program);

  (void)ret_call;
  return call != NULL && program_list_length(program, call, OFFER_ARG_HANDLES) >= 1024;
}

/* It lists the objects in the slots 5 and 9, one before the other. */
static bool lists_5_and_9(const struct program *program, size_t *ret_call)
{
  const struct call *call = only_offer(program);
  const uint32_t length = call != NULL ? program_list_length(program, call, OFFER_ARG_HANDLES) : 0;
  uint32_t found = 0;

  (void)ret_call;
  for (uint32_t i = 0; i < length; i++) {
    const struct handle_ref handle = program_list_handle(program, &call->arguments[OFFER_ARG_HANDLES], i);

    found += handle.type == OBJECT_ALLOCATION && handle.slot == (found == 0 ? 5 : 9);
  }
  return found >= 2;
}

static bool seed_of_37(const struct program *program, size_t *ret_call)
{
  (void)ret_call;
  return program->call_count > 0 && program->calls[0].op == OP_FILL &&
         program->calls[0].arguments[CONTENT_ARG_SEED].number >= 37;
}

static bool huge_size(const struct program *program, size_t *ret_call)
{
  (void)ret_call;
  return program->call_count > 0 && program->calls[0].op == OP_CREATE_ALLOCATION2 &&
         program->calls[0].arguments[CREATE_ALLOCATION_ARG_SIZE].number > (UINT64_C(1) << 40) - 3;
}

static bool flag_bits(const struct program *program, size_t *ret_call)
{
  const struct call *call = only_offer(program);

  (void)ret_call;
  return call != NULL && (call->arguments[OFFER_ARG_FLAGS].number & 0x80010000u) == 0x80010000u;
}

/* The second of three objects of one creation, by a handle. */
static bool uses_creation(const struct program *program, size_t *ret_call)
{
  const struct call *call = only_offer(program);
  size_t creation;

  (void)ret_call;
  return call != NULL && program_list_length(program, call, OFFER_ARG_HANDLES) > 0 &&
         program->handles[call->arguments[OFFER_ARG_HANDLES].list.first].type == OBJECT_ALLOCATION &&
         is_created(program, program->call_count, &program->handles[call->arguments[OFFER_ARG_HANDLES].list.first],
                    &creation);
}

/* Three calls that ask for a device's state or none, none of an object that was never created; and an offer. */
static bool asks_thrice_or_never(const struct program *program, size_t *ret_call)
{
  const size_t asked = count_op(program, OP_GET_DEVICE_STATE);
  size_t creation;

  (void)ret_call;
  for (size_t i = 0; i < program->call_count; i++)
    if (program->calls[i].op == OP_GET_DEVICE_STATE &&
        !is_created(program, i, &program->calls[i].arguments[0].handle, &creation))
      return false;
  return only_offer(program) != NULL && (asked == 0 || asked == 3);
}

/* The offer names a device, which need not be there. */
static bool names_a_device(const struct program *program, size_t *ret_call)
{
  const struct call *call = only_offer(program);

  if (call == NULL)
    return false;
  *ret_call = (size_t)(call - program->calls);
  return call->arguments[OFFER_ARG_DEVICE].handle.type == OBJECT_DEVICE;
}

/* A device that was created is asked for its state, and there is an offer, whose device does not matter. */
static bool asks_and_offers(const struct program *program, size_t *ret_call)
{
  size_t creation;

  (void)ret_call;
  for (size_t i = 0; i < program->call_count; i++)
    if (program->calls[i].op == OP_GET_DEVICE_STATE &&
        is_created(program, i, &program->calls[i].arguments[0].handle, &creation))
      return only_offer(program) != NULL;
  return false;
}

static bool lists_9(const struct program *program, size_t *ret_call)
{
  const struct call *call = only_offer(program);
  const uint32_t length = call != NULL ? program_list_length(program, call, OFFER_ARG_HANDLES) : 0;

  (void)ret_call;
  for (uint32_t i = 0; i < length; i++) {
    const struct handle_ref handle = program_list_handle(program, &call->arguments[OFFER_ARG_HANDLES], i);

    if (handle.type == OBJECT_ALLOCATION && handle.slot == 9)
      return true;
  }
  return false;
}

static bool offers_three_in_a_row(const struct program *program, size_t *ret_call)
{
  const struct call *call = only_offer(program);
  struct handle_ref first;

  if (call == NULL || program_list_length(program, call, OFFER_ARG_HANDLES) != 3)
    return false;
  first = program_list_handle(program, &call->arguments[OFFER_ARG_HANDLES], 0);
  for (uint32_t i = 0; i < 3; i++) {
    const struct handle_ref handle = program_list_handle(program, &call->arguments[OFFER_ARG_HANDLES], i);

    if (handle.type != OBJECT_ALLOCATION || handle.slot != first.slot + i ||
        !is_created(program, program->call_count, &handle, ret_call))
      return false;
  }
  return true;
}

/* The first and the last object of a creation that are used, in this order. */
static bool offers_two_objects(const struct program *program, size_t *ret_call)
{
  const struct call *call = only_offer(program);
  struct handle_ref first, second;

  if (call == NULL || program_list_length(program, call, OFFER_ARG_HANDLES) != 2)
    return false;
  first = program_list_handle(program, &call->arguments[OFFER_ARG_HANDLES], 0);
  second = program_list_handle(program, &call->arguments[OFFER_ARG_HANDLES], 1);
  return first.type == OBJECT_ALLOCATION && second.type == OBJECT_ALLOCATION && first.slot < second.slot &&
         is_created(program, program->call_count, &first, ret_call) &&
         is_created(program, program->call_count, &second, ret_call);
}

/* ---- tests ---- */

static void a_creation_goes_with_all_that_use_it(void **state)
{
  (void)state;
  minimize_text("CreateDevice hDevice->D\nGetDeviceState hDevice=D\nGetDeviceState hDevice=D\n"
                "GetDeviceState hDevice=D\nOfferAllocations\n",
                asks_thrice_or_never, "OfferAllocations\n");
}

static void what_only_seems_to_be_needed_goes(void **state)
{
  (void)state;
  minimize_text("EnumAdapters2 hAdapter->A\nCreateDevice hAdapter=A hDevice->D\nOfferAllocations hDevice=D\n",
                names_a_device, "slot D = device0\nOfferAllocations hDevice=D\n");
}

static void a_handle_goes_though_its_object_is_needed(void **state)
{
  (void)state;
  minimize_text("CreateDevice hDevice->D\nGetDeviceState hDevice=D\nOfferAllocations hDevice=D HandleList=[]\n",
                asks_and_offers, "CreateDevice hDevice->D\nGetDeviceState hDevice=D\nOfferAllocations\n");
}

static void the_last_item_of_a_run_is_found(void **state)
{
  (void)state;
  minimize_text("OfferAllocations HandleList=[allocation0[0..40]]\n", lists_9,
                "OfferAllocations HandleList=[allocation9]\n");
}

static void a_run_of_objects_moves_as_one(void **state)
{
  (void)state;
  minimize_text("CreateAllocation2 hAllocation->W\nCreateAllocation2 hAllocation->X[3]\n"
                "OfferAllocations HandleList=[X]\n",
                offers_three_in_a_row, "CreateAllocation2 hAllocation->X[3]\nOfferAllocations HandleList=[X]\n");
}

static void calls_that_go_only_together_go(void **state)
{
  (void)state;
  minimize_text("Lock2\nLock2\nOfferAllocations\nUnlock2\nstatistics\nUnlock2\n", locks_in_pairs, "OfferAllocations\n");
}

static void a_long_list_ends_at_its_length(void **state)
{
  (void)state;
  minimize_text("OfferAllocations HandleList=[allocation3*5000 7*3 allocation1]\n", list_of_1024,
                "OfferAllocations HandleList=[0*1024]\n");
}

static void items_in_the_middle_of_a_run_are_found(void **state)
{
  static const char text[] = "OfferAllocations HandleList=[allocation0[0..15] 8]\n";
  struct program_set set;

  (void)state;
  parse(text, strlen(text), &set);
  minimize(&set.programs[0], lists_5_and_9, 0);
  assert_int_equal(program_list_length(&set.programs[0], &set.programs[0].calls[0], OFFER_ARG_HANDLES), 2);
  program_set_free(&set);
}

static void numbers_end_at_the_lowest_or_a_round_one(void **state)
{
  (void)state;
  minimize_text("fill seed=0xDEADBEEF\n", seed_of_37, "fill seed=37\n");
  minimize_text("CreateAllocation2 Size=0x123456789ABCDEF\n", huge_size, "CreateAllocation2 Size=0x10000000000\n");
  minimize_text("OfferAllocations Flags=0xFFFFFFFF\n", flag_bits, "OfferAllocations Flags=0x80010000\n");
}

static void names_stay_with_what_is_left(void **state)
{
  (void)state;
  minimize_text("case kept/name\nproperty It is kept.\nneeds stop-adapter OfferAllocations two-adapters\n"
                "EnumAdapters2 hAdapter->A[2]\n"
                "CreateDevice hAdapter=A[0] hDevice->D\n"
                "CreateAllocation2 hDevice=D hAllocation->W[2]\n"
                "CreateAllocation2 hDevice=D hAllocation->X[3]\n"
                "  expect SUCCESS\n"
                "stop-adapter hAdapter=A[1]\n"
                "OfferAllocations hDevice=D HandleList=[X[1] W]\n",
                uses_creation,
                "case kept/name\nproperty It is kept.\nneeds OfferAllocations two-adapters\n"
                "CreateAllocation2 hAllocation->X\n"
                "OfferAllocations HandleList=[X]\n");
}

static void a_name_closes_up_with_its_objects(void **state)
{
  (void)state;
  minimize_text("CreateAllocation2 hAllocation->W\nCreateAllocation2 hAllocation->X[4]\n"
                "OfferAllocations HandleList=[X[0] X[3]]\n",
                offers_two_objects, "CreateAllocation2 hAllocation->X[2]\nOfferAllocations HandleList=[X[0] X[1]]\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_creation_goes_with_all_that_use_it),
      cmocka_unit_test(what_only_seems_to_be_needed_goes),
      cmocka_unit_test(a_handle_goes_though_its_object_is_needed),
      cmocka_unit_test(the_last_item_of_a_run_is_found),
      cmocka_unit_test(a_run_of_objects_moves_as_one),
      cmocka_unit_test(calls_that_go_only_together_go),
      cmocka_unit_test(a_long_list_ends_at_its_length),
      cmocka_unit_test(items_in_the_middle_of_a_run_are_found),
      cmocka_unit_test(numbers_end_at_the_lowest_or_a_round_one),
      cmocka_unit_test(names_stay_with_what_is_left),
      cmocka_unit_test(a_name_closes_up_with_its_objects),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
