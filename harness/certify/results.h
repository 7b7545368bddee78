/*
 * What a run found: the one thing that all report writers read.
 *
 * Strings are UTF-8, owned by the results, and never NULL unless it says so.
 * What a target can name (its path, its statuses, its output) is not escaped
 * here: a writer escapes everything it prints. Nothing here depends on the
 * time or on chance, but for `times`.
 */
#ifndef OFFERCHECK_CERTIFY_RESULTS_H
#define OFFERCHECK_CERTIFY_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "certify/fuzzing.h"
#include "certify/waivers.h"
#include "oracle/requirements.h"
#include "oracle/verdict.h"

/* What is said of one call, or of a case as a whole. */
struct finding {
  enum verdict verdict;
  char *requirement; /* id; "" when none is concerned (BROKEN) */
  char *message;     /* one sentence: what was allowed, what came */
};

/* One executed call, decoded. */
struct call_result {
  char *text;     /* as in a program: "OfferAllocations hDevice=D HandleList=[X] Priority=LOW" */
  char *decoded;  /* what was passed, a line a field: "NumAllocations  1 (0x1)\n..." */
  char *outcome;  /* "STATUS_INVALID_PARAMETER (0xC000000D)", "did not return: SIGSEGV at 0x10", ... */
  char *allowed;  /* "STATUS_INVALID_PARAMETER (0xC000000D)" and so on; "" where nothing is demanded */
  uint32_t place; /* in the program, from 0 */
  bool teardown;  /* made by the harness after the case, to leave nothing behind */
  struct finding *findings;
  size_t finding_count;
};

struct case_result {
  char *name;
  char *property;
  const char *file;    /* that it stands in, below the repository's top, not owned; NULL: it was generated */
  size_t line;         /* in that file, from 1 */
  char **requirements; /* ids that the case shows */
  size_t requirement_count;
  enum verdict verdict;
  char *
      reason; /* "" for PASS, else one line; for CRASH the signal and the call; for BROKEN what the harness did wrong */
  char *output; /* what the target wrote on its standard output and error while the case ran, cut short; often "" */
  struct call_result *calls;
  size_t call_count;
  struct finding *findings; /* those that belong to no single call */
  size_t finding_count;
};

/* A generated suite: every combination of field classes, each judged. */
struct suite_result {
  char *name; /* "exhaustive/offer" */
  char *property;
  char **requirements; /* ids that its combinations show */
  size_t requirement_count;
  char *parameters;                 /* the classes of each field, a line each: "device: valid, zero, stale" */
  uint64_t combinations;            /* how many there are */
  uint64_t judged;                  /* how many were; less only when the run was stopped, or the reason says why */
  uint64_t verdicts[VERDICT_COUNT]; /* of those judged */
  enum verdict verdict;             /* the heaviest */
  char *reason;
  /* The first failing combinations stand among the cases as NAME#NUMBER, each with its calls. */
};

/* Implementation-defined behaviour: what this target does where the contract leaves it open. */
struct observed_behaviour {
  char *outcome;  /* "STATUS_SUCCESS (0x00000000)" */
  uint64_t count; /* times seen */
};

struct observation {
  char *requirement; /* id */
  char *situation;   /* "a listed handle with changed instance bits" */
  struct observed_behaviour *behaviours;
  size_t behaviour_count;
};

struct requirement_result {
  const struct requirement *requirement; /* in the results' own set */
  uint64_t cases;                        /* that show it, combinations of suites included */
  uint64_t verdicts[VERDICT_COUNT];      /* of those */
  enum verdict verdict;                  /* the heaviest; NOT_SUPPORTED when none was played */
};

/* One entry point of the interface, as found in the target. */
struct entry_result {
  const char *name;
  bool present;
  bool required;
};

/* All but the profile's title stand in the transcript: see facts.h. */
struct run_facts {
  char *version;         /* of offercheck */
  char *suite_sha256;    /* 64 hex digits of the requirements, cases and profiles that are built in; "" if unknown */
  char *target;          /* "mock", or the library's path as it was given */
  char *target_sha256;   /* 64 hex digits of the library; "" for the mock */
  char *target_version;  /* as the user stated it, "31.0.101"; "" if unknown */
  char *adapter;         /* what the target calls its adapter; "" if it does not say */
  char *adapter_wish;    /* which adapter was asked for; "" for the target's first that makes devices */
  uint64_t adapter_luid; /* of the adapter that the run is about; 0: the first that the target lists */
  uint32_t adapters;     /* that the target lists */
  char *provision;       /* the provisioning file's text; "" for none */
  bool disruptive;       /* what disturbs others on the machine was allowed */
  char *allocations;     /* whether devices and allocations can be made, how or why not: see target_allocations_text */
  char *capabilities;    /* what can be forced on the target: see target_capabilities_text */
  char *profile;
  char *profile_title;
  char *filter;         /* "" for none */
  char *waivers_sha256; /* 64 hex digits of the file of waivers; "" for none */
  char *waivers_lapsed; /* waivers that expired up to this day had expired; "" for none */
  char *shard;          /* "2/7": the second of seven parts that the run was divided into; "" for all of it */
  uint64_t seed;
  uint32_t timeout_seconds;
  uint32_t memory_megabytes; /* that a worker process could use; 0: no limit */
  char *system;              /* "Linux 6.1.0 x86_64" */
  char *processor;           /* as /proc/cpuinfo or Windows call it; "" if unknown */
  char *compiler;            /* that built offercheck */
  bool mock_control;         /* the target has the mock kernel's control interface */
  bool isolated;             /* cases ran in a worker process */
};

struct run_times {
  char *started; /* ISO 8601, UTC */
  char *finished;
  double seconds;
};

/* What a case or suite failed by, as a waiver would say it: see waivers.h. */
struct deviation {
  char *name;                            /* of the case or suite */
  const struct requirement *requirement; /* in the results' own set */
  enum verdict verdict;
  uint8_t op; /* as in struct waiver */
  NTSTATUS status;
  char *detail; /* how it ended, if it did not return; else "" */
};

struct run_results {
  struct run_facts facts;
  struct run_times times;
  bool complete;    /* false: the run was stopped before its end */
  char *incomplete; /* why, else "" */
  struct requirement_set requirement_set;
  struct requirement_result *requirements; /* one for each of the set, in its order */
  struct case_result *cases;               /* in the suite's order */
  size_t case_count;
  struct suite_result *suites;
  size_t suite_count;
  struct observation *observations; /* by requirement, then situation */
  size_t observation_count;
  struct entry_result *entries;
  size_t entry_count;
  uint64_t verdicts[VERDICT_COUNT]; /* of the cases that are no combinations of a suite */
  struct deviation *deviations;     /* each once for its case or suite, in the order of these */
  size_t deviation_count;
  struct fuzzing *fuzzing;    /* what fuzzing found before; NULL: none was given */
  struct waiver_set *waivers; /* that the run was held against, and what they came to; NULL: none were given */
  uint64_t calls;             /* made, in all */
  enum verdict verdict;       /* of the run: the heaviest */
};

/* Frees what the case owns, not the case. */
void case_result_free(struct case_result *result);

void run_results_free(struct run_results *results);

#endif
