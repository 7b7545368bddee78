/*
 * Judging what was recorded again, by the profile that its facts name.
 */
#ifndef OFFERCHECK_CLI_JUDGE_AGAIN_H
#define OFFERCHECK_CLI_JUDGE_AGAIN_H

#include "certify/certify.h"

/* Fills in the results that the options name. False: ret_error says why; with line 0 the harness could not do it. */
typedef bool (*again_deriver)(void *context, const struct certify_options *options, struct text_error *ret_error);

/*
 * The results hold the requirements and the facts of the run, and what of it
 * is left to the transcript. Returns EXIT_CLEAN; EXIT_FAILED: ret_error says
 * what is wrong; EXIT_UNABLE after a complaint.
 */
int judge_again(const struct program_set *cases, struct run_results *results, again_deriver derive, void *context,
                struct text_error *ret_error);

#endif
