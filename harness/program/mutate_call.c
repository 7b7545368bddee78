#include "program/mutate_parts.h"

/* Arguments that an operation has not are not copied: calls are large, and most have few. */
static void copy_call(struct call *to, const struct call *from)
{
  to->op = from->op;
  to->padding = from->padding;
  to->place = from->place;
  for (uint8_t i = 0; i < program_ops[from->op].argument_count; i++)
    to->arguments[i] = from->arguments[i];
}

void move_call(struct program *program, size_t from, size_t to)
{
  struct call *calls = program->calls;
  struct call call;

  copy_call(&call, &calls[from]);
  for (; from < to; from++)
    copy_call(&calls[from], &calls[from + 1]);
  for (; from > to; from--)
    copy_call(&calls[from], &calls[from - 1]);
  copy_call(&calls[to], &call);
}

static bool is_list(enum argument_kind kind)
{
  return kind == ARG_HANDLES || kind == ARG_VALUES;
}

void remove_call(struct program *program, size_t index)
{
  struct call *call = &program->calls[index];
  const struct op_info *op = &program_ops[call->op];

  for (uint8_t i = 0; i < op->argument_count; i++)
    if (is_list(op->arguments[i].kind))
      list_clear(program, call, i);
  program->call_count--;
  for (; index < program->call_count; index++)
    copy_call(&program->calls[index], &program->calls[index + 1]);
}

bool append_call(struct program *program, const struct program *source, const struct call *call, uint32_t *left)
{
  const struct op_info *op = &program_ops[call->op];
  struct call *added = program_add_call(program, (enum program_op)call->op);

  if (added == NULL)
    return false;
  copy_call(added, call);
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (is_list(op->arguments[i].kind)) {
      added->arguments[i].list.first = 0;
      added->arguments[i].list.count = 0;
    }
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (is_list(op->arguments[i].kind) &&
        !list_append(program, &added->arguments[i], op->arguments[i].kind, source, &call->arguments[i], left))
      return false;
  return true;
}

bool copy_argument(struct program *program, struct call *call, uint8_t argument, const struct program *source,
                   const struct call *from)
{
  const struct argument_info *row = &program_ops[call->op].arguments[argument];
  struct argument *list = &call->arguments[argument];
  uint32_t left;

  if (!is_list(row->kind)) {
    *list = from->arguments[argument];
    return true;
  }
  list_clear(program, call, argument);
  list->place = from->arguments[argument].place;
  left = list_room(program, call, argument);
  return list_append(program, list, row->kind, source, &from->arguments[argument], &left);
}
