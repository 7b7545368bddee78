#include "program/binary_format.h"
#include "program/binary_notes.h"
#include "program/binary_stream.h"

static void encode_placement(struct buffer *buffer, struct placement place, unsigned rest)
{
  put_byte(buffer, (uint8_t)(place.kind | rest));
  if (placement_has_argument((enum placement_kind)place.kind))
    put_number(buffer, place.argument);
}

static void encode_value(struct buffer *buffer, const struct argument_info *row, uint64_t value)
{
  if (row->symbols == NULL || row->symbols->flags) {
    put_number(buffer, value);
    return;
  }
  for (uint8_t i = 0; row->symbols->rows[i].name != NULL; i++)
    if (row->symbols->rows[i].value == value) {
      put_byte(buffer, (uint8_t)(i + 1));
      return;
    }
  put_byte(buffer, 0);
  put_number(buffer, value);
}

static void encode_handle(struct buffer *buffer, const struct handle_ref *handle)
{
  const unsigned slot = handle->slot < HEAD_SLOT_FOLLOWS ? handle->slot : HEAD_SLOT_FOLLOWS;
  const unsigned flip = handle->type != OBJECT_VALUE && handle->flip != 0 ? HEAD_FLIP : 0;
  const unsigned run = handle->count > 1 ? HEAD_RUN : 0;

  put_byte(buffer, (uint8_t)(handle->type | flip | run | slot << HEAD_SLOT_SHIFT));
  if (handle->type == OBJECT_VALUE) {
    put_number(buffer, handle->flip);
  } else {
    if (slot == HEAD_SLOT_FOLLOWS)
      put_number(buffer, handle->slot);
    if (flip != 0)
      put_number(buffer, handle->flip);
  }
  if (run != 0)
    put_number(buffer, (uint64_t)(handle->count - 2) * 2 + handle->stride);
}

static void encode_list(struct buffer *buffer, const struct program *program, const struct argument_info *row,
                        const struct argument *list)
{
  const uint32_t count = list->list.count;
  const unsigned runs = count < HEAD_RUNS_FOLLOW ? count : HEAD_RUNS_FOLLOW;

  put_byte(buffer, (uint8_t)(list->place.kind | runs << HEAD_RUNS_SHIFT));
  if (runs == HEAD_RUNS_FOLLOW)
    put_number(buffer, count);
  if (placement_has_argument((enum placement_kind)list->place.kind))
    put_number(buffer, list->place.argument);
  for (uint32_t i = 0; i < count; i++) {
    if (row->kind == ARG_HANDLES) {
      encode_handle(buffer, &program->handles[list->list.first + i]);
    } else {
      const struct value_run *run = &program->values[list->list.first + i];

      put_number(buffer, run->count - 1);
      encode_value(buffer, row, run->value);
    }
  }
}

static void encode_luid(struct buffer *buffer, const struct argument *argument)
{
  const bool is_adapter = argument->handle.type == OBJECT_ADAPTER;

  put_byte(buffer, is_adapter);
  put_number(buffer, is_adapter ? argument->handle.slot : argument->number);
}

static void encode_argument(struct buffer *buffer, const struct program *program, const struct argument_info *row,
                            const struct argument *argument)
{
  switch (row->kind) {
  case ARG_HANDLE:
    encode_handle(buffer, &argument->handle);
    break;
  case ARG_LUID:
    encode_luid(buffer, argument);
    break;
  case ARG_HANDLES:
  case ARG_VALUES:
    encode_list(buffer, program, row, argument);
    break;
  case ARG_OUTPUT:
    encode_placement(buffer, argument->place, argument->given ? HEAD_GIVEN : 0);
    if (argument->given)
      put_number(buffer, argument->number);
    break;
  case ARG_CREATED:
    put_number(buffer, argument->created.slot);
    if (row->offset == NO_OFFSET)
      put_number(buffer, argument->created.count - 1u);
    break;
  case ARG_COUNT:
    put_number(buffer, argument->number);
    break;
  case ARG_U32:
  case ARG_U64:
  case ARG_SETTING:
    encode_value(buffer, row, argument->number);
    break;
  }
}

static void encode_call(struct buffer *buffer, const struct program *program, const struct call *call,
                        uint64_t operations)
{
  const struct op_info *op = &program_ops[call->op];
  unsigned mask = 0;

  for (uint8_t i = 0; i < op->argument_count; i++)
    mask |= program_argument_is_default(&op->arguments[i], &call->arguments[i]) ? 0u : 1u << i;
  mask |= call->place.kind != PLACE_GUARDED ? 1u << mask_place_bit(op) : 0u;
  mask |= call->padding != 0 ? 1u << mask_padding_bit(op) : 0u;
  put_byte(buffer, (uint8_t)count_operations(operations & (SCOPE_OPERATION(call->op) - 1)));
  put_byte(buffer, (uint8_t)mask);
  if (mask_size(op) > 1)
    put_byte(buffer, (uint8_t)(mask >> 8));
  for (uint8_t i = 0; i < op->argument_count; i++)
    if ((mask >> i & 1) != 0)
      encode_argument(buffer, program, &op->arguments[i], &call->arguments[i]);
  if ((mask >> mask_place_bit(op) & 1) != 0)
    encode_placement(buffer, call->place, 0);
  if ((mask >> mask_padding_bit(op) & 1) != 0)
    put_byte(buffer, call->padding);
}

void program_encode(const struct program *program, struct buffer *ret_bytes)
{
  program_encode_scope(program, SCOPE_ALL_OPERATIONS, ret_bytes);
}

void program_encode_scope(const struct program *program, uint64_t operations, struct buffer *ret_bytes)
{
  for (size_t i = 0; i < program->call_count; i++)
    encode_call(ret_bytes, program, &program->calls[i], operations);
  notes_encode(program, ret_bytes);
}
