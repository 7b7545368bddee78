/*
 * Text for a terminal of 80 columns: what does not fit into a line is cut,
 * never wrapped, and nothing in it is obeyed.
 */
#ifndef OFFERCHECK_REPORTS_TERMINAL_H
#define OFFERCHECK_REPORTS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "oracle/verdict.h"
#include "program/buffer.h"

enum { TERMINAL_COLUMNS = 80 };

#define TERMINAL_BOLD "1"
#define TERMINAL_RED "1;31"
#define TERMINAL_GREEN "1;32"
#define TERMINAL_YELLOW "1;33"

const char *terminal_verdict_color(enum verdict verdict);

struct terminal {
  struct buffer *text;
  bool color; /* and characters beyond ASCII */
  size_t column;
};

/* Appends what fits into the line. */
void terminal_put(struct terminal *terminal, const char *text);

/* Appends at most `width` characters; "..." stands for those that are cut. */
void terminal_put_within(struct terminal *terminal, const char *text, size_t width);

void terminal_put_colored(struct terminal *terminal, const char *color, const char *text);

/* "1,234" */
void terminal_put_number(struct terminal *terminal, uint64_t number);

/* Appends one blank, and more up to that column. */
void terminal_pad(struct terminal *terminal, size_t column);

void terminal_end_line(struct terminal *terminal);

#endif
