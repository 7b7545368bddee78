/* merge: the bundles of all shards of a run become the bundle of the run. */
#include "certify/merge.h"

#include <string.h>

#include "cli/bundle.h"
#include "cli/bundle_journal.h"
#include "cli/command.h"
#include "cli/judge_again.h"
#include "cli/merge_pieces.h"
#include "cli/merge_times.h"
#include "cli/session.h"
#include "cli/summary.h"
#include "cli/system.h"
#include "cli/waivers.h"
#include "run/contract.h"

struct merging {
  struct merge merge;
  struct pieces pieces;
  struct bundle bundle;
};

static int check_out(const char *out, char *const *folders, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (system_is_same(out, folders[i])) {
      complain("%s: the merged bundle would take the place of a shard; choose another folder", out);
      return EXIT_USAGE;
    }
  return EXIT_CLEAN;
}

static bool derive(void *context, const struct certify_options *options, struct text_error *ret_error)
{
  struct merging *merging = context;
  struct certify_options with_transcript = *options;
  uint32_t shard = 0;

  with_transcript.transcript = merging->bundle.transcript;
  if (merge_derive(&merging->merge, &with_transcript, &shard, ret_error))
    return true;
  if (shard > 0)
    complain("%s/%s: line %zu, byte %zu: %s", merging->pieces.checks[merging->pieces.owners[shard - 1]].folder,
             BUNDLE_TRANSCRIPT, ret_error->line, ret_error->column, ret_error->message);
  return false;
}

/* What a bundle holds beside the run: the first that has it stands for all. */
static int take_others(struct merging *merging, struct run_results *results)
{
  struct pieces *pieces = &merging->pieces;
  const struct bundle_check *source = NULL;
  struct buffer first = {NULL, 0, 0, false}, text = {NULL, 0, 0, false};
  struct text_error error = {0, 0, "out of memory"};
  int status = EXIT_CLEAN;

  for (size_t i = 0; i < pieces->count && status == EXIT_CLEAN; i++) {
    if (pieces->checks[i].results.fuzzing == NULL)
      continue;
    buffer_clear(&text);
    if (read_bundle_file(pieces->checks[i].folder, BUNDLE_FUZZING, source == NULL ? &first : &text) != 0) {
      complain("%s/%s: it cannot be read", pieces->checks[i].folder, BUNDLE_FUZZING);
      status = EXIT_UNABLE;
    } else if (source == NULL) {
      source = &pieces->checks[i];
      results->fuzzing = pieces->checks[i].results.fuzzing;
      pieces->checks[i].results.fuzzing = NULL;
    } else if (strcmp(buffer_text(&first), buffer_text(&text)) != 0) {
      complain("%s: its %s is another than that of %s", pieces->checks[i].folder, BUNDLE_FUZZING, source->folder);
      status = EXIT_USAGE;
    }
  }
  if (status == EXIT_CLEAN && results->facts.waivers_sha256[0] != '\0') {
    buffer_clear(&text);
    if (read_bundle_file(pieces->checks[0].folder, BUNDLE_WAIVERS, &text) != 0 ||
        !waivers_restore(&text, results, &error)) {
      complain("%s/%s: %s", pieces->checks[0].folder, BUNDLE_WAIVERS, error.message);
      status = EXIT_UNABLE;
    }
  }
  buffer_free(&first);
  buffer_free(&text);
  return status;
}

/* Reads the shards' transcripts and their common facts. */
static int prepare(struct merging *merging, struct run_results *results)
{
  const struct pieces *pieces = &merging->pieces;
  struct text_error error;
  char why[256];

  if (!contract_requirements(&results->requirement_set, why, sizeof why)) {
    complain("%s", why);
    return EXIT_UNABLE;
  }
  if (!merge_begin(&merging->merge, (uint32_t)pieces->count)) {
    complain("out of memory");
    return EXIT_UNABLE;
  }
  for (uint32_t i = 0; i < merging->merge.count; i++) {
    const struct bundle_check *check = &pieces->checks[pieces->owners[i]];

    if (!merge_add(&merging->merge, i + 1, buffer_text(&check->transcript), check->transcript.size, &error)) {
      complain("%s/%s: %s", check->folder, BUNDLE_TRANSCRIPT, error.message);
      return EXIT_UNABLE;
    }
  }
  if (!merge_facts(&merging->merge, &results->facts)) {
    complain("out of memory");
    return EXIT_UNABLE;
  }
  for (size_t i = 0; i < pieces->count; i++)
    merge_times(pieces->checks[i].folder, &results->times);
  return take_others(merging, results);
}

