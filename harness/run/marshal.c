#include "run/marshal.h"

#include <string.h>

#include "run/platform.h"

#define MAX_OUTPUT_ITEMS PROGRAM_MAX_LIST
#define SAME_SHORT 256u /* bytes */

uint32_t execution_handle(const struct execution *execution, struct handle_ref handle)
{
  uint32_t value = handle.type != OBJECT_VALUE ? execution->handles[handle.type][handle.slot] : 0;

  return value ^ handle.flip;
}

void marshal_begin(struct marshalled *m, const struct program *program, const struct call *call, uint32_t index)
{
  const uint8_t count = program_ops[call->op].argument_count;

  m->program = program;
  m->call = call;
  memset(m->structure, 0, sizeof m->structure);
  for (uint8_t i = 0; i < count; i++)
    m->pieces[i] = (struct piece){.address = 0};
  for (uint8_t i = count; i < CALL_MAX_ARGUMENTS; i++)
    m->record.memory[i] = (struct memory_record){.address = 0};
  m->record.call = index;
  m->record.outcome = RECORD_SKIPPED; /* as long as it was not made */
}

bool marshal_place(struct execution *execution, struct marshalled *m, uint8_t argument, struct placement place,
                   size_t offset, const void *data, size_t size)
{
  if (!arena_place(&execution->arena, place, data, size, &m->pieces[argument]))
    return false;
  if (offset != NO_OFFSET)
    marshal_store(m, offset, sizeof(uint64_t), m->pieces[argument].address);
  return true;
}

/* Items of the list that `counter` counts; 0 when none is given. */
static uint32_t counted_items(const struct marshalled *m, uint8_t counter)
{
  const struct op_info *op = &program_ops[m->call->op];

  for (uint8_t i = 0; i < op->argument_count; i++) {
    const struct argument_info *row = &op->arguments[i];

    if (row->counted_by == counter && (row->kind == ARG_HANDLES || row->kind == ARG_VALUES) &&
        m->call->arguments[i].place.kind != PLACE_NULL)
      return program_list_length(m->program, m->call, i);
  }
  return 0;
}

/* The private data of contexts and escapes is counted in bytes, all else in items. */
static uint64_t count_of(const struct marshalled *m, uint8_t argument)
{
  bool in_bytes = m->call->op == OP_ESCAPE || m->call->op == OP_CREATE_CONTEXT_VIRTUAL;

  if (m->call->arguments[argument].given)
    return m->call->arguments[argument].number;
  if (m->call->op == OP_CREATE_ALLOCATION || m->call->op == OP_CREATE_ALLOCATION2)
    return m->call->arguments[CREATE_ALLOCATION_ARG_CREATED].created.count;
  return (uint64_t)counted_items(m, argument) * (in_bytes ? 4 : 1);
}

/* Writes the handles of a run behind the `count` that are there. Returns how many there are then. */
static uint32_t marshal_run(const struct execution *execution, struct handle_ref run, uint32_t *items, uint32_t count)
{
  const uint32_t end = run.count < PROGRAM_MAX_LIST - count ? count + run.count : PROGRAM_MAX_LIST;
  const uint32_t mask = object_types[run.type].slots - 1, first = execution_handle(execution, run);

  for (uint32_t n = 0; count + n < end; n++)
    items[count + n] = run.stride == 0 ? first : execution->handles[run.type][(run.slot + n) & mask] ^ run.flip;
  return end;
}

/* Room for a list, where it stays until the next call. NULL: there is none. */
static uint32_t *list_room(struct execution *execution)
{
  if (MARSHAL_SCRATCH_BYTES - execution->scratch_used < PROGRAM_MAX_LIST * sizeof(uint32_t))
    return NULL;
  return (uint32_t *)(void *)(execution->scratch + execution->scratch_used);
}

static bool place_list(struct execution *execution, struct marshalled *m, uint8_t i)
{
  const struct argument_info *row = &program_ops[m->call->op].arguments[i];
  const struct argument *argument = &m->call->arguments[i];
  uint32_t *items, count = 0;

  if (argument->place.kind == PLACE_NULL)
    return true;
  items = list_room(execution);
  if (items == NULL)
    return false;
  for (uint32_t k = argument->list.first; k < argument->list.first + argument->list.count; k++) {
    if (row->kind == ARG_VALUES) {
      for (uint32_t n = 0; n < m->program->values[k].count && count < PROGRAM_MAX_LIST; n++)
        items[count++] = m->program->values[k].value;
      continue;
    }
    count = marshal_run(execution, m->program->handles[k], items, count);
  }
  if (!marshal_place(execution, m, i, argument->place, row->offset, items, (size_t)count * 4))
    return false;
  m->pieces[i].kept = (const uint8_t *)items;
  execution->scratch_used += (count + 1) / 2 * sizeof(uint64_t);
  return true;
}

