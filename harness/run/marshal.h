/*
 * Inside the runner: building one call, making it, and keeping its record.
 */
#ifndef OFFERCHECK_RUN_MARSHAL_H
#define OFFERCHECK_RUN_MARSHAL_H

#include <string.h>

#include "run/execute.h"

#define MARSHAL_MAX_STRUCTURE 128u

/* What one call's record may take: each piece as it was before and after. */
#define MARSHAL_SCRATCH_BYTES (2u * (ARENA_SLOTS + 1) * ARENA_SLOT_BYTES)

/* A call under construction. */
struct marshalled {
  const struct program *program;
  const struct call *call;
  uint8_t structure[MARSHAL_MAX_STRUCTURE];
  struct piece argument;
  struct piece pieces[CALL_MAX_ARGUMENTS]; /* behind pointers, by argument; memory for ARG_SETTING where it has any */
  struct call_record record;
};

/* Begins a call: all 0, but for what marshal_call sets. */
void marshal_begin(struct marshalled *m, const struct program *program, const struct call *call, uint32_t index);

static inline void marshal_store(struct marshalled *m, size_t offset, size_t size, uint64_t value)
{
  memcpy(m->structure + offset, &value, size); /* little-endian, as every machine that has this interface */
}

/* Lays memory for one argument and stores its address in the structure at `offset`. */
bool marshal_place(struct execution *execution, struct marshalled *m, uint8_t argument, struct placement place,
                   size_t offset, const void *data, size_t size);

/* Fills in the structure from the program's arguments, and lays their memory. */
bool marshal_arguments(struct execution *execution, struct marshalled *m);

/* The same for what only create-allocation calls have. */
bool marshal_allocations(struct execution *execution, struct marshalled *m);

/* Bytes that each allocation of a create call has: as many as it asks for, or what the vendor's file says. */
uint64_t marshal_allocation_size(const struct execution *execution, const struct call *call);

/* Bytes of the argument structure that no field covers get the value. */
void marshal_padding(struct marshalled *m, uint8_t value);

/* Lays the structure, records what is there, makes the call, records what came. False: the sink stopped. */
bool marshal_call(struct execution *execution, struct marshalled *m);

/* Handles that a successful call returned go to their slots. */
bool marshal_created(struct execution *execution, const struct marshalled *m);

/* The harness's own operations. */
bool harness_call(struct execution *execution, const struct program *program, const struct call *call, uint32_t index);

/* Hands a record of a harness operation to the sink. */
bool harness_record(struct execution *execution, uint8_t op, uint32_t index, const struct harness_argument *before,
                    const struct harness_argument *after, enum record_outcome outcome, NTSTATUS status,
                    const char *detail);

bool execution_made(struct execution *execution, enum object_type type, uint32_t handle);

#endif
