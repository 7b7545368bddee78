#include "certify/waivers_run.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/certify.h"
#include "certify/suites.h"
#include "program/buffer.h"

const char *const waiver_state_names[WAIVER_STATE_COUNT] = {
    [WAIVER_USED] = "used",
    [WAIVER_STALE] = "stale",
    [WAIVER_NOT_PLAYED] = "not played",
    [WAIVER_OTHER_TARGET] = "for another target",
};

/* False: out of memory. */
BUFFER_PRINTF_AT(3, 4) static bool conclude(struct waiver *waiver, enum waiver_state state, const char *format, ...)
{
  char message[512];
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  free(waiver->remark);
  waiver->remark = buffer_copy_string(message);
  waiver->state = state;
  return waiver->remark != NULL;
}

static const char *or_nothing(const char *text)
{
  return text != NULL ? text : "";
}

/* By its path, by the path's last part, by its adapter or by its sum. */
static bool is_target(const char *glob, const struct run_facts *facts)
{
  const char *path = or_nothing(facts->target), *last = path;

  for (const char *c = path; *c != '\0'; c++)
    if ((*c == '/' || *c == '\\') && c[1] != '\0')
      last = c + 1;
  return certify_matches(glob, path) || certify_matches(glob, last) ||
         certify_matches(glob, or_nothing(facts->adapter)) || certify_matches(glob, or_nothing(facts->target_sha256));
}

static bool begin_waiver(struct waiver *waiver, const struct run_facts *facts)
{
  const char *version_text = or_nothing(facts->target_version), *lapsed = or_nothing(facts->waivers_lapsed);
  struct waiver_version version;

  waiver->active = waiver->concerned = waiver->named = false;
  waiver->covered = waiver->stale = 0;
  if (!is_target(waiver->target, facts))
    return conclude(waiver, WAIVER_OTHER_TARGET, "the target is not '%s'", waiver->target);
  if (waiver->range.bounded && !waiver_version_parse(version_text, strlen(version_text), &version))
    return conclude(waiver, WAIVER_STALE, "it is for versions %s, and the target's is not known; state it",
                    waiver->versions);
  if (waiver->range.bounded && !waiver_range_has(&waiver->range, &version))
    return conclude(waiver, WAIVER_OTHER_TARGET, "it is for versions %s, and the target's is %s", waiver->versions,
                    version_text);
  if (strcmp(waiver->expires, lapsed) <= 0)
    return conclude(waiver, WAIVER_STALE, "it expired after %s", waiver->expires);
  waiver->active = true;
  return conclude(waiver, WAIVER_USED, "%s", "");
}

bool waivers_begin(struct waiver_set *set, const struct run_facts *facts)
{
  for (size_t i = 0; set != NULL && i < set->count; i++)
    if (!begin_waiver(&set->waivers[i], facts))
      return false;
  return true;
}

static bool is_glob(const char *text)
{
  return strpbrk(text, "*?") != NULL;
}

/* Whether the waiver names it; ret_plainly: in full, and not by a glob that matches others, too. */
static bool names(const struct waiver *waiver, const char *name, bool *ret_plainly)
{
  bool named = false;

  *ret_plainly = false;
  for (size_t i = 0; i < waiver->case_count && !*ret_plainly; i++)
    if (certify_matches(waiver->cases[i], name)) {
      named = true;
      *ret_plainly = !is_glob(waiver->cases[i]);
    }
  return named;
}

bool waiver_is_about(const struct waiver *waiver, const struct requirement *requirement)
{
  for (size_t i = 0; i < waiver->requirement_count; i++)
    if (waiver->requirements[i] == requirement)
      return true;
  return false;
}

/* Whether one of the ids is of a requirement that the waiver is about. */
static bool meets(const struct waiver *waiver, char *const *ids, size_t count)
{
  for (size_t i = 0; i < waiver->requirement_count; i++)
    for (size_t k = 0; k < count; k++)
      if (strcmp(ids[k], waiver->requirements[i]->id) == 0)
        return true;
  return false;
}

void waivers_enter(struct waiver_set *set, const char *name, char *const *requirements, size_t count)
{
  for (size_t i = 0; set != NULL && i < set->count; i++) {
    struct waiver *waiver = &set->waivers[i];
    bool plainly;

    waiver->hits = 0;
    waiver->differs[0] = '\0';
    waiver->named = waiver->active && names(waiver, name, &plainly);
    waiver->shown = waiver->named && (plainly || meets(waiver, requirements, count));
  }
}

