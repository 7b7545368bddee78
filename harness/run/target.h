/*
 * A target: an implementation of the D3DKMT entry points, reached by name.
 */
#ifndef OFFERCHECK_RUN_TARGET_H
#define OFFERCHECK_RUN_TARGET_H

#include "abi/control.h"
#include "abi/entry_points.h"
#include "program/buffer.h"
#include "program/program.h"

struct provision;
struct others;

#define TARGET_HOW 120u

enum capability {
  CAPABILITY_PROCESSES,
  CAPABILITY_STOP_ADAPTER,
  CAPABILITY_RESET_ADAPTER,
  CAPABILITY_SET_BUDGET,
  CAPABILITY_SET_DISCARD,
  CAPABILITY_FAIL_ALLOCATION,
  CAPABILITY_STATISTICS,
  CAPABILITY_COUNT
};

extern const char *const capability_names[CAPABILITY_COUNT]; /* as in program_ops */

struct target_capability {
  bool there;
  char how[TARGET_HOW]; /* the way, or why there is none */
};

/* The ways to an allocation, in the order in which they are tried. */
enum allocation_way {
  ALLOCATION_HEAP,        /* a standard allocation over memory of the harness's own */
  ALLOCATION_PROVISIONED, /* with the vendor's private driver data, see run/provision.h */
  ALLOCATION_MOCK,        /* with the mock's */
  ALLOCATION_WAYS
};

struct target {
  struct abi_table table;
  const struct provision *provision; /* what the vendor gave; NULL: nothing */
  struct others *others;             /* the processes in which its other calls are made; NULL: there are none */
  /* What run/probe.h found out: */
  bool is_mock;          /* it answers the mock's control interface */
  char description[128]; /* what its adapter calls itself, UTF-8; "" if it does not say */
  uint64_t luid;         /* of the adapter that programs find first; 0: they find them as the target lists them */
  uint32_t adapters;     /* how many it has */
  struct target_capability device;
  struct target_capability allocations[ALLOCATION_WAYS];
  struct target_capability capabilities[CAPABILITY_COUNT];
};

/* The target that this program was linked with. */
void target_open_linked(struct target *ret_target);

/* Loads a library with D3DKMT entry points. False: ret_error says why in one line. */
bool target_open_library(const char *path, struct target *ret_target, char *ret_error, size_t error_size);

/* What an escape of the harness's own is built in: memory that the target has been told of is the fastest. */
struct escape_memory {
  D3DKMT_ESCAPE escape;
  union {
    struct mock_control control;
    D3DKMT_VIDMM_ESCAPE vidmm;
    D3DKMT_TDRDBGCTRL_ESCAPE tdr;
  } data;
};

/* Sends the first `size` bytes of memory->data. The target has the entry point. */
NTSTATUS target_escape(const struct target *target, struct escape_memory *memory, D3DKMT_HANDLE adapter,
                       D3DKMT_ESCAPETYPE type, UINT size);

/* A command to the mock; STATUS_NOT_SUPPORTED for any other target. `results` may be NULL. */
NTSTATUS target_control(const struct target *target, struct escape_memory *memory, D3DKMT_HANDLE adapter,
                        enum mock_control_command command, const uint64_t arguments[4], uint64_t results[6]);

/* Whether the target has what stands behind an operation of the harness's own. */
bool target_is_capable(const struct target *target, enum program_op op);

/* The way to an allocation of that backing; ALLOCATION_WAYS: there is none. */
enum allocation_way target_allocation_way(const struct target *target, uint64_t backing);

/* Makes sure that what was found out is text, whatever was written over it. */
void target_tidy(struct target *target);

/* What was found out of the target, as text that target_take_found takes: "heap yes; provisioned no: none was given". */
void target_allocations_text(const struct target *target, struct buffer *ret_text);
void target_capabilities_text(const struct target *target, struct buffer *ret_text);

/* The other way round. False: it is no such text. */
bool target_take_allocations(const char *text, struct target *target);
bool target_take_capabilities(const char *text, struct target *target);

/*
 * Sets every adapter's discard fault back to none, as far as the target can:
 * what a program set must not outlive it.
 */
void target_clear_faults(const struct target *target, struct escape_memory *memory);

/*
 * Why the target cannot play the program: an entry point, a capability, an
 * adapter, a device or an allocation that it lacks. False, with nothing in ret_reason: it can.
 */
bool target_lacks(const struct target *target, const struct program *program, char *ret_reason, size_t size);

#endif
