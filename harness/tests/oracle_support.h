/*
 * What the tests of the oracle share: records built by hand, of a target that
 * never was, and a world of such records.
 */
#ifndef OFFERCHECK_TESTS_ORACLE_SUPPORT_H
#define OFFERCHECK_TESTS_ORACLE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "abi/control.h"
#include "oracle/oracle.h"

#ifndef COUNT_OF
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#endif

enum tested_profile { DDI, WSL2, MOCK, PROFILE_COUNT };

/* Objects of scene_world. Process 0 has all but the last four. */
#define OBJECT(index) (0x40000000u | (uint32_t)(index) << 6)
enum {
  ADAPTER_A = 0x40000700,
  ADAPTER_B = 0x40000740,
  D = 0x40000040,  /* a device on A, which the rest belongs to */
  E = 0x40000080,  /* another on A */
  F = 0x400000C0,  /* one on B */
  Q = 0x40000100,  /* D's paging queue and its synchronization object */
  S = 0x40000140,  /* */
  X0 = 0x40000180, /* D's allocations */
  X1 = 0x400001C0,
  X2 = 0x40000200,
  X3 = 0x40000240,
  Y = 0x40000280,  /* E's */
  R = 0x400002C0,  /* a resource of two allocations */
  M0 = 0x40000300, /* */
  M1 = 0x40000340,
  R1 = 0x40000380, /* a resource of one */
  M2 = 0x400003C0,
  RE = 0x40000400, /* a resource whose allocation was destroyed */
  ME = 0x40000440,
  Z = 0x40000480, /* destroyed: a device, an allocation, a queue with its object, a resource with its allocation */
  G = 0x400004C0,
  QZ = 0x40000500,
  SZ = 0x40000540,
  RG = 0x40000580,
  MG = 0x400005C0,
  QE = 0x40000600, /* E's paging queue */
  SE = 0x40000640,
  RY = 0x40000680, /* E's resource */
  MY = 0x400006C0,
  U = 0x40000780, /* destructions that failed: a device, an allocation, a resource, a queue */
  UX = 0x400007C0,
  UR = 0x40000800,
  UM = 0x40000840,
  UQ = 0x40000880,
  US = 0x400008C0,
  NEVER = 0x60000000,
  PD = 0x50000040, /* process 1's */
  PX = 0x50000080,
  PQ = 0x500000C0,
  PR = 0x50000100
};

#define ALLOCATION_BYTES 4096u

struct scene {
  struct oracle *oracle;
  struct call_record record; /* being built, then the last */
  struct judgement judgement;
  uint8_t process;
};

/* The requirements, as they are built in. */
const struct requirement_set *scene_requirements(void);

/* The same ones again, for results that own theirs. */
void scene_own_requirements(struct requirement_set *ret_set);
const struct profile *scene_profile(enum tested_profile profile);

/* An oracle that has seen nothing. */
void scene_open(enum tested_profile profile, struct scene *ret_scene);

/* An oracle that has seen scene_world's objects being made. */
void scene_open_world(enum tested_profile profile, struct scene *ret_scene);
void scene_world(struct scene *scene);
void scene_close(struct scene *scene);

/* Begins a record: a structure of zeros in guarded memory, nothing behind its pointers. */
void scene_begin(struct scene *scene, enum program_op op);
void scene_set(struct scene *scene, size_t offset, size_t size, uint64_t value);  /* what was passed */
void scene_give(struct scene *scene, size_t offset, size_t size, uint64_t value); /* what came back */

/* Lays memory behind an argument's pointer; `bytes` may be NULL for zeros. */
struct memory_record *scene_lay(struct scene *scene, uint8_t argument, const void *bytes, size_t size);

/* Memory of the record that may be changed as the target would. */
uint8_t *scene_after(const struct memory_record *memory);
uint8_t *scene_before(const struct memory_record *memory);

/* Shows the record to the oracle. */
const struct judgement *scene_return(struct scene *scene, NTSTATUS status);
const struct judgement *scene_end(struct scene *scene, enum record_outcome outcome, const char *detail);

