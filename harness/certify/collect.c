#include "certify/collect.h"

#include <stdlib.h>
#include <string.h>

#include "run/describe.h"

#define FIRST_NOTES 256u

bool collector_init(struct collector *collector, struct run_results *results)
{
  memset(collector, 0, sizeof *collector);
  collector->results = results;
  collector->notes = calloc(FIRST_NOTES, sizeof *collector->notes);
  collector->note_slots = collector->notes != NULL ? FIRST_NOTES : 0;
  return collector->notes != NULL;
}

void collector_free(struct collector *collector)
{
  for (size_t i = 0; i < collector->note_slots; i++) {
    free(collector->notes[i].situation);
    free(collector->notes[i].outcome);
  }
  free(collector->notes);
  memset(collector, 0, sizeof *collector);
}

char *collect_string(struct collector *collector, const char *text)
{
  char *copy = buffer_copy_string(text);

  if (copy == NULL)
    collector->failed = true;
  return copy;
}

/* Takes the buffer's text, and leaves it empty for the next. */
static char *take_text(struct collector *collector, struct buffer *buffer)
{
  char *text = collect_string(collector, buffer_text(buffer));

  collector->failed = collector->failed || buffer->failed;
  buffer_clear(buffer);
  return text;
}

/* Room for one more item; the arrays of the results double as they grow. */
static void *one_more(struct collector *collector, void *array, size_t count, size_t size)
{
  void *grown = array;

  if (count == 0 || (count >= 4 && (count & (count - 1)) == 0))
    grown = realloc(array, (count < 4 ? 4 : count * 2) * size);
  if (grown == NULL) {
    collector->failed = true;
    return NULL;
  }
  memset((char *)grown + count * size, 0, size);
  return grown;
}

struct case_result *collect_case(struct collector *collector, const char *name, const struct program *program)
{
  struct run_results *results = collector->results;
  struct case_result *grown = one_more(collector, results->cases, results->case_count, sizeof *results->cases);
  struct case_result *result;

  if (grown == NULL)
    return NULL;
  results->cases = grown;
  result = &grown[results->case_count++];
  result->name = collect_string(collector, name);
  result->property = collect_string(collector, program->sentence != NULL ? program->sentence : "");
  result->file = program->file;
  result->line = program->line;
  result->reason = collect_string(collector, "");
  result->output = collect_string(collector, "");
  result->requirements = calloc(program->requirement_count + 1, sizeof *result->requirements);
  collector->failed = collector->failed || result->requirements == NULL;
  for (size_t i = 0; result->requirements != NULL && i < program->requirement_count; i++)
    result->requirements[result->requirement_count++] = collect_string(collector, program->requirements[i]);
  result->verdict = VERDICT_PASS;
  return result;
}

static void add_finding(struct collector *collector, struct finding **findings, size_t *count, enum verdict verdict,
                        const char *requirement, const char *message)
{
  struct finding *grown = one_more(collector, *findings, *count, sizeof *grown);

  if (grown == NULL)
    return;
  *findings = grown;
  grown[*count].verdict = verdict;
  grown[*count].requirement = collect_string(collector, requirement);
  grown[*count].message = collect_string(collector, message);
  (*count)++;
}

void collect_finding(struct collector *collector, struct case_result *result, enum verdict verdict,
                     const char *requirement, const char *message)
{
  add_finding(collector, &result->findings, &result->finding_count, verdict, requirement, message);
  if (verdict > result->verdict)
    result->verdict = verdict;
}

void collect_reason(struct collector *collector, char **reason, const char *text)
{
  if ((*reason)[0] != '\0')
    return;
  free(*reason);
  *reason = collect_string(collector, text);
}

void collect_judgement_reason(struct collector *collector, char **reason, const struct judgement *judgement)
{
  for (size_t i = 0; judgement->verdict >= VERDICT_WARN && i < judgement->finding_count; i++)
    if (judgement->findings[i].verdict != VERDICT_WAIVED) {
      collect_reason(collector, reason, judgement->findings[i].message);
      return;
    }
}

