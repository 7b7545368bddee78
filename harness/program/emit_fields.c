/* Filling a structure in, by the names of its fields. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "program/emit_parts.h"
#include "program/symbols.h"

/* How Windows calls what texts write short, and of which enumeration it is. */
static const struct {
  const struct symbols *symbols;
  const char *prefix;
  const char *type; /* NULL: no enumeration */
} prefixes[] = {
    {&priority_names, "D3DKMT_OFFER_PRIORITY_", "D3DKMT_OFFER_PRIORITY"},
    {&info_type_names, "KMTQAITYPE_", "KMTQUERYADAPTERINFOTYPE"},
    {&state_type_names, "D3DKMT_DEVICESTATE_", "D3DKMT_DEVICESTATE_TYPE"},
    {&error_reason_names, "D3DKMT_DEVICE_ERROR_REASON_", NULL},
    {&queue_priority_names, "D3DDDI_PAGINGQUEUE_PRIORITY_", "D3DDDI_PAGINGQUEUE_PRIORITY"},
    {&eviction_priority_names, "D3DDDI_ALLOCATIONPRIORITY_", NULL},
    {&escape_type_names, "D3DKMT_ESCAPE_", "D3DKMT_ESCAPETYPE"},
    {&segment_names, "D3DKMT_MEMORY_SEGMENT_GROUP_", "D3DKMT_MEMORY_SEGMENT_GROUP"},
};

struct layout_row {
  const char *structure, *field;
  size_t offset, size; /* bytes; of a bit-field the first byte, and 0 */
  unsigned low, high;
};

static const struct layout_row layout[] = {
#define ABI_STRUCT(structure, bytes)
#define ABI_FIELD(structure, field, offset) {#structure, #field, offset, sizeof(((structure *)0)->field), 0, 0},
#define ABI_BITS(structure, field, offset, low, high) {#structure, #field, offset, 0, low, high},
#include "abi/layout.def"
#undef ABI_STRUCT
#undef ABI_FIELD
#undef ABI_BITS
};

#define LAYOUT_ROWS (sizeof layout / sizeof layout[0])

void emit_snake(const char *name, char ret_name[64])
{
  size_t length = 0;

  if (name[0] == 'p' && (isupper((unsigned char)name[1]) || name[1] == 'h'))
    name += name[1] == 'h' ? 2 : 1;
  for (size_t i = 0; name[i] != '\0' && length + 2 < 64; i++) {
    bool upper = isupper((unsigned char)name[i]);

    if (upper && i > 0 && name[i - 1] != '-')
      ret_name[length++] = '_';
    ret_name[length++] = (char)(name[i] == '-' ? '_' : tolower((unsigned char)name[i]));
  }
  ret_name[length] = '\0';
}

void emit_number(uint64_t number, struct buffer *ret_text)
{
  if (number < 100000)
    buffer_printf(ret_text, "%" PRIu64, number);
  else
    buffer_printf(ret_text, number <= UINT32_MAX ? "0x%" PRIX64 "u" : "0x%" PRIX64 "ull", number);
}

const char *emit_symbol(const struct symbols *symbols, uint64_t value, char ret_name[96])
{
  for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
    for (const struct symbol *row = symbols->rows; symbols == prefixes[i].symbols && row->name != NULL; row++)
      if (row->value == value) {
        snprintf(ret_name, 96, "%s%s", prefixes[i].prefix, row->name);
        return ret_name;
      }
  return NULL;
}

void emit_fields_free(struct emit_fields *fields)
{
  buffer_free(&fields->paths);
}

void emit_field(struct emit_fields *fields, const char *path, const char *value)
{
  buffer_append(&fields->paths, path, strlen(path) + 1);
  buffer_append(&fields->paths, value, strlen(value) + 1);
  fields->count++;
}

/* Whether the field is one of bits: "Flags" where the layout has "Flags.AllowDecommit". */
static const char *bit_name(const struct layout_row *row, const char *structure, const char *field)
{
  size_t length = strlen(field);

  if (row->size != 0 || strcmp(row->structure, structure) != 0 || strncmp(row->field, field, length) != 0 ||
      row->field[length] != '.')
    return NULL;
  return row->field + length + 1;
}

/* ".AllowDecommit = 1, .Reserved = 0x2" */
static bool bit_fields(const char *structure, const struct argument_info *field, uint64_t number, struct buffer *text)
{
  bool known = false;

  for (size_t i = 0; i < LAYOUT_ROWS; i++) {
    const char *name = bit_name(&layout[i], structure, field->name);
    unsigned low = name != NULL ? (unsigned)(layout[i].offset - field->offset) * 8 + layout[i].low : 0;
    unsigned width = layout[i].high - layout[i].low + 1;
    uint64_t bits = width < 64 ? (number >> low) & ((UINT64_C(1) << width) - 1) : number;

    known = known || name != NULL;
    if (name == NULL || bits == 0)
      continue;
    buffer_printf(text, "%s.%s = ", text->size > 1 ? ", " : "", name);
    buffer_printf(text, bits < 10 ? "%" PRIu64 : bits <= UINT32_MAX ? "0x%" PRIX64 : "0x%" PRIX64 "ull", bits);
  }
  return known;
}

