/*
 * A program: typed calls on named objects, played in order on a target.
 *
 * It has two forms that convert into each other without loss, binary
 * (program/binary.h) and text (program/text.h). A program says what to pass,
 * never what it is worth: handles are written as "allocation 3", and become
 * values only when the program runs (run/).
 */
#ifndef OFFERCHECK_PROGRAM_PROGRAM_H
#define OFFERCHECK_PROGRAM_PROGRAM_H

#include "program/ops.h"

/* Limits that keep every program small enough to play; the decoders cut off what lies beyond. */
#define PROGRAM_MAX_CALLS 4096u
#define PROGRAM_MAX_LIST 65536u      /* items of one list once its runs are unrolled */
#define PROGRAM_MAX_ITEMS (1u << 20) /* of all lists of a program, unrolled */
#define PROGRAM_MAX_NAMES 1024u      /* of objects */
#define PROGRAM_MAX_NOTES 256u       /* requirements; capabilities */

/*
 * A handle, or in a list a run of them. The handle of an object that was
 * destroyed is the value it had; of one that was never created, 0.
 */
struct handle_ref {
  uint8_t type;   /* enum object_type */
  uint8_t stride; /* 1: a run takes the slots one after another; 0: it repeats the same one */
  uint16_t slot;  /* below object_types[type].slots */
  uint32_t flip;  /* XORed to the object's handle; with OBJECT_VALUE it is the value */
  uint32_t count; /* length of the run, at least 1; 1 outside lists */
};

/* A number in a list, `count` times. */
struct value_run {
  uint32_t value;
  uint32_t count;
};

/* Where the memory that a pointer leads to lies. */
enum placement_kind {
  PLACE_GUARDED = 0,  /* readable and writable, ends where an unmapped page begins */
  PLACE_NULL,         /* the pointer is NULL */
  PLACE_UNMAPPED,     /* nothing is mapped there */
  PLACE_KERNEL,       /* an address that belongs to the kernel */
  PLACE_NONCANONICAL, /* an address that the processor refuses */
  PLACE_CUT,          /* only the first `argument` bytes are mapped */
  PLACE_MISALIGNED,   /* `argument` bytes (1 to 7) past an 8-byte boundary */
  PLACE_READ_ONLY,    /* mapped without write permission */
  PLACE_ACROSS,       /* across the boundary of two mapped pages */
  PLACE_ADDRESS,      /* the address `argument` itself, or one where nothing is mapped if something is there */
  PLACE_COUNT
};

struct placement {
  uint8_t kind;
  uint64_t argument;
};

extern const char *const placement_names[PLACE_COUNT];
bool placement_has_argument(enum placement_kind kind);

struct argument {
  struct placement place; /* ARG_HANDLES, ARG_VALUES, ARG_OUTPUT */
  union {
    struct handle_ref handle; /* ARG_HANDLE; ARG_LUID (an adapter, or OBJECT_VALUE with the number in `number`) */
    struct {                  /* ARG_HANDLES: program->handles; ARG_VALUES: program->values */
      uint32_t first;
      uint32_t count;
    } list;
    struct { /* ARG_CREATED: where the new handles go; count 0: nowhere */
      uint16_t slot;
      uint16_t count;
    } created;
  };
  uint64_t number; /* ARG_U32, ARG_U64, ARG_COUNT, ARG_SETTING, ARG_LUID; ARG_OUTPUT: items there is room for */
  bool given;      /* ARG_COUNT, ARG_OUTPUT: the number stands; else it follows from the list or the count */
};

struct call {
  uint8_t op;             /* enum program_op */
  uint8_t padding;        /* every byte of the argument structure that no field covers */
  struct placement place; /* of the argument structure */
  struct argument arguments[CALL_MAX_ARGUMENTS];
};

#define EXPECT_MAX_STATUSES 8

/* What a case's author says that a call may return. */
struct expectation {
  uint32_t call;
  uint8_t count;
  NTSTATUS statuses[EXPECT_MAX_STATUSES];
};

/* A name for a run of slots, "X" or "X[4]". */
struct object_name {
  uint8_t type;
  uint16_t slot;
  uint16_t count;
  char *name;
};

struct program {
  struct call *calls;
  size_t call_count;
  struct handle_ref *handles;
  size_t handle_count;
  struct value_run *values;
  size_t value_count;

  /* The rest is empty in a program that a fuzzer made. */
  struct expectation *expectations; /* by rising call */
  size_t expectation_count;
  struct object_name *names;
  size_t name_count;
  char *name;          /* of the case */
  char *sentence;      /* the property that it holds */
  const char *file;    /* that the case stands in, not owned; NULL: none that is known */
  size_t line;         /* of the case in the text that it was read from, from 1; 0: none */
  char **requirements; /* ids that it shows */
  size_t requirement_count;
  char **needs; /* capabilities */
  size_t need_count;

  size_t capacity[7]; /* of the seven arrays, in order */
};

/* Makes an empty program. It owns nothing until something is added. */
void program_init(struct program *program);

/* Whether it has a title, names, expectations, requirements or needs: what a program that a fuzzer made has not. */
bool program_has_notes(const struct program *program);

/* Empties a program and keeps its memory for the next one; the names are freed. */
void program_clear(struct program *program);

/* Frees all that a program owns, and leaves it empty. */
void program_free(struct program *program);

/*
 * Adds a call with each argument at its default. The pointer is good until the
 * next call is added. NULL: out of memory, or PROGRAM_MAX_CALLS are there.
 */
struct call *program_add_call(struct program *program, enum program_op op);

/* Adds items to the list of an argument of the last call; all items of one list are added in a row. False: out of memory. */
bool program_add_handle(struct program *program, struct argument *list, struct handle_ref handle);
bool program_add_value(struct program *program, struct argument *list, struct value_run value);

bool program_add_expectation(struct program *program, const struct expectation *expectation);
bool program_add_name(struct program *program, enum object_type type, uint16_t slot, uint16_t count, const char *name);
bool program_add_requirement(struct program *program, const char *id);
bool program_add_need(struct program *program, const char *capability);

/* Sets both; NULL for none. The program's own name or sentence may be handed in to keep it. */
bool program_set_title(struct program *program, const char *name, const char *sentence);

/* Copies all of `source`. False: out of memory; the copy is then empty. */
bool program_copy(const struct program *source, struct program *ret_copy);

/* Adds the calls of `source`, another program, from `first` on. False: out of memory, or too many calls. */
bool program_append(struct program *program, const struct program *source, size_t first);

/* Items of a list once its runs are unrolled. */
uint32_t program_list_length(const struct program *program, const struct call *call, uint8_t argument);

/* The handle_ref at place `index` of a list, its count 1; `index` is below the list's length. */
struct handle_ref program_list_handle(const struct program *program, const struct argument *list, uint32_t index);

/* Whether the argument says what program_add_call lets it say. */
bool program_argument_is_default(const struct argument_info *row, const struct argument *argument);

/* Whether two programs make the same calls with the same arguments (titles, names and expectations aside). */
bool program_same_calls(const struct program *a, const struct program *b);

#endif
