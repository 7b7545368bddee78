/*
 * Loops of a case: `for` lines, their variables, and putting values into
 * lines. Private to text_*.c.
 */
#ifndef OFFERCHECK_PROGRAM_TEXT_LOOP_H
#define OFFERCHECK_PROGRAM_TEXT_LOOP_H

#include "program/text_lexer.h"

#define LOOPS_MAX 16u
#define VARIABLES_MAX 32u

struct variable {
  struct word name;
  struct word value; /* in the combination at hand */
  size_t line, column;
  bool used;
};

struct loop {
  size_t variable, variable_count; /* in variables */
  size_t value;                    /* in values: variable_count for each turn */
  size_t turns;
  size_t turn;
};

/* All zero has no loops, and so one combination. */
struct loops {
  struct variable variables[VARIABLES_MAX];
  size_t variable_count;
  struct loop loops[LOOPS_MAX];
  size_t loop_count;
  struct word *values;
  size_t value_count;
  size_t value_capacity;
  size_t combinations;
};

/* Adds what stands behind `for`; the line's number and first column are for later messages. */
bool loops_add(struct loops *loops, struct cursor *cursor, size_t line, size_t column);

void loops_clear(struct loops *loops); /* keeps the memory */
void loops_free(struct loops *loops);

/* Goes on to the next combination, the last loop's values first. False: all had their turn. */
bool loops_next(struct loops *loops);

/* Appends the line with values in the place of variables. The cursor stands at the line's start. */
bool loops_expand(struct loops *loops, const struct cursor *line, struct buffer *ret_text);

/* The place in the line that byte `position` of its expansion comes from. */
size_t loops_column(struct loops *loops, const struct cursor *line, size_t position);

#endif
