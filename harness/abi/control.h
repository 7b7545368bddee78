/*
 * The mock's control interface: what only a mock can do.
 *
 * It is reached through D3DKMTEscape with Type D3DKMT_ESCAPE_DRIVERPRIVATE and
 * a struct mock_control as the private driver data, so that a library which
 * holds the mock exports the D3DKMT names and nothing else. A caller sends one
 * only after D3DKMTQueryAdapterInfo (KMTQAITYPE_DRIVER_DESCRIPTION) answered
 * MOCK_DRIVER_DESCRIPTION: no other driver is ever shown these bytes.
 *
 * A command that is not for one adapter may leave hAdapter 0.
 *
 * The escape returns STATUS_SUCCESS, or STATUS_INVALID_PARAMETER for a wrong
 * size, magic, command, argument or adapter handle.
 */
#ifndef OFFERCHECK_ABI_CONTROL_H
#define OFFERCHECK_ABI_CONTROL_H

#include <stdint.h>

#define MOCK_DRIVER_DESCRIPTION "offercheck mock kernel"
#define MOCK_CONTROL_MAGIC 0x4B434F4Du /* "MOCK" */
#define MOCK_CONTROL_VERSION 1u

enum mock_control_command {
  MOCK_CONTROL_QUERY_VERSION = 1, /* results[0] = MOCK_CONTROL_VERSION */
  MOCK_CONTROL_STOP_ADAPTER = 2,  /* the escape's hAdapter: as after a PnP stop */
  MOCK_CONTROL_START_ADAPTER = 3, /* the adapter works again; devices made before stay removed */
  MOCK_CONTROL_SET_BUDGET = 4,    /* arguments[0] = bytes that the adapter's segment may hold */
  MOCK_CONTROL_SET_DISCARD = 5,   /* arguments[0] = enum mock_discard_policy, for the adapter */
  MOCK_CONTROL_FAIL_ALLOCATION =
      6, /* arguments[0] = n: the n-th kernel memory allocation from now on fails, once; 0: none */
  MOCK_CONTROL_SET_PROCESS =
      7, /* arguments[0] = index below MOCK_PROCESS_COUNT: this thread's calls come from that process */
  MOCK_CONTROL_STATISTICS = 8, /* results, see enum mock_statistic */
  MOCK_CONTROL_RESET = 9,      /* back to the state at start: nothing open, both adapters started, no fault set */
  MOCK_CONTROL_REGISTER_MEMORY =
      10 /* arguments[0], [1] = address and size in bytes of memory that stays mapped readable and writable; before the
            first MOCK_CONTROL_RESET only */
};

enum mock_discard_policy {
  MOCK_DISCARD_ON_PRESSURE = 0, /* only when memory is needed, in priority order */
  MOCK_DISCARD_ALWAYS = 1,      /* as each allocation is offered */
  MOCK_DISCARD_NEVER = 2        /* memory that an offer could have freed is not found */
};

enum mock_statistic {
  MOCK_STATISTIC_LIVE_OBJECTS = 0,       /* objects that user handles reach, in all processes */
  MOCK_STATISTIC_LIVE_BYTES = 1,         /* bytes of kernel memory in use */
  MOCK_STATISTIC_ALLOCATIONS = 2,        /* kernel memory allocations made since the reset */
  MOCK_STATISTIC_FAILED_ALLOCATIONS = 3, /* of them, failed on request */
  MOCK_STATISTIC_USER_BYTES_READ = 4     /* bytes copied in from callers' memory since the reset, escapes left out */
};

#define MOCK_PROCESS_COUNT 4u
#define MOCK_ADAPTER_COUNT 2u

struct mock_control {
  uint32_t magic;
  uint32_t command;
  uint64_t arguments[4];
  uint64_t results[6];
};

/*
 * Private driver data of one allocation on the mock: what its "user-mode
 * driver" asks its "kernel-mode driver" for. An allocation created with it has
 * `size` bytes of the mock's own memory behind it.
 */
#define MOCK_ALLOCATION_MAGIC 0x434C4C41u /* "ALLC" */

struct mock_allocation_data {
  uint32_t magic;
  uint32_t reserved; /* 0 */
  uint64_t size;     /* bytes, a multiple of MOCK_PAGE_SIZE, not 0, at most MOCK_ALLOCATION_MAX */
};

#define MOCK_PAGE_SIZE 4096u
#define MOCK_ALLOCATION_MAX (16u << 20)
#define MOCK_BUDGET_DEFAULT (256u << 20) /* bytes */

#endif