static uint32_t output_items(const struct marshalled *m, uint8_t i)
{
  const struct argument_info *row = &program_ops[m->call->op].arguments[i];
  const struct argument *argument = &m->call->arguments[i];
  uint64_t items = argument->number;

  if (!argument->given && program_ops[m->call->op].arguments[row->counted_by].kind == ARG_COUNT)
    items = counted_items(m, row->counted_by);
  else if (!argument->given)
    items = m->call->arguments[row->counted_by].number;
  return items < MAX_OUTPUT_ITEMS ? (uint32_t)items : MAX_OUTPUT_ITEMS;
}

/* Results that are not written, and writes past them, show: nothing that a callee writes looks like this. */
#define UNWRITTEN 0xCC

static const uint8_t *unwritten_bytes(void)
{
  static uint8_t unwritten[MAX_OUTPUT_ITEMS * 4];

  if (unwritten[0] != UNWRITTEN)
    memset(unwritten, UNWRITTEN, sizeof unwritten);
  return unwritten;
}

static bool place_output(struct execution *execution, struct marshalled *m, uint8_t i)
{
  static const uint8_t zeros[ARENA_SLOT_BYTES / 2];
  const struct argument_info *row = &program_ops[m->call->op].arguments[i];
  const uint8_t *laid = row->item_size == 4 ? unwritten_bytes() : zeros;
  size_t size = (size_t)output_items(m, i) * row->item_size;

  if (size > ARENA_SLOT_BYTES / 2)
    size = ARENA_SLOT_BYTES / 2 / row->item_size * row->item_size;
  if (!marshal_place(execution, m, i, m->call->arguments[i].place, row->offset, row->item_size == 4 ? laid : NULL,
                     size))
    return false;
  m->pieces[i].kept = laid;
  return true;
}

static void store_luid(const struct execution *execution, struct marshalled *m, uint8_t i)
{
  const struct argument *argument = &m->call->arguments[i];
  uint64_t luid = argument->handle.type == OBJECT_ADAPTER ? execution->luids[argument->handle.slot] : argument->number;

  marshal_store(m, program_ops[m->call->op].arguments[i].offset, sizeof luid, luid);
}

bool marshal_arguments(struct execution *execution, struct marshalled *m)
{
  const struct op_info *op = &program_ops[m->call->op];
  bool good = true;

  for (uint8_t i = 0; good && i < op->argument_count; i++) {
    const struct argument_info *row = &op->arguments[i];
    const struct argument *argument = &m->call->arguments[i];

    switch (row->kind) {
    case ARG_HANDLE:
      marshal_store(m, row->offset, 4, execution_handle(execution, argument->handle));
      break;
    case ARG_U32:
      marshal_store(m, row->offset, 4, argument->number);
      break;
    case ARG_U64:
      marshal_store(m, row->offset, 8, argument->number);
      break;
    case ARG_COUNT:
      marshal_store(m, row->offset, 4, count_of(m, i));
      break;
    case ARG_HANDLES:
    case ARG_VALUES:
      good = place_list(execution, m, i);
      break;
    case ARG_OUTPUT:
      if (m->call->op != OP_CREATE_ALLOCATION && m->call->op != OP_CREATE_ALLOCATION2)
        good = place_output(execution, m, i);
      break;
    case ARG_LUID:
      store_luid(execution, m, i);
      break;
    case ARG_CREATED:
    case ARG_SETTING:
      break;
    }
  }
  return good;
}

static uint64_t make_nominal(const struct execution *execution, uint64_t word)
{
  return arena_may_hold(&execution->arena, word) ? arena_nominal(&execution->arena, word) : word;
}

/* The piece ends inside a word: what was laid there tells whether it is an address of ours. */
static void make_end_nominal(const struct execution *execution, const struct piece *piece, uint8_t *end, size_t bytes)
{
  uint64_t word;

  memcpy(&word, (const uint8_t *)piece->data + piece->mapped - bytes, sizeof word);
  if (memcmp(end, &word, bytes) != 0)
    return; /* the target wrote there */
  word = make_nominal(execution, word);
  memcpy(end, &word, bytes);
}

/* A copy with nominal addresses: every aligned word that leads into our memory is rewritten. */
static const uint8_t *keep(struct execution *execution, const struct piece *piece, size_t size)
{
  uint8_t *copy = execution->scratch + execution->scratch_used;
  size_t at = 0;

  if (size == 0)
    return copy;
  if (execution->scratch_used + size > MARSHAL_SCRATCH_BYTES) {
    execution->failed = true;
    return execution->scratch;
  }
  execution->scratch_used += (size + 7) / 8 * 8;
  for (; at + 8 <= size; at += 8) {
    uint64_t word;

    memcpy(&word, piece->memory + at, sizeof word);
    word = make_nominal(execution, word);
    memcpy(copy + at, &word, sizeof word);
  }
  if (at == size)
    return copy;
  memcpy(copy + at, piece->memory + at, size - at);
  if (size == piece->mapped && piece->data != NULL && at + 8 <= piece->size)
    make_end_nominal(execution, piece, copy + at, size - at);
  return copy;
}

