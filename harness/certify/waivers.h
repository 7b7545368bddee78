/*
 * Waivers: deviations of a target that are known, and let pass for a while.
 *
 * They stand in a text file, which conformance/README.md describes. A waived
 * case runs like any other. A waiver that no longer says what the target does
 * is stale, and a stale waiver fails the run.
 */
#ifndef OFFERCHECK_CERTIFY_WAIVERS_H
#define OFFERCHECK_CERTIFY_WAIVERS_H

#include "abi/types.h"
#include "digest/sha256.h"
#include "oracle/requirements.h"
#include "oracle/verdict.h"
#include "program/text.h"

#define WAIVERS_MAX_SIZE (1u << 20) /* bytes of a file */
#define WAIVERS_MAX 1000u
#define WAIVERS_MAX_YEARS 2 /* that a waiver may last */
#define WAIVER_MAX_NAME 80u /* bytes */
#define WAIVER_MAX_TEXT 2000u

/* "31.0.101.5590": compared part by part, as numbers; parts that are missing are 0. */
#define VERSION_MAX_PARTS 8u

struct waiver_version {
  uint32_t parts[VERSION_MAX_PARTS];
};

struct waiver_range {
  bool bounded; /* false: any version, known or not */
  bool has_first, has_last;
  struct waiver_version first, last;
};

/* "2027-03-31", or "" for none. Dates compare like their texts. */
#define WAIVER_DATE 11

/* What a waiver came to in a run. */
enum waiver_state {
  WAIVER_USED,         /* what it says came */
  WAIVER_STALE,        /* something else came, or it has expired, or it matches nothing */
  WAIVER_NOT_PLAYED,   /* nothing that it names was played */
  WAIVER_OTHER_TARGET, /* it is for another target, or for another version of it */
  WAIVER_STATE_COUNT
};

/* "used", "stale", "not played", "for another target". */
extern const char *const waiver_state_names[WAIVER_STATE_COUNT];

/* In place of an operation: the worker process ended outside of any call. */
#define WAIVER_WORKER UINT8_MAX

struct waiver {
  size_t line; /* of the file, from 1, where it begins */
  char *name;
  char **cases; /* globs over the names of cases and suites */
  size_t case_count;
  const struct requirement **requirements; /* that the deviation breaks */
  size_t requirement_count;
  enum verdict verdict; /* FAIL, WARN, CRASH or TIMEOUT */
  uint8_t op;           /* enum program_op of the call, or WAIVER_WORKER */
  NTSTATUS status;      /* that it returned, for FAIL and WARN */
  char *detail;         /* a glob over how it ended, for CRASH */
  char *says;           /* a glob over what is said of it; NULL: anything */
  char *deviation;      /* the last four in words, as the file has them */
  char *target;         /* a glob */
  struct waiver_range range;
  char *versions; /* the range as the file has it */
  char *reason;
  char *link;
  char expires[WAIVER_DATE]; /* the last day on which it holds */

  /* The run's. */
  enum waiver_state state;
  char *remark;      /* why it is in this state; "" for WAIVER_USED */
  uint64_t covered;  /* findings */
  uint64_t stale;    /* cases and suites in which something else came */
  bool active;       /* for this target and this day */
  bool concerned;    /* something that it names was played */
  bool named;        /* it names the case or suite that is being played, */
  bool shown;        /* which shows a requirement of its; */
  uint64_t hits;     /* its findings that are covered, */
  char differs[160]; /* and the first that is not */
};

struct waiver_set {
  char *text; /* of the file, byte for byte */
  size_t size;
  char sha256[SHA256_HEX];
  struct waiver *waivers; /* in the file's order */
  size_t count;
};

/*
 * Reads a file's text; the set keeps pointers into `requirements`. NULL:
 * ret_error says why, with line 0 if the harness could not do it.
 */
struct waiver_set *waivers_parse(const char *text, size_t size, const struct requirement_set *requirements,
                                 struct text_error *ret_error);
void waivers_free(struct waiver_set *set);

/*
 * Whether each waiver is one for itself: no other lets the same deviation of
 * the same case, target and version pass. False: ret_error says which does.
 */
bool waivers_are_distinct(const struct waiver_set *set, const struct program_set *cases, struct text_error *ret_error);

/* Whether none lasts longer than WAIVERS_MAX_YEARS from `today` on. False: ret_error says which does. */
bool waivers_are_short(const struct waiver_set *set, const char *today, struct text_error *ret_error);

/*
 * The latest date of expiry that is before `today`, or "". With it a run says
 * which waivers had expired: equal runs of two days have equal bytes, unless
 * one expires between them.
 */
void waivers_lapsed(const struct waiver_set *set, const char *today, char ret_lapsed[WAIVER_DATE]);

bool waiver_is_about(const struct waiver *waiver, const struct requirement *requirement);

/* What a finding that is waived says before its own words. */
#define WAIVER_COVERS "waived by '%s': "

/* The waiver that covers a finding with that message; NULL: none does. */
const struct waiver *waivers_behind(const struct waiver_set *set, const char *message);

/* How many are in that state. */
size_t waivers_count(const struct waiver_set *set, enum waiver_state state);

/* A day of the calendar, "YYYY-MM-DD" from 1970 to 9999. */
bool waiver_is_date(const char *text, size_t size);

/* False: not a version. */
bool waiver_version_parse(const char *text, size_t size, struct waiver_version *ret_version);

/* "1.2", "1.2..3.4", "1.2..", "..3.4" or "*". False: not a range, or its end lies before its beginning. */
bool waiver_range_parse(const char *text, size_t size, struct waiver_range *ret_range);
bool waiver_range_has(const struct waiver_range *range, const struct waiver_version *version);
bool waiver_ranges_meet(const struct waiver_range *a, const struct waiver_range *b);

#endif
