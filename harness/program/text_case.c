#include "program/text_case.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program/notes.h"

/* Blocks within blocks. A block may include one that is defined behind it, so they could go round in a circle. */
#define INCLUDE_MAX_DEPTH 16u

/* Where an included block stands. */
struct inclusion {
  struct word name;
  size_t line;
  unsigned depth; /* 0: nothing is included */
};

bool line_is(const struct line *line, const char *keyword)
{
  return word_is(line_keyword(line), keyword);
}

struct cursor line_cursor(const struct text_parser *parser, const struct line *line)
{
  return (struct cursor){line->text, line->length, 0, parser->error};
}

bool line_located(struct text_parser *parser, const struct line *line)
{
  if (parser->error->line != 0 && !parser->placed) {
    parser->placed = true;
    parser->error->line = line->number;
    parser->error->column += line->column - 1;
  }
  return false;
}

bool line_fail(struct text_parser *parser, const struct line *line, const char *format, ...)
{
  const struct cursor cursor = line_cursor(parser, line);
  char message[sizeof parser->error->message];
  va_list arguments;

  va_start(arguments, format);
  (void)vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  cursor_fail(&cursor, 0, "%s", message);
  return line_located(parser, line);
}

static void append_to_message(struct text_error *error, const struct inclusion *inclusion)
{
  char excerpt[EXCERPT_SIZE];
  char suffix[EXCERPT_SIZE + 64];
  size_t length = strlen(error->message), suffix_length;

  (void)snprintf(suffix, sizeof suffix, " (in %s included from line %llu)", word_excerpt(inclusion->name, excerpt),
                 (unsigned long long)inclusion->line);
  suffix_length = strlen(suffix);
  if (length > sizeof error->message - 1 - suffix_length)
    length = sizeof error->message - 1 - suffix_length;
  memcpy(error->message + length, suffix, suffix_length + 1);
}

/* Puts the line's expansion into parser->expanded. */
static bool expand(struct text_parser *parser, const struct line *line)
{
  const struct cursor cursor = line_cursor(parser, line);

  buffer_clear(&parser->expanded);
  if (!loops_expand(&parser->loops, &cursor, &parser->expanded))
    return line_located(parser, line);
  parser->unrolled += parser->expanded.size + 1;
  if (parser->unrolled > TEXT_MAX_UNROLLED)
    return line_fail(parser, line, "unrolled, this text comes to more than %u bytes", TEXT_MAX_UNROLLED);
  return true;
}

/* As line_located, for a column of the line's expansion. */
static bool located_in_expansion(struct text_parser *parser, const struct line *line)
{
  struct text_error error;
  const struct cursor cursor = {line->text, line->length, 0, &error};

  if (parser->error->line != 0 && !parser->placed)
    parser->error->column = loops_column(&parser->loops, &cursor, parser->error->column - 1) + 1;
  return line_located(parser, line);
}

static bool add_lines(struct text_parser *parser, const struct block *block, const struct inclusion *inclusion);

static bool include(struct text_parser *parser, const struct line *line, struct cursor *cursor, unsigned depth)
{
  struct choices choices = {.count = 0};
  struct word name;
  size_t index;

  cursor_skip_blanks(cursor);
  name = cursor_word(cursor);
  index = name_map_find(&parser->block_names, name);
  if (name.length == 0)
    return cursor_fail(cursor, cursor->position, "expected the name of a define block");
  if (index == NAME_NOT_FOUND)
    return cursor_unknown(cursor, "block (it must be defined above)", name, &choices);
  if (!cursor_at_end(cursor))
    return cursor_fail(cursor, cursor->position, "expected the end of the line");
  if (depth == INCLUDE_MAX_DEPTH)
    return cursor_fail(cursor, 0, "blocks include each other more than %u deep", INCLUDE_MAX_DEPTH);
  return add_lines(parser, &parser->blocks[index],
                   &(struct inclusion){parser->blocks[index].name, line->number, depth + 1});
}

/* One line of a case, or of a block that it includes. */
static bool add_line(struct text_parser *parser, const struct line *line, const struct inclusion *inclusion)
{
  struct cursor *cursor = &parser->statement.cursor;
  bool added;

  if (line_is(line, "for"))
    return true;
  added = expand(parser, line);
  if (added) {
    *cursor = (struct cursor){buffer_text(&parser->expanded), parser->expanded.size, 0, parser->error};
    if (word_is(cursor_word(cursor), "include")) {
      added = include(parser, line, cursor, inclusion->depth);
      /* An error that has its place already is one of the block's own lines. */
      if (!added && parser->placed)
        return false;
    } else {
      cursor->position = 0;
      added = statement_parse(&parser->statement);
    }
  }
  if (added)
    return true;
  located_in_expansion(parser, line);
  if (inclusion->depth != 0 && parser->error->line != 0)
    append_to_message(parser->error, inclusion);
  return false;
}

