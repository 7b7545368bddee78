/* The program's objects as variables. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program/emit_parts.h"
#include "program/notes.h"

/* Words that no variable may be: C's own, the emitter's, and macros that system headers are known to have. */
static const char taken[] =
    " auto break case char const continue default do double else enum extern float for goto if inline int"
    " long register restrict return short signed sizeof static struct switch typedef union unsigned void"
    " volatile while bool true false asm typeof alignas alignof nullptr constexpr main status argument i"
    " count offsetof errno stdin stdout stderr linux unix i386 near far small hyper interface min max"
    " cdecl pascal IN OUT I memcpy memcmp memset printf puts malloc exit alarm mmap standard data heap"
    " allocation_data escape_data statistics_results fence bytes_read intact_1 intact_2 description"
    " ";

static bool is_taken(const char *name)
{
  char word[NOTE_MAX_NAME + 3];

  snprintf(word, sizeof word, " %s ", name);
  return strstr(taken, word) != NULL;
}

/* What macros look like. */
static bool is_capital(const char *name)
{
  size_t length = strlen(name);

  return length > 2 && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == length;
}

/* Locals of a call's block are named for the call or the field. */
static bool is_local(const char *name)
{
  char snake[64];

  for (unsigned op = 0; op < OP_COUNT; op++) {
    emit_snake(program_ops[op].name, snake);
    if (strcmp(snake, name) == 0)
      return true;
    for (uint8_t i = 0; i < program_ops[op].argument_count; i++) {
      emit_snake(program_ops[op].arguments[i].name, snake);
      if (strncmp(snake, name, strlen(snake)) == 0 &&
          (name[strlen(snake)] == '\0' || strcmp(name + strlen(snake), "_at") == 0))
        return true;
    }
  }
  return false;
}

/* ---- finding them ---- */

struct need {
  uint8_t type;
  uint32_t slot, count;
  bool read, luid_read;
};

/* Joins what shares a slot with it; slots that wrap around take all. */
static void add_need(struct emitter *emitter, struct need need)
{
  struct emit_variable *variables = emitter->variables;
  uint32_t end = need.slot + need.count;

  if (need.type == OBJECT_VALUE || need.count == 0)
    return;
  if (end > object_types[need.type].slots) {
    need.slot = 0;
    end = object_types[need.type].slots;
  }
  for (size_t i = 0; i < emitter->variable_count;) {
    struct emit_variable *other = &variables[i];

    if (other->type != need.type || other->slot >= end || other->slot + other->count <= need.slot) {
      i++;
      continue;
    }
    need.slot = other->slot < need.slot ? other->slot : need.slot;
    end = other->slot + other->count > end ? other->slot + other->count : end;
    need.read = need.read || other->read;
    need.luid_read = need.luid_read || other->luid_read;
    *other = variables[--emitter->variable_count];
    i = 0; /* it has grown: others may share a slot with it now */
  }
  if (emitter->variable_count == emitter->variable_capacity) {
    size_t capacity = emitter->variable_capacity > 0 ? emitter->variable_capacity * 2 : 64;
    struct emit_variable *grown = realloc(variables, capacity * sizeof *grown);

    if (grown == NULL) {
      emitter->failed = true;
      return;
    }
    emitter->variables = grown;
    emitter->variable_capacity = capacity;
  }
  emitter->variables[emitter->variable_count++] = (struct emit_variable){
      .type = need.type, .slot = need.slot, .count = end - need.slot, .read = need.read, .luid_read = need.luid_read};
}

static void need_handle(struct emitter *emitter, struct handle_ref handle)
{
  add_need(emitter, (struct need){handle.type, handle.slot, handle.stride != 0 ? handle.count : 1, true, false});
}

static void need_argument(struct emitter *emitter, const struct argument_info *row, const struct argument *argument,
                          bool own)
{
  switch (row->kind) {
  case ARG_HANDLE:
    need_handle(emitter, argument->handle);
    break;
  case ARG_LUID:
    if (argument->handle.type == OBJECT_ADAPTER)
      add_need(emitter, (struct need){OBJECT_ADAPTER, argument->handle.slot, 1, false, true});
    break;
  case ARG_HANDLES:
    for (uint32_t i = 0; (own || emit_is_laid(argument->place.kind)) && i < argument->list.count; i++)
      need_handle(emitter, emitter->program->handles[argument->list.first + i]);
    break;
  case ARG_CREATED:
    add_need(emitter, (struct need){(uint8_t)row->type, argument->created.slot, argument->created.count, false, false});
    break;
  default:
    break;
  }
}

bool emit_find_variables(struct emitter *emitter)
{
  const struct program *program = emitter->program;

  for (size_t i = 0; i < program->call_count && emitter->facts->calls[i].played; i++) {
    const struct call *call = &program->calls[i];
    const struct op_info *op = &program_ops[call->op];
    bool own = op->entry == ABI_NO_ENTRY; /* where the program lays things is nothing to these */
    bool is_empty = (call->op == OP_FILL || call->op == OP_CHECK) && call->arguments[CONTENT_ARG_LIST].list.count == 0;

    for (uint8_t k = 0; !is_empty && k < op->argument_count; k++)
      if (own || emit_is_laid(call->place.kind) || op->arguments[k].kind == ARG_CREATED)
        need_argument(emitter, &op->arguments[k], &call->arguments[k], own);
  }
  /* A name keeps its slots together, even where only some of them are used. */
  for (size_t i = 0; i < program->name_count; i++) {
    const struct object_name *name = &program->names[i];

    for (size_t k = 0; k < emitter->variable_count; k++)
      if (emitter->variables[k].type == name->type && emitter->variables[k].slot < (uint32_t)name->slot + name->count &&
          emitter->variables[k].slot + emitter->variables[k].count > name->slot) {
        add_need(emitter, (struct need){name->type, name->slot, name->count, false, false});
        break;
      }
  }
  return !emitter->failed;
}