/* Fields through which a target returns addresses of its own. */
static void hide_addresses(uint8_t op, uint8_t *structure)
{
  static const struct {
    uint8_t op;
    uint16_t offset;
  } fields[] = {
      {OP_LOCK2, offsetof(D3DKMT_LOCK2, pData)},
      {OP_CREATE_PAGING_QUEUE, offsetof(D3DKMT_CREATEPAGINGQUEUE, FenceValueCPUVirtualAddress)},
      {OP_CREATE_DEVICE, offsetof(D3DKMT_CREATEDEVICE, pCommandBuffer)},
      {OP_CREATE_DEVICE, offsetof(D3DKMT_CREATEDEVICE, pAllocationList)},
      {OP_CREATE_DEVICE, offsetof(D3DKMT_CREATEDEVICE, pPatchLocationList)},
  };

  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    uint64_t address;

    if (fields[i].op != op)
      continue;
    memcpy(&address, structure + fields[i].offset, sizeof address);
    if (address != 0 && (address < ARENA_NOMINAL || address >= HEAP_NOMINAL + HEAP_BYTES))
      address = TARGET_NOMINAL;
    memcpy(structure + fields[i].offset, &address, sizeof address);
  }
}

static void memory_before(struct execution *execution, const struct piece *piece, struct memory_record *ret_memory)
{
  const uint8_t *kept =
      piece->kept != NULL && piece->mapped <= piece->size ? piece->kept : keep(execution, piece, piece->mapped);

  *ret_memory = (struct memory_record){.address = make_nominal(execution, piece->address),
                                       .place = piece->place,
                                       .size = piece->size,
                                       .readable = piece->mapped,
                                       .writable = piece->writable,
                                       .before = kept,
                                       .after = kept};
}

/* In place of memcmp, into which sanitizers and engines hook, for what is soon compared. */
static bool is_same(const uint8_t *a, const uint8_t *b, size_t size)
{
  uint64_t first, second, differs = 0;

  if (size > SAME_SHORT)
    return memcmp(a, b, size) == 0;
  for (; size >= sizeof first && differs == 0; size -= sizeof first, a += sizeof first, b += sizeof first) {
    memcpy(&first, a, sizeof first);
    memcpy(&second, b, sizeof second);
    differs = first ^ second;
  }
  for (; size > 0 && differs == 0; size--)
    differs = *a++ ^ *b++;
  return differs == 0;
}

static void memory_after(struct execution *execution, const struct piece *piece, struct memory_record *memory)
{
  if (memory->readable == 0 || piece->memory == NULL)
    return;
  /* Where no address stands in it, what was kept is what must still be there. */
  if (is_same(piece->memory, memory->before, memory->readable))
    return;
  memory->after = keep(execution, piece, memory->readable);
  if (is_same(memory->after, memory->before, memory->readable))
    memory->after = memory->before;
}

bool marshal_call(struct execution *execution, struct marshalled *m)
{
  const struct op_info *op = &program_ops[m->call->op];
  struct call_record *record = &m->record;

  if (!arena_place(&execution->arena, m->call->place, m->structure, op->size, &m->argument)) {
    execution->failed = true;
    return false;
  }
  record->op = m->call->op;
  record->call |= execution->mark;
  record->process = execution->process;
  record->teardown = execution->teardown;
  record->status = 0;
  record->detail = "";
  memory_before(execution, &m->argument, &record->argument);
  for (uint8_t i = 0; i < op->argument_count; i++)
    memory_before(execution, &m->pieces[i], &record->memory[i]);
  if (execution->target->table.functions[op->entry] == NULL) {
    record->outcome = RECORD_MISSING;
    record->detail = "the target has no such entry point";
    return execution->sink.leave(execution->sink.context, record);
  }
  record->outcome = RECORD_CRASHED;
  if (execution->sink.enter != NULL)
    execution->sink.enter(execution->sink.context, record);
  record->status = abi_call(&execution->target->table, op->entry, (void *)(uintptr_t)m->argument.address);
  record->outcome = RECORD_RETURNED;
  execution->last_status = record->status;
  memory_after(execution, &m->argument, &record->argument);
  if (record->argument.after != record->argument.before && record->argument.readable >= op->size)
    hide_addresses(m->call->op, (uint8_t *)(uintptr_t)record->argument.after);
  for (uint8_t i = 0; i < op->argument_count; i++)
    memory_after(execution, &m->pieces[i], &record->memory[i]);
  return execution->sink.leave(execution->sink.context, record) && !execution->failed;
}
