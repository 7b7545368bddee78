/* Adapters, devices, contexts and paging queues: made, asked about and destroyed. */
#include "test_mock_support.h"

static unsigned char *memory; /* two pages, an unmapped one behind them */

static int set_up_memory(void **state)
{
  set_up(state);
  memory = map_pages(2);
  return 0;
}

static int tear_down_memory(void **state)
{
  tear_down(state);
  unmap_pages(memory, 2);
  return 0;
}

static void test_enumeration_counts_without_an_array(void **state)
{
  D3DKMT_ENUMADAPTERS2 two = {.NumAdapters = 0};
  D3DKMT_ENUMADAPTERS3 three = {.NumAdapters = 0};

  (void)state;
  ASSERT_SUCCESS(D3DKMTEnumAdapters2(&two));
  ASSERT_SUCCESS(D3DKMTEnumAdapters3(&three));
  assert_int_equal(two.NumAdapters, MOCK_ADAPTER_COUNT);
  assert_int_equal(three.NumAdapters, MOCK_ADAPTER_COUNT);
}

static void test_enumeration_into_too_little_room_is_refused(void **state)
{
  D3DKMT_ADAPTERINFO infos[MOCK_ADAPTER_COUNT];
  D3DKMT_ENUMADAPTERS2 two = {.pAdapters = infos};
  D3DKMT_ENUMADAPTERS3 three = {.pAdapters = infos};
  const uint64_t objects = mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS);

  (void)state;
  for (ULONG room = 0; room < MOCK_ADAPTER_COUNT; room++) {
    two.NumAdapters = three.NumAdapters = room;
    ASSERT_STATUS(D3DKMTEnumAdapters2(&two), STATUS_BUFFER_TOO_SMALL);
    ASSERT_STATUS(D3DKMTEnumAdapters3(&three), STATUS_BUFFER_TOO_SMALL);
    assert_int_equal(two.NumAdapters, MOCK_ADAPTER_COUNT);
    assert_int_equal(three.NumAdapters, MOCK_ADAPTER_COUNT);
  }
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS), objects);
}

/* They take neither away what every adapter here is: one that renders, and displays nothing. */
static void test_the_known_filters_hide_nothing(void **state)
{
  D3DKMT_ADAPTERINFO infos[MOCK_ADAPTER_COUNT];

  (void)state;
  for (ULONGLONG filter = 0; filter < 4; filter++) {
    D3DKMT_ENUMADAPTERS3 three = {.Filter = {.Value = filter}, .NumAdapters = 64, .pAdapters = infos};

    memset(infos, 0, sizeof infos);
    ASSERT_SUCCESS(D3DKMTEnumAdapters3(&three));
    assert_int_equal(three.NumAdapters, MOCK_ADAPTER_COUNT);
    assert_true(infos[0].hAdapter != 0 && infos[1].hAdapter != 0);
    assert_int_not_equal(infos[0].AdapterLuid.LowPart, infos[1].AdapterLuid.LowPart);
    for (UINT i = 0; i < MOCK_ADAPTER_COUNT; i++) {
      const D3DKMT_CLOSEADAPTER close = {infos[i].hAdapter};

      ASSERT_SUCCESS(D3DKMTCloseAdapter(&close));
    }
  }
}

static void test_enumeration_into_bad_memory_opens_nothing(void **state)
{
  D3DKMT_ENUMADAPTERS2 two = {.NumAdapters = 2, .pAdapters = (D3DKMT_ADAPTERINFO *)KERNEL_ADDRESS};
  uint64_t objects = mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS);

  (void)state;
  ASSERT_INVALID(D3DKMTEnumAdapters2(&two));
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS), objects);
}

static void test_reserved_filters_are_refused(void **state)
{
  D3DKMT_ENUMADAPTERS3 three = {.NumAdapters = 0};

  (void)state;
  three.Filter.Value = 4;
  ASSERT_INVALID(D3DKMTEnumAdapters3(&three));
}

static void test_an_unknown_luid_is_refused(void **state)
{
  D3DKMT_OPENADAPTERFROMLUID open = {.AdapterLuid = {.LowPart = 1}};

  (void)state;
  ASSERT_INVALID(D3DKMTOpenAdapterFromLuid(&open));
  assert_int_equal(open.hAdapter, 0);
}

static void test_an_adapter_is_closed_once(void **state)
{
  const D3DKMT_CLOSEADAPTER close = {world.adapters[1]};

  (void)state;
  ASSERT_SUCCESS(D3DKMTCloseAdapter(&close));
  ASSERT_INVALID(D3DKMTCloseAdapter(&close));
  ASSERT_SUCCESS(offer_one(world.elsewhere, make_allocation(world.elsewhere, 1), 1));
}

