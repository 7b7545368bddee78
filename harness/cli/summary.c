#include "cli/summary.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/system.h"
#include "reports/reports.h"

/* See no-color.org: whatever the variable holds, unless it is empty. */
bool wants_color(void)
{
  const char *no_color = getenv("NO_COLOR");

  return system_is_terminal(stdout) && (no_color == NULL || no_color[0] == '\0');
}

bool print_summary(const struct run_results *results, const char *out)
{
  struct buffer summary = {NULL, 0, 0, false};

  report_summary(results, wants_color(), &summary);
  if (out != NULL) {
    buffer_string(&summary, "The report is ");
    clean_text(out, &summary);
    buffer_string(&summary, "/report.html\n");
  }
  fputs(buffer_text(&summary), stdout);
  buffer_free(&summary);
  return flush_output();
}
