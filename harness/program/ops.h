/*
 * What a program can do: one operation a row, with its arguments.
 *
 * An operation is a D3DKMT entry point, named without its prefix, or one of
 * the harness's own (lower case). Text, binary, marshalling, transcript, the
 * decoded print and the oracle all read these rows; an argument's name is the
 * field's own.
 */
#ifndef OFFERCHECK_PROGRAM_OPS_H
#define OFFERCHECK_PROGRAM_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/entry_points.h"

enum object_type {
  OBJECT_VALUE = 0, /* no object: a literal handle value */
  OBJECT_ADAPTER,
  OBJECT_DEVICE,
  OBJECT_CONTEXT,
  OBJECT_PAGING_QUEUE,
  OBJECT_SYNC,
  OBJECT_RESOURCE,
  OBJECT_ALLOCATION,
  OBJECT_TYPE_COUNT
};

struct object_type_info {
  const char *name; /* "device": also the prefix of an unnamed object's name, "device0" */
  const char *noun; /* for sentences: "paging queue" */
  uint32_t slots;   /* how many a program may hold, a power of two */
};

extern const struct object_type_info object_types[OBJECT_TYPE_COUNT];

enum argument_kind {
  ARG_HANDLE, /* a handle in the structure */
  ARG_U32,    /* a number in the structure */
  ARG_U64,
  ARG_COUNT,   /* a 32-bit number that follows from a list unless it is given */
  ARG_HANDLES, /* a pointer to a list of handles */
  ARG_VALUES,  /* a pointer to a list of 32-bit numbers */
  ARG_OUTPUT,  /* a pointer to memory that the callee fills */
  ARG_CREATED, /* objects whose handles the callee writes */
  ARG_LUID,    /* an adapter's LUID, by an adapter object or as a 64-bit number */
  ARG_SETTING  /* not a field: a number that tells the harness how to build the call */
};

struct symbol {
  const char *name;
  uint64_t value;
};

/* A list that ends with a NULL name. With `flags`, values are ORed together; a field of flags prints unknown bits as a number. */
struct symbols {
  bool flags;
  const struct symbol *rows;
};

#define NO_OFFSET UINT16_MAX
#define NO_ARGUMENT UINT8_MAX

struct argument_info {
  const char *name;
  enum argument_kind kind;
  enum object_type
      type;           /* of a handle, of a list's handles, of what is created; OBJECT_VALUE: several may stand there */
  uint16_t offset;    /* in the argument structure; NO_OFFSET for ARG_SETTING and for handles returned in an array */
  uint8_t counted_by; /* lists and outputs: the argument that counts their items, else NO_ARGUMENT */
  uint8_t item_size;  /* bytes, for lists and outputs */
  const struct symbols *symbols; /* NULL: plain numbers */
  uint64_t value;                /* what stands there when the text does not say */
};

#define CALL_MAX_ARGUMENTS 10

struct op_info {
  const char *name;
  enum abi_entry entry; /* ABI_NO_ENTRY for the harness's own */
  size_t size;          /* bytes of the argument structure */
  uint8_t argument_count;
  const struct argument_info *arguments;
  const char *capability; /* what a target must have beyond its entry points, else NULL */
  const char *help;
};

/* Every operation's place in program_ops. A binary program holds these numbers, so rows are only ever appended. */
enum program_op {
  OP_OFFER_ALLOCATIONS,
  OP_RECLAIM_ALLOCATIONS,
  OP_RECLAIM_ALLOCATIONS2,
  OP_ENUM_ADAPTERS2,
  OP_ENUM_ADAPTERS3,
  OP_OPEN_ADAPTER_FROM_LUID,
  OP_CLOSE_ADAPTER,
  OP_QUERY_ADAPTER_INFO,
  OP_QUERY_VIDEO_MEMORY_INFO,
  OP_CREATE_DEVICE,
  OP_DESTROY_DEVICE,
  OP_GET_DEVICE_STATE,
  OP_MARK_DEVICE_AS_ERROR,
  OP_CREATE_CONTEXT_VIRTUAL,
  OP_DESTROY_CONTEXT,
  OP_CREATE_PAGING_QUEUE,
  OP_DESTROY_PAGING_QUEUE,
  OP_CREATE_ALLOCATION,
  OP_CREATE_ALLOCATION2,
  OP_DESTROY_ALLOCATION,
  OP_DESTROY_ALLOCATION2,
  OP_LOCK2,
  OP_UNLOCK2,
  OP_MAKE_RESIDENT,
  OP_EVICT,
  OP_QUERY_ALLOCATION_RESIDENCY,
  OP_SET_ALLOCATION_PRIORITY,
  OP_GET_ALLOCATION_PRIORITY,
  OP_ESCAPE,
  OP_PROCESS, /* the calls that follow come from another process */
  OP_STOP_ADAPTER,
  OP_START_ADAPTER,
  OP_RESET_ADAPTER, /* timeout detection and recovery: every device of the adapter is reset */
  OP_SET_BUDGET,
  OP_SET_DISCARD,
  OP_FAIL_ALLOCATION, /* kernel memory runs out at the n-th allocation from here */
  OP_FILL,            /* lock, write a pattern, unlock, for each allocation listed */
  OP_CHECK,           /* lock, read, compare with what was last written, unlock, for each allocation listed */
  OP_STATISTICS,      /* what is alive in the target, and how much of callers' memory it has read */
  OP_COUNT
};

