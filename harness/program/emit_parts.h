/*
 * Inside the C emitter. Private to emit*.c.
 */
#ifndef OFFERCHECK_PROGRAM_EMIT_PARTS_H
#define OFFERCHECK_PROGRAM_EMIT_PARTS_H

#include "program/emit.h"

/* ---- declarations that are picked by what refers to them ---- */

struct declaration {
  const char *text; /* in its source, with the comment above if that is to go with it */
  size_t size;
  bool posix; /* Windows' own headers have it */
  bool used;
  char name[64];
};

struct declarations {
  struct declaration *items;
  size_t count, capacity;
  bool failed;
};

/* Adds all declarations of a text, which must outlive them. `explained`: the comments above them go with them. */
void declarations_add(struct declarations *declarations, const char *text, bool explained);

/* Marks what the text refers to, and what that refers to in turn. */
void declarations_use(struct declarations *declarations, const char *text, size_t size);

/* Appends what is used, of the given kind. */
void declarations_write(const struct declarations *declarations, bool posix, struct buffer *ret_text);

/* Whether the name stands as a word in what is used. */
bool declarations_mention(const struct declarations *declarations, const char *name);
void declarations_free(struct declarations *declarations);

/* Whether `word` stands in the text as a word of its own, outside comments. */
bool emit_has_word(const char *text, size_t size, const char *word);

/* ---- variables: the program's objects ---- */

/* Slots that stand in one variable. */
struct emit_variable {
  uint8_t type;
  uint32_t slot, count;
  bool read;         /* its handles are passed to something */
  bool luid_read;    /* an adapter's LUID is */
  const char *named; /* in the program, else NULL */
  char name[80];
};

/* A reclaim's result that decides whether wrong content is a fault. */
struct emit_intact {
  size_t call;
  uint32_t item;
  const struct emit_fault *fault;
};

#define EMIT_MAX_INTACTS 64u

struct emitter {
  const struct program *program;
  const struct emit_facts *facts;
  struct buffer *text; /* the body of main */
  struct emit_variable *variables;
  size_t variable_count, variable_capacity;
  size_t first_fault; /* the call, or SIZE_MAX */
  bool teardown;      /* what is left is destroyed in the end */
  bool fence;         /* a paging fence value fell */
  bool reads;         /* too much was read */
  uint64_t heap_used; /* of the memory behind existing-heap allocations, bytes */
  struct emit_intact intacts[EMIT_MAX_INTACTS];
  size_t intact_count;
  bool failed;
};

/* Finds the variables that a program needs. False: out of memory. */
bool emit_find_variables(struct emitter *emitter);

/* Gives them names that nothing else in the text has. */
void emit_name_variables(struct emitter *emitter, const struct declarations *declarations);
void emit_declare_variables(const struct emitter *emitter, struct buffer *ret_text);

/* The variable that holds a slot. */
const struct emit_variable *emit_variable(const struct emitter *emitter, uint8_t type, uint32_t slot);

/* "X[2]", "device0 ^ 0x40", "0x40000040" */
void emit_handle(const struct emitter *emitter, struct handle_ref handle, struct buffer *ret_text);

/* The same for item `index` of a run, as C: "X[4 + i]". */
void emit_run_item(const struct emitter *emitter, struct handle_ref run, struct buffer *ret_text);

/* Where a new handle goes: "X[2]"; NULL variable: nothing reads it. */
void emit_slot(const struct emit_variable *variable, uint32_t slot, struct buffer *ret_text);
void emit_luid_slot(const struct emit_variable *variable, uint32_t slot, struct buffer *ret_text);

/* ---- fields ---- */

/* A structure's fields, as they are filled in. */
struct emit_fields {
  const char *structure;
  const char *variable;
  struct buffer paths; /* "hDevice\0D\0": path and value, one after the other */
  size_t count;
};

void emit_fields_free(struct emit_fields *fields);
void emit_field(struct emit_fields *fields, const char *path, const char *value);

/* A number, by its symbols' C names, its bit-fields' names, or as what it is. */
void emit_number_field(struct emit_fields *fields, const struct argument_info *row, uint64_t number);

/* Appends the variable's definition: initialized, or its padding set first. */
void emit_define(struct emitter *emitter, const struct emit_fields *fields, uint8_t padding);

/* "handle_list" for HandleList, "offer_allocations" for OfferAllocations, "results" for pResults. */
void emit_snake(const char *name, char ret_name[64]);

/* Appends a number as C: decimal where that is short. */
void emit_number(uint64_t number, struct buffer *ret_text);
const char *emit_symbol(const struct symbols *symbols, uint64_t value, char ret_name[96]);

/* ---- memory ---- */

/* Appends an expression: placed memory that holds a variable's bytes. `reference` is "&" or ""; NULL variable: no bytes. */
void emit_place(struct placement place, const char *reference, const char *variable, struct buffer *ret_text);

/* Whether a piece so placed can be read and written whole. */
bool emit_is_whole(struct placement place, uint64_t size);

/* Whether the callee sees the bytes that were laid there, or the first of them. */
bool emit_is_laid(uint8_t kind);

/* Bytes of a piece that are mapped. */
uint64_t emit_mapped(struct placement place, uint64_t size);

/* ---- calls ---- */

/* A call on the interface. */
void emit_interface_call(struct emitter *emitter, size_t index);

/* Fills in what only create-allocation calls have, and defines the memory that it leads to. */
void emit_allocations(struct emitter *emitter, const struct call *call, struct emit_fields *fields, bool guard);

/* Takes new handles from where the call left them. */
void emit_created(struct emitter *emitter, const struct call *call, const char *variable, bool sure, bool guard);

/* One of the harness's own. */
void emit_harness(struct emitter *emitter, size_t index);

/* Items that a create-allocation call describes, and that an output has room for. */
uint32_t emit_wanted(const struct call *call);
uint32_t emit_room(const struct program *program, const struct call *call, uint8_t argument);

/* ---- what came ---- */

/* Finds the reclaims that wrong content is held against; their results are kept in the variables intact_1 and so on. */
void emit_find_intacts(struct emitter *emitter);
bool emit_has_intact(const struct emitter *emitter, size_t call);
void emit_intacts(struct emitter *emitter, size_t call);
void emit_intact_condition(const struct emitter *emitter, const struct emit_fault *fault, struct buffer *ret_text);

const struct emit_fault *emit_find_fault(const struct emit_call *came, enum emit_fault_kind kind);

/* The line that prints what came back, and the one that asks for what has to be so. Returns whether success is sure. */
bool emit_returned(struct emitter *emitter, size_t index, const char *name);

/* What else was wrong with a call. */
void emit_faults(struct emitter *emitter, size_t index, const char *variable);
void emit_statistics_faults(struct emitter *emitter, const struct emit_call *came);
void emit_fault_if(struct emitter *emitter, const struct emit_fault *fault, const char *condition);

/* Text as a C string literal's inside, or in a comment. */
void emit_quoted(const char *text, struct buffer *ret_text);
void emit_comment(const char *text, struct buffer *ret_text);

/* "STATUS_SUCCESS" or "(NTSTATUS)0xC0000011". */
void emit_status(NTSTATUS status, struct buffer *ret_text);

/* Whether the call has to come back as it did for what follows to mean anything. */
bool emit_is_needed(const struct emitter *emitter, size_t index);

bool emit_is_judged(uint8_t op);

#endif
