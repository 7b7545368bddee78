#include "sample_results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const sample_names[SAMPLE_COUNT] = {
    [SAMPLE_PASSING] = "passing", [SAMPLE_FAILING] = "failing",       [SAMPLE_CRASHING] = "crashing",
    [SAMPLE_HOSTILE] = "hostile", [SAMPLE_INCOMPLETE] = "incomplete", [SAMPLE_EMPTY] = "empty",
    [SAMPLE_LARGE] = "large",
};

const char sample_hostile_text[] = "</script><script>alert(1)</script><!-- ]]> & \"'` {{cases}} %s%n "
                                   "\x01\x08\x1B[2J\x1B]0;x\x07\x7F\r\n\t "
                                   "\xE2\x80\xAEgpj.\xE2\x80\xAC \xE2\x80\xA8 \xEF\xBB\xBF \xEF\xBF\xBE "
                                   "\xFF\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80\xC3\xA9\xF0\x9F\x98\x80 \xC3";

struct requirement_row {
  const char *id;
  enum grade grade;
  const char *sources;
  const char *sentence;
};

static const struct requirement_row requirement_rows[] = {
    {"OFR-RET-01", GRADE_DOCUMENTED, "S",
     "Only STATUS_SUCCESS, STATUS_DEVICE_REMOVED and STATUS_INVALID_PARAMETER are returned."},
    {"OFR-OK-01", GRADE_DOCUMENTED, "S E", "One valid allocation is offered, at each of the four priorities."},
    {"OFR-OK-02", GRADE_DOCUMENTED, "S T", "A list of valid allocations is offered."},
    {"OFR-DEV-01", GRADE_DOCUMENTED, "S T", "A device handle of zero is refused."},
    {"OFR-DEV-02", GRADE_DOCUMENTED, "S T", "A device handle that was never issued is refused."},
    {"OFR-HND-01", GRADE_DOCUMENTED, "S T", "A listed handle of zero is refused, wherever it stands in the list."},
    {"OFR-HND-07", GRADE_INFERRED, "K", "A listed handle with changed instance bits: what happens is recorded."},
    {"OFR-CNT-01", GRADE_MEASURED, "S K", "A count of 0 is refused."},
    {"OFR-PRI-01", GRADE_DOCUMENTED, "S E", "A priority outside 1 to 4 is refused."},
    {"OFR-STA-03", GRADE_INFERRED, "-", "Offered allocations can be destroyed, and nothing leaks."},
    {"RCL-OK-01", GRADE_DOCUMENTED, "R", "Offered allocations are reclaimed."},
    {"MEM-PRI-01", GRADE_DOCUMENTED, "E X", "Under memory pressure LOW goes before NORMAL before HIGH."},
};

static const struct source source_rows[] = {
    {(char *)"S", GRADE_DOCUMENTED, (char *)"the function's page"},
    {(char *)"T", GRADE_DOCUMENTED, (char *)"the structure's page, D3DKMT_OFFERALLOCATIONS"},
    {(char *)"E", GRADE_DOCUMENTED, (char *)"the enumeration's page, D3DKMT_OFFER_PRIORITY"},
    {(char *)"R", GRADE_DOCUMENTED, (char *)"the pages of the reclaim calls"},
    {(char *)"X", GRADE_DOCUMENTED, (char *)"the pages of the API above"},
    {(char *)"K", GRADE_MEASURED, (char *)"the public WSL2 driver"},
};

struct case_row {
  const char *name;
  const char *requirement;
  enum verdict verdict;
  const char *outcome;
  const char *message; /* of the offer's finding; of the case where `outcome` says that nothing was called */
};

#define SUCCESS "STATUS_SUCCESS (0x00000000)"
#define INVALID "STATUS_INVALID_PARAMETER (0xC000000D)"

