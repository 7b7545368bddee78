#include "cli/merge_pieces.h"

#include <stdlib.h>
#include <string.h>

#include "certify/facts.h"
#include "cli/command.h"

bool pieces_begin(struct pieces *pieces, size_t count)
{
  *pieces = (struct pieces){calloc(count, sizeof *pieces->checks), calloc(count, sizeof *pieces->shards), 0, NULL};
  return pieces->checks != NULL && pieces->shards != NULL;
}

void pieces_free(struct pieces *pieces)
{
  for (size_t i = 0; i < pieces->count; i++)
    bundle_check_free(&pieces->checks[i]);
  free(pieces->checks);
  free(pieces->shards);
  free(pieces->owners);
}

/* Whether a bundle holds and is a whole shard. */
static int check_piece(const struct bundle_check *check, struct shard *ret_shard)
{
  const struct run_results *results = &check->results;
  size_t line = strcspn(buffer_text(&check->lines), "\n");

  if (check->differences > 0)
    complain("%s: not verified, %lu difference%s, the first: %.*s", check->folder, check->differences,
             check->differences > 1 ? "s" : "", (int)line, buffer_text(&check->lines));
  else if (check->unable)
    return EXIT_UNABLE;
  else if (results->facts.shard[0] == '\0')
    complain("%s: it is no shard, but a run of its own; expected what 'offercheck certify --shard' writes",
             check->folder);
  else if (!results->complete)
    complain("%s: shard %s is incomplete (%s); 'offercheck certify --resume' goes on with it", check->folder,
             results->facts.shard, results->incomplete);
  else if (shard_parse(results->facts.shard, ret_shard))
    return EXIT_CLEAN;
  return EXIT_USAGE;
}

/* Whether two bundles are shards of one run. */
static int check_kinship(const struct bundle_check *first, const struct bundle_check *other)
{
  struct buffer texts[2] = {{NULL, 0, 0, false}, {NULL, 0, 0, false}};
  const struct run_facts *facts[] = {&first->results.facts, &other->results.facts};
  const struct fact *fact = NULL;

  for (unsigned i = 0; i < run_fact_count && fact == NULL; i++)
    if (run_fact_table[i].share == FACT_EQUAL && !fact_is_equal(&run_fact_table[i], facts[0], facts[1]))
      fact = &run_fact_table[i];
  for (size_t i = 0; fact == NULL && i < first->results.entry_count; i++)
    if (first->results.entries[i].present != other->results.entries[i].present) {
      complain("%s: it is of another run than %s: of their targets only one has %s", other->folder, first->folder,
               first->results.entries[i].name);
      return EXIT_USAGE;
    }
  if (fact == NULL)
    return EXIT_CLEAN;
  for (unsigned i = 0; i < 2; i++)
    fact_text(fact, facts[i], &texts[i]);
  complain("%s: it is of another run than %s: its %s is '%s', not '%s'", other->folder, first->folder, fact->key,
           buffer_text(&texts[1]), buffer_text(&texts[0]));
  buffer_free(&texts[0]);
  buffer_free(&texts[1]);
  return EXIT_USAGE;
}

/* "3, 5 and 6" of those that no piece is */
static void name_missing(const struct pieces *pieces, uint32_t count, struct buffer *ret_text)
{
  uint32_t missing = 0, said = 0;

  for (uint32_t i = 0; i < count; i++)
    missing += pieces->owners[i] == pieces->count;
  for (uint32_t i = 0; i < count; i++)
    if (pieces->owners[i] == pieces->count) {
      buffer_printf(ret_text, "%s%u", said == 0 ? "" : said + 1 < missing ? ", " : " and ", (unsigned)i + 1);
      said++;
    }
  buffer_printf(ret_text, " of %u %s missing", (unsigned)count, missing > 1 ? "are" : "is");
}

/* Whether each shard is there just once. */
static int check_completeness(struct pieces *pieces)
{
  uint32_t count = pieces->shards[0].count;
  struct buffer missing = {NULL, 0, 0, false};
  bool is_missing = false;

  pieces->owners = malloc(count * sizeof *pieces->owners);
  if (pieces->owners == NULL) {
    complain("out of memory");
    return EXIT_UNABLE;
  }
  for (uint32_t i = 0; i < count; i++)
    pieces->owners[i] = pieces->count;
  for (size_t i = 0; i < pieces->count; i++) {
    size_t *owner = &pieces->owners[pieces->shards[i].number - 1];

    if (*owner < pieces->count) {
      complain("%s: it is shard %s, and so is %s", pieces->checks[i].folder, pieces->checks[i].results.facts.shard,
               pieces->checks[*owner].folder);
      return EXIT_USAGE;
    }
    *owner = i;
  }
  for (uint32_t i = 0; i < count; i++)
    is_missing = is_missing || pieces->owners[i] == pieces->count;
  if (!is_missing)
    return EXIT_CLEAN;
  name_missing(pieces, count, &missing);
  complain("not all shards are given: %s", buffer_text(&missing));
  buffer_free(&missing);
  return EXIT_USAGE;
}

static int check_division(const struct pieces *pieces, size_t index)
{
  if (pieces->shards[index].count == pieces->shards[0].count)
    return EXIT_CLEAN;
  complain("%s: it is shard %s, and %s is shard %s: they are of runs that were divided otherwise",
           pieces->checks[index].folder, pieces->checks[index].results.facts.shard, pieces->checks[0].folder,
           pieces->checks[0].results.facts.shard);
  return EXIT_USAGE;
}

int pieces_check(struct pieces *pieces, char *const *folders, size_t count, const struct program_set *cases)
{
  int status = EXIT_CLEAN;

  for (size_t i = 0; i < count && status == EXIT_CLEAN; i++) {
    bundle_check(folders[i], cases, &pieces->checks[i]);
    pieces->count++;
    status = check_piece(&pieces->checks[i], &pieces->shards[i]);
    if (status == EXIT_CLEAN)
      status = check_kinship(&pieces->checks[0], &pieces->checks[i]);
    if (status == EXIT_CLEAN)
      status = check_division(pieces, i);
  }
  return status == EXIT_CLEAN ? check_completeness(pieces) : status;
}
