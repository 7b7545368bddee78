/* The waivers that the run was held against, the stale ones first. */
#include "reports/html.h"
#include "reports/markup.h"

static const enum verdict badges[WAIVER_STATE_COUNT] = {
    [WAIVER_USED] = VERDICT_WAIVED,
    [WAIVER_STALE] = VERDICT_STALE_WAIVER,
    [WAIVER_NOT_PLAYED] = VERDICT_NOT_SUPPORTED,
    [WAIVER_OTHER_TARGET] = VERDICT_NOT_SUPPORTED,
};

static void write_cases(const struct waiver *waiver, struct buffer *html)
{
  for (size_t i = 0; i < waiver->case_count; i++) {
    buffer_string(html, i == 0 ? "" : ", ");
    html_element("code", NULL, waiver->cases[i], html);
  }
}

static void write_what(const struct run_results *results, const struct waiver *waiver, struct buffer *html)
{
  html_element("code", NULL, waiver->deviation, html);
  if (waiver->says != NULL) {
    buffer_string(html, " that says ");
    html_element("code", NULL, waiver->says, html);
  }
  buffer_string(html, "<br><small>in ");
  write_cases(waiver, html);
  buffer_string(html, ", against ");
  for (size_t i = 0; i < waiver->requirement_count; i++) {
    buffer_string(html, i == 0 ? "" : ", ");
    html_requirement(results, waiver->requirements[i]->id, html);
  }
  buffer_string(html, ", on target ");
  html_element("code", NULL, waiver->target, html);
  buffer_string(html, ", versions ");
  html_element("code", NULL, waiver->versions, html);
  buffer_string(html, "</small>");
}

static void write_why(const struct waiver *waiver, struct buffer *html)
{
  markup_text(waiver->reason, html);
  buffer_string(html, "<br><small><a rel=\"noopener noreferrer\" href=\"");
  markup_attribute(waiver->link, html);
  buffer_string(html, "\">");
  markup_text(waiver->link, html);
  buffer_printf(html, "</a>, until %s</small>", waiver->expires);
}

static void write_waiver(const struct run_results *results, const struct waiver *waiver, struct buffer *html)
{
  buffer_string(html, "<tr><td class=\"name\">");
  html_element("code", NULL, waiver->name, html);
  buffer_string(html, "</td><td class=\"wide\">");
  write_what(results, waiver, html);
  buffer_string(html, "</td><td class=\"line\">");
  write_why(waiver, html);
  buffer_string(html, "</td><td class=\"line\">");
  if (waiver->covered > 0) {
    markup_number(waiver->covered, html);
    buffer_string(html, waiver->covered == 1 ? " finding covered" : " findings covered");
  }
  buffer_string(html, waiver->covered > 0 && waiver->remark[0] != '\0' ? "; " : "");
  markup_text(waiver->remark, html);
  buffer_printf(html, "</td><td><b class=\"v %s\">%s</b></td></tr>\n", html_classes[badges[waiver->state]],
                waiver_state_names[waiver->state]);
}

void html_waivers(const struct run_results *results, struct buffer *html)
{
  static const enum waiver_state order[] = {WAIVER_STALE, WAIVER_USED, WAIVER_NOT_PLAYED, WAIVER_OTHER_TARGET};
  const struct waiver_set *set = results->waivers;

  if (set == NULL) {
    buffer_string(html, "<p class=\"none\">None was given: whatever deviates counts.</p>\n");
    return;
  }
  buffer_string(html, "<table class=\"stack\"><thead><tr><th scope=\"col\">Waiver</th><th scope=\"col\">Deviation</th>"
                      "<th scope=\"col\">Reason</th><th scope=\"col\">What came of it</th><th scope=\"col\">State</th>"
                      "</tr></thead><tbody>\n");
  for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
    for (size_t k = 0; k < set->count; k++)
      if (set->waivers[k].state == order[i])
        write_waiver(results, &set->waivers[k], html);
  buffer_string(html, "</tbody></table>\n");
}
