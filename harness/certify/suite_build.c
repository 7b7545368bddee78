/* From a combination's number to programs. Each class's text is parsed once and then copied. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/suite_fields.h"
#include "program/text.h"

/*
 * Another process's handles must not be alive in this one by their values, so
 * it makes more objects before those that the calls use.
 */
static const char world_text[] = "process index=1\n"
                                 "EnumAdapters2 hAdapter->AP[2]\n"
                                 "CreateDevice hAdapter=AP[0] hDevice->P1\n"
                                 "CreateAllocation2 hDevice=P1 hAllocation->XP[40]\n"
                                 "CreateDevice hAdapter=AP[0] hDevice->P2\n"
                                 "CreatePagingQueue hDevice=P2 hPagingQueue->QP\n"
                                 "CreateAllocation2 hDevice=P2 Flags=CreateResource hResource->RP hAllocation->XR\n"
                                 "process index=0\n"
                                 "EnumAdapters2 hAdapter->A[2]\n"
                                 "CreateDevice hAdapter=A[0] hDevice->D\n"
                                 "CreateDevice hAdapter=A[0] hDevice->E\n"
                                 "CreateDevice hAdapter=A[0] hDevice->Z\n"
                                 "CreatePagingQueue hDevice=D hPagingQueue->Q\n"
                                 "CreatePagingQueue hDevice=E hPagingQueue->QE\n"
                                 "CreatePagingQueue hDevice=D hPagingQueue->QZ\n"
                                 "CreateAllocation2 hDevice=D hAllocation->X[3]\n"
                                 "CreateAllocation2 hDevice=E hAllocation->Y\n"
                                 "CreateAllocation2 hDevice=D Flags=CreateResource hResource->R0 hAllocation->M0[2]\n"
                                 "CreateAllocation2 hDevice=D Flags=CreateResource hResource->R1 hAllocation->M1\n"
                                 "CreateAllocation2 hDevice=D Flags=CreateResource hResource->R2 hAllocation->M2\n"
                                 "CreateAllocation2 hDevice=E Flags=CreateResource hResource->RY hAllocation->MY\n"
                                 "CreateAllocation2 hDevice=D hAllocation->G\n"
                                 "CreateAllocation2 hDevice=D Flags=CreateResource hResource->RG hAllocation->MG\n"
                                 "DestroyDevice hDevice=Z\n"
                                 "DestroyPagingQueue hPagingQueue=QZ\n"
                                 "DestroyAllocation2 hDevice=D phAllocationList=[G]\n"
                                 "DestroyAllocation2 hDevice=D hResource=RG\n";

#define ALLOCATIONS "X[0] X[1] X[2]"
#define RESOURCES "R0 R1 R2"

static const char offer_text[] = "OfferAllocations hDevice=D HandleList=[" ALLOCATIONS "]\n"
                                 "OfferAllocations hDevice=D pResources=[" RESOURCES "]\n";
static const char reclaim_text[] = "ReclaimAllocations2 hPagingQueue=Q HandleList=[" ALLOCATIONS "]\n"
                                   "ReclaimAllocations2 hPagingQueue=Q pResources=[" RESOURCES "]\n";

/* A suite's texts, parsed. */
struct parts {
  bool ready;
  size_t base_calls;                                             /* of the world */
  struct program fragments[SUITE_MAX_FIELDS][SUITE_MAX_CLASSES]; /* the world, then a call with the class's arguments */
  struct handle_ref valid[2][SUITE_POSITIONS];                   /* allocations, resources */
  struct handle_ref wrong[2][SUITE_MAX_CLASSES];
  struct program undo; /* the world, then the calls */
};

static struct parts all_parts[SUITE_COUNT];

