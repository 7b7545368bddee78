/* Records of the calls around an offer, and the world that they make. */
#include "oracle_support.h"

void create_device(struct scene *scene, uint32_t adapter, uint32_t handle)
{
  scene_begin(scene, OP_CREATE_DEVICE);
  scene_set(scene, offsetof(D3DKMT_CREATEDEVICE, hAdapter), 4, adapter);
  scene_give(scene, offsetof(D3DKMT_CREATEDEVICE, hDevice), 4, handle);
  scene_return(scene, STATUS_SUCCESS);
}

void create_queue(struct scene *scene, uint32_t device, uint32_t handle, uint32_t sync)
{
  scene_begin(scene, OP_CREATE_PAGING_QUEUE);
  scene_set(scene, offsetof(D3DKMT_CREATEPAGINGQUEUE, hDevice), 4, device);
  scene_give(scene, offsetof(D3DKMT_CREATEPAGINGQUEUE, hPagingQueue), 4, handle);
  scene_give(scene, offsetof(D3DKMT_CREATEPAGINGQUEUE, hSyncObject), 4, sync);
  scene_return(scene, STATUS_SUCCESS);
}

void prepare_creation(struct scene *scene, uint32_t device, const uint32_t *handles, uint32_t count)
{
  const struct mock_allocation_data data = {MOCK_ALLOCATION_MAGIC, 0, ALLOCATION_BYTES};
  struct memory_record *infos;

  scene_begin(scene, OP_CREATE_ALLOCATION);
  scene_set(scene, offsetof(D3DKMT_CREATEALLOCATION, hDevice), 4, device);
  scene_set(scene, offsetof(D3DKMT_CREATEALLOCATION, NumAllocations), 4, count);
  scene_lay(scene, CREATE_ALLOCATION_ARG_SIZE, &data, sizeof data);
  infos = scene_lay(scene, CREATE_ALLOCATION_ARG_INFO, NULL, count * sizeof(D3DDDI_ALLOCATIONINFO));
  for (uint32_t i = 0; handles != NULL && i < count; i++)
    memcpy(scene_after(infos) + i * sizeof(D3DDDI_ALLOCATIONINFO), &handles[i], sizeof handles[i]);
}

void create_allocations(struct scene *scene, uint32_t device, const uint32_t *handles, uint32_t count)
{
  prepare_creation(scene, device, handles, count);
  scene_return(scene, STATUS_SUCCESS);
}

void create_resource(struct scene *scene, uint32_t device, uint32_t resource, const uint32_t *handles, uint32_t count)
{
  prepare_creation(scene, device, handles, count);
  scene_set(scene, offsetof(D3DKMT_CREATEALLOCATION, Flags), 4, 1);
  scene_give(scene, offsetof(D3DKMT_CREATEALLOCATION, hResource), 4, resource);
  scene_return(scene, STATUS_SUCCESS);
}

void destroy(struct scene *scene, enum program_op op, uint32_t handle, NTSTATUS status)
{
  scene_begin(scene, op);
  scene_set(scene, 0, 4, handle);
  scene_return(scene, status);
}

void destroy_allocation(struct scene *scene, uint32_t handle, NTSTATUS status)
{
  scene_begin(scene, OP_DESTROY_ALLOCATION2);
  scene_set(scene, offsetof(D3DKMT_DESTROYALLOCATION2, hDevice), 4, D);
  scene_set(scene, offsetof(D3DKMT_DESTROYALLOCATION2, AllocationCount), 4, 1);
  scene_lay(scene, DESTROY_ALLOCATION_ARG_LIST, &handle, sizeof handle);
  scene_return(scene, status);
}

void destroy_resource(struct scene *scene, uint32_t handle, NTSTATUS status)
{
  scene_begin(scene, OP_DESTROY_ALLOCATION2);
  scene_set(scene, offsetof(D3DKMT_DESTROYALLOCATION2, hDevice), 4, D);
  scene_set(scene, offsetof(D3DKMT_DESTROYALLOCATION2, hResource), 4, handle);
  scene_return(scene, status);
}

const struct judgement *lock(struct scene *scene, uint32_t device, uint32_t allocation, NTSTATUS status)
{
  scene_begin(scene, OP_LOCK2);
  scene_set(scene, offsetof(D3DKMT_LOCK2, hDevice), 4, device);
  scene_set(scene, offsetof(D3DKMT_LOCK2, hAllocation), 4, allocation);
  return scene_return(scene, status);
}

void unlock(struct scene *scene, uint32_t device, uint32_t allocation)
{
  scene_begin(scene, OP_UNLOCK2);
  scene_set(scene, offsetof(D3DKMT_UNLOCK2, hDevice), 4, device);
  scene_set(scene, offsetof(D3DKMT_UNLOCK2, hAllocation), 4, allocation);
  scene_return(scene, STATUS_SUCCESS);
}

static void prepare_content(struct scene *scene, enum program_op op, uint32_t device, uint32_t allocation,
                            uint64_t seed)
{
  lock(scene, device, allocation, STATUS_SUCCESS);
  scene_begin(scene, op);
  scene->record.argument.size = scene->record.argument.readable = sizeof(struct harness_argument);
  scene_set(scene, offsetof(struct harness_argument, handle), 4, device);
  scene_set(scene, offsetof(struct harness_argument, object), 4, allocation);
  scene_set(scene, offsetof(struct harness_argument, value), 8, seed);
  scene_give(scene, offsetof(struct harness_argument, results) + CHECK_SIZE * 8, 8, ALLOCATION_BYTES);
}

