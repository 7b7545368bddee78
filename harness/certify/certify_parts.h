/*
 * Inside a certification run.
 */
#ifndef OFFERCHECK_CERTIFY_CERTIFY_PARTS_H
#define OFFERCHECK_CERTIFY_CERTIFY_PARTS_H

#include "certify/certify.h"
#include "certify/collect.h"
#include "certify/in_process.h"
#include "certify/player.h"
#include "certify/schedule.h"
#include "certify/suites.h"
#include "certify/transcript_suite.h"

struct certification {
  const struct certify_options *options;
  struct collector collector;
  struct oracle *oracle;              /* judges by the profile of the run */
  struct oracle *contract;            /* says what the cases' expectations are held against */
  struct schedule *schedule;          /* of the workers; NULL: records come from elsewhere */
  const struct record_source *source; /* that elsewhere, else NULL */
  struct record_source in_process_source;
  struct in_process *in_process;
  struct worker_hello hello;
  bool ended_badly;         /* some worker did not come to the end of its job */
  struct buffer transcript; /* not written yet */
  struct transcript_chain chain;
  struct selection selection;
  uint64_t done;   /* of the selection's total */
  bool begun;      /* the first block is written */
  bool is_planned; /* the workers know what is to come */
  int write_error; /* errno of writing the transcript, else 0 */
  bool no_worker;
};

/* Where the next job's records come from; NULL: a worker. */
const struct record_source *certify_source(const struct certification *run);

/* Whether the run is to end here. */
bool certify_is_stopped(const struct certification *run);

/* Makes sure that there is a worker. False: the target cannot be loaded. */
bool certify_worker(struct certification *run);

/* Plays a job; see worker_play. */
void certify_play(struct certification *run, const struct job *job,
                  void (*take)(void *context, const struct call_record *record), void *context,
                  struct worker_end *ret_end);

/* Tells the workers what is to come, from that job on: what stands in a journal is not played ahead. False: no memory. */
bool certify_plan(struct certification *run, const struct job *from);

/* Why the target has no way to the world of a group of the suite. False: it has. */
bool certify_group_lacks(const struct certification *run, const struct suite *suite, uint64_t group, char *ret_reason,
                         size_t size);

/* Whether the case is left out, and why: the target has not what it needs. */
bool certify_lacks(const struct certification *run, const struct program *program, char *ret_reason, size_t size);

/* Ends a block of the transcript, if it holds anything, and writes it. */
void certify_block(struct certification *run);

void certify_progress(struct certification *run, const char *name);

void certify_case(struct certification *run, size_t index);
void certify_suite(struct certification *run, size_t index);

#endif
