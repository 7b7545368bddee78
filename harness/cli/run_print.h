/*
 * Printing what came of programs, for a terminal of 80 columns.
 */
#ifndef OFFERCHECK_CLI_RUN_PRINT_H
#define OFFERCHECK_CLI_RUN_PRINT_H

#include "certify/results.h"

/* What is only set up for what is to be shown. */
struct standing_world {
  const char *name; /* NULL: there is none */
  size_t calls;
};

/* Prints text of one line behind `column` characters that stand there already; what does not fit goes below. */
void print_wrapped(const char *text, size_t column, size_t indent);

/* Prints a program, call by call; `all`: also what is as expected and not the program's own. */
void print_case(const struct case_result *result, const struct standing_world *world, bool all);

#endif