extern const struct op_info program_ops[OP_COUNT];

/*
 * The harness's own operations have this in place of an argument structure.
 * OP_FILL and OP_CHECK leave one record for each allocation, so their list is
 * not in it: `handle` is the device, `object` the allocation.
 */
struct harness_argument {
  uint32_t handle;
  uint32_t object;
  uint64_t value;
  uint64_t results[6]; /* OP_CHECK: see enum check_result; OP_STATISTICS: enum mock_statistic */
};

enum check_result {
  CHECK_MISMATCH =
      0, /* byte offset of the first byte that differs from the pattern last written, CHECK_NO_MISMATCH if none does */
  CHECK_SIZE = 1 /* bytes that were compared */
};

#define CHECK_NO_MISMATCH UINT64_MAX

/* Places of arguments that code outside the tables asks for by name. */
enum { OFFER_ARG_DEVICE, OFFER_ARG_RESOURCES, OFFER_ARG_HANDLES, OFFER_ARG_COUNT, OFFER_ARG_PRIORITY, OFFER_ARG_FLAGS };
enum { RECLAIM_ARG_DEVICE, RECLAIM_ARG_RESOURCES, RECLAIM_ARG_HANDLES, RECLAIM_ARG_DISCARDED, RECLAIM_ARG_COUNT };
enum { RECLAIM2_ARG_QUEUE, RECLAIM2_ARG_COUNT, RECLAIM2_ARG_RESOURCES, RECLAIM2_ARG_HANDLES, RECLAIM2_ARG_RESULTS };
enum { ENUM_ARG_COUNT, ENUM_ARG_ADAPTERS, ENUM_ARG_CREATED };
enum { CREATE_DEVICE_ARG_ADAPTER, CREATE_DEVICE_ARG_FLAGS, CREATE_DEVICE_ARG_CREATED };
enum {
  CREATE_ALLOCATION_ARG_DEVICE,
  CREATE_ALLOCATION_ARG_RESOURCE,
  CREATE_ALLOCATION_ARG_COUNT,
  CREATE_ALLOCATION_ARG_INFO,
  CREATE_ALLOCATION_ARG_FLAGS,
  CREATE_ALLOCATION_ARG_SIZE,
  CREATE_ALLOCATION_ARG_BACKING,
  CREATE_ALLOCATION_ARG_PRIORITY,
  CREATE_ALLOCATION_ARG_CREATED_RESOURCE,
  CREATE_ALLOCATION_ARG_CREATED
};
enum {
  DESTROY_ALLOCATION_ARG_DEVICE,
  DESTROY_ALLOCATION_ARG_RESOURCE,
  DESTROY_ALLOCATION_ARG_LIST,
  DESTROY_ALLOCATION_ARG_COUNT
};
enum { LOCK2_ARG_DEVICE, LOCK2_ARG_ALLOCATION, LOCK2_ARG_FLAGS };
enum { CONTENT_ARG_DEVICE, CONTENT_ARG_LIST, CONTENT_ARG_SEED };

/* How an allocation gets its memory: the setting Backing. */
enum allocation_backing {
  BACKING_AUTO = 0,          /* the first way that this target accepts */
  BACKING_EXISTING_HEAP = 1, /* a standard allocation over the harness's own memory */
  BACKING_PRIVATE_DATA = 2   /* the driver's private data: the vendor's, or the mock's */
};

/* The operation whose name has `length` bytes at `name`, or OP_COUNT. */
enum program_op program_op_by_name(const char *name, size_t length);

/* The operation that calls `entry`. */
enum program_op program_op_by_entry(enum abi_entry entry);

/* The place of the argument of that name and, since a field may be both read and created, of that sort; NO_ARGUMENT if none. */
uint8_t program_argument_by_name(const struct op_info *op, const char *name, size_t length, bool created);

#endif
