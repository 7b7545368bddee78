/*
 * Inside results.sarif: what sarif.c and sarif_results.c share.
 */
#ifndef OFFERCHECK_REPORTS_SARIF_PARTS_H
#define OFFERCHECK_REPORTS_SARIF_PARTS_H

#include <stddef.h>

#include "certify/results.h"
#include "reports/json.h"

/* The id of the rule for what is of no single requirement; it stands behind those of the requirements. */
#define SARIF_OTHER_RULE "OFFERCHECK"

#define SARIF_NAME_MAX 300u /* characters of a case's or rule's name */

/*
 * A "text" object under a key. Nothing in it acts: what a reader would obey is
 * spelled out, and neither a link nor a placeholder of SARIF is left.
 */
void sarif_text(struct json *json, const char *key, const char *text);

/* A string in which what a reader would obey is spelled out, and what lies beyond `most` characters is cut off. */
void sarif_string(struct json *json, const char *key, const char *text, size_t most);

/* The list of results, errors first; the count of those that found no room in it. */
size_t sarif_results(struct json *json, const struct run_results *results);

#endif
