/*
 * The kernel's objects. Each is its own block of kernel memory; a parent owns
 * its children and destroys them with itself, so that a pointer upwards is
 * always good. Everything here is read and written with the kernel lock held.
 */
#ifndef OFFERCHECK_MOCK_OBJECTS_H
#define OFFERCHECK_MOCK_OBJECTS_H

#include "abi/control.h"
#include "mock/handle_table.h"
#include "mock/list.h"

#define MOCK_OFFER_LISTS 3 /* LOW, NORMAL, HIGH; AUTO is one of them */

/* A graphics adapter with one memory segment. Never destroyed; what a handle opens is a struct mock_adapter_handle. */
struct mock_adapter {
  LUID luid;
  bool is_stopped;
  enum mock_discard_policy policy;
  uint64_t budget; /* bytes */
  uint64_t usage;  /* bytes of resident allocations */
  struct mock_list devices;
  struct mock_list offered[MOCK_OFFER_LISTS]; /* oldest offer first */
};

struct mock_adapter_handle {
  struct mock_object object;
  struct mock_adapter *adapter;
};

struct mock_device {
  struct mock_object object;
  struct mock_adapter *adapter;
  D3DKMT_DEVICEEXECUTION_STATE state; /* anything but ACTIVE is for good */
  struct mock_list adapter_link;
  struct mock_list contexts;
  struct mock_list paging_queues;
  struct mock_list resources;
  struct mock_list allocations; /* all of them, those of resources too */
};

struct mock_context {
  struct mock_object object;
  struct mock_list device_link;
};

struct mock_sync_object {
  struct mock_object object;
  UINT64 *value; /* a block of its own: callers read it */
};

struct mock_paging_queue {
  struct mock_object object;
  struct mock_sync_object *fence;
  struct mock_list device_link;
};

struct mock_resource {
  struct mock_object object;
  struct mock_list device_link;
  struct mock_list allocations;
};

struct mock_allocation {
  struct mock_object object;
  struct mock_resource *resource; /* NULL: stands alone */
  struct mock_list device_link;
  struct mock_list resource_link;
  struct mock_list offer_link;
  size_t size;     /* bytes */
  uintptr_t heap;  /* the caller's memory behind it, or 0 */
  void *bytes;     /* the mock's, where heap is 0; NULL while decommitted */
  UINT priority;   /* D3DDDI_ALLOCATIONPRIORITY_* */
  UINT lock_count; /* times it is mapped */
  bool is_resident;
  bool is_wanted;    /* on the residency list: page it in when it is reclaimed */
  bool is_offered;   /* from the offer until the reclaim */
  bool is_lost;      /* discarded since the offer */
  bool may_decommit; /* the last offer said AllowDecommit */
  bool is_decommitted;
  bool is_marked;          /* scratch, within one call */
  uint64_t reclaim_call;   /* the last reclaim call that named it, and its answer: */
  unsigned reclaim_result; /* D3DDDI_RECLAIM_RESULT */
#ifdef MOCK_DEFECTS
  unsigned offer_count;
  bool is_just_reclaimed;
#endif
};

/*
 * A zeroed object with a handle in the table of its kind; NULL when kernel
 * memory is out. Its lists are the caller's to initialise.
 */
void *mock_object_create(struct mock_process *process, enum mock_kind kind);

/* Takes the handle back and frees the object, which is on no list any more. */
void mock_object_free(struct mock_object *object);

/* The live object of that kind that the process's handle names, compared in full; or NULL. */
void *mock_object_find(const struct mock_process *process, D3DKMT_HANDLE handle, enum mock_kind kind);

/* Destroy an object with all that it owns. They always succeed. */
void mock_device_destroy(struct mock_device *device);
void mock_context_destroy(struct mock_context *context);
void mock_paging_queue_destroy(struct mock_paging_queue *queue);
void mock_resource_destroy(struct mock_resource *resource);
void mock_allocation_destroy(struct mock_allocation *allocation);

/* The device that `handle` names, checked to be usable: else STATUS_INVALID_PARAMETER or STATUS_DEVICE_REMOVED. */
NTSTATUS mock_device_find_active(const struct mock_process *process, D3DKMT_HANDLE handle,
                                 struct mock_device **ret_device);

#endif
