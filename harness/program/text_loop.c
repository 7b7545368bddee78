#include "program/text_loop.h"

#include <stdlib.h>
#include <string.h>

void loops_clear(struct loops *loops)
{
  loops->variable_count = 0;
  loops->loop_count = 0;
  loops->value_count = 0;
  loops->combinations = 1;
}

void loops_free(struct loops *loops)
{
  free(loops->values);
  *loops = (struct loops){0};
}

static struct variable *find_variable(struct loops *loops, struct word name)
{
  for (size_t i = 0; i < loops->variable_count; i++)
    if (loops->variables[i].name.length == name.length &&
        memcmp(loops->variables[i].name.text, name.text, name.length) == 0)
      return &loops->variables[i];
  return NULL;
}

static bool is_variable_character(char c, bool first)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (!first && is_digit(c));
}

static struct word take_variable(struct cursor *cursor)
{
  const size_t start = cursor->position;

  while (is_variable_character(cursor_peek(cursor), cursor->position == start))
    cursor->position++;
  return (struct word){cursor->text + start, cursor->position - start};
}

/* ---- for lines ---- */

static bool add_variables(struct loops *loops, struct loop *loop, struct cursor *cursor, size_t line, size_t column)
{
  loop->variable = loops->variable_count;
  do {
    const size_t at = cursor->position;
    const struct word name = take_variable(cursor);

    if (name.length == 0)
      return cursor_fail(cursor, at, "expected a variable's name: letters, digits, underscores");
    if (find_variable(loops, name) != NULL)
      return cursor_fail(cursor, at, "this case has a variable of that name already");
    if (loops->variable_count == VARIABLES_MAX)
      return cursor_fail(cursor, at, "a case has at most %u variables", VARIABLES_MAX);
    loops->variables[loops->variable_count++] = (struct variable){.name = name, .line = line, .column = column + at};
  } while (cursor_take(cursor, ','));
  loop->variable_count = loops->variable_count - loop->variable;
  return true;
}

static bool add_value(struct loops *loops, const struct cursor *cursor, struct word value)
{
  if (loops->value_count == loops->value_capacity) {
    const size_t capacity = loops->value_capacity == 0 ? 64 : loops->value_capacity * 2;
    struct word *values = realloc(loops->values, capacity * sizeof *values);

    if (values == NULL)
      return cursor_out_of_memory(cursor);
    loops->values = values;
    loops->value_capacity = capacity;
  }
  loops->values[loops->value_count++] = value;
  return true;
}

/* A value: "in quotes", or up to the next blank, or comma where commas part values. */
static bool take_value(struct cursor *cursor, bool comma_ends, struct word *ret_value)
{
  const size_t at = cursor->position;
  const bool quoted = cursor_take(cursor, '"');
  const size_t start = cursor->position;

  while (cursor->position < cursor->size) {
    const char c = cursor_peek(cursor);

    if (quoted ? c == '"' : is_blank(c) || (comma_ends && c == ','))
      break;
    cursor->position++;
  }
  *ret_value = (struct word){cursor->text + start, cursor->position - start};
  if (quoted && !cursor_take(cursor, '"'))
    return cursor_fail(cursor, at, "this quote has no end");
  if (!quoted && ret_value->length == 0)
    return cursor_fail(cursor, at, "expected a value; an empty one is written \"\"");
  return true;
}

static bool add_turn(struct loops *loops, struct loop *loop, struct cursor *cursor)
{
  struct word value;

  for (size_t i = 0; i < loop->variable_count; i++) {
    if (i != 0 && !cursor_take(cursor, ','))
      return cursor_fail(cursor, cursor->position, "expected ',' and one more value: %u names run together here",
                         (unsigned)loop->variable_count);
    if (!take_value(cursor, loop->variable_count > 1, &value) || !add_value(loops, cursor, value))
      return false;
  }
  if (!cursor_word_ends(cursor))
    return cursor_fail(cursor, cursor->position, "expected a blank behind a value");
  loop->turns++;
  return true;
}

static void set_turn(struct loops *loops, struct loop *loop, size_t turn)
{
  loop->turn = turn;
  for (size_t i = 0; i < loop->variable_count; i++)
    loops->variables[loop->variable + i].value = loops->values[loop->value + turn * loop->variable_count + i];
}

