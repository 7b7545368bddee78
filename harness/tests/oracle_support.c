#include "oracle_support.h"

#include "embedded.h"

#define STRUCTURE_BYTES 128u
#define PIECE_BYTES (64u << 10)
#define BASE 0x0000510000000000u

static uint8_t structure_before[STRUCTURE_BYTES], structure_after[STRUCTURE_BYTES];
static uint8_t pieces_before[CALL_MAX_ARGUMENTS][PIECE_BYTES], pieces_after[CALL_MAX_ARGUMENTS][PIECE_BYTES];

static const struct embedded_file *find_file(const char *name)
{
  for (size_t i = 0; i < embedded_file_count; i++)
    if (strcmp(embedded_files[i].name, name) == 0)
      return &embedded_files[i];
  fail_msg("%s is not built in", name);
  return NULL;
}

const struct requirement_set *scene_requirements(void)
{
  static struct requirement_set set;
  struct requirement_error error;
  const struct embedded_file *file = find_file("conformance/requirements.txt");

  if (set.requirement_count == 0 && !requirement_set_parse((const char *)file->data, file->size, &set, &error))
    fail_msg("%u: %s", (unsigned)error.line, error.message);
  return &set;
}

void scene_own_requirements(struct requirement_set *ret_set)
{
  const struct embedded_file *file = find_file("conformance/requirements.txt");
  struct requirement_error error;

  if (!requirement_set_parse((const char *)file->data, file->size, ret_set, &error))
    fail_msg("%u: %s", (unsigned)error.line, error.message);
}

const struct profile *scene_profile(enum tested_profile profile)
{
  static const char *const names[] = {"ddi", "wsl2", "mock"};
  static struct profile profiles[PROFILE_COUNT];
  struct requirement_error error;
  const struct embedded_file *file;
  char name[64];

  if (profiles[profile].title != NULL)
    return &profiles[profile];
  (void)snprintf(name, sizeof name, "conformance/profiles/%s.profile", names[profile]);
  file = find_file(name);
  if (!profile_parse((const char *)file->data, file->size, scene_requirements(), &profiles[profile], &error))
    fail_msg("%u: %s", (unsigned)error.line, error.message);
  return &profiles[profile];
}

void scene_open(enum tested_profile profile, struct scene *ret_scene)
{
  const char *missing;

  memset(ret_scene, 0, sizeof *ret_scene);
  ret_scene->oracle = oracle_create(scene_requirements(), scene_profile(profile), &missing);
  assert_non_null(ret_scene->oracle);
}

void scene_open_world(enum tested_profile profile, struct scene *ret_scene)
{
  scene_open(profile, ret_scene);
  scene_world(ret_scene);
}

void scene_close(struct scene *scene)
{
  oracle_destroy(scene->oracle);
}

void scene_begin(struct scene *scene, enum program_op op)
{
  memset(structure_before, 0, sizeof structure_before);
  memset(structure_after, 0, sizeof structure_after);
  scene->record = (struct call_record){.op = (uint8_t)op, .process = scene->process, .detail = ""};
  scene->record.argument = (struct memory_record){.address = BASE + 0x1000,
                                                  .size = (uint32_t)program_ops[op].size,
                                                  .readable = (uint32_t)program_ops[op].size,
                                                  .writable = true,
                                                  .before = structure_before,
                                                  .after = structure_after};
}

void scene_give(struct scene *scene, size_t offset, size_t size, uint64_t value)
{
  (void)scene;
  assert_true(offset + size <= sizeof structure_after);
  memcpy(structure_after + offset, &value, size);
}

void scene_set(struct scene *scene, size_t offset, size_t size, uint64_t value)
{
  scene_give(scene, offset, size, value);
  memcpy(structure_before + offset, &value, size);
}

struct memory_record *scene_lay(struct scene *scene, uint8_t argument, const void *bytes, size_t size)
{
  struct memory_record *memory = &scene->record.memory[argument];
  uint16_t offset = program_ops[scene->record.op].arguments[argument].offset;

  assert_true(size <= PIECE_BYTES);
  memset(pieces_before[argument], 0, size);
  if (bytes != NULL)
    memcpy(pieces_before[argument], bytes, size);
  memcpy(pieces_after[argument], pieces_before[argument], size);
  *memory = (struct memory_record){.address = BASE + 0x100000 * (argument + 1u),
                                   .size = (uint32_t)size,
                                   .readable = (uint32_t)size,
                                   .writable = true,
                                   .before = pieces_before[argument],
                                   .after = pieces_after[argument]};
  if (offset != NO_OFFSET)
    scene_set(scene, offset, 8, memory->address);
  return memory;
}

uint8_t *scene_after(const struct memory_record *memory)
{
  return (uint8_t *)(uintptr_t)memory->after;
}

uint8_t *scene_before(const struct memory_record *memory)
{
  return (uint8_t *)(uintptr_t)memory->before;
}

const struct judgement *scene_return(struct scene *scene, NTSTATUS status)
{
  scene->record.outcome = RECORD_RETURNED;
  scene->record.status = status;
  oracle_judge(scene->oracle, &scene->record, &scene->judgement);
  return &scene->judgement;
}

const struct judgement *scene_end(struct scene *scene, enum record_outcome outcome, const char *detail)
{
  scene->record.outcome = (uint8_t)outcome;
  scene->record.detail = detail;
  oracle_judge(scene->oracle, &scene->record, &scene->judgement);
  return &scene->judgement;
}

/* ---- offers and reclaims ---- */

