/*
 * The facts of a run that stand in the transcript's first block, as one table:
 * it is written, read, compared and freed by it. A fact that is added to
 * struct run_facts and here is in all of these.
 */
#ifndef OFFERCHECK_CERTIFY_FACTS_H
#define OFFERCHECK_CERTIFY_FACTS_H

#include "certify/results.h"
#include "program/buffer.h"

enum fact_kind {
  FACT_TEXT,     /* char *, never NULL */
  FACT_NUMBER64, /* uint64_t */
  FACT_NUMBER32, /* uint32_t */
  FACT_SWITCH    /* bool: "yes" or "no" */
};

/* What a fact is in the shards of one run. */
enum fact_share {
  FACT_EQUAL, /* the same in all of them, or they belong to different runs */
  FACT_EACH,  /* of the machine that a shard ran on: the merged run names each that there was */
  FACT_OWN    /* the shard's own */
};

struct fact {
  const char *key; /* with which its line begins */
  size_t offset;   /* in struct run_facts */
  enum fact_kind kind;
  enum fact_share share;
};

extern const struct fact run_fact_table[]; /* in the transcript's order */
extern const unsigned run_fact_count;

/* Appends what a fact says. */
void fact_text(const struct fact *fact, const struct run_facts *facts, struct buffer *ret_text);

enum fact_taken { FACT_TAKEN, FACT_WRONG, FACT_NO_MEMORY };

/* The other way round; a text that the facts held is freed. */
enum fact_taken fact_take(const struct fact *fact, const char *text, struct run_facts *facts);

/* Whether both say the same. */
bool fact_is_equal(const struct fact *fact, const struct run_facts *a, const struct run_facts *b);

/* Whether no text is NULL. */
bool run_facts_are_whole(const struct run_facts *facts);

void run_facts_free(struct run_facts *facts);

#endif
