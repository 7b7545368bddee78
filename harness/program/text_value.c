#include <string.h>

#include "program/notes.h"
#include "program/text_parse.h"

static size_t column_of(const struct cursor *cursor, struct word word)
{
  return (size_t)(word.text - cursor->text);
}

/* ---- numbers ---- */

static bool symbol_value(const struct cursor *cursor, const struct symbols *symbols, struct word word,
                         uint64_t *ret_number)
{
  struct choices choices = {.count = 0};

  if (word.length == 0 || symbols == NULL)
    return cursor_fail(cursor, column_of(cursor, word), "expected a number");
  for (const struct symbol *row = symbols->rows; row->name != NULL; row++) {
    if (word_is(word, row->name)) {
      *ret_number = row->value;
      return true;
    }
    choices_add(&choices, row->name);
  }
  return cursor_unknown(cursor, "value", word, &choices);
}

static bool parse_number(struct cursor *cursor, const struct symbols *symbols, uint64_t most, uint64_t *ret_number)
{
  uint64_t number = 0, part = 0;

  do {
    if (is_digit(cursor_peek(cursor))) {
      if (!cursor_number(cursor, most, &part))
        return false;
    } else if (!symbol_value(cursor, symbols, cursor_identifier(cursor), &part)) {
      return false;
    }
    number |= part;
  } while (symbols != NULL && symbols->flags && cursor_take(cursor, '|'));
  *ret_number = number;
  return true;
}

bool bracketed_count(struct cursor *cursor, uint32_t most, uint32_t otherwise, uint32_t *ret_count)
{
  uint64_t count = otherwise;

  if (cursor_take(cursor, '[')) {
    const size_t at = cursor->position;

    if (!cursor_number(cursor, most, &count) || !cursor_expect(cursor, ']', "behind the count"))
      return false;
    if (count == 0)
      return cursor_fail(cursor, at, "a count is at least 1");
  }
  *ret_count = (uint32_t)count;
  return true;
}

/* ---- placements ---- */

bool placement_parse(struct cursor *cursor, struct placement *ret_place)
{
  const struct word word = cursor_identifier(cursor);
  struct choices choices = {.count = 0};
  uint8_t kind = 0;
  size_t at;

  for (; kind < PLACE_COUNT && !word_is(word, placement_names[kind]); kind++)
    choices_add(&choices, placement_names[kind]);
  if (kind == PLACE_COUNT)
    return cursor_unknown(cursor, "placement", word, &choices);
  *ret_place = (struct placement){kind, 0};
  if (!placement_has_argument((enum placement_kind)kind))
    return true;
  if (!cursor_expect(cursor, ':', "and a number behind this placement"))
    return false;
  at = cursor->position;
  if (!cursor_number(cursor, kind == PLACE_MISALIGNED ? 7 : UINT64_MAX, &ret_place->argument))
    return false;
  if (kind == PLACE_MISALIGNED && ret_place->argument == 0)
    return cursor_fail(cursor, at, "expected 1 to 7 bytes");
  return true;
}

/* "@PLACE" or nothing. */
static bool parse_optional_placement(struct cursor *cursor, struct placement *place)
{
  return !cursor_take(cursor, '@') || placement_parse(cursor, place);
}

/* ---- handles ---- */

/* Slots that a name stands for. */
struct slots {
  uint8_t type;
  uint32_t slot, count;
  bool is_array; /* a name of the program's for more than one */
};

static bool fail_unknown_name(const struct statement_parser *parser, struct word word)
{
  struct choices choices = {.count = 0};

  if (word.length == 0)
    return cursor_fail(&parser->cursor, column_of(&parser->cursor, word), "expected a handle: a name or a number");
  for (size_t i = 0; i < parser->program->name_count; i++)
    choices_add(&choices, parser->program->names[i].name);
  return cursor_unknown(&parser->cursor, "name", word, &choices);
}