void waivers_show(struct waiver_set *set, const struct judgement *judgement)
{
  for (size_t i = 0; set != NULL && i < set->count; i++)
    for (size_t k = 0; set->waivers[i].named && !set->waivers[i].shown && k < judgement->allowed_count; k++)
      set->waivers[i].shown = waiver_is_about(&set->waivers[i], judgement->allowed[k].requirement);
}

static bool is_deviation(const struct waiver *waiver, const struct call_record *record, enum verdict verdict,
                         const char *message)
{
  if (waiver->verdict != verdict || waiver->op != record->op)
    return false;
  if (waiver->says != NULL && !certify_matches(waiver->says, message))
    return false;
  if (verdict == VERDICT_FAIL || verdict == VERDICT_WARN)
    return record->outcome == RECORD_RETURNED && record->status == waiver->status;
  return waiver->detail == NULL || certify_matches(waiver->detail, record->detail);
}

/* "FAIL OfferAllocations returned STATUS_SUCCESS (0x00000000)" */
static void describe(enum verdict verdict, const struct call_record *record, char *ret_text, size_t size)
{
  char status[64];

  if (record->outcome == RECORD_RETURNED) {
    oracle_status_text(record->status, status, sizeof status);
    snprintf(ret_text, size, "%s %s returned %s", verdict_names[verdict], program_ops[record->op].name, status);
  } else {
    snprintf(ret_text, size, "%s %s %.80s", verdict_names[verdict], program_ops[record->op].name, record->detail);
  }
}

static bool can_be_waived(enum verdict verdict)
{
  return verdict == VERDICT_FAIL || verdict == VERDICT_WARN || verdict == VERDICT_CRASH || verdict == VERDICT_TIMEOUT;
}

const struct waiver *waivers_behind(const struct waiver_set *set, const char *message)
{
  char beginning[WAIVER_MAX_NAME + sizeof WAIVER_COVERS];

  for (size_t i = 0; set != NULL && i < set->count; i++) {
    snprintf(beginning, sizeof beginning, WAIVER_COVERS, set->waivers[i].name);
    if (strncmp(message, beginning, strlen(beginning)) == 0)
      return &set->waivers[i];
  }
  return NULL;
}

/* All waivers that say the same of it count; the first is named. */
static const struct waiver *cover(struct waiver_set *set, const struct call_record *record,
                                  const struct judgement_finding *finding, bool *ret_first)
{
  const struct waiver *covering = NULL;

  for (size_t i = 0; i < set->count; i++) {
    struct waiver *waiver = &set->waivers[i];

    if (!waiver->named || !waiver_is_about(waiver, finding->requirement))
      continue;
    waiver->shown = true;
    if (is_deviation(waiver, record, finding->verdict, finding->message)) {
      covering = covering != NULL ? covering : waiver;
      waiver->covered++;
      *ret_first = *ret_first || waiver->hits == 0;
      waiver->hits++;
    } else if (waiver->differs[0] == '\0') {
      describe(finding->verdict, record, waiver->differs, sizeof waiver->differs);
    }
  }
  return covering;
}

/* A judgement that is full may have lost findings: its own verdict stays. */
static void weigh(struct judgement *judgement)
{
  if (judgement->finding_count == JUDGEMENT_MAX_FINDINGS)
    return;
  judgement->verdict = VERDICT_PASS;
  for (size_t i = 0; i < judgement->finding_count; i++)
    if (judgement->findings[i].verdict > judgement->verdict)
      judgement->verdict = judgement->findings[i].verdict;
}

bool waivers_apply(struct waiver_set *set, const struct call_record *record, struct judgement *judgement)
{
  bool first = false, changed = false;

  if (set == NULL)
    return false;
  for (size_t i = 0; i < judgement->finding_count; i++) {
    struct judgement_finding *finding = &judgement->findings[i];
    const struct waiver *waiver;
    char message[sizeof finding->message];

    if (!can_be_waived(finding->verdict))
      continue;
    waiver = cover(set, record, finding, &first);
    if (waiver == NULL)
      continue;
    snprintf(message, sizeof message, WAIVER_COVERS "%.*s", waiver->name,
             (int)(sizeof message - WAIVER_MAX_NAME - sizeof WAIVER_COVERS), finding->message);
    memcpy(finding->message, message, sizeof message);
    finding->verdict = VERDICT_WAIVED;
    changed = true;
  }
  if (changed)
    weigh(judgement);
  return first;
}

