/* Records in a transcript. */
#include <string.h>

#include "certify/player.h"
#include "certify/transcript_line.h"

#define READABLE_MAX ARENA_SLOT_BYTES /* bytes of one memory */

static void append_run(struct buffer *bytes, uint8_t byte, size_t count)
{
  uint8_t run[256];

  memset(run, byte, count < sizeof run ? count : sizeof run);
  for (size_t piece; count > 0; count -= piece) {
    piece = count < sizeof run ? count : sizeof run;
    buffer_append(bytes, run, piece);
  }
}

/* One side of a memory's bytes, appended to `bytes`; there must be `size` of them. */
static bool hex_bytes(struct line *line, uint32_t size, struct buffer *bytes)
{
  uint32_t have = 0;

  if (size == 0)
    return line_expect(line, "-");
  while (have < size) {
    uint64_t count = 1;

    if (line_skip(line, "{") && (!line_decimal(line, size - have, &count) || !line_expect(line, "}")))
      return false;
    if (line->end - line->at < 2 || line_hex_digit(line->at[0]) < 0 || line_hex_digit(line->at[1]) < 0)
      return line_wrong(line, "expected two hexadecimal digits");
    append_run(bytes, (uint8_t)(line_hex_digit(line->at[0]) << 4 | line_hex_digit(line->at[1])), (size_t)count);
    have += (uint32_t)count;
    line->at += 2;
  }
  return true;
}

static bool find_place(struct line *line, uint8_t *ret_place)
{
  const char *name;
  size_t length;

  if (!line_word(line, "a placement", &name, &length))
    return false;
  for (unsigned i = 0; i < PLACE_COUNT; i++)
    if (strlen(placement_names[i]) == length && memcmp(placement_names[i], name, length) == 0) {
      *ret_place = (uint8_t)i;
      return true;
    }
  line->at = name;
  return line_wrong(line, "no placement '%.*s'", (int)(length < 32 ? length : 32), name);
}

/* Where a memory's bytes are in reader->bytes, until that grows no more. */
struct offsets {
  size_t before, after;
};

static bool memory(struct line *line, struct buffer *bytes, struct memory_record *ret_memory,
                   struct offsets *ret_offsets)
{
  uint64_t size, readable;

  if (!line_expect(line, " ") || !line_hexadecimal(line, 64, &ret_memory->address) || !line_expect(line, " ") ||
      !find_place(line, &ret_memory->place) || !line_expect(line, " ") || !line_decimal(line, UINT32_MAX, &size) ||
      !line_expect(line, " ") || !line_decimal(line, READABLE_MAX, &readable) || !line_expect(line, " r"))
    return false;
  ret_memory->size = (uint32_t)size;
  ret_memory->readable = (uint32_t)readable;
  ret_memory->writable = line_skip(line, "w");
  ret_offsets->before = ret_offsets->after = bytes->size;
  if (!line_expect(line, " ") || !hex_bytes(line, ret_memory->readable, bytes))
    return false;
  if (line->at < line->end) {
    ret_offsets->after = bytes->size;
    if (!line_expect(line, " > ") || !hex_bytes(line, ret_memory->readable, bytes))
      return false;
  }
  return line_expect_end(line);
}

static bool can_have_memory(const struct argument_info *row)
{
  return row->kind == ARG_HANDLES || row->kind == ARG_VALUES || row->kind == ARG_OUTPUT || row->kind == ARG_SETTING;
}

/* The argument whose memory the line has, from `first` on. */
static bool find_argument(struct line *line, const struct op_info *op, uint8_t first, uint8_t *ret_argument)
{
  const char *name;
  size_t length;

  if (!line_word(line, "an argument", &name, &length))
    return false;
  for (uint8_t i = first; i < op->argument_count; i++)
    if (can_have_memory(&op->arguments[i]) && strlen(op->arguments[i].name) == length &&
        memcmp(op->arguments[i].name, name, length) == 0) {
      *ret_argument = i;
      return true;
    }
  line->at = name;
  return line_wrong(line, "%s has no memory '%.*s', or not behind that above", op->name,
                    (int)(length < 32 ? length : 32), name);
}

static bool memories(struct transcript_reader *reader, struct text_error *error, struct call_record *record)
{
  const struct op_info *op = &program_ops[record->op];
  struct offsets offsets[CALL_MAX_ARGUMENTS + 1] = {{0, 0}};
  uint8_t argument = 0;
  struct line line;

  buffer_clear(&reader->bytes);
  if (!transcript_line(reader, error, &line) || !line_expect(&line, "  structure") ||
      !memory(&line, &reader->bytes, &record->argument, &offsets[CALL_MAX_ARGUMENTS]))
    return false;
  transcript_move_on(reader, &line);
  while (reader->offset < reader->size && reader->data[reader->offset] == ' ') {
    if (!transcript_line(reader, error, &line) || !line_expect(&line, "  ") ||
        !find_argument(&line, op, argument, &argument) ||
        !memory(&line, &reader->bytes, &record->memory[argument], &offsets[argument]))
      return false;
    transcript_move_on(reader, &line);
    argument++;
  }
  if (reader->bytes.failed)
    return line_out_of_memory(error);
  for (unsigned i = 0; i <= CALL_MAX_ARGUMENTS; i++) {
    struct memory_record *of = i < CALL_MAX_ARGUMENTS ? &record->memory[i] : &record->argument;

    of->before = (const uint8_t *)buffer_text(&reader->bytes) + offsets[i].before;
    of->after = (const uint8_t *)buffer_text(&reader->bytes) + offsets[i].after;
  }
  return true;
}

static bool outcome(struct line *line, struct call_record *record)
{
  static const char *const names[] = {[RECORD_RETURNED] = "returned ",
                                      [RECORD_MISSING] = "missing ",
                                      [RECORD_CRASHED] = "crashed ",
                                      [RECORD_TIMEOUT] = "timeout ",
                                      [RECORD_SKIPPED] = "skipped "};

  for (record->outcome = 0; record->outcome <= RECORD_SKIPPED; record->outcome++)
    if (line_skip(line, names[record->outcome]))
      return true;
  return line_wrong(line, "expected returned, missing, crashed, timeout or skipped");
}

bool transcript_read_record(struct transcript_reader *reader, struct line *line, uint32_t mark,
                            struct transcript_item *item)
{
  struct call_record *record = &item->record;
  const char *name;
  size_t length;
  uint64_t number = UINT32_MAX, process, status;

  item->kind = TRANSCRIPT_RECORD;
  record->teardown = mark == UINT32_MAX;
  if (!record->teardown && (!line_decimal(line, PLAYER_UNDO - 1, &number) || !line_expect(line, " ")))
    return false;
  record->call = (uint32_t)number | mark;
  if (!line_word(line, "an operation", &name, &length))
    return false;
  record->op = (uint8_t)program_op_by_name(name, length);
  if (record->op == OP_COUNT) {
    line->at = name;
    return line_wrong(line, "no operation '%.*s'", (int)(length < 32 ? length : 32), name);
  }
  if (!line_expect(line, " process ") || !line_decimal(line, UINT8_MAX, &process) || !line_expect(line, " ") ||
      !outcome(line, record) || !line_hexadecimal(line, 32, &status) ||
      !line_rest_after_blank(line, TRANSCRIPT_MAX_LINE_TEXT, &reader->detail))
    return false;
  record->process = (uint8_t)process;
  record->status = (NTSTATUS)(uint32_t)status;
  transcript_move_on(reader, line);
  if (!memories(reader, line->error, record))
    return false;
  record->detail = buffer_text(&reader->detail);
  return true;
}
