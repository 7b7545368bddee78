#include "reports/terminal.h"

#include "reports/digest.h"
#include "reports/markup.h"
#include "reports/utf8.h"

const char *terminal_verdict_color(enum verdict verdict)
{
  if (digest_is_bad(verdict))
    return TERMINAL_RED;
  return verdict == VERDICT_WARN || verdict == VERDICT_BROKEN ? TERMINAL_YELLOW : TERMINAL_BOLD;
}

/* Makes text fit for a terminal: nothing that it would obey, no line ends; beyond ASCII only where colors are. */
static void clean(const char *text, bool unicode, struct buffer *ret_text)
{
  for (uint32_t code_point; (code_point = utf8_next(&text)) != 0;) {
    if (code_point == '\n' || code_point == '\t' || code_point == '\r')
      buffer_byte(ret_text, ' ');
    else if (utf8_is_plain(code_point) && (unicode || code_point < 0x80))
      utf8_append(code_point, ret_text);
    else
      utf8_append_spelled(code_point, ret_text);
  }
}

static size_t count_characters(const char *text)
{
  size_t count = 0;
  while (utf8_next(&text) != 0)
    count++;
  return count;
}

void terminal_put_within(struct terminal *terminal, const char *text, size_t width)
{
  struct buffer cleaned = {0};
  clean(text, terminal->color, &cleaned);
  size_t count = count_characters(buffer_text(&cleaned));
  size_t shown = count <= width ? count : width < 3 ? 0 : width - 3;
  const char *rest = buffer_text(&cleaned);
  for (size_t i = 0; i < shown; i++)
    utf8_append(utf8_next(&rest), terminal->text);
  terminal->column += shown;
  if (shown < count && width >= 3) {
    buffer_string(terminal->text, "...");
    terminal->column += 3;
  }
  terminal->text->failed = terminal->text->failed || cleaned.failed;
  buffer_free(&cleaned);
}

void terminal_put(struct terminal *terminal, const char *text)
{
  terminal_put_within(terminal, text, TERMINAL_COLUMNS - terminal->column);
}

void terminal_put_colored(struct terminal *terminal, const char *color, const char *text)
{
  if (terminal->color)
    buffer_printf(terminal->text, "\033[%sm", color);
  terminal_put(terminal, text);
  if (terminal->color)
    buffer_string(terminal->text, "\033[0m");
}

void terminal_put_number(struct terminal *terminal, uint64_t number)
{
  struct buffer digits = {0};
  markup_number(number, &digits);
  terminal_put(terminal, buffer_text(&digits));
  buffer_free(&digits);
}

void terminal_pad(struct terminal *terminal, size_t column)
{
  do {
    terminal_put(terminal, " ");
  } while (terminal->column < column);
}

void terminal_end_line(struct terminal *terminal)
{
  buffer_byte(terminal->text, '\n');
  terminal->column = 0;
}
