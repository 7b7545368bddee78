/*
 * Parsing one statement of a program's text. Private to text_*.c.
 */
#ifndef OFFERCHECK_PROGRAM_TEXT_PARSE_H
#define OFFERCHECK_PROGRAM_TEXT_PARSE_H

#include "program/text_names.h"

/* A program in the making. `cursor` stands on a line; its text is one statement, loops' variables replaced. */
struct statement_parser {
  struct cursor cursor;
  struct program *program;
  struct name_map names; /* of objects, to places in program->names */
  struct slot_use slots;
  uint32_t items; /* of all lists so far, unrolled */
};

/* Starts a new program, which is empty. */
void statement_start(struct statement_parser *parser, struct program *program);

/* Adds what the line says to the program. False: the cursor's error says why. */
bool statement_parse(struct statement_parser *parser);

/* Reads the value of an argument behind its '='. */
bool value_parse(struct statement_parser *parser, const struct argument_info *row, struct argument *argument);

/* Reads "NAME[COUNT]" behind '->'. */
bool created_parse(struct statement_parser *parser, const struct argument_info *row, struct argument *argument);

/* Reads "NAME:ARGUMENT" behind '@'. */
bool placement_parse(struct cursor *cursor, struct placement *ret_place);

/* Reads one handle; in a list perhaps a run of them. */
bool handle_parse(struct statement_parser *parser, bool in_list, struct handle_ref *ret_handle);

/* Gives `name` to slots, which are in range. */
bool object_name_add(struct statement_parser *parser, struct word name, enum object_type type, uint16_t slot,
                     uint16_t count);

/* "[NUMBER]" of at least 1 and at most `most`, or the number given when no '[' stands there. */
bool bracketed_count(struct cursor *cursor, uint32_t most, uint32_t otherwise, uint32_t *ret_count);

#endif
