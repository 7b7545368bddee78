/*
 * Writing JSON, indented by two blanks. `key` is NULL for the items of a list
 * and for the outermost value; strings may be any bytes.
 */
#ifndef OFFERCHECK_REPORTS_JSON_H
#define OFFERCHECK_REPORTS_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "program/buffer.h"

struct json {
  struct buffer *text;
  unsigned depth;
  bool follows; /* a value stands before the next one in the same object or list */
};

void json_begin_object(struct json *json, const char *key);
void json_end_object(struct json *json);
void json_begin_list(struct json *json, const char *key);
void json_end_list(struct json *json);

void json_string(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, uint64_t value);
void json_bool(struct json *json, const char *key, bool value);

/* Seconds with three decimals. JSON has no infinity and no NaN: they, and what is negative, become 0. */
void json_seconds(struct json *json, const char *key, double value);

#endif