static bool add_lines(struct text_parser *parser, const struct block *block, const struct inclusion *inclusion)
{
  for (size_t i = 0; i < block->count; i++)
    if (!add_line(parser, &parser->lines.items[block->first + i], inclusion))
      return false;
  return true;
}

/* ---- cases ---- */

static bool set_name(struct text_parser *parser, const struct line *header, struct program *program)
{
  struct cursor cursor;
  struct word name;
  char text[NOTE_MAX_WORD + 1];

  if (!expand(parser, header))
    return false;
  cursor = (struct cursor){buffer_text(&parser->expanded), parser->expanded.size, strlen("case"), parser->error};
  cursor_skip_blanks(&cursor);
  name = cursor_word(&cursor);
  if (!note_is_word(name.text, name.length) || !cursor_at_end(&cursor)) {
    cursor_fail(&cursor, (size_t)(name.text - cursor.text),
                "expected a case's name: one word of at most %u bytes of UTF-8", NOTE_MAX_WORD);
    return located_in_expansion(parser, header);
  }
  memcpy(text, name.text, name.length);
  text[name.length] = '\0';
  if (name_map_find(&parser->program_names, name) != NAME_NOT_FOUND)
    return line_fail(parser, header,
                     "%.160s names two programs; every case and every turn of its loops needs its own name", text);
  if (program_set_title(program, text, NULL) &&
      name_map_add(&parser->program_names, (struct word){program->name, name.length}, 0))
    return true;
  cursor_out_of_memory(&cursor);
  return false;
}

static struct program *new_program(struct program_set *set)
{
  if (set->count == set->capacity) {
    const size_t capacity = set->capacity == 0 ? 8 : set->capacity * 2;
    struct program *programs = realloc(set->programs, capacity * sizeof *programs);

    if (programs == NULL)
      return NULL;
    set->programs = programs;
    set->capacity = capacity;
  }
  program_init(&set->programs[set->count]);
  return &set->programs[set->count++];
}

/* The case's program for the loops' values at hand. */
static bool add_program(struct text_parser *parser, const struct block *block)
{
  const struct line *first = block->header != NULL ? block->header : &parser->lines.items[block->first];
  struct program *program = new_program(parser->set);
  const struct cursor cursor = line_cursor(parser, first);

  if (program == NULL)
    return cursor_out_of_memory(&cursor);
  parser->program_count++;
  program->line = first->number;
  statement_start(&parser->statement, program);
  if (block->header != NULL && !set_name(parser, block->header, program))
    return false;
  if (!add_lines(parser, block, &(struct inclusion){.depth = 0}))
    return false;
  if (program->call_count == 0)
    return line_fail(parser, first, "no call stands here");
  parser->calls += program->call_count;
  if (parser->calls > TEXT_MAX_CALLS)
    return line_fail(parser, first, "unrolled, this text comes to more than %u calls", TEXT_MAX_CALLS);
  return true;
}

static bool parse_loops(struct text_parser *parser, const struct block *block)
{
  loops_clear(&parser->loops);
  for (size_t i = 0; i < block->count; i++) {
    const struct line *line = &parser->lines.items[block->first + i];
    struct cursor cursor = line_cursor(parser, line);

    if (!line_is(line, "for"))
      continue;
    if (block->header == NULL)
      return line_fail(parser, line, "for stands in a case, whose name it makes different");
    cursor.position = strlen("for");
    cursor_skip_blanks(&cursor);
    if (!loops_add(&parser->loops, &cursor, line->number, line->column))
      return line_located(parser, line);
  }
  return true;
}

static bool check_variables(const struct text_parser *parser)
{
  for (size_t i = 0; i < parser->loops.variable_count; i++) {
    const struct variable *variable = &parser->loops.variables[i];
    char excerpt[EXCERPT_SIZE];

    if (variable->used)
      continue;
    (void)snprintf(parser->error->message, sizeof parser->error->message, "the variable %s is not used in this case",
                   word_excerpt(variable->name, excerpt));
    parser->error->line = variable->line;
    parser->error->column = variable->column;
    return false;
  }
  return true;
}

bool case_parse(struct text_parser *parser, const struct block *block)
{
  if (!parse_loops(parser, block) || !add_program(parser, block) || !check_variables(parser))
    return false;
  while (loops_next(&parser->loops))
    if (parser->program_count == TEXT_MAX_PROGRAMS)
      return line_fail(parser, block->header, "this text comes to more than %u programs", TEXT_MAX_PROGRAMS);
    else if (!add_program(parser, block))
      return false;
  return true;
}
