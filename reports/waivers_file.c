/* waivers.txt: the file of waivers as it was given. */
#include "reports/reports.h"

void report_waivers(const struct run_results *results, struct buffer *ret_text)
{
  if (results->waivers != NULL)
    buffer_append(ret_text, results->waivers->text, results->waivers->size);
}
