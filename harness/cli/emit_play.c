/* Playing a program to see what is wrong with its calls. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/player.h"
#include "cli/emit.h"
#include "cli/system.h"
#include "oracle/oracle.h"
#include "run/linked.h"

#define COLUMNS 96u
#define BLAMED_MAX 16u

static volatile int stopped;

struct play {
  const struct program *program;
  struct oracle *oracle;
  struct emit_facts *facts;
  struct buffer findings; /* what is said of the calls, for the first comment */
  const struct requirement *blamed[BLAMED_MAX];
  size_t blamed_count;
  bool failed;
};

/* Appends a paragraph of lines that are not too long. */
static void add_paragraph(struct buffer *text, const char *paragraph)
{
  size_t column = 0;

  while (*paragraph != '\0') {
    size_t blanks = strspn(paragraph, " "), length = strcspn(paragraph + blanks, " ");

    if (column > 0 && column + blanks + length > COLUMNS) {
      buffer_byte(text, '\n');
      column = blanks = 0;
      paragraph += strspn(paragraph, " ");
    }
    buffer_append(text, paragraph, blanks + length);
    paragraph += blanks + length;
    column += blanks + length;
  }
  buffer_byte(text, '\n');
}

/* ---- what is wrong with one record ---- */

static bool is_judged(uint8_t op)
{
  return op == OP_OFFER_ALLOCATIONS || op == OP_RECLAIM_ALLOCATIONS || op == OP_RECLAIM_ALLOCATIONS2;
}

static bool has_changed(const struct memory_record *memory, size_t first, size_t end)
{
  if (end > memory->readable)
    end = memory->readable;
  return memory->after != memory->before && first < end &&
         memcmp(memory->before + first, memory->after + first, end - first) != 0;
}

static bool wrote_inputs(const struct call_record *record)
{
  const struct op_info *op = &program_ops[record->op];
  size_t end = record->op == OP_RECLAIM_ALLOCATIONS2 ? offsetof(D3DKMT_RECLAIMALLOCATIONS2, PagingFenceValue)
                                                     : record->argument.readable;

  if (has_changed(&record->argument, 0, end))
    return true;
  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].kind == ARG_HANDLES && has_changed(&record->memory[i], 0, record->memory[i].readable))
      return true;
  return false;
}

static bool overran(const struct call_record *record)
{
  const struct op_info *op = &program_ops[record->op];

  for (uint8_t i = 0; i < op->argument_count; i++)
    if (op->arguments[i].kind == ARG_OUTPUT) {
      uint64_t count = record_field(record, op->arguments[op->arguments[i].counted_by].offset, 4, false);

      return has_changed(&record->memory[i], (size_t)count * 4, record->memory[i].readable);
    }
  return false;
}

/* Reads the words and the number behind them. False: something else stands there, and *text is as it was. */
static bool read_number(const char **text, const char *words, uint64_t *ret_number)
{
  const char *at;
  char *end;

  if (strncmp(*text, words, strlen(words)) != 0)
    return false;
  at = *text + strlen(words);
  if (*at < '0' || *at > '9')
    return false;
  *ret_number = strtoull(at, &end, 10);
  *text = end;
  return true;
}

/* A finding about an offer or a reclaim that returned: which of its results does it name? */
static struct emit_fault result_fault(const struct call_record *record, const char *message)
{
  const struct memory_record *output =
      &record->memory[record->op == OP_RECLAIM_ALLOCATIONS ? (unsigned)RECLAIM_ARG_DISCARDED
                                                           : (unsigned)RECLAIM2_ARG_RESULTS];
  struct emit_fault fault = {.kind = EMIT_STATUS};
  uint64_t item, other, priority;
  uint32_t value;

  if (read_number(&message, "result ", &item) && (item + 1) * 4 <= output->readable) {
    memcpy(&value, output->after + (size_t)item * 4, sizeof value);
    fault.kind = EMIT_RESULT;
    fault.item = (uint32_t)item;
    fault.value = value;
  } else if (read_number(&message, "item ", &item) && read_number(&message, ", offered at priority ", &priority) &&
             read_number(&message, ", was discarded while item ", &other)) {
    fault.kind = EMIT_ORDER;
    fault.item = (uint32_t)item;
    fault.other = (uint32_t)other;
  } else if (strncmp(message, "the paging fence value fell", 27) == 0) {
    fault.kind = EMIT_FENCE;
  }
  return fault;
}

static struct emit_fault fault_of(const struct call_record *record, const struct judgement *judgement,
                                  const char *message)
{
  struct emit_fault fault = {.kind = EMIT_STATUS};

  if (record->outcome == RECORD_CRASHED || record->outcome == RECORD_TIMEOUT) {
    fault.kind = EMIT_NO_RETURN;
  } else if (record->op == OP_CHECK) {
    fault.kind = EMIT_CONTENT;
  } else if (record->op == OP_STATISTICS) {
    uint64_t read;

    fault.kind = read_number(&message, "", &read) &&
                         read_number(&message, " bytes of the caller's memory were read where ", &fault.value)
                     ? EMIT_READS
                     : EMIT_LEAK;
  } else if (is_judged(record->op) && judgement_allows(judgement, record->status)) {
    fault = result_fault(record, message);
  }
  return fault;
}

