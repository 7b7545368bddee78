/* Edits of a program, one by one and in groups. */
#include <stdlib.h>
#include <string.h>

#include "program/minimize_parts.h"

#define LOST_IN_A_ROW 256u /* that a group may take: a list whose length it takes gives way nowhere */

/* ---- making one ---- */

static void remove_call(struct program *program, uint32_t call)
{
  program->call_count--;
  memmove(&program->calls[call], &program->calls[call + 1], (program->call_count - call) * sizeof *program->calls);
}

static void remove_run(struct program *program, const struct edit *edit)
{
  const struct call *call = &program->calls[edit->call];
  struct argument *list = &program->calls[edit->call].arguments[edit->argument];
  const size_t at = list->list.first + edit->run, behind = --list->list.count - edit->run;

  if (argument_row(call, edit->argument)->kind == ARG_HANDLES)
    memmove(&program->handles[at], &program->handles[at + 1], behind * sizeof *program->handles);
  else
    memmove(&program->values[at], &program->values[at + 1], behind * sizeof *program->values);
}

static void set_handle(struct handle_ref *handle, uint32_t value)
{
  *handle = (struct handle_ref){.type = OBJECT_VALUE, .flip = value, .count = handle->count};
}

static void shorten_handles(struct handle_ref *run, enum edit_kind kind, uint32_t count)
{
  if (kind == EDIT_RUN_LAST && run->stride != 0)
    run->slot = (uint16_t)(run->slot + run->count - count);
  run->count = count;
  run->stride = run->stride != 0 && count > 1;
}

static void edit_run(struct program *program, const struct call *call, const struct edit *edit)
{
  const uint32_t at = call->arguments[edit->argument].list.first + edit->run;
  const bool handles = argument_row(call, edit->argument)->kind == ARG_HANDLES;

  if (edit->kind == EDIT_RUN_HANDLE)
    set_handle(&program->handles[at], (uint32_t)edit->value);
  else if (edit->kind == EDIT_RUN_FLIP)
    program->handles[at].flip = (uint32_t)edit->value;
  else if (edit->kind == EDIT_RUN_NUMBER)
    program->values[at].value = (uint32_t)edit->value;
  else if (handles)
    shorten_handles(&program->handles[at], edit->kind, (uint32_t)edit->value);
  else
    program->values[at].count = (uint32_t)edit->value;
}

static void edit_argument(struct argument *argument, const struct edit *edit)
{
  switch (edit->kind) {
  case EDIT_NUMBER:
    argument->number = edit->value;
    break;
  case EDIT_NOT_GIVEN:
    argument->given = false;
    argument->number = 0;
    break;
  case EDIT_HANDLE:
    set_handle(&argument->handle, (uint32_t)edit->value);
    break;
  case EDIT_FLIP:
    argument->handle.flip = (uint32_t)edit->value;
    break;
  case EDIT_LUID:
    set_handle(&argument->handle, 0);
    argument->number = edit->value;
    break;
  case EDIT_LIST:
    argument->place = (struct placement){PLACE_NULL, 0};
    argument->list.count = 0;
    break;
  default:
    argument->created.slot = argument->created.count = 0;
  }
}

/* False: it cannot be made. */
static bool make(struct program *program, const struct edit *edit)
{
  struct call *call = &program->calls[edit->call];
  struct placement *place = edit->argument == NO_ARGUMENT ? &call->place : &call->arguments[edit->argument].place;

  switch (edit->kind) {
  case EDIT_REMOVE_CALL:
    remove_call(program, edit->call);
    return true;
  case EDIT_REMOVE_RUN:
    remove_run(program, edit);
    return true;
  case EDIT_PLACE:
    *place = (struct placement){PLACE_GUARDED, 0};
    return true;
  case EDIT_PLACE_ARGUMENT:
    place->argument = edit->value;
    return true;
  case EDIT_PADDING:
    call->padding = 0;
    return true;
  case EDIT_CREATE:
    return slots_create(program, edit->call, edit->argument, (uint32_t)edit->value);
  case EDIT_RUN_HANDLE:
  case EDIT_RUN_FLIP:
  case EDIT_RUN_NUMBER:
  case EDIT_RUN_FIRST:
  case EDIT_RUN_LAST:
    edit_run(program, call, edit);
    return true;
  default:
    edit_argument(&call->arguments[edit->argument], edit);
    return true;
  }
}

/* ---- trying them ---- */

void edits_add(struct minimizer *minimizer, struct edits *edits, struct edit edit)
{
  if (edits->count == edits->capacity) {
    const size_t wanted = edits->capacity > 0 ? edits->capacity * 2 : 32;
    struct edit *grown = realloc(edits->items, wanted * sizeof *grown);

    if (grown == NULL) {
      minimizer->failed = true;
      return;
    }
    edits->items = grown;
    edits->capacity = wanted;
  }
  edits->items[edits->count++] = edit;
}

/* The last edit is made first, so that what is removed does not move what is still to be edited. */
static bool try_some(struct minimizer *minimizer, const struct edit *edits, size_t count)
{
  struct program candidate;

  if (minimizer_is_over(minimizer))
    return false;
  if (!program_copy(minimizer->best, &candidate)) {
    minimizer->failed = true;
    return false;
  }
  for (size_t i = count; i-- > 0;)
    if (!make(&candidate, &edits[i])) {
      program_free(&candidate);
      return false;
    }
  return minimizer_try(minimizer, &candidate);
}

/* Halves of a group that is needed as a whole are tried on their own, the later one first for the same reason. */
static void try_halves(struct minimizer *minimizer, const struct edit *edits, size_t count, unsigned *lost)
{
  if (count == 0 || *lost >= LOST_IN_A_ROW || minimizer_is_over(minimizer))
    return;
  if (try_some(minimizer, edits, count)) {
    *lost = 0;
    return;
  }
  ++*lost;
  if (count == 1)
    return;
  try_halves(minimizer, edits + count / 2, count - count / 2, lost);
  try_halves(minimizer, edits, count / 2, lost);
}

void edits_try(struct minimizer *minimizer, struct edits *edits)
{
  unsigned lost = 0;

  try_halves(minimizer, edits->items, edits->count, &lost);
  free(edits->items);
  *edits = (struct edits){NULL, 0, 0};
}

bool edits_try_all(struct minimizer *minimizer, const struct edits *edits)
{
  return try_some(minimizer, edits->items, edits->count);
}

bool edit_try(struct minimizer *minimizer, struct edit edit)
{
  return try_some(minimizer, &edit, 1);
}

void edit_search(struct minimizer *minimizer, struct edit edit, uint64_t lost, uint64_t shown)
{
  while (shown - lost > 1 && !minimizer_is_over(minimizer)) {
    edit.value = lost + (shown - lost) / 2;
    if (edit_try(minimizer, edit))
      shown = edit.value;
    else
      lost = edit.value;
  }
}
