/* Plainer arguments: defaults, plain memory, handles that are no object's, and smaller numbers. */
#include "program/minimize_parts.h"

#define EXACT_BELOW ((uint64_t)1 << 20) /* up to here a number is made as low as it goes, above it a power of two */

static struct edit edit_of(enum edit_kind kind, uint32_t call, uint8_t argument, uint64_t value)
{
  return (struct edit){kind, argument, call, 0, value};
}

static bool is_list(enum argument_kind kind)
{
  return kind == ARG_HANDLES || kind == ARG_VALUES;
}

static bool is_number(enum argument_kind kind)
{
  return kind == ARG_U32 || kind == ARG_U64 || kind == ARG_SETTING;
}

static bool is_object(const struct argument_info *row, const struct argument *argument)
{
  return row->kind == ARG_HANDLE && argument->handle.type != OBJECT_VALUE;
}

/* What is created is used by no call. */
static bool is_unused(const struct program *program, const struct argument_info *row, const struct argument *argument)
{
  for (uint32_t i = 0; i < argument->created.count; i++)
    if (count_slot_uses(program, (uint8_t)row->type, argument->created.slot + i).handles > 0)
      return false;
  return true;
}

/* ---- to the default ---- */

static void add_defaults(struct minimizer *minimizer, struct edits *edits, uint32_t index, uint8_t i)
{
  const struct program *program = minimizer->best;
  const struct call *call = &program->calls[index];
  const struct argument_info *row = argument_row(call, i);
  const struct argument *argument = &call->arguments[i];

  if (argument->place.kind != PLACE_GUARDED &&
      (row->kind == ARG_OUTPUT || (is_list(row->kind) && argument->list.count > 0)))
    edits_add(minimizer, edits, edit_of(EDIT_PLACE, index, i, 0));
  if (is_object(row, argument) && count_slot_uses(program, argument->handle.type, argument->handle.slot).creations == 0)
    edits_add(minimizer, edits, edit_of(EDIT_HANDLE, index, i, argument->handle.flip));
  if (program_argument_is_default(row, argument))
    return;
  if (is_number(row->kind))
    edits_add(minimizer, edits, edit_of(EDIT_NUMBER, index, i, row->value));
  else if (argument->given && (row->kind == ARG_COUNT || row->kind == ARG_OUTPUT))
    edits_add(minimizer, edits, edit_of(EDIT_NOT_GIVEN, index, i, 0));
  else if (row->kind == ARG_CREATED && is_unused(program, row, argument))
    edits_add(minimizer, edits, edit_of(EDIT_NOT_CREATED, index, i, 0));
  else if (row->kind == ARG_HANDLE && argument->handle.flip != 0)
    edits_add(minimizer, edits, edit_of(EDIT_FLIP, index, i, 0));
}

/* What says nothing of objects is mostly of no importance, and goes in one step. */
static void reset_plain(struct minimizer *minimizer)
{
  struct edits edits = {NULL, 0, 0};

  for (uint32_t index = 0; index < minimizer->best->call_count; index++) {
    const struct call *call = &minimizer->best->calls[index];

    for (uint8_t i = 0; i < program_ops[call->op].argument_count; i++)
      add_defaults(minimizer, &edits, index, i);
    if (call->place.kind != PLACE_GUARDED)
      edits_add(minimizer, &edits, edit_of(EDIT_PLACE, index, NO_ARGUMENT, 0));
    if (call->padding != 0)
      edits_add(minimizer, &edits, edit_of(EDIT_PADDING, index, NO_ARGUMENT, 0));
  }
  edits_try(minimizer, &edits);
}

/* A list, or a handle of an object that others use, too: of the only one to use it the removal of its creation has told. */
static void reset_objects(struct minimizer *minimizer)
{
  const struct program *program = minimizer->best;
  struct edits edits = {NULL, 0, 0};

  for (uint32_t index = 0; index < program->call_count; index++) {
    const struct call *call = &program->calls[index];

    for (uint8_t i = 0; i < program_ops[call->op].argument_count; i++) {
      const struct argument_info *row = argument_row(call, i);
      const struct argument *argument = &call->arguments[i];

      if (is_object(row, argument) &&
          count_slot_uses(program, argument->handle.type, argument->handle.slot).handles > 1)
        edits_add(minimizer, &edits, edit_of(EDIT_HANDLE, index, i, 0));
      else if (is_list(row->kind) && !program_argument_is_default(row, argument))
        edits_add(minimizer, &edits, edit_of(EDIT_LIST, index, i, 0));
      else if (row->kind == ARG_LUID && !program_argument_is_default(row, argument))
        edits_add(minimizer, &edits, edit_of(EDIT_LUID, index, i, row->value));
    }
  }
  edits_try(minimizer, &edits);
}