/* Several findings may be about one and the same thing. */
static bool is_known(const struct emit_call *came, const struct emit_fault *fault)
{
  for (size_t i = 0; i < came->fault_count; i++)
    if (came->faults[i].kind == fault->kind && came->faults[i].item == fault->item &&
        came->faults[i].other == fault->other)
      return true;
  return false;
}

static void add_fault(struct play *play, struct emit_call *came, const struct emit_fault *fault,
                      const struct judgement_finding *finding)
{
  char message[600];

  snprintf(message, sizeof message, "%s: %s", finding->requirement->id, finding->message);
  if (!is_known(came, fault) && !emit_add_fault(came, fault, message))
    play->failed = true;
}

static void blame(struct play *play, const struct requirement *requirement)
{
  for (size_t i = 0; i < play->blamed_count; i++)
    if (play->blamed[i] == requirement)
      return;
  if (play->blamed_count < BLAMED_MAX)
    play->blamed[play->blamed_count++] = requirement;
}

static void describe(struct play *play, const struct call_record *record, const struct judgement_finding *finding)
{
  const struct op_info *op = &program_ops[record->op];
  struct buffer text = {NULL, 0, 0, false};

  if (record->teardown)
    buffer_string(&text, "In the end, ");
  else
    buffer_printf(&text, "Call %" PRIu32 ", ", record->call + 1);
  buffer_printf(&text, "%s: %s: %s.", op->entry != ABI_NO_ENTRY ? abi_entries[op->entry].name : op->name,
                finding->requirement->id, finding->message);
  add_paragraph(&play->findings, buffer_text(&text));
  play->failed = play->failed || text.failed;
  buffer_free(&text);
}

/* A fill or a check leaves records of its locks, too: those tell of one allocation. */
static void take_findings(struct play *play, const struct call_record *record, const struct judgement *judgement,
                          struct emit_call *came)
{
  bool serves = !record->teardown && play->program->calls[record->call].op != record->op;
  uint32_t item = (uint32_t)(came->content_count - (record->op == OP_CHECK && came->content_count > 0));
  const struct judgement_finding *unseen = NULL;
  bool written = false;

  for (size_t i = 0; i < judgement->finding_count; i++) {
    const struct judgement_finding *finding = &judgement->findings[i];
    struct emit_fault fault;

    if (finding->verdict < VERDICT_TIMEOUT)
      continue;
    fault = fault_of(record, judgement, finding->message);
    blame(play, finding->requirement);
    describe(play, record, finding);
    if (fault.kind == EMIT_CONTENT || serves)
      fault.item = item;
    if (serves && fault.kind == EMIT_STATUS)
      fault.kind = EMIT_LOCK;
    /* What was written is seen for what it is, whatever is said of it. */
    if (is_judged(record->op) && fault.kind == EMIT_STATUS && judgement_allows(judgement, record->status)) {
      written = true;
      fault.kind = wrote_inputs(record) ? EMIT_INPUTS : EMIT_OVERRUN;
      if (fault.kind == EMIT_OVERRUN && !overran(record)) {
        unseen = finding;
        continue;
      }
    }
    add_fault(play, came, &fault, finding);
    if (written && fault.kind == EMIT_INPUTS && overran(record)) {
      fault.kind = EMIT_OVERRUN;
      add_fault(play, came, &fault, finding);
    }
  }
  /* Nothing of it can be looked at but that the call returns the same again. */
  if (unseen != NULL && came->fault_count == 0) {
    came->allowed_count = 0;
    add_fault(play, came, &(struct emit_fault){.kind = EMIT_STATUS}, unseen);
  }
}

static void take_content(struct play *play, const struct call_record *record, struct emit_call *came)
{
  struct emit_content content = {
      .size = record_field(record, offsetof(struct harness_argument, results) + CHECK_SIZE * sizeof(uint64_t), 8, true),
      .seed = record_field(record, offsetof(struct harness_argument, value), 8, false),
      .locked = record->outcome == RECORD_RETURNED};

  play->failed = play->failed || !emit_add_content(came, content);
}

static void take_record(void *context, const struct call_record *record)
{
  struct play *play = context;
  size_t count = play->program->call_count;
  struct emit_call *came = &play->facts->calls[record->teardown || record->call >= count ? count : record->call];
  bool own = !record->teardown && record->call < count && play->program->calls[record->call].op == record->op;
  bool is_lost = record->outcome == RECORD_CRASHED || record->outcome == RECORD_TIMEOUT;
  struct judgement judgement;

  oracle_judge(play->oracle, record, &judgement);
  came->played = true;
  if (own || record->teardown || is_lost) {
    came->outcome = record->outcome;
    came->status = record->status;
  }
  if (own && (record->op == OP_FILL || record->op == OP_CHECK))
    take_content(play, record, came);
  if (own && judgement.demanded)
    for (size_t i = 0; i < judgement.allowed_count && i < EXPECT_MAX_STATUSES; i++)
      came->allowed[came->allowed_count++] = judgement.allowed[i].status;
  take_findings(play, record, &judgement, came);
  /* The allocation that a lock did not come back for has to be in the list, too. */
  if (!own && !record->teardown && is_lost)
    take_content(play, record, came);
}

