#include "certify/transcript.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "certify/facts.h"
#include "certify/player.h"

#define SHORTEST_RUN 8u   /* of equal bytes that is worth its own notation */
#define LONGEST_PIECE 16u /* "{4294967295}00" */

void transcript_chain_add(struct transcript_chain *chain, const char *data, size_t size)
{
  if (!chain->open)
    sha256_begin(&chain->hash);
  chain->open = true;
  sha256_add(&chain->hash, data, size);
}

bool transcript_chain_end(struct transcript_chain *chain, struct buffer *ret_text)
{
  char hex[SHA256_HEX];
  size_t start = ret_text->size;

  transcript_chain_add(chain, "", 0);
  chain->open = false;
  if (!sha256_end(&chain->hash, hex))
    return false;
  buffer_printf(ret_text, "chain %s\n", hex);
  if (!ret_text->failed)
    transcript_chain_add(chain, ret_text->data + start, ret_text->size - start);
  return !ret_text->failed;
}

void transcript_chain_free(struct transcript_chain *chain)
{
  char hex[SHA256_HEX];

  if (chain->open)
    sha256_end(&chain->hash, hex);
  chain->open = false;
}

void transcript_text(const char *text, struct buffer *ret_text)
{
  for (; *text != '\0'; text++)
    if ((uint8_t)*text < 0x20 || (uint8_t)*text >= 0x7F || *text == '\\')
      buffer_printf(ret_text, "\\x%02x", (unsigned)(uint8_t)*text);
    else
      buffer_byte(ret_text, (uint8_t)*text);
}

static void fact(const char *key, const char *text, struct buffer *ret_text)
{
  buffer_printf(ret_text, "%s%s", key, text != NULL && text[0] != '\0' ? " " : "");
  if (text != NULL)
    transcript_text(text, ret_text);
  buffer_byte(ret_text, '\n');
}

void transcript_begin(const struct run_facts *facts, const struct worker_hello *hello, struct buffer *ret_text)
{
  struct buffer text = {NULL, 0, 0, false};

  buffer_string(ret_text, TRANSCRIPT_FIRST_LINE "\n");
  for (unsigned i = 0; i < run_fact_count; i++) {
    buffer_clear(&text);
    fact_text(&run_fact_table[i], facts, &text);
    fact(run_fact_table[i].key, buffer_text(&text), ret_text);
  }
  ret_text->failed = ret_text->failed || text.failed;
  buffer_free(&text);
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++)
    buffer_printf(ret_text, "entry %s %s\n", abi_entries[i].name, hello->present[i] ? "yes" : "no");
}

void transcript_case(const char *name, struct buffer *ret_text)
{
  buffer_printf(ret_text, "case %s\n", name);
}

void transcript_lacks(const char *reason, struct buffer *ret_text)
{
  fact("lacks", reason, ret_text);
}

/* Long runs of one byte are written "{COUNT}xx". */
static void hex(const uint8_t *bytes, uint32_t size, struct buffer *ret_text)
{
  static const char digits[] = "0123456789abcdef";
  char text[256];
  size_t length = 0;

  if (size == 0)
    buffer_byte(ret_text, '-');
  for (uint32_t i = 0, run; i < size; i += run) {
    for (run = 1; i + run < size && bytes[i + run] == bytes[i]; run++)
      ;
    if (run < SHORTEST_RUN)
      run = 1;
    else
      length += (size_t)snprintf(text + length, sizeof text - length, "{%" PRIu32 "}", run);
    text[length++] = digits[bytes[i] >> 4];
    text[length++] = digits[bytes[i] & 15];
    if (length > sizeof text - LONGEST_PIECE || i + run == size) {
      buffer_append(ret_text, text, length);
      length = 0;
    }
  }
}

static void memory_line(const char *name, const struct memory_record *memory, struct buffer *ret_text)
{
  buffer_printf(ret_text, "  %s 0x%" PRIX64 " %s %" PRIu32 " %" PRIu32 " %s ", name, memory->address,
                placement_names[memory->place], memory->size, memory->readable, memory->writable ? "rw" : "r");
  hex(memory->before, memory->readable, ret_text);
  if (memory->after != memory->before) {
    buffer_string(ret_text, " > ");
    hex(memory->after, memory->readable, ret_text);
  }
  buffer_byte(ret_text, '\n');
}

static bool is_used(const struct memory_record *memory)
{
  return memory->address != 0 || memory->place != 0 || memory->size != 0 || memory->readable != 0 || memory->writable;
}

void transcript_record(const struct call_record *record, struct buffer *ret_text)
{
  static const char *const outcomes[] = {[RECORD_RETURNED] = "returned",
                                         [RECORD_MISSING] = "missing",
                                         [RECORD_CRASHED] = "crashed",
                                         [RECORD_TIMEOUT] = "timeout",
                                         [RECORD_SKIPPED] = "skipped"};
  const struct op_info *op = &program_ops[record->op];

  if (record->teardown)
    buffer_string(ret_text, "teardown");
  else
    buffer_printf(ret_text, "%s %" PRIu32,
                  (record->call & PLAYER_WORLD) != 0  ? "world"
                  : (record->call & PLAYER_UNDO) != 0 ? "undo"
                                                      : "call",
                  record->call & ~(PLAYER_WORLD | PLAYER_UNDO));
  buffer_printf(ret_text, " %s process %u %s 0x%08" PRIX32 "%s", op->name, record->process, outcomes[record->outcome],
                (uint32_t)record->status, record->detail[0] != '\0' ? " " : "");
  transcript_text(record->detail, ret_text);
  buffer_byte(ret_text, '\n');
  memory_line("structure", &record->argument, ret_text);
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (is_used(&record->memory[i]))
      memory_line(op->arguments[i].name, &record->memory[i], ret_text);
}

void transcript_output(const char *output, struct buffer *ret_text)
{
  if (output[0] != '\0')
    fact("output", output, ret_text);
}

void transcript_ended(const struct worker_end *end, struct buffer *ret_text)
{
  static const char *const words[] = {
      [WORKER_CRASHED] = "ended crashed", [WORKER_TIMEOUT] = "ended timeout", [WORKER_BROKEN] = "ended broken"};

  if (end->ending != WORKER_DONE && end->ending != WORKER_STOPPED)
    fact(words[end->ending], end->detail, ret_text);
}

void transcript_end(const char *incomplete, struct buffer *ret_text)
{
  fact(incomplete[0] != '\0' ? "end incomplete" : "end complete", incomplete, ret_text);
}

static void flush(struct transcript_statuses *statuses, struct buffer *ret_text)
{
  if (statuses->count == 0)
    return;
  buffer_printf(ret_text, "%s0x%08" PRIX32 "*%" PRIu64, statuses->on_line == 0 ? "statuses " : " ",
                (uint32_t)statuses->status, statuses->count);
  statuses->count = 0;
  if (++statuses->on_line == TRANSCRIPT_RUNS) {
    statuses->on_line = 0;
    buffer_byte(ret_text, '\n');
  }
}

void transcript_status(struct transcript_statuses *statuses, NTSTATUS status, struct buffer *ret_text)
{
  if (statuses->count > 0 && statuses->status != status)
    flush(statuses, ret_text);
  statuses->status = status;
  statuses->count++;
}

void transcript_statuses_end(struct transcript_statuses *statuses, struct buffer *ret_text)
{
  flush(statuses, ret_text);
  if (statuses->on_line != 0)
    buffer_byte(ret_text, '\n');
  statuses->on_line = 0;
}
