/* Filling the page's template, and what its parts share. */
#include "reports/html.h"

#include <inttypes.h>
#include <string.h>

#include "embedded.h"
#include "reports/markup.h"
#include "reports/reports.h"

#define TEMPLATE "reports/report.html.in"

const char *const html_classes[VERDICT_COUNT] = {
    [VERDICT_NOT_SUPPORTED] = "unsupported",
    [VERDICT_PASS] = "pass",
    [VERDICT_NOTED] = "noted",
    [VERDICT_WAIVED] = "waived",
    [VERDICT_WARN] = "warn",
    [VERDICT_BROKEN] = "broken",
    [VERDICT_STALE_WAIVER] = "stale",
    [VERDICT_TIMEOUT] = "timeout",
    [VERDICT_CRASH] = "crash",
    [VERDICT_FAIL] = "fail",
};

static html_part write_style, write_script;

static const struct {
  const char *marker;
  html_part *write;
} parts[] = {
    {"{{title}}", html_title},
    {"{{style}}", write_style},
    {"{{script}}", write_script},
    {"{{tone}}", html_tone},
    {"{{headline}}", html_headline},
    {"{{wrong}}", html_wrong},
    {"{{requirements}}", html_requirements},
    {"{{suites}}", html_suites},
    {"{{cases}}", html_cases},
    {"{{behaviour}}", html_behaviour},
    {"{{waivers}}", html_waivers},
    {"{{fuzzing}}", html_fuzzing},
    {"{{entries}}", html_entries},
    {"{{facts}}", html_facts},
    {"{{legend}}", html_legend},
};

void html_badge(enum verdict verdict, struct buffer *html)
{
  buffer_printf(html, "<b class=\"v %s\">%s</b>", html_classes[verdict], verdict_names[verdict]);
}

void html_element(const char *element, const char *class_name, const char *text, struct buffer *html)
{
  if (class_name == NULL)
    buffer_printf(html, "<%s>", element);
  else
    buffer_printf(html, "<%s class=\"%s\">", element, class_name);
  markup_text(text, html);
  buffer_printf(html, "</%s>", element);
}

void html_tally(const uint64_t verdicts[VERDICT_COUNT], struct buffer *html)
{
  buffer_string(html, "<ul class=\"tally\">");
  for (int verdict = VERDICT_COUNT - 1; verdict >= 0; verdict--) {
    if (verdicts[verdict] == 0)
      continue;
    buffer_string(html, "<li><b>");
    markup_number(verdicts[verdict], html);
    buffer_string(html, "</b> ");
    html_badge((enum verdict)verdict, html);
    buffer_string(html, "</li>");
  }
  buffer_string(html, "</ul>\n");
}

void html_requirement(const struct run_results *results, const char *id, struct buffer *html)
{
  const struct requirement *requirement = requirement_find(&results->requirement_set, id);
  if (requirement == NULL) {
    html_element("code", NULL, id, html);
    return;
  }
  buffer_string(html, "<a href=\"#");
  markup_attribute(id, html);
  buffer_string(html, "\">");
  html_element("code", NULL, id, html);
  buffer_string(html, "</a>");
}

void html_requirement_list(const struct run_results *results, char *const *ids, size_t count, struct buffer *html)
{
  for (size_t i = 0; i < count; i++) {
    buffer_string(html, i == 0 ? "" : ", ");
    html_requirement(results, ids[i], html);
  }
}

/* An id has no blanks; names of cases have none either, but what a target can say of itself has. */
void html_case_id(const struct case_result *result, struct buffer *html)
{
  struct buffer name = {0};

  buffer_printf(&name, "case-%s", result->name);
  for (size_t i = 0; i < name.size; i++)
    if (strchr(" \t\r\n\f", name.data[i]) != NULL)
      name.data[i] = '_';
  markup_attribute(buffer_text(&name), html);
  html->failed = html->failed || name.failed;
  buffer_free(&name);
}

void html_finding(const struct run_results *results, const struct finding *finding, struct buffer *html)
{
  buffer_string(html, "<p>");
  html_badge(finding->verdict, html);
  buffer_byte(html, ' ');
  if (finding->requirement[0] != '\0') {
    html_requirement(results, finding->requirement, html);
    buffer_string(html, ": ");
  }
  markup_text(finding->message, html);
  buffer_string(html, "</p>");
}

/* NULL: it was not built in. */
static const struct embedded_file *find_file(const char *name)
{
  for (size_t i = 0; i < embedded_file_count; i++) {
    if (strcmp(embedded_files[i].name, name) == 0)
      return &embedded_files[i];
  }
  return NULL;
}

static void write_file(const char *name, struct buffer *html)
{
  const struct embedded_file *file = find_file(name);

  html->failed = html->failed || file == NULL;
  if (file != NULL)
    buffer_append(html, file->data, file->size);
}

static void write_style(const struct run_results *results, struct buffer *html)
{
  (void)results;
  write_file("reports/report.css", html);
}

static void write_script(const struct run_results *results, struct buffer *html)
{
  (void)results;
  write_file("reports/report.js", html);
}

static html_part *find_part(const char *text, size_t size, size_t *ret_size)
{
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    size_t length = strlen(parts[i].marker);
    if (length <= size && memcmp(parts[i].marker, text, length) == 0) {
      *ret_size = length;
      return parts[i].write;
    }
  }
  return NULL;
}

/* Markers are looked for in the template alone: one that stands in the results is text like any other. */
void report_html(const struct run_results *results, struct buffer *ret_text)
{
  const struct embedded_file *page = find_file(TEMPLATE);
  if (page == NULL) {
    ret_text->failed = true;
    return;
  }
  const char *text = (const char *)page->data;
  const char *end = text + page->size;
  const char *unwritten = text;
  while ((text = memchr(text, '{', (size_t)(end - text))) != NULL) {
    size_t size = 1;
    html_part *write = find_part(text, (size_t)(end - text), &size);
    if (write != NULL) {
      buffer_append(ret_text, unwritten, (size_t)(text - unwritten));
      write(results, ret_text);
      unwritten = text + size;
    }
    text += size;
  }
  buffer_append(ret_text, unwritten, (size_t)(end - unwritten));
}
