/* The file around the calls. */
#include "program/emit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "abi/status_names.h"
#include "program/emit_parts.h"
#include "program/text.h"

#define COMMENT_MAX 240u /* bytes of a call's text */

const char *const emit_source_names[EMIT_SOURCE_COUNT] = {
    "abi/types.h", "abi/enums.h",    "abi/adapters.h", "abi/allocations.h",        "abi/devices.h",
    "abi/offer.h", "abi/statuses.h", "abi/control.h",  "program/emit_helpers.c.in"};

/* ---- facts ---- */

bool emit_facts_init(struct emit_facts *facts, size_t call_count)
{
  memset(facts, 0, sizeof *facts);
  facts->call_count = call_count;
  facts->calls = calloc(call_count + 1, sizeof *facts->calls);
  return facts->calls != NULL;
}

void emit_facts_free(struct emit_facts *facts)
{
  for (size_t i = 0; facts->calls != NULL && i <= facts->call_count; i++) {
    struct emit_call *call = &facts->calls[i];

    for (size_t k = 0; k < call->fault_count; k++)
      free(call->faults[k].message);
    free(call->faults);
    free(call->contents);
  }
  free(facts->calls);
  buffer_free(&facts->about);
  memset(facts, 0, sizeof *facts);
}

bool emit_add_fault(struct emit_call *call, const struct emit_fault *fault, const char *message)
{
  struct emit_fault *grown = realloc(call->faults, (call->fault_count + 1) * sizeof *grown);

  if (grown == NULL)
    return false;
  call->faults = grown;
  grown[call->fault_count] = *fault;
  grown[call->fault_count].message = buffer_copy_string(message);
  if (grown[call->fault_count].message == NULL)
    return false;
  call->fault_count++;
  return true;
}

bool emit_add_content(struct emit_call *call, struct emit_content content)
{
  struct emit_content *grown = realloc(call->contents, (call->content_count + 1) * sizeof *grown);

  if (grown == NULL)
    return false;
  call->contents = grown;
  grown[call->content_count++] = content;
  return true;
}

/* ---- the body ---- */

static bool has_fault(const struct emit_facts *facts, enum emit_fault_kind kind)
{
  for (size_t i = 0; i <= facts->call_count; i++)
    if (emit_find_fault(&facts->calls[i], kind) != NULL)
      return true;
  return false;
}

static void find_faults(struct emitter *emitter)
{
  const struct emit_facts *facts = emitter->facts;

  emitter->first_fault = SIZE_MAX;
  for (size_t i = facts->call_count + 1; i-- > 0;)
    if (facts->calls[i].fault_count > 0)
      emitter->first_fault = i;
  emitter->teardown = facts->calls[facts->call_count].fault_count > 0;
  emitter->fence = has_fault(facts, EMIT_FENCE);
  emitter->reads = has_fault(facts, EMIT_READS);
}

static void emit_heading(struct emitter *emitter, size_t index)
{
  struct buffer text = {NULL, 0, 0, false};

  program_format_call(emitter->program, &emitter->program->calls[index], &text);
  if (text.size > COMMENT_MAX) {
    text.size = COMMENT_MAX;
    buffer_string(&text, " ...");
    text.data[text.size] = '\0';
  }
  buffer_printf(emitter->text, "\n  /* %zu: ", index + 1);
  emit_comment(buffer_text(&text), emitter->text);
  buffer_string(emitter->text, " */\n");
  emitter->failed = emitter->failed || text.failed;
  buffer_free(&text);
}

static bool has_call(const struct emitter *emitter, uint8_t op)
{
  for (size_t i = 0; i < emitter->program->call_count && emitter->facts->calls[i].played; i++)
    if (emitter->program->calls[i].op == op)
      return true;
  return false;
}

/* What the program leaves is destroyed, and then counted. */
static void emit_teardown(struct emitter *emitter)
{
  const struct emit_call *came = &emitter->facts->calls[emitter->facts->call_count];
  bool counted = emit_find_fault(came, EMIT_LEAK) != NULL || emit_find_fault(came, EMIT_READS) != NULL;

  if (!emitter->teardown)
    return;
  buffer_string(emitter->text, "\n  /* All that is left is destroyed. */\n  {\n");
  if (counted)
    buffer_string(emitter->text, "    uint64_t statistics[6] = {0};\n\n");
  if (has_call(emitter, OP_FAIL_ALLOCATION))
    buffer_string(emitter->text, "    control(0, MOCK_CONTROL_FAIL_ALLOCATION, 0, NULL);\n");
  buffer_string(emitter->text, "    destroy_all();\n");
  if (has_call(emitter, OP_PROCESS))
    buffer_string(emitter->text, "    control(0, MOCK_CONTROL_SET_PROCESS, 0, NULL);\n");
  if (counted)
    buffer_string(emitter->text, "    status = control(0, MOCK_CONTROL_STATISTICS, 0, statistics);\n"
                                 "    returned(\"D3DKMTEscape\", status, NULL);\n");
  emit_statistics_faults(emitter, came);
  buffer_string(emitter->text, "  }\n");
}

