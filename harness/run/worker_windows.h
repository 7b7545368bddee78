/*
 * Between the two sides of a worker on Windows, where there is no fork: the
 * parent starts its own program anew and leaves in shared memory what the
 * other is to know. worker_windows.c is the parent, worker_child_windows.c the
 * worker.
 */
#ifndef OFFERCHECK_RUN_WORKER_WINDOWS_H
#define OFFERCHECK_RUN_WORKER_WINDOWS_H

#include "run/provision.h"
#include "run/worker_process.h"

/* The first argument of a worker; the second is the handle of the shared memory, in hexadecimal digits. */
#define WORKER_ARGUMENT "--worker-process"

/* WAIT_OBJECT_0, which <windows.h> lacks without its statuses. */
#define SIGNALED 0u

/* The handles are inherited: they have the same values in both. */
struct shared {
  /* What the parent writes before it sets the event `command_given`. */
  HANDLE command_given, answered;
  uintptr_t player;     /* counted from where the program is loaded, which need not be the same place */
  size_t library_size;  /* in bytes, with its NUL; 0: the target that the program was linked with */
  size_t program_count; /* of the set that is the player's context */
  struct command command;
  struct wishes {
    bool has_adapter, has_provision, disruptive, is_known;
    char adapter[256];
    struct provision provision;
    struct target known;
  } wishes;

  struct channel channel;

  /* The library's path, then each program's size (a uint64_t) and its binary form. */
  uint8_t start[];
};

#endif
