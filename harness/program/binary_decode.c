#include <string.h>

#include "program/binary_format.h"
#include "program/binary_notes.h"
#include "program/binary_stream.h"

/* A program in the making. */
struct decoder {
  struct stream stream;
  struct program *program;
  uint32_t items; /* that lists may still take */
};

static struct placement decode_placement(struct stream *stream, uint8_t byte)
{
  const uint8_t kind = byte & HEAD_PLACE;
  struct placement place = {kind < PLACE_COUNT ? kind : PLACE_GUARDED, 0};

  if (!placement_has_argument((enum placement_kind)place.kind))
    return place;
  place.argument = stream_number(stream);
  if (place.kind == PLACE_MISALIGNED && (place.argument == 0 || place.argument > 7))
    place.argument = 1 + place.argument % 7;
  return place;
}

static uint64_t decode_value(struct stream *stream, const struct argument_info *row)
{
  size_t count, choice;

  if (row->symbols == NULL || row->symbols->flags)
    return stream_number(stream);
  count = symbol_count(row->symbols);
  choice = stream_byte(stream) % (count + 1);
  return choice == 0 ? stream_number(stream) : row->symbols->rows[choice - 1].value;
}

static struct handle_ref decode_handle(struct stream *stream, uint8_t head)
{
  struct handle_ref handle = {.type = head & HEAD_TYPE, .count = 1};
  uint32_t slot = head >> HEAD_SLOT_SHIFT;

  if (handle.type == OBJECT_VALUE) {
    handle.flip = (uint32_t)stream_number(stream);
    return handle;
  }
  if (slot == HEAD_SLOT_FOLLOWS)
    slot = (uint32_t)stream_number(stream);
  handle.slot = (uint16_t)(slot & (object_types[handle.type].slots - 1));
  if ((head & HEAD_FLIP) != 0)
    handle.flip = (uint32_t)stream_number(stream);
  return handle;
}

/* ---- lists ---- */

static bool decode_handle_run(struct decoder *decoder, struct argument *list, uint32_t most, uint32_t *ret_count)
{
  const uint8_t head = stream_byte(&decoder->stream);
  struct handle_ref run = decode_handle(&decoder->stream, head);

  if ((head & HEAD_RUN) != 0) {
    const uint64_t number = stream_number(&decoder->stream);
    const uint32_t left = object_types[run.type].slots - run.slot;

    run.count = number / 2 < most - 1 ? (uint32_t)(number / 2 + 2) : most;
    run.stride = number % 2 != 0 && run.type != OBJECT_VALUE;
    if (run.stride != 0 && run.count > left)
      run.count = left;
    run.count = run.count < most ? run.count : most;
  }
  *ret_count = run.count;
  return program_add_handle(decoder->program, list, run);
}

static bool decode_value_run(struct decoder *decoder, const struct argument_info *row, struct argument *list,
                             uint32_t most, uint32_t *ret_count)
{
  const uint64_t count = stream_number_up_to(&decoder->stream, most - 1);
  const struct value_run run = {(uint32_t)decode_value(&decoder->stream, row), (uint32_t)count + 1};

  *ret_count = run.count;
  return program_add_value(decoder->program, list, run);
}

/* A list ends where its runs, its room or the bytes end. */
static bool decode_list(struct decoder *decoder, const struct argument_info *row, struct argument *list)
{
  struct stream *stream = &decoder->stream;
  const uint8_t head = stream_byte(stream);
  uint32_t room = decoder->items < PROGRAM_MAX_LIST ? decoder->items : PROGRAM_MAX_LIST;
  uint64_t runs = head >> HEAD_RUNS_SHIFT;

  if (runs == HEAD_RUNS_FOLLOW)
    runs = stream_number(stream);
  list->place = decode_placement(stream, head);
  while (runs-- != 0 && room != 0 && stream->position < stream->size) {
    uint32_t count;

    if (row->kind == ARG_HANDLES ? !decode_handle_run(decoder, list, room, &count)
                                 : !decode_value_run(decoder, row, list, room, &count))
      return false;
    room -= count;
    decoder->items -= count;
  }
  return true;
}

/* ---- arguments ---- */

static void decode_created(struct stream *stream, const struct argument_info *row, struct argument *argument)
{
  const uint32_t slots = object_types[row->type].slots;
  const uint32_t slot = (uint32_t)stream_number(stream) & (slots - 1);
  const uint64_t count = row->offset == NO_OFFSET ? stream_number_up_to(stream, slots - slot - 1) + 1 : 1;

  argument->created.slot = (uint16_t)slot;
  argument->created.count = (uint16_t)count;
}

