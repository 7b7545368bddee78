#include "run/describe.h"

#include <inttypes.h>
#include <string.h>

#include "abi/control.h"
#include "program/text.h"

#define LISTED_ITEMS 16u /* of a long list, so many are shown at each end */

/* Whether the record is of the program's own call, not of one that serves it (a lock on the way to the content). */
static const struct call *own_call(const struct program *program, const struct call_record *record)
{
  if (record->call >= program->call_count || program->calls[record->call].op != record->op)
    return NULL;
  return &program->calls[record->call];
}

void describe_text(const struct program *program, const struct call_record *record, struct buffer *ret_text)
{
  const struct call *call = own_call(program, record);
  const char *name = program_ops[record->op].name;

  if (call != NULL && call->op != OP_FILL && call->op != OP_CHECK)
    program_format_call(program, call, ret_text);
  else if (record->call < program->call_count)
    buffer_printf(ret_text, "%s, for: ", name);
  else
    buffer_printf(ret_text, "%s", name);
  if (record->call < program->call_count && (call == NULL || call->op == OP_FILL || call->op == OP_CHECK))
    program_format_call(program, &program->calls[record->call], ret_text);
}

/* The name of the object that a handle was written with, if the program wrote one. */
static void name_handle(const struct program *program, struct handle_ref handle, struct buffer *ret_text)
{
  if (handle.type == OBJECT_VALUE)
    return;
  buffer_string(ret_text, " (");
  program_format_handle(program, handle, ret_text);
  buffer_byte(ret_text, ')');
}

static const char *symbol_of(const struct symbols *symbols, uint64_t value)
{
  for (const struct symbol *row = symbols->rows; row->name != NULL; row++)
    if (row->value == value)
      return row->name;
  return NULL;
}

static void describe_flags(const struct symbols *symbols, uint64_t value, struct buffer *ret_text)
{
  const char *separator = "";

  for (const struct symbol *row = symbols->rows; row->name != NULL; row++)
    if ((value & row->value) == row->value) {
      buffer_printf(ret_text, "%s%s", separator, row->name);
      separator = "|";
      value &= ~row->value;
    }
  if (value != 0)
    buffer_printf(ret_text, "%s0x%" PRIX64, separator, value);
  else if (separator[0] == '\0')
    buffer_string(ret_text, "none");
}

static void describe_number(const struct symbols *symbols, uint64_t value, struct buffer *ret_text)
{
  const char *name;

  if (symbols != NULL && symbols->flags) {
    describe_flags(symbols, value, ret_text);
    buffer_printf(ret_text, " (0x%" PRIX64 ")", value);
    return;
  }
  name = symbols != NULL ? symbol_of(symbols, value) : NULL;
  if (name != NULL)
    buffer_printf(ret_text, "%s (%" PRIu64 ")", name, value);
  else
    buffer_printf(ret_text, "%" PRIu64 " (0x%" PRIX64 ")", value, value);
}

static void describe_place(const struct memory_record *memory, struct buffer *ret_text)
{
  buffer_printf(ret_text, "0x%012" PRIX64, memory->address);
  if (memory->place != PLACE_GUARDED)
    buffer_printf(ret_text, " %s", placement_names[memory->place]);
  if (memory->readable < memory->size)
    buffer_printf(ret_text, ", %" PRIu32 " of %" PRIu32 " bytes readable", memory->readable, memory->size);
}

static void describe_items(const struct memory_record *memory, const uint8_t *bytes, const struct symbols *symbols,
                           bool decimal, struct buffer *ret_text)
{
  uint32_t count = (memory->readable < memory->size ? memory->readable : memory->size) / 4;

  buffer_string(ret_text, " [");
  for (uint32_t i = 0; i < count; i++) {
    uint32_t value;
    const char *name;

    if (count > 2 * LISTED_ITEMS && i == LISTED_ITEMS) {
      buffer_printf(ret_text, " ... %" PRIu32 " more ...", count - 2 * LISTED_ITEMS);
      i = count - LISTED_ITEMS;
    }
    memcpy(&value, bytes + (size_t)i * 4, sizeof value);
    name = symbols != NULL ? symbol_of(symbols, value) : NULL;
    if (name != NULL)
      buffer_printf(ret_text, "%s%s", i > 0 ? " " : "", name);
    else
      buffer_printf(ret_text, decimal ? "%s%" PRIu32 : "%s0x%08" PRIX32, i > 0 ? " " : "", value);
  }
  buffer_byte(ret_text, ']');
}

static void describe_label(const char *name, const char *after, struct buffer *ret_text)
{
  buffer_printf(ret_text, "%-16s%s", name, after);
}