void collect_waived_reason(struct collector *collector, struct case_result *result)
{
  for (size_t i = 0; i < result->call_count; i++)
    for (size_t k = 0; k < result->calls[i].finding_count; k++)
      if (result->calls[i].findings[k].verdict == VERDICT_WAIVED)
        collect_reason(collector, &result->reason, result->calls[i].findings[k].message);
}

void collect_call(struct collector *collector, struct case_result *result, const struct program *program,
                  const struct call_record *record, const struct judgement *judgement)
{
  struct call_result *grown = one_more(collector, result->calls, result->call_count, sizeof *grown);
  struct call_result *call;
  struct buffer text = {NULL, 0, 0, false};

  if (grown == NULL)
    return;
  result->calls = grown;
  call = &grown[result->call_count++];
  call->place = record->call;
  call->teardown = record->teardown;
  describe_text(program, record, &text);
  call->text = take_text(collector, &text);
  describe_fields(program, record, &text);
  call->decoded = take_text(collector, &text);
  describe_outcome(record, &text);
  call->outcome = take_text(collector, &text);
  describe_allowed(judgement, &text);
  call->allowed = take_text(collector, &text);
  buffer_free(&text);
  for (size_t i = 0; i < judgement->finding_count; i++)
    add_finding(collector, &call->findings, &call->finding_count, judgement->findings[i].verdict,
                judgement->findings[i].requirement->id, judgement->findings[i].message);
  if (judgement->verdict > result->verdict)
    result->verdict = judgement->verdict;
  collect_judgement_reason(collector, &result->reason, judgement);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
  for (; *text != '\0'; text++)
    hash = (hash ^ (uint8_t)*text) * 0x100000001B3u;
  return hash;
}

static struct seen_note *find_note(const struct collector *collector, uint64_t hash)
{
  size_t at = (size_t)hash & (collector->note_slots - 1);

  while (collector->notes[at].count > 0 && collector->notes[at].hash != hash)
    at = (at + 1) & (collector->note_slots - 1);
  return &collector->notes[at];
}

static bool grow_notes(struct collector *collector)
{
  struct seen_note *old = collector->notes;
  size_t old_slots = collector->note_slots;

  collector->notes = calloc(old_slots * 2, sizeof *collector->notes);
  if (collector->notes == NULL) {
    collector->notes = old;
    return false;
  }
  collector->note_slots = old_slots * 2;
  for (size_t i = 0; i < old_slots; i++)
    if (old[i].count > 0)
      *find_note(collector, old[i].hash) = old[i];
  free(old);
  return true;
}

void collect_notes(struct collector *collector, const struct judgement_note *notes, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    const struct judgement_note *note = &notes[i];
    uint64_t hash = hash_text(0xCBF29CE484222325u, note->requirement->id);
    struct seen_note *seen;

    hash = hash_text(hash_text(hash, note->situation) * 31, note->outcome);
    if (collector->note_count * 2 > collector->note_slots && !grow_notes(collector)) {
      collector->failed = true;
      return;
    }
    seen = find_note(collector, hash);
    if (seen->count == 0) {
      *seen = (struct seen_note){note->requirement, collect_string(collector, note->situation),
                                 collect_string(collector, note->outcome), 0, hash};
      collector->note_count++;
    }
    seen->count++;
  }
}

void collect_requirement(struct collector *collector, const struct requirement *requirement, enum verdict verdict)
{
  struct requirement_result *result =
      &collector->results->requirements[requirement - collector->results->requirement_set.requirements];

  result->cases++;
  result->verdicts[verdict]++;
  if (verdict > result->verdict)
    result->verdict = verdict;
}

static void weigh_findings(const struct finding *findings, size_t count, const char *id, enum verdict *verdict)
{
  for (size_t i = 0; i < count; i++)
    if (strcmp(findings[i].requirement, id) == 0 && findings[i].verdict > *verdict)
      *verdict = findings[i].verdict;
}