struct request request_for(enum program_op op, const uint32_t *handles, uint32_t items)
{
  return (struct request){.op = op,
                          .through = op == OP_RECLAIM_ALLOCATIONS2 ? (uint32_t)Q : (uint32_t)D,
                          .handles = handles,
                          .items = items,
                          .count = items,
                          .priority = D3DKMT_OFFER_PRIORITY_LOW};
}

/* Places of the arguments: device, count, resources, handles, output. */
static const uint8_t places[][5] = {
    [OP_OFFER_ALLOCATIONS] = {OFFER_ARG_DEVICE, OFFER_ARG_COUNT, OFFER_ARG_RESOURCES, OFFER_ARG_HANDLES, NO_ARGUMENT},
    [OP_RECLAIM_ALLOCATIONS] = {RECLAIM_ARG_DEVICE, RECLAIM_ARG_COUNT, RECLAIM_ARG_RESOURCES, RECLAIM_ARG_HANDLES,
                                RECLAIM_ARG_DISCARDED},
    [OP_RECLAIM_ALLOCATIONS2] = {RECLAIM2_ARG_QUEUE, RECLAIM2_ARG_COUNT, RECLAIM2_ARG_RESOURCES, RECLAIM2_ARG_HANDLES,
                                 RECLAIM2_ARG_RESULTS},
};

void scene_prepare(struct scene *scene, const struct request *request)
{
  const struct argument_info *rows = program_ops[request->op].arguments;
  const uint8_t *place = places[request->op];

  scene_begin(scene, request->op);
  scene_set(scene, rows[place[0]].offset, 4, request->through);
  scene_set(scene, rows[place[1]].offset, 4, request->count);
  if (request->resources != NULL)
    scene_lay(scene, place[2], request->resources, request->items * 4);
  if (request->handles != NULL)
    scene_lay(scene, place[3], request->handles, request->items * 4);
  if (request->op == OP_OFFER_ALLOCATIONS) {
    scene_set(scene, rows[OFFER_ARG_PRIORITY].offset, 4, request->priority);
    scene_set(scene, rows[OFFER_ARG_FLAGS].offset, 4, request->flags);
  } else if (!request->no_output) {
    struct memory_record *output = scene_lay(scene, place[4], NULL, request->items * 4);

    if (request->results != NULL)
      memcpy(scene_after(output), request->results, request->items * 4);
  }
  if (request->op == OP_RECLAIM_ALLOCATIONS2)
    scene_give(scene, offsetof(D3DKMT_RECLAIMALLOCATIONS2, PagingFenceValue), 8, request->fence);
}

const struct judgement *scene_request(struct scene *scene, const struct request *request, NTSTATUS status)
{
  scene_prepare(scene, request);
  return scene_return(scene, status);
}

const struct judgement *offer(struct scene *scene, uint32_t handle, uint32_t priority, uint32_t flags, NTSTATUS status)
{
  struct request request = request_for(OP_OFFER_ALLOCATIONS, &handle, 1);

  request.priority = priority;
  request.flags = flags;
  return scene_request(scene, &request, status);
}

const struct judgement *offer_resource(struct scene *scene, uint32_t handle, NTSTATUS status)
{
  struct request request = request_for(OP_OFFER_ALLOCATIONS, NULL, 1);

  request.resources = &handle;
  return scene_request(scene, &request, status);
}

const struct judgement *reclaim(struct scene *scene, uint32_t handle, uint32_t result)
{
  struct request request = request_for(OP_RECLAIM_ALLOCATIONS2, &handle, 1);

  request.results = &result;
  return scene_request(scene, &request, STATUS_SUCCESS);
}

const struct judgement *reclaim_refused(struct scene *scene, uint32_t handle, NTSTATUS status)
{
  const struct request request = request_for(OP_RECLAIM_ALLOCATIONS2, &handle, 1);

  return scene_request(scene, &request, status);
}

/* ---- what is asserted ---- */

bool is_found(const struct judgement *judgement, enum verdict verdict, const char *requirement)
{
  for (size_t i = 0; i < judgement->finding_count; i++)
    if (judgement->findings[i].verdict == verdict && strcmp(judgement->findings[i].requirement->id, requirement) == 0)
      return true;
  return false;
}

static void fail_with(const struct judgement *judgement, const char *what, const char *about)
{
  for (size_t i = 0; i < judgement->finding_count; i++)
    print_error("found %s %s: %s\n", verdict_names[judgement->findings[i].verdict],
                judgement->findings[i].requirement->id, judgement->findings[i].message);
  fail_msg("%s %s; the verdict is %s", what, about, verdict_names[judgement->verdict]);
}

void assert_verdict(const struct judgement *judgement, enum verdict verdict)
{
  if (judgement->verdict != verdict)
    fail_with(judgement, "expected the verdict", verdict_names[verdict]);
}

void assert_found(const struct judgement *judgement, enum verdict verdict, const char *requirement)
{
  if (!is_found(judgement, verdict, requirement))
    fail_with(judgement, verdict_names[verdict], requirement);
}

void assert_not_accused(const struct judgement *judgement)
{
  if (judgement->verdict >= VERDICT_WARN)
    fail_with(judgement, "a correct implementation", "is accused");
}

void assert_allowed(const struct judgement *judgement, ...)
{
  size_t count = 0;
  va_list list;

  va_start(list, judgement);
  for (NTSTATUS status = va_arg(list, NTSTATUS); status != STATUS_PENDING; status = va_arg(list, NTSTATUS)) {
    assert_true(judgement_allows(judgement, status));
    count++;
  }
  va_end(list);
  assert_int_equal(judgement->allowed_count, count);
}