static void describe_input(const struct program *program, const struct call_record *record, uint8_t i,
                           struct buffer *ret_text)
{
  const struct argument_info *row = &program_ops[record->op].arguments[i];
  const struct call *call = own_call(program, record);
  const struct memory_record *memory = &record->memory[i];
  uint64_t value = record_field(record, row->offset, row->kind == ARG_U64 || row->kind == ARG_LUID ? 8 : 4, false);

  describe_label(row->name, " ", ret_text);
  switch (row->kind) {
  case ARG_HANDLE:
    buffer_printf(ret_text, "0x%08" PRIX64, value);
    if (call != NULL)
      name_handle(program, call->arguments[i].handle, ret_text);
    break;
  case ARG_LUID:
    buffer_printf(ret_text, "0x%016" PRIX64, value);
    break;
  case ARG_HANDLES:
  case ARG_VALUES:
  case ARG_OUTPUT:
    if (memory->address == 0) {
      buffer_string(ret_text, "NULL");
      break;
    }
    describe_place(memory, ret_text);
    if (row->kind != ARG_OUTPUT)
      describe_items(memory, memory->before, row->symbols, false, ret_text);
    break;
  default:
    describe_number(row->symbols, value, ret_text);
    break;
  }
  buffer_byte(ret_text, '\n');
}

/* What stands in the program but in no field. */
static void describe_setting(const struct argument_info *row, const struct argument *argument, struct buffer *ret_text)
{
  describe_label(row->name, " ", ret_text);
  describe_number(row->symbols, argument->number, ret_text);
  buffer_byte(ret_text, '\n');
}

static void describe_created(const struct program *program, const struct call_record *record, uint8_t i,
                             struct buffer *ret_text)
{
  const struct argument_info *row = &program_ops[record->op].arguments[i];
  const struct call *call = own_call(program, record);

  if (row->offset == NO_OFFSET)
    return;
  describe_label(row->name, " -> ", ret_text);
  buffer_printf(ret_text, "0x%08" PRIX64, record_field(record, row->offset, 4, true));
  if (call != NULL && call->arguments[i].created.count > 0)
    name_handle(program,
                (struct handle_ref){.type = (uint8_t)row->type, .slot = call->arguments[i].created.slot, .count = 1},
                ret_text);
  buffer_byte(ret_text, '\n');
}

/* Handles that came back in an array of structures begin each of them. */
static void describe_array(const struct call_record *record, uint8_t i, struct buffer *ret_text)
{
  const struct argument_info *row = &program_ops[record->op].arguments[i];
  const struct memory_record *memory = &record->memory[i];
  uint32_t count = row->item_size > 0 ? memory->readable / row->item_size : 0;

  describe_label(row->name, " -> ", ret_text);
  for (uint32_t k = 0; k < count && k < LISTED_ITEMS; k++) {
    uint32_t handle;

    memcpy(&handle, memory->after + (size_t)k * row->item_size, sizeof handle);
    if (handle == 0)
      break;
    buffer_printf(ret_text, "%s0x%08" PRIX32, k > 0 ? " " : "", handle);
  }
  if (count > LISTED_ITEMS)
    buffer_string(ret_text, " ...");
  buffer_byte(ret_text, '\n');
}

static void describe_output(const struct call_record *record, uint8_t i, struct buffer *ret_text)
{
  static const struct symbol result_rows[] = {{"OK", 0}, {"DISCARDED", 1}, {"NOT_COMMITTED", 2}, {NULL, 0}};
  static const struct symbol bool_rows[] = {{"FALSE", 0}, {"TRUE", 1}, {NULL, 0}};
  static const struct symbols results = {false, result_rows}, bools = {false, bool_rows};
  const struct argument_info *row = &program_ops[record->op].arguments[i];
  const struct memory_record *memory = &record->memory[i];

  if (memory->readable == 0)
    return;
  if (row->item_size != 4) {
    if (memory->after != memory->before && row->item_size > 4)
      describe_array(record, i, ret_text);
    return;
  }
  describe_label(row->name, " ->", ret_text);
  describe_items(memory, memory->after,
                 record->op == OP_RECLAIM_ALLOCATIONS2  ? &results
                 : record->op == OP_RECLAIM_ALLOCATIONS ? &bools
                                                        : NULL,
                 true, ret_text);
  buffer_byte(ret_text, '\n');
}

static void describe_statistics(const struct call_record *record, struct buffer *ret_text)
{
  static const char *const names[] = {[MOCK_STATISTIC_LIVE_OBJECTS] = "live objects",
                                      [MOCK_STATISTIC_LIVE_BYTES] = "live bytes",
                                      [MOCK_STATISTIC_ALLOCATIONS] = "allocations",
                                      [MOCK_STATISTIC_FAILED_ALLOCATIONS] = "failed",
                                      [MOCK_STATISTIC_USER_BYTES_READ] = "user bytes read"};

  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    describe_label(names[i], " -> ", ret_text);
    buffer_printf(ret_text, "%" PRIu64 "\n",
                  record_field(record, offsetof(struct harness_argument, results) + i * 8, 8, true));
  }
}

