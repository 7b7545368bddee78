/*
 * The requirements: id, grade, sources, sentence.
 *
 * They stand in conformance/requirements.txt, which is built into the program.
 */
#ifndef OFFERCHECK_ORACLE_REQUIREMENTS_H
#define OFFERCHECK_ORACLE_REQUIREMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "oracle/lines.h"

/* By rising strength. */
enum grade { GRADE_INFERRED, GRADE_MEASURED, GRADE_DOCUMENTED, GRADE_COUNT };

extern const char *const grade_names[GRADE_COUNT];

struct source {
  char *tag;        /* "S" */
  enum grade grade; /* the highest that a requirement may claim from it */
  char *title;
};

struct requirement {
  char *id;
  enum grade grade;
  char *sources; /* tags with blanks between them; "-" for none */
  char *sentence;
  size_t line; /* in requirements.txt, from 1 */
};

struct requirement_set {
  struct source *sources;
  size_t source_count;
  struct requirement *requirements; /* in the file's order */
  size_t requirement_count;
};

struct requirement_error {
  size_t line; /* from 1; 0: out of memory */
  char message[160];
};

/* Fills ret_error with `what` and, unless it is empty, the text that it is about. Always false. */
bool requirement_error_at(struct requirement_error *ret_error, size_t line, const char *what, struct slice about);

/* Parses the text of requirements.txt. False: ret_error says why, and there is nothing to free. */
bool requirement_set_parse(const char *text, size_t size, struct requirement_set *ret_set,
                           struct requirement_error *ret_error);

void requirement_set_free(struct requirement_set *set);

/* NULL: there is no such id. */
const struct requirement *requirement_find(const struct requirement_set *set, const char *id);

#endif