static const struct case_row passing_rows[] = {
    {"offer/one-low", "OFR-OK-01", VERDICT_PASS, SUCCESS, ""},
    {"offer/one-high", "OFR-OK-01", VERDICT_PASS, SUCCESS, ""},
    {"offer/list-1024", "OFR-OK-02", VERDICT_PASS, SUCCESS, ""},
    {"offer/device-zero", "OFR-DEV-01", VERDICT_PASS, INVALID, ""},
    {"offer/device-never-issued", "OFR-DEV-02", VERDICT_PASS, INVALID, ""},
    {"offer/handle-zero-last", "OFR-HND-01", VERDICT_PASS, INVALID, ""},
    {"offer/handle-instance-bits", "OFR-HND-07", VERDICT_NOTED, INVALID, "accepted by some, refused here"},
    {"offer/count-zero", "OFR-CNT-01", VERDICT_WARN, SUCCESS, "profile wsl2 measured " INVALID ", got " SUCCESS},
    {"offer/priority-five", "OFR-PRI-01", VERDICT_PASS, INVALID, ""},
    {"offer/destroy-offered", "OFR-STA-03", VERDICT_PASS, SUCCESS, ""},
    {"reclaim/one", "RCL-OK-01", VERDICT_NOT_SUPPORTED, "", "the target lacks D3DKMTReclaimAllocations2"},
};

static const struct case_row failing_rows[] = {
    {"offer/priority-none", "OFR-PRI-01", VERDICT_FAIL, SUCCESS, "allowed " INVALID ", got " SUCCESS},
    {"offer/priority-auto-plus-one", "OFR-PRI-01", VERDICT_FAIL, SUCCESS, "allowed " INVALID ", got " SUCCESS},
    {"offer/handle-zero-middle", "OFR-HND-01", VERDICT_FAIL, "STATUS_UNSUCCESSFUL (0xC0000001)",
     "allowed " INVALID ", got STATUS_UNSUCCESSFUL (0xC0000001)"},
};

static const struct case_row crashing_rows[] = {
    {"offer/list-unmapped", "OFR-HND-01", VERDICT_CRASH, "did not return: SIGSEGV at 0x10",
     "SIGSEGV at 0x10 in D3DKMTOfferAllocations"},
    {"offer/list-4096", "OFR-OK-02", VERDICT_TIMEOUT, "did not return within 10 s",
     "D3DKMTOfferAllocations did not return within 10 s"},
    {"offer/waived", "OFR-CNT-01", VERDICT_STALE_WAIVER, INVALID, "the waiver says FAIL, the case passed"},
    {"offer/known-bug", "OFR-DEV-02", VERDICT_WAIVED, SUCCESS, "waived: fixed in the vendor's next release"},
    {"mem/pressure", "MEM-PRI-01", VERDICT_BROKEN, "", "a worker could not be started: no memory"},
};

static void *allocate(size_t count, size_t size)
{
  void *memory = calloc(count + 1, size);
  if (memory == NULL)
    abort();
  return memory;
}

static char *copy(const char *text)
{
  size_t size = strlen(text) + 1;
  return memcpy(allocate(size, 1), text, size);
}

static void build_set(struct requirement_set *set)
{
  set->source_count = sizeof source_rows / sizeof *source_rows;
  set->sources = allocate(set->source_count, sizeof *set->sources);
  for (size_t i = 0; i < set->source_count; i++) {
    const struct source *row = &source_rows[i];
    set->sources[i] = (struct source){copy(row->tag), row->grade, copy(row->title)};
  }
  set->requirement_count = sizeof requirement_rows / sizeof *requirement_rows;
  set->requirements = allocate(set->requirement_count, sizeof *set->requirements);
  for (size_t i = 0; i < set->requirement_count; i++) {
    const struct requirement_row *row = &requirement_rows[i];
    set->requirements[i] =
        (struct requirement){copy(row->id), row->grade, copy(row->sources), copy(row->sentence), 20 + i};
  }
}

static struct finding *one_finding(enum verdict verdict, const char *requirement, const char *message)
{
  struct finding *finding = allocate(1, sizeof *finding);
  *finding = (struct finding){verdict, copy(requirement), copy(message)};
  return finding;
}