/* Writes the bundle. Returns the run's exit status, or EXIT_UNABLE after a complaint. */
static int write_merged(struct merging *merging, const char *out, const struct program_set *cases,
                        struct run_results *results)
{
  struct text_error error;
  int status;

  if (!bundle_begin(out, BUNDLE_REFUSE, &merging->bundle, &status))
    return status;
  status = judge_again(cases, results, derive, merging, &error);
  if (status != EXIT_CLEAN) {
    bundle_drop(&merging->bundle);
    return EXIT_UNABLE;
  }
  if (!bundle_finish(&merging->bundle, results, false))
    return print_summary(results, NULL), EXIT_UNABLE;
  return print_summary(results, out) ? session_status(results) : EXIT_UNABLE;
}

static int merge(char *const *folders, size_t count, const char *out)
{
  struct merging merging;
  struct run_results results;
  struct suite_data suite;
  int status = check_out(out, folders, count);

  memset(&merging, 0, sizeof merging);
  memset(&results, 0, sizeof results);
  if (status != EXIT_CLEAN)
    return status;
  if (!load_suite(&suite))
    return EXIT_UNABLE;
  if (pieces_begin(&merging.pieces, count)) {
    status = pieces_check(&merging.pieces, folders, count, &suite.cases);
    if (status == EXIT_CLEAN)
      status = prepare(&merging, &results);
    if (status == EXIT_CLEAN)
      status = write_merged(&merging, out, &suite.cases, &results);
  } else {
    complain("out of memory");
    status = EXIT_UNABLE;
  }
  run_results_free(&results);
  merge_close(&merging.merge);
  pieces_free(&merging.pieces);
  free_suite(&suite);
  return status;
}

static int run_merge(int argc, char **argv)
{
  enum { HELP = OPTION_FIRST };
  static const struct option long_options[] = {
      {"out", required_argument, NULL, 'o'}, {"help", no_argument, NULL, HELP}, {NULL, 0, NULL, 0}};
  const char *out = NULL;
  int option;

  while ((option = next_option(&merge_command, ":o:", long_options, argc, argv)) != -1)
    switch (option) {
    case 'o':
      out = optarg;
      break;
    case HELP:
      return print_help(&merge_command);
    default:
      return EXIT_USAGE;
    }
  if (optind == argc)
    return misuse(&merge_command, "no shard given; expected the folders that 'certify --shard' wrote");
  if (out == NULL)
    return misuse(&merge_command, "no folder to write to; expected -o FOLDER");
  return merge(argv + optind, (size_t)(argc - optind), out);
}

const struct command merge_command = {
    "merge",
    "FOLDER... -o FOLDER",
    "make one bundle of the shards of a run",
    "Takes the bundles that 'certify --shard I/N' wrote, one for each shard, checks\n"
    "them as 'verify' does, and writes the bundle of the run that they are the parts\n"
    "of: the same that a run on one machine writes, but for times.json. No target is\n"
    "needed. A shard that is missing, doubled, incomplete or of another run is named,\n"
    "and nothing is written. Shards may come from several machines: the report names\n"
    "each system and processor.\n\n"
    "  -o, --out FOLDER       where the bundle goes; none of the shards\n"
    "  --help                 this text\n\n"
    "Exit status: 0 nothing failed; 1 the target failed something; 2 bad usage, or\n"
    "these are not the shards of one run; 3 the harness could not do its work.",
    run_merge,
};
