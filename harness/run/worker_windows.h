/*
 * Between the two sides of a worker on Windows, where there is no fork: the
 * parent starts its own program anew and leaves in shared memory what the
 * other is to know. worker_windows.c is the parent, worker_child_windows.c the
 * worker.
 */
#ifndef OFFERCHECK_RUN_WORKER_WINDOWS_H
#define OFFERCHECK_RUN_WORKER_WINDOWS_H

#include <stdatomic.h>

#include "run/worker.h"

/* The first argument of a worker; the second is the handle of the shared memory, in hexadecimal digits. */
#define WORKER_ARGUMENT "--worker-process"

/* WAIT_OBJECT_0, which <windows.h> lacks without its statuses. */
#define SIGNALED 0u

#define SHARED_BYTES ((size_t)16 << 20)

enum answer { ANSWER_READY = 'R', ANSWER_DONE = 'D', ANSWER_FULL = 'F', ANSWER_FAILED = 'X' };

/* The handles are inherited: they have the same values in both. */
struct shared {
  /* What the parent writes before it sets the event `command`. */
  HANDLE command, answered;
  uintptr_t player;     /* counted from where the program is loaded, which need not be the same place */
  size_t library_size;  /* in bytes, with its NUL; 0: the target that the program was linked with */
  size_t program_count; /* of the set that is the player's context */
  struct job job;       /* unless the command says no more than that records were taken */

  /* What the worker writes before it sets the event `answered`. */
  struct worker_hello hello;
  _Atomic int answer;
  _Atomic size_t used;       /* bytes of whole records */
  _Atomic size_t in_call;    /* bytes of the record behind them, of the call that is being made; 0: none */
  _Atomic bool lost_handles; /* the worker cannot answer: the target closed what it should not have */
  uint8_t records[SHARED_BYTES];

  /* The library's path, then each program's size (a uint64_t) and its binary form. */
  uint8_t start[];
};

#endif