void minimize_arguments(struct minimizer *minimizer)
{
  reset_plain(minimizer);
  reset_objects(minimizer);
}

/* ---- smaller numbers ---- */

static unsigned bit_length(uint64_t number)
{
  unsigned length = 0;

  for (; number != 0; number >>= 1)
    length++;
  return length;
}

/* The lowest power of two that shows it; `number` has more than one bit of length, and shows it. */
static uint64_t search_power(struct minimizer *minimizer, struct edit edit, uint64_t number)
{
  unsigned lost = 0, shown = bit_length(number);

  while (shown - lost > 1 && !minimizer_is_over(minimizer)) {
    const unsigned middle = lost + (shown - lost) / 2;

    edit.value = (uint64_t)1 << middle;
    if (edit.value < number && edit_try(minimizer, edit)) {
      shown = middle;
      number = edit.value;
    } else {
      lost = middle;
    }
  }
  return number;
}

/* 0 and 1 are plainer than any other number, then what has a name, then what is lower. */
static void lower_number(struct minimizer *minimizer, struct edit edit, uint64_t number, const struct symbols *symbols)
{
  static const uint64_t plain[] = {0, 1};

  for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
    edit.value = plain[i];
    if (number == plain[i] || edit_try(minimizer, edit))
      return;
  }
  for (const struct symbol *symbol = symbols != NULL ? symbols->rows : NULL; symbol != NULL && symbol->name != NULL;
       symbol++) {
    edit.value = symbol->value;
    if (number == symbol->value || edit_try(minimizer, edit))
      return;
  }
  number = search_power(minimizer, edit, number);
  if (number < EXACT_BELOW && number > 2)
    edit_search(minimizer, edit, (uint64_t)1 << (bit_length(number - 1) - 1), number);
}

/* As few flags as it takes. */
static void clear_flags(struct minimizer *minimizer, struct edit edit, uint64_t flags)
{
  for (unsigned bit = 64; bit-- > 0;) {
    edit.value = flags & ~((uint64_t)1 << bit);
    if (edit.value != flags && edit_try(minimizer, edit))
      flags = edit.value;
  }
}

static void lower_place(struct minimizer *minimizer, struct edit edit, const struct placement *place)
{
  const uint64_t least = place->kind == PLACE_MISALIGNED ? 1 : 0;

  edit.kind = EDIT_PLACE_ARGUMENT;
  edit.value = least;
  if (placement_has_argument((enum placement_kind)place->kind) && place->argument > least)
    edit_try(minimizer, edit);
}

static void lower_argument(struct minimizer *minimizer, uint32_t index, uint8_t i)
{
  const struct call *call = &minimizer->best->calls[index];
  const struct argument_info *row = argument_row(call, i);
  const struct argument argument = call->arguments[i];
  struct edit edit = edit_of(EDIT_NUMBER, index, i, 0);

  if (is_list(row->kind) || row->kind == ARG_OUTPUT)
    lower_place(minimizer, edit, &argument.place);
  if (program_argument_is_default(row, &argument))
    return;
  if (is_number(row->kind) && row->symbols != NULL && row->symbols->flags)
    clear_flags(minimizer, edit, argument.number);
  else if (is_number(row->kind) || (argument.given && (row->kind == ARG_COUNT || row->kind == ARG_OUTPUT)))
    lower_number(minimizer, edit, argument.number, row->symbols);
  else if (row->kind == ARG_HANDLE && argument.handle.type == OBJECT_VALUE)
    lower_number(minimizer, edit_of(EDIT_FLIP, index, i, 0), argument.handle.flip, NULL);
  else if (row->kind == ARG_HANDLE && argument.handle.flip != 0)
    clear_flags(minimizer, edit_of(EDIT_FLIP, index, i, 0), argument.handle.flip);
}

void minimize_numbers(struct minimizer *minimizer)
{
  for (uint32_t index = 0; index < minimizer->best->call_count; index++) {
    lower_place(minimizer, edit_of(EDIT_PLACE_ARGUMENT, index, NO_ARGUMENT, 0), &minimizer->best->calls[index].place);
    for (uint8_t i = 0; i < program_ops[minimizer->best->calls[index].op].argument_count; i++)
      lower_argument(minimizer, index, i);
  }
}