void emit_number_field(struct emit_fields *fields, const struct argument_info *row, uint64_t number)
{
  struct buffer text = {NULL, 0, 0, false};
  char name[96];

  if (row->kind != ARG_U64)
    number = (uint32_t)number;
  buffer_byte(&text, '{');
  if (bit_fields(fields->structure, row, number, &text)) {
    buffer_byte(&text, '}');
  } else {
    buffer_clear(&text);
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
      if (row->symbols != NULL && row->symbols == prefixes[i].symbols && prefixes[i].type != NULL &&
          emit_symbol(row->symbols, number, name) == NULL)
        buffer_printf(&text, "(%s)", prefixes[i].type);
    if (row->symbols != NULL && emit_symbol(row->symbols, number, name) != NULL)
      buffer_string(&text, name);
    else
      emit_number(number, &text);
  }
  if (number != 0)
    emit_field(fields, row->name, buffer_text(&text));
  fields->paths.failed = fields->paths.failed || text.failed;
  buffer_free(&text);
}

static void initialize(struct emitter *emitter, const struct emit_fields *fields)
{
  const char *path = buffer_text(&fields->paths);

  if (fields->count == 0) {
    buffer_printf(emitter->text, "    %s %s = {0};\n", fields->structure, fields->variable);
    return;
  }
  buffer_printf(emitter->text, "    %s %s = {\n", fields->structure, fields->variable);
  for (size_t i = 0; i < fields->count; i++) {
    const char *value = path + strlen(path) + 1;

    buffer_printf(emitter->text, "        .%s = %s,\n", path, value);
    path = value + strlen(value) + 1;
  }
  buffer_string(emitter->text, "    };\n");
}

#define STRUCTURE_MAX 128u

static void cover(bool covered[STRUCTURE_MAX], size_t offset, size_t size)
{
  for (size_t i = offset; i < offset + size && i < STRUCTURE_MAX; i++)
    covered[i] = true;
}

/* Every field that nothing has set is 0, however it is nested. */
static void clear_fields(struct emitter *emitter, const struct emit_fields *fields, bool covered[STRUCTURE_MAX])
{
  for (size_t i = 0; i < LAYOUT_ROWS; i++) {
    const struct layout_row *row = &layout[i];

    if (strcmp(row->structure, fields->structure) != 0 || row->size == 0 || row->offset >= STRUCTURE_MAX ||
        covered[row->offset])
      continue;
    buffer_printf(emitter->text, "    %s.%s = 0;\n", fields->variable, row->field);
    cover(covered, row->offset, row->size);
  }
}

static void set_fields(struct emitter *emitter, const struct emit_fields *fields, bool covered[STRUCTURE_MAX])
{
  const char *path = buffer_text(&fields->paths);

  for (size_t i = 0; i < fields->count; i++) {
    const char *value = path + strlen(path) + 1;

    for (size_t k = 0; k < LAYOUT_ROWS; k++)
      if (strcmp(layout[k].structure, fields->structure) == 0 && strcmp(layout[k].field, path) == 0)
        cover(covered, layout[k].offset, layout[k].size);
      else if (bit_name(&layout[k], fields->structure, path) != NULL)
        cover(covered, layout[k].offset + layout[k].low / 8, (layout[k].high - layout[k].low) / 8 + 1);
    if (*value == '{')
      buffer_printf(emitter->text, "    memset(&%s.%s, 0, sizeof %s.%s);\n", fields->variable, path, fields->variable,
                    path);
    while (*value == '{' || *value == ',') {
      size_t length;

      value += strspn(value, "{, ");
      length = strcspn(value, ",}");
      buffer_printf(emitter->text, "    %s.%s%.*s;\n", fields->variable, path, (int)length, value);
      value += length;
    }
    if (*value != '}')
      buffer_printf(emitter->text, "    %s.%s = %s;\n", fields->variable, path, value);
    path = value + strlen(value) + 1;
  }
}

void emit_define(struct emitter *emitter, const struct emit_fields *fields, uint8_t padding)
{
  bool covered[STRUCTURE_MAX] = {false};

  emitter->failed = emitter->failed || fields->paths.failed;
  if (padding == 0) {
    initialize(emitter, fields);
    return;
  }
  buffer_printf(emitter->text,
                "    %s %s;\n\n"
                "    memset(&%s, 0x%02X, sizeof %s); /* the bytes that no field covers keep it */\n",
                fields->structure, fields->variable, fields->variable, padding, fields->variable);
  set_fields(emitter, fields, covered);
  /* Bit-fields without a name for the whole: what they are in is all 0. */
  for (size_t i = 0; i < LAYOUT_ROWS; i++) {
    size_t first = layout[i].offset + layout[i].low / 8, dot = strcspn(layout[i].field, ".");

    if (strcmp(layout[i].structure, fields->structure) != 0 || layout[i].size != 0 || covered[first])
      continue;
    buffer_printf(emitter->text, "    memset(&%s.%.*s, 0, sizeof %s.%.*s);\n", fields->variable, (int)dot,
                  layout[i].field, fields->variable, (int)dot, layout[i].field);
    for (size_t k = 0; k < LAYOUT_ROWS; k++)
      if (strcmp(layout[k].structure, fields->structure) == 0 &&
          strncmp(layout[k].field, layout[i].field, dot + 1) == 0)
        cover(covered, layout[k].offset + layout[k].low / 8,
              layout[k].size != 0 ? layout[k].size : (layout[k].high - layout[k].low) / 8 + 1);
  }
  clear_fields(emitter, fields, covered);
}
