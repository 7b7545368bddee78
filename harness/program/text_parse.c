#include "program/text_parse.h"

#include <string.h>

#include "abi/status_names.h"
#include "program/notes.h"

void statement_start(struct statement_parser *parser, struct program *program)
{
  parser->program = program;
  parser->items = 0;
  name_map_clear(&parser->names);
  memset(&parser->slots, 0, sizeof parser->slots);
}

static bool fail_unknown_operation(const struct cursor *cursor, struct word word)
{
  struct choices choices = {.count = 0};

  for (unsigned i = 0; i < OP_COUNT; i++)
    choices_add(&choices, program_ops[i].name);
  return cursor_unknown(cursor, "operation", word, &choices);
}

static bool fail_unknown_argument(const struct cursor *cursor, const struct op_info *op, struct word word, bool created)
{
  const uint8_t other = program_argument_by_name(op, word.text, word.length, !created);
  struct choices choices = {.count = 0};
  char what[64] = "argument of ";

  if (other != NO_ARGUMENT)
    return cursor_fail(cursor, cursor->position, "%s is not %s; write %s%s", op->arguments[other].name,
                       created ? "created by this call" : "passed to this call", op->arguments[other].name,
                       created ? "=" : "->");
  for (uint8_t i = 0; i < op->argument_count; i++)
    choices_add(&choices, op->arguments[i].name);
  strncat(what, op->name, sizeof what - strlen(what) - 1);
  return cursor_unknown(cursor, what, word, &choices);
}

static bool parse_padding(struct cursor *cursor, struct call *call)
{
  uint64_t number;

  if (!cursor_number(cursor, UINT8_MAX, &number))
    return false;
  call->padding = (uint8_t)number;
  return true;
}

/* Places in the set of what a call has said; arguments come first. */
enum { SAID_PADDING = CALL_MAX_ARGUMENTS };

static bool say_once(const struct cursor *cursor, struct word name, unsigned place, unsigned *said)
{
  char excerpt[EXCERPT_SIZE];

  if ((*said >> place & 1) != 0)
    return cursor_fail(cursor, (size_t)(name.text - cursor->text), "%s is given twice", word_excerpt(name, excerpt));
  *said |= 1u << place;
  return true;
}

static bool parse_argument(struct statement_parser *parser, struct call *call, unsigned *said)
{
  struct cursor *cursor = &parser->cursor;
  const struct op_info *op = &program_ops[call->op];
  const struct word name = cursor_identifier(cursor);
  const bool created = cursor_peek(cursor) == '-';
  uint8_t place;

  if (name.length == 0)
    return cursor_fail(cursor, cursor->position, "expected field=value or field->name");
  if (word_is(name, "padding") && cursor_take(cursor, '='))
    return say_once(cursor, name, SAID_PADDING, said) && parse_padding(cursor, call);
  place = program_argument_by_name(op, name.text, name.length, created);
  if (place == NO_ARGUMENT)
    return fail_unknown_argument(cursor, op, name, created);
  if (!say_once(cursor, name, place, said))
    return false;
  if (!created)
    return cursor_expect(cursor, '=', "or '->' behind a field's name") &&
           value_parse(parser, &op->arguments[place], &call->arguments[place]);
  cursor->position += 2;
  return created_parse(parser, &op->arguments[place], &call->arguments[place]);
}

/* The place among the operation's arguments of what creates this type. */
static uint8_t created_place(const struct op_info *op, uint8_t type)
{
  uint8_t place = 0;

  while (place < op->argument_count && (op->arguments[place].kind != ARG_CREATED || op->arguments[place].type != type))
    place++;
  return place;
}

/* Names stand in the program in the order of the arguments, in whatever order the line gives these: one program, one text. */
static void order_names(struct statement_parser *parser, const struct op_info *op, size_t first)
{
  struct program *program = parser->program;

  for (size_t i = first; i + 1 < program->name_count; i++) {
    struct object_name *names = &program->names[i];
    const struct object_name earlier = names[0];

    if (created_place(op, names[0].type) <= created_place(op, names[1].type))
      continue;
    names[0] = names[1];
    names[1] = earlier;
    name_map_change(&parser->names, (struct word){names[0].name, strlen(names[0].name)}, i);
    name_map_change(&parser->names, (struct word){names[1].name, strlen(names[1].name)}, i + 1);
  }
}