const struct waiver *waivers_apply_end(struct waiver_set *set, enum verdict verdict, const char *requirement,
                                       const char *detail, const char *message)
{
  const struct waiver *covering = NULL;

  for (size_t i = 0; set != NULL && i < set->count; i++) {
    struct waiver *waiver = &set->waivers[i];

    if (!waiver->named || !meets(waiver, (char *const[]){(char *)(uintptr_t)requirement}, 1))
      continue;
    waiver->shown = true;
    if (waiver->op == WAIVER_WORKER && waiver->verdict == verdict &&
        (waiver->detail == NULL || certify_matches(waiver->detail, detail)) &&
        (waiver->says == NULL || certify_matches(waiver->says, message))) {
      covering = covering != NULL ? covering : waiver;
      waiver->covered++;
      waiver->hits++;
    } else if (waiver->differs[0] == '\0') {
      snprintf(waiver->differs, sizeof waiver->differs, "%s worker %.80s", verdict_names[verdict], detail);
    }
  }
  return covering;
}

void waivers_drop(struct waiver_set *set)
{
  for (size_t i = 0; set != NULL && i < set->count; i++) {
    set->waivers[i].covered -= set->waivers[i].hits;
    set->waivers[i].hits = 0;
  }
}

bool waivers_leave(struct waiver_set *set, const char *name, size_t *position, struct buffer *ret_message)
{
  while (set != NULL && *position < set->count) {
    struct waiver *waiver = &set->waivers[(*position)++];
    const char *came = waiver->differs[0] != '\0' ? waiver->differs : "nothing of the kind";

    if (!waiver->named || !waiver->shown)
      continue;
    waiver->concerned = true;
    if (waiver->hits > 0)
      continue;
    buffer_printf(ret_message, "waiver '%s' says %s; there came %s", waiver->name, waiver->deviation, came);
    if (waiver->stale++ == 0 && !conclude(waiver, WAIVER_STALE, "in %.160s there came %s", name, came))
      ret_message->failed = true;
    return true;
  }
  return false;
}

/* A case that it names and that could show what it says is there, but was not played. */
static bool waits_for_case(const struct waiver *waiver, const struct program_set *cases)
{
  for (size_t i = 0; i < cases->count; i++) {
    const struct program *program = &cases->programs[i];
    bool plainly;

    if (program->name != NULL && names(waiver, program->name, &plainly) &&
        (plainly || meets(waiver, program->requirements, program->requirement_count)))
      return true;
  }
  return false;
}

static const struct suite_result *find_result(const struct run_results *results, const char *name)
{
  for (size_t i = 0; i < results->suite_count; i++)
    if (strcmp(results->suites[i].name, name) == 0)
      return &results->suites[i];
  return NULL;
}

static bool waits_for_suite(const struct waiver *waiver, const struct run_results *results)
{
  for (size_t i = 0; i < SUITE_COUNT; i++) {
    const struct suite_result *result = find_result(results, suites[i].name);
    bool plainly;

    if (names(waiver, suites[i].name, &plainly) && (result == NULL || result->judged < result->combinations))
      return true;
  }
  return false;
}

static bool finish_waiver(struct waiver *waiver, const struct waivers_scope *scope)
{
  char first[300];

  if (waiver->stale > 1) {
    snprintf(first, sizeof first, "%s", waiver->remark);
    return conclude(waiver, WAIVER_STALE, "%s; and so in %" PRIu64 " more", first, waiver->stale - 1);
  }
  if (!waiver->active || waiver->concerned || waiver->covered > 0)
    return true;
  if (waits_for_case(waiver, scope->cases) || (scope->suites && waits_for_suite(waiver, scope->results)))
    return conclude(waiver, WAIVER_NOT_PLAYED, "nothing that it names was played");
  return conclude(waiver, WAIVER_STALE, "it matches nothing: no case or suite that it names shows such a requirement");
}

bool waivers_finish(struct waiver_set *set, const struct waivers_scope *scope)
{
  for (size_t i = 0; set != NULL && i < set->count; i++)
    if (set->waivers[i].remark == NULL || !finish_waiver(&set->waivers[i], scope))
      return false;
  return true;
}

size_t waivers_count(const struct waiver_set *set, enum waiver_state state)
{
  size_t count = 0;

  for (size_t i = 0; set != NULL && i < set->count; i++)
    count += set->waivers[i].state == state;
  return count;
}
