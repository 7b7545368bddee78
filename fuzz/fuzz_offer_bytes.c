/*
 * One offer of raw bytes, whatever they are, returns what the contract allows,
 * and changes nothing when it is refused.
 *
 * An input is the structure, 40 bytes as they lie in memory, and the memory that
 * its pointers may lead to. That memory counts from LIST_ADDRESS on and ends
 * where nothing is mapped; other addresses are passed as they are. The
 * structure's padding takes the value of its fifth byte.
 */
#include <string.h>

#include "abi/offer.h"
#include "fuzz/bytes.h"
#include "fuzz/target.h"

#define LIST_ADDRESS 0x0000510000000000u
#define LIST_BYTES_MAX (64u << 10)
#define PADDING_OFFSET 4u

_Static_assert(sizeof(D3DKMT_OFFERALLOCATIONS) == 40, "the structure of abi.h");

/* The bytes that a list is made of: what lies behind the structure, from a pointer on. */
struct window {
  const uint8_t *data;
  size_t size;
};

static struct argument *argument_of(struct program *program, uint8_t argument)
{
  return &program->calls[0].arguments[argument];
}

/* Equal neighbours make one run. */
static bool add_items(struct program *program, uint8_t argument, const uint8_t *data, size_t count)
{
  for (size_t i = 0; i < count;) {
    struct handle_ref item = {.type = OBJECT_VALUE, .count = 1};

    item.flip = bytes_get32(data + i * 4);
    while (++i < count && bytes_get32(data + i * 4) == item.flip)
      item.count++;
    if (!program_add_handle(program, argument_of(program, argument), item))
      return false;
  }
  return true;
}

/* An address of nobody's: as many items are said to lie there as the call counts, within reason. */
static bool place_elsewhere(struct program *program, uint8_t argument, uint64_t pointer, uint32_t count)
{
  struct handle_ref items = {.type = OBJECT_VALUE, .count = count < 1024 ? count : 1024};

  argument_of(program, argument)->place = (struct placement){PLACE_ADDRESS, pointer};
  return count == 0 || program_add_handle(program, argument_of(program, argument), items);
}

static bool decode_list(struct program *program, uint8_t argument, uint64_t pointer, uint32_t count,
                        struct window memory)
{
  uint64_t offset = pointer - LIST_ADDRESS;
  struct placement *place = &argument_of(program, argument)->place;

  if (pointer == 0)
    return true;
  if (pointer < LIST_ADDRESS || offset > LIST_BYTES_MAX)
    return place_elsewhere(program, argument, pointer, count);
  *place = (struct placement){PLACE_GUARDED, 0};
  if (offset >= memory.size)
    *place = (struct placement){PLACE_UNMAPPED, 0};
  else if (offset % 4 != 0)
    *place = (struct placement){PLACE_MISALIGNED, offset % 8};
  return offset >= memory.size ||
         add_items(program, argument, memory.data + offset, (size_t)(memory.size - offset) / 4);
}

static bool decode(const uint8_t *data, size_t size, struct program *ret_program)
{
  uint8_t structure[sizeof(D3DKMT_OFFERALLOCATIONS)] = {0};
  struct window memory = {data + sizeof structure, size > sizeof structure ? size - sizeof structure : 0};
  D3DKMT_OFFERALLOCATIONS offer;
  struct call *call;
  uint64_t resources, handles;

  memcpy(structure, data, size < sizeof structure ? size : sizeof structure);
  memcpy(&offer, structure, sizeof offer);
  memcpy(&resources, structure + offsetof(D3DKMT_OFFERALLOCATIONS, pResources), sizeof resources);
  memcpy(&handles, structure + offsetof(D3DKMT_OFFERALLOCATIONS, HandleList), sizeof handles);
  memory.size = memory.size < LIST_BYTES_MAX ? memory.size : LIST_BYTES_MAX;
  program_clear(ret_program);
  call = program_add_call(ret_program, OP_OFFER_ALLOCATIONS);
  if (call == NULL)
    return false;
  call->padding = structure[PADDING_OFFSET];
  call->arguments[OFFER_ARG_DEVICE].handle =
      (struct handle_ref){.type = OBJECT_VALUE, .flip = offer.hDevice, .count = 1};
  call->arguments[OFFER_ARG_COUNT].given = true;
  call->arguments[OFFER_ARG_COUNT].number = offer.NumAllocations;
  call->arguments[OFFER_ARG_PRIORITY].number = bytes_get32(structure + offsetof(D3DKMT_OFFERALLOCATIONS, Priority));
  call->arguments[OFFER_ARG_FLAGS].number = bytes_get32(structure + offsetof(D3DKMT_OFFERALLOCATIONS, Flags));
  return decode_list(ret_program, OFFER_ARG_RESOURCES, resources, offer.NumAllocations, memory) &&
         decode_list(ret_program, OFFER_ARG_HANDLES, handles, offer.NumAllocations, memory);
}