static bool parse_call(struct statement_parser *parser)
{
  struct cursor *cursor = &parser->cursor;
  const struct word name = cursor_identifier(cursor);
  const enum program_op op = program_op_by_name(name.text, name.length);
  const size_t names = parser->program->name_count;
  unsigned said = 0;
  struct call *call;

  if (op == OP_COUNT) {
    cursor->position = 0;
    return fail_unknown_operation(cursor, name.length != 0 ? name : cursor_word(cursor));
  }
  if (parser->program->call_count == PROGRAM_MAX_CALLS)
    return cursor_fail(cursor, 0, "a program has at most %u calls", PROGRAM_MAX_CALLS);
  call = program_add_call(parser->program, op);
  if (call == NULL)
    return cursor_out_of_memory(cursor);
  if (cursor_take(cursor, '@') && !placement_parse(cursor, &call->place))
    return false;
  for (;;) {
    if (!cursor_word_ends(cursor))
      return cursor_fail(cursor, cursor->position, "expected a blank or the end of the line");
    if (cursor_at_end(cursor))
      break;
    if (!parse_argument(parser, call, &said))
      return false;
  }
  order_names(parser, &program_ops[op], names);
  return true;
}

/* ---- statements that are no calls ---- */

static bool parse_status(struct cursor *cursor, NTSTATUS *ret_status)
{
  const struct word word = cursor_word(cursor);
  struct cursor number = {word.text, word.length, 0, cursor->error};
  const size_t skipped = word.length > 7 && memcmp(word.text, "STATUS_", 7) == 0 ? 0 : 7;
  struct choices choices = {.count = 0};
  uint64_t value;

  if (is_digit(word.text[0])) {
    if (cursor_number(&number, UINT32_MAX, &value) && number.position == number.size) {
      *ret_status = (NTSTATUS)(uint32_t)value;
      return true;
    }
    return cursor_fail(cursor, (size_t)(word.text - cursor->text), "expected a status: a name or a 32-bit number");
  }
  if (abi_status_by_name(word.text, word.length, ret_status))
    return true;
#define ABI_STATUS(name, value) choices_add(&choices, &#name[skipped]);
#include "abi/statuses.def"
#undef ABI_STATUS
  return cursor_unknown(cursor, "status", word, &choices);
}

static bool parse_expect(struct statement_parser *parser)
{
  struct cursor *cursor = &parser->cursor;
  struct program *program = parser->program;
  struct expectation expectation = {.count = 0};

  if (program->call_count == 0)
    return cursor_fail(cursor, 0, "expect stands behind a call, and none is above");
  expectation.call = (uint32_t)(program->call_count - 1);
  if (program->expectation_count != 0 && program->expectations[program->expectation_count - 1].call == expectation.call)
    return cursor_fail(cursor, 0, "the call above has its expect line already");
  while (!cursor_at_end(cursor)) {
    if (expectation.count == EXPECT_MAX_STATUSES)
      return cursor_fail(cursor, cursor->position, "at most %d statuses can be expected", EXPECT_MAX_STATUSES);
    if (!parse_status(cursor, &expectation.statuses[expectation.count++]))
      return false;
  }
  if (expectation.count == 0)
    return cursor_fail(cursor, cursor->position, "expected a status");
  return program_add_expectation(program, &expectation) || cursor_out_of_memory(cursor);
}

static bool parse_slot(struct statement_parser *parser)
{
  struct cursor *cursor = &parser->cursor;
  const struct word name = cursor_identifier(cursor);
  enum object_type type = OBJECT_VALUE;
  struct word target;
  uint32_t count, slot;

  if (!bracketed_count(cursor, SLOTS_MAX, 1, &count))
    return false;
  cursor_skip_blanks(cursor);
  if (!cursor_expect(cursor, '=', "and the slot"))
    return false;
  cursor_skip_blanks(cursor);
  target = cursor_identifier(cursor);
  if (!note_default_name(target.text, target.length, &type, &slot))
    return cursor_fail(cursor, (size_t)(target.text - cursor->text),
                       "expected a slot: a type and a number, such as allocation7");
  if (slot >= object_types[type].slots || count > object_types[type].slots - slot)
    return cursor_fail(cursor, (size_t)(target.text - cursor->text), "a program has only %u slots of this type",
                       object_types[type].slots);
  if (!cursor_at_end(cursor))
    return cursor_fail(cursor, cursor->position, "expected the end of the line");
  slot_use_mark(&parser->slots, (uint8_t)type, slot, count);
  return object_name_add(parser, name, type, (uint16_t)slot, (uint16_t)count);
}