static struct call_result build_call(const char *text, const char *decoded, const char *outcome, const char *allowed)
{
  return (struct call_result){
      .text = copy(text), .decoded = copy(decoded), .outcome = copy(outcome), .allowed = copy(allowed)};
}

static void build_calls(const struct case_row *row, struct case_result *result)
{
  result->call_count = 4;
  result->calls = allocate(result->call_count, sizeof *result->calls);
  result->calls[0] = build_call("CreateDevice hAdapter=A -> D",
                                "hAdapter  0x40000000 (A)\nFlags     0\nhDevice   0 -> 0x40000040 (D)", SUCCESS, "");
  result->calls[1] =
      build_call("CreateAllocation hDevice=D pAllocationInfo=[X Y]",
                 "hDevice         0x40000040 (D)\nNumAllocations  2 (0x2)\nPrivateData     NULL", SUCCESS, "");
  result->calls[2] =
      build_call("OfferAllocations hDevice=D HandleList=[X Y] Priority=LOW",
                 "hDevice         0x40000040 (D)\npResources      NULL\nHandleList      0x7F0000001000 -> 0x40000080 "
                 "(X), 0x400000C0 (Y)\nNumAllocations  2 (0x2)\nPriority        1 (LOW)\nFlags           0",
                 row->outcome, row->verdict == VERDICT_PASS && strcmp(row->outcome, SUCCESS) == 0 ? SUCCESS : INVALID);
  result->calls[3] = build_call("DestroyDevice hDevice=D", "hDevice  0x40000040 (D)", SUCCESS, "");
  result->calls[3].teardown = true;
  if (row->message[0] == '\0')
    return;
  result->calls[2].findings = one_finding(row->verdict, row->requirement, row->message);
  result->calls[2].finding_count = 1;
}

static void add_case(struct run_results *results, const struct case_row *row)
{
  struct case_result *result = &results->cases[results->case_count++];
  result->name = copy(row->name);
  result->property = copy("An offer is judged by its status alone, whatever else the call is given.");
  if (strchr(row->name, '#') == NULL) {
    result->file = "conformance/cases/sample.kmt";
    result->line = 10 * results->case_count;
  }
  result->requirements = allocate(1, sizeof *result->requirements);
  result->requirements[0] = copy(row->requirement);
  result->requirement_count = 1;
  result->verdict = row->verdict;
  result->reason = copy(row->message);
  result->output = copy(row->verdict == VERDICT_CRASH ? "vendor: assertion failed: list != NULL\n" : "");
  if (row->outcome[0] != '\0') {
    build_calls(row, result);
  } else {
    result->findings = one_finding(row->verdict, row->verdict == VERDICT_BROKEN ? "" : row->requirement, row->message);
    result->finding_count = 1;
  }
}

static void add_cases(struct run_results *results, const struct case_row *rows, size_t count)
{
  for (size_t i = 0; i < count; i++)
    add_case(results, &rows[i]);
}

#define ADD_CASES(results, rows) add_cases(results, rows, sizeof(rows) / sizeof *(rows))

static void add_large(struct run_results *results)
{
  for (size_t i = 0; i < 2000; i++) {
    char name[64];
    struct case_row row = passing_rows[i % 10];
    if (i % 400 == 7)
      row = failing_rows[i % 3];
    snprintf(name, sizeof name, "%s/%zu", row.name, i);
    row.name = name;
    add_case(results, &row);
  }
}