static bool find_slots(const struct statement_parser *parser, struct word word, struct slots *ret_slots)
{
  const size_t index = name_map_find(&parser->names, word);
  enum object_type type;

  if (index != NAME_NOT_FOUND) {
    const struct object_name *name = &parser->program->names[index];

    *ret_slots = (struct slots){name->type, name->slot, name->count, name->count > 1};
    return true;
  }
  if (!note_default_name(word.text, word.length, &type, &ret_slots->slot))
    return fail_unknown_name(parser, word);
  if (ret_slots->slot == object_types[type].slots)
    return cursor_fail(&parser->cursor, column_of(&parser->cursor, word), "the last %s of a program is %s%u",
                       object_types[type].noun, object_types[type].name, object_types[type].slots - 1);
  ret_slots->type = (uint8_t)type;
  ret_slots->count = object_types[type].slots - ret_slots->slot;
  ret_slots->is_array = false;
  return true;
}

/* "[FIRST]", "[FIRST..LAST]" or nothing, which is all of an array. */
static bool parse_range(struct cursor *cursor, const struct slots *slots, uint64_t *ret_first, uint64_t *ret_last)
{
  const size_t at = cursor->position;

  *ret_first = 0;
  *ret_last = slots->is_array ? slots->count - 1 : 0;
  if (!cursor_take(cursor, '['))
    return true;
  if (!cursor_number(cursor, UINT32_MAX, ret_first))
    return false;
  *ret_last = *ret_first;
  if (cursor_take(cursor, '.') &&
      (!cursor_expect(cursor, '.', "between the ends of a range") || !cursor_number(cursor, UINT32_MAX, ret_last)))
    return false;
  if (!cursor_expect(cursor, ']', "behind the index"))
    return false;
  if (*ret_first > *ret_last)
    return cursor_fail(cursor, at, "the range ends before it begins");
  if (*ret_last >= slots->count)
    return cursor_fail(cursor, at, "the last index here is %u", slots->count - 1);
  return true;
}

static bool parse_object(struct statement_parser *parser, struct handle_ref *ret_handle)
{
  struct cursor *cursor = &parser->cursor;
  struct slots slots = {0};
  uint64_t first, last;

  if (!find_slots(parser, cursor_identifier(cursor), &slots) || !parse_range(cursor, &slots, &first, &last))
    return false;
  ret_handle->type = slots.type;
  ret_handle->slot = (uint16_t)(slots.slot + first);
  ret_handle->count = (uint32_t)(last - first + 1);
  ret_handle->stride = ret_handle->count > 1;
  slot_use_mark(&parser->slots, ret_handle->type, ret_handle->slot, ret_handle->count);
  return true;
}

/* "*COUNT" or nothing. `count` holds what is repeated: only one item can be. */
static bool parse_repeat(struct cursor *cursor, uint32_t *count)
{
  const size_t at = cursor->position;
  uint64_t number;

  if (!cursor_take(cursor, '*'))
    return true;
  if (*count != 1)
    return cursor_fail(cursor, at, "only a single item can be repeated");
  if (!cursor_number(cursor, PROGRAM_MAX_LIST, &number))
    return false;
  if (number == 0)
    return cursor_fail(cursor, at + 1, "a count is at least 1");
  *count = (uint32_t)number;
  return true;
}

bool handle_parse(struct statement_parser *parser, bool in_list, struct handle_ref *ret_handle)
{
  struct cursor *cursor = &parser->cursor;
  const size_t at = cursor->position;
  uint64_t number = 0;

  *ret_handle = (struct handle_ref){.count = 1};
  if (is_digit(cursor_peek(cursor))) {
    if (!cursor_number(cursor, UINT32_MAX, &number))
      return false;
    ret_handle->flip = (uint32_t)number;
  } else if (!parse_object(parser, ret_handle)) {
    return false;
  }
  if (cursor_take(cursor, '^')) {
    if (!cursor_number(cursor, UINT32_MAX, &number))
      return false;
    ret_handle->flip ^= (uint32_t)number;
  }
  if (in_list)
    return parse_repeat(cursor, &ret_handle->count);
  if (ret_handle->count != 1)
    return cursor_fail(cursor, at, "one handle stands here, not %u: give an index", ret_handle->count);
  return true;
}

/* ---- lists ---- */