static void describe_content(const struct call_record *record, struct buffer *ret_text)
{
  uint64_t mismatch = record_field(record, offsetof(struct harness_argument, results) + CHECK_MISMATCH * 8, 8, true);

  describe_label("allocation", " ", ret_text);
  buffer_printf(ret_text, "0x%08" PRIX64 "\n",
                record_field(record, offsetof(struct harness_argument, object), 4, false));
  describe_label("seed", " ", ret_text);
  buffer_printf(ret_text, "%" PRIu64 "\n", record_field(record, offsetof(struct harness_argument, value), 8, false));
  if (record->op != OP_CHECK || record->outcome != RECORD_RETURNED)
    return;
  describe_label("content", " -> ", ret_text);
  if (mismatch == CHECK_NO_MISMATCH)
    buffer_string(ret_text, "as written\n");
  else
    buffer_printf(ret_text, "differs from byte %" PRIu64 " on\n", mismatch);
}

static void describe_results(const struct program *program, const struct call_record *record, struct buffer *ret_text)
{
  const struct op_info *op = &program_ops[record->op];

  for (uint8_t i = 0; i < op->argument_count; i++) {
    if (op->arguments[i].kind == ARG_CREATED)
      describe_created(program, record, i, ret_text);
    else if (op->arguments[i].kind == ARG_OUTPUT)
      describe_output(record, i, ret_text);
  }
  if (record->op == OP_LOCK2) {
    describe_label("pData", " -> ", ret_text);
    buffer_printf(ret_text, "0x%012" PRIX64 "\n", record_field(record, offsetof(D3DKMT_LOCK2, pData), 8, true));
  } else if (record->op == OP_RECLAIM_ALLOCATIONS2) {
    describe_label("PagingFenceValue", " -> ", ret_text);
    buffer_printf(ret_text, "%" PRIu64 "\n",
                  record_field(record, offsetof(D3DKMT_RECLAIMALLOCATIONS2, PagingFenceValue), 8, true));
  }
}

void describe_fields(const struct program *program, const struct call_record *record, struct buffer *ret_text)
{
  const struct op_info *op = &program_ops[record->op];
  const struct call *call = own_call(program, record);

  if (record->process != 0) {
    describe_label("process", " ", ret_text);
    buffer_printf(ret_text, "%u\n", record->process);
  }
  if (op->entry != ABI_NO_ENTRY && (record->argument.place != PLACE_GUARDED || record->argument.readable < op->size)) {
    describe_label("structure", " ", ret_text);
    describe_place(&record->argument, ret_text);
    buffer_byte(ret_text, '\n');
  }
  if (record->op == OP_FILL || record->op == OP_CHECK) {
    describe_content(record, ret_text);
    return;
  }
  for (uint8_t i = 0; i < op->argument_count; i++) {
    if (op->arguments[i].kind == ARG_SETTING && call != NULL)
      describe_setting(&op->arguments[i], &call->arguments[i], ret_text);
    else if (op->arguments[i].kind != ARG_CREATED && op->arguments[i].kind != ARG_SETTING)
      describe_input(program, record, i, ret_text);
  }
  if (record->op == OP_STATISTICS && record->outcome == RECORD_RETURNED)
    describe_statistics(record, ret_text);
  if (record->outcome == RECORD_RETURNED && record->status == STATUS_SUCCESS)
    describe_results(program, record, ret_text);
}

void describe_outcome(const struct call_record *record, struct buffer *ret_text)
{
  static const char *const words[] = {[RECORD_MISSING] = "not called",
                                      [RECORD_CRASHED] = "did not return",
                                      [RECORD_TIMEOUT] = "did not return",
                                      [RECORD_SKIPPED] = "not played"};
  char status[64];

  if (record->outcome == RECORD_RETURNED) {
    oracle_status_text(record->status, status, sizeof status);
    buffer_string(ret_text, status);
    return;
  }
  buffer_printf(ret_text, "%s: %s", words[record->outcome <= RECORD_SKIPPED ? record->outcome : RECORD_SKIPPED],
                record->detail);
}

void describe_allowed(const struct judgement *judgement, struct buffer *ret_text)
{
  for (size_t i = 0; i < judgement->allowed_count; i++) {
    char status[64];

    oracle_status_text(judgement->allowed[i].status, status, sizeof status);
    buffer_printf(ret_text, "%s%s by %s", i > 0 ? ", " : "", status, judgement->allowed[i].requirement->id);
  }
}