static void add_suite(struct run_results *results, bool failed)
{
  struct suite_result *suite = &results->suites[results->suite_count++];
  *suite = (struct suite_result){
      .name = copy("exhaustive/offer"),
      .property = copy("Every combination of field classes gets one of the statuses that the contract allows for it."),
      .parameters = copy("device: valid, zero, stale, of another type\nlist: valid, NULL, unmapped, cut\n"
                         "count: right, 0, one more, 0x40000000\npriority: 1, 2, 3, 4, 0, 5, 0xFFFFFFFF"),
      .combinations = 207360,
      .judged = 207360,
      .verdict = failed ? VERDICT_FAIL : VERDICT_PASS,
      .reason = copy(failed ? "12 combinations failed, the first of them #4711" : ""),
  };
  suite->verdicts[VERDICT_FAIL] = failed ? 12 : 0;
  suite->verdicts[VERDICT_NOTED] = 1024;
  suite->verdicts[VERDICT_PASS] = suite->judged - 1024 - suite->verdicts[VERDICT_FAIL];
  suite->requirements = allocate(2, sizeof *suite->requirements);
  suite->requirements[suite->requirement_count++] = copy("OFR-PRI-01");
  suite->requirements[suite->requirement_count++] = copy("OFR-DEV-01");
  if (failed)
    add_case(results, &(struct case_row){"exhaustive/offer#4711", "OFR-PRI-01", VERDICT_FAIL, SUCCESS,
                                         "allowed " INVALID ", got " SUCCESS});
}

static void add_observation(struct run_results *results)
{
  struct observation *observation = &results->observations[results->observation_count++];
  *observation = (struct observation){.requirement = copy("OFR-HND-07"),
                                      .situation = copy("a listed handle has changed instance bits"),
                                      .behaviour_count = 2};
  observation->behaviours = allocate(2, sizeof *observation->behaviours);
  observation->behaviours[0] = (struct observed_behaviour){copy(INVALID), 1025};
  observation->behaviours[1] = (struct observed_behaviour){copy(SUCCESS), 3};
}

static void add_entries(struct run_results *results)
{
  static const struct entry_result rows[] = {
      {"D3DKMTCreateDevice", true, false},
      {"D3DKMTOfferAllocations", true, true},
      {"D3DKMTReclaimAllocations", true, false},
      {"D3DKMTReclaimAllocations2", false, false},
      {"D3DKMTLock2", true, false},
  };
  results->entry_count = sizeof rows / sizeof *rows;
  memcpy(results->entries, rows, sizeof rows);
}

/* As the runner does it: the heaviest case is a requirement's verdict, the heaviest requirement the run's. */
static void count_case(struct run_results *results, const struct case_result *result)
{
  if (strchr(result->name, '#') == NULL)
    results->verdicts[result->verdict]++;
  results->calls += result->call_count;
  if (result->verdict > results->verdict)
    results->verdict = result->verdict;
  for (size_t i = 0; i < results->requirement_set.requirement_count; i++) {
    struct requirement_result *requirement = &results->requirements[i];
    if (result->requirement_count == 0 || strcmp(requirement->requirement->id, result->requirements[0]) != 0)
      continue;
    enum verdict verdict = result->verdict == VERDICT_STALE_WAIVER ? VERDICT_PASS : result->verdict;
    requirement->cases++;
    requirement->verdicts[verdict]++;
    if (verdict > requirement->verdict)
      requirement->verdict = verdict;
  }
}

static void conclude(struct run_results *results)
{
  struct requirement_set *set = &results->requirement_set;
  results->requirements = allocate(set->requirement_count, sizeof *results->requirements);
  for (size_t i = 0; i < set->requirement_count; i++)
    results->requirements[i].requirement = &set->requirements[i];
  for (size_t i = 0; i < results->case_count; i++)
    count_case(results, &results->cases[i]);
}

static void build_facts(enum sample sample, struct run_facts *facts)
{
  bool vendor = sample == SAMPLE_FAILING || sample == SAMPLE_CRASHING || sample == SAMPLE_HOSTILE;
  *facts = (struct run_facts){
      .version = copy("0.9.0"),
      .target = copy(vendor ? "/opt/vendor/lib/libvendor-d3dkmt-simulator.so" : "mock"),
      .target_sha256 = copy(vendor ? "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" : ""),
      .adapter = copy("Mock display adapter"),
      .profile = copy("ddi"),
      .profile_title = copy("the documented contract alone"),
      .filter = copy(sample == SAMPLE_EMPTY ? "nothing/*" : ""),
      .target_version = copy(vendor ? "1.4" : ""),
      .waivers_sha256 = copy(""),
      .waivers_lapsed = copy(""),
      .adapter_wish = copy(""),
      .provision = copy(""),
      .allocations = copy("device yes; existing-heap yes; provisioned no: no provisioning file was given; mock yes"),
      .capabilities = copy("processes yes: a second process; reset-adapter yes: D3DKMTEscape"),
      .shard = copy(sample == SAMPLE_FAILING ? "2/7" : ""),
      .seed = UINT64_MAX,
      .timeout_seconds = 10,
      .system = copy("Linux 6.1.0 x86_64"),
      .processor = copy("Example Processor 9000"),
      .compiler = copy("clang 14.0.6"),
      .isolated = true,
  };
}

