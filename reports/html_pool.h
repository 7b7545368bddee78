/*
 * The calls of the cases in which nothing is wrong: there are many, and few different ones. Each line of text and each
 * call stands in the page once; a case names its calls by number, and the page's script writes them out.
 */
#ifndef OFFERCHECK_REPORTS_HTML_POOL_H
#define OFFERCHECK_REPORTS_HTML_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "certify/results.h"
#include "program/buffer.h"

/* Different lines, numbered from 0 in the order in which they came. */
struct pool {
  struct buffer lines; /* each ends with a line feed */
  struct pool_entry *entries;
  size_t count, capacity;
};

struct call_pool {
  struct pool strings; /* lines of text */
  struct pool calls;   /* "TEXT OUTCOME ALLOWED FIELD...", numbers of strings */
  struct buffer scratch, key;
};

/* The number of a call. Exhaustion shows in pool->key.failed. */
size_t call_pool_add(struct call_pool *pool, const struct call_result *call);

/* Writes the two lists, as the script reads them. */
void call_pool_write(const struct call_pool *pool, struct buffer *html);

void call_pool_free(struct call_pool *pool);

#endif
