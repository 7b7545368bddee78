/*
 * The parts of report.html: each writes what stands at one marker of
 * report.html.in. Everything from the results is escaped, also what the
 * project itself wrote.
 */
#ifndef OFFERCHECK_REPORTS_HTML_H
#define OFFERCHECK_REPORTS_HTML_H

#include <stddef.h>
#include <stdint.h>

#include "certify/results.h"
#include "program/buffer.h"

typedef void html_part(const struct run_results *results, struct buffer *html);

html_part html_title;
html_part html_tone;
html_part html_headline;
html_part html_wrong;
html_part html_requirements;
html_part html_suites;
html_part html_cases;
html_part html_behaviour;
html_part html_waivers;
html_part html_fuzzing;
html_part html_entries;
html_part html_facts;
html_part html_legend;

/* The style's class for a verdict, "fail". */
extern const char *const html_classes[VERDICT_COUNT];

void html_badge(enum verdict verdict, struct buffer *html);

/* <element class="...">escaped text</element>; no class when it is NULL. */
void html_element(const char *element, const char *class_name, const char *text, struct buffer *html);

/* "12 PASS, 1 FAIL" as badges, heaviest first, of what is not 0. */
void html_tally(const uint64_t verdicts[VERDICT_COUNT], struct buffer *html);

/* A requirement's id, as a link to its row if it is in the set. */
void html_requirement(const struct run_results *results, const char *id, struct buffer *html);
void html_requirement_list(const struct run_results *results, char *const *ids, size_t count, struct buffer *html);

/* "case-NAME", by which a link leads to the case in any run's page, for inside quotes. */
void html_case_id(const struct case_result *result, struct buffer *html);

/* What a finding says, with its verdict and the requirement that it is about. */
void html_finding(const struct run_results *results, const struct finding *finding, struct buffer *html);

#endif
