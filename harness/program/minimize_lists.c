/* Shorter lists: fewer runs, shorter ones, plainer items. */
#include "program/minimize_parts.h"

#define SPLIT_UP_TO 16u /* items: a run of no more is tried item by item */
#define FEW_RUNS 256u   /* of more it is not asked which objects were ever created */

static uint32_t run_count(const struct minimizer *minimizer, uint32_t index, uint8_t argument)
{
  return minimizer->best->calls[index].arguments[argument].list.count;
}

static bool is_handles(const struct minimizer *minimizer, uint32_t index, uint8_t argument)
{
  return argument_row(&minimizer->best->calls[index], argument)->kind == ARG_HANDLES;
}

/* Items of a run. */
static uint32_t run_length(const struct minimizer *minimizer, uint32_t index, uint8_t argument, uint32_t run)
{
  const uint32_t at = minimizer->best->calls[index].arguments[argument].list.first + run;

  return is_handles(minimizer, index, argument) ? minimizer->best->handles[at].count
                                                : minimizer->best->values[at].count;
}

static void remove_runs(struct minimizer *minimizer, uint32_t index, uint8_t argument)
{
  struct edits edits = {NULL, 0, 0};

  for (uint32_t run = 0; run < run_count(minimizer, index, argument); run++)
    edits_add(minimizer, &edits, (struct edit){EDIT_REMOVE_RUN, argument, index, run, 0});
  edits_try(minimizer, &edits);
}

/* From behind, then from the front. */
static void shorten_run(struct minimizer *minimizer, uint32_t index, uint8_t argument, uint32_t run)
{
  static const enum edit_kind kinds[] = {EDIT_RUN_FIRST, EDIT_RUN_LAST};

  for (size_t i = 0; i < 2; i++) {
    struct edit edit = {kinds[i], argument, index, run, 1};
    const uint32_t length = run_length(minimizer, index, argument, run);

    if (length > 1 && !edit_try(minimizer, edit))
      edit_search(minimizer, edit, 1, length);
  }
}

static void shorten_runs(struct minimizer *minimizer, uint32_t index, uint8_t argument)
{
  struct edits edits = {NULL, 0, 0};

  for (uint32_t run = 0; run < run_count(minimizer, index, argument); run++)
    if (run_length(minimizer, index, argument, run) > 1)
      edits_add(minimizer, &edits, (struct edit){EDIT_RUN_FIRST, argument, index, run, 1});
  edits_try(minimizer, &edits);
  for (uint32_t run = run_count(minimizer, index, argument); run-- > 0;)
    shorten_run(minimizer, index, argument, run);
}

/* Writes the short runs of objects in a row as the items that they are, and leaves out one. False: out of memory. */
static bool leave_out(struct program *program, uint32_t index, uint8_t argument, uint32_t run, uint32_t item)
{
  struct argument *list = &program->calls[index].arguments[argument];
  struct argument fresh = *list;

  fresh.list.count = 0; /* begins a new list behind all others */
  for (uint32_t i = 0; i < list->list.count; i++) {
    const struct handle_ref whole = program->handles[list->list.first + i];
    struct handle_ref part = whole;

    if (i == run) {
      part.count = item;
      if (item > 0 && !program_add_handle(program, &fresh, part))
        return false;
      part.slot = (uint16_t)(whole.slot + item + 1);
      part.count = whole.count - item - 1;
    }
    if (part.count > 0 && !program_add_handle(program, &fresh, part))
      return false;
  }
  *list = fresh;
  return true;
}

/* An item from the middle of a run of objects in a row. Whatever is left of the run stands in its place. */
static bool remove_item(struct minimizer *minimizer, uint32_t index, uint8_t argument, uint32_t run, uint32_t item)
{
  struct program candidate;

  if (!program_copy(minimizer->best, &candidate) || !leave_out(&candidate, index, argument, run, item)) {
    program_free(&candidate);
    minimizer->failed = true;
    return false;
  }
  return minimizer_try(minimizer, &candidate);
}

static void remove_items(struct minimizer *minimizer, uint32_t index, uint8_t argument)
{
  for (uint32_t run = run_count(minimizer, index, argument); run-- > 0;) {
    const struct handle_ref *handles = minimizer->best->handles;
    const struct handle_ref *whole = &handles[minimizer->best->calls[index].arguments[argument].list.first + run];
    const uint32_t length = whole->count;

    if (whole->stride != 0 && length > 2 && length <= SPLIT_UP_TO)
      for (uint32_t item = length - 1; item-- > 1 && !minimizer_is_over(minimizer);)
        remove_item(minimizer, index, argument, run, item);
  }
}

static void add_plain_item(struct minimizer *minimizer, struct edits *edits, uint32_t index, uint8_t argument,
                           uint32_t run)
{
  const struct program *program = minimizer->best;
  const uint32_t at = program->calls[index].arguments[argument].list.first + run;
  struct edit edit = {EDIT_RUN_NUMBER, argument, index, run, 0};

  if (!is_handles(minimizer, index, argument)) {
    if (program->values[at].value != 0)
      edits_add(minimizer, edits, edit);
    return;
  }
  edit.kind = EDIT_RUN_FLIP;
  if (program->handles[at].flip != 0)
    edits_add(minimizer, edits, edit);
  edit.kind = EDIT_RUN_HANDLE;
  edit.value = program->handles[at].flip;
  if (run_count(minimizer, index, argument) <= FEW_RUNS && program->handles[at].type != OBJECT_VALUE &&
      program->handles[at].stride == 0 &&
      count_slot_uses(program, program->handles[at].type, program->handles[at].slot).creations == 0)
    edits_add(minimizer, edits, edit);
}

static void simplify_items(struct minimizer *minimizer, uint32_t index, uint8_t argument)
{
  struct edits edits = {NULL, 0, 0};

  for (uint32_t run = 0; run < run_count(minimizer, index, argument); run++)
    add_plain_item(minimizer, &edits, index, argument, run);
  edits_try(minimizer, &edits);
}

void minimize_lists(struct minimizer *minimizer)
{
  for (uint32_t index = (uint32_t)minimizer->best->call_count; index-- > 0;)
    for (uint8_t i = program_ops[minimizer->best->calls[index].op].argument_count; i-- > 0;) {
      const enum argument_kind kind = argument_row(&minimizer->best->calls[index], i)->kind;

      if (kind != ARG_HANDLES && kind != ARG_VALUES)
        continue;
      remove_runs(minimizer, index, i);
      shorten_runs(minimizer, index, i);
      if (kind == ARG_HANDLES)
        remove_items(minimizer, index, i);
      simplify_items(minimizer, index, i);
    }
}