static bool parse(const char *before, const char *text, struct program *ret_program)
{
  struct buffer whole = {NULL, 0, 0, false};
  struct program_set set = {NULL, 0, 0};
  struct text_error error;
  bool good;

  buffer_printf(&whole, "%s%s\n", before, text);
  good = !whole.failed && program_parse(buffer_text(&whole), whole.size, &set, &error);
  if (good)
    good = program_copy(&set.programs[0], ret_program);
  else if (!whole.failed)
    fprintf(stderr, "generated suite: %zu:%zu: %s\n", error.line, error.column, error.message);
  program_set_free(&set);
  buffer_free(&whole);
  return good;
}

static const struct call *last_call(const struct program *program)
{
  return &program->calls[program->call_count - 1];
}

/* The class's text as arguments of the suite's call. */
static bool parse_class(const struct suite *suite, size_t field, const struct suite_class *class,
                        struct program *ret_program)
{
  struct buffer text = {NULL, 0, 0, false};
  const char *rest = class->text;
  bool good;

  buffer_printf(&text, "%s%s", program_ops[suite->op].name, rest[0] == '@' ? "" : " ");
  for (; *rest != '\0'; rest++) {
    if (field == SUITE_LIST && rest[0] == '%') {
      buffer_string(&text, rest[1] == 'a' ? ALLOCATIONS : RESOURCES);
      rest++;
    } else {
      buffer_byte(&text, (uint8_t)*rest);
    }
  }
  good = !text.failed && parse(world_text, buffer_text(&text), ret_program);
  buffer_free(&text);
  return good;
}

static bool parse_handles(const char *items, struct handle_ref *ret_handles)
{
  struct program program;
  char text[128];
  const struct argument *list;
  bool good;

  program_init(&program);
  snprintf(text, sizeof text, "OfferAllocations HandleList=[%s]", items);
  good = parse(world_text, text, &program);
  if (good) {
    list = &last_call(&program)->arguments[OFFER_ARG_HANDLES];
    memcpy(ret_handles, program.handles + list->list.first, list->list.count * sizeof *ret_handles);
  }
  program_free(&program);
  return good;
}

static bool parse_items(const struct suite_field *field, struct parts *parts)
{
  bool good = parse_handles(ALLOCATIONS, parts->valid[0]) && parse_handles(RESOURCES, parts->valid[1]);

  for (size_t i = 1; good && i < field->count; i++) {
    const char *bar = strchr(field->classes[i].text, '|');
    char allocation[64];

    snprintf(allocation, sizeof allocation, "%.*s", (int)(bar - field->classes[i].text), field->classes[i].text);
    good = parse_handles(allocation, &parts->wrong[0][i]) && parse_handles(bar + 1, &parts->wrong[1][i]);
  }
  return good;
}

static bool prepare(const struct suite *suite, struct parts **ret_parts)
{
  struct parts *parts = &all_parts[suite - suites];
  size_t count;
  const struct suite_field *fields = suite_fields(suite, &count);
  bool good = true;

  *ret_parts = parts;
  if (parts->ready)
    return true;
  for (size_t i = SUITE_DEVICE; good && i < count; i++)
    for (size_t k = 0; good && k < fields[i].count; k++) {
      program_init(&parts->fragments[i][k]);
      if (i != SUITE_ITEM)
        good = parse_class(suite, i, &fields[i].classes[k], &parts->fragments[i][k]);
    }
  program_init(&parts->undo);
  good = good && parse_items(&fields[SUITE_ITEM], parts) &&
         parse(world_text, suite->op == OP_OFFER_ALLOCATIONS ? reclaim_text : offer_text, &parts->undo);
  if (good)
    parts->base_calls = parts->undo.call_count - 2;
  parts->ready = good;
  return good;
}

bool suite_world(const struct suite *suite, uint64_t group, struct program *ret_program)
{
  struct suite_choice choice;
  size_t count;
  const struct suite_field *fields = suite_fields(suite, &count);
  uint64_t size = suite_combinations(suite) / suite_groups(suite);
  char text[sizeof offer_text + 64];

  suite_choose(suite, group * size, &choice);
  snprintf(text, sizeof text, "%s%s", suite->op != OP_OFFER_ALLOCATIONS ? offer_text : "",
           fields[SUITE_STATE].classes[choice.classes[SUITE_STATE]].text);
  return parse(world_text, text, ret_program);
}