static void decode_output(struct stream *stream, struct argument *argument)
{
  const uint8_t head = stream_byte(stream);

  argument->place = decode_placement(stream, head);
  argument->given = (head & HEAD_GIVEN) != 0;
  argument->number = argument->given ? stream_number_up_to(stream, PROGRAM_MAX_LIST) : 0;
}

static void decode_luid(struct stream *stream, struct argument *argument)
{
  if ((stream_byte(stream) & 1) == 0) {
    argument->number = stream_number(stream);
    return;
  }
  argument->handle.type = OBJECT_ADAPTER;
  argument->handle.slot = (uint16_t)(stream_number(stream) & (object_types[OBJECT_ADAPTER].slots - 1));
}

static bool decode_argument(struct decoder *decoder, const struct argument_info *row, struct argument *argument)
{
  struct stream *stream = &decoder->stream;

  switch (row->kind) {
  case ARG_HANDLE:
    argument->handle = decode_handle(stream, stream_byte(stream));
    break;
  case ARG_LUID:
    decode_luid(stream, argument);
    break;
  case ARG_HANDLES:
  case ARG_VALUES:
    return decode_list(decoder, row, argument);
  case ARG_OUTPUT:
    decode_output(stream, argument);
    break;
  case ARG_CREATED:
    decode_created(stream, row, argument);
    break;
  case ARG_COUNT:
    argument->given = true;
    argument->number = (uint32_t)stream_number(stream);
    break;
  case ARG_U32:
    argument->number = (uint32_t)decode_value(stream, row);
    break;
  case ARG_U64:
  case ARG_SETTING:
    argument->number = decode_value(stream, row);
    break;
  }
  return true;
}

/* The operation of that number among those of a set; numbers wrap. */
static enum program_op pick_operation(uint64_t operations, unsigned number)
{
  if (operations == SCOPE_ALL_OPERATIONS)
    return (enum program_op)(number % OP_COUNT);
  number %= count_operations(operations);
  while (number-- > 0)
    operations &= operations - 1;
  return (enum program_op)count_operations((operations & (~operations + 1)) - 1);
}

static bool decode_call(struct decoder *decoder, uint64_t operations)
{
  struct stream *stream = &decoder->stream;
  const enum program_op id = pick_operation(operations, stream_byte(stream));
  const struct op_info *op = &program_ops[id];
  struct call *call = program_add_call(decoder->program, id);
  unsigned mask = stream_byte(stream);

  if (call == NULL)
    return false;
  if (mask_size(op) > 1)
    mask |= (unsigned)stream_byte(stream) << 8;
  for (uint8_t i = 0; i < op->argument_count; i++)
    if ((mask >> i & 1) != 0 && !decode_argument(decoder, &op->arguments[i], &call->arguments[i]))
      return false;
  if ((mask >> mask_place_bit(op) & 1) != 0)
    call->place = decode_placement(stream, stream_byte(stream));
  if ((mask >> mask_padding_bit(op) & 1) != 0)
    call->padding = stream_byte(stream);
  return true;
}

static bool notes_begin(const struct stream *stream)
{
  return stream->size - stream->position >= NOTES_MAGIC_SIZE &&
         memcmp(stream->data + stream->position, NOTES_MAGIC, NOTES_MAGIC_SIZE) == 0;
}

bool program_decode(const uint8_t *data, size_t size, struct program *ret_program)
{
  static const struct program_scope all = {SCOPE_ALL_OPERATIONS, PROGRAM_MAX_CALLS, NULL};

  return program_decode_scope(data, size, &all, ret_program);
}

bool program_decode_scope(const uint8_t *data, size_t size, const struct program_scope *scope,
                          struct program *ret_program)
{
  struct decoder decoder = {{data, size, 0}, ret_program, PROGRAM_MAX_ITEMS};
  struct stream *stream = &decoder.stream;

  program_clear(ret_program);
  while (stream->position < size && !notes_begin(stream) && ret_program->call_count < scope->max_calls)
    if (!decode_call(&decoder, scope->operations))
      return false;
  if (!notes_begin(stream))
    return true;
  stream->position += NOTES_MAGIC_SIZE;
  return notes_decode(data + stream->position, size - stream->position, ret_program);
}