static bool fail_unknown_capability(const struct cursor *cursor, struct word word)
{
  struct choices choices = {.count = 0};

  for (unsigned i = 0; i < OP_COUNT; i++)
    if (program_ops[i].capability != NULL)
      choices_add(&choices, program_ops[i].capability);
    else if (program_ops[i].entry != ABI_NO_ENTRY)
      choices_add(&choices, program_ops[i].name);
  return cursor_unknown(cursor, "capability", word, &choices);
}

/* One word of `shows` or `needs`. */
static bool add_note(struct statement_parser *parser, struct word word, bool is_need)
{
  const struct cursor *cursor = &parser->cursor;
  const struct program *program = parser->program;
  char text[NOTE_MAX_WORD + 1];

  if (!note_is_word(word.text, word.length))
    return cursor_fail(cursor, (size_t)(word.text - cursor->text),
                       "expected a word of at most %u bytes of UTF-8 without control characters", NOTE_MAX_WORD);
  if (is_need && !note_is_capability(word.text, word.length))
    return fail_unknown_capability(cursor, word);
  if ((is_need ? program->need_count : program->requirement_count) == PROGRAM_MAX_NOTES)
    return cursor_fail(cursor, (size_t)(word.text - cursor->text), "at most %u can be named", PROGRAM_MAX_NOTES);
  memcpy(text, word.text, word.length);
  text[word.length] = '\0';
  return (is_need ? program_add_need(parser->program, text) : program_add_requirement(parser->program, text)) ||
         cursor_out_of_memory(cursor);
}

static bool parse_notes(struct statement_parser *parser, bool is_need)
{
  struct cursor *cursor = &parser->cursor;

  if (cursor_at_end(cursor))
    return cursor_fail(cursor, cursor->position, is_need ? "expected a capability" : "expected a requirement's id");
  while (!cursor_at_end(cursor))
    if (!add_note(parser, cursor_word(cursor), is_need))
      return false;
  return true;
}

static bool parse_shows(struct statement_parser *parser)
{
  return parse_notes(parser, false);
}

static bool parse_needs(struct statement_parser *parser)
{
  return parse_notes(parser, true);
}

static bool parse_property(struct statement_parser *parser)
{
  struct cursor *cursor = &parser->cursor;
  struct program *program = parser->program;
  char text[NOTE_MAX_SENTENCE + 1];
  size_t length = cursor->size - cursor->position;

  while (length != 0 && is_blank(cursor->text[cursor->position + length - 1]))
    length--;
  if (program->sentence != NULL)
    return cursor_fail(cursor, 0, "the property is given twice");
  if (!note_is_sentence(cursor->text + cursor->position, length))
    return cursor_fail(cursor, cursor->position,
                       "expected a sentence of at most %u bytes of UTF-8 without control characters",
                       NOTE_MAX_SENTENCE);
  memcpy(text, cursor->text + cursor->position, length);
  text[length] = '\0';
  if (!program_set_title(program, program->name, text))
    return cursor_out_of_memory(cursor);
  return true;
}

static const struct {
  const char *word;
  bool (*parse)(struct statement_parser *parser);
} statements[] = {
    {"expect", parse_expect}, {"slot", parse_slot},         {"shows", parse_shows},
    {"needs", parse_needs},   {"property", parse_property},
};

bool statement_parse(struct statement_parser *parser)
{
  struct cursor *cursor = &parser->cursor;
  const size_t start = cursor->position;
  const struct word word = cursor_word(cursor);

  for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
    if (!word_is(word, statements[i].word))
      continue;
    cursor_skip_blanks(cursor);
    return statements[i].parse(parser);
  }
  cursor->position = start;
  return parse_call(parser);
}
