/* Telling one failure from another. */
#include <stdio.h>
#include <string.h>

#include "run/reproduce.h"

#define FRAMES 3u

bool signature_fails(const struct signature *signature)
{
  return signature->verdict >= VERDICT_WARN || signature->report[0] != '\0';
}

bool signature_same(const struct signature *a, const struct signature *b)
{
  if (a->report[0] != '\0' || b->report[0] != '\0')
    return strcmp(a->report, b->report) == 0;
  return a->verdict == b->verdict && strcmp(a->requirement, b->requirement) == 0 && strcmp(a->ending, b->ending) == 0 &&
         a->op == b->op;
}

void signature_describe(const struct signature *signature, char *ret_text, size_t size)
{
  const char *verdict = verdict_names[signature->verdict];
  int length;

  if (signature->report[0] != '\0') {
    snprintf(ret_text, size, "%s", signature->report);
    return;
  }
  if (signature->requirement[0] != '\0')
    length = snprintf(ret_text, size, "%s %s", signature->requirement, verdict);
  else
    length = snprintf(ret_text, size, "%s", verdict);
  if (signature->ending[0] != '\0' && length > 0 && (size_t)length < size)
    snprintf(ret_text + length, size - (size_t)length, ", %s%s%s", signature->ending,
             signature->op != OP_COUNT ? " in " : "", signature->op != OP_COUNT ? program_ops[signature->op].name : "");
}

/* ---- what a sanitizer wrote ---- */

/* A string with room for so much; what does not fit is left out. */
struct text {
  char *data;
  size_t size, used;
};

/* Bytes that a terminal or a text would trip over become '?'. */
static void append(struct text *text, const char *from, size_t length)
{
  for (size_t i = 0; i < length && text->used + 1 < text->size; i++)
    text->data[text->used++] = (char)(from[i] >= ' ' && from[i] <= '~' ? from[i] : '?');
  text->data[text->used] = '\0';
}

static bool starts_with(const char *text, const char *prefix)
{
  return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Words from here on, up to what differs from run to run: addresses, sizes, process numbers. */
static size_t kind_length(const char *text)
{
  size_t length = 0;

  while (text[length] != '\0' && text[length] != '\n' && text[length] != '(' && text[length] != ':' &&
         (text[length] < '0' || text[length] > '9') && !starts_with(text + length, " on address") &&
         !starts_with(text + length, " on unknown") && !starts_with(text + length, ", "))
    length++;
  while (length > 0 && text[length - 1] == ' ')
    length--;
  return length > 3 && strncmp(text + length - 3, " on", 3) == 0 ? length - 3 : length;
}

/* "==1==ERROR: AddressSanitizer: heap-use-after-free on address ..." */
static const char *take_sanitizer(const char *output, struct text *report)
{
  static const char mark[] = "Sanitizer: ";
  static const char *const levels[] = {"ERROR: ", "WARNING: "};

  for (const char *found = strstr(output, mark); found != NULL; found = strstr(found + 1, mark)) {
    const char *name = found, *kind = found + strlen(mark);

    while (name > output && name[-1] > ' ')
      name--;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
      const size_t length = strlen(levels[i]);

      if ((size_t)(name - output) < length || strncmp(name - length, levels[i], length) != 0)
        continue;
      append(report, name, (size_t)(kind - name) - strlen(": "));
      append(report, " ", 1);
      append(report, kind, kind_length(kind));
      return kind;
    }
  }
  return NULL;
}

/* "vidmm.c:12:3: runtime error: signed integer overflow: ..." */
static const char *take_runtime_error(const char *output, struct text *report)
{
  static const char mark[] = ": runtime error: ";
  const char *found = strstr(output, mark), *place = found, *kind;

  if (found == NULL)
    return NULL;
  while (place > output && place[-1] > ' ')
    place--;
  kind = found + strlen(mark);
  append(report, "runtime error: ", strlen("runtime error: "));
  append(report, kind, kind_length(kind));
  append(report, " at ", 4);
  append(report, place, (size_t)(found - place));
  return kind;
}

/* Whether a frame is the sanitizer's own: what stands in for a library function, or makes the report. */
static bool is_own_frame(const char *function, const char *end)
{
  static const char *const prefixes[] = {"__interceptor_", "___interceptor_", "__asan", "__ubsan",
                                         "__msan",         "__tsan",          "__lsan", "__sanitizer"};
  static const char *const folders[] = {"libsanitizer", "compiler-rt"};

  for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
    if (starts_with(function, prefixes[i]))
      return true;
  for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
    const char *found = strstr(function, folders[i]);

    if (found != NULL && found < end)
      return true;
  }
  return false;
}

/* A frame's function; without its name, the module and the place in it: "(/usr/lib/x.so+0x12)" is "x.so+0x12". */
static size_t name_frame(const char *frame, const char *end, const char **ret_name)
{
  static const char in[] = " in ";
  const char *name = strstr(frame, in), *last;

  if (name != NULL && name < end) {
    *ret_name = name + strlen(in);
    return strcspn(*ret_name, " \n(");
  }
  name = strchr(frame, '(');
  if (name == NULL || name >= end)
    return 0;
  for (last = ++name; *last != ')' && last < end; last++)
    if (*last == '/' || *last == '\\')
      name = last + 1;
  *ret_name = name;
  return (size_t)(last - name);
}

/*
 * "    #0 0x4f2a in mock_offer harness/mock/offer.c:12:3", of the first stack
 * alone. What is above a frame of the sanitizer's is the C library's way to do
 * things on this processor.
 */
static void take_frames(const char *output, struct text *report)
{
  const char *line = strstr(output, "    #0 ");
  const size_t before = report->used;
  unsigned taken = 0;

  for (unsigned number = 0; line != NULL && taken < FRAMES; number++) {
    const char *name = NULL, *end = line + strcspn(line, "\n");
    char mark[16];
    size_t length;

    snprintf(mark, sizeof mark, "#%u ", number);
    line += strspn(line, " ");
    if (!starts_with(line, mark))
      return;
    length = name_frame(line, end, &name);
    if (length > 0 && is_own_frame(name, end)) {
      report->data[report->used = before] = '\0';
      taken = 0;
    } else if (length > 0) {
      append(report, taken == 0 ? " in " : ", ", taken == 0 ? 4 : 2);
      append(report, name, length);
      taken++;
    }
    line = *end == '\n' ? end + 1 : NULL;
  }
}

bool sanitizer_report(const char *output, char *ret_report, size_t size)
{
  struct text report = {ret_report, size, 0};
  const char *rest;

  ret_report[0] = '\0';
  rest = take_sanitizer(output, &report);
  if (rest == NULL)
    rest = take_runtime_error(output, &report);
  if (rest != NULL)
    take_frames(rest, &report);
  return rest != NULL;
}