/* ---- the first comment ---- */

static void write_about(const struct play *play, const struct emit_options *options, const char *profile)
{
  const struct program *program = play->program;
  const bool is_mock = linked_is_mock() && linked_library(options->target) == NULL;
  struct buffer *about = &play->facts->about, line = {NULL, 0, 0, false};

  if (program->name != NULL)
    add_paragraph(about, program->name);
  if (program->sentence != NULL)
    add_paragraph(about, program->sentence);
  if (about->size > 0)
    buffer_byte(about, '\n');
  for (size_t i = 0; i < play->blamed_count; i++) {
    buffer_clear(&line);
    buffer_printf(&line, "%s: %s", play->blamed[i]->id, play->blamed[i]->sentence);
    add_paragraph(about, buffer_text(&line));
  }
  if (play->blamed_count > 0)
    buffer_byte(about, '\n');
  buffer_append(about, buffer_text(&play->findings), play->findings.size);
  buffer_clear(&line);
  buffer_printf(&line, "%sSeen on %s, judged by the profile %s.",
                play->blamed_count > 0 ? "" : "Every offer and every reclaim returned what it may. ",
                is_mock ? "the mock kernel" : options->target, profile);
  add_paragraph(about, buffer_text(&line));
  about->failed = about->failed || line.failed || play->findings.failed;
  buffer_free(&line);
}

/* A fill of nothing leaves no record, and yet was played. */
static void mark_played(struct emit_facts *facts, bool to_the_end)
{
  size_t end = facts->call_count;

  while (end > 0 && !to_the_end && !facts->calls[end - 1].played)
    end--;
  for (size_t i = 0; i < end; i++)
    facts->calls[i].played = true;
}

static int end_play(struct play *play, const struct worker_end *end)
{
  mark_played(play->facts, end->ending == WORKER_DONE);
  if (play->failed) {
    complain("out of memory");
    return EXIT_UNABLE;
  }
  switch (end->ending) {
  case WORKER_BROKEN:
    complain("the program cannot be played: %s", end->detail);
    return EXIT_UNABLE;
  case WORKER_STOPPED:
    complain("stopped before the program's end");
    return EXIT_UNABLE;
  default:
    return EXIT_CLEAN;
  }
}

static int play_program(struct play *play, const struct emit_options *options, const struct program_set *programs)
{
  struct worker_options worker_options = {.library = linked_library(options->target),
                                          .timeout_seconds = options->timeout_seconds,
                                          .player = player_play,
                                          .context = (void *)(uintptr_t)programs,
                                          .stop = &stopped};
  struct worker_hello hello;
  struct worker_end end = {.ending = WORKER_DONE};
  struct job job = {JOB_CASE, 0, 0, 0};
  struct worker *worker = worker_start(&worker_options, &hello);

  if (worker == NULL || hello.error[0] != '\0') {
    if (linked_library(options->target) != NULL)
      complain("target %s: %s", options->target, hello.error);
    else
      complain("%s", hello.error);
    worker_stop(worker);
    return EXIT_UNABLE;
  }
  worker_play(worker, &job, &stopped, take_record, play, &end);
  worker_stop(worker);
  return end_play(play, &end);
}

/* The facts are pointed to an archive's name, which outlives them: a vendor's implementation by its usual file. */
static char archive[128];

int emit_play(const struct emit_options *options, const struct program_set *programs, struct emit_facts *ret_facts)
{
  const char *name = options->profile != NULL ? options->profile : linked_profile(options->target);
  struct play play = {.program = &programs->programs[0], .facts = ret_facts};
  const char *missing = NULL;
  struct suite_data suite;
  struct profile profile;
  int status;

  if (!emit_facts_init(ret_facts, play.program->call_count)) {
    complain("out of memory");
    return EXIT_UNABLE;
  }
  ret_facts->library = linked_library(options->target);
  if (ret_facts->library == NULL && !linked_is_mock()) {
    snprintf(archive, sizeof archive, "lib%s.a", linked_name());
    ret_facts->library = archive;
  }
  ret_facts->timeout_seconds = options->timeout_seconds;
  if (!load_suite(&suite))
    return EXIT_UNABLE;
  status = load_profile(name, &suite.requirements, &profile);
  if (status != EXIT_CLEAN)
    goto no_profile;
  system_catch_signals(&stopped);
  play.oracle = oracle_create(&suite.requirements, &profile, &missing);
  if (play.oracle == NULL) {
    complain("%s%s", missing != NULL ? "no requirement " : "out of memory", missing != NULL ? missing : "");
    status = EXIT_UNABLE;
  } else {
    status = play_program(&play, options, programs);
    write_about(&play, options, name);
  }
  oracle_destroy(play.oracle);
  profile_free(&profile);
no_profile:
  buffer_free(&play.findings);
  free_suite(&suite);
  return status;
}