static bool is_list(const struct suite *suite, uint8_t argument)
{
  return program_ops[suite->op].arguments[argument].kind == ARG_HANDLES;
}

/* The three items, one of them replaced. */
static bool add_items(const struct parts *parts, bool resources, const struct suite_choice *choice,
                      struct program *program, struct argument *list)
{
  for (size_t i = 0; i < SUITE_POSITIONS; i++) {
    size_t class = choice->classes[SUITE_ITEM];
    bool wrong = class > 0 && i == choice->position;

    if (!program_add_handle(program, list, wrong ? parts->wrong[resources][class] : parts->valid[resources][i]))
      return false;
  }
  return true;
}

/* What the class says differs from the defaults goes into the call. */
static void take_class(const struct suite *suite, const struct call *from, struct call *call)
{
  const struct argument_info *rows = program_ops[suite->op].arguments;

  for (uint8_t i = 0; i < program_ops[suite->op].argument_count; i++)
    if (!is_list(suite, i) && !program_argument_is_default(&rows[i], &from->arguments[i]))
      call->arguments[i] = from->arguments[i];
  if (from->place.kind != PLACE_GUARDED)
    call->place = from->place;
}

bool suite_call(const struct suite *suite, uint64_t combination, struct program *ret_program)
{
  struct parts *parts;
  struct suite_choice choice;
  struct call *call;
  size_t count;

  program_clear(ret_program);
  if (!prepare(suite, &parts))
    return false;
  suite_fields(suite, &count);
  suite_choose(suite, combination, &choice);
  call = program_add_call(ret_program, suite->op);
  if (call == NULL)
    return false;
  for (size_t i = SUITE_DEVICE; i < count; i++)
    if (i != SUITE_ITEM)
      take_class(suite, last_call(&parts->fragments[i][choice.classes[i]]), call);
  for (uint8_t i = 0; i < program_ops[suite->op].argument_count; i++) {
    const struct argument *from = &last_call(&parts->fragments[SUITE_LIST][choice.classes[SUITE_LIST]])->arguments[i];

    if (!is_list(suite, i) || from->list.count == 0)
      continue;
    call->arguments[i].place = from->place;
    if (!add_items(parts, program_ops[suite->op].arguments[i].type == OBJECT_RESOURCE, &choice, ret_program,
                   &call->arguments[i]))
      return false;
  }
  return true;
}

/* Appends the calls of `from` that come after the world. */
static bool append_rest(const struct program *from, size_t first, struct program *program)
{
  for (size_t i = first; i < from->call_count; i++) {
    struct call *call = program_add_call(program, (enum program_op)from->calls[i].op);

    if (call == NULL)
      return false;
    *call = from->calls[i];
    for (uint8_t a = 0; a < program_ops[call->op].argument_count; a++) {
      struct argument *list = &call->arguments[a];

      if (program_ops[call->op].arguments[a].kind != ARG_HANDLES || list->list.count == 0)
        continue;
      list->list.first = list->list.count = 0;
      for (uint32_t k = 0; k < from->calls[i].arguments[a].list.count; k++)
        if (!program_add_handle(program, list, from->handles[from->calls[i].arguments[a].list.first + k]))
          return false;
    }
  }
  return true;
}

bool suite_undo(const struct suite *suite, uint64_t combination, struct program *ret_program)
{
  struct parts *parts;

  (void)combination;
  program_clear(ret_program);
  return prepare(suite, &parts) && append_rest(&parts->undo, parts->base_calls, ret_program);
}

bool suite_program(const struct suite *suite, uint64_t combination, struct program *ret_program)
{
  uint64_t size = suite_combinations(suite) / suite_groups(suite);
  struct program call;
  bool good;

  program_init(&call);
  good = suite_world(suite, combination / size, ret_program) && suite_call(suite, combination, &call) &&
         append_rest(&call, 0, ret_program);
  program_free(&call);
  return good;
}