/* ---- naming them ---- */

static const char *program_name(const struct program *program, const struct emit_variable *variable)
{
  for (size_t i = 0; i < program->name_count; i++)
    if (program->names[i].type == variable->type && program->names[i].slot == variable->slot &&
        program->names[i].count == variable->count)
      return program->names[i].name;
  return NULL;
}

static bool is_used(const struct emitter *emitter, const char *name, size_t but)
{
  for (size_t i = 0; i < but; i++)
    if (strcmp(emitter->variables[i].name, name) == 0)
      return true;
  return false;
}

static int compare_variables(const void *a, const void *b)
{
  const struct emit_variable *left = a, *right = b;

  return left->type != right->type ? (int)left->type - (int)right->type
                                   : (left->slot > right->slot) - (left->slot < right->slot);
}

void emit_name_variables(struct emitter *emitter, const struct declarations *declarations)
{
  if (emitter->variable_count > 1)
    qsort(emitter->variables, emitter->variable_count, sizeof *emitter->variables, compare_variables);
  for (size_t i = 0; i < emitter->variable_count; i++) {
    struct emit_variable *variable = &emitter->variables[i];
    const char *name = program_name(emitter->program, variable);

    if (name == NULL)
      snprintf(variable->name, sizeof variable->name, "%s%" PRIu32, object_types[variable->type].name, variable->slot);
    else if (is_taken(name) || is_capital(name) || is_local(name) || strncmp(name, "intact_", 7) == 0 ||
             name[0] == '_' || declarations_mention(declarations, name))
      snprintf(variable->name, sizeof variable->name, "object_%s", name);
    else
      snprintf(variable->name, sizeof variable->name, "%s", name);
    for (unsigned n = 2; is_used(emitter, variable->name, i); n++)
      snprintf(variable->name, sizeof variable->name, "object%u_%.48s", n, name != NULL ? name : "");
  }
}

void emit_declare_variables(const struct emitter *emitter, struct buffer *ret_text)
{
  for (size_t i = 0; i < emitter->variable_count; i++) {
    const struct emit_variable *variable = &emitter->variables[i];

    if (variable->read && variable->count == 1)
      buffer_printf(ret_text, "  D3DKMT_HANDLE %s = 0;\n", variable->name);
    else if (variable->read)
      buffer_printf(ret_text, "  D3DKMT_HANDLE %s[%" PRIu32 "] = {0};\n", variable->name, variable->count);
    if (variable->luid_read && variable->count == 1)
      buffer_printf(ret_text, "  LUID %s_luid = {0};\n", variable->name);
    else if (variable->luid_read)
      buffer_printf(ret_text, "  LUID %s_luid[%" PRIu32 "] = {{0}};\n", variable->name, variable->count);
  }
}

/* ---- using them ---- */

const struct emit_variable *emit_variable(const struct emitter *emitter, uint8_t type, uint32_t slot)
{
  for (size_t i = 0; i < emitter->variable_count; i++)
    if (emitter->variables[i].type == type && slot >= emitter->variables[i].slot &&
        slot - emitter->variables[i].slot < emitter->variables[i].count)
      return &emitter->variables[i];
  return NULL;
}

void emit_slot(const struct emit_variable *variable, uint32_t slot, struct buffer *ret_text)
{
  buffer_string(ret_text, variable->name);
  if (variable->count > 1)
    buffer_printf(ret_text, "[%" PRIu32 "]", slot - variable->slot);
}

void emit_luid_slot(const struct emit_variable *variable, uint32_t slot, struct buffer *ret_text)
{
  buffer_printf(ret_text, "%s_luid", variable->name);
  if (variable->count > 1)
    buffer_printf(ret_text, "[%" PRIu32 "]", slot - variable->slot);
}

static void append_flip(struct handle_ref handle, struct buffer *ret_text)
{
  if (handle.flip != 0)
    buffer_printf(ret_text, " ^ 0x%" PRIX32, handle.flip);
}

void emit_handle(const struct emitter *emitter, struct handle_ref handle, struct buffer *ret_text)
{
  const struct emit_variable *variable = emit_variable(emitter, handle.type, handle.slot);

  if (handle.type == OBJECT_VALUE || variable == NULL) {
    buffer_printf(ret_text, handle.flip == 0 ? "%" PRIu32 : "0x%08" PRIX32, handle.flip);
    return;
  }
  emit_slot(variable, handle.slot, ret_text);
  append_flip(handle, ret_text);
}

void emit_run_item(const struct emitter *emitter, struct handle_ref run, struct buffer *ret_text)
{
  const struct emit_variable *variable = emit_variable(emitter, run.type, run.slot);
  uint32_t slots = object_types[run.type].slots;

  if (run.type == OBJECT_VALUE || run.stride == 0 || variable == NULL) {
    emit_handle(emitter, run, ret_text);
    return;
  }
  buffer_string(ret_text, variable->name);
  if (run.slot + run.count > slots)
    buffer_printf(ret_text, "[(%" PRIu32 " + i) %% %" PRIu32 "]", run.slot, slots);
  else if (run.slot == variable->slot)
    buffer_string(ret_text, "[i]");
  else
    buffer_printf(ret_text, "[%" PRIu32 " + i]", run.slot - variable->slot);
  append_flip(run, ret_text);
}