/* A list that is laid in the memory, or its pointer alone. */
static uint64_t encode_list(const struct program *program, uint8_t argument, struct buffer *memory)
{
  const struct call *call = &program->calls[0];
  const struct argument *list = &call->arguments[argument];
  uint32_t length = program_list_length(program, call, argument);
  uint64_t offset = memory->size;

  switch (list->place.kind) {
  case PLACE_NULL:
    return 0;
  case PLACE_UNMAPPED:
    return LIST_ADDRESS + LIST_BYTES_MAX;
  case PLACE_KERNEL:
    return BYTES_KERNEL_ADDRESS;
  case PLACE_NONCANONICAL:
    return BYTES_NONCANONICAL_ADDRESS;
  case PLACE_ADDRESS:
    return list->place.argument;
  case PLACE_MISALIGNED:
    for (uint64_t i = (8 + list->place.argument - offset % 8) % 8; i > 0; i--, offset++)
      buffer_byte(memory, 0);
    break;
  default:
    break;
  }
  for (uint32_t i = 0; i < length; i++)
    bytes_put32(memory, program_list_handle(program, list, i).flip);
  return LIST_ADDRESS + offset;
}

/* Handles are written as literal values: what an object's handle is worth is not known here. */
static bool encode(const struct program *program, struct buffer *ret_bytes)
{
  uint8_t structure[sizeof(D3DKMT_OFFERALLOCATIONS)] = {0};
  struct buffer memory = {NULL, 0, 0, false};
  const struct argument *arguments;
  uint64_t pointer;
  uint32_t count;

  if (program->call_count == 0)
    return true;
  arguments = program->calls[0].arguments;
  memset(structure, program->calls[0].padding, sizeof structure);
  count = program_list_length(program, &program->calls[0], OFFER_ARG_HANDLES);
  count = count > 0 ? count : program_list_length(program, &program->calls[0], OFFER_ARG_RESOURCES);
  count = arguments[OFFER_ARG_COUNT].given ? (uint32_t)arguments[OFFER_ARG_COUNT].number : count;
  bytes_set32(structure, arguments[OFFER_ARG_DEVICE].handle.flip);
  pointer = encode_list(program, OFFER_ARG_RESOURCES, &memory);
  memcpy(structure + offsetof(D3DKMT_OFFERALLOCATIONS, pResources), &pointer, sizeof pointer);
  pointer = encode_list(program, OFFER_ARG_HANDLES, &memory);
  memcpy(structure + offsetof(D3DKMT_OFFERALLOCATIONS, HandleList), &pointer, sizeof pointer);
  bytes_set32(structure + offsetof(D3DKMT_OFFERALLOCATIONS, NumAllocations), count);
  bytes_set32(structure + offsetof(D3DKMT_OFFERALLOCATIONS, Priority), (uint32_t)arguments[OFFER_ARG_PRIORITY].number);
  bytes_set32(structure + offsetof(D3DKMT_OFFERALLOCATIONS, Flags), (uint32_t)arguments[OFFER_ARG_FLAGS].number);
  buffer_append(ret_bytes, structure, sizeof structure);
  buffer_append(ret_bytes, buffer_text(&memory), memory.size);
  buffer_free(&memory);
  return !memory.failed && !ret_bytes->failed;
}

/* Where the fields lie, and what is worth trying there. */
static const struct bytes_field fields[] = {
    {offsetof(D3DKMT_OFFERALLOCATIONS, hDevice), BYTES_HANDLE},
    {offsetof(D3DKMT_OFFERALLOCATIONS, pResources), BYTES_POINTER},
    {offsetof(D3DKMT_OFFERALLOCATIONS, HandleList), BYTES_POINTER},
    {offsetof(D3DKMT_OFFERALLOCATIONS, NumAllocations), BYTES_COUNT},
    {offsetof(D3DKMT_OFFERALLOCATIONS, Priority), BYTES_NUMBER},
    {offsetof(D3DKMT_OFFERALLOCATIONS, Flags), BYTES_NUMBER},
    {PADDING_OFFSET, BYTES_BYTE},
};

static const struct bytes_layout layout = {fields, sizeof fields / sizeof fields[0], sizeof(D3DKMT_OFFERALLOCATIONS),
                                           LIST_ADDRESS};

static size_t mutate(uint8_t *data, size_t size, size_t max_size, uint64_t seed)
{
  return bytes_mutate(&layout, data, size, max_size, seed);
}

const struct fuzz_target fuzz_offer_bytes = {
    .name = "fuzz_offer_bytes",
    .property = "an offer of any bytes returns what the contract allows",
    .world = "fuzz_offer",
    .operations = SCOPE_OPERATION(OP_OFFER_ALLOCATIONS),
    .max_calls = 1,
    .decode = decode,
    .encode = encode,
    .mutate = mutate,
};
