/*
 * Playing one program after the other in a worker, to see whether they show
 * the same failure.
 */
#ifndef OFFERCHECK_RUN_REPRODUCE_H
#define OFFERCHECK_RUN_REPRODUCE_H

#include "oracle/oracle.h"
#include "run/target.h"

#define SIGNATURE_NO_CALL SIZE_MAX

/* What a program showed: enough to tell the same failure from another. */
struct signature {
  enum verdict verdict; /* of the heaviest finding, the first of them; below VERDICT_WARN nothing failed */
  char requirement[64]; /* id; "" when none is concerned */
  char ending[160];     /* of the worker in the call concerned or, where none is, anywhere: "SIGSEGV"; "" if it lives */
  uint8_t op;           /* of the call that it ended in; OP_COUNT: none */
  char report[400];     /* a sanitizer's: "AddressSanitizer heap-use-after-free in f, g, h"; "" if there is none */

  /* What the same failure need not have in common. */
  size_t call; /* place in the program of the call concerned; SIGNATURE_NO_CALL: none */
  char message[480];
};

/* Whether it is of a failure. */
bool signature_fails(const struct signature *signature);

/* Whether both are of the same: by the sanitizer's report or, where there is none, by verdict, requirement and ending. */
bool signature_same(const struct signature *a, const struct signature *b);

/* "OFR-HND-03 FAIL", "OFR-PTR-02 CRASH, SIGSEGV in OfferAllocations", or the report. */
void signature_describe(const struct signature *signature, char *ret_text, size_t size);

/*
 * Looks for a sanitizer's report in what a target wrote: its kind and the
 * first three functions of its first stack, without the sanitizer's own.
 * False: there is none, and ret_report is "".
 */
bool sanitizer_report(const char *output, char *ret_report, size_t size);

struct reproduce_options {
  const char *library; /* path, or NULL for the target that this program was linked with */
  unsigned timeout_seconds;
  const struct requirement_set *requirements;
  const struct profile *profile;
  const volatile int *stop;
};

enum reproduce_end {
  REPRODUCE_PLAYED,
  REPRODUCE_STOPPED, /* on request */
  REPRODUCE_UNABLE   /* the harness or its worker: ret_error says why */
};

struct reproducer;

/* Starts a worker. The options' pointers stay in use. NULL: ret_error says why in one line. */
struct reproducer *reproducer_create(const struct reproduce_options *options, char *ret_error, size_t size);
void reproducer_destroy(struct reproducer *reproducer);

/* As target_lacks, of a case; what shows nothing is played as far as the target goes. */
bool reproducer_lacks(const struct reproducer *reproducer, const struct program *program, char *ret_reason,
                      size_t size);

/*
 * Plays a program and judges it. The worker is the last program's unless that
 * one ended it, or `fresh` asks for a new one.
 */
enum reproduce_end reproducer_play(struct reproducer *reproducer, const struct program *program, bool fresh,
                                   struct signature *ret_signature, char *ret_error, size_t size);

/* Whether some program but the last was played in the last program's worker. */
bool reproducer_is_used(const struct reproducer *reproducer);

#endif