static void emit_calls(struct emitter *emitter)
{
  for (size_t i = 0; i < emitter->program->call_count && emitter->facts->calls[i].played; i++) {
    uint8_t op = emitter->program->calls[i].op;

    emit_heading(emitter, i);
    buffer_string(emitter->text, "  {\n");
    if (program_ops[op].entry != ABI_NO_ENTRY)
      emit_interface_call(emitter, i);
    else
      emit_harness(emitter, i);
    buffer_string(emitter->text, "  }\n");
  }
  emit_teardown(emitter);
}

static void emit_end(struct emitter *emitter)
{
  const struct buffer *body = emitter->text;
  bool watched = emitter->first_fault == SIZE_MAX;

  if (!emit_has_word(buffer_text(body), body->size, "fault_if"))
    buffer_printf(emitter->text, "\n  puts(\"%s\");\n  return 0;\n",
                  watched ? "no fault: there is no offer and no reclaim to look at" : "fault gone");
  else
    buffer_printf(emitter->text, "\n  puts(faults > 0 ? \"%s\" : \"%s\");\n  return faults > 0 ? 1 : 0;\n",
                  watched ? "a call returned what it may not" : "fault still there",
                  watched ? "no fault: every offer and reclaim returned what it may" : "fault gone");
}

/* ---- the file ---- */

static void write_title(const struct emitter *emitter, struct buffer *text)
{
  const char *about = buffer_text(&emitter->facts->about);
  const char *library = emitter->facts->library != NULL ? emitter->facts->library : "./libd3dkmt-mock.so";
  bool watched = emitter->first_fault == SIZE_MAX;

  buffer_string(text, "/*\n");
  while (*about != '\0') {
    size_t length = strcspn(about, "\n");

    buffer_printf(text, " *%s%.*s\n", length > 0 ? " " : "", (int)length, about);
    about += length + (about[length] == '\n');
  }
  buffer_string(text, " *\n *   cc -o repro repro.c ");
  emit_comment(library, text);
  buffer_printf(text,
                "\n"
                " *   cc -o repro repro.c libdxcore.so\n"
                " *   x86_64-w64-mingw32-gcc -o repro.exe repro.c -lgdi32\n"
                " *\n"
                " * It ends with 1 when %s, with 0 when %s, with 2 when a\n"
                " * call that leads there fails; where the fault is a crash, it dies of it.\n"
                " */\n",
                watched ? "an offer or a reclaim returns what it may not" : "the fault is still there",
                watched ? "none does" : "it is gone");
}

static void write_includes(const struct declarations *declarations, bool alarm, struct buffer *text)
{
  bool maps = declarations_mention(declarations, "mmap");

  if (maps || alarm)
    buffer_string(text, "#define _DEFAULT_SOURCE\n");
  buffer_string(text, "#include <stddef.h>\n#include <stdint.h>\n#include <stdio.h>\n#include <stdlib.h>\n"
                      "#include <string.h>\n");
  buffer_string(text, "\n#ifdef _WIN32\n#define WIN32_LEAN_AND_MEAN\n#define WIN32_NO_STATUS\n#include <windows.h>\n"
                      "#else\n");
  if (maps)
    buffer_string(text, "#include <sys/mman.h>\n");
  if (alarm)
    buffer_string(text, "#include <unistd.h>\n");
  if (declarations_mention(declarations, "wchar_t"))
    buffer_string(text, "#include <wchar.h>\n");
  declarations_write(declarations, true, text);
  buffer_string(text, "#endif\n");
}

/* Every entry point, for the declarations to pick from. */
static void write_prototypes(struct buffer *text)
{
  for (unsigned i = 0; i < ABI_ENTRY_COUNT; i++)
    buffer_printf(text, "NTSTATUS APIENTRY %s(%s%s *);\n", abi_entries[i].name, abi_entries[i].is_const ? "const " : "",
                  abi_entries[i].structure);
}

static void add_status(NTSTATUS status, struct buffer *text)
{
  const char *name = abi_status_name(status);

  if (name != NULL && !emit_has_word(buffer_text(text), text->size, name))
    buffer_printf(text, "      {%s, \"%s\"},\n", name, name);
}