static void replace(char **text)
{
  free(*text);
  *text = copy(sample_hostile_text);
}

static void poison_case(struct case_result *result)
{
  replace(&result->name);
  replace(&result->property);
  replace(&result->requirements[0]);
  replace(&result->reason);
  replace(&result->output);
  for (size_t i = 0; i < result->call_count; i++) {
    struct call_result *call = &result->calls[i];
    replace(&call->text);
    replace(&call->decoded);
    replace(&call->outcome);
    replace(&call->allowed);
    for (size_t j = 0; j < call->finding_count; j++)
      replace(&call->findings[j].message);
  }
}

/* After the counts are made, so that they stay what they would be. */
static void poison(struct run_results *results)
{
  struct run_facts *facts = &results->facts;
  char **texts[] = {&facts->version,       &facts->target,       &facts->adapter,   &facts->profile,
                    &facts->profile_title, &facts->adapter_wish, &facts->provision, &facts->allocations,
                    &facts->capabilities,  &facts->filter,       &facts->shard,     &facts->system,
                    &facts->processor,     &facts->compiler};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    replace(texts[i]);
  for (size_t i = 0; i < results->case_count; i++)
    poison_case(&results->cases[i]);
  for (size_t i = 0; i < results->suite_count; i++) {
    replace(&results->suites[i].name);
    replace(&results->suites[i].parameters);
    replace(&results->suites[i].reason);
  }
  sample_poison_waivers(results->waivers);
  replace(&results->requirement_set.requirements[0].id);
  replace(&results->requirement_set.requirements[0].sentence);
  replace(&results->requirement_set.sources[0].title);
  replace(&results->observations[0].situation);
  replace(&results->observations[0].behaviours[0].outcome);
}

static void add_sample(enum sample sample, struct run_results *results)
{
  if (sample == SAMPLE_EMPTY)
    return;
  if (sample == SAMPLE_LARGE) {
    add_large(results);
  } else {
    ADD_CASES(results, passing_rows);
    add_observation(results);
  }
  if (sample == SAMPLE_FAILING || sample == SAMPLE_HOSTILE)
    ADD_CASES(results, failing_rows);
  if (sample == SAMPLE_CRASHING || sample == SAMPLE_HOSTILE)
    ADD_CASES(results, crashing_rows);
  if (sample != SAMPLE_INCOMPLETE)
    add_suite(results, sample == SAMPLE_FAILING || sample == SAMPLE_HOSTILE);
}

void sample_results(enum sample sample, struct run_results *ret_results)
{
  struct run_results results = {.complete = sample != SAMPLE_INCOMPLETE};
  results.incomplete = copy(results.complete ? "" : "interrupted by SIGINT after 11 of 412 cases");
  results.times = (struct run_times){copy("2024-05-01T12:00:00Z"), copy("2024-05-01T12:00:07Z"), 7.25};
  results.cases = allocate(2048, sizeof *results.cases);
  results.suites = allocate(1, sizeof *results.suites);
  results.observations = allocate(1, sizeof *results.observations);
  results.entries = allocate(8, sizeof *results.entries);
  build_facts(sample, &results.facts);
  build_set(&results.requirement_set);
  add_entries(&results);
  add_sample(sample, &results);
  conclude(&results);
  if (sample == SAMPLE_CRASHING || sample == SAMPLE_HOSTILE)
    sample_waivers(&results);
  if (sample == SAMPLE_HOSTILE)
    poison(&results);
  *ret_results = results;
}