void fill(struct scene *scene, uint32_t device, uint32_t allocation, uint64_t seed)
{
  prepare_content(scene, OP_FILL, device, allocation, seed);
  scene_return(scene, STATUS_SUCCESS);
  unlock(scene, device, allocation);
}

const struct judgement *check(struct scene *scene, uint32_t device, uint32_t allocation, uint64_t seed,
                              uint64_t mismatch)
{
  static struct judgement judgement;

  prepare_content(scene, OP_CHECK, device, allocation, seed);
  scene_give(scene, offsetof(struct harness_argument, results) + CHECK_MISMATCH * 8, 8, mismatch);
  judgement = *scene_return(scene, STATUS_SUCCESS);
  unlock(scene, device, allocation);
  return &judgement;
}

void control(struct scene *scene, enum program_op op, uint32_t handle, uint64_t value)
{
  scene_begin(scene, op);
  scene->record.argument.size = scene->record.argument.readable = sizeof(struct harness_argument);
  scene_set(scene, offsetof(struct harness_argument, handle), 4, handle);
  scene_set(scene, offsetof(struct harness_argument, value), 8, value);
  scene_return(scene, STATUS_SUCCESS);
}

const struct judgement *statistics(struct scene *scene, uint64_t objects, uint64_t bytes, uint64_t read)
{
  const size_t results = offsetof(struct harness_argument, results);

  scene_begin(scene, OP_STATISTICS);
  scene->record.argument.size = scene->record.argument.readable = sizeof(struct harness_argument);
  scene_give(scene, results + MOCK_STATISTIC_LIVE_OBJECTS * 8, 8, objects);
  scene_give(scene, results + MOCK_STATISTIC_LIVE_BYTES * 8, 8, bytes);
  scene_give(scene, results + MOCK_STATISTIC_USER_BYTES_READ * 8, 8, read);
  return scene_return(scene, STATUS_SUCCESS);
}

static void enumerate(struct scene *scene)
{
  const D3DKMT_ADAPTERINFO infos[] = {{.hAdapter = ADAPTER_A, .AdapterLuid = {1, 0}},
                                      {.hAdapter = ADAPTER_B, .AdapterLuid = {2, 0}}};

  scene_begin(scene, OP_ENUM_ADAPTERS2);
  scene_set(scene, offsetof(D3DKMT_ENUMADAPTERS2, NumAdapters), 4, COUNT_OF(infos));
  memcpy(scene_after(scene_lay(scene, ENUM_ARG_ADAPTERS, NULL, sizeof infos)), infos, sizeof infos);
  scene_return(scene, STATUS_SUCCESS);
}

static void other_process(struct scene *scene)
{
  scene->process = 1;
  enumerate(scene);
  create_device(scene, ADAPTER_A, PD);
  create_allocations(scene, PD, (const uint32_t[]){PX}, 1);
  create_queue(scene, PD, PQ, OBJECT(0x200));
  create_resource(scene, PD, PR, (const uint32_t[]){OBJECT(0x201)}, 1);
  scene->process = 0;
}

void scene_world(struct scene *scene)
{
  enumerate(scene);
  create_device(scene, ADAPTER_A, D);
  create_device(scene, ADAPTER_A, E);
  create_device(scene, ADAPTER_B, F);
  create_device(scene, ADAPTER_A, Z);
  create_device(scene, ADAPTER_A, U);
  create_queue(scene, D, Q, S);
  create_queue(scene, D, QZ, SZ);
  create_queue(scene, D, UQ, US);
  create_queue(scene, E, QE, SE);
  create_allocations(scene, D, (const uint32_t[]){X0, X1, X2, X3, G, UX}, 6);
  create_allocations(scene, E, (const uint32_t[]){Y}, 1);
  create_resource(scene, D, R, (const uint32_t[]){M0, M1}, 2);
  create_resource(scene, D, R1, (const uint32_t[]){M2}, 1);
  create_resource(scene, D, RE, (const uint32_t[]){ME}, 1);
  create_resource(scene, D, RG, (const uint32_t[]){MG}, 1);
  create_resource(scene, D, UR, (const uint32_t[]){UM}, 1);
  create_resource(scene, E, RY, (const uint32_t[]){MY}, 1);
  other_process(scene);
  destroy(scene, OP_DESTROY_DEVICE, Z, STATUS_SUCCESS);
  destroy(scene, OP_DESTROY_DEVICE, U, STATUS_UNSUCCESSFUL);
  destroy(scene, OP_DESTROY_PAGING_QUEUE, QZ, STATUS_SUCCESS);
  destroy(scene, OP_DESTROY_PAGING_QUEUE, UQ, STATUS_UNSUCCESSFUL);
  destroy_allocation(scene, ME, STATUS_SUCCESS);
  destroy_allocation(scene, G, STATUS_SUCCESS);
  destroy_allocation(scene, UX, STATUS_UNSUCCESSFUL);
  destroy_resource(scene, RG, STATUS_SUCCESS);
  destroy_resource(scene, UR, STATUS_UNSUCCESSFUL);
}