static bool parse_item(struct statement_parser *parser, const struct argument_info *row, struct argument *list,
                       uint32_t *length)
{
  struct cursor *cursor = &parser->cursor;
  const size_t at = cursor->position;
  struct handle_ref handle = {.count = 1};
  struct value_run value = {.count = 1};
  uint64_t number = 0;
  uint32_t count;

  if (row->kind == ARG_HANDLES
          ? !handle_parse(parser, true, &handle)
          : !(parse_number(cursor, row->symbols, UINT32_MAX, &number) && parse_repeat(cursor, &value.count)))
    return false;
  value.value = (uint32_t)number;
  count = row->kind == ARG_HANDLES ? handle.count : value.count;
  if (count > PROGRAM_MAX_LIST - *length)
    return cursor_fail(cursor, at, "a list has at most %u items", PROGRAM_MAX_LIST);
  if (count > PROGRAM_MAX_ITEMS - parser->items)
    return cursor_fail(cursor, at, "all lists of a program together have at most %u items", PROGRAM_MAX_ITEMS);
  *length += count;
  parser->items += count;
  return (row->kind == ARG_HANDLES ? program_add_handle(parser->program, list, handle)
                                   : program_add_value(parser->program, list, value)) ||
         cursor_out_of_memory(cursor);
}

static bool parse_list(struct statement_parser *parser, const struct argument_info *row, struct argument *list)
{
  struct cursor *cursor = &parser->cursor;
  const size_t at = cursor->position;
  uint32_t length = 0;

  if (!cursor_take(cursor, '[')) {
    if (word_is(cursor_identifier(cursor), "null"))
      return true;
    return cursor_fail(cursor, at, "expected a list: [items] or null");
  }
  for (;;) {
    if (cursor_at_end(cursor))
      return cursor_fail(cursor, at, "this list has no end: expected ']'");
    if (cursor_take(cursor, ']'))
      break;
    if (!parse_item(parser, row, list, &length))
      return false;
    if (!cursor_word_ends(cursor) && cursor_peek(cursor) != ']')
      return cursor_fail(cursor, cursor->position, "expected a blank or ']' behind an item");
  }
  list->place = (struct placement){PLACE_GUARDED, 0};
  return parse_optional_placement(cursor, &list->place);
}

static bool parse_output(struct cursor *cursor, struct argument *output)
{
  const struct word word = cursor_identifier(cursor);

  if (word_is(word, "null")) {
    output->place.kind = PLACE_NULL;
    return true;
  }
  if (!word_is(word, "out"))
    return cursor_fail(cursor, column_of(cursor, word), "expected out, out:ITEMS or null");
  output->given = cursor_take(cursor, ':');
  if (output->given && !cursor_number(cursor, PROGRAM_MAX_LIST, &output->number))
    return false;
  return parse_optional_placement(cursor, &output->place);
}

static bool parse_luid(struct statement_parser *parser, struct argument *argument)
{
  struct cursor *cursor = &parser->cursor;
  const size_t at = cursor->position;

  if (is_digit(cursor_peek(cursor)))
    return cursor_number(cursor, UINT64_MAX, &argument->number);
  if (!handle_parse(parser, false, &argument->handle))
    return false;
  if (argument->handle.type != OBJECT_ADAPTER || argument->handle.flip != 0)
    return cursor_fail(cursor, at, "expected an adapter or a number");
  return true;
}

static bool parse_count(struct cursor *cursor, struct argument *argument)
{
  const size_t at = cursor->position;

  argument->given = is_digit(cursor_peek(cursor));
  if (argument->given)
    return cursor_number(cursor, UINT32_MAX, &argument->number);
  return word_is(cursor_identifier(cursor), "auto") || cursor_fail(cursor, at, "expected a number or auto");
}

bool value_parse(struct statement_parser *parser, const struct argument_info *row, struct argument *argument)
{
  struct cursor *cursor = &parser->cursor;

  switch (row->kind) {
  case ARG_HANDLE:
    return handle_parse(parser, false, &argument->handle);
  case ARG_LUID:
    return parse_luid(parser, argument);
  case ARG_HANDLES:
  case ARG_VALUES:
    return parse_list(parser, row, argument);
  case ARG_OUTPUT:
    return parse_output(cursor, argument);
  case ARG_COUNT:
    return parse_count(cursor, argument);
  case ARG_U32:
    return parse_number(cursor, row->symbols, UINT32_MAX, &argument->number);
  case ARG_U64:
  case ARG_SETTING:
  case ARG_CREATED:
    break;
  }
  return parse_number(cursor, row->symbols, UINT64_MAX, &argument->number);
}