/* What the case says of one requirement. */
static enum verdict verdict_for(const struct case_result *result, const char *id)
{
  enum verdict verdict = VERDICT_PASS;

  if (verdict_is_whole(result->verdict))
    verdict = result->verdict;
  for (size_t i = 0; i < result->call_count; i++)
    weigh_findings(result->calls[i].findings, result->calls[i].finding_count, id, &verdict);
  weigh_findings(result->findings, result->finding_count, id, &verdict);
  return verdict;
}

static bool is_shown(const struct case_result *result, const char *id)
{
  for (size_t i = 0; i < result->requirement_count; i++)
    if (strcmp(result->requirements[i], id) == 0)
      return true;
  return false;
}

static bool is_named(const struct case_result *result, const char *id)
{
  enum verdict verdict = VERDICT_NOT_SUPPORTED;

  for (size_t i = 0; i < result->call_count; i++)
    weigh_findings(result->calls[i].findings, result->calls[i].finding_count, id, &verdict);
  weigh_findings(result->findings, result->finding_count, id, &verdict);
  return verdict != VERDICT_NOT_SUPPORTED;
}

/* A finding may name a requirement that the case was not written for. */
void collect_case_end(struct collector *collector, const struct case_result *result)
{
  struct run_results *results = collector->results;

  results->verdicts[result->verdict]++;
  for (size_t i = 0; i < results->requirement_set.requirement_count; i++) {
    const struct requirement *requirement = &results->requirement_set.requirements[i];

    if (is_shown(result, requirement->id) || is_named(result, requirement->id))
      collect_requirement(collector, requirement, verdict_for(result, requirement->id));
  }
}

static int compare_notes(const void *a, const void *b)
{
  const struct seen_note *left = a, *right = b;
  int order;

  if (left->count == 0 || right->count == 0)
    return left->count == right->count ? 0 : left->count == 0 ? 1 : -1;
  order = (left->requirement > right->requirement) - (left->requirement < right->requirement);
  if (order == 0)
    order = strcmp(left->situation, right->situation);
  return order != 0 ? order : strcmp(left->outcome, right->outcome);
}

static void add_observation(struct collector *collector, const struct seen_note *note)
{
  struct run_results *results = collector->results;
  struct observation *last =
      results->observation_count > 0 ? &results->observations[results->observation_count - 1] : NULL;
  struct observed_behaviour *behaviours;

  if (last == NULL || strcmp(last->requirement, note->requirement->id) != 0 ||
      strcmp(last->situation, note->situation) != 0) {
    struct observation *grown = one_more(collector, results->observations, results->observation_count, sizeof *grown);

    if (grown == NULL)
      return;
    results->observations = grown;
    last = &grown[results->observation_count++];
    last->requirement = collect_string(collector, note->requirement->id);
    last->situation = collect_string(collector, note->situation);
  }
  behaviours = one_more(collector, last->behaviours, last->behaviour_count, sizeof *behaviours);
  if (behaviours == NULL)
    return;
  last->behaviours = behaviours;
  behaviours[last->behaviour_count].outcome = collect_string(collector, note->outcome);
  behaviours[last->behaviour_count++].count = note->count;
}

void collector_finish(struct collector *collector)
{
  struct run_results *results = collector->results;

  qsort(collector->notes, collector->note_slots, sizeof *collector->notes, compare_notes);
  for (size_t i = 0; i < collector->note_count; i++)
    add_observation(collector, &collector->notes[i]);
  results->verdict = VERDICT_NOT_SUPPORTED;
  for (unsigned verdict = 0; verdict < VERDICT_COUNT; verdict++)
    if (results->verdicts[verdict] > 0)
      results->verdict = (enum verdict)verdict;
  for (size_t i = 0; i < results->suite_count; i++)
    if (results->suites[i].verdict > results->verdict)
      results->verdict = results->suites[i].verdict;
  if (waivers_count(results->waivers, WAIVER_STALE) > 0 && results->verdict < VERDICT_STALE_WAIVER)
    results->verdict = VERDICT_STALE_WAIVER;
}
