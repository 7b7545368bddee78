/*
 * What fuzzing found: what `offercheck fuzz` writes as fuzzing.json and the
 * reports read. Strings are UTF-8, owned by the results, and never NULL.
 */
#ifndef OFFERCHECK_CERTIFY_FUZZING_H
#define OFFERCHECK_CERTIFY_FUZZING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FUZZING_FORMAT "offercheck-fuzzing-1"

struct fuzzing_finding {
  char *requirement; /* id; "" when none is concerned */
  char *sentence;    /* the requirement's, or the sanitizer's report; "" for none */
  char *verdict;     /* a verdict's name */
  char *signature;   /* what tells it from others, in one line */
  char *calls;       /* text, decoded and minimized where it could be */
  char **files;      /* by their paths below the folder of fuzzing.json */
  size_t file_count;
};

/* One fuzz target. Numbers that the engine does not tell are 0. */
struct fuzzing_target {
  char *name;
  char *property;
  char *engine;     /* "libFuzzer", "AFL++" */
  char *sanitizers; /* "address, undefined"; "" for none */
  char *target;     /* "mock", or the library's path */
  char *command;    /* the engine's, to copy */
  char *end;        /* why it ended before its time; "" if it did not */
  uint64_t seed;
  uint64_t executions;
  uint64_t executions_per_second; /* of all processes */
  uint64_t edges;                 /* covered */
  uint64_t edges_total;
  uint64_t corpus;     /* inputs at the end, seeds among them */
  uint64_t corpus_new; /* that fuzzing added */
  struct fuzzing_finding *findings;
  size_t finding_count;
};

/* What the committed corpora reach of a file. */
struct fuzzing_coverage {
  char *file;
  uint64_t lines, lines_covered;
  uint64_t branches, branches_covered;
};

struct fuzzing {
  char *version; /* of offercheck */
  struct fuzzing_target *targets;
  size_t target_count;
  struct fuzzing_coverage *coverage;
  size_t coverage_count;
};

/* NULL: out of memory. */
struct fuzzing *fuzzing_create(void);
void fuzzing_free(struct fuzzing *fuzzing);

/* Adds an item of `size` bytes, all 0, to an array of the results. NULL: out of memory. */
void *fuzzing_add(void *ret_array, size_t *count, size_t size);

/* ---- the one description of the form, that it is written, read and freed by ---- */

enum fuzzing_kind { FUZZING_STRING, FUZZING_NUMBER, FUZZING_STRINGS, FUZZING_OBJECTS };

struct fuzzing_key {
  const char *name;
  enum fuzzing_kind kind;
  size_t offset;                      /* of the member */
  size_t count_offset;                /* of its count, where it is an array */
  const struct fuzzing_object *items; /* FUZZING_OBJECTS */
};

struct fuzzing_object {
  const char *name; /* to complain of */
  size_t size;
  const struct fuzzing_key *keys;
  size_t key_count;
};

extern const struct fuzzing_object fuzzing_form;

#endif
