/*
 * The report writers: each turns what a run found into one file's text.
 *
 * A writer reads the results, appends to its buffer and does nothing else; the
 * caller writes the files. Exhaustion shows in ret_text->failed. The same
 * results give the same bytes, and only report_times looks at the times.
 * Whatever a target can name is escaped for the form it is written to.
 */
#ifndef OFFERCHECK_REPORTS_REPORTS_H
#define OFFERCHECK_REPORTS_REPORTS_H

#include <stdbool.h>
#include <stddef.h>

#include "certify/results.h"
#include "program/buffer.h"

/* results.json, as results.schema.json describes it: everything but the times. */
void report_json(const struct run_results *results, struct buffer *ret_text);

/* times.json: the one file in which two equal runs differ. */
void report_times(const struct run_results *results, struct buffer *ret_text);

/* junit.xml: a testsuite for each group of requirements and for each generated suite. */
void report_junit(const struct run_results *results, struct buffer *ret_text);

/* results.sarif: SARIF 2.1.0 as GitHub reads it, a result for each finding that speaks against the target. */
void report_sarif(const struct run_results *results, struct buffer *ret_text);

/* fuzzing.json, as fuzzing.schema.json describes it; nothing where there was no fuzzing. */
void report_fuzzing(const struct run_results *results, struct buffer *ret_text);
void fuzzing_write(const struct fuzzing *fuzzing, struct buffer *ret_text);

/* waivers.txt: the file of waivers, byte for byte; nothing where there was none. */
void report_waivers(const struct run_results *results, struct buffer *ret_text);

/*
 * A file of waivers for all that failed and was not waived, but for what a run
 * cannot know: reasons, links and dates hold places, and the file is refused
 * until they are filled in. Returns how many there are.
 */
size_t report_proposed_waivers(const struct run_results *results, struct buffer *ret_text);

/* report.html: one page that needs neither network nor JavaScript. */
void report_html(const struct run_results *results, struct buffer *ret_text);

/* For the terminal: no line above 80 columns; without color, plain ASCII. */
void report_summary(const struct run_results *results, bool color, struct buffer *ret_text);

#endif