/* The documented statuses, and those that came or may come. */
static void write_status_names(const struct emit_facts *facts, struct buffer *text)
{
  buffer_string(text, "static const char *status_name(NTSTATUS status)\n{\n"
                      "  static const struct {\n    NTSTATUS status;\n    const char *name;\n  } names[] = {\n");
  add_status(STATUS_SUCCESS, text);
  add_status(STATUS_INVALID_PARAMETER, text);
  add_status(STATUS_DEVICE_REMOVED, text);
  for (size_t i = 0; i < facts->call_count; i++) {
    add_status(facts->calls[i].status, text);
    for (size_t k = 0; k < facts->calls[i].allowed_count; k++)
      add_status(facts->calls[i].allowed[k], text);
  }
  buffer_string(text, "  };\n\n  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)\n"
                      "    if (names[i].status == status)\n      return names[i].name;\n  return \"\";\n}\n");
}

static void write_main(const struct emitter *emitter, bool alarm, struct buffer *text)
{
  const struct buffer *body = emitter->text;

  buffer_string(text, "\nint main(void)\n{\n");
  emit_declare_variables(emitter, text);
  if (emit_has_word(buffer_text(body), body->size, "status"))
    buffer_string(text, "  NTSTATUS status;\n");
  if (emitter->fence)
    buffer_string(text, "  UINT64 fence = 0;\n");
  if (emitter->reads)
    buffer_string(text, "  uint64_t bytes_read = 0;\n");
  for (size_t i = 0; i < emitter->intact_count; i++)
    buffer_printf(text, "  int intact_%zu = 0;\n", i + 1);
  if (alarm)
    buffer_printf(text, "\n#ifndef _WIN32\n  alarm(%u); /* a call does not return */\n#endif\n",
                  emitter->facts->timeout_seconds);
  if (emit_has_word(buffer_text(body), body->size, "control"))
    buffer_string(text, "\n  need_mock();\n");
  buffer_append(text, buffer_text(body), body->size);
  buffer_string(text, "}\n");
}

static bool has_timeout(const struct emit_facts *facts)
{
  for (size_t i = 0; i <= facts->call_count; i++)
    if (facts->calls[i].outcome == RECORD_TIMEOUT)
      return true;
  return false;
}

/* The calls are written twice: what they refer to has to be known before the variables can have names. */
static void write_file(struct emitter *emitter, struct declarations *declarations, struct buffer *ret_text)
{
  struct buffer body = {NULL, 0, 0, false}, text = {NULL, 0, 0, false};
  bool alarm = has_timeout(emitter->facts);

  emitter->text = &body;
  if (!emit_find_variables(emitter))
    goto out;
  for (unsigned pass = 0; pass < 2; pass++) {
    emitter->heap_used = 0;
    buffer_clear(&body);
    buffer_clear(&text);
    emit_calls(emitter);
    emit_end(emitter);
    write_main(emitter, alarm, &text);
    declarations_use(declarations, buffer_text(&text), text.size);
    if (pass == 0)
      emit_name_variables(emitter, declarations);
  }
  write_title(emitter, ret_text);
  write_includes(declarations, alarm, ret_text);
  declarations_write(declarations, false, ret_text);
  buffer_append(ret_text, buffer_text(&text), text.size);
out:
  emitter->failed = emitter->failed || body.failed || text.failed;
  emitter->text = NULL;
  buffer_free(&body);
  buffer_free(&text);
}

void program_emit(const struct program *program, const struct emit_facts *facts,
                  const char *const sources[EMIT_SOURCE_COUNT], struct buffer *ret_text)
{
  struct emitter emitter = {.program = program, .facts = facts};
  struct declarations declarations = {NULL, 0, 0, false};
  struct buffer prototypes = {NULL, 0, 0, false}, names = {NULL, 0, 0, false};

  find_faults(&emitter);
  emit_find_intacts(&emitter);
  write_prototypes(&prototypes);
  write_status_names(facts, &names);
  for (size_t i = 0; i < EMIT_SOURCE_COUNT; i++) {
    if (i + 1 == EMIT_SOURCE_COUNT) {
      declarations_add(&declarations, buffer_text(&prototypes), false);
      declarations_add(&declarations, buffer_text(&names), false);
    }
    declarations_add(&declarations, sources[i], i + 1 == EMIT_SOURCE_COUNT);
  }
  write_file(&emitter, &declarations, ret_text);
  ret_text->failed = ret_text->failed || emitter.failed || declarations.failed || prototypes.failed || names.failed;
  free(emitter.variables);
  declarations_free(&declarations);
  buffer_free(&prototypes);
  buffer_free(&names);
}
