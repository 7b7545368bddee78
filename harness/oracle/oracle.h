/*
 * The oracle: the contract as executable rules.
 *
 * It is shown each executed call in turn, says which statuses the contract
 * allowed for it, each tied to a requirement, and judges what came. Where the
 * contract leaves a choice it follows what the target did.
 */
#ifndef OFFERCHECK_ORACLE_ORACLE_H
#define OFFERCHECK_ORACLE_ORACLE_H

#include "oracle/profile.h"
#include "oracle/requirements.h"
#include "oracle/verdict.h"
#include "program/record.h"

#define JUDGEMENT_MAX_ALLOWED 8
#define JUDGEMENT_MAX_FINDINGS 8
#define JUDGEMENT_MAX_NOTES 4

struct allowed_status {
  NTSTATUS status;
  const struct requirement *requirement; /* that allows it */
};

struct judgement_finding {
  enum verdict verdict; /* FAIL, WARN, NOTED, CRASH or TIMEOUT */
  const struct requirement *requirement;
  char message[480];
};

/* Implementation-defined behaviour that the call showed. */
struct judgement_note {
  const struct requirement *requirement;
  char situation[200];
  char outcome[64];
};

struct judgement {
  enum verdict verdict; /* the heaviest of the findings, else PASS */
  bool demanded;        /* the contract says something of this call's status: `allowed` is what it may be */
  size_t allowed_count;
  struct allowed_status allowed[JUDGEMENT_MAX_ALLOWED];
  size_t finding_count;
  struct judgement_finding findings[JUDGEMENT_MAX_FINDINGS];
  size_t note_count;
  struct judgement_note notes[JUDGEMENT_MAX_NOTES];
};

struct oracle;

/*
 * Makes an oracle that judges by the requirements and the profile, both of
 * which must outlive it. NULL: out of memory, or a rule's requirement is not
 * in the set; then *ret_missing is its id (NULL for memory).
 */
struct oracle *oracle_create(const struct requirement_set *requirements, const struct profile *profile,
                             const char **ret_missing);

void oracle_destroy(struct oracle *oracle);

/* From now on only failures are told: judgements have no notes, and no findings below FAIL. Much faster. */
void oracle_keep_quiet(struct oracle *oracle);

/* Forgets the world: the next record is the first of a new program. */
void oracle_reset(struct oracle *oracle);

/* Judges one executed call and follows what it did. */
void oracle_judge(struct oracle *oracle, const struct call_record *record, struct judgement *ret_judgement);

/* Whether some rule of the oracle is tied to the requirement. */
bool oracle_knows(const char *requirement_id);

/* Whether the status stands in the judgement's allowed set. */
bool judgement_allows(const struct judgement *judgement, NTSTATUS status);

/* Writes "STATUS_SUCCESS (0x00000000)" or, for a status without a name, "0xC0000011". Returns its length. */
int oracle_status_text(NTSTATUS status, char *ret_text, size_t size);

#endif
