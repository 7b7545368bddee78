#include "certify/results.h"

#include <stdlib.h>

#include "certify/deviations.h"
#include "certify/facts.h"

static void free_strings(char **strings, size_t count)
{
  for (size_t i = 0; i < count; i++)
    free(strings[i]);
  free(strings);
}

static void free_findings(struct finding *findings, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    free(findings[i].requirement);
    free(findings[i].message);
  }
  free(findings);
}

static void free_calls(struct call_result *calls, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    free(calls[i].text);
    free(calls[i].decoded);
    free(calls[i].outcome);
    free(calls[i].allowed);
    free_findings(calls[i].findings, calls[i].finding_count);
  }
  free(calls);
}

void case_result_free(struct case_result *result)
{
  free(result->name);
  free(result->property);
  free_strings(result->requirements, result->requirement_count);
  free(result->reason);
  free(result->output);
  free_calls(result->calls, result->call_count);
  free_findings(result->findings, result->finding_count);
}

static void free_cases(struct case_result *cases, size_t count)
{
  for (size_t i = 0; i < count; i++)
    case_result_free(&cases[i]);
  free(cases);
}

static void free_suites(struct suite_result *suites, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    free(suites[i].name);
    free(suites[i].property);
    free_strings(suites[i].requirements, suites[i].requirement_count);
    free(suites[i].parameters);
    free(suites[i].reason);
  }
  free(suites);
}

static void free_observations(struct observation *observations, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    free(observations[i].requirement);
    free(observations[i].situation);
    for (size_t j = 0; j < observations[i].behaviour_count; j++)
      free(observations[i].behaviours[j].outcome);
    free(observations[i].behaviours);
  }
  free(observations);
}

void run_results_free(struct run_results *results)
{
  deviations_free(results);
  fuzzing_free(results->fuzzing);
  waivers_free(results->waivers);
  run_facts_free(&results->facts);
  free(results->times.started);
  free(results->times.finished);
  free(results->incomplete);
  free(results->requirements);
  free_cases(results->cases, results->case_count);
  free_suites(results->suites, results->suite_count);
  free_observations(results->observations, results->observation_count);
  free(results->entries);
  requirement_set_free(&results->requirement_set);
  *results = (struct run_results){0};
}