/* An offer or a reclaim. */
struct request {
  enum program_op op;
  uint32_t through; /* the device or the paging queue */
  const uint32_t *handles, *resources;
  uint32_t items; /* of either */
  uint32_t count;
  uint32_t priority, flags;
  const uint32_t *results; /* NULL: all 0 */
  bool no_output;
  uint64_t fence;
};

/* A request of D's for allocations, LOW if it is an offer. */
struct request request_for(enum program_op op, const uint32_t *handles, uint32_t items);
void scene_prepare(struct scene *scene, const struct request *request);
const struct judgement *scene_request(struct scene *scene, const struct request *request, NTSTATUS status);

/* The commonest of them. */
const struct judgement *offer(struct scene *scene, uint32_t handle, uint32_t priority, uint32_t flags, NTSTATUS status);
const struct judgement *offer_resource(struct scene *scene, uint32_t handle, NTSTATUS status);
const struct judgement *reclaim(struct scene *scene, uint32_t handle, uint32_t result);
const struct judgement *reclaim_refused(struct scene *scene, uint32_t handle, NTSTATUS status);

/* Other calls. */
void create_device(struct scene *scene, uint32_t adapter, uint32_t handle);
void create_queue(struct scene *scene, uint32_t device, uint32_t handle, uint32_t sync);
void prepare_creation(struct scene *scene, uint32_t device, const uint32_t *handles, uint32_t count);
void create_allocations(struct scene *scene, uint32_t device, const uint32_t *handles, uint32_t count);
void create_resource(struct scene *scene, uint32_t device, uint32_t resource, const uint32_t *handles, uint32_t count);
void destroy(struct scene *scene, enum program_op op, uint32_t handle, NTSTATUS status);
void destroy_allocation(struct scene *scene, uint32_t handle, NTSTATUS status);
void destroy_resource(struct scene *scene, uint32_t handle, NTSTATUS status);
const struct judgement *lock(struct scene *scene, uint32_t device, uint32_t allocation, NTSTATUS status);
void unlock(struct scene *scene, uint32_t device, uint32_t allocation);
void fill(struct scene *scene, uint32_t device, uint32_t allocation, uint64_t seed);
const struct judgement *check(struct scene *scene, uint32_t device, uint32_t allocation, uint64_t seed,
                              uint64_t mismatch);
void control(struct scene *scene, enum program_op op, uint32_t handle, uint64_t value);
const struct judgement *statistics(struct scene *scene, uint64_t objects, uint64_t bytes, uint64_t read);

/* ---- everything that can be wrong with an offer or a reclaim ---- */

/* 'R' must be refused, 'W' is a warning if it is not, 'O' is open, 'A' must be accepted, by profile. */
struct fault_row {
  const char *name;
  const char *requirements[2]; /* of an offer, of a reclaim; NULL: it cannot be wrong with one */
  const char *strengths[2];
  NTSTATUS status;
  NTSTATUS admitted; /* a deviation that the profile wsl2 knows; 0: none */
  void (*before)(struct scene *scene);
  void (*change)(struct request *request);
  void (*spoil)(struct scene *scene);
  enum program_op only; /* OP_OFFER_ALLOCATIONS: any */
};

extern const struct fault_row fault_rows[];
extern const size_t fault_row_count;
extern const struct fault_row fault_device_unsure; /* its allocations are unsure too */
extern const struct fault_row fault_count_wraps;   /* and above the limit */

/* Prepares a call of X0 and X1 with that fault, ready for scene_return. False: such a call cannot have it. */
bool fault_prepare(struct scene *scene, const struct fault_row *row, enum program_op op);

/* Adds a second fault to it. */
bool fault_prepare_two(struct scene *scene, const struct fault_row *first, const struct fault_row *second,
                       enum program_op op);

/* Whether the last judgement has a finding of that weight for the requirement. */
bool is_found(const struct judgement *judgement, enum verdict verdict, const char *requirement);

void assert_verdict(const struct judgement *judgement, enum verdict verdict);
void assert_found(const struct judgement *judgement, enum verdict verdict, const char *requirement);
void assert_not_accused(const struct judgement *judgement); /* nothing as heavy as WARN */

/* Exactly these statuses; the list ends with STATUS_PENDING. */
void assert_allowed(const struct judgement *judgement, ...);

#endif