static void test_the_driver_description_tells_the_mock(void **state)
{
  static D3DKMT_DRIVER_DESCRIPTION description;
  const D3DKMT_QUERYADAPTERINFO query = {.hAdapter = world.adapters[0],
                                         .Type = KMTQAITYPE_DRIVER_DESCRIPTION,
                                         .pPrivateDriverData = &description,
                                         .PrivateDriverDataSize = sizeof description};

  (void)state;
  ASSERT_SUCCESS(D3DKMTQueryAdapterInfo(&query));
  for (size_t i = 0; i < sizeof MOCK_DRIVER_DESCRIPTION; i++)
    assert_int_equal(description.DriverDescription[i], MOCK_DRIVER_DESCRIPTION[i]);
}

static void test_adapter_queries_are_checked(void **state)
{
  D3DKMT_ADAPTERTYPE type = {{{0}}};
  D3DKMT_QUERYADAPTERINFO query = {.hAdapter = world.adapters[0],
                                   .Type = KMTQAITYPE_ADAPTERTYPE,
                                   .pPrivateDriverData = &type,
                                   .PrivateDriverDataSize = sizeof type};

  (void)state;
  ASSERT_SUCCESS(D3DKMTQueryAdapterInfo(&query));
  assert_int_equal(type.RenderSupported, 1);
  query.PrivateDriverDataSize++;
  ASSERT_INVALID(D3DKMTQueryAdapterInfo(&query));
  query.PrivateDriverDataSize--;
  query.Type = (KMTQUERYADAPTERINFOTYPE)0;
  ASSERT_INVALID(D3DKMTQueryAdapterInfo(&query));
  query.Type = KMTQAITYPE_ADAPTERTYPE;
  query.pPrivateDriverData = NULL;
  ASSERT_INVALID(D3DKMTQueryAdapterInfo(&query));
}

/* One byte too little, one too much, none, no memory: for each type the size is the answer's own and no other. */
static void test_each_adapter_query_takes_its_size_alone(void **state)
{
  static const struct {
    KMTQUERYADAPTERINFOTYPE type;
    UINT size;
  } types[] = {
      {KMTQAITYPE_ADAPTERTYPE, sizeof(D3DKMT_ADAPTERTYPE)},
      {KMTQAITYPE_ADAPTERTYPE_RENDER, sizeof(D3DKMT_ADAPTERTYPE)},
      {KMTQAITYPE_PHYSICALADAPTERDEVICEIDS, sizeof(D3DKMT_QUERY_DEVICE_IDS)},
      {KMTQAITYPE_DRIVER_DESCRIPTION, sizeof(D3DKMT_DRIVER_DESCRIPTION)},
      {KMTQAITYPE_WDDM_2_7_CAPS, sizeof(D3DKMT_WDDM_2_7_CAPS)},
  };
  static unsigned char answer[sizeof(D3DKMT_DRIVER_DESCRIPTION) + 8];

  (void)state;
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    const UINT wrong[] = {0, types[i].size - 1, types[i].size + 1, UINT32_MAX};
    D3DKMT_QUERYADAPTERINFO query = {world.adapters[0], types[i].type, answer, types[i].size};

    memset(answer, 0, sizeof answer);
    ASSERT_SUCCESS(D3DKMTQueryAdapterInfo(&query));
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) {
      query.PrivateDriverDataSize = wrong[k];
      ASSERT_INVALID(D3DKMTQueryAdapterInfo(&query));
    }
    query.PrivateDriverDataSize = types[i].size;
    query.pPrivateDriverData = NULL;
    ASSERT_INVALID(D3DKMTQueryAdapterInfo(&query));
    query.pPrivateDriverData = memory + 2 * PAGE - types[i].size + 1; /* ends one byte behind the mapping */
    if (types[i].size <= 2 * PAGE)
      ASSERT_INVALID(D3DKMTQueryAdapterInfo(&query));
  }
}

static void test_only_the_first_physical_adapter_has_ids(void **state)
{
  D3DKMT_QUERY_DEVICE_IDS ids = {.PhysicalAdapterIndex = 1};
  const D3DKMT_QUERYADAPTERINFO query = {world.adapters[0], KMTQAITYPE_PHYSICALADAPTERDEVICEIDS, &ids, sizeof ids};

  (void)state;
  ASSERT_INVALID(D3DKMTQueryAdapterInfo(&query));
  ids.PhysicalAdapterIndex = 0;
  ASSERT_SUCCESS(D3DKMTQueryAdapterInfo(&query));
  assert_int_not_equal(ids.DeviceIds.VendorID, 0);
}

static void test_device_creation_is_checked(void **state)
{
  D3DKMT_CREATEDEVICE create = {.hAdapter = 0};

  (void)state;
  ASSERT_INVALID(D3DKMTCreateDevice(NULL));
  ASSERT_INVALID(D3DKMTCreateDevice(&create));
  create.hAdapter = world.adapters[0];
  create.Flags.Reserved = 1;
  ASSERT_INVALID(D3DKMTCreateDevice(&create));
}

