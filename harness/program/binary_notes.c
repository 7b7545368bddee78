#include "program/binary_notes.h"

#include <string.h>

#include "program/binary_stream.h"
#include "program/notes.h"

/* First byte of a note. Its length and that many bytes follow. */
enum note_kind { NOTE_NAME = 1, NOTE_SENTENCE, NOTE_REQUIREMENT, NOTE_NEED, NOTE_OBJECT, NOTE_EXPECTATION };

#define TEXT_MAX NOTE_MAX_SENTENCE

/* ---- decoding ---- */

/* Each takes the bytes of one note. False: out of memory; a note that is not valid is passed over. */
typedef bool note_decoder(struct program *program, struct stream *note);

/* The note's rest as a string, or NULL if it is not one that `is_valid` accepts. */
static const char *take_text(struct stream *note, bool (*is_valid)(const char *, size_t), char ret_text[TEXT_MAX + 1])
{
  const size_t length = note->size - note->position;

  if (length > TEXT_MAX || !is_valid((const char *)note->data + note->position, length))
    return NULL;
  memcpy(ret_text, note->data + note->position, length);
  ret_text[length] = '\0';
  return ret_text;
}

static bool decode_name(struct program *program, struct stream *note)
{
  char text[TEXT_MAX + 1];
  const char *name = take_text(note, note_is_word, text);
  char *sentence = program->sentence;

  if (name == NULL || program->name != NULL)
    return true;
  return program_set_title(program, name, sentence);
}

static bool decode_sentence(struct program *program, struct stream *note)
{
  char text[TEXT_MAX + 1];
  const char *sentence = take_text(note, note_is_sentence, text);
  char *name = program->name;

  if (sentence == NULL || program->sentence != NULL)
    return true;
  return program_set_title(program, name, sentence);
}

static bool decode_requirement(struct program *program, struct stream *note)
{
  char text[TEXT_MAX + 1];
  const char *id = take_text(note, note_is_word, text);

  return id == NULL || program->requirement_count == PROGRAM_MAX_NOTES || program_add_requirement(program, id);
}

static bool decode_need(struct program *program, struct stream *note)
{
  char text[TEXT_MAX + 1];
  const char *capability = take_text(note, note_is_capability, text);

  return capability == NULL || program->need_count == PROGRAM_MAX_NOTES || program_add_need(program, capability);
}

static bool has_object_name(const struct program *program, const char *text)
{
  for (size_t i = 0; i < program->name_count; i++)
    if (strcmp(program->names[i].name, text) == 0)
      return true;
  return false;
}

static bool decode_object(struct program *program, struct stream *note)
{
  const uint64_t type = stream_number(note), slot = stream_number(note), count = stream_number(note);
  char text[TEXT_MAX + 1];
  const char *name = take_text(note, note_is_name, text);

  if (name == NULL || type == OBJECT_VALUE || type >= OBJECT_TYPE_COUNT || slot >= object_types[type].slots ||
      count == 0 || count > object_types[type].slots - slot || program->name_count == PROGRAM_MAX_NAMES ||
      has_object_name(program, name))
    return true;
  return program_add_name(program, (enum object_type)type, (uint16_t)slot, (uint16_t)count, name);
}

static bool decode_expectation(struct program *program, struct stream *note)
{
  const uint64_t call = stream_number(note);
  const struct expectation *last =
      program->expectation_count == 0 ? NULL : &program->expectations[program->expectation_count - 1];
  struct expectation expectation = {.call = (uint32_t)call};

  if (call >= program->call_count || (last != NULL && last->call >= call))
    return true;
  while (note->position < note->size && expectation.count < EXPECT_MAX_STATUSES)
    expectation.statuses[expectation.count++] = (NTSTATUS)(uint32_t)stream_number(note);
  return expectation.count == 0 || program_add_expectation(program, &expectation);
}

static note_decoder *const decoders[] = {
    [NOTE_NAME] = decode_name, [NOTE_SENTENCE] = decode_sentence, [NOTE_REQUIREMENT] = decode_requirement,
    [NOTE_NEED] = decode_need, [NOTE_OBJECT] = decode_object,     [NOTE_EXPECTATION] = decode_expectation,
};

bool notes_decode(const uint8_t *data, size_t size, struct program *program)
{
  struct stream section = {data, size, 0};

  while (section.position < section.size) {
    const uint8_t kind = stream_byte(&section);
    const size_t length = (size_t)stream_number_up_to(&section, SIZE_MAX);
    const size_t left = section.size - section.position;
    struct stream note = {data + section.position, length < left ? length : left, 0};

    section.position += note.size;
    if (kind < sizeof decoders / sizeof decoders[0] && decoders[kind] != NULL && !decoders[kind](program, &note))
      return false;
  }
  return true;
}

/* ---- encoding ---- */

static void put_text(struct buffer *buffer, enum note_kind kind, const char *text)
{
  const size_t length = strlen(text);

  put_byte(buffer, (uint8_t)kind);
  put_number(buffer, length);
  buffer_append(buffer, text, length);
}

/* Bytes of a number as put_number writes it. */
static size_t number_size(uint64_t number)
{
  size_t size = 1;

  for (; number >= 0x80; number >>= 7)
    size++;
  return size;
}

static void put_object(struct buffer *buffer, const struct object_name *name)
{
  const size_t length = strlen(name->name);

  put_byte(buffer, NOTE_OBJECT);
  put_number(buffer, 1 + number_size(name->slot) + number_size(name->count) + length);
  put_byte(buffer, name->type);
  put_number(buffer, name->slot);
  put_number(buffer, name->count);
  buffer_append(buffer, name->name, length);
}

static void put_expectation(struct buffer *buffer, const struct expectation *expectation)
{
  size_t size = number_size(expectation->call);

  for (uint8_t i = 0; i < expectation->count; i++)
    size += number_size((uint32_t)expectation->statuses[i]);
  put_byte(buffer, NOTE_EXPECTATION);
  put_number(buffer, size);
  put_number(buffer, expectation->call);
  for (uint8_t i = 0; i < expectation->count; i++)
    put_number(buffer, (uint32_t)expectation->statuses[i]);
}

void notes_encode(const struct program *program, struct buffer *ret_bytes)
{
  if (program->name == NULL && program->sentence == NULL && program->requirement_count == 0 &&
      program->need_count == 0 && program->name_count == 0 && program->expectation_count == 0)
    return;
  buffer_append(ret_bytes, NOTES_MAGIC, NOTES_MAGIC_SIZE);
  if (program->name != NULL)
    put_text(ret_bytes, NOTE_NAME, program->name);
  if (program->sentence != NULL)
    put_text(ret_bytes, NOTE_SENTENCE, program->sentence);
  for (size_t i = 0; i < program->requirement_count; i++)
    put_text(ret_bytes, NOTE_REQUIREMENT, program->requirements[i]);
  for (size_t i = 0; i < program->need_count; i++)
    put_text(ret_bytes, NOTE_NEED, program->needs[i]);
  for (size_t i = 0; i < program->name_count; i++)
    put_object(ret_bytes, &program->names[i]);
  for (size_t i = 0; i < program->expectation_count; i++)
    put_expectation(ret_bytes, &program->expectations[i]);
}
