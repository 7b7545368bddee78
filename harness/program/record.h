/*
 * What was called and what came back: one executed call.
 *
 * The runner writes records, the oracle judges them, transcripts keep them.
 * Addresses in a record are nominal (see run/arena.h), so that two runs of the
 * same program give the same bytes.
 */
#ifndef OFFERCHECK_PROGRAM_RECORD_H
#define OFFERCHECK_PROGRAM_RECORD_H

#include <string.h>

#include "program/buffer.h"
#include "program/program.h"

/* Memory that was handed to a call. */
struct memory_record {
  uint64_t address;  /* 0: the pointer was NULL */
  uint8_t place;     /* enum placement_kind */
  uint32_t size;     /* bytes that the program laid there */
  uint32_t readable; /* bytes that can be read from address on: size, less if cut off, more if what follows is mapped */
  bool writable;
  const uint8_t *before; /* `readable` bytes each; both are the same pointer when nothing was written */
  const uint8_t *after;
};

enum record_outcome {
  RECORD_RETURNED, /* `status` is what the target returned */
  RECORD_MISSING,  /* the target lacks the entry point or the capability: nothing was called */
  RECORD_CRASHED,  /* the call did not come back: `detail` says how */
  RECORD_TIMEOUT,
  RECORD_SKIPPED /* not played: what it works on could not be reached (a fill of memory that could not be locked) */
};

struct call_record {
  uint8_t op;      /* enum program_op */
  uint8_t outcome; /* enum record_outcome */
  uint8_t process; /* index of the process that the call came from */
  bool teardown;   /* made by the runner after the program, to leave nothing behind */
  uint32_t call;   /* index of the program's call; several records may belong to one (fill, check, reset-adapter) */
  NTSTATUS status;
  struct memory_record argument;                   /* the argument structure */
  struct memory_record memory[CALL_MAX_ARGUMENTS]; /* behind its pointers, by argument; unused ones are all 0 */
  const char *detail; /* never NULL: "" or the reason of an outcome other than RECORD_RETURNED */
};

/* Appends the record to `buffer` in the form that record_read takes. Exhaustion shows in buffer->failed. */
void record_write(const struct call_record *record, struct buffer *buffer);

/*
 * Reads the record at *position of `data` and moves *position behind it. The
 * record's pointers lead into `data`. False: the bytes are not a whole record.
 */
bool record_read(const uint8_t *data, size_t size, size_t *position, struct call_record *ret_record);

/* The argument's field as a number, from the structure as it was before (or after) the call; 0 if it could not be read. */
static inline uint64_t record_field(const struct call_record *record, size_t offset, size_t size, bool after)
{
  const uint8_t *data = after ? record->argument.after : record->argument.before;
  const size_t readable = record->argument.readable;
  uint64_t number = 0;

  if (size <= sizeof number && offset <= readable && readable - offset >= size && data != NULL)
    memcpy(&number, data + offset, size); /* little-endian, as every machine that has this interface */
  return number;
}

#endif
