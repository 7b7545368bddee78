#include <string.h>

#include "program/notes.h"
#include "program/text_parse.h"

bool object_name_add(struct statement_parser *parser, struct word name, enum object_type type, uint16_t slot,
                     uint16_t count)
{
  const struct cursor *cursor = &parser->cursor;
  const size_t at = (size_t)(name.text - cursor->text);
  struct program *program = parser->program;
  char text[NOTE_MAX_NAME + 1], excerpt[EXCERPT_SIZE];
  struct word kept;

  if (!note_is_name(name.text, name.length))
    return cursor_fail(cursor, at,
                       "expected a name of letters, digits and underscores, at most %u, not one like allocation7",
                       NOTE_MAX_NAME);
  if (name_map_find(&parser->names, name) != NAME_NOT_FOUND)
    return cursor_fail(cursor, at, "%s is named already", word_excerpt(name, excerpt));
  if (program->name_count == PROGRAM_MAX_NAMES)
    return cursor_fail(cursor, at, "a program has at most %u names", PROGRAM_MAX_NAMES);
  memcpy(text, name.text, name.length);
  text[name.length] = '\0';
  if (!program_add_name(program, type, slot, count, text))
    return cursor_out_of_memory(cursor);
  kept = (struct word){program->names[program->name_count - 1].name, name.length};
  return name_map_add(&parser->names, kept, program->name_count - 1) || cursor_out_of_memory(cursor);
}

static bool fail_wrong_type(const struct statement_parser *parser, struct word name, const struct argument_info *row,
                            uint8_t type)
{
  char excerpt[EXCERPT_SIZE];

  return cursor_fail(&parser->cursor, (size_t)(name.text - parser->cursor.text),
                     "%s creates %s handles; %s is of type %s", row->name, object_types[row->type].noun,
                     word_excerpt(name, excerpt), object_types[type].name);
}

/* A name that the program has already, made to hold new objects. */
static bool create_again(struct statement_parser *parser, const struct object_name *known, struct word name,
                         uint32_t most, struct argument *argument)
{
  const size_t at = parser->cursor.position;
  const uint32_t all = known->count;
  uint32_t count;

  if (!bracketed_count(&parser->cursor, SLOTS_MAX, all, &count))
    return false;
  if (count > all || count > most)
    return cursor_fail(&parser->cursor, at, "at most %u can be created here, in %.*s", all < most ? all : most,
                       (int)name.length, name.text);
  argument->created.slot = known->slot;
  argument->created.count = (uint16_t)count;
  return true;
}

static bool create_unnamed(struct statement_parser *parser, struct word name, uint8_t type, uint32_t slot,
                           uint32_t most, struct argument *argument)
{
  const uint32_t slots = object_types[type].slots;
  const uint32_t left = slots - slot < most ? slots - slot : most;
  uint32_t count;

  if (slot == slots)
    return cursor_fail(&parser->cursor, (size_t)(name.text - parser->cursor.text), "the last %s of a program is %s%u",
                       object_types[type].noun, object_types[type].name, slots - 1);
  if (!bracketed_count(&parser->cursor, left, 1, &count))
    return false;
  slot_use_mark(&parser->slots, type, slot, count);
  argument->created.slot = (uint16_t)slot;
  argument->created.count = (uint16_t)count;
  return true;
}

static bool create_named(struct statement_parser *parser, struct word name, enum object_type type, uint32_t most,
                         struct argument *argument)
{
  uint32_t count;
  uint16_t slot;

  if (!bracketed_count(&parser->cursor, most, 1, &count))
    return false;
  if (!slot_use_find(&parser->slots, (uint8_t)type, count, &slot))
    return cursor_fail(&parser->cursor, (size_t)(name.text - parser->cursor.text),
                       "no %u unused slots are left of the program's %u for this type", count,
                       object_types[type].slots);
  slot_use_mark(&parser->slots, (uint8_t)type, slot, count);
  argument->created.slot = slot;
  argument->created.count = (uint16_t)count;
  return object_name_add(parser, name, type, slot, (uint16_t)count);
}

bool created_parse(struct statement_parser *parser, const struct argument_info *row, struct argument *argument)
{
  const struct word name = cursor_identifier(&parser->cursor);
  const uint32_t most = row->offset == NO_OFFSET ? object_types[row->type].slots : 1;
  const size_t index = name_map_find(&parser->names, name);
  enum object_type type;
  uint32_t slot;

  if (index != NAME_NOT_FOUND) {
    const struct object_name *known = &parser->program->names[index];

    return known->type == row->type ? create_again(parser, known, name, most, argument)
                                    : fail_wrong_type(parser, name, row, known->type);
  }
  if (note_default_name(name.text, name.length, &type, &slot))
    return type == row->type ? create_unnamed(parser, name, (uint8_t)type, slot, most, argument)
                             : fail_wrong_type(parser, name, row, (uint8_t)type);
  return create_named(parser, name, row->type, most, argument);
}
