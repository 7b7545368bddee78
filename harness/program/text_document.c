#include <stdlib.h>
#include <string.h>

#include "program/notes.h"
#include "program/text_case.h"

static bool add_block(struct text_parser *parser, const struct block *block)
{
  if (parser->block_count == parser->block_capacity) {
    const size_t capacity = parser->block_capacity == 0 ? 16 : parser->block_capacity * 2;
    struct block *blocks = realloc(parser->blocks, capacity * sizeof *blocks);

    if (blocks == NULL)
      return false;
    parser->blocks = blocks;
    parser->block_capacity = capacity;
  }
  parser->blocks[parser->block_count] = *block;
  return name_map_add(&parser->block_names, block->name, parser->block_count++);
}

static bool parse_define_name(struct text_parser *parser, const struct line *header, struct word *ret_name)
{
  struct cursor cursor = line_cursor(parser, header);

  cursor.position = strlen("define");
  cursor_skip_blanks(&cursor);
  *ret_name = cursor_word(&cursor);
  if (!note_is_word(ret_name->text, ret_name->length) || !cursor_at_end(&cursor)) {
    cursor_fail(&cursor, (size_t)(ret_name->text - header->text), "expected a block's name: one word");
    return line_located(parser, header);
  }
  if (name_map_find(&parser->block_names, *ret_name) != NAME_NOT_FOUND)
    return line_fail(parser, header, "a block of this name is defined above");
  return true;
}

static bool parse_define(struct text_parser *parser, size_t *position)
{
  static const char *const misplaced[] = {"define", "case", "for", "property"};
  const struct line *header = &parser->lines.items[*position];
  struct block block = {.header = header, .first = *position + 1};
  const struct cursor cursor = line_cursor(parser, header);

  if (!parse_define_name(parser, header, &block.name))
    return false;
  for (++*position; *position < parser->lines.count; block.count++, ++*position) {
    const struct line *line = &parser->lines.items[*position];

    if (line_is(line, "end")) {
      ++*position;
      return line->length != strlen("end") ? line_fail(parser, line, "expected nothing behind end")
                                           : add_block(parser, &block) || cursor_out_of_memory(&cursor);
    }
    for (size_t i = 0; i < sizeof misplaced / sizeof misplaced[0]; i++)
      if (line_is(line, misplaced[i]))
        return line_fail(parser, line, "%s cannot stand in a define block; expected 'end' before it", misplaced[i]);
  }
  return line_fail(parser, header, "this block has no end: expected a line 'end'");
}

/* A case, or the calls of a text without cases: lines up to the next header. */
static bool parse_block(struct text_parser *parser, size_t *position, bool is_case)
{
  const struct line *header = &parser->lines.items[*position];
  struct block block = {.header = is_case ? header : NULL, .first = *position + is_case};

  *position = block.first;
  while (*position < parser->lines.count && !line_is(&parser->lines.items[*position], "case") &&
         !line_is(&parser->lines.items[*position], "define"))
    ++*position;
  block.count = *position - block.first;
  return case_parse(parser, &block);
}

static bool parse_blocks(struct text_parser *parser)
{
  const struct lines *lines = &parser->lines;
  bool has_cases = false;

  for (size_t i = 0; i < lines->count && !has_cases; i++)
    has_cases = line_is(&lines->items[i], "case");
  for (size_t i = 0; i < lines->count;) {
    const struct line *line = &lines->items[i];
    const bool is_case = line_is(line, "case");
    bool parsed;

    if (line_is(line, "define"))
      parsed = parse_define(parser, &i);
    else if (!is_case && has_cases)
      parsed = line_fail(parser, line, "expected 'case' or 'define': this line belongs to no case");
    else if (!is_case && parser->program_count != 0)
      parsed = line_fail(parser, line, "in a text without cases, define blocks stand above all calls");
    else
      parsed = parse_block(parser, &i, is_case);
    if (!parsed)
      return false;
  }
  if (parser->program_count != 0)
    return true;
  *parser->error = (struct text_error){1, 1, "no call stands in this text"};
  return false;
}

static void drop_programs(struct program_set *set, size_t count)
{
  while (set->count > count)
    program_free(&set->programs[--set->count]);
}

bool program_parse(const char *text, size_t size, struct program_set *ret_set, struct text_error *ret_error)
{
  const size_t before = ret_set->count;
  struct text_parser parser = {.set = ret_set, .error = ret_error};
  bool parsed = false;

  *ret_error = (struct text_error){.line = 0};
  if (size > TEXT_MAX_SIZE) {
    *ret_error = (struct text_error){1, 1, "the text is larger than 4 MiB"};
    return false;
  }
  if (!lines_split(text, size, &parser.lines, ret_error))
    goto out;
  parsed = parse_blocks(&parser);
  if (!parsed)
    drop_programs(ret_set, before);
out:
  buffer_free(&parser.expanded);
  name_map_free(&parser.statement.names);
  loops_free(&parser.loops);
  name_map_free(&parser.program_names);
  name_map_free(&parser.block_names);
  free(parser.blocks);
  lines_free(&parser.lines);
  return parsed;
}

void program_set_free(struct program_set *set)
{
  drop_programs(set, 0);
  free(set->programs);
  *set = (struct program_set){0};
}

/* Bytes that are looked at to tell text from binary. */
#define LOOK_AHEAD 65536u

static bool is_known_word(struct word word)
{
  static const char *const keywords[] = {"case", "define", "property", "shows", "needs", "slot", "include"};
  size_t length = 0;

  for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
    if (word_is(word, keywords[i]))
      return true;
  while (length < word.length && word.text[length] != '@')
    length++;
  return program_op_by_name(word.text, length) != OP_COUNT;
}

bool program_is_text(const uint8_t *data, size_t size)
{
  const char *text = (const char *)data;
  const size_t end = size < LOOK_AHEAD ? size : LOOK_AHEAD;
  struct cursor cursor = {text, end, 0, NULL};

  for (size_t i = 0; i < end; i++)
    if ((data[i] < ' ' && !is_blank(text[i]) && text[i] != '\n') || data[i] == 0x7F)
      return false;
  if (end >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
    cursor.position = 3;
  while (cursor.position < end) {
    const char *newline;
    struct cursor line = cursor;

    newline = memchr(text + cursor.position, '\n', end - cursor.position);
    line.size = newline == NULL ? end : (size_t)(newline - text);
    cursor.position = line.size + 1;
    cursor_skip_blanks(&line);
    if (is_known_word(cursor_word(&line)))
      return true;
  }
  return false;
}