static void test_a_device_whose_handle_cannot_be_written_is_not_made(void **state)
{
  D3DKMT_CREATEDEVICE create = {.hAdapter = world.adapters[0]};
  uint64_t objects = mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS);

  (void)state;
  memcpy(memory, &create, sizeof create);
  assert_int_equal(mprotect(memory, PAGE, PROT_READ), 0);
  ASSERT_INVALID(D3DKMTCreateDevice((D3DKMT_CREATEDEVICE *)(void *)memory));
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS), objects);
}

static void test_a_device_is_destroyed_once_and_with_all_it_owns(void **state)
{
  D3DKMT_CREATECONTEXTVIRTUAL context = {.hDevice = world.device};
  D3DKMT_HANDLE resource;
  D3DKMT_HANDLE handles[3];
  D3DKMT_DESTROYCONTEXT destroy;

  (void)state;
  ASSERT_SUCCESS(D3DKMTCreateContextVirtual(&context));
  ASSERT_SUCCESS(try_allocations(world.device, 3, 1, &resource, handles));
  ASSERT_SUCCESS(offer_list(world.device, handles, 2, 1));
  ASSERT_SUCCESS(destroy_device(world.device));
  ASSERT_INVALID(destroy_device(world.device));
  destroy.hContext = context.hContext;
  ASSERT_INVALID(D3DKMTDestroyContext(&destroy));
  assert_int_equal(mock_get_statistic(MOCK_STATISTIC_LIVE_OBJECTS), MOCK_ADAPTER_COUNT + 2);
}

static void test_context_creation_is_checked(void **state)
{
  D3DKMT_CREATECONTEXTVIRTUAL create = {.hDevice = world.device, .NodeOrdinal = 1};

  (void)state;
  ASSERT_INVALID(D3DKMTCreateContextVirtual(&create));
  create.NodeOrdinal = 0;
  create.Flags.Reserved = 1;
  ASSERT_INVALID(D3DKMTCreateContextVirtual(&create));
  create.Flags.Reserved = 0;
  create.PrivateDriverDataSize = 8;
  ASSERT_INVALID(D3DKMTCreateContextVirtual(&create));
  create.pPrivateDriverData = memory;
  ASSERT_SUCCESS(D3DKMTCreateContextVirtual(&create));
}

static void test_paging_queue_creation_is_checked(void **state)
{
  D3DKMT_CREATEPAGINGQUEUE create = {.hDevice = world.device, .Priority = (D3DDDI_PAGINGQUEUE_PRIORITY)2};

  (void)state;
  ASSERT_INVALID(D3DKMTCreatePagingQueue(&create));
  create.Priority = D3DDDI_PAGINGQUEUE_PRIORITY_BELOW_NORMAL;
  create.PhysicalAdapterIndex = 1;
  ASSERT_INVALID(D3DKMTCreatePagingQueue(&create));
  create.PhysicalAdapterIndex = 0;
  ASSERT_SUCCESS(D3DKMTCreatePagingQueue(&create));
}

static void test_device_state_types_are_checked(void **state)
{
  D3DKMT_GETDEVICESTATE get = {.hDevice = world.device, .StateType = (D3DKMT_DEVICESTATE_TYPE)9};

  (void)state;
  ASSERT_INVALID(D3DKMTGetDeviceState(&get));
  for (int type = D3DKMT_DEVICESTATE_EXECUTION; type <= D3DKMT_DEVICESTATE_RESET; type++) {
    get.StateType = (D3DKMT_DEVICESTATE_TYPE)type;
    ASSERT_SUCCESS(D3DKMTGetDeviceState(&get));
  }
}

#define OBJECT_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_memory, tear_down_memory)

int main(void)
{
  const struct CMUnitTest tests[] = {
      OBJECT_TEST(test_enumeration_counts_without_an_array),
      OBJECT_TEST(test_enumeration_into_too_little_room_is_refused),
      OBJECT_TEST(test_the_known_filters_hide_nothing),
      OBJECT_TEST(test_enumeration_into_bad_memory_opens_nothing),
      OBJECT_TEST(test_reserved_filters_are_refused),
      OBJECT_TEST(test_an_unknown_luid_is_refused),
      OBJECT_TEST(test_an_adapter_is_closed_once),
      OBJECT_TEST(test_the_driver_description_tells_the_mock),
      OBJECT_TEST(test_adapter_queries_are_checked),
      OBJECT_TEST(test_each_adapter_query_takes_its_size_alone),
      OBJECT_TEST(test_only_the_first_physical_adapter_has_ids),
      OBJECT_TEST(test_device_creation_is_checked),
      OBJECT_TEST(test_a_device_whose_handle_cannot_be_written_is_not_made),
      OBJECT_TEST(test_a_device_is_destroyed_once_and_with_all_it_owns),
      OBJECT_TEST(test_context_creation_is_checked),
      OBJECT_TEST(test_paging_queue_creation_is_checked),
      OBJECT_TEST(test_device_state_types_are_checked),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
