/*
 * What an interrupted run left in a bundle's folder, and how to go on with it.
 */
#ifndef OFFERCHECK_CLI_BUNDLE_JOURNAL_H
#define OFFERCHECK_CLI_BUNDLE_JOURNAL_H

#include "cli/bundle.h"

/*
 * Looks for a journal in a folder that was taken: the transcript of a run that
 * was killed or, to be gone on with, that of the bundle that is there. If it is
 * gone on with, the bundle's transcript is opened behind its last whole block.
 * Returns EXIT_CLEAN, or another status after a complaint.
 */
int bundle_look_for_journal(const char *folder, enum bundle_left left, struct bundle *bundle);

/* Reads a whole file of a bundle. Returns 0, or errno: EFBIG if it is larger than any of them may be. */
int read_bundle_file(const char *folder, const char *name, struct buffer *ret_content);

#endif