bool loops_add(struct loops *loops, struct cursor *cursor, size_t line, size_t column)
{
  struct loop *loop = &loops->loops[loops->loop_count];
  size_t at;

  if (loops->loop_count == LOOPS_MAX)
    return cursor_fail(cursor, 0, "a case has at most %u for lines", LOOPS_MAX);
  *loop = (struct loop){.value = loops->value_count};
  if (!add_variables(loops, loop, cursor, line, column))
    return false;
  cursor_skip_blanks(cursor);
  at = cursor->position;
  if (!word_is(cursor_word(cursor), "in"))
    return cursor_fail(cursor, at, "expected 'in' and values");
  while (!cursor_at_end(cursor))
    if (!add_turn(loops, loop, cursor))
      return false;
  if (loop->turns == 0)
    return cursor_fail(cursor, cursor->position, "expected a value");
  if (loop->turns > TEXT_MAX_PROGRAMS / loops->combinations)
    return cursor_fail(cursor, 0, "this case's loops come to more than %u programs", TEXT_MAX_PROGRAMS);
  loops->combinations *= loop->turns;
  loops->loop_count++;
  set_turn(loops, loop, 0);
  return true;
}

bool loops_next(struct loops *loops)
{
  for (size_t i = loops->loop_count; i-- > 0;) {
    struct loop *loop = &loops->loops[i];
    const bool more = loop->turn + 1 < loop->turns;

    set_turn(loops, loop, more ? loop->turn + 1 : 0);
    if (more)
      return true;
  }
  return false;
}

/* ---- putting values in ---- */

static bool fail_unknown_variable(const struct loops *loops, const struct cursor *cursor, struct word name)
{
  struct choices choices = {.count = 0};
  char names[VARIABLES_MAX][EXCERPT_SIZE];

  for (size_t i = 0; i < loops->variable_count; i++)
    choices_add(&choices, word_excerpt(loops->variables[i].name, names[i]));
  return cursor_unknown(cursor, "variable", name, &choices);
}

/* What "$name", "${name}", "$$" or "$#" stands for; the cursor is behind the '$'. */
static bool take_replacement(struct loops *loops, struct cursor *cursor, struct word *ret_value)
{
  const size_t at = cursor->position - 1;
  struct variable *variable;
  struct word name;
  bool braces;

  if (cursor_peek(cursor) == '$' || cursor_peek(cursor) == '#') {
    *ret_value = (struct word){cursor->text + cursor->position++, 1};
    return true;
  }
  braces = cursor_take(cursor, '{');
  name = take_variable(cursor);
  if (name.length == 0 || (braces && !cursor_take(cursor, '}')))
    return cursor_fail(cursor, at, "expected $name, ${name}, $$ for a dollar or $# for a number sign");
  variable = find_variable(loops, name);
  if (variable == NULL)
    return fail_unknown_variable(loops, cursor, name);
  variable->used = true;
  *ret_value = variable->value;
  return true;
}

bool loops_expand(struct loops *loops, const struct cursor *line, struct buffer *ret_text)
{
  struct cursor cursor = *line;

  while (cursor.position < cursor.size) {
    const char *rest = cursor.text + cursor.position;
    const char *dollar = memchr(rest, '$', cursor.size - cursor.position);
    const size_t plain = dollar == NULL ? cursor.size - cursor.position : (size_t)(dollar - rest);
    struct word value = {NULL, 0};

    buffer_append(ret_text, rest, plain);
    cursor.position += plain;
    if (dollar == NULL)
      break;
    cursor.position++;
    if (!take_replacement(loops, &cursor, &value))
      return false;
    buffer_append(ret_text, value.text, value.length);
  }
  return !ret_text->failed || cursor_out_of_memory(line);
}

size_t loops_column(struct loops *loops, const struct cursor *line, size_t position)
{
  struct cursor cursor = *line;
  size_t expanded = 0;

  while (cursor.position < cursor.size) {
    const size_t at = cursor.position;
    struct word value = {NULL, 1};

    if (cursor.text[cursor.position++] == '$' && !take_replacement(loops, &cursor, &value))
      return at;
    if (position < expanded + value.length)
      return at;
    expanded += value.length;
  }
  return cursor.size;
}
