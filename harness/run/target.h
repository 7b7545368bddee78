/*
 * A target: an implementation of the D3DKMT entry points, reached by name.
 */
#ifndef OFFERCHECK_RUN_TARGET_H
#define OFFERCHECK_RUN_TARGET_H

#include "abi/control.h"
#include "abi/entry_points.h"
#include "program/program.h"

struct target {
  struct abi_table table;
  bool is_mock;          /* it answers the mock's control interface */
  char description[128]; /* what its first adapter calls itself, UTF-8; "" if it does not say */
};

/* The target that this program was linked with. */
void target_open_linked(struct target *ret_target);

/* Loads a library with D3DKMT entry points. False: ret_error says why in one line. */
bool target_open_library(const char *path, struct target *ret_target, char *ret_error, size_t error_size);

/* Asks the target what it is. Calls into it. */
void target_probe(struct target *target);

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

/*
 * Whether the target has what stands behind an operation of the harness's own:
 * an escape of the system's, or the mock's control interface.
 */
bool target_is_capable(const struct target *target, enum program_op op);

/*
 * Why the target cannot play the program: an entry point or a capability that
 * it lacks. False, with nothing in ret_reason: it can.
 */
bool target_lacks(const struct target *target, const struct program *program, char *ret_reason, size_t size);

#endif
